"""Positions for what has none: a design, a few components, or groups that were added without.

Stated positions are kept. A design without any is laid out from nothing. Where most are stated, the others are placed
beside what they are linked to; where few are, the others stay near where they would be if none was stated, so that a
drawing keeps its shape when somebody begins to move things about.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median_low

from ..model import Design, Id, Slot
from .areas import Area, around, chain_of, chains, conflicts
from .arrange_beside import Unit, beside
from .arrange_columns import Place
from .arrange_ground import Chain, Ground
from .arrange_whole import whole

SPOILT = 4
"""Groups with stated members that may be in the way of others before the others are placed without a guide."""
SIGHT = 24
"""How far from where it would stand a part may be moved before the others go with it, in slots."""


def arrange(design: Design) -> dict[Id, Slot]:
    """A slot of its own for every component; of two that state the same one the first by id keeps it."""
    kept, missing = _stated(design)
    if not kept:
        return {id: Slot(*place) for id, place in whole(design, missing).items()}
    if not missing:
        return kept
    known = chains(design.groups)
    chain = {id: chain_of(component, known) for id, component in design.components.items()}
    doubles = {id: at for id in missing if (at := design.components[id].at) is not None}
    found = []
    if len(missing) > len(kept):
        ground = Ground(kept, chain, known)
        guided = _guided(design, ground, doubles, chain)
        for unit in guided:
            beside(ground, {unit.id: unit}, chain, ())
        if guided:
            found.append(ground.slots)
    if not found or conflicts(design, found[0]):
        ground = Ground(kept, chain, known)
        units = _units(design, missing, ground, chain, known)
        for id, at in doubles.items():
            if id in units:
                units[id].wish = at
        beside(ground, units, chain, [(c.source, c.target) for c in design.connections.values()])
        found.append(ground.slots)
    best = found[0] if len(found) == 1 else min(found, key=lambda slots: len(conflicts(design, slots)))
    return {id: best[id] for id in design.components}


def _stated(design: Design) -> tuple[dict[Id, Slot], list[Id]]:
    """The slots that are kept, and who has none."""
    stated = {id: at for id, component in design.components.items() if (at := component.at) is not None}
    kept = stated
    if len(set(stated.values())) < len(stated):
        first: dict[Slot, Id] = {}
        for id in sorted(stated):
            first.setdefault(stated[id], id)
        kept = {id: at for at, id in first.items()}
    return kept, sorted(design.components.keys() - kept.keys())


def _units(
    design: Design,
    missing: list[Id],
    ground: Ground,
    chain: Mapping[Id, Chain],
    known: Mapping[Id, Chain],
) -> dict[Id, Unit]:
    """What is placed as one: the outermost groups of which nothing stands yet, and components on their own."""
    held: dict[Id, list[Id]] = {}
    out: dict[Id, Unit] = {}
    for id in missing:
        group = next((group for group in reversed(chain[id]) if group not in ground.areas), None)
        if group is None:
            out[id] = Unit(id, {id: (0, 0)}, chain[id])
        else:
            held.setdefault(group, []).append(id)
    for group, ids in held.items():
        out[group] = Unit(group, whole(design, ids), known[group][1:])
    return out


def _guided(design: Design, ground: Ground, doubles: Mapping[Id, Slot], chain: Mapping[Id, Chain]) -> list[Unit]:
    """Each component without a slot, wishing for where it would stand if no positions were stated.

    Nothing where what is stated has little to do with that: many groups would be torn apart between the two.
    """
    guide = whole(design, design.components)
    right, down = _offset(guide, ground.slots)
    wishes = {id: Slot(column + right, row + down) for id, (column, row) in guide.items()}
    spoilt = conflicts(design, {**wishes, **ground.slots}) & ground.areas.keys()
    if len(spoilt) > SPOILT + len(ground.areas) // 10:
        return []
    waiting = sorted(guide.keys() - ground.slots.keys(), key=lambda id: (guide[id], id))
    return [Unit(id, {id: (0, 0)}, chain[id], doubles.get(id, wishes[id])) for id in waiting]


def _offset(guide: Mapping[Id, Place], kept: Mapping[Id, Slot]) -> Place:
    """How far the guide lies from what is stated; nothing where that is in sight."""
    ground = around(guide.values())
    sight = Area(ground.left - SIGHT, ground.top - SIGHT, ground.right + SIGHT, ground.bottom + SIGHT)
    if sight.overlaps(around(kept.values())):
        return 0, 0
    return (
        median_low(slot[0] - guide[id][0] for id, slot in kept.items()),
        median_low(slot[1] - guide[id][1] for id, slot in kept.items()),
    )
