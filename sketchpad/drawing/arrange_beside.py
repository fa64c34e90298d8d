"""Places for a few components, or whole groups, among many that stand already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from ..model import Id, Slot
from .areas import Area
from .arrange_columns import Place
from .arrange_ground import Chain, Ground
from .arrange_moves import BLOCKED, ROW, UPRIGHT, Taste

TASTE = Taste()
"""Where a design has its shape already, the usual taste decides."""
AROUND = 3
"""How far from what it is linked to a place is looked for at first, in slots."""
MOST = 12
"""Links of one part that are considered."""
GROWTH, SPREAD = 2.5, 0.5
"""The price of a column or row that the group around gets, and of one that the whole design gets."""
IN_THE_WAY = 2.0
"""The price of standing between the ends of a straight link."""
REACH = 24
"""How far a place is looked for when there is none nearby, in slots."""


Near = dict[Id, list[tuple[Id, int]]]
"""For each component what it is linked to, and 1 where that should stand to the right, -1 to the left."""


@dataclass(slots=True)
class Unit:
    """What is placed as one: a component, or a group of which nothing stands yet."""

    id: Id
    places: Mapping[Id, Place]
    """Its components, from its first column and row."""
    path: Chain
    """The groups around it, nearest first."""
    wish: Place | None = None
    """Where it would like to stand, if not beside what it is linked to."""
    size: Place = field(init=False)

    def __post_init__(self) -> None:
        self.size = (
            1 + max(column for column, _ in self.places.values()),
            1 + max(row for _, row in self.places.values()),
        )

    def at(self, corner: Place) -> Area:
        return Area(corner[0], corner[1], corner[0] + self.size[0] - 1, corner[1] + self.size[1] - 1)


class Tie(NamedTuple):
    """A link from a unit to something that stands."""

    own: Place
    other: Place
    way: int
    """1 where the other should stand to the right, -1 to the left."""


def beside(
    ground: Ground,
    units: Mapping[Id, Unit],
    chain: Mapping[Id, Chain],
    links: Iterable[tuple[Id, Id]],
) -> None:
    """Adds the units to the ground one by one, those first that have most links to what stands."""
    owner = {id: unit.id for unit in units.values() for id in unit.places}
    near, between = surroundings(ground, owner, links)
    degree = {
        unit.id: sum(1 for id in unit.places for other, _ in near[id] if other in ground.slots)
        for unit in units.values()
    }
    queue = [(-count, id) for id, count in degree.items()]
    heapify(queue)
    waiting = set(units)
    while queue:
        count, id = heappop(queue)
        if id not in waiting or -count != degree[id]:
            continue
        waiting.discard(id)
        unit = units[id]
        corner = spot(ground, unit, ties(ground, unit, near), between)
        ground.add({own: Slot(corner[0] + x, corner[1] + y) for own, (x, y) in unit.places.items()}, chain)
        for own in unit.places:
            for other, _ in near[own]:
                if (later := owner.get(other)) in waiting and later is not None:
                    degree[later] += 1
                    heappush(queue, (-degree[later], later))


def surroundings(
    ground: Ground, moving: Collection[Id], links: Iterable[tuple[Id, Id]]
) -> tuple[Near, Mapping[Place, int]]:
    """What some components are linked to, and how many straight links of the others run over each slot."""
    near: Near = defaultdict(list)
    between: dict[Place, int] = defaultdict(int)
    find = ground.slots.get
    for tail, head in links:
        if tail in moving or head in moving:
            near[tail].append((head, 1))
            near[head].append((tail, -1))
        elif (one := find(tail)) is not None and (other := find(head)) is not None:
            x, y = one
            a, b = other
            if x == a:
                if 1 < abs(b - y) <= 2 * AROUND:
                    for row in range(min(y, b) + 1, max(y, b)):
                        between[x, row] += 1
            elif y == b and 1 < abs(a - x) <= 2 * AROUND:
                for column in range(min(x, a) + 1, max(x, a)):
                    between[column, y] += 1
    return near, between


def ties(ground: Ground, unit: Unit, near: Near) -> list[Tie]:
    """The links from a unit to what stands."""
    found = (
        Tie(place, ground.slots[other], way)
        for own, place in unit.places.items()
        for other, way in near.get(own, ())
        if other in ground.slots
    )
    return sorted(found)[:MOST]


def spot(ground: Ground, unit: Unit, held: list[Tie], between: Mapping[Place, int]) -> Place:
    """The cheapest first slot for a unit where all groups stay honest; if there is none, where it harms least."""
    if unit.wish is not None and _is_honest(ground, unit, unit.wish):
        return unit.wish
    home = ground.home(unit.path)
    price = priced(ground, unit, held, between)
    seen: set[Place] = set()
    outside: Place | None = None
    for ring in _rings(unit, held, home, ground.whole):
        fresh = {slot for slot in ring if slot not in seen and ground.free(unit.at(slot))}
        seen |= fresh
        for _, slot in sorted((price(slot), slot) for slot in fresh):
            if ground.trespasses(unit.at(slot), unit.path):
                continue
            if ground.fits(unit.at(slot), unit.path):
                return slot
            outside = outside or slot
    return outside if outside is not None else _beyond(ground, unit)


def _is_honest(ground: Ground, unit: Unit, corner: Place) -> bool:
    area = unit.at(corner)
    return ground.free(area) and not ground.trespasses(area, unit.path) and ground.fits(area, unit.path)


def _beyond(ground: Ground, unit: Unit) -> Place:
    """A first slot outside everything."""
    whole, (wide, high) = ground.whole, unit.size
    corners = (
        (whole.left, whole.bottom + 1),
        (whole.right + 1, whole.top),
        (whole.left, whole.top - high),
        (whole.left - wide, whole.top),
    )
    return next((slot for slot in corners if ground.free(unit.at(slot))), corners[0])


def priced(ground: Ground, unit: Unit, held: list[Tie], between: Mapping[Place, int]) -> Callable[[Place], float]:
    """What it costs to stand at a first slot."""
    home = ground.home(unit.path)
    if unit.wish is not None:
        anchor = unit.wish
    elif home is not None:
        anchor = (home.left, home.top)
    else:
        anchor = (ground.whole.left, ground.whole.bottom + 1)

    growth = SPREAD if home is None else GROWTH

    def price(corner: Place) -> float:
        if unit.wish is not None or not held:
            off = abs(corner[0] - anchor[0]) + ROW * abs(corner[1] - anchor[1])
            return off if unit.wish is not None else off / 10 + growth * ground.growth(unit.at(corner), unit.path)
        total = growth * ground.growth(unit.at(corner), unit.path)
        for (x, y), other, way in held:
            total += _cost(ground, (corner[0] + x, corner[1] + y), other, way)
        for x, y in unit.places.values():
            total += IN_THE_WAY * between.get((corner[0] + x, corner[1] + y), 0)
        return total

    return price


def _cost(ground: Ground, own: Place, other: Place, way: int) -> float:
    """What a link costs."""
    columns, rows = abs(other[0] - own[0]), abs(other[1] - own[1])
    cost = columns + ROW * rows
    if columns and rows:
        cost += TASTE.bend
    elif columns + rows > 1 and ground.stands_between(own, other):
        cost += BLOCKED
    if rows and not columns:
        cost += UPRIGHT
    if (other[0] - own[0]) * way < 0:
        cost += TASTE.backwards
    return cost


def _nearby(unit: Unit, held: list[Tie], home: Area | None, whole: Area) -> set[Place]:
    """First slots close to what a unit is linked to, in line with two of them, or at home."""
    out: set[Place] = set()
    centres = [unit.wish] if unit.wish is not None else [(o[0] - x, o[1] - y) for (x, y), o, _ in held]
    wide, high = unit.size
    for column, row in centres:
        out |= _square(Area(column, row, column, row), AROUND, wide, high)
    columns = sorted({column for column, _ in centres})
    rows = sorted({row for _, row in centres})
    out.update((column, row) for column in columns for row in rows)
    out.update(((a + b) // 2, row) for a, b in pairwise(columns) for row in rows)
    if home is None:
        if not centres:
            out |= {(column, whole.bottom + down) for column in range(whole.left, whole.left + 9) for down in (0, 1)}
        return out
    # Within a large home only the part near the centres is looked at, or its beginning.
    for column, row in centres or [(home.left, home.top)]:
        column, row = min(max(column, home.left), home.right), min(max(row, home.top), home.bottom)
        out |= _square(Area(column, row, column, row), AROUND, wide, high)
    if home.width * home.height <= REACH**2:
        out |= _square(home, 1, wide, high)
    return out


def _rings(unit: Unit, held: list[Tie], home: Area | None, whole: Area) -> Iterator[set[Place]]:
    """Sets of first slots: what is near, then ring by ring what is farther, then all round the home and the whole."""
    yield _nearby(unit, held, home, whole)
    wide, high = unit.size
    if unit.wish is not None:
        x, y = unit.wish
    elif held:
        x, y = held[0].other
    else:
        x, y = (home.left, home.top) if home else (whole.left, whole.bottom)
    for far in range(1, REACH + 1):
        left, right, top, bottom = x - far - wide + 1, x + far, y - far - high + 1, y + far
        ring = {(column, row) for column in range(left, right + 1) for row in (top, bottom)}
        ring.update((column, row) for column in (left, right) for row in range(top, bottom + 1))
        yield ring
    edges: set[Place] = set()
    for area in (home, whole):
        if area is None:
            continue
        for column in (area.left - wide, area.right + 1):
            edges.update((column, row) for row in (area.top, y, area.bottom))
        for row in (area.top - high, area.bottom + 1):
            edges.update((column, row) for column in (area.left, x, area.right))
    yield edges


def _square(area: Area, by: int, wide: int, high: int) -> set[Place]:
    """First slots with which a unit touches the area or is at most `by` slots away."""
    return {
        (column, row)
        for column in range(area.left - by - wide + 1, area.right + by + 1)
        for row in range(area.top - by - high + 1, area.bottom + by + 1)
    }
