"""The lines below the canvas: what is under the cursor and what there is to say, and the keys that do something now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ..drawing.cells import clip, width
from ..model.text import plain

Words = tuple[tuple[str, str], ...]
"""Texts with their roles."""


class Lines(Widget):
    """Lines of words in their roles, painted where they differ."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"lines--{role}"
        for role in (
            *("plain", "dim", "strong", "key", "operation"),
            *("error", "warning", "info", "error-badge", "warning-badge"),
        )
    }
    DEFAULT_CSS = """
    Lines { height: auto; }
    Lines .lines--dim { color: $text-muted; }
    Lines .lines--strong { text-style: bold; }
    Lines .lines--plain { color: $text; }
    Lines .lines--key { color: $text-accent; text-style: bold; }
    Lines .lines--error { color: $severity-error; text-style: bold; }
    Lines .lines--error-badge { color: $severity-error; text-style: bold reverse; }
    Lines .lines--warning-badge { color: $severity-warning; text-style: bold reverse; }
    Lines .lines--warning { color: $severity-warning; }
    Lines .lines--info { color: $severity-info; }
    Lines .lines--operation { text-style: reverse bold; }
    """

    lines: Sequence[Words] = ()

    def show(self, lines: Sequence[Words]) -> None:
        if lines != self.lines:
            self.lines = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        room = self.size.width
        base = self.rich_style
        segments = []
        for text, role in self.lines[y] if y < len(self.lines) else ():
            shown = clip(plain(text), room)
            segments.append(Segment(shown, base + self.get_component_rich_style(f"lines--{role}")))
            room -= width(shown)
            if room <= 0:
                break
        return Strip([*segments, Segment(" " * room, base)], self.size.width)


class Status(Lines):
    """What is under the cursor; what there is to say."""

    DEFAULT_CSS = "Status { height: 2; padding: 0 1; }"


class TourBar(Lines):
    """What the tour asks for."""

    DEFAULT_CSS = "TourBar { height: 2; padding: 0 1; display: none; background: $panel; }"


class Keys(Lines):
    """The keys that do something now."""

    DEFAULT_CSS = "Keys { height: 1; padding: 0 1; }"

    @dataclass
    class Pressed(Message):
        """A key was clicked on; as it is written."""

        key: str

    shown: Sequence[tuple[str, str]] = ()
    _spans: Sequence[tuple[int, str]] = ()
    """Where each key ends with its name, in cells, and the key."""

    def on_resize(self) -> None:
        self.show_keys(self.shown)

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Keys and what they do, as many as there is room for."""
        self.shown = keys
        room, words, spans = self.size.width - 2, [], []
        tight = sum(width(key) + width(name) + 3 for key, name in keys) > room
        for key, name in keys:
            gap = " " if tight else "  "
            if (room := room - width(key) - width(name) - 1 - len(gap)) < -len(gap):
                break
            words += [(key, "key"), (f" {name}{gap}", "plain")]
            spans.append((self.size.width - 2 - room - len(gap), key))
        self._spans = spans
        self.show([tuple(words)])

    def on_click(self, event: events.Click) -> None:
        x = event.x - self.gutter.left
        if (key := next((key for end, key in self._spans if x < end), None)) is not None:
            self.post_message(self.Pressed(key))
