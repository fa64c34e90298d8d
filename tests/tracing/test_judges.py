"""The arithmetic of each type of requirement: what it says is met, what is not, and what it lacks to say."""

from __future__ import annotations

import pytest

from .asking import answer, worked_out

SHOP = "alb a in v; ecs_fargate f in v; dynamodb s in v; u routes_to a; a routes_to f; f rw s;"


def lines(sketch: str, id: str) -> tuple[str, ...]:
    return worked_out(sketch, id).arithmetic


def missing(sketch: str, id: str) -> tuple[str, ...]:
    verdict = worked_out(sketch, id)
    assert verdict.answer.word == "unknown"
    return verdict.because


# -- latency --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "says"),
    [
        ("read_ms=161; need users at=Tokyo", "unknown"),
        ("read_ms=160; need users at=Tokyo", "violated"),
        ("read_ms=250; need users at=Tokyo", "met"),
        ("read_ms=170 pctl=50; need users at=Tokyo", "met"),
        ("read_ms=100; need users at=New_York,Tokyo", "violated"),
        ("read_ms=100; need users at=New_York", "met"),
        ("read_ms=100 write_ms=1; need users at=New_York", "violated"),
        ("write_ms=100; need users at=New_York", "met"),
        ("read_ms=100; need users at=Atlantis", "unknown"),
        ("read_ms=100", "unknown"),
        ("read_ms=1", "violated"),
    ],
)
def test_latency(need: str, says: str) -> None:
    assert answer(f"{SHOP} need latency {need}", "latency") == says


def test_each_place_has_its_line_and_those_too_far_are_marked() -> None:
    verdict = worked_out(f"{SHOP} need latency read_ms=100; need users at=New_York,Tokyo", "latency")
    near, far = verdict.arithmetic
    assert far == "read: Tokyo to us-east-1 150 + a 2 + f 5 + s 4 = 161 ms; asked 100"
    assert near.startswith("read: New York to us-east-1 ")
    assert verdict.failed == verdict.because == (far,)


def test_users_show_the_sums_alone() -> None:
    verdict = worked_out(f"{SHOP} need latency as quick read_ms=100; need users at=Tokyo", "users")
    assert verdict.arithmetic == ("Tokyo: a read takes 161 ms; quick asks 100",)


def test_the_slowest_end_has_to_keep_the_budget() -> None:
    sketch = f"{SHOP} rds far in d; f reads far; need latency read_ms=100; need users at=New_York"
    (why,) = missing(sketch, "latency")
    assert why.startswith("only a measurement can tell: ")


@pytest.mark.parametrize(
    ("sketch", "what"),
    [
        (f"{SHOP} need latency read_ms=100", "where the users are"),
        (f"{SHOP} need latency read_ms=100; need users at=Atlantis", "where Atlantis is"),
        (
            "lambda f in v; rds s; u calls f; f writes s; need latency read_ms=9; need users at=Tokyo",
            "a way that reads",
        ),
        (f"{SHOP} external_system x; f calls x; need latency read_ms=300; need users at=Tokyo", "the time of x itself"),
        (f"{SHOP} need users at=Tokyo", "how long these users may wait"),
    ],
)
def test_what_latency_lacks(sketch: str, what: str) -> None:
    id = "latency" if "latency" in sketch else "users"
    assert any(what in why for why in missing(sketch, id))


def test_who_only_writes_leaves_no_doubt_about_reads() -> None:
    meters = "iot_device m city=Boston; kinesis_stream k in v; nlb n in v; ec2_asg e in v; m calls n; n routes_to e"
    shop = SHOP.replace("u routes_to", "u calls")
    fed = f"{meters}; e writes s; {shop} user t city=Washington; t routes_to a"
    need = "need latency read_ms=300"
    assert answer(f"{fed}; {need}", "latency") == "met"
    assert answer(f"{fed}; need users at=Boston; {need}", "latency") == "unknown", "it is asked about"
    assert answer(f"{meters}; dynamodb s in v; e writes s; {need}", "latency") == "unknown"


def test_a_client_says_where_it_is() -> None:
    sketch = f"{SHOP.replace('u routes_to', 'x routes_to')} user x city=Tokyo; need latency read_ms=100"
    assert answer(sketch, "latency") == "violated"


# -- resilience -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pct", "says"), [(99.9, "met"), (99.98, "unknown"), (99.999, "violated")])
def test_availability(pct: float, says: str) -> None:
    assert answer(f"{SHOP} need availability pct={pct}", "availability") == says


def test_availability_multiplies_promises() -> None:
    (line,) = lines(f"{SHOP} need availability pct=99.9", "availability")
    assert line == "a 99.99 % x f 99.99 % x s 99.99 % = 99.97 %; asked 99.9 %"


def test_without_a_promise_availability_is_unknown() -> None:
    sketch = f"{SHOP} external_system x; f calls x; need availability pct=99.9"
    assert "what is promised for x" in missing(sketch, "availability")[0]


@pytest.mark.parametrize(
    ("store", "need", "says"),
    [
        ("aurora s in v data_class=order secondary_regions=eu-central-1", "rpo s=60", "met"),
        ("aurora s in v data_class=order secondary_regions=eu-central-1", "rpo s=1", "violated"),
        ("aurora s in v data_class=order", "rpo s=60", "violated"),
        ("aurora s in v", "rpo s=60", "unknown"),
        ("aurora s in v rederivable=true", "rpo s=60", "unknown"),
        ("rds s in v multi_az=true", "rpo s=0 scope=az", "met"),
        ("rds s in v", "rpo s=60 scope=az", "unknown"),
        ("aurora s in v data_class=order secondary_regions=eu-central-1", "rto s=900", "met"),
        ("aurora s in v data_class=order", "rto s=900", "violated"),
        ("aurora s in v", "rto s=900", "unknown"),
        ("aurora s in v", "rto s=900 scope=az", "met"),
        ("dynamodb s in v", "rto s=0 scope=az", "met"),
        ("rds s in v", "rto s=60 scope=az", "violated"),
    ],
)
def test_recovery(store: str, need: str, says: str) -> None:
    sketch = f"lambda f in v; {store}; u calls f; f rw s; need {need}"
    assert answer(sketch, need.split()[0]) == says


def test_whose_data_has_to_last_is_asked() -> None:
    assert missing("aurora s in v; need rpo s=60", "rpo") == ("not known: the data_class of s",)


# -- sums -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sketch", "says"),
    [
        ("lambda f monthly_usd=40; rds s monthly_usd=60; need cost usd=100", "met"),
        ("lambda f monthly_usd=40; rds s monthly_usd=60; need cost usd=99", "violated"),
        ("lambda f monthly_usd=40; rds s; need cost usd=100", "unknown"),
        ("lambda f monthly_usd=400; rds s; need cost usd=100", "violated"),
    ],
)
def test_cost(sketch: str, says: str) -> None:
    assert answer(sketch, "cost") == says


def test_a_connection_is_named_by_its_ends() -> None:
    films = 's3 x in v name="Films"; s3 y region=us-west-2 name="Their copy"; x replicates_to y gb_month=40000'
    assert lines(f"{films}; need cost usd=9000", "cost")[0].startswith("Films to Their copy 800")


def test_the_dearest_are_named_and_what_is_not_priced_too() -> None:
    some = "lambda a monthly_usd=1; lambda b monthly_usd=50; lambda c monthly_usd=3; lambda d2 monthly_usd=200"
    (line,) = lines(f"{some}; lambda e monthly_usd=2; need cost usd=500", "cost")
    assert line == "d2 200 + b 50 + c 3 + 2 more 3 = 256 USD a month; asked 500"
    assert any(
        why.startswith("not known: what z costs: ") for why in missing(f"{some}; rds z; need cost usd=500", "cost")
    )


@pytest.mark.parametrize(
    ("sketch", "says"),
    [
        ("lambda f avg_duration_ms=100; u calls f; need load peak_rps=400", "met"),
        ("lambda f avg_duration_ms=100 reserved_concurrency=40; u calls f; need load peak_rps=400", "met"),
        ("lambda f avg_duration_ms=100 reserved_concurrency=39; u calls f; need load peak_rps=400", "violated"),
        ("lambda f avg_duration_ms=3000; u calls f; need load peak_rps=400", "violated"),
        ("lambda f; u calls f; need load peak_rps=400", "unknown"),
        ("lambda f avg_duration_ms=100; u calls f; need load", "unknown"),
        ("lambda f avg_duration_ms=100; dynamodb s; u calls f; f rw s; need load peak_rps=400", "met"),
        ("lambda f avg_duration_ms=100; rds s; u calls f; f rw s; need load peak_rps=400", "unknown"),
        ("ecs_fargate f; u calls f; need load peak_rps=400", "unknown"),
    ],
)
def test_load(sketch: str, says: str) -> None:
    assert answer(sketch, "load") == says


def test_load_is_told_in_environments() -> None:
    sketch = "lambda f avg_duration_ms=120; u calls f; need load peak_rps=3000"
    assert lines(sketch, "load") == ("f: 3,000/s x 120 ms = 360 at once, of 1,000",)


BUSY = "lambda f avg_duration_ms=1000 peak_rps=600; lambda g avg_duration_ms=1000 peak_rps=300; u calls f;"


@pytest.mark.parametrize(("more", "says"), [("", "met"), ("lambda h avg_duration_ms=1000 peak_rps=101;", "violated")])
def test_functions_share_the_quota_of_their_account(more: str, says: str) -> None:
    assert answer(f"{BUSY} {more} need load peak_rps=600", "load") == says


def test_what_is_shared_is_told_together() -> None:
    assert lines(f"{BUSY} need load peak_rps=600", "load") == (
        "f: 600/s x 1,000 ms = 600 at once, of 1,000",
        "together: f 600 + g 300 = 900, of 1,000",
    )


def test_behind_a_router_the_largest_counts() -> None:
    sketch = """
        apigw_rest a; u routes_to a; a routes_to f; a routes_to g
        lambda f avg_duration_ms=1000; lambda g avg_duration_ms=800
        need load peak_rps=1000
    """
    assert lines(sketch, "load")[-1] == (
        "together: f 1,000 + g 800 = 1,800; a hands each request to one, so at most 1,000 at once, of 1,000"
    )


@pytest.mark.parametrize(
    ("store", "says", "told"),
    [
        ("rds s class=db.t4g.medium", "violated", "s: f 600 connections, of 398"),
        ("rds s max_connections=600", "unknown", "s: f 600 connections, of 600"),
        ("rds s", "unknown", None),
    ],
)
def test_the_connections_of_a_database(store: str, says: str, told: str | None) -> None:
    verdict = worked_out(f"{BUSY} {store}; f rw s; need load peak_rps=600", "load")
    assert verdict.answer.word == says
    assert [line for line in verdict.arithmetic if line.startswith("s: ")] == ([told] if told else [])


def test_a_fleet_holds_its_pools() -> None:
    sketch = "ecs_fargate f max_tasks=20; rds s max_connections=300; u calls f; f rw s; need load peak_rps=9"
    assert lines(sketch, "load") == ("s: f 200 connections, of 300",)


# -- data -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sketch", "says"),
    [
        ("rds s data_class=order; need consistency level=strong", "met"),
        ("rds s data_class=order; need consistency level=strong data=order", "met"),
        ("rds s data_class=order; rds t; need consistency level=strong data=order", "unknown"),
        ("rds s; need consistency level=eventual", "met"),
        ("rds s; need consistency", "unknown"),
    ],
)
def test_consistency(sketch: str, says: str) -> None:
    assert answer(f"lambda f; f reads s; {sketch}", "consistency") == says


MULTI = "multi_region_writes"
TWO = "lambda f in v; lambda g in d; f writes s; g writes s; need multi_region_writes regions=us-east-1,eu-central-1"


@pytest.mark.parametrize(
    ("store", "says"),
    [
        ("dynamodb s in v replicas=eu-central-1", "met"),
        ("dynamodb s in v", "violated"),
        ("dynamodb s in v replicas=eu-central-1 write_mode=single_region", "violated"),
        ("aurora s in v secondary_regions=eu-central-1", "violated"),
        ("aurora_dsql s in v regions=eu-central-1", "met"),
        ("dynamodb s in v witness=eu-central-1", "violated"),
    ],
)
def test_writes_in_several_regions(store: str, says: str) -> None:
    assert answer(f"{store}; {TWO}", "multi_region_writes") == says


def test_the_store_that_is_written_in_all_regions_is_shown() -> None:
    verdict = worked_out(f"s3 a in v; lambda e in v; e writes a; dynamodb s in v replicas=eu-central-1; {TWO}", MULTI)
    assert verdict.arithmetic == ("us-east-1: f writes s there", "eu-central-1: g writes s there")


def test_a_region_without_code_is_named() -> None:
    verdict = worked_out(f"dynamodb s in v replicas=eu-central-1; {TWO},us-east-2", "multi_region_writes")
    assert verdict.failed == ("us-east-2: no code writes there",)


@pytest.mark.parametrize(
    ("sketch", "says"),
    [
        ("rds s in d", "met"),
        ("rds s in d; sqs q in v", "violated"),
        ("rds s", "unknown"),
        ("dynamodb s in d replicas=us-east-1", "violated"),
        ("rds s in d backup_region=us-east-1", "violated"),
        ("dynamodb s in d witness=us-east-1", "violated"),
    ],
)
def test_residency(sketch: str, says: str) -> None:
    assert answer(f"{sketch}; need residency regions=eu-central-1", "residency") == says


def test_only_the_class_that_is_asked_about_has_to_stay() -> None:
    need = "need residency regions=eu-central-1 data=order"
    assert answer(f"rds s in d data_class=order; rds t in v data_class=media; sqs q in v; {need}", "residency") == "met"
    assert answer(f"rds s in d data_class=order; rds t in v; {need}", "residency") == "unknown"


# -- messages -------------------------------------------------------------------------------------------------------

FED = "lambda p; lambda c; p publishes q; q delivers c;"


@pytest.mark.parametrize(
    ("sketch", "says"),
    [
        (f"{FED} sqs q type=fifo; need ordering level=per_key", "met"),
        ("sqs q; need ordering level=none", "met"),
        ("sqs q type=fifo; need ordering level=per_key", "unknown"),
        (f"{FED} sqs q type=fifo; need ordering level=total", "unknown"),
        (f"{FED} sqs q type=fifo groups=1; need ordering level=total", "met"),
        (f"{FED} kinesis_stream q shards=2; need ordering level=total", "violated"),
        (f"{FED} kinesis_stream q shards=1; need ordering level=total", "met"),
    ],
)
def test_ordering(sketch: str, says: str) -> None:
    assert answer(sketch, "ordering") == says


@pytest.mark.parametrize(
    ("sketch", "says"),
    [
        ("eventbridge_bus b archive_days=30; need replay days=30", "met"),
        ("eventbridge_bus b archive_days=-1; need replay days=3000", "met"),
        ("kinesis_stream b; need replay days=2", "violated"),
        ("sqs b; need replay days=1", "violated"),
        ("sqs b; s3 e event_store=true; need replay days=1", "met"),
        ("kinesis_stream b; eventbridge_bus c archive_days=30; need replay days=30 on=b", "violated"),
    ],
)
def test_replay(sketch: str, says: str) -> None:
    assert answer(sketch, "replay") == says


@pytest.mark.parametrize(
    ("sketch", "says"),
    [
        (
            "lambda p; sns t; sqs a; sqs b; p publishes t; t delivers a; t delivers b; need consumers n=2 grow=true",
            "met",
        ),
        ("lambda p; sns t; sqs a; p publishes t; t delivers a; need consumers n=2", "unknown"),
        ("lambda p; sqs a; p publishes a; a delivers c; lambda c; need consumers grow=true", "violated"),
        ("lambda p; lambda a; lambda b; p invokes_async a; p invokes_async b; need consumers n=2", "met"),
        ("lambda p; sns t; p publishes t; need consumers n=1", "unknown"),
        (
            "dynamodb s; eventbridge_pipe p; sns t; sqs a; s streams_to p; p publishes t; t delivers a; need consumers",
            "met",
        ),
    ],
)
def test_consumers(sketch: str, says: str) -> None:
    assert answer(sketch, "consumers") == says


# -- shape ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sketch", "says"),
    [
        ("lambda f; need ops pref=lowest", "met"),
        ("ec2_asg f gpu=true; need ops pref=lowest", "met"),
        ("lambda f; need ops", "unknown"),
        ("service a; service b; lambda f in a; lambda g in b; need decompose", "met"),
        ("service a; lambda f in a; need decompose", "unknown"),
        ("monolith_app m; need decompose", "unknown"),
        ("global_accelerator g; alb a; u routes_to g; g routes_to a; need static_ip", "met"),
        ("alb a; u routes_to a; need static_ip", "violated"),
        ("route53 r; nlb a; u routes_to r; r routes_to a; need static_ip", "met"),
        ("nlb a; alb b; u routes_to a; u routes_to b; need static_ip", "unknown"),
        ("alb a; need static_ip", "unknown"),
        ("rds s; need compliance", "met"),
        ("rds s; s3 t encrypted=false; need compliance", "violated"),
        ("sqs q; need compliance", "unknown"),
    ],
)
def test_shape(sketch: str, says: str) -> None:
    assert answer(sketch, sketch.split("need ")[1].split()[0]) == says
