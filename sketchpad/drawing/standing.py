"""What stands in which slot, and what of it a window shows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, ItemsView, Iterator, Mapping

from ..model import Id, Slot
from .grid import Grid
from .hits import band
from .layout import Layout
from .view import Rect


class Standing(Mapping[Slot, Id]):
    """The components by their slots, looked up in the grid."""

    __slots__ = ("_grid",)

    def __init__(self, grid: Grid) -> None:
        self._grid = grid

    def __getitem__(self, slot: Slot) -> Id:
        grid = self._grid
        place = _index(grid.columns, slot[0]), _index(grid.rows, slot[1])
        handle = grid.at.get(place)
        if handle is None:
            raise KeyError(slot)
        return grid.ids[handle]

    def __iter__(self) -> Iterator[Slot]:
        return iter(self._grid.slots.values())

    def __len__(self) -> int:
        return len(self._grid.slots)

    def items(self) -> ItemsView[Slot, Id]:
        return {slot: id for id, slot in self._grid.slots.items()}.items()


def _index(numbers: tuple[int, ...], number: int) -> int:
    """Where a number is among others that ascend; -1 where it is not."""
    at = bisect_left(numbers, number)
    return at if at < len(numbers) and numbers[at] == number else -1


def within(layout: Layout, window: Rect) -> Iterator[Id]:
    """The components of whose box a window shows something, in reading order."""
    grid = layout.grid
    if not grid.columns:
        return
    right, bottom = window.x + window.width, window.y + window.height
    first, last = (band(layout.xs, window.x) - 1) >> 1, band(layout.xs, right - 1) >> 1
    top, low = (band(layout.ys, window.y) - 1) >> 1, band(layout.ys, bottom - 1) >> 1
    for row in range(max(0, top), min(len(grid.rows) - 1, low) + 1):
        lane = grid.in_row[row]
        for column, handle in lane[bisect_left(lane, (first, -1)) :]:
            if column > last:
                break
            x, y, wide, high = layout.box(handle)
            if x < right and y < bottom and x + wide > window.x and y + high > window.y:
                yield grid.ids[handle]


def hull(grid: Grid, group: Id, less: Collection[Id]) -> tuple[Slot, Slot] | None:
    """The first and last slots of a border around its components `less` some; None where none is left.

    Raises KeyError where the group has no border.
    """
    border, members = grid.borders[group], grid.member.members[group]
    col, row, index = grid.col, grid.row, grid.index
    left, top, right, bottom = border.sides
    without = [index[id] for id in less if id in index]
    if any(not (left < col[one] < right and top < row[one] < bottom) for one in without):
        stay = [index[id] for id in members if id not in less]
        if not stay:
            return None
        columns, rows = [col[one] for one in stay], [row[one] for one in stay]
        left, right, top, bottom = min(columns), max(columns), min(rows), max(rows)
    return Slot(grid.columns[left], grid.rows[top]), Slot(grid.columns[right], grid.rows[bottom])
