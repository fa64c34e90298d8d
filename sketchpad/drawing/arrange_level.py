"""One level of the group tree: blocks side by side in columns and rows, folded where they would run too far.

A level that is too wide is cut into strips, which follow one another like a snake. Blocks and pieces of wiring that
lead nowhere outside fill the holes of the rest, or stand below it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from math import isqrt

from ..model import Id
from .arrange_columns import Block, Link, Place, columns
from .arrange_rows import rows

WIDEST = 6
"""Columns of a level before it is folded."""
STACK = 5
"""Unlinked components that stand below each other in one column; more are put in a square."""
FAN = 8
"""Components that only end or only begin links and stand below each other; more take several columns."""
LEEWAY = 2
"""Columns that may stand beside a block which is as wide as a level may be."""


def level(blocks: Sequence[Block], links: Sequence[Link]) -> dict[Id, Place]:
    """A place for every component of the blocks, from 0, none of them in one."""
    pieces = _pieces(len(blocks), links)
    bound = [piece for piece in pieces if any(blocks[n].open or blocks[n].peer for n in piece)]
    loose = [piece for piece in pieces if not any(blocks[n].open or blocks[n].peer for n in piece)]
    if not bound:
        bound = [max(loose, key=lambda piece: (len(piece), -piece[0]))]
        loose.remove(bound[0])
    taken = Taken()
    taken.add(_piece([n for piece in bound for n in piece], blocks, links), blocks)
    if loose:
        shapes = [(_piece(piece, blocks, links), piece) for piece in loose]
        room = sum(_extent(blocks, corners)[0] * _extent(blocks, corners)[1] for corners, _ in shapes)
        taken.width = max(taken.width, isqrt(room * 6 // 5), *(_extent(blocks, corners)[0] for corners, _ in shapes))
        for corners, _ in sorted(shapes, key=lambda shape: (-len(shape[1]), shape[1])):
            taken.fit(corners, blocks)
    return {
        id: (column + i, row + j)
        for n, (column, row) in taken.corners.items()
        for id, (i, j) in blocks[n].places.items()
    }


def _pieces(size: int, links: Iterable[Link]) -> list[list[int]]:
    """Blocks that are linked with each other, by their lowest number."""
    near: list[list[int]] = [[] for _ in range(size)]
    for link in links:
        near[link.source].append(link.target)
        near[link.target].append(link.source)
    out: list[list[int]] = []
    seen = [False] * size
    for start in range(size):
        if seen[start]:
            continue
        seen[start] = True
        piece = [start]
        for n in piece:
            for m in near[n]:
                if not seen[m]:
                    seen[m] = True
                    piece.append(m)
        out.append(sorted(piece))
    return out


Corners = dict[int, Place]
"""The first column and row of blocks, by number."""


def _piece(numbers: Sequence[int], blocks: Sequence[Block], links: Sequence[Link]) -> Corners:
    """Blocks in columns and rows, from 0."""
    own = {n: i for i, n in enumerate(numbers)}
    part = [blocks[n] for n in numbers]
    inner = [link._replace(source=own[link.source], target=own[link.target]) for link in links if link.source in own]
    x = columns(part, inner)
    _square(part, inner, x)
    x = _fanned(part, inner, x)
    room = sum(block.width * block.height for block in part)
    limit = max(WIDEST, isqrt(room), max(block.width for block in part) + LEEWAY)
    if max(map(int.__add__, x, (block.width for block in part))) > limit:
        x, y = _folded(part, inner, x, limit)
    else:
        y = rows(part, inner, x)
    left, top = min(x), min(y)
    return {n: (x[i] - left, y[i] - top) for i, n in enumerate(numbers)}


def _square(blocks: Sequence[Block], links: Sequence[Link], x: list[int]) -> None:
    """Many components without links at this level take several columns."""
    linked = {n for link in links for n in (link.source, link.target)}
    alone = [n for n, block in enumerate(blocks) if n not in linked and block.width == 1 and not block.peer]
    if len(alone) > STACK:
        side = isqrt(len(alone) * 6 // 5)
        for i, n in enumerate(alone):
            x[n] = i % side


def _fanned(blocks: Sequence[Block], links: Sequence[Link], x: Sequence[int]) -> list[int]:
    """Columns where what only ends links, or only begins them, takes several columns if it would stand very tall."""
    out = {link.source for link in links}
    into = {link.target for link in links}
    fans: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for n, block in enumerate(blocks):
        if (n in out) != (n in into) and block.width == block.height == 1:
            fans[x[n], n in into].append(n)
    columns = list(x)
    for (column, is_end), fan in sorted(fans.items(), reverse=True):
        high = max(FAN, isqrt(len(fan)))
        extra = (len(fan) - 1) // high
        if not extra:
            continue
        # Ends spread to the right and beginnings to the left; whatever stands beyond makes room.
        for n in range(len(blocks)):
            if columns[n] > column or (columns[n] == column and not is_end):
                columns[n] += extra
        for i, n in enumerate(fan):
            columns[n] = column + i // high
    return columns


def _folded(
    blocks: Sequence[Block], links: Sequence[Link], x: Sequence[int], limit: int
) -> tuple[list[int], list[int]]:
    """Columns and rows of a level cut into strips, every other one of which runs back."""
    strips: list[list[int]] = []
    start = 0
    for n in sorted(range(len(blocks)), key=lambda n: (x[n], n)):
        if not strips or x[n] + blocks[n].width - start > limit:
            strips.append([])
            start = x[n]
        strips[-1].append(n)
    width = max(max(x[n] + blocks[n].width for n in strip) - x[strip[0]] for strip in strips)
    left, top = [0] * len(blocks), [0] * len(blocks)
    below = 0
    for turn, strip in enumerate(strips):
        own = {n: i for i, n in enumerate(strip)}
        for n in strip:
            ahead = x[n] - x[strip[0]]
            left[n] = width - ahead - blocks[n].width if turn % 2 else ahead
        part = [blocks[n] for n in strip]
        inner = [
            link._replace(source=own[link.source], target=own[link.target])
            for link in links
            if link.source in own and link.target in own
        ]
        for n, row in zip(strip, rows(part, inner, [left[n] for n in strip]), strict=True):
            top[n] = below + row
        below = max(top[n] + blocks[n].height for n in strip)
    return left, top


def _extent(blocks: Sequence[Block], corners: Corners) -> Place:
    """Columns and rows that blocks at these corners take."""
    return (
        max(column + blocks[n].width for n, (column, _) in corners.items()),
        max(row + blocks[n].height for n, (_, row) in corners.items()),
    )


class Taken:
    """Ground that is covered, and where the next piece fits."""

    def __init__(self) -> None:
        self.corners: Corners = {}
        self.cells: set[Place] = set()
        self.width = 0
        self.full: dict[Place, int] = defaultdict(int)
        """By size, the row above which no piece of that size fits."""

    def add(self, corners: Corners, blocks: Sequence[Block]) -> None:
        self.corners.update(corners)
        self.cells.update(_cells(corners, blocks))
        self.width = max(self.width, _extent(blocks, corners)[0])

    def fit(self, corners: Corners, blocks: Sequence[Block]) -> None:
        """Adds a piece at the first place from the top where its rectangle is free."""
        wide, high = _extent(blocks, corners)
        for row in count(self.full[wide, high]):
            for column in range(self.width - wide + 1):
                if all((c, r) not in self.cells for r in range(row, row + high) for c in range(column, column + wide)):
                    self.full[wide, high] = row
                    self.add({n: (column + c, row + r) for n, (c, r) in corners.items()}, blocks)
                    return


def _cells(corners: Corners, blocks: Sequence[Block]) -> Iterable[Place]:
    for n, (column, row) in corners.items():
        for c in range(column, column + blocks[n].width):
            for r in range(row, row + blocks[n].height):
                yield c, r
