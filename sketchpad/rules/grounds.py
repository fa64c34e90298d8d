"""The figures that a rule rests on: those it reads while it judges its own examples."""

from __future__ import annotations

from ..catalog import Figure, derived, facts, graph
from ..model import parse
from .linter import Linter
from .rule import Rule


def grounds(rule: Rule) -> tuple[Figure, ...]:
    """The figures whose value the rule asks for about its Bad and its Good sketch, by name.

    The rule of a team reads none, and its sketches need not be any.
    """
    return () if rule.origin else _read(rule)


@derived
def _read(rule: Rule) -> tuple[Figure, ...]:
    sketches = [sketch for sketch in rule.examples.values() if not sketch.startswith("{")]
    with facts.noting() as names:
        for sketch in sketches:
            for _ in Linter([rule]).whole(graph(parse(sketch))):
                pass
    return tuple(facts.named(name) for name in sorted(names))
