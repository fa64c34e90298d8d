"""Two sides that gave one id to two things: one of the two gets another id, and what leads to it follows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ..model import SHELVES, Component, Connection, Design, Flow, FreshIds, Group, Id, Part, Requirement
from ..model.notation import connection_id
from .threeway import Side, same

NUMBERED = re.compile(r"(.+)-[0-9]+")
"""An id as the editor gives them: nobody chose it."""


def made_two(
    base: Design, ours: Design, theirs: Design, prefer: Side, references: Collection[str], notes: list[str]
) -> tuple[Design, Design, Design]:
    """The base and both sides, where no id stands for two things; the side that is not preferred gives way."""
    used = {part.id for design in (base, ours, theirs) for part in (*design.parts(), *design.spare)}
    stems = {_stem(id) for id in used if NUMBERED.fullmatch(id)} | ours.groups.keys() | ours.components.keys()
    stems |= theirs.groups.keys() | theirs.components.keys()
    fresh = FreshIds(lambda id: id in used or id in stems)
    mine, yours = (_taken_over(base, *sides, fresh) for sides in ((ours, theirs), (theirs, ours)))
    ours, theirs = (renamed(side, new, references) for side, new in ((ours, mine), (theirs, yours)))
    base = _less(base, ours, theirs)
    stays, gives = (ours, theirs) if prefer == "ours" else (theirs, ours)
    things = {
        part.id: fresh(_stem(part.id))
        for part in _both_new(base, stays, gives)
        if not isinstance(part, Connection) and not _one_thing(stays[part.id], part)
    }
    implied = {id for id, link in gives.connections.items() if id not in base and id == _joins(link)}
    gives = renamed(gives, things, references)
    links = {
        id: fresh(_joins(link))
        for id, link in sorted(gives.connections.items())
        if (id in implied and id != _joins(link))
        or (id not in base and id in stays and not _one_thing(stays[id], link))
    }
    gives = renamed(gives, links, references)
    notes.extend(
        f"{new} is what one side calls {id}: on the other side that is another part"
        for id, new in (*mine.items(), *yours.items(), *things.items())
    )
    return (base, stays, gives) if prefer == "ours" else (base, gives, stays)


def _taken_over(base: Design, side: Design, other: Design, fresh: FreshIds) -> dict[Id, Id]:
    """Other ids for parts that took that of a part of another sort, with which the other side still does something."""
    found = {
        part.id
        for shelf in side.shelves()
        for part in shelf.values()
        if _sort(base, part.id) not in (None, type(part)) and _sort(other, part.id) is _sort(base, part.id)
    }
    if not found:
        return {}
    touched = [part for part in other.parts() if not same(part, base.get(part.id))]
    needed = {part.id for part in touched} | {id for part in touched for id in leads_to(part)}
    return {id: fresh(_stem(id)) for id in sorted(found & needed)}


def _less(base: Design, ours: Design, theirs: Design) -> Design:
    """The base without the parts whose ids are by now those of parts of another sort."""
    sides = (ours, theirs)
    gone = {
        id
        for side in sides
        for shelf in side.shelves()
        for id, part in shelf.items()
        if _sort(base, id) not in (None, type(part)) and not any(_sort(one, id) is _sort(base, id) for one in sides)
    }
    if not gone:
        return base
    shelves = {sort.shelf: getattr(base, sort.shelf) for sort in SHELVES}
    return base.model_copy(
        update={name: {id: part for id, part in shelf.items() if id not in gone} for name, shelf in shelves.items()}
    )


def _sort(design: Design, id: Id) -> type[Part] | None:
    part = design.get(id)
    return None if part is None else type(part)


def leads_to(part: Part) -> Iterator[Id]:
    """The parts that a part cannot be without."""
    if isinstance(part, Connection):
        yield from (part.source, part.target)
    elif isinstance(part, Component | Group):
        yield from part.inside
    elif isinstance(part, Flow):
        yield from (step.component for step in part.steps)


def _both_new(base: Design, stays: Design, gives: Design) -> Iterator[Part]:
    for shelf in gives.shelves():
        yield from (part for id, part in sorted(shelf.items()) if id not in base and id in stays)


def _one_thing(one: Part, other: Part) -> bool:
    """Whether two new parts of one id are meant as one."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Connection) and isinstance(other, Connection):
        return (one.source, one.verb, one.target) == (other.source, other.verb, other.target)
    if isinstance(one, Requirement) and isinstance(other, Requirement):
        return one.type == other.type
    if isinstance(one, Component | Group) and isinstance(other, Component | Group):
        chosen = not NUMBERED.fullmatch(one.id) or (one.name != "" and one.name == other.name)
        return same(one, other) or (one.kind == other.kind and chosen)
    return True


def _joins(link: Connection) -> Id:
    return connection_id(link.source, link.verb, link.target)


def _stem(id: Id) -> Id:
    number = NUMBERED.fullmatch(id)
    return number.group(1) if number else id


def renamed(design: Design, new: Mapping[Id, Id], references: Collection[str]) -> Design:
    """A design in which some parts have other ids, and whoever speaks of them follows."""
    if not new:
        return design
    shelves = {
        sort.shelf: {new.get(id, id): _renamed(part, new, references) for id, part in shelf.items()}
        for sort, shelf in zip(SHELVES, design.shelves(), strict=True)
    }
    waivers = tuple(
        one.model_copy(update={"on": tuple(sorted(new.get(id, id) for id in one.on))})
        if not new.keys().isdisjoint(one.on)
        else one
        for one in design.waivers
    )
    return design.model_copy(update={**shelves, "waivers": waivers})


def _renamed(part: Part, new: Mapping[Id, Id], references: Collection[str]) -> Part:
    def one(id: Any) -> Any:
        if isinstance(id, tuple):
            return tuple(map(one, id))
        return new.get(id, id) if isinstance(id, str) else id

    fields: dict[str, Any] = {"id": one(part.id)}
    if isinstance(part, Component | Group):
        fields["inside"] = one(part.inside)
    elif isinstance(part, Connection):
        fields |= {"source": one(part.source), "target": one(part.target)}
    elif isinstance(part, Flow):
        fields["steps"] = tuple(step.model_copy(update={"component": one(step.component)}) for step in part.steps)
    if isinstance(part, Connection | Requirement):
        stated = part.properties
        fields["properties"] = {name: one(value) if name in references else value for name, value in stated.items()}
    made = part.model_copy(update=fields)
    return part if same(made, part) else made
