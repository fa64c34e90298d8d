"""Stretching the border of a group over components, or drawing it back from them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple, Self

from ...catalog import kind_of
from ...editing import Edit, Regroup, Several
from ...editing.edit import listed
from ...editing.groups import around, members, units
from ...model import Design, Group, Id, Slot
from ..scene import ORIGIN, Do, Meaning, Scene, WhyNot
from .gestures import Gesture, Ghost, Keys
from .owners import fitting

Grip = tuple[int, int]
"""Which sides of a border are held: -1 the left (upper) one, 1 the right (lower) one, 0 neither."""

CORNER: Grip = (1, 1)


class Span(NamedTuple):
    """A rectangle of slots, its edges included."""

    left: int
    top: int
    right: int
    bottom: int

    def holds(self, slot: Slot) -> bool:
        return self.left <= slot.column <= self.right and self.top <= slot.row <= self.bottom

    def stretched(self, grip: Grip, by: tuple[int, int]) -> Span:
        """The sides that are held go along; no side goes beyond the other one."""
        left = min(self.left + by[0], self.right) if grip[0] < 0 else self.left
        right = max(self.right + by[0], self.left) if grip[0] > 0 else self.right
        top = min(self.top + by[1], self.bottom) if grip[1] < 0 else self.top
        bottom = max(self.bottom + by[1], self.top) if grip[1] > 0 else self.bottom
        return Span(left, top, right, bottom)

    def corner(self, grip: Grip) -> Slot:
        return Slot(self.left if grip[0] < 0 else self.right, self.top if grip[1] < 0 else self.bottom)


NOWHERE = Span(0, 0, 0, 0)


@dataclass(frozen=True)
class Stretching(Gesture):
    """What comes to stand within the border lies in the group; what stands outside does not."""

    name = "RESIZE"
    starter = "B"
    keys: ClassVar[Keys] = (("arrows", "the corner"), ("Tab", "the other corner"), ("Enter", "done"), ("Esc", "back"))

    group: Id = ""
    span: Span = NOWHERE
    """Where the border was when a side was taken hold of."""
    grip: Grip = CORNER
    start: Slot = ORIGIN

    @classmethod
    def begin(cls, scene: Scene, group: Group, grip: Grip = CORNER, held: Slot | None = None) -> Stretching | WhyNot:
        """Take hold of some sides, at a slot where the pointer is, else at their corner."""
        slots = [scene.slots[id] for id in members(scene.design, group.id)]
        if not slots or group.id not in scene.drawing.groups:
            return WhyNot(f"{group} has no border to take hold of")
        columns, rows = [slot.column for slot in slots], [slot.row for slot in slots]
        span = Span(min(columns), min(rows), max(columns), max(rows))
        at = held or span.corner(grip)
        return cls(at, group=group.id, span=span, grip=grip, start=at)

    @property
    def title(self) -> str:
        return f"{super().title} {self.group}"

    @property
    def now(self) -> Span:
        """Where the border would be."""
        return self.span.stretched(self.grip, (self.at.column - self.start.column, self.at.row - self.start.row))

    def press(self, key: str, scene: Scene) -> Meaning | Self | None:
        if key == "tab":
            across, down = self.grip
            grip, span = (-across or 1, -down or 1), self.now
            return replace(self, span=span, grip=grip, at=span.corner(grip), start=span.corner(grip), count="")
        return super().press(key, scene)

    def _changes(self, scene: Scene) -> tuple[frozenset[Id], frozenset[Id], frozenset[Id]]:
        """The components that come in, those that go out, and those that stand within but cannot lie in there."""
        design, now = scene.design, self.now
        mine = members(design, self.group)
        within = frozenset(id for slot, id in scene.taken.items() if now.holds(slot))
        others = within - mine
        come = frozenset(id for id in others if fitting(design, design.components[id].kind, (self.group,)))
        return come, mine - within, others - come

    def _problem(self, scene: Scene) -> str:
        come, go, _ = self._changes(scene)
        if not come and go == members(scene.design, self.group):
            return "a group needs a component in it"
        return ""

    def ghost(self, scene: Scene) -> Ghost:
        come, go, cannot = self._changes(scene)
        said = [f"takes in {listed(sorted(come))}"] if come else []
        said += [f"leaves out {listed(sorted(go))}"] if go else []
        if cannot:
            first = scene.design.components[min(cannot)]
            group = scene.design.groups[self.group]
            said.append(f"{kind_of(first.kind).name} does not lie in a {kind_of(group.kind).name.lower()}")
        now = self.now
        area = Slot(now.left, now.top), Slot(now.right, now.bottom)
        return Ghost(area=area, says="; ".join(said) or "as it is", problem=self._problem(scene))

    def end(self, scene: Scene) -> Meaning:
        if problem := self._problem(scene):
            return WhyNot(problem)
        come, go, _ = self._changes(scene)
        if not come and not go:
            return WhyNot("the border is where it was")
        edits = (*self._taken_in(scene.design, come), *self._left_out(scene.design, go))
        return Do(Several(f"Resize {self.group}", edits), frozenset({self.group}), say=self.ghost(scene).says)

    def _taken_in(self, design: Design, come: Collection[Id]) -> list[Edit]:
        kind = design.groups[self.group].kind
        outside = self._outside(design)
        taken = units(design, come, lambda group: group.id not in outside and kind_of(group.kind).fits(kind))
        return [Regroup(taken, self.group)] if come else []

    def _left_out(self, design: Design, go: Collection[Id]) -> list[Edit]:
        above = around(design, design.groups[self.group])
        homes: dict[Id | None, set[Id]] = {}
        outside = self._outside(design)
        for unit in units(design, go, lambda group: group.id not in outside):
            part = design.components.get(unit) or design.groups[unit]
            homes.setdefault(fitting(design, part.kind, above), set()).add(unit)
        return [Regroup(frozenset(ids), home) for home, ids in sorted(homes.items(), key=lambda one: min(one[1]))]

    def _outside(self, design: Design) -> frozenset[Id]:
        """The group itself and those around it."""
        return frozenset((self.group, *around(design, design.groups[self.group])))
