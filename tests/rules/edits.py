"""Single edits of a design, whatever can be done to it, and all that there is to what the rules say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any

from sketchpad.catalog import FLOW, GROUPS, REQUIREMENTS, Property, kind_of, verb_of, verbs_between
from sketchpad.editing import (
    Add,
    ChangeKind,
    ChangeVerb,
    Connect,
    Edit,
    Need,
    Remove,
    SetFlow,
    SetProperty,
    Tag,
    Unset,
)
from sketchpad.model import Component, Connection, Design, Flow, Group, Part, Requirement, Step
from sketchpad.rules import Judged, Report

from .designs import SKETCHES

VERBS_BETWEEN = ("rw", "reads", "calls", "publishes", "delivers")
KINDS_TRIED = ("user", "lambda", "sqs", "rds", "dynamodb", "elasticache", "rds_proxy", "alb", "monolith_app")
REGIONS = ("us-east-1", "us-east-2", "us-west-2", "eu-west-1", "us-moon-1")

WORDS: dict[str, tuple[Any, ...]] = {
    "bool": (True, False),
    "int": (0, 900),
    "number": (0, 900),
    "text": ("x",),
    "list": (("lambda",), ("ecs_fargate", "lambda")),
    "place": ("London", "Nowhere"),
    "places": ("Tokyo", ("London", "Tokyo")),
    "region": ("us-east-1", "eu-west-1"),
    "regions": ("us-east-2", ("us-east-2", "us-west-2"), ()),
    "class": ("db.t4g.micro", "db.r6g.large", "db.x.odd"),
}
"""Values by type; beside them a property is tried with its choices, if it has any, and with what sketches state."""


def properties_of(part: Part | None) -> Mapping[str, Property]:
    """What the catalogue foresees for a part."""
    if isinstance(part, Component | Group):
        return kind_of(part.kind).properties
    if isinstance(part, Connection):
        return verb_of(part.verb).properties
    if isinstance(part, Requirement):
        return REQUIREMENTS[part.type].properties if part.type in REQUIREMENTS else {}
    return FLOW


def _stated() -> dict[str, tuple[Any, ...]]:
    found: dict[str, dict[Any, None]] = {}
    for design in SKETCHES.values():
        for part in design.parts():
            for name, value in part.properties.items():
                found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


STATED = _stated()
"""The values that sketches state, by the name of the property: near where some rule changes its mind."""


def values_of(name: str, about: Property) -> tuple[Any, ...]:
    """The values that a property is tried with."""
    return tuple(dict.fromkeys((*(about.choices or WORDS.get(about.type, ())), *STATED.get(name, ()))))


def edits_of(part: Part) -> Iterator[Edit]:
    """Whatever can be done to one part."""
    yield Remove(frozenset({part.id}))
    for name, about in properties_of(part).items():
        yield from (SetProperty(part.id, name, value) for value in values_of(name, about))
    yield from (Unset(part.id, name) for name in part.properties)
    if isinstance(part, Component):
        yield from (ChangeKind(part.id, kind) for kind in KINDS_TRIED)
    if isinstance(part, Connection):
        yield from (ChangeVerb(part.id, verb) for verb in VERBS_BETWEEN)
    if isinstance(part, Flow):
        yield SetFlow(part.but(steps=part.steps[1:]))
        yield SetFlow(part.but(steps=part.steps[::-1]))
        for at, step in enumerate(part.steps):
            for mark in ("compensated", "pivot", "retriable"):
                other = step.but(**{mark: not getattr(step, mark)})
                yield SetFlow(part.but(steps=(*part.steps[:at], other, *part.steps[at + 1 :])))


def edits_around(design: Design) -> Iterator[Edit]:
    """Each single edit of a design, with some that add what it lacks."""
    for part in design.parts():
        yield from edits_of(part)
    for source, target in permutations(design.components, 2):
        foreseen = verbs_between(design.components[source].kind, design.components[target].kind)
        yield from (Connect(source, verb, target) for verb in dict.fromkeys((*VERBS_BETWEEN, *foreseen)))
    for component in design.components:
        yield from (Tag(frozenset({component}), group) for group in design.groups)
    for kind in KINDS_TRIED:
        yield Add(Component(id="added", kind=kind, inside=tuple(design.groups)[:1]))
    for kind in GROUPS:
        yield Add(Group(id="added", kind=kind))
    for type in REQUIREMENTS:
        yield Need(Requirement(id="added", type=type))
    yield SetFlow(Flow(id="added", steps=tuple(Step(component=id) for id in design.components)))


def told(one: Judged) -> tuple[Any, ...]:
    """All that there is to a finding."""
    fixes = tuple((fix.id, str(fix), fix.edit) for fix in one.fixes)
    return one.rule.id, one.on, one.message, one.severity, one.breaks, fixes, one.waiver, one.holds


def said(report: Report) -> list[tuple[Any, ...]]:
    """All that there is to a report."""
    return [*map(told, report.findings), *report.stale, dict(report.summary)]
