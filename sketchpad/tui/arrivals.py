"""The tester of keys: what the terminal sends for each, what that is called, and which verb it is bound to."""

from __future__ import annotations

import os
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from select import select

from textual import events
from textual.message import Message

from .bound import Bound
from .incoming import NO_REPORTS, Guarded
from .keys import shown
from .layouts import latin

ON = "\x1b[?2004h\x1b[>25u"
OFF = "\x1b[<u\x1b[?2004l"
"""Turn on and off what the editor asks a terminal for: marks around pastes, and every key by its name."""

INTRODUCTION = "Press a key to see what arrives and what it does; Esc twice leaves."
WIDE = (7, 18, 15)
"""Cells of the columns of keys, bytes and names."""

HEAD = f"{'key':<{WIDE[0]}}  {'sent':<{WIDE[1]}}  {'called':<{WIDE[2]}}  does"

UNSAFE = {"tab": "^I", "enter": "^M", "backspace": "^H", "escape": "^["}
"""Keys that arrive for others as well, which nothing can be bound to."""


class Arrivals:
    """What came so far."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._parser = Guarded()
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._sent = b""
        """Bytes of which it is not known yet what they are."""
        self._escaped = False
        self.over = False
        """Whether Esc was pressed twice."""

    def take(self, data: bytes) -> list[str]:
        """A line for each key, paste or click in some bytes; one that is not whole waits."""
        lines: list[str] = []
        for byte in data:
            self._sent += (one := bytes((byte,)))
            lines += self._told(self._parser.feed(text) if (text := self._decode(one)) else ())
        return lines

    def wait(self) -> list[str]:
        """The same after a while in which nothing came."""
        return list(self._told(self._parser.tick()))

    def _told(self, found: Iterable[Message]) -> Iterator[str]:
        every = [line for event in found if (line := self._line(event))]
        for number, line in enumerate(every):
            yield line.format(sent="" if number else _bytes(self._sent))
        if every:
            self._sent = b""

    def _line(self, event: Message) -> str:
        if isinstance(event, events.Paste):
            return _row("paste", f"{len(event.text)} characters", "added where it is notation")
        if isinstance(event, events.MouseDown):
            return _row("click", f"button {event.button} at {event.x},{event.y}", "")
        if not isinstance(event, events.Key):
            return ""
        self.over = self._escaped and event.key == "escape"
        self._escaped = event.key == "escape"
        return _row(shown(event.key), event.key, self._does(event.key))

    def _does(self, key: str) -> str:
        """The verb of a key, or what it begins."""
        bound = self._bound
        key = key if key in bound.by_key else latin(key)
        if (verb := bound.by_key.get(key)) is not None:
            also = f", also for {UNSAFE[key]}" if key in UNSAFE else ""
            return f"{verb.name} ({verb.id}){also}"
        if key in bound.starts:
            return f"begins {bound.after(key)}".partition("   Esc")[0]
        return "nothing"


def _row(key: str, called: str, does: str) -> str:
    safe = [text.replace("{", "{{").replace("}", "}}") for text in (key, called, does)]
    return f"{safe[0]:<{WIDE[0]}}  {{sent:<{WIDE[1]}}}  {safe[1]:<{WIDE[2]}}  {safe[2]}".rstrip()


def _bytes(sent: bytes) -> str:
    """Bytes as people write them: `ESC [ A`, else in hexadecimal."""
    words = ["ESC" if byte == 0x1B else chr(byte) if 0x20 < byte < 0x7F else f"{byte:02x}" for byte in sent]
    return " ".join(words)


def listen(bound: Bound) -> int:
    """Show what arrives until Esc is pressed twice; the exit code."""
    if os.name != "posix" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        print("sketchpad: keys are tried in a terminal, on a system that has termios", file=sys.stderr)
        return 2
    import termios
    import tty

    entry, arrivals = sys.stdin.fileno(), Arrivals(bound)
    before = termios.tcgetattr(entry)
    sys.stdout.write(f"{NO_REPORTS}{ON}{INTRODUCTION}\n\n{HEAD}\n")
    sys.stdout.flush()
    try:
        tty.setraw(entry, termios.TCSANOW)
        while not arrivals.over:
            ready = select([entry], [], [], 0.1)[0]
            data = os.read(entry, 4096) if ready else b""
            if ready and not data:
                break
            for line in arrivals.take(data) if data else arrivals.wait():
                sys.stdout.write(f"{line}\r\n")
                sys.stdout.flush()
    finally:
        termios.tcsetattr(entry, termios.TCSANOW, before)
        sys.stdout.write(OFF)
        sys.stdout.flush()
    return 0
