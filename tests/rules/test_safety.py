"""Many fixes told apart at once, as one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from sketchpad.editing import SetProperty
from sketchpad.library import patterns
from sketchpad.model import Design, Link, Waiver, parse
from sketchpad.rules import ERROR, INFO, RULES, WARNING, Finding, Fix, Judged, Linter, Rule, Severity, check
from sketchpad.rules.fixing import is_safe
from sketchpad.rules.rule import LINK
from sketchpad.rules.safety import Safety

TODAY = date(2026, 12, 1)
SKETCHES = {rule.id: rule.examples["Bad"] for rule in RULES if not rule.examples["Bad"].startswith("{")}
SEVERAL = """
need load peak_rps=4000
region virginia code=us-east-1
user shoppers
lambda fn in virginia avg_duration_ms=200 max_duration_s=20 timeout_s=3
lambda gn in virginia avg_duration_ms=200 gpu=true
rds db in virginia class=db.t4g.medium storage_gb=-1
aurora copies in virginia secondary_regions=eu-west-1 class=db.t4g.medium
shoppers calls fn
shoppers calls gn
fn rw db
gn rw db
gn reads copies from=replica
fn writes copies
"""
DESIGNS = {
    **{id: parse(text) for id, text in SKETCHES.items()},
    **{pattern.name: pattern.design for pattern in patterns() if pattern.anti},
    "several": parse(SEVERAL),
}


def told(design: Design) -> dict[tuple[tuple[str, tuple[str, ...]], str], tuple[bool, bool]]:
    """Of each fix what both say."""
    report = check(design, TODAY)
    safe = Safety(design, report, TODAY)
    pairs = [(one, fix) for one in report.findings for fix in one.fixes]
    return {
        (one.key, fix.id): (safe(one, fix), is_safe(design, one, fix, report, TODAY))
        for one, fix in (*pairs, *reversed(pairs))
    }


@pytest.mark.parametrize("name", DESIGNS)
def test_it_says_what_a_single_trial_says(name: str) -> None:
    assert all(one is other for one, other in told(DESIGNS[name]).values())


def test_some_are_safe_and_some_are_not() -> None:
    answers = [one for design in DESIGNS.values() for one, _ in told(design).values()]
    assert {True, False} == set(answers)


@pytest.mark.parametrize("until", ["", "2026-01-31"])
def test_waivers_are_heard(until: str) -> None:
    design = DESIGNS["several"]
    for one in check(design, TODAY).findings:
        waived = design.but(waivers=(Waiver(rule=one.rule.id, on=one.on, reason="agreed", until=until),))
        assert all(one is other for one, other in told(waived).values())


def test_a_linter_that_is_lent_comes_back_at_the_design() -> None:
    design, linter = DESIGNS["several"], Linter()
    report = check(design, TODAY)
    safe = Safety(design, report, TODAY, linter)
    for one in report.findings:
        for fix in one.fixes:
            safe(one, fix)
    assert linter.graph.design is design
    assert linter.report(TODAY) == report


# -- what no rule of ours does, and one may ------------------------------------------------------------------------


def _without(name: str) -> Callable[[Link], Iterator[Finding]]:
    def check(link: Link) -> Iterator[Finding]:
        if name not in link.connection.properties:
            yield Finding((link.source, link.target), name, [Fix("state", SetProperty(link.id, name, True))])

    return check


def _big(link: Link) -> Iterator[Finding]:
    if "a" in link.connection.properties:
        yield Finding((link.source, link.target), "stated")


def _rule(id: str, severity: Severity, check: Callable[[Link], Iterator[Finding]], *breaks: str) -> Rule:
    return Rule(id, severity, (LINK,), check, breaks, ())


A = _without("a")
ONE_WAY = "lambda fn; sqs jobs; fn writes jobs; need load; need cost"
TWO_WAYS = f"{ONE_WAY}; fn reads jobs"


@pytest.mark.parametrize(
    ("sketch", "rules", "safe"),
    [
        (ONE_WAY, [_rule("AAA-001", ERROR, A)], True),
        (TWO_WAYS, [_rule("AAA-001", ERROR, A)], False),
        (ONE_WAY, [_rule("AAA-001", ERROR, A), _rule("BBB-001", INFO, _big)], True),
        (ONE_WAY, [_rule("AAA-001", INFO, A), _rule("BBB-001", INFO, _big)], False),
        (ONE_WAY, [_rule("AAA-001", ERROR, A, "load"), _rule("BBB-001", INFO, _big, "cost")], False),
        (ONE_WAY, [_rule("CON-002", WARNING, A), _rule("CON-003", ERROR, _without("b"))], False),
    ],
    ids=["cured", "another reason", "a lesser one comes", "a like one comes", "another breaks", "one comes to speak"],
)
def test_the_whole_is_looked_at_where_it_decides(sketch: str, rules: list[Rule], safe: bool) -> None:
    design, linter = parse(sketch), Linter(rules)
    linter.see(design)
    report = linter.report(TODAY)
    one = next(one for one in report.findings if one.rule is rules[0])
    assert Safety(design, report, TODAY, linter)(one, one.fixes[0]) is safe
    assert is_safe(design, one, one.fixes[0], judge=lambda some: check(some, TODAY, rules)) is safe


def test_seeing_tells_what_was_judged_again() -> None:
    linter = Linter()
    linter.see(parse("lambda fn timeout_s=3 max_duration_s=20\nsqs jobs at 1,1\nsns news at 1,1"))
    design = parse("lambda fn timeout_s=30 max_duration_s=20")
    after = linter.graph.design.having(design.components["fn"])

    def keys(findings: list[Judged]) -> list[str]:
        return [one.rule.id for one in findings]

    went, came = linter.see(after)
    assert (keys(went), keys(came)) == (["CMP-005"], [])
