"""The whole drawing in a corner of the window: where there is something, how bad it is, and what is on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...drawing import Drawing, Rect
from ...model import Id, Slot

WIDE, HIGH = 20, 6
"""Most cells of the map, less its border; a cell shows two rows of places."""

ROOM = (60, 12)
"""Cells of a window from which on there is room for it."""

BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


@dataclass(frozen=True)
class Survey:
    """How many components there are in each place of a map, and their worst mark."""

    left: int
    top: int
    columns: int
    """Columns of the grid that the map shows, as is `rows`."""
    rows: int
    wide: int
    """Places across and down."""
    high: int
    counts: Mapping[tuple[int, int], int]
    worst: Mapping[tuple[int, int], str]

    def place(self, slot: Slot) -> tuple[int, int]:
        """The place of a slot; that of one beside the drawing lies beside the map."""
        return (slot.column - self.left) * self.wide // self.columns, (slot.row - self.top) * self.high // self.rows

    def slot(self, x: int, y: int) -> Slot:
        """The slot in the middle of a cell of the map; beside the map that of the nearest cell."""
        across, down = min(max(x, 0), self.wide - 1), min(max(2 * y + 1, 0), self.high - 1)
        column = (2 * across + 1) * self.columns // (2 * self.wide)
        return Slot(self.left + column, self.top + (2 * down) * self.rows // (2 * self.high))


def survey(slots: Mapping[Id, Slot], badges: Mapping[Id, str]) -> Survey:
    """A map of components at their slots, with the marks that they bear."""
    if not slots:
        return Survey(0, 0, 1, 1, 1, 2, {}, {})
    left, top = min(slot.column for slot in slots.values()), min(slot.row for slot in slots.values())
    columns = max(slot.column for slot in slots.values()) - left + 1
    rows = max(slot.row for slot in slots.values()) - top + 1
    wide, high = min(WIDE, columns), min(2 * HIGH, rows + rows % 2)
    counts: dict[tuple[int, int], int] = {}
    worst: dict[tuple[int, int], str] = {}
    for id, (column, row) in slots.items():
        place = (column - left) * wide // columns, (row - top) * high // rows
        counts[place] = counts.get(place, 0) + 1
        mark = badges.get(id, "")[:1]
        if mark == "E" or (mark == "W" and worst.get(place) != "E"):
            worst[place] = mark
    return Survey(left, top, columns, rows, wide, high, counts, worst)


def fits(drawing: Drawing, view: Rect) -> bool:
    """Whether a map is of use: there is more than the window shows, and room for it."""
    larger = drawing.width > view.width or drawing.height > view.height
    return larger and view.width >= ROOM[0] and view.height >= ROOM[1]


def rows(found: Survey, drawing: Drawing, view: Rect, cursor: Slot) -> Iterator[list[tuple[str, str]]]:
    """The rows of a map, each in stretches of one role."""
    first = found.place(drawing.slot_at(view.x, view.y))
    last = found.place(drawing.slot_at(view.x + view.width - 1, view.y + view.height - 1))
    here = found.place(cursor)
    for y in range(0, found.high, 2):
        row: list[tuple[str, str]] = []
        for x in range(found.wide):
            above, below = found.counts.get((x, y), 0), found.counts.get((x, y + 1), 0)
            text = _count(above + below) if drawing.ascii else BLOCKS[bool(above), bool(below)]
            seen = first[0] <= x <= last[0] and first[1] <= y + 1 and y <= last[1]
            if here in ((x, y), (x, y + 1)):
                role = "map-cursor"
            else:
                marks = {found.worst.get((x, y)), found.worst.get((x, y + 1))}
                look = "-error" if "E" in marks else "-warning" if "W" in marks else ""
                role = f"map{look}{'-seen' if seen else ''}"
            if row and row[-1][1] == role:
                row[-1] = (row[-1][0] + text, role)
            else:
                row.append((text, role))
        yield row


def _count(number: int) -> str:
    return " " if not number else str(number) if number < 10 else "+"
