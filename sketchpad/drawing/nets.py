"""Nets of segments: what the paths of lines come to when lines of one net are joined, and the borders of groups.

A segment lies in one band. A border is four segments in the gaps around its slots, ordered and packed like any others.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .cells import width
from .grid import Grid
from .lines import Bundle, Bundles, Line
from .membership import Border
from .patched import Patched
from .paths import H, Leg, Path, V

Port = tuple[int, int, bool]
"""A component's handle, its side, and whether an arrow head stands there."""

Table: TypeAlias = "array[int]"
"""Whole numbers by the numbers of segments."""

SPARE = 50_000
"""Numbers of segments that are gone, beyond which tables are made anew."""

NOWHERE = -(1 << 62)
"""What a table says of a segment that it does not know."""


class Segment:
    """A straight piece of a net. What is said of it here does not depend on the zoom."""

    __slots__ = (
        "band",
        "depth",
        "first",
        "high",
        "joints",
        "key",
        "last",
        "low",
        "net",
        "number",
        "ports",
        "room_high",
        "room_low",
        "side",
        "turn",
    )

    def __init__(self, way: int, band: int, low: int, high: int, net: Net, key: tuple[str, int]) -> None:
        self.turn = way
        """Its orientation."""
        self.band = band
        self.low, self.high = low, high
        """The bands across it where it begins and ends."""
        self.net = net
        self.key = key
        """By which segments are ordered where nothing else tells them apart."""
        self.joints: tuple[Segment, ...] = ()
        """The segments across it that it meets."""
        self.first: tuple[Segment, ...] = ()
        """Joints from where an arm goes on to the left, or up."""
        self.last: tuple[Segment, ...] = ()
        self.side = 1
        """Where its arms go: 0 all left or up, 2 all right or down, 1 both ways."""
        self.ports: tuple[Port, ...] = ()
        self.depth = net.depth
        """Of a border, how many others are around it; -1 for lines."""
        self.number = -1
        """Where it stands in tables, once it is in a wiring."""
        self.room_low = self.room_high = 0
        """Cells that a label wants beside it."""

    def join(self, joints: Iterable[Segment]) -> None:
        """Note what it meets."""
        self.joints = tuple(joints)
        self.first = tuple(joint for joint in self.joints if joint.low < self.band)
        self.last = tuple(joint for joint in self.joints if joint.high > self.band)
        self.side = 1 if self.first and self.last else 0 if not self.last else 2


class Net:
    """Lines drawn as one tree, or a border."""

    __slots__ = ("border", "depth", "key", "label_gap", "label_lane", "lines", "segments", "text", "wide")

    def __init__(self, key: str, text: str, lines: tuple[Line, ...], border: Border | None = None) -> None:
        self.key = key
        self.text = text
        self.wide = width(text)
        self.lines = lines
        self.border = border
        self.depth = border.depth if border is not None else -1
        self.segments: tuple[Segment, ...] = ()
        self.label_gap = -1
        """The gap that a straight line between two neighbours has its label in; -1 for none."""
        self.label_lane: Segment | None = None
        """That straight line."""


def wire_net(bundle: Bundle, paths: Mapping[Line, Path]) -> Net:
    """The net of some lines."""
    net = Net(bundle.name, bundle.text, bundle.lines)
    pieces: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for line in bundle.lines:
        for way, band, low, high in paths[line].legs:
            pieces.setdefault((way, band), []).append((low, high))
    segments: list[Segment] = []
    at: dict[tuple[int, int], list[Segment]] = {}
    for (way, band), spans in pieces.items():
        here = at[way, band] = []
        for low, high in _merged(spans, band):
            segment = Segment(way, band, low, high, net, (net.key, len(segments)))
            segments.append(segment)
            here.append(segment)
    joints: dict[Segment, dict[Segment, None]] = {segment: {} for segment in segments}
    for line in bundle.lines:
        path = paths[line]
        chain = [_holding(at, leg) for leg in path.legs]
        for one, other in itertools.pairwise(chain):
            joints[one][other] = joints[other][one] = None
        _attach(chain[0], (line.source, path.leaves, line.both))
        _attach(chain[-1], (line.target, path.enters, True))
    for segment, met in joints.items():
        segment.join(met)
    net.segments = tuple(segments)
    _reserve(net)
    return net


def _merged(spans: list[tuple[int, int]], band: int) -> list[list[int]]:
    """Spans joined where they overlap; in gaps also where they touch, while in lanes a box stands between those."""
    if len(spans) == 1:
        return [list(spans[0])]
    out: list[list[int]] = []
    for low, high in sorted(spans):
        if out and (low < out[-1][1] or (low == out[-1][1] and not band & 1)):
            out[-1][1] = max(out[-1][1], high)
        else:
            out.append([low, high])
    return out


def _holding(at: Mapping[tuple[int, int], list[Segment]], leg: Leg) -> Segment:
    way, band, low, high = leg
    return next(segment for segment in at[way, band] if segment.low <= low and high <= segment.high)


def _attach(segment: Segment, port: Port) -> None:
    """Add a port, or its arrow head to the port that is there."""
    others = tuple(other for other in segment.ports if other[:2] != port[:2])
    head = any(other[2] for other in segment.ports if other[:2] == port[:2])
    segment.ports = (*others, (port[0], port[1], port[2] or head))


def _reserve(net: Net) -> None:
    """Keep room for the label where no segment runs along a whole column."""
    if not net.text:
        return
    stem: Segment | None = None
    for segment in net.segments:
        if segment.turn == H:
            if segment.high - segment.low >= 3:
                return
            if segment.band & 1 and segment.ports:
                if not segment.joints:
                    net.label_gap, net.label_lane = (segment.low + 1) >> 1, segment
                    return
                if stem is None or not segment.ports[0][2]:
                    stem = segment
        elif len(segment.ports) == 2:
            return
    if stem is None or len(stem.joints) != 1 or stem.joints[0].band & 1:
        return
    upright = stem.joints[0]
    if stem.low & 1:
        upright.room_low = max(upright.room_low, net.wide + 1)
    else:
        upright.room_high = max(upright.room_high, net.wide + 1)


def border_net(border: Border) -> Net:
    """The four sides of a group: left, right, top, bottom."""
    net = Net("~" + border.id, "", (), border)
    x1, x2, y1, y2 = 2 * border.left, 2 * border.right + 2, 2 * border.top, 2 * border.bottom + 2
    left, right = (Segment(V, x, y1, y2, net, (net.key, i)) for i, x in enumerate((x1, x2)))
    top, bottom = (Segment(H, y, x1, x2, net, (net.key, i + 2)) for i, y in enumerate((y1, y2)))
    for upright in (left, right):
        upright.join((top, bottom))
    for level in (top, bottom):
        level.join((left, right))
    net.segments = left, right, top, bottom
    return net


End = tuple[Line, bool, Segment]
"""A line at a side of a box, whether it is its target, and the segment there."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """All nets of a drawing, and where their segments lie."""

    nets: Mapping[str, Net]
    down: list[list[Segment]]
    """Vertical segments by band across, in order of their keys."""
    across: list[list[Segment]]
    """Horizontal segments by band down."""
    ends: Mapping[int, list[End]]
    """What meets a side of a box, by 4 * handle + side."""
    labels: Mapping[int, list[Net]]
    """By gap, the straight lines that want room for their label there."""
    count: int
    """How long tables are: segments that are gone keep their number."""
    at_first: int
    """How long they were when all of it was made."""

    @property
    def crowded(self) -> bool:
        """Whether tables are so full of what is gone that all is better made anew."""
        return self.count > 8 * self.at_first + SPARE


@dataclass(slots=True)
class Stir:
    """What differs from the wiring before, as bands whose contents changed and lanes whose ports may move."""

    columns: set[int]
    rows: set[int]
    gaps: set[int]
    """Bands between columns."""
    row_gaps: set[int]
    edges: set[int]
    """Bands between rows where arrow heads may have come or gone."""
    gone: list[Net]

    def net(self, net: Net) -> None:
        """A net is new or gone."""
        for segment in net.segments:
            if segment.turn == H:
                if segment.band & 1:
                    self.rows.add(segment.band >> 1)
                else:
                    self.row_gaps.add(segment.band)
            elif not segment.band & 1:
                self.gaps.add(segment.band)
            else:
                self.columns.add(segment.band >> 1)
                self.edges.update(
                    e for e in (segment.low, segment.low + 1, segment.high - 1, segment.high) if not e & 1
                )
        if net.label_gap >= 0:
            self.gaps.add(2 * net.label_gap)

    @classmethod
    def everything(cls, grid: Grid) -> Stir:
        columns, rows = len(grid.columns), len(grid.rows)
        return cls(
            set(range(columns)),
            set(range(rows)),
            set(range(0, 2 * columns + 1, 2)),
            set(range(0, 2 * rows + 1, 2)),
            set(),
            [],
        )


def wiring(grid: Grid, bundles: Bundles, paths: Mapping[Line, Path]) -> Wiring:
    """The wiring of a design, from nothing."""
    nets = [wire_net(bundle, paths) for bundle in bundles.named.values()]
    nets += [border_net(border) for border in grid.borders.values()]
    down: list[list[Segment]] = [[] for _ in range(2 * len(grid.columns) + 1)]
    across: list[list[Segment]] = [[] for _ in range(2 * len(grid.rows) + 1)]
    ends: defaultdict[int, list[End]] = defaultdict(list)
    labels: defaultdict[int, list[Net]] = defaultdict(list)
    count = 0
    for net in nets:
        count = _numbered(net, count)
        for segment in net.segments:
            (down if segment.turn else across)[segment.band].append(segment)
        if net.label_gap >= 0:
            labels[net.label_gap].append(net)
        for key, end in _ends(net, paths):
            ends[key].append(end)
    for band in (*down, *across):
        band.sort(key=_key)
    for side in ends.values():
        side.sort(key=_end_key)
    return Wiring({net.key: net for net in nets}, down, across, dict(ends), dict(labels), count, count)


def rewired(
    before: Wiring,
    old_grid: Grid,
    grid: Grid,
    old_bundles: Bundles,
    bundles: Bundles,
    paths: Mapping[Line, Path],
    rerouted: set[Line],
    old_paths: Mapping[Line, Path],
) -> tuple[Wiring, Stir]:
    """The next wiring on the same bands: nets of the rerouted lines and borders that moved are made anew."""
    nets = Patched(before.nets)
    gone: list[Net] = []
    fresh: list[Net] = []
    names = {bundles.of[line].name for line in rerouted}
    if bundles is not old_bundles:
        known = old_bundles.named
        gone += [nets.pop(name) for name in known if name not in bundles.named]
        names.update(name for name, bundle in bundles.named.items() if known.get(name) is not bundle)
    for name in sorted(names):
        if name in nets:
            gone.append(nets[name])
        nets[name] = wire_net(bundles.named[name], paths)
        fresh.append(nets[name])
    if grid.borders is not old_grid.borders:
        gone += [nets.pop("~" + id) for id in old_grid.borders if id not in grid.borders]
        for id, border in grid.borders.items():
            net = nets.get("~" + id)
            if net is None or net.border != border:
                if net is not None:
                    gone.append(net)
                nets["~" + id] = border_net(border)
                fresh.append(nets["~" + id])
    stir = Stir(set(), set(), set(), set(), set(), gone)
    down, across = before.down[:], before.across[:]
    ends, labels = Patched(before.ends), dict(before.labels)
    for net in (*gone, *fresh):
        stir.net(net)
    bands, sides, gaps = (across, down), ends, labels
    mine: set[int] = set()
    """Lists that are copies already."""
    for net in gone:
        for band in _bands(net, bands, mine):
            band[:] = [segment for segment in band if segment.net is not net]
        for key, (_, _, segment) in _ends(net, old_paths):
            sides[key] = [end for end in sides[key] if end[2] is not segment]
            if not sides[key]:
                del sides[key]
        if net.label_gap >= 0:
            gaps[net.label_gap] = [other for other in gaps[net.label_gap] if other is not net]
    count = before.count
    for net in fresh:
        count = _numbered(net, count)
        _bands(net, bands, mine)
        for segment in net.segments:
            insort((down if segment.turn else across)[segment.band], segment, key=_key)
        for key, end in _ends(net, paths):
            sides[key] = sorted([*sides.get(key, ()), end], key=_end_key)
        if net.label_gap >= 0:
            gaps[net.label_gap] = [*gaps.get(net.label_gap, ()), net]
    return Wiring(nets, down, across, ends, labels, count, before.at_first), stir


def _numbered(net: Net, count: int) -> int:
    """Number the segments of a net from `count` on; where the next ones go on."""
    for number, segment in enumerate(net.segments, count):
        segment.number = number
    return count + len(net.segments)


def _key(segment: Segment) -> tuple[str, int]:
    return segment.key


def _end_key(end: End) -> tuple[str, bool]:
    return end[0].name, end[1]


def _bands(net: Net, bands: tuple[list[list[Segment]], ...], mine: set[int]) -> list[list[Segment]]:
    """The lists that hold segments of a net, as copies that may change."""
    out = []
    for way, band in dict.fromkeys((segment.turn, segment.band) for segment in net.segments):
        here = bands[way][band]
        if id(here) not in mine:
            here = bands[way][band] = here[:]
            mine.add(id(here))
        out.append(here)
    return out


def _ends(net: Net, paths: Mapping[Line, Path]) -> Iterable[tuple[int, End]]:
    """The ends of a net, each side of a box once, by the first of its lines there."""
    at = {4 * handle + side: segment for segment in net.segments for handle, side, _ in segment.ports}
    for line in net.lines:
        path = paths[line]
        for key, is_target in ((4 * line.source + path.leaves, False), (4 * line.target + path.enters, True)):
            if (segment := at.pop(key, None)) is not None:
                yield key, (line, is_target, segment)


def table(count: int, before: Table | None = None) -> Table:
    """A table for so many segments, that knows what the one before knew."""
    known = len(before) if before is not None else 0
    more = array("q", (NOWHERE,)) * (count - known)
    return more if before is None else before + more
