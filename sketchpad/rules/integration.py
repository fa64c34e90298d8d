"""Rules about how services depend on each other."""

from __future__ import annotations

from collections.abc import Iterator

from ..editing import Edit, SetProperty, Tag, Ungroup
from ..model import Graph, Group, Id, Link, Node
from .ownership import split, users_of
from .remedies import names, together
from .rule import ERROR, Finding, Fix, rule


@rule("INT-005", ERROR, each="request_router", breaks=("decompose",), see=("study", "pg-db"))
def distributed_monolith(entry: Node) -> Iterator[Finding]:
    """A gateway fronts services that still share their data, or a monolith that was to be taken apart.

    A gateway or a mesh changes who routes a request, not who owns the data. As long as everything behind it writes the
    same tables, the parts have to be changed and deployed together, now with the faults of a network in between.

    Fine when: each service writes a store of its own, or the monolith keeps only what has not moved yet and says so
    (`transitional=true` on the connection).

    Bad:
        service orders
        service stock
        user buyer
        apigw_rest api auth=jwt waf=true
        ecs_fargate shop in orders
        ecs_fargate depot in stock
        rds db multi_az=true
        buyer routes_to api
        api routes_to shop
        api routes_to depot
        shop rw db
        depot rw db
    Good:
        service orders
        service stock
        user buyer
        apigw_rest api auth=jwt waf=true
        ecs_fargate shop in orders
        ecs_fargate depot in stock
        rds sales in orders
        rds parts in stock
        buyer routes_to api
        api routes_to shop
        api routes_to depot
        shop rw sales
        depot rw parts
    """
    routes = [link for link in entry.outgoing if link.verb == "routes_to"]
    if not routes:
        return
    yield from _before_a_monolith(entry, routes)
    yield from _over_shared_data(entry, routes)


def _before_a_monolith(entry: Node, routes: list[Link]) -> Iterator[Finding]:
    fronted = [link for link in routes if link.target.has("monolith") and link["transitional"] is not True]
    asked = [need for need in entry.graph.requirements("decompose") if need.properties.get("want") is not False]
    if not fronted or not asked:
        return
    for link in fronted:
        yield Finding(
            (entry, link.target),
            f"{entry} fronts {link.target}, which is still one; routing was split, the application was not.",
            fixes=[
                Fix("mark-transitional", SetProperty(link.id, "transitional", True), f"{link.target} is on its way out")
            ],
        )


def _over_shared_data(entry: Node, routes: list[Link]) -> Iterator[Finding]:
    behind = [link.target for link in routes if link.target.service is not None]
    if len({_service(node).id for node in behind}) < 2:
        return
    candidates = {access.store.id: access.store for node in behind for access in node.uses if access.writes}
    shared = [store for _, store in sorted(candidates.items()) if store.service is None]
    if not shared:
        return
    written = _written(entry.graph, {_service(node).id for node in behind})
    tied: dict[Id, set[Id]] = {}
    for store in shared:
        services = {id for id, stores in written.items() if store.id in stores and not any(stores.values())}
        if len(services) > 1:
            tied[store.id] = services
    if not tied:
        return
    services = set().union(*tied.values())
    targets = [node for node in behind if _service(node).id in services]
    stores = [candidates[id] for id in tied]
    yield Finding(
        (entry, *targets, *stores),
        f"{entry} fronts {names(targets)}, which still share {names(stores)}; routing was split, data was not.",
        fixes=[*_apart(stores), *_together(sorted(services), targets)],
    )


def _service(node: Node) -> Group:
    service = node.service
    assert service is not None, "asked of nodes in a service only"
    return service


def _written(graph: Graph, services: set[Id]) -> dict[Id, dict[Id, bool]]:
    """For each service the stores that its code writes, and whether a service owns the store."""
    found: dict[Id, dict[Id, bool]] = {}
    for node in graph.having_trait("compute"):
        service = node.service
        if service is not None and service.id in services:
            for access in node.uses:
                if access.writes:
                    found.setdefault(service.id, {})[access.store.id] = access.store.service is not None
    return found


def _apart(stores: list[Node]) -> list[Fix]:
    """A store for each service, where one store is all that they share."""
    if len(stores) != 1:
        return []
    users = users_of(stores[0])
    writing = sorted(id for id, (_, accesses) in users.items() if any(access.writes for access in accesses))
    return split(stores[0], users, writing[0])


def _together(services: list[Id], targets: list[Node]) -> list[Fix]:
    """One service again, which owns the data."""
    graph = targets[0].graph
    first, *others = services
    members = [node.id for node in graph.having_trait("compute") if (s := node.service) is not None and s.id in others]
    edits: list[Edit] = [Ungroup(frozenset(others)), Tag(frozenset(members), first)]
    return [together("merge-services", f"Make {', '.join(others)} part of service {first} again", edits)]
