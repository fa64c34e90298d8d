"""What is to become of work that was not saved?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from ..panels.rows import Prose, Row, Rows
from ..panels.wrapping import wrapped
from .question import Key, Question

RECOVER, VIEW, IGNORE, THROW_AWAY = "Recover", "View", "Ignore", "Throw"
"""The choices, by the word that each begins with."""

LABEL = 9
"""Cells of the column of labels."""


class Unsaved(Question[str]):
    """R recovers, V shows the difference, I leaves it for later, T throws it away; so do Up, Down and Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "scroll(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(1)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Unsaved > Frame { width: 84; }
    Unsaved #choices { height: auto; max-height: 10; margin: 1 0; }
    Unsaved #facts { margin: 1 0 0 0; }
    Unsaved #difference { height: auto; max-height: 12; margin: 1 0 0 0; display: none; }
    Unsaved.-viewing #difference { display: block; }
    Unsaved.-low #difference { max-height: 6; }
    Unsaved.-tiny #difference { max-height: 3; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "choose", "take"),
        Key("R V I T", "at once"),
        Key("PgUp/PgDn", "the difference"),
        Key("Esc", "later", "leave"),
    )

    def __init__(
        self, about: str, facts: Sequence[tuple[str, str]], choices: Sequence[str], difference: Sequence[str]
    ) -> None:
        super().__init__()
        self._about, self._facts = about, tuple(facts)
        self._choices, self._difference = tuple(choices), tuple(difference)

    def body(self) -> ComposeResult:
        yield Prose(id="facts")
        yield Prose(id="difference")
        yield Rows(one_click=True, id="choices")

    @property
    def list(self) -> Rows:
        return self.query_one("#choices", Rows)

    def on_mount(self) -> None:
        self.frame.head(("Unsaved work found", "$foreground bold"))
        self.list.show([Row(one, ((f" {one[0]}  ", "accent"), (one, "plain"))) for one in self._choices])
        self.list.focus()
        lines = [(line, "gone" if line.startswith("-") else "new") for line in self._difference]
        self.query_one("#difference", Prose).tell(*lines)

    def on_resize(self) -> None:
        room = max(30, self.frame.content_size.width)
        rows = [Row(None, ((line, "stated"),)) for line in wrapped(self._about, room)]
        for label, words in self._facts:
            for line in wrapped(words, room - LABEL - 2):
                rows.append(Row(None, ((f"  {label:<{LABEL}}", "dim"), (line, "plain"))))
                label = ""
        self.query_one("#facts", Prose).show(rows)

    def action_scroll(self, pages: int) -> None:
        shown = self.query_one("#difference", Prose)
        shown.scroll_relative(y=pages * max(1, shown.size.height - 1), animate=False)

    @on(Rows.Taken)
    def _taken(self, event: Rows.Taken) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        self._choose(str(self.list.key))

    def on_key(self, event: events.Key) -> None:
        """The first letter of a choice, or its number, takes it at once."""
        typed = (event.character or "").casefold()
        for number, choice in enumerate(self._choices, 1):
            if typed and typed in (str(number), choice[0].casefold()):
                event.stop()
                self.list.go(choice)
                self._choose(choice)

    def _choose(self, choice: str) -> None:
        if choice.startswith(VIEW):
            self.toggle_class("-viewing")
        else:
            self.dismiss(choice)
