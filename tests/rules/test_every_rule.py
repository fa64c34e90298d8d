"""Every rule against its own page: Bad makes it speak, Good makes nothing speak, each fix cures Bad."""

from __future__ import annotations

import re
from datetime import date

import pytest

from sketchpad.catalog import facts
from sketchpad.editing import Rename
from sketchpad.model import Design, parse
from sketchpad.rules import RULES, Report, Rule, check
from sketchpad.rules.rule import WAIVER, Severity
from sketchpad.storage import read

TODAY = date(2026, 11, 23)

BESIDE = {
    "CON-003": {"SCL-003"},
    "REQ-003": {"DAT-008"},
    "FIL-008": {"FIL-010"},
}
"""What else the Bad of a rule makes speak: the same fault seen from another side."""

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def design(text: str) -> Design:
    """The design of an example, which is JSON where the notation cannot say it."""
    return read("example.sketch.json", text).design if text.startswith("{") else parse(text)


def judged(some: Design) -> Report:
    return check(some, TODAY)


def said(report: Report) -> set[str]:
    return {finding.rule.id for finding in report.standing}


@every_rule
def test_its_page_is_complete(rule: Rule) -> None:
    assert rule.title.endswith("."), "a title is a sentence"
    assert "\n" not in rule.title
    assert rule.why
    assert rule.fine
    assert set(rule.examples) == {"Bad", "Good"}


def test_ids_and_names_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


@every_rule
def test_its_sources_are_known(rule: Rule) -> None:
    assert set(rule.see) <= set(facts.sources)


@every_rule
def test_bad_makes_it_speak_alone(rule: Rule) -> None:
    report = judged(design(rule.examples["Bad"]))
    assert rule.id in said(report)
    assert said(report) <= {rule.id} | BESIDE.get(rule.id, set())


@every_rule
def test_good_makes_nothing_speak(rule: Rule) -> None:
    report = judged(design(rule.examples["Good"]))
    assert [finding.message for finding in report.standing] == []


@every_rule
def test_its_message_names_the_parts(rule: Rule) -> None:
    bad = design(rule.examples["Bad"])
    for finding in judged(bad).standing:
        if finding.rule is rule:
            assert finding.message.endswith((".", "?"))
            if WAIVER in rule.each:  # it names the rule that is waived; the parts are that finding's
                continue
            missing = [id for id in finding.on if id in bad.components and str(bad[id]) not in finding.message]
            assert not missing, finding.message


@every_rule
def test_it_calls_components_by_their_names(rule: Rule) -> None:
    """Findings about the file itself speak of what the file says."""
    text = rule.examples["Bad"]
    if rule.id.startswith("FIL"):
        return
    ids = [component.id for component in design(text).components.values()]
    for turn, id in enumerate(ids):
        text = re.sub(rf"(?<![\w=-]){id}(?![\w=-])|(?<=on=){id}\b|(?<==){id}(?=[*^~,\s]|$)", f"qq{turn}", text)
    named = design(text)
    for turn, id in enumerate(ids):
        named = Rename(f"qq{turn}", id.title())(named)
    for finding in judged(named).standing:
        assert not re.search(r"\bqq\d", " ".join((finding.message, *map(str, finding.fixes)))), finding


@every_rule
def test_each_fix_cures_bad(rule: Rule) -> None:
    bad = design(rule.examples["Bad"])
    before = judged(bad)
    for finding in before.standing:
        if finding.rule is not rule:
            continue
        assert len({fix.id for fix in finding.fixes}) == len(finding.fixes)
        for fix in finding.fixes:
            after = judged(fix.edit(bad))
            assert str(fix)
            assert finding.key not in {other.key for other in after.findings}, fix.id
            broken = [
                other.message
                for other in after.findings
                if other.rule.family == "FIL"
                and other.severity is Severity.ERROR
                and other.key not in {one.key for one in before.findings}
            ]
            assert not broken, fix.id


@every_rule
def test_an_empty_design_is_fine(rule: Rule) -> None:
    assert check(Design(), TODAY, rules=[rule]).findings == ()
