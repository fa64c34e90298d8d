"""Edits of components, and of what every part has: a name, a note, properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..catalog import Property, kind_of
from ..model import FARTHEST, Component, Connection, Design, Flow, Group, Id, Part, Requirement, Slot
from ..model.printing import shown
from .edit import EditError, component, listed


def _free(design: Design, slots: dict[Id, Slot]) -> None:
    """Raises EditError where one of the slots is out of reach or somebody else's."""
    for id, slot in slots.items():
        if max(abs(slot.column), abs(slot.row)) > FARTHEST:
            raise EditError(f"{id} would leave the grid, which ends {FARTHEST} slots from its middle")
    wanted = {slot: id for id, slot in slots.items()}
    if len(wanted) < len(slots):
        raise EditError("two components cannot stand in one slot")
    for other in design.components.values():
        if other.at in wanted and other.id not in slots:
            raise EditError(f"{other} stands there already")


@dataclass(frozen=True)
class Add:
    """Put a part into the design."""

    part: Part

    def __call__(self, design: Design) -> Design:
        part = self.part
        if part.id in design:
            raise EditError(f"{part.id} is taken")
        if isinstance(part, Component) and part.at is not None:
            _free(design, {part.id: part.at})
        return design.having(part)

    def __str__(self) -> str:
        what = kind_of(self.part.kind).name if isinstance(self.part, Component | Group) else ""
        return f"Add {what} {self.part}".replace("  ", " ")


@dataclass(frozen=True)
class Remove:
    """Take parts out, with the connections they leave dangling; what lay in a group moves to the one around it."""

    ids: frozenset[Id]

    def __call__(self, design: Design) -> Design:
        if unknown := sorted(id for id in self.ids if id not in design):
            raise EditError(f"there is no part {unknown[0]}")
        lifted = lifted_out_of(design, self.ids & design.groups.keys())
        return lifted.without(self.ids)

    def __str__(self) -> str:
        return f"Remove {listed(sorted(self.ids))}"


def lifted_out_of(design: Design, groups: frozenset[Id]) -> Design:
    """What lies in one of `groups` lies in what is around it instead."""

    def lift(inside: tuple[Id, ...], seen: frozenset[Id] = frozenset()) -> tuple[Id, ...]:
        out: list[Id] = []
        for id in inside:
            around = lift(design.groups[id].inside, seen | {id}) if id in groups and id not in seen else (id,)
            out.extend(other for other in around if other not in out and other not in groups)
        return tuple(out)

    parts: list[Component | Group] = [*design.components.values(), *design.groups.values()]
    members = [part.but(inside=lift(part.inside)) for part in parts if not groups.isdisjoint(part.inside)]
    return design.having(*members) if members else design


@dataclass(frozen=True)
class Move:
    """Slide components across the grid; their connections follow."""

    ids: frozenset[Id]
    by: tuple[int, int]
    """Columns and rows, in slots."""
    shown: tuple[tuple[Id, Slot], ...] = ()
    """Where the drawing shows those that state no position."""

    def __call__(self, design: Design) -> Design:
        shown = dict(self.shown)
        slots: dict[Id, Slot] = {}
        for id in sorted(self.ids):
            at = component(design, id).at or shown.get(id)
            if at is None:
                raise EditError(f"{id} has no position yet")
            slots[id] = at.moved(self.by)
        _free(design, slots)
        return design.having(*(design.components[id].but(at=slot) for id, slot in slots.items()))

    def __str__(self) -> str:
        return f"Move {listed(sorted(self.ids))}"


@dataclass(frozen=True)
class Place:
    """Put components into slots, all at once: one may go where another one was."""

    slots: tuple[tuple[Id, Slot], ...]
    name: str = ""
    """What it is for; empty where there is no more to say than that they are placed."""

    def __call__(self, design: Design) -> Design:
        slots = dict(self.slots)
        parts = [component(design, id) for id in slots]
        _free(design, slots)
        return design.having(*(part.but(at=slots[part.id]) for part in parts))

    def __str__(self) -> str:
        return self.name or f"Place {listed(sorted(id for id, _ in self.slots))}"


@dataclass(frozen=True)
class Rename:
    """Give a component or a group another name; its id, and so every waiver, stays."""

    id: Id
    name: str

    def __call__(self, design: Design) -> Design:
        part = design.get(self.id)
        if not isinstance(part, Component | Group):
            raise EditError(f"{self.id} has no name")
        return design.having(part.but(name="" if self.name == self.id else self.name.strip()))

    def __str__(self) -> str:
        return f"Rename {self.id} to {self.name}"


@dataclass(frozen=True)
class Annotate:
    """Write a note on a component or a group."""

    id: Id
    note: str

    def __call__(self, design: Design) -> Design:
        part = design.get(self.id)
        if not isinstance(part, Component | Group):
            raise EditError(f"{self.id} takes no note")
        return design.having(part.but(note=self.note))

    def __str__(self) -> str:
        return f"Note on {self.id}"


def _with_properties(design: Design, id: Id) -> Component | Group | Connection | Requirement | Flow:
    part = design.get(id)
    if not isinstance(part, Component | Group | Connection | Requirement | Flow):
        raise EditError(f"there is no part {id}")
    return part


@dataclass(frozen=True)
class SetProperty:
    """State a property of a part; it stays stated even at its default."""

    id: Id
    property: str
    value: Any

    def __call__(self, design: Design) -> Design:
        part = _with_properties(design, self.id)
        value = tuple(self.value) if isinstance(self.value, list) else self.value
        return design.having(part.but(properties={**part.properties, self.property: value}))

    def __str__(self) -> str:
        return f"Set {self.property}={shown(self.value)} on {self.id}"


@dataclass(frozen=True)
class Unset:
    """Leave a property to its default."""

    id: Id
    property: str

    def __call__(self, design: Design) -> Design:
        part = _with_properties(design, self.id)
        return design.having(part.but(properties={k: v for k, v in part.properties.items() if k != self.property}))

    def __str__(self) -> str:
        return f"Unset {self.property} of {self.id}"


def _fits(value: Any, before: Property, after: Property) -> bool:
    """Whether a value is as right for one kind as it was for another."""
    return not after.problem(value) or bool(before.problem(value))


@dataclass(frozen=True)
class ChangeKind:
    """Make a component of another kind; properties that the new kind does not know, or not with that value, are
    dropped."""

    id: Id
    kind: str
    properties: tuple[tuple[str, Any], ...] = ()
    """Properties to state along with it."""

    def __call__(self, design: Design) -> Design:
        old = component(design, self.id)
        known = kind_of(self.kind).properties
        was = kind_of(old.kind).properties
        kept = {k: v for k, v in old.properties.items() if k not in was or (k in known and _fits(v, was[k], known[k]))}
        return design.having(old.but(kind=self.kind, properties={**kept, **dict(self.properties)}))

    def __str__(self) -> str:
        return f"Make {self.id} {kind_of(self.kind).name}"
