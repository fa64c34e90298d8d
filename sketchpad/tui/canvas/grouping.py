"""Drawing a boundary around components."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from ...model import Id
from ..scene import Act, Meaning, Scene, WhyNot
from .gestures import Area, Keys


@dataclass(frozen=True)
class Boundary(Area):
    """Choose a rectangle of components to group; which group, is asked when it ends."""

    name: ClassVar[str] = "GROUP"
    starter: ClassVar[str] = "b"
    keys: ClassVar[Keys] = (("arrows", "stretch"), ("Enter", "group"), ("Esc", "back"))

    ask: Callable[[frozenset[Id]], Act] | None = None

    def end(self, scene: Scene) -> Meaning:
        ids = self.within(scene)
        if not ids or self.ask is None:
            return WhyNot("a group needs a component in it")
        return self.ask(ids)
