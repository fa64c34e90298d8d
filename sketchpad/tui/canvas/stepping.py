"""Stating a business transaction: its steps, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from ...editing import SetFlow
from ...model import Id, Step
from ...model.notation import MARKS
from ...model.printing import marks, written_step
from ..light import shown, stepped_through
from ..scene import Do, Meaning, Scene, WhyNot
from .gestures import Ghost, Keys, Pick, nearest_first
from .walk import labelled

MEANT = {"*": "has a compensation", "^": "is the point of no return", "~": "can be tried again"}
"""What a mark says of a step."""


@dataclass(frozen=True)
class Stepping(Pick):
    """Choose the components of a transaction in their order, and mark what can be undone."""

    name = "FLOW"
    starter = "F"
    keys: ClassVar[Keys] = (
        ("a-z", "next step"),
        ("Space", "step here"),
        ("* ^ ~", "mark it"),
        ("Backspace", "take back"),
        ("Enter", "done"),
        ("Esc", "back"),
    )

    flow: Id = ""
    """The flow whose steps these are; empty for one that has no id yet."""
    steps: tuple[Step, ...] = ()
    named: Callable[[tuple[Step, ...]], Meaning] | None = None
    """What the steps of a new flow mean, which is to have a name first."""

    @classmethod
    def begin(cls, scene: Scene, named: Callable[[tuple[Step, ...]], Meaning]) -> Stepping | WhyNot:
        """The steps of the flow that is looked at, else those of a new one."""
        if not scene.taken:
            return WhyNot("there is no component yet that could take a step")
        targets = labelled(nearest_first(scene, list(scene.visible())), last=cls.starter)
        flow = scene.design.flows.get(scene.lit)
        if flow is None:
            return cls(scene.cursor, targets=targets, named=named)
        return cls(scene.cursor, targets=targets, flow=flow.id, steps=flow.steps)

    @property
    def title(self) -> str:
        return f"{super().title} {self.flow}".rstrip()

    def press(self, key: str, scene: Scene) -> Meaning | Self | None:
        if key in (" ", "space"):
            return self._here(scene)
        if key in MARKS and self.steps:
            *before, last = self.steps
            turned = last.but(**{MARKS[key]: not getattr(last, MARKS[key])})
            return replace(self, steps=(*before, turned))
        if key == "backspace" and self.steps and not self.typed and not self.count:
            return replace(self, steps=self.steps[:-1])
        return super().press(key, scene)

    def picked(self, id: Id, scene: Scene) -> Meaning:
        at = scene.slots[id]
        return replace(self, at=at, typed="", count="", steps=(*self.steps, Step(component=id)))

    def put(self, scene: Scene) -> Meaning:
        """The pointer adds a step; on the last one it ends."""
        here = scene.component_at(self.at)
        ends = here is not None and bool(self.steps) and here.id == self.steps[-1].component
        return self.end(scene) if ends else self._here(scene)

    def _here(self, scene: Scene) -> Meaning:
        here = scene.component_at(self.at)
        return self.picked(here.id, scene) if here else WhyNot("a step is a component; there is none here")

    def ghost(self, scene: Scene) -> Ghost:
        light = stepped_through(scene.design, self.steps)
        labels = {id: label for id, label in self.labels().items() if id not in light.numbers}
        return Ghost(labels=labels, light=shown(light, scene.folded) if scene.folded else light, says=self._says())

    def _says(self) -> str:
        if not self.steps:
            return "type the label of the first step, or press Space on it"
        said = " > ".join(written_step(step) for step in self.steps[-4:])
        more = "… " if len(self.steps) > 4 else ""
        meant = [MEANT[mark] for mark in marks(self.steps[-1])]
        return f"{more}{said}" + (f"   {self.steps[-1].component} {' and '.join(meant)}" if meant else "")

    def end(self, scene: Scene) -> Meaning:
        if not self.steps:
            return WhyNot("choose the first step, by its label or with Space")
        flow = scene.design.flows.get(self.flow)
        if flow is not None:
            return Do(SetFlow(flow.but(steps=self.steps)), scene.chosen)
        return self.named(self.steps) if self.named else WhyNot("the flow is no longer there")
