"""What a terminal sends, before it is taken apart into keys, pastes and clicks.

Textual takes a paste for keys from the first escape character in it on, and positions of the mouse for pixels once a
terminal has reported its size in pixels. Where letters are commands, the one deletes things and the other clicks
elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual import _xterm_parser
from textual._xterm_parser import BRACKETED_PASTE_END as END
from textual._xterm_parser import BRACKETED_PASTE_START as START
from textual._xterm_parser import XTermParser
from textual.message import Message

ESCAPE = "\x1b"
NO_REPORTS = "\x1b[?2048l"
"""Asks for no reports of the size of the terminal, should somebody before have asked for them."""


@dataclass
class Pastes:
    """How much of what came belongs to a paste."""

    within: bool = False
    kept: str = ""
    """The end of what came, which may be the beginning of a mark: of the end of a paste it has not been told yet."""

    def plain(self, data: str) -> str:
        """What came next, without escape characters between the marks of a paste."""
        return "".join(self._plain(data))

    def _plain(self, data: str) -> Iterator[str]:
        while data:
            kept, self.kept = self.kept, ""
            mark = END if self.within else START
            before, found, after = (kept + data).partition(mark)
            if not found:
                size = next((size for size in range(len(mark) - 1, 0, -1) if before.endswith(mark[:size])), 0)
                self.kept = before[len(before) - size :]
            if self.within:
                yield before[: len(before) - len(self.kept)].replace(ESCAPE, "") + found
            else:
                yield (before + found)[len(kept) :]
            self.within ^= bool(found)
            data = after


class Guarded(XTermParser):
    """Takes apart what a terminal sends."""

    def __init__(self, debug: bool = False) -> None:
        self._pastes = Pastes()
        super().__init__(debug)

    @property
    def mouse_pixels(self) -> bool:
        """No: nobody asks for positions in pixels."""
        return False

    @mouse_pixels.setter
    def mouse_pixels(self, value: bool) -> None:
        pass

    def feed(self, data: str) -> Iterable[Message]:
        """The keys, pastes and clicks in what came next; nothing more comes after an empty text."""
        told = self._pastes.plain(data)
        return super().feed(told) if told or not data else ()


def guard() -> None:
    """Let every driver that is loaded from here on take its terminal apart so."""
    _xterm_parser.XTermParser = Guarded  # type: ignore[misc]
    if sys.__stderr__ is not None and sys.__stderr__.isatty():
        sys.__stderr__.write(NO_REPORTS)
