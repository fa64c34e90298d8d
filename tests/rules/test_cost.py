"""Money: a ceiling, tables and functions billed the wrong way, detours through NAT, traffic between Regions."""

from __future__ import annotations

import pytest

from sketchpad.analysis.cost import estimate
from sketchpad.catalog import graph
from sketchpad.model import Design
from sketchpad.rules import Severity

from .asking import Asking


def usd(design: Design) -> float:
    return estimate(graph(design)).usd


# -- tables -----------------------------------------------------------------------------------------------------

table = Asking(("CST-001",))
BUSY = "avg_writes=2000 avg_reads=4000 peak_writes=2500 peak_reads=5000"


@pytest.mark.parametrize(
    ("properties", "speaks"),
    [
        (BUSY, True),
        ("avg_writes=2000 avg_reads=4000 peak_writes=4000 peak_reads=8000", True),
        ("avg_writes=2000 avg_reads=4000 peak_writes=4001 peak_reads=8000", False),
        ("avg_writes=2000 avg_reads=4000 peak_writes=4000 peak_reads=8001", False),
        ("avg_writes=2000 avg_reads=0 peak_writes=2500 peak_reads=0", True),
        ("avg_writes=2000 avg_reads=4000", False),
        ("avg_writes=2000 peak_writes=2500", False),
        ("avg_writes=200 avg_reads=200 peak_writes=250 peak_reads=250", True),
        ("avg_writes=173 avg_reads=173 peak_writes=250 peak_reads=250", True),
        ("avg_writes=172 avg_reads=172 peak_writes=250 peak_reads=250", False),
        (f"{BUSY} capacity=provisioned", False),
        (f"{BUSY} traffic=spiky", False),
        (f"{BUSY} traffic=steady", True),
    ],
)
def test_a_busy_table_is_paid_by_the_request(properties: str, speaks: bool) -> None:
    assert bool(table.said(f"dynamodb d {properties}")) is speaks


def test_bought_units_cost_less() -> None:
    sketch = f"dynamodb d {BUSY}"
    finding = table.only(sketch)
    assert finding.severity is Severity.INFO
    assert "4,600 USD" in finding.message
    assert "1,900 USD" in finding.message
    assert table.safe(sketch) == ["provisioned"]
    after = table.fixed(sketch, "provisioned")
    assert table.said(after) == []
    assert usd(after) == pytest.approx(1898, rel=0.01)


# -- detours ----------------------------------------------------------------------------------------------------

nat = Asking(
    ("CST-002",),
    "region r code=us-east-1; region o code=eu-west-1; ecs_fargate f in r; nat_gateway n in r; s3 s in r;"
    "dynamodb d in r; s3 far in o; sqs q in r",
)


@pytest.mark.parametrize(
    ("links", "on"),
    [
        ("f egress n to=s gb_month=5000", ("f", "n", "s")),
        ("f egress n to=d gb_month=100", ("d", "f", "n")),
        ("f egress n to=s gb_month=60; f egress n to=s gb_month=40", ("f", "n", "s")),
        ("dynamodb t in o replicas=us-east-1; f egress n to=t gb_month=500", ("f", "n", "t")),
        ("vpc_endpoint v in r; f egress n to=s gb_month=500; f egress v; v egress s", ("f", "n", "s")),
        ("vpc_endpoint v in r type=gateway; f egress n to=s gb_month=500; f egress v; v egress d", ("f", "n", "s")),
    ],
)
def test_a_free_way_is_not_taken(links: str, on: tuple[str, ...]) -> None:
    finding = nat.only(links)
    assert (finding.severity, finding.on) == (Severity.WARNING, on)


@pytest.mark.parametrize(
    "links",
    [
        "f egress n to=s gb_month=99",
        "f egress n to=s",
        "f egress n gb_month=5000",
        "f egress n to=far gb_month=5000",
        "f egress n to=q gb_month=5000",
        "f egress n to=gone gb_month=5000",
        "s3 x; f egress n to=x gb_month=5000",
        "vpc_endpoint v in r type=gateway; f egress n to=s gb_month=500; f egress v; v egress s",
        "vpc_endpoint v in r type=gateway; f egress n to=s gb_month=500; f egress v",
    ],
    ids=[
        "little",
        "unknown",
        "no aim",
        "another Region",
        "no such endpoint",
        "no part",
        "no Region",
        "drawn",
        "open end",
    ],
)
def test_the_way_is_right(links: str) -> None:
    assert nat.said(links) == []


def test_each_source_and_store_is_a_finding() -> None:
    links = (
        "ecs_fargate g in r; f egress n to=s gb_month=500; g egress n to=s gb_month=500;f egress n to=d gb_month=500"
    )
    assert {finding.on for finding in nat.findings(links)} == {("f", "n", "s"), ("g", "n", "s"), ("d", "f", "n")}


def test_an_endpoint_carries_the_traffic() -> None:
    after = nat.fixed("f egress n to=s gb_month=5000", "insert-vpc-endpoint")
    assert nat.said(after) == []
    (way,) = (link.target for link in graph(after).node("f").outgoing)
    assert (way.kind.kind, way["type"], way.region) == ("vpc_endpoint", "gateway", "us-east-1")
    assert [link.target.id for link in way.outgoing] == ["s"]


def test_the_endpoint_that_is_there_is_used() -> None:
    links = "ecs_fargate g in r; vpc_endpoint v in r type=gateway; g egress v; v egress s; f egress n to=s gb_month=500"
    after = nat.fixed(links, "insert-vpc-endpoint")
    assert [link.target.id for link in graph(after).node("f").outgoing] == ["v"]
    assert len(after.components) == len(nat.design(links).components)


# -- the ceiling ------------------------------------------------------------------------------------------------

ceiling = Asking(("CST-003",))
SHOP = "rds d class=db.r6g.4xlarge multi_az=true; ecs_fargate f; f rw d"


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        (f"{SHOP}; need cost usd=300", True),
        (f"{SHOP}; need cost usd=3000", False),
        (f"{SHOP}; need cost", False),
        (SHOP, False),
        ("ec2 a monthly_usd=300; need cost usd=300", False),
        ("ec2 a monthly_usd=300.01; need cost usd=300", True),
        ("s3 a; need cost usd=1", False),
        ("rds d class=db.r6g.4xlarge monthly_usd=5; need cost usd=300", False),
        (
            "region a code=us-east-1; region b code=eu-west-1; s3 x in a; s3 y in b; x replicates_to y gb_month=90000;"
            "need cost usd=300",
            True,
        ),
    ],
)
def test_a_design_costs_more_than_it_may(sketch: str, speaks: bool) -> None:
    assert bool(ceiling.said(sketch)) is speaks


def test_the_largest_parts_are_named_with_the_ceiling() -> None:
    sketch = f"{SHOP}; alb a; nat_gateway n monthly_usd=1; need cost as budget usd=300"
    finding = ceiling.only(sketch)
    assert finding.on == ("a", "budget", "d", "f")
    assert (finding.severity, finding.breaks) == (Severity.ERROR, ("budget",))
    assert finding.message.startswith("About 2,600 USD a month against 300; largest: d about 2,500 USD, f ")


def test_the_tightest_of_those_that_are_missed_counts() -> None:
    sketch = "ec2 a monthly_usd=500; need cost as x usd=300; need cost as y usd=400; need cost as z usd=500"
    finding = ceiling.only(sketch)
    assert (finding.on, finding.breaks) == (("a", "x", "y"), ("x", "y"))
    assert "against 300" in finding.message
    assert ceiling.said(ceiling.fixed(sketch, "raise-ceiling")) == []


def test_rounding_does_not_hide_the_excess() -> None:
    assert "304.00 USD a month against 300" in ceiling.only("ec2 a monthly_usd=304; need cost usd=300").message


def test_a_smaller_class_or_a_higher_ceiling() -> None:
    sketch = f"{SHOP}; need cost usd=900"
    assert ceiling.fixes(sketch) == ["smaller-class", "raise-ceiling"]
    assert ceiling.safe(sketch) == []
    for fix in ceiling.fixes(sketch):
        assert ceiling.said(ceiling.fixed(sketch, fix)) == [], fix
    after = ceiling.fixed(sketch, "smaller-class")
    assert 300 < usd(after) <= 900, "no smaller than it takes"


def test_a_smaller_class_is_of_its_own_family_where_that_helps() -> None:
    sketch = "user u; ecs_fargate f; rds d class=db.r6g.2xlarge multi_az=true; u calls f; f rw d; need cost usd=450"
    assert ceiling.fixed(sketch, "smaller-class").components["d"].properties["class"] == "db.r6g.large"
    assert "db.x2g" not in str(ceiling.only(sketch.replace("450", "400")).fixes[0])


def test_a_class_alone_may_not_be_enough() -> None:
    assert ceiling.fixes("rds d class=db.t4g.micro; ec2 e monthly_usd=900; need cost usd=100") == ["raise-ceiling"]


SAVING = (
    "region r code=us-east-1; ecs_fargate f in r monthly_usd=0; nat_gateway n in r; s3 s in r monthly_usd=0;"
    f"f egress n to=s gb_month=5000; dynamodb d {BUSY}"
)


@pytest.mark.parametrize(
    ("most", "kinds"),
    [(3000, {"d"}), (1950, {"d", "s"})],
)
def test_what_is_cheaper_is_done_until_it_is_enough(most: int, kinds: set[str]) -> None:
    sketch = f"{SAVING}; need cost usd={most}"
    after = ceiling.fixed(sketch, "apply-savings")
    assert ceiling.said(after) == []
    changed = {"d": after.components["d"].properties.get("capacity") == "provisioned", "s": "n-s" in after.components}
    assert {id for id, done in changed.items() if done} == kinds


def test_savings_that_are_not_enough_are_not_offered() -> None:
    assert "apply-savings" not in ceiling.fixes(f"{SAVING}; need cost usd=1000")


# -- traffic between Regions ------------------------------------------------------------------------------------

traffic = Asking(
    ("CST-004",),
    "region a code=us-east-1; region b code=eu-west-1; region c code=us-east-2; s3 x in a; s3 y in b; s3 z in c;"
    "lambda f in b; rds d in a",
)


@pytest.mark.parametrize(
    ("links", "speaks"),
    [
        ("x replicates_to y gb_month=5000", True),
        ("x replicates_to y gb_month=4999", False),
        ("x replicates_to y", False),
        ("x replicates_to z gb_month=9999", False),
        ("x replicates_to z gb_month=10000", True),
        ("f reads d gb_month=5000", True),
        ("s3 w in a; x replicates_to w gb_month=50000", False),
        ("s3 w; x replicates_to w gb_month=50000", False),
        ("dynamodb t in a replicas=eu-west-1; f reads t gb_month=50000", False),
        ("user u; u calls f gb_month=50000", False),
        ("cloudfront e; e routes_to x gb_month=50000", False),
    ],
)
def test_much_goes_from_one_region_to_another(links: str, speaks: bool) -> None:
    assert bool(traffic.said(links)) is speaks


def test_what_two_ends_exchange_is_one_finding() -> None:
    finding = traffic.only("x replicates_to y gb_month=3000; y replicates_to x gb_month=3000")
    assert (finding.severity, finding.on) == (Severity.INFO, ("x", "y"))
    assert "6,000 GB" in finding.message


@pytest.mark.parametrize(
    ("links", "fixes"),
    [
        ("x replicates_to y gb_month=20000", ["compress"]),
        ("x replicates_to y gb_month=60000", []),
        ("f reads d gb_month=20000", ["compress", "move-nearer"]),
        ("d streams_to f gb_month=20000; f reads d gb_month=20000", ["compress", "move-nearer"]),
        ("lambda g region=eu-west-1; g reads d gb_month=90000", []),
    ],
)
def test_less_goes_across(links: str, fixes: list[str]) -> None:
    assert traffic.fixes(links) == fixes
    for fix in fixes:
        assert traffic.said(traffic.fixed(links, fix)) == [], fix
    assert traffic.safe(links) == []


# -- the way of billing -----------------------------------------------------------------------------------------

shape = Asking(("CST-005",))


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("ecs_fargate f traffic=sparse duty_cycle=0.02", True),
        ("ec2_asg f traffic=spiky duty_cycle=0.099", True),
        ("ec2_asg f traffic=spiky duty_cycle=0.1", False),
        ("ecs_fargate f traffic=steady duty_cycle=0.02", False),
        ("ecs_fargate f duty_cycle=0.02", False),
        ("ecs_fargate f traffic=sparse", False),
        ("ecs_managed f traffic=sparse duty_cycle=0.02 gpu=true", False),
        ("ecs_fargate f traffic=sparse duty_cycle=0.02 max_duration_s=3600", False),
        ("ec2_asg f traffic=sparse duty_cycle=0.02 existing_fleet=true", False),
        ("ecs_fargate f traffic=sparse duty_cycle=0.02 allowed=ecs_fargate", False),
        ("ecs_fargate f traffic=sparse duty_cycle=0.02 standby=pilot", False),
        ("lambda f traffic=sparse duty_cycle=0.02", False),
    ],
)
def test_a_fleet_mostly_waits(sketch: str, speaks: bool) -> None:
    assert bool(shape.said(sketch)) is speaks


STEADY = "lambda f traffic=steady avg_duration_ms=300 memory_mb=1769"


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        (f"{STEADY} peak_rps=100", True),
        (f"{STEADY} avg_rps=100 peak_rps=900", True),
        (f"{STEADY} peak_rps=5", False),
        ("lambda f traffic=spiky avg_duration_ms=300 memory_mb=1769 avg_rps=100", False),
        (STEADY, False),
        ("lambda f traffic=steady memory_mb=1769 peak_rps=100", False),
        (f"{STEADY} peak_rps=100 compute_type=managed_instances", False),
        (f"{STEADY} peak_rps=100 existing_fleet=true", False),
        (f"{STEADY} peak_rps=100 allowed=lambda", False),
    ],
)
def test_a_function_never_stops(sketch: str, speaks: bool) -> None:
    assert bool(shape.said(sketch)) is speaks


def test_work_is_billed_the_other_way() -> None:
    idle = "ecs_fargate f traffic=sparse duty_cycle=0.02"
    assert shape.fixed(idle, "become-lambda").components["f"].kind == "lambda"
    busy = f"{STEADY} peak_rps=100"
    assert shape.fixes(busy) == ["become-ecs-fargate", "managed-instances"]
    assert shape.safe(busy) == []
    for fix in shape.fixes(busy):
        assert shape.said(shape.fixed(busy, fix)) == [], fix


def test_the_tasks_do_the_same_work() -> None:
    busy = f"{STEADY} peak_rps=100"
    after = shape.fixed(busy, "become-ecs-fargate")
    fleet = graph(after).node("f")
    assert (fleet.kind.kind, fleet["tasks"], fleet["vcpu"], fleet["mem_gb"]) == ("ecs_fargate", 50, 1, 2)
    assert usd(after) < usd(shape.design(busy)) / 1.25
