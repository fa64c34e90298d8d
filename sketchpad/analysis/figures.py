"""Figures out of a design: only what is a number, and not below nothing, is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..model import Link, Node, Requirement

MOST = 1e15
"""What is beyond is no figure of anything, and would break the arithmetic."""


DIGITS = 6
"""Decimals of a sum that rounding leaves right, in whatever order it was added up."""

NUMBERS = (int, float)
"""The types of figures; true and false are none."""


def known(value: Any) -> float | None:
    """The value as a number; None where it is none, is negative or beyond all measure."""
    if type(value) not in NUMBERS or not 0 <= value <= MOST:
        return None
    number: float = value
    return number


def number(of: Node | Link, name: str) -> float | None:
    """A property as a number, stated or by default, in the property's unit; None where it is unknown."""
    value = of[name]
    return None if value is None else known(value)


def word(of: Node | Link, name: str) -> str:
    """A property as a word, stated or by default; empty where it is unknown."""
    value = of[name]
    return value if isinstance(value, str) else ""


def words(value: Any) -> tuple[str, ...]:
    """The words that a property lists, however many: the notation writes a list of one as a word; none for `none`."""
    some = value if isinstance(value, tuple) else (value,)
    return tuple(one for one in some if isinstance(one, str)) if value != "none" else ()


def asked(requirements: Iterable[Requirement], name: str) -> tuple[float, ...]:
    """The numbers that requirements state under a name, in the requirements' order."""
    found = (known(requirement.properties.get(name)) for requirement in requirements)
    return tuple(value for value in found if value is not None)


def wanted(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Those that nobody has said are not wanted."""
    return tuple(requirement for requirement in requirements if requirement.properties.get("want") is not False)


def series(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`, however many."""
    *some, last = names
    return f"{', '.join(some)} and {last}" if some else last


def days(figure: str) -> str:
    """So many days, as people say it."""
    return f"{figure} day{'' if figure == '1' else 's'}"
