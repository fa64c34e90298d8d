"""Components on columns and rows, who stands beside whom, and what the groups enclose.

The plane is cut into bands, across and down: band 2i is the gap before column (or row) i, band 2i+1 is the column
itself, called a lane. A component fills one crossing of two lanes. Long runs of empty columns are shown short, so a
part that stands far away does not make the drawing endless.

A component is known here by a handle, a small integer that stays with it from one drawing to the next.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from operator import ne

from ..model import Design, Id, Slot
from . import membership
from .membership import Border, Membership

FAR = 1 << 30
"""The index of what stands beyond the last column."""

EMPTY_RUN = 12
"""Empty columns shown in a row at the most; even."""

Handle = int


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
    """By handle, as are the lists of integers."""
    col: list[int]
    row: list[int]
    at: Mapping[tuple[int, int], Handle]
    in_col: list[list[tuple[int, Handle]]]
    """Row and handle of the components of each column, ascending."""
    in_row: list[list[tuple[int, Handle]]]
    left: list[int]
    """Column of the next component at the left, -FAR for none."""
    right: list[int]
    up: list[int]
    down: list[int]
    member: Membership

    @property
    def borders(self) -> Mapping[Id, Border]:
        return self.member.borders


def grid(design: Design, slots: Mapping[Id, Slot], before: Grid | None = None) -> Grid:
    """The grid of a design; components keep the handles they had `before`."""
    columns = _shown({slot.column for slot in slots.values()})
    rows = _shown({slot.row for slot in slots.values()})
    column_at = {number: i for i, number in enumerate(columns)}
    row_at = {number: i for i, number in enumerate(rows)}
    if before is not None and before.index.keys() == slots.keys():
        index = before.index
    else:
        index = dict(before.index) if before is not None else {}
        for id in sorted(slots.keys() - index.keys()):
            index[id] = len(index)
    size = len(index)
    col, row = [-1] * size, [-1] * size
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
    places = {id: (col[index[id]], row[index[id]]) for id in slots}
    member = membership.membership(design, places, in_row)
    return Grid(slots, columns, rows, index, list(index), col, row, at, in_col, in_row, left, right, up, down, member)


def shifted(before: Grid, moved: Mapping[Id, Slot]) -> Grid | None:
    """The grid after some components moved to free slots on the same columns and rows, their groups as they were.

    None where that is not so, or where groups come out in another way.
    """
    column_at = {number: i for i, number in enumerate(before.columns)}
    row_at = {number: i for i, number in enumerate(before.rows)}
    col, row = before.col[:], before.row[:]
    at = dict(before.at)
    in_col, in_row = before.in_col[:], before.in_row[:]
    touched: tuple[set[int], set[int]] = set(), set()
    for id in moved:
        handle = before.index[id]
        del at[col[handle], row[handle]]
        touched[0].add(col[handle])
        touched[1].add(row[handle])
    for id, (number, line) in moved.items():
        handle = before.index[id]
        c, r = column_at.get(number), row_at.get(line)
        if c is None or r is None or (c, r) in at:
            return None
        # Somebody in the middle of a long empty run changes what is shown of it.
        if (_hides(before.columns) and not before.in_col[c]) or (_hides(before.rows) and not before.in_row[r]):
            return None
        col[handle], row[handle] = c, r
        at[c, r] = handle
        touched[0].add(c)
        touched[1].add(r)
    shifting = {before.index[id] for id in moved}
    left, right, up, down = before.left[:], before.right[:], before.up[:], before.down[:]
    whole = _refill(in_col, touched[0], shifting, col, row, up, down)
    if not (whole and _refill(in_row, touched[1], shifting, row, col, left, right)):
        return None
    index = before.index

    def place(id: Id) -> tuple[int, int]:
        handle = index[id]
        return col[handle], row[handle]

    member = membership.moved(before.member, sorted(moved), place, in_row)
    if member is None:
        return None
    slots = {**before.slots, **moved}
    return replace(
        before,
        slots=slots,
        col=col,
        row=row,
        at=at,
        in_col=in_col,
        in_row=in_row,
        left=left,
        right=right,
        up=up,
        down=down,
        member=member,
    )


def _hides(numbers: tuple[int, ...]) -> bool:
    """Whether some empty columns between the first and the last are not shown."""
    return numbers[-1] - numbers[0] + 1 > len(numbers)


def _refill(
    lanes: list[list[tuple[int, Handle]]],
    touched: set[int],
    shifting: set[Handle],
    lane_of: list[int],
    place_of: list[int],
    back: list[int],
    on: list[int],
) -> bool:
    """Bring lanes and the neighbours in them up to date; False where one became empty."""
    for lane in touched:
        stay = [entry for entry in lanes[lane] if entry[1] not in shifting]
        come = [(place_of[handle], handle) for handle in shifting if lane_of[handle] == lane]
        entries = lanes[lane] = sorted(stay + come)
        if not entries:
            return False
        for i, (_, handle) in enumerate(entries):
            back[handle] = entries[i - 1][0] if i else -FAR
            on[handle] = entries[i + 1][0] if i + 1 < len(entries) else FAR
    return True


def _neighbours(lanes: list[list[tuple[int, Handle]]], size: int) -> tuple[list[int], list[int]]:
    """By handle, the place of the next component before and after in its lane; sorts the lanes."""
    before, after = [-FAR] * size, [FAR] * size
    for lane in lanes:
        lane.sort()
        for (place, handle), (following, other) in itertools.pairwise(lane):
            after[handle] = following
            before[other] = place
    return before, after


def _shown(occupied: Iterable[int]) -> tuple[int, ...]:
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


def movers(before: Grid, after: Grid) -> list[Handle]:
    """Components that stand on another index, or are new or gone."""
    known = range(len(before.col))
    found = set(compress(known, map(ne, before.col, after.col)))
    found.update(compress(known, map(ne, before.row, after.row)))
    return [*sorted(found), *range(len(before.col), len(after.col))]


def nearest(numbers: tuple[int, ...], number: int) -> int:
    """Index of the shown column nearest to a slot's number."""
    i = bisect_left(numbers, number)
    if i == len(numbers):
        return i - 1
    if i and numbers[i] - number > number - numbers[i - 1]:
        return i - 1
    return i
