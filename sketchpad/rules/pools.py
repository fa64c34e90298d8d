"""Fixes for databases with too few connections for those who hold them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ..analysis.capacity import SAFE, cap, concurrency, connections_each
from ..analysis.connections import larger, proxied, supply
from ..analysis.figures import number, word
from ..catalog import facts, kind_of
from ..editing import Add, ChangeKind, Connect, Edit, Insert, Reend, Regroup, Remove, SetProperty
from ..model import Component, Link, Node
from ..model.lenses import DATA
from .remedies import Declare, free, names, setting, together
from .rule import Fix

MANY = 400
"""Connections from which on a database of unknown class is doubtful."""


def distinct(nodes: Iterable[Node]) -> list[Node]:
    """Each node once, by id."""
    found = {node.id: node for node in nodes}
    return [found[id] for id in sorted(found)]


def insert_proxy(store: Node, links: Sequence[Link]) -> list[Fix]:
    """RDS Proxy between a database and those who hold connections to it, where it can front the engine."""
    fits = store.has("connection_bound") and proxied(store["engine"]) and word(store, "capacity") != "serverless_v1"
    if not fits or not facts.available("rds_proxy", store.region or ""):
        return []
    sources = list({link.source.id: link.source for link in links}.values())
    title = f"Insert RDS Proxy between {names(sources)} and {store}"
    return [Fix("insert-rds-proxy", Insert("rds_proxy", tuple(link.id for link in links)), title)]


def make_larger(store: Node, connections: float) -> list[Fix]:
    """The smallest size of a database that accepts so many connections."""
    found = larger(store, connections)
    return [] if found is None else [setting("larger-class", store, *found)]


def queue_writes(store: Node, links: Sequence[Link], connections: float) -> list[Fix]:
    """Let functions that only write hand their writes to a queue, whose one writer holds so many connections."""
    if not links or any(link.verb != "writes" for link in links) or connections < 2:
        return []
    graph = store.graph
    queue, writer = free(graph, f"{store.id}-writes"), free(graph, f"{store.id}-writer")
    _, most = facts.quota("lambda", "sqs_esm_max_concurrency_range").value
    at_once = ("max_concurrency", min(most, math.floor(connections)))
    inside = store.component.inside
    edits: list[Edit] = [
        Add(Component(id=queue, kind="sqs", inside=inside, properties={"dlq": True})),
        Add(Component(id=writer, kind="lambda", inside=inside)),
        Connect(queue, "delivers", writer, properties=(at_once,)),
        Connect(writer, "writes", store.id),
        Remove(frozenset(link.id for link in links)),
    ]
    for source in dict.fromkeys(link.source.id for link in links):
        edits.append(Connect(source, "publishes", queue))
    return [together("insert-sqs", f"Let a queue level the writes to {store}", edits)]


def share_proxy(store: Node, links: Sequence[Link]) -> list[Fix]:
    """Share connections through the proxy that stands there, or a new one."""
    there = [link.source for link in store.incoming if link.verb in DATA and link.source.has("pooler")]
    if not there:
        return insert_proxy(store, links)
    title = f"Let {names({link.source.id: link.source for link in links}.values())} use {there[0]}"
    return [together("use-rds-proxy", title, [Reend(link.id, target=there[0].id) for link in links])]


def reserve(functions: Sequence[Node], room: float) -> list[Fix]:
    """Limit functions so that together they open no more connections than there is room for.

    A limit below what is to be expected turns requests away, which only a person may decide.
    """
    share = math.floor(room / sum(map(connections_each, functions))) if any(map(connections_each, functions)) else 0
    some = [function for function in functions if cap(function) > share]
    if share < 1 or not some:
        return []
    fits = all((concurrency(function).expected or 0) <= share for function in some)
    limit = SetProperty if fits else Declare
    edits: list[Edit] = [limit(function.id, "reserved_concurrency", share) for function in some]
    return [together("reserve-concurrency", f"Limit {names(some)} to {share:,} at once", edits)]


def use_data_api(store: Node, links: Sequence[Link]) -> list[Fix]:
    if not store.has("data_api") or word(store, "capacity") == "serverless_v1":
        return []
    edits = [SetProperty(link.id, "data_api", True) for link in links]
    return [together("use-data-api", f"Reach {store} through the Data API", edits)]


def other_stores(store: Node) -> list[Fix]:
    """Stores without such a limit, where nothing stands before the database that is made for it."""
    if any(link.source.has("front") for link in store.incoming):
        return []
    return [
        Fix("become-dynamodb", ChangeKind(store.id, "dynamodb"), f"Make {store} a DynamoDB table"),
        Fix("become-aurora-dsql", ChangeKind(store.id, "aurora_dsql"), f"Make {store} Aurora DSQL"),
    ]


def mended(proxy: Node, link: Link, why: dict[str, str]) -> list[Fix]:
    """The one edit that takes away all reasons there are, if there is one."""
    store, causes = link.target, set(why.values())
    if causes == {"place"} and store.component.inside and proxy.component.inside:
        there = store.component.inside[0]
        return [Fix("move-proxy", Regroup(frozenset({proxy.id}), there), f"Move {proxy} to where {store} lies")]
    if causes == {"engine"} and store.has("connection_bound"):
        first = kind_of(store.kind.kind).properties["engine"].choices[0]
        return [setting("change-engine", store, "engine", first, by=Declare)]
    if causes == {"capacity"}:
        return [setting("raise-version", store, "capacity", "serverless_v2")]
    if causes == {"from"}:
        return [setting("use-writer", link, "from", "primary")]
    return []


def without_proxy(proxy: Node, store: Node) -> list[Fix]:
    """Take the proxy out and limit the functions behind it instead; only where it leads nowhere else."""
    onward = [link for link in proxy.outgoing if link.verb in DATA]
    arriving = [link for link in proxy.incoming if link.verb in DATA]
    if len(onward) != 1:
        return [Fix("disconnect", Remove(frozenset(link.id for link in onward if link.target == store)))]
    functions = distinct(link.source for link in arriving if link.source.has("function"))
    limits = reserve(functions, SAFE * (supply(store) or MANY)) if store.has("connection_bound") else []
    edits: list[Edit] = [Reend(link.id, target=store.id) for link in arriving]
    edits += [Remove(frozenset({proxy.id})), *(fix.edit for fix in limits)]
    return [together("remove-proxy", f"Take {proxy} out" + (f" and limit {names(functions)}" if limits else ""), edits)]


def scaled(fleets: Sequence[Node], name: str, factor: float) -> list[Fix]:
    """Shrink a property of fleets by a factor, where each keeps at least one."""
    values = {fleet.id: math.floor((number(fleet, name) or 0) * factor) for fleet in fleets}
    if any(value < 1 for value in values.values()):
        return []
    edits = [SetProperty(id, name, value) for id, value in values.items()]
    title = f"Shrink {name} of {names(fleets)} to {', '.join(map(str, values.values()))}"
    return [together(f"smaller-{name.replace('_', '-')}", title, edits)]


def started_beforehand(functions: Sequence[Node], connections: float) -> list[Fix]:
    """Start so many connections' worth of environments before the spike, in equal parts."""
    each = math.ceil(connections / sum(map(connections_each, functions)))
    edits = [SetProperty(function.id, "provisioned_concurrency", each) for function in functions]
    return [together("provisioned-concurrency", f"Start {each:,} environments of {names(functions)} beforehand", edits)]
