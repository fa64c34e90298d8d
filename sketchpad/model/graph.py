"""The whole design as a graph, which the lenses look at.

A graph notes what is asked of it while `noting` is on. A check that ran over a subject depends on exactly the keys it
noted, and `Graph.after` says which keys an edit touched; so live evaluation is right by construction, whatever a
check looks at. A key is the id of a part, or a pair: ("kind", id) for the kind of a component, ("in", id) and
("out", id) for its connections, ("path", id) for whether requests reach it, ("circle", id) for the circle of calls that
it lies in, ("slot", "c,r") for what stands in a slot, ("crowded", "") for which slots hold several, ("trait", t),
("groups", kind), ("need", type) for what there is of a sort, ("ids", "") for which ids there are, ("paths", "") for all
request paths, ("flows", "") for all flows, ("file", "") for what the design says beyond its parts and ("gathered", …)
for what a function says of many components.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from heapq import merge
from typing import TypeVar

from .circles import Circles, circles_of
from .design import Component, Connection, Design, Flow, Group, Id, Part, Requirement, Slot, changes
from .gathering import Gathering, key_of
from .indexes import Pairs, Places, by_ends, by_kind, patched, regrouped
from .lenses import CLIENT, Link, Node, Words

Key = Id | tuple[str, str]

Said = TypeVar("Said")
Sum = TypeVar("Sum")

PATHS = 400
"""Request paths that `Graph.paths` follows at the most."""


class Graph:
    """The whole design, indexed."""

    def __init__(self, design: Design, words: Words) -> None:
        self.design = design
        self._components = design.components
        self.words = words
        self._notes: set[Key] | None = None
        self._out, self._in = by_ends(design.connections.values())
        self._kinds = by_kind(design.components)
        self._places = Places(design.components)
        self._around: dict[tuple[Id, ...], tuple[Group, ...]] = {}
        self._needs: dict[str, tuple[Requirement, ...]] = {}
        self._nodes: dict[Id, Node] = {}
        self._connected: dict[Id, Link] = {}
        self._leaving: dict[Id, tuple[Link, ...]] = {}
        self._arriving: dict[Id, tuple[Link, ...]] = {}
        self._gathering = Gathering()
        self._requested = self._reach(self._clients(), set())
        self._circles: Circles | None = None

    # -- noting -------------------------------------------------------------------------------------------------

    @contextmanager
    def noting(self) -> Iterator[set[Key]]:
        """Collect the keys that are asked for inside the block."""
        before, self._notes = self._notes, set()
        try:
            yield self._notes
        finally:
            self._notes = before

    def _note(self, key: Key) -> None:
        if self._notes is not None:
            self._notes.add(key)

    @property
    def is_noting(self) -> bool:
        """Whether what is asked is noted; then a lens asks again rather than answer from memory."""
        return self._notes is not None

    # -- asking -------------------------------------------------------------------------------------------------

    def node(self, id: Id) -> Node:
        """The component of an id. Raises KeyError where there is none."""
        if self._notes is not None:
            self._notes.add(id)
        node = self._nodes.get(id)
        if node is None:
            node = self._nodes[id] = Node(self, self._components[id])
        return node

    def find(self, id: Id) -> Node | None:
        """The component of an id, or None."""
        if id in self._components:
            return self.node(id)
        self._note(id)
        return None

    def kinds_of(self, connection: Connection) -> tuple[str, str] | None:
        """The names of the kinds of both ends, or None where an end is not there."""
        if self._notes is not None:
            self._notes.update((("kind", connection.source), ("kind", connection.target)))
        components = self._components
        source, target = components.get(connection.source), components.get(connection.target)
        return None if source is None or target is None else (source.kind, target.kind)

    def link(self, id: Id) -> Link | None:
        """The connection of an id, or None where it does not exist or an end of it does not."""
        self._note(id)
        found = self._connected.get(id)
        if found is None:
            connection = self.design.connections.get(id)
            found = None if connection is None or not self._whole(connection) else self._link(connection)
        return found

    def _link(self, connection: Connection) -> Link:
        found = self._connected[connection.id] = Link(self, connection)
        return found

    def part(self, id: Id) -> Part | None:
        """The part of an id, of whatever sort, or None."""
        self._note(id)
        return self.design.get(id)

    def ids(self, sort: type[Part] | None = None) -> tuple[Id, ...]:
        """The ids of all parts, or of those of a sort."""
        self._note(("ids", ""))
        shelves = self.design.shelves() if sort is None else (getattr(self.design, sort.shelf),)
        return tuple(id for shelf in shelves for id in sorted(shelf))

    def in_slot(self, slot: Slot) -> tuple[Id, ...]:
        """The components that state a slot as their place, by id."""
        self._note(("slot", f"{slot[0]},{slot[1]}"))
        return self._places.standing.get(slot, ())

    def crowded(self) -> tuple[Slot, ...]:
        """The slots in which several components stand, in reading order."""
        self._note(("crowded", ""))
        return self._places.crowded

    def file(self) -> Design:
        """The design, for what it says beyond its parts: spare parts, waivers, kept keys."""
        self._note(("file", ""))
        return self.design

    def connections(self, id: Id) -> tuple[Connection, ...]:
        """The connections of a component as the file has them, those that arrive first; for whoever shows them."""
        return (*self._in.get(id, ()), *(one for one in self._out.get(id, ()) if one.target != id))

    def outgoing(self, id: Id) -> tuple[Link, ...]:
        if self._notes is not None:
            self._notes.add(("out", id))
        found = self._leaving.get(id)
        return found if found is not None else self._links(self._out.get(id, ()), self._leaving, id)

    def incoming(self, id: Id) -> tuple[Link, ...]:
        if self._notes is not None:
            self._notes.add(("in", id))
        found = self._arriving.get(id)
        return found if found is not None else self._links(self._in.get(id, ()), self._arriving, id)

    def _links(self, some: Sequence[Connection], known: dict[Id, tuple[Link, ...]], id: Id) -> tuple[Link, ...]:
        """The connections that have both their ends; remembered only where all do, as the missing ends are noted."""
        made = self._connected
        found = tuple([made.get(c.id) or self._link(c) for c in some if c.id in made or self._whole(c)])
        if len(found) == len(some):
            known[id] = found
        return found

    def _whole(self, connection: Connection) -> bool:
        components = self._components
        if connection.source in components and connection.target in components:
            return True
        self._note(connection.source)
        self._note(connection.target)
        return False

    def having_trait(self, trait: str) -> tuple[Node, ...]:
        """The components whose kind has a trait, by id."""
        self._note(("trait", trait))
        return tuple(self.node(id) for id in sorted(self._ids_of(trait)))

    def each(self, trait: str) -> Iterator[Node]:
        """The same, each asked for only when it is taken: for whoever stops at the first that will do."""
        self._note(("trait", trait))
        kinds = (ids for kind, ids in self._kinds.items() if trait in self.words.kind(kind).traits)
        return map(self.node, merge(*kinds))

    def _ids_of(self, trait: str) -> Iterator[Id]:
        """The components of a trait, or all where it is empty, in no order."""
        for kind, ids in self._kinds.items():
            if not trait or trait in self.words.kind(kind).traits:
                yield from ids

    def gathered(self, trait: str, of: Callable[[Node], Said | None]) -> Mapping[Id, Said]:
        """What `of` says of each component of a trait, by id, in no order; those of which it says None are left out.

        With an empty trait it is asked of every component. For rules that add up what many parts contribute: as long as
        the graph goes along with a design, `of` is asked again only of those whose answer an edit may have changed, and
        a check that asked for the whole runs again only if an answer did change. So `of` is a function of a module,
        looks at the design through its node alone and answers with what can be compared: numbers, ids, tuples of such.
        The sum must not depend on the order (`math.fsum`), and nobody keeps the mapping beyond the check.
        """
        if self._notes is None:
            known = self._gathering.known(trait, of)
            return known if known is not None else self._gather(trait, of)
        self._note(key_of(trait, of))
        return self._gathering.table(self, trait, of, self._ids_of(trait)).values

    def summed(
        self, trait: str, of: Callable[[Node], Said | None], fold: Callable[[Mapping[Id, Said]], Sum]
    ) -> tuple[Sum, ...]:
        """What is gathered, in a few sums: `fold` makes one of some of the answers, and the sums together are of all.

        For when there may be so many answers that one pass over them is too long after each edit. A check that asks for
        sums runs again only if one of them came out different.
        """
        if self._notes is None:
            answers = self.gathered(trait, of)
            return (fold(answers),) if answers else ()
        self._note(key_of(trait, of, fold))
        sums: tuple[Sum, ...] = self._gathering.table(self, trait, of, self._ids_of(trait)).summed(fold).known
        return sums

    def _gather(self, trait: str, of: Callable[[Node], Said | None]) -> dict[Id, Said]:
        answers = ((id, of(self.node(id))) for id in self._ids_of(trait))
        return {id: answer for id, answer in answers if answer is not None}

    def groups(self, kind: str) -> tuple[Group, ...]:
        """The groups of a kind, by id."""
        self._note(("groups", kind))
        found = tuple(g for _, g in sorted(self.design.groups.items()) if g.kind == kind)
        for group in found:
            self._note(group.id)
        return found

    def groups_around(self, inside: tuple[Id, ...]) -> tuple[Group, ...]:
        """The groups that hold a part which lies in `inside`, nearest first; a cycle ends where it closes."""
        found = self._around.get(inside)
        if found is None:
            found = self._around[inside] = tuple(self._climb(inside))
        if self._notes is not None:
            self._notes.update(inside)
            for group in found:
                self._notes.add(group.id)
                self._notes.update(group.inside)
        return found

    def _climb(self, inside: tuple[Id, ...]) -> Iterator[Group]:
        level, seen = list(inside), set[Id]()
        while level:
            above: list[Id] = []
            for id in level:
                group = self.design.groups.get(id)
                if group is not None and id not in seen:
                    seen.add(id)
                    yield group
                    above.extend(group.inside)
            level = above

    def are_groups(self, ids: tuple[Id, ...]) -> bool:
        """Whether there is a group of each id."""
        if self._notes is not None:
            self._notes.update(ids)
        return all(map(self.design.groups.__contains__, ids))

    def requirements(self, type: str) -> tuple[Requirement, ...]:
        """What is asked of a type, by id."""
        self._note(("need", type))
        found = self._needs.get(type)
        if found is None:
            found = tuple(r for _, r in sorted(self.design.requirements.items()) if r.type == type)
            self._needs[type] = found
        return found

    def flows(self) -> tuple[Flow, ...]:
        """The business transactions, by id."""
        self._note(("flows", ""))
        return tuple(flow for _, flow in sorted(self.design.flows.items()))

    def requested(self, id: Id) -> bool:
        self._note(("path", id))
        return id in self._requested

    def circle(self, id: Id) -> tuple[Id, ...]:
        """The components that a component leads to along calls and that lead back to it, by id."""
        self._note(("circle", id))
        if self._circles is None:
            self._circles = circles_of(self.design.connections.values(), self.design.components)
        return self._circles.of.get(id, ())

    def paths(self, limit: int = PATHS) -> tuple[tuple[Link, ...], ...]:
        """Simple paths from a client along connections that wait, to where none goes on; at most `limit`."""
        self._note(("paths", ""))
        found: list[tuple[Link, ...]] = []
        stack: list[tuple[Id, tuple[Link, ...]]] = [(id, ()) for id in reversed(self._clients())]
        while stack and len(found) < limit:
            here, path = stack.pop()
            been = {link.connection.source for link in path} | {here}
            further = [link for link in self.outgoing(here) if link.waits and link.connection.target not in been]
            if not further and path:
                found.append(path)
            stack.extend((link.connection.target, (*path, link)) for link in reversed(further))
        return tuple(found)

    def _clients(self) -> list[Id]:
        return sorted(self._ids_of(CLIENT))

    def _reach(self, starts: Iterable[Id], known: set[Id]) -> set[Id]:
        """`known`, and all that requests from `starts` get to."""
        stack = [id for id in starts if id not in known]
        reached = known | set(stack)
        while stack:
            for connection in self._out.get(stack.pop(), ()):
                target = connection.target
                if target not in reached and target in self.design.components and self._waits(connection):
                    reached.add(target)
                    stack.append(target)
        return reached

    def _waits(self, connection: Connection) -> bool:
        return self.words.verb(connection.verb).waits

    # -- going on -----------------------------------------------------------------------------------------------

    def after(self, design: Design) -> tuple[Graph, set[Key]]:
        """The graph of a later design, and the keys that differ between the two."""
        changed = changes(self.design, design)
        keys: set[Key] = set(changed)
        next_ = object.__new__(Graph)
        next_.design, next_._components, next_.words, next_._notes = design, design.components, self.words, None
        next_._out, next_._in, next_._kinds = self._out, self._in, self._kinds
        next_._around, next_._requested = self._around, self._requested
        next_._nodes, next_._connected, next_._leaving, next_._arriving = {}, {}, {}, {}
        old, new = self.design, design
        if old.spare is not new.spare or old.kept is not new.kept or old.waivers is not new.waivers:
            keys.add(("file", ""))
        pairs = [(self.design.get(id), design.get(id)) for id in changed]
        if any(isinstance(part, Group) for pair in pairs for part in pair):
            next_._around = {}
        same = self.design.requirements is design.requirements
        next_._needs = self._needs if same else {}
        next_._patch_connections(pairs, keys)
        next_._patch_kinds(pairs, keys)
        next_._places, slots = self._places.after(design.components, pairs)
        keys.update(("slot", f"{slot[0]},{slot[1]}") for slot in slots)
        if next_._places.crowded != self._places.crowded:
            keys.add(("crowded", ""))
        if any(type(old) is not type(new) for old, new in pairs):
            keys.add(("ids", ""))
        next_._ends(pairs, keys)
        for part in (part for pair in pairs for part in pair):
            if isinstance(part, Group):
                keys.add(("groups", part.kind))
            elif isinstance(part, Requirement):
                keys.add(("need", part.type))
            elif isinstance(part, Flow):
                keys.add(("flows", ""))
        next_._follow_requests(self, pairs, keys)
        next_._circles = self._circles
        if self._circles is not None:
            next_._circles, differing = self._circles.after(pairs, next_._out, next_._in, design.components)
            keys.update(("circle", id) for id in differing)
        # What was gathered goes along; should anybody still ask the graph before, it gathers anew.
        next_._gathering, self._gathering = self._gathering, Gathering()
        next_._gathering.after(next_, keys, [id for id in changed if id in old.components or id in new.components])
        return next_, keys

    def _patch_connections(self, pairs: Pairs, keys: set[Key]) -> None:
        out: dict[Id, set[Id]] = defaultdict(set)
        into: dict[Id, set[Id]] = defaultdict(set)
        for part in (part for pair in pairs for part in pair):
            if isinstance(part, Connection):
                out[part.source].add(part.id)
                into[part.target].add(part.id)
        if not out:
            return
        keys.update(("out", id) for id in out)
        keys.update(("in", id) for id in into)
        now = self.design.connections
        self._out = patched(self._out, out, now, lambda c: c.source)
        self._in = patched(self._in, into, now, lambda c: c.target)

    def _ends(self, pairs: Pairs, keys: set[Key]) -> None:
        """Connections come to have an end, or lose one, with the component that is the end."""
        for old, new in pairs:
            part = old if isinstance(old, Component) else new if isinstance(new, Component) else None
            if part is None or isinstance(old, Component) == isinstance(new, Component):
                continue
            keys.update(("out", c.source) for c in self._in.get(part.id, ()))
            keys.update(("in", c.target) for c in self._out.get(part.id, ()))

    def _patch_kinds(self, pairs: Pairs, keys: set[Key]) -> None:
        self._kinds, touched = regrouped(self._kinds, pairs, lambda component: component.kind)
        if touched:
            parts = (part for pair in pairs for part in pair if isinstance(part, Component))
            keys.update(("kind", part.id) for part in parts)
        keys.update(("trait", trait) for kind in touched for trait in self.words.kind(kind).traits)

    def _follow_requests(self, before: Graph, pairs: Pairs, keys: set[Key]) -> None:
        """Bring up to date what requests reach: grown from the additions, followed afresh after a loss."""
        starts: list[Id] = []
        lost = touched = False
        for old, new in pairs:
            if isinstance(old, Connection) and self._waits(old):
                same = isinstance(new, Connection) and (new.source, new.target) == (old.source, old.target)
                if not (same and isinstance(new, Connection) and self._waits(new)):
                    lost = touched = True
            if isinstance(new, Connection) and self._waits(new):
                touched = True
                if new.source in self._requested and new.target in self.design.components:
                    starts.append(new.target)
            was = old.kind if isinstance(old, Component) else None
            is_ = new.kind if isinstance(new, Component) else None
            if was is not None and was != is_:
                lost = touched = True
            elif was is None and isinstance(new, Component):
                touched = True
                starts.extend(self._begun(new))
        if lost:
            self._requested = self._reach(self._clients(), set())
        elif starts:
            self._requested = self._reach(starts, self._requested)
        if touched:
            keys.add(("paths", ""))
        if self._requested is not before._requested:
            keys.update(("path", id) for id in self._requested ^ before._requested)

    def _begun(self, new: Component) -> list[Id]:
        """The new component itself where requests begin with it or already came as far as it."""
        if CLIENT in self.words.kind(new.kind).traits:
            return [new.id]
        asked = any(c.source in self._requested and self._waits(c) for c in self._in.get(new.id, ()))
        return [new.id] if asked else []
