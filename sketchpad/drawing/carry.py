"""Keeping routes and gaps when columns or rows come or go at the edges or in between.

Bands are counted from the first column, so they are counted anew; a path whose lanes are still there and free is the
same path on the new bands.
"""

from __future__ import annotations

from collections.abc import Mapping

from .grid import Grid
from .lines import Bundles, Line
from .paths import H, Path, make_path
from .routes import Routes, afresh


def carried(before: Routes, old: Grid, grid: Grid, bundles: Bundles) -> Routes:
    """Routes on other columns or rows: lines keep their paths where these are still there, the others are routed."""
    maps = bands(old.columns, grid.columns), bands(old.rows, grid.rows)
    kept: dict[Line, Path] = {}
    for line, path in before.paths.items():
        if line in bundles.of and (moved := _moved(path, maps)) is not None and fits(grid, line, *moved):
            kept[line] = make_path(grid, line, moved)
    return afresh(grid, bundles, kept)


def bands(old: tuple[int, ...], new: tuple[int, ...]) -> dict[int, int]:
    """The new band of each old one that is still there: lanes by their number, gaps by a lane beside them."""
    index = {number: i for i, number in enumerate(new)}
    out: dict[int, int] = {}
    for i, number in enumerate(old):
        if (at := index.get(number)) is not None:
            out.setdefault(2 * i, 2 * at)
            out[2 * i + 1] = 2 * at + 1
            out[2 * i + 2] = 2 * at + 2
    return out


def sizes_at(sizes: list[int], known: Mapping[int, int], count: int) -> list[int]:
    """The sizes of gaps where they are, 0 for new ones."""
    out = [0] * count
    for i, size in enumerate(sizes):
        if (band := known.get(2 * i)) is not None:
            out[band >> 1] = size
    return out


def _moved(path: Path, maps: tuple[dict[int, int], dict[int, int]]) -> tuple[int, tuple[int, ...]] | None:
    """A path on the new bands; None where one of them is gone."""
    way = path.orientation
    out = []
    for band in path.bands:
        new = maps[way ^ 1].get(band)
        if new is None:
            return None
        out.append(new)
        way ^= 1
    return path.orientation, tuple(out)


def fits(grid: Grid, line: Line, way: int, shape: tuple[int, ...]) -> bool:
    """Whether a line can run along some bands: its lanes are its own and free, everything else is gaps."""
    a, b = line.source, line.target
    start = 2 * grid.col[a] + 1, 2 * grid.row[a] + 1
    goal = 2 * grid.col[b] + 1, 2 * grid.row[b] + 1
    last = len(shape) - 1
    end = way ^ (last & 1)
    if shape[0] != start[way ^ 1] or shape[-1] != goal[end ^ 1]:
        return False
    if last == 0:
        return goal[way] >> 1 in _beside(grid, a, way)
    at = [start[way], *shape, goal[end]]
    if any(band & 1 for band in shape[1:-1]) or any(at[i] == at[i + 2] for i in range(len(at) - 2)):
        return False
    return _free(grid, a, way, shape[1]) and _free(grid, b, end, shape[-2])


def _beside(grid: Grid, handle: int, way: int) -> tuple[int, int]:
    """The indexes of the next components in a component's lane, -FAR and FAR for none."""
    before, after = (grid.left, grid.right) if way == H else (grid.up, grid.down)
    return before[handle], after[handle]


def _free(grid: Grid, handle: int, way: int, band: int) -> bool:
    """Whether a component's lane is free as far as a band, that one included."""
    before, after = _beside(grid, handle, way)
    return 2 * before + 1 < band < 2 * after + 1
