"""Routing a branch of a trunk: what it shares with the branches before it comes at a discount.

A branch is routed from the shared end; where that is the target, the path is turned round afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .paths import BEND, BOTTOM, NEW_SIDE, RIGHT, SHARE, H, Path, Shape, V, backwards, side_towards
from .search import End, Field, corner_free, reaches

STARTS = 16
"""Ways out of the shared box that are tried for a branch, those nearest to its other end."""


class Trunk:
    """What the branches routed so far take up."""

    __slots__ = ("fan_in", "pieces", "sides", "starts")

    def __init__(self, fan_in: bool) -> None:
        self.fan_in = fan_in
        self.pieces: defaultdict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
        """Where legs run, by orientation and band."""
        self.sides: set[int] = set()
        """Sides of the shared box that the trunk leaves by."""
        self.starts: set[tuple[int, int, int]] = set()
        """Orientation, gap of the first turn and gap of the second, -1 for none."""

    def add(self, path: Path) -> None:
        orientation, bands = (path.orientation, path.bands)
        if self.fan_in:
            orientation, bands = backwards((orientation, bands))
        side = path.enters if self.fan_in else path.leaves
        for way, band, low, high in path.legs:
            self.pieces[way, band].add((low, high))
        self.sides.add(side)
        if len(bands) > 1 and not bands[1] & 1:
            second = bands[2] if len(bands) > 2 and not bands[2] & 1 else -1
            self.starts.add((orientation, bands[1], second))
        elif len(bands) == 1:
            # A straight branch can be joined in the gap right beside the box.
            first = next(iter(path.legs))
            self.starts.add((orientation, first[2] + 1 if side in (RIGHT, BOTTOM) else first[3] - 1, -1))


def branch(field: Field, source: tuple[End, End], target: tuple[End, End], trunk: Trunk, alone: Shape) -> Shape:
    """The cheapest shape for one more branch; `alone` is the best one without the trunk."""
    best, least = alone, _price(field, alone, source, target, trunk, float("inf"))
    for shape in _shapes(source, target, trunk):
        price = _price(field, shape, source, target, trunk, least)
        if price < least - 1e-6:
            best, least = shape, price
    return best


def _shapes(source: tuple[End, End], target: tuple[End, End], trunk: Trunk) -> Iterator[Shape]:
    """Both corners, and every way out of the source through a gap that the trunk uses."""
    views = ((H, source[0], target[0], source[1], target[1]), (V, source[1], target[1], source[0], target[0]))
    for way, au, bu, av, bv in views:
        if au[0] != bu[0] and av[0] != bv[0] and corner_free(au, bu[0]) and corner_free(bv, av[0]):
            yield way, (av[0], bu[0])
    starts = sorted(trunk.starts)
    if len(starts) > STARTS:
        starts.sort(key=lambda start: abs(start[1] - views[start[0]][2][0]))
    for way, gap, second in starts[:STARTS]:
        _, au, bu, av, bv = views[way]
        if not reaches(au, gap):
            continue
        start, goal = av[0], bv[0]
        if start != goal and reaches(bu, gap):
            yield way, (start, gap, goal)
        for turn in sorted({goal - 1, goal + 1, second if second >= 0 else goal - 1}):
            if reaches(bv, turn) and bu[0] != gap:
                yield way, (start, gap, turn, bu[0])
        turns = sorted({second, start - 1, start + 1} - {-1}) if second >= 0 else [start - 1, start + 1]
        for other in (bu[0] - 1, bu[0] + 1):
            if other != gap:
                for turn in turns:
                    yield way, (start, gap, turn, other, goal)


def _price(
    field: Field, shape: Shape, source: tuple[End, End], target: tuple[End, End], trunk: Trunk, limit: float
) -> float:
    """What a shape costs a branch; infinity where it is no shape or cannot come below `limit`."""
    orientation, bands = shape
    last = len(bands) - 1
    way = orientation
    length = 0
    legs: list[tuple[int, int, int, int, int]] = []
    for i, band in enumerate(bands):
        p = bands[i - 1] if i else source[way][0]
        q = bands[i + 1] if i < last else target[way][0]
        if p > q:
            p, q = q, p
        if p == q:
            return float("inf")
        at = field.xs if way == H else field.ys
        size = at[q] - at[p]
        length += size
        legs.append((way, band, p, q, size))
        way ^= 1
    price: float = BEND * last + length
    if price - SHARE * length - 0.5 * BEND * (last + 1) >= limit:
        return float("inf")
    way ^= 1
    forward = (bands[1] if last else target[orientation][0]) > source[orientation][0]
    out, into = source[orientation], target[way]
    if side_towards(orientation, forward) not in trunk.sides:
        price += (out[5] if forward else out[4]) + NEW_SIDE
    price += into[5] if (bands[-2] if last else source[way][0]) > into[0] else into[4]
    for i, (way, band, p, q, size) in enumerate(legs):
        row = field.costs.across[band] if way == H else field.costs.down[band]
        cells: float = sum(row[p + 1 : q])
        if i == 0:
            cells += 0.5 * row[bands[1]] if last else 0
        elif i == last:
            cells += 0.5 * row[bands[-2]]
        else:
            cells += 0.5 * (row[p] + row[q])
        common = max((min(high, q) - max(low, p) for low, high in trunk.pieces.get((way, band), ())), default=0)
        if common > 0:
            share = common / (q - p) * SHARE
            price -= share * size + 0.5 * BEND
            cells *= 1 - share
        price += cells
    return price
