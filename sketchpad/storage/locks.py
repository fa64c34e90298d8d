"""Who has a file open: a courtesy, so that two people at one machine do not edit side by side unaware.

A lock is a file among the user's own state, never beside the design. It says who holds it; that somebody does, the
system knows: the lock lasts as long as the process, whatever ends that. Other users and most other machines do not see
it, so no save relies on it: that compares what is in the file.

One document has one lock, under whatever name it was opened: by the path without links, and by device and number.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from .backups import DAY, key
from .places import state_folder
from .processes import Process, present

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # Windows: there the process that is named tells
    flock = None  # type: ignore[assignment]

FOLDER = "locks"
TRIES = 5
"""Times that a lock is tried for: somebody who only looks holds it for a moment."""
PAUSE = 0.02
"""Seconds between two tries."""
LAST = 1e11
"""Seconds since 1970 beyond which there is no such day."""
LARGEST = 10_000
"""Bytes of a lock, at the most."""


@dataclass(frozen=True)
class Holder:
    """The program that has a file open."""

    process: Process
    since: float = 0.0
    """Seconds since 1970."""

    def __str__(self) -> str:
        """`pid 4711 on pts/3 since 10:02`."""
        if not self.process.pid:
            return "another program"  # the lock is held, and what it says makes no sense
        here = present()
        where = self.process.tty.removeprefix("/dev/")
        on = [where, f"host {self.process.host}" if self.process.host != here.host else ""]
        began = time.localtime(self.since)
        day = "%H:%M" if time.time() - self.since < DAY / 2 else "%Y-%m-%d %H:%M"
        return f"pid {self.process.pid}{''.join(f' on {one}' for one in on if one)} since {time.strftime(day, began)}"


class Lock:
    """A lock that this program holds."""

    def __init__(self, place: str, handle: int, path: str) -> None:
        self._place, self._handle, self._path = place, handle, path
        self._since = time.time()
        self._number: tuple[int, int] | None = None
        self._say()

    def follow(self) -> None:
        """Say which file it is now: a save makes another one of it."""
        if _number(self._path) != self._number and self._handle >= 0:
            self._say()

    def _say(self) -> None:
        self._number = _number(self._path)
        device, inode = self._number or (0, 0)
        said = {"path": self._path, "device": device, "inode": inode, "since": self._since}
        content = json.dumps({**said, "process": present().as_object(), "nonce": os.urandom(4).hex()})
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, content.encode(), 0)

    def release(self) -> None:
        """Let go; nothing where that was done."""
        if self._handle >= 0:
            with suppress(OSError):
                os.unlink(self._place)
            os.close(self._handle)
            self._handle = -1


def take(path: str | os.PathLike[str], state: str | os.PathLike[str] | None = None) -> Lock | Holder | None:
    """The lock of a file, or who has it; None where none can be made."""
    folder = os.path.join(state or state_folder(), FOLDER)
    real = os.path.realpath(path)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        for _ in range(TRIES):
            if (other := _held(real, folder, sweep=True)) is not None:
                return other
            if (lock := _taken(real, os.path.join(folder, f"{key(real)}.json"))) is not None:
                return lock
            time.sleep(PAUSE)
    except OSError:
        return None
    return None


def holder(path: str | os.PathLike[str], state: str | os.PathLike[str] | None = None) -> Holder | None:
    """Who has a file open, as far as one can tell."""
    try:
        return _held(os.path.realpath(path), os.path.join(state or state_folder(), FOLDER))
    except OSError:
        return None


def _taken(real: str, place: str) -> Lock | None:
    """The lock in a place; None where somebody else has it."""
    handle = os.open(place, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        if _seized(handle) and _same(handle, place):
            return Lock(place, handle, real)
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _held(real: str, folder: str, sweep: bool = False) -> Holder | None:
    """Who holds a lock on the file; `sweep` removes old ones that nobody holds."""
    mine, number = f"{key(real)}.json", _number(real)
    for name in _names(folder):
        place = os.path.join(folder, name)
        with suppress(OSError):
            handle = os.open(place, os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0))
            try:
                said, held = _said(handle)
                if name == mine or (number is not None and said == number):
                    if _lives(handle, held):
                        return held
                elif sweep and time.time() - os.fstat(handle).st_mtime > DAY and not _lives(handle, held):
                    os.unlink(place)
            finally:
                os.close(handle)
    return None


def _lives(handle: int, held: Holder) -> bool:
    """Whether somebody holds the lock that is open here. Where nobody does, it is held here until it is closed."""
    if flock is not None:
        return not _seized(handle)
    return not held.process.gone(time.time() - held.since)


def _seized(handle: int) -> bool:
    if flock is None:
        return True
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _same(handle: int, place: str) -> bool:
    """Whether a lock is still the one in its place: who let go took it away."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(place))
    except FileNotFoundError:
        return False


def _said(handle: int) -> tuple[tuple[int, int] | None, Holder]:
    """Which file a lock is of, by device and number, and who wrote it; of one that makes no sense, nobody."""
    try:
        raw = json.loads(os.pread(handle, LARGEST, 0))
        number = (raw["device"], raw["inode"])
        since = raw["since"]
        if not all(isinstance(one, int) for one in number) or not isinstance(since, float) or not 0 <= since < LAST:
            raise ValueError
        return number, Holder(Process.of(raw["process"]), since)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, Holder(Process(0))


def _number(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _names(folder: str) -> Iterator[str]:
    try:
        yield from sorted(name for name in os.listdir(folder) if name.endswith(".json"))
    except OSError:
        return
