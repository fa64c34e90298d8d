"""Where lines meet the sides of boxes.

The lines at a side are sorted by the way they turn, so that they neither cross nor braid near the box. Between two
boxes of a row lies a span; the lines that leave the one and those that enter the other share its rows.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .grid import Grid
from .lines import Line
from .nets import End, Segment, Table, Wiring
from .paths import BOTTOM, LEFT, RIGHT, TOP, H, Path
from .zoom import Sizes

TURN = 1 << 24
"""More than any number of bands."""


@dataclass(slots=True)
class Ports:
    """Offsets of lanes from the middle of their row or column, and what they make of boxes."""

    at: Table
    top: list[int]
    """Row of the top border from the middle of the row, by handle."""
    bottom: list[int]
    widths: list[int]
    """Of columns."""


def _by_turn(grid: Grid, paths: Mapping[Line, Path], ends: list[End], handle: int, side: int) -> list[Segment]:
    """The segments at one side of a box, from above or from the left."""
    if len(ends) < 2:
        return [segment for _, _, segment in ends]
    keyed = []
    for number, (line, is_target, segment) in enumerate(ends):
        other = line.source if is_target else line.target
        # Lines that run side by side keep their order at the far end, where it is looked at from the other direction.
        flip = is_target if other == handle else _name(grid, handle) > _name(grid, other)
        keyed.append((_turns(grid, line, paths[line], is_target), -number if flip else number, segment))
    # The keys sort from left to right as seen when leaving the box.
    keyed.sort(key=_first_two, reverse=side in (LEFT, BOTTOM))
    return [segment for _, _, segment in keyed]


def _first_two(entry: tuple[list[int], int, Segment]) -> tuple[list[int], int]:
    return entry[0], entry[1]


def _name(grid: Grid, handle: int) -> tuple[int, int]:
    return grid.row[handle], grid.col[handle]


def _turns(grid: Grid, line: Line, path: Path, backward: bool) -> list[int]:
    """A key by which paths sort from left to right: soon to the left first, soon to the right last."""
    way, bands = path.orientation, path.bands
    a, b = line.source, line.target
    if backward:
        a, b = b, a
        way ^= (len(bands) - 1) & 1
        bands = bands[::-1]
    at = [2 * grid.col[a] + 1, 2 * grid.row[a] + 1]
    goal = (2 * grid.col[b] + 1, 2 * grid.row[b] + 1)
    last = len(bands) - 1
    key = []
    for i in range(last):
        band = bands[i + 1]
        then = bands[i + 2] if i + 2 <= last else goal[way ^ 1]
        ahead = band - at[way]
        aside = then - at[way ^ 1]
        left = (aside < 0) == (ahead > 0) if way == H else (aside > 0) == (ahead > 0)
        at[way] = band
        key.append(abs(ahead) - TURN if left else TURN - abs(ahead))
        way ^= 1
    key.append(0)
    return key


def _merge(before: list[Segment], after: list[Segment]) -> list[Segment]:
    """Both lists as one, joined at the segments that are in both."""
    if not before or not after:
        return before or after
    common = set(before) & set(after)
    out: dict[Segment, None] = {}
    rest = iter(after)
    for segment in before:
        if segment in common and segment not in out:
            for other in rest:
                if other is segment:
                    break
                if other not in common:
                    out[other] = None
        out[segment] = None
    out.update(dict.fromkeys(after))
    return list(out)


def _exclude(one: Segment, other: Segment, starts: set[Segment], stops: set[Segment]) -> bool:
    """Whether two lanes of a span must not lie on one line.

    A lane from each side may, if they only meet in one gap: the order of the gap keeps them apart.
    """
    if one.high < other.low or other.high < one.low or one.net is other.net:
        return False
    if one.high == other.low and not one.high & 1:
        return one in stops or other in starts
    if other.high == one.low and not other.high & 1:
        return other in stops or one in starts
    return True


def _numbered(before: list[Segment], after: list[Segment]) -> tuple[dict[Segment, int], bool]:
    """Whole numbers for the lanes of a span, and whether the two sides are independent of each other."""
    starts, stops = set(before), set(after)
    through = starts & stops
    if not through and not any(_exclude(one, other, starts, stops) for one in before for other in after):
        numbers = {}
        for side in (before, after):
            middle = (len(side) - 1) // 2
            numbers.update({segment: i - middle for i, segment in enumerate(side)})
        return numbers, True
    lanes: dict[Segment, int] = {}
    for segment in _merge(before, after):
        taken = [lane for other, lane in lanes.items() if _exclude(other, segment, starts, stops)]
        lanes[segment] = max(taken, default=-1) + 1
    if through:
        anchors = [segment for segment in lanes if segment in through]
        middle = lanes[anchors[(len(anchors) - 1) // 2]]
    else:
        middle = max(lanes.values()) // 2
    return {segment: lane - middle for segment, lane in lanes.items()}, False


def _sole(one: list[End], other: list[End]) -> Segment | None:
    """The segment of a span that has just one."""
    if len(one) + len(other) == 1:
        return (one or other)[0][2]
    if len(one) == 1 and len(other) == 1 and one[0][2] is other[0][2]:
        return one[0][2]
    return None


class Span(NamedTuple):
    """What lies between two boxes of a lane, or beyond the outer ones."""

    box: int | None
    """The handle of the box where it begins, None for none."""
    out: list[Segment]
    """The lanes that leave that box, in order."""
    next_box: int | None
    back: list[Segment]
    numbers: dict[Segment, int]
    """Whole numbers for all of them."""
    independent: bool
    """Whether the two sides do not regard each other."""


def _spans(
    grid: Grid, wires: Wiring, paths: Mapping[Line, Path], lane: list[tuple[int, int]], sides: tuple[int, int]
) -> Iterator[Span]:
    """The spans of a lane in which something runs; `sides` are those of a box where one begins and where one ends."""
    on, against = sides
    for box, next_box in itertools.pairwise((None, *(handle for _, handle in lane), None)):
        out = wires.ends.get(4 * box + on, []) if box is not None else []
        back = wires.ends.get(4 * next_box + against, []) if next_box is not None else []
        if (sole := _sole(out, back)) is not None:
            yield Span(box, [], next_box, [], {sole: 0}, False)
        elif out or back:
            before = _by_turn(grid, paths, out, box, on) if box is not None else []
            after = _by_turn(grid, paths, back, next_box, against) if next_box is not None else []
            yield Span(box, before, next_box, after, *_numbered(before, after))


def row_ports(grid: Grid, wires: Wiring, paths: Mapping[Line, Path], sizes: Sizes, row: int, ports: Ports) -> None:
    """Settle the ports of a row's boxes, and how tall these are."""
    occupied = grid.in_row[row]
    for _, handle in occupied:
        ports.top[handle], ports.bottom[handle] = -sizes.above, sizes.below
    for left, out, right, back, lanes, _ in _spans(grid, wires, paths, occupied, (RIGHT, LEFT)):
        for segment, lane in lanes.items():
            ports.at[segment.number] = lane
        for box, side in ((left, out), (right, back)):
            if box is not None and side:
                ports.top[box] = min(ports.top[box], min(lanes[segment] for segment in side) - 1)
                ports.bottom[box] = max(ports.bottom[box], max(lanes[segment] for segment in side) + 1)


def column_ports(
    grid: Grid,
    wires: Wiring,
    paths: Mapping[Line, Path],
    sizes: Sizes,
    column: int,
    ports: Ports,
    fitting: Callable[[int], int],
) -> None:
    """Settle the ports of a column's boxes, and how wide it is."""
    wide = fitting(column)
    spans = list(_spans(grid, wires, paths, grid.in_col[column], (BOTTOM, TOP)))
    farthest = max((abs(lane) for span in spans for lane in span.numbers.values()), default=0)
    room = (wide - 3) // 2
    spacing = next((spacing for spacing in sizes.spacings if farthest * spacing <= room), 0)
    if not spacing:
        spacing, wide = 1, 2 * farthest + 3
    ports.widths[column] = wide
    for _, out, _, back, lanes, independent in spans:
        if independent:
            for side in (out, back):
                shift = spacing * (len(side) - 1) // 2
                for i, segment in enumerate(side):
                    ports.at[segment.number] = i * spacing - shift
        else:
            for segment, lane in lanes.items():
                ports.at[segment.number] = lane * spacing
