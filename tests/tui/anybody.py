"""Somebody who does anything that can be done: by keys, by the mouse, in panels; what exactly, chance says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from bare import ROOM, Bare

from sketchpad.catalog import GROUPS
from sketchpad.drawing import Rect
from sketchpad.editing.fields import fields
from sketchpad.library import patterns
from sketchpad.model import Design, Waiver, parse
from sketchpad.storage import dumps, read
from sketchpad.tui import screens
from sketchpad.tui.canvas import Canvas
from sketchpad.tui.canvas.gestures import Pick
from sketchpad.tui.findbar import FindBar
from sketchpad.tui.keys import STEPS, TABLE
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
ELSEWHERE = frozenset({"file.new", "file.open", "app.tour"})
"""What goes on with another design."""
KEYS = sorted(
    {
        *STEPS,
        *(key for verb in TABLE if verb.id not in ELSEWHERE for key in verb.keys),
        *"abcdfgjkw123579",
        "tab",
        "enter",
        "escape",
    }
)
VERBS = [verb.id for verb in TABLE if verb.id not in ELSEWHERE]
CHANGES = [id for id in VERBS if id.split(".")[0] in ("edit", "clip", "select", "view") and id != "edit.menu"]
"""Verbs that change the design, or what is chosen and shown of it."""
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


class Hands:
    """Somebody who does anything that can be done; the questions of the desk are answered one way or the other."""

    def __init__(self, design: Design, folder: Path) -> None:
        self.folder = folder
        self.chance = Random(0)
        self.told: list[str] = []
        """What was answered since the last step."""
        self.desk = Bare(Session(design=design, today=TODAY), self.answer)

    @property
    def design(self) -> Design:
        return self.desk.session.editor.design

    def draw(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def within(self, low: int, high: int) -> int:
        return self.chance.randint(low, high)

    def one(self, among: Any) -> Any:
        return self.draw(*(sorted(among) or ["gone"]))

    # -- questions --------------------------------------------------------------------------------------------------

    def answer(self, screen: Any) -> Any:
        answer = None if self.draw(0, 1, 2, 3) == 0 else self._answered(screen)
        self.told.append(f"{type(screen).__name__} {answer!r:.80}")
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
                return self.folder / self.draw("one.sketch.json", "two.sketch")
            case screens.History():
                return self.within(0, len(screen._steps) - 1)
            case screens.Ask():
                return self.draw(*TEXTS)
        return None

    # -- keys -------------------------------------------------------------------------------------------------------

    def press(self) -> None:
        for _ in range(self.within(1, 4)):
            self._press(self.draw(*KEYS))

    def _press(self, key: str) -> None:
        self.told.append(key)
        self.desk.press(key)

    def use(self) -> None:
        """A verb, as the palette does it: also while a gesture is under way."""
        id = self.draw(*VERBS, *CHANGES, *CHANGES)
        self.told.append(id)
        self.desk.action_verb(id)

    def go_on(self) -> None:
        """What the gesture under way is for: a label, a step, its end."""
        gesture = self.desk.hand.gesture
        if gesture is None:
            self._press(self.draw("w", "m", "b", "v", "W", "F", "f", "B", "a"))
            return
        labels = [[*label] for label in sorted(gesture.targets)] if isinstance(gesture, Pick) else []
        ends = ["enter"], ["tab", "enter"], ["right", "enter"], ["2", "down", "enter"], [gesture.starter]
        for key in self.draw(*labels, *ends):
            self._press(key)

    # -- the mouse --------------------------------------------------------------------------------------------------

    def cell(self) -> tuple[int, int]:
        """A cell of the window: of a box, a border, a line, or any, also beside it."""
        drawing, origin = self.desk.canvas.drawing, self.desk.canvas.origin
        what = self.draw("box", "port", "group", "any")
        if what in ("box", "port") and drawing.slots:
            box = drawing.box(self.one(drawing.slots))
            x = box.x + (box.width - 1 if what == "port" else self.within(0, box.width - 1))
            return x - origin.x, box.y + box.height // 2 - origin.y
        if what == "group" and drawing.groups:
            rect: Rect = drawing.groups[self.one(drawing.groups)]
            x, y = self.draw((0, 0), (2, 0), (rect.width - 1, rect.height - 1), (0, 1), (3, rect.height - 1))
            return rect.x + x - origin.x, rect.y + y - origin.y
        return self.within(-4, ROOM.width + 4), self.within(-3, ROOM.height + 3)

    def click(self) -> None:
        x, y = self.cell()
        button, ctrl = self.draw(1, 1, 1, 2, 3), self.draw(False, False, True)
        self.desk.point("mouse_down", x, y, button, ctrl)
        self.desk.point("mouse_up", x, y, button, ctrl)
        if self.draw(True, False):
            self.desk.point("click", x, y, button)

    def drag(self) -> None:
        """Also by a hand that presses a key meanwhile, or never lets go as far as the terminal tells."""
        button = self.draw(1, 1, 1, 2)
        self.desk.point("mouse_down", *self.cell(), button)
        for _ in range(self.draw(1, 2)):
            self.desk.point("mouse_move", *self.cell(), button)
        if self.draw(0, 0, 0, 1):
            self._press(self.draw(*KEYS, "escape", "u", "d", "z"))
            self.desk.point("mouse_move", *self.cell(), button)
        if self.draw(True, True, True, False):
            self.desk.point("mouse_up", *self.cell(), button)

    def wheel(self) -> None:
        what, ctrl, shift = self.draw("up", "down", "left", "right"), self.draw(True, False), self.draw(True, False)
        self.desk.point(f"mouse_scroll_{what}", *self.cell(), 0, ctrl, shift)

    def hover(self) -> None:
        self.desk.point("mouse_move", *self.cell(), 0)
        drawn = self.desk.canvas.drawing
        self.desk._hovered(Canvas.Rested(self.draw(*drawn.slots, None)))

    # -- panels -----------------------------------------------------------------------------------------------------

    def set_field(self) -> None:
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

    def look_around_in_panels(self) -> None:
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

    def find(self) -> None:
        self.desk.open_find()
        self.desk._wanted(FindBar.Wanted(self.draw(*WORDS)))
        self.desk._found(FindBar.Left(self.draw(True, False)))

    # -- what comes back to what it was -------------------------------------------------------------------------------

    def save_and_load(self) -> None:
        data = dumps(self.design)
        again = read("a.sketch.json", data).design
        assert again == self.design
        assert dumps(again) == data

    def undo_and_redo(self) -> None:
        before = dumps(self.design)
        if self.desk.session.editor.done:
            self.desk.action_verb("edit.undo")
            self.desk.action_verb("edit.redo")
            assert dumps(self.design) == before

    def escape(self) -> None:
        for _ in range(3):
            self.desk.press("escape")
        assert self.desk.hand.gesture is None
        assert not self.desk.session.editor.chosen
        looking = self.desk.looking
        assert (looking.focus, looking.standing, looking.lit) == (frozenset(), "", "")
        assert (looking.peeking, looking.held) == (False, False)


OFTEN: Mapping[Callable[[Hands], None], int] = {
    Hands.press: 6,
    Hands.use: 8,
    Hands.go_on: 8,
    Hands.click: 4,
    Hands.drag: 5,
    Hands.wheel: 1,
    Hands.hover: 1,
    Hands.set_field: 3,
    Hands.look_around_in_panels: 3,
    Hands.find: 1,
    Hands.save_and_load: 1,
    Hands.undo_and_redo: 1,
    Hands.escape: 2,
}
"""How often each of these is done."""
