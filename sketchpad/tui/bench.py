"""What stands on the desk: the canvas with its panels, which of them is in use, and questions over them."""

from __future__ import annotations

from typing import TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.getters import query_one
from textual.screen import ModalScreen, Screen

from ..model import Id
from ..rules import Judged
from . import acts
from .canvas import Canvas
from .findbar import FindBar
from .looking import Looking
from .panels import Findings, Header, Inspector
from .scene import Choose, Do, Go, Meaning, Scene
from .session import Session
from .status import Keys, Status

T = TypeVar("T")


class Bench(Screen[None]):
    """Panes and the ways between them; beside a small canvas they come and go."""

    AUTO_FOCUS = "#canvas"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]

    canvas = query_one("#canvas", Canvas)
    inspector = query_one(Inspector)
    findings = query_one(Findings)
    header = query_one(Header)
    findbar = query_one(FindBar)
    status = query_one(Status)
    keys = query_one(Keys)

    def __init__(self, looking: Looking) -> None:
        super().__init__()
        self.looking = looking
        self.wanted = ""
        """What was looked for last."""
        self.came_from = looking.cursor
        """Where the cursor was before something was looked for."""
        self.on_requirements = False
        """Whether the inspector shows what is required, whatever is chosen."""

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

    @property
    def shown(self) -> frozenset[Id]:
        """What the inspector is about."""
        return frozenset() if self.on_requirements else self.scene().meant

    @property
    def session(self) -> Session:
        return self.looking.session

    async def ask(self, screen: ModalScreen[T]) -> T | None:
        """The answer to a question; None where somebody would rather not say."""
        return await self.app.push_screen_wait(screen)

    @property
    def pane(self) -> str:
        """The pane that gets the keys."""
        focused = self.focused
        if focused is None or focused is self.canvas:
            return "canvas"
        above = focused.ancestors_with_self
        return "inspector" if self.inspector in above else "findings" if self.findings in above else "find"

    def open_inspector(self, requirements: bool = False) -> None:
        self.on_requirements = requirements
        self.remove_class("alone", "finding")
        self.add_class("inspecting")
        self.show_chrome()
        self.inspector.enter()

    def open_findings(self) -> None:
        self.remove_class("alone", "inspecting", "no-findings")
        self.add_class("finding")
        self.findings.enter()

    def toggle_findings(self) -> None:
        """Go to the findings; from there, put them away."""
        if self.pane != "findings":
            self.open_findings()
        else:
            self.close_panes()
            self.add_class("no-findings")

    def close_panes(self) -> None:
        """Back to the canvas; what covers it goes away."""
        self.remove_class("inspecting", "finding")
        self.on_requirements = False
        self.canvas.focus()
        self.show_chrome()

    def next_pane(self) -> None:
        match self.pane:
            case "canvas":
                self.open_inspector()
            case "inspector":
                self.open_findings()
            case _:
                self.close_panes()

    # -- what the desk does with it ---------------------------------------------------------------------------------

    def show_chrome(self) -> None:
        """Show the design in the panels."""
        raise NotImplementedError

    def perform(self, meaning: Meaning) -> None:
        """Do what somebody means."""
        raise NotImplementedError

    def say(self, words: str) -> None:
        """Say something in the status."""
        raise NotImplementedError

    def scene(self) -> Scene:
        raise NotImplementedError

    def go_to(self, finding: Judged) -> None:
        """Put the cursor on what a finding is about."""
        place = self.looking.place_of(finding)
        slots = (self.looking.slot_of(id) for id in finding.on)
        at = min((slot for slot in slots if slot), key=lambda slot: (slot.row, slot.column), default=None)
        self.perform(Choose(frozenset(finding.on), at, held=False))
        self.looking.place = place

    # -- what the panels say ----------------------------------------------------------------------------------------

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
