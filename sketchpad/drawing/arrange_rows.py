"""The row of each block of a level, once its column is known.

Column by column every block is put as near as it can be to the middle of what it is linked to, a few times from the
left and from the right; the best of these rounds counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .arrange_columns import Block, Link

ROUNDS = 8
CROOKED = 1.0
"""The price of a link that does not run straight, in rows."""
TALL = 0.5
"""The price of a row of the level."""
LARGE = 64
"""Blocks in one run beyond which their mean wish decides."""
LOOSE = 0.25
"""What the wish of a block without links weighs against one link's."""


class Wire(NamedTuple):
    """A link as one of its blocks sees it."""

    other: int
    lower: int
    """Rows from the other's first row down to this one's first row when the link runs straight."""


class Wish(NamedTuple):
    """Where a block would stand if it were alone in its column."""

    row: float
    mean: float
    """Decides between equal wishes."""
    number: int
    weight: float


def rows(blocks: Sequence[Block], links: Sequence[Link], x: Sequence[int]) -> list[int]:
    """The first row of each block, from 0; their columns are `x`."""
    wires: list[list[Wire]] = [[] for _ in blocks]
    for source, target, tail, head in links:
        if source != target:
            lower = blocks[source].places[tail][1] - blocks[target].places[head][1]
            wires[target].append(Wire(source, lower))
            wires[source].append(Wire(target, -lower))
    lanes: dict[int, list[int]] = defaultdict(list)
    for n in range(len(blocks)):
        lanes[x[n]].append(n)
    best: tuple[float, list[int]] | None = None
    y: dict[int, int] = {}
    for turn in range(ROUNDS):
        backwards = turn % 2 == 1
        y = _round(blocks, wires, x, [lanes[c] for c in sorted(lanes, reverse=backwards)], y)
        price = _price(blocks, wires, y)
        if best is None or price < best[0] - 1e-9:
            top = min(y.values())
            best = price, [y[n] - top for n in range(len(blocks))]
    assert best is not None, "a level has blocks"
    return best[1]


def _price(blocks: Sequence[Block], wires: Sequence[Sequence[Wire]], y: Mapping[int, int]) -> float:
    height = max(y[n] + block.height for n, block in enumerate(blocks)) - min(y.values())
    bent = [abs(y[wire.other] + wire.lower - y[n]) for n, held in enumerate(wires) for wire in held]
    return (sum(bent) + CROOKED * sum(1 for rows in bent if rows)) / 2 + TALL * height


def _round(
    blocks: Sequence[Block],
    wires: Sequence[Sequence[Wire]],
    x: Sequence[int],
    lanes: Sequence[Sequence[int]],
    before: Mapping[int, int],
) -> dict[int, int]:
    """The rows after one walk over the columns, from those `before` it."""
    fresh: dict[int, int] = {}
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    """First and last row of what stands in each column."""
    for lane in lanes:
        wishes = sorted(_wish(n, wires[n], fresh, before) for n in lane)
        if x[lane[0]] in taken or any(blocks[n].width > 1 for n in lane):
            found = _nearest(blocks, x, wishes, taken)
        else:
            found = _spread(blocks, wishes)
        for n, row in found.items():
            fresh[n] = row
            for column in range(x[n], x[n] + blocks[n].width):
                taken[column].append((row, row + blocks[n].height - 1))
    return fresh


def _wish(n: int, wires: Sequence[Wire], fresh: Mapping[int, int], before: Mapping[int, int]) -> Wish:
    rows = sorted(
        fresh.get(wire.other, before.get(wire.other, 0)) + wire.lower
        for wire in wires
        if wire.other in fresh or wire.other in before
    )
    if not rows:
        row = before.get(n, 0)
        return Wish(row, row, n, LOOSE)
    half = len(rows) // 2
    middle = rows[half] if len(rows) % 2 else (rows[half - 1] + rows[half]) / 2
    return Wish(middle, sum(rows) / len(rows), n, len(rows))


@dataclass(slots=True)
class Pool:
    """Blocks that stand right below each other, and the row where they begin."""

    size: int
    weight: float
    total: float
    """The wishes times their weight."""
    wishes: list[tuple[float, float]] | None
    """Wish and weight of each, ascending; None in a large pool, which goes by their mean."""
    start: float

    def take(self, other: Pool) -> None:
        self.size += other.size
        self.weight += other.weight
        self.total += other.total
        if self.wishes is None or other.wishes is None or self.size > LARGE:
            self.wishes = None
            self.start = self.total / self.weight
        else:
            self.wishes = sorted(self.wishes + other.wishes)
            self.start = _median(self.wishes)


def _spread(blocks: Sequence[Block], wishes: Sequence[Wish]) -> dict[int, int]:
    """Rows in the order of the wishes, all wishes missed by as little as that order allows."""
    # Each block's wish, less the heights above it, must not decrease; runs that would are pooled.
    pools: list[Pool] = []
    above = 0
    heights: list[int] = []
    for wish in wishes:
        heights.append(above)
        want = wish.row - above
        pools.append(Pool(1, wish.weight, want * wish.weight, [(want, wish.weight)], want))
        above += blocks[wish.number].height
        while len(pools) > 1 and pools[-2].start >= pools[-1].start:
            last = pools.pop()
            pools[-1].take(last)
    out: dict[int, int] = {}
    at = 0
    for pool in pools:
        base = int(pool.start // 1)
        for wish, height in zip(wishes[at : at + pool.size], heights[at : at + pool.size], strict=True):
            out[wish.number] = base + height
        at += pool.size
    return out


def _median(values: Sequence[tuple[float, float]]) -> float:
    """The value at which half the weight is reached."""
    half = sum(weight for _, weight in values) / 2
    reached = 0.0
    for value, weight in values:
        reached += weight
        if reached >= half:
            return value
    return values[-1][0]


def _nearest(
    blocks: Sequence[Block],
    x: Sequence[int],
    wishes: Sequence[Wish],
    taken: Mapping[int, Sequence[tuple[int, int]]],
) -> dict[int, int]:
    """Each block in the free rows nearest to its wish; the tallest and best linked choose first."""
    out: dict[int, int] = {}
    stands: list[tuple[int, int, int, int]] = []
    """First and last column, first and last row of what was placed here."""
    for wish in sorted(wishes, key=lambda wish: (-blocks[wish.number].height, -wish.weight, wish)):
        n = wish.number
        left, right, height = x[n], x[n] + blocks[n].width - 1, blocks[n].height
        barred = [(a - height + 1, b) for column in range(left, right + 1) for a, b in taken.get(column, ())]
        barred += [(a - height + 1, b) for first, last, a, b in stands if first <= right and left <= last]
        row = _free(wish.row, sorted(barred))
        out[n] = row
        stands.append((left, right, row, row + height - 1))
    # Blocks of one size change places until they stand in the order of their wishes.
    alike: dict[tuple[int, int], list[int]] = defaultdict(list)
    for wish in wishes:
        alike[blocks[wish.number].width, blocks[wish.number].height].append(wish.number)
    for numbers in alike.values():
        out.update(zip(numbers, sorted(out[n] for n in numbers), strict=True))
    return out


def _free(wish: float, barred: Sequence[tuple[int, int]]) -> int:
    """The row nearest to `wish` outside the ranges, of two the upper."""
    row = int(wish // 1)
    high = low = row
    for first, last in barred:
        if first <= high <= last:
            high = last + 1
    for first, last in sorted(barred, key=lambda range: -range[1]):
        if first <= low <= last:
            low = first - 1
    return low if wish - low <= high - wish else high
