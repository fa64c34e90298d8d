"""A file may say anything of a part: no rule breaks on it, and what it offers can be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sketchpad.catalog import GROUPS, KINDS, REQUIREMENTS, VERBS
from sketchpad.editing import SetProperty
from sketchpad.model import Component, Connection, Design, Group, Id, Part, Requirement, parse
from sketchpad.rules import RULES, Rule, check

ODD: tuple[Any, ...] = ("odd", -1, True, 1e12, (), ("a", 2), {"a": 1}, "unset", None)
SKETCHED = [rule for rule in RULES if not rule.examples["Bad"].startswith("{")]


def words_about(part: Part) -> tuple[str, ...]:
    """The properties that the catalogue knows of a part."""
    if isinstance(part, Component) and part.kind in KINDS:
        return tuple(KINDS[part.kind].properties)
    if isinstance(part, Group):
        return tuple(GROUPS[part.kind].properties)
    if isinstance(part, Connection) and part.verb in VERBS:
        return tuple(VERBS[part.verb].properties)
    return tuple(REQUIREMENTS[part.type].properties) if isinstance(part, Requirement) else ()


def bent(design: Design) -> Iterator[tuple[Id, str, Any, Design]]:
    """The design with one property odd, for each of them."""
    for part in design.parts():
        for name in words_about(part):
            for value in ODD:
                yield part.id, name, value, SetProperty(part.id, name, value)(design)


@pytest.mark.parametrize("rule", SKETCHED, ids=lambda rule: rule.id)
def test_a_rule_survives_odd_values(rule: Rule) -> None:
    for id, name, value, design in bent(parse(rule.examples["Bad"])):
        try:
            for finding in check(design, rules=[rule]).findings:
                for fix in finding.fixes:
                    assert fix.edit(design) is not None
        except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError) as error:
            raise AssertionError(f"{rule.id} breaks on {name}={value!r} of {id}") from error
