"""What storage asks of the operating system, call by call: a seam at which a test can fail, record or end each of them.

Every call raises OSError as the system does. Nothing here decides anything; that is `save`, `backups` and `journal`.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # Windows
    flock = None  # type: ignore[assignment]

EXCLUSIVE = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
"""For a file that must not be there yet."""

OVER = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""For a file that is there, without emptying it."""

READING = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

UNABLE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})
"""How a system or a file system says that it has no such call."""

PATIENCE = 3.0
"""Seconds that somebody else's save is waited for."""

PAUSE = 0.005
"""Seconds between two tries."""

PIECE = 1 << 20
"""Bytes that are read at once."""


class Disk:
    """The system's calls."""

    def open(self, path: str, flags: int, mode: int = 0o600) -> int:
        return os.open(path, flags, mode)

    def read(self, handle: int, size: int) -> bytes:
        return os.read(handle, size)

    def write(self, handle: int, data: bytes | memoryview) -> int:
        """The number of bytes taken, which may be fewer than were given."""
        return os.write(handle, data)

    def fsync(self, handle: int, *, through: bool = False) -> None:
        """Force a file to the disk; `through` the drive's own memory too where the system makes that a difference."""
        if through and sys.platform == "darwin":
            import fcntl

            try:
                fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
                return
            except OSError as error:
                if error.errno not in UNABLE:  # as many a network drive is
                    raise
        os.fsync(handle)

    def close(self, handle: int) -> None:
        os.close(handle)

    def truncate(self, handle: int, size: int) -> None:
        os.ftruncate(handle, size)

    def replace(self, source: str, target: str) -> None:
        """Give a file another name, in the place of what has it."""
        for wait in (*([0.05] * 10 if sys.platform == "win32" else []), 0.0):
            try:
                os.replace(source, target)
                return
            except PermissionError:
                if not wait:
                    raise
                time.sleep(wait)  # Windows refuses while another program holds the file

    def exchange(self, one: str, other: str) -> bool:
        """Let two files change names in one step; whether the system can."""
        return _renamed(one, other, swap=True)

    def place(self, source: str, target: str) -> None:
        """Give a file a name that nothing has. Raises FileExistsError."""
        if _renamed(source, target, swap=False):
            return
        try:
            self.link(source, target)
        except OSError as error:
            if isinstance(error, FileExistsError) or os.path.lexists(target):
                raise
            os.rename(source, target)
        else:
            self.unlink(source)

    def link(self, source: str, target: str) -> None:
        os.link(source, target)

    def unlink(self, path: str) -> None:
        os.unlink(path)

    def stat(self, path: str) -> os.stat_result:
        return os.stat(path)

    def may_write(self, path: str) -> bool:
        """Whether a file can be written, and nobody has said that it should not be."""
        effective = os.access in os.supports_effective_ids
        return os.access(path, os.W_OK, effective_ids=effective) and bool(os.stat(path).st_mode & 0o222)

    def chmod(self, path: str, mode: int) -> None:
        os.chmod(path, mode)

    def chown(self, path: str, user: int, group: int) -> None:
        if sys.platform != "win32":
            os.chown(path, user, group)

    def attributes(self, path: str) -> dict[str, bytes]:
        """The extended attributes of a file, access lists among them, where the system shows them."""
        if sys.platform != "linux":
            return {}
        try:
            return {name: os.getxattr(path, name) for name in os.listxattr(path)}
        except OSError as error:
            if error.errno in UNABLE:
                return {}
            raise

    def set_attribute(self, path: str, name: str, value: bytes | None) -> None:
        """State an extended attribute, or remove it for None."""
        if sys.platform == "linux":
            if value is None:
                os.removexattr(path, name)
            else:
                os.setxattr(path, name, value)

    def sync_folder(self, path: str) -> None:
        """Force the names in a folder to the disk, where the system can."""
        if sys.platform == "win32":
            return
        handle = self.open(path, READING)
        try:
            self.fsync(handle)
        except OSError as error:
            if error.errno not in UNABLE | {errno.EROFS, errno.EBADF}:
                raise
        finally:
            self.close(handle)

    @contextmanager
    def alone(self, folder: str) -> Iterator[None]:
        """Within it no other program of this kind saves into a folder, as far as the system can see to that.

        Somebody who takes too long is not waited for: whoever relies on this alone is wrong.
        """
        handle = -1
        if flock is not None:
            with suppress(OSError):
                handle = self.open(folder, READING)
        try:
            until = time.monotonic() + PATIENCE
            while handle >= 0 and time.monotonic() < until:
                try:
                    flock(handle, LOCK_EX | LOCK_NB)
                    break
                except BlockingIOError:
                    time.sleep(PAUSE)
                except OSError:
                    break
            yield
        finally:
            if handle >= 0:
                with suppress(OSError):
                    self.close(handle)

    def make_folder(self, path: str) -> None:
        """Make a folder that only its owner sees, and those above it that are missing, and force their names out."""
        made, here = [], os.path.abspath(path)
        while not os.path.exists(here):
            made.append(here)
            here = os.path.dirname(here)
        os.makedirs(path, mode=0o700, exist_ok=True)
        for folder in made:
            with suppress(OSError):  # a folder may be one to write in and not to read
                self.sync_folder(os.path.dirname(folder))

    def names(self, folder: str) -> list[str]:
        return os.listdir(folder)

    def free(self, folder: str) -> int | None:
        """Bytes that an ordinary user can still write in a folder; None where nobody knows."""
        try:
            import shutil

            return shutil.disk_usage(folder).free
        except OSError:
            return None

    # -- whole files ------------------------------------------------------------------------------------------------

    def write_all(self, handle: int, data: bytes) -> None:
        """Write until all is written, however little the system takes at once."""
        rest = memoryview(data)
        while rest:
            try:
                taken = self.write(handle, rest)
            except InterruptedError:
                continue
            if not taken:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            rest = rest[taken:]

    def read_all(self, path: str) -> bytes:
        handle = self.open(path, READING)
        try:
            pieces: list[bytes] = []
            while True:
                try:
                    piece = self.read(handle, PIECE)
                except InterruptedError:
                    continue
                if not piece:
                    return b"".join(pieces)
                pieces.append(piece)
        finally:
            self.close(handle)


DISK = Disk()
"""The one that is there."""


# -- names that change places ---------------------------------------------------------------------------------------

HERE = -100
"""Linux's AT_FDCWD: a path counts from the present folder."""

NUMBERS = {"x86_64": 316, "aarch64": 276, "armv7l": 382, "ppc64le": 357, "s390x": 347, "riscv64": 276}
"""Of the system call renameat2, for C libraries that have no function for it."""


def _renamed(source: str, target: str, *, swap: bool) -> bool:
    """Rename, or swap, in one step where the system can; whether it could. Raises OSError where it would not."""
    call = _rename()
    if call is None:
        return False
    failed = call(os.fsencode(source), os.fsencode(target), swap)
    if failed in UNABLE or failed == errno.EPERM:  # so says a sandbox that knows no such call, too
        return False
    if failed:
        raise OSError(failed, os.strerror(failed), source, None, target)
    return True


@cache
def _rename() -> Callable[[bytes, bytes, bool], int] | None:
    """The system's call that renames without overwriting or else swaps, with its error number; None without one."""
    import ctypes  # takes longer to load than all else that a save needs, so only a save loads it

    if sys.platform not in ("linux", "darwin"):
        return None
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        mac = getattr(library, "renamex_np", None)
        return None if mac is None else lambda a, b, swap: ctypes.get_errno() if mac(a, b, 2 if swap else 4) else 0
    linux, number = getattr(library, "renameat2", None), NUMBERS.get(os.uname().machine)
    if linux is not None:
        return lambda a, b, swap: ctypes.get_errno() if linux(HERE, a, HERE, b, 2 if swap else 1) else 0
    if number is None:
        return None
    return lambda a, b, swap: ctypes.get_errno() if library.syscall(number, HERE, a, HERE, b, 2 if swap else 1) else 0
