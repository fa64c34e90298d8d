"""The library holds the very architectures of the rule material, under names that people use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from material import each, text, wanted

from sketchpad.library import find, patterns
from sketchpad.model import Component, Design, Group, Id, parse

from .expected import ANTI_PATTERNS

SECTION = re.compile(
    r"^#### [PA][0-9]{2} ([a-z-]+)(?: -> ([A-Z0-9, -]+))?\n(?:- [^\n]*\n)*```\n(.*?)```", re.MULTILINE | re.DOTALL
)

CASES = {name: (rules, sketch) for name, rules, sketch in SECTION.findall(text())}


def settings(properties: Mapping[str, Any], ids: Mapping[Id, int]) -> tuple[Any, ...]:
    """Properties with single words as lists of one and with ids by what they stand for."""
    said = []
    for name, value in sorted(properties.items()):
        items = value if isinstance(value, tuple) else (value,)
        said.append((name, tuple(ids[id] for id in items) if name == "on" and ids else items))
    return tuple(said)


def groups_of(design: Design, id: Id) -> set[Id]:
    """Every group around a part. Accounts are left out: whether the Regions are drawn in theirs changes no rule."""
    part = design.components.get(id) or design.groups[id]
    found = {group for inner in part.inside for group in (inner, *groups_of(design, inner))}
    return {group for group in found if design.groups[group].kind != "account"}


def shape(design: Design) -> tuple[Counter[Any], ...]:
    """What a design is, whatever its parts are called: equal for equal architectures.

    Each part starts from what it says of itself and takes in, again and again, what its neighbours say.
    """
    parts: list[Component | Group] = [*design.components.values(), *design.groups.values()]
    sort = {part.id: hash((part.kind, settings(part.properties, {}))) for part in parts}
    for _ in range(8):
        near: dict[Id, list[Any]] = {id: [] for id in sort}
        for one in design.connections.values():
            said = (one.verb, settings(one.properties, {}))
            near[one.source].append(("out", said, sort[one.target]))
            near[one.target].append(("in", said, sort[one.source]))
        for id in design.components:
            for group in groups_of(design, id):
                near[id].append(("within", (), sort[group]))
                near[group].append(("holds", (), sort[id]))
        sort = {id: hash((sort[id], tuple(sorted(near[id], key=repr)))) for id in sort}
    return (
        Counter(sort[id] for id in design.components),
        Counter(sort[id] for id in design.groups if design.groups[id].kind != "account"),
        Counter((r.type, settings(r.properties, sort)) for r in design.requirements.values()),
        Counter(
            (
                tuple((sort[s.component], s.compensated, s.pivot, s.retriable) for s in flow.steps),
                settings(flow.properties, {}),
            )
            for flow in design.flows.values()
        ),
    )


@wanted
def test_all_of_them_are_there() -> None:
    assert sorted(CASES) == sorted(pattern.name for pattern in patterns())
    assert len(CASES) == 32


@each("name", list(CASES))
def test_same_architecture(name: str) -> None:
    rules, sketch = CASES[name]
    ours, theirs = find(name).design, parse(sketch)
    assert len(ours.connections) == len(theirs.connections)
    assert shape(ours) == shape(theirs)
    assert find(name).anti == bool(rules)


@each("name", [name for name in CASES if CASES[name][0]])
def test_the_same_rules_are_named(name: str) -> None:
    assert tuple(sorted(CASES[name][0].split(", "))) == ANTI_PATTERNS[name]


def test_the_comparison_sees_a_difference() -> None:
    """Guards the guard: one property, one end or one member different is another architecture."""
    design = find("three-tier-containers").design
    other = [
        design.having(design.components["storefront"].but(properties={"az_count": 3})),
        design.having(design.connections["storefront-rw-sessions"].but(target="way-out")),
        design.having(design.components["sessions"].but(inside=("public",))),
        design.without(["load"]),
    ]
    assert all(shape(one) != shape(design) for one in other)
