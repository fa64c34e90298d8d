"""Edits of groups."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from ..catalog import kind_of
from ..model import Component, Design, Group, Id
from .components import lifted_out_of
from .edit import EditError, group, listed


@dataclass(frozen=True)
class Enclose:
    """Draw a new group around components and groups; it lies in what they had around them in common."""

    ids: frozenset[Id]
    group: Group

    def __call__(self, design: Design) -> Design:
        if not self.ids:
            raise EditError("choose what to group")
        if self.group.id in design:
            raise EditError(f"{self.group.id} is taken")
        parts = [_member(design, id) for id in sorted(self.ids)]
        firsts = {part.inside[:1] for part in parts}
        around = firsts.pop() if len(firsts) == 1 else ()
        made = self.group.but(inside=(*around, *(id for id in self.group.inside if id not in around)))
        moved = (part.but(inside=(made.id, *(id for id in part.inside if id not in around))) for part in parts)
        return design.having(made, *moved)

    def __str__(self) -> str:
        return f"Group {listed(sorted(self.ids))} as {kind_of(self.group.kind).name} {self.group}"


@dataclass(frozen=True)
class Ungroup:
    """Take a group away; what lay in it lies in the group around it."""

    ids: frozenset[Id]

    def __call__(self, design: Design) -> Design:
        for id in sorted(self.ids):
            group(design, id)
        return lifted_out_of(design, self.ids).without(self.ids)

    def __str__(self) -> str:
        return f"Ungroup {listed(sorted(self.ids))}"


@dataclass(frozen=True)
class Regroup:
    """Take parts out of the group they are drawn in, and into another or none."""

    ids: frozenset[Id]
    into: Id | None

    def __call__(self, design: Design) -> Design:
        if self.into is not None:
            group(design, self.into)
            if cycle := self.ids.intersection(_around(design, self.into)):
                raise EditError(f"{sorted(cycle)[0]} cannot lie in itself")
        parts = (_member(design, id) for id in sorted(self.ids))
        return design.having(*(part.but(inside=self._inside(design, part)) for part in parts))

    def _inside(self, design: Design, part: Component | Group) -> tuple[Id, ...]:
        rest = part.inside[1:]
        if self.into is None:
            return rest
        return (self.into, *(id for id in rest if id != self.into))

    def __str__(self) -> str:
        where = f"into {self.into}" if self.into else "out of the group"
        return f"Take {listed(sorted(self.ids))} {where}"


@dataclass(frozen=True)
class Tag:
    """Let parts lie in one more group, beside the one they are drawn in."""

    ids: frozenset[Id]
    group: Id

    def __call__(self, design: Design) -> Design:
        group(design, self.group)
        if cycle := self.ids.intersection(_around(design, self.group)):
            raise EditError(f"{sorted(cycle)[0]} cannot lie in itself")
        parts = (_member(design, id) for id in sorted(self.ids))
        fresh = (part.but(inside=(*part.inside, self.group)) for part in parts if self.group not in part.inside)
        return design.having(*fresh)

    def __str__(self) -> str:
        return f"Put {listed(sorted(self.ids))} in {self.group}"


def _member(design: Design, id: Id) -> Component | Group:
    part = design.get(id)
    if not isinstance(part, Component | Group):
        raise EditError(f"{id} cannot lie in a group")
    return part


def _around(design: Design, id: Id) -> set[Id]:
    """A group and every group around it."""
    seen: set[Id] = set()
    level: Iterable[Id] = (id,)
    while level := [i for i in level if i in design.groups and i not in seen]:
        seen.update(level)
        level = [above for i in level for above in design.groups[i].inside]
    return seen


def members(design: Design, group: Id) -> frozenset[Id]:
    """The components drawn in a group, also in the groups within it."""
    inner = {id for id, one in design.groups.items() if id == group or group in around(design, one)}
    return frozenset(id for id, c in design.components.items() if c.inside and c.inside[0] in inner)


def around(design: Design, part: Component | Group) -> tuple[Id, ...]:
    """The groups that a part is drawn in, innermost first."""
    chain: dict[Id, None] = {}
    inside = part.inside[:1]
    while inside and inside[0] in design.groups and inside[0] not in chain:
        chain[inside[0]] = None
        inside = design.groups[inside[0]].inside[:1]
    return tuple(chain)


def units(design: Design, ids: Collection[Id], whole: Callable[[Group], bool]) -> frozenset[Id]:
    """Components, with a group in place of all that is drawn in it where all of it is among them.

    `whole` says of such a group whether it stays one.
    """
    among, found = frozenset(ids), set()
    for id in ids:
        unit = id
        for above in around(design, design.components[id]):
            if not members(design, above) <= among:
                break
            unit = above if whole(design.groups[above]) else unit
        found.add(unit)
    return frozenset(found)
