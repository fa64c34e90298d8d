"""What all questions share: a frame with a title, the keys that do something, and an answer or None.

A question knows nobody: it is given values, and it is dismissed with its answer. Escape is always None.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import ClassVar, Generic, NamedTuple, TypeVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input

from ...drawing.cells import width
from ...model.text import plain
from ..looks import Drawn
from ..panels.frame import Frame
from ..panels.line import Line
from ..panels.rows import Row, Rows

T = TypeVar("T")


class Key(NamedTuple):
    """A key in the help line: as it is written, what it does, and the action that a click runs."""

    key: str
    name: str
    action: str = ""


class HelpLine(Drawn):
    """Keys and what they do, as many as there is room for and the last of them always; a click does the same."""

    LOOKS: ClassVar[Mapping[str, str]] = {"key": "bold $text-accent", "name": "$text-muted"}
    ANSI_LOOKS: ClassVar[Mapping[str, str]] = {"name": "dim $text-muted"}
    DEFAULT_CSS = "HelpLine { height: 1; }"

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self.keys = tuple(keys)

    def show(self, keys: Sequence[Key]) -> None:
        self.keys = tuple(keys)
        self.refresh()

    def _fitting(self) -> tuple[list[Key], int]:
        """The keys that are shown, and the cells between them."""
        taken = list(self.keys)
        gap = 3 if _across(taken, 3) <= self.size.width else 2
        while len(taken) > 1 and _across(taken, gap) > self.size.width:
            del taken[-2]
        return taken, gap

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        strong, weak = self.looks["key"], self.looks["name"]
        keys, gap = self._fitting()
        segments = []
        for key in keys:
            segments += [Segment(f"{key.key} ", strong), Segment(key.name, weak), Segment(" " * gap, base)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    async def on_click(self, event: events.Click) -> None:
        x = 0
        keys, gap = self._fitting()
        for key in keys:
            end = x + width(key.key) + width(key.name) + 1
            if x <= event.x < end and key.action:
                await self.screen.run_action(key.action)
            x = end + gap


def _across(keys: Sequence[Key], gap: int) -> int:
    """Cells of keys with what they do."""
    return sum(width(key.key) + width(key.name) + 1 + gap for key in keys) - gap


class Question(ModalScreen[T | None], Generic[T]):
    """A question with an answer of one type."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (21, "-low"), (30, "-high")]
    DEFAULT_CSS = """
    Question { align: center middle; }
    Question > Frame { width: 78; max-width: 100%; max-height: 100%; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (Key("Esc", "back", "leave"),)

    near: tuple[int, int] | None = None
    """The first column of the screen to stay in sight, and that after the last; None where any may be hidden."""

    def on_mount(self) -> None:
        """Stand beside what the question is about, where there is room."""
        width = self.frame.styles.width
        if self.near is None or width is None or not width.is_cells:
            return
        first, end = self.near
        room, wide = self.app.size.width, int(width.value)
        left = end + 1 if end + 1 + wide <= room else first - 1 - wide if first - 1 >= wide else None
        if left is not None:
            self.frame.styles.offset = (left - (room - wide) // 2, 0)

    def compose(self) -> ComposeResult:
        with Frame():
            yield from self.body()
            yield HelpLine(self.KEYS)

    @abstractmethod
    def body(self) -> ComposeResult:
        """What stands in the frame."""

    @property
    def frame(self) -> Frame:
        return self.query_one(Frame)

    @property
    def ascii(self) -> bool:
        return self.app.has_class("-ascii")

    def action_leave(self) -> None:
        self.dismiss(None)


class Picker(Question[T]):
    """A line to type into, and below it the rows that match."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]
    DEFAULT_CSS = """
    Picker Rows { height: 10; margin: 1 0; }
    Picker.-tiny > Frame { height: 100%; }
    Picker.-tiny Rows { height: 1fr; margin: 0; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "choose", "take"),
        Key("Up/Down", "move"),
        Key("Esc", "back", "leave"),
    )
    placeholder: ClassVar[str] = "type to narrow"

    def body(self) -> ComposeResult:
        yield Line(placeholder=self.placeholder)
        yield Rows(one_click=True)

    @abstractmethod
    def rows(self, text: str) -> Iterable[Row]:
        """The rows for what is typed."""

    @abstractmethod
    def answer(self, key: Hashable) -> T | None:
        """What taking a row means."""

    @property
    def line(self) -> Line:
        return self.query_one(Line)

    @property
    def list(self) -> Rows:
        return self.query_one(Rows)

    def on_mount(self) -> None:
        self.list.led = True
        self.narrow("")
        self.line.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.narrow(event.value)

    def narrow(self, text: str) -> None:
        """Show the rows for a text, with the cursor on the first."""
        rows = tuple(self.rows(text))
        self.list.show(
            rows, key=self.first(rows), empty=f"nothing matches {plain(text)}" if text else "there is nothing here"
        )

    def first(self, rows: Sequence[Row]) -> Hashable | None:
        """The row that the cursor begins on."""
        return next((row.key for row in rows if row.key is not None), None)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take()

    @on(Rows.Taken)
    def _taken(self, event: Rows.Taken) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        if self.list.key is not None and (answer := self.answer(self.list.key)) is not None:
            self.dismiss(answer)

    def action_step(self, by: int) -> None:
        self.list.action_step(by)

    def action_page(self, by: int) -> None:
        self.list.action_page(by)


class Explaining(Picker[T]):
    """It says more about the row under the cursor."""

    @abstractmethod
    def tell(self) -> None:
        """Say it."""

    def narrow(self, text: str) -> None:
        super().narrow(text)
        self.tell()

    def on_resize(self) -> None:
        self.call_after_refresh(self.tell)

    @on(Rows.Moved)
    def _moved(self) -> None:
        self.tell()
