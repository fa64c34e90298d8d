"""The inspector: shows what is chosen as a form, and says which edit a change of it means; it changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from ...editing import Edit, Remove
from ...editing.fields import Field
from ...model import EMPTY, Design, Id
from ...rules import Judged
from .frame import Frame
from .line import Choices, Line
from .rows import Prose, Rows
from .sheet import ADD, Links, Sheet, sheet
from .wrapping import wrapped

if TYPE_CHECKING:
    from ...tracing import Verdict


PAUSE = 0.6
"""Seconds without a key after which what is being typed is kept."""


class Inspector(Frame):
    """Enter edits, Space goes to the next choice, Backspace leaves a field to its default, / filters, Escape leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("slash", "filter", "Filter", show=False),
        Binding("space,right", "next(1)", "Next choice", show=False),
        Binding("left", "next(-1)", "Previous choice", show=False),
        Binding("backspace,delete,d", "reset", "Reset", show=False),
        Binding("N,plus", "need", "Add a requirement", show=False),
        Binding("F", "flow", "State a transaction", show=False),
    ]
    DEFAULT_CSS = """
    Inspector { width: 38; height: 1fr; border: solid $foreground 25%; }
    Inspector:focus-within { border: solid $primary; }
    Inspector Rows { height: 1fr; }
    Inspector Line { display: none; }
    Inspector.-typing Line { display: block; }
    Inspector Prose { height: 3; margin: 1 0 0 0; }
    Inspector.-typing Prose { margin: 0; height: 4; }
    Inspector.-ascii { border: ascii $foreground 25%; }
    Inspector.-ascii:focus-within { border: ascii $primary; }
    """

    @dataclass
    class Changed(Message):
        """A field is to hold something else."""

        edit: Edit

    @dataclass
    class Drafted(Message):
        """What is being typed would make this edit; None where nothing is typed any more."""

        edit: Edit | None

    class Left(Message):
        """The user is done here."""

    @dataclass
    class Chosen(Message):
        """Another part is to be chosen."""

        id: Id

    @dataclass
    class Opened(Message):
        """A finding is to be shown."""

        key: tuple[str, tuple[Id, ...]]

    @dataclass
    class Looked(Message):
        """A requirement or a flow is looked at, whose parts may light up; an empty id where none is."""

        id: Id

    class NeedWanted(Message):
        """A requirement is to be added."""

    @dataclass
    class FlowWanted(Message):
        """A business transaction is to be stated, or the steps of the one with an id again."""

        id: Id = ""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._design: Design = EMPTY
        self._chosen: tuple[Id, ...] = ()
        self._inner: Id | None = None
        """The requirement that is looked at, from the design or from a part."""
        self._findings: tuple[Judged, ...] = ()
        self._verdicts: Mapping[Id, Verdict] = {}
        self._links: Links | None = None
        self._sheet = Sheet((), "", ())
        self._words = ""
        self._edited: Field | None = None
        self._filtering = False
        self._pause: Timer | None = None
        """Ends when somebody stops typing for a moment."""

    def compose(self) -> ComposeResult:
        yield Rows()
        yield Line()
        yield Prose()

    @property
    def list(self) -> Rows:
        return self.query_one(Rows)

    @property
    def line(self) -> Line:
        return self.query_one(Line)

    @property
    def field(self) -> Field | None:
        """The field under the cursor."""
        return self._sheet.fields.get(self.list.key)

    # -- what it shows ----------------------------------------------------------------------------------------------

    def show(
        self,
        design: Design,
        chosen: Id | Collection[Id] | None,
        findings: Iterable[Judged],
        verdicts: Mapping[Id, Verdict] = MappingProxyType({}),
        links: Links | None = None,
    ) -> None:
        """Show what is chosen; `findings` are all there are, `verdicts` what is known of each requirement.

        `links` tells the connections of a component, where somebody knows them.
        """
        ids = (chosen,) if isinstance(chosen, str) else tuple(sorted(chosen or ()))
        fresh, told = ids != self._chosen, tuple(findings)
        same = design is self._design and verdicts == self._verdicts and told == self._findings
        self._design, self._chosen, self._findings = design, ids, told
        self._verdicts, self._links = verdicts, links
        if same and not fresh:
            return
        if fresh:
            self._inner, self._words = None, ""
            self._stop()
        if self._inner is not None and self._inner not in design:
            self._inner = None
        self._fill(fresh)

    def _fill(self, fresh: bool = False) -> None:
        room = self.content_size.width or 34
        shown = (self._inner,) if self._inner is not None else self._chosen
        ascii = self.app.has_class("-ascii")
        made = sheet(self._design, shown, self._findings, room, self._words, ascii, self._verdicts, self._links)
        if made == self._sheet and not fresh:
            return
        self._sheet = made
        self.head(*made.title, right=made.counts)
        to_read = self._inner in self._verdicts
        begins = (row.key for row in made.rows if (row.key is not None if to_read else row.key in made.fields))
        first = next(begins, None) if fresh else None
        self.list.show(made.rows, key=first)
        self._tell()

    def on_mount(self) -> None:
        self._fill(fresh=True)

    def on_resize(self) -> None:
        self._fill()

    def enter(self) -> None:
        """Take the focus."""
        self.list.focus()

    def open_requirements(self) -> None:
        """Show the design's requirements, whatever is chosen; the desk chooses nothing first."""
        self.enter()
        self.list.go(next((key for key in self.list.keys if isinstance(key, tuple) and key[0] == "need"), ADD))
        self.post_message(self.Looked(self._looked_at))

    def _tell(self, problem: str | None = None) -> None:
        """Say what the field under the cursor means, or what is wrong with what is typed."""
        room = max(10, self.content_size.width - 1)
        one = self._edited or self.field
        lines = [(line, "error") for line in wrapped(problem, room)] if problem else []
        if one is not None and not self._filtering:
            trouble = one.trouble if self._edited is None else None
            lines += [(line, "error") for line in wrapped(trouble, room)] if trouble else []
            lines += [(line, "dim") for line in wrapped(one.hint, room)]
            words = one.suggestions(self._design)
            if self._edited is not None and words:
                lines += [(line, "accent") for line in wrapped("  ".join(words[:24]), room)]
        elif self._filtering:
            lines = [("Enter keeps, Space changes the first, Esc clears", "dim")]
        self.query_one(Prose).tell(*lines)

    # -- what the user does -----------------------------------------------------------------------------------------

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        self._tell()
        self.post_message(self.Looked(self._looked_at))

    @property
    def _looked_at(self) -> Id:
        """The requirement or flow that is open, or under the cursor."""
        if self._inner is not None:
            return self._inner
        key = self.list.key
        what = key[1] if isinstance(key, tuple) and isinstance(key[1], str) else ""
        return what if what in self._design.flows or what in self._design.requirements else ""

    @on(Rows.Taken)
    def _taken(self, event: Rows.Taken) -> None:
        event.stop()
        if not isinstance(event.key, tuple):
            return
        sort, what = event.key
        match sort:
            case "field":
                self._take_field()
            case "part":
                self._open(what) if what in self._design.flows else self.post_message(self.Chosen(what))
            case "finding":
                self.post_message(self.Opened(what))
            case "need":
                self._open(what)
            case "flow":
                self.post_message(self.FlowWanted())
            case _:
                self.post_message(self.NeedWanted())

    def _open(self, id: Id) -> None:
        """Look at a requirement or a flow, which stand on no canvas."""
        self._inner, self._words = id, ""
        self._fill(fresh=True)
        self.post_message(self.Looked(id))

    def _take_field(self) -> None:
        one = self.field
        if one is not None and one.about.type == "bool" and one.known and isinstance(one.value, bool | None):
            self.action_next(1)
        elif one is not None:
            self._edit(one)

    def action_next(self, by: int) -> None:
        """Go on to the next choice; where there are none, edit."""
        one = self.field
        if one is None:
            return
        if (edit := one.next(by)) is not None:
            self.post_message(self.Changed(edit))
        elif by > 0:
            self._edit(one)

    def action_reset(self) -> None:
        """Leave a field to its default; take away a requirement or a connection."""
        key = self.list.key
        sort, what = key if isinstance(key, tuple) else ("", "")
        if sort == "need" or (sort == "part" and (what in self._design.connections or what in self._design.flows)):
            self.post_message(self.Changed(Remove(frozenset({what}))))
        elif (one := self.field) is not None and (edit := one.reset()) is not None:
            self.post_message(self.Changed(edit))

    def action_need(self) -> None:
        self.post_message(self.NeedWanted())

    def action_flow(self) -> None:
        """State the steps of the flow that is looked at again, else a new one."""
        self.post_message(self.FlowWanted(self._looked_at if self._looked_at in self._design.flows else ""))

    def action_leave(self) -> None:
        """One level back: what is typed, the filter, the requirement, the inspector."""
        if self._edited is not None:
            self._stop()
            self.list.focus()
        elif self._filtering or self._words:
            self._words = ""
            self._stop()
            self._fill()
            self.list.focus()
        elif self._inner is not None:
            back = ("part" if self._inner in self._design.flows else "need", self._inner)
            self._inner = None
            self._fill(fresh=True)
            self.list.go(back)
        else:
            self.post_message(self.Left())

    # -- typing -----------------------------------------------------------------------------------------------------

    def _edit(self, one: Field) -> None:
        if not one.known:
            self._tell(one.problem(""))
            return
        self._edited, self._filtering = one, False
        self._type(one.text, one.about.expected if not one.own else one.name)
        self.line.passes = frozenset()
        self.line.suggester = Choices(lambda: one.suggestions(self._design), one.about.is_list)
        self._tell()

    def action_filter(self) -> None:
        self._edited, self._filtering = None, True
        self.line.suggester, self.line.passes = None, frozenset({"space"})
        self._type(self._words, "filter fields")
        self._tell()

    def _unfilter(self) -> None:
        """Show all fields again, with the cursor on the one where it was."""
        here, self._words = self.list.key, ""
        self._fill()
        if here is not None:
            self.list.go(here)

    def _type(self, text: str, placeholder: str) -> None:
        self.line.placeholder = placeholder
        with self.prevent(Input.Changed):
            self.line.write(text)
        self.add_class("-typing")
        self.line.focus()

    def _stop(self) -> None:
        if self._waiting(None):
            self.post_message(self.Drafted(None))
        self._edited, self._filtering = None, False
        self.remove_class("-typing")
        self._tell()

    def commit(self) -> bool:
        """Make what is being typed an edit; whether there is nothing that does not fit."""
        one, text = self._edited, self.line.value
        if one is None:
            return True
        if (problem := one.problem(text)) is not None:
            self._tell(problem)
            return False
        if text.strip() != one.text:
            self._waiting(None)
            self.post_message(self.Changed(one.edit(text)))
        self._stop()
        return True

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._filtering:
            self._words = event.value
            self._fill()
            self.list.go(next((key for key in self.list.keys if key in self._sheet.fields), None))
        elif self._edited is not None:
            self._tell(self._edited.problem(event.value))
            self._waiting(self.set_timer(PAUSE, self._paused))

    def _waiting(self, pause: Timer | None) -> bool:
        """Wait for another pause, or for none; whether one was waited for, or was made."""
        before, self._pause = self._pause, pause
        if before is not None:
            before.stop()
        return before is not None

    def _paused(self) -> None:
        """Let what was typed so far be kept, should the program end before it is an edit."""
        one, text = self._edited, self.line.value
        if one is not None and one.problem(text) is None and text.strip() != one.text:
            self.post_message(self.Drafted(one.edit(text)))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._filtering:
            self._stop()
            self.list.focus()
        elif self.commit():
            self.list.focus()

    def on_key(self, event: events.Key) -> None:
        """Up and Down go through the words that fit; Space in the filter changes the first field, among all again."""
        if not self.line.has_focus:
            return
        if self._filtering and event.key in ("space", "up", "down"):
            self._stop()
            self.list.focus()
            if event.key == "space":
                self._unfilter()
                self.action_next(1)
            elif event.key == "down":
                self.list.action_step(1)
        elif self._edited is not None and event.key in ("up", "down"):
            words = self._edited.suggestions(self._design)
            if words and not self._edited.about.is_list:
                now = self.line.value.strip()
                at = words.index(now) if now in words else (-1 if event.key == "down" else 0)
                self.line.write(words[(at + (1 if event.key == "down" else -1)) % len(words)])
        else:
            return
        event.stop()
        event.prevent_default()

    @on(events.DescendantBlur)
    def _left(self, event: events.DescendantBlur) -> None:
        """Whoever looks elsewhere keeps what was typed, where it fits."""
        if event.widget is self.line and self.has_class("-typing") and self.screen.is_current and not self.commit():
            self._stop()
