"""Fixes that make a design cost less."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from ..analysis.charges import smaller_class
from ..analysis.figures import number
from ..analysis.savings import GB_EACH, Detour, Fleet, detours, if_bought, if_fleet, leads, saved_by
from ..editing import Add, ChangeKind, Connect, Edit, Reend, Regroup, SetProperty
from ..model import Component, Graph, Id, Link, Node, Requirement
from .remedies import Declare, about, at_once, beside, count, free, setting, together
from .rule import Fix


def money(usd: float, above: float = 0) -> str:
    """A sum for people: two digits, and all of them where rounding would hide that it is above another."""
    rounded = about(usd)
    hidden = above and float(rounded.removeprefix("about ").replace(",", "")) <= above
    return f"{usd:,.2f} USD" if hidden else f"{rounded} USD"


def provisioned(table: Node) -> Fix:
    edits = [SetProperty(table.id, "capacity", "provisioned"), SetProperty(table.id, "autoscaling", True)]
    return together("provisioned", f"Buy the units of {table}, scaled automatically", edits)


def around_nat(nat: Node, ways: Sequence[Detour]) -> Fix:
    """A gateway endpoint to the store for all of these detours to it; the one that is there, if there is one."""
    store, graph = ways[0].store, nat.graph
    links = [link for way in ways for link in way.links]
    there = _endpoint(nat, store)
    edits: list[Edit] = []
    if there is None:
        inside = (nat.vpc.id,) if nat.vpc is not None else beside(nat)
        there = free(graph, f"{nat.id}-{store.id}")
        edits.append(Add(Component(id=there, kind="vpc_endpoint", inside=inside, properties={"type": "gateway"})))
        edits.append(Connect(there, "egress", store.id))
    edits += [Reend(link.id, target=there) for link in links]
    return together("insert-vpc-endpoint", f"Reach {store} through a gateway endpoint", edits)


def _endpoint(nat: Node, store: Node) -> Id | None:
    """A gateway endpoint to a store that stands in the network of a NAT gateway."""
    for link in store.incoming:
        way = link.source
        same = way.region == nat.region and (way.vpc and way.vpc.id) == (nat.vpc and nat.vpc.id)
        if link.verb == "egress" and same and leads(way, store):
            return way.id
    return None


def as_fleet(function: Node, fleet: Fleet) -> Fix:
    """Tasks on Fargate, as many as the work takes."""
    stated = (("tasks", fleet.tasks), ("vcpu", 1), ("mem_gb", GB_EACH))
    title = f"Make {function} {fleet.tasks:,} tasks on Fargate"
    return Fix("become-ecs-fargate", ChangeKind(function.id, "ecs_fargate", stated), title)


# -- a ceiling --------------------------------------------------------------------------------------------------


def all_savings(graph: Graph, over: float) -> list[Fix]:
    """What is known to be cheaper, the largest saving first, until so many USD are saved; not where that is too few."""
    saved = graph.gathered("", saved_by)
    if math.fsum(saved.values()) < over:
        return []
    edits: list[Edit] = []
    for id, usd in sorted(saved.items(), key=lambda entry: (-entry[1], entry[0])):
        if over <= 0:
            break
        edits += _edits(graph.node(id))
        over -= usd
    return [Fix("apply-savings", at_once("Do the same for less", edits), "Do the same for less")]


def _edits(node: Node) -> Iterator[Edit]:
    if node.has("request_units") and if_bought(node) is not None:
        yield provisioned(node).edit
    elif node.has("nat"):
        by_store: dict[Id, list[Detour]] = {}
        for way in detours(node):
            by_store.setdefault(way.store.id, []).append(way)
        yield from (around_nat(node, ways).edit for ways in by_store.values())
    elif node.has("function") and (fleet := if_fleet(node)) is not None:
        yield as_fleet(node, fleet).edit


def smaller(nodes: Iterable[Node], over: float) -> list[Fix]:
    """A smaller class for the first database that can save so many USD a month by it; whether it is enough for the
    work is for a person to say."""
    for node in nodes:
        name = smaller_class(node, over) if number(node, "monthly_usd") is None else None
        if name is not None:
            return [setting("smaller-class", node, "class", name, by=Declare)]
    return []


def higher_ceiling(needs: Sequence[Requirement], usd: float) -> Fix:
    """The next sum with two digits."""
    step = 10 ** max(0, math.floor(math.log10(usd)) - 1)
    ceiling = math.ceil(usd / step) * step
    edits = [Declare(need.id, "usd", ceiling) for need in needs]
    return together("raise-ceiling", f"Raise the ceiling to {count(ceiling)} USD", edits)


# -- Regions ----------------------------------------------------------------------------------------------------

SHRUNK = 10
"""How many times smaller traffic may become by compression or by leaving out what nobody reads."""


def smaller_traffic(links: Sequence[Link], factor: float) -> list[Fix]:
    """So much less traffic, where compression and filters can do that."""
    if not 0 < 1 / factor <= SHRUNK:
        return []
    edits = [Declare(link.id, "gb_month", math.floor((number(link, "gb_month") or 0) * factor)) for link in links]
    return [together("compress", f"Compress or filter what goes from {links[0].source} to {links[0].target}", edits)]


def moved_near(link: Link) -> list[Fix]:
    """The code at one end in the Region of the other end, where groups say where they are."""
    for mover, other in ((link.target, link.source), (link.source, link.target)):
        group = other.nearest("region")
        stated = mover.states("region") or mover.states("primary_region")
        if mover.has("compute") and group is not None and not stated and group.properties.get("code") == other.region:
            return [Fix("move-nearer", Regroup(frozenset({mover.id}), group.id), f"Move {mover} to {group}")]
    return []
