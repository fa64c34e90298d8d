"""A file may say anything of a part: no rule breaks on it, and what it offers can be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sketchpad.editing import SetProperty
from sketchpad.model import Design, Id
from sketchpad.rules import RULES, Linter, Rule

from .designs import SKETCHES
from .edits import properties_of

ODD: tuple[Any, ...] = ("odd", -1, True, 1e12, (), ("a", 2), {"a": 1}, "unset", None)


def bent(design: Design) -> Iterator[tuple[Id, str, Any, Design]]:
    """The design with one property odd, for each of them."""
    for part in design.parts():
        for name in properties_of(part):
            for value in ODD:
                yield part.id, name, value, SetProperty(part.id, name, value)(design)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_survives_odd_values(rule: Rule) -> None:
    linter = Linter([rule])
    for id, name, value, design in bent(SKETCHES[f"{rule.id}-Bad"]):
        try:
            for finding in linter.once(design).findings:
                for fix in finding.fixes:
                    assert fix.edit(design) is not None
        except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError) as error:
            raise AssertionError(f"{rule.id} breaks on {name}={value!r} of {id}") from error
