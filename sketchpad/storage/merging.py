"""Three designs into one: what two sides made of what both began with, part by part and property by property.

Whatever both sides are, the result is a design that can be read, drawn and saved:

- what one side changed and the other did not is taken; what both changed alike is taken once;
- what both changed differently is a conflict, and the preferred side's value stands;
- what one side took away and the other changed, or newly leads to, stays, and is a conflict: nothing is lost unseen;
- a new id of both sides is one thing where a person chose it for the same kind. A number that the editor gave to two
  things makes them two: the one of the side that is not preferred gets the next number, and what leads to it follows;
- of two components that come to stand in one slot, and two groups that come to lie in each other, the preferred side's
  stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import is_
from typing import Any

from ..model import SHELVES, Component, Design, Flow, Group, Id, Part, Slot, Waiver, ring
from .renaming import leads_to, made_two
from .shapes import settled
from .threeway import ALL, UNSETTLED, Choices, Conflict, Side, Weave, other, plainly, same


@dataclass(frozen=True)
class Merged:
    """What came of two sides."""

    design: Design
    conflicts: tuple[Conflict, ...] = ()
    """What both changed differently, with the side that stands."""
    notes: tuple[str, ...] = ()
    """What was arranged so that both have room, in words."""


def merge(
    base: Design,
    ours: Design,
    theirs: Design,
    prefer: Side = "ours",
    choices: Choices | None = None,
    references: Collection[str] = (),
) -> Merged:
    """What `ours` and `theirs` made of `base`. `references` are the properties whose values are ids of parts.

    `choices` decide single conflicts against `prefer`; a part that was taken away goes only where that is chosen.
    """
    weave, notes = Weave(prefer, choices or {}), list[str]()
    base, ours, theirs = made_two(base, ours, theirs, prefer, references, notes)
    sides: dict[Side, dict[Id, Part]] = {"ours": _parts(ours), "theirs": _parts(theirs)}
    old, mine, yours = _parts(base), sides["ours"], sides["theirs"]
    made: dict[Id, Part] = {}
    gone: set[Id] = set()
    for id in dict.fromkeys((*mine, *yours)):
        part = _part(weave, id, (old.get(id), mine.get(id), yours.get(id)), (ours, theirs), gone)
        if part is not None:
            made[id] = part
    _needed(weave, made, old, mine, yours, gone)
    _uncircled(weave, made, old, sides)
    _spaced(made, sides, prefer, notes)
    whole = weave.thing("", "design", base, ours, theirs)
    fields: dict[str, Any] = {"waivers": _waivers(weave, base, ours, theirs)}
    fields["spare"] = _spares(weave, base, ours, theirs)
    for sort in SHELVES:
        shelf = {id: part for id, part in made.items() if part.shelf == sort.shelf}
        before = getattr(ours, sort.shelf)
        unchanged = [*shelf] == [*before] and all(map(is_, shelf.values(), before.values()))
        fields[sort.shelf] = before if unchanged else shelf
    kept = {key: value for key, value in whole.kept.items() if not fields.get(key)}
    design = whole.model_copy(update={**fields, "kept": kept})
    found = sorted(weave.conflicts, key=lambda one: (one.on, one.what))
    return Merged(_led(design.without(gone) if gone else design), tuple(found), tuple(notes))


def _parts(design: Design) -> dict[Id, Part]:
    return {part.id: part for part in design.parts()}


Three = tuple[Part | None, Part | None, Part | None]
"""A part as both began with it, as ours and as theirs has it."""


def _part(weave: Weave, id: Id, three: Three, sides: tuple[Design, Design], gone: set[Id]) -> Part | None:
    base, ours, theirs = three
    if ours is not None and theirs is not None:
        if (found := plainly(base, ours, theirs)) is not UNSETTLED:
            return ours if found is ours else theirs
        if type(ours) is not type(theirs) or (base is not None and type(base) is not type(ours)):
            return ours if weave.clash(id, ALL, base, ours, theirs) == "ours" else theirs
        return weave.thing(id, ours.shelf, base, ours, theirs)
    left, where = (ours, sides[0]) if ours is not None else (theirs, sides[1])
    if left is None or base is None:
        return left
    if same(left, base) or _bereft(base, left, where):
        return None
    if not weave.stays(id, ALL, base, ours, theirs):
        gone.add(id)
    return left


def _bereft(base: Part, part: Part, design: Design) -> bool:
    """Whether a part changed only by what was taken away around it."""
    if isinstance(base, Component | Group) and isinstance(part, Component | Group):
        fewer = any(id not in design.groups for id in base.inside)
        return fewer and same(part.model_copy(update={"inside": base.inside}), base)
    if isinstance(base, Flow) and isinstance(part, Flow):
        steps = tuple(step for step in base.steps if step.component in design.components)
        return same(part, base.model_copy(update={"steps": steps}))
    return False


def _needed(
    weave: Weave,
    made: dict[Id, Part],
    old: Mapping[Id, Part],
    mine: Mapping[Id, Part],
    yours: Mapping[Id, Part],
    gone: set[Id],
) -> None:
    """Bring back what one side took away and a part that stays leads to."""
    waiting = [*made.values()]
    while waiting:
        part = waiting.pop()
        for id in leads_to(part):
            ours, theirs = mine.get(id), yours.get(id)
            left = ours or theirs
            if id in made or id not in old or left is None:
                continue
            without = mine if ours is None else yours
            if part.id in without and id in leads_to(without[part.id]):
                continue  # the side that took it away led nowhere itself
            if not weave.stays(id, ALL, old[id], ours, theirs, part.id):
                gone.add(id)
            made[id] = left
            waiting.append(left)


# -- room for both --------------------------------------------------------------------------------------------------


def _uncircled(
    weave: Weave, made: dict[Id, Part], old: Mapping[Id, Part], sides: Mapping[Side, Mapping[Id, Part]]
) -> None:
    """Groups that lie in each other because each side put one into the other: one side's stay."""
    while links := [*_links(made, old, sides)]:
        links.sort(key=lambda link: link[2] == weave.taken(link[0], "in"))
        group, around, side = links[0]
        before, ours, theirs = (_inside(one.get(group)) for one in (old, sides["ours"], sides["theirs"]))
        weave.conflicts.append(Conflict(group, "in", before, ours, theirs, other(side), around))
        part = made[group]
        assert isinstance(part, Group)
        made[group] = part.but(inside=tuple(id for id in part.inside if id != around))


def _links(
    made: Mapping[Id, Part], old: Mapping[Id, Part], sides: Mapping[Side, Mapping[Id, Part]]
) -> Iterator[tuple[Id, Id, Side]]:
    """The memberships on a circle that one side alone added, without a circle of its own, and that side."""
    groups = {id: part.inside for id, part in made.items() if isinstance(part, Group)}
    for id in sorted(groups):
        for around in groups[id]:
            if around not in _inside(old.get(id)) and id in _above(groups, around):
                whose = [side for side, parts in sides.items() if around in _inside(parts.get(id))]
                if len(whose) == 1 and not _circular(sides[whose[0]], id, around):
                    yield id, around, whose[0]


def _circular(parts: Mapping[Id, Part], id: Id, around: Id) -> bool:
    """Whether a side has that circle of itself."""
    return id in _above({id: part.inside for id, part in parts.items() if isinstance(part, Group)}, around)


def _inside(part: Part | None) -> tuple[Id, ...]:
    return part.inside if isinstance(part, Component | Group) else ()


def _above(groups: Mapping[Id, tuple[Id, ...]], start: Id) -> set[Id]:
    """A group and every group around it."""
    seen: set[Id] = set()
    waiting = [start]
    while waiting:
        id = waiting.pop()
        if id not in seen:
            seen.add(id)
            waiting.extend(groups.get(id, ()))
    return seen


def _spaced(made: dict[Id, Part], sides: Mapping[Side, Mapping[Id, Part]], prefer: Side, notes: list[str]) -> None:
    """Two that came to stand in one slot: the preferred side's stays, the other one goes to the nearest free one."""
    places = {id: part.at for id, part in made.items() if isinstance(part, Component) and part.at is not None}
    taken = Counter(places.values())
    if len(taken) == len(places):
        return
    for slot in sorted(slot for slot, count in taken.items() if count > 1):
        here = sorted(id for id, at in places.items() if at == slot)
        here.sort(key=lambda id: _at(sides[prefer].get(id)) != slot)
        stays, *rest = here
        for id in rest:
            if any(_at(side.get(id)) == slot == _at(side.get(stays)) for side in sides.values()):
                continue  # they stood so before
            free = next(one for one in ring(slot) if one not in taken)
            taken[free] = 1
            part = made[id]
            assert isinstance(part, Component)
            made[id] = part.but(at=free)
            notes.append(f"{id} stands at {free.column},{free.row}: {stays} stands at {slot.column},{slot.row}")


def _at(part: Part | None) -> Slot | None:
    return part.at if isinstance(part, Component) else None


# -- what has no id -------------------------------------------------------------------------------------------------

WaiverKey = tuple[str, tuple[Id, ...], int]


def _waivers(weave: Weave, base: Design, ours: Design, theirs: Design) -> tuple[Waiver, ...]:
    found = plainly(base.waivers, ours.waivers, theirs.waivers)
    if found is not UNSETTLED:
        return tuple(found)
    old, mine, yours = (_waived(design.waivers) for design in (base, ours, theirs))
    made = (
        _either(weave, f"waiver {key[0]} on {','.join(key[1])}", "waivers", old.get(key), mine.get(key), yours.get(key))
        for key in dict.fromkeys((*mine, *yours))
    )
    return settled(waiver for waiver in made if waiver is not None)


def _waived(waivers: Iterable[Waiver]) -> dict[WaiverKey, Waiver]:
    """Waivers by rule, parts and the how manieth of these."""
    count: Counter[tuple[str, tuple[Id, ...]]] = Counter()
    found = {}
    for waiver in settled(waivers):
        about = waiver.rule, waiver.on
        count[about] += 1
        found[*about, count[about]] = waiver
    return found


def _spares(weave: Weave, base: Design, ours: Design, theirs: Design) -> tuple[Part, ...]:
    found = plainly(base.spare, ours.spare, theirs.spare)
    if found is not UNSETTLED:
        return tuple(found)
    old, mine, yours = (_counted(design.spare) for design in (base, ours, theirs))
    keys = dict.fromkeys((*mine, *yours))
    made = (_either(weave, key[1], key[0], old.get(key), mine.get(key), yours.get(key)) for key in keys)
    return tuple(part for part in made if part is not None)


def _counted(parts: Iterable[Part]) -> dict[tuple[str, Id, int], Part]:
    count: Counter[tuple[str, Id]] = Counter()
    found = {}
    for part in parts:
        count[part.shelf, part.id] += 1
        found[part.shelf, part.id, count[part.shelf, part.id]] = part
    return found


def _either(weave: Weave, on: str, sort: str, base: Any, ours: Any, theirs: Any) -> Any:
    """One of a list whose members come and go whole; None where it is gone."""
    if ours is not None and theirs is not None:
        return weave.thing(on, sort, base, ours, theirs)
    left = ours if ours is not None else theirs
    if base is None:
        return left
    if same(left, base):
        return None
    return left if weave.stays(on, ALL, base, ours, theirs) else None


def _led(design: Design) -> Design:
    """A spare part takes the id that it was waiting for, where that is free."""
    for part in design.spare:
        if part.id not in design:
            spare = tuple(one for one in design.spare if one is not part)
            design = design.having(part).but(spare=spare)
    return design
