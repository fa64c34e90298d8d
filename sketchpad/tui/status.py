"""The lines below the canvas: what is under the cursor and what there is to say, and the keys that do something now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from ..drawing.cells import ascii_only, clip, width
from ..model.text import plain
from .looks import Drawn

LEAST = 16
"""Cells of a long text that are left to it before others are cut."""

Words = tuple[tuple[str, str], ...]
"""Texts with their roles."""


class Lines(Drawn):
    """Lines of words in their roles, painted where they differ."""

    LOOKS: ClassVar[Mapping[str, str]] = {
        "plain": "$text",
        "dim": "$text-muted",
        "strong": "bold",
        "key": "bold $text-accent",
        "operation": "bold reverse",
        "error": "bold $severity-error",
        "warning": "$severity-warning",
        "info": "$severity-info",
        "error-badge": "bold reverse $severity-error",
        "warning-badge": "bold reverse $severity-warning",
    }
    DEFAULT_CSS = "Lines { height: auto; }"

    lines: Sequence[Words] = ()

    def show(self, lines: Sequence[Words]) -> None:
        if lines != self.lines:
            self.lines = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        room = self.size.width
        base = self.rich_style
        fit = ascii_only if self.app.has_class("-ascii") else str
        words = [(fit(plain(text)), role) for text, role in (self.lines[y] if y < len(self.lines) else ())]
        segments = []
        for text, role in within(words, room):
            segments.append(Segment(text, base + self.looks[role]))
            room -= width(text)
        return Strip([*segments, Segment(" " * room, base)], self.size.width)


def within(words: Sequence[tuple[str, str]], room: int) -> Words:
    """Words in so many cells: where there is no room for all, the longest is cut, then what is last."""
    texts = [text for text, _ in words]
    excess = sum(map(width, texts)) - room
    if excess > 0:
        longest = max(range(len(texts)), key=lambda at: width(texts[at]))
        texts[longest] = clip(texts[longest], max(LEAST, width(texts[longest]) - excess))
    out = []
    for text, (_, role) in zip(texts, words, strict=True):
        shown = clip(text, room)
        room -= width(shown)
        out.append((shown, role))
    return tuple(out)


class Status(Lines):
    """What is under the cursor; what there is to say."""

    DEFAULT_CSS = "Status { height: 2; padding: 0 1; }"


class TourBar(Lines):
    """What the tour asks for."""

    DEFAULT_CSS = "TourBar { height: 2; padding: 0 1; display: none; background: $panel; }"


class Keys(Lines):
    """The keys that do something now."""

    DEFAULT_CSS = "Keys { height: 1; padding: 0 0 0 1; }"

    @dataclass
    class Pressed(Message):
        """A key was clicked on, or the first one of several by their name; as it is written."""

        key: str

    shown: Sequence[tuple[str, str]] = ()

    def on_resize(self) -> None:
        self.show_keys(self.shown)

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Keys and what they do, as many as there is room for; the last of them always."""
        self.shown = keys
        self.show([fitting(keys, self.size.width)])

    def on_click(self, event: events.Click) -> None:
        x, clicked = event.x - self.gutter.left, ""
        for text, role in self.lines[0] if self.lines else ():
            if role == "key":
                begun = text[: max(0, x)].rpartition(" ")[0]
                clicked = text[len(begun) :].split()[0]
            x -= width(text)
            if x < 0:
                break
        if clicked and x < 0:
            self.post_message(self.Pressed(clicked))


def fitting(keys: Sequence[tuple[str, str]], room: int) -> Words:
    """Keys and what they do in so many cells; the last of them always."""
    taken = list(keys)
    gap = 2 if _across(taken, 2) <= room else 1
    while len(taken) > 1 and _across(taken, gap) > room:
        del taken[-2]
    words = [word for key, name in taken for word in ((" " * gap, "plain"), (key, "key"), (f" {name}", "plain"))]
    return tuple(words[1:])


def _across(keys: Sequence[tuple[str, str]], gap: int) -> int:
    """Cells of keys with what they do."""
    return sum(width(key) + 1 + width(name) + gap for key, name in keys) - gap
