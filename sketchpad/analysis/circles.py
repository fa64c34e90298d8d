"""Circles of calls: services that wait for each other."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping

from ..model import Graph, Id, Node
from .chains import CALLS, owner

MOST = 20
"""Circles of one knot of calls that are worth naming; the others come to light when these are gone."""

Calls = Mapping[Id, tuple[Id, tuple[Id, ...]]]
"""The service and the called of each component that calls."""


def calls_of(node: Node) -> tuple[Id, tuple[Id, ...]] | None:
    """The service of a component and the code that it calls, by id; None where it calls none."""
    called = {link.connection.target for link in node.outgoing if link.verb in CALLS and link.target.has("compute")}
    return (owner(node), tuple(sorted(called))) if called else None


def circles(graph: Graph) -> list[tuple[Id, ...]]:
    """The circles of calls that leave a service, and the components that call themselves, by their components.

    Each begins with the least of its ids and is the shortest one that a call of that component begins.
    """
    calls: Calls = graph.gathered("compute", calls_of)
    found = {circle for knot in knots(calls) for circle in _circles_of(knot, calls)}
    return sorted(found)


def _circles_of(knot: frozenset[Id], calls: Calls) -> list[tuple[Id, ...]]:
    """The circles in one knot: those through its least id, then those of what is left without it."""
    found: list[tuple[Id, ...]] = []
    waiting = deque([knot])
    while waiting and len(found) < MOST:
        some = waiting.popleft()
        first = min(some)
        within = _within(some, calls)
        found += dict.fromkeys(_through(first, within))
        waiting.extend(knots(_within(some - {first}, within)))
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


def knots(after: Calls) -> list[frozenset[Id]]:
    """The largest sets in which all lead to each other, by id; one alone where it leads to itself."""
    before: dict[Id, list[Id]] = defaultdict(list)
    for id, (_, called) in after.items():
        for other in called:
            before[other].append(id)
    found: list[frozenset[Id]] = []
    done: set[Id] = set()
    for start in reversed(_finished(after)):
        knot = {start} - done
        stack = list(knot)
        while stack:
            some = [id for id in before[stack.pop()] if id not in done and id not in knot]
            knot.update(some)
            stack.extend(some)
        done |= knot
        if len(knot) > 1 or any(id in after[id][1] for id in knot):
            found.append(frozenset(knot))
    return sorted(found, key=min)


def _finished(after: Calls) -> list[Id]:
    """Those that call, each after all that it leads to, but for what leads back."""
    order: list[Id] = []
    known: set[Id] = set()
    for start in sorted(after):
        way = [(start, iter(after[start][1]))] if start not in known else []
        known.add(start)
        while way:
            here, further = way[-1]
            for id in further:
                if id in after and id not in known:
                    known.add(id)
                    way.append((id, iter(after[id][1])))
                    break
            else:
                way.pop()
                order.append(here)
    return order
