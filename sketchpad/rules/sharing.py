"""Who shares a store, and fixes that give each service its own data."""

from __future__ import annotations

from collections.abc import Sequence

from ..editing import Add, Connect, Edit, Reend, Remove, Tag
from ..model import Access, Component, Graph, Group, Id, Node
from .remedies import beside, free, together
from .rule import Fix

Users = dict[Id, tuple[Group, list[Access]]]
"""A service and its accesses, by the service's id."""


def users_of(store: Node) -> Users:
    """The services that read or write a store."""
    found: Users = {}
    for access in store.accesses:
        service = access.accessor.service
        if service is not None and (access.reads or access.writes):
            found.setdefault(service.id, (service, []))[1].append(access)
    return dict(sorted(found.items()))


def writing(users: Users) -> tuple[Id, ...]:
    """The services that write."""
    return tuple(id for id, (_, accesses) in users.items() if any(access.writes for access in accesses))


def split(store: Node, users: Users, owner: Id) -> list[Fix]:
    """A store for each service; the owner keeps the one there is and tells the others by events."""
    if any(access.beyond for _, accesses in users.values() for access in accesses):
        return []
    graph, old = store.graph, store.component
    speaker = _speaker(users[owner][1])
    bus = free(graph, "events")
    edits: list[Edit] = [
        Tag(frozenset({store.id}), owner),
        Add(Component(id=bus, kind="eventbridge_bus", inside=beside(store))),
        Connect(speaker.id, "publishes", bus),
    ]
    for id, (_, accesses) in users.items():
        if id == owner:
            continue
        own = free(graph, f"{store.id}-{id}")
        edits.append(Add(old.but(id=own, name="", at=None, note="", inside=(*old.inside, id))))
        edits.extend(Reend(access.link.id, target=own) for access in accesses)
        edits.append(Connect(bus, "delivers", accesses[0].accessor.id))
    return [together("split-store", f"Give each service a store of its own, told by events from {speaker}", edits)]


def _speaker(accesses: Sequence[Access]) -> Node:
    """Who speaks for a service: code that writes, else whatever writes."""
    writers = [access.accessor for access in accesses if access.writes] or [accesses[0].accessor]
    return next((node for node in writers if node.has("compute")), writers[0])


def through_the_owner(store: Node, users: Users, owner: Id) -> Fix:
    """The store belongs to one service; the others call it."""
    speaker = _speaker(users[owner][1])
    edits: list[Edit] = [Tag(frozenset({store.id}), owner)]
    for id, (_, accesses) in users.items():
        if id != owner:
            edits.append(Remove(frozenset(access.link.id for access in accesses)))
            callers = {access.accessor.id for access in accesses}
            edits.extend(Connect(caller, "calls", speaker.id) for caller in sorted(callers))
    return together(f"owner-{owner}"[:64], f"{store} belongs to {users[owner][0]}; the others call {speaker}", edits)


def code_of(store: Node, owner: Group) -> Node | None:
    """Code of the owning service that can be asked: what uses the store, else any."""
    using = [a.accessor for a in store.accesses if a.accessor.has("compute") and _in(a.accessor, owner)]
    if using:
        return using[0]
    graph: Graph = store.graph
    return next((node for node in graph.having_trait("compute") if _in(node, owner)), None)


def _in(node: Node, service: Group) -> bool:
    own = node.service
    return own is not None and own.id == service.id
