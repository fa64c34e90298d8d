"""The desk: the working screen. It turns what the user does into edits, and edits into what the user sees."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.getters import query_one
from textual.screen import ModalScreen, Screen
from textual.timer import Timer

from ..drawing import Zoom
from ..editing import EditError
from ..model import Id, Slot, changes
from ..rules import Judged
from . import acts, chrome, meanings
from .canvas import Canvas, Gesture, Over
from .findbar import FindBar
from .hand import Hand, Press
from .looking import Looking
from .panels import Findings, Header, Inspector
from .scene import Act, Choose, Do, Go, Meaning, Scene, WhyNot
from .session import Outcome, Session
from .status import Keys, Status
from .verbs import BY_ID, CANVAS, EVERYWHERE, VERBS

T = TypeVar("T")

RESTED = 0.06
"""Seconds after which the panels follow a cursor that has come to rest."""


class Desk(Screen[None]):
    """The canvas with its panels."""

    AUTO_FOCUS = "#canvas"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(verb.keys), f"verb('{verb.id}')", verb.name, id=verb.id, show=False)
        for verb in VERBS
        if verb.keys
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]

    canvas = query_one("#canvas", Canvas)
    frame = query_one("#frame", Container)
    inspector = query_one(Inspector)
    findings = query_one(Findings)
    header = query_one(Header)
    findbar = query_one(FindBar)
    status = query_one(Status)
    keys = query_one(Keys)

    def __init__(self, session: Session, ascii: bool = False) -> None:
        super().__init__()
        self.looking = Looking(session, ascii=ascii)
        self.hand = Hand()
        self.wanted = ""
        """What was looked for last."""
        self.notice = ""
        self.came_from = Slot(0, 0)
        """Where the cursor was before something was looked for."""
        self._requirements = False
        """Whether the inspector shows what is required, whatever is chosen."""
        self._rest: Timer | None = None

    @property
    def shown(self) -> frozenset[Id]:
        """What the inspector is about."""
        return frozenset() if self._requirements else self.scene().meant

    @property
    def session(self) -> Session:
        return self.looking.session

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal(id="middle"):
            with Container(id="frame"):
                yield Canvas(self.looking.drawing, id="canvas")
            yield Inspector()
        yield Findings()
        yield FindBar()
        yield Status()
        yield Keys()

    def on_mount(self) -> None:
        self.show()
        self.call_after_refresh(self.fit)

    # -- what the user does -----------------------------------------------------------------------------------------

    def scene(self) -> Scene:
        return self.looking.scene(self.canvas.view)

    def action_verb(self, id: str) -> None:
        verb = BY_ID[id]
        if self.pane != "canvas" and verb.where == CANVAS:
            self.say(f"{verb.shown_keys[0]} is for the canvas; Esc goes there")
            return
        self.notice = ""
        self.perform(verb.means(self.scene()))

    def on_key(self, event: events.Key) -> None:
        """A gesture under way gets the keys of the canvas."""
        if self.hand.gesture is None or self.focused is not self.canvas:
            return
        if any(event.key in verb.keys for verb in VERBS if verb.where == EVERYWHERE):
            return
        event.stop()
        event.prevent_default()
        self.notice = ""
        if event.key == "escape":
            self.hand.leave()
            self.show()
        else:
            typed = event.character if event.is_printable and event.character else event.key
            self.perform(self.hand.key(typed, self.scene()), ends=True)

    @on(Canvas.Pointed)
    def _pointed(self, event: Canvas.Pointed) -> None:
        self.notice = "" if event.what == "down" else self.notice
        scene = self.scene()
        match event.what:
            case "down":
                self.canvas.focus()
                press = Press(event.slot, event.hit, event.on_port)
                meaning = self.hand.down(press, event.toggles, scene)
            case "drag":
                meaning = self.hand.drag(event.slot, scene)
            case "up":
                meaning = self.hand.up(scene)
            case _:
                meaning = BY_ID["edit.enter"].means(scene)
        if meaning is not None:
            self.perform(meaning, ends=True)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.perform(meanings.pasted(event.text, self.scene()))

    @on(Canvas.Zoomed)
    def _wheeled(self, event: Canvas.Zoomed) -> None:
        acts.zoom(self, event.by)

    def perform(self, meaning: Meaning, ends: bool = False) -> None:
        """Do what a verb means, or a gesture that came to its end."""
        match meaning:
            case WhyNot(reason):
                self.say(reason)
                return
            case Gesture():
                self.hand.begin(meaning)
            case Go(at):
                self._go(at, ends)
            case Choose():
                self._choose(meaning, ends)
            case Act(run):
                if ends:
                    self.hand.leave()
                self._act(run)
            case Do():
                self._do(meaning, ends)
        self.show()

    def _act(self, run: Callable[..., object]) -> None:
        """Run what the desk does; what asks something runs beside."""
        going = run(self)
        if isinstance(going, Coroutine):
            self.run_worker(going)

    def _go(self, at: Slot, ends: bool) -> None:
        if ends:
            self.hand.ended()
        self.looking.cursor, self.looking.place = at, None
        if not self.looking.held:
            self.session.editor.chosen = frozenset()

    def _choose(self, choose: Choose, ends: bool) -> None:
        if ends:
            self.hand.ended()
        self.looking.cursor = choose.at or self.looking.cursor
        self.looking.held = choose.held and bool(choose.ids)
        self.looking.place = None
        self.session.editor.chosen = choose.ids

    def _do(self, do: Do, ends: bool) -> None:
        if self.session.read_only:
            self.say("a newer sketchpad made this file: it can be shown, not changed")
            return
        try:
            outcome = self.session.do(do.edit, do.choose)
        except EditError as error:
            self.say(str(error))
            return
        if outcome is None:
            self.say("that changes nothing")
            return
        if ends:
            self.hand.ended()
        else:
            self.hand.leave()
        self.stepped(outcome, " ".join(filter(None, (str(do.edit), do.say))), do.at)

    # -- what the user sees -----------------------------------------------------------------------------------------

    def stepped(self, outcome: Outcome, words: str, at: Slot | None = None, seek: bool = False) -> None:
        """Show a step that was made, and say what it did; `seek` goes where it can be seen."""
        looking = self.looking
        looking.redraw()
        looking.held = False
        if seek:
            slots = (looking.slot_of(id) for id in sorted(changes(outcome.step.before, outcome.step.after)))
            at = next((slot for slot in slots if slot is not None), None)
        looking.cursor = at or looking.cursor
        self.show()
        self.say("   ".join(filter(None, (words, outcome.words))))

    def show(self) -> None:
        """Show everything as it is; the panels follow when the cursor rests."""
        scene, gesture = self.scene(), self.hand.gesture
        cursor = gesture.at if gesture else scene.cursor
        hints = chrome.hints() if not scene.taken and gesture is None else ()
        over = Over(cursor, scene.chosen, gesture.ghost(scene) if gesture else None, self.canvas.over.port, hints)
        self.canvas.show(scene.drawing, over, scene.taken.get(cursor), keep=cursor)
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(RESTED, self.show_chrome)

    def show_chrome(self) -> None:
        """Show the design in the panels."""
        scene, gesture, session = self.scene(), self.hand.gesture, self.session
        counts = session.report.summary
        operation = gesture.title if gesture else ""
        self.header.show(
            session.name, session.unsaved, counts, self.looking.zoom.value, chrome.title(scene), operation, ""
        )
        self.inspector.show(scene.design, self.shown, session.report.findings)
        self.findings.show(session.report, scene.design)
        if scene.finding is not None:
            self.findings.go(scene.finding.key)
        self.status.show((chrome.about(scene, gesture), chrome.notice(scene, gesture, self.notice)))
        self.keys.show_keys(chrome.keys(gesture))

    def say(self, words: str) -> None:
        self.notice = words
        self.show_chrome()

    def go_to(self, finding: Judged) -> None:
        """Put the cursor on what a finding is about."""
        place = self.looking.place_of(finding)
        slots = (self.looking.slot_of(id) for id in finding.on)
        at = min((slot for slot in slots if slot), key=lambda slot: (slot.row, slot.column), default=None)
        self.perform(Choose(frozenset(finding.on), at, held=False))
        self.looking.place = place

    def rezoom(self, zoom: Zoom) -> None:
        self.looking.redraw(zoom)
        self.show()

    def fit(self) -> None:
        """The whole design in the window."""
        size = self.canvas.size
        self.rezoom(self.looking.fitting(size.width, size.height))
        self.canvas.centre()

    def take_up(self, session: Session) -> None:
        """Work on another design."""
        self.looking = Looking(session, ascii=self.looking.ascii, clip=self.looking.clip)
        self.hand.leave()
        self.notice = ""
        self.show()
        self.fit()

    # -- panels -----------------------------------------------------------------------------------------------------

    async def ask(self, screen: ModalScreen[T]) -> T | None:
        """The answer to a question; None where somebody would rather not say."""
        return await self.app.push_screen_wait(screen)

    @property
    def pane(self) -> str:
        focused = self.focused
        if focused is None or focused is self.canvas:
            return "canvas"
        return "inspector" if self.inspector in focused.ancestors_with_self else "findings"

    def open_inspector(self) -> None:
        self.add_class("inspecting")
        self.inspector.enter()

    def open_requirements(self) -> None:
        self._requirements = True
        self.show_chrome()
        self.open_inspector()

    def toggle_findings(self) -> None:
        """Go to the findings; from there, hide them."""
        if self.pane == "findings":
            self.remove_class("finding")
            self.add_class("no-findings")
            self.canvas.focus()
        else:
            self.remove_class("no-findings")
            self.add_class("finding")
            self.findings.enter()

    def close_panes(self) -> None:
        self.remove_class("inspecting", "finding")
        self._requirements = False
        self.canvas.focus()
        self.show()

    def next_pane(self) -> None:
        match self.pane:
            case "canvas":
                self.open_inspector()
            case "inspector":
                self.remove_class("inspecting", "no-findings")
                self.add_class("finding")
                self.findings.enter()
            case _:
                self.close_panes()

    @on(Inspector.Changed)
    def _changed(self, event: Inspector.Changed) -> None:
        self.perform(Do(event.edit, self.session.editor.chosen))

    @on(Inspector.Left)
    @on(Findings.Left)
    def _left(self) -> None:
        self.close_panes()

    @on(Inspector.Chosen)
    def _inspected(self, event: Inspector.Chosen) -> None:
        self.perform(Choose(frozenset({event.id}), self.looking.slot_of(event.id), held=False))

    @on(Inspector.Opened)
    def _asked(self, event: Inspector.Opened) -> None:
        self.run_worker(acts.open_finding(self, event.key))

    @on(Inspector.NeedWanted)
    def _needed(self) -> None:
        self.run_worker(acts.new_requirement(self))

    @on(Findings.Opened)
    def _opened(self, event: Findings.Opened) -> None:
        self.run_worker(acts.open_finding(self, event.key))

    @on(Findings.Waived)
    def _waived(self, event: Findings.Waived) -> None:
        finding = next(one for one in self.session.report.findings if one.key == event.key)
        self.run_worker(acts.waive_finding(self, finding))

    @on(Findings.Chosen)
    def _followed(self, event: Findings.Chosen) -> None:
        if self.pane == "findings":
            finding = next(one for one in self.session.report.findings if one.key == event.key)
            self.go_to(finding)

    # -- looking for something --------------------------------------------------------------------------------------

    def open_find(self) -> None:
        self.came_from = self.looking.cursor
        self.findbar.open()

    @on(FindBar.Wanted)
    def _wanted(self, event: FindBar.Wanted) -> None:
        self.wanted = event.words
        found = self.looking.matches(event.words)
        self.perform(Go(found[0][0] if found else self.came_from))
        self.say(f"{len(found)} match{'' if len(found) == 1 else 'es'}" if event.words.strip() else "")

    @on(FindBar.Left)
    def _found(self, event: FindBar.Left) -> None:
        self.canvas.focus()
        if not event.kept:
            self.perform(Go(self.came_from))
