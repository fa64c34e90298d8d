"""Operations that take more than one key: each begins, follows the cursor, shows a ghost, and ends in an edit or not.

A gesture is a value: every key makes the next one. Nothing is committed before it ends.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from ...model import Id, Slot
from ..keys import STEPS
from ..light import DARK, Light
from ..scene import ORIGIN, Choose, Go, Meaning, Scene, WhyNot
from .walk import labelled, stepped


@dataclass(frozen=True)
class Ghost:
    """What a gesture shows on the canvas."""

    boxes: tuple[tuple[Slot, str, str], ...] = ()
    """Slot, code and name of boxes that are not there yet."""
    area: tuple[Slot, Slot] | None = None
    wire: tuple[Slot, Slot] | None = None
    labels: Mapping[Id, str] = field(default_factory=dict)
    """What to type to get to a component."""
    light: Light = DARK
    """What it brings out of what is there."""
    bright: frozenset[Id] = frozenset()
    """The parts that alone are not dimmed, as only they will do; empty where all would."""
    says: str = ""
    problem: str = ""
    """Why it cannot end here."""


Keys = tuple[tuple[str, str], ...]
"""Keys and what they do, for the footer."""


@dataclass(frozen=True)
class Gesture:
    """What all gestures share: they follow the cursor, count, and stay on where asked to."""

    name: ClassVar[str] = ""
    starter: ClassVar[str] = ""
    """The key that begins it, which does nothing within; pressed again at once it makes the gesture stay on."""
    keys: ClassVar[Keys] = ()

    at: Slot = ORIGIN
    count: str = ""
    """Digits typed before a step."""
    sticky: bool = False

    @property
    def title(self) -> str:
        return self.name + (" (stays on)" if self.sticky else "") + (f" {self.count}" if self.count else "")

    def press(self, key: str, scene: Scene) -> Meaning | Self | None:
        """The gesture after a key, or what it ends in; None where the key means nothing here."""
        if key in STEPS:
            return replace(self.to(stepped(self.at, STEPS[key], int(self.count or "1")), scene), count="")
        if key == "enter":
            return self.end(scene)
        if len(key) == 1 and key.isdigit() and (self.count or key != "0"):
            return replace(self, count=(self.count + key)[-4:])
        if key == "backspace" and self.count:
            return replace(self, count=self.count[:-1])
        return None

    def to(self, slot: Slot, scene: Scene) -> Self:
        """The gesture when the cursor has come to a slot."""
        return replace(self, at=slot)

    def ghost(self, scene: Scene) -> Ghost:
        return Ghost()

    @abstractmethod
    def end(self, scene: Scene) -> Meaning:
        """What it ends in here."""

    def put(self, scene: Scene) -> Meaning:
        """What a click of the pointer means here."""
        return self.end(scene)

    def again(self) -> Self:
        """The gesture that follows where it stays on."""
        return self


@dataclass(frozen=True)
class Turning(Gesture):
    """There is more than one way to end it here: Tab goes on to the next."""

    turn: int = 0
    """How often another way was asked for."""

    def press(self, key: str, scene: Scene) -> Meaning | Self | None:
        if key == "tab":
            return replace(self, turn=self.turn + 1)
        return super().press(key, scene)

    def to(self, slot: Slot, scene: Scene) -> Self:
        return replace(super().to(slot, scene), turn=0)


@dataclass(frozen=True)
class Pick(Gesture):
    """Pick a component by the label on it."""

    targets: Mapping[str, Id] = field(default_factory=dict)
    typed: str = ""

    def press(self, key: str, scene: Scene) -> Meaning | Self | None:
        if key == "backspace" and self.typed:
            return replace(self, typed="")
        if len(key) == 1 and any(label.startswith(self.typed + key) for label in self.targets):
            typed = self.typed + key
            return self.picked(self.targets[typed], scene) if typed in self.targets else replace(self, typed=typed)
        return super().press(key, scene)

    @abstractmethod
    def picked(self, id: Id, scene: Scene) -> Meaning:
        """What it ends in, or goes on with, at a component."""

    def labels(self) -> dict[Id, str]:
        return {id: label[len(self.typed) :] for label, id in self.targets.items() if label.startswith(self.typed)}


@dataclass(frozen=True)
class Jump(Pick):
    """Go to a component by its label, or to another pane by its number."""

    name = "JUMP"
    starter = "f"
    keys = (("a-z", "label"), ("1", "inspector"), ("2", "findings"), ("Esc", "back"))

    panes: Mapping[str, Meaning] = field(default_factory=dict)
    """By number what leads to a pane."""

    @classmethod
    def begin(cls, scene: Scene, panes: Mapping[str, Meaning] | None = None) -> Jump | WhyNot:
        seen = list(scene.on_screen())
        if not seen:
            return WhyNot("there is nothing on the screen to jump to")
        return cls(scene.cursor, targets=labelled(nearest_first(scene, seen), last=cls.starter), panes=panes or {})

    def press(self, key: str, scene: Scene) -> Meaning | Self | None:
        return self.panes.get(key) or super().press(key, scene)

    def ghost(self, scene: Scene) -> Ghost:
        return Ghost(labels=self.labels(), says="type the label to go there, or the number of a pane")

    def picked(self, id: Id, scene: Scene) -> Meaning:
        return Go(scene.drawing.slots[id], jump=True)

    def end(self, scene: Scene) -> Meaning:
        return Go(self.at)


@dataclass(frozen=True)
class Area(Gesture):
    """Choose all components in a rectangle of slots."""

    name = "AREA"
    starter = "v"
    keys: ClassVar[Keys] = (("arrows", "stretch"), ("Enter", "choose"), ("Esc", "back"))

    start: Slot = ORIGIN

    @classmethod
    def begin(cls, scene: Scene) -> Area:
        return cls(scene.cursor, start=scene.cursor)

    def within(self, scene: Scene) -> frozenset[Id]:
        left, right = sorted((self.start.column, self.at.column))
        top, bottom = sorted((self.start.row, self.at.row))
        return frozenset(
            id
            for slot, id in scene.taken.items()
            if left <= slot.column <= right and top <= slot.row <= bottom and id in scene.drawing.slots
        )

    def ghost(self, scene: Scene) -> Ghost:
        inside = len(self.within(scene))
        return Ghost(area=(self.start, self.at), says=f"{inside} component{'' if inside == 1 else 's'}")

    def end(self, scene: Scene) -> Meaning:
        """What is in it; where the gesture stays on, that adds to what was chosen."""
        before = scene.chosen if self.sticky and scene.held else frozenset()
        return Choose(before | self.within(scene), self.at)

    def again(self) -> Self:
        return replace(self, start=self.at)


def nearest_first(scene: Scene, ids: list[Id]) -> list[Id]:
    """Ids in the order of their distance from the cursor, then as they were."""
    slots, cursor = scene.drawing.slots, scene.cursor
    return sorted(ids, key=lambda id: abs(slots[id].column - cursor.column) + abs(slots[id].row - cursor.row))
