"""Rules about money: the ceiling, and ways to spend less."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..analysis.cost import whole
from ..analysis.figures import known, number
from ..analysis.savings import detours, if_bought, if_fleet, mostly_idle
from ..analysis.transfers import cross_region_price, crosses_regions
from ..model import Graph, Link, Node
from .moves import become_kind
from .remedies import Declare, count
from .rule import DESIGN, ERROR, INFO, LINK, WARNING, Finding, Fix, rule
from .savings import (
    all_savings,
    around_nat,
    as_fleet,
    higher_ceiling,
    money,
    moved_near,
    provisioned,
    smaller,
    smaller_traffic,
)
from .shape import Shape, asks, gives, may_be, states, traits_of


@rule(
    "CST-001",
    INFO,
    each="request_units",
    breaks=("cost",),
    see=("study", "infracost"),
    when=gives("avg_writes", "avg_reads", "peak_writes", "peak_reads"),
)
def on_demand_under_sustained_load(table: Node) -> Iterator[Finding]:
    """A table that is busy all day is paid by the request.

    Paying by the request is right as long as nobody knows the traffic, or where it comes in bursts. A table whose
    average is near its peak pays several times what units bought with automatic scaling would cost, and reserved
    capacity widens the gap.

    Fine when: the load is about to change, or the sum is not worth a commitment.

    Bad:
        dynamodb events avg_writes=3000 avg_reads=3000 peak_writes=4000 peak_reads=4000
    Good:
        dynamodb events avg_writes=300 avg_reads=300 peak_writes=4000 peak_reads=4000
    """
    bill = if_bought(table)
    if bill is not None:
        yield Finding(
            table,
            f"{table}: {money(bill.is_)} a month by the request, "
            f"{money(bill.would_be)} provisioned with automatic scaling.",
            fixes=[provisioned(table)],
        )


@rule("CST-002", WARNING, each="nat", breaks=("cost",), see=("infracost", "nat"))
def nat_carries_gateway_endpoint_traffic(nat: Node) -> Iterator[Finding]:
    """Traffic to S3 or DynamoDB is paid for by the gigabyte at a NAT gateway.

    A NAT gateway charges for all that passes it. Gateway endpoints for S3 and DynamoDB in the same Region carry the
    same traffic for nothing and do not even leave the network.

    Fine when: the traffic has to pass a firewall that stands behind the NAT gateway.

    Bad:
        region virginia code=us-east-1
        ecs_fargate ingest in virginia
        nat_gateway nat in virginia
        s3 lake in virginia
        ingest egress nat to=lake gb_month=8000
    Good:
        region virginia code=us-east-1
        ecs_fargate ingest in virginia
        vpc_endpoint gate in virginia type=gateway
        s3 lake in virginia
        ingest egress gate gb_month=8000
        gate egress lake
    """
    for way in detours(nat):
        yield Finding(
            (way.source, nat, way.store),
            f"{way.source} sends {count(way.gigabytes)} GB a month to {way.store} through {nat}: "
            f"{money(way.usd)} avoidable.",
            fixes=[around_nat(nat, [way])],
        )


@rule("CST-003", ERROR, each=DESIGN, breaks=("cost",), see=("infracost", "price"), when=asks("cost.usd"))
def estimate_over_cost_ceiling(graph: Graph) -> Iterator[Finding]:
    """The design costs more a month than it may.

    A design that grants every technical wish at three times the budget is still wrong. The estimate is an order of
    magnitude: list prices of one Region, average traffic, and nothing for what no figure is known of. So its largest
    parts stand beside it; they are where the talk begins.

    Fine when: you know better what a part costs; say so by `monthly_usd`.

    Bad:
        user buyers
        ecs_fargate shop
        rds orders class=db.r6g.2xlarge multi_az=true
        buyers calls shop
        shop rw orders
        need cost usd=400
    Good:
        user buyers
        ecs_fargate shop
        rds orders class=db.t4g.medium multi_az=true
        buyers calls shop
        shop rw orders
        need cost usd=400
    """
    ceilings = [(usd, need) for need in graph.requirements("cost") if (usd := known(need.properties.get("usd")))]
    if not ceilings:
        return
    sum_, dearest = whole(graph)
    missed = [(usd, need) for usd, need in ceilings if sum_ > usd]
    if not missed:
        return
    ceiling = min(usd for usd, _ in missed)
    largest = [(graph.node(id), usd) for id, usd in dearest]
    needs = [need for _, need in missed]
    over, spent = sum_ - ceiling, money(sum_, ceiling)
    yield Finding(
        (*(node for node, _ in largest), *(need.id for need in needs)),
        f"{spent[:1].upper()}{spent[1:]} a month against {ceiling:,.10g}; "
        f"largest: {', '.join(f'{node} {money(usd)}' for node, usd in largest)}.",
        fixes=[
            *all_savings(graph, over),
            *smaller((node for node, _ in largest), over),
            higher_ceiling(needs, sum_),
        ],
        breaks=tuple(need.id for need in needs),
    )


WORTH_A_WORD = 100
"""USD a month from which on traffic between Regions is worth a word."""


@rule("CST-004", INFO, each=LINK, breaks=("cost",), see=("infracost",), when=states("gb_month"))
def heavy_cross_region_traffic(link: Link) -> Iterator[Finding]:
    """Much traffic goes from one Region to another.

    A gigabyte between Regions costs about two cents from us-east-1, and up to ten times that elsewhere. Copies pay it
    as calls do. It may be the price of something wanted; then it should be known.

    Fine when: the copy or the call has to be there, and the sum is in the budget.

    Bad:
        region virginia code=us-east-1
        region ireland code=eu-west-1
        s3 originals in virginia
        s3 copies in ireland
        originals replicates_to copies gb_month=12000
    Good:
        region virginia code=us-east-1
        region ireland code=eu-west-1
        s3 originals in virginia
        s3 copies in ireland
        originals replicates_to copies gb_month=1200
    """
    if not link.states("gb_month") or not number(link, "gb_month") or not crosses_regions(link):
        return
    links = _between(link)
    if link.id != links[0].id:
        return  # one finding for what two ends have between them
    price = float(cross_region_price(link).value)
    gigabytes = math.fsum(number(one, "gb_month") or 0 for one in links)
    if gigabytes * price < WORTH_A_WORD:
        return
    enough = (WORTH_A_WORD / price - len(links)) / gigabytes
    yield Finding(
        (link.source, link.target),
        f"{link.source} and {link.target} exchange {count(gigabytes)} GB a month across Regions: "
        f"{money(gigabytes * price)} for transfer.",
        fixes=[*smaller_traffic(links, enough), *moved_near(link)],
    )


def _between(link: Link) -> list[Link]:
    """The connections between the ends of one that cross Regions with a known volume, by id."""
    ends = {link.connection.source, link.connection.target}
    both = [*link.source.outgoing, *link.target.outgoing]
    same = {one.id: one for one in both if {one.connection.source, one.connection.target} == ends}
    return [one for _, one in sorted(same.items()) if number(one, "gb_month") and crosses_regions(one)]


def _has_a_shape(shape: Shape) -> bool:
    """Whether it may be a function that is always busy, or a fleet that hardly is."""
    function = "function" in traits_of(shape.kind)
    return (may_be("traffic", "steady") if function else gives("duty_cycle", "traffic"))(shape)


@rule(
    "CST-005",
    INFO,
    each=("fleet", "function"),
    breaks=("cost",),
    see=("study", "infracost", "lambda-memory"),
    when=_has_a_shape,
)
def billing_model_does_not_fit_load_shape(node: Node) -> Iterator[Finding]:
    """Work is paid by the hour though it hardly runs, or by the invocation though it never stops.

    Machines are cheap while they are busy; paying for each invocation is cheap while there are few. The same work may
    move from one to the other as its shape changes.

    Fine when: the fleet has to answer at once with no start, or the function's sum is not worth a move.

    Bad:
        ecs_fargate invoices traffic=sparse duty_cycle=0.03
    Good:
        lambda invoices traffic=sparse duty_cycle=0.03
    """
    if node.has("function"):
        yield from _always_invoked(node)
    elif mostly_idle(node) and (fixes := become_kind(node, "lambda")):
        share = 100 * (number(node, "duty_cycle") or 0)
        yield Finding(node, f"{node} runs all month and has work in {share:.3g} % of it.", fixes=fixes)


def _always_invoked(function: Node) -> Iterator[Finding]:
    fleet = if_fleet(function)
    if fleet is None:
        return
    managed = Declare(function.id, "compute_type", "managed_instances")
    yield Finding(
        function,
        f"{function}: {money(fleet.bill.is_)} a month by the invocation, "
        f"{money(fleet.bill.would_be)} as {fleet.tasks:,} tasks on Fargate.",
        fixes=[as_fleet(function, fleet), Fix("managed-instances", managed)],
    )
