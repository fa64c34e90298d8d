"""What fixes are made of, and how messages name parts and figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..analysis.figures import series
from ..editing import Edit, SetProperty, Several
from ..editing.edit import listed
from ..model import Design, FreshIds, Graph, Group, Id, Link, Node
from ..model.design import ID_LENGTH
from ..model.printing import shown
from .rule import Fix


@dataclass(frozen=True)
class Declare:
    """State what only a person can know or decide: what the work needs, what the team accepts.

    It does what SetProperty does, yet it is no way for a design to run better, so it is never made unasked.
    """

    id: Id
    property: str
    value: Any

    def __call__(self, design: Design) -> Design:
        return SetProperty(self.id, self.property, self.value)(design)

    def __str__(self) -> str:
        return str(SetProperty(self.id, self.property, self.value))


def setting(
    id: str, part: Node | Link, name: str, value: Any, by: type[SetProperty] | type[Declare] = SetProperty
) -> Fix:
    """A fix that states a property of a part, which its title names as people do."""
    whose = f"{part.source} to {part.target}" if isinstance(part, Link) else str(part)
    return Fix(id, by(part.id, name, value), f"Set {name}={shown(value)} on {whose}")


def names(nodes: Iterable[Node]) -> str:
    """`a`, `a and b`, `a, b and 3 more`."""
    return listed([str(node) for node in nodes])


def every(parts: Iterable[Node | Group | str]) -> str:
    """`a`, `a and b`, `a, b and c`, however many."""
    return series(map(str, parts))


def count(number: float) -> str:
    """A figure for people: whole, with commas."""
    return f"{math.ceil(number):,}"


def figure(number: float) -> str:
    """A figure for people as it is, to two places, with commas."""
    return f"{round(number, 2):,.10g}"


def about(number: float, against: float = 0) -> str:
    """A figure whose last digits would promise too much: 398 is `about 400`.

    It stays exact where the rounding would hide that `against` is more.
    """
    if number < 1:
        return "0"
    step = 10 ** max(0, math.floor(math.log10(number)) - 1)
    rounded = round(number / step) * step
    return f"{number:,.10g}" if number < against <= rounded else f"about {rounded:,}"


def fresh(graph: Graph) -> Callable[[Id], Id]:
    """Gives the new parts of one fix their ids: each one that no part has, none of them twice."""
    given = FreshIds(lambda id: graph.part(id) is not None)
    return lambda wish: given(wish[:ID_LENGTH])


def free(graph: Graph, wish: Id) -> Id:
    """An id that no part has: `wish`, or `wish-2`, `wish-3` …"""
    return fresh(graph)(wish)


def beside(node: Node) -> tuple[Id, ...]:
    """The Region that a component is drawn in, for what comes to stand beside it."""
    region = node.nearest("region")
    return (region.id,) if region is not None else ()


def at_once(name: str, edits: Sequence[Edit]) -> Edit:
    """One edit that makes them all."""
    return edits[0] if len(edits) == 1 else Several(name, tuple(edits))


def together(id: str, title: str, edits: Sequence[Edit]) -> Fix:
    """A fix of one or several edits."""
    return Fix(id, at_once(title, edits), title)
