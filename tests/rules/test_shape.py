"""Which rules are called for which shapes: those that are not would have had nothing to say."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest

from sketchpad.editing import EditError, Need
from sketchpad.library import Pattern, patterns
from sketchpad.model import Design, Requirement, parse
from sketchpad.rules import RULES, Linter

from .designs import SKETCHES
from .edits import edits_around, said

TODAY = date(2026, 11, 23)
USUAL = Linter()
ALWAYS = Linter([replace(rule, when=None) for rule in RULES])
"""The rules as if they could have something to say of everything."""


def agree(design: Design) -> None:
    assert said(USUAL.once(design, TODAY)) == said(ALWAYS.once(design, TODAY))


def around(start: Design, draw: random.Random, edits: int) -> Iterator[Design]:
    """A design and some that are an edit away."""
    yield start
    every = list(edits_around(start))
    for edit in draw.sample(every, min(edits, len(every))):
        with suppress(EditError):
            yield edit(start)


@pytest.mark.parametrize("name", SKETCHES)
def test_a_rule_that_is_not_called_has_nothing_to_say(name: str) -> None:
    for design in around(SKETCHES[name], random.Random(name), 12):
        agree(design)


@pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: pattern.name)
def test_the_same_on_whole_architectures(pattern: Pattern) -> None:
    agree(pattern.design)


def test_a_requirement_calls_rules_that_were_not_called_before_and_back() -> None:
    start = parse("user u city=Tokyo; lambda fn region=us-east-1 runtime=java; u calls fn")
    asked = Need(Requirement(id="tail", type="latency", properties={"read_ms": 200, "pctl": 99}))(start)
    live = Linter()
    for design, speaks in ((start, False), (asked, True), (start, False)):
        live.see(design)
        assert ("CMP-006" in {one.rule.id for one in live.report(TODAY).findings}) is speaks
