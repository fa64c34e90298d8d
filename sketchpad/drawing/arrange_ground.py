"""Ground on which some components stand already, and where more may go without spoiling a group's rectangle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ..model import FARTHEST, Id, Slot
from .areas import Area, Lanes, around
from .arrange_columns import Place

NEAR = 64
"""Slots that are looked at one by one between two places; farther apart whole rows are counted."""

Chain = tuple[Id, ...]


class Ground:
    """Components in their slots, and what the groups cover with them."""

    def __init__(self, slots: Mapping[Id, Slot], chain: Mapping[Id, Chain], known: Mapping[Id, Chain]) -> None:
        self.slots = dict(slots)
        self.taken: set[Place] = set(slots.values())
        self.lanes = Lanes(self.taken)
        self.areas: dict[Id, Area] = {}
        self.held: dict[Id, int] = defaultdict(int)
        """Components in each group."""
        self.inner: dict[Id, list[Id]] = defaultdict(list)
        """The groups inside each one, at any depth."""
        for group, path in known.items():
            for outer in path[1:]:
                self.inner[outer].append(group)
        self.by_row: dict[int, set[Id]] = defaultdict(set)
        """The groups that cover something of a row, and the tall ones, which are not listed by row."""
        self.tall: set[Id] = set()
        by_chain: dict[Chain, list[Slot]] = defaultdict(list)
        for id, slot in slots.items():
            by_chain[chain[id]].append(slot)
        self.whole = Area(0, 0, -1, -1)
        for path, members in by_chain.items():
            area = around(members)
            self._cover(path, area, len(members))
            self.whole = self.whole.joined(area) if self.whole.width else area
        # A group that holds a foreign component already cannot be shown, so nothing is gained by respecting it.
        self.lost = {group for group, area in self.areas.items() if self.lanes.count(area) != self.held[group]}

    def _cover(self, path: Chain, area: Area, members: int) -> None:
        for group in path:
            now = self.areas.get(group)
            then = self.areas[group] = area if now is None else now.joined(area)
            self.held[group] += members
            if then.height > NEAR:
                self.tall.add(group)
            elif now is None or (now.top, now.bottom) != (then.top, then.bottom):
                for row in range(then.top, then.bottom + 1):
                    self.by_row[row].add(group)

    def _meeting(self, area: Area) -> set[Id]:
        """The groups that reach into an area."""
        if area.height > NEAR:
            near = set(self.areas)
        else:
            near = self.tall.union(*(self.by_row.get(row, ()) for row in range(area.top, area.bottom + 1)))
        return {group for group in near if self.areas[group].overlaps(area)}

    def add(self, placed: Mapping[Id, Slot], chain: Mapping[Id, Chain]) -> None:
        for id, slot in placed.items():
            area = Area(*slot, *slot)
            self.whole = self.whole.joined(area) if self.whole.width else area
            self.slots[id] = slot
            self.taken.add(slot)
            self.lanes.add(slot)
            self._cover(chain[id], area, 1)
        touched = {group for id in placed for group in chain[id]}
        self.lost.update(group for group in touched if self.lanes.count(self.areas[group]) != self.held[group])

    def free(self, area: Area) -> bool:
        """Whether nothing stands in `area` and it lies on the grid."""
        on_grid = max(area.right, area.bottom, -area.left, -area.top) <= FARTHEST
        if area.width == area.height == 1:
            return on_grid and (area.left, area.top) not in self.taken
        return on_grid and not self.lanes.count(area)

    def trespasses(self, area: Area, path: Chain) -> bool:
        """Whether `area` reaches into a group that what is to stand there does not lie in."""
        return not self.lost.union(path).issuperset(self._meeting(area))

    def fits(self, area: Area, path: Chain) -> bool:
        """Whether the groups in `path` stay honest rectangles when they come to cover `area`."""
        for group in path:
            now = self.areas.get(group)
            if now is None or group in self.lost:
                continue
            then = now.joined(area)
            if then == now:
                return True
            if self.lanes.count(then) != self.held[group]:
                return False
            strangers = self._meeting(then).difference(path, self.inner.get(group, ()), self.lost)
            if any(not self.areas[stranger].overlaps(now) for stranger in strangers):
                return False
        return True

    def home(self, path: Sequence[Id]) -> Area | None:
        """What the nearest of some groups covers of which something stands."""
        return next((self.areas[group] for group in path if group in self.areas), None)

    def growth(self, area: Area, path: Sequence[Id]) -> int:
        """Columns and rows by which the nearest group there is would grow, or the whole."""
        now = self.home(path) or (self.whole if self.taken else area)
        then = now.joined(area)
        return then.width - now.width + then.height - now.height

    def stands_between(self, one: Place, other: Place) -> bool:
        """Whether something stands between two places of one row or column."""
        (x, y), (a, b) = sorted((one, other))
        low, high = min(y, b), max(y, b)
        if a - x + high - low <= NEAR:
            if x == a:
                return any((x, row) in self.taken for row in range(low + 1, high))
            return any((column, y) in self.taken for column in range(x + 1, a))
        inside = Area(x, low + 1, a, high - 1) if x == a else Area(x + 1, low, a - 1, high)
        return self.lanes.count(inside) > 0
