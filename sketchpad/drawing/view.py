"""What a drawing says to whoever shows it: rectangles, hits and styles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from ..model import Id, Slot


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of cells; `x`, `y` is its top left cell."""

    x: int
    y: int
    width: int
    height: int

    def contains(self, x: int, y: int) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Hit:
    """What stands at a cell."""

    what: Literal["component", "connection", "group", "empty"]
    id: Id | None
    slot: Slot | None
    """The slot nearest to the cell."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture shows beyond the design."""

    badges: Mapping[Id, str] = field(default_factory=dict)
    """Short marks in the top right of a box, such as `E1`; three cells at the most are shown."""
    marks: Mapping[Id, tuple[str, ...]] = field(default_factory=dict)
    """What is in the bottom right of a box, the weightiest first: `R!` and `R√` for requirements, `F` for flows, `x1`
    for waivers."""


class Style(IntEnum):
    """The role of a cell, which whoever shows it turns into a colour."""

    TEXT = 0
    BOX = 1
    CODE = 2
    NAME = 3
    PROPERTY = 4
    TAG = 5
    BADGE = 6
    BADGE_ERROR = 7
    BADGE_WARNING = 8
    BADGE_INFO = 9
    LINE = 10
    ARROW = 11
    LABEL = 12
    GROUP_REGION = 13
    """A double border: a Region or an account."""
    GROUP_VPC = 14
    GROUP_OTHER = 15
    GROUP_LABEL = 16
    MARKED_BOX = 17
    MARKED_LINE = 18
    MARKED_LABEL = 19
    MARKED_GROUP = 20
    MISSED = 21
    """A requirement that is violated."""
    MET = 22
    FLOW = 23


BADGES = {"E": Style.BADGE_ERROR, "W": Style.BADGE_WARNING, "I": Style.BADGE_INFO, "i": Style.BADGE_INFO}
"""Style of a badge by its first letter."""

MARKS = {"R!": Style.MISSED, "R√": Style.MET, "F": Style.FLOW}
"""Style of a mark by how it begins."""
