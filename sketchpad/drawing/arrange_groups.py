"""Whole groups moved to where their links are shorter, once everything stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from ..model import Id, Slot
from .areas import around
from .arrange_beside import Unit, priced, spot, surroundings, ties
from .arrange_columns import Place
from .arrange_ground import Chain, Ground
from .arrange_moves import WORTH


def regrouped(
    places: Mapping[Id, Place],
    chain: Mapping[Id, Chain],
    known: Mapping[Id, Chain],
    links: Sequence[tuple[Id, Id]],
    staying: Collection[Id],
) -> dict[Id, Place]:
    """The same with each group but the ones staying at its best place among the others, the innermost first."""
    slots = {id: Slot(*place) for id, place in places.items()}
    members: dict[Id, list[Id]] = defaultdict(list)
    for id, path in chain.items():
        for group in path:
            members[group].append(id)
    for group in sorted(members.keys() - set(staying), key=lambda id: (-len(known[id]), id)):
        held = members[group]
        if len(held) == len(slots):
            continue
        area = around(slots[id] for id in held)
        corner = area.left, area.top
        offsets = {id: (slots[id].column - area.left, slots[id].row - area.top) for id in held}
        unit = Unit(group, offsets, known[group][1:])
        ground = Ground({id: slot for id, slot in slots.items() if id not in offsets}, chain, known)
        near, between = surroundings(ground, offsets, links)
        if tied := ties(ground, unit, near):
            price = priced(ground, unit, tied, between)
            better = spot(ground, unit, tied, between)
            if price(better) < price(corner) - WORTH:
                slots.update({id: Slot(better[0] + x, better[1] + y) for id, (x, y) in offsets.items()})
    return dict(slots)
