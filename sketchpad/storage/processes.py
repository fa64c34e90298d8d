"""Which process made something, and whether it is gone. A number alone does not tell: it is used again."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

PATIENCE = 24 * 3600.0
"""Seconds after which a process of another machine, which nobody here can see, counts as gone."""


@dataclass(frozen=True, slots=True)
class Process:
    """A program that runs, or ran. What the system does not tell is empty."""

    pid: int
    start: str = ""
    """When it began, as its system counts."""
    boot: str = ""
    """Which start of the machine it belongs to."""
    host: str = ""
    tty: str = ""

    def as_object(self) -> dict[str, Any]:
        """The fields as JSON has them."""
        return asdict(self)

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Process:
        """What `as_object` gave. Raises ValueError."""
        pid = raw.get("pid")
        texts = {name: raw.get(name, "") for name in ("start", "boot", "host", "tty")}
        if type(pid) is not int or not all(isinstance(text, str) for text in texts.values()):
            raise ValueError("that describes no process")
        return cls(pid, **texts)

    def gone(self, idle: float) -> bool:
        """Whether it ended, as far as one can tell when it was last heard of `idle` seconds ago."""
        here = present()
        if self.host != here.host:
            return idle > PATIENCE
        if self.boot and here.boot and self.boot != here.boot:
            return True
        return not runs(self.pid) or bool(self.start and _start(self.pid) not in ("", self.start))


@cache
def present() -> Process:
    """The process that asks."""
    tty = ""
    for stream in (0, 2):
        with suppress(OSError, AttributeError):
            tty = tty or os.ttyname(stream)
    boot = ""
    with suppress(OSError), open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
        boot = file.read().strip()
    return Process(os.getpid(), _start(os.getpid()), boot, _host(), tty)


def runs(pid: int) -> bool:
    """Whether there is a process of a number; where nobody can tell, it is thought to run."""
    if sys.platform == "win32":
        return True  # asking there would end it
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return pid > 0


def _start(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[19].decode("ascii")
    except (OSError, IndexError):
        return ""


def _host() -> str:
    import socket

    return socket.gethostname()
