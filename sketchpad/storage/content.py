"""What a save writes, made and checked before the disk is touched: it reads back as the design it was made from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import compress
from operator import attrgetter, not_
from typing import Any

from ..model import Design, NotationError, Part, parse, unparse
from ..model.design import FORMAT, Frozen
from .files import LARGEST, newer, read
from .refusals import Invalid
from .scanning import MOST
from .shapes import SHELF_NAMES, frozen, settled
from .unreadable import Unreadable
from .writing import Known, assembled, member, shelved


def encoded(path: str | os.PathLike[str], design: Design, texts: Texts | None = None) -> str:
    """What `save` writes for a design: its canonical form, or notation for a `.sketch` file. Raises SaveError.

    `texts` spares writing and checking again what was written and checked before.
    """
    if design.format > FORMAT:
        raise Invalid(newer(design.format))
    if os.fspath(path).endswith(".sketch"):
        return _as_notation(design)
    return _as_json(design) if texts is None else texts.json(design)


class Texts:
    """How the parts of a design are written, each of them once read back and found to be the same.

    A part never changes and stands in the file as it would alone, so a design whose parts were all checked needs only
    what is new to be checked: what ties parts together is that no two have one id, which is looked at every time.
    """

    def __init__(self) -> None:
        self._known: Known = {}

    def json(self, design: Design) -> str:
        """The canonical form of a design, checked. Raises SaveError."""
        known, shelves = self._known, {name: getattr(design, name) for name in SHELF_NAMES}
        if not _simple(design):
            return _as_json(design)
        parts = [part for shelf in shelves.values() for part in shelf.values()]
        fresh = [*compress(parts, map(not_, map(known.__contains__, map(id, parts))))]
        alone = design.model_copy(update={name: {} for name in SHELF_NAMES})
        try:
            written = {id(part): (part, member(part)) for part in fresh}
            _check(alone.having(*fresh) if fresh else alone, written)
            whole = assembled(design, known := {**known, **written} if written else known)
        except ValueError as error:
            raise _unwritable(error) from error
        if len(known) > 2 * len(parts):
            known = {id(part): known[id(part)] for part in parts}
        self._known = known
        return whole


def _simple(design: Design) -> bool:
    """Whether each part stands under its own id, which no other has, and nothing else takes the place of a list."""
    keys, ids = list[str](), list[str]()
    for name in SHELF_NAMES:
        shelf = getattr(design, name)
        keys += shelf
        ids += map(attrgetter("id"), shelf.values())
    unique = keys == ids and len(set(ids)) == len(ids) <= MOST
    return unique and not design.spare and design.kept.keys().isdisjoint(SHELF_NAMES)


def as_bytes(text: str) -> bytes:
    """A text as a file holds it. Raises SaveError."""
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        raise Invalid("half a character, which a file cannot hold") from None
    if len(data) > LARGEST:
        raise Invalid(f"the design would take {len(data) >> 20} MiB; the most is {LARGEST >> 20} MiB")
    return data


def _as_json(design: Design) -> str:
    try:
        return _check(design, {})
    except ValueError as error:
        raise _unwritable(error) from error


def _check(design: Design, known: Known) -> str:
    """What is written for a design, which was read back and is the same. Raises SaveError and ValueError."""
    text = assembled(design, known)
    try:
        again = read("", text).design
    except Unreadable as error:
        raise _unwritable(error) from error
    if _settled(again) != _settled(design):
        raise Invalid("the design would not read back as it is")
    return text


def _unwritable(error: Exception) -> Invalid:
    return Invalid(f"the design cannot be written as a file: {error}")


def _as_notation(design: Design) -> str:
    for thing in _everything(design):
        if thing.kept:
            key = next(iter(thing.kept))
            message = f"sketch notation cannot hold {key} of {thing}; save it under a name that ends in .sketch.json"
            raise Invalid(message)
    if design.spare:
        raise Invalid(f"sketch notation cannot hold two parts of the id {design.spare[0].id}")
    text = unparse(design)
    try:
        again = parse(text)
    except NotationError as error:
        raise Invalid(f"sketch notation cannot hold this design: {error.message}") from error
    if _settled(again) == _settled(design):
        return text
    odd = next((part for part in design.parts() if again.get(part.id) != part), design)
    raise Invalid(f"sketch notation cannot hold all of {odd}; save it under a name that ends in .sketch.json")


def _everything(design: Design) -> Iterator[Frozen]:
    yield design
    yield from design.parts()
    for flow in design.flows.values():
        yield from flow.steps
    yield from design.waivers


def _settled(design: Design) -> Design:
    """A design as it reads back: lists frozen, waivers in order, and of parts with one id the first in the lead."""
    owners: dict[str, Part] = {}
    spare: list[Part] = []
    for part in (part for name in SHELF_NAMES for part in shelved(design, name)):
        properties = getattr(part, "properties", {})
        if any(isinstance(value, list | dict) for value in properties.values()):
            part = part.but(properties=frozen(properties))
        if owners.setdefault(part.id, part) is not part:
            spare.append(part)
    fields: dict[str, Any] = {name: {} for name in SHELF_NAMES}
    for part in owners.values():
        fields[part.shelf][part.id] = part
    return design.model_copy(
        update={**fields, "spare": tuple(spare), "waivers": settled(design.waivers), "kept": frozen(design.kept)}
    )
