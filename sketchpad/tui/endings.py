"""Signals that end the program: the terminal is given back, also when the program is busy or the terminal is gone."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)

PATIENCE = 1.8
"""Seconds that the program has to end of itself."""

LAST = 0.3
"""Seconds that a terminal has to take what is written to it; one that is gone never does."""

LEAVE = (
    "".join(f"\x1b[?{mode}l" for mode in (2026, 1000, 1002, 1003, 1015, 1006, 1016, 1004, 2004, 2048))
    + "\x1b[<u\x1b[0m\x1b[?7h\x1b[?1049l\x1b[?25h"
)
"""Ends reports of mouse, focus and paste, the key protocol, colours and the alternate screen; lines wrap again and the
cursor shows."""


class Endings:
    """Watches for signals. `end` is called in the event loop with the exit code."""

    def __init__(self, end: Callable[[int], None], settings: list[Any] | None = None) -> None:
        self._end = end
        self._modes = settings or _modes()
        """Of the terminal before the program changed them."""
        self._before: dict[signal.Signals, Any] = {}
        self.code: int | None = None
        """That of the signal which ends the program; None while nothing does."""

    def watch(self) -> None:
        """Begin; to be called in the event loop."""
        self._loop = asyncio.get_running_loop()
        # Not by way of the loop: while it is busy with something long, it hears of no signal.
        self._before = {number: signal.signal(number, self._caught) for number in SIGNALS}
        if self._modes is not None:
            threading.Thread(target=self._listen, daemon=True).start()

    def before_stop(self, do: Callable[[], object]) -> None:
        """Do this when the program is stopped for a while, before the terminal is given back."""
        handler = signal.getsignal(signal.SIGTSTP)

        def stop(number: int, frame: FrameType | None) -> None:
            do()
            if callable(handler):
                handler(number, frame)

        if callable(handler):
            self._before[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, stop)

    def leave(self) -> None:
        """What happens at a signal is what happened before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def _caught(self, number: int, frame: FrameType | None) -> None:
        code = self.code = 128 + number
        _later(PATIENCE, self._force, code)
        self._loop.call_soon_threadsafe(self._end, code)

    def _listen(self) -> None:
        """Wait until the terminal is gone, which not every terminal tells by a signal."""
        poll = select.poll()
        poll.register(0, 0)
        gone = select.POLLHUP | select.POLLERR
        if any(event & gone for _, event in poll.poll()) and self._before:
            self._caught(signal.SIGHUP, None)

    def _force(self, code: int) -> None:
        _later(LAST, os._exit, code)
        if self._modes is not None:
            os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, LEAVE.encode())
            termios.tcsetattr(0, termios.TCSANOW, self._modes)
        os._exit(code)


def _modes() -> list[Any] | None:
    try:
        return termios.tcgetattr(0)
    except termios.error:
        return None


def _later(seconds: float, do: Callable[[int], None], code: int) -> None:
    timer = threading.Timer(seconds, do, (code,))
    timer.daemon = True
    timer.start()
