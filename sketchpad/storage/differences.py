"""What differs between two designs, as a value that can be written down on one line and applied to the first of them.

Two parts are the same when they are written the same: Python holds 1 and true to be equal, and a file does not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import compress, count, islice
from operator import is_not
from typing import Any

from ..model import FORMAT, Design, Id, Part
from .shapes import SHELF_NAMES, Misshapen, TooDeep, built, frozen
from .writing import line, value_line


@dataclass(frozen=True, slots=True)
class Difference:
    """From one design to another."""

    put: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    """The parts that are new or different, list by list."""
    dropped: Mapping[str, tuple[Id, ...]] = field(default_factory=dict)
    """The ids of the parts that are gone, list by list."""
    own: Mapping[str, Any] = field(default_factory=dict)
    """The design's other fields that differ, with what they are."""

    def __bool__(self) -> bool:
        return bool(self.put or self.dropped or self.own)


def difference(before: Design, after: Design) -> Difference:
    """What makes `after` of `before`."""
    put: dict[str, tuple[Part, ...]] = {}
    dropped: dict[str, tuple[Id, ...]] = {}
    for name in SHELF_NAMES:
        old, new = getattr(before, name), getattr(after, name)
        if old is not new:
            gone, come = _middles(old, new)
            if fresh := tuple(part for part in come if _unlike(name, old.get(part.id), part)):
                put[name] = fresh
            if lost := tuple(part.id for part in gone if part.id not in new):
                dropped[name] = lost
    one, other = vars(before), vars(after)
    own = {name: other[name] for name, written in OWN.items() if _changed(written, one[name], other[name])}
    return Difference(put, dropped, own)


def applied(design: Design, by: Difference) -> Design:
    """A design with a difference made to it; what it drops need not be there."""
    fields: dict[str, Any] = dict(by.own)
    for name in by.put.keys() | by.dropped.keys():
        gone = frozenset(by.dropped.get(name, ()))
        shelf = {id: part for id, part in getattr(design, name).items() if id not in gone}
        shelf.update((part.id, part) for part in by.put.get(name, ()))
        fields[name] = shelf
    return design.model_copy(update=fields) if fields else design


def _middles(old: dict[Id, Part], new: dict[Id, Part]) -> tuple[list[Part], list[Part]]:
    """What lies between the parts that two mappings share at the beginning and at the end."""
    fewest = min(len(old), len(new))
    front = next(compress(count(), map(is_not, old.values(), new.values())), fewest)
    back = next(compress(count(), map(is_not, reversed(old.values()), reversed(new.values()))), fewest)
    back = min(back, fewest - front)
    gone = list(islice(old.values(), front, len(old) - back))
    come = list(islice(new.values(), front, len(new) - back))
    if len(gone) == len(come):  # the same parts in the same order, but for a few: those are found without a look-up
        unlike = [*map(is_not, gone, come)]
        return [*compress(gone, unlike)], [*compress(come, unlike)]
    return gone, come


def _unlike(sort: str, one: Part | None, other: Part) -> bool:
    return one is not other and (one is None or line(sort, one) != line(sort, other))


# -- the fields of a design that are no lists of parts ---------------------------------------------------------------


def _waivers(waivers: Iterable[Any]) -> str:
    return f"[{','.join(line('waivers', waiver) for waiver in waivers)}]"


def _spare(parts: Iterable[Part]) -> str:
    return f"[{','.join(f'[{value_line(part.shelf)},{line(part.shelf, part)}]' for part in parts)}]"


OWN: Mapping[str, Callable[[Any], str]] = {
    "format": value_line,
    "name": value_line,
    "about": value_line,
    "waivers": _waivers,
    "spare": _spare,
    "kept": value_line,
}
"""Each with what writes it."""


def _changed(written: Callable[[Any], str], one: Any, other: Any) -> bool:
    return one is not other and written(one) != written(other)


# -- on one line -----------------------------------------------------------------------------------------------------


def written(by: Difference) -> str:
    """A difference as JSON on one line. Raises ValueError for what JSON cannot hold."""
    put = [f'"{name}":[{",".join(line(name, part) for part in parts)}]' for name, parts in by.put.items()]
    own = [f'"{name}":{OWN[name](value)}' for name, value in by.own.items()]
    dropped = json.dumps(by.dropped, separators=(",", ":"))
    return f'{{"put":{{{",".join(put)}}},"dropped":{dropped},"own":{{{",".join(own)}}}}}'


def read_difference(raw: Any) -> Difference:
    """A difference from what JSON made of it. Raises ValueError."""
    try:
        put = built({"format": FORMAT, **raw["put"]})[1]
        dropped = {name: tuple(ids) for name, ids in raw["dropped"].items() if name in SHELF_NAMES}
        own = {name: _read(name, value) for name, value in raw["own"].items() if name in OWN}
    except (Misshapen, TooDeep, LookupError, TypeError, AttributeError) as error:
        raise ValueError("that is no difference between designs") from error
    return Difference({name: tuple(parts) for name, parts in put.items() if parts}, dropped, own)


def _read(name: str, value: Any) -> Any:
    if name == "waivers":
        return built({"format": FORMAT, "waivers": value})[0].waivers
    if name == "spare":
        return tuple(built({"format": FORMAT, shelf: [part]})[1][shelf][0] for shelf, part in value)
    return frozen(value)
