"""The desk: the working screen. It turns what the user does into edits, and edits into what the user sees."""

from __future__ import annotations

from asyncio import TimerHandle, get_running_loop
from collections.abc import Callable, Coroutine
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from ..drawing import Zoom
from ..drawing.cells import ascii_only
from ..editing import EditError
from ..model import Id, Slot, changes
from . import acts, chrome, meanings, peek, small, touring
from .bench import Bench
from .bound import PLAIN, Bound
from .canvas import Canvas, Gesture, Over
from .clipboard import NONE, Clipboard
from .filing import Saves
from .hand import Hand, Press
from .keeping import Keeping
from .keys import CANVAS, EVERYWHERE, WRITTEN
from .layouts import latin
from .light import DARK
from .looking import Looking
from .outside import Outside
from .plan import around
from .scene import Act, Choose, Do, Go, Last, Meaning, Scene, WhyNot
from .sequences import Sequence
from .session import Outcome, Session
from .status import Keys
from .text import content
from .tour import Tour
from .trail import Spot
from .verbs import BY_ID, VERBS

ROOM = 17
"""Rows of a canvas from which on an empty one tells of the terminal too."""

RESTED = 0.1
"""Seconds after which the panels follow a cursor that has come to rest."""


class Desk(Bench):
    """The canvas with its panels."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(verb.keys), f"verb('{verb.id}')", verb.name, id=verb.id, show=False)
        for verb in VERBS
        if verb.keys
    ]

    def __init__(
        self,
        looking: Looking,
        clipboard: Clipboard = NONE,
        bound: Bound = PLAIN,
        footer: str = "short",
        hover: bool = True,
    ) -> None:
        """`hover` is whether the pointer that rests on a part tells about it."""
        super().__init__(looking)
        self.bound = bound
        self._footer = chrome.footer(bound, footer)
        self._hover = hover
        self._sequence = Sequence(bound)
        self.hand = Hand(meanings.joined)
        self.clipboard = clipboard
        self.notice = ""
        self.tour: Tour | None = None
        self.saves = Saves(self)
        self._keeping = Keeping(self)
        self._keeping.over(self.session)
        self.outside = Outside(self)
        self._rest: TimerHandle | None = None
        self._behind = True
        """Whether the panels show something else than the canvas."""
        self._verb = ""
        """The verb that was used last."""
        self._name = ""
        """What stands over the canvas."""

    def on_mount(self) -> None:
        self.keyboard.hold()
        self.canvas.rests = self._hover
        self.lay_out()
        self.canvas.foresee(self.window())
        self.fit(Zoom.COMPACT)
        self.show_chrome()
        self.call_after_refresh(self._seen)

    def _seen(self) -> None:
        """Fit the design again, should its window be other than foreseen."""
        if self.canvas.size and self.canvas.size != self.window():
            self.fit(Zoom.COMPACT)

    def judged(self) -> None:
        """Show what the rules say of the design that is on the screen; keys that came meanwhile go on."""
        if self.session.report.findings:
            self.looking.redraw()
        self.show()
        self.show_chrome()
        self.keyboard.release()

    # -- what the user does -----------------------------------------------------------------------------------------

    def scene(self) -> Scene:
        return self.looking.scene(self.canvas.view, self.bound.called)

    def action_verb(self, id: str) -> None:
        verb = self.bound.by_id[id]
        if self.tiny and id not in small.WORKING and id != "app.cancel":
            self.say(f"{verb.name} needs a larger terminal")
            return
        if self.pane != "canvas" and verb.where == CANVAS:
            self.say(f"{verb.shown_key or verb.name} is for the canvas; Esc goes there")
            return
        if verb.where != EVERYWHERE:
            self.hand.leave()
        self.notice = ""
        meaning = verb.means(self.scene())
        if id != "edit.repeat":
            self._verb = id
        self.perform(meaning)

    def command(self, event: events.Key) -> bool:
        """Do what a key on the canvas means to the gesture under way, or else as a verb; whether it means anything."""
        self.looking.rested = ""
        if self.tiny:
            verb = self.bound.by_key.get(event.key)
            if verb is not None:
                self.action_verb(verb.id)
            return verb is not None
        key = event.key if event.key in self.bound.by_key else latin(event.key)
        if self.hand.gesture is None and (together := self._sequence.press(key)) is not None:
            self.say(together.says)
            for _ in range(together.times if together.verb else 0):
                self.action_verb(together.verb)
            return True
        verb = self.bound.by_key.get(key)
        if self.hand.gesture is None or (verb is not None and verb.where == EVERYWHERE):
            if verb is not None:
                self.action_verb(verb.id)
            return verb is not None
        self.notice = ""
        if event.key == "escape":
            self.hand.leave()
            self.show()
        else:
            typed = latin(event.character) if event.is_printable and event.character else event.key
            if verb is not None and verb.id == self._verb and not event.is_printable:
                typed = self.hand.gesture.starter or typed
            self.perform(self.hand.key(typed, self.scene()), ends=True)
        return True

    @on(Canvas.Pointed)
    def _pointed(self, event: Canvas.Pointed) -> None:
        self.notice = "" if event.what == "down" else self.notice
        self.looking.rested = ""
        scene = self.scene()
        match event.what:
            case "down":
                self.canvas.focus()
                press = Press(event.slot, event.hit, event.on_port, event.grip)
                meaning = self.hand.down(press, event.toggles, scene)
            case "drag":
                meaning = self.hand.drag(event.slot, scene)
            case "up":
                meaning = self.hand.up(scene)
            case "menu":
                self.hand.leave()
                self.perform(self.hand.about(event.hit, event.slot, scene))
                meaning = Act(partial(acts.menu, near=event.cell))
            case _:
                meaning = BY_ID["edit.enter"].means(scene) if self.hand.gesture is None else None
        if meaning is not None:
            self.perform(meaning, ends=True)
        if event.what == "up" and isinstance(meaning, WhyNot):
            self.show()

    @on(Keys.Pressed)
    def _clicked(self, event: Keys.Pressed) -> None:
        """A click on a key at the foot does what the key does."""
        written = event.key
        canvas = self.pane == "canvas" and self.hand.gesture is None
        verbs = (verb for verb in self.bound.verbs if canvas or verb.where == EVERYWHERE)
        verb = next((verb for verb in verbs if verb.shown_key == written), None)
        if verb is not None:
            self.action_verb(verb.id)
        elif key := WRITTEN.get(written, written if len(written) == 1 else ""):
            self.app.post_message(events.Key(key, {"Space": " "}.get(written, written if len(written) == 1 else None)))

    @on(Canvas.Hinted)
    def _taken_up(self, event: Canvas.Hinted) -> None:
        """A click on what there is to begin with begins with it."""
        begins = (verb for verb in self.bound.verbs if verb.keys and event.line.startswith(f"{verb.shown_key} "))
        if (verb := next(begins, None)) is not None:
            self.action_verb(verb.id)

    @on(Canvas.Rested)
    def _hovered(self, event: Canvas.Rested) -> None:
        if self.looking.rested != (event.id or ""):
            self.looking.rested = event.id or ""
            self.show()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.perform(meanings.pasted(event.text, self.scene()))

    @on(Canvas.Zoomed)
    def _wheeled(self, event: Canvas.Zoomed) -> None:
        acts.zoom(self, event.by, event.slot)

    def perform(self, meaning: Meaning, ends: bool = False) -> None:
        """Do what a verb means, or a gesture that came to its end."""
        match meaning:
            case WhyNot(reason):
                self.say(reason)
                return
            case Gesture():
                self.looking.peeking = False
                self.hand.begin(meaning)
            case Go(at, jump):
                self._go(at, jump, ends)
            case Choose():
                self._choose(meaning, ends)
            case Act(run):
                if ends:
                    self.hand.ended()
                self._act(run)
            case Do():  # which shows what it did
                self._do(meaning, ends)
                return
        self.show()

    def _act(self, run: Callable[..., object]) -> None:
        """Run what the desk does; what asks something runs beside."""
        going = run(self)
        if isinstance(going, Coroutine):
            self.beside(going)

    def _go(self, at: Slot, jump: bool, ends: bool) -> None:
        if ends:
            self.hand.ended()
        if jump:
            self.jumped(self.looking.spot, at)
        self.looking.peeking = False
        self.looking.cursor, self.looking.place, self.looking.gone_to = at, None, ""
        if not self.looking.held:
            self.session.editor.chosen = frozenset()

    def _choose(self, choose: Choose, ends: bool) -> None:
        if ends:
            self.hand.ended()
        if choose.at is not None or len(choose.ids) == 1:
            self.looking.reveal(choose.ids)
        if choose.at is not None:
            if choose.jump:
                self.jumped(self.looking.spot, choose.at)
            self.looking.cursor = choose.at
        self.looking.peeking = False
        self.looking.held = choose.held and bool(choose.ids or choose.on)
        self.looking.gone_to = choose.on if self.looking.held else ""
        self.looking.place = None
        self.session.editor.chosen = choose.ids

    def jumped(self, spot: Spot, to: Slot) -> None:
        """Keep where the cursor was before it jumped."""
        if spot.at != to:
            self.looking.trail = self.looking.trail.jumped(spot)

    def _do(self, do: Do, ends: bool) -> None:
        if self.session.why_not:
            self.say(self.session.why_not)
            return
        try:
            outcome = self.session.do(do.edit, do.choose)
        except EditError as error:
            self.say(str(error))
            return
        if outcome is None:
            self.say("that changes nothing")
            return
        self.looking.last = Last(self._verb, do.edit)
        if ends:
            self.hand.ended()
        else:
            self.hand.leave()
        self.stepped(outcome, " ".join(filter(None, (str(do.edit), do.say))), do.at)

    # -- what the user sees -----------------------------------------------------------------------------------------

    def stepped(self, outcome: Outcome, words: str, at: Slot | None = None, seek: bool = False) -> None:
        """Show a step that was made, and say what it did; `seek` goes where it can be seen."""
        looking = self.looking
        looking.redraw(anew=self._verb == "edit.tidy")
        looking.held, looking.peeking, looking.gone_to = False, False, ""
        if seek:
            changed = sorted(changes(outcome.step.before, outcome.step.after))
            looking.reveal(changed)
            slots = (looking.slot_of(id) for id in changed)
            at = next((slot for slot in slots if slot is not None), None)
            self.jumped(looking.spot, at or looking.cursor)
        elif at is None and len(self.session.editor.chosen) == 1:
            at = looking.slots.get(next(iter(self.session.editor.chosen)))
        looking.cursor = at or looking.cursor
        self.show()
        self.say("   ".join(filter(None, (words, outcome.words))))

    def show(self, keep: Slot | None = None) -> None:
        """Show everything as it is, a slot where it was, else the cursor; the panels follow when the cursor rests."""
        touring.watch(self)
        scene, gesture = self.scene(), self.hand.gesture
        cursor = gesture.at if gesture else scene.cursor
        told = self.looking.terminal if self.canvas.size.height > ROOM else ""
        hints = chrome.hints(self.bound, told) if not scene.taken and gesture is None else ()
        ghost = gesture.ghost(scene) if gesture else None
        light = ghost.light if ghost and ghost.light != DARK else self.looking.light
        looking = self.looking
        rested = "" if looking.peeking or gesture else looking.rested
        card = peek.card(scene) if looking.peeking else peek.about(scene, scene.design.get(rested))
        found = looking.found and scene.seen_of(looking.found)
        legal = ghost.bright if ghost else frozenset()
        legal = scene.folded.shown(legal) if scene.folded else legal
        port, bright, mapped = self.canvas.over.port, legal or looking.bright, looking.mapping
        over = Over(cursor, scene.brought_out, ghost, port, hints, light, found, bright, bool(legal), card, mapped)
        over = over._replace(about=scene.drawing.slots.get(rested))
        self.canvas.show(scene.drawing, over, scene.box_at(cursor), keep=keep or cursor)
        if self.pane == "canvas":
            self.app.cursor_position = self.canvas.cell(cursor)
        if self._rest is not None:
            self._rest.cancel()
        self._behind = True
        self._rest = self.when_rested(self._rested)

    def when_rested(self, does: Callable[[], None]) -> TimerHandle:
        """Do something when the cursor has rested; a timer of Textual's would take longer than the cursor's step."""
        return get_running_loop().call_later(RESTED, self.call_later, does)

    def _rested(self) -> None:
        """The cursor rests: what takes longer is looked at, and the panels follow."""
        cost = self.looking.cost
        if weighed := self.looking.weigh():
            self.canvas.show(self.looking.drawing, self.canvas.over, self.canvas.here)
        if self._behind or weighed or self.looking.cost != cost:
            self.show_chrome()

    def show_chrome(self) -> None:
        """Show the design in the panels."""
        self._behind = False
        scene, gesture, session = self.scene(), self.hand.gesture, self.session
        report = self.looking.report
        counts = {**report.summary, "off": len(session.choice.off)}
        operation = gesture.title if gesture else ""
        if self.tiny:
            room = max(0, self.app.size.height - around(self.app.size.height))
            lines = small.said(self.app.size, scene.design, self.looking.about, self.bound, room)
            self.small.show(tuple(lines))
        zoom, place = self.looking.zoom.value, chrome.title(scene)
        self.header.show(
            session.name, session.unsaved, counts, zoom, place, operation, session.warning, self.looking.cost
        )
        name = chrome.crumbs(scene)
        if name != self._name:
            self._name = name
            self.frame.entitle(content(ascii_only(name) if self.looking.ascii else name))
        shown = self.shown
        about = {one.key: one for id in sorted(shown) for one in self.looking.about.get(id, ())}
        asks = self.inspector.display and (not shown or self.looking.lit in scene.design.requirements)
        asked = session.verdicts if asks and session.judged else {}
        links = session.linter.graph.connections if session.judged else None
        self.inspector.show(scene.design, shown, about.values() if shown else report.findings, asked, links)
        self.findings.show(report, scene.design, len(session.linter.rules) if session.judged else None)
        if scene.finding is not None:
            self.findings.go(scene.finding.key)
        touring.show(self)
        here = chrome.about(scene, gesture, self.bound)
        said = chrome.notice(scene, gesture, self.notice, self.bound)
        self.status.show((said or here,) if self.low else (here, said))
        self.show_keys()

    @on(events.DescendantFocus)
    def show_keys(self) -> None:
        """The keys of the gesture under way, or of the pane that gets them."""
        if self.tiny:
            keys: tuple[tuple[str, str], ...] = ()
        elif self.hand.gesture is not None:
            keys = self.hand.gesture.keys
        elif not self._footer or self.pane == "canvas":
            keys = self._footer
        else:
            keys = chrome.pane_keys(self.bound, "line" if self.typing else self.pane)
        self.keys.show_keys(keys)

    def say(self, words: str) -> None:
        self.notice = words
        self.show_chrome()

    def light_up(self, id: Id) -> None:
        if id != self.looking.lit:
            self.looking.lit = id
            self.show()

    def rezoom(self, zoom: Zoom, keep: Slot | None = None) -> None:
        self.looking.redraw(zoom)
        self.show(keep)

    def fit(self, least: Zoom = Zoom.OVERVIEW) -> None:
        """The whole design in the window, or what of it there is room for at the least zoom."""
        room = self.canvas.room
        self.looking.fit(room.width, room.height, least)
        self.show()
        self.canvas.centre()

    def take_up(self, session: Session) -> None:
        """Work on another design."""
        self.work_on(Looking(session, ascii=self.looking.ascii, clip=self.looking.clip))

    def work_on(self, looking: Looking) -> None:
        """Work there."""
        self.looking = looking
        self._keeping.over(looking.session)
        self.hand.leave()
        self.notice = ""
        self.outside.over()
        self.show()
        self.fit(Zoom.COMPACT)
