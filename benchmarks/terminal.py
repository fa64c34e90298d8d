"""A program in a pseudo-terminal: keys in, bytes out, and the processor time it takes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from pathlib import Path
from types import TracebackType

QUIET_S = 0.35
"""A screen that has not changed for so long has settled."""


ANSWERED_S = 0.03
"""A key is answered when nothing more comes for so long; the panels follow later, when the cursor rests."""

BUSY_MS = 5.0
"""Processor time within which a program that rests stays while the screen settles."""


class Terminal:
    """One program on a screen of `columns` by `rows`; use it as a context."""

    def __init__(self, command: list[str], columns: int, rows: int) -> None:
        self.seen = b""
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execv(command[0], command)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._master)

    def cpu_ms(self) -> float:
        """Processor time of the program so far, that of the threads it has."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(one.read_text().split()[0]) for one in threads) / 1e6

    def until(self, text: bytes, seconds: float = 60) -> None:
        """Wait for a text on the screen. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            if time.monotonic() > end:
                raise TimeoutError(f"{text!r} never came; last there was {self.seen[-300:]!r}")
            self.read(0.1)

    def read(self, seconds: float) -> int:
        """Take what comes within a time; how many bytes. Raises EOFError where the program has ended."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return 0
        try:
            some = os.read(self._master, 1 << 20)
        except OSError as error:
            raise EOFError(f"the program ended; last there was {self.seen[-600:]!r}") from error
        self.seen = (self.seen + some)[-200_000:]
        return len(some)

    def settle(self) -> int:
        """Wait until the screen is quiet; how many bytes came."""
        total, last = 0, time.monotonic()
        while time.monotonic() - last < QUIET_S:
            if got := self.read(0.05):
                total, last = total + got, time.monotonic()
        return total

    def rest(self) -> None:
        """Wait until the program has nothing more to do."""
        spent = -1.0
        while self.cpu_ms() - spent > BUSY_MS:
            spent = self.cpu_ms()
            self.settle()

    def answer(self, text: str) -> tuple[float, float]:
        """Processor time in ms until what keys lead to is on the screen, and until it has settled after that."""
        self.settle()
        before = self.cpu_ms()
        self.send(text)
        self.read(1)
        while self.read(ANSWERED_S):
            pass
        answered = self.cpu_ms() - before
        self.settle()
        return answered, self.cpu_ms() - before

    def spell(self, text: str) -> float:
        """Send keys at once; the seconds until the last of what they bring about is on the screen."""
        self.settle()
        began = last = time.monotonic()
        self.send(text)
        while time.monotonic() - last < QUIET_S:
            if self.read(0.02):
                last = time.monotonic()
        return last - began

    def idle(self, seconds: float) -> int:
        """Do nothing; how many bytes came all the same."""
        end, total = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            total += self.read(0.2)
        return total

    def send(self, text: str) -> None:
        os.write(self._master, text.encode())

    def cost(self, inputs: list[str]) -> tuple[float, float]:
        """Processor time in ms and bytes written for each of the inputs; the next is sent when one is answered."""
        self.settle()
        before, size = self.cpu_ms(), 0
        for one in inputs:
            self.send(one)
            size += self.read(1)
            while got := self.read(0.004):
                size += got
        size += self.settle()
        return (self.cpu_ms() - before) / len(inputs), size / len(inputs)
