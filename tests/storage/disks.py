"""Disks that fail, and disks that tell what was asked of them."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any

from sketchpad.storage.disk import Disk

CALLS = (
    "open",
    "read",
    "write",
    "fsync",
    "close",
    "truncate",
    "replace",
    "exchange",
    "place",
    "link",
    "unlink",
    "stat",
    "may_write",
    "chmod",
    "chown",
    "attributes",
    "set_attribute",
    "sync_folder",
    "make_folder",
    "names",
)


class Told(Disk):
    """Tells each call before it is made; what it is told to does may raise."""

    def __init__(self, tell: Callable[[str, tuple[Any, ...]], None]) -> None:
        for name in CALLS:
            setattr(self, name, self._telling(tell, name))

    def _telling(self, tell: Callable[[str, tuple[Any, ...]], None], name: str) -> Callable[..., Any]:
        plain = getattr(super(), name)

        def call(*given: Any, **named: Any) -> Any:
            tell(name, given)
            return plain(*given, **named)

        return call


class Failing(Told):
    """Fails at the n-th call of all, or of one name, counting from one."""

    def __init__(self, number: int, at: int, name: str = "") -> None:
        self.calls = 0
        self.failed = ""
        """The call that failed."""
        self.number, self.at, self.name = number, at, name
        super().__init__(self._count)

    def _count(self, name: str, given: tuple[Any, ...]) -> None:
        if self.name in ("", name):
            self.calls += 1
            if self.calls == self.at:
                self.failed = name
                raise OSError(self.number, os.strerror(self.number))


class WithoutExchange(Disk):
    """A system that cannot let two files change names."""

    def exchange(self, one: str, other: str) -> bool:
        return False


class Bounded(Disk):
    """Lets files grow by so many bytes, and then no more; what they have can be written over."""

    def __init__(self, room: int, piece: int = 1 << 30) -> None:
        self.room, self.piece = room, piece

    def write(self, handle: int, data: bytes | memoryview) -> int:
        over = os.fstat(handle).st_size - os.lseek(handle, 0, os.SEEK_CUR)
        if not self.room + over:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = super().write(handle, data[: min(self.room + over, self.piece)])
        self.room -= max(0, taken - over)
        return taken

    def free(self, folder: str) -> int | None:
        return self.room
