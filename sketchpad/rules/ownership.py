"""Rules about whose data it is: a store belongs to one service, and the others ask."""

from __future__ import annotations

from collections.abc import Iterator

from ..analysis.records import is_record
from ..editing import Add, Connect, Edit, Reend, Remove
from ..model import Access, Component, Group, Node
from ..model.lenses import WRITES
from .remedies import Declare, every, free, together
from .rule import ERROR, WARNING, Finding, Fix, rule
from .sharing import code_of, split, through_the_owner, users_of, writing

OWNERS = 3
"""Services that are proposed as owners of a shared store at the most."""


@rule("DAT-001", ERROR, each=("store", "volatile"), breaks=("decompose",), see=("study", "pg-db"))
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
    if len(store.accesses) < 2 or store["published"] is True or not is_record(store) or store.service is not None:
        return
    users = users_of(store)
    writers = writing(users)
    if len(users) < 2 or not writers:
        return
    fixes = split(store, users, writers[0])
    fixes += [through_the_owner(store, users, owner) for owner in writers[:OWNERS]]
    if len(writers) == 1:
        fixes.append(Fix("publish", Declare(store.id, "published", True), f"{store} is published for reading"))
    yield Finding(
        store,
        f"{store} is used by {every(service for service, _ in users.values())}; "
        "give each its own store and exchange events or API calls.",
        fixes=fixes,
        severity=ERROR if len(writers) > 1 else WARNING,
    )


@rule("DAT-002", ERROR, each=("store", "volatile"), breaks=("decompose",), see=("study", "pg-db"))
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
    if owner is None or store["published"] is True or not is_record(store):
        return
    foreign: dict[str, list[Access]] = {}
    for access in store.accesses:
        groups = access.accessor.groups
        ours = any(group.id == owner.id for group in groups) or all(group.kind != "service" for group in groups)
        if not ours and access.link["contract"] is not True:
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
    speaker = code_of(store, owner)
    if speaker is None:
        return []
    graph, accessor = store.graph, accesses[0].accessor
    links = frozenset(access.link.id for access in accesses)
    calls: list[Edit] = [Remove(links), Connect(accessor.id, "calls", speaker.id)]
    fixes = [together("call-the-owner", f"{accessor} calls {speaker} instead", calls)]
    service = accessor.service
    if service is not None and not any(access.writes for access in accesses):
        bus, copy = free(graph, "events"), free(graph, f"{store.id}-view")
        view: list[Edit] = [
            Add(Component(id=bus, kind="eventbridge_bus")),
            Add(Component(id=copy, kind=store.kind.kind, inside=(service.id,), properties={"rederivable": True})),
            Connect(speaker.id, "publishes", bus),
            Connect(bus, "delivers", accessor.id),
            *(Reend(link, target=copy) for link in sorted(links)),
        ]
        fixes.append(together("read-model", f"{accessor} reads a view of its own, fed by events of {speaker}", view))
    return fixes


def _by_contract(store: Node, accesses: list[Access]) -> list[Fix]:
    edits = [Declare(access.link.id, "contract", True) for access in accesses]
    return [together("declare-contract", f"The access to {store} is part of a contract", edits)]
