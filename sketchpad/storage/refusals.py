"""Why a design was not saved: each reason has a code, says what it is about, and what became of the file."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from typing import ClassVar

UNCHANGED = "the file is unchanged"


class SaveError(Exception):
    """Why a design was not saved. The file is as it was, unless the message says otherwise."""

    code: ClassVar[str] = "SAVE-007"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(SaveError):
    """The design cannot be written down; the disk was not touched."""

    code = "SAVE-001"


class NoRoom(SaveError):
    """The disk or the quota is full."""

    code = "SAVE-002"


class NotAllowed(SaveError):
    """The file is read-only, or the system refuses."""

    code = "SAVE-003"


class ChangedOnDisk(SaveError):
    """Somebody else changed the file since it was read."""

    code = "SAVE-004"


class NoFile(SaveError):
    """What has that name holds no design: a folder, a pipe, a device."""

    code = "SAVE-005"


class OnlyInPlace(SaveError):
    """The folder takes no new file, but the file that is there could be written over, with `in_place`."""

    code = "SAVE-008"


SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

WORDS: Mapping[int, str] = {
    errno.EDQUOT: "the quota is used up",
    errno.ENOENT: "no such folder",
    errno.ELOOP: "the link leads back to itself",
    errno.EIO: "input/output error",
    errno.ESTALE: "the network drive lost sight of the file",
}
"""Where the system's own words would not do."""


def reason(error: OSError) -> str:
    """Why a call failed, in words."""
    return WORDS.get(error.errno or 0) or (error.strerror or str(error)).lower()


def refusal(error: OSError, folder: str, needed: int, free: int | None, became: str = UNCHANGED) -> SaveError:
    """What to say when a call failed while `needed` bytes were to be written into a folder."""
    why = reason(error)
    if error.errno in SPACE:
        left = "" if free is None else f", {size(free)} free"
        why = f"no space left in {folder}" if error.errno == errno.ENOSPC else why
        return NoRoom(f"{why} (needs {size(needed)}{left}); {became}")
    if error.errno in REFUSED:
        return NotAllowed(f"{folder}: {why}; {became}")
    if error.errno == errno.ENOENT:
        return SaveError(f"{why} {folder or os.curdir}; {became}")
    return SaveError(f"{why}; {became}")


def size(count: int) -> str:
    """`812 bytes`, `2.3 MB`; `0 bytes` for none."""
    for unit, one in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= one:
            return f"{count / one:.1f} {unit}"
    return f"{count} bytes"
