"""Components on columns and rows, who stands beside whom, and what the groups enclose.

The plane is cut into bands, across and down: band 2i is the gap before column (or row) i, band 2i+1 is the column
itself, called a lane. A component fills one crossing of two lanes. Long runs of empty columns are shown short, so a
part that stands far away does not make the drawing endless.

A component is known here by a handle, a small integer that stays with it from one drawing to the next.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..model import Design, Id, Slot
from . import membership
from .membership import Border, Membership

FAR = 1 << 30
"""The index of what stands beyond the last column."""

EMPTY_RUN = 12
"""Empty columns shown in a row at the most; even."""

Handle = int

Places: TypeAlias = "array[int]"
"""Columns or rows by handle."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where everything stands, as indexes of the columns and rows that are shown."""

    slots: Mapping[Id, Slot]
    columns: tuple[int, ...]
    """Slot number of each column shown, ascending."""
    rows: tuple[int, ...]
    index: Mapping[Id, Handle]
    """In the order of the handles; parts that are gone keep theirs."""
    ids: list[Id]
    """By handle, as are the places."""
    col: Places
    row: Places
    at: Mapping[tuple[int, int], Handle]
    in_col: list[list[tuple[int, Handle]]]
    """Row and handle of the components of each column, ascending."""
    in_row: list[list[tuple[int, Handle]]]
    left: Places
    """Column of the next component at the left, -FAR for none."""
    right: Places
    up: Places
    down: Places
    member: Membership

    @property
    def borders(self) -> Mapping[Id, Border]:
        return self.member.borders


def places(place: int, size: int) -> Places:
    """The same place for so many components."""
    return array("i", (place,)) * size


def grid(design: Design, slots: Mapping[Id, Slot], before: Grid | None = None) -> Grid:
    """The grid of a design; components keep the handles they had `before`."""
    columns = shown({slot.column for slot in slots.values()})
    rows = shown({slot.row for slot in slots.values()})
    column_at = {number: i for i, number in enumerate(columns)}
    row_at = {number: i for i, number in enumerate(rows)}
    if before is not None and before.index.keys() == slots.keys():
        index = before.index
    else:
        index = dict(before.index) if before is not None else {}
        for id in sorted(slots.keys() - index.keys()):
            index[id] = len(index)
    size = len(index)
    col, row = places(-1, size), places(-1, size)
    in_col: list[list[tuple[int, Handle]]] = [[] for _ in columns]
    in_row: list[list[tuple[int, Handle]]] = [[] for _ in rows]
    at: dict[tuple[int, int], Handle] = {}
    for id, (column, line) in slots.items():
        handle, c, r = index[id], column_at[column], row_at[line]
        col[handle], row[handle] = c, r
        at[c, r] = handle
        in_col[c].append((r, handle))
        in_row[r].append((c, handle))
    left, right = _neighbours(in_row, size)
    up, down = _neighbours(in_col, size)
    standing = {id: (col[index[id]], row[index[id]]) for id in slots}
    member = membership.membership(design, standing, in_row)
    return Grid(slots, columns, rows, index, list(index), col, row, at, in_col, in_row, left, right, up, down, member)


def _neighbours(lanes: list[list[tuple[int, Handle]]], size: int) -> tuple[Places, Places]:
    """By handle, the place of the next component before and after in its lane; sorts the lanes."""
    before, after = places(-FAR, size), places(FAR, size)
    for lane in lanes:
        lane.sort()
        for (place, handle), (following, other) in itertools.pairwise(lane):
            after[handle] = following
            before[other] = place
    return before, after


def shown(occupied: Iterable[int]) -> tuple[int, ...]:
    """The occupied numbers and the empty ones between them, of long runs only both ends."""
    numbers = sorted(occupied)
    out = numbers[:1]
    for low, high in itertools.pairwise(numbers):
        if high - low - 1 > EMPTY_RUN:
            half = EMPTY_RUN // 2
            out.extend(range(low + 1, low + 1 + half))
            out.extend(range(high - half, high + 1))
        else:
            out.extend(range(low + 1, high + 1))
    return tuple(out)


def nearest(numbers: tuple[int, ...], number: int) -> int:
    """Index of the shown column nearest to a slot's number."""
    i = bisect_left(numbers, number)
    if i == len(numbers):
        return i - 1
    if i and numbers[i] - number > number - numbers[i - 1]:
        return i - 1
    return i
