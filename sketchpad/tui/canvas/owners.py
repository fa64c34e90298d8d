"""In which group a component comes to lie when it is put into a slot."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ...catalog import kind_of
from ...editing.groups import around, members
from ...model import Component, Design, Group, Id, Slot
from ..scene import Scene


def owner(scene: Scene, part: Component, slot: Slot, moving: frozenset[Id] = frozenset()) -> Id | None:
    """The group that takes a component at a slot.

    It is the innermost one shown there that the kind may lie in. A component stays in its group as long as it touches
    what else lies in there: the border stretches along.
    """
    design = scene.design
    home = next(iter(around(design, part)), None)
    found = scene.drawing.group_at(slot)
    there = fitting(design, part.kind, (found, *around(design, design.groups[found])) if found else ())
    if home is None or there == home:
        return there
    outside = there is None or there in around(design, design.groups[home])
    if outside and _touches(scene, home, slot, moving | {part.id}):
        return home
    return there


def group_owner(scene: Scene, group: Group, slots: Collection[Slot], moving: frozenset[Id]) -> Id | None:
    """The group that takes another one whose components come to stand in some slots.

    It is the innermost one around all of them. A group stays in the one around it as long as it touches what else is
    in there.
    """
    design = scene.design
    home = next(iter(around(design, group)), None)
    shared: list[Id] | None = None
    for slot in slots:
        found = scene.drawing.group_at(slot)
        chain = [] if found is None else [found, *around(design, design.groups[found])]
        shared = chain if shared is None else [id for id in shared if id in chain]
    known = kind_of(group.kind)
    free = (id for id in shared or () if id != group.id and group.id not in around(design, design.groups[id]))
    there = next((id for id in free if known.fits(design.groups[id].kind)), None)
    if home is None or there == home:
        return there
    outside = there is None or there in around(design, design.groups[home])
    return home if outside and any(_touches(scene, home, slot, moving) for slot in slots) else there


def fitting(design: Design, kind: str, groups: Iterable[Id]) -> Id | None:
    """The first of `groups` that a kind may lie in."""
    known = kind_of(kind)
    anywhere = known.category in ("unknown", "client", "external")
    return next((id for id in groups if anywhere or known.fits(design.groups[id].kind)), None)


def choices(scene: Scene, part: Component, slot: Slot) -> tuple[Id | None, ...]:
    """Every group that may take a component at a slot, likeliest first: those there, its own, those beside it; none."""
    design = scene.design
    nearby = (scene.drawing.group_at(slot.moved(by)) for by in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)))
    found: dict[Id | None, None] = {owner(scene, part, slot): None}
    for group in (*nearby, *around(design, part)):
        if group is not None:
            chain = (group, *around(design, design.groups[group]))
            found.update(dict.fromkeys(id for id in chain if fitting(design, part.kind, (id,))))
    found[None] = None
    return tuple(found)


def path(design: Design, group: Id | None) -> str:
    """`VPC main / private`: a group with the groups around it, outermost first; `no group` for none."""
    if group is None:
        return "no group"
    part = design.groups[group]
    names = [str(design.groups[id]) for id in (*reversed(around(design, part)), group)]
    return f"{kind_of(part.kind).name} {' / '.join(names)}" if len(names) == 1 else " / ".join(names)


def _touches(scene: Scene, group: Id, slot: Slot, moving: frozenset[Id]) -> bool:
    """Whether a slot lies in or beside the rectangle of what stays in a group; so it does where nothing stays."""
    found = _rest(scene, group, moving)
    if found is None:
        return True
    (left, top), (right, bottom) = found
    return left - 1 <= slot.column <= right + 1 and top - 1 <= slot.row <= bottom + 1


def _rest(scene: Scene, group: Id, moving: frozenset[Id]) -> tuple[Slot, Slot] | None:
    """The first and last slots of what stays in a group; None where nothing does."""
    if group in scene.drawing.bordered:
        return scene.drawing.hull(group, moving)
    stay = [scene.slots[id] for id in members(scene.design, group) - moving]
    if not stay:
        return None
    columns, rows = [slot.column for slot in stay], [slot.row for slot in stay]
    return Slot(min(columns), min(rows)), Slot(max(columns), max(rows))


def named(group: Group) -> str:
    return f"{kind_of(group.kind).name} {group}"
