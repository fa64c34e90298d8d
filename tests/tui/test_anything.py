"""Whatever hands do, by keys, by the mouse and in panels: nothing breaks, and nothing that holds ceases to hold."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from random import Random
from unittest.mock import MagicMock

import pytest
from anybody import BEGINNINGS, OFTEN, TODAY, Hands
from bare import ROOM
from faults.tallies import Trials

from sketchpad.drawing import Rect
from sketchpad.drawing.cells import width
from sketchpad.editing.groups import around
from sketchpad.model import Component, Design, Group, Slot
from sketchpad.storage import dumps
from sketchpad.tui.looking import ZOOMS
from sketchpad.tui.session import Session

RUN = 40
"""Steps on one design."""

WINDOW = Rect(-3, -2, 70, 20)

HELD = frozenset({"ids", "groups", "sources", "source", "connection", "group"})
"""The fields of gestures that name parts."""

Step = tuple[Callable[[Hands], None], int]
"""What is done, and what chance it is left to."""


class Watched:
    """Hands, and after each step all that has to hold."""

    def __init__(self, design: Design, folder: Path) -> None:
        folder.mkdir()
        self.hands = Hands(design, folder)
        self.first = dumps(design)
        self.drawn: object = None
        self.seen: Design | None = None

    def step(self, step: Step) -> None:
        hands, (does, chance) = self.hands, step
        hands.told.clear()
        hands.chance = Random(chance)
        does(hands)
        design = hands.design
        if design is not self.seen:
            self.seen = design
            whole(design)
        there(hands)
        true(hands)
        self.shown()

    def shown(self) -> None:
        """17: rows are as wide as the window at each zoom, and boxes lie within their groups, in slots of their own."""
        canvas = self.hands.desk.canvas
        drawing = canvas.drawing
        assert drawing is self.hands.desk.looking.drawing
        assert [width(row) for row in canvas.rows()] == [ROOM.width] * ROOM.height
        if drawing is self.drawn:
            return
        self.drawn = drawing
        assert len(set(drawing.slots.values())) == len(drawing.slots)
        for id in drawing.slots:
            part = drawing.design.get(id)
            assert isinstance(part, Component | Group)
            if part.inside[:1] and part.inside[0] in drawing.groups:
                outer, box = drawing.groups[part.inside[0]], drawing.box(id)
                assert outer.x < box.x < box.x + box.width < outer.x + outer.width, id
                assert outer.y < box.y < box.y + box.height < outer.y + outer.height, id
        for zoom in ZOOMS:
            for row in drawing.zoomed(zoom).rows(WINDOW):
                assert sum(width(text) for text, _ in row) == WINDOW.width

    def end(self) -> None:
        """7, 11, 12, 21: what is known is what a fresh look says; back to the beginning and forth again."""
        session = self.hands.desk.session
        fresh = Session(design=session.editor.design, today=TODAY)
        assert [(one.key, one.message) for one in session.report.findings] == [
            (one.key, one.message) for one in fresh.report.findings
        ]
        assert session.verdicts == fresh.verdicts
        while session.redo():
            pass
        last = dumps(session.editor.design)
        while session.undo():
            pass
        assert dumps(session.editor.design) == self.first
        while session.redo():
            pass
        assert dumps(session.editor.design) == last


def whole(design: Design) -> None:
    """1, 2, 3, 6: ids are unique, what is named is there, nothing lies in itself, no slot is taken twice."""
    ids = [part.id for part in design.parts()]
    assert len(ids) == len(set(ids))
    for c in design.connections.values():
        assert {c.source, c.target} <= design.components.keys(), c
    for flow in design.flows.values():
        assert {step.component for step in flow.steps} <= design.components.keys(), flow
    for part in (*design.components.values(), *design.groups.values()):
        assert set(part.inside) <= design.groups.keys(), part
        assert part.id not in around(design, part)
    stated = [c.at for c in design.components.values() if c.at is not None]
    assert len(stated) == len(set(stated))


def there(hands: Hands) -> None:
    """16: what is chosen, looked at and held in the hand exists."""
    looking, design = hands.desk.looking, hands.design
    assert isinstance(looking.cursor, Slot)
    named = {*looking.session.editor.chosen, *looking.focus, *looking.folds, looking.lit, looking.gone_to}
    gesture = hands.desk.hand.gesture
    if gesture is not None:
        held = {name: value for name, value in vars(gesture).items() if name in HELD}
        named.update(*(({one} if isinstance(one, str) else one) for one in held.values() if one))
    assert not {id for id in named if id and id not in design}


def true(hands: Hands) -> None:
    """9, 10, 20: findings are told apart, waivers counted, and changes told from what is saved."""
    session = hands.desk.session
    findings = session.report.findings
    assert len({one.key for one in findings}) == len(findings)
    assert session.report.summary["waived"] == sum(one.waived for one in findings)
    saved = session.editor.saved
    assert session.unsaved == (dumps(hands.design) != dumps(saved or Design()))


def broken(steps: Sequence[Step], design: Design, folder: Path) -> tuple[int, str]:
    """After how many steps something does not hold, and what; 0 where everything does."""
    folder.mkdir(parents=True)
    clock = count(0.0, 0.15)
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sketchpad.tui.hand.monotonic", lambda: next(clock))
        patch.setattr("sketchpad.tui.desk.get_running_loop", MagicMock())
        watched = Watched(design, folder / "files")
        for number, step in enumerate(steps, 1):
            try:
                watched.step(step)
                if number == len(steps):
                    watched.end()
            except Exception:
                told.append(f"{step[0].__name__}: {'  '.join(watched.hands.told)}")
                return number, "\n".join((*told, traceback.format_exc(limit=-4)))
            told.append(f"{step[0].__name__}: {'  '.join(watched.hands.told)}")
    return 0, ""


def shortest(steps: list[Step], design: Design, folder: Path) -> str:
    """What still goes wrong when all is left out that need not be done for it."""
    failed, why = broken(steps, design, folder / "first")
    steps = steps[:failed]
    for at in reversed(range(len(steps) - 1)):
        fewer = steps[:at] + steps[at + 1 :]
        failed, other = broken(fewer, design, folder / str(at))
        if failed:
            steps, why = fewer[:failed], other
    return why


@pytest.mark.fault("S", fast=800, full=10_000)
def test_nothing_that_hands_do_breaks_anything(trials: Trials, tmp_path: Path) -> None:
    every, often = zip(*OFTEN.items(), strict=True)
    start = int(os.environ.get("SKETCHPAD_SEED", "0"))
    for run in range(int(os.environ.get("SKETCHPAD_STEPS", trials.count)) // RUN):
        chance = Random(start * 1_000_000 + run)
        steps = [(does, chance.getrandbits(32)) for does in chance.choices(every, often, k=RUN)]
        design = BEGINNINGS[run % len(BEGINNINGS)]
        failed, _ = broken(steps, design, tmp_path / str(run))
        assert not failed, shortest(steps, design, tmp_path / f"{run}-again")
        trials.survived(RUN)
