"""What it means to put components in order: tidy them, or align them in a row or a column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial

from ..editing import Place
from ..editing.edit import listed
from ..model import Id, Slot
from . import acts
from .scene import Act, Do, Meaning, Scene, WhyNot


def tidy(scene: Scene) -> Meaning:
    """Arrange what is chosen among what stays, or the whole design where nothing is chosen."""
    if not scene.taken:
        return WhyNot("there is nothing to tidy yet")
    ids = scene.components if scene.chosen else frozenset(scene.design.components)
    if len(ids) < 2:
        return WhyNot("choose at least two components to tidy, or none for the whole design")
    return Act(partial(acts.mean, means=tidied))


def tidied(scene: Scene) -> Meaning:
    """The same done: it may take a while, so it is not worked out for whoever only asks whether it can be."""
    ids = scene.components if scene.chosen else frozenset(scene.design.components)
    whole = len(ids) == len(scene.design.components)
    found = _arranged(scene, ids)
    return _placed(scene, found, "Tidy the design" if whole else f"Tidy {listed(sorted(ids))}", "all is tidy already")


def _arranged(scene: Scene, ids: frozenset[Id]) -> dict[Id, Slot]:
    """Places for some components, as if they had none and the others stood where they are shown."""
    from ..drawing import arrange  # read when somebody tidies, not when the editor starts

    slots = scene.slots
    parts = scene.design.components.values()
    found = arrange(scene.design.having(*(c.but(at=None if c.id in ids else slots[c.id]) for c in parts)))
    by = (0, 0)
    if len(ids) == len(parts):
        corner, was = _corner(found.values()), _corner(slots.values())
        by = was.column - corner.column, was.row - corner.row
    return {id: found[id].moved(by) for id in ids}


def _corner(slots: Collection[Slot]) -> Slot:
    return Slot(min(slot.column for slot in slots), min(slot.row for slot in slots))


def align(column: bool, scene: Scene) -> Meaning:
    """Put what is chosen in the row, or the column, of the component under the cursor, else of the first one."""
    ids = scene.components if scene.chosen else frozenset()
    if len(ids) < 2:
        line = "column" if column else "row"
        ways = f"{scene.called('select.mark')} or {scene.called('select.area')}"
        return WhyNot(f"choose at least two components to align in a {line}: {ways}")
    slots = scene.slots
    first = min(ids, key=lambda id: (slots[id].column, slots[id].row) if column else (slots[id].row, slots[id].column))
    onto = slots[scene.here.id if scene.here and scene.here.id in ids else first]
    stay = {slot for slot, id in scene.taken.items() if id not in ids}
    if column:
        found = _lined({id: (slots[id].row, slots[id].column) for id in ids}, partial(_down, onto.column), stay)
    else:
        found = _lined({id: (slots[id].column, slots[id].row) for id in ids}, partial(_across, onto.row), stay)
    name = f"Align {listed(sorted(ids))} in a {'column' if column else 'row'}"
    return _placed(scene, found, name, f"they stand in a {'column' if column else 'row'} already")


def _across(row: int, at: int) -> Slot:
    return Slot(at, row)


def _down(column: int, at: int) -> Slot:
    return Slot(column, at)


def _lined(wishes: Mapping[Id, tuple[int, int]], slot: Callable[[int], Slot], stay: Iterable[Slot]) -> dict[Id, Slot]:
    """A place along a line for each, in their order: where each one is, or the next free one."""
    taken, found, least = set(stay), {}, None
    for id in sorted(wishes, key=lambda id: (wishes[id], id)):
        at = wishes[id][0] if least is None else max(least, wishes[id][0])
        while slot(at) in taken:
            at += 1
        found[id], least = slot(at), at + 1
    return found


def _placed(scene: Scene, found: Mapping[Id, Slot], name: str, otherwise: str) -> Meaning:
    slots = scene.slots
    if all(slots[id] == slot for id, slot in found.items()):
        return WhyNot(otherwise)
    at = found.get(scene.here.id) if scene.here is not None else None
    moved = sum(slots[id] != slot for id, slot in found.items())
    say = f"{moved} component{'' if moved == 1 else 's'} moved"
    return Do(Place(tuple(sorted(found.items())), name), scene.chosen, at, say)
