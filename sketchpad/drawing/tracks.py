"""The order of segments in a gap, and the tracks they run on.

A spot is the place of a segment across the direction of those that meet it: its band, and within the band its port or
its rank. Only the order of spots ever matters, so a gap that grows somewhere else leaves everything here as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from .cycles import Facing
from .nets import NOWHERE, Segment, Table

BITS = 22
MIDDLE = 1 << (BITS - 1)


class Spots(Protocol):
    """Places by the numbers of segments."""

    def __getitem__(self, number: int, /) -> int: ...


def spot(band: int, offset: int) -> int:
    return (band << BITS) + MIDDLE + offset


def order(segments: Sequence[Segment], spots: Spots) -> list[Segment]:
    """The segments of a gap so that they cross least.

    In a gap between columns: first the ones open to the left, nested ones inside first; then those that come from
    above at the left, lower ones first; those that come from below at the left, upper ones first; last the ones open to
    the right, outer ones first. Lines are nearer to what they enclose than borders, inner borders nearer than outer.
    """
    keys = []
    for number, segment in enumerate(segments):
        joints = segment.joints
        if len(joints) == 2:
            low, high = spots[joints[0].number], spots[joints[1].number]
            if low > high:
                low, high = high, low
        else:
            places = [spots[joint.number] for joint in joints]
            low, high = min(places), max(places)
        depth = segment.depth
        if not segment.last:
            keys.append((0, high, -low, -depth if depth >= 0 else -MIDDLE, number))
        elif not segment.first:
            keys.append((3, low, -high, depth if depth >= 0 else MIDDLE, number))
        elif _descends(segment, spots):
            keys.append((1, -high, -low, 0, number))
        else:
            keys.append((2, low, high, 0, number))
    keys.sort()
    return [segments[key[4]] for key in keys]


def _descends(segment: Segment, spots: Spots) -> bool:
    """Whether its arms to the right lie below those to the left."""
    first, last = segment.first, segment.last
    if len(first) == 1 and len(last) == 1:
        return spots[last[0].number] > spots[first[0].number]
    before = sorted(spots[joint.number] for joint in first)
    after = sorted(spots[joint.number] for joint in last)
    return after[len(after) // 2] > before[(len(before) - 1) // 2]


def obey(ordered: list[Segment], pairs: list[Facing]) -> list[Segment]:
    """The same order, but for segments pulled forward that must come before others."""
    at = {segment: i for i, segment in enumerate(ordered)}
    wanted: dict[Segment, list[int]] = {}
    for first, second, _, _ in pairs:
        if at[first] > at[second]:
            break
    else:
        return ordered
    for first, second, _, _ in pairs:
        wanted.setdefault(second, []).append(at[first])
    out: dict[Segment, None] = {}
    opened: set[Segment] = set()
    for segment in ordered:
        stack = [segment]
        while stack:
            top = stack[-1]
            missing = sorted(i for i in wanted.get(top, ()) if ordered[i] not in out)
            if missing and top not in opened:
                opened.add(top)
                stack.extend(ordered[i] for i in reversed(missing))
            else:
                out[top] = None
                stack.pop()
    return list(out)


def met_otherwise(segments: Sequence[Segment], places: Iterable[int], before: Table) -> set[int]:
    """Gaps where segments meet these in another order than before.

    New segments do not count: whatever they meet is looked at anyway.
    """
    pairs = [
        (known, place, segment)
        for segment, place in zip(segments, places, strict=True)
        if (known := before[segment.number]) != NOWHERE
    ]
    pairs.sort(key=_first)
    if _alike(pairs):
        return set()
    by_band: defaultdict[int, list[tuple[int, int, Segment]]] = defaultdict(list)
    for pair in pairs:
        for joint in pair[2].joints:
            if not joint.band & 1:
                by_band[joint.band].append(pair)
    return {band for band, here in by_band.items() if not _alike(here)}


def _first(pair: tuple[int, int, Segment]) -> int:
    return pair[0]


def _alike(pairs: Sequence[tuple[int, int, Segment]]) -> bool:
    """Whether places lie before, on and behind each other as those before did, which ascend."""
    return all((one[0] < two[0]) == (one[1] < two[1]) and one[1] <= two[1] for one, two in pairwise(pairs))


def intervals(segments: Sequence[Segment], spots: Spots) -> tuple[list[tuple[int, int]], int]:
    """The closed interval of each segment along its gap, in ranks of the spots there; and how many ranks there are."""
    spans = []
    seen: set[int] = set()
    for segment in segments:
        places = [spots[joint.number] for joint in segment.joints]
        low, high = min(places), max(places)
        spans.append((low, high))
        seen.add(low)
        seen.add(high)
    rank = {place: i for i, place in enumerate(sorted(seen))}
    return [(rank[low], rank[high]) for low, high in spans], len(rank)


def pack(
    segments: Sequence[Segment], spots: Spots, before: int, behind: int, pitch: int, least: int, room: int
) -> tuple[int, list[int]]:
    """The size of a gap and the offset of each of its segments, given in order.

    `before` and `behind` are the margins, `least` the least size, `room` the cells for a label beside a segment.
    Segments whose closed intervals meet keep their order, at least `pitch` apart.
    """
    if not segments:
        return least, []
    lows = [min(segment.room_low, room) for segment in segments]
    highs = [min(segment.room_high, room) for segment in segments]
    if len(segments) == 1:
        start = before + lows[0] + 1 if lows[0] else before
        end = behind + highs[0] + 1 if highs[0] else behind
        size = max(least, start + 1 + end)
        last = size - 1 - end
        return size, [(start, (start + last) // 2, last)[segments[0].side]]
    spans, count = intervals(segments, spots)
    earliest = []
    size = least
    sky = [before - pitch] * count
    for (a, b), low, high in zip(spans, lows, highs, strict=True):
        at = max(sky[a : b + 1]) + pitch
        if low:
            at = max(at, before + 1 + low)
        sky[a : b + 1] = [at] * (b + 1 - a)
        earliest.append(at)
        size = max(size, at + 1 + (behind + 1 + high if high else behind))
    last = size - 1 - behind
    latest = []
    sky = [last + pitch] * count
    for (a, b), high in zip(reversed(spans), reversed(highs), strict=True):
        at = min(sky[a : b + 1]) - pitch
        if high:
            at = min(at, last - 1 - high)
        sky[a : b + 1] = [at] * (b + 1 - a)
        latest.append(at)
    latest.reverse()
    sky = [before - pitch] * count
    out = []
    for segment, (a, b), early, late in zip(segments, spans, earliest, latest, strict=True):
        wish = (early, (early + late) // 2, late)[segment.side]
        at = max(max(sky[a : b + 1]) + pitch, wish, early)
        sky[a : b + 1] = [at] * (b + 1 - a)
        out.append(at)
    return size, out
