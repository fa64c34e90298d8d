"""The last touch: components change places inside their group, and groups turn over, where that straightens links."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..model import Id
from .areas import Area, around
from .arrange_columns import Place

ROW = 1.6
"""The price of a row between the ends of a link; a column costs 1."""
UPRIGHT = 0.5
"""The price of a link that runs straight down or up."""
BLOCKED = 4.0
"""The price of something standing between the ends of a link in one row or column."""
HUB = 48
"""Links beyond which a component stays: weighing a move would take long and hardly help."""
WORTH = 0.5
"""What a change must gain."""


@dataclass(frozen=True, slots=True)
class Taste:
    """What is thought of links that do not run straight to the right."""

    bend: float = 2.0
    """The price of a link whose ends share neither row nor column."""
    backwards: float = 3.0
    """The price of a link that leads to the left."""
    rounds: int = 3
    """How often every component is tried."""


class Board:
    """Components on a grid, and what their links cost."""

    def __init__(self, places: Mapping[Id, Place], links: Iterable[tuple[Id, Id]], taste: Taste) -> None:
        self.taste = taste
        self.places = dict(places)
        self.at = {place: id for id, place in places.items()}
        self.row: dict[int, list[int]] = defaultdict(list)
        """Columns taken in each row, and rows taken in each column, ascending."""
        self.column: dict[int, list[int]] = defaultdict(list)
        for column, row in self.at:
            self.row[row].append(column)
            self.column[column].append(row)
        for lane in (*self.row.values(), *self.column.values()):
            lane.sort()
        count: dict[tuple[Id, Id], int] = defaultdict(int)
        for tail, head in links:
            count[tail, head] += 1
        self.near: dict[Id, list[tuple[Id, int, int]]] = defaultdict(list)
        """For each component what it is linked to, how often, and 1 where that should stand to the right, -1 to the
        left, 0 where links lead both ways."""
        for (tail, head), times in count.items():
            back = count.get((head, tail), 0)
            way = (times > back) - (times < back)
            self.near[tail].append((head, times, way))
            if not back:
                self.near[head].append((tail, times, -way))

    def put(self, id: Id, place: Place) -> None:
        self.places[id] = place
        self.at[place] = id
        insort(self.row[place[1]], place[0])
        insort(self.column[place[0]], place[1])

    def take(self, id: Id) -> Place:
        column, row = place = self.places.pop(id)
        del self.at[place]
        lane = self.row[row]
        del lane[bisect_left(lane, column)]
        lane = self.column[column]
        del lane[bisect_left(lane, row)]
        return place

    def price(self, id: Id, place: Place, but: Id = "", but_at: Place = (0, 0)) -> float:
        """What the links of a component cost if it stood at `place`, and `but` at `but_at`."""
        column, row = place
        places, taste = self.places, self.taste
        total = 0.0
        for other, times, way in self.near.get(id, ()):
            if other == but:
                x, y = but_at
            elif other in places:
                x, y = places[other]
            else:
                continue
            if y == row:
                cost = float(abs(x - column))
                if cost > 1 and _between(self.row[row], column, x):
                    cost += BLOCKED
            elif x == column:
                cost = UPRIGHT + ROW * abs(y - row)
                if abs(y - row) > 1 and _between(self.column[column], row, y):
                    cost += BLOCKED
            else:
                cost = taste.bend + abs(x - column) + ROW * abs(y - row)
            if (x - column) * way < 0:
                cost += taste.backwards
            total += cost * times
        return total


def _between(lane: Sequence[int], one: int, other: int) -> bool:
    """Whether something in a lane stands between two places."""
    low, high = (one, other) if one < other else (other, one)
    return bisect_left(lane, high) > bisect_right(lane, low)


def improved(
    places: Mapping[Id, Place],
    chain: Mapping[Id, tuple[Id, ...]],
    known: Mapping[Id, tuple[Id, ...]],
    links: Sequence[tuple[Id, Id]],
    taste: Taste,
) -> dict[Id, Place]:
    """Better places, each within the area of its group and outside those of the groups within that."""
    members: dict[Id | None, list[Id]] = defaultdict(list)
    for id, groups in chain.items():
        for group in (*groups, None):
            members[group].append(id)
    board = Board(places, links, taste)
    _turn(board, members, known)
    fences = {group: around(board.places[id] for id in held) for group, held in members.items()}
    inner: dict[Id | None, list[Area]] = defaultdict(list)
    for group in sorted(members.keys() - {None}, key=str):
        if group is not None:
            inner[next(iter(known[group][1:]), None)].append(fences[group])
    own = {id: next(iter(groups), None) for id, groups in chain.items()}
    for _ in range(taste.rounds):
        moved = sum(_shift(board, id, own, fences[own[id]], inner[own[id]]) for id in chain)
        if not moved:
            break
    return board.places


def _shift(board: Board, id: Id, own: Mapping[Id, Id | None], fence: Area, inner: Sequence[Area]) -> bool:
    """Moves a component to the best place near those it is linked to, or changes places there; whether it did."""
    near = board.near.get(id)
    if not near or len(near) > HUB:
        return False
    here = board.places[id]
    cost = board.price(id, here)
    best, best_gain = None, WORTH
    for place in sorted(_candidates(board, here, near, fence)):
        other = board.at.get(place)
        if other is None:
            if any(area.contains(place) for area in inner):
                continue
            gain = cost - board.price(id, place)
        elif own[other] == own[id] and len(board.near.get(other, ())) <= HUB:
            gain = (
                cost
                + board.price(other, place)
                - board.price(id, place, other, here)
                - board.price(other, here, id, place)
            )
        else:
            continue
        if gain > best_gain + 1e-9:
            best, best_gain = place, gain
    if best is None:
        return False
    other = board.at.get(best)
    board.take(id)
    if other is not None:
        board.take(other)
        board.put(other, here)
    board.put(id, best)
    return True


def _candidates(board: Board, here: Place, near: Iterable[tuple[Id, int, int]], fence: Area) -> set[Place]:
    """Places in the fence beside and in line with what a component is linked to."""
    out: set[Place] = set()
    for other, _, _ in near:
        column, row = board.places[other]
        column = min(max(column, fence.left), fence.right)
        row = min(max(row, fence.top), fence.bottom)
        columns = [c for c in (here[0], column - 1, column, column + 1) if fence.left <= c <= fence.right]
        rows = [r for r in (here[1], row - 1, row, row + 1) if fence.top <= r <= fence.bottom]
        out.update((c, r) for c in columns for r in rows)
    out.discard(here)
    return out


def _turn(board: Board, members: Mapping[Id | None, Sequence[Id]], known: Mapping[Id, tuple[Id, ...]]) -> None:
    """Turns groups upside down where their links to the outside run shorter then; outer groups first."""
    taste = board.taste
    for group in sorted((g for g in members if g is not None), key=lambda id: (len(known[id]), id)):
        held = members[group]
        inside = set(held)
        ties = [
            (id, *board.places[other], times)
            for id in held
            for other, times, _ in board.near.get(id, ())
            if other not in inside
        ]
        if not ties:
            continue
        area = around(board.places[id] for id in held)
        flip = area.top + area.bottom
        now = sum(times * _bent(board.places[id][1] - row, taste) for id, _, row, times in ties)
        then = sum(times * _bent(flip - board.places[id][1] - row, taste) for id, _, row, times in ties)
        if then < now - WORTH:
            turned = {id: (board.places[id][0], flip - board.places[id][1]) for id in held}
            for id in held:
                board.take(id)
            for id, place in turned.items():
                board.put(id, place)


def _bent(rows: int, taste: Taste) -> float:
    return ROW * abs(rows) + (taste.bend if rows else 0.0)
