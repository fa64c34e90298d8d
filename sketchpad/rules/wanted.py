"""What a team's rule asks of one property: values, bounds, patterns, whether the design states it at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Protocol

from ..analysis.figures import known
from ..catalog import Property
from ..catalog.kind import LARGEST, UNSET
from ..editing import SetProperty
from ..model import Id
from ..model.printing import shown
from .tables import LONGEST, Table, meant, quoted


class Asked(Protocol):
    """A part as a wanted property sees it."""

    @property
    def id(self) -> Id: ...
    def __getitem__(self, name: str) -> Any: ...
    def states(self, name: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a property has to be. Every condition that is given must hold."""

    name: str
    values: tuple[Any, ...] = ()
    """It is one of these, or lists one of these."""
    no: tuple[Any, ...] = ()
    """It is none of these, and lists none of them."""
    like: tuple[str, ...] = ()
    """It fits one of these patterns."""
    low: float | None = None
    high: float | None = None
    stated: bool | None = None
    """Whether the design itself gives the value."""

    def holds(self, of: Asked) -> bool | None:
        """Whether it is so; None where the value is unknown."""
        if self.stated is not None and of.states(self.name) is not self.stated:
            return False
        value = of[self.name]
        if value is None or (isinstance(value, str) and value == UNSET):
            return True if UNSET in self.values or self.only_stated else None
        some = value if isinstance(value, tuple) else (value,)
        if self.values and not any(_same(one, wanted) for one in some for wanted in self.values):
            return False
        if any(_same(one, unwanted) for one in some for unwanted in self.no):
            return False
        if self.like and not any(isinstance(one, str) and fits(one, self.like) for one in some):
            return False
        if self.low is None and self.high is None:
            return True
        number = known(value)
        if number is None:
            return None
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)

    @property
    def only_stated(self) -> bool:
        """Whether nothing is asked but whether the design gives the value."""
        return self.stated is not None and not (self.values or self.no or self.like or self._bounds)

    @property
    def _bounds(self) -> tuple[str, ...]:
        """The bounds in words."""
        low = "" if self.low is None else f"at least {shown(self.low)}"
        high = "" if self.high is None else f"at most {shown(self.high)}"
        return tuple(filter(None, (low, high)))

    def __str__(self) -> str:
        """What is asked, in words: `at least 14`."""
        parts = [" or ".join(shown(value) for value in self.values)] if self.values else []
        parts.extend(self._bounds)
        if self.no:
            parts.append(f"not {' or '.join(shown(value) for value in self.no)}")
        if self.like:
            parts.append(f"like {' or '.join(self.like)}")
        return ", ".join(parts) or ("stated" if self.stated else "left unstated")

    def complaint(self, of: Asked) -> str:
        """Why a part that it does not hold for falls short."""
        if self.stated is not None and of.states(self.name) is not self.stated:
            return f"{self.name} is {'not stated' if self.stated else 'stated'}"
        return f"{self.name} is {quoted(shown(of[self.name]))}, asked is {self}"

    def remedy(self, of: Asked) -> SetProperty | None:
        """To state the one value that would do, where there is one."""
        value = self.values[0] if len(self.values) == 1 else None
        if not self.values and not self.no and not self.like:
            held = known(of[self.name])
            value = self.low if held is not None and self.low is not None and held < self.low else self.high
        if value is None or value == UNSET or isinstance(of[self.name], tuple):
            return None
        return SetProperty(of.id, self.name, value)


def _same(value: Any, wanted: Any) -> bool:
    """Whether two values are one: true is no number, and digits are also a word."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, int | float) and isinstance(wanted, int | float):
        return value == wanted
    return isinstance(value, str | int | float) and -LARGEST <= _size(value) <= LARGEST and str(value) == str(wanted)


def _size(value: str | int | float) -> float:
    return 0 if isinstance(value, str) else value


def fits(text: str, patterns: Iterable[str]) -> bool:
    """Whether a text fits one of some patterns, in which * stands for any characters and ? for one."""
    return any(fnmatchcase(text, pattern) for pattern in patterns)


# -- reading --------------------------------------------------------------------------------------------------------


def wanted_of(table: Table | None, properties: Iterable[Mapping[str, Property]], whose: str) -> tuple[Wanted, ...]:
    """What a table asks of properties. `properties` are those of each kind that is meant. Raises RuleError."""
    if table is None:
        return ()
    every = tuple(properties)
    names = sorted({name for some in every for name in some})
    found = []
    for name, asked in table.rest().items():
        abouts = [some[name] for some in every if name in some]
        if not abouts:
            raise table.wrong("", f"there is no property {quoted(name)} of {whose}{meant(name, names)}")
        found.append(_wanted(table, name, asked, abouts))
    if not found:
        raise table.wrong("", "it names no property")
    return tuple(found)


def _wanted(table: Table, name: str, asked: Any, abouts: list[Property]) -> Wanted:
    if not isinstance(asked, dict):
        return Wanted(name, _values(table, name, asked, abouts))
    inner = Table(f"{table.at}.{name}", asked)
    stated = inner.take("stated")
    if not isinstance(stated, bool | None):
        raise inner.wrong("stated", "it takes true or false")
    values, no = inner.take("is"), inner.take("not")
    wanted = Wanted(
        name,
        () if values is None else _values(inner, "is", values, abouts),
        () if no is None else _values(inner, "not", no, abouts),
        inner.words("like"),
        _bound(inner, "min", abouts),
        _bound(inner, "max", abouts),
        stated,
    )
    inner.done()
    if wanted == Wanted(name):
        raise table.wrong(name, "it asks nothing; write a value, a list, or min, max, is, not, like, stated")
    if stated is False and not wanted.only_stated:
        raise table.wrong(name, "what is not stated can be asked nothing else")
    if wanted.low is not None and wanted.high is not None and wanted.low > wanted.high:
        raise table.wrong(name, "min is above max")
    return wanted


def _values(table: Table, key: str, asked: Any, abouts: list[Property]) -> tuple[Any, ...]:
    """A value or a list of them, each of which one of the properties can have."""
    some = asked if isinstance(asked, list) else [asked]
    if not some:
        raise table.wrong(key, "an empty list fits nothing")
    for value in some:
        _plain(table, key, value)
        problems = [about.problem((value,) if about.is_list else value) for about in abouts]
        if all(problems):
            raise table.wrong(key, f"{problems[0]}")
    return tuple(some)


def _bound(table: Table, key: str, abouts: list[Property]) -> float | None:
    value = table.take(key)
    if value is None:
        return None
    _plain(table, key, value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise table.wrong(key, "it takes a number")
    numeric = [about for about in abouts if about.type in ("int", "number")]
    if not numeric:
        raise table.wrong(key, f"{abouts[0].name} takes {abouts[0].expected}, which has no bounds")
    problems = [about.problem(value) for about in numeric]
    if all(problems):
        raise table.wrong(key, f"{problems[0]}")
    return value


def _plain(table: Table, key: str, value: Any) -> None:
    """A value is a truth, a number within measure or a short text. Raises RuleError."""
    fine = isinstance(value, str) and len(value) <= LONGEST
    if not fine and not (isinstance(value, int | float) and -LARGEST <= value <= LARGEST):
        raise table.wrong(key, f"it takes true, false, a number or a text of at most {LONGEST} characters")
