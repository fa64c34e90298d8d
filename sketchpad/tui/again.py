"""The last change once more, on what is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..catalog import kind_of, properties_of, verb_of
from ..editing import (
    Add,
    Annotate,
    ChangeKind,
    ChangeVerb,
    Connect,
    Edit,
    Move,
    Regroup,
    Relabel,
    SetProperty,
    Several,
    Unset,
)
from ..model import Component, Connection, Group, Part
from .canvas import Moving, Placing, placed
from .canvas.walk import stepped
from .scene import Do, Meaning, Scene, WhyNot


def again(scene: Scene) -> Meaning:
    """What was done last, for what is here; a verb whose answer cannot be taken over asks again."""
    last = scene.last
    if last is None:
        return WhyNot("nothing was changed yet that could be done again")
    edits = last.edit.edits if isinstance(last.edit, Several) else (last.edit,)
    repeated = AGAIN.get(type(edits[0]))
    if repeated is not None:
        return repeated(edits, scene)
    from .verbs import BY_ID

    verb = BY_ID.get(last.verb)
    return verb.means(scene) if verb is not None else WhyNot(f"{last.edit} cannot be done again here")


Edits = tuple[Any, ...]
"""The edits of one step; which they are, the table says."""


def _add(edits: Edits, scene: Scene) -> Meaning:
    part = edits[0].part
    if not isinstance(part, Component):
        return WhyNot(f"{edits[0]} cannot be done again here")
    joined = [edit for edit in edits[1:] if isinstance(edit, Connect) and part.id in (edit.source, edit.target)]
    if not joined:
        return placed(scene, part.kind, scene.cursor)
    other = joined[0].source if joined[0].target == part.id else joined[0].target
    source, here = scene.slots.get(other), scene.here
    if here is None or source is None or part.at is None:
        return WhyNot("put the cursor on a component to extend from it")
    by = _sign(part.at.column - source.column), _sign(part.at.row - source.row)
    slot = stepped(scene.cursor, by)
    while slot in scene.taken:
        slot = slot.moved(by)
    return Placing(slot, kind=part.kind, source=here.id).end(scene)


def _connect(edits: Edits, scene: Scene) -> Meaning:
    verb, target = edits[0].verb, edits[0].target
    if target not in scene.design.components:
        return WhyNot(f"{target} is not there any more")
    sources = sorted(scene.components - {target})
    if not sources:
        return WhyNot(f"put the cursor on what {verb_of(verb).name.lower()} {target}")
    made = tuple(Connect(id, verb, target) for id in sources)
    edit: Edit = made[0] if len(made) == 1 else Several(f"Connect {len(made)} components to {target}", made)
    return Do(edit, frozenset(sources), scene.cursor)


def _move(edits: Edits, scene: Scene) -> Meaning:
    start = Moving.begin(scene)
    if isinstance(start, WhyNot):
        return start
    return replace(start, at=stepped(scene.cursor, edits[0].by)).end(scene)


def _regroup(edits: Edits, scene: Scene) -> Meaning:
    into = edits[0].into
    if into is not None and into not in scene.design.groups:
        return WhyNot(f"{into} is not there any more")
    if not (ids := scene.components - {into}):
        return WhyNot("there is no component here to take along")
    return Do(Regroup(ids, into), ids)


def _each(*sorts: type[Part]) -> Callable[[Edits, Scene], Meaning]:
    """The same edit on every part of a sort that is meant."""

    def on_each(edits: Edits, scene: Scene) -> Meaning:
        edit = edits[0]
        parts = [part for id in sorted(scene.meant) if isinstance(part := scene.design.get(id), sorts)]
        property = getattr(edit, "property", "")
        if property:
            parts = [part for part in parts if property in properties_of(part)]
        if not parts:
            what = f"nothing here has {property}" if property else "there is no such part here"
            return WhyNot(f"{what}; the last change was: {edit}")
        made = tuple(replace(edit, id=part.id) for part in parts)
        return Do(made[0] if len(made) == 1 else Several(f"{made[0]} and {len(made) - 1} more", made), scene.chosen)

    return on_each


def _kind(edits: Edits, scene: Scene) -> Meaning:
    kind = edits[0].kind
    if all(scene.design.components[id].kind == kind for id in scene.components):
        return WhyNot(f"there is nothing here to make {kind_of(kind).name}")
    return _each(Component)(edits, scene)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


AGAIN: Mapping[type[Any], Callable[[Edits, Scene], Meaning]] = {
    Add: _add,
    Connect: _connect,
    Move: _move,
    Regroup: _regroup,
    ChangeKind: _kind,
    Annotate: _each(Component, Group),
    SetProperty: _each(Component, Group, Connection),
    Unset: _each(Component, Group, Connection),
    ChangeVerb: _each(Connection),
    Relabel: _each(Connection),
}
"""How an edit is made again; for those that are not here, the verb that led to them begins again."""
