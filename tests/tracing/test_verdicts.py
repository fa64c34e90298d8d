"""What becomes of a requirement: findings decide first, then the arithmetic; the rest says what it lacks."""

from __future__ import annotations

import time

import pytest

from benchmarks.designs import design as benchmark
from sketchpad.catalog import REQUIREMENTS, graph
from sketchpad.editing import Need
from sketchpad.model import Design, Requirement, parse
from sketchpad.rules import RULES, Report, Severity, check
from sketchpad.rules.report import Judged
from sketchpad.tracing import MET, UNADDRESSED, UNKNOWN, VIOLATED, verdicts
from sketchpad.tracing.verdicts import JUDGES

from .asking import TODAY, judged, worked_out

STAMPEDE = """
lambda f avg_duration_ms=250 reserved_concurrency=900
rds db engine=postgres class=db.t4g.medium
u calls f; f rw db
need load peak_rps=3000
"""


def test_every_type_has_a_judge() -> None:
    assert set(JUDGES) == set(REQUIREMENTS)


def test_a_finding_decides() -> None:
    verdict = judged(STAMPEDE, "load")
    assert (verdict.answer, verdict.because, verdict.by) == (VIOLATED, ("CON-001 on db, f",), ("db", "f"))
    assert not verdict.accepted
    assert verdict.arithmetic, "what was worked out is shown beside it"


def test_a_waived_finding_decides_too_and_says_so() -> None:
    verdict = judged(f'{STAMPEDE}; waive CON-001 on f,db reason="load-tested"', "load")
    assert (verdict.answer, verdict.because) == (VIOLATED, ("CON-001 on db, f (waived)",))
    assert verdict.accepted


def test_a_remark_decides_nothing() -> None:
    design = parse("lambda f monthly_usd=9; need cost usd=10")
    rule = next(rule for rule in RULES if "cost" in rule.breaks)
    remark = Judged(rule, Severity.INFO, ("f",), "It might cost less.", ("cost",))
    (verdict,) = verdicts(design, Report((remark,)))
    assert verdict.answer is MET


def test_what_nothing_addresses() -> None:
    verdict = judged("lambda f; need replay days=3", "replay")
    assert (verdict.answer, verdict.because) == (
        UNADDRESSED,
        ("there is no channel, nor a bucket that keeps the events",),
    )


def test_what_says_too_little_is_unknown() -> None:
    verdict = judged("u calls f; lambda f; need availability", "availability")
    assert (verdict.answer, verdict.because) == (UNKNOWN, ("it gives no percentage",))


def test_what_nobody_knows_is_unknown() -> None:
    verdict = judged("lambda f; need teleport", "teleport")
    assert (verdict.answer, verdict.because) == (UNKNOWN, ("nobody knows the type teleport",))


def test_what_is_not_wanted_is_met() -> None:
    assert judged("need decompose want=false", "decompose").answer is MET


def test_the_worst_answer_comes_first() -> None:
    assert [answer.word for answer in type(MET)] == ["violated", "unaddressed", "unknown", "met"]


def test_by_names_components_and_parts_the_way_between_them() -> None:
    sketch = "lambda f in v; rds s in v; u calls f; f reads s; need latency read_ms=100; need users at=New_York"
    verdict = worked_out(sketch, "latency")
    assert verdict.answer is MET
    assert verdict.by == ("f", "s", "u")
    assert verdict.parts == ("u", "u-calls-f", "f", "f-reads-s", "s")


def test_other_requirements_decide_nothing() -> None:
    sketch = "lambda f in v; u calls f; need users at=Tokyo; need latency read_ms=10"
    verdict = judged(sketch, "latency")
    assert verdict.because == ("REQ-003 on latency, users",)
    assert verdict.by == ("f", "u")


def test_a_graph_will_do() -> None:
    design = parse(STAMPEDE.replace("u calls f;", ""))
    report = check(design, TODAY)
    assert verdicts(graph(design), report) == verdicts(design, report)


ODD = ("odd", -1, True, 1e12, (), ("a", 2), {"a": 1}, "unset", None)


@pytest.mark.parametrize("type", REQUIREMENTS)
def test_odd_values_break_nothing(type: str) -> None:
    base = parse("user u; alb a; lambda f; sqs q; dynamodb d; u calls a; a routes_to f; f rw d; f publishes q")
    for name in REQUIREMENTS[type].properties:
        for value in ODD:
            design = Need(Requirement(id="n", type=type, properties={name: value}))(base)
            (verdict,) = verdicts(design, check(design, TODAY))
            assert verdict.because or verdict.arithmetic


@pytest.mark.parametrize("type", REQUIREMENTS)
def test_in_an_empty_design_nothing_is_met(type: str) -> None:
    design = Need(Requirement(id="n", type=type))(Design())
    (verdict,) = verdicts(design, Report())
    assert verdict.answer in (UNADDRESSED, UNKNOWN)


def test_a_thousand_components_take_no_time() -> None:
    design = benchmark(1000)
    for type, properties in (
        ("users", {"at": ("Tokyo", "Paris")}),
        ("availability", {"pct": 99.9}),
        ("rpo", {"s": 60}),
    ):
        design = Need(Requirement(id=type, type=type, properties=properties))(design)
    whole, report = graph(design), check(design, TODAY)
    verdicts(whole, report)
    best = min(_timed(lambda: verdicts(whole, report)) for _ in range(5))
    assert best < 0.3, "ten times the budget, as other work may go on beside this"


def _timed(act: object) -> float:
    start = time.perf_counter()
    assert callable(act)
    act()
    return time.perf_counter() - start
