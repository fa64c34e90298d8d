"""Coarse paths: which gaps and lanes a line runs through, and what that costs.

A path is the orientation of its first leg and the bands of its legs; the orientation alternates. The first band is the
source's own lane, the last one the target's. Gaps are never blocked, so a path of at most four bends always exists.

Prices are whole numbers, so that taking a line out of the tables leaves exactly what was there without it.
"""

from __future__ import annotations

from typing import NamedTuple

from .grid import Grid
from .lines import Line

H, V = 0, 1
"""Orientation of a leg: across or down."""

TOP, RIGHT, BOTTOM, LEFT = range(4)
"""Sides of a box."""

BEND = 200
CROSS = 400
END_CROSS = 160
"""For a cell where a line ends or turns: it may or may not cross."""
BORDER = 180
GAP = 6
"""For each cell of a gap that a line takes already, in the same direction."""
ROW_LANE, COLUMN_LANE = 120, 30
"""The same for lanes: rows would have to grow, columns hold many ports."""
SIDE_ACROSS, SIDE_DOWN = 80, 40
"""For each line that uses the same side of a box."""
NEW_SIDE = 280
"""For a trunk that leaves its source by another side."""
SHARE = 0.85
"""Discount on what a trunk shares with itself."""

PITCH_ACROSS = (160, 320)
PITCH_DOWN = (120, 160)
"""Nominal lengths of a gap and a lane; rows count double since cells are twice as high as wide."""

VAST = 2_000_000
"""Crossings of bands from which on no prices are kept; such a grid is nearly empty."""

Leg = tuple[int, int, int, int]
"""Orientation, band, and the bands where it begins and ends, ascending."""

Box = tuple[int, int, int, int]
"""The first and last bands of a rectangle: left, top, right, bottom."""

Shape = tuple[int, tuple[int, ...]]
"""Orientation of the first leg, and the bands."""


class Path(NamedTuple):
    """The way of a line, from its source to its target."""

    orientation: int
    bands: tuple[int, ...]
    legs: tuple[Leg, ...]
    leaves: int
    """The side of the source, and of the target where it `enters`."""
    enters: int


class Costs:
    """What one step through each crossing of bands costs, across and down.

    A row of prices that an earlier drawing still needs is copied before it is changed.
    """

    __slots__ = ("across", "down", "limitless", "own_across", "own_down")

    def __init__(self, wide: int, high: int, copied: Costs | None = None) -> None:
        self.limitless = wide * high > VAST
        """Whether the grid is too vast for tables; lines then do not see each other."""
        self.across: list[list[int]]
        self.down: list[list[int]]
        self.own_across: set[int] | None = None
        """Rows of prices that are copies already; None where none is shared."""
        self.own_down: set[int] | None = None
        if copied is not None:
            self.across, self.down = copied.across[:], copied.down[:]
            self.own_across, self.own_down = set(), set()
        elif self.limitless:
            self.across, self.down = [[0] * wide] * high, [[0] * high] * wide
        else:
            self.across = [[0] * wide for _ in range(high)]
            self.down = [[0] * high for _ in range(wide)]

    def claim(self, columns: range, rows: range) -> None:
        """Make these rows of the tables changeable."""
        if self.own_across is None or self.own_down is None:
            return
        for y in rows:
            if y not in self.own_across:
                self.own_across.add(y)
                self.across[y] = self.across[y][:]
        for x in columns:
            if x not in self.own_down:
                self.own_down.add(x)
                self.down[x] = self.down[x][:]

    def border(self, left: int, top: int, right: int, bottom: int, sign: int = 1) -> None:
        """Price the border around a rectangle of slots."""
        if self.limitless:
            return
        price = BORDER * sign
        low, high = 2 * left, 2 * right + 2
        upper, lower = 2 * top, 2 * bottom + 2
        self.claim(range(low + 1, high), range(upper + 1, lower))
        for y in range(upper + 1, lower):
            row = self.across[y]
            row[low] += price
            row[high] += price
        for x in range(low + 1, high):
            column = self.down[x]
            column[upper] += price
            column[lower] += price

    def commit(self, path: Path, sign: int = 1) -> None:
        """Make later lines pay for running along or across this one."""
        if self.limitless:
            return
        if self.own_across is not None:
            left, top, right, bottom = reach(path)
            self.claim(range(left, right + 1), range(top, bottom + 1))
        across, down = self.across, self.down
        cross, end = CROSS * sign, END_CROSS * sign
        for orientation, band, low, high in path.legs:
            if orientation == H:
                own, other, price = across[band], down, (ROW_LANE if band & 1 else GAP) * sign
            else:
                own, other, price = down[band], across, (COLUMN_LANE if band & 1 else GAP) * sign
            for i in range(low + 1, high):
                own[i] += price
                other[i][band] += cross
            own[low] += price
            own[high] += price
            other[low][band] += end
            other[high][band] += end


def make_path(grid: Grid, line: Line, shape: Shape) -> Path:
    """A shape with its legs and sides."""
    orientation, bands = shape
    a, b = line.source, line.target
    start = 2 * grid.col[a] + 1, 2 * grid.row[a] + 1
    end = 2 * grid.col[b] + 1, 2 * grid.row[b] + 1
    last = len(bands) - 1
    legs: list[Leg] = []
    way = orientation
    for i, band in enumerate(bands):
        p = bands[i - 1] if i else start[way]
        q = bands[i + 1] if i < last else end[way]
        legs.append((way, band, p, q) if p < q else (way, band, q, p))
        way ^= 1
    way ^= 1
    leaves = side_towards(orientation, (bands[1] if last else end[orientation]) > start[orientation])
    enters = side_towards(way, (bands[-2] if last else start[way]) > end[way])
    return Path(orientation, bands, tuple(legs), leaves, enters)


def side_towards(orientation: int, forward: bool) -> int:
    """The side of a box that faces right or down, or else left or up."""
    if orientation == H:
        return RIGHT if forward else LEFT
    return BOTTOM if forward else TOP


def backwards(shape: Shape) -> Shape:
    """The same way from the other end."""
    orientation, bands = shape
    return orientation ^ ((len(bands) - 1) & 1), bands[::-1]


def reach(path: Path) -> Box:
    """The bands that a path touches."""
    xs: list[int] = []
    ys: list[int] = []
    for orientation, band, low, high in path.legs:
        (xs if orientation == H else ys).extend((low, high))
        (ys if orientation == H else xs).append(band)
    return min(xs), min(ys), max(xs), max(ys)


def positions(count: int, pitch: tuple[int, int]) -> list[int]:
    """The middle of each band in nominal lengths."""
    out, at = [], 0
    for band in range(count):
        size = pitch[band & 1]
        out.append(at + size // 2)
        at += size
    return out


def perimeter(left: int, top: int, right: int, bottom: int) -> Path:
    """The border around a rectangle of slots, as legs."""
    x1, x2, y1, y2 = 2 * left, 2 * right + 2, 2 * top, 2 * bottom + 2
    return Path(H, (), ((H, y1, x1, x2), (H, y2, x1, x2), (V, x1, y1, y2), (V, x2, y1, y2)), 0, 0)


def meet(one: Path, other: Path) -> bool:
    """Whether two paths run through one crossing of bands."""
    for way, band, low, high in one.legs:
        for way_2, band_2, low_2, high_2 in other.legs:
            if way == way_2:
                if band == band_2 and low <= high_2 and low_2 <= high:
                    return True
            elif low <= band_2 <= high and low_2 <= band <= high_2:
                return True
    return False


def touches(path: Path, box: Box) -> bool:
    """Whether a leg runs through a rectangle of bands."""
    left, top, right, bottom = box
    for orientation, band, low, high in path.legs:
        if orientation == H:
            if top <= band <= bottom and low <= right and high >= left:
                return True
        elif left <= band <= right and low <= bottom and high >= top:
            return True
    return False
