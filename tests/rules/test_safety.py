"""Many fixes told apart at once, as one by one."""

from __future__ import annotations

from datetime import date

import pytest

from sketchpad.library import patterns
from sketchpad.model import Design, Waiver, parse
from sketchpad.rules import RULES, Judged, Linter, check
from sketchpad.rules.fixing import is_safe
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


def test_seeing_tells_what_was_judged_again() -> None:
    linter = Linter()
    linter.see(parse("lambda fn timeout_s=3 max_duration_s=20\nsqs jobs at 1,1\nsns news at 1,1"))
    design = parse("lambda fn timeout_s=30 max_duration_s=20")
    after = linter.graph.design.having(design.components["fn"])

    def keys(findings: list[Judged]) -> list[str]:
        return [one.rule.id for one in findings]

    went, came = linter.see(after)
    assert (keys(went), keys(came)) == (["CMP-005"], [])
