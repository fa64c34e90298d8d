"""The plan of the screen: what stands beside the canvas, and what its window looks at. No widgets."""

from __future__ import annotations

from collections.abc import Iterable

from ..drawing import Drawing, Rect
from ..model import Slot

LEAST = (60, 16)
"""Columns and rows that a canvas needs."""

ROOMY = (110, 30)
"""Columns and rows from which on the panels stand beside the canvas."""

LOW = 20
"""Rows of a screen below which the status has one row instead of two."""

HEADER, STATUS, KEYS = 1, 2, 1
"""Rows of what stands above and below the canvas."""

BORDER = 1
"""Cells of the frame of the canvas, on each side."""

INSPECTOR, FINDINGS = 38, 9
"""Columns and rows of the panels beside the canvas."""

MARGIN = (6, 2)
"""Cells that stay between the cursor and the edge of the window, where there is room."""

Wanted = Iterable[tuple[Rect, tuple[int, int]]]
"""Cells of the drawing that are to be seen with a margin around them, the most important first."""


def too_small(columns: int, rows: int) -> bool:
    return columns < LEAST[0] or rows < LEAST[1]


def beside(columns: int, rows: int) -> tuple[bool, bool]:
    """Whether there is room for the inspector and for the findings beside the canvas."""
    return columns >= ROOMY[0], columns >= ROOMY[0] and rows >= ROOMY[1]


def around(rows: int) -> int:
    """The rows of a screen that no pane has."""
    return HEADER + STATUS + KEYS - (rows < LOW)


def canvas(columns: int, rows: int, inspector: bool, findings: bool) -> Rect:
    """The cells of the screen that the canvas has beside these panels."""
    wide = columns - 2 * BORDER - (INSPECTOR if inspector else 0)
    high = rows - around(rows) - 2 * BORDER - (FINDINGS if findings else 0)
    return Rect(BORDER, HEADER + BORDER, max(0, wide), max(0, high))


# -- the window -------------------------------------------------------------------------------------------------------


def opened(drawing: Drawing, cursor: Slot, room: tuple[int, int]) -> tuple[int, int]:
    """The origin from which the drawing is in the middle of a window where it fits, or else what is at the cursor."""
    left = (room[0] - drawing.width) // 2 if 0 < drawing.width <= room[0] else 2
    top = (room[1] - drawing.height) // 2 if 0 < drawing.height <= room[1] else 1
    return following((-left, -top), room, [(drawing.slot_rect(cursor), MARGIN), *whole(drawing, room)])


def whole(drawing: Drawing, room: tuple[int, int]) -> Wanted:
    """All of the drawing, where there is room for it."""
    if drawing.width <= room[0] and drawing.height <= room[1]:
        yield Rect(0, 0, drawing.width, drawing.height), (0, 0)


def covering(origin: tuple[int, int], drawing: Drawing, room: tuple[int, int]) -> tuple[int, int]:
    """The origin nearest to one from which nothing but a cell beside the drawing is seen, where it is larger."""
    sides = zip(origin, room, (drawing.width, drawing.height), strict=True)
    x, y = (max(-1, min(at, long - wide + 1)) if long > wide else at for at, wide, long in sides)
    return x, y


def following(origin: tuple[int, int], room: tuple[int, int], wanted: Wanted) -> tuple[int, int]:
    """The origin nearest to `origin` from which all that is wanted is in a window, as far as there is room."""
    x, y = origin
    for rect, margin in reversed(list(wanted)):
        x = _within(x, room[0], rect.x, rect.width, margin[0])
        y = _within(y, room[1], rect.y, rect.height, margin[1])
    return x, y


def _within(origin: int, room: int, start: int, length: int, margin: int) -> int:
    """The origin nearest to `origin` from which `length` cells at `start` are in a window of `room`."""
    margin = max(0, min(margin, (room - length) // 2))
    if start - margin < origin:
        return start - margin
    return max(origin, start + length + margin - room) if length <= room else start
