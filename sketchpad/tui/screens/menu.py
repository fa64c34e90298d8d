"""What can be done here, and with which key?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Offset

from ..panels.rows import Prose, Row, Rows
from ..panels.wrapping import wrapped
from .question import Key, Question


class Item(NamedTuple):
    """A verb as it stands in the menu."""

    id: str
    keys: tuple[str, ...]
    """As the keyboard sends them."""
    shown: str
    """Its key as it is written for people."""
    name: str
    help: str
    why_not: str = ""
    """Why it does nothing here; empty where it does something."""


KEY_WIDE = 6
"""Cells of the column of keys."""

WIDE, TOLD = 44, 2
"""Cells of the menu, which leaves in sight what it is about, and lines about the verb under the cursor."""


class Menu(Question[str]):
    """Stands beside what it is about; Enter, a click or the verb's own key does it."""

    DEFAULT_CSS = """
    Menu { align: left top; background: $background 0%; }
    Menu Rows { height: auto; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "do it", "take"),
        Key("Up/Down", "move"),
        Key("Esc", "back", "leave"),
    )

    def __init__(
        self, about: str, items: Sequence[Item], cell: tuple[int, int] = (0, 0), first: int | None = None
    ) -> None:
        """It stands beside a cell of the screen, or where there is no room there, before the column `first`."""
        super().__init__()
        self._about, self._items = about, tuple(items)
        self._cell, self._first = cell, cell[0] if first is None else first

    def body(self) -> ComposeResult:
        yield Rows(one_click=True)
        yield Prose()

    @property
    def list(self) -> Rows:
        return self.query_one(Rows)

    def _rows(self) -> Iterator[Row]:
        for item in self._items:
            if not item.why_not:
                yield Row(item.id, _line(item, "accent", "plain"))
        if any(item.why_not for item in self._items):
            yield Row(None, (("not here", "head"),))
        for item in self._items:
            if item.why_not:
                yield Row(item.id, _line(item, "dim", "dim"))

    def on_mount(self) -> None:
        self.frame.head((self._about, "$foreground bold"))
        self.list.show(tuple(self._rows()))
        self.list.focus()
        self.query_one(Prose).styles.height = TOLD
        self.settle()
        self._tell()

    def on_resize(self) -> None:
        self.settle()

    def settle(self) -> None:
        """As high as there is room for, beside the cell and within the screen."""
        width, height = self.app.size
        high = min(len(self.list.keys) + 1, max(3, height - 4 - TOLD))
        self.list.styles.height = high
        wide = min(WIDE, width)
        x, y = self._cell
        before = self._first - wide if self._first >= wide else max(0, width - wide)
        left = x + 1 if x + 1 + wide <= width else before
        self.frame.styles.offset = (left, max(0, min(y, height - high - 3 - TOLD)))
        self.frame.styles.width = wide

    @on(Rows.Moved)
    def _tell(self) -> None:
        """Say what the verb under the cursor does, or why not."""
        item = next((item for item in self._items if item.id == self.list.key), None)
        if item is not None:
            look = "warning" if item.why_not else "dim"
            lines = wrapped(item.why_not or item.help, min(WIDE, self.app.size.width) - 4)
            self.query_one(Prose).tell(*((line, look) for line in lines[:TOLD]))

    @on(Rows.Taken)
    def _taken(self, event: Rows.Taken) -> None:
        event.stop()
        self._take(str(event.key))

    def action_take(self) -> None:
        self.list.action_take()

    def on_key(self, event: events.Key) -> None:
        """The key of a verb does it at once."""
        typed = {event.key, event.character}
        item = next((item for item in self._items if typed.intersection(item.keys)), None)
        if item is not None and event.key != "enter":
            event.stop()
            self._take(item.id)

    def _take(self, id: str) -> None:
        item = next(item for item in self._items if item.id == id)
        if item.why_not:
            self.list.go(id)
            self._tell()
        else:
            self.dismiss(id)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The pointer beside the menu puts it away."""
        if not self.frame.region.contains_point(Offset(event.screen_x, event.screen_y)):
            self.dismiss(None)


def _line(item: Item, key: str, name: str) -> tuple[tuple[str, str], ...]:
    return ((f"{item.shown:<{KEY_WIDE}}", key), (item.name, name))
