"""What is under the cursor, in six lines. No widgets."""

from __future__ import annotations

from collections.abc import Iterable

from ..catalog import kind_of, verb_of
from ..editing.groups import around, members
from ..model import Component, Connection, Design, Group, Id, Part
from ..model.printing import shown
from ..rules import Judged
from .canvas.owners import path
from .scene import Scene
from .severity import letter
from .status import Words

NAMED = 4
"""Connections that are named at each side."""

ROLES = {"E": "badge-error", "W": "badge-warning", "i": "badge-info"}


def card(scene: Scene) -> tuple[Words, ...]:
    """About what the cursor is on; nothing where nothing stands."""
    return about(scene, scene.on)


def about(scene: Scene, part: Part | None) -> tuple[Words, ...]:
    """Kind and place, what is stated, the worst findings and the connections of a part."""
    match part:
        case Component():
            ids = frozenset({part.id})
            head: Words = ((kind_of(part.kind).code, "card-dim"), (f" {part}", "card-strong"), *_kind(scene, part))
        case Group():
            ids = members(scene.design, part.id)
            count = f"   {len(ids)} component{'' if len(ids) == 1 else 's'}"
            head = ((str(part), "card-strong"), *_kind(scene, part), (count, "card"))
        case Connection():
            ids = frozenset()
            source, target = (_name(scene.design, id) for id in (part.source, part.target))
            head = ((f"{source} {_verb(part)} {target}", "card-strong"), (f"   {part.label}", "card"))
        case _:
            return ()
    findings = _findings(scene, ids | {part.id})
    note = "" if isinstance(part, Connection) else part.note
    second: Words = (("note   ", "card-dim"), (note, "card")) if note else _finding(findings, 1)
    return (
        head,
        (("states ", "card-dim"), (_stated(part), "card")),
        second if note else _finding(findings, 0),
        _finding(findings, 0) if note else second,
        *_links(scene.design, part, ids),
    )


def _kind(scene: Scene, part: Component | Group) -> Words:
    chain = around(scene.design, part)
    where = f"   in {path(scene.design, chain[0])}" if chain else ""
    return ((f"   {kind_of(part.kind).name}", "card"), (where, "card-dim"))


def _stated(part: Component | Group | Connection) -> str:
    return "  ".join(f"{name}={shown(value)}" for name, value in part.properties.items()) or "nothing"


def _findings(scene: Scene, ids: Iterable[Id]) -> list[Judged]:
    """The standing findings about parts, the worst first."""
    found = {one.key: one for id in ids for one in scene.about.get(id, ()) if not one.waived}
    return sorted(found.values(), key=lambda one: (-one.severity, *one.key))


def _finding(about: list[Judged], number: int) -> Words:
    """One of the worst findings; with the last that is told, how many more there are."""
    if number >= len(about):
        return (("" if number else "no finding", "card-dim"),)
    one, more = about[number], len(about) - number - 1
    role = ROLES[letter(one)]
    rest = f"   and {more} more" if number and more else ""
    return ((letter(one), role), (f" {one.rule.id} ", "card-strong"), (one.message, "card"), (rest, "card-dim"))


def _links(design: Design, part: Component | Group | Connection, ids: frozenset[Id]) -> tuple[Words, Words]:
    """What leads here, and what leads on."""
    if isinstance(part, Connection):
        ends = (("from   ", part.source), ("to     ", part.target))
        of, to = (((word, "card-dim"), (_end(design, id), "card")) for word, id in ends)
        return of, to
    links = design.connections.values()
    coming = [
        f"{_name(design, one.source)} {_verb(one)}" for one in links if one.target in ids and one.source not in ids
    ]
    going = [
        f"{_verb(one)} {_name(design, one.target)}" for one in links if one.source in ids and one.target not in ids
    ]
    return _side("in     ", coming), _side("out    ", going)


def _name(design: Design, id: Id) -> str:
    return str(design.components.get(id) or id)


def _verb(link: Connection) -> str:
    return verb_of(link.verb).name


def _end(design: Design, id: Id) -> str:
    part = design.components.get(id)
    return f"{part}   {kind_of(part.kind).name}" if part else id


def _side(word: str, some: list[str]) -> Words:
    more = f", and {len(some) - NAMED} more" if len(some) > NAMED else ""
    return ((word, "card-dim"), (f"{', '.join(some[:NAMED])}{more}" if some else "none", "card"))
