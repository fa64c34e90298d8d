"""`sketchpad move`: put components elsewhere on the grid, or parts into another group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..drawing import draw
from ..editing import Edit, Move, Regroup
from ..editing.groups import members
from ..model import Component, Design, Group, Id
from .changing import Changer, changed, named, opened
from .usage import Usage

EXAMPLES = """
sketchpad move orders.sketch.json fn 3,2
sketchpad move orders.sketch.json fn,db by -1,0
sketchpad move orders.sketch.json fn,db into main
sketchpad move orders.sketch.json fn out
"""
ABOUT = """
Put components into other slots, or into another group. With several, the first one comes to stand in the slot and the
others keep their places beside it; a group takes along what lies in it. `out` takes parts out of the group they are
drawn in.
"""
WHERE = "C,R, by C,R, into GROUP or out"
SLOT = re.compile(r"\s*(-?[0-9]{1,6}),(-?[0-9]{1,6})")


def run(arguments: Sequence[str]) -> int:
    parser = Changer("move", ABOUT.strip(), EXAMPLES)
    parser.add_argument("ids", metavar="IDS", help="ids with commas between")
    parser.add_argument("where", nargs="+", metavar="WHERE", help=WHERE)
    options = parser.parsed(arguments)
    document = opened(options)
    design = document.design
    ids = named(options.ids, design, Component, Group)
    match options.where:
        case ["out"]:
            edit: Edit = Regroup(frozenset(ids), None)
        case ["into", group]:
            edit = Regroup(frozenset(ids), named(group, design, Group)[0])
        case ["by", distance]:
            edit = _moved(design, ids, _pair(distance))
        case [slot] | ["to", slot]:
            edit = _moved(design, ids, _pair(slot), to=True)
        case _:
            raise Usage(f"move takes {WHERE}; not {' '.join(options.where)}")
    return changed(options, document, [edit])


def _pair(text: str) -> tuple[int, int]:
    """Column and row, or how many of each."""
    match = SLOT.fullmatch(text)
    if match is None:
        raise Usage(f"a slot is a column and a row, such as 3,2; not {text.strip()}")
    return int(match[1]), int(match[2])


def _moved(design: Design, ids: Sequence[Id], pair: tuple[int, int], *, to: bool = False) -> Move:
    """Slide components by so many slots, or so that the first one comes to stand in a slot."""
    slots = draw(design).slots
    components = dict.fromkeys(one for id in ids for one in _components(design, id))
    if not components:
        raise Usage(f"no component lies in {', '.join(ids)}")
    start = slots[next(iter(components))]
    by = (pair[0] - start.column, pair[1] - start.row) if to else pair
    return Move(frozenset(components), by, tuple((id, slots[id]) for id in sorted(components)))


def _components(design: Design, id: Id) -> Iterator[Id]:
    """A component itself, or all that are drawn in a group, however deep."""
    if id in design.components:
        yield id
        return
    yield from sorted(members(design, id))
