"""Groups as rectangles of slots: what each one covers, and which of them no honest rectangle can show.

A group covers the smallest rectangle around its members and theirs. A component counts to the first group it names, and
through it to the first group which that one names, and so on. Groups that lie in each other in a circle cover nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..model import Component, Design, Group, Id, Slot


class Area(NamedTuple):
    """A rectangle of slots; its corners are its first and last column and row, both inside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    def contains(self, slot: tuple[int, int]) -> bool:
        return self.left <= slot[0] <= self.right and self.top <= slot[1] <= self.bottom

    def overlaps(self, other: Area) -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def joined(self, other: Area) -> Area:
        """The smallest area around both."""
        return Area(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def moved(self, by: tuple[int, int]) -> Area:
        return Area(self.left + by[0], self.top + by[1], self.right + by[0], self.bottom + by[1])


def around(slots: Iterable[tuple[int, int]]) -> Area:
    """The smallest area that holds all of `slots`, of which there must be one."""
    columns, rows = zip(*slots, strict=True)
    return Area(min(columns), min(rows), max(columns), max(rows))


def chains(groups: Mapping[Id, Group]) -> dict[Id, tuple[Id, ...]]:
    """For each group, itself and the groups around it, nearest first; groups on a circle are left out."""
    out: dict[Id, tuple[Id, ...]] = {}
    for start in groups:
        path: list[Id] = []
        on_path: set[Id] = set()
        id: Id | None = start
        while id is not None and id in groups and id not in out and id not in on_path:
            path.append(id)
            on_path.add(id)
            id = next(iter(groups[id].inside), None)
        if id in on_path:
            circle = path.index(id)
            out.update(dict.fromkeys(path[circle:], ()))
            del path[circle:]
        outer = out.get(id, ()) if id is not None else ()
        for inner in reversed(path):
            outer = out[inner] = (inner, *outer)
    return out


def chain_of(component: Component, known: Mapping[Id, tuple[Id, ...]]) -> tuple[Id, ...]:
    """The groups a component is drawn inside, nearest first, by the `chains` of the design."""
    return known.get(component.inside[0], ()) if component.inside else ()


def conflicts(design: Design, slots: Mapping[Id, Slot]) -> frozenset[Id]:
    """The groups that no rectangle can show: a component of others stands inside, or a group that is not nested
    reaches in, or they lie on a circle."""
    known = chains(design.groups)
    members: dict[Id, list[Slot]] = {}
    for id, slot in slots.items():
        for group in chain_of(design.components[id], known):
            members.setdefault(group, []).append(slot)
    covered = {id: around(held) for id, held in members.items()}
    lanes = Lanes(slots.values())
    found = {id for id, area in covered.items() if lanes.count(area) != len(members[id])}
    found.update(id for id, chain in known.items() if not chain)
    # A sweep from left to right: only areas that reach as far as the next one begins can meet it.
    reaching: list[tuple[Id, Area]] = []
    for id, area in sorted(covered.items(), key=lambda item: (item[1], item[0])):
        reaching = [other for other in reaching if other[1].right >= area.left]
        for other, meets in reaching:
            if meets.overlaps(area) and other not in known[id] and id not in known[other]:
                found |= {id, other}
        reaching.append((id, area))
    return frozenset(found)


class Lanes:
    """Slots by row, to count and find them without walking over empty ground."""

    def __init__(self, slots: Iterable[tuple[int, int]]) -> None:
        self.columns: dict[int, list[int]] = {}
        """The columns taken in each row, ascending."""
        for column, row in slots:
            self.columns.setdefault(row, []).append(column)
        for lane in self.columns.values():
            lane.sort()
        self.rows = sorted(self.columns)

    def add(self, slot: tuple[int, int]) -> None:
        column, row = slot
        if row not in self.columns:
            insort(self.rows, row)
            self.columns[row] = []
        insort(self.columns[row], column)

    def count(self, area: Area) -> int:
        """How many of the slots lie in `area`."""
        held = 0
        for row in self.rows[bisect_left(self.rows, area.top) : bisect_right(self.rows, area.bottom)]:
            lane = self.columns[row]
            held += bisect_right(lane, area.right) - bisect_left(lane, area.left)
        return held
