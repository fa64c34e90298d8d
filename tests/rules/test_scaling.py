"""Load that grows faster than what carries it: fleets, callees of fixed size, the quota of functions, tables, keys."""

from __future__ import annotations

import pytest

from sketchpad.catalog import graph
from sketchpad.rules import Severity

from .asking import Asking

# -- fleets -----------------------------------------------------------------------------------------------------

spike = Asking(("SCL-001",), "user u; need load as rush peak_rps=1000 spike_factor=5 spike_s=60")


@pytest.mark.parametrize(
    "sketch",
    [
        "ec2_asg f; u calls f",
        "ecs_fargate f; u calls f",
        "ecs_ec2 f; u calls f",
        "ecs_managed f; u calls f",
        "eks f; u calls f",
        "ec2_asg f headroom=4.9; u calls f",
        "ec2_asg f warm_pool=false; u calls f",
        "lambda g; ecs_fargate f; u calls g; g calls f",
    ],
)
def test_a_fleet_grows_more_slowly_than_the_load(sketch: str) -> None:
    finding = spike.only(sketch)
    assert (finding.severity, finding.on, finding.breaks) == (Severity.WARNING, ("f",), ("rush",))


@pytest.mark.parametrize(
    "sketch",
    [
        "ec2_asg f headroom=5; u calls f",
        "ec2_asg f warm_pool=true; u calls f",
        "ecs_fargate f scheduled_scaling=true; u calls f",
        "lambda f; u calls f",
        "ec2 f; u calls f",
        "ecs_fargate f",
        "lambda g; sqs q; ecs_fargate f; u calls g; g publishes q; q delivers f",
        "lambda g; kinesis_stream k; ecs_fargate f; u calls g; g publishes k; k delivers f",
    ],
    ids=["headroom", "warm pool", "schedule", "function", "no fleet", "nobody asks", "queue", "stream"],
)
def test_a_fleet_keeps_up(sketch: str) -> None:
    assert spike.said(sketch) == []


@pytest.mark.parametrize(
    ("load", "fleet", "speaks"),
    [
        ("spike_factor=2 spike_s=299", "ec2_asg", True),
        ("spike_factor=2 spike_s=300", "ec2_asg", False),
        ("spike_factor=2 spike_s=179", "ecs_fargate", True),
        ("spike_factor=2 spike_s=180", "ecs_fargate", False),
        ("spike_factor=1.9 spike_s=10", "ec2_asg", False),
        ("spike_factor=3", "ec2_asg", False),
        ("spike_s=10", "ec2_asg", False),
    ],
)
def test_only_a_spike_that_is_steep_and_soon_counts(load: str, fleet: str, speaks: bool) -> None:
    ask = Asking(("SCL-001",))
    assert bool(ask.said(f"user u; {fleet} f; u calls f; need load {load}")) is speaks


def test_a_spike_breaks_its_load_and_the_latency() -> None:
    sketch = "ec2_asg f; u calls f; need latency as quick read_ms=200; need load as calm peak_rps=2000"
    assert spike.only(sketch).breaks == ("rush", "quick")


def test_a_fleet_is_made_ready() -> None:
    asked_by_users = "ec2_asg f; u calls f"
    assert spike.fixes(asked_by_users) == ["headroom", "warm-pool", "scheduled-scaling", "become-lambda"]
    assert spike.safe(asked_by_users) == ["headroom", "warm-pool"]
    assert spike.fixed(asked_by_users, "headroom").components["f"].properties["headroom"] == 5
    assert "warm-pool" not in spike.fixes("ecs_fargate f; u calls f")
    assert "become-lambda" not in spike.fixes("ec2_asg f gpu=true; u calls f")


def test_a_queue_takes_the_requests_where_all_who_ask_can_publish() -> None:
    sketch = "lambda g; lambda h; ecs_fargate f; u calls g; g calls f; h calls f"
    after = spike.fixed(sketch, "insert-sqs")
    assert spike.said(after) == []
    (queue,) = graph(after).node("f").incoming
    assert (queue.source.kind.kind, queue.verb) == ("sqs", "delivers")
    assert [(link.source.id, link.verb) for link in queue.source.incoming] == [("g", "publishes"), ("h", "publishes")]
    assert "insert-sqs" not in spike.fixes(f"{sketch}; u calls f")
    assert "insert-sqs" not in spike.fixes("lambda g; ecs_fargate f; u calls g; g calls f needs_response=true")


# -- callees of a fixed size ------------------------------------------------------------------------------------

calls = Asking(("SCL-002",))


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("lambda f; external_system x max_concurrent=50; f calls x", Severity.WARNING),
        ("lambda f; on_prem x max_concurrent=999; f calls x", Severity.WARNING),
        ("lambda f; opensearch x max_concurrent=50; f reads x", Severity.WARNING),
        ("lambda f reserved_concurrency=51; external_system x max_concurrent=50; f calls x", Severity.WARNING),
        ("sqs q; lambda f; q delivers f; on_prem x max_concurrent=50; f calls x", Severity.WARNING),
        (
            "sqs q; lambda f; q delivers f max_concurrency=9; user u; u calls f; on_prem x max_concurrent=50;f calls x",
            Severity.WARNING,
        ),
        ("lambda f peak_rps=500 avg_duration_ms=200; monolith_app x max_concurrent=99; f calls x", Severity.ERROR),
    ],
)
def test_a_function_overruns_what_it_calls(sketch: str, severity: Severity) -> None:
    finding = calls.only(sketch)
    assert (finding.severity, finding.on) == (severity, ("f", "x"))


@pytest.mark.parametrize(
    "sketch",
    [
        "lambda f; external_system x; f calls x",
        "lambda f reserved_concurrency=50; external_system x max_concurrent=50; f calls x",
        "lambda f; external_system x max_concurrent=1000; f calls x",
        "lambda f peak_rps=500 avg_duration_ms=200; monolith_app x max_concurrent=100; f calls x",
        "sqs q; lambda f; q delivers f max_concurrency=50; on_prem x max_concurrent=50; f calls x",
        "lambda f; external_system x max_concurrent=50; f invokes_async x",
        "ecs_fargate f; external_system x max_concurrent=50; f calls x",
        "lambda f; rds d max_connections=50; f rw d",
        "lambda f; dynamodb d; f rw d",
    ],
    ids=[
        "no limit",
        "reserved",
        "as many",
        "expected",
        "a queue",
        "nobody waits",
        "no function",
        "relational",
        "elastic",
    ],
)
def test_what_is_called_takes_it(sketch: str) -> None:
    assert calls.said(sketch) == []


def test_two_connections_make_one_finding() -> None:
    assert calls.said("lambda f; opensearch x max_concurrent=5; f reads x; f writes x") == ["SCL-002"]


def test_copies_are_limited_to_what_is_taken() -> None:
    unknown = "lambda f; external_system x max_concurrent=50; f calls x"
    assert calls.fixes(unknown) == ["reserve-concurrency", "insert-sqs"]
    assert calls.fixed(unknown, "reserve-concurrency").components["f"].properties["reserved_concurrency"] == 50
    assert calls.safe(unknown) == ["reserve-concurrency"]
    assert calls.safe("lambda f peak_rps=500 avg_duration_ms=200; on_prem x max_concurrent=50; f calls x") == []


def test_a_queue_feeds_no_more_copies_than_the_callee_takes() -> None:
    after = calls.fixed("lambda f; external_system x max_concurrent=50; f calls x", "insert-sqs")
    assert calls.said(after) == []
    (link,) = graph(after).node("x").incoming
    (feed,) = link.source.incoming
    assert (feed.source.kind.kind, feed["max_concurrency"]) == ("sqs", 50)
    assert [sent.source.id for sent in feed.source.incoming] == ["f"]


def test_a_cache_filled_ahead_serves_readers() -> None:
    sketch = "lambda f; opensearch x max_concurrent=50; f reads x"
    assert calls.fixes(sketch) == ["reserve-concurrency", "insert-elasticache"]
    after = calls.fixed(sketch, "insert-elasticache")
    assert calls.said(after) == []
    assert [use.store.kind.kind for use in graph(after).node("f").uses] == ["elasticache"]


# -- the quota of functions -------------------------------------------------------------------------------------

quota = Asking(("SCL-003",), "region r code=us-east-1; region s code=eu-west-1; account a; account b")


@pytest.mark.parametrize(
    ("sketch", "on"),
    [
        ("lambda f peak_rps=2001 avg_duration_ms=500", {"f"}),
        ("lambda f peak_rps=10001 avg_duration_ms=1", {"f"}),
        (
            "lambda f in r peak_rps=600 avg_duration_ms=1000; lambda g in r peak_rps=500 avg_duration_ms=1000",
            {"f", "g"},
        ),
        ("lambda f peak_rps=600 avg_duration_ms=1000 account_concurrency=500", {"f"}),
        (
            "lambda f peak_rps=900 avg_duration_ms=1000; lambda g peak_rps=900 avg_duration_ms=1000"
            " reserved_concurrency=900",
            {"f", "g"},
        ),
        (
            "lambda f peak_rps=900 avg_duration_ms=1000; lambda g peak_rps=101 avg_duration_ms=1000; lambda h",
            {"f", "g"},
        ),
        ("user u; lambda f avg_duration_ms=1000; u calls f; need load peak_rps=1001", {"f"}),
    ],
)
def test_functions_need_more_than_their_quota(sketch: str, on: set[str]) -> None:
    finding = quota.only(sketch)
    assert (finding.severity, set(finding.on)) == (Severity.ERROR, on)


@pytest.mark.parametrize(
    "sketch",
    [
        "lambda f peak_rps=2000 avg_duration_ms=500",
        "lambda f peak_rps=10000 avg_duration_ms=1",
        "lambda f in r peak_rps=600 avg_duration_ms=1000; lambda g in s peak_rps=600 avg_duration_ms=1000",
        "lambda f in a peak_rps=600 avg_duration_ms=1000; lambda g in b peak_rps=600 avg_duration_ms=1000",
        "lambda f peak_rps=5000",
        "lambda f avg_duration_ms=5000",
        "lambda f peak_rps=5000 avg_duration_ms=500 compute_type=managed_instances",
        "lambda f peak_rps=5000 avg_duration_ms=500 account_concurrency=2500",
        "sqs q peak_rps=5000; lambda f avg_duration_ms=500; q delivers f max_concurrency=100",
        "user u; apigw_http w; u calls w; lambda f avg_duration_ms=600; lambda g avg_duration_ms=600;"
        "w routes_to f; w routes_to g; need load peak_rps=1000",
    ],
    ids=[
        "just enough",
        "just enough requests",
        "two Regions",
        "two accounts",
        "duration unknown",
        "rate unknown",
        "managed instances",
        "raised",
        "a queue holds it back",
        "a router picks one",
    ],
)
def test_functions_fit_in_their_quota(sketch: str) -> None:
    assert quota.said(sketch) == []


def test_each_account_and_region_has_a_quota_of_its_own() -> None:
    sketch = "lambda f in r peak_rps=1100 avg_duration_ms=1000; lambda g in s peak_rps=1200 avg_duration_ms=1000"
    assert [finding.on for finding in quota.findings(sketch)] == [("f",), ("g",)]


@pytest.mark.parametrize(
    ("reserved", "speaks"),
    [(100, False), (99, True)],
)
def test_a_reservation_is_a_ceiling(reserved: int, speaks: bool) -> None:
    sketch = f"lambda f peak_rps=200 avg_duration_ms=500 reserved_concurrency={reserved}"
    assert bool(quota.said(sketch)) is speaks


def test_a_reservation_may_be_too_small_for_short_requests() -> None:
    finding = quota.only("lambda f peak_rps=200 avg_duration_ms=10 reserved_concurrency=19")
    assert "200 requests a second" in finding.message
    assert quota.said("lambda f peak_rps=200 avg_duration_ms=10 reserved_concurrency=20") == []


def test_what_is_reserved_caps_the_share_of_the_quota() -> None:
    sketch = "lambda f peak_rps=950 avg_duration_ms=1000; lambda g peak_rps=500 avg_duration_ms=1000"
    (finding,) = quota.findings(f"{sketch} reserved_concurrency=50")
    assert finding.on == ("g",)
    assert "50 are reserved" in finding.message


def test_one_function_over_both_is_said_once() -> None:
    finding = quota.only("lambda f peak_rps=5000 avg_duration_ms=500 reserved_concurrency=1500")
    assert finding.on == ("f",)


RAISED = "peak_rps=5000 avg_duration_ms=500 account_concurrency=9000"


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        (f"lambda f {RAISED}; need load spike_factor=5 spike_s=10", True),
        (f"lambda f {RAISED}; need load spike_factor=5 spike_s=20", False),
        (f"lambda f {RAISED}; need load spike_factor=5 spike_s=1", True),
        (f"lambda f {RAISED}; need load spike_factor=1.6 spike_s=1", False),
        (f"lambda f {RAISED}; need load spike_factor=5", False),
        (f"lambda f {RAISED} provisioned_concurrency=1500; need load spike_factor=5 spike_s=10", False),
        (f"lambda f {RAISED}", False),
    ],
)
def test_environments_start_only_so_fast(sketch: str, speaks: bool) -> None:
    findings = quota.findings(sketch)
    assert [(one.severity, one.breaks) for one in findings] == ([(Severity.WARNING, ("load",))] if speaks else [])


def test_the_quota_comes_before_the_ramp() -> None:
    finding = quota.only("lambda f peak_rps=9000 avg_duration_ms=500; need load spike_factor=5 spike_s=10")
    assert finding.severity is Severity.ERROR


def test_a_function_gets_its_environments() -> None:
    sketch = "lambda g; lambda f peak_rps=3000 avg_duration_ms=500; g calls f"
    assert quota.fixes(sketch) == ["raise-quota", "shorten", "insert-sqs"]
    assert quota.safe(sketch) == []
    assert quota.fixed(sketch, "raise-quota").components["f"].properties["account_concurrency"] == 2000
    assert quota.fixed(sketch, "shorten").components["f"].properties["avg_duration_ms"] == 333
    after = quota.fixed(sketch, "insert-sqs")
    assert quota.said(after) == []
    (feed,) = graph(after).node("f").incoming
    assert feed["max_concurrency"] == 1000
    assert feed.source["visibility_timeout_s"] == 30
    slow = quota.fixed(sketch.replace("lambda f", "lambda f timeout_s=60"), "insert-sqs")
    assert graph(slow).node("f").incoming[0].source["visibility_timeout_s"] == 360


def test_the_function_that_takes_most_is_helped() -> None:
    sketch = "lambda f peak_rps=900 avg_duration_ms=1000; lambda g peak_rps=300 avg_duration_ms=1000"
    after = quota.fixed(sketch, "shorten")
    assert (after.components["f"].properties["avg_duration_ms"], quota.said(after)) == (777, [])
    after = quota.fixed(sketch, "raise-quota")
    assert {after.components[id].properties["account_concurrency"] for id in ("f", "g")} == {2000}


def test_those_that_take_most_stand_for_all() -> None:
    sketch = "; ".join(f"lambda f{number} peak_rps={100 + number} avg_duration_ms=1000" for number in range(12))
    finding = quota.only(sketch)
    assert finding.on == ("f10", "f11", "f9")
    assert finding.message == "f11, f10, f9 and 9 more need 1,266 environments at once; the quota is 1,000."
    after = quota.fixed(sketch, "raise-quota")
    assert quota.said(after) == []
    assert {component.properties["account_concurrency"] for component in after.components.values()} == {2000}


def test_many_small_shares_that_fill_a_quota_are_not_more_than_it() -> None:
    sketch = "; ".join(
        f"lambda f{number} peak_rps=0.1 avg_duration_ms=1000 account_concurrency=30" for number in range(300)
    )
    assert quota.said(sketch) == []


def test_a_reservation_is_raised_by_people() -> None:
    sketch = "lambda f peak_rps=200 avg_duration_ms=500 reserved_concurrency=40"
    assert quota.fixes(sketch) == ["raise-reservation", "shorten"]
    assert quota.safe(sketch) == []
    for fix in quota.fixes(sketch):
        assert quota.said(quota.fixed(sketch, fix)) == [], fix


def test_environments_are_started_beforehand() -> None:
    sketch = f"lambda f {RAISED}; need load spike_factor=5 spike_s=10"
    assert quota.fixes(sketch) == ["provisioned-concurrency"]
    after = quota.fixed(sketch, "provisioned-concurrency")
    assert after.components["f"].properties["provisioned_concurrency"] == 1500
    assert quota.said(after) == []


# -- tables -----------------------------------------------------------------------------------------------------

table = Asking(("SCL-004",))
LOAD = "user u; lambda f; u calls f; f rw d"


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("dynamodb d capacity=provisioned autoscaling=false wcu=99 peak_writes=100", Severity.ERROR),
        ("dynamodb d capacity=provisioned autoscaling=false rcu=99 peak_reads=100", Severity.ERROR),
        ("dynamodb d capacity=provisioned autoscaling=false traffic=spiky", Severity.WARNING),
        ("dynamodb d capacity=provisioned autoscaling=false; need load spike_factor=2", Severity.WARNING),
        (f"dynamodb d capacity=provisioned autoscaling=false; {LOAD}; need load spike_factor=2", Severity.WARNING),
        (f"dynamodb d capacity=provisioned; {LOAD}; need load spike_factor=2 spike_s=119", Severity.WARNING),
    ],
)
def test_a_table_cannot_follow(sketch: str, severity: Severity) -> None:
    assert table.only(sketch).severity is severity


@pytest.mark.parametrize(
    "sketch",
    [
        "dynamodb d autoscaling=false traffic=spiky wcu=1 peak_writes=9",
        "dynamodb d capacity=provisioned autoscaling=false",
        "dynamodb d capacity=provisioned autoscaling=false wcu=100 peak_writes=100",
        "dynamodb d capacity=provisioned autoscaling=false wcu=100",
        "dynamodb d capacity=provisioned autoscaling=false traffic=steady; need load spike_factor=1.9",
        "dynamodb d capacity=provisioned autoscaling=true traffic=spiky",
        f"dynamodb d capacity=provisioned; {LOAD}; need load spike_factor=2 spike_s=120",
        f"dynamodb d capacity=provisioned; {LOAD}; need load spike_factor=1.5 spike_s=10",
        f"dynamodb d capacity=provisioned; {LOAD}; need load spike_factor=3",
        "dynamodb d capacity=provisioned autoscaling=false; sqs q; lambda f; q delivers f; f rw d;"
        "need load spike_factor=3",
        "dynamodb d capacity=provisioned autoscaling=false traffic=spiky wcu=50 rcu=50 peak_writes=50 peak_reads=9",
        "dynamodb d capacity=provisioned wcu=50 rcu=50 peak_writes=50 peak_reads=50;need load spike_factor=3 spike_s=9",
    ],
    ids=[
        "on demand",
        "nothing known",
        "enough",
        "peak unknown",
        "steady",
        "it scales",
        "after the lag",
        "gentle",
        "no time stated",
        "behind a queue",
        "the peak is covered",
        "so that scaling need not act",
    ],
)
def test_a_table_follows(sketch: str) -> None:
    assert table.said(sketch) == []


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        (
            "dynamodb d capacity=provisioned autoscaling=false wcu=9 peak_writes=10 peak_reads=10",
            ["on-demand", "autoscaling", "more-units"],
        ),
        ("dynamodb d capacity=provisioned autoscaling=false wcu=9 peak_writes=10", ["on-demand", "autoscaling"]),
        (
            "dynamodb d capacity=provisioned autoscaling=false traffic=spiky; need load spike_factor=3 spike_s=9",
            ["on-demand"],
        ),
        ("dynamodb d capacity=provisioned; need load spike_factor=3 spike_s=9", ["on-demand"]),
    ],
)
def test_a_table_is_made_to_follow(sketch: str, fixes: list[str]) -> None:
    assert table.fixes(sketch) == fixes
    for fix in fixes:
        assert table.said(table.fixed(sketch, fix)) == [], fix


# -- hot keys ---------------------------------------------------------------------------------------------------

hot = Asking(("SCL-005",))


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("dynamodb d peak_writes=5000 hot_key_share=0.21", True),
        ("dynamodb d peak_writes=5000 hot_key_share=0.2", False),
        ("dynamodb d peak_reads=15100 hot_key_share=0.2", True),
        ("dynamodb d peak_reads=15000 hot_key_share=0.2", False),
        ("dynamodb d peak_writes=5000", False),
        ("dynamodb d hot_key_share=0.9", False),
        ("dynamodb d peak_writes=5000 hot_key_share=0", False),
        ("kinesis_stream d peak_rps=5050 hot_key_share=0.2", True),
        ("kinesis_stream d peak_rps=5000 hot_key_share=0.2", False),
        ("kinesis_stream d hot_key_share=0.2", False),
        ("lambda f; kinesis_stream d hot_key_share=0.5; f publishes d rps=2001", True),
        ("lambda f; dax c; dynamodb d peak_reads=50000 hot_key_share=0.2; f reads c; c reads d", False),
        ("lambda f; dax c; dynamodb d peak_reads=50000 hot_key_share=0.2; f reads c; c reads d; f reads d", True),
        ("lambda f; dax c; dynamodb d peak_writes=50000 hot_key_share=0.2; f rw c; c rw d", True),
    ],
)
def test_one_key_is_too_much_for_a_partition(sketch: str, speaks: bool) -> None:
    assert hot.said(sketch) == (["SCL-005"] if speaks else [])


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        ("dynamodb d peak_writes=5000 hot_key_share=0.5", ["spread-key", "aggregate"]),
        ("lambda f; dynamodb d peak_reads=50000 hot_key_share=0.5; f reads d", ["spread-key", "insert-dax"]),
        ("lambda f; dynamodb d peak_reads=9000 peak_writes=9000 hot_key_share=0.5; f rw d", ["spread-key"]),
        ("kinesis_stream d peak_rps=9000 hot_key_share=0.2", ["spread-key", "aggregate"]),
    ],
)
def test_a_hot_key_is_cooled(sketch: str, fixes: list[str]) -> None:
    assert hot.fixes(sketch) == fixes
    assert hot.safe(sketch) == []
    for fix in fixes:
        assert hot.said(hot.fixed(sketch, fix)) == [], fix


def test_the_key_gets_as_many_suffixes_as_it_takes() -> None:
    after = hot.fixed("dynamodb d peak_writes=5000 hot_key_share=0.5", "spread-key")
    assert after.components["d"].properties["hot_key_share"] == pytest.approx(0.5 / 3)
