"""Lines that face each other in a gap: who must run before whom, and what to do where that goes round in a circle.

In a gap between columns a segment with an arm to the left and another with an arm to the right in the same row must
not pass each other. Where such demands form a circle, one lane moves to a free row; ports are interchangeable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .grid import Grid
from .nets import Segment, Table, Wiring
from .paths import BOTTOM, LEFT, RIGHT, TOP
from .ports import Ports
from .zoom import Sizes

Facing = tuple[Segment, Segment, Segment, Segment]
"""A segment that must come before another one, and the lanes by which they face each other."""


def facing(segments: Iterable[Segment], band: int, at: Table) -> list[Facing]:
    """Pairs in a gap of which the first must get the smaller track."""
    arms_back: dict[tuple[int, int], tuple[Segment, Segment]] = {}
    arms_on: dict[tuple[int, int], tuple[Segment, Segment]] = {}
    for segment in segments:
        if segment.depth >= 0:
            continue
        for lane in segment.joints:
            if lane.band & 1:
                place = lane.band, at[lane.number]
                if lane.low < band:
                    arms_back[place] = segment, lane
                if lane.high > band:
                    arms_on[place] = segment, lane
    if not arms_back or not arms_on:
        return []
    out = []
    for place, (segment, lane) in arms_back.items():
        found = arms_on.get(place)
        if found is not None and found[0] is not segment and found[1] is not lane:
            out.append((segment, found[0], lane, found[1]))
    return out


def circle(pairs: list[Facing]) -> list[Facing]:
    """Pairs that form a circle; empty where there is none."""
    waiting: dict[Segment, int] = defaultdict(int)
    after: dict[Segment, list[Segment]] = defaultdict(list)
    for first, second, _, _ in pairs:
        after[first].append(second)
        waiting[second] += 1
        waiting[first] += 0
    ready = [segment for segment, count in waiting.items() if not count]
    done: set[Segment] = set()
    while ready:
        segment = ready.pop()
        done.add(segment)
        for other in after[segment]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    before = {pair[1]: pair for pair in pairs if pair[0] not in done and pair[1] not in done}
    if not before:
        return []
    # Everything left has one before it, so walking back must come round.
    segment = next(iter(before))
    seen: set[Segment] = set()
    while segment not in seen:
        seen.add(segment)
        segment = before[segment][0]
    out = [before[segment]]
    while out[-1][0] is not segment:
        out.append(before[out[-1][0]])
    return out


def open_row(grid: Grid, wires: Wiring, ports: Ports, found: list[Facing]) -> Segment:
    """Break a circle in a gap between columns: one of its lanes moves to a free row, at the least growth of boxes."""
    best: tuple[float, int, int] | None = None
    chosen: tuple[Segment, int] | None = None
    for _, _, behind, ahead in found:
        for lane in (ahead, behind):
            used = _used(grid, wires, ports, lane, RIGHT, LEFT)
            row = next(row for row in _near(0) if row not in used)
            box = lane.ports[0][0]
            grows = max(0, row + 1 - ports.bottom[box]) + max(0, ports.top[box] - (row - 1))
            jumps = _jumps(wires, ports, lane, row)
            score = grows + jumps / 2 + (len(lane.ports) > 1), abs(row), row
            if best is None or score < best:
                best, chosen = score, (lane, row)
    assert chosen is not None
    lane, row = chosen
    ports.at[lane.number] = row
    for handle, _, _ in lane.ports:
        ports.top[handle] = min(ports.top[handle], row - 1)
        ports.bottom[handle] = max(ports.bottom[handle], row + 1)
    return lane


def open_column(grid: Grid, wires: Wiring, ports: Ports, found: list[Facing], sizes: Sizes) -> Segment:
    """Break a circle in a gap between rows: one of its lanes moves sideways, at best a few cells."""
    best: tuple[int, int, int, int] | None = None
    chosen: tuple[Segment, int] | None = None
    steps = (3, 2, 4, 1) if sizes.spacings[0] > 1 else (1, 2, 3, 4)
    for _, _, behind, ahead in found:
        for lane in (ahead, behind):
            used = _used(grid, wires, ports, lane, BOTTOM, TOP)
            at = ports.at[lane.number]
            far = max(abs(place - at) for place in used) + 1
            tries = (at + sign * step for step in (*steps, *range(5, far + 5)) for sign in (1, -1))
            place = next(place for place in tries if place not in used)
            room = (ports.widths[grid.col[lane.ports[0][0]]] - 3) // 2
            score = int(abs(place) > room), _jumps(wires, ports, lane, place), len(lane.ports), abs(place)
            if best is None or score < best:
                best, chosen = score, (lane, place)
    assert chosen is not None
    lane, place = chosen
    ports.at[lane.number] = place
    column = grid.col[lane.ports[0][0]]
    ports.widths[column] = max(ports.widths[column], 2 * abs(place) + 3)
    return lane


def _near(place: int) -> Iterable[int]:
    """0, 1, -1, 2, -2 …"""
    yield place
    step = 1
    while True:
        yield place + step
        yield place - step
        step += 1


def _used(grid: Grid, wires: Wiring, ports: Ports, lane: Segment, towards: int, other: int) -> set[int]:
    """Offsets that lanes of the same spans have; `towards` is the side of a box where a span begins."""
    used: set[int] = set()
    for handle, side, _ in lane.ports:
        column, row = grid.col[handle], grid.row[handle]
        if towards == RIGHT:
            facing_box = grid.at.get((grid.right[handle] if side == RIGHT else grid.left[handle], row))
        else:
            facing_box = grid.at.get((column, grid.down[handle] if side == BOTTOM else grid.up[handle]))
        used.update(ports.at[segment.number] for _, _, segment in wires.ends.get(4 * handle + side, ()))
        if facing_box is not None:
            back = other if side == towards else towards
            used.update(ports.at[segment.number] for _, _, segment in wires.ends.get(4 * facing_box + back, ()))
    return used


def _jumps(wires: Wiring, ports: Ports, lane: Segment, place: int) -> int:
    """Ports of the same sides that a lane would jump over on its way to a place."""
    at = ports.at[lane.number]
    low, high = min(at, place), max(at, place)
    return sum(
        low < ports.at[segment.number] < high
        for handle, side, _ in lane.ports
        for _, _, segment in wires.ends.get(4 * handle + side, ())
        if segment is not lane
    )
