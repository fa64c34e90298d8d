"""From cells back to the design: what stands at a cell, which slot it is in, where a line runs."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator

from ..model import Id, Slot
from .cells import width
from .grid import nearest
from .labels import Label
from .layout import Layout
from .lines import Line
from .nets import Net, Segment
from .paths import BOTTOM, RIGHT, H
from .view import Rect

Cell = tuple[int, int]


def course(layout: Layout, net: Net, line: Line) -> Iterator[Cell]:
    """The cells of a line from its source to its target, each once."""
    path = layout.paths[line]
    chain = [_segment(net, leg) for leg in path.legs]
    corners = [_port(layout, line.source, path.leaves, chain[0])]
    corners += [_meeting(layout, one, other) for one, other in itertools.pairwise(chain)]
    corners.append(_port(layout, line.target, path.enters, chain[-1]))
    yield corners[0]
    for (x, y), (to_x, to_y) in itertools.pairwise(corners):
        step_x, step_y = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
        while (x, y) != (to_x, to_y):
            x, y = x + step_x, y + step_y
            yield x, y


def _segment(net: Net, leg: tuple[int, int, int, int]) -> Segment:
    way, lane, low, high = leg
    return next(s for s in net.segments if s.turn == way and s.band == lane and s.low <= low and high <= s.high)


def _meeting(layout: Layout, one: Segment, other: Segment) -> Cell:
    across, down = (one, other) if one.turn == H else (other, one)
    return layout.xr[down.band] + layout.offsets[down.number], layout.yr[across.band] + layout.offsets[across.number]


def _port(layout: Layout, handle: int, side: int, segment: Segment) -> Cell:
    """The cell beside a box where a segment begins."""
    left, top, wide, high = layout.box(handle)
    if segment.turn == H:
        y = layout.yr[segment.band] + layout.offsets[segment.number]
        return (left + wide if side == RIGHT else left - 1), y
    x = layout.xr[segment.band] + layout.offsets[segment.number]
    return x, (top + high if side == BOTTOM else top - 1)


def box_at(layout: Layout, x: int, y: int) -> Id | None:
    """The component whose box covers a cell."""
    column, row = band(layout.xs, x), band(layout.ys, y)
    if not (column & 1 and row & 1):
        return None
    handle = layout.grid.at.get((column >> 1, row >> 1))
    if handle is None:
        return None
    left, top, wide, high = layout.box(handle)
    return layout.grid.ids[handle] if Rect(left, top, wide, high).contains(x, y) else None


def segment_at(layout: Layout, x: int, y: int) -> Segment | None:
    """The line or border that runs through a cell; of two that cross the horizontal one."""
    column, row = band(layout.xs, x), band(layout.ys, y)
    for segments, offset, place, along in (
        (layout.wires.across[row], y - layout.yr[row], column, x),
        (layout.wires.down[column], x - layout.xr[column], row, y),
    ):
        for segment in segments:
            if layout.offsets[segment.number] == offset and segment.low <= place <= segment.high:
                _, first, last = layout.run(segment)
                if first <= along <= last:
                    return segment
    return None


def line_at(layout: Layout, net: Net, x: int, y: int) -> Line:
    """Of the lines of a net the first one by name that runs through a cell."""
    if len(net.lines) > 1:
        for line in net.lines:
            if (x, y) in course(layout, net, line):
                return line
    return net.lines[0]


def nets_near(layout: Layout, x: int, y: int, reach: int) -> Iterator[Net]:
    """Nets with a vertical piece in a row and at most so many cells away: their label may cover the cell."""
    low, high = band(layout.xs, x - reach), band(layout.xs, x + reach)
    row = band(layout.ys, y)
    for segments in layout.wires.down[low : high + 1]:
        for segment in segments:
            if segment.low <= row <= segment.high and segment.depth < 0 and segment.net.text:
                yield segment.net


def covers(label: Label | None, x: int, y: int) -> bool:
    return label is not None and label.y == y and label.x <= x < label.x + width(label.text)


def band(starts: list[int], at: int) -> int:
    """The band of a cell; beyond the drawing the last one there."""
    return min(max(bisect_right(starts, at) - 1, 0), len(starts) - 2)


def slot_at(layout: Layout, x: int, y: int) -> Slot:
    """The slot nearest to a cell, also outside the drawing."""
    grid, sizes = layout.grid, layout.sizes
    return Slot(
        _number(grid.columns, layout.xs, x, sizes.narrowest + sizes.gap),
        _number(grid.rows, layout.ys, y, sizes.height + 1),
    )


def _number(numbers: tuple[int, ...], starts: list[int], at: int, step: int) -> int:
    """The number of the column (or row) nearest to a cell; beyond the last ones they follow in equal steps."""
    if not numbers:
        return at // step
    first, end = starts[1], starts[-2]
    if at < first:
        return numbers[0] - (first - at + step // 2) // step
    if at >= end:
        return numbers[-1] + (at - end + 1 + step // 2) // step
    here = bisect_right(starts, at) - 1
    if here & 1:
        return numbers[here >> 1]
    middle = (starts[here] + starts[here + 1]) // 2
    return numbers[(here >> 1) - (at < middle)]


def slot_rect(layout: Layout, slot: Slot) -> Rect:
    """The cells of a slot, also of an empty one or one outside the drawing."""
    grid, sizes = layout.grid, layout.sizes
    x, wide = _span(grid.columns, layout.xs, slot.column, sizes.narrowest, sizes.gap)
    y, high = _span(grid.rows, layout.ys, slot.row, sizes.height, 1)
    return Rect(x, y, wide, high)


def _span(numbers: tuple[int, ...], starts: list[int], number: int, size: int, gap: int) -> tuple[int, int]:
    if not numbers:
        return number * (size + gap), size
    if number < numbers[0]:
        return starts[1] - (numbers[0] - number) * (size + gap), size
    if number > numbers[-1]:
        return starts[-2] + (number - numbers[-1]) * (size + gap) - size, size
    lane = 2 * nearest(numbers, number) + 1
    return starts[lane], starts[lane + 1] - starts[lane]
