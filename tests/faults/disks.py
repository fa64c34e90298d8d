"""Disks that fail, kill the program, take little at a time, or write down what was asked of them."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from storage.disks import CALLS as ALL

from sketchpad.storage.disk import Disk

from .states import Create, Exchange, Link, MakeFolder, Operation, Remove, Replace, Sync, SyncFolder, Truncate, Write

CALLS = tuple(name for name in ALL if name not in ("may_write", "sync_folder"))
"""What is counted: each call that reaches the system."""


class Counting(Disk):
    """Numbers the calls from one."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.inside = False
        """Whether a call is on its way, whose own calls are part of it."""

    def at(self, name: str, call: Callable[..., Any], *words: Any, **more: Any) -> Any:
        """One call; what it gives is given to the program."""
        return call(*words, **more)


def _counted(name: str) -> Callable[..., Any]:
    plain = getattr(Disk, name)

    def counted(self: Counting, *words: Any, **more: Any) -> Any:
        if self.inside:
            return plain(self, *words, **more)
        self.called.append(name)
        self.inside = True
        try:
            return self.at(name, plain, self, *words, **more)
        finally:
            self.inside = False

    return counted


for name in CALLS:
    setattr(Counting, name, _counted(name))


class Failing(Counting):
    """The call of a number fails with an error, once or from then on; `done` says whether it took place first."""

    def __init__(self, number: int, error: int, *, done: bool = False, always: bool = False) -> None:
        super().__init__()
        self.number, self.error, self.done, self.always = number, error, done, always

    def at(self, name: str, call: Callable[..., Any], *words: Any, **more: Any) -> Any:
        here = len(self.called)
        if here < self.number or (here > self.number and not self.always):
            return call(*words, **more)
        if self.done or name == "close":  # a close that fails has closed
            call(*words, **more)
        raise OSError(self.error, os.strerror(self.error))


class Killing(Counting):
    """The program is killed before the call of a number, after it, or when half of what it writes is written."""

    def __init__(self, number: int, when: str) -> None:
        super().__init__()
        self.number, self.when = number, when

    def at(self, name: str, call: Callable[..., Any], *words: Any, **more: Any) -> Any:
        if len(self.called) != self.number:
            return call(*words, **more)
        if self.when == "half" and name == "write":
            disk, handle, data = words
            call(disk, handle, data[: len(data) // 2])
        elif self.when == "after":
            with suppress(OSError):
                call(*words, **more)
        os.kill(os.getpid(), signal.SIGKILL)
        return None


class Little(Disk):
    """Writes and reads a few bytes at a time, and is interrupted every third time."""

    def __init__(self, most: int = 1000) -> None:
        self.most, self.calls = most, 0

    def write(self, handle: int, data: bytes | memoryview) -> int:
        self._interrupt()
        return super().write(handle, data[: self.most])

    def read(self, handle: int, size: int) -> bytes:
        self._interrupt()
        return super().read(handle, min(size, self.most))

    def _interrupt(self) -> None:
        self.calls += 1
        if self.calls % 3 == 0:
            raise InterruptedError(errno.EINTR, os.strerror(errno.EINTR))


class Recording(Disk):
    """Writes down what changes files and names, for the states that a loss of power may leave."""

    def __init__(self) -> None:
        self.asked: list[Operation] = []
        self.numbers: dict[tuple[int, int], int] = {}
        """Of the files, by device and inode."""

    def number(self, handle: int) -> int:
        found = os.fstat(handle)
        return self.numbers.setdefault((found.st_dev, found.st_ino), len(self.numbers))

    def open(self, path: str, flags: int, mode: int = 0o600) -> int:
        new = not os.path.lexists(path)
        handle = super().open(path, flags, mode)
        if new and flags & os.O_CREAT:
            self.asked.append(Create(self.number(handle), path))
        return handle

    def make_folder(self, path: str) -> None:
        missing = [str(folder) for folder in (Path(path), *Path(path).parents) if not folder.exists()]
        self.asked += map(MakeFolder, reversed(missing))
        super().make_folder(path)

    def write(self, handle: int, data: bytes | memoryview) -> int:
        found = os.fstat(handle)
        appends = os.get_blocking(handle) and _appends(handle)
        at = found.st_size if appends else os.lseek(handle, 0, os.SEEK_CUR)
        taken = super().write(handle, data)
        self.asked.append(Write(self.number(handle), bytes(data[:taken]), at))
        return taken

    def fsync(self, handle: int, *, through: bool = False) -> None:
        super().fsync(handle, through=through)
        path = os.readlink(f"/proc/self/fd/{handle}")
        self.asked.append(SyncFolder(path) if os.path.isdir(path) else Sync(self.number(handle)))

    def truncate(self, handle: int, size: int) -> None:
        super().truncate(handle, size)
        self.asked.append(Truncate(self.number(handle), size))

    def replace(self, source: str, target: str) -> None:
        super().replace(source, target)
        self.asked.append(Replace(source, target))

    def place(self, source: str, target: str) -> None:
        super().place(source, target)
        self.asked.append(Replace(source, target))

    def exchange(self, one: str, other: str) -> bool:
        done = super().exchange(one, other)
        if done:
            self.asked.append(Exchange(one, other))
        return done

    def link(self, source: str, target: str) -> None:
        super().link(source, target)
        self.asked.append(Link(source, target))

    def unlink(self, path: str) -> None:
        super().unlink(path)
        self.asked.append(Remove(path))


def _appends(handle: int) -> bool:
    import fcntl

    return bool(fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_APPEND)


def killed(do: Callable[[Disk], object], number: int, when: str) -> bool:
    """Do something in a process that is killed at the call of a number; whether it came so far."""
    process = os.fork()
    if process == 0:
        try:
            do(Killing(number, when))
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def calls(do: Callable[[Disk], object]) -> list[str]:
    """The calls that something makes when nothing goes wrong."""
    disk = Counting()
    do(disk)
    return disk.called
