"""Circles of calls: services that wait for each other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from ..model import Id, Node
from ..model.circles import knots
from ..model.lenses import CALLS
from .chains import owner

MOST = 20
"""Circles of one knot of calls that are named; the others come to light when these are gone."""

Calls = Mapping[Id, tuple[Id, tuple[Id, ...]]]
"""The service and the called of each component that calls."""


def calls_of(node: Node) -> tuple[Id, tuple[Id, ...]] | None:
    """The service of some code and the code that it calls, by id; None for what is no code."""
    if not node.has("compute"):
        return None
    called = {link.connection.target for link in node.outgoing if link.verb in CALLS and link.target.has("compute")}
    return owner(node), tuple(sorted(called))


def circles_led_by(node: Node) -> list[tuple[Id, ...]]:
    """The circles of calls, by id, that leave a service or are one component, among all that a component leads.

    It leads the knot of calls that it lies in where it is the first code there. Each circle begins with the least of
    its ids and is the shortest one that a call of that component begins.
    """
    graph, knot = node.graph, node.circle
    if next((id for id in knot if graph.node(id).has("compute")), None) != node.id:
        return []
    calls: Calls = {id: said for id in knot if (said := calls_of(graph.node(id))) is not None}
    return sorted({circle for some in _knots(calls) for circle in _circles_of(some, calls)})


def _knots(calls: Calls) -> list[frozenset[Id]]:
    return [frozenset(knot) for knot in knots({id: called for id, (_, called) in calls.items()})]


def _circles_of(knot: frozenset[Id], calls: Calls) -> list[tuple[Id, ...]]:
    """The circles in one knot: those through its least id, then those of what is left without it."""
    found: list[tuple[Id, ...]] = []
    waiting = deque([knot])
    for _ in range(MOST):
        if not waiting or len(found) >= MOST:
            break
        some = waiting.popleft()
        first = min(some)
        within = _within(some, calls)
        found += dict.fromkeys(_through(first, within))
        waiting.extend(_knots(_within(some - {first}, within)))
    return found[:MOST]


def _within(some: frozenset[Id], calls: Calls) -> Calls:
    """The calls among some."""
    return {id: (calls[id][0], tuple(called for called in calls[id][1] if called in some)) for id in sorted(some)}


def _through(first: Id, calls: Calls) -> Iterator[tuple[Id, ...]]:
    """For each call of a component the shortest circle that it begins, if that leaves the service."""
    for called in calls[first][1]:
        circle = (first,) if called == first else _back(called, first, calls)
        if circle and len(set(circle)) == len(circle):
            yield circle


def _back(start: Id, first: Id, calls: Calls) -> tuple[Id, ...]:
    """The circle from `first` by way of `start` that is shortest and meets another service; empty for none."""
    home = calls[first][0]
    begin = (start, calls[start][0] != home)
    before: dict[tuple[Id, bool], tuple[Id, bool] | None] = {begin: None}
    queue = deque([begin])
    while queue:
        here = queue.popleft()
        for id in calls[here[0]][1]:
            if id == first and here[1]:
                return (first, *reversed(list(_traced(here, before))))
            step = (id, here[1] or calls[id][0] != home)
            if id != first and step not in before:
                before[step] = here
                queue.append(step)
    return ()


def _traced(last: tuple[Id, bool], before: Mapping[tuple[Id, bool], tuple[Id, bool] | None]) -> Iterator[Id]:
    step: tuple[Id, bool] | None = last
    while step is not None:
        yield step[0]
        step = before[step]
