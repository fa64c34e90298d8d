"""The grid of the next design, and which components stand otherwise there.

Where a few components came, went, moved or joined other groups, only the lanes and the groups that they touch are
looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from operator import ne

from ..model import Design, Id, Slot
from . import membership
from .grid import FAR, Grid, Handle, Places, grid, places, shown
from .patched import Patched
from .slots import settle

Lanes = list[list[tuple[int, Handle]]]


@dataclass(frozen=True, slots=True)
class Step:
    """The next grid, and how it differs from the one before."""

    grid: Grid
    moved: Collection[Handle]
    """Components that stand on another index, or are new or gone."""
    nearer: Collection[Handle]
    """Components that have others beside them, or not as far away."""
    stated: bool
    """Whether every component stands where the design says."""


def regrid(before: Grid, was: Design, design: Design, changed: Iterable[Id], stated: bool) -> Step:
    """The grid of the next design; `changed` components differ, `stated` tells whether all stood where they said."""
    return (_followed(before, was, design, changed) if stated else None) or _anew(before, design)


def _anew(before: Grid, design: Design) -> Step:
    """The grid made from nothing; components keep their handles."""
    new = grid(design, settle(design), before)
    known = range(len(before.col))
    pairs = ((before.left, new.left), (before.right, new.right), (before.up, new.up), (before.down, new.down))
    moved = {*_differing(before.col, new.col), *_differing(before.row, new.row), *range(len(known), len(new.col))}
    nearer = sorted({handle for pair in pairs for handle in _differing(*pair)})
    return Step(new, sorted(moved), nearer, stands_as_stated(design, new))


def stands_as_stated(design: Design, where: Grid) -> bool:
    """Whether every component stands where the design says."""
    slots = where.slots
    return all(part.at == slots[id] for id, part in design.components.items())


def _differing(before: Places, after: Places) -> Iterator[int]:
    """Where two lists differ, as far as both go."""
    return compress(range(len(before)), map(ne, before, after))


def _followed(before: Grid, was: Design, design: Design, changed: Iterable[Id]) -> Step | None:
    """The grid on the same columns and rows; None where there are others, or other groups have borders."""
    if design.groups is not was.groups:
        return None
    moved: dict[Id, Slot] = {}
    gone: list[Id] = []
    joining: list[Id] = []
    for id in changed:
        old, new = was.components.get(id), design.components.get(id)
        if new is None:
            gone.append(id)
            continue
        if new.at is None:
            return None
        if old is None or old.at != new.at:
            moved[id] = Slot(*new.at)
        if old is None or old.inside != new.inside:
            joining.append(id)
    if not (moved or gone or joining):
        return Step(before, (), (), True)
    return _Follow(before, moved, gone).step(design, joining)


class _Follow:
    """A grid in the making: `moved` are new or stand in other slots, `gone` are no more."""

    def __init__(self, before: Grid, moved: Mapping[Id, Slot], gone: list[Id]) -> None:
        self.before, self.moved, self.gone = before, moved, gone
        self.index = before.index
        fresh = sorted(moved.keys() - before.index.keys())
        if fresh or gone or any(id not in before.slots for id in moved):
            self.index = dict(before.index)
            for id in fresh:
                self.index[id] = len(self.index)
        more = len(fresh)
        self.col, self.row = before.col + places(-1, more), before.row + places(-1, more)
        self.left, self.right = before.left + places(-FAR, more), before.right + places(FAR, more)
        self.up, self.down = before.up + places(-FAR, more), before.down + places(FAR, more)
        self.at = Patched(before.at)
        self.in_col, self.in_row = before.in_col[:], before.in_row[:]
        self.nearer: set[Handle] = set()

    def step(self, design: Design, joining: list[Id]) -> Step | None:
        before, index = self.before, self.index
        shifting = {index[id] for id in (*self.moved, *self.gone)}
        if shifting and not self._shift(shifting):
            return None
        ids = sorted({*self.moved, *self.gone, *joining})
        member = membership.after(before.member, design, ids, self._was, self._is, self.in_row)
        if member is None:
            return None
        slots = before.slots
        if shifting:
            slots = Patched(slots)
            slots.update(self.moved)
            for id in self.gone:
                del slots[id]
        new = replace(
            before,
            slots=slots,
            index=index,
            ids=before.ids if index is before.index else list(index),
            col=self.col,
            row=self.row,
            at=self.at,
            in_col=self.in_col,
            in_row=self.in_row,
            left=self.left,
            right=self.right,
            up=self.up,
            down=self.down,
            member=member,
        )
        return Step(new, sorted(shifting), sorted(self.nearer), True)

    def _was(self, id: Id) -> tuple[int, int] | None:
        """Where a component stood, by column and row."""
        handle = self.before.index.get(id, FAR)
        if handle >= len(self.before.col) or self.before.col[handle] < 0:
            return None
        return self.before.col[handle], self.before.row[handle]

    def _is(self, id: Id) -> tuple[int, int] | None:
        handle = self.index[id]
        return (self.col[handle], self.row[handle]) if self.col[handle] >= 0 else None

    def _shift(self, shifting: set[Handle]) -> bool:
        """Take components from where they were and put them where they are; False where lanes come or go."""
        before, index, col, row, at = self.before, self.index, self.col, self.row, self.at
        columns, rows = set[int](), set[int]()
        for handle in shifting:
            if col[handle] >= 0:
                del at[col[handle], row[handle]]
                columns.add(col[handle])
                rows.add(row[handle])
                col[handle] = row[handle] = -1
        column_at = {number: i for i, number in enumerate(before.columns)}
        row_at = {number: i for i, number in enumerate(before.rows)}
        for id, (number, line) in self.moved.items():
            c, r = column_at.get(number), row_at.get(line)
            if c is None or r is None or (c, r) in at:
                return False
            handle = index[id]
            col[handle], row[handle] = c, r
            at[c, r] = handle
            columns.add(c)
            rows.add(r)
        for handle in shifting:
            self.left[handle], self.right[handle] = -FAR, FAR
            self.up[handle], self.down[handle] = -FAR, FAR
        self._refill(self.in_col, columns, shifting, (col, row, self.up, self.down))
        self._refill(self.in_row, rows, shifting, (row, col, self.left, self.right))
        return _same(before.columns, before.in_col, self.in_col, columns) and _same(
            before.rows, before.in_row, self.in_row, rows
        )

    def _refill(
        self,
        lanes: Lanes,
        touched: set[int],
        shifting: set[Handle],
        tables: tuple[Places, Places, Places, Places],
    ) -> None:
        """Bring lanes and the neighbours in them up to date."""
        lane_of, place_of, back, on = tables
        for lane in touched:
            stay = [entry for entry in lanes[lane] if entry[1] not in shifting]
            come = [(place_of[handle], handle) for handle in shifting if lane_of[handle] == lane]
            entries = lanes[lane] = sorted(stay + come)
            last = -FAR
            for place, handle in entries:
                if back[handle] != last:
                    back[handle] = last
                    self.nearer.add(handle)
                last = place
            last = FAR
            for place, handle in reversed(entries):
                if on[handle] != last:
                    on[handle] = last
                    self.nearer.add(handle)
                last = place


def _same(numbers: tuple[int, ...], before: Lanes, after: Lanes, touched: Iterable[int]) -> bool:
    """Whether the same columns are shown when some became empty and others not."""
    if all(bool(before[lane]) == bool(after[lane]) for lane in touched):
        return True
    return shown(number for number, lane in zip(numbers, after, strict=True) if lane) == numbers
