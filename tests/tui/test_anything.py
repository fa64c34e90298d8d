"""Whatever hands do, by keys, by the mouse and in panels: nothing breaks, and nothing that holds ceases to hold."""

from __future__ import annotations

import os
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from bare import ROOM, Bare
from faults.tallies import Trials
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sketchpad.catalog import GROUPS
from sketchpad.drawing import Rect, Zoom
from sketchpad.drawing.cells import width
from sketchpad.editing.fields import fields
from sketchpad.editing.groups import around
from sketchpad.library import patterns
from sketchpad.model import Design, Id, Slot, Waiver, parse
from sketchpad.rules import check
from sketchpad.storage import dumps, read
from sketchpad.tui import screens
from sketchpad.tui.canvas import Canvas, Gesture
from sketchpad.tui.canvas.gestures import Pick
from sketchpad.tui.findbar import FindBar
from sketchpad.tui.keys import STEPS, TABLE
from sketchpad.tui.looking import ZOOMS
from sketchpad.tui.panels import Findings, Inspector
from sketchpad.tui.session import Session

TODAY = date(2026, 11, 28)

BEGINNINGS = [
    Design(),
    parse("lambda fn at 0,0\nrds db at 1,0\nfn rw db"),
    parse(
        """
        region tokyo code=ap-northeast-1
        region oregon code=us-west-2
        vpc main in tokyo
        subnet inner in main
        service orders
        user shoppers at 0,0
        cloudfront cdn at 1,0
        alb web at 2,0 in main
        ecs_fargate app at 3,0 in inner,orders
        rds db at 4,0 in inner
        lambda fn at 2,2 in tokyo,orders peak_rps=4000 avg_duration_ms=200
        sqs q in tokyo
        lambda worker in oregon
        dynamodb table at 4,3 in oregon
        shoppers calls cdn
        cdn routes_to web
        web routes_to app
        app rw db
        fn rw db
        fn publishes q label="order placed"
        q delivers worker
        worker writes table
        need latency read_ms=100 pctl=99
        need availability pct=99.9
        flow checkout steps=fn*,q,worker^
        waive CON-001 on db,fn until=2027-01-31 reason="load-tested"
        """
    ),
]
KEYS = sorted({*STEPS, *(key for verb in TABLE for key in verb.keys), *"abcdfgjkw123579", "tab", "enter", "escape"})
VERBS = [verb.id for verb in TABLE if verb.id not in ("file.new", "file.open", "app.tour")]
"""All but those that go on with another design."""
WORDS = (
    "",
    "fn",
    "db",
    "Orders",
    "kind:rds",
    "E",
    "W",
    "need:latency",
    "group:main",
    "x y",
    "multi_az=false",
    "[/]",
    "ü",
)
TEXTS = (
    "",
    "a",
    "0",
    "1",
    "250",
    "true",
    "eu-west-1",
    "fn",
    "fn,db",
    "rds",
    "lambda",
    "calls",
    "[/x]",
    "\x1b[31m",
    "日本",
)
PATTERNS = list(patterns())


class Hands(RuleBasedStateMachine):
    """Somebody who does anything that can be done; the questions of the desk are answered one way or the other."""

    folder = Path()
    steps = 0
    clock = count(0.0)

    @initialize(data=st.data(), design=st.sampled_from(BEGINNINGS))
    def begin(self, data: st.DataObject, design: Design) -> None:
        self.data = data
        self.first = dumps(design)
        self.saved = self.first if any(design.parts()) else b""
        Hands.clock = count(0.0, 0.15)
        self.into = self.folder / str(len([*self.folder.iterdir()]))
        self.into.mkdir()
        session = Session(design=design, today=TODAY)
        self.desk = Bare(session, self.answer)
        self.zoomed = 0
        self.seen: Design | None = None

    @property
    def design(self) -> Design:
        return self.desk.session.editor.design

    def draw(self, *choices: Any) -> Any:
        return self.data.draw(st.sampled_from(choices))

    def one(self, among: Any, default: Id = "gone") -> Id:
        return self.draw(*(sorted(among) or [default]))

    # -- questions --------------------------------------------------------------------------------------------------

    def answer(self, screen: Any) -> Any:
        answer = None if self.draw(0, 1, 2, 3) == 0 else self._answered(screen)
        note(f"  {type(screen).__name__}: {answer!r}"[:200])
        return answer

    def _answered(self, screen: Any) -> Any:
        match screen:
            case screens.PickKind():
                return self.draw(*(kind.kind for kind in screen._kinds))
            case screens.PickGroup():
                kind = self.draw(*GROUPS)
                return kind, self.draw("", "eu-west-1", "10.0.0.0/16", "private", "Orders", "日本")
            case screens.FindingPage():
                finding = screen.finding
                return self.draw(
                    screens.FindingAnswer(finding.key),
                    screens.FindingAnswer(finding.key, waive=True),
                    *(screens.FindingAnswer(finding.key, fix) for fix in finding.fixes),
                )
            case screens.Waive():
                return Waiver(rule=screen._rule, on=tuple(screen._on), reason=self.draw("known", "[/]"))
            case screens.Menu():
                return self.draw(*(item.id for item in screen._items if not item.why_not), None)
            case screens.Help():
                return self.draw(*(verb.id for verb in TABLE if verb.topic not in ("app", "file", "pane", "panel")))
            case screens.PickVerb():
                return self.draw("calls", "rw", "publishes", "odd")
            case screens.PickNeed():
                return self.draw("latency", "cost") if self.draw(0, 1) else None
            case screens.NeedForm():
                return screen._draft
            case screens.Gallery():
                return self.draw(*PATTERNS)
            case screens.Confirm():
                return self.draw(*screen._choices)
            case screens.SaveAs():
                return self.into / self.draw("one.sketch.json", "two.sketch")
            case screens.OpenFile():
                return None
        return self.draw(*TEXTS)

    # -- keys -------------------------------------------------------------------------------------------------------

    @rule(data=st.data(), keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=4))
    def press(self, data: st.DataObject, keys: list[str]) -> None:
        self.data = data
        for key in keys:
            if key not in ("ctrl+n", "o", "f4", "ctrl+t"):  # another design: another story
                self.desk.press(key)

    @rule(data=st.data(), id=st.sampled_from(VERBS))
    def use(self, data: st.DataObject, id: Id) -> None:
        """A verb, as the palette does it: also while a gesture is under way."""
        self.data = data
        self.desk.action_verb(id)

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """What the gesture under way is for: a label, a step, its end."""
        self.data = data
        gesture = self.desk.hand.gesture
        if gesture is None:
            self.desk.press(self.draw("w", "m", "b", "v", "W", "F", "f", "B", "a"))
            return
        labels = sorted(gesture.targets) if isinstance(gesture, Pick) else []
        for key in self.draw(
            *labels, "enter", ["tab", "enter"], ["right", "enter"], ["2", "down", "enter"], [gesture.starter]
        ):
            self.desk.press(key) if len(key) == 1 or key in KEYS else None

    # -- the mouse --------------------------------------------------------------------------------------------------

    def cell(self) -> tuple[int, int]:
        """A cell of the window: of a box, a border, a line, or any, also beside it."""
        drawing, origin = self.desk.canvas.drawing, self.desk.canvas.origin
        what = self.draw("box", "port", "group", "any")
        if what in ("box", "port") and drawing.slots:
            box = drawing.box(self.one(drawing.slots))
            x = box.x + (box.width - 1 if what == "port" else self.data.draw(st.integers(0, box.width - 1)))
            return x - origin.x, box.y + box.height // 2 - origin.y
        if what == "group" and drawing.groups:
            rect: Rect = drawing.groups[self.one(drawing.groups)]
            x, y = self.draw((0, 0), (2, 0), (rect.width - 1, rect.height - 1), (0, 1), (3, rect.height - 1))
            return rect.x + x - origin.x, rect.y + y - origin.y
        return self.data.draw(st.integers(-4, ROOM.width + 4)), self.data.draw(st.integers(-3, ROOM.height + 3))

    @rule(data=st.data(), button=st.sampled_from((1, 1, 1, 2, 3)), ctrl=st.booleans(), double=st.booleans())
    def click(self, data: st.DataObject, button: int, ctrl: bool, double: bool) -> None:
        self.data = data
        x, y = self.cell()
        self.desk.point("mouse_down", x, y, button, ctrl)
        self.desk.point("mouse_up", x, y, button, ctrl)
        if double:
            self.desk.point("click", x, y, button)

    @rule(data=st.data(), button=st.sampled_from((1, 1, 1, 2)), let_go=st.sampled_from((True, True, True, False)))
    def drag(self, data: st.DataObject, button: int, let_go: bool) -> None:
        """Also by a hand that presses a key meanwhile, or never lets go as far as the terminal tells."""
        self.data = data
        self.desk.point("mouse_down", *self.cell(), button)
        for _ in range(self.draw(1, 2)):
            self.desk.point("mouse_move", *self.cell(), button)
        if self.draw(0, 0, 0, 1):
            self.desk.press(self.draw(*KEYS[:20], "escape", "u", "d", "z"))
            self.desk.point("mouse_move", *self.cell(), button)
        if let_go:
            self.desk.point("mouse_up", *self.cell(), button)

    @rule(
        data=st.data(), what=st.sampled_from(("up", "down", "left", "right")), ctrl=st.booleans(), shift=st.booleans()
    )
    def wheel(self, data: st.DataObject, what: str, ctrl: bool, shift: bool) -> None:
        self.data = data
        self.desk.point(f"mouse_scroll_{what}", *self.cell(), 0, ctrl, shift)

    @rule(data=st.data())
    def hover(self, data: st.DataObject) -> None:
        self.data = data
        self.desk.point("mouse_move", *self.cell(), 0)
        drawn = self.desk.canvas.drawing
        self.desk._hovered(Canvas.Rested(self.draw(*drawn.slots, None)))

    # -- panels -----------------------------------------------------------------------------------------------------

    @rule(data=st.data())
    def set_field(self, data: st.DataObject) -> None:
        self.data = data
        parts = sorted(part.id for part in self.design.parts())
        if parts:
            part = self.design[self.draw(*parts)]
            known = {one.name: one for one in fields(self.design, part)}
            one = known[self.draw(*known)]
            how = self.draw("next", "reset", "text")
            if how == "text":
                text = self.draw(*TEXTS, *one.suggestions(self.design)[:8])
                edit = one.edit(text) if one.problem(text) is None else None
            else:
                edit = one.next() if how == "next" else one.reset()
            if edit is not None:
                self.desk._changed(Inspector.Changed(edit))

    @rule(data=st.data())
    def look_around_in_panels(self, data: st.DataObject) -> None:
        self.data = data
        report = self.desk.session.report
        match self.draw("part", "look", "need", "flow", "finding", "waive", "follow"):
            case "part" if any(self.design.components):
                self.desk._inspected(Inspector.Chosen(self.one(self.design.components)))
            case "look":
                known = self.design.requirements.keys() | self.design.flows.keys()
                self.desk._looked(Inspector.Looked(self.draw(*sorted(known), "")))
            case "need":
                self.desk._needed()
            case "flow":
                self.desk._flow_wanted(Inspector.FlowWanted(self.draw(*sorted(self.design.flows), "")))
            case "finding" if report.findings:
                self.desk._asked(Findings.Opened(self.draw(*report.findings).key))
            case "waive" if report.findings:
                self.desk._waived(Findings.Waived(self.draw(*report.findings).key))
            case "follow" if report.findings:
                self.desk.go_to(self.draw(*report.findings))

    @rule(data=st.data(), words=st.sampled_from(WORDS), kept=st.booleans())
    def find(self, data: st.DataObject, words: str, kept: bool) -> None:
        self.data = data
        self.desk.open_find()
        self.desk._wanted(FindBar.Wanted(words))
        self.desk._found(FindBar.Left(kept))

    @rule()
    def save_and_load(self) -> None:
        data = dumps(self.design)
        again = read("a.sketch.json", data).design
        assert again == self.design
        assert dumps(again) == data

    @rule()
    def undo_and_redo(self) -> None:
        before = dumps(self.design)
        if self.desk.session.editor.done:
            self.desk.press("u")
            self.desk.press("U")
            assert dumps(self.design) == before

    @rule()
    def escape(self) -> None:
        for _ in range(3):
            self.desk.press("escape")
        assert self.desk.hand.gesture is None
        assert not self.desk.session.editor.chosen
        looking = self.desk.looking
        assert (looking.focus, looking.standing, looking.lit) == (frozenset(), "", "")
        assert (looking.peeking, looking.held) == (False, False)

    # -- what holds -------------------------------------------------------------------------------------------------

    @invariant()
    def the_design_is_whole(self) -> None:
        type(self).steps += 1
        design = self.design
        if design is self.seen:
            return
        self.seen = design
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

    @invariant()
    def what_is_looked_at_is_there(self) -> None:
        desk, looking, design = self.desk, self.desk.looking, self.design
        there = {part.id for part in design.parts()}
        assert desk.session.editor.chosen <= there
        assert looking.focus <= there
        assert looking.folds <= design.groups.keys()
        assert isinstance(looking.cursor, Slot)
        assert not looking.lit or looking.lit in there
        gesture: Gesture | None = desk.hand.gesture
        if gesture is not None:
            named = {*getattr(gesture, "ids", ()), *getattr(gesture, "sources", ()), *getattr(gesture, "groups", ())}
            named |= {getattr(gesture, "connection", ""), getattr(gesture, "group", ""), getattr(gesture, "source", "")}
            assert {id for id in named if isinstance(id, str) and id} <= there, gesture

    @invariant()
    def the_picture_is_whole(self) -> None:
        drawing = self.desk.canvas.drawing
        assert drawing is self.desk.looking.drawing
        assert len(set(drawing.slots.values())) == len(drawing.slots)
        for id in drawing.slots:
            part = drawing.design.get(id)
            if part is not None and part.inside[:1] and part.inside[0] in drawing.groups:
                outer, box = drawing.groups[part.inside[0]], drawing.box(id)
                assert outer.x <= box.x and box.x + box.width <= outer.x + outer.width, id
                assert outer.y <= box.y and box.y + box.height <= outer.y + outer.height, id
        rows = self.desk.canvas.rows()
        assert len(rows) == ROOM.height
        self.zoomed += 1
        zoom: Zoom = ZOOMS[self.zoomed % len(ZOOMS)]
        view = Rect(self.zoomed % 7 - 3, self.zoomed % 5 - 2, 70, 20)
        for row in drawing.zoomed(zoom).rows(view):
            assert sum(width(text) for text, _ in row) == view.width

    @invariant()
    def what_is_said_is_true(self) -> None:
        session = self.desk.session
        findings = session.report.findings
        assert len({one.key for one in findings}) == len(findings)
        assert session.report.summary["waived"] == sum(one.waived for one in findings)
        saved = session.editor.saved
        assert session.unsaved == (session.editor.design != (saved if saved is not None else Design()))

    def teardown(self) -> None:
        if not hasattr(self, "desk"):
            return
        session = self.desk.session
        fresh = check(self.design, TODAY)
        assert [(one.key, one.message) for one in session.report.findings] == [
            (one.key, one.message) for one in fresh.findings
        ]
        while session.redo():
            pass
        last = dumps(self.design)
        while session.undo():
            pass
        assert dumps(self.design) == self.first
        while session.redo():
            pass
        assert dumps(self.design) == last


@pytest.mark.fault("S", fast=1_000, full=10_000)
def test_nothing_that_hands_do_breaks_anything(trials: Trials, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketchpad.tui.hand.monotonic", lambda: next(Hands.clock))
    steps = int(os.environ.get("SKETCHPAD_STEPS", trials.count))
    Hands.folder, Hands.steps = tmp_path, 0
    machine = seed(int(os.environ.get("SKETCHPAD_SEED", 1)))(Hands)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max(1, steps // 40),
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
            print_blob=False,
        ),
    )
    trials.survived(Hands.steps)
