"""Copies: duplicate what is chosen, paste what comes from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..catalog import REQUIREMENTS, VERBS
from ..model import Component, Connection, Design, Flow, FreshIds, Group, Id, Part, Requirement, Slot
from ..model.notation import connection_id
from .edit import NO_IDS, EditError, component, listed

REFERENCES = frozenset(
    name
    for properties in [*(v.properties for v in VERBS.values()), *(r.properties for r in REQUIREMENTS.values())]
    for name, property in properties.items()
    if property.type in ("id", "ids")
)
"""The properties whose values are ids of other parts."""


@dataclass(frozen=True)
class Paste:
    """Add a copy of another design's parts, with ids of their own."""

    fragment: Design
    by: tuple[int, int] = (0, 0)
    """How far the copies stand from the originals, in slots."""
    into: Id | None = None
    """The group that takes what lay in none."""

    def __call__(self, design: Design) -> Design:
        new = _new_ids(design, self.fragment)
        taken = {c.at for c in design.components.values() if c.at is not None}
        elsewhere = self._elsewhere(design)
        parts = [self._copy(part, new, elsewhere) for part in self.fragment.parts()]
        for part in parts:
            if isinstance(part, Component) and part.at in taken:
                raise EditError(f"{part.at.column},{part.at.row} is taken" if part.at else "")
        return design.having(*parts) if parts else design

    def _copy(self, part: Part, new: Mapping[Id, Id], elsewhere: Collection[Id]) -> Part:
        id = new[part.id]
        if isinstance(part, Component):
            at = None if part.at is None else Slot(*part.at).moved(self.by)
            return part.but(id=id, at=at, inside=self._inside(part.inside, new, elsewhere))
        if isinstance(part, Group):
            return part.but(id=id, inside=self._inside(part.inside, new, elsewhere))
        if isinstance(part, Connection):
            source, target = new.get(part.source, part.source), new.get(part.target, part.target)
            return part.but(id=id, source=source, target=target, properties=_translated(part.properties, new))
        if isinstance(part, Requirement):
            return part.but(id=id, properties=_translated(part.properties, new))
        assert isinstance(part, Flow)
        return part.but(id=id, steps=tuple(s.but(component=new.get(s.component, s.component)) for s in part.steps))

    def _elsewhere(self, design: Design) -> set[Id]:
        """Groups of the design that the parts come from, which are in neither."""
        held: list[Component | Group] = [*self.fragment.components.values(), *self.fragment.groups.values()]
        known = self.fragment.groups.keys() | design.groups.keys()
        return {id for part in held for id in part.inside if id not in known}

    def _inside(self, inside: tuple[Id, ...], new: Mapping[Id, Id], elsewhere: Collection[Id]) -> tuple[Id, ...]:
        """The groups of a copy; a file may name as one what is another part, which is none of them."""
        groups = self.fragment.groups
        there = tuple(new[id] if id in groups else id for id in inside if id not in elsewhere)
        return there if there or self.into is None else (self.into,)

    def __str__(self) -> str:
        return f"Paste {self.fragment.name or listed(sorted(self.fragment.components))}"


def _new_ids(design: Design, fragment: Design) -> dict[Id, Id]:
    """An id for each part of the fragment that no part of the design has; ids that say what they join follow along."""
    fresh = FreshIds(lambda id: id in NO_IDS or id in design)
    new = {part.id: fresh(part.id) for part in fragment.parts() if not isinstance(part, Connection)}
    for _, c in sorted(fragment.connections.items()):
        implied = c.id.startswith(connection_id(c.source, c.verb, c.target))
        wish = connection_id(new.get(c.source, c.source), c.verb, new.get(c.target, c.target)) if implied else c.id
        new[c.id] = fresh(wish)
    return new


def _translated(properties: Mapping[str, Any], new: Mapping[Id, Id]) -> dict[str, Any]:
    def one(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(one(v) for v in value)
        return new.get(value, value) if isinstance(value, str) else value

    return {name: one(value) if name in REFERENCES else value for name, value in properties.items()}


def fragment(design: Design, ids: frozenset[Id]) -> Design:
    """The chosen parts as a design of their own, with the groups among them and the connections between them."""
    components = {id: c for id, c in design.components.items() if id in ids or ids.intersection(c.inside)}
    groups = {id: g for id, g in design.groups.items() if id in ids}
    connections = {id: c for id, c in design.connections.items() if c.source in components and c.target in components}
    return Design(components=components, groups=groups, connections=connections)


def on_its_own(part: Design) -> Design:
    """A fragment that speaks of no group but its own, so that it can be written down and read elsewhere."""
    held: list[Component | Group] = [*part.components.values(), *part.groups.values()]
    return part.having(*(one.but(inside=tuple(id for id in one.inside if id in part.groups)) for one in held))


@dataclass(frozen=True)
class Duplicate:
    """Copy components beside themselves, with the connections between them."""

    ids: frozenset[Id]
    by: tuple[int, int]
    """How far the copies stand from the originals, in slots."""

    def __call__(self, design: Design) -> Design:
        for id in sorted(self.ids):
            component(design, id)
        return Paste(fragment(design, self.ids), self.by)(design)

    def __str__(self) -> str:
        return f"Duplicate {listed(sorted(self.ids))}"
