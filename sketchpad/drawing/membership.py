"""Which groups are drawn as borders, and which are tags on their members' boxes.

A border is a rectangle of slots around the members of a group. It can be drawn when it holds no other component and
overlaps no group beside it. Groups that lie in each other in a circle, or whose members stand so that no honest
rectangle is left, become tags; so any design can be drawn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from ..model import Design, Group, Id
from ..model.text import plain

Place = tuple[int, int]

T = TypeVar("T")


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
    lacking: bool = False
    """Whether a group with components has no border."""

    def chain(self, group: Id | None) -> tuple[Id, ...]:
        """A border and those around it, innermost first; none for a group without one."""
        out: list[Id] = []
        while group is not None and group in self.borders:
            out.append(group)
            group = self.borders[group].parent
        return tuple(out)


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
    lacking = len(borders) < len(members)
    return Membership(borders, tags, around, {id: members[id] for id in borders}, lacking)


def after(
    before: Membership,
    design: Design,
    ids: Iterable[Id],
    was: Callable[[Id], Place | None],
    place: Callable[[Id], Place | None],
    in_row: list[list[tuple[int, int]]],
) -> Membership | None:
    """The membership after some components came, went, moved or joined other groups.

    None where a group gets a border or loses it, or where one has none, as it may get it.
    """
    if before.lacking:
        return None
    if not design.groups:
        return before
    borders = before.borders
    told: dict[Id, tuple[tuple[str, ...], tuple[Id | None, ...]]] = {}
    """The tags of the components, and for those that lie in something the innermost border."""
    members: dict[Id, list[Id]] = {}
    """Of the groups that lose or get some."""
    hulls: dict[Id, Border] = {}
    for id in ids:
        part, here = design.components.get(id), place(id)
        inside = part.inside if part is not None else ()
        if inside and inside[0] in design.groups and inside[0] not in borders:
            return None
        old, new = before.chain(before.around.get(id)), before.chain(inside[0] if inside else None)
        if here is not None and _astray(here, new, borders):
            return None
        for group in {*old, *new}:
            known = members.get(group) or before.members[group]
            if group not in new or group not in old:
                members[group] = known = [one for one in known if one != id] + [id] * (group in new)
                if not known:
                    return None
            hull = hulls.get(group, borders[group])
            there = was(id) if group in old else None
            hulls[group] = _stretched(hull, there, here if group in new else None)
        innermost = (new[0] if new else None,) if inside else ()
        told[id] = _untold(design, inside, new, borders) if inside else (), innermost
    kept = {**before.members, **members}
    exact: dict[Id, Border] = {}
    for id, hull in hulls.items():
        if hull.left < 0:
            hull = _around(borders[id], [at for one in kept[id] if (at := place(one)) is not None])
        if _held(*hull.sides, in_row) != len(kept[id]):
            return None
        if hull != borders[id]:
            exact[id] = hull
    if exact:
        borders = {id: exact.get(id, border) for id, border in borders.items()}
        if any(_overlaps(border, borders.values()) for border in exact.values()):
            return None
    tags = _with(before.tags, {id: tag for id, (tag, _) in told.items() if tag}, told)
    around = _with(before.around, {id: one for id, (_, found) in told.items() for one in found}, told)
    return Membership(borders, tags, around, kept, before.lacking)


def _with(before: Mapping[Id, T], fresh: Mapping[Id, T], ids: Iterable[Id]) -> Mapping[Id, T]:
    """A mapping in which `ids` have what is `fresh` or nothing; the same one where they had that."""
    if all((id in before) == (id in fresh) and before.get(id) == fresh.get(id) for id in ids):
        return before
    out = {**before, **fresh}
    for id in ids:
        if id not in fresh:
            out.pop(id, None)
    return out


def _astray(at: Place, chain: Collection[Id], borders: Mapping[Id, Border]) -> bool:
    """Whether a component stands within the border of a group that it does not lie in."""
    column, row = at
    return any(
        border.left <= column <= border.right and border.top <= row <= border.bottom and id not in chain
        for id, border in borders.items()
    )


def _stretched(border: Border, was: Place | None, at: Place | None) -> Border:
    """A border around one more place, or less; one that begins at -1 where the others have to be looked at."""
    left, top, right, bottom = border.sides
    if left < 0 or was == at:
        return border
    if was is not None and not (left < was[0] < right and top < was[1] < bottom):
        return replace(border, left=-1)
    if at is None or (left <= at[0] <= right and top <= at[1] <= bottom):
        return border
    column, row = at
    return replace(border, left=min(left, column), top=min(top, row), right=max(right, column), bottom=max(bottom, row))


def _overlaps(border: Border, others: Iterable[Border]) -> bool:
    """Whether a border covers slots of another one beside it."""
    return any(
        other.parent == border.parent
        and other.id != border.id
        and other.left <= border.right
        and border.left <= other.right
        and other.top <= border.bottom
        and border.top <= other.bottom
        for other in others
    )


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
