"""`sketchpad set`: say something else of parts, as one would in the fields of the inspector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..catalog.kind import UNSET
from ..editing import Edit, Regroup, SetProperty, Several, Tag, Unset
from ..editing.fields import design_fields, fields
from ..model import Component, Design, Group, Id
from .changing import Changer, changed, named, opened
from .usage import Usage, nearest

EXAMPLES = """
sketchpad set orders.sketch.json fn timeout_s=60 memory_mb=unset
sketchpad set orders.sketch.json fn name="Take orders" kind=ecs_fargate in=tokyo,orders
sketchpad set orders.sketch.json fn-rw-db verb=reads label="by key"
sketchpad set orders.sketch.json design name=orders about="takes orders"
"""
ABOUT = """
Set properties of parts, and their name, kind, note, verb, label, text, steps or the groups that they lie in. `unset`
leaves a property to its default, and `unknown` says that nobody knows it. The id of the design itself is `design`.
"""
ITSELF = "design"
UNKNOWN = "unknown"


def run(arguments: Sequence[str]) -> int:
    parser = Changer("set", ABOUT.strip(), EXAMPLES)
    parser.add_argument("ids", metavar="IDS", help="ids with commas between, or design")
    parser.add_argument("words", nargs="+", metavar="NAME=VALUE")
    options = parser.parsed(arguments)
    document = opened(options)
    design = document.design
    pairs = [_pair(word) for word in options.words]
    ids = ("",) if options.ids == ITSELF else named(options.ids, design)
    return changed(options, document, _edits(design, ids, pairs))


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals or not name:
        raise Usage(f"expected NAME=VALUE, found {word}")
    return name, value.strip().removeprefix('"').removesuffix('"')


def _edits(design: Design, ids: Sequence[Id], pairs: Sequence[tuple[str, str]]) -> Iterator[Edit]:
    for id in ids:
        for name, value in pairs:
            part = design.get(id)
            groups = name == "in" and isinstance(part, Component | Group)
            edit = _placed(design, id, value) if groups else _set(design, id, name, value)
            yield edit
            design = edit(design)


def _set(design: Design, id: Id, name: str, value: str) -> Edit:
    """The edit of the inspector. Raises Usage where there is no such field, or the value does not fit."""
    known = {one.name: one for one in (fields(design, design[id]) if id else design_fields(design))}
    field = known.get(name)
    if field is None:
        if name == "at":
            raise Usage(f"a place is for sketchpad move, such as move FILE {id} {value}")
        raise Usage(f"{id or 'the design'} has no {name}{nearest(name, known)}")
    if not field.own and value in ("", UNSET):
        return Unset(id, name)
    if not field.own and value == UNKNOWN and field.about.problem(UNKNOWN):
        return SetProperty(id, name, UNSET)
    if problem := field.problem(value):
        raise Usage(problem)
    return field.edit(value)


def _placed(design: Design, id: Id, value: str) -> Edit:
    """The edit after which a part lies in the groups that are named: drawn in the first, and in the others as well."""
    groups = named(value, design, Group) if value not in ("", UNSET) else ()
    part, one = design[id], frozenset({id})
    assert isinstance(part, Component | Group)
    edits: list[Edit] = [Regroup(one, None)] * len(part.inside)
    if groups:
        edits += [Regroup(one, groups[0]), *(Tag(one, group) for group in groups[1:])]
    return Several(f"Put {id} in {', '.join(groups) or 'no group'}", tuple(edits))
