"""What every request of a client passes, however it goes.

A component dominates another if no way from the client leads there without it, and it ends another if no way leads on
from there without it. Both are found once for all that a client reaches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from ..model import Id, Node

START, END = "", "."
"""Where all ways begin and where they end; no component has such an id."""

Ways = Mapping[Id, Sequence[Id]]
"""Where each point leads."""


class Passages:
    """The components that requests of a client rely on, and which of them stand between it and others."""

    def __init__(self, client: Node) -> None:
        self.nodes: dict[Id, Node] = {}
        on: dict[Id, list[Id]] = {}
        stack = [client]
        while stack:
            node = stack.pop()
            if node.id in on:
                continue
            targets = [link.target for link in node.outgoing if link.waits and link["optional"] is not True]
            on[node.id] = [target.id for target in targets]
            self.nodes[node.id] = node
            stack.extend(targets)
        del self.nodes[client.id]
        self._ways: Ways = {**on, START: [client.id]}

    @cached_property
    def _trees(self) -> tuple[_Tree, _Tree]:
        """What stands before each component, and what behind it."""
        ends = {id: [*self._ways[id], END] for id in _ends(self._ways)}
        ways = {**self._ways, **ends}
        return _Tree(ways, START), _Tree(_reversed(ways), END)

    def can_avoid(self, passed: Id, by: Iterable[Id]) -> bool:
        """Whether a request can go by one of some components and never pass another one."""
        others = [id for id in by if id != passed]
        if not others:
            return False
        before, behind = self._trees
        return any(not before.above(passed, id) and not behind.above(passed, id) for id in others)


def _ends(on: Ways) -> list[Id]:
    """Where requests go no further: what leads nowhere, and of circles that nothing leads out of what comes last."""
    back = _reversed(on)
    ends = [id for id, targets in on.items() if not targets]
    done = _reached(back, ends)
    for id in reversed(tuple(on)):
        if id not in done:
            ends.append(id)
            done |= _reached(back, [id])
    return ends


def _reversed(ways: Ways) -> dict[Id, list[Id]]:
    back: dict[Id, list[Id]] = defaultdict(list)
    for id, targets in ways.items():
        for target in targets:
            back[target].append(id)
    return back


def _reached(ways: Ways, starts: Iterable[Id]) -> set[Id]:
    stack = list(starts)
    done = set(stack)
    while stack:
        for target in ways.get(stack.pop(), ()):
            if target not in done:
                done.add(target)
                stack.append(target)
    return done


class _Tree:
    """The tree in which each point hangs below the last one that all ways to it pass (Cooper, Harvey and Kennedy)."""

    def __init__(self, ways: Ways, root: Id) -> None:
        order = _after_all_it_leads_to(ways, root)
        self._number = {id: number for number, id in enumerate(order)}
        back = _reversed(ways)
        self._parent: dict[Id, Id] = {root: root}
        changed = True
        while changed:
            changed = False
            for id in reversed(order[:-1]):
                known = [other for other in back[id] if other in self._parent]
                parent = known[0]
                for other in known[1:]:
                    parent = self._meet(parent, other)
                if self._parent.get(id) != parent:
                    self._parent[id] = parent
                    changed = True
        self._span = self._spans(root)

    def _meet(self, one: Id, other: Id) -> Id:
        while one != other:
            while self._number[one] < self._number[other]:
                one = self._parent[one]
            while self._number[other] < self._number[one]:
                other = self._parent[other]
        return one

    def _spans(self, root: Id) -> dict[Id, tuple[int, int]]:
        """For each point the stretch of a walk through the tree in which it and all below it come."""
        below: dict[Id, list[Id]] = defaultdict(list)
        for id, parent in self._parent.items():
            if id != root:
                below[parent].append(id)
        first: dict[Id, int] = {}
        spans: dict[Id, tuple[int, int]] = {}
        stack = [(root, False)]
        while stack:
            id, left = stack.pop()
            if left:
                spans[id] = (first[id], len(first))
                continue
            first[id] = len(first)
            stack.append((id, True))
            stack.extend((child, False) for child in below[id])
        return spans

    def above(self, one: Id, other: Id) -> bool:
        """Whether all ways to `other` pass `one`."""
        start, stop = self._span[one]
        return start <= self._span[other][0] < stop


def _after_all_it_leads_to(ways: Ways, root: Id) -> list[Id]:
    """The points in the order in which a search from the root leaves them; the root comes last."""
    order: list[Id] = []
    seen = {root}
    stack = [(root, iter(ways.get(root, ())))]
    while stack:
        id, targets = stack[-1]
        target = next((t for t in targets if t not in seen), None)
        if target is None:
            order.append(id)
            stack.pop()
        else:
            seen.add(target)
            stack.append((target, iter(ways.get(target, ()))))
    return order
