"""What can be done here, and with which key?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Offset

from ..panels.rows import Prose, Row, Rows
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


KEY_WIDE, NAME_WIDE = 6, 22
"""Cells of the columns of keys and of names."""


class Menu(Question[str]):
    """Stands beside what it is about; Enter, a click or the verb's own key does it."""

    DEFAULT_CSS = """
    Menu { align: left top; background: $background 0%; }
    Menu > Frame { width: 72; }
    Menu Rows { height: auto; }
    Menu Prose { height: 1; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "do it", "take"),
        Key("Up/Down", "move"),
        Key("Esc", "back", "leave"),
    )

    def __init__(self, about: str, items: Sequence[Item], near: tuple[int, int] = (0, 0)) -> None:
        """`near` is the cell of the screen that it stands beside."""
        super().__init__()
        self._about, self._items, self._near = about, tuple(items), near

    def body(self) -> ComposeResult:
        yield Rows(one_click=True)
        yield Prose()

    @property
    def list(self) -> Rows:
        return self.query_one(Rows)

    def _rows(self) -> Iterator[Row]:
        for item in self._items:
            if not item.why_not:
                yield Row(item.id, _line(item, "accent", "plain", item.help))
        if any(item.why_not for item in self._items):
            yield Row(None, (("not here", "head"),))
        for item in self._items:
            if item.why_not:
                yield Row(item.id, _line(item, "dim", "dim", item.why_not))

    def on_mount(self) -> None:
        self.frame.head((self._about, "$foreground bold"))
        self.list.show(tuple(self._rows()))
        self.list.focus()
        self.settle()
        self._tell()

    def on_resize(self) -> None:
        self.settle()

    def settle(self) -> None:
        """As high as there is room for, beside the cell and within the screen."""
        width, height = self.app.size
        high = min(len(self.list.keys) + 1, max(3, height - 5))
        self.list.styles.height = high
        wide = min(72, width)
        x, y = self._near
        left = x + 1 if x + 1 + wide <= width else max(0, width - wide)
        self.frame.styles.offset = (left, max(0, min(y, height - high - 4)))
        self.frame.styles.width = wide

    @on(Rows.Moved)
    def _tell(self) -> None:
        """Say in full what the row has no room for."""
        item = next((item for item in self._items if item.id == self.list.key), None)
        if item is not None:
            self.query_one(Prose).tell((item.why_not or item.help, "warning" if item.why_not else "dim"))

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


def _line(item: Item, key: str, name: str, says: str) -> tuple[tuple[str, str], ...]:
    return ((f"{item.shown:<{KEY_WIDE}}", key), (f"{item.name:<{NAME_WIDE}}", name), (says, "dim"))
