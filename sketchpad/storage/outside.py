"""Whether somebody else wrote a file: what is in it decides, never when it was written.

Asking where nothing happened costs one call of the system: the content is read again only where the file is another
one, or has another size or other times, than when it was read last. Times that are very fresh are not trusted: a file
may be written twice within a tick of the clock.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from enum import Enum
from typing import NamedTuple

from .disk import DISK, PIECE, READING, Disk

FRESH = 2.0
"""Seconds within which a file may be written once more without another time, on the coarsest of file systems."""


class News(Enum):
    """What became of a file."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


class Look(NamedTuple):
    """What was seen."""

    news: News
    digest: str = ""
    """Of what is there."""


SAME = Look(News.SAME)
Sign = tuple[int, ...]
"""Device, number, size and times of a file."""


class Watch:
    """Looks at one file."""

    def __init__(self, path: str | os.PathLike[str], disk: Disk = DISK) -> None:
        self.path = os.fspath(path)
        self._disk = disk
        self._sign: Sign | None = None
        """That of the content which was read last; None where it is to be read again."""
        self._digest = ""

    def look(self, known: str | None) -> Look:
        """What became of the file since it had the digest `known`; None where there was none."""
        try:
            found = self._disk.stat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            self._sign = None
            return SAME if known is None else Look(News.GONE)
        except OSError:
            return SAME  # a disk that does not answer now says nothing
        if not stat.S_ISREG(found.st_mode):
            return SAME
        if sign_of(found) != self._sign and not self._read():
            return SAME
        return SAME if self._digest == known else Look(News.CHANGED, self._digest)

    def _read(self) -> bool:
        """Read the content; whether that went well."""
        try:
            handle = self._disk.open(self.path, READING)
            try:
                before = sign_of(os.fstat(handle))
                content = hashlib.sha256()
                while piece := self._disk.read(handle, PIECE):
                    content.update(piece)
                found = os.fstat(handle)
            finally:
                self._disk.close(handle)
        except OSError:
            return False
        self._digest = content.hexdigest()
        settled = sign_of(found) == before and not 0 <= time.time() - found.st_mtime < FRESH
        self._sign = before if settled else None
        return True


def sign_of(found: os.stat_result) -> Sign:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
