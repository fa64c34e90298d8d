"""Fixes that bring a request's way near to those who wait: copies in other Regions, a cache at the edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..analysis.latency import decided, place_round_trip_ms
from ..analysis.offers import offer, offered
from ..analysis.paths import Journey
from ..analysis.reach import arriving
from ..analysis.regions import regions_of
from ..analysis.requests import own_ms, place
from ..catalog import facts, verbs_between
from ..editing import Add, Connect, Edit, SetProperty
from ..model import Id, Link, Node
from ..model.lenses import READS, WRITES
from .copies import copied_to, replicated
from .fronts import Front, Stated
from .places import copy_in, region_group
from .pools import distinct
from .remedies import Declare, free, together
from .rule import Fix

NEAREST: Stated = (("policy", "latency"), ("health_check", True))
"""What makes a DNS entry answer with the nearest Region that works."""


def split(ways: Sequence[Journey], budget_ms: float) -> list[Fix]:
    """Entry and code again near each place, the read stores copied there, and DNS that leads to the nearest.

    Only where the rest of each way fits the budget, and every store on the way can have a copy.
    """
    first = ways[0]
    entry = arriving(first)
    near = [near_enough(way, budget_ms) for way in ways]
    regions = tuple(dict.fromkeys(region for region in near if region is not None))
    nodes = _near(first)
    if entry is None or None in near or entry.target not in nodes:
        return []
    copies = _stores_copied(first, nodes, regions)
    if copies is None:
        return []
    edits, stores = copies
    targets: list[Id] = []
    for region in regions:
        ids = {node.id: free(node.graph, f"{node.id}-{region}") for node in nodes}
        _add_new(edits, code_copied(nodes, region, ids, stores))
        targets.append(ids[entry.target.id])
    title = f"Serve {', '.join(regions)} from there as well"
    return [together("split", title, [*edits, *_led(entry, targets)])]


def near_enough(way: Journey, budget_ms: float) -> str | None:
    """The nearest Region to a place that offers what is on a way, where the rest of the budget covers that."""
    nodes = _near(way)
    own = sum(own_ms(link.target) for link in way.links)
    names = {known[0] for node in nodes if (known := offer(node)) is not None}
    best: tuple[float, str] | None = None
    for region in facts.regions:
        ms = place_round_trip_ms(way.place, region)
        if ms is not None and all(offered(name, region) for name in names):
            best = min(best or (ms, region), (ms, region))
    return best[1] if best is not None and round(decided(best[0])) + own <= budget_ms else None


def _near(way: Journey) -> list[Node]:
    """What stands on a way in some Region and is no store: what a copy of it consists of."""
    nodes = [link.target for link in way.links if place(link.target) is not None]
    return [node for node in nodes if not node.has("store") and not node.has("volatile")]


Stores = Mapping[tuple[Id, str], Id]
"""What is read for a store in a Region, by the ids of both: the store, or a replica."""


def _stores_copied(way: Journey, nodes: Sequence[Node], regions: Sequence[str]) -> tuple[list[Edit], Stores] | None:
    """Edits that bring what some code reads into Regions; None where a store on the way cannot follow."""
    read = [link.target for node in nodes for link in node.outgoing if link.verb in READS]
    on_way = {link.target.id for link in way.links}
    edits: list[Edit] = []
    found: dict[tuple[Id, str], Id] = {}
    for store in distinct(store for store in read if place(store) is not None and store not in nodes):
        missing = [region for region in regions if region not in regions_of(store)]
        if not missing:
            continue
        if more := copied_to(store, *missing):
            edits += more
            continue
        for region in missing:
            made = replicated(store, region)
            if made is not None:
                found[store.id, region] = made[0]
                _add_new(edits, made[1])
            elif store.id in on_way:
                return None
    return edits, found


def _add_new(edits: list[Edit], more: Sequence[Edit]) -> None:
    """Edits that are not among some already: the group of a Region is made once."""
    edits += [edit for edit in more if edit not in edits]


def code_copied(nodes: Sequence[Node], region: str, ids: Mapping[Id, Id], stores: Stores) -> list[Edit]:
    """Edits that copy code into a Region, with all that it does and what protects it."""
    group, edits = region_group(nodes[0], region)
    edits += [Add(copy_in(node, region, ids[node.id], group)) for node in nodes]
    for node in nodes:
        for link in node.outgoing:
            edits += _again(link, ids, stores.get((link.target.id, region), link.target.id))
        for link in node.incoming:
            if link.verb == "protects":
                edits.append(Connect(link.source.id, "protects", ids[node.id]))
    return edits


def _again(link: Link, ids: Mapping[Id, Id], store: Id) -> list[Edit]:
    """What a component does with another, done by its copy; a replica is only read."""
    source, target = ids[link.source.id], link.target.id
    stated = tuple(link.connection.properties.items())
    if store == target:
        return [Connect(source, link.verb, ids.get(target, target), properties=stated)]
    read = Connect(source, "reads", store, properties=(*stated, ("from", "replica")))
    return [read, *([Connect(source, "writes", target, properties=stated)] if link.verb in WRITES else [])]


def _led(entry: Link, targets: Sequence[Id]) -> list[Edit]:
    """Edits that let an entry choose the nearest Region: the one there is, or DNS before the first component."""
    source = entry.source
    if source.has("anycast") or source.has("dns"):
        policy = [SetProperty(source.id, name, value) for name, value in NEAREST] if source.has("dns") else []
        return [*policy, *(Connect(source.id, "routes_to", target) for target in targets)]
    links = [link for link in entry.target.incoming if link.waits and place(link.source) is None]
    return [Front("route53", tuple(link.id for link in links), tuple(targets), properties=NEAREST)]


def cached_at_the_edge(ways: Sequence[Journey], budget_ms: float) -> list[Fix]:
    """Answers out of CloudFront's cache, where they may be kept; the content network there is, or a new one."""
    cacheable = (("cacheable", True),)
    there = {link.target.id: link.target for way in ways for link in way.links if link.target.has("cdn")}
    edge = facts.get("network", "user_last_mile_ms").value
    usual = facts.latency("cloudfront")
    if edge + (usual.value["p50"] if usual else 0) > budget_ms:
        return []
    if there:
        edits = [Declare(id, "cacheable", True) for id in sorted(there)]
        return [together("cache-at-the-edge", "Let CloudFront keep the answers", edits)]
    links = {link.id: link for way in ways if (link := way.links[0]).verb in ("routes_to", "calls")}
    heads = {link.target.id for link in links.values()}
    if len(heads) > 1 or not all(_routable(link) for link in links.values()):
        return []
    front = Front("cloudfront", tuple(sorted(links)), properties=cacheable, onward=cacheable)
    return [together("insert-cloudfront", "Put CloudFront before it, which keeps the answers", [front])]


def _routable(link: Link) -> bool:
    return "routes_to" in verbs_between("cloudfront", link.target.kind.kind)
