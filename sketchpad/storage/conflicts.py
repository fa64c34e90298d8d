"""Conflicts of a merge in words, and beside what stands in the design, so that whoever opens it sees them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..model import Design, Id, Part, Slot, Step, Waiver
from ..model.design import EMPTY, Frozen
from ..model.printing import shown, statement, written_step
from .shapes import frozen
from .threeway import ABSENT, ALL, Conflict, Odd, Side, other

Names = tuple[str, str]
"""What the two sides are called."""
GIT: Names = ("ours", "theirs")
GONE = "gone"
"""Beside a part that one side took away."""


def words(conflict: Conflict, names: Names = GIT) -> str:
    """What both sides did, and what stands, as `fn: timeout_s is 9 in ours, 5 in theirs, was 3; 9 stands`."""
    on = conflict.on or "the design"
    if conflict.because and conflict.what != ALL:
        return f"{on}: it would lie in itself by way of {conflict.because}; that is left out"
    if ABSENT in (conflict.ours, conflict.theirs) and (conflict.what == ALL or isinstance(conflict.base, Step)):
        gone, kept = names if conflict.ours is ABSENT else names[::-1]
        what = f"{on}: {conflict.what} is" if conflict.what else f"{on} is"
        why = f"needed there by {conflict.because}" if conflict.because else f"changed in {kept}"
        stays = "goes" if _value(conflict, conflict.taken) is ABSENT else "stays"
        return f"{what} taken away in {gone}, {why}; it {stays}"
    said = [f"{told(conflict.ours)} in {names[0]}", f"{told(conflict.theirs)} in {names[1]}"]
    was = "" if conflict.base in (ABSENT, None) else f", was {told(conflict.base)}"
    what = conflict.what or "it"
    return f"{on}: {what} is {', '.join(said)}{was}; {told(_value(conflict, conflict.taken))} stands"


def _value(conflict: Conflict, side: Side) -> Any:
    return conflict.ours if side == "ours" else conflict.theirs


def told(value: Any) -> str:
    """A value of a part as people read it."""
    if value is ABSENT or value in (None, "", ()):
        return "not stated"
    if isinstance(value, Odd):
        return told(value.value)
    if isinstance(value, Part):
        return statement(EMPTY.having(value), value.id)
    if isinstance(value, tuple) and any(isinstance(one, Step) for one in value):
        return ",".join(map(written_step, value))
    return shown(value)


def recorded(design: Design, conflicts: Iterable[Conflict], notation: bool = False) -> tuple[Design, list[Conflict]]:
    """A design that states, beside each value that stands in a conflict, the one that does not, as `theirs:timeout_s`.

    They are properties that nobody knows, which are kept, shown and found like any other. With them, the conflicts that
    sketch notation has no place for.
    """
    unsaid: list[Conflict] = []
    for conflict in conflicts:
        side = other(conflict.taken)
        lost = _value(conflict, side)
        name = f"{side}:{conflict.what.replace(' ', '.') or (GONE if lost is ABSENT else 'other')}"
        value = _recordable(lost)
        part = design.get(conflict.on)
        if part is not None:
            design = design.having(part.but(properties={**getattr(part, "properties", {}), name: value}))
        elif notation:
            unsaid.append(conflict)
        elif conflict.on:
            waivers = [_beside(one, name, value) if _named(one) == conflict.on else one for one in design.waivers]
            design = design.but(waivers=tuple(waivers))
        else:
            design = _beside(design, name, value)
    return design, unsaid


def _beside(thing: Any, name: str, value: Any) -> Any:
    assert isinstance(thing, Frozen)
    return thing.but(kept={**thing.kept, name: value})


def _named(waiver: Waiver) -> str:
    return f"waiver {waiver.rule} on {','.join(sorted(waiver.on))}"


def _recordable(value: Any) -> Any:
    """A value that both JSON and sketch notation hold."""
    if value is ABSENT:
        return True
    if isinstance(value, Slot):
        return tuple(value)
    if isinstance(value, Part | Step | Waiver) or (
        isinstance(value, tuple) and any(isinstance(v, Step) for v in value)
    ):
        return told(value)
    return frozen(value.value) if isinstance(value, Odd) else value


def is_record(name: str) -> tuple[Side, str] | None:
    """The side and the key that the name of such a property speaks of."""
    side, colon, what = name.partition(":")
    return (side, what) if colon and side in GIT else None  # type: ignore[return-value]


def records(design: Design) -> dict[Id, list[str]]:
    """By part, the names of what is recorded beside it."""
    found = {part.id: [name for name in getattr(part, "properties", {}) if is_record(name)] for part in design.parts()}
    return {id: names for id, names in found.items() if names}
