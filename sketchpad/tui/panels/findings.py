"""The findings, one a row; the waived ones last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from ...drawing.cells import fit, width
from ...model import EMPTY, Design, Id
from ...rules import Judged, Report
from ..severity import fixes, letter, role
from .frame import Frame
from .rows import Cell, Row, Rows

Key = tuple[str, tuple[Id, ...]]
"""What makes a finding this one: its rule and its parts."""

RULE, NAMES = 9, 26
"""Cells of the column of rules; most cells of the column of parts."""


MOST = 1000
"""How many findings are listed, the worst first; going from one to the next finds them all."""


class Findings(Frame):
    """Moving goes to what a finding is about, Enter and . open it, x waives it, Escape leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("full_stop", "open", "Fixes", show=False),
        Binding("x", "waive", "Waive", show=False),
    ]
    DEFAULT_CSS = """
    Findings { height: 9; border: solid $foreground 25%; }
    Findings:focus-within { border: solid $primary; }
    Findings Rows { height: 1fr; }
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

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._report = Report()
        self._ran: int | None = 0
        self._design: Design = EMPTY

    def compose(self) -> ComposeResult:
        yield Rows()

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
        every = sorted(self._report.findings, key=lambda one: one.waived)
        order = every[:MOST]
        names = {one.key: ", ".join(str(self._design.get(id) or id) for id in one.on) for one in order}
        room = min(NAMES, self.content_size.width // 4)
        column = min(room, max((width(name) for name in names.values()), default=0))
        rows = [_row(one, names[one.key], column) for one in order]
        if len(every) > MOST:
            rows.append(Row(None, ((f"  and {len(every) - MOST:,} more", "dim"),)))
        ran = "the rules are being read" if self._ran is None else f"no findings; {self._ran} rules ran"
        self.list.show(rows, empty=ran)
        self.head(("Findings", "$foreground bold"), *_counts(self._report), right="! hide   Enter fixes   x waive")

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

    def action_leave(self) -> None:
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
            look = "$foreground 60%" if word == "waived" else f"$severity-{word}"
            said.append((f"  {count} {word if count == 1 else plural}", look))
    return said
