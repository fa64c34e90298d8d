"""Read-only lenses on a design: a component, a connection, an access. Each asks its graph, which notes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

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

    __slots__ = ("_answers", "_values", "component", "graph", "kind")

    def __init__(self, graph: Graph, component: Component) -> None:
        self.graph = graph
        self.component = component
        self.kind = graph.words.kind(component.kind)
        self._values: dict[str, Any] | None = None
        self._answers: dict[str, tuple[Access, ...]] = {}

    @property
    def id(self) -> Id:
        return self.component.id

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
        if self._values is None:
            self._values = _values(self.kind.defaults, self.component.properties)
        return self._values.get(name)

    def states(self, name: str) -> bool:
        """Whether the design itself gives the value."""
        return self.component.properties.get(name) not in (None, "unset")

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
        return next((group for group in self.groups if group.kind == kind), None)

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
        if self.has(CLIENT):
            return None
        for name in ("region", "primary_region"):
            if isinstance(stated := self.component.properties.get(name), str) and stated != "unset":
                return stated
        if self.has(GLOBAL):
            return "global"
        group = self.nearest("region")
        code = group.properties.get(GROUP_VALUES["region"]) if group else None
        return code if isinstance(code, str) else None

    @property
    def accesses(self) -> tuple[Access, ...]:
        """Who reads or writes this store, looking through what merely stands in front of it."""
        return self._remembered("accesses", lambda: tuple(self._accesses((), frozenset({self.id}))))

    def _accesses(self, beyond: tuple[Link, ...], seen: frozenset[Id]) -> Iterator[Access]:
        for link in self.incoming:
            if link.verb not in DATA or link.source.id in seen:
                continue
            if link.source.has(FRONT):
                yield from link.source._accesses((link, *beyond), seen | {link.source.id})
            else:
                yield Access(link, beyond)

    @property
    def uses(self) -> tuple[Access, ...]:
        """What this one reads or writes, looking through what merely stands in front of it."""
        start = frozenset({self.id})
        return self._remembered("uses", lambda: tuple(a for link in self.outgoing for a in _reached(link, (), start)))

    def _remembered(self, name: str, answer: Callable[[], tuple[Access, ...]]) -> tuple[Access, ...]:
        """What was answered before; where the graph notes what is asked, it is asked again."""
        if self.graph.is_noting:
            return answer()
        if name not in self._answers:
            self._answers[name] = answer()
        return self._answers[name]

    @property
    def on_request_path(self) -> bool:
        """Whether requests of a client reach it along connections that wait for the answer."""
        return self.graph.requested(self.id)

    @property
    def circle(self) -> tuple[Id, ...]:
        """All that it leads to along calls and that leads back to it, by id; empty where nothing does."""
        return self.graph.circle(self.id)


def _reached(first: Link, beyond: tuple[Link, ...], seen: frozenset[Id]) -> Iterator[Access]:
    last = beyond[-1] if beyond else first
    if last.verb not in DATA or last.target.id in seen:
        return
    if last.target.has(FRONT):
        for link in last.target.outgoing:
            yield from _reached(first, (*beyond, link), seen | {last.target.id})
    else:
        yield Access(first, beyond)


def _values(defaults: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    """What a part says of itself, and what is assumed where it does not."""
    values = dict(defaults)
    values.update((name, value) for name, value in stated.items() if value is not None and value != "unset")
    return values


class Link:
    """A connection and its two ends."""

    __slots__ = ("_values", "connection", "graph", "verb", "waits")

    def __init__(self, graph: Graph, connection: Connection) -> None:
        self.graph = graph
        self.connection = connection
        self.verb = connection.verb
        self.waits = graph.words.verb(connection.verb).waits
        self._values: dict[str, Any] | None = None

    @property
    def id(self) -> Id:
        return self.connection.id

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
        if self._values is None:
            self._values = _values(self.graph.words.verb(self.verb).defaults, self.connection.properties)
        return self._values.get(name)

    def states(self, name: str) -> bool:
        return self.connection.properties.get(name) not in (None, "unset")


@dataclass(frozen=True, slots=True)
class Access:
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
        return all(link.verb in READS for link in (self.link, *self.beyond))

    @property
    def writes(self) -> bool:
        return all(link.verb in WRITES for link in (self.link, *self.beyond))
