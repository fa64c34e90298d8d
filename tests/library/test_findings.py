"""Patterns are beyond reproach, and anti-patterns are reproached with exactly what they were made for."""

from __future__ import annotations

import pytest

from sketchpad.library import Pattern, find, patterns, starter
from sketchpad.rules import ERROR, Severity, check

from .expected import ANTI_PATTERNS, STARTER


def said(pattern: Pattern) -> list[str]:
    return sorted({finding.rule.id for finding in check(pattern.design).findings})


@pytest.mark.parametrize("pattern", [p for p in patterns() if not p.anti], ids=str)
def test_no_rule_speaks_on_a_pattern(pattern: Pattern) -> None:
    assert [f"{finding.rule.id}: {finding.message}" for finding in check(pattern.design).findings] == []


@pytest.mark.parametrize("name", ANTI_PATTERNS)
def test_exactly_the_named_rules_speak_on_an_anti_pattern(name: str) -> None:
    assert said(find(name)) == list(ANTI_PATTERNS[name])


def test_the_starter_has_something_to_put_right_at_more_than_one_level() -> None:
    report = check(starter().design)
    assert sorted(finding.rule.id for finding in report.findings) == list(STARTER)
    assert all(finding.fixes for finding in report.findings)
    assert {finding.severity for finding in report.findings} == set(Severity)
    assert report.findings[0].severity is ERROR
    assert report.summary[Severity.ERROR.word] >= 2


def test_the_worst_of_the_starter_breaks_a_stated_requirement() -> None:
    report = check(starter().design)
    assert "load" in next(f.breaks or () for f in report.findings if f.rule.id == "CON-001")
