"""A stretch of cells that lies over the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Patch(NamedTuple):
    """A stretch of cells in one row."""

    x: int
    width: int
    role: str
    """The role among the looks of the canvas that it is shown in."""
    text: str | None = None
    """None for what is there already."""
    doubled: bool = False


Patches = Mapping[int, tuple[Patch, ...]]
"""By row."""
