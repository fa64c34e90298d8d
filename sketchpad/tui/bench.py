"""What stands on the desk: the canvas with its panels, which of them is in use, and questions over them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input

from ..model import Id, Slot
from ..rules import Judged
from . import acts, meanings, plan, ways
from .bound import Bound
from .canvas import Canvas
from .composing import Composer
from .findbar import FindBar
from .keyboard import Keyboard
from .keys import told
from .looking import Looking
from .panels import Findings, Header, Inspector, Window
from .scene import Choose, Do, Go, Meaning, Scene
from .seeking import HELP
from .session import Session
from .small import Small
from .status import Keys, Status, TourBar
from .trail import Spot

if TYPE_CHECKING:
    from .screens.question import Question

T = TypeVar("T")
W = TypeVar("W", bound=Widget)


def only(kind: type[W], selector: str = "") -> cached_property[W]:
    """The one widget of a kind on the bench, which is looked for once: the panes stay."""

    def found(bench: Bench) -> W:
        return bench.query_one(selector or kind.__name__, kind)

    return cached_property(found)


class Bench(Screen[None]):
    """Panes and the ways between them; beside a small canvas they come and go."""

    AUTO_FOCUS = "#canvas"

    canvas = only(Canvas, "#canvas")
    middle = only(Horizontal, "#middle")
    frame = only(Window, "#frame")
    inspector = only(Inspector)
    findings = only(Findings)
    header = only(Header)
    findbar = only(FindBar)
    small = only(Small)
    tourbar = only(TourBar)
    status = only(Status)
    keys = only(Keys)
    bound: Bound
    """The verbs with the user's keys."""

    def __init__(self, looking: Looking) -> None:
        super().__init__()
        self._compositor = self.composer = Composer()
        self.looking = looking
        self.wanted = ""
        """What was looked for last."""
        self.came_from = looking.spot
        """Where the cursor was before something was looked for."""
        self.came_folded = looking.folds
        """What was folded then."""
        self.over = ""
        """The pane that was asked for; beside a small canvas it covers it."""
        self.alone = False
        """Whether the canvas has all the room."""
        self.put_away = False
        """Whether the findings are not wanted."""
        self.on_requirements = False
        """Whether the inspector shows what is required, whatever is chosen."""

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal(id="middle"):
            with Window(id="frame"):
                yield Canvas(self.looking.drawing, id="canvas")
            yield Inspector()
        yield Findings(self.bound.called)
        yield Small()
        yield FindBar()
        yield TourBar()
        yield Status()
        yield Keys()

    @property
    def shown(self) -> frozenset[Id]:
        """What the inspector is about."""
        return frozenset() if self.on_requirements else self.scene().meant

    @property
    def session(self) -> Session:
        return self.looking.session

    async def ask_here(self, question: Question[T], at: Slot | None = None) -> T | None:
        """The answer to a question about what is in a slot, else under the cursor, which stays in sight."""
        question.near = self.canvas.columns(at or self.looking.cursor)
        return await self.ask(question)

    async def ask(self, screen: ModalScreen[T]) -> T | None:
        """The answer to a question; None where somebody would rather not say."""
        self.keyboard.hold()
        answer = self.app.push_screen(screen, wait_for_dismiss=True)
        screen.call_after_refresh(self.keyboard.release)
        try:
            return await answer
        finally:
            self.keyboard.hold()

    def beside(self, going: Coroutine[None, None, object]) -> None:
        """Run what may ask something; keys wait until it asks, or is done."""
        self.keyboard.hold()
        self.run_worker(self._going(going))

    async def _going(self, going: Coroutine[None, None, object]) -> None:
        try:
            await going
        finally:
            self.keyboard.release()

    @property
    def keyboard(self) -> Keyboard:
        assert isinstance(self.app, Keyboard)
        return self.app

    @property
    def pane(self) -> str:
        """The pane that gets the keys."""
        focused = self.focused
        if focused is None or focused is self.canvas:
            return "canvas"
        above = focused.ancestors_with_self
        return "inspector" if self.inspector in above else "findings" if self.findings in above else "find"

    @property
    def typing(self) -> bool:
        """Whether a pane is being typed into."""
        return isinstance(self.focused, Input) and self.focused is not self.findbar

    @property
    def tiny(self) -> bool:
        """Whether the terminal has no room for the canvas."""
        return plan.too_small(*self.app.size)

    @property
    def low(self) -> bool:
        """Whether there is room for one line of status only."""
        return self.app.size.height < plan.LOW

    def on_screen_resume(self) -> None:
        # Whatever stood over it has written on the terminal.
        self.composer.ink.forget()

    def on_resize(self) -> None:
        was_low = self.has_class("-low")
        self.lay_out()
        if self.tiny or self.has_class("-low") != was_low:
            self.show_chrome()

    def lay_out(self) -> None:
        """Show the panes there is room for, and the one that was asked for.

        At once rather than by style sheet: a pane that is not shown yet takes no focus, and the next key comes soon.
        """
        wide, high = plan.beside(*self.app.size)
        if self.small.display != (tiny := self.tiny):
            self.small.display, self.middle.display = tiny, not tiny
            if not tiny:
                self.set_focus(self.canvas)
        self.set_class(not wide, "-narrow")
        self.set_class(self.low, "-low")
        self.inspector.display = self.over == "inspector" or (wide and not self.alone)
        self.frame.display = self.over != "inspector" or wide
        self.findings.display = not tiny and (
            self.over == "findings" or (high and not self.alone and not self.put_away)
        )

    def window(self) -> Size:
        """The size of the canvas beside what is laid out, before the screen has made room for it."""
        room = plan.canvas(*self.app.size, self.inspector.display, self.findings.display)
        return Size(room.width, room.height)

    def open_inspector(self, requirements: bool = False) -> None:
        self.on_requirements = requirements
        self.over = "inspector"
        self.lay_out()
        self.set_focus(self.inspector.list)
        self.show_chrome()
        if requirements:
            self.inspector.open_requirements()

    def open_findings(self) -> None:
        self.over, self.put_away = "findings", False
        self.lay_out()
        self.set_focus(self.findings.list)

    def toggle_findings(self) -> None:
        """Go to the findings; from there, put them away."""
        if self.pane == "findings":
            self.put_away = True
            self.close_panes()
        else:
            self.open_findings()

    def close_panes(self) -> None:
        """Back to the canvas; what covers it goes away."""
        self.over, self.on_requirements = "", False
        self.lay_out()
        self.set_focus(self.canvas)
        self.show_chrome()

    def maximise(self) -> None:
        """The canvas alone, and back."""
        self.alone = not self.alone
        self.close_panes()

    def next_pane(self) -> None:
        match self.pane:
            case "canvas":
                self.open_inspector()
            case "inspector":
                self.open_findings()
            case _:
                self.close_panes()

    # -- what the desk does with it ---------------------------------------------------------------------------------

    @abstractmethod
    def show_chrome(self) -> None:
        """Show the design in the panels."""

    @abstractmethod
    def perform(self, meaning: Meaning) -> None:
        """Do what somebody means."""

    @abstractmethod
    def jumped(self, spot: Spot, to: Slot) -> None:
        """Keep where the cursor was before it jumped."""

    @abstractmethod
    def say(self, words: str) -> None:
        """Say something in the status."""

    @abstractmethod
    def scene(self) -> Scene:
        """What the user sees."""

    @abstractmethod
    def light_up(self, id: Id) -> None:
        """Bring out what a requirement or a flow is about; nothing for an empty id."""

    def go_to(self, finding: Judged) -> None:
        """Put the cursor on what a finding is about."""
        self.looking.reveal(finding.on)
        place = self.looking.place_of(finding)
        slots = (self.looking.slot_of(id) for id in finding.on)
        at = min((slot for slot in slots if slot), key=lambda slot: (slot.row, slot.column), default=None)
        self.perform(Choose(frozenset(finding.on), at, held=False))
        self.looking.place = place

    # -- what the panels say ----------------------------------------------------------------------------------------

    @on(Inspector.Changed)
    def _changed(self, event: Inspector.Changed) -> None:
        self.perform(Do(event.edit, self.session.editor.chosen))

    @on(Inspector.Drafted)
    def _drafted(self, event: Inspector.Drafted) -> None:
        self.session.draft(event.edit)

    @on(Inspector.Left)
    @on(Findings.Left)
    def _left(self) -> None:
        self.close_panes()

    @on(Inspector.Chosen)
    def _inspected(self, event: Inspector.Chosen) -> None:
        self.looking.reveal((event.id,))
        self.perform(Choose(frozenset({event.id}), self.looking.slot_of(event.id), held=False))

    @on(Inspector.Opened)
    @on(Findings.Opened)
    def _asked(self, event: Inspector.Opened | Findings.Opened) -> None:
        self.beside(acts.open_finding(self, event.key))

    @on(Inspector.Looked)
    def _looked(self, event: Inspector.Looked) -> None:
        self.light_up(event.id)

    @on(Inspector.FlowWanted)
    def _flow_wanted(self, event: Inspector.FlowWanted) -> None:
        self.light_up(event.id)
        self.close_panes()
        self.perform(meanings.flow(self.scene()))

    @on(Inspector.NeedWanted)
    def _needed(self) -> None:
        self.beside(acts.new_requirement(self))

    @on(Findings.Waived)
    def _waived(self, event: Findings.Waived) -> None:
        finding = next(one for one in self.session.report.findings if one.key == event.key)
        self.beside(acts.waive_finding(self, finding))

    @on(Findings.Chosen)
    def _followed(self, event: Findings.Chosen) -> None:
        if self.pane == "findings":
            finding = next(one for one in self.session.report.findings if one.key == event.key)
            self.go_to(finding)

    # -- looking for something --------------------------------------------------------------------------------------

    def open_find(self) -> None:
        self.came_from, self.came_folded = self.looking.spot, self.looking.folds
        self.findbar.open()
        self.say(HELP)

    @on(FindBar.Wanted)
    def _wanted(self, event: FindBar.Wanted) -> None:
        self.wanted = event.words
        sought = self.looking.sought(event.words)
        found = self.looking.in_order(sought.ids)
        self.looking.fold(self.came_folded)
        self.looking.standing = event.words.strip()
        self.perform(self.looking.to(*found[0]) if found else Go(self.came_from.at))
        matches = f"{len(found)} match{'' if len(found) == 1 else 'es'}"
        self.say((sought.mistake or matches) if event.words.strip() else HELP)

    @on(FindBar.Left)
    def _found(self, event: FindBar.Left) -> None:
        self.set_focus(self.canvas)
        if not event.kept:
            self.looking.standing = ""
            self.looking.fold(self.came_folded)
            self.perform(Go(self.came_from.at))
            self.say("")
            return
        self.jumped(self.came_from, self.looking.cursor)
        if count := len(self.looking.sought(self.wanted).ids):
            self.say(f"{count} match{'' if count == 1 else 'es'}{told(ways.SEARCH_KEYS, self.scene().called)}")
