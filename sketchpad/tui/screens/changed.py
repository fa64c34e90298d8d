"""What is to become of two versions: the one at hand, which is not saved, and the one that somebody else wrote?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from ...storage.conflicts import told
from ...storage.threeway import ABSENT, ALL, Conflict, Side
from ..panels.rows import Cell, Prose, Row, Rows
from .question import Key, Question

MERGE, ASIDE, LOAD, OVERWRITE = "merge", "aside", "load", "overwrite"
MINE, THEIRS = "mine", "on disk"


@dataclass(frozen=True)
class Difference:
    """How much two designs differ: parts that came, went and changed."""

    came: int = 0
    went: int = 0
    changed: int = 0

    def __str__(self) -> str:
        return f"+{self.came} -{self.went} ~{self.changed}"


@dataclass(frozen=True)
class Versions:
    """What there is to say of a file that changed while it was worked on."""

    name: str
    """Of the file."""
    aside: str
    """The name under which mine could be saved."""
    ago: str
    """When it changed, in words."""
    edits: int
    """Steps since it was read or saved."""
    mine: Difference
    theirs: Difference
    both: tuple[str, ...] = ()
    """The parts that both changed differently."""
    why_no_merge: str = ""
    """Why the two cannot be merged; mostly nothing."""


class Changed(Question[str]):
    """A letter decides, or Enter on a row; Escape decides nothing."""

    DEFAULT_CSS = """
    Changed > Frame { width: 80; }
    Changed Rows { height: auto; margin: 0 0 1 0; }
    Changed Prose { margin: 0 0 1 0; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "choose", "take"),
        Key("Esc", "decide later: saving waits, editing goes on", "leave"),
    )

    def __init__(self, versions: Versions) -> None:
        super().__init__()
        self._versions = versions

    def body(self) -> ComposeResult:
        yield Prose()
        yield Rows(one_click=True, id="choices")

    @property
    def list(self) -> Rows:
        return self.query_one("#choices", Rows)

    def choices(self) -> Iterator[tuple[str, str, str]]:
        """The letter, the answer and what it does."""
        about = self._versions
        if not about.why_no_merge:
            ask = f", and ask about the {len(about.both)} that both changed" if about.both else ""
            yield "M", MERGE, f"Merge: take both{ask}"
        yield "S", ASIDE, f"Save mine as {about.aside} and load the disk version"
        yield "D", LOAD, "Load the disk version (my edits can be undone to, and stay in recovery)"
        if not about.why_no_merge:
            yield "O", OVERWRITE, "Overwrite the disk version (a copy is kept for 30 days)"

    def on_mount(self) -> None:
        about = self._versions
        self.frame.head((f"{about.name} changed on disk", "$foreground bold"))
        edits = f"You have {about.edits} unsaved edit{'' if about.edits == 1 else 's'}."
        lines: list[Cell] = [(f"Changed by another program {about.ago}. {edits}", "stated"), ("", "dim")]
        if about.why_no_merge:
            lines.append((about.why_no_merge, "warning"))
        else:
            named = f"  ({', '.join(about.both[:3])}{' …' if len(about.both) > 3 else ''})" if about.both else ""
            lines.append((f"            {'mine':<16}{'on disk':<16}both changed", "dim"))
            lines.append((f"   parts    {about.mine!s:<16}{about.theirs!s:<16}{len(about.both)}{named}", "plain"))
        self.query_one(Prose).tell(*lines)
        self.list.show([Row(id, ((f" {key}  ", "accent"), (says, "plain"))) for key, id, says in self.choices()])
        self.list.focus()

    @on(Rows.Taken)
    def _taken(self, event: Rows.Taken) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        self.dismiss(str(self.list.key))

    def on_key(self, event: events.Key) -> None:
        """A letter decides at once."""
        for key, id, _ in self.choices():
            if (event.character or "").upper() == key:
                event.stop()
                self.dismiss(id)


class Settle(Question[Mapping[tuple[str, str], Side]]):
    """Whose of each that both changed is to stand? Space changes the one under the cursor, Enter takes them all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,left,right", "turn", show=False),
        Binding("m", "all('ours')", show=False),
        Binding("d", "all('theirs')", show=False),
    ]
    DEFAULT_CSS = """
    Settle > Frame { width: 100; }
    Settle Rows { height: auto; max-height: 16; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Space", "the other one", "turn"),
        Key("m", "all mine", "all('ours')"),
        Key("d", "all of the disk", "all('theirs')"),
        Key("Enter", "merge so", "take"),
        Key("Esc", "back, nothing happens", "leave"),
    )

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__()
        self._conflicts = tuple(conflicts)
        self._chosen: dict[tuple[str, str], Side] = {(one.on, one.what): one.taken for one in conflicts}

    def body(self) -> ComposeResult:
        yield Rows()

    @property
    def list(self) -> Rows:
        return self.query_one(Rows)

    def on_mount(self) -> None:
        self.frame.head(("Both changed this: whose stands?", "$foreground bold"))
        self._show()
        self.list.focus()

    def _show(self) -> None:
        self.list.show([self._row(one) for one in self._conflicts])

    def _row(self, one: Conflict) -> Row:
        key = (one.on, one.what)
        whole = "there or not" if one.what == ALL else one.what
        cells = [(f"{one.on or 'the design'}  ", "stated"), (f"{whole}  ", "plain")]
        for side, name, value in (("ours", MINE, one.ours), ("theirs", THEIRS, one.theirs)):
            stands = self._chosen[key] == side
            said = "taken away" if value is ABSENT and one.what == ALL else told(value)
            cells.append((f" {'(x)' if stands else '( )'} {name}: {said} ", "accent" if stands else "dim"))
        return Row(key, tuple(cells))

    def action_turn(self) -> None:
        key = self.list.key
        if isinstance(key, tuple):
            self._chosen[key] = "theirs" if self._chosen[key] == "ours" else "ours"
            self._show()

    def action_all(self, side: Side) -> None:
        self._chosen = dict.fromkeys(self._chosen, side)
        self._show()

    @on(Rows.Taken)
    def _taken(self, event: Rows.Taken) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        self.dismiss(self._chosen)
