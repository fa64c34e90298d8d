"""A line of text to type into."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.suggester import Suggester
from textual.widgets import Input

from ...model.text import plain


class Line(Input):
    """A line without a border; nothing that is pasted into it can act on the terminal."""

    DEFAULT_CSS = """
    Line { height: 1; border: none; padding: 0 1; background: $panel; }
    Line:focus { border: none; background: $panel; }
    """

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        suggester: Suggester | None = None,
        select_on_focus: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            plain(value),
            plain(placeholder),
            suggester=suggester,
            select_on_focus=select_on_focus,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        self.passes: frozenset[str] = frozenset()
        """Keys that mean something to whoever holds the line, and are not typed."""

    def on_key(self, event: events.Key) -> None:
        if event.key in self.passes:
            event.prevent_default()

    def insert_text_at_cursor(self, text: str) -> None:
        super().insert_text_at_cursor(plain(text))

    def replace(self, text: str, start: int, end: int) -> None:
        super().replace(plain(text), start, end)

    def write(self, text: str) -> None:
        """Show another text, with the cursor behind it."""
        self.value = plain(text)
        self.cursor_position = len(self.value)


class Choices(Suggester):
    """Completes what is typed to one of the words there are; of a list, its last entry."""

    def __init__(self, words: Callable[[], Iterable[str]], is_list: bool = False) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._words, self._is_list = words, is_list

    async def get_suggestion(self, value: str) -> str | None:
        return completed(value, self._words(), self._is_list)


def completed(value: str, words: Iterable[str], is_list: bool = False) -> str | None:
    """`value` with its last word completed to the first of `words` that begins so."""
    head, comma, tail = value.rpartition(",") if is_list else ("", "", value)
    wish = tail.strip().casefold()
    if not wish:
        return None
    found = next((word for word in words if word.casefold().startswith(wish)), None)
    return None if found is None else f"{head}{comma}{tail[: len(tail) - len(tail.lstrip())]}{found}"
