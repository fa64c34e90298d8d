"""Several edits as one step, and a whole design as one."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Design
from .edit import Edit


@dataclass(frozen=True)
class Several:
    """Edits that are made, and undone, together."""

    name: str
    edits: tuple[Edit, ...]

    def __call__(self, design: Design) -> Design:
        for edit in self.edits:
            design = edit(design)
        return design

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Take:
    """Another design in the place of this one: the one that was recovered, or that the file holds."""

    name: str
    design: Design

    def __call__(self, design: Design) -> Design:
        return self.design

    def __str__(self) -> str:
        return self.name
