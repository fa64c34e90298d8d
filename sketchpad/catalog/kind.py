"""The words of a design as the catalogue knows them: kinds, verbs, requirement types and their properties.

A property's default of None means unknown: a rule that needs the value stays silent. For lists, `minimum` and
`maximum` count the entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from ..model.design import ID
from .facts import facts, plain

Value = bool | int | float | str | tuple[Any, ...]
"""What a property can hold; lists are tuples of words."""

UNSET = "unset"
"""The word for an unknown value; it fits every property."""

NONE = "none"
"""The word for an empty list."""

CLASS = re.compile(r"db\.[a-z0-9-]+\.[a-z0-9]+")
"""The shape of a database instance class."""

LARGEST = 1e15
"""No figure of a design is larger; what is would only overflow the estimates."""

LONGEST = 64
"""Longer names are no slips of the finger, and are shown cut."""

LISTS = frozenset({"list", "places", "regions", "ids"})
"""The types whose values are lists; a single word stands for a list of one."""

DEPTH = {"account": 0, "global": 0, "region": 1, "vpc": 2, "az": 2, "subnet": 3}
"""How deep in AWS's own nesting a boundary lies."""

NOUNS = {
    "bool": "true or false",
    "int": "a whole number",
    "number": "a number",
    "text": "text",
    "enum": "a word",
    "list": "a list of words",
    "place": "a city or a Region",
    "places": "cities or Regions",
    "region": "a Region",
    "regions": "Regions",
    "class": "an instance class such as db.r6g.large",
    "id": "the id of a part",
    "ids": "ids of parts",
}
"""What a value of each type is, in words."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `name` was most likely meant to be, or None where nothing comes close."""
    if len(name) > LONGEST:
        return None
    folded = {plain(known): known for known in sorted(names, reverse=True)}
    close = get_close_matches(plain(name), sorted(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def hint(name: str, names: Iterable[str]) -> str:
    """`; did you mean lambda?`, or nothing where nothing comes close."""
    return _hint(nearest(name, names))


def _hint(meant: str | None) -> str:
    return f"; did you mean {meant}?" if meant else ""


@dataclass(frozen=True, slots=True, eq=False)
class Property:
    """Something that can be said of a part."""

    name: str
    type: str
    default: Value | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    help: str = ""

    @property
    def is_list(self) -> bool:
        return self.type in LISTS

    @property
    def expected(self) -> str:
        """What fits, in words: `a whole number from 1 to 900 s`."""
        noun = "one of " + ", ".join(self.choices) if self.choices and not self.is_list else NOUNS[self.type]
        if self.is_list:
            noun += f" among {', '.join(self.choices)}" if self.choices else ""
            return noun + (f", at most {_figure(self.maximum)}" if self.maximum is not None else "")
        return noun + self._range() + (f" {self.unit}" if self.unit and self.type in ("int", "number") else "")

    def _range(self) -> str:
        low, high = self.minimum, self.maximum
        if low is not None and high is not None:
            return f" from {_figure(low)} to {_figure(high)}"
        if low is not None:
            return f" of at least {_figure(low)}"
        return f" of at most {_figure(high)}" if high is not None else ""

    def items(self, value: Any) -> tuple[Any, ...]:
        """A list value as a tuple, however it was written: `a`, `a,b`, `none` or a list."""
        if value is None or value in (NONE, UNSET):
            return ()
        return tuple(value) if isinstance(value, list | tuple) else (value,)

    def problem(self, value: Any) -> str | None:
        """Why the value does not fit, in words; None when it does."""
        return _problem(self, value) if type(value) in PLAIN else self._problem(value)

    def _problem(self, value: Any) -> str | None:
        if value is None or (isinstance(value, str) and value == UNSET):
            return None
        return self._list_problem(value) if self.is_list else self._item_problem(value)

    def _list_problem(self, value: Any) -> str | None:
        if not isinstance(value, str | int | float | list | tuple) or isinstance(value, bool):
            return self._unfit(value)
        items = self.items(value)
        count = len(items)
        if (self.minimum is not None and count < self.minimum) or (self.maximum is not None and count > self.maximum):
            return f"{self.name} takes {self.expected}, not {count}"
        return next((why for item in items if (why := self._item_problem(item))), None)

    def _item_problem(self, value: Any) -> str | None:
        if not FITS[self.type](value):
            return self._unfit(value, _close(self.type, value))
        if self.choices and str(value) not in self.choices:
            return self._unfit(value, nearest(str(value), self.choices))
        if not self.is_list and isinstance(value, int | float) and not isinstance(value, bool):
            low, high = self.minimum, self.maximum
            if (low is not None and value < low) or (high is not None and value > high):
                return self._unfit(value)
        return None

    def _unfit(self, value: Any, meant: str | None = None) -> str:
        return f"{self.name} takes {self.expected}, not {_shown(value)}{_hint(meant)}"


PLAIN = (bool, int, str, float)
"""The types of single values, which are told apart in a memory of them."""


@lru_cache(maxsize=4096, typed=True)
def _problem(of: Property, value: Any) -> str | None:
    """Why a value of a plain type does not fit; remembered, as many parts say the same of themselves."""
    return of._problem(value)


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of component, or of group."""

    kind: str
    name: str
    code: str
    """Two to four capitals that stand for it on the canvas."""
    category: str
    placement: tuple[str, ...]
    """The boundaries it is meant for; empty for what lies outside AWS."""
    traits: frozenset[str]
    """What rules ask about it, explained in traits.json."""
    properties: Mapping[str, Property]
    defaults: Mapping[str, Any]
    help: str = ""
    aliases: tuple[str, ...] = ()
    """What people call it."""
    outgoing: tuple[str, ...] = ()
    incoming: tuple[str, ...] = ()
    """Verbs that may end here, the likeliest first."""
    cloudformation: tuple[str, ...] = ()
    terraform: tuple[str, ...] = ()
    hot: int | None = None
    """The digit that places one."""

    def __str__(self) -> str:
        return self.name

    def fits(self, group: str) -> bool:
        """Whether one may lie directly in a group of a kind: a bucket in a Region, but not in a subnet."""
        if self.category == "group":
            return group in self.placement
        if group == "service":
            return True
        return bool(self.placement) and DEPTH.get(group, 0) <= max(DEPTH[place] for place in self.placement)


@dataclass(frozen=True, slots=True, eq=False)
class Verb:
    """What one component does with another."""

    verb: str
    name: str
    properties: Mapping[str, Property]
    defaults: Mapping[str, Any]
    help: str = ""
    waits: bool = False
    """Whether the source waits for the answer."""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, eq=False)
class RequirementType:
    """A sort of thing that is asked of a design."""

    type: str
    name: str
    properties: Mapping[str, Property]
    defaults: Mapping[str, Any]
    help: str = ""
    template: str = ""
    """One such requirement in the sketch notation."""

    def __str__(self) -> str:
        return self.name


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST


def _whole(value: Any) -> bool:
    return _number(value) and value == int(value)


def _word(value: Any) -> bool:
    """Digits are words too: in the notation an account number looks like a number."""
    return isinstance(value, str) or _number(value)


def _place(value: Any) -> bool:
    return isinstance(value, str) and facts.place(value) is not None


def _region(value: Any) -> bool:
    return isinstance(value, str) and value in facts.regions


def _close(type: str, value: Any) -> str | None:
    """The place or Region that an unknown one was most likely meant to be."""
    if not isinstance(value, str) or type not in ("place", "places", "region", "regions"):
        return None
    return nearest(value, facts.regions if type.startswith("region") else facts.places)


FITS: Mapping[str, Callable[[Any], bool]] = {
    "bool": lambda value: isinstance(value, bool),
    "int": _whole,
    "number": _number,
    "text": _word,
    "enum": _word,
    "list": _word,
    "place": _place,
    "places": _place,
    "region": _region,
    "regions": _region,
    "class": lambda value: isinstance(value, str) and CLASS.fullmatch(value) is not None,
    "id": lambda value: isinstance(value, str) and ID.fullmatch(value) is not None,
    "ids": lambda value: isinstance(value, str) and ID.fullmatch(value) is not None,
}
"""Whether a single value is of a type; lists are asked entry by entry."""


def _figure(number: float | None) -> str:
    return "" if number is None else f"{number:,.10g}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(_short(value))
    if not isinstance(value, str | int | float):
        return "an object"
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _short(values: Iterable[Any]) -> Iterator[str]:
    for count, value in enumerate(values):
        if count == 5:
            yield "…"
            return
        yield "a list" if isinstance(value, list | tuple) else _shown(value)
