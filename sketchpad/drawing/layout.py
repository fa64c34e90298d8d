"""Where everything is, in cells: all positions are offsets inside bands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .boxes import Card
from .grid import Grid
from .lines import Line
from .nets import Segment, Table, Wiring
from .paths import BOTTOM, LEFT, RIGHT, H, Path
from .ports import Ports
from .zoom import Sizes

Run = tuple[int, int, int]
"""The cells of a segment: its row and first and last column, or its column and first and last row."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is, in cells."""

    grid: Grid
    wires: Wiring
    paths: Mapping[Line, Path]
    cards: list[Card | None]
    """By handle."""
    sizes: Sizes
    first_ports: Ports
    """As sorted, before circles were broken; and after."""
    ports: Ports
    circles: frozenset[tuple[int, int]]
    """Orientation of the segments and band of the gaps where circles were found."""
    shifted: frozenset[Segment]
    """The lanes that moved to break them."""
    rounds: list[Table]
    """Spots before and after each round of ordering, by turns of horizontal and vertical segments."""
    orders: tuple[list[list[Segment]], list[list[Segment]]]
    """Horizontal and vertical segments by band, in their final order."""
    offsets: Table
    gaps: list[int]
    """Widths between columns."""
    row_gaps: list[int]
    held: frozenset[tuple[int, int]]
    """Gaps that are larger than they need to be since they were larger before."""
    above: list[int]
    """Cells of each row above its middle, and below."""
    below: list[int]
    xs: list[int]
    """Where each band begins, and where the last one ends."""
    xr: list[int]
    """What offsets in a band count from."""
    ys: list[int]
    yr: list[int]

    @property
    def width(self) -> int:
        return self.xs[-1]

    @property
    def height(self) -> int:
        return self.ys[-1]

    def box(self, handle: int) -> tuple[int, int, int, int]:
        """Left, top, width and height of a component's box."""
        grid, ports = self.grid, self.ports
        column, row = grid.col[handle], grid.row[handle]
        top = ports.top[handle]
        return (
            self.xs[2 * column + 1],
            self.yr[2 * row + 1] + top,
            ports.widths[column],
            ports.bottom[handle] - top + 1,
        )

    def run(self, segment: Segment) -> Run:
        """The cells of a segment; at a port the first one outside the box."""
        offsets = self.offsets
        if segment.turn == H:
            at, along = self.yr[segment.band] + offsets[segment.number], self.xr
        else:
            at, along = self.xr[segment.band] + offsets[segment.number], self.yr
        joints = segment.joints
        if len(joints) == 2 and not segment.ports:
            one, other = joints
            low, high = along[one.band] + offsets[one.number], along[other.band] + offsets[other.number]
            return (at, low, high) if low < high else (at, high, low)
        places = [along[joint.band] + offsets[joint.number] for joint in joints]
        grid, ports = self.grid, self.ports
        for handle, side, _ in segment.ports:
            if side == RIGHT:
                places.append(self.xs[2 * grid.col[handle] + 2])
            elif side == LEFT:
                places.append(self.xs[2 * grid.col[handle] + 1] - 1)
            elif side == BOTTOM:
                places.append(self.yr[2 * grid.row[handle] + 1] + ports.bottom[handle] + 1)
            else:
                places.append(self.yr[2 * grid.row[handle] + 1] + ports.top[handle] - 1)
        return at, min(places), max(places)

    def border(self, key: str) -> tuple[int, int, int, int]:
        """First and last column and row of the border of a net: left, top, right, bottom."""
        left, right, top, bottom = self.wires.nets[key].segments
        offsets = self.offsets
        return (
            self.xr[left.band] + offsets[left.number],
            self.yr[top.band] + offsets[top.number],
            self.xr[right.band] + offsets[right.number],
            self.yr[bottom.band] + offsets[bottom.number],
        )
