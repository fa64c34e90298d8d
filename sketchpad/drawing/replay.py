"""Routing the next design with most of the answers known.

The order of routing is replayed, but searched again is only where something differs: a line whose end or reach
changed, or whose search would read a price that differs at its turn. What only became dearer matters to a line if it is
on its own path, what became cheaper if it is where the search looked. So the outcome is exactly that of routing
everything afresh.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush

from .grid import Grid
from .lines import Bundle, Bundles, Line
from .patched import Patched
from .paths import Box, Costs, Path, meet, perimeter, reach, touches
from .regrid import Step
from .routes import EVERYWHERE, Routes, Routing, Turn, Window, afresh, tiles_of, turn, window
from .search import Field
from .trunks import Trunk

START: Turn = (-1, "")
"""Before every line."""
END: Turn = (1 << 60, "")
"""After every line."""


def after(
    before: Routes,
    old_grid: Grid,
    step: Step,
    old_bundles: Bundles,
    bundles: Bundles,
    sticky: bool,
) -> tuple[Routes, set[Line]]:
    """The routes of the next design on the same columns and rows, and the lines that run differently.

    With `sticky`, every line that can stay where it is stays.
    """
    grid = step.grid
    if grid is old_grid and bundles is old_bundles and (sticky or before.exact):
        return before, set()
    if not sticky and not before.exact:
        new = afresh(grid, bundles)
        return new, {line for line, path in new.paths.items() if before.paths.get(line) != path}
    replay = _Replay(before, old_grid, step, old_bundles, bundles)
    return replay.keep() if sticky else replay.run()


class _Replay:
    def __init__(
        self,
        before: Routes,
        old_grid: Grid,
        step: Step,
        old_bundles: Bundles,
        bundles: Bundles,
    ) -> None:
        self.before, self.old_grid, self.grid = before, old_grid, step.grid
        self.moved, self.nearer = step.moved, step.nearer
        grid = step.grid
        self.costs = Costs(2 * len(grid.columns) + 1, 2 * len(grid.rows) + 1, before.costs)
        self.bundle_of, self.at = bundles.of, bundles.at
        self.new_bundles: list[Bundle] = []
        self.gone: list[Line] = []
        """Lines that are no more."""
        if bundles is not old_bundles:
            known = old_bundles.named
            self.new_bundles = [bundle for name, bundle in bundles.named.items() if known.get(name) is not bundle]
            self.gone = [line for line in old_bundles.of if line not in bundles.of]
        self.paths = Patched(before.paths)
        self.turns = Patched(before.turns)
        self.windows = Patched(before.windows)
        self.tiles = Patched(before.tiles)
        self.own_tiles: set[int] = set()
        """Tiles whose list is a copy already."""
        self.queue: list[tuple[Turn, Line]] = []
        self.queued: set[Line] = set()
        self.lifted: list[tuple[Turn, Line]] = []
        """Lines that are not in the tables at present, since their turn is still to come."""
        self.up: set[Line] = set()
        self.routing = Routing(Field(grid, self.costs, before.xs, before.ys), bundles)

    def run(self) -> tuple[Routes, set[Line]]:
        """The routes, and the lines whose path is new."""
        before = self.before
        stirred = self._stirred_lines()
        gone = self._forget(stirred)
        for line in self._by_name(stirred):
            self.turns[line] = turn(self.grid, line)
            self._index(line, window(self.grid, self.bundle_of[line]))
            self._enqueue(line)
        self._look_again()
        self._move_borders()
        for line in gone:
            self._changed(line, before.paths[line], None, before.turns[line])
        heapify(self.queue)
        changed: set[Line] = set(stirred)
        while self.queue:
            _, line = heappop(self.queue)
            if self._again(line):
                changed.add(line)
        while self.lifted:
            self._put_back()
        return self._routes(True), changed

    def keep(self) -> tuple[Routes, set[Line]]:
        """Routes in which only lines are new that cannot stay, and those lines."""
        before = self.before
        moved = self.moved
        missing = {line for bundle in self.new_bundles for line in bundle.lines if line not in before.paths}
        missing.update(line for handle in moved for line in self.at.get(handle, ()))
        for handle in moved:
            if self.grid.col[handle] >= 0:
                x, y = 2 * self.grid.col[handle] + 1, 2 * self.grid.row[handle] + 1
                missing.update(line for line in self._near((x, y, x, y)) if touches(self.paths[line], (x, y, x, y)))
        missing.difference_update(self.gone)
        gone = self._forget(missing)
        for sides, sign in self._borders():
            self.costs.border(*sides, sign)
        for line in sorted(missing, key=lambda line: turn(self.grid, line)):
            bundle = self.bundle_of[line]
            trunk = self._trunk(bundle, END) if len(bundle.lines) > 1 else None
            uses = self._use(line.source, END), self._use(line.target, END)
            path, _ = self.routing.route(line, *uses, trunk)
            self.costs.commit(path)
            self.paths[line] = path
            self.turns[line] = turn(self.grid, line)
            self._index(line, window(self.grid, bundle))
        same = not (moved or gone or missing or self.new_bundles) and self.grid.borders == self.old_grid.borders
        return self._routes(before.exact and same), missing

    def _forget(self, lines: Iterable[Line]) -> list[Line]:
        """Take some lines and those that are no more out of everything; returns those that were there."""
        paths = self.before.paths
        gone = [*self.gone, *(line for line in self._by_name(lines) if line in paths)]
        for line in gone:
            self._index(line, None)
            del self.paths[line], self.turns[line]
            self.costs.commit(paths[line], -1)
        return gone

    @staticmethod
    def _by_name(lines: Iterable[Line]) -> list[Line]:
        return sorted(lines, key=lambda line: line.name)

    def _routes(self, exact: bool) -> Routes:
        before = self.before
        return Routes(self.paths, self.costs, self.turns, self.windows, self.tiles, before.xs, before.ys, exact)

    def _index(self, line: Line, seen: Window | None) -> None:
        """Note in which tiles a line's search looks, None for nowhere."""
        old = self.windows.get(line)
        if old == seen:
            return
        for tile in tiles_of(old.box) if old is not None else ():
            self.tiles[tile] = [other for other in self.tiles[tile] if other is not line]
            self.own_tiles.add(tile)
        if seen is None:
            del self.windows[line]
            return
        for tile in tiles_of(seen.box):
            if tile in self.own_tiles:
                self.tiles[tile].append(line)
            else:
                self.tiles[tile] = [*self.tiles.get(tile, ()), line]
                self.own_tiles.add(tile)
        self.windows[line] = seen

    def _near(self, box: Box) -> Iterable[Line]:
        """Lines whose search looked near a box."""
        tiles = tiles_of(box)
        if tiles == [EVERYWHERE]:
            return list(self.windows)
        found = [lines for tile in (*tiles, EVERYWHERE) if (lines := self.tiles.get(tile))]
        if len(found) == 1:
            return found[0]
        return dict.fromkeys(line for lines in found for line in lines)

    def _enqueue(self, line: Line) -> None:
        if line not in self.queued:
            self.queued.add(line)
            heappush(self.queue, (self.turns[line], line))

    def _stirred_lines(self) -> set[Line]:
        """Lines that are new, whose net is new, or that end at a component which moved: all of their net."""
        out = {line for bundle in self.new_bundles for line in bundle.lines}
        for handle in self.moved:
            for line in self.at.get(handle, ()):
                out.update(self.bundle_of[line].lines)
        return out

    def _look_again(self) -> None:
        """Search again for lines whose ends reach farther or less far inside the window of the search."""
        old, new = self.old_grid, self.grid
        for was, now, axis in (
            (old.left, new.left, 0),
            (old.right, new.right, 0),
            (old.up, new.up, 1),
            (old.down, new.down, 1),
        ):
            for handle in self.nearer:
                if handle >= len(was) or was[handle] == now[handle]:
                    continue
                for line in self.at.get(handle, ()):
                    seen = self.windows[line]
                    low, high = seen[axis] >> 1, seen[axis + 2] >> 1
                    if min(max(was[handle], low), high) != min(max(now[handle], low), high):
                        self._enqueue(line)

    def _move_borders(self) -> None:
        """Take borders that changed out of the tables and put the others in; both matter to every line."""
        for sides, sign in self._borders():
            self.costs.border(*sides, sign)
            self._disturb(perimeter(*sides), START, sign > 0)

    def _borders(self) -> Iterator[tuple[Box, int]]:
        """The sides of borders that are gone, with -1, and of new ones."""
        old, new = self.old_grid.borders, self.grid.borders
        if old is new:
            return
        for borders, others, sign in ((old, new, -1), (new, old, 1)):
            for id, border in borders.items():
                other = others.get(id)
                if border is not other and (other is None or border.sides != other.sides):
                    yield border.sides, sign

    def _disturb(self, path: Path, since: Turn, dearer: bool) -> None:
        """Search again for every later line to which it matters that cells became dearer, or cheaper."""
        turns, queued, windows, paths = self.turns, self.queued, self.windows, self.paths
        for line in self._near(reach(path)):
            if line in queued or turns[line] <= since:
                continue
            seen = windows[line]
            if dearer and len(self.bundle_of[line].lines) == 1:
                if meet(path, paths[line]):
                    self._enqueue(line)
            elif not seen.narrow and touches(path, seen.box):
                self._enqueue(line)

    def _changed(self, line: Line, old: Path | None, new: Path | None, since: Turn) -> None:
        """A line runs another way from its turn on."""
        if old is not None:
            self._disturb(old, since, False)
        if new is not None:
            self._disturb(new, since, True)
        for handle, was, now in (
            (line.source, old and old.leaves, new and new.leaves),
            (line.target, old and old.enters, new and new.enters),
        ):
            if was == now:
                continue
            for other in self.at.get(handle, ()):
                if other in self.queued or self.turns[other] <= since:
                    continue
                alone = len(self.bundle_of[other].lines) == 1
                if (
                    not alone
                    or (was is not None and not self.windows[other].narrow)
                    or (now is not None and now in self._sides(other, handle))
                ):
                    self._enqueue(other)

    def _sides(self, line: Line, handle: int) -> Iterator[int]:
        """The sides of a component that a line uses."""
        path = self.paths[line]
        if line.source == handle:
            yield path.leaves
        if line.target == handle:
            yield path.enters

    def _again(self, line: Line) -> bool:
        """Route a line in the state that it finds at its turn; whether its path differs."""
        now = self.turns[line]
        bundle = self.bundle_of[line]
        while self.lifted and self.lifted[0][0] < now:
            self._put_back()
        if line not in self.up:
            self._lift(line)
        self._lift_later(now, window(self.grid, bundle).box)
        trunk = self._trunk(bundle, now) if len(bundle.lines) > 1 else None
        path, seen = self.routing.route(line, self._use(line.source, now), self._use(line.target, now), trunk)
        self._index(line, seen)
        old = self.paths.get(line)
        if path == old:
            return False
        self.paths[line] = path
        self._changed(line, old, path, now)
        for member in bundle.lines:
            if self.turns[member] > now:
                self._enqueue(member)
        return True

    def _lift(self, line: Line) -> None:
        """Take a line out of the tables until its turn is over."""
        self.up.add(line)
        heappush(self.lifted, (self.turns[line], line))
        if (path := self.paths.get(line)) is not None:
            self.costs.commit(path, -1)

    def _put_back(self) -> None:
        _, line = heappop(self.lifted)
        self.up.remove(line)
        self.costs.commit(self.paths[line])

    def _lift_later(self, now: Turn, box: Box) -> None:
        """Lift the lines of later turns that run through a box."""
        turns, paths, up = self.turns, self.paths, self.up
        for line in self._near(box):
            if line not in up and turns[line] > now and (path := paths.get(line)) is not None and touches(path, box):
                self._lift(line)

    def _trunk(self, bundle: Bundle, now: Turn) -> Trunk:
        """What a net looks like before a turn."""
        trunk = Trunk(bundle.fan_in)
        for other in bundle.lines:
            if other in self.paths and self.turns[other] < now:
                trunk.add(self.paths[other])
        return trunk

    def _use(self, handle: int, now: Turn) -> list[int]:
        """Lines at the sides of a component that are routed before a turn."""
        out = [0, 0, 0, 0]
        for line in self.at.get(handle, ()):
            if line in self.paths and self.turns[line] < now:
                for side in self._sides(line, handle):
                    out[side] += 1
        return out
