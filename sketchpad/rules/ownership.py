"""Rules about whose data it is: a store belongs to one service, and the others ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..editing import Add, Connect, Edit, Reend, Remove, SetProperty, Tag
from ..model import Access, Component, Graph, Group, Node
from ..model.lenses import WRITES
from .remedies import free, together
from .rule import ERROR, WARNING, Finding, Fix, rule


@rule("DAT-001", ERROR, each="store", breaks=("decompose",), see=("study", "pg-db"))
def shared_database_across_services(store: Node) -> Iterator[Finding]:
    """Several services use one database that belongs to none of them.

    When services write the same tables, a change of the schema in one breaks the others, their locks couple their
    latency, and none can be deployed alone: the network was distributed, the data was not. Each service owns its store
    and offers the rest an API or events. It is a warning where only one of the services writes.

    Fine when: the store is a data product that is fed for reading, such as a lake or a search index (`published=true`).

    Bad:
        service orders
        service stock
        ecs_fargate shop in orders
        ecs_fargate depot in stock
        rds db multi_az=true
        shop rw db
        depot rw db
    Good:
        service orders
        service stock
        ecs_fargate shop in orders
        ecs_fargate depot in stock
        rds sales in orders
        rds parts in stock
        shop rw sales
        depot rw parts
    """
    if store["published"] is True or store.service is not None:
        return
    users = users_of(store)
    writing = sorted(id for id, (_, accesses) in users.items() if any(a.writes for a in accesses))
    if len(users) < 2 or not writing or len(store.graph.groups("service")) < 2:
        return
    names = _listed([service for service, _ in users.values()])
    fixes = [*split(store, users, writing[0]), *_through_the_owner(store, users, writing[0])]
    if len(writing) == 1:
        fixes.append(Fix("publish", SetProperty(store.id, "published", True), f"{store} is published for reading"))
    yield Finding(
        store,
        f"{store} is used by {names}; give each its own store and exchange events or API calls.",
        fixes=fixes,
        severity=ERROR if len(writing) > 1 else WARNING,
    )


Users = dict[str, tuple[Group, list[Access]]]
"""A service and its accesses, by the service's id."""


def users_of(store: Node) -> Users:
    """The services that read or write a store."""
    found: Users = {}
    for access in store.accesses:
        service = access.accessor.service
        if service is not None and (access.reads or access.writes):
            found.setdefault(service.id, (service, []))[1].append(access)
    return dict(sorted(found.items()))


def _listed(groups: Sequence[Group]) -> str:
    *some, last = (str(group) for group in groups)
    return f"{', '.join(some)} and {last}" if some else last


def split(store: Node, users: Users, owner: str) -> list[Fix]:
    """A store for each service; the owner keeps the one there is and tells the others by events."""
    if any(access.beyond for _, accesses in users.values() for access in accesses):
        return []
    graph, old = store.graph, store.component
    speaker = _speaker(users[owner][1])
    bus = free(graph, "events")
    edits: list[Edit] = [Tag(frozenset({store.id}), owner), Add(Component(id=bus, kind="eventbridge_bus"))]
    edits.append(Connect(speaker.id, "publishes", bus))
    for id, (_, accesses) in users.items():
        if id == owner:
            continue
        own = free(graph, f"{store.id}-{id}"[:64])
        edits.append(Add(old.but(id=own, name="", at=None, note="", inside=(*old.inside, id))))
        edits.extend(Reend(access.link.id, target=own) for access in accesses)
        edits.append(Connect(bus, "delivers", accesses[0].accessor.id))
    return [together("split-store", f"Give each service a store of its own, told by events from {speaker}", edits)]


def _speaker(accesses: Sequence[Access]) -> Node:
    return next((a.accessor for a in accesses if a.writes), accesses[0].accessor)


def _through_the_owner(store: Node, users: Users, owner: str) -> list[Fix]:
    """The store belongs to one service; the others call it."""
    speaker = _speaker(users[owner][1])
    edits: list[Edit] = [Tag(frozenset({store.id}), owner)]
    for id, (_, accesses) in users.items():
        if id != owner:
            edits.append(Remove(frozenset(access.link.id for access in accesses)))
            callers = {access.accessor.id for access in accesses}
            edits.extend(Connect(caller, "calls", speaker.id) for caller in sorted(callers))
    return [together("set-owner", f"{store} belongs to {users[owner][0]}; the others call {speaker}", edits)]


@rule("DAT-002", ERROR, each="store", breaks=("decompose",), see=("study", "pg-db"))
def reaches_into_foreign_store(store: Node) -> Iterator[Finding]:
    """A service reads or writes another service's store directly.

    A service asks another one through its API or reacts to its events. Whoever reads the other's tables turns private
    columns into a public contract and goes round the owner's rules; that holds for reading as well as for writing. It
    is a warning where the connection is marked as transitional, as on the way out of a monolith.

    Fine when: the store is a declared data product (`published=true`), or the connection one (`contract=true`).

    Bad:
        service orders
        service stock
        lambda shop in orders
        lambda depot in stock
        dynamodb parts in stock
        shop reads parts
        depot rw parts
    Good:
        service orders
        service stock
        lambda shop in orders
        lambda depot in stock
        dynamodb parts in stock
        shop calls depot
        depot rw parts
    """
    owner = store.service
    if owner is None or store["published"] is True:
        return
    foreign: dict[str, list[Access]] = {}
    for access in store.accesses:
        service = access.accessor.service
        if service is not None and service.id != owner.id and access.link["contract"] is not True:
            foreign.setdefault(access.accessor.id, []).append(access)
    for _, accesses in sorted(foreign.items()):
        accessor = accesses[0].accessor
        does = "writes" if any(a.link.verb in WRITES for a in accesses) else "reads"
        passing = all(access.link["transitional"] is True for access in accesses)
        yield Finding(
            (accessor, store),
            f"{accessor} (service {accessor.service}) {does} {store} of service {owner} directly.",
            fixes=[*_asking(store, owner, accesses), *_by_contract(store, accesses)],
            severity=WARNING if passing else ERROR,
        )


def _asking(store: Node, owner: Group, accesses: list[Access]) -> list[Fix]:
    """Ask the owner's code, or keep a copy of one's own that its events feed."""
    speaker = _code_of(store, owner)
    if speaker is None:
        return []
    graph, accessor = store.graph, accesses[0].accessor
    links = frozenset(access.link.id for access in accesses)
    calls: list[Edit] = [Remove(links), Connect(accessor.id, "calls", speaker.id)]
    fixes = [together("call-the-owner", f"{accessor} calls {speaker} instead", calls)]
    service = accessor.service
    if service is not None and not any(access.writes for access in accesses):
        bus, copy = free(graph, "events"), free(graph, f"{store.id}-view"[:64])
        view: list[Edit] = [
            Add(Component(id=bus, kind="eventbridge_bus")),
            Add(Component(id=copy, kind=store.kind.kind, inside=(service.id,), properties={"rederivable": True})),
            Connect(speaker.id, "publishes", bus),
            Connect(bus, "delivers", accessor.id),
            *(Reend(link, target=copy) for link in sorted(links)),
        ]
        fixes.append(together("read-model", f"{accessor} reads a view of its own, fed by events of {speaker}", view))
    return fixes


def _code_of(store: Node, owner: Group) -> Node | None:
    """Code of the owning service that can be asked: what uses the store, else any."""
    using = [a.accessor for a in store.accesses if a.accessor.has("compute") and _in(a.accessor, owner)]
    if using:
        return using[0]
    graph: Graph = store.graph
    return next((node for node in graph.having_trait("compute") if _in(node, owner)), None)


def _in(node: Node, service: Group) -> bool:
    own = node.service
    return own is not None and own.id == service.id


def _by_contract(store: Node, accesses: list[Access]) -> list[Fix]:
    edits = [SetProperty(access.link.id, "contract", True) for access in accesses]
    return [together("declare-contract", f"Reading {store} is part of a contract", edits)]
