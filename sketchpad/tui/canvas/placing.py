"""Adding and moving components."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import count
from typing import Self

from ...catalog import kind_of, verbs_between
from ...editing import Add, Connect, Edit, Move, Regroup, Several
from ...editing.edit import listed
from ...editing.groups import around, members
from ...model import Component, Id, Slot
from ..keys import HOT, STEPS
from ..light import Light
from ..scene import ORIGIN, Ask, Do, Meaning, Scene, WhyNot
from .gestures import Gesture, Ghost, Turning
from .owners import choices, group_owner, owner, path
from .walk import free
from .wiring import default_verb


def new_id(scene: Scene, kind: str) -> Id:
    """The code of the kind and the first number that is free."""
    stem = kind_of(kind).code.lower()
    return next(id for number in count(1) if (id := f"{stem}-{number}") not in scene.design)


def placed(scene: Scene, kind: str, wish: Slot) -> Do:
    """Add a component at once, in the free slot nearest to the one wished for."""
    return Placing(free(scene.taken, wish), kind=kind, wish=wish).end_at_once(scene)


@dataclass(frozen=True)
class Placing(Turning):
    """Put a new component into a slot, and connect it to another one where it was asked to."""

    name = "ADD"
    starter = "a"
    keys = (("arrows", "where"), ("Tab", "group"), ("Enter", "place"), ("Esc", "back"))

    kind: str = ""
    wish: Slot | None = None
    """The slot that was meant first, where that is taken."""
    source: Id | None = None
    """What to connect it to."""

    @property
    def title(self) -> str:
        return f"{super().title} {kind_of(self.kind).name}"

    def to(self, slot: Slot, scene: Scene) -> Self:
        return replace(super().to(slot, scene), wish=None)

    def _part(self, scene: Scene) -> Component:
        return Component(id=new_id(scene, self.kind), kind=self.kind, at=self.at)

    def _into(self, scene: Scene) -> Id | None:
        options = choices(scene, self._part(scene), self.at)
        return options[self.turn % len(options)]

    def problem(self, scene: Scene) -> str:
        other = scene.taken.get(self.at)
        return f"{scene.design.components[other]} stands there already" if other else ""

    def ghost(self, scene: Scene) -> Ghost:
        part, into = self._part(scene), self._into(scene)
        moved = "that slot is taken; this is the nearest free one" if self.wish not in (None, self.at) else ""
        says = "; ".join(filter(None, (moved, f"in {path(scene.design, into)}" if into else "")))
        return Ghost(
            boxes=((self.at, kind_of(self.kind).code, part.id),),
            wire=(scene.slots[self.source], self.at) if self.source else None,
            light=_taking(into),
            says=says,
            problem=self.problem(scene),
        )

    def end(self, scene: Scene) -> Meaning:
        if problem := self.problem(scene):
            return WhyNot(problem)
        return self.end_at_once(scene)

    def end_at_once(self, scene: Scene) -> Do:
        into = self._into(scene)
        part = self._part(scene).but(inside=(into,) if into else ())
        edit: Edit = Add(part)
        if self.source is not None:
            other = scene.design.components[self.source]
            edit = Several(f"{edit} {self._beside(other)}", (edit, connecting(other, part)))
        notes = []
        if self.wish not in (None, self.at):
            notes.append("in the nearest free slot")
        if into:
            notes.append(f"in {path(scene.design, into)}")
        raw = scene.drawing.group_at(self.at)
        if raw is not None and raw != into and self.turn == 0:
            kind = kind_of(self.kind).name
            notes.append(f"{kind} does not lie in a {kind_of(scene.design.groups[raw].kind).name.lower()}")
        return Do(edit, frozenset({part.id}), self.at, "; ".join(notes))

    def _beside(self, other: Component) -> str:
        return f"{'before' if backward(other.kind, self.kind) else 'after'} {other}"

    def again(self) -> Self:
        return replace(self, wish=None, turn=0)


def connecting(one: Component, new: Component) -> Connect:
    """From one component to a new one, or the other way round where only that is foreseen."""
    source, target = (new, one) if backward(one.kind, new.kind) else (one, new)
    return Connect(source.id, default_verb(source.kind, target.kind), target.id)


def backward(kind: str, new: str) -> bool:
    """Whether a connection is foreseen from a new kind alone, not to it."""
    return bool(verbs_between(new, kind)) and not verbs_between(kind, new)


def _taking(*groups: Id | None) -> Light:
    """Brings out the groups that take what is put down."""
    return Light(frozenset(group for group in groups if group is not None))


@dataclass(frozen=True)
class Extend(Gesture):
    """Place a new component next door and connect it: first the way, then what."""

    name = "EXTEND"
    starter = "W"
    keys = (("arrows", "which way"), ("1-0", "what"), ("Enter", "any kind"), ("Esc", "back"))

    source: Id = ""
    ask: Ask | None = None

    @classmethod
    def begin(cls, scene: Scene, ask: Ask | None = None) -> Extend | WhyNot:
        if scene.here is None:
            return WhyNot("put the cursor on a component to extend from it")
        return cls(scene.cursor, source=scene.here.id, ask=ask)

    def _stands(self, scene: Scene) -> tuple[Id, Slot] | None:
        """What it extends from, and where that is; while it stays on, what was placed last."""
        id = self.source or scene.taken.get(self.at, "")
        return (id, scene.slots[id]) if id in scene.design.components else None

    def press(self, key: str, scene: Scene) -> Meaning | Self | None:
        source = self._stands(scene)
        if source is None:
            return None
        id, slot = source
        if key in HOT and self.at != slot:
            return Placing(self.at, kind=HOT[key], source=id).end(scene)
        if key == Placing.starter:
            return self.end(scene)
        if key in STEPS:
            slot = slot.moved(STEPS[key])
            while slot in scene.taken:
                slot = slot.moved(STEPS[key])
            return replace(self, source=id, at=slot)
        return super().press(key, scene)

    def ghost(self, scene: Scene) -> Ghost:
        source = self._stands(scene)
        if source is None or self.at == source[1]:
            return Ghost(says="which way? press an arrow")
        keys = "  ".join(f"{key} {kind_of(kind).code}" for key, kind in HOT.items())
        return Ghost(boxes=((self.at, "?", "what?"),), wire=(source[1], self.at), says=f"what? {keys}  Enter any")

    def end(self, scene: Scene) -> Meaning:
        source = self._stands(scene)
        if source is None or self.at == source[1] or self.ask is None:
            return WhyNot("press an arrow for the way, then a digit for what comes there")
        return self.ask(self.at, source[0])

    def again(self) -> Self:
        return replace(self, source="", count="")


@dataclass(frozen=True)
class Moving(Turning):
    """Slide components; their connections follow, and they come to lie in the groups they are moved into."""

    name = "MOVE"
    starter = "m"
    keys = (("arrows", "where"), ("1-9", "count"), ("Tab", "group"), ("Enter", "put down"), ("Esc", "back"))

    ids: frozenset[Id] = frozenset()
    groups: frozenset[Id] = frozenset()
    """Those that move as a whole, with what lies in them."""
    start: Slot = ORIGIN

    @classmethod
    def begin(cls, scene: Scene) -> Moving | WhyNot:
        if not (ids := scene.components):
            return WhyNot("there is no component here to move")
        return cls(scene.cursor, ids=ids, groups=scene.meant & scene.design.groups.keys(), start=scene.cursor)

    @property
    def by(self) -> tuple[int, int]:
        return self.at.column - self.start.column, self.at.row - self.start.row

    def problem(self, scene: Scene) -> str:
        for id in sorted(self.ids):
            other = scene.taken.get(scene.slots[id].moved(self.by))
            if other is not None and other not in self.ids:
                return f"{scene.design.components[other]} stands there already"
        return ""

    def _homes(self, scene: Scene) -> dict[Id, Id | None]:
        """The groups that the parts come to lie in, where they differ from those they lie in."""
        found: dict[Id, Id | None] = {}
        if self.by == (0, 0) and not self.turn:
            return found
        along: set[Id] = set()
        for id in sorted(self.groups):
            group, inner = scene.design.groups[id], members(scene.design, id)
            along |= inner
            slots = [scene.slots[one].moved(self.by) for one in inner]
            if slots and self.groups.isdisjoint(around(scene.design, group)):
                into = group_owner(scene, group, slots, self.ids)
                if into != next(iter(group.inside), None):
                    found[id] = into
        for id in sorted(self.ids - along):
            part, slot = scene.design.components[id], scene.slots[id].moved(self.by)
            options = choices(scene, part, slot) if self.turn else ()
            into = options[self.turn % len(options)] if options else owner(scene, part, slot, self.ids)
            if into != next(iter(part.inside), None):
                found[id] = into
        return found

    def ghost(self, scene: Scene) -> Ghost:
        slots = ((id, scene.slots[id].moved(self.by)) for id in sorted(self.ids))
        boxes = tuple(
            (slot, kind_of(scene.design.components[id].kind).code, str(scene.design.components[id]))
            for id, slot in slots
        )
        homes = self._homes(scene)
        says, light = self._goes(scene, homes), _taking(*homes.values())
        return Ghost(boxes=boxes, light=light, says=says, problem=self.problem(scene))

    def _goes(self, scene: Scene, homes: dict[Id, Id | None]) -> str:
        targets: Collection[Id | None] = dict.fromkeys(homes.values())
        return ", ".join(f"-> {path(scene.design, into)}" for into in targets)

    def end(self, scene: Scene) -> Meaning:
        if problem := self.problem(scene):
            return WhyNot(problem)
        homes = self._homes(scene)
        move = Move(self.ids, self.by, tuple((id, scene.slots[id]) for id in sorted(self.ids)))
        edits: list[Edit] = [move] if self.by != (0, 0) else []
        for into in dict.fromkeys(homes.values()):
            edits.append(Regroup(frozenset(id for id, home in homes.items() if home == into), into))
        if not edits:
            return WhyNot("nothing moved")
        name = f"Move {listed(sorted(self.groups))}" if self.groups else str(move)
        edit = edits[0] if len(edits) == 1 and not self.groups else Several(name, tuple(edits))
        return Do(edit, self.groups or self.ids, self.at, self._goes(scene, homes))

    def again(self) -> Self:
        return replace(self, start=self.at, turn=0)
