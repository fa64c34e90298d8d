"""What does not fit: work that outlasts the wait for it, messages larger than their way."""

from __future__ import annotations

import pytest

from sketchpad.catalog import graph
from sketchpad.rules import ERROR, RULES, WARNING, check

from .asking import Asking

doors = Asking(("INT-004", "CMP-004"), "user u; region r code=eu-west-1")


def behind(door: str, work: str = "lambda f", link: str = "a routes_to f") -> str:
    return f"{door}; {work}; u routes_to a; {link}"


@pytest.mark.parametrize(
    ("door", "most"),
    [
        ("apigw_rest a", 29),
        ("apigw_rest a integration_timeout_s=50", 50),
        ("apigw_rest a endpoint=private integration_timeout_s=50", 50),
        ("apigw_rest a endpoint=edge integration_timeout_s=50", 29),
        ("apigw_rest a streaming=true", 900),
        ("apigw_http a", 30),
        ("apigw_ws a", 29),
        ("alb a", 60),
        ("alb a idle_timeout_s=300", 300),
        ("cloudfront a", 30),
        ("cloudfront a origin_timeout_s=45", 45),
    ],
)
def test_each_door_waits_as_long_as_it_waits(door: str, most: int) -> None:
    assert doors.said(behind(door, f"ecs_fargate f max_duration_s={most}")) == []
    finding = doors.only(behind(door, f"ecs_fargate f max_duration_s={most + 1}"))
    assert (finding.severity, finding.on) == (ERROR, ("a", "f"))
    assert finding.message == f"a waits {most} s; f may take {most + 1} s."


@pytest.mark.parametrize("door", ["nlb a", "appsync a", "vpc_lattice a", "alb a streaming=true", "rds_proxy a"])
def test_some_wait_for_ever_or_nobody_knows(door: str) -> None:
    assert doors.said(behind(door, "ecs_fargate f max_duration_s=5000")) == []


def test_calling_is_asking_too() -> None:
    assert doors.said(behind("apigw_http a", "lambda f max_duration_s=31", "a calls f")) == ["INT-004"]
    assert doors.said(behind("apigw_http a", "lambda f max_duration_s=31", "a publishes f")) == []


def test_a_mere_timeout_is_a_warning() -> None:
    finding = doors.only(behind("apigw_http a", "lambda f timeout_s=31"))
    assert (finding.severity, finding.message) == (WARNING, "a waits 30 s; f may take 31 s.")
    assert doors.said(behind("apigw_http a", "lambda f timeout_s=30")) == []
    assert doors.said(behind("apigw_http a", "lambda f timeout_s=900 max_duration_s=10")) == []
    assert doors.said(behind("apigw_http a", "lambda f")) == []


def test_who_answers_at_once_keeps_nobody_waiting() -> None:
    assert doors.said(behind("apigw_rest a", "lambda f max_duration_s=600", "a routes_to f is_async=true")) == []


def test_what_is_impossible_anyway_is_said_once() -> None:
    assert doors.said(behind("apigw_rest a", "lambda f max_duration_s=1000")) == ["CMP-004"]


def test_only_code_is_waited_for() -> None:
    assert doors.said(behind("apigw_rest a", "s3 f max_duration_s=1000")) == []


SLOW = behind("apigw_rest a in r", "lambda f in r max_duration_s=90 timeout_s=100")


def test_what_can_be_done_about_a_door() -> None:
    assert doors.fixes(SLOW) == ["insert-sqs", "stream-answers", "wait-longer", "insert-step-functions"]
    assert doors.safe(SLOW) == []
    assert doors.fixed(SLOW, "stream-answers").components["a"].properties["streaming"] is True
    assert doors.fixed(SLOW, "wait-longer").components["a"].properties["integration_timeout_s"] == 90


def test_work_waits_in_a_queue_behind_a_small_function() -> None:
    design = graph(doors.fixed(SLOW, "insert-sqs"))
    (asked,) = design.node("a").outgoing
    assert (asked["is_async"], asked.target.kind.kind) == (True, "lambda")
    (told,) = asked.target.outgoing
    queue = told.target
    assert (told.verb, queue["dlq"], queue["visibility_timeout_s"]) == ("publishes", True, 600)
    assert [link.target.id for link in queue.outgoing] == ["f"]
    assert doors.said(design.design) == []


def test_work_runs_in_a_workflow() -> None:
    design = graph(doors.fixed(SLOW, "insert-step-functions"))
    (asked,) = design.node("a").outgoing
    assert (asked["is_async"], asked.target.kind.kind, asked.target.region) == (True, "step_functions", "eu-west-1")
    assert [(link.verb, link.target.id) for link in asked.target.outgoing] == [("orchestrates", "f")]


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        (behind("apigw_rest a endpoint=edge", "lambda f max_duration_s=90"), {"wait-longer": False}),
        (behind("apigw_rest a", "ecs_fargate f max_duration_s=1000"), {"stream-answers": False, "wait-longer": False}),
        (behind("alb a", "ecs_fargate f max_duration_s=4000"), {"wait-longer": True, "insert-step-functions": False}),
        (behind("alb a", "ecs_fargate f max_duration_s=4001"), {"wait-longer": False, "insert-sqs": True}),
        (behind("alb a", "ec2 f max_duration_s=90"), {"insert-sqs": True, "stream-answers": True}),
        (behind("apigw_http a", "app_runner f max_duration_s=90"), {"insert-sqs": False, "stream-answers": False}),
        (behind("apigw_http a", "ec2 f max_duration_s=90"), {"insert-step-functions": False}),
        (behind("cloudfront a", "ec2 f max_duration_s=40"), {"wait-longer": False}),
        (behind("apigw_http a", "lambda f timeout_s=60"), {"lower-timeout": True}),
        (behind("apigw_http a", "lambda f max_duration_s=60"), {"lower-timeout": False}),
    ],
)
def test_a_fix_is_offered_where_it_helps(sketch: str, fixes: dict[str, bool]) -> None:
    offered = doors.fixes(sketch)
    assert {id: id in offered for id in fixes} == fixes
    for id in offered:
        assert doors.said(doors.fixed(sketch, id)) == [], id


def test_a_load_balancer_waits_longer_unasked() -> None:
    sketch = behind("alb a", "ecs_fargate f max_duration_s=61")
    assert doors.safe(sketch) == ["wait-longer"]


# -- messages ---------------------------------------------------------------------------------------------------

ways = Asking(
    ("INT-006",),
    """
    lambda p; lambda c; ecs_fargate t; s3 s; step_functions w; user u
    sqs q; sns n; eventbridge_bus b; kinesis_stream k; kinesis_stream wide max_record_kb=5000; msk m
    apigw_rest rest; apigw_http http; apigw_ws ws; alb lb
    """,
)


@pytest.mark.parametrize(
    ("way", "most", "end"),
    [
        ("p publishes q", 1024, "q"),
        ("p publishes n", 256, "n"),
        ("p publishes b", 1024, "b"),
        ("p publishes k", 1024, "k"),
        ("p publishes wide", 5000, "wide"),
        ("n delivers q", 256, "n"),
        ("b delivers q", 1024, "b"),
        ("b delivers c", 1024, "b"),
        ("q delivers c", 1024, "q"),
        ("wide delivers c", 5000, "wide"),
        ("p calls c", 6144, "c"),
        ("t invokes c", 6144, "c"),
        ("p invokes_async c", 1024, "c"),
        ("s invokes_async c", 1024, "c"),
        ("w orchestrates c", 256, "w"),
        ("p calls w", 256, "w"),
        ("u calls rest", 10240, "rest"),
        ("rest routes_to c", 6144, "c"),
        ("http routes_to t", 10240, "http"),
        ("u calls ws", 128, "ws"),
        ("lb routes_to c", 1024, "lb"),
    ],
)
def test_a_way_is_as_wide_as_its_narrower_end(way: str, most: int, end: str) -> None:
    assert ways.said(f"{way} payload_kb={most}") == []
    finding = ways.only(f"{way} payload_kb={most + 0.5}")
    source, _, target = way.split()
    assert finding.on == tuple(sorted((source, target)))
    assert finding.message == f"{source} to {target}: a message of {most + 0.5:,} KB; {end} takes {most:,} KB."


@pytest.mark.parametrize(
    "way",
    [
        "p publishes n payload_kb=5000 claim_check=true",
        "p publishes n",
        "p calls t payload_kb=99999",
        "p publishes m payload_kb=99999",
        "lb routes_to t payload_kb=99999",
    ],
)
def test_it_fits_or_nobody_knows(way: str) -> None:
    assert ways.said(way) == []


def test_a_stream_takes_no_more_than_streams_can() -> None:
    sketch = "kinesis_stream x max_record_kb=99999; p publishes x payload_kb=20000"
    assert ways.only(sketch).message.endswith("x takes 10,240 KB.")
    assert ways.fixes(sketch) == ["claim-check"]


def test_a_topic_gives_way_to_a_bus() -> None:
    sketch = "p publishes n payload_kb=600; n delivers q"
    assert ways.fixes(sketch) == ["claim-check", "become-eventbridge-bus"]
    design = ways.fixed(sketch, "become-eventbridge-bus")
    assert design.components["n"].kind == "eventbridge_bus"
    assert ways.said(design) == []
    assert ways.fixes("p publishes n payload_kb=1025") == ["claim-check"]
    assert ways.fixes("sns f type=fifo; p publishes f payload_kb=600") == ["claim-check"]


def test_a_stream_is_told_to_take_larger_records() -> None:
    sketch = "p publishes k payload_kb=2000.5"
    assert ways.fixes(sketch) == ["claim-check", "larger-records"]
    assert ways.safe(sketch) == ["larger-records"]
    assert ways.fixed(sketch, "larger-records").components["k"].properties["max_record_kb"] == 2001
    assert ways.fixes("p publishes k payload_kb=10241") == ["claim-check"]


def test_the_payload_lies_in_a_bucket_for_the_whole_way() -> None:
    design = graph(ways.fixed("p publishes n payload_kb=200; n delivers q payload_kb=300; q delivers c", "claim-check"))
    (bucket,) = [access.store for access in design.node("p").uses]
    assert bucket.kind.kind == "s3"
    assert {(access.accessor.id, access.writes) for access in bucket.accesses} == {("p", True), ("c", False)}
    assert {link.id: link["claim_check"] for link in (*design.incoming("n"), *design.outgoing("n"))} == {
        "p-publishes-n": True,
        "n-delivers-q": True,
    }
    assert ways.said(design.design) == []


def test_the_bucket_goes_round_a_front_door() -> None:
    design = graph(ways.fixed("rest routes_to c payload_kb=7000", "claim-check"))
    (bucket,) = [access.store for access in design.node("c").uses]
    assert [link.source.id for link in bucket.incoming if link.verb == "routes_to"] == ["rest"]


def test_channels_in_a_circle_end() -> None:
    sketch = "sns x; sns y; x delivers y payload_kb=300; y delivers x"
    assert ways.said(ways.fixed(sketch, "claim-check")) == []


def test_nothing_else_speaks_about_what_was_mended() -> None:
    for sketch, ask in ((SLOW, doors), ("p publishes n payload_kb=600; n delivers q", ways)):
        before = {finding.key for finding in check(ask.design(sketch), rules=RULES).findings}
        for fix in ask.only(sketch).fixes:
            after = check(fix.edit(ask.design(sketch)), rules=RULES).findings
            assert [one.message for one in after if one.key not in before and one.severity >= WARNING] == [], fix.id
