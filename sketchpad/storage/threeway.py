"""Values three ways: what two sides make of what both began with, key by key of the file.

What one side changed is taken; what both changed alike is taken once; what both changed differently is a conflict, and
one side's value stands. A list of groups is merged group by group, a list of steps step by step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, TypeVar

from ..model import Id, Step
from ..model.design import Frozen
from .shapes import KEYS, Key

Side = Literal["ours", "theirs"]
Choices = Mapping[tuple[str, str], Side]
"""By who and what of a conflict, the side that stands there."""
F = TypeVar("F", bound=Frozen)


class Missing(Enum):
    """What is no value."""

    ABSENT = "nothing"
    UNSETTLED = "unsettled"


ABSENT = Missing.ABSENT
"""What is not there."""
UNSETTLED = Missing.UNSETTLED
"""What both sides changed, each in its way."""
ALL = ""
"""What a conflict is about that is about all of a part: one side took it away, or both made something else of it."""


@dataclass(frozen=True)
class Conflict:
    """Something that both sides changed, and not alike."""

    on: str
    """The id of the part; empty for the design, `waiver RULE on a,b` for a waiver."""
    what: str
    """The key in the file, or the name of a property; ALL for all of the part."""
    base: Any
    ours: Any
    theirs: Any
    taken: Side
    because: str = ""
    """Who needs a part that one side took away."""


@dataclass(frozen=True)
class Odd:
    """A value that its field cannot hold, or of a key that nobody knows."""

    value: Any


def same(one: Any, other: Any) -> bool:
    """Whether two values are written alike: 1 is neither true nor 1.0."""
    if one is other:
        return True
    if isinstance(one, Frozen):
        return type(one) is type(other) and same(vars(one), vars(other))
    if isinstance(one, Mapping):
        return (
            isinstance(other, Mapping) and one.keys() == other.keys() and all(same(v, other[k]) for k, v in one.items())
        )
    if isinstance(one, tuple | list):
        return isinstance(other, tuple | list) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Odd):
        return isinstance(other, Odd) and same(one.value, other.value)
    return type(one) is type(other) and bool(one == other)


def other(side: Side) -> Side:
    return "theirs" if side == "ours" else "ours"


@dataclass
class Weave:
    """Merges, and keeps what could not be merged."""

    prefer: Side = "ours"
    """The side that stands where both changed the same."""
    choices: Choices = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    def taken(self, on: str, what: str) -> Side:
        return self.choices.get((on, what), self.prefer)

    def clash(self, on: str, what: str, base: Any, ours: Any, theirs: Any) -> Side:
        """Both changed the same differently; the side that stands."""
        side = self.taken(on, what)
        self.conflicts.append(Conflict(on, what, base, ours, theirs, side))
        return side

    def stays(self, on: str, what: str, base: Any, ours: Any, theirs: Any, because: str = "") -> bool:
        """One side took something away (None) that the other changed or needs; whether it stays, as it does unasked."""
        keeper: Side = "theirs" if ours is None else "ours"
        side = self.choices.get((on, what), keeper)
        mine, yours = (ABSENT if one is None else one for one in (ours, theirs))
        self.conflicts.append(Conflict(on, what, base, mine, yours, side, because))
        return side == keeper

    def value(self, on: str, what: str, base: Any, ours: Any, theirs: Any) -> Any:
        """A value that is one, whatever it is made of."""
        if (found := plainly(base, ours, theirs)) is not UNSETTLED:
            return found
        return ours if self.clash(on, what, base, ours, theirs) == "ours" else theirs

    def thing(self, on: str, sort: str, base: F | None, ours: F, theirs: F, within: str = "") -> F:
        """A part, a step, a waiver or the design, key by key. `base` is None where both made it."""
        old, mine, yours = (record(sort, one) for one in (base, ours, theirs))
        made = {}
        for key in dict.fromkeys((*mine, *yours)):
            three = (old.get(key, ABSENT), mine.get(key, ABSENT), yours.get(key, ABSENT))
            found = self._member(on, f"{within}{key}", key, *three)
            if found is not ABSENT:
                made[key] = found
        return built(sort, ours, made)

    def _member(self, on: str, what: str, key: str, base: Any, ours: Any, theirs: Any) -> Any:
        if (found := plainly(base, ours, theirs)) is not UNSETTLED:
            return found
        whole = not any(isinstance(one, Odd | Missing) for one in (base, ours, theirs))
        if key == "properties" and whole:
            return self.mapping(on, base, ours, theirs)
        if key == "in" and whole:
            return self.groups(on, base, ours, theirs)
        if key == "steps" and whole:
            return self.steps(on, base, ours, theirs)
        return self.value(on, what, base, ours, theirs)

    def mapping(self, on: str, base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Any:
        """Properties, each on its own."""
        made = {}
        for key in dict.fromkeys((*ours, *theirs)):
            three = (one.get(key, ABSENT) for one in (base, ours, theirs))
            if (found := self.value(on, key, *three)) is not ABSENT:
                made[key] = found
        return made

    # -- the groups that a part lies in -----------------------------------------------------------------------------

    def groups(self, on: str, base: Sequence[Id], ours: Sequence[Id], theirs: Sequence[Id]) -> tuple[Id, ...]:
        """Each membership on its own, and which of them is drawn. In which order the others stand says nothing."""
        old, mine, yours = set(base), set(ours), set(theirs)
        members = [id for id in base if id in mine and id in yours]
        members += sorted((mine | yours) - old)
        here, there = _drawn(base, ours), _drawn(base, theirs)
        first = there if here is ABSENT else here
        if ABSENT not in (here, there) and here != there:
            side = self.clash(on, "in", base, ours, theirs)
            first, lost = (here, there) if side == "ours" else (there, here)
            members = [id for id in members if id != lost or id in old]
        elif first not in (ABSENT, None) and first not in members:
            mover: Side = "ours" if here == first else "theirs"
            first = first if self.clash(on, "in", base, ours, theirs) == mover else ABSENT
        if first is ABSENT or first is None:
            return tuple(members)
        return (first, *(id for id in members if id != first))

    # -- the steps of a flow ----------------------------------------------------------------------------------------

    def steps(self, on: str, base: Sequence[Step], ours: Sequence[Step], theirs: Sequence[Step]) -> tuple[Step, ...]:
        """Each step on its own, and their order: that of the side that changed it."""
        old, mine, yours = (dict(numbered(one)) for one in (base, ours, theirs))
        made: dict[StepKey, Step] = {}
        for key in dict.fromkeys((*mine, *yours)):
            step = self._step(on, key, old.get(key), mine.get(key), yours.get(key))
            if step is not None:
                made[key] = step
        lasting = [key for key in old if key in made]
        moved = [_moved(lasting, one) for one in (mine, yours)]
        three = (base, ours, theirs)
        order: Sequence[StepKey] = lasting
        if moved[0] and moved[1] and moved[0] != moved[1]:
            order = moved[0] if self.clash(on, "steps", *three) == "ours" else moved[1]
        elif moved[0] or moved[1]:
            order = moved[0] or moved[1] or ()
        ways = {"ours": _additions(mine, old, made), "theirs": _additions(yours, old, made)}
        if ways["ours"] and ways["theirs"] and not _apart(ways["ours"], ways["theirs"]):
            side = self.clash(on, "steps", *three) if not self._told(on, "steps") else self.taken(on, "steps")
            first, last = ways[side], ways[other(side)]
        else:
            first, last = ways["ours"], ways["theirs"]
        placed = {key for run in first.values() for key in run}
        after: dict[StepKey | None, list[StepKey]] = {anchor: [*run] for anchor, run in first.items()}
        for anchor, run in last.items():
            after.setdefault(anchor, []).extend(key for key in run if key not in placed)
        for before, key in zip((None, *lasting), lasting, strict=False):
            if key not in order:  # one side took it away and the other changed it, so that it stays
                after.setdefault(before, []).insert(0, key)
        return tuple(made[key] for key in _spread(None, order, after))

    def _told(self, on: str, what: str) -> bool:
        return any((one.on, one.what) == (on, what) for one in self.conflicts)

    def _step(self, on: str, key: StepKey, base: Step | None, ours: Step | None, theirs: Step | None) -> Step | None:
        within = f"steps {key[0]}"
        if ours is not None and theirs is not None:
            return self.thing(on, "steps", base, ours, theirs, f"{within} ")
        left = ours if ours is not None else theirs
        if base is None:
            return left
        if same(left, base):
            return None
        return left if self.stays(on, within, base, ours, theirs) else None


StepKey = tuple[Id, int]
"""A component and the how manieth of its steps."""


def numbered(steps: Iterable[Step]) -> Iterator[tuple[StepKey, Step]]:
    count: dict[Id, int] = {}
    for step in steps:
        count[step.component] = count.get(step.component, 0) + 1
        yield (step.component, count[step.component]), step


def _moved(lasting: Sequence[StepKey], mine: Iterable[StepKey]) -> list[StepKey] | None:
    """The lasting steps in the order of a side; None where that is the order that they had."""
    known = set(lasting)
    order = [key for key in mine if key in known]
    there = set(order)
    return None if order == [key for key in lasting if key in there] else order


def _additions(
    mine: Iterable[StepKey], old: Mapping[StepKey, Step], made: Mapping[StepKey, Step]
) -> dict[StepKey | None, list[StepKey]]:
    """The steps that a side added, by the lasting step that they follow."""
    runs: dict[StepKey | None, list[StepKey]] = {}
    anchor: StepKey | None = None
    for key in mine:
        if key in old:
            anchor = key if key in made else anchor
        elif key in made:
            runs.setdefault(anchor, []).append(key)
    return runs


def _apart(ours: Mapping[StepKey | None, list[StepKey]], theirs: Mapping[StepKey | None, list[StepKey]]) -> bool:
    """Whether two sides added at different places, or the same at the same place."""
    shared = {key for run in ours.values() for key in run} & {key for run in theirs.values() for key in run}
    runs = [run for anchor in ours.keys() & theirs.keys() for run in [ours[anchor]] if run != theirs[anchor]]
    alike = {key for anchor in ours.keys() & theirs.keys() if ours[anchor] == theirs[anchor] for key in ours[anchor]}
    return not runs and shared <= alike


def _spread(
    start: StepKey | None, order: Sequence[StepKey], after: Mapping[StepKey | None, Sequence[StepKey]]
) -> Iterator[StepKey]:
    """`order` with what follows each, and what follows that."""
    for key in (start, *order):
        if key is not None:
            yield key
        waiting = [*after.get(key, ())]
        while waiting:
            one = waiting.pop(0)
            yield one
            waiting[:0] = after.get(one, ())


def _drawn(base: Sequence[Id], mine: Sequence[Id]) -> Any:
    """The group that a side draws a part in where it changed that; None for no group, ABSENT where it did not."""
    if not mine:
        return None if base else ABSENT
    left = next((id for id in base if id in mine), None)
    return ABSENT if mine[0] == left else mine[0]


def plainly(base: Any, ours: Any, theirs: Any) -> Any:
    """What stands where one side changed nothing, or both the same; UNSETTLED where there is more to it."""
    if same(ours, theirs) or same(theirs, base):
        return ours
    return theirs if same(ours, base) else UNSETTLED


# -- things as they are written -------------------------------------------------------------------------------------

ITSELF = {name: KEYS["design"][name] for name in ("name", "about")}
"""What a design says of itself."""


def _keys(sort: str) -> Mapping[str, Key]:
    return ITSELF if sort == "design" else {name: key for name, key in KEYS[sort].items() if name != "id"}


def record(sort: str, thing: Frozen | None) -> dict[str, Any]:
    """What a thing says, by key of the file; of nothing, what is meant where nothing is said."""
    keys = _keys(sort)
    if thing is None:
        return {name: key.default for name, key in keys.items()}
    fields, kept = vars(thing), thing.kept
    return {name: fields[key.field] for name, key in keys.items()} | {name: Odd(value) for name, value in kept.items()}


def built(sort: str, like: F, said: Mapping[str, Any]) -> F:
    """`like`, saying something else."""
    kept = {name: value.value for name, value in said.items() if isinstance(value, Odd)}
    fields = {key.field: key.default if name in kept else said[name] for name, key in _keys(sort).items()}
    made = like.model_copy(update={**fields, "kept": kept})
    return like if same(made, like) else made
