"""What the arithmetic says of a requirement, before the findings have spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..analysis.figures import words
from ..analysis.paths import Journey, Sort, Stops, journeys
from ..catalog import facts
from ..model import Graph, Id, Link, Node, Requirement
from ..rules import Judged


@dataclass(frozen=True)
class Ground:
    """Whether a requirement is met as far as can be worked out, and how that was worked out."""

    met: bool | None = None
    """None where it cannot be told."""
    lines: tuple[str, ...] = ()
    """The arithmetic, each line for a person to check."""
    parts: tuple[Id, ...] = ()
    """The components and connections that decide, in the order in which they are passed."""
    missing: tuple[str, ...] = ()
    """Why it cannot be told: what would have to be stated (`unstated`), or measured."""
    failed: tuple[str, ...] = ()
    """Those of the lines that say that it is not met."""

    def __post_init__(self) -> None:
        if self.met is False and not self.failed:
            object.__setattr__(self, "failed", self.lines)


@dataclass(frozen=True)
class Case:
    """A requirement to be judged in a design."""

    graph: Graph
    need: Requirement
    remarks: tuple[Judged, ...] = ()
    """Findings about it that are no more than a remark."""
    _ways: dict[tuple[str | None, Sort], Sequence[Journey]] = field(default_factory=dict)
    _stops: dict[Sort, Stops] = field(default_factory=dict)

    def about(self, need: Requirement, remarks: tuple[Judged, ...]) -> Case:
        """The same design with another requirement; what was worked out already goes along."""
        return Case(self.graph, need, remarks, self._ways, self._stops)

    def journeys(self, place: str | None, sort: Sort) -> Sequence[Journey]:
        """The ways of requests from a place, the quickest to each end."""
        found = self._ways.get((place, sort))
        if found is None:
            stops = self._stops.setdefault(sort, {})
            found = self._ways[place, sort] = tuple(journeys(self.graph, place, sort, stops))
        return found


def unstated(*what: str) -> tuple[str, ...]:
    """What a design would have to state, as reasons why something cannot be told."""
    return tuple(f"not known: {one}" for one in what)


def together(grounds: Iterable[Ground]) -> Ground:
    """Several grounds of one requirement: it is met only where all of them say so."""
    some = tuple(grounds)
    verdicts = {ground.met for ground in some}
    met = False if False in verdicts else None if None in verdicts or not some else True
    return Ground(
        met,
        tuple(line for ground in some for line in ground.lines),
        tuple(dict.fromkeys(id for ground in some for id in ground.parts)),
        tuple(dict.fromkeys(what for ground in some for what in ground.missing)),
        tuple(line for ground in some for line in ground.failed),
    )


def places(graph: Graph) -> tuple[str, ...]:
    """Where requests come from: the places of the users, and those of clients; each once, known or not."""
    said = [*(p for need in graph.requirements("users") for p in words(need.properties.get("at")))]
    said += [city for client in graph.having_trait("client") for city in words(client["city"])]
    found: dict[str, str] = {}
    for place in said:
        known = facts.place(place)
        found.setdefault(known.name if known else place, place)
    return tuple(found)


def ids(*parts: Node | Link) -> tuple[Id, ...]:
    return tuple(part.id for part in parts)


def figure(number: float) -> str:
    """A figure as people write it: whole where it is large, with commas."""
    return f"{round(number):,}" if abs(number) >= 100 else f"{round(number, 2):,.10g}"
