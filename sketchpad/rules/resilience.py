"""Rules about what stops when one machine, one zone or one dependency does."""

from __future__ import annotations

from collections.abc import Iterator

from ..analysis.availability import composite, copies, falls_short, in_one_zone, shown, zones
from ..analysis.figures import known
from ..analysis.passages import Passages
from ..analysis.recovery import zone_recovery_s
from ..analysis.requests import place
from ..catalog import facts
from ..editing import SetProperty
from ..editing.edit import listed
from ..model import Graph, Node, Requirement
from .dependencies import needed_less
from .remedies import together
from .rule import ERROR, WARNING, Finding, rule
from .shape import asks
from .zones import exists_twice, in_more_zones, nat_in_all_zones

CACHED = 99.95
"""The target, in per cent, from which on even a cache has to outlast its zone."""

EXACTING = 99.9
"""The target, in per cent, from which on nothing on the way may exist but once."""


def targets(graph: Graph) -> list[tuple[Requirement, float]]:
    """What is asked of availability, in per cent."""
    some = graph.requirements("availability")
    if not some:
        return []
    asked = ((need, known(need.properties.get("pct"))) for need in some)
    return [(need, pct) for need, pct in asked if pct is not None]


@rule(
    "RES-001",
    ERROR,
    each="zonal_store",
    breaks=("availability", "rto"),
    see=("sla-rds", "sla-aurora", "rds-multiaz"),
    when=asks("availability.pct", "rto.s"),
)
def single_az_store(store: Node) -> Iterator[Finding]:
    """A store lives in one zone, and what is asked of the design is more than a zone can give.

    With its zone a store is gone until it is made anew from its storage or a backup. One with a standby in a second
    zone goes on within a minute or two, for about twice the price; so only a stated target asks for it. Where AWS
    publishes no promise for one zone, an estimate stands in.

    Fine when: nothing is stated about availability, or no client waits for what the store holds; a cache may be missed
    for a while by a target below 99.95 %.

    Bad:
        user shoppers
        ecs_fargate shop
        rds orders
        shoppers calls shop
        shop rw orders
        need availability pct=99.9
    Good:
        user shoppers
        ecs_fargate shop
        rds orders multi_az=true
        shoppers calls shop
        shop rw orders
        need availability pct=99.9
    """
    graph = store.graph
    hopes, limits = targets(graph), _after_a_zone(graph)
    if not (hopes or limits) or zones(store) != 1:
        return
    promised = in_one_zone(store)
    missed = [(need, pct) for need, pct in hopes if pct > promised.value and _waited_for(store, pct)]
    again = zone_recovery_s(store)
    late = [(need, seconds) for need, seconds in limits if seconds < again]
    if not missed and not late:
        return
    estimate = ", an estimate" if promised.checked == "est" else ""
    why = [f"the target is {shown(max(pct for _, pct in missed))}"] if missed else []
    if late:
        why.append(f"it is back after about {again:,.10g} s, the RTO is {min(s for _, s in late):,.10g} s")
    yield Finding(
        store,
        f"{store} lives in one zone (SLA {shown(promised.value)}{estimate}); {'; '.join(why)}.",
        fixes=in_more_zones(store),
        breaks=tuple(need.id for need, _ in (*missed, *late)),
    )


def _after_a_zone(graph: Graph) -> list[tuple[Requirement, float]]:
    """What is asked of recovery after the loss of a zone, in seconds."""
    some = [need for need in graph.requirements("rto") if need.properties.get("scope") == "az"]
    if not some:
        return []
    asked = ((need, known(need.properties.get("s"))) for need in some)
    return [(need, seconds) for need, seconds in asked if seconds is not None]


def _waited_for(store: Node, pct: float) -> bool:
    """Whether requests fail without a store; in a design without clients all might."""
    if store.has("volatile") and store["role"] != "primary" and pct < CACHED:
        return False
    return store.on_request_path or not store.graph.having_trait("client")


@rule(
    "RES-002",
    ERROR,
    each="client",
    breaks=("availability",),
    see=("wa-rel", "sla-any"),
    when=asks("availability.pct"),
)
def single_point_of_failure_on_path(client: Node) -> Iterator[Finding]:
    """Requests depend on one machine, or on machines in one zone.

    The weakest box on the way sets the result: whatever is doubled before and behind it, requests stop when it does.
    Redundancy has to cover each step.

    Fine when: the target is below 99.9 %, or requests can go by another one of its kind.

    Bad:
        user shoppers
        ec2 shop
        shoppers calls shop
        need availability pct=99.9
    Good:
        user shoppers
        ec2_asg shop az_count=3
        shoppers calls shop
        need availability pct=99.9
    """
    needs = tuple(need.id for need, pct in targets(client.graph) if pct >= EXACTING)
    if not needs:
        return
    reached = Passages(client)
    alone = [node for node in reached.nodes.values() if _exists_once(node)]
    alike: dict[str, list[str]] = {}
    for id, node in reached.nodes.items() if alone else ():
        alike.setdefault(node.kind.kind, []).append(id)
    for node in alone:
        if reached.can_avoid(node.id, alike[node.kind.kind]):
            continue
        once = node.has("single_instance") and copies(node) == 1
        yield Finding(
            (client, node),
            f"Requests of {client} depend on {node}, which {'exists once' if once else 'stands in one zone'}.",
            fixes=exists_twice(node),
            breaks=needs,
        )


def _exists_once(node: Node) -> bool:
    """Whether one zone takes all of it; stores are judged by their own rule."""
    return not node.has("zonal_store") and zones(node) == 1


@rule(
    "RES-003",
    WARNING,
    each="client",
    breaks=("availability",),
    see=("sla-rds", "sla-aurora", "sla-dsql", "sla-ga", "sla-any", "cloudonaut", "wa-rel"),
    when=asks("availability.pct"),
)
def composite_availability_below_target(client: Node) -> Iterator[Finding]:
    """What is promised for all that requests rely on multiplies to less than the target.

    Availability of things in a row multiplies; of Regions that stand in for each other, what each lacks does. Published
    promises say when money comes back, so the product is pessimistic, and the rule speaks only where it allows for two
    and a half times the downtime of the target. It shows where only another Region or fewer links can reach it. What
    AWS promises for a service in a Region counts once, however many functions or tables there are.

    Fine when: a request succeeds without a dependency, which its connection then says (`optional=true`).

    Bad:
        user shoppers
        apigw_rest api auth=jwt waf=true
        lambda shop
        dynamodb orders
        s3 pictures
        shoppers routes_to api
        api routes_to shop
        shop rw orders
        shop reads pictures
        need availability pct=99.95
    Good:
        user shoppers
        apigw_rest api auth=jwt waf=true
        lambda shop
        dynamodb orders
        shoppers routes_to api
        api routes_to shop
        shop rw orders
        need availability pct=99.9
    """
    hopes = targets(client.graph)
    if not hopes:
        return
    found = composite(client)
    missed = [(need, pct) for need, pct in hopes if falls_short(found.pct, pct)]
    if not missed:
        return
    target = max(pct for _, pct in missed)
    ids = tuple(need.id for need, _ in missed)
    yield Finding(
        (client, *ids),
        f"All that requests of {client} rely on is promised for {shown(found.pct)} together, an estimate; "
        f"the target is {shown(target)}.",
        fixes=needed_less(client, found, target),
        breaks=ids,
    )


@rule("RES-007", ERROR, each="dns", breaks=("rto", "availability"), see=("r53",), when=asks("availability", "rto"))
def failover_without_health_check(entry: Node) -> Iterator[Finding]:
    """DNS leads to several Regions and does not look whether they are up.

    Records by latency, place or weight go on answering with a Region that is down until a health check takes it out.
    Without one, the second Region is chosen by hand or not at all.

    Fine when: an accelerator leads to the Regions; it always checks.

    Bad:
        region virginia code=us-east-1
        region oregon code=us-west-2
        user shoppers
        route53 dns policy=latency
        alb east in virginia auth=oidc waf=true
        alb west in oregon auth=oidc waf=true
        shoppers routes_to dns
        dns routes_to east
        dns routes_to west
        need availability pct=99.9
    Good:
        region virginia code=us-east-1
        region oregon code=us-west-2
        user shoppers
        route53 dns policy=latency health_check=true
        alb east in virginia auth=oidc waf=true
        alb west in oregon auth=oidc waf=true
        shoppers routes_to dns
        dns routes_to east
        dns routes_to west
        need availability pct=99.9
    """
    if entry["health_check"] is True:
        return
    graph = entry.graph
    if not graph.requirements("availability") and not graph.requirements("rto"):
        return
    links = [link for link in entry.outgoing if link.verb == "routes_to"]
    regions = {region for link in links if (region := place(link.target)) is not None}
    if len(regions) < 2:
        return
    fast: int = facts.quota("route53", "hc_fast_s").value
    edits = [SetProperty(entry.id, "health_check", True), SetProperty(entry.id, "hc_interval_s", fast)]
    yield Finding(
        entry,
        f"{entry} leads to {listed(sorted(regions))} without looking whether they are up.",
        fixes=[together("check-health", f"Let {entry} check the health of its targets every {fast} s", edits)],
    )


@rule("RES-008", WARNING, each="nat", breaks=("availability",), see=("nat", "botocore"), when=asks("availability"))
def one_zonal_nat_for_several_zones(nat: Node) -> Iterator[Finding]:
    """The way out of several zones leads through a NAT gateway in one of them.

    A zonal NAT gateway fails with its zone and takes the way out of the others along; until then traffic between zones
    is charged. A regional one stands in all of them.

    Fine when: each zone has a NAT gateway of its own, or what goes out stands in one zone.

    Bad:
        region virginia code=us-east-1
        user shoppers
        ecs_fargate shop in virginia az_count=3
        nat_gateway out in virginia
        shoppers calls shop
        shop egress out
        need availability pct=99.5
    Good:
        region virginia code=us-east-1
        user shoppers
        ecs_fargate shop in virginia az_count=3
        nat_gateway out in virginia mode=regional
        shoppers calls shop
        shop egress out
        need availability pct=99.5
    """
    graph = nat.graph
    if nat["mode"] != "zonal" or not graph.requirements("availability"):
        return
    leaving = [link for link in nat.incoming if link.verb == "egress"]
    spread = [link for link in leaving if link.source.has("compute") and (zones(link.source) or 0) > 1]
    if not spread or _stands_beside_others(nat):
        return
    widest = max(zones(link.source) or 0 for link in spread)
    yield Finding(
        nat,
        f"{nat} lives in one zone and is the way out of {widest:,.10g}.",
        fixes=nat_in_all_zones(nat, spread, leaving, int(widest)),
    )


def _stands_beside_others(nat: Node) -> bool:
    """Whether its network has another NAT gateway, as far as networks are drawn."""
    others = (other for other in nat.graph.having_trait("nat") if other.id != nat.id and other.region == nat.region)
    own = nat.vpc
    return any(own is None or (there := other.vpc) is None or there.id == own.id for other in others)
