"""Which of a few things is to be done?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult

from ..panels.rows import Prose, Row, Rows
from ..panels.wrapping import wrapped
from .question import Key, Question


class Confirm(Question[str]):
    """Up and Down, a digit or the first letter pick; Escape decides nothing."""

    DEFAULT_CSS = """
    Confirm > Frame { width: 68; }
    Confirm Rows { height: auto; max-height: 10; margin: 1 0; }
    Confirm Prose { margin: 1 0 0 0; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "choose", "take"),
        Key("Up/Down", "move"),
        Key("Esc", "back, nothing happens", "leave"),
    )

    def __init__(self, question: str, choices: Sequence[str], about: str = "") -> None:
        super().__init__()
        self._question, self._choices, self._about = question, tuple(choices), about

    def body(self) -> ComposeResult:
        yield Prose()
        yield Rows(one_click=True, id="choices")

    @property
    def list(self) -> Rows:
        return self.query_one("#choices", Rows)

    def on_mount(self) -> None:
        self.list.show([Row(one, ((f" {at}  ", "accent"), (one, "plain"))) for at, one in enumerate(self._choices, 1)])
        self.list.focus()

    def on_resize(self) -> None:
        room = max(20, self.frame.content_size.width)
        lines = [(line, "stated") for line in wrapped(self._question, room)]
        lines += [(line, "dim") for line in wrapped(self._about, room) if self._about]
        self.query_one(Prose).tell(*lines)

    @on(Rows.Taken)
    def _taken(self, event: Rows.Taken) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        self.dismiss(str(self.list.key))

    def on_key(self, event: events.Key) -> None:
        """A digit takes at once; a letter that one choice alone begins with goes to it."""
        typed = event.character or ""
        if typed.isdigit() and 1 <= int(typed) <= len(self._choices):
            event.stop()
            self.dismiss(self._choices[int(typed) - 1])
        found = [one for one in self._choices if typed.isalpha() and one.casefold().startswith(typed.casefold())]
        if len(found) == 1 and typed not in "jk":
            event.stop()
            self.list.go(found[0])
