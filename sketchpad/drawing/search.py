"""The pattern router: the cheapest of some sixty shapes of up to four bends between two boxes.

Every shape is priced by its length, its bends, and what the tables say of the cells it runs through. Length and bends
are known beforehand and exact, so most shapes are dropped before their cells are summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .grid import Grid
from .paths import BEND, BOTTOM, LEFT, RIGHT, SIDE_ACROSS, SIDE_DOWN, TOP, Costs, H, Shape, V

NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Field:
    """Where lines are searched: the grid, the prices and the nominal lengths."""

    grid: Grid
    costs: Costs
    xs: list[int]
    ys: list[int]


End = tuple[int, list[int], int, int, int, int]
"""One end seen along one direction: its band, the prices along its own lane, the gaps that its lane reaches (least and
most, as indexes), and the price of leaving it downwards (left, up) and upwards (right, down)."""


def ends(field: Field, handle: int, use: Sequence[int]) -> tuple[End, End]:
    """A component seen along x and along y; `use` counts the lines at its four sides."""
    grid, costs = field.grid, field.costs
    x, y = 2 * grid.col[handle] + 1, 2 * grid.row[handle] + 1
    along_x = (
        x,
        costs.across[y],
        grid.left[handle] + 1,
        grid.right[handle],
        use[LEFT] * SIDE_ACROSS,
        use[RIGHT] * SIDE_ACROSS,
    )
    along_y = (
        y,
        costs.down[x],
        grid.up[handle] + 1,
        grid.down[handle],
        use[TOP] * SIDE_DOWN,
        use[BOTTOM] * SIDE_DOWN,
    )
    return along_x, along_y


def _lane(end: End, gap: int, known: dict[int, int]) -> int:
    """Price of running along an end's own lane to a gap and turning there."""
    price = known.get(gap)
    if price is None:
        own, row, _, _, low, high = end
        price = sum(row[own + 1 : gap]) + high if gap > own else sum(row[gap + 1 : own]) + low
        price += row[gap] >> 1
        known[gap] = price
    return price


def _run(row: list[int], p: int, q: int) -> int:
    """Price of a leg from turn to turn."""
    if p > q:
        p, q = q, p
    return sum(row[p + 1 : q]) + ((row[p] + row[q]) >> 1)


def _own_gaps(end: End, towards: int) -> list[int]:
    """Gaps where a path may leave an end's lane: the two beside it, and the nearest to the target that it reaches."""
    own, _, low, high, _, _ = end
    i, other = own >> 1, towards >> 1
    aim = other if other > i else other + 1
    aim = low if aim < low else min(high, aim)
    return sorted({2 * i, 2 * i + 2, 2 * aim})


def _between(p: int, q: int) -> Iterable[int]:
    """A few gaps between two lanes, and just beyond them, as indexes."""
    low, high = (p >> 1, q >> 1) if p < q else (q >> 1, p >> 1)
    if high - low < 5:
        return range(low, high + 2)
    middle = (low + high) >> 1
    return (low, low + 1, middle, middle + 1, high, high + 1)


def search(field: Field, source: tuple[End, End], target: tuple[End, End]) -> tuple[Shape, bool]:
    """The cheapest shape between two different boxes, and whether it was taken without looking at any other."""
    xs, ys, costs = field.xs, field.ys, field.costs
    (ax, ay), (bx, by) = source, target
    wide, high = abs(xs[ax[0]] - xs[bx[0]]), abs(ys[ay[0]] - ys[by[0]])
    direct = wide + high
    # One view for each direction of the first leg: what lies along it is named u, what lies across it v.
    views = (
        (H, ax, bx, ay, by, xs, ys, costs.across, costs.down, high),
        (V, ay, by, ax, bx, ys, xs, costs.down, costs.across, wide),
    )
    best: Shape = (H, ())
    least = NEVER

    for way, au, bu, av, bv, _, _, _, _, _ in views:
        if av[0] != bv[0]:
            continue
        u, row, low, high_reach, minus, plus = au
        if high_reach == bu[0] >> 1:
            least = direct + sum(row[u + 1 : bu[0]]) + plus + bu[4]
        elif low - 1 == bu[0] >> 1:
            least = direct + sum(row[bu[0] + 1 : u]) + minus + bu[5]
        if least < NEVER:
            best = (way, (av[0],))
            if least <= direct + 2 * BEND:
                return best, True

    if ax[0] != bx[0] and ay[0] != by[0]:
        for way, au, bu, av, bv, _, _, _, _, _ in views:
            u, row, low, high_reach, minus, plus = au
            v, column, low_v, high_v, minus_v, plus_v = bv
            goal, start = bu[0], av[0]
            if not (low <= goal >> 1 < high_reach and low_v <= start >> 1 < high_v):
                continue
            price = BEND + direct + ((row[goal] + column[start]) >> 1)
            price += sum(row[u + 1 : goal]) + plus if goal > u else sum(row[goal + 1 : u]) + minus
            price += sum(column[start + 1 : v]) + minus_v if v > start else sum(column[v + 1 : start]) + plus_v
            if price < least:
                least, best = price, (way, (start, goal))
        if least <= direct + 2 * BEND:
            return best, False

    lanes: tuple[tuple[dict[int, int], dict[int, int]], ...] = (({}, {}), ({}, {}))
    """Known prices of lanes, by direction and end."""

    for way, au, bu, av, bv, us, _, _, down, straight in views:
        if av[0] == bv[0]:
            continue
        low, high_reach = max(au[2], bu[2]), min(au[3], bu[3])
        if low > high_reach:
            continue
        from_a, to_b = lanes[way]
        start, goal, a, b = us[au[0]], us[bu[0]], av[0], bv[0]
        left, right = (au[0] >> 1, bu[0] >> 1) if au[0] < bu[0] else (bu[0] >> 1, au[0] >> 1)
        for i in sorted({left, left + 1, right, right + 1, (left + right + 1) >> 1}):
            if low <= i <= high_reach:
                gap = 2 * i
                price = 2 * BEND + straight + abs(us[gap] - start) + abs(us[gap] - goal)
                if price < least:
                    price += _lane(au, gap, from_a)
                    if price < least:
                        price += _run(down[gap], a, b) + _lane(bu, gap, to_b)
                        if price < least:
                            least, best = price, (way, (a, gap, b))

    if direct + 3 * BEND >= least:
        return best, False
    own = tuple((_own_gaps(au, bu[0]), _own_gaps(bu, au[0])) for _, au, bu, *_ in views)

    for way, au, bu, av, bv, us, vs, across, down, straight in views:
        from_a, to_b = lanes[way][0], lanes[way ^ 1][1]
        start, goal, a, b = us[au[0]], us[bu[0]], vs[av[0]], vs[bv[0]]
        for gap in own[way][0]:
            base = 3 * BEND + abs(us[gap] - start) + abs(us[gap] - goal)
            if base + straight >= least:
                continue
            base += _lane(au, gap, from_a)
            for turn in own[way ^ 1][1]:
                price = base + abs(vs[turn] - a) + abs(vs[turn] - b)
                if price < least:
                    price += _run(down[gap], av[0], turn)
                    if price < least:
                        price += _run(across[turn], gap, bu[0]) + _lane(bv, turn, to_b)
                        if price < least:
                            least, best = price, (way, (av[0], gap, turn, bu[0]))

    if direct + 4 * BEND >= least:
        return best, False

    for way, au, bu, av, bv, us, vs, across, down, straight in views:
        from_a, to_b = lanes[way]
        start, goal, a, b = us[au[0]], us[bu[0]], vs[av[0]], vs[bv[0]]
        middle = [2 * j for j in _between(av[0], bv[0])]
        for gap in own[way][0]:
            for other in own[way][1]:
                if gap == other:
                    continue
                base = 4 * BEND + abs(us[gap] - start) + abs(us[gap] - us[other]) + abs(us[other] - goal)
                if base + straight >= least:
                    continue
                base += _lane(au, gap, from_a) + _lane(bu, other, to_b)
                if base + straight >= least:
                    continue
                for turn in middle:
                    price = base + abs(vs[turn] - a) + abs(vs[turn] - b)
                    if price < least:
                        price += _run(down[gap], av[0], turn)
                        if price < least:
                            price += _run(across[turn], gap, other) + _run(down[other], turn, bv[0])
                            if price < least:
                                least, best = price, (way, (av[0], gap, turn, other, bv[0]))
    return best, False


def loop(field: Field, handle: int, use: Sequence[int]) -> Shape:
    """The cheapest way from a box round one of its corners to itself."""
    grid, costs = field.grid, field.costs
    x, y = 2 * grid.col[handle] + 1, 2 * grid.row[handle] + 1
    best: Shape = (H, (y,))
    least = NEVER
    corners = (RIGHT, 1, TOP, -1), (LEFT, -1, TOP, -1), (RIGHT, 1, BOTTOM, 1), (LEFT, -1, BOTTOM, 1)
    for side, across, end, down in corners:
        gap, turn = x + across, y + down
        price = 240 * (use[side] + use[end]) + costs.across[turn][gap] + costs.down[gap][y]
        if price < least:
            least, best = price, (H, (y, gap, turn, x))
    return best


def reaches(end: End, gap: int) -> bool:
    """Whether an end's own lane gets as far as a gap."""
    return end[2] <= gap >> 1 <= end[3]


def corner_free(end: End, lane: int) -> bool:
    """Whether an end's own lane is free up to a crossing lane, that one included."""
    return end[2] <= lane >> 1 < end[3]
