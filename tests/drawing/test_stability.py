"""The picture stays put when something small changes: what a person looks at is where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import mean, median

import pytest

from sketchpad.drawing import Drawing, Look, draw
from sketchpad.editing import Connect, Remove
from sketchpad.model import Component, Design, Id, Slot

from .generate import blocks
from .test_realistic import FILES, load


def standing(design: Design) -> Design:
    """The same with every position stated."""
    slots = draw(design).slots
    return design.having(*(part.but(at=slots[part.id]) for part in design.components.values()))


DRAWN = {path.name[0]: draw(standing(load(path))) for path in FILES} | {"100": draw(standing(blocks(100)))}


def free(drawing: Drawing, id: Id) -> list[Slot]:
    """Slots of the grid in the same group as a component that no line runs through, the nearest first."""
    here, slots = drawing.slots[id], set(drawing.slots.values())
    home = next(iter(drawing.design.components[id].inside), None)
    every = (Slot(c, r) for c in {s.column for s in slots} for r in {s.row for s in slots})
    lines = {cell for link in drawing.design.connections for cell in drawing.route(link)}
    fit = [
        slot
        for slot in every
        if slot not in slots
        and drawing.group_at(slot) == home
        and not any(drawing.slot_rect(slot).contains(*cell) for cell in lines)
    ]
    return sorted(fit, key=lambda s: (abs(s.column - here.column) + abs(s.row - here.row), s))


def strayed(before: Drawing, after: Drawing, but: Id) -> list[float]:
    """How far the other boxes moved against most of them, in cells; a row counts as two columns."""
    ids = [id for id in before.slots if id in after.slots and id != but]
    moved = [(after.box(id).x - before.box(id).x, after.box(id).y - before.box(id).y) for id in ids]
    across, down = (median(one[way] for one in moved) for way in (0, 1))
    return [abs(x - across) + 2 * abs(y - down) for x, y in moved]


def rerouted(before: Drawing, after: Drawing, but: Id) -> list[Id]:
    """The connections of others that turn elsewhere than before."""
    was, now = turns(before), turns(after)
    links = before.design.connections
    return [
        id for id in was.keys() & now.keys() if but not in (links[id].source, links[id].target) and was[id] != now[id]
    ]


def turns(drawing: Drawing) -> dict[Id, list[tuple[int, int]]]:
    """Of each connection how it turns and how far it goes each time, whatever lies left of it and above."""
    legs = {line: [(leg[0], leg[3] - leg[2]) for leg in path.legs] for line, path in drawing.routes.paths.items()}
    return {id: legs[line] for line in drawing.lines.values() for id in line.connections}


def removals(before: Drawing) -> Iterator[tuple[Id, Drawing]]:
    for id in sorted(before.slots)[::2]:
        yield id, before.after(Remove(frozenset({id}))(before.design), sticky=True)


def additions(before: Drawing) -> Iterator[tuple[Id, Drawing]]:
    for id in sorted(before.slots)[::2]:
        for slot in free(before, id)[:1]:
            part = before.design.components[id]
            more = before.design.having(Component(id="new", kind="lambda", at=slot, inside=part.inside))
            yield "new", before.after(Connect(id, "calls", "new")(more), sticky=True)


def moves(before: Drawing) -> Iterator[tuple[Id, Drawing]]:
    for id in sorted(before.slots)[::2]:
        for slot in free(before, id)[:1]:
            part = before.design.components[id]
            yield id, before.after(before.design.having(part.but(at=slot)), sticky=True)


Changes = Callable[[Drawing], Iterator[tuple[Id, Drawing]]]


def test_without_a_component_the_others_are_where_they_were() -> None:
    """Only where a label finds room at last a gap grows by a row."""
    still = [not any(strayed(drawing, after, id)) for drawing in DRAWN.values() for id, after in removals(drawing)]
    assert mean(still) >= 0.8


@pytest.mark.parametrize("change", [removals, additions], ids=["remove", "add"])
def test_the_other_connections_run_as_they_did(change: Changes) -> None:
    found = [rerouted(drawing, after, id) for drawing in DRAWN.values() for id, after in change(drawing)]
    assert found
    assert sum(map(len, found)) == 0


def test_a_move_changes_few_of_the_other_connections() -> None:
    found = [
        (len(rerouted(drawing, after, id)), len(drawing.design.connections))
        for drawing in DRAWN.values()
        for id, after in moves(drawing)
    ]
    assert sum(changed for changed, _ in found) <= 0.02 * sum(of for _, of in found)


def test_a_component_more_moves_the_others_by_a_cell_or_two() -> None:
    found = [mean(strayed(drawing, after, id)) for drawing in DRAWN.values() for id, after in additions(drawing)]
    assert mean(found) <= 1.5


def test_no_box_moves_by_more_than_the_gaps_that_grew() -> None:
    for before in DRAWN.values():
        for id, after in additions(before):
            grown = after.width - before.width, after.height - before.height
            for other in before.slots.keys() - {id}:
                old, new = before.box(other), after.box(other)
                if old.height == new.height:  # a box that gets more ports grows both ways
                    assert 0 <= new.x - old.x <= grown[0]
                    assert 0 <= new.y - old.y <= grown[1]


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_said_of_a_part_moves_nothing(name: str) -> None:
    before = DRAWN[name]
    for id, part in sorted(before.design.components.items())[:8]:
        told = before.design.having(part.but(note="to be split", properties={**part.properties, "owner": "ana"}))
        short = told.having(part.but(name="x"))
        for design in (told, short):
            after = before.after(design, Look(badges={id: "E1"}, marks={id: ("R!", "F")}), sticky=True)
            assert not any(strayed(before, after, ""))
