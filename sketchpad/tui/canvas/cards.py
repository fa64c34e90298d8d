"""Boxes of text that lie over the drawing in the window: a card beside the cursor, a map in a corner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...drawing import Drawing, Rect
from ...drawing.cells import ascii_only, clip, width
from ...model import Slot
from ...model.text import plain
from ..status import Words
from .minimap import Survey, fits, rows
from .patch import Patch

WIDEST = 76
"""Cells of a card, at the most."""


def carded(drawing: Drawing, card: Sequence[Words], cursor: Slot, view: Rect) -> Iterator[tuple[int, Patch]]:
    """A card of lines below a slot, or above it where there is no room below."""
    if not card:
        return
    box = drawing.slot_rect(cursor)
    inner = min(WIDEST, view.width - 4, max(sum(width(plain(text)) for text, _ in line) for line in card))
    high = len(card) + 2
    y = box.y + box.height
    if y + high > view.y + view.height and box.y - high >= view.y:
        y = box.y - high
    x = max(view.x, min(box.x, view.x + view.width - inner - 4))
    yield from _framed(drawing, x, y, inner, [_cut(drawing, line, inner) for line in card], "card")


def map_rect(drawing: Drawing, survey: Survey, cursor: Slot, view: Rect, before: Rect | None) -> Rect | None:
    """The cells of the window that a map takes: a corner away from the cursor, where it can that of `before`."""
    if not fits(drawing, view):
        return None
    wide, high = survey.wide + 4, survey.high // 2 + 2
    box = drawing.slot_rect(cursor)
    right, bottom = view.width - wide - 1, view.height - high - 1
    corners = [Rect(x, y, wide, high) for x in (right, 1) for y in (1, bottom)]
    if before in corners:
        corners = [before, *corners]
    here = Rect(box.x - view.x, box.y - view.y, box.width, box.height)
    return next((at for at in corners if not _meet(here, at)), corners[0])


def mapped(drawing: Drawing, survey: Survey, cursor: Slot, view: Rect, at: Rect) -> Iterator[tuple[int, Patch]]:
    """A map over some cells of the window."""
    x, y = view.x + at.x, view.y + at.y
    yield from _framed(drawing, x, y, survey.wide, list(rows(survey, drawing, view, cursor)), "map")


def _meet(one: Rect, other: Rect) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def _framed(
    drawing: Drawing, x: int, y: int, inner: int, lines: Sequence[Sequence[tuple[str, str]]], role: str
) -> Iterator[tuple[int, Patch]]:
    corners, across, side = ("++++", "-", "|") if drawing.ascii else ("┌┐└┘", "─", "│")
    line = across * (inner + 2)
    yield y, Patch(x, inner + 4, role, corners[0] + line + corners[1])
    for at, words in enumerate(lines, y + 1):
        yield at, Patch(x, 2, role, f"{side} ")
        left = x + 2
        for text, look in words:
            if text:
                yield at, Patch(left, width(text), look, text)
                left += width(text)
        yield at, Patch(left, x + inner + 4 - left, role, " " * (x + inner + 2 - left) + f" {side}")
    yield y + len(lines) + 1, Patch(x, inner + 4, role, corners[2] + line + corners[3])


def _cut(drawing: Drawing, words: Words, room: int) -> list[tuple[str, str]]:
    """Words in so many cells."""
    out = []
    for text, role in words:
        said = plain(text)
        said = clip(ascii_only(said) if drawing.ascii else said, room)
        room -= width(said)
        out.append((said, role))
    return out
