"""The journal of a design: every edit, in a file of the user's own, until the design is saved.

A record is one line, written by one call: the checksum of the rest, and JSON. The first tells whose journal it is; each
of the others holds what an edit changed (see `differences`), what is known of the design they start from, or that it
was saved. A line that is cut off, as after a loss of power, is not counted, nor is anything behind it.

An edit is written at once, which is enough should the program end in any way, and forced to the disk a little later:
when nothing was done for a second, after fifty edits, and after five seconds at the latest.
"""

from __future__ import annotations

import json
import os
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .. import __version__
from ..model import EMPTY, FORMAT, Design
from .backups import Backups, key
from .differences import difference, written
from .disk import DISK, EXCLUSIVE, Disk
from .processes import present
from .refusals import SaveError, reason
from .writing import HALF, dumps, value_line

IDLE = 1.0
"""Seconds without an edit after which what was written is forced to the disk."""

MOST = 50
"""Edits after which it is, however quickly they come."""

LATEST = 5.0
"""Seconds after which it is in any case."""

LARGE = 4 << 20
"""Bytes beyond which all edits are written as one."""

VERSION = 1
"""Of the journal's own form."""

FOLDER, TRASH = "recovery", "trash"
"""Within the folder of states: journals, and those that somebody threw away."""

UNNAMED = "untitled"
"""What stands in the name of a journal for the key of a file that has no name yet."""

ENDING = ".jsonl"


def as_line(text: str) -> bytes:
    """A record, as it stands in the file, of its JSON."""
    data = HALF.sub(lambda half: f"\\u{ord(half.group()):04x}", text).encode("utf-8")
    return b"%08x %s\n" % (zlib.crc32(data), data)


def records(data: bytes) -> Iterator[dict[str, Any]]:
    """The records of a journal, up to the first that is not whole."""
    *rows, _ = data.split(b"\n")  # behind the last end of a line there is nothing, or what was cut off
    for row in rows:
        if not _sound(row):
            return
        try:
            record = json.loads(row[9:])
        except (ValueError, RecursionError):
            return
        if not isinstance(record, dict):
            return
        yield record


def damaged(data: bytes) -> bool:
    """Whether a journal holds records that `records` does not come to, behind one that is not whole."""
    sound = [*map(_sound, data.split(b"\n")[:-1])]
    return sound != sorted(sound, reverse=True)


def _sound(row: bytes) -> bool:
    return row[:9] == b"%08x " % zlib.crc32(row[9:])


@dataclass(frozen=True)
class Base:
    """What the edits start from."""

    design: Design = EMPTY
    path: str | None = None
    digest: str | None = None
    """Of the file it was read from, or saved to; None where there is no file."""


class Journal:
    """Writes down what is done to one design after the other. With no folder for states it does nothing.

    Edits come from one thread; `settle` may be called in another, and `sync` whenever the program is about to end.
    """

    def __init__(
        self,
        state: str | os.PathLike[str] | None = None,
        disk: Disk = DISK,
        write: Callable[[Design], str] = dumps,
    ) -> None:
        """`write` writes a design down as a whole."""
        self.state = None if state is None else os.fspath(state)
        self.off = ""
        """Why edits are not kept; empty where they are."""
        self.edits = 0
        """How many were written since the base."""
        self.wake: Callable[[], None] = lambda: None
        """Called after each edit: there is something to be forced to the disk."""
        self._disk, self._write = disk, write
        self._lock = threading.RLock()
        self._clear(Base())

    def _clear(self, base: Base) -> None:
        self._base = base
        self._last = base.design
        """The design as the records have it."""
        self._present = base.design
        """The design as it is, which may be ahead of them."""
        self._handle: int | None = None
        self.place = ""
        """The file; empty where there is none."""
        self._size, self._limit = 0, LARGE
        self._copied = ""
        """The digest of the copy of the base, once there is one."""
        self._settled = False
        """Whether the base is kept and the folder has the file for good."""
        self._unconfirmed = False
        """Whether the disk did not confirm a save that the edits led to."""
        self._doubt = ""
        """Why what is in the file may not be whole, which must be written anew; empty where nothing speaks for that."""
        self.edits = self._unsynced = 0
        self._first = self._latest = 0.0

    # -- what is done -----------------------------------------------------------------------------------------------

    def begin(self, design: Design, path: str | os.PathLike[str] | None, digest: str | None) -> None:
        """From here on edits are to this design. What was written before stays where it is."""
        with self._lock:
            self.sync()
            self._close()
            where = None if path is None else os.path.abspath(path)
            self._clear(Base(design if digest is not None else EMPTY, where, digest))

    def record(self, words: str, design: Design) -> None:
        """Write down what an edit made of the design, in addition to all that is not written yet."""
        if self.state is None:
            return
        with self._lock:
            try:
                self._edit(words, design)
            except OSError as error:
                self.off = reason(error)
            except ValueError:
                self.off = "the design holds what no file can"
            else:
                self.off = self._doubt
            self._present = design
        self.wake()

    def _edit(self, words: str, design: Design) -> None:
        made = written(difference(self._last, design))
        self._append(f'{{"words":{value_line(words)},"at":{time.time():.3f},"difference":{made}}}')
        self._last = design
        self.edits += 1
        self._latest = time.monotonic()
        if not self._unsynced:
            self._first = self._latest
        self._unsynced += 1

    def _append(self, text: str) -> None:
        if self._handle is None:
            self._open()
        assert self._handle is not None
        data = as_line(text)
        try:
            self._disk.write_all(self._handle, data)
        except OSError as error:
            try:
                self._disk.truncate(self._handle, self._size)
            except OSError:  # what was written of it hides whatever comes after
                self._doubt = reason(error)
            raise
        self._size += len(data)

    def _open(self) -> None:
        folder = self._made(FOLDER)
        who = UNNAMED if self._base.path is None else key(self._base.path)
        place = os.path.join(folder, f"{who}-{os.getpid()}-{os.urandom(4).hex()}{ENDING}")
        self._handle, self.place = self._disk.open(place, EXCLUSIVE | os.O_APPEND), place
        try:
            self._append(self._header())
        except OSError:
            self._remove()
            raise

    def _made(self, name: str) -> str:
        """A folder among the states, which is there."""
        folder = os.path.join(self.state or "", name)
        self._disk.make_folder(folder)
        return folder

    def _header(self) -> str:
        base = self._base
        about = {
            "journal": VERSION,
            "format": FORMAT,
            "sketchpad": __version__,
            "path": base.path,
            "base": base.digest,
            "copy": self._copied or None,
            "at": time.time(),
            "process": present().as_object(),
        }
        return json.dumps(about, separators=(",", ":"))

    # -- to the disk ------------------------------------------------------------------------------------------------

    def due(self) -> float | None:
        """Seconds until `settle` should be called; None where all is on the disk."""
        if not self._unsynced:
            return None
        if self._unsynced >= MOST:
            return 0.0
        return max(0.0, min(self._latest + IDLE, self._first + LATEST) - time.monotonic())

    def sync(self) -> None:
        """Force what was written to the disk; for the end of the program, so it neither waits nor raises."""
        self._unsynced = 0  # before the file is looked for: an edit that comes between is counted
        handle = self._handle
        if handle is not None:
            try:
                self._disk.fsync(handle)
            except OSError as error:
                if handle == self._handle:  # or else another thread is through with it
                    self.off = self._doubt = reason(error)  # what the disk refused once it never tries again

    def settle(self) -> None:
        """Force what was written to the disk; the first time keep what the edits start from; make a long journal short.

        This takes its time, so it is for another thread than that of the edits.
        """
        self.sync()
        base = self._base
        if self._handle is None:
            return
        try:
            if self._doubt:
                self._shorten()
            if not self._settled:
                self._keep(base)
            if self._size > self._limit:
                self._shorten()
        except (OSError, ValueError, SaveError):
            return  # the edits themselves are safe, and both is tried again with the next ones

    def _keep(self, base: Base) -> None:
        """Keep the design that the edits start from, for the case that the file changes."""
        self._disk.sync_folder(os.path.dirname(self.place))
        copy = ""
        if base.path is not None and base.digest is not None:
            kept = Backups(os.path.join(self.state or "", "backups"), self._disk)
            copy = kept.keep(base.path, self._write(base.design).encode("utf-8"))
        with self._lock:
            if self._base is base and self._handle is not None:
                if copy:
                    self._append(f'{{"copy":"{copy}"}}')
                self._copied, self._settled = copy, True

    def _shorten(self) -> None:
        """Write all edits as one, to another file, which then takes the place of this one."""
        with self._lock:
            old, place, handle = self._size, self.place, self._handle
            if handle is None:
                return  # saved meanwhile
            edits, words = self.edits, f"{self.edits} edits"
            made = written(difference(self._base.design, self._last))
            lines = as_line(self._header()) + as_line(
                f'{{"words":{value_line(words)},"at":{time.time():.3f},"edits":{edits},"difference":{made}}}'
            )
            temporary = f"{place}.new"
            with suppress(FileNotFoundError):
                self._disk.unlink(temporary)
            fresh = self._disk.open(temporary, EXCLUSIVE | os.O_APPEND)
            try:
                self._disk.write_all(fresh, lines)
                self._disk.fsync(fresh)
                self._disk.replace(temporary, place)
            except OSError:
                self._disk.close(fresh)
                self._disk.unlink(temporary)
                self._limit = 2 * old
                raise
            self._handle, self._size, self._limit = fresh, len(lines), max(LARGE, 2 * len(lines))
            with suppress(OSError):
                self._disk.close(handle)
            self._disk.sync_folder(os.path.dirname(place))
            if self._doubt:
                self.off = self._doubt = ""

    # -- the end of it ----------------------------------------------------------------------------------------------

    def saved(self, path: str | os.PathLike[str], design: Design, digest: str, confirmed: bool = True) -> None:
        """A design was saved, the one at hand or one before it: what is written down of it is needed no more.

        Where the disk did not confirm that, the journal stays, and goes on if it is of the same file.
        """
        with self._lock:
            last, place, where = self._present, self.place, os.path.abspath(path)
            if self.state is None:
                return
            if not confirmed and where == self._base.path:
                with suppress(OSError):
                    if place:
                        self._unconfirmed = True
                        self._append(f'{{"saved":"{digest}","at":{time.time():.3f}}}')
                return
            self.sync()
            self._close()
            self._clear(Base(design, where, digest))
            self.off = ""
            if last is not design and difference(design, last):
                self.record("what was done while saving", last)
                self._confirm()
            if place and confirmed and not self.off:
                with suppress(OSError):
                    self._disk.unlink(place)

    def _confirm(self) -> None:
        """Force what was written to the disk, and the name of the file with it; `off` says why that cannot be."""
        self.sync()
        try:
            if self.place:
                self._disk.sync_folder(os.path.dirname(self.place))
        except OSError as error:
            self.off = reason(error)

    def remove(self) -> None:
        """Nothing of what was done is missed, once the disk has confirmed what was saved."""
        with self._lock:
            self._remove()

    def discard(self) -> None:
        """Somebody does not want what was done; it stays in the trash for a while."""
        with self._lock:
            place = self.place
            self.sync()
            self._close()
            if place:
                throw_away(place, self.state or "", self._disk)
            self._clear(self._base)

    def _remove(self) -> None:
        place, needed = self.place, self._unconfirmed
        self._close()
        self._clear(self._base)
        if place and not needed:
            with suppress(OSError):
                self._disk.unlink(place)

    def _close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            with suppress(OSError):
                self._disk.close(handle)


def throw_away(place: str, state: str | os.PathLike[str], disk: Disk = DISK) -> None:
    """Move a journal to the trash. Where that cannot be it stays."""
    with suppress(OSError):
        folder = os.path.join(state, TRASH)
        disk.make_folder(folder)
        os.utime(place)
        disk.replace(place, os.path.join(folder, os.path.basename(place)))
