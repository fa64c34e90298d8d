"""Entries and copies in several Regions: who is led where, what passes, and where a copy is missing."""

from __future__ import annotations

import pytest

from sketchpad.model import Design
from sketchpad.rules import Severity

from .asking import Asking

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def links(design: Design) -> set[str]:
    return {f"{c.source} {c.verb} {c.target}" for c in design.connections.values()}


# -- to the nearest ---------------------------------------------------------------------------------------------

nearest = Asking(
    ("GLB-002",),
    """
    region r code=us-east-1
    region s code=eu-central-1
    alb a in r
    alb b in s
    alb c in r
    """,
)
TWO = "user u; {entry}; u routes_to e; e routes_to a; e routes_to b"


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        (TWO.format(entry="route53 e policy=weighted"), ERROR),
        (TWO.format(entry="route53 e"), ERROR),
        ("user u; route53 e; cloudfront x; u routes_to e; e routes_to x; e routes_to b; x routes_to a", ERROR),
        ("user u; u routes_to a; u routes_to b", WARNING),
        ("user u; user v; u routes_to a; v routes_to b", WARNING),
        ("user u city=Tokyo; user v; u routes_to a; v routes_to b", WARNING),
        ("user u; cloudfront x; cloudfront y; u routes_to x; u routes_to y; x routes_to a; y routes_to b", WARNING),
        ("user u; lambda f in r; lambda g in s; u calls f; u calls g", WARNING),
        (TWO.format(entry="route53 e policy=latency"), None),
        (TWO.format(entry="route53 e policy=geolocation"), None),
        (TWO.format(entry="route53 e policy=geoproximity"), None),
        (TWO.format(entry="route53 e policy=failover"), None),
        (TWO.format(entry="global_accelerator e"), None),
        (TWO.format(entry="cloudfront e"), None),
        ("user u; route53 e; cloudfront x; u routes_to e; e routes_to x; x routes_to a; x routes_to b", None),
        ("user u; route53 e; u routes_to e; e routes_to a; e routes_to c", None),
        ("user u; u routes_to a; u routes_to c", None),
        ("user u city=Tokyo; user v city=Paris; u routes_to a; v routes_to b", None),
        ("route53 e; e routes_to a; e routes_to b", None),
        ("user u; alb d; u routes_to a; u routes_to d", None),
        ("user u; u routes_to a; a routes_to b", None),
        ("external_system x; lambda f in r; lambda g in s; x calls f; x calls g", None),
    ],
)
def test_who_leads_users_to_the_nearest(sketch: str, severity: Severity | None) -> None:
    assert [one.severity for one in nearest.findings(sketch)] == ([] if severity is None else [severity])


def test_the_policy_is_named() -> None:
    finding = nearest.only(TWO.format(entry="route53 e policy=weighted") + "; need latency read_ms=500; need rto s=60")
    assert finding.on == ("e",)
    assert finding.message == (
        "e answers with eu-central-1 and us-east-1 by the policy weighted, "
        "however far they are and whether they work or not."
    )
    assert finding.breaks == ("latency", "rto")


def test_records_by_latency() -> None:
    sketch = TWO.format(entry="route53 e policy=weighted")
    after = nearest.fixed(sketch, "latency-policy")
    assert after.components["e"].properties == {"policy": "latency", "health_check": True}
    assert nearest.safe(sketch) == ["latency-policy"]


def test_an_accelerator_behind_the_name() -> None:
    after = nearest.fixed(TWO.format(entry="route53 e policy=weighted"), "insert-global-accelerator")
    assert links(after) == {"u routes_to e", "e routes_to gax", "gax routes_to a", "gax routes_to b"}
    assert nearest.said(after) == []


def test_no_accelerator_before_what_it_cannot_reach() -> None:
    around = "region r code=us-east-1; region s code=eu-west-1; apigw_rest a in r; apigw_rest b in s; user u"
    ask = Asking(("GLB-002",), around)
    assert ask.fixes("route53 e; u routes_to e; e routes_to a; e routes_to b") == ["latency-policy"]
    assert ask.fixes("u routes_to a; u routes_to b") == ["insert-route53"]


@pytest.mark.parametrize("fix", ["insert-route53", "insert-global-accelerator"])
def test_a_shared_entry_for_those_in_no_city(fix: str) -> None:
    sketch = "user u; user v city=Paris; u routes_to a; u routes_to b; v routes_to b"
    after = nearest.fixed(sketch, fix)
    assert "v routes_to b" in links(after)
    assert not {"u routes_to a", "u routes_to b"} & links(after)
    assert nearest.said(after) == []


def test_what_lies_in_no_region_is_left_alone() -> None:
    after = nearest.fixed("user u; external_system x; u routes_to a; u routes_to b; u calls x", "insert-route53")
    assert {"u calls x", "r53 routes_to a", "r53 routes_to b"} <= links(after)


def test_the_entries_are_named_where_none_is_shared() -> None:
    finding = nearest.only("user u; u routes_to a; u routes_to b")
    assert finding.on == ("a", "b")
    assert (
        finding.message == "a and b are entries in eu-central-1 and us-east-1, and nothing leads users to the nearest."
    )


# -- what passes ------------------------------------------------------------------------------------------------

content = Asking(("GLB-003", "GLB-004"), "user u; user v; cloudfront c; nlb n; lambda f; alb a")


@pytest.mark.parametrize("protocol", ["tcp", "udp", "mqtt", "rtp", "sip"])
def test_a_content_network_carries_http_alone(protocol: str) -> None:
    finding = content.only(f"u routes_to c protocol={protocol}; c routes_to n")
    assert (finding.rule.id, finding.severity, finding.on) == ("GLB-003", ERROR, ("c",))
    assert finding.message == f"c cannot carry {protocol}; CloudFront takes HTTP alone."
    assert content.only(f"u routes_to c; c routes_to n protocol={protocol}").rule.id == "GLB-003"


@pytest.mark.parametrize("protocol", ["http", "https", "websocket", "grpc", "unset"])
def test_http_passes(protocol: str) -> None:
    assert content.said(f"u routes_to c protocol={protocol}; c routes_to n protocol={protocol}") == []


def test_the_accelerator_takes_the_place_of_cloudfront() -> None:
    after = content.fixed("u calls c protocol=udp; c routes_to n", "become-global-accelerator")
    assert after.components["c"].kind == "global_accelerator"
    assert links(after) == {"u routes_to c", "c routes_to n"}


def test_a_network_load_balancer_stands_before_what_an_accelerator_cannot_reach() -> None:
    after = content.fixed("u routes_to c protocol=udp; c routes_to f", "become-global-accelerator")
    assert links(after) == {"u routes_to c", "c routes_to nlb-2", "nlb-2 routes_to f"}
    assert content.said(after) == []


def test_what_is_http_keeps_cloudfront() -> None:
    sketch = "u routes_to c protocol=udp; v routes_to c protocol=https; c routes_to n protocol=udp; c routes_to a"
    after = content.fixed(sketch, "insert-global-accelerator")
    assert links(after) == {"u routes_to gax", "v routes_to c", "gax routes_to n", "c routes_to a"}
    assert content.said(after) == []


# -- the other job ----------------------------------------------------------------------------------------------

job = Asking(("GLB-003", "GLB-004"), "user u; alb a; alb b")


@pytest.mark.parametrize(
    ("sketch", "on"),
    [
        ("global_accelerator g; ecs_fargate w cacheable=true; u routes_to g; g routes_to a; a routes_to w", ("g", "w")),
        ("global_accelerator g; s3 w; g routes_to w", ("g", "w")),
        ("cloudfront c; u routes_to c; c routes_to a; need static_ip", ("c",)),
        ("global_accelerator g; ecs_fargate w; g routes_to a; a routes_to w", ()),
        ("global_accelerator g; s3 w; ecs_fargate f; g routes_to a; a routes_to f; f reads w", ()),
        ("global_accelerator g; s3 w; cloudfront c; g routes_to w; c routes_to w", ()),
        ("global_accelerator g; s3 w; cloudfront c; c routes_to g; g routes_to w", ()),
        ("cloudfront c; u routes_to c; c routes_to a; need static_ip want=false", ()),
        ("cloudfront c; u routes_to c; c routes_to a", ()),
        ("cloudfront c; nlb n; c routes_to n; need static_ip", ()),
        ("cloudfront c; global_accelerator g; u routes_to g; g routes_to a; need static_ip", ()),
    ],
)
def test_the_entry_that_does_the_other_job(sketch: str, on: tuple[str, ...]) -> None:
    assert [one.on for one in job.findings(sketch)] == ([on] if on else [])


def test_what_each_of_them_misses() -> None:
    needs = "need latency read_ms=100; need static_ip as fixed; need static_ip as not want=false"
    cached = "global_accelerator g; s3 w; u routes_to g; g routes_to w"
    assert job.only(f"{cached}; {needs}").breaks == ("latency",)
    assert job.only(f"cloudfront c; c routes_to a; {needs}").breaks == ("fixed",)


def test_raw_traffic_says_enough() -> None:
    assert job.said("cloudfront c; u routes_to c protocol=udp; need static_ip") == ["GLB-003"]


def test_cloudfront_for_the_branch_that_can_be_cached() -> None:
    sketch = "global_accelerator g; ecs_fargate w cacheable=true; u routes_to g; g routes_to a; g routes_to b"
    after = job.fixed(f"{sketch}; a routes_to w", "insert-cloudfront")
    assert {"u routes_to cfn", "cfn routes_to a", "u routes_to g", "g routes_to a"} <= links(after)
    assert "cfn routes_to b" not in links(after)
    assert after.connections["cfn-routes_to-a"].properties == {"cacheable": True}
    assert job.said(after) == []


def test_an_accelerator_for_the_calls() -> None:
    sketch = "cloudfront c; s3 w; u routes_to c; c routes_to w; c routes_to a; need static_ip"
    after = job.fixed(sketch, "insert-global-accelerator")
    expected = {"u routes_to c", "c routes_to w", "u routes_to gax", "gax routes_to a"}
    assert links(after) == expected
    assert job.said(after) == []


def test_cloudfront_without_content_becomes_an_accelerator() -> None:
    after = job.fixed("cloudfront c; u routes_to c; c routes_to a; need static_ip", "become-global-accelerator")
    assert after.components["c"].kind == "global_accelerator"
    assert job.said(after) == []


def test_content_alone_gets_no_accelerator() -> None:
    assert job.fixes("cloudfront c cacheable=true; c routes_to a; need static_ip") == []


# -- a copy where it is read ------------------------------------------------------------------------------------

copy = Asking(
    ("GLB-005", "GLB-006"),
    """
    region r code=us-east-1
    region t code=ap-northeast-1
    user u
    lambda f in t
    u calls f
    """,
)
ASKED = "need latency read_ms=900"


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        (f"dynamodb d in r replicas=eu-west-1; f reads d; {ASKED}", True),
        (f"dynamodb d in r replicas=eu-west-1; f rw d; {ASKED}", True),
        (f"aurora d in r secondary_regions=eu-west-1; f reads d; {ASKED}", True),
        (f"aurora_dsql d in r regions=us-east-2; f reads d; {ASKED}", True),
        (f"dynamodb d in r replicas=eu-west-1; dax x in t; f reads x; x reads d; {ASKED}", True),
        (f"dynamodb d in r replicas=ap-northeast-1; f reads d; {ASKED}", False),
        (f"dynamodb d in t replicas=us-east-1; f reads d; {ASKED}", False),
        (f"dynamodb d replicas=eu-west-1; f reads d; {ASKED}", False),
        (f"dynamodb d in r replicas=eu-west-1; f writes d; {ASKED}", False),
        (f"dynamodb d in r replicas=eu-west-1; lambda g in t; g reads d; {ASKED}", False),
        (f"dynamodb d in r replicas=eu-west-1; lambda g; u calls g; g reads d; {ASKED}", False),
        ("dynamodb d in r replicas=eu-west-1; f reads d", False),
        (f"dynamodb d in r replicas=eu-west-1; lambda g region=atlantis; u calls g; g reads d; {ASKED}", False),
    ],
)
def test_a_copy_is_missing_where_it_is_read(sketch: str, speaks: bool) -> None:
    assert ("GLB-005" in copy.said(sketch)) is speaks


def test_a_store_without_copies_is_somebody_elses_case() -> None:
    assert "GLB-005" not in copy.said(f"dynamodb d in r; f reads d; {ASKED}")


def test_a_copy_where_the_reader_is() -> None:
    sketch = f"dynamodb d in r replicas=eu-west-1; f reads d; {ASKED}"
    finding = copy.only(sketch)
    assert finding.on == ("d", "f")
    assert finding.message.startswith("f in ap-northeast-1 reads d, whose nearest copy, in us-east-1, is about 1")
    after = copy.fixed(sketch, "add-copy")
    assert after.components["d"].properties["replicas"] == ("eu-west-1", "ap-northeast-1")
    assert copy.safe(sketch) == []
    assert copy.said(after) == []


def test_the_reader_moves_to_the_copy() -> None:
    after = copy.fixed(f"dynamodb d in r replicas=eu-west-1; f reads d; {ASKED}", "move-reader")
    assert after.components["f"].inside == ("r",)
    assert copy.said(after) == []


@pytest.mark.parametrize(
    "store",
    [
        "dynamodb d in r consistency=MRSC replicas=us-east-2 witness=us-west-2",
        "aurora_dsql d in r regions=us-east-2 witness=us-west-2",
    ],
)
def test_no_copy_where_the_mode_has_no_room_for_one(store: str) -> None:
    assert copy.fixes(f"{store}; f reads d; {ASKED}") == ["move-reader"]


def test_a_budget_is_broken_where_the_trip_takes_it_whole() -> None:
    sketch = "dynamodb d in r replicas=eu-west-1; f reads d; need latency as tight read_ms=90"
    assert copy.only(f"{sketch}; need latency as wide read_ms=900; need latency as writes write_ms=9").breaks == (
        "tight",
    )
