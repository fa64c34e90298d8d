"""Copies of what a save displaced: 30 days, 200 MB, by the file they are of and the digest of what is in them.

A folder for each file, named by the digest of its path; in it `path`, which says of which file, and a copy for each
content, named by its own digest and dated by when it was last kept.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from .disk import DISK, EXCLUSIVE, Disk
from .places import state_folder

DAYS = 30
"""How long a copy is kept."""

DAY = 86_400.0
"""Seconds."""

ROOM = 200_000_000
"""Bytes that all copies may take together."""

TIDIED = 10 * 60.0
"""Seconds after which old copies are looked for again."""

PATH = "path"
"""The name of the file that says of which file the copies are."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A content that a file once had."""

    path: str
    """Of the file, with links followed."""
    digest: str
    """SHA-256 of the content."""
    kept: float
    """When, in seconds since 1970."""
    size: int
    """Bytes."""


def key(path: str) -> str:
    """The name under which a file's copies, journals and locks are kept: of its path with links followed."""
    return hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:16]


class Backups:
    """The copies in a folder, by default that of the user; it may not be there yet."""

    def __init__(self, folder: str | os.PathLike[str] | None = None, disk: Disk = DISK) -> None:
        self.folder = os.fspath(folder if folder is not None else state_folder() / "backups")
        self._disk = disk

    def keep(self, path: str, content: bytes, digest: str = "") -> str:
        """Keep what a file holds; the digest to find it by, which may be known already. Raises OSError."""
        digest = digest or hashlib.sha256(content).hexdigest()
        folder = os.path.join(self.folder, key(path))
        copy = os.path.join(folder, digest)
        if self.content(path, digest) is not None:
            os.utime(copy)
            self._disk.sync_folder(folder)  # whoever kept it may have ended before that
            return digest
        self._disk.make_folder(folder)
        name = os.path.join(folder, PATH)
        if not os.path.exists(name):
            self._write(name, os.fsencode(os.path.realpath(path)))
        self._write(copy, content)
        self._disk.sync_folder(folder)
        self._tidy(spared=copy)
        return digest

    def content(self, path: str, digest: str) -> bytes | None:
        """What was kept of a file under a digest; None where it is gone or is no longer what it was."""
        try:
            content = self._disk.read_all(os.path.join(self.folder, key(path), digest))
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def of(self, path: str) -> list[Copy]:
        """The copies of a file, the latest first."""
        found = [copy for place, copy in self._in(os.path.join(self.folder, key(path))) if _whole(place)]
        return sorted(found, key=lambda copy: copy.kept, reverse=True)

    def everything(self) -> list[Copy]:
        """All copies, the latest first."""
        every = (found for name in self._names() for found in self._in(os.path.join(self.folder, name)))
        found = [copy for place, copy in every if _whole(place)]
        return sorted(found, key=lambda copy: copy.kept, reverse=True)

    def tidy(self, now: float, spared: str = "") -> None:
        """Remove what is older than `DAYS`, and the oldest beyond `ROOM`; never `spared`."""
        room = ROOM
        everything = [found for name in self._names() for found in self._in(os.path.join(self.folder, name))]
        for place, copy in sorted(everything, key=lambda found: found[1].kept, reverse=True):
            room -= copy.size
            if place != spared and (room < 0 or now - copy.kept > DAYS * DAY):
                with suppress(OSError):
                    self._disk.unlink(place)

    def _write(self, path: str, content: bytes) -> None:
        temporary = f"{path}.{os.getpid()}.{os.urandom(4).hex()}"
        handle = self._disk.open(temporary, EXCLUSIVE)
        try:
            try:
                self._disk.write_all(handle, content)
                self._disk.fsync(handle)
            finally:
                self._disk.close(handle)
            self._disk.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                self._disk.unlink(temporary)
            raise

    def _names(self) -> list[str]:
        try:
            return self._disk.names(self.folder)
        except OSError:
            return []

    def _in(self, folder: str) -> Iterator[tuple[str, Copy]]:
        """Where each copy in a folder lies, and the copy."""
        try:
            names = self._disk.names(folder)
            path = os.fsdecode(self._disk.read_all(os.path.join(folder, PATH)))
        except OSError:
            return
        for name in names:
            place = os.path.join(folder, name)
            with suppress(OSError):
                if name != PATH:
                    found = self._disk.stat(place)
                    yield place, Copy(path, name.partition(".")[0], found.st_mtime, found.st_size)

    def _tidy(self, spared: str) -> None:
        """Tidy, unless that was done a short while ago."""
        mark = os.path.join(self.folder, ".tidied")
        now = time.time()
        with suppress(OSError):
            if os.path.exists(mark) and 0 <= now - os.stat(mark).st_mtime < TIDIED:
                return
            self.tidy(now, spared)
            self._disk.close(self._disk.open(mark, os.O_WRONLY | os.O_CREAT))
            os.utime(mark)


def _whole(place: str) -> bool:
    """Whether a copy has its name for good; one that was being written as the program ended has not."""
    return "." not in os.path.basename(place)
