"""The coarse path of every line.

Lines are routed one after the other, near ones first, and each pays for what is there already.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .grid import Grid
from .lines import Bundle, Bundles, Line
from .paths import PITCH_ACROSS, PITCH_DOWN, Box, Costs, Path, backwards, make_path, positions, reach
from .search import Field, ends, loop, search
from .trunks import Trunk, branch

Turn = tuple[int, str]
"""When a line is routed: by the distance of its ends, then by name."""

TILE = 3
"""Tiles are two to the power of this many bands wide and high."""


MANY = 100
EVERYWHERE = -1 << 62


class Window(NamedTuple):
    """The bands in which the search for a line read prices."""

    left: int
    top: int
    right: int
    bottom: int
    narrow: bool
    """Whether it read those of its own straight path alone."""

    @property
    def box(self) -> Box:
        return self.left, self.top, self.right, self.bottom


@dataclasses.dataclass(frozen=True, slots=True)
class Routes:
    """The paths of a design's lines, and what the next drawing can use of the search for them."""

    paths: Mapping[Line, Path]
    costs: Costs
    turns: Mapping[Line, Turn]
    windows: Mapping[Line, Window]
    tiles: Mapping[int, list[Line]]
    """The lines whose window overlaps a tile."""
    xs: list[int]
    ys: list[int]
    exact: bool = True
    """Whether this is what routing everything afresh gives; else some paths were kept from before."""


@dataclasses.dataclass(slots=True)
class Routing:
    """The search for paths, line by line."""

    field: Field
    bundles: Bundles

    def route(self, line: Line, use_a: list[int], use_b: list[int], trunk: Trunk | None) -> tuple[Path, Window]:
        """The best path of a line, given the counts of lines at the sides of its source and target."""
        grid = self.field.grid
        bundle = self.bundles.of[line]
        if line.source == line.target:
            path = make_path(grid, line, loop(self.field, line.source, use_a))
            return path, window(grid, bundle)
        a, b = line.source, line.target
        if bundle.fan_in:
            a, b, use_a, use_b = b, a, use_b, use_a
        source, target = ends(self.field, a, use_a), ends(self.field, b, use_b)
        shape, at_once = search(self.field, source, target)
        if trunk is not None and trunk.sides:
            shape = branch(self.field, source, target, trunk, shape)
        path = make_path(grid, line, backwards(shape) if bundle.fan_in else shape)
        if at_once and len(bundle.lines) == 1:
            return path, Window(*reach(path), True)
        return path, window(grid, bundle)


def turn(grid: Grid, line: Line) -> Turn:
    a, b = line.source, line.target
    return abs(grid.col[a] - grid.col[b]) + abs(grid.row[a] - grid.row[b]) or 3, line.name


def window(grid: Grid, bundle: Bundle) -> Window:
    """Around both ends of a line; the branches of a trunk are searched around all its ends."""
    col, row = grid.col, grid.row
    if len(bundle.lines) == 1:
        line = bundle.lines[0]
        handles = [line.source, line.target]
    else:
        handles = [handle for each in bundle.lines for handle in (each.source, each.target)]
    columns = [col[handle] for handle in handles]
    rows = [row[handle] for handle in handles]
    return Window(2 * min(columns) - 1, 2 * min(rows) - 1, 2 * max(columns) + 3, 2 * max(rows) + 3, False)


def tiles_of(box: Box) -> list[int]:
    """The tiles that a box overlaps; `EVERYWHERE` alone for a box that overlaps too many."""
    left, top, right, bottom = (side >> TILE for side in box)
    if (right - left + 1) * (bottom - top + 1) > MANY:
        return [EVERYWHERE]
    return [(y << 32) + x for y in range(top, bottom + 1) for x in range(left, right + 1)]


def afresh(grid: Grid, bundles: Bundles, kept: Mapping[Line, Path] | None = None) -> Routes:
    """Every line routed, but for those whose path is `kept`; the others give way to these."""
    kept = kept or {}
    wide, high = 2 * len(grid.columns) + 1, 2 * len(grid.rows) + 1
    costs = Costs(wide, high)
    for border in grid.borders.values():
        costs.border(border.left, border.top, border.right, border.bottom)
    xs, ys = positions(wide, PITCH_ACROSS), positions(high, PITCH_DOWN)
    routing = Routing(Field(grid, costs, xs, ys), bundles)
    turns = {line: turn(grid, line) for line in bundles.of}
    use = [[0, 0, 0, 0] for _ in grid.col]
    trunks: dict[Bundle, Trunk] = {}
    paths: dict[Line, Path] = {}
    windows: dict[Line, Window] = {}
    for line in sorted(turns, key=lambda line: (line not in kept, turns[line])):
        bundle = bundles.of[line]
        trunk = trunks.setdefault(bundle, Trunk(bundle.fan_in)) if len(bundle.lines) > 1 else None
        if line in kept:
            path, windows[line] = kept[line], window(grid, bundle)
        else:
            path, windows[line] = routing.route(line, use[line.source], use[line.target], trunk)
        paths[line] = path
        costs.commit(path)
        use[line.source][path.leaves] += 1
        use[line.target][path.enters] += 1
        if trunk is not None:
            trunk.add(path)
    return Routes(paths, costs, turns, windows, _tiles(windows.items()), xs, ys, not kept)


def _tiles(windows: Iterable[tuple[Line, Window]]) -> dict[int, list[Line]]:
    out: dict[int, list[Line]] = {}
    for line, seen in windows:
        for tile in tiles_of(seen.box):
            out.setdefault(tile, []).append(line)
    return out
