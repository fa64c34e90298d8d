"""Which slot each component takes.

A stated position is kept. Of two components in one slot the first by id keeps it; the other takes the nearest free one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from ..model import Design, Id, Slot, ring


def settle(design: Design) -> dict[Id, Slot]:
    """A slot of its own for every component."""
    stated = {id: part.at for id, part in design.components.items() if part.at is not None}
    if len(stated) < len(design.components):
        from .arranging import arrange  # a design that somebody has placed is drawn without it

        found = arrange(design)
        stated = {id: found[id] for id in design.components}
    if len(set(stated.values())) == len(stated):
        return {id: Slot(*at) for id, at in stated.items()}
    return _apart(stated)


def _apart(stated: Mapping[Id, Slot]) -> dict[Id, Slot]:
    """`stated` with every slot used once."""
    taken: dict[Slot, Id] = {}
    late: list[Id] = []
    for id in sorted(stated):
        if taken.setdefault(Slot(*stated[id]), id) != id:
            late.append(id)
    out = {id: slot for slot, id in taken.items()}
    rings: dict[Slot, Iterator[Slot]] = {}
    for id in late:
        origin = Slot(*stated[id])
        around = rings.setdefault(origin, islice(ring(origin), 1, None))
        slot = next(slot for slot in around if slot not in taken)
        taken[slot] = id
        out[id] = slot
    return {id: out[id] for id in stated}
