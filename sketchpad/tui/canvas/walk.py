"""Ways over the grid: steps, reading order, free places, labels to type."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product

from ...model import FARTHEST, Id, Slot, ring

LETTERS = "asdfgqwertyuiopzxcvbnm"
"""What labels are made of, home row first; without the letters that step."""


def stepped(slot: Slot, by: tuple[int, int], times: int = 1) -> Slot:
    """The slot some steps on, no farther than the grid goes."""
    column, row = slot.column + by[0] * times, slot.row + by[1] * times
    return Slot(max(-FARTHEST, min(FARTHEST, column)), max(-FARTHEST, min(FARTHEST, row)))


def free(taken: Collection[Slot], wish: Slot) -> Slot:
    """The free slot nearest to one."""
    return next(slot for slot in ring(wish) if slot not in taken)


def within(taken: Collection[Slot], wish: Slot) -> Slot:
    """A slot, or that nearest to it in the rectangle around the others."""
    if not taken:
        return wish
    columns, rows = [slot.column for slot in taken], [slot.row for slot in taken]
    column = max(min(columns), min(max(columns), wish.column))
    return Slot(column, max(min(rows), min(max(rows), wish.row)))


def room(taken: Collection[Slot], slots: Collection[Slot]) -> tuple[int, int]:
    """How far to slide `slots` so that each is free: to the right where that does, else down."""
    if not slots:
        return 0, 0
    width = max(s.column for s in slots) - min(s.column for s in slots) + 1
    for distance in range(1, 200):
        for by in ((width * distance, 0), (0, distance), (-width * distance, 0), (0, -distance)):
            if all(slot.moved(by) not in taken for slot in slots):
                return by
    lowest = max(slot.row for slot in taken) - min(s.row for s in slots) + 1
    return 0, lowest


def reading(slots: Mapping[Id, Slot]) -> list[Id]:
    """Ids row by row, each from left to right."""
    return sorted(slots, key=lambda id: (slots[id].row, slots[id].column, id))


def after(order: Sequence[tuple[Slot, Id]], cursor: Slot, back: bool = False) -> tuple[Slot, Id] | None:
    """The next one after the cursor in reading order, round and round."""
    if not order:
        return None
    here = (cursor.row, cursor.column)
    if back:
        before = [one for one in order if (one[0].row, one[0].column) < here]
        return (before or order)[-1]
    return next((one for one in order if (one[0].row, one[0].column) > here), order[0])


def labelled(ids: Iterable[Id], last: str = "") -> dict[str, Id]:
    """A label for each id: one letter as far as they go, else two each. `last` is the letter that comes last."""
    letters = [letter for letter in LETTERS if letter != last] + [letter for letter in LETTERS if letter == last]
    ids = list(ids)
    if len(ids) <= len(letters):
        return dict(zip(letters, ids, strict=False))
    return dict(zip(("".join(pair) for pair in product(letters, repeat=2)), ids, strict=False))
