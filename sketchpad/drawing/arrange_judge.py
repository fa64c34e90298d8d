"""How well a design can be drawn in some places, told by routing its lines there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping

from ..model import Design, Id, Slot
from . import routes
from .arrange_columns import Place
from .grid import grid
from .lines import bundles, lines
from .paths import H

CROSSING = 60.0
"""The price of a crossing, in cells of line."""
BEND = 10.0
COLUMN, ROW = 12.0, 7.0
"""Cells of a line in a band of columns or rows, nominally."""
WIDTH, HEIGHT = 12.0, 10.0
"""The price of a column and a row of the drawing."""


def price(design: Design, places: Mapping[Id, Place]) -> float:
    """What the drawing would cost: crossings, bends, the length of lines, and its size."""
    where = grid(design, {id: Slot(*place) for id, place in places.items()})
    ours = lines(design, where.index)
    nets = bundles(ours, True)
    total = WIDTH * len(where.columns) + HEIGHT * len(where.rows)
    down: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    """By column band: first and last row band of a line, and its net."""
    across: list[tuple[int, int, int, int]] = []
    for line, path in routes.afresh(where, nets).paths.items():
        net = id(nets.of[line])
        total += BEND * (len(path.legs) - 1)
        for way, band, low, high in path.legs:
            if way == H:
                total += COLUMN * (high - low)
                across.append((band, low, high, net))
            else:
                total += ROW * (high - low)
                down[band].append((low, high, net))
    bands = sorted(down)
    for row, low, high, net in across:
        for band in bands[bisect_right(bands, low) : bisect_left(bands, high)]:
            total += CROSSING * sum(1 for first, last, other in down[band] if first < row < last and other != net)
    return total
