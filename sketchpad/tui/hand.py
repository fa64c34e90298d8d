"""The user's hand: the gesture under way, led by keys or by the pointer. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic

from ..drawing import Hit
from ..model import Id, Slot
from .canvas import Area, Gesture, Grip, Moving, Reending, Stretching, Wiring
from .keys import shown
from .scene import Ask, Choose, Meaning, Scene, WhyNot

BARE = frozenset(
    (
        *(
            f"{side}_{key}"
            for side in ("left", "right")
            for key in ("shift", "control", "alt", "super", "hyper", "meta")
        ),
        *("iso_level3_shift", "iso_level5_shift", "caps_lock", "num_lock", "scroll_lock"),
    )
)
"""Keys that mean nothing by themselves, which some terminals send all the same."""

TWICE = 0.4
"""Seconds within which a gesture's key pressed again makes it stay on."""


WITHIN: Grip = (0, 0)
TITLE: Grip = (0, -1)
"""The upper side of a border, by which a group is moved."""


@dataclass(frozen=True)
class Press:
    """The pointer is down: where, on what, and whether on the port that a connection starts from."""

    slot: Slot
    hit: Hit
    on_port: bool
    grip: Grip = (0, 0)
    """Which sides of a group's border it holds; neither within one."""


@dataclass
class Hand:
    """What is under way."""

    ask: Ask | None = None
    """What comes to stand where a connection is let go over an empty slot."""
    gesture: Gesture | None = None
    began: float = 0.0
    press: Press | None = None
    dragging: bool = False

    def begin(self, gesture: Gesture) -> None:
        """Take up a gesture, or the next state of the one under way."""
        if self.gesture is None:
            self.began = monotonic()
        self.gesture = gesture

    def leave(self) -> None:
        self.gesture, self.dragging = None, False

    def ended(self) -> None:
        """The gesture came to its end; it begins again where it stays on."""
        gesture = self.gesture
        self.leave()
        if gesture is not None and gesture.sticky:
            self.gesture = gesture.again()

    def key(self, typed: str, scene: Scene) -> Meaning:
        """What a key means to the gesture under way."""
        gesture = self.gesture
        assert gesture is not None
        if typed in BARE:
            return gesture
        meaning = gesture.press(typed, scene)
        if meaning is not None and (typed != gesture.starter or not self._at_once):
            return meaning
        if typed == gesture.starter:
            return replace(gesture, sticky=True) if self._at_once else gesture
        return WhyNot(f"{shown(typed)} does nothing in {gesture.name}; Esc leaves it")

    @property
    def _at_once(self) -> bool:
        return monotonic() - self.began < TWICE

    # -- the pointer ------------------------------------------------------------------------------------------------

    def down(self, press: Press, toggles: bool, scene: Scene) -> Meaning | None:
        self.press = press
        if self.gesture is not None:
            return self.gesture.to(press.slot, scene)
        id = press.hit.id if press.hit.what != "empty" else None
        if toggles and id is not None:
            marked = scene.chosen if scene.held else frozenset()
            return Choose(marked ^ {id}, on="" if press.hit.what == "component" else id)
        return self.about(press.hit, press.slot, scene)

    def about(self, hit: Hit, slot: Slot, scene: Scene) -> Choose:
        """What the pointer is on, with what is chosen along with it."""
        id = hit.id if hit.what != "empty" else None
        if hit.what == "component":
            together = scene.held and id in scene.chosen
            return Choose(scene.chosen if together else frozenset({id} if id else ()), slot, held=together)
        if id is not None:
            return Choose(frozenset({id}), None if hit.what == "connection" else slot, held=False)
        return Choose(frozenset(), slot, held=False)

    def drag(self, slot: Slot, scene: Scene) -> Meaning | None:
        """What the pointer draws: a connection from a port, a component along, or a rectangle."""
        press = self.press
        if press is None:
            return None
        if self.gesture is not None:
            return self.gesture.to(slot, scene)
        if press.hit.id is not None and press.hit.id not in scene.design:
            return None  # a key took it away meanwhile
        drawn = self._drawn(press, scene)
        if isinstance(drawn, WhyNot):
            return drawn
        self.dragging = True
        return drawn.to(slot, scene)

    def _drawn(self, press: Press, scene: Scene) -> Gesture | WhyNot:
        id: Id | None = press.hit.id
        if press.hit.what == "component" and id is not None:
            if id in scene.design.groups:
                return Moving.begin(replace(scene, chosen=frozenset({id}), cursor=press.slot))
            if press.on_port:
                return Wiring.leaving(scene, (id,), self.ask)
            ids = scene.components if id in scene.components else frozenset({id})
            return Moving(press.slot, ids=ids, start=press.slot)
        if press.hit.what == "connection" and id is not None and id in scene.design.connections:
            return Reending.begin(scene, scene.design.connections[id], press.slot)
        group = scene.design.groups.get(id or "")
        if press.hit.what == "group" and group is not None and press.grip != WITHIN:
            if press.grip == TITLE:
                return Moving.begin(replace(scene, chosen=frozenset({group.id}), cursor=press.slot))
            return Stretching.begin(scene, group, press.grip, press.slot)
        return Area(press.slot, start=press.slot)

    def up(self, scene: Scene) -> Meaning | None:
        """Letting go ends what was dragged, and puts down what the keys began."""
        press, self.press = self.press, None
        gesture = self.gesture
        if gesture is None or press is None:
            return None
        meaning = gesture.put(scene)
        if isinstance(meaning, WhyNot) and self.dragging:
            self.leave()
        return meaning
