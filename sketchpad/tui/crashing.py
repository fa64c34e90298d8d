"""A fault of the program's own: what is said of it, and where it is written down, without anything of the design."""

from __future__ import annotations

import faulthandler
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from .. import __version__
from ..model.text import plain

if TYPE_CHECKING:
    from .session import Session

NAME = "crash.log"
LARGE = 256 * 1024
"""Bytes from which on the log is begun anew."""


class CrashLog:
    """The log in a folder. Without a usable folder nothing is written down, and all else is the same."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._file: IO[bytes] | None = None

    def __enter__(self) -> CrashLog:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> bool:
        """A fault ends here, told in a few lines; what else ends the program goes on."""
        fault = isinstance(error, Exception)
        if error is not None and fault:
            for line in self.told(
                error, "Unsaved edits, if there are any, are kept: start sketchpad again to recover."
            ):
                print(plain(line), file=sys.stderr)
        self.close()
        return fault

    def open(self) -> None:
        """From here on a fault in the machine's own code is written down too."""
        with suppress(OSError, ValueError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            large = self.path.exists() and self.path.stat().st_size > LARGE
            flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if large else os.O_APPEND)
            self._file = os.fdopen(os.open(self.path, flags, 0o600), "wb", buffering=0)
            faulthandler.enable(self._file)

    def close(self) -> None:
        """The program ends as it should; a log in which nothing stands is not left behind."""
        if self._file is None:
            return
        with suppress(OSError, ValueError):
            faulthandler.disable()
            self._file.close()
            if self.path.stat().st_size == 0:
                self.path.unlink()
        self._file = None

    def record(self, error: BaseException) -> bool:
        """Write down where a fault came about; whether that was possible."""
        if self._file is None:
            return False
        try:
            self._file.write("".join(f"{line}\n" for line in (*_head(error), *trail(error), "")).encode())
        except OSError:
            return False
        return True

    def told(self, error: BaseException, kept: str) -> list[str]:
        """What to say to the user, in five lines; `kept` is what became of unsaved work."""
        where = trail(error)[-1:] or ["an unknown place"]
        log = f"Where it happened is in {self.path}, without anything of your design."
        return [
            f"sketchpad stopped on a fault of its own: {type(error).__name__}",
            where[0].strip(),
            kept,
            log if self.record(error) else "It could not be written down.",
            "A report with that file would help to mend it.",
        ]


def _head(error: BaseException) -> list[str]:
    import platform

    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return [
        f"{now}: {type(error).__name__}",
        f"sketchpad {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}",
    ]


def trail(error: BaseException) -> list[str]:
    """The calls that led to a fault, the last one last: places in code, and no values, which may be a design's."""
    places, here = [], error.__traceback__
    while here is not None:
        code = here.tb_frame.f_code
        places.append(f"  {_short(code.co_filename)}:{here.tb_lineno} in {code.co_name}")
        here = here.tb_next
    return places


def _short(path: str) -> str:
    """A path from the folder of packages that it lies in, which says nothing of whose machine it is."""
    for mark in ("/site-packages/", "/sketchpad/"):
        if mark in path:
            return path.rpartition(mark)[2]
    return os.path.basename(path)


def kept(session: Session) -> str:
    """What becomes of unsaved work when the program ends here; it is forced to the disk."""
    if "journal" not in vars(session) or not session.unsaved:
        return "Nothing was unsaved." if not session.unsaved else "Unsaved work is lost."
    journal = session.journal
    with suppress(OSError):
        journal.sync()
    if journal.off or session.state is None:
        return "Unsaved work is lost."
    edits = "1 unsaved edit is" if journal.edits == 1 else f"{journal.edits} unsaved edits are"
    return f"Your {edits} kept: start sketchpad on {session.name} again to recover."
