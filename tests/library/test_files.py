"""The files as they lie there: canonical, complete and in words that the catalogue knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from sketchpad.catalog import GROUPS, KINDS, REQUIREMENTS, VERBS, Property, kind_of, verb_of, verbs_between
from sketchpad.library import Pattern, patterns, starter
from sketchpad.model import Component, Design, Group, Id, parse, unparse
from sketchpad.storage import dumps

from .expected import ANTI_PATTERNS

ALL = (*patterns(), starter())
each = pytest.mark.parametrize("pattern", ALL, ids=str)
RULE = re.compile(r"[A-Z]{3}-[0-9]{3}")


@each
def test_written_as_saving_writes_it(pattern: Pattern) -> None:
    assert dumps(pattern.design).encode() == pattern.path.read_bytes()


@each
def test_the_notation_says_the_same(pattern: Pattern) -> None:
    assert parse(unparse(pattern.design)) == pattern.design


@each
def test_named_explained_and_without_leftovers(pattern: Pattern) -> None:
    design = pattern.design
    assert design.name
    assert len(re.findall(r"[.:;?](?:\s|$)", design.about)) >= 2
    assert not design.waivers
    assert not design.spare
    assert not design.kept
    assert not any(part.kept for part in design.parts())


def test_titles_are_unique() -> None:
    assert len({pattern.title for pattern in ALL}) == len(ALL)


@each
def test_parts_have_names_of_their_own(pattern: Pattern) -> None:
    parts: list[Component | Group] = [*pattern.design.components.values(), *pattern.design.groups.values()]
    assert all(part.name for part in parts)
    named = [(part.kind, part.name) for part in parts]
    assert len(set(named)) == len(named)
    assert all(len(part.name) <= 14 for part in parts), "a longer name is cut on the canvas"
    assert all(requirement.text for requirement in pattern.design.requirements.values())


@each
def test_every_component_stands_somewhere_of_its_own(pattern: Pattern) -> None:
    slots = [component.at for component in pattern.design.components.values()]
    assert None not in slots
    assert len(set(slots)) == len(slots)
    columns = {slot.column for slot in slots if slot}
    assert min(columns) == 0
    assert max(columns) <= 4, "five columns fit a wide terminal"


def around(design: Design, id: Id) -> tuple[Id, ...]:
    """A group and the groups around it, as they are drawn."""
    inside = design.groups[id].inside
    return (id, *around(design, inside[0])) if inside else (id,)


@each
def test_borders_hold_their_members_and_nobody_else(pattern: Pattern) -> None:
    design = pattern.design
    slots = {c.id: c.at for c in design.components.values() if c.at}
    chains = {c.id: around(design, c.inside[0]) if c.inside else () for c in design.components.values()}
    for group in design.groups:
        members = [slots[id] for id, chain in chains.items() if group in chain]
        assert members, f"{group} is empty"
        columns, rows = {slot.column for slot in members}, {slot.row for slot in members}
        for id, slot in slots.items():
            within = min(columns) <= slot.column <= max(columns) and min(rows) <= slot.row <= max(rows)
            assert within == (group in chains[id]) or not within, f"{id} stands within {group}"


@each
def test_everything_is_known_to_the_catalogue(pattern: Pattern) -> None:
    design = pattern.design
    words = {*KINDS, *GROUPS, *VERBS}
    for part in design.parts():
        assert part.id not in words
    for component in design.components.values():
        assert component.kind in KINDS
        fits(component.id, kind_of(component.kind).properties, component.properties)
        assert set(component.inside) <= set(design.groups)
        assert all(kind_of(component.kind).fits(design.groups[id].kind) for id in component.inside)
    for group in design.groups.values():
        fits(group.id, GROUPS[group.kind].properties, group.properties)
        assert all(GROUPS[group.kind].fits(design.groups[outer].kind) for outer in group.inside)
    for connection in design.connections.values():
        ends = [design.components[end].kind for end in (connection.source, connection.target)]
        assert connection.verb in verbs_between(*ends)
        fits(connection.id, verb_of(connection.verb).properties, connection.properties)
    for requirement in design.requirements.values():
        fits(requirement.id, REQUIREMENTS[requirement.type].properties, requirement.properties)
        on = requirement.properties.get("on", ())
        assert set([on] if isinstance(on, str) else on) <= set(design.components)
    for flow in design.flows.values():
        assert {step.component for step in flow.steps} <= set(design.components)


def fits(id: Id, known: Mapping[str, Property], properties: Mapping[str, Any]) -> None:
    for name, value in properties.items():
        assert name in known, f"{id}: {name}"
        assert known[name].problem(value) is None, f"{id}: {name}={value}"


@pytest.mark.parametrize("pattern", [p for p in patterns() if p.anti], ids=str)
def test_an_anti_pattern_names_the_rules_that_speak(pattern: Pattern) -> None:
    assert sorted(RULE.findall(pattern.about)) == sorted(ANTI_PATTERNS[pattern.name])


@pytest.mark.parametrize("pattern", [p for p in patterns() if not p.anti], ids=str)
def test_a_pattern_speaks_of_no_rule(pattern: Pattern) -> None:
    assert not RULE.findall(pattern.about)
