"""The making of a layout: ports, the order and tracks of every gap, and where each band begins.

The next layout redoes the lanes and gaps that differ, and those that meet what came out differently there; everything
else stays as it is, and the outcome equals a layout from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate, chain

from .boxes import Card, column_width
from .cycles import circle, facing, open_column, open_row
from .grid import Grid
from .layout import Layout
from .lines import Line
from .nets import Segment, Stir, Table, Wiring, table
from .paths import BOTTOM, LEFT, RIGHT, TOP, H, Path, V
from .ports import Ports, column_ports, row_ports
from .tracks import met_otherwise, obey, order, pack, spot
from .zoom import Sizes


class Work:
    """A layout in the making."""

    def __init__(
        self,
        grid: Grid,
        wires: Wiring,
        paths: Mapping[Line, Path],
        cards: list[Card | None],
        sizes: Sizes,
        stir: Stir,
        before: Layout | None,
        sticky: bool,
        floors: tuple[list[int], list[int]] | None = None,
    ) -> None:
        self.grid, self.wires, self.paths, self.cards, self.sizes = grid, wires, paths, cards, sizes
        self.stir, self.before, self.sticky, self.floors = stir, before, sticky, floors
        if before is not None and not sticky:
            stir.columns.update(band >> 1 for way, band in before.held if band & 1 and way == V)
            stir.rows.update(band >> 1 for way, band in before.held if band & 1 and way == H)
        self.gone = {segment for net in stir.gone for segment in net.segments}
        self.gaps_to_do = set(stir.gaps)
        self.row_gaps_to_do = set(stir.row_gaps)

    def _table(self, before: Table | None = None) -> Table:
        return table(self.wires.count, before)

    def run(self) -> Layout:
        first_ports, touched = self._first_ports()
        circles, ports, shifted = self._break_circles(first_ports, touched)
        moved = self._moved_lanes(ports, touched, shifted)
        self._meet(moved)
        rounds, gaps, row_gaps = self._order(ports, moved)
        return self._pack(first_ports, ports, circles, shifted, moved, rounds, gaps, row_gaps)

    def _first_ports(self) -> tuple[Ports, list[Segment]]:
        """Ports as sorted, and the lanes that were looked at."""
        grid, before = self.grid, self.before
        size = len(grid.col)
        if before is None:
            ports = Ports(self._table(), [0] * size, [0] * size, [0] * len(grid.columns))
        else:
            old = before.first_ports
            more = [0] * (size - len(old.top))
            ports = Ports(self._table(old.at), old.top + more, old.bottom + more, old.widths[:])
        for row in sorted(self.stir.rows):
            row_ports(grid, self.wires, self.paths, self.sizes, row, ports)
        for column in sorted(self.stir.columns):
            column_ports(grid, self.wires, self.paths, self.sizes, column, ports, self._fitting)
        lanes = chain(
            (segment for row in self.stir.rows for segment in self.wires.across[2 * row + 1]),
            (segment for column in self.stir.columns for segment in self.wires.down[2 * column + 1]),
        )
        return ports, list(lanes)

    def _fitting(self, column: int) -> int:
        found = (self.cards[handle] for _, handle in self.grid.in_col[column])
        wide = column_width((card for card in found if card is not None), self.sizes)
        known = self.before.first_ports.widths[column] if self.before is not None and self.sticky else 0
        return max(wide, known)

    def _break_circles(
        self, first: Ports, touched: list[Segment]
    ) -> tuple[frozenset[tuple[int, int]], Ports, frozenset[Segment]]:
        """Move ports until no lines face each other in a circle."""
        grid, wires, before = self.grid, self.wires, self.before
        look = {(V, band) for band in self.gaps_to_do} | {(H, band) for band in self.row_gaps_to_do}
        known = self._table(before.first_ports.at if before is not None else None)
        for lane in touched:
            if known[lane.number] != first.at[lane.number]:
                look.update((joint.turn, joint.band) for joint in lane.joints if not joint.band & 1)
        found = {(way, band) for way, band in look if self._circle(way, band, first)}
        circles = frozenset(found | (before.circles - look if before is not None else set()))
        if not circles:
            return circles, first, frozenset()
        ports = Ports(first.at[:], first.top[:], first.bottom[:], first.widths[:])
        shifted = []
        # Gaps between columns before those between rows, each from the first on.
        for way, band in sorted(circles, key=lambda gap: (-gap[0], gap[1])):
            while pairs := self._circle(way, band, ports):
                if way == V:
                    shifted.append(open_row(grid, wires, ports, pairs))
                else:
                    shifted.append(open_column(grid, wires, ports, pairs, self.sizes))
        return circles, ports, frozenset(shifted)

    def _circle(self, way: int, band: int, ports: Ports) -> list[tuple[Segment, Segment, Segment, Segment]]:
        segments = (self.wires.down if way == V else self.wires.across)[band]
        if len(segments) < 2:
            return []
        pairs = facing(segments, band, ports.at)
        return circle(pairs) if len(pairs) > 1 else []

    def _moved_lanes(self, ports: Ports, touched: list[Segment], shifted: frozenset[Segment]) -> list[Segment]:
        """Lanes whose port is not where it was."""
        before = self.before
        if before is None:
            return []
        old, at = self._table(before.ports.at), ports.at
        suspects = {*touched, *shifted, *(before.shifted - self.gone)}
        return [lane for lane in suspects if old[lane.number] != at[lane.number]]

    def _meet(self, segments: Iterable[Segment]) -> None:
        """Gaps that meet these lanes have to be done again."""
        for segment in segments:
            if segment.net.label_gap >= 0:
                self.gaps_to_do.add(2 * segment.net.label_gap)
            for joint in segment.joints:
                if not joint.band & 1:
                    (self.gaps_to_do if joint.turn == V else self.row_gaps_to_do).add(joint.band)

    def _spots(self, ports: Ports, moved: list[Segment]) -> list[Table]:
        """The spots of lanes, before and after every round of ordering, with those of gaps as they were."""
        before = self.before
        if before is None:
            kinds = self._table(), self._table()
            for lane in chain.from_iterable((*self.wires.across[1::2], *self.wires.down[1::2])):
                kinds[lane.turn][lane.number] = spot(lane.band, ports.at[lane.number])
            out = [kinds[number % 2][:] for number in range(5)]
        else:
            out = [self._table(known) for known in before.rounds]
            for lane in moved:
                at = spot(lane.band, ports.at[lane.number])
                for known in out[lane.turn :: 2]:
                    known[lane.number] = at
        flat = out[0]
        for band in self.stir.row_gaps:
            at = spot(band, 0)
            for segment in self.wires.across[band]:
                flat[segment.number] = at
        return out

    def _order(self, ports: Ports, moved: list[Segment]) -> tuple[list[Table], set[int], set[int]]:
        """Four rounds of ordering, each by what the one before came to; and the gaps that may pack differently."""
        wires, before = self.wires, self.before
        rounds = self._spots(ports, moved)
        meets: set[int] = set()
        done: list[set[int]] = []
        self.orders = (
            (before.orders[H][:], before.orders[V][:])
            if before is not None
            else ([[] for _ in wires.across], [[] for _ in wires.down])
        )
        for number, way in enumerate((V, H, V, H)):
            bands = (self.gaps_to_do if way == V else self.row_gaps_to_do) | meets
            meets = self._order_round(way, bands, rounds[number], rounds[number + 1], number, ports)
            done.append(bands)
        return rounds, done[2] | meets, done[3]

    def _order_round(
        self,
        way: int,
        bands: set[int],
        spots: Table,
        result: Table,
        number: int,
        ports: Ports,
    ) -> set[int]:
        """Order some gaps; the gaps that meet theirs in another order then."""
        meets: set[int] = set()
        lists = self.wires.down if way == V else self.wires.across
        for band in sorted(bands):
            segments = lists[band]
            if len(segments) > 1:
                segments = order(segments, spots)
                if number > 0 and (pairs := facing(segments, band, ports.at)):
                    segments = obey(segments, pairs)
            places = range(spot(band, 0), spot(band, len(segments)))
            meets |= met_otherwise(segments, places, result)
            for segment, place in zip(segments, places, strict=True):
                result[segment.number] = place
            if number > 1:
                self.orders[way][band] = segments
        return meets

    def _pack(
        self,
        first_ports: Ports,
        ports: Ports,
        circles: frozenset[tuple[int, int]],
        shifted: frozenset[Segment],
        moved: list[Segment],
        rounds: list[Table],
        gaps: set[int],
        row_gaps: set[int],
    ) -> Layout:
        grid, sizes, before, wires = self.grid, self.sizes, self.before, self.wires
        held = set(before.held) if before is not None else set()
        if self.sticky:
            held |= {(V, 2 * column + 1) for column in self.stir.columns if before is not None}
        else:
            held = {(way, band) for way, band in held if not band & 1}
            gaps |= {band for way, band in held if way == V}
            row_gaps |= {band for way, band in held if way == H}
        offsets = ports.at[:] if before is None else self._table(before.offsets)
        for lane in moved:
            offsets[lane.number] = ports.at[lane.number]
        if before is not None:
            widths, heights = before.gaps[:], before.row_gaps[:]
        else:
            widths, heights = self.floors or ([0] * (len(grid.columns) + 1), [0] * (len(grid.rows) + 1))
        rows_met = row_gaps | self.stir.edges
        last = len(grid.columns)
        for band in sorted(gaps):
            i = band >> 1
            segments = self.orders[V][band]
            outer = i in (0, last)
            least = 0 if outer else sizes.gap
            if sizes.label and (nets := wires.labels.get(i)):
                least = max(least, min(max(net.wide for net in nets), sizes.label) + 4)
            margins = 0 if i == 0 else sizes.margin, 0 if i == last else sizes.margin
            size, placed = pack(segments, rounds[4], *margins, sizes.pitch, least, sizes.label)
            if segments and (lacking := self._lacking(i, segments, placed, size, rounds[4])):
                size, placed = pack(segments, rounds[4], *margins, sizes.pitch, size + lacking, sizes.label)
            held.discard((V, band))
            if self.sticky and size < widths[i]:
                size, placed = pack(segments, rounds[4], *margins, sizes.pitch, widths[i], sizes.label)
                held.add((V, band))
            widths[i] = size
            rows_met |= met_otherwise(segments, placed, offsets)
            for segment, place in zip(segments, placed, strict=True):
                offsets[segment.number] = place
        met = (joint for band in rows_met for segment in self.orders[H][band] for joint in segment.joints)
        spots = {joint.number: spot(joint.band, offsets[joint.number]) for joint in met}
        last = len(grid.rows)
        for band in sorted(rows_met):
            i = band >> 1
            segments = self.orders[H][band]
            before_it, behind, least, rows = self._row_gap(i)
            size, placed = pack(segments, spots, before_it, behind, 1, least, 0)
            if rows is not None and set(placed).issuperset(range(rows[0], size - rows[1])):
                size, placed = pack(segments, spots, before_it, behind, 1, size + 1, 0)
            held.discard((H, band))
            if self.sticky and size < heights[i]:
                size, placed = pack(segments, spots, before_it, behind, 1, heights[i], 0)
                held.add((H, band))
            heights[i] = size
            for segment, place in zip(segments, placed, strict=True):
                offsets[segment.number] = place
        lanes: Iterable[int] = range(len(grid.rows))
        above, below = [1] * len(grid.rows), [1] * len(grid.rows)
        if before is not None:
            above, below = before.above[:], before.below[:]
            lanes = self.stir.rows | {lane.band >> 1 for lane in shifted | before.shifted if lane.turn == H}
        for row in lanes:
            above[row] = max((-ports.top[handle] for _, handle in grid.in_row[row]), default=1)
            below[row] = max((ports.bottom[handle] for _, handle in grid.in_row[row]), default=1)
            if before is not None and self.sticky:
                above[row], below[row] = max(above[row], before.above[row]), max(below[row], before.below[row])
                held.add((H, 2 * row + 1))
        xs, xr = _bands(widths, [(wide // 2, wide - wide // 2) for wide in ports.widths])
        ys, yr = _bands(heights, [(up, down + 1) for up, down in zip(above, below, strict=True)])
        return Layout(
            grid, wires, self.paths, self.cards, sizes, first_ports, ports, circles, shifted, rounds, self.orders,
            offsets, widths, heights, frozenset(held), above, below, xs, xr, ys, yr,
        )  # fmt: skip

    def _lacking(self, i: int, segments: list[Segment], placed: list[int], size: int, spots: Table) -> int:
        """Cells that a gap lacks for the labels of straight lines that others in the gap cut up."""
        nets = self.wires.labels.get(i)
        if not nets or not self.sizes.label:
            return 0
        spans = [[spots[joint.number] for joint in segment.joints] for segment in segments]
        crossed = [(min(span), max(span), at) for span, at in zip(spans, placed, strict=True)]
        lacking = 0
        for net in nets:
            lane = net.label_lane
            if lane is None:
                continue
            place = spots[lane.number]
            heads = [any(head and side == end for _, side, head in lane.ports) for end in (RIGHT, LEFT)]
            start, longest = 1 + heads[0], 0
            end = size - 1 - heads[1]
            for at in sorted(at for low, high, at in crossed if low <= place <= high):
                longest = max(longest, min(at, end) - start)
                start = max(start, at + 1)
            longest = max(longest, end - start)
            lacking = max(lacking, min(net.wide, self.sizes.label) + 2 - longest)
        return lacking

    def _row_gap(self, i: int) -> tuple[int, int, int, tuple[int, int] | None]:
        """Margins above and below the lines of a gap between rows, and its least height: heads need a cell of it.

        Where a straight line wants its label in a row of the gap, also the cells at both ends that are not for it.
        """
        grid, sizes, ends = self.grid, self.sizes, self.wires.ends
        heads = [False, False]
        leaves = label = False
        for place, row, side in ((0, i - 1, BOTTOM), (1, i, TOP)):
            if not 0 <= row < len(grid.rows):
                continue
            for _, handle in grid.in_row[row]:
                for _, _, segment in ends.get(4 * handle + side, ()):
                    leaves = True
                    heads[place] |= (handle, side, True) in segment.ports
                    label |= bool(len(segment.ports) == 2 and segment.net.text and sizes.label)
        inner = 0 < i < len(grid.rows)
        above = (1 if heads[0] else sizes.row_margin) if i else 0
        below = (1 if heads[1] else sizes.row_margin) if i < len(grid.rows) else 0
        least = sizes.row_gap if inner else 0
        if leaves:
            least = max(least, sum(heads) + label)
        return above, below, least, (int(heads[0]), int(heads[1])) if label else None


def _bands(gaps: list[int], lanes: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Where bands begin, with the end of the last; and the cell in each that offsets count from."""
    sizes = [gaps[0]]
    origins = [0]
    for (before, behind), gap in zip(lanes, gaps[1:], strict=True):
        sizes += before + behind, gap
        origins += before, 0
    starts = list(accumulate(sizes, initial=0))
    return starts, [start + origin for start, origin in zip(starts, origins, strict=False)]


def layout(
    grid: Grid,
    wires: Wiring,
    paths: Mapping[Line, Path],
    cards: list[Card | None],
    sizes: Sizes,
    floors: tuple[list[int], list[int]] | None = None,
) -> Layout:
    """A layout from nothing; gaps are at least as large as the `floors` between columns and rows."""
    return Work(grid, wires, paths, cards, sizes, Stir.everything(grid), None, floors is not None, floors).run()


def relaid(
    before: Layout,
    grid: Grid,
    wires: Wiring,
    paths: Mapping[Line, Path],
    cards: list[Card | None],
    stir: Stir,
    sticky: bool,
) -> Layout:
    """The next layout on the same bands."""
    return Work(grid, wires, paths, cards, before.sizes, stir, before, sticky).run()
