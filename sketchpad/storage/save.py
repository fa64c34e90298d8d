"""Saving, all or nothing: after any crash or full disk the file is exactly the old or exactly the new version.

The new content is made and checked before the disk is touched, written to a file beside the old one, forced to the
disk, and only then put in the place of the old one: by an exchange, so that what it displaces can be looked at and put
back if it is not what was read, or by a rename where the system cannot exchange. A copy of what was there is kept.

A rename makes another file of it. Where that would take away what the file is (its other names, its owner, its access
list) it is written over instead, which is not all or nothing: so both contents are kept before.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from contextlib import suppress
from dataclasses import dataclass

from ..model import Design
from .backups import DAY, Backups
from .content import as_bytes, encoded
from .disk import DISK, EXCLUSIVE, OVER, UNABLE, Disk
from .processes import runs
from .refusals import REFUSED, UNCHANGED, ChangedOnDisk, NoFile, NotAllowed, OnlyInPlace, reason, refusal

ABSENT = ""
"""The digest to expect where there should be no file yet."""

LONGEST = 255
"""Bytes of a name."""

DEVICES = ("/dev/std", "/dev/fd/", "/proc/")
"""Beginnings of names that stand for what a program has open."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written."""

    digest: str
    """SHA-256 of the file's bytes."""
    unconfirmed: str = ""
    """Why the disk did not confirm that the file has them; empty where it did."""
    uncopied: str = ""
    """Why no copy of what was there before was kept; empty where one was, or where none was needed."""


def save(
    path: str | os.PathLike[str],
    content: Design | str,
    expected_digest: str | None = None,
    *,
    in_place: bool = False,
    stream: bool = False,
    backups: Backups | None = None,
    disk: Disk = DISK,
) -> Saved:
    """Put a design, or a text as it is, into a file. Raises SaveError.

    With `expected_digest`, the digest of the file as it was read or ABSENT, a file that has changed since, or is there,
    raises ChangedOnDisk. A link stays a link, and its target is written. A folder that takes no new file raises
    OnlyInPlace; `in_place` writes over the file that is there. `stream` allows pipes and devices.
    """
    name = os.fspath(path)
    data = as_bytes(content if isinstance(content, str) else encoded(name, content))
    return _Save(name, data, expected_digest, backups or Backups(disk=disk), disk).run(in_place, stream)


@dataclass
class _Save:
    """One save on its way."""

    name: str
    data: bytes
    expected: str | None
    backups: Backups
    disk: Disk
    uncopied: str = ""
    ours: bool = True
    """Whether the file beside the old one is the new one, so that nobody misses it."""
    became: str = UNCHANGED
    """What is to be said of the file should a call fail here."""

    def run(self, in_place: bool, stream: bool) -> Saved:
        target = self.name
        try:
            if self._streams(stream):
                return self._stream()
            target = os.path.realpath(self.name)
            # An exchange that is taken back shows others for a moment what they must not build on.
            with self.disk.alone(os.path.dirname(target) or os.curdir):
                found = self._look(target)
                old = self._compared(target, found)
                if found is None:
                    self._put(target, found, old)
                elif in_place or found.st_nlink > 1 or not self._put(target, found, old):
                    self._write_over(target, old)
        except OSError as error:
            folder = os.path.dirname(target) or os.curdir
            raise refusal(error, folder, len(self.data), self.disk.free(folder), self.became) from error
        except ValueError as error:  # a zero byte in the name
            raise NoFile(f"that is no name of a file: {error}") from None
        return Saved(hashlib.sha256(self.data).hexdigest(), self._confirmed(os.path.dirname(target)), self.uncopied)

    # -- what is there ----------------------------------------------------------------------------------------------

    def _streams(self, allowed: bool) -> bool:
        """Whether the name is that of a pipe or device. Raises SaveError where that is not wanted."""
        if not os.path.exists(self.name):
            return False
        mode = self.disk.stat(self.name).st_mode
        if stat.S_ISDIR(mode):
            raise NoFile("expected a file, found a directory")
        if stat.S_ISREG(mode) and not os.path.abspath(self.name).startswith(DEVICES):
            return False
        if not allowed:
            raise NoFile("this is no ordinary file")
        return True

    def _look(self, target: str) -> os.stat_result | None:
        """The file that is there; None where there is none. Raises SaveError where it is not to be written."""
        try:
            found = self.disk.stat(target)
        except FileNotFoundError:
            return None
        if not self.disk.may_write(target):
            raise NotAllowed(f"the file is read-only; {UNCHANGED}")
        return found

    def _compared(self, target: str, found: os.stat_result | None) -> bytes:
        """What is in the file. Raises ChangedOnDisk where that is not what was read."""
        if self.expected == ABSENT and found is not None:
            raise ChangedOnDisk("the file exists already; not overwritten")
        try:
            old = b"" if found is None else self.disk.read_all(target)
        except FileNotFoundError:
            found, old = None, b""
        if self.expected and found is None:
            raise ChangedOnDisk("the file was deleted since it was read; not saved")
        if self.expected and hashlib.sha256(old).hexdigest() != self.expected:
            raise ChangedOnDisk("the file changed on disk since it was read; not saved")
        return old

    # -- beside, and then in the place of the old --------------------------------------------------------------------

    def _put(self, target: str, found: os.stat_result | None, old: bytes) -> bool:
        """Put the new file in the place of the old one; whether it could be made like the old one."""
        _sweep(target, self.disk)
        temporary = _beside(target)
        try:
            handle = self.disk.open(temporary, EXCLUSIVE, 0o666 if found is None else 0o600)
        except OSError as error:
            if found is not None and error.errno in REFUSED:
                where = os.path.dirname(target) or os.curdir
                raise OnlyInPlace(f"{where} takes no new file ({reason(error)}); {UNCHANGED}") from error
            raise
        self.ours = True
        try:
            try:
                self.disk.write_all(handle, self.data)
                alike = found is None or self._alike(found, target, temporary)
                self.disk.fsync(handle, through=True)
            finally:
                self.disk.close(handle)
            if not alike:
                return False
            if os.path.realpath(self.name) != target:
                raise ChangedOnDisk("the link leads to another file since it was read; not saved")
            if found is None:
                self._place(temporary, target)
            else:
                self._copy(target, old)
                self._exchange(temporary, target, old)
        finally:
            if self.ours:
                with suppress(OSError):
                    self.disk.unlink(temporary)
        return True

    def _alike(self, found: os.stat_result, target: str, temporary: str) -> bool:
        """Give the new file the owner, access list and permissions of the old one; whether it has them."""
        made = self.disk.stat(temporary)
        try:
            if (made.st_uid, made.st_gid) != (found.st_uid, found.st_gid):
                self.disk.chown(temporary, found.st_uid, found.st_gid)
            wanted, there = self.disk.attributes(target), self.disk.attributes(temporary)
            for name in wanted.keys() | there.keys():
                if wanted.get(name) != there.get(name):
                    self.disk.set_attribute(temporary, name, wanted.get(name))
            self.disk.chmod(temporary, stat.S_IMODE(found.st_mode))
        except OSError as error:
            if error.errno in REFUSED | UNABLE:
                return False
            raise
        made = self.disk.stat(temporary)
        return (made.st_uid, made.st_gid, made.st_mode) == (found.st_uid, found.st_gid, found.st_mode)

    def _place(self, temporary: str, target: str) -> None:
        """Give the new file its name, which nothing has unless somebody was quicker."""
        try:
            self.disk.place(temporary, target)
        except FileExistsError:
            if self.expected == ABSENT:
                raise ChangedOnDisk("another program made the file meanwhile; not overwritten") from None
            self._copy(target, self.disk.read_all(target))
            self.disk.replace(temporary, target)

    def _exchange(self, temporary: str, target: str, old: bytes) -> None:
        """Put the new file in the place of the old one, if that is still what it was. Raises ChangedOnDisk."""
        self.ours = False
        try:
            swapped = self.disk.exchange(temporary, target)
        except FileNotFoundError:
            self.ours = True
            raise ChangedOnDisk("the file was deleted while it was saved; not saved") from None
        except OSError:
            self.ours = True
            raise
        if not swapped:
            self.ours = True
            self._replace(temporary, target, old)
        elif (problem := self._displaced(temporary, target, old)) is not None:
            self._turn_back(temporary, target)
            raise problem
        self.ours = True

    def _displaced(self, temporary: str, target: str, old: bytes) -> Exception | None:
        """What is wrong with the file that was displaced: it is not the one that was read, or nobody can tell."""
        try:
            displaced = self.disk.read_all(temporary)
        except OSError as error:
            return error
        if displaced != old and self.expected is None:
            self._copy(target, displaced)
        if displaced == old or (self.expected is None and not self.uncopied):
            return None
        return ChangedOnDisk("the file changed on disk while it was saved; not saved")

    def _turn_back(self, temporary: str, target: str) -> None:
        """Put back what was displaced. Where that fails it stays beside the file, and nobody removes it."""
        try:
            self.disk.exchange(temporary, target)
            self.ours = self.disk.read_all(temporary) == self.data
        except OSError as error:
            where = f"what another program wrote is in {temporary}"
            raise ChangedOnDisk(f"the file changed on disk while it was written over; {where}") from error

    def _replace(self, temporary: str, target: str, old: bytes) -> None:
        """Where the system cannot exchange: look once more, and rename."""
        there = self.disk.read_all(target)
        if there != old and self.expected is not None:
            raise ChangedOnDisk("the file changed on disk while it was saved; not saved")
        self._copy(target, there)
        self.disk.replace(temporary, target)

    # -- over the old ------------------------------------------------------------------------------------------------

    def _write_over(self, target: str, old: bytes) -> None:
        """Write over the file as it is. Both contents are kept before; where that is impossible nothing is done."""
        try:
            self.backups.keep(target, old)
            self.backups.keep(target, self.data)
        except OSError as error:
            why = f"it can only be written over, and no copy of it can be kept: {reason(error)}"
            raise NotAllowed(f"{why}; {UNCHANGED}") from error
        handle = self.disk.open(target, OVER)
        try:
            if self.disk.read_all(target) != old:
                raise ChangedOnDisk("the file changed on disk while it was saved; not saved")
            try:
                self._refill(handle, self.data)
            except OSError:
                self.became = "the file may be damaged; `sketchpad recover` has both versions"
                os.lseek(handle, 0, os.SEEK_SET)
                self._refill(handle, old)
                self.became = UNCHANGED
                raise
        finally:
            with suppress(OSError):  # what was written is on the disk
                self.disk.close(handle)

    def _refill(self, handle: int, data: bytes) -> None:
        self.disk.write_all(handle, data)
        self.disk.truncate(handle, len(data))
        self.disk.fsync(handle, through=True)

    def _stream(self) -> Saved:
        """Write to a pipe or a device."""
        self.became = "not all of it was written"
        handle = self.disk.open(self.name, os.O_WRONLY | os.O_APPEND)
        try:
            self.disk.write_all(handle, self.data)
        finally:
            self.disk.close(handle)
        return Saved(hashlib.sha256(self.data).hexdigest())

    # -- afterwards --------------------------------------------------------------------------------------------------

    def _copy(self, target: str, content: bytes) -> None:
        """Keep what is displaced; that it cannot be kept is said and keeps nobody from saving."""
        if content == self.data:
            return
        try:
            self.backups.keep(target, content)
        except OSError as error:
            self.uncopied = reason(error)

    def _confirmed(self, folder: str) -> str:
        """Force the new name to the disk; why it did not confirm that, or nothing."""
        try:
            self.disk.sync_folder(folder or os.curdir)
        except OSError as error:
            return reason(error)
        return ""


# -- temporary files ------------------------------------------------------------------------------------------------


def _beside(target: str) -> str:
    """A name for the new file beside the old one, which says whose it is and which program makes it."""
    folder, name = os.path.split(target)
    tail = f".{os.getpid()}.{os.urandom(4).hex()}.tmp"
    return os.path.join(folder, f".{_short(name)}{tail}")


def _short(name: str) -> str:
    """As much of a name as leaves room for what is added, whole characters only."""
    while len(os.fsencode(name)) > LONGEST - 30:
        name = name[:-1]
    return name


def _sweep(target: str, disk: Disk) -> None:
    """Remove what programs that are gone left beside a file more than a day ago."""
    folder, name = os.path.split(target)
    ours = re.compile(rf"\.{re.escape(_short(name))}\.(\d+)\.[0-9a-f]{{8}}\.tmp")
    with suppress(OSError):
        for other in disk.names(folder or os.curdir):
            if (match := ours.fullmatch(other)) and not runs(int(match[1])):
                path = os.path.join(folder, other)
                with suppress(OSError):
                    if time.time() - os.lstat(path).st_mtime > DAY:
                        disk.unlink(path)
