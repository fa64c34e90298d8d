"""Where texts stand: the words on connections and the names in the borders of groups.

A place depends on the layout alone, never on other labels or on the window, so any window shows the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from ..catalog import GROUPS
from ..model import GROUP_VALUES, Group
from ..model.text import plain
from .cells import clip, width
from .layout import Layout
from .nets import Net, Segment
from .paths import RIGHT, TOP, H

STRETCH = 160
"""Longer lines carry their label near one end."""
LONGEST = 24
"""Cells of a label across a vertical line at the most."""

Crossings = Callable[[int, int, int], list[int]]
"""The columns in a row, from one to another, through which something vertical runs."""


class Label(NamedTuple):
    """A text and its first cell."""

    x: int
    y: int
    text: str


def crossings(layout: Layout, y: int, first: int, last: int) -> list[int]:
    """The columns where vertical lines or borders cover row y, in order."""
    xs = layout.xs
    low = max(0, bisect_right(xs, first) - 1)
    high = min(len(xs) - 2, bisect_right(xs, last) - 1)
    row = bisect_right(layout.ys, y) - 1
    out = []
    offsets, run = layout.offsets, layout.run
    for band in range(low, high + 1):
        origin = layout.xr[band]
        for segment in layout.wires.down[band]:
            if segment.low <= row <= segment.high:
                x = origin + offsets[segment.number]
                if first <= x <= last:
                    if segment.low < row < segment.high:
                        out.append(x)
                    else:
                        _, a, b = run(segment)
                        if a <= y <= b:
                            out.append(x)
    out.sort()
    return out


def net_label(layout: Layout, net: Net, crossed: Crossings | None = None) -> Label | None:
    """Where the words of a net stand: in its longest free horizontal stretch, else across a vertical piece."""
    if not net.text or not layout.sizes.label:
        return None
    if crossed is None:

        def crossed(y: int, first: int, last: int) -> list[int]:
            return crossings(layout, y, first, last)

    return _along(layout, net, crossed) or _across(layout, net)


def _along(layout: Layout, net: Net, crossed: Crossings) -> Label | None:
    wanted, room = net.wide, layout.sizes.label
    runs = []
    for segment in net.segments:
        if segment.turn == H:
            y, first, last = layout.run(segment)
            runs.append((first - last, y, first, last, segment))
    runs.sort(key=lambda run: run[:3])
    best: tuple[int, int, int] | None = None
    for length, y, first, last, segment in runs:
        if -length - 1 < min(wanted, 4):
            break
        low, high = _usable(first, last, segment)
        start = low
        if high < low:
            continue
        for x in (*crossed(y, low, high), high + 1):
            if x > start and (best is None or x - start > best[0]):
                best = x - start, y, start
            start = x + 1
        if best is not None and best[0] >= wanted + 2:
            break
    if best is None:
        return None
    free, y, x = best
    if free >= wanted:
        return Label(x + (free - wanted) // 2, y, net.text)
    if free >= 6 and free >= room - 2:
        text = clip(net.text, free)
        return Label(x + (free - width(text)) // 2, y, text)
    return None


def _usable(first: int, last: int, segment: Segment) -> tuple[int, int]:
    """The cells of a run between its ends, without arrow heads; of a very long one those near the source."""
    low, high = first + 1, last - 1
    starts_right = False
    for _, side, head in segment.ports:
        if side == RIGHT:
            low += head
        else:
            high -= head
            starts_right |= not head
    if high - low > STRETCH:
        if starts_right:
            low = high - STRETCH
        else:
            high = low + STRETCH
    return low, high


def _across(layout: Layout, net: Net) -> Label | None:
    if net.wide > LONGEST:
        return None
    for segment in net.segments:
        if segment.turn == H:
            continue
        x, first, last = layout.run(segment)
        low = bisect_right(layout.ys, first) - 1
        high = bisect_right(layout.ys, last) - 1
        for band in range(low + (low & 1), high + 1, 2):
            for y in _free_rows(layout, segment, band, first, last):
                if (label := _beside(layout, net, x, y, band)) is not None:
                    return label
    return None


def _free_rows(layout: Layout, segment: Segment, band: int, first: int, last: int) -> list[int]:
    """A few rows of a vertical run inside a gap, without its heads and joints, the middle one first."""
    taken = {last if side == TOP else first for _, side, head in segment.ports if head}
    taken.update(layout.yr[band] + layout.offsets[joint.number] for joint in segment.joints if joint.band == band)
    rows = range(max(first, layout.ys[band]), min(last, layout.ys[band + 1] - 1) + 1)
    free = [y for y in rows if y not in taken]
    middle = (len(free) - 1) / 2
    return sorted(free, key=lambda y: abs(free[0] + middle - y))[:3] if free else []


def _beside(layout: Layout, net: Net, x: int, y: int, band: int) -> Label | None:
    """The label centred on a vertical line, where it stays nearer to its own line than to others."""
    wide = net.wide
    first = x - wide // 2
    last = first + wide - 1
    if first < 0 or last >= layout.width:
        return None
    reach = 2 * wide + 2
    near = crossings(layout, y, x - reach, x + reach)
    here = near.index(x)
    if here + 1 < len(near) and (near[here + 1] == x or 2 * (last + 1) >= near[here + 1] + x):
        return None
    if here and 2 * (first - 1) <= near[here - 1] + x:
        return None
    for other in layout.wires.across[band]:
        if layout.yr[band] + layout.offsets[other.number] == y:
            _, a, b = layout.run(other)
            if a <= last + 1 and b >= first - 1:
                return None
    return Label(first, y, net.text)


def group_words(group: Group) -> tuple[str, str]:
    """What a group's border says: with its kind, and in short."""
    kind = GROUPS.get(group.kind)
    noun = plain(kind.name if kind is not None else group.kind.replace("_", " "))
    value = plain(str(group.properties.get(GROUP_VALUES.get(group.kind, ""), "")))
    name = plain(group.name)
    told = " ".join(text for text in (name, value if value not in name else "") if text) or plain(group.id)
    return f"{noun} {told}", name or value or plain(group.id)


def group_label(layout: Layout, key: str, words: tuple[str, str]) -> Label | None:
    """The name of a group in its top border: in the first free stretch that holds it, else cut."""
    left, top, right, _ = layout.border(key)
    stretches = []
    before = left
    for x in (*crossings(layout, top, left + 1, right - 1), right):
        start = before + 2 if before == left else before + 1
        if x - start > 0:
            stretches.append((start, x - start))
        before = x
    for text in words:
        text = f" {text} "
        for x, room in stretches:
            if room >= width(text):
                return Label(x, top, text)
    if not stretches:
        return None
    x, room = max(stretches, key=lambda stretch: stretch[1])
    return Label(x, top, f" {clip(words[1], room - 2)} ") if room >= 5 else None
