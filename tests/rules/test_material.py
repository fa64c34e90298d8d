"""The rules against the knowledge base beside the checkout: examples, patterns and anti-patterns."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sketchpad.model import parse
from sketchpad.rules import RULES, check

FACTS = Path(__file__).parents[3] / "shared" / "facts.json"
TODAY = date(2026, 11, 23)
BUILT = frozenset(rule.id for rule in RULES)


def material(topic: str) -> list[dict[str, Any]]:
    """A topic's entries; those about rules that are not built are left out."""
    if not FACTS.exists():
        return []
    entries: list[dict[str, Any]] = json.loads(FACTS.read_text(encoding="utf-8"))[topic]
    return [entry for entry in entries if entry.get("rule") in BUILT or "rule" not in entry]


def fired(sketch: str) -> set[str]:
    """The rules that speak; that a verb is not foreseen is no more than a remark about the sketch."""
    return {finding.rule.id for finding in check(parse(sketch), TODAY).findings} - {"FIL-010"}


def about(entry: dict[str, Any]) -> str:
    return str(entry.get("rule") or entry["id"])


@pytest.mark.parametrize("entry", material("examples"), ids=about)
def test_an_example_fires_exactly(entry: dict[str, Any]) -> None:
    assert fired(entry["fires"]) == {entry["rule"], *entry["also"]} & BUILT


@pytest.mark.parametrize("entry", material("examples"), ids=about)
def test_its_counterpart_is_silent(entry: dict[str, Any]) -> None:
    assert fired(entry["silent"]) == set()


@pytest.mark.parametrize("entry", material("patterns"), ids=about)
def test_a_pattern_is_silent(entry: dict[str, Any]) -> None:
    assert fired(entry["graph"]) == set()


@pytest.mark.parametrize("entry", material("anti_patterns"), ids=about)
def test_an_anti_pattern_fires_exactly(entry: dict[str, Any]) -> None:
    assert fired(entry["graph"]) == set(entry["fires"]) & BUILT
