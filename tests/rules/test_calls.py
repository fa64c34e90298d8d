"""Services that wait for each other: in a row, in a circle, or one after the other for news that needs no answer."""

from __future__ import annotations

import pytest

from sketchpad.catalog import graph
from sketchpad.model import parse
from sketchpad.rules import ERROR, RULES, WARNING, Linter, check

from .asking import Asking

rows = Asking(("INT-001",), "user u; ecs_fargate a; ecs_fargate b; ecs_fargate c; lambda d; lambda e")
ROW = "u calls a; a calls b; b calls c; c calls d"


def test_four_in_a_row() -> None:
    finding = rows.only(ROW)
    assert (finding.on, finding.severity) == (("a", "b", "c", "d"), WARNING)
    assert finding.message == "4 services in one synchronous chain: a → b → c → d."


def test_the_longest_is_named() -> None:
    assert rows.only(f"{ROW}; a calls e; d invokes e; b calls d").on == ("a", "b", "c", "d", "e")


@pytest.mark.parametrize(
    "sketch",
    [
        "u calls a; a calls b; b calls c",
        "a calls b; b calls c; c calls d",
        "u calls a; a calls b; b calls c; sqs q; c publishes q; q delivers d",
        "u calls a; a calls b; b calls c; c invokes_async d",
        "u calls a; a calls b; b calls c; c calls d is_async=true",
        "u calls a; a calls b; b calls c; step_functions w; c calls w; w orchestrates d; w orchestrates e",
        "u publishes a; a calls b; b calls c; c calls d",
        "u calls a; a calls b; b calls c; rds db; c rw db",
        "u calls a; a calls b; b calls c; bedrock m; c calls m",
    ],
    ids=["three", "nobody asks", "queue", "async", "job", "workflow", "told", "data", "a model is no service"],
)
def test_nobody_waits_so_long(sketch: str) -> None:
    assert rows.said(sketch) == []


def test_services_count_once_each() -> None:
    grouped = Asking(
        ("INT-001",),
        "service s; service t; service v; user u; ecs_fargate a in s; lambda b in s; lambda c in t; lambda d in v",
    )
    assert grouped.said(ROW) == []
    assert grouped.only(f"{ROW}; lambda loose; d calls loose").message.startswith("4 services")
    assert grouped.only(f"{ROW}; lambda loose; d calls loose").on == ("a", "b", "c", "d", "loose")


def test_doors_between_services_are_looked_through() -> None:
    doors = "u routes_to l; alb l; l routes_to a; apigw_http g; a calls g; g routes_to b; b calls c; vpc_lattice n"
    assert rows.only(f"{doors}; c calls n; n routes_to d").on == ("a", "b", "c", "d")


def test_the_way_with_most_services_counts() -> None:
    split = Asking(
        ("INT-001",),
        """
        service s; user u; lambda a in s; lambda x1 in s; lambda x2 in s; lambda x3 in s; lambda x4
        lambda y1; lambda y2; lambda y3; u calls a; a calls y1; y1 calls y2; y2 calls y3
        a calls x1; x1 calls x2; x2 calls x3; x3 calls x4
        """,
    )
    assert split.only("").on == ("a", "y1", "y2", "y3")


def test_it_is_said_once_where_a_request_begins() -> None:
    assert [finding.on for finding in rows.findings(f"{ROW}; d calls e; u calls b")] == [("a", "b", "c", "d", "e")]
    heads = f"{ROW}; lambda other; u calls other; other calls b"
    assert [finding.on for finding in rows.findings(heads)] == [("a", "b", "c", "d"), ("b", "c", "d", "other")]


def test_a_circle_has_a_row_in_it() -> None:
    assert rows.only(f"{ROW}; d calls a").on == ("a", "b", "c", "d")


def test_a_long_row_is_followed_as_far_as_makes_sense() -> None:
    some = "; ".join(f"lambda f{n}; f{n} calls f{n + 1}" for n in range(1500))
    (finding,) = rows.findings(f"lambda f1500; {some}; u calls f0")
    assert "f399" in finding.on
    assert "f400" not in finding.on


def test_an_event_breaks_the_row() -> None:
    assert rows.fixes(ROW) == ["insert-eventbridge-bus", "insert-read-model", "insert-step-functions"]
    assert rows.safe(ROW) == []
    design = graph(rows.fixed(ROW, "insert-eventbridge-bus"))
    (bus,) = design.having_trait("bus")
    assert [link.source.id for link in bus.incoming] == ["c"]
    assert [(link.target.id, link["dlq"]) for link in bus.outgoing] == [("d", True)]
    assert rows.said(design.design) == []


@pytest.mark.parametrize(
    ("marks", "teller"),
    [
        (("", "", "needs_response=true"), "b"),
        (("", "needs_response=false", ""), "b"),
        (("needs_response=false", "needs_response=false", ""), "b"),
        (("", "needs_response=true", "needs_response=true"), "a"),
        (("needs_response=true", "needs_response=true", "needs_response=true"), None),
    ],
)
def test_the_last_call_that_may_go_without_an_answer(marks: tuple[str, str, str], teller: str | None) -> None:
    row = f"u calls a; a calls b {marks[0]}; b calls c {marks[1]}; c calls d {marks[2]}"
    assert ("insert-eventbridge-bus" in rows.fixes(row)) is (teller is not None)
    if teller:
        (bus,) = graph(rows.fixed(row, "insert-eventbridge-bus")).having_trait("bus")
        assert [link.source.id for link in bus.incoming] == [teller]


def test_of_a_longer_row_few_enough_are_left() -> None:
    row = f"{ROW}; d calls e"
    for id in rows.fixes(row):
        assert rows.said(rows.fixed(row, id)) == [], id


def test_a_copy_is_read_instead() -> None:
    row = f"region r code=eu-west-1; service s; ecs_fargate x in s,r; u calls a; a calls b; b calls x; x calls d; {''}"
    design = graph(rows.fixed(row, "insert-read-model"))
    (read,) = design.node("x").uses
    assert (read.reads, read.writes, read.store["rederivable"]) == (True, False, True)
    assert (read.store.service is not None, read.store.region) == (True, "eu-west-1")
    (writer,) = [access.accessor for access in read.store.accesses if access.writes]
    (bus,) = [link.source for link in writer.incoming]
    assert [link.source.id for link in bus.incoming] == ["d"]
    assert "insert-read-model" in rows.fixes("u calls a; a calls b; b calls c; c calls d needs_response=false")


def test_a_workflow_leads() -> None:
    design = graph(rows.fixed(ROW, "insert-step-functions"))
    (workflow,) = design.having_trait("orchestrator")
    assert workflow["type"] == "express"
    assert [link.source.id for link in workflow.incoming] == ["a"]
    assert [link.target.id for link in workflow.outgoing] == ["b", "c", "d"]
    assert design.outgoing("b") == design.outgoing("c") == ()


def test_what_cannot_be_told_or_led_is_not() -> None:
    closed = Asking(("INT-001",), "user u; app_runner a; app_runner b; app_runner c; app_runner d")
    assert closed.fixes(ROW) == ["insert-read-model"]
    assert Asking(("INT-001",), "user u; ec2 a; ec2 b; ec2 c; ec2 d").fixes(ROW) == [
        "insert-eventbridge-bus",
        "insert-read-model",
    ]


# -- circles ----------------------------------------------------------------------------------------------------

rings = Asking(("INT-002",), "ecs_fargate a; ecs_fargate b; ecs_fargate c; lambda d")


def on(sketch: str) -> list[tuple[str, ...]]:
    return [finding.on for finding in rings.findings(sketch)]


def test_two_wait_for_each_other() -> None:
    finding = rings.only("a calls b; b invokes a")
    assert (finding.on, finding.severity) == (("a", "b"), ERROR)
    assert finding.message == "Calls go round in a circle: a → b → a."


def test_one_waits_for_itself() -> None:
    finding = rings.only("d invokes d")
    assert (finding.on, finding.message) == (("d",), "d calls itself and waits for the answer.")
    inside = Asking(("INT-002",), "service s; lambda d in s")
    assert inside.said("d calls d") == ["INT-002"]


@pytest.mark.parametrize(
    "sketch",
    [
        "a calls b; b calls c",
        "a calls b; a calls c; b calls d; c calls d",
        "a calls b; eventbridge_bus e; b publishes e; e delivers a",
        "a calls b; b invokes_async a",
        "external_system x; a calls x; x calls a",
        "vpc_lattice l; a calls l; b calls l; l routes_to a; l routes_to b",
    ],
    ids=["row", "two ways", "event", "async", "somebody else calls back", "one door for all"],
)
def test_there_is_no_circle(sketch: str) -> None:
    assert on(sketch) == []


@pytest.mark.parametrize(
    ("sketch", "found"),
    [
        ("a calls b; b calls c; c calls a", [("a", "b", "c")]),
        ("a calls b; b calls a; b calls c; c calls b", [("a", "b"), ("b", "c")]),
        ("a calls b; b calls a; a calls c; c calls a", [("a", "b"), ("a", "c")]),
        ("a calls b; b calls a; c calls d; d calls c", [("a", "b"), ("c", "d")]),
        ("a calls b; b calls c; c calls a; b calls a", [("a", "b")]),
        ("a calls b; b calls c; c calls a; c calls b", [("a", "b", "c"), ("b", "c")]),
        ("a calls b; b calls a; d calls d; d calls a", [("a", "b"), ("d",)]),
    ],
)
def test_each_circle_is_one_finding(sketch: str, found: list[tuple[str, ...]]) -> None:
    assert on(sketch) == found


def test_inside_a_service_calls_may_go_round() -> None:
    one = Asking(("INT-002",), "service s; service t; lambda a in s; lambda b in s; lambda c in t")
    assert one.said("a calls b; b calls a") == []
    assert [finding.on for finding in one.findings("a calls b; b calls a; b calls c; c calls a")] == [("a", "b", "c")]
    assert [finding.on for finding in one.findings("a calls b; b calls a; b calls c; c calls b")] == [("b", "c")]
    assert one.said("a calls c; c calls b") == [], "no request comes back to where it was"


def test_few_of_a_knot_are_named() -> None:
    names = [f"f{number}" for number in range(30)]
    sketch = "; ".join(
        [f"lambda {name}" for name in names] + [f"{x} calls {y}" for x in names for y in names if x != y]
    )
    assert 1 <= len(on(sketch)) <= 20


def test_an_event_opens_the_circle() -> None:
    sketch = "a calls b; b calls c; c calls a; c invokes a"
    assert rings.fixes(sketch) == ["insert-eventbridge-bus", "merge-services", "extract-service"]
    assert rings.safe(sketch) == []
    design = graph(rings.fixed(sketch, "insert-eventbridge-bus"))
    (bus,) = design.having_trait("bus")
    assert [link.source.id for link in bus.incoming] == ["c"]
    assert [link.target.id for link in bus.outgoing] == ["a"]
    assert [link.verb for link in design.outgoing("c")] == ["publishes"]


def test_the_call_that_needs_no_answer_becomes_the_event() -> None:
    design = graph(rings.fixed("a calls b needs_response=false; b calls a", "insert-eventbridge-bus"))
    assert [link.verb for link in design.outgoing("a")] == ["publishes"]
    answered = "a calls b needs_response=true; b calls a needs_response=true"
    assert rings.fixes(answered) == ["merge-services", "extract-service"]


@pytest.mark.parametrize(
    ("groups", "left"),
    [("", 1), ("service s; lambda x in s", 1), ("service s; service t; lambda x in s; lambda y in t", 1)],
)
def test_one_service_again(groups: str, left: int) -> None:
    names = [name for name in ("x", "y") if f"lambda {name} " in groups] or []
    rest = [f"lambda {name}" for name in ("x", "y") if name not in names]
    sketch = "; ".join(filter(None, [groups, *rest, "x calls y; y calls x"]))
    design = rings.fixed(sketch, "merge-services")
    assert len([group for group in design.groups.values() if group.kind == "service"]) == left
    assert rings.said(design) == []


def test_the_shared_part_moves_out() -> None:
    grouped = Asking(
        ("INT-002",), "region r code=eu-west-1; service s in r; service t in r; lambda x in r,s; lambda y in t"
    )
    design = graph(grouped.fixed("x calls y; y calls x", "extract-service"))
    (call,) = design.outgoing("y")
    shared = call.target
    assert {link.source.id for link in shared.incoming} == {"x", "y"}
    assert (shared.outgoing, shared.region, shared.kind.kind) == ((), "eu-west-1", "lambda")
    assert shared.service is not None
    assert shared.service.id not in ("s", "t")
    alone = graph(rings.fixed("d calls d", "extract-service"))
    assert [link.target.id for link in alone.outgoing("d")] == ["d-shared"]


def test_a_call_of_itself_can_be_an_event() -> None:
    assert rings.fixes("d calls d") == ["insert-eventbridge-bus", "extract-service"]
    assert rings.said(rings.fixed("d calls d", "insert-eventbridge-bus")) == []


def test_circles_come_and_go_with_edits() -> None:
    (rule,) = (rule for rule in RULES if rule.id == "INT-002")
    live = Linter([rule])
    for calls, found in (("a calls b", 0), ("a calls b; b calls a", 1), ("b calls a", 0), ("a calls b; b calls a", 1)):
        live.see(parse(f"lambda a; lambda b; {calls}"))
        assert len(list(live.said)) == found, calls


# -- telling by calling -----------------------------------------------------------------------------------------

fans = Asking(
    ("INT-003", "MSG-001"),
    "ecs_fargate p; lambda a; lambda b; lambda c timeout_s=60; ecs_fargate d; lambda e; lambda f",
)


def calls(*names: str, mark: str = "") -> str:
    return "; ".join(f"p calls {name} {mark}" for name in names)


def test_three_are_told_by_calling() -> None:
    finding = fans.only(calls("a", "b", "c", mark="needs_response=false"))
    assert (finding.rule.id, finding.severity, finding.on) == ("INT-003", WARNING, ("a", "b", "c", "p"))
    assert finding.message == "p informs 3 services by calling each of them: a, b and c."


def test_five_are_called_and_not_all_are_asked() -> None:
    finding = fans.only(calls("a", "b", "c", "d") + "; p invokes e needs_response=true")
    assert finding.on == ("a", "b", "c", "d", "e", "p")
    assert finding.message.endswith("a, b, c, d and e.")


@pytest.mark.parametrize(
    "sketch",
    [
        calls("a", "b", mark="needs_response=false"),
        calls("a", "b", "c", "d"),
        calls("a", "b", "c", "d", "e", mark="needs_response=true"),
        calls("a", "b", mark="needs_response=false") + ";" + calls("c", "d", mark="needs_response=true"),
        "p calls a needs_response=false; p invokes a needs_response=false; p calls b needs_response=false",
        calls("a", "b", "c", "d") + "; bedrock m; p calls m",
        "p invokes_async a; p invokes_async b; p invokes_async c",
        "step_functions w; w calls a; w calls b; w calls c; w calls d; w calls e",
    ],
    ids=["two", "four", "all asked", "two told", "the same one", "a model", "async", "a workflow"],
)
def test_they_are_few_or_asked(sketch: str) -> None:
    assert fans.said(sketch) == []


def test_a_producer_that_must_know_its_consumers_says_it_better() -> None:
    assert fans.said(calls("a", "b", "c", mark="needs_response=false") + "; need consumers grow=true") == ["MSG-001"]


@pytest.mark.parametrize("id", ["insert-eventbridge-bus", "insert-sns"])
def test_each_receiver_has_a_queue_behind_one_channel(id: str) -> None:
    sketch = calls("a", "c", "d", mark="needs_response=false") + "; p calls e needs_response=true"
    assert fans.fixes(sketch) == ["insert-eventbridge-bus", "insert-sns"]
    design = graph(fans.fixed(sketch, id))
    told, asked = sorted(design.outgoing("p"), key=lambda link: link.verb == "calls")
    assert (told.verb, asked.target.id) == ("publishes", "e")
    queues = [link.target for link in told.target.outgoing]
    assert {queue.outgoing[0].target.id: queue["visibility_timeout_s"] for queue in queues} == {
        "a": 30,
        "c": 360,
        "d": 30,
    }
    assert all(queue["dlq"] is True for queue in queues)


@pytest.mark.parametrize(
    "sketch",
    [
        calls("a", "b", "c", "d", "e"),
        calls("a", "b", "c", mark="needs_response=false") + ";" + calls("d", "e"),
        calls("a", "b", "c", mark="needs_response=false") + ";" + calls("d", "e", "f"),
        calls("a", "b", "c", "d", mark="needs_response=true") + ";" + calls("e"),
    ],
)
def test_after_a_fix_nothing_is_left_to_say(sketch: str) -> None:
    for id in fans.fixes(sketch):
        assert fans.said(fans.fixed(sketch, id)) == [], id
    assert fans.fixes(sketch)


def test_what_no_queue_feeds_is_left() -> None:
    assert (
        fans.fixes(
            "external_system x; app_runner y; lambda z; "
            + "; ".join(f"p calls {name} needs_response=false" for name in ("x", "y", "z"))
        )
        == []
    )


def test_nothing_else_speaks_about_what_was_mended() -> None:
    three = fans.around + ";" + calls("a", "b", "c", mark="needs_response=false")
    for sketch, id in (
        (three, "INT-003"),
        (f"{rows.around}; {ROW}", "INT-001"),
        ("lambda a; lambda b; a calls b; b calls a", "INT-002"),
    ):
        design = parse(sketch)
        found = check(design).findings
        (finding,) = (one for one in found if one.rule.id == id)
        for fix in finding.fixes:
            new = [one for one in check(fix.edit(design)).findings if one.key not in {old.key for old in found}]
            assert [one.message for one in new if one.severity >= WARNING] == [], fix.id
