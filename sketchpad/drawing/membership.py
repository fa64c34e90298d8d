"""Which groups are drawn as borders, and which are tags on their members' boxes.

A border is a rectangle of slots around the members of a group. It can be drawn when it holds no other component and
overlaps no group beside it. Groups that lie in each other in a circle, or whose members stand so that no honest
rectangle is left, become tags; so any design can be drawn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..model import Design, Group, Id
from ..model.text import plain

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Border:
    """A group drawn as a rectangle of slots; its corners are the first and last column and row, both inside."""

    id: Id
    left: int
    top: int
    right: int
    bottom: int
    depth: int
    """Borders around this one."""
    parent: Id | None
    """The nearest border around this one."""

    @property
    def sides(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.right, self.bottom


@dataclass(frozen=True, slots=True)
class Membership:
    """The groups of a design as far as a drawing shows them."""

    borders: Mapping[Id, Border]
    """Outer ones first."""
    tags: Mapping[Id, tuple[str, ...]]
    """By component, the names of the groups that no border shows, nearest first."""
    around: Mapping[Id, Id | None]
    """By component, the innermost border."""
    members: Mapping[Id, list[Id]]
    """By border, the components inside."""


def membership(design: Design, places: Mapping[Id, Place], in_row: list[list[tuple[int, int]]]) -> Membership:
    """The borders and tags of a design whose components stand at `places`, by column and row."""
    if not design.groups:
        return Membership({}, {}, {}, {})
    of_group, circular = chains(design.groups)
    members: dict[Id, list[Id]] = defaultdict(list)
    for id in places:
        for group in chain_of(design.components[id].inside, of_group):
            members[group].append(id)
    drawable = {id: [places[part] for part in parts] for id, parts in members.items() if id not in circular}
    borders = _borders(of_group, drawable, in_row)
    tags: dict[Id, tuple[str, ...]] = {}
    around: dict[Id, Id | None] = {}
    named: dict[tuple[Id, ...], tuple[tuple[str, ...], Id | None]] = {}
    for id in places:
        inside = design.components[id].inside
        if not inside:
            continue
        if inside not in named:
            chain = chain_of(inside, of_group)
            untold = _untold(design, inside, chain, borders)
            named[inside] = untold, next((group for group in chain if group in borders), None)
        tag, around[id] = named[inside]
        if tag:
            tags[id] = tag
    return Membership(borders, tags, around, {id: members[id] for id in borders})


def moved(
    before: Membership, ids: list[Id], place: Callable[[Id], Place], in_row: list[list[tuple[int, int]]]
) -> Membership | None:
    """The membership after some components moved, where only the borders around them change; None otherwise."""
    if before.tags:
        return None
    borders = before.borders
    changed: dict[Id, Border] = {}
    for id in ids:
        group = before.around.get(id)
        own: set[Id] = set()
        while group is not None:
            own.add(group)
            if group not in changed:
                changed[group] = _around(borders[group], [place(part) for part in before.members[group]])
            group = borders[group].parent
        column, row = place(id)
        for other in borders.values():
            if other.id not in own and other.left <= column <= other.right and other.top <= row <= other.bottom:
                return None
    changed = {id: border for id, border in changed.items() if border != borders[id]}
    if not changed:
        return before
    for id, border in changed.items():
        if _held(border.left, border.top, border.right, border.bottom, in_row) != len(before.members[id]):
            return None
    borders = {id: changed.get(id, border) for id, border in borders.items()}
    for border in changed.values():
        for other in borders.values():
            if (
                other.parent == border.parent
                and other.id != border.id
                and other.left <= border.right
                and border.left <= other.right
                and other.top <= border.bottom
                and border.top <= other.bottom
            ):
                return None
    return Membership(borders, before.tags, before.around, before.members)


def _around(border: Border, places: list[Place]) -> Border:
    """A border around places."""
    columns, rows = zip(*places, strict=True)
    return replace(border, left=min(columns), right=max(columns), top=min(rows), bottom=max(rows))


def _held(left: int, top: int, right: int, bottom: int, in_row: list[list[tuple[int, int]]]) -> int:
    """How many components stand in a rectangle of slots."""
    return sum(bisect_left(lane, (right + 1, -1)) - bisect_left(lane, (left, -1)) for lane in in_row[top : bottom + 1])


def chains(groups: Mapping[Id, Group]) -> tuple[dict[Id, tuple[Id, ...]], set[Id]]:
    """For each group, itself and the groups around it, nearest first, a circle once; and the groups on circles."""
    out: dict[Id, tuple[Id, ...]] = {}
    circular: set[Id] = set()
    for start in groups:
        chain: dict[Id, None] = {}
        id: Id | None = start
        while id is not None and id in groups and id not in chain:
            chain[id] = None
            id = next(iter(groups[id].inside), None)
        out[start] = tuple(chain)
        if id == start:
            circular.update(chain)
    return out, circular


def chain_of(inside: tuple[Id, ...], chains: Mapping[Id, tuple[Id, ...]]) -> tuple[Id, ...]:
    """The groups that a part in these groups is drawn in, nearest first."""
    return chains.get(inside[0], ()) if inside else ()


def _untold(
    design: Design, inside: tuple[Id, ...], chain: tuple[Id, ...], borders: Mapping[Id, Border]
) -> tuple[str, ...]:
    """Names of the groups around a component that no border tells of."""
    ids: dict[Id, None] = dict.fromkeys(id for id in chain if id not in borders)
    for more in (inside[1:], *(design.groups[id].inside[1:] for id in chain)):
        ids.update(dict.fromkeys(id for id in more if id in design.groups and id not in chain))
    return tuple(plain(design.groups[id].name or id) for id in ids)


def _borders(
    chains: Mapping[Id, tuple[Id, ...]], members: Mapping[Id, list[Place]], in_row: list[list[tuple[int, int]]]
) -> dict[Id, Border]:
    """The groups that can be drawn, outer ones first; of two that overlap the larger one."""
    out: dict[Id, Border] = {}
    beside: dict[tuple[Id | None, int], list[tuple[int, int]]] = defaultdict(list)
    # Inside its nearest border a group can only meet others of the same level: deeper ones lie within those.
    for id in sorted(members, key=lambda id: (len(chains[id]), -len(members[id]), id)):
        chain = chains[id]
        columns, rows = zip(*members[id], strict=True)
        left, right, top, bottom = min(columns), max(columns), min(rows), max(rows)
        if _held(left, top, right, bottom, in_row) != len(columns):
            continue
        parent = next((other for other in chain[1:] if other in out), None)
        levels = [(parent, row) for row in range(top, bottom + 1)]
        if any(left <= b and a <= right for level in levels for a, b in beside.get(level, ())):
            continue
        for level in levels:
            beside[level].append((left, right))
        out[id] = Border(id, left, top, right, bottom, out[parent].depth + 1 if parent else 0, parent)
    return out
