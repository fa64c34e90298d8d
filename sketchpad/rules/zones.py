"""Fixes that spread over several zones what stands in one."""

from __future__ import annotations

from collections.abc import Sequence

from ..analysis.availability import copies
from ..editing import Add, ChangeKind, Connect, Edit, Insert, Regroup, Remove, SetProperty
from ..model import Component, Link, Node
from .offsite import become_aurora
from .remedies import fresh, setting, together
from .rule import Fix

SEVERAL = 2
"""The zones that survive the loss of one."""


def in_more_zones(store: Node) -> list[Fix]:
    """A second zone for a store: a standby, more zones or more machines, or a cluster that has them."""
    known = store.kind.defaults
    if "multi_az" in known:
        return [setting("multi-az", store, "multi_az", True), *become_aurora(store)]
    if "az_count" in known:
        return [setting("more-zones", store, "az_count", SEVERAL)]
    edits: list[Edit] = [SetProperty(store.id, "nodes", SEVERAL)] if copies(store) == 1 else []
    edits += _out_of_zone(store)
    return [together("more-machines", f"Run {store} on machines in several zones", edits)] if edits else []


def _out_of_zone(node: Node) -> list[Edit]:
    """Take a component out of the one zone that it is drawn in."""
    zone, inside = node.az, node.component.inside
    if zone is None or inside[:1] != (zone.id,):
        return []
    around = zone.inside[0] if zone.inside else None
    return [Regroup(frozenset({node.id}), around)]


def exists_twice(node: Node) -> list[Fix]:
    """A second one of what requests depend on, or a second zone for it."""
    fixes: list[Fix] = []
    known = node.kind.defaults
    if node.has("single_instance") and "az_count" not in known:
        edit = ChangeKind(node.id, "ec2_asg", (("az_count", SEVERAL),))
        fixes.append(Fix("become-ec2-asg", edit, f"Make {node} an Auto Scaling group in {SEVERAL} zones"))
    if "az_count" in known:
        fixes.append(setting("more-zones", node, "az_count", SEVERAL))
    if node.has("single_instance") and copies(node) == 1 and node.az is None:
        fixes.append(_behind_balancer(node))
    return fixes


def _behind_balancer(node: Node) -> Fix:
    """Two machines, and a load balancer that spreads requests over them where none does."""
    arriving = [link for link in node.incoming if link.waits]
    edits: list[Edit] = [SetProperty(node.id, "count", SEVERAL)]
    if node["az_count"] == 1:
        edits.append(SetProperty(node.id, "az_count", SEVERAL))
    direct = [link for link in arriving if not link.source.has("load_balancer")]
    if not direct:
        return together("two-machines", f"Run {node} on {SEVERAL} machines", edits)
    stated: list[tuple[str, object]] = []
    if node["auth"] == "app":
        stated.append(("auth", "app"))
    if not any(link.source.has("client") or link.source.has("global_entry") for link in direct):
        stated.append(("scheme", "internal"))
    edits.append(Insert("alb", tuple(link.id for link in direct), properties=tuple(stated)))
    return together("insert-alb", f"Run {node} on {SEVERAL} machines behind a load balancer", edits)


# -- the way out ------------------------------------------------------------------------------------------------


def nat_in_all_zones(
    nat: Node, spread: Sequence[Link], leaving: Sequence[Link], zones: int, most: int = 6
) -> list[Fix]:
    """A NAT gateway that fails with no zone: a regional one, one for each zone (not of too many), or none at all."""
    return [
        Fix("regional-nat", SetProperty(nat.id, "mode", "regional"), f"Let {nat} stand in every zone"),
        *(_one_each(nat, spread, zones) if zones <= most else ()),
        *_endpoints(nat, leaving),
    ]


def _one_each(nat: Node, spread: Sequence[Link], zones: int) -> list[Fix]:
    give = fresh(nat.graph)
    edits: list[Edit] = []
    for zone in range(2, zones + 1):
        twin = give(f"{nat.id}-{zone}")
        edits.append(Add(nat.component.but(id=twin, name=f"{nat} {zone}" if nat.component.name else "", at=None)))
        edits += [Connect(id, "egress", twin) for id in sorted({link.source.id for link in spread})]
    return [together("one-nat-each", f"Give each of the {zones} zones a NAT gateway", edits)]


def _endpoints(nat: Node, leaving: Sequence[Link]) -> list[Fix]:
    """Private ways to the services that all the traffic is for, where the design names them."""
    aims = {link.id: nat.graph.find(link["to"]) for link in leaving if isinstance(link["to"], str)}
    services = {id: aim for id, aim in aims.items() if aim is not None and aim.has("regional")}
    if len(services) < len(leaving):
        return []
    give = fresh(nat.graph)
    edits: list[Edit] = []
    made: dict[str, str] = {}
    for link in leaving:
        aim = services[link.id]
        if aim.id not in made:
            made[aim.id] = give(f"{aim.id}-endpoint")
            sort = "gateway" if aim.has("gateway_endpoint") else "interface"
            inside = nat.component.inside
            endpoint = Component(id=made[aim.id], kind="vpc_endpoint", inside=inside, properties={"type": sort})
            edits += [Add(endpoint), Connect(endpoint.id, "egress", aim.id)]
        stated = tuple(sorted(link.connection.properties.items()))
        edits.append(Connect(link.source.id, "egress", made[aim.id], properties=stated))
    edits.append(Remove(frozenset({nat.id})))
    return [together("insert-vpc-endpoints", f"Reach {', '.join(sorted(made))} privately, without {nat}", edits)]
