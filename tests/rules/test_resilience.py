"""One machine, one zone, one dependency: what stops with it."""

from __future__ import annotations

import pytest

from sketchpad.analysis.availability import composite
from sketchpad.catalog import graph
from sketchpad.rules import Severity

from .asking import Asking

# -- a store in one zone ----------------------------------------------------------------------------------------

zone = Asking(("RES-001",), "user u; ecs_fargate f; u calls f; f rw d")


@pytest.mark.parametrize(
    ("sketch", "fix"),
    [
        ("rds d; need availability pct=99.9", "multi-az"),
        ("rds d multi_az=false; need availability pct=99.51", "multi-az"),
        ("aurora d az_count=1; need availability pct=99.95", "more-zones"),
        ("documentdb d az_count=1; need availability pct=99.9", "more-zones"),
        ("neptune d az_count=1; need availability pct=99.9", "more-zones"),
        ("opensearch d az_count=1; need availability pct=99.9", "more-zones"),
        ("efs d az_count=1; need availability pct=99.95", "more-zones"),
        ("memorydb d az_count=1; need availability pct=99.9", "more-zones"),
        ("redshift d; need availability pct=99.9", "more-zones"),
        ("elasticache d az_count=1; need availability pct=99.95", "more-zones"),
        ("elasticache d az_count=1 role=primary; need availability pct=99.9", "more-zones"),
        ("self_managed_db d; need availability pct=99.9", "more-machines"),
        ("region r; az a in r; self_managed_db d in a; need availability pct=99.9", "more-machines"),
        ("region r; az a in r; self_managed_db d in a nodes=3; need availability pct=99.9", "more-machines"),
        ("az a; aurora d in a; need availability pct=99.95", "more-zones"),
        ("rds d; need rto s=599 scope=az", "multi-az"),
        ("elasticache d az_count=1; need rto s=60 scope=az", "more-zones"),
    ],
)
def test_a_store_in_one_zone(sketch: str, fix: str) -> None:
    assert zone.only(sketch).severity is Severity.ERROR
    assert fix in zone.fixes(sketch)
    for id in zone.fixes(sketch):
        assert zone.said(zone.fixed(sketch, id)) == [], id


@pytest.mark.parametrize(
    "sketch",
    [
        "rds d",
        "rds d multi_az=true; need availability pct=99.99",
        "rds d; need availability pct=99.5",
        "aurora d az_count=1; need availability pct=99.9",
        "aurora d; need availability pct=99.99",
        "dynamodb d; need availability pct=99.99",
        "s3 d; need availability pct=99.99",
        "elasticache d az_count=1; need availability pct=99.9",
        "rds d; need rto s=600 scope=az",
        "rds d; need rto s=60",
        "rds d; need availability",
        "self_managed_db d nodes=2; need availability pct=99.9",
        "az a; aurora d in a az_count=2; need availability pct=99.99",
    ],
    ids=[
        "nothing asked",
        "a standby",
        "as promised",
        "as promised for Aurora",
        "two zones",
        "Regional",
        "a bucket",
        "a cache may be missed",
        "made anew in time",
        "a Region is meant",
        "no figure",
        "two machines",
        "says more than the drawing",
    ],
)
def test_a_zone_is_enough(sketch: str) -> None:
    assert zone.said(sketch) == []


def test_a_store_that_no_client_waits_for() -> None:
    ask = Asking(("RES-001",))
    behind = "user u; sqs q; ecs_fargate f; ecs_fargate g; u calls f; f publishes q; q delivers g; g rw d; rds d"
    assert ask.said(f"{behind}; need availability pct=99.9") == []
    assert ask.said(f"{behind}; need rto s=60 scope=az") == ["RES-001"]
    assert ask.said("rds d; need availability pct=99.9") == ["RES-001"]


def test_only_what_is_missed_is_broken() -> None:
    sketch = "rds d; need availability as a pct=99; need availability as b pct=99.9; need rto as c s=60 scope=az"
    finding = zone.only(f"{sketch}; need rto as e s=900 scope=az; need rto as g s=1")
    assert finding.breaks == ("b", "c")
    assert "99.9 %" in finding.message
    assert "60 s" in finding.message


def test_where_nothing_is_published_it_says_so() -> None:
    assert "an estimate" in zone.only("memorydb d az_count=1; need availability pct=99.9").message
    assert "an estimate" not in zone.only("rds d; need availability pct=99.9").message


@pytest.mark.parametrize(
    ("engine", "becomes"), [("postgres", "aurora-postgresql"), ("mariadb", "aurora-mysql"), ("oracle-ee", None)]
)
def test_aurora_speaks_some_engines(engine: str, becomes: str | None) -> None:
    sketch = f"rds d engine={engine}; need availability pct=99.9"
    assert ("become-aurora" in zone.fixes(sketch)) is (becomes is not None)
    if becomes:
        made = zone.fixed(sketch, "become-aurora").components["d"]
        assert (made.kind, made.properties["engine"]) == ("aurora", becomes)


def test_a_second_zone_is_made_unasked() -> None:
    assert zone.safe("rds d; need availability pct=99.9") == ["multi-az"]
    followed = "rds p multi_az=true; rds d; p replicates_to d; need availability pct=99.9"
    assert zone.fixes(followed) == ["multi-az"], "Aurora follows no instance"


# -- what exists once -------------------------------------------------------------------------------------------

once = Asking(("RES-002",), "user u; need availability pct=99.9")


@pytest.mark.parametrize(
    ("sketch", "on", "fixes"),
    [
        ("ec2 f; u calls f", "f", ["become-ec2-asg", "insert-alb"]),
        ("alb a; ec2 f; u calls a; a routes_to f", "f", ["become-ec2-asg", "two-machines"]),
        ("monolith_app f; u calls f", "f", ["more-zones", "insert-alb"]),
        ("monolith_app f az_count=1; u calls f", "f", ["more-zones", "insert-alb"]),
        ("ecs_fargate f az_count=1; u calls f", "f", ["more-zones"]),
        ("az z; ecs_fargate f in z; u calls f", "f", ["more-zones"]),
        ("az z; ec2 f in z count=3; u calls f", "f", ["become-ec2-asg"]),
        ("alb a az_count=1; lambda f; u calls a; a routes_to f", "a", ["more-zones"]),
        ("dax x az_count=1; lambda f; dynamodb d; u calls f; f rw x; x rw d", "x", ["more-zones"]),
        ("alb a; ec2 f; lambda g; u calls a; a routes_to f; a routes_to g", "f", ["become-ec2-asg", "two-machines"]),
        ("ec2_asg g; ec2 f; u calls g; g calls f", "f", ["become-ec2-asg", "insert-alb"]),
    ],
)
def test_what_exists_once(sketch: str, on: str, fixes: list[str]) -> None:
    finding = once.only(sketch)
    assert (finding.on, finding.severity) == (tuple(sorted((on, "u"))), Severity.ERROR)
    assert once.fixes(sketch) == fixes
    for id in fixes:
        assert once.said(once.fixed(sketch, id)) == [], id


@pytest.mark.parametrize(
    ("sketch", "words"),
    [
        ("ec2 f; u calls f", "f, which exists once"),
        ("az z; ec2 f in z count=3; u calls f", "f, which stands in one zone"),
        ("ecs_fargate f az_count=1; u calls f", "f, which stands in one zone"),
    ],
)
def test_it_says_of_what_there_is_one(sketch: str, words: str) -> None:
    assert words in once.only(sketch).message


@pytest.mark.parametrize(
    "sketch",
    [
        "ec2 f count=2; u calls f",
        "monolith_app f az_count=2; u calls f",
        "ec2_asg f; u calls f",
        "alb a; ec2 f; ec2 g; u calls a; a routes_to f; a routes_to g",
        "ec2 f; ec2 g; u calls f; u calls g",
        "az y; az z; alb a; ecs_fargate f in y; ecs_fargate g in z; u calls a; a routes_to f; a routes_to g",
        "ec2 f; sqs q; lambda g; u calls g; g publishes q; q delivers f",
        "lambda g; ec2 f; u calls g; g calls f optional=true",
        "rds d; lambda f; u calls f; f rw d",
        "ec2 f",
    ],
    ids=[
        "two",
        "two zones",
        "a group",
        "two behind one",
        "the client's choice",
        "a zone each",
        "later",
        "optional",
        "a store",
        "nobody",
    ],
)
def test_there_is_another(sketch: str) -> None:
    assert once.said(sketch) == []


def test_one_behind_both_is_one_still() -> None:
    sketch = "alb a; ec2 f; ec2 g; ec2 h; u calls a; a routes_to f; a routes_to g; f calls h; g calls h"
    assert once.only(sketch).on == ("h", "u")


def test_each_client_that_depends_on_it() -> None:
    sketch = "user v; ec2 f; ec2 g; u calls f; v calls f; v calls g"
    assert [finding.on for finding in once.findings(sketch)] == [("f", "u")]


@pytest.mark.parametrize(
    ("asked", "speaks"), [("pct=99.89", False), ("pct=99.9", True), ("pct=odd", False), ("", False)]
)
def test_only_an_exacting_target(asked: str, speaks: bool) -> None:
    ask = Asking(("RES-002",))
    assert bool(ask.said(f"user u; ec2 f; u calls f; need availability {asked}")) is speaks


def test_only_exacting_targets_are_broken() -> None:
    sketch = "ec2 f; u calls f; need availability as low pct=95"
    assert once.only(sketch).breaks == ("availability",)


def test_a_balancer_is_internal_where_no_client_is_before_it() -> None:
    sketch = "lambda g; ec2 f auth=app; u calls g; g calls f"
    design = once.fixed(sketch, "insert-alb")
    (balancer,) = (one for one in design.components.values() if one.kind == "alb")
    assert balancer.properties == {"auth": "app", "scheme": "internal"}
    assert design.components["f"].properties["count"] == 2
    outside = once.fixed("ec2 f; u calls f", "insert-alb")
    (balancer,) = (one for one in outside.components.values() if one.kind == "alb")
    assert "scheme" not in balancer.properties


# -- what is promised together ----------------------------------------------------------------------------------

together = Asking(
    ("RES-001", "RES-002", "RES-003"), "user u; apigw_rest a; lambda f; dynamodb d; u routes_to a; a routes_to f"
)


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("f rw d; need availability pct=99.9", False),
        ("f rw d; need availability pct=99.95", False),
        ("f rw d; need availability pct=99.96", True),
        ("f rw d; need availability pct=99.99", True),
        ("f rw d; s3 s; f reads s; need availability pct=99.95", True),
        ("f rw d; s3 s; f reads s optional=true; need availability pct=99.95", False),
        ("f rw d; external_system s; f calls s; need availability pct=99.95", False),
        ("f rw d; need availability", False),
        ("f rw d", False),
    ],
)
def test_what_is_promised_together(sketch: str, speaks: bool) -> None:
    assert together.said(sketch) == (["RES-003"] if speaks else [])


def test_many_functions_of_one_region_are_one_promise() -> None:
    crud = "; ".join(f"lambda f{n}; dynamodb d{n}; a routes_to f{n}; f{n} rw d{n}" for n in range(20))
    assert together.said(f"{crud}; need availability pct=99.95") == []


def test_it_names_the_requirements() -> None:
    sketch = "f rw d; need availability as x pct=99.99; need availability as y pct=99.97; need availability as z pct=99"
    finding = together.only(sketch)
    assert (finding.on, finding.breaks, finding.severity) == (("u", "x", "y"), ("x", "y"), Severity.WARNING)
    assert "99.89 %" in finding.message
    assert "99.99 %" in finding.message


def test_sharper_findings_come_first() -> None:
    one_zone = "f rw d; rds e; f rw e; need availability pct=99.99"
    assert together.said(one_zone) == ["RES-001"]
    assert together.said("f rw d; ec2 g; f calls g; need availability pct=99.99") == ["RES-002"]


def test_the_weakest_can_be_done_without() -> None:
    sketch = "f rw d; s3 s; f reads s; need availability pct=99.95"
    assert together.fixes(sketch) == ["make-optional", "remove-dependency"]
    for id in together.fixes(sketch):
        assert together.said(together.fixed(sketch, id)) == []
    assert together.safe(sketch) == []


@pytest.mark.parametrize(
    ("link", "fits"), [("f writes s", True), ("f reads s", False), ("f writes s; a routes_to s", False)]
)
def test_what_nobody_waits_for_goes_through_a_queue(link: str, fits: bool) -> None:
    sketch = f"f rw d; s3 s; {link}; need availability pct=99.95"
    assert ("insert-sqs" in together.fixes(sketch)) is fits
    if fits:
        design = together.fixed(sketch, "insert-sqs")
        assert together.said(design) == []
        assert not graph(design).node("s").on_request_path


def test_doing_without_is_offered_only_where_it_suffices() -> None:
    assert together.fixes("f rw d; s3 s; f reads s; need availability pct=99.99") == []


HERE = "region r code=us-east-1; user u; alb a in r; ecs_fargate f in r; u routes_to a; a routes_to f; f rw d"


def test_a_second_region_stands_in_for_the_first() -> None:
    ask = Asking(("RES-003",), HERE)
    sketch = "dynamodb d in r data_class=profile; lambda g in r; f calls g; need availability pct=99.98"
    assert "second-region" in ask.fixes(sketch)
    design = ask.fixed(sketch, "second-region")
    assert ask.said(design) == []
    found = composite(graph(design).node("u"))
    (choice,) = found.choices
    assert set(choice.regions) == {"us-east-1", "us-east-2"}
    assert design.components["d"].properties["replicas"] == ("us-east-2",)
    dns = next(one for one in design.components.values() if one.kind == "route53")
    assert (dns.properties["policy"], dns.properties["health_check"]) == ("latency", True)


def test_a_second_region_is_no_help_where_the_data_stays() -> None:
    ask = Asking(("RES-003",), HERE)
    assert ask.fixes("rds d in r multi_az=true; need availability pct=99.99") == []


# -- DNS and health ---------------------------------------------------------------------------------------------

dns = Asking(("RES-007",), "region r code=us-east-1; region s code=us-west-2; alb a in r; alb b in s; alb c in r")


@pytest.mark.parametrize("need", ["availability pct=99", "rto s=900", "rto s=60 scope=az"])
@pytest.mark.parametrize("policy", ["latency", "failover", "weighted"])
def test_dns_does_not_look(policy: str, need: str) -> None:
    sketch = f"route53 e policy={policy}; e routes_to a; e routes_to b; need {need}"
    finding = dns.only(sketch)
    assert (finding.on, finding.severity) == (("e",), Severity.ERROR)
    assert "us-east-1 and us-west-2" in finding.message
    made = dns.fixed(sketch, "check-health").components["e"].properties
    assert (made["health_check"], made["hc_interval_s"]) == (True, 10)
    assert dns.safe(sketch) == ["check-health"]


@pytest.mark.parametrize(
    "sketch",
    [
        "route53 e; e routes_to a; e routes_to b",
        "route53 e health_check=true; e routes_to a; e routes_to b; need rto s=900",
        "route53 e; e routes_to a; e routes_to c; need rto s=900",
        "route53 e; cloudfront f; e routes_to a; e routes_to f; need rto s=900",
        "global_accelerator e; e routes_to a; e routes_to b; need rto s=900",
    ],
    ids=["nothing asked", "it looks", "one Region", "one Region and none", "anycast"],
)
def test_dns_need_not_look(sketch: str) -> None:
    assert dns.said(sketch) == []


# -- the way out ------------------------------------------------------------------------------------------------

out = Asking(("RES-008",), "region r code=us-east-1; need availability pct=99; ecs_fargate f in r az_count=3")


@pytest.mark.parametrize(
    "sketch",
    [
        "nat_gateway n in r; f egress n",
        "nat_gateway n in r mode=zonal; f egress n",
        "region s code=us-west-2; nat_gateway n in r; nat_gateway m in s; f egress n",
        "vpc v in r; vpc w in r; nat_gateway n in v; nat_gateway m in w; f egress n",
    ],
    ids=["by default", "as stated", "another Region's", "another network's"],
)
def test_one_way_out(sketch: str) -> None:
    finding = out.only(sketch)
    assert (finding.on, finding.severity) == (("n",), Severity.WARNING)
    assert out.fixes(sketch) == ["regional-nat", "one-nat-each"]
    for id in out.fixes(sketch):
        assert out.said(out.fixed(sketch, id)) == [], id


@pytest.mark.parametrize(
    "sketch",
    [
        "nat_gateway n in r mode=regional; f egress n",
        "nat_gateway n in r; nat_gateway m in r; f egress n; f egress m",
        "nat_gateway n in r; ecs_fargate g in r az_count=1; g egress n",
        "nat_gateway n in r; lambda g in r; g egress n",
        "nat_gateway n in r",
    ],
    ids=["regional", "several", "one zone", "zones unknown", "unused"],
)
def test_ways_out_enough(sketch: str) -> None:
    assert out.said(sketch) == []


def test_nothing_is_asked_of_the_way_out() -> None:
    assert Asking(("RES-008",)).said("ecs_fargate f az_count=3; nat_gateway n; f egress n") == []


def test_one_for_each_zone() -> None:
    sketch = "nat_gateway n in r; f egress n"
    design = out.fixed(sketch, "one-nat-each")
    ways = [link.target.id for link in graph(design).node("f").outgoing]
    assert ways == ["n", "n-2", "n-3"]
    wide = "nat_gateway n in r; ecs_fargate g in r az_count={}; g egress n"
    assert "one-nat-each" in out.fixes(wide.format(6))
    assert "one-nat-each" not in out.fixes(wide.format(7))


def test_private_ways_take_its_place_where_all_of_it_is_for_aws() -> None:
    sketch = "nat_gateway n in r; s3 b in r; sqs q in r; f egress n to=b; f egress n to=q id=second"
    design = out.fixed(sketch, "insert-vpc-endpoints")
    assert "n" not in design.components
    made = {id: one.properties["type"] for id, one in design.components.items() if one.kind == "vpc_endpoint"}
    assert made == {"b-endpoint": "gateway", "q-endpoint": "interface"}
    reached = {link.target.id for link in graph(design).node("f").outgoing}
    assert reached == set(made)
    for aim in ("external_system b", "rds b"):
        assert "insert-vpc-endpoints" not in out.fixes(f"nat_gateway n in r; {aim}; f egress n to=b")
    assert "insert-vpc-endpoints" not in out.fixes("nat_gateway n in r; f egress n")
