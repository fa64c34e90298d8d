"""The coarse path of every line.

Lines are routed one after the other, near ones first, and each pays for what is there already. The next drawing
replays this order, but searches again only where something differs: a line whose end or reach changed, or whose
search would read a price that differs at its turn. So the outcome is exactly that of routing everything afresh.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush

from .grid import Grid
from .lines import Bundle, Line
from .paths import PITCH_ACROSS, PITCH_DOWN, Costs, Path, backwards, make_path, positions, reach, touches
from .search import Field, ends, loop, search
from .trunks import Trunk, branch

Turn = tuple[int, str]
"""When a line is routed: by the distance of its ends, then by name."""

Box = tuple[int, int, int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Routes:
    """The paths of a design's lines and the tables they left."""

    paths: Mapping[Line, Path]
    costs: Costs
    turns: Mapping[Line, Turn]
    windows: Mapping[Line, Box]
    """By line, the bands in which prices were read for it."""
    xs: list[int]
    ys: list[int]


@dataclasses.dataclass(slots=True)
class Routing:
    """Routing in progress."""

    field: Field
    bundle_of: Mapping[Line, Bundle]
    paths: dict[Line, Path] = dataclasses.field(default_factory=dict)

    def route(self, line: Line, use_a: list[int], use_b: list[int], trunk: Trunk | None) -> Path:
        """The best path of a line, given the counts of lines at the sides of its source and target."""
        grid = self.field.grid
        if line.source == line.target:
            return make_path(grid, line, loop(self.field, line.source, use_a))
        bundle = self.bundle_of[line]
        a, b = line.source, line.target
        if bundle.fan_in:
            a, b, use_a, use_b = b, a, use_b, use_a
        source, target = ends(self.field, a, use_a), ends(self.field, b, use_b)
        shape, _ = search(self.field, source, target)
        if trunk is not None and trunk.sides:
            shape = branch(self.field, source, target, trunk, shape)
        return make_path(grid, line, backwards(shape) if bundle.fan_in else shape)


def turn(grid: Grid, line: Line) -> Turn:
    a, b = line.source, line.target
    return abs(grid.col[a] - grid.col[b]) + abs(grid.row[a] - grid.row[b]) or 3, line.name


def window(grid: Grid, bundle: Bundle, line: Line) -> Box:
    """The bands in which the search for a line reads prices; a trunk's branches are searched around all its ends."""
    handles = [line.source, line.target]
    if len(bundle.lines) > 1:
        handles = [handle for each in bundle.lines for handle in (each.source, each.target)]
    columns = [grid.col[handle] for handle in handles]
    rows = [grid.row[handle] for handle in handles]
    return 2 * min(columns) - 1, 2 * min(rows) - 1, 2 * max(columns) + 3, 2 * max(rows) + 3


def windows(grid: Grid, bundles: Iterable[Bundle]) -> dict[Line, Box]:
    out: dict[Line, Box] = {}
    for bundle in bundles:
        box = window(grid, bundle, bundle.lines[0])
        for line in bundle.lines:
            out[line] = box
    return out


def afresh(grid: Grid, bundles: Mapping[str, Bundle]) -> Routes:
    """Every line routed."""
    wide, high = 2 * len(grid.columns) + 1, 2 * len(grid.rows) + 1
    costs = Costs(wide, high)
    for border in grid.borders.values():
        costs.border(border.left, border.top, border.right, border.bottom)
    xs, ys = positions(wide, PITCH_ACROSS), positions(high, PITCH_DOWN)
    bundle_of = {line: bundle for bundle in bundles.values() for line in bundle.lines}
    routing = Routing(Field(grid, costs, xs, ys), bundle_of)
    turns = {line: turn(grid, line) for line in bundle_of}
    use = [[0, 0, 0, 0] for _ in grid.col]
    trunks: dict[Bundle, Trunk] = {}
    for line in sorted(turns, key=turns.__getitem__):
        bundle = bundle_of[line]
        trunk = None
        if len(bundle.lines) > 1:
            trunk = trunks.setdefault(bundle, Trunk(bundle.fan_in))
        path = routing.route(line, use[line.source], use[line.target], trunk)
        routing.paths[line] = path
        costs.commit(path)
        use[line.source][path.leaves] += 1
        use[line.target][path.enters] += 1
        if trunk is not None:
            trunk.add(path)
    return Routes(routing.paths, costs, turns, windows(grid, bundles.values()), xs, ys)


class Replay:
    """Routing again with most of the answers known."""

    def __init__(
        self,
        before: Routes,
        old_grid: Grid,
        grid: Grid,
        old_bundles: Mapping[str, Bundle],
        bundles: Mapping[str, Bundle],
    ) -> None:
        self.before = before
        self.old_grid, self.grid = old_grid, grid
        wide, high = 2 * len(grid.columns) + 1, 2 * len(grid.rows) + 1
        self.costs = Costs(wide, high, before.costs)
        self.bundles = bundles
        self.fresh_bundles = [b for name, b in bundles.items() if old_bundles.get(name) is not b]
        self.gone_bundles = [b for name, b in old_bundles.items() if bundles.get(name) is not b]
        self.bundle_of = {line: bundle for bundle in bundles.values() for line in bundle.lines}
        self.at: defaultdict[int, list[Line]] = defaultdict(list)
        for line in self.bundle_of:
            self.at[line.source].append(line)
            if line.target != line.source:
                self.at[line.target].append(line)
        self.turns: dict[Line, Turn] = {}
        self.windows: dict[Line, Box] = {}
        self.paths: dict[Line, Path] = {}
        self.queue: list[tuple[Turn, Line]] = []
        self.queued: set[Line] = set()
        self.routing = Routing(Field(grid, self.costs, before.xs, before.ys), self.bundle_of, self.paths)

    def run(self) -> tuple[Routes, set[Line]]:
        """The routes, and the lines whose path is new."""
        before = self.before
        stirred = self._stirred_lines()
        keep = [line for line in self.bundle_of if line not in stirred and line in before.paths]
        self.turns = {line: before.turns[line] for line in keep}
        self.windows = {line: before.windows[line] for line in keep}
        self.paths.update((line, before.paths[line]) for line in keep)
        for line in stirred:
            self.turns[line] = turn(self.grid, line)
            self.windows[line] = window(self.grid, self.bundle_of[line], line)
        for line in stirred:
            self._enqueue(line)
        self._look_again()
        self._move_borders()
        gone = [line for line in before.paths if line not in self.paths]
        for line in gone:
            self.costs.commit(before.paths[line], -1)
        for line in gone:
            self._disturb(before.paths[line], before.turns[line])
            self._disturb_ends(line, before.turns[line])
        changed = set(stirred)
        heapify(self.queue)
        while self.queue:
            _, line = heappop(self.queue)
            if self._again(line):
                changed.add(line)
        paths = {line: self.paths[line] for line in self.bundle_of}
        routes = Routes(paths, self.costs, self.turns, self.windows, before.xs, before.ys)
        return routes, {line for line in changed if before.paths.get(line) != paths[line] or line in stirred}

    def _enqueue(self, line: Line) -> None:
        if line not in self.queued:
            self.queued.add(line)
            heappush(self.queue, (self.turns[line], line))

    def _stirred_lines(self) -> set[Line]:
        """Lines that are new, whose net is new, or that end at a component which moved: all of their net."""
        old, new = self.old_grid, self.grid
        out = {line for bundle in self.fresh_bundles for line in bundle.lines}
        for handle in range(min(len(old.col), len(new.col))):
            if old.col[handle] != new.col[handle] or old.row[handle] != new.row[handle]:
                for line in self.at[handle]:
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
            for handle in range(min(len(was), len(now))):
                if was[handle] != now[handle]:
                    for line in self.at[handle]:
                        box = self.windows[line]
                        low, high = box[axis] >> 1, box[axis + 2] >> 1
                        if min(max(was[handle], low), high) != min(max(now[handle], low), high):
                            self._enqueue(line)

    def _move_borders(self) -> None:
        """Take borders that changed out of the tables and put the others in; both matter to every later line."""
        old, new = self.old_grid.borders, self.grid.borders
        boxes = []
        for borders, others, sign in ((old, new, -1), (new, old, 1)):
            for id, border in borders.items():
                other = others.get(id)
                sides = border.left, border.top, border.right, border.bottom
                if other is None or sides != (other.left, other.top, other.right, other.bottom):
                    self.costs.border(*sides, sign)
                    boxes.append((2 * sides[0], 2 * sides[1], 2 * sides[2] + 2, 2 * sides[3] + 2))
        if not boxes:
            return
        for line, (left, top, right, bottom) in self.windows.items():
            if any(left <= x2 and x1 <= right and top <= y2 and y1 <= bottom for x1, y1, x2, y2 in boxes):
                self._enqueue(line)

    def _disturb(self, path: Path, since: Turn) -> None:
        """Search again for every later line that would read a price which this path changes."""
        left, top, right, bottom = reach(path)
        turns, queued = self.turns, self.queued
        for line, box in self.windows.items():
            x1, y1, x2, y2 = box
            if x1 <= right and left <= x2 and y1 <= bottom and top <= y2:
                if line not in queued and turns[line] > since and touches(path, box):
                    self._enqueue(line)

    def _disturb_ends(self, line: Line, since: Turn) -> None:
        """Search again for later lines at the same boxes, since other sides are in use there."""
        for handle in (line.source, line.target):
            for other in self.at[handle]:
                if self.turns[other] > since:
                    self._enqueue(other)

    def _again(self, line: Line) -> bool:
        """Route a line in the state that it finds at its turn; whether its path differs."""
        now = self.turns[line]
        later = self._later(now, self.windows[line])
        for path in later:
            self.costs.commit(path, -1)
        bundle = self.bundle_of[line]
        trunk = self._trunk(bundle, now) if len(bundle.lines) > 1 else None
        path = self.routing.route(line, self._use(line.source, now), self._use(line.target, now), trunk)
        for other in later:
            self.costs.commit(other)
        old = self.paths.get(line)
        if path == old:
            return False
        if old is not None:
            self.costs.commit(old, -1)
            self._disturb(old, now)
        self.costs.commit(path)
        self._disturb(path, now)
        self.paths[line] = path
        if old is None or (old.leaves, old.enters) != (path.leaves, path.enters):
            self._disturb_ends(line, now)
        for member in bundle.lines:
            if self.turns[member] > now:
                self._enqueue(member)
        return True

    def _later(self, now: Turn, window: Box) -> list[Path]:
        """Paths of this and later turns that run through a window."""
        left, top, right, bottom = window
        turns, paths = self.turns, self.paths
        near = [
            line
            for line, (x1, y1, x2, y2) in self.windows.items()
            if x1 <= right and left <= x2 and y1 <= bottom and top <= y2 and turns[line] >= now and line in paths
        ]
        return [paths[line] for line in near if touches(paths[line], window)]

    def _trunk(self, bundle: Bundle, now: Turn) -> Trunk:
        """What a net looks like before a turn."""
        trunk = Trunk(bundle.fan_in)
        for other in bundle.lines:
            if self.turns[other] < now and other in self.paths:
                trunk.add(self.paths[other])
        return trunk

    def _use(self, handle: int, now: Turn) -> list[int]:
        """Lines at the sides of a component that are routed before a turn."""
        out = [0, 0, 0, 0]
        for line in self.at[handle]:
            if self.turns[line] < now and (path := self.paths.get(line)) is not None:
                if line.source == handle:
                    out[path.leaves] += 1
                if line.target == handle:
                    out[path.enters] += 1
        return out


def after(
    before: Routes, old_grid: Grid, grid: Grid, old_bundles: Mapping[str, Bundle], bundles: Mapping[str, Bundle]
) -> tuple[Routes, set[Line]]:
    """The routes of the next design on the same columns and rows, and the lines that run differently."""
    return Replay(before, old_grid, grid, old_bundles, bundles).run()
