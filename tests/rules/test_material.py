"""The rules against the knowledge base: its examples, patterns and anti-patterns."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from material import each, figures, wanted

from sketchpad.model import parse
from sketchpad.rules import RULES, check

TODAY = date(2026, 11, 23)


def entries(topic: str) -> list[Any]:
    """What there is of a topic, each under the rule or the pattern that it is about."""
    some = figures().get(topic, ())
    return [pytest.param(entry, id=str(entry.get("rule") or entry["id"])) for entry in some]


every_example = each("entry", entries("examples"))


def fired(sketch: str) -> set[str]:
    """The rules that speak; that a verb is not foreseen is no more than a remark about the sketch."""
    return {finding.rule.id for finding in check(parse(sketch), TODAY).findings} - {"FIL-010"}


@wanted
def test_the_rules_are_those_with_an_example() -> None:
    told = {entry["rule"] for entry in figures()["examples"]}
    assert told == {rule.id for rule in RULES if rule.family != "FIL"}


@every_example
def test_an_example_fires_exactly(entry: dict[str, Any]) -> None:
    assert fired(entry["fires"]) == {entry["rule"], *entry["also"]}


@every_example
def test_its_counterpart_is_silent(entry: dict[str, Any]) -> None:
    assert fired(entry["silent"]) == set()


@each("entry", entries("patterns"))
def test_a_pattern_is_silent(entry: dict[str, Any]) -> None:
    assert fired(entry["graph"]) == set()


@each("entry", entries("anti_patterns"))
def test_an_anti_pattern_fires_exactly(entry: dict[str, Any]) -> None:
    assert fired(entry["graph"]) == set(entry["fires"])
