"""Rules about how services depend on each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from ..analysis.records import is_record
from ..editing import Add, Connect, Edit
from ..model import Component, Graph, Group, Id, Link, Node
from .merging import Merge
from .remedies import Declare, beside, free, names, together
from .rule import ERROR, Finding, Fix, rule
from .sharing import split, users_of, writing


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
    if len(routes) > 1:
        yield from _over_shared_data(entry, routes)


def _before_a_monolith(entry: Node, routes: list[Link]) -> Iterator[Finding]:
    fronted = [link for link in routes if link.target.has("monolith") and link["transitional"] is not True]
    if not fronted:
        return
    asked = [need.id for need in entry.graph.requirements("decompose") if need.properties.get("want") is not False]
    for link in fronted if asked else ():
        passing = Declare(link.id, "transitional", True)
        yield Finding(
            (entry, link.target),
            f"{entry} fronts {link.target}, which is still one; routing was split, the application was not.",
            fixes=[
                _first_service(entry, link, passing),
                Fix("mark-transitional", passing, f"{link.target} keeps only what has not moved yet"),
            ],
            breaks=tuple(asked),
        )


def _first_service(entry: Node, link: Link, passing: Edit) -> Fix:
    """The strangler's first step: a service with code and a store of its own, told by events of the monolith."""
    graph, monolith = entry.graph, link.target
    service, code, store, bus = (free(graph, id) for id in ("first-service", "first", "first-data", "events"))
    around = beside(monolith)
    edits: list[Edit] = [
        Add(Group(id=service, kind="service")),
        Add(Component(id=code, kind="ecs_fargate", inside=(*around, service))),
        Add(Component(id=store, kind="dynamodb", inside=(*around, service), properties={"pitr": True})),
        Add(Component(id=bus, kind="eventbridge_bus", inside=around)),
        Connect(entry.id, "routes_to", code),
        Connect(code, "rw", store),
        Connect(monolith.id, "publishes", bus),
        Connect(bus, "delivers", code),
        passing,
    ]
    return together("extract-service", f"Take a first service with its own store out of {monolith}", edits)


def _over_shared_data(entry: Node, routes: list[Link]) -> Iterator[Finding]:
    behind = [link.target for link in routes if link.target.service is not None]
    services = {_service(node).id: _service(node) for node in behind}
    if len(services) < 2:
        return
    tied = _tied(_written(entry.graph, services))
    if not tied:
        return
    bound = set[Id]().union(*(ids for _, ids in tied))
    targets = [node for node in behind if _service(node).id in bound]
    stores = [store for store, _ in tied]
    yield Finding(
        (entry, *targets, *stores),
        f"{entry} fronts {names(targets)}, which still share {names(stores)}; routing was split, data was not.",
        fixes=[*_apart(stores), _together([services[id] for id in sorted(bound)])],
    )


def _service(node: Node) -> Group:
    service = node.service
    assert service is not None, "asked of nodes in a service only"
    return service


Written = dict[Id, dict[Id, Node]]
"""The stores that each service writes, by the ids of the services and the stores."""


def _written(graph: Graph, services: Mapping[Id, Group]) -> Written:
    """What the code of some services writes: the routed to and whatever else works for them.

    Caches do not count, nor does what is published for others to read.
    """
    found: Written = {id: {} for id in services}
    for node in graph.having_trait("compute"):
        stores = (access.store for access in node.uses if access.writes)
        writes = [store for store in stores if is_record(store) and store["published"] is not True]
        service = node.service if writes else None
        if service is not None and service.id in found:
            found[service.id].update({store.id: store for store in writes})
    return found


def _tied(written: Written) -> list[tuple[Node, set[Id]]]:
    """The stores of nobody that several services write who write nothing besides."""
    writers = Counter(id for stores in written.values() for id in stores)
    bound = {
        service: stores
        for service, stores in written.items()
        if all(writers[id] > 1 and store.service is None for id, store in stores.items())
    }
    shared = {id: store for stores in bound.values() for id, store in stores.items()}
    tied = [(store, {service for service in bound if id in bound[service]}) for id, store in sorted(shared.items())]
    return [(store, services) for store, services in tied if len(services) > 1]


def _apart(stores: list[Node]) -> list[Fix]:
    """A store for each service, where one store is all that they share."""
    if len(stores) != 1:
        return []
    users = users_of(stores[0])
    return split(stores[0], users, writing(users)[0])


def _together(services: list[Group]) -> Fix:
    """One service again, which owns the data."""
    first, *others = services
    edit = Merge(tuple(group.id for group in others), first.id)
    return Fix("merge-services", edit, f"Make {', '.join(map(str, others))} part of {first} again")
