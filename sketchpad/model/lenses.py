"""Read-only lenses on a design: a component, a connection, an access. Each asks its graph, which notes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from .design import GROUP_VALUES, Component, Connection, Group, Id

if TYPE_CHECKING:
    from .graph import Graph

READS = frozenset({"reads", "rw"})
WRITES = frozenset({"writes", "rw"})
DATA = READS | WRITES
"""The verbs that access a store."""
CALLS = frozenset({"calls", "invokes"})
"""The verbs by which code asks other code and waits for the answer."""
FRONT = "front"
"""The trait of what is looked through when a rule asks who accesses a store."""
CLIENT = "client"
"""The trait of where requests begin."""
GLOBAL = "global"
"""The trait of what lies in no Region."""
REGIONS = ("region", "primary_region")
"""The properties by which a component states its own Region; the first one counts."""


class KindLike(Protocol):
    """What a lens asks of a kind of component."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def traits(self) -> frozenset[str]: ...
    @property
    def defaults(self) -> Mapping[str, Any]: ...


class VerbLike(Protocol):
    """What a lens asks of a verb."""

    @property
    def waits(self) -> bool: ...
    @property
    def defaults(self) -> Mapping[str, Any]: ...


class Words(Protocol):
    """The catalogue, as far as a graph needs it."""

    def kind(self, name: str) -> KindLike: ...
    def verb(self, name: str) -> VerbLike: ...


class Node:
    """A component with its kind, its connections, its neighbours and its groups."""

    __slots__ = ("_accesses", "_stated", "_uses", "component", "graph", "id", "kind")

    def __init__(self, graph: Graph, component: Component) -> None:
        self.graph = graph
        self.component = component
        self.id = component.id
        self.kind = graph.words.kind(component.kind)
        self._stated = component.properties
        self._accesses: tuple[Access, ...] | None = None
        self._uses: tuple[Access, ...] | None = None

    def __str__(self) -> str:
        return self.component.name or self.component.id

    def __repr__(self) -> str:
        return f"Node({self.id})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and other.component is self.component

    def __hash__(self) -> int:
        return hash(self.component.id)

    def __getitem__(self, name: str) -> Any:
        """The value as stated, else the kind's default, else None for unknown."""
        value = self._stated.get(name)
        return self.kind.defaults.get(name) if value is None or value == "unset" else value

    def states(self, name: str) -> bool:
        """Whether the design itself gives the value."""
        return self._stated.get(name) not in (None, "unset")

    def has(self, trait: str) -> bool:
        return trait in self.kind.traits

    @property
    def outgoing(self) -> tuple[Link, ...]:
        return self.graph.outgoing(self.id)

    @property
    def incoming(self) -> tuple[Link, ...]:
        return self.graph.incoming(self.id)

    @property
    def neighbours(self) -> tuple[Node, ...]:
        """The other ends of the connections, each once, by id."""
        ends = {link.target.id: link.target for link in self.outgoing}
        ends |= {link.source.id: link.source for link in self.incoming}
        ends.pop(self.id, None)
        return tuple(ends[id] for id in sorted(ends))

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group around it, nearest first."""
        return self.graph.groups_around(self.component.inside)

    def nearest(self, kind: str) -> Group | None:
        """The nearest group of a kind."""
        for group in self.graph.groups_around(self.component.inside):
            if group.kind == kind:
                return group
        return None

    @property
    def service(self) -> Group | None:
        return self.nearest("service")

    @property
    def vpc(self) -> Group | None:
        return self.nearest("vpc")

    @property
    def subnet(self) -> Group | None:
        return self.nearest("subnet")

    @property
    def account(self) -> Group | None:
        return self.nearest("account")

    @property
    def az(self) -> Group | None:
        return self.nearest("az")

    @property
    def region(self) -> str | None:
        """The code of its Region, `global` for what lies in none, None for clients and where none is stated."""
        traits = self.kind.traits
        if CLIENT in traits:
            return None
        for name in REGIONS if self._stated else ():
            if isinstance(stated := self._stated.get(name), str) and stated != "unset":
                return stated
        if GLOBAL in traits:
            return "global"
        group = self.nearest("region")
        code = group.properties.get(GROUP_VALUES["region"]) if group else None
        return code if isinstance(code, str) else None

    @property
    def accesses(self) -> tuple[Access, ...]:
        """Who reads or writes this store, looking through what merely stands in front of it.

        Remembered, but where the graph notes what is asked: then it is asked again.
        """
        found = self._accesses
        if found is None or self.graph.is_noting:
            found = self._accesses = tuple(_reaching(self, (), frozenset()))
        return found

    @property
    def uses(self) -> tuple[Access, ...]:
        """What this one reads or writes, looking through what merely stands in front of it; remembered likewise."""
        found = self._uses
        if found is None or self.graph.is_noting:
            found = self._uses = tuple(_reached(self, (), frozenset()))
        return found

    @property
    def on_request_path(self) -> bool:
        """Whether requests of a client reach it along connections that wait for the answer."""
        return self.graph.requested(self.id)

    @property
    def circle(self) -> tuple[Id, ...]:
        """All that it leads to along calls and that leads back to it, by id; empty where nothing does."""
        return self.graph.circle(self.id)


def _reaching(node: Node, beyond: tuple[Link, ...], seen: frozenset[Id]) -> list[Access]:
    """The accesses that end with some connections, the first of which leaves a component."""
    found: list[Access] = []
    for link in node.incoming:
        if link.verb not in DATA:
            continue
        source = link.source
        if source.id == node.id or source.id in seen:
            continue
        if source.has(FRONT):
            found += _reaching(source, (link, *beyond), seen | {node.id})
        else:
            found.append(Access(link, beyond))
    return found


def _reached(node: Node, way: tuple[Link, ...], seen: frozenset[Id]) -> list[Access]:
    """The accesses that begin with some connections, the last of which ends at a component."""
    found: list[Access] = []
    for link in node.outgoing:
        if link.verb not in DATA:
            continue
        target = link.target
        if target.id == node.id or target.id in seen:
            continue
        if target.has(FRONT):
            found += _reached(target, (*way, link), seen | {node.id})
        else:
            found.append(Access(way[0], (*way[1:], link)) if way else Access(link, ()))
    return found


class Link:
    """A connection and its two ends."""

    __slots__ = ("_defaults", "_stated", "connection", "graph", "id", "verb", "waits")

    def __init__(self, graph: Graph, connection: Connection) -> None:
        self.graph = graph
        self.connection = connection
        self.id = connection.id
        self.verb = connection.verb
        verb = graph.words.verb(connection.verb)
        self.waits = verb.waits
        self._stated = connection.properties
        self._defaults = verb.defaults

    @property
    def source(self) -> Node:
        return self.graph.node(self.connection.source)

    @property
    def target(self) -> Node:
        return self.graph.node(self.connection.target)

    def __str__(self) -> str:
        return f"{self.connection.source} {self.connection.verb} {self.connection.target}"

    def __repr__(self) -> str:
        return f"Link({self.id})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Link) and other.connection is self.connection

    def __hash__(self) -> int:
        return hash(self.connection.id)

    def __getitem__(self, name: str) -> Any:
        """The value as stated, else the verb's default, else None for unknown."""
        value = self._stated.get(name)
        return self._defaults.get(name) if value is None or value == "unset" else value

    def states(self, name: str) -> bool:
        return self._stated.get(name) not in (None, "unset")


class Access(NamedTuple):
    """One component reads or writes a store, directly or through what stands in front of it."""

    link: Link
    """The accessor's own connection."""
    beyond: tuple[Link, ...]
    """The connections from there to the store; empty where the access is direct."""

    @property
    def accessor(self) -> Node:
        return self.link.source

    @property
    def store(self) -> Node:
        return (self.beyond[-1] if self.beyond else self.link).target

    @property
    def fronts(self) -> tuple[Node, ...]:
        """What is looked through, nearest to the accessor first."""
        return tuple(link.source for link in self.beyond)

    @property
    def reads(self) -> bool:
        return self.link.verb in READS and all(link.verb in READS for link in self.beyond)

    @property
    def writes(self) -> bool:
        return self.link.verb in WRITES and all(link.verb in WRITES for link in self.beyond)
