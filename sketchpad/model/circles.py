"""What leads back to itself along calls, kept from design to design.

A circle is a largest set of components that all lead to each other, its ids in order; one component alone is a circle
where it leads to itself. An edit costs as much as there is around it: a call that goes is looked at in its circle
alone, and whether a new one closes a circle is asked from both of its ends at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from .design import Component, Connection, Id, Part
from .indexes import Pairs
from .lenses import CALLS

Circle = tuple[Id, ...]
Further = Callable[[Id], Iterable[Id]]
"""What a component calls, or who calls it."""
Index = Mapping[Id, Sequence[Connection]]


class Circles:
    """The circle that each component lies in; most lie in none."""

    def __init__(self, of: Mapping[Id, Circle]) -> None:
        self.of = of

    def after(self, pairs: Pairs, out: Index, into: Index, there: Container[Id]) -> tuple[Circles, set[Id]]:
        """The circles of a later design, in which some parts differ, and the components whose circle is another one.

        `out` and `into` are the connections of each component, `there` the components that the design has.
        """

        def called(id: Id) -> list[Id]:
            links = out.get(id, ()) if id in there else ()
            return [c.target for c in links if c.verb in CALLS and c.target in there]

        def callers(id: Id) -> list[Id]:
            links = into.get(id, ()) if id in there else ()
            return [c.source for c in links if c.verb in CALLS and c.source in there]

        torn, begun = _changed(pairs, callers)
        fresh: dict[Id, Circle] = {}
        for circle in {self.of[id] for id in torn if id in self.of}:
            inside = set(circle)
            fresh.update(dict.fromkeys(circle, ()))
            for knot in knots({id: [other for other in called(id) if other in inside] for id in circle}):
                fresh.update(dict.fromkeys(knot, knot))
        for source, target in begun:
            around = fresh.get(source, self.of.get(source, ()))
            if target not in around and target in called(source):
                knot = _closed(source, target, called, callers)
                fresh.update(dict.fromkeys(knot, knot))
        different = {id for id, circle in fresh.items() if circle != self.of.get(id, ())}
        if not different:
            return self, different
        of = {id: circle for id, circle in {**self.of, **fresh}.items() if circle}
        return Circles(of), different


def circles_of(connections: Iterable[Connection], there: Container[Id]) -> Circles:
    calls: dict[Id, list[Id]] = defaultdict(list)
    for c in connections:
        if c.verb in CALLS and c.source in there and c.target in there:
            calls[c.source].append(c.target)
    return Circles({id: knot for knot in knots(calls) for id in knot})


def _changed(pairs: Pairs, callers: Further) -> tuple[set[Id], list[tuple[Id, Id]]]:
    """Where calls went, and the calls that came."""
    torn: set[Id] = set()
    begun: list[tuple[Id, Id]] = []
    for old, new in pairs:
        went, came = _call(old), _call(new)
        if went != came:
            torn.update((went or ())[:1])
            begun.extend([came] if came is not None else [])
        if isinstance(old, Component) and not isinstance(new, Component):
            torn.add(old.id)
        elif isinstance(new, Component) and not isinstance(old, Component):
            begun.extend((source, new.id) for source in callers(new.id))
    return torn, begun


def _call(part: Part | None) -> tuple[Id, Id] | None:
    calls = isinstance(part, Connection) and part.verb in CALLS
    return (part.source, part.target) if calls and isinstance(part, Connection) else None


def _closed(source: Id, target: Id, called: Further, callers: Further) -> Circle:
    """The circle that a call closes; empty where its target does not lead back to its source."""
    if source == target:
        return (source,)
    ahead, behind = {target}, {source}
    forth, back = [target], [source]
    while forth and back and ahead.isdisjoint(behind):
        _step(forth, ahead, called)
        _step(back, behind, callers)
    if ahead.isdisjoint(behind):
        return ()
    while forth:
        _step(forth, ahead, called)
    while back:
        _step(back, behind, callers)
    return tuple(sorted(ahead & behind))


def _step(stack: list[Id], seen: set[Id], further: Further) -> None:
    new = [id for id in further(stack.pop()) if id not in seen]
    seen.update(new)
    stack.extend(new)


def knots(after: Mapping[Id, Sequence[Id]]) -> list[Circle]:
    """The largest sets in which all lead to each other, each in order; one alone where it leads to itself."""
    before: dict[Id, list[Id]] = defaultdict(list)
    for id, further in after.items():
        for other in further:
            before[other].append(id)
    found: list[Circle] = []
    done: set[Id] = set()
    for start in reversed(_finished(after)):
        if start in done:
            continue
        knot, stack = {start}, [start]
        while stack:
            new = [id for id in before.get(stack.pop(), ()) if id not in done and id not in knot]
            knot.update(new)
            stack.extend(new)
        done |= knot
        if len(knot) > 1 or start in after[start]:
            found.append(tuple(sorted(knot)))
    return sorted(found)


def _finished(after: Mapping[Id, Sequence[Id]]) -> list[Id]:
    """Each after all that it leads to, but for what leads back."""
    order: list[Id] = []
    known: set[Id] = set()
    for start in sorted(after):
        if start in known:
            continue
        known.add(start)
        way = [(start, iter(after[start]))]
        while way:
            here, further = way[-1]
            for id in further:
                if id in after and id not in known:
                    known.add(id)
                    way.append((id, iter(after[id])))
                    break
            else:
                way.pop()
                order.append(here)
    return order
