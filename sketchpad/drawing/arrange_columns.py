"""Which way the links of one level run, and the column that each block gets from it.

A block is a component or a whole group laid out already; the blocks of a level share the group around them. Blocks are
known by their number in the level, in the order of their ids.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..model import Id

Place = tuple[int, int]
"""Column and row within a block or a level, from 0."""

PEERS = frozenset({"region", "az"})
"""Sibling groups of these kinds hold copies of one another: they stand in one column, and links among them give no
direction."""


@dataclass(slots=True)
class Block:
    """A rectangle of slots with components in it."""

    id: Id
    width: int
    height: int
    places: Mapping[Id, Place]
    peer: str = ""
    """The kind of a group whose siblings of that kind stand below each other."""
    first: int = 0
    """Where links leave it open, blocks with less come first: people, then entries, then all else."""
    open: bool = False
    """Links lead from it to somewhere outside the level."""


class Link(NamedTuple):
    """A connection as one level sees it."""

    source: int
    """Number of the block in the level, as is the target."""
    target: int
    tail: Id
    """The components at the ends."""
    head: Id


@dataclass(slots=True)
class Arrows:
    """Links without circles, by block."""

    out: list[list[int]] = field(default_factory=list)
    into: list[list[int]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    """Every block after those that lead to it."""


def columns(blocks: Sequence[Block], links: Sequence[Link]) -> list[int]:
    """The first column of each block: as far right as the longest way to it."""
    arrows = _arrows(blocks, links)
    x = [0] * len(blocks)
    for n in arrows.order:
        after = x[n] + blocks[n].width
        for m in arrows.out[n]:
            x[m] = max(x[m], after)
    # What leads to more than leads to it stands right before the nearest of them.
    for n in reversed(arrows.order):
        if arrows.out[n] and len(arrows.into[n]) < len(arrows.out[n]):
            x[n] = max(x[n], min(x[m] for m in arrows.out[n]) - blocks[n].width)
    return x


def _arrows(blocks: Sequence[Block], links: Sequence[Link]) -> Arrows:
    size = len(blocks)
    weight: dict[tuple[int, int], int] = defaultdict(int)
    for link in links:
        peer = blocks[link.source].peer
        if link.source != link.target and not (peer and peer == blocks[link.target].peer):
            weight[link.source, link.target] += 1
    ahead: list[list[int]] = [[] for _ in range(size)]
    either: list[list[int]] = [[] for _ in range(size)]
    entered = [0] * size
    for (a, b), count in sorted(weight.items()):
        back = weight.get((b, a), 0)
        if count > back:
            ahead[a].append(b)
            entered[b] += 1
        elif count == back:
            either[a].append(b)
    starts = sorted(range(size), key=lambda n: (blocks[n].first, entered[n] > 0 or not ahead[n], entered[n], n))
    steps = _steps(starts, ahead, either)
    for a in range(size):
        # Links both ways lead from what the reader meets first.
        ahead[a] += [b for b in either[a] if (steps[a], a) < (steps[b], b)]
    return _without_circles(starts, ahead)


def _steps(starts: Sequence[int], ahead: Sequence[Sequence[int]], either: Sequence[Sequence[int]]) -> list[int]:
    """How many links away from a start each block is; from the sources first, then from what they do not reach."""
    steps = [-1] * len(starts)
    for start in starts:
        if steps[start] >= 0:
            continue
        steps[start] = 0
        queue = deque([start])
        while queue:
            n = queue.popleft()
            for m in (*ahead[n], *either[n]):
                if steps[m] < 0:
                    steps[m] = steps[n] + 1
                    queue.append(m)
    return steps


def _without_circles(starts: Sequence[int], ahead: Sequence[Sequence[int]]) -> Arrows:
    """The links less those that lead back to where a walk along them came from."""
    size = len(starts)
    arrows = Arrows([[] for _ in range(size)], [[] for _ in range(size)])
    done: dict[int, bool] = {}
    for start in starts:
        if start in done:
            continue
        done[start] = False
        walk = [(start, iter(ahead[start]))]
        while walk:
            n, rest = walk[-1]
            for m in rest:
                if m in done and not done[m]:
                    continue
                arrows.out[n].append(m)
                arrows.into[m].append(n)
                if m not in done:
                    done[m] = False
                    walk.append((m, iter(ahead[m])))
                    break
            else:
                done[n] = True
                arrows.order.append(n)
                walk.pop()
    arrows.order.reverse()
    return arrows
