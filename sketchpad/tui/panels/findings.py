"""The findings, one a row; the waived ones last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from ...drawing.cells import fit, width
from ...model import EMPTY, Design, Id
from ...rules import Judged, Report
from ..keys import Called, called
from ..severity import fixes, letter, role
from ..sifting import Order, sift, sorted_by, under_headings
from .frame import Frame
from .line import Line
from .rows import Cell, Row, Rows

Key = tuple[str, tuple[Id, ...]]
"""What makes a finding this one: its rule and its parts."""

RULE, NAMES = 9, 26
"""Cells of the column of rules; most cells of the column of parts."""


MOST = 1000
"""How many findings are listed, the worst first; going from one to the next finds them all."""


class Findings(Frame):
    """Moving goes to what a finding is about, Enter and . open it, x waives it, s sorts, g groups, / filters."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("full_stop", "open", "Fixes", show=False),
        Binding("x", "waive", "Waive", show=False),
        Binding("s", "sort", "Sort", show=False),
        Binding("g", "group", "Group", show=False),
        Binding("slash", "filter", "Filter", show=False),
    ]
    DEFAULT_CSS = """
    Findings { height: 9; border: solid $foreground 25%; }
    Findings:focus-within { border: solid $primary; }
    Findings Rows { height: 1fr; }
    Findings Line { display: none; }
    Findings.-typing Line { display: block; }
    Findings.-ascii { border: ascii $foreground 25%; }
    Findings.-ascii:focus-within { border: ascii $primary; }
    """

    @dataclass
    class Chosen(Message):
        """The cursor stands on another finding."""

        key: Key

    @dataclass
    class Opened(Message):
        """A finding is to be shown with its fixes."""

        key: Key

    @dataclass
    class Waived(Message):
        """A finding is to be waived, or no longer."""

        key: Key

    class Left(Message):
        """The user is done here."""

    def __init__(self, called: Called = called, id: str | None = None) -> None:
        """`called` is what a text says for a verb."""
        super().__init__(id=id)
        self._called = called
        self._report = Report()
        self._ran: int | None = 0
        self._design: Design = EMPTY
        self.order = Order.SEVERITY
        self.words = ""
        """What the findings have to fit."""
        self.listed: tuple[Judged, ...] = ()
        """Those that do, in the order that was asked for."""
        self._grouped = False

    def compose(self) -> ComposeResult:
        yield Line(placeholder="words, E W i x, rule:CON-001, need:latency")
        yield Rows()

    @property
    def line(self) -> Line:
        return self.query_one(Line)

    @property
    def list(self) -> Rows:
        return self.query_one(Rows)

    def show(self, report: Report, design: Design, ran: int | None) -> None:
        """Show a report of so many rules, None before they ran; `design` has the names of the parts."""
        if report is self._report and design is self._design:
            return
        self._report, self._design, self._ran = report, design, ran
        self._show()

    def _show(self) -> None:
        sifted = sift(self.words, self._report.findings, self._design)
        every = sorted_by(self.order, sifted.findings, self._design)
        self.listed = tuple(every)
        order = every[:MOST]
        names = {one.key: ", ".join(str(self._design.get(id) or id) for id in one.on) for one in order}
        room = min(NAMES, self.content_size.width // 4)
        column = min(room, max((width(name) for name in names.values()), default=0))
        rows = []
        headed = under_headings(self.order, order, self._design) if self._grouped else {"": order}
        for heading, some in headed.items():
            if heading:
                rows.append(Row(None, ((heading, "head"), (f"  {len(some)}", "dim"))))
            rows += [_row(one, names[one.key], column) for one in some]
        if len(every) > MOST:
            rows.append(Row(None, ((f"  and {len(every) - MOST:,} more", "dim"),)))
        nothing = sifted.mistake or f"no finding fits {self.words}; Esc shows all"
        self.list.show(rows, empty=nothing if self.words.strip() else f"no findings; {self._ran} rules ran")
        told = [(f"  {len(every)} of {len(self._report.findings)} for {self.words.strip()}", "$accent")]
        head = (("Findings", "$foreground bold"), *(told if self.words.strip() else _counts(self._report)))
        self.head(*head, right=f"by {self.order.value}   {self._called('finding.panel')} hide")

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self._show()

    def enter(self) -> None:
        """Take the focus."""
        self.list.focus()

    def go(self, key: Key) -> None:
        """Put the cursor on a finding; nobody is told."""
        with self.prevent(Rows.Moved):
            self.list.go(key)

    @property
    def key(self) -> Key | None:
        """The finding under the cursor."""
        key = self.list.key
        return key if isinstance(key, tuple) else None

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        if self.key is not None:
            self.post_message(self.Chosen(self.key))

    @on(Rows.Taken)
    def _taken(self, event: Rows.Taken) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        if self.key is not None:
            self.post_message(self.Opened(self.key))

    def action_waive(self) -> None:
        if self.key is not None:
            self.post_message(self.Waived(self.key))

    def action_sort(self) -> None:
        """By severity, part, rule, requirement, one after the other."""
        self.order = self.order.next
        self._show()

    def action_group(self) -> None:
        """Under headings, or not: of rules, or of the parts or requirements that they are sorted by."""
        self._grouped = not self._grouped
        self._show()

    def action_filter(self) -> None:
        """Type what the findings have to fit."""
        with self.prevent(Input.Changed):
            self.line.write(self.words)
        self.add_class("-typing")
        self.line.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.words = event.value
        self._show()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._stop()

    def _stop(self) -> None:
        self.list.focus()
        self.remove_class("-typing")

    def action_leave(self) -> None:
        """One level back: the filter, then the panel."""
        if self.words or self.line.has_focus:
            self.words = ""
            self._stop()
            self._show()
        else:
            self.post_message(self.Left())


def _row(one: Judged, name: str, column: int) -> Row:
    look = "waived" if one.waived else "plain"
    text = f"{one.message} ({one.waiver.reason})" if one.waived and one.waiver else one.message
    cells: tuple[Cell, ...] = (
        (letter(one), role(one)),
        (" ", "plain"),
        (fit(one.rule.id, RULE), "waived" if one.waived else "stated"),
        (fit(name, column) + "  ", look if one.waived else "accent"),
        (text, look),
    )
    return Row(one.key, cells, ((fixes(one), "dim"),) if one.fixes and not one.waived else ())


def _counts(report: Report) -> list[tuple[str, str]]:
    """`1 error  3 warnings`, each in its colour; nothing of what there is none."""
    said = []
    for word, plural in (("error", "errors"), ("warning", "warnings"), ("info", "info"), ("waived", "waived")):
        if count := report.summary.get(word, 0):
            look = "$foreground 66%" if word == "waived" else f"$severity-{word}"
            said.append((f"  {count} {word if count == 1 else plural}", look))
    return said
