"""Saving, all or nothing: after any crash or full disk the file is exactly the old or exactly the new version.

The new content is made and checked before the disk is touched, written to a file beside the old one, forced to the
disk, and only then put in the place of the old one by a rename.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from typing import Any

from ..model import Design, NotationError, Part, parse, unparse
from ..model.design import FORMAT, Frozen
from .files import LARGEST, newer, read
from .shapes import SHELF_NAMES, frozen, settled
from .unreadable import Unreadable
from .writing import dumps, shelved


class SaveError(Exception):
    """Why a design was not saved. The file is as it was."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ChangedOnDisk(SaveError):
    """Somebody else changed the file since it was read."""


def encoded(path: str | os.PathLike[str], design: Design) -> str:
    """What `save` writes for a design: its canonical form, or notation for a `.sketch` file. Raises SaveError."""
    name = os.fspath(path)
    if design.format > FORMAT:
        raise SaveError(newer(design.format))
    return _as_notation(design) if name.endswith(".sketch") else _as_json(design)


def save(path: str | os.PathLike[str], content: Design | str, expected_digest: str | None = None) -> str:
    """Put a design, or a text as it is, into a file; the digest of what was written. Raises SaveError.

    With `expected_digest`, the digest of the file as it was read, a file that has changed since raises ChangedOnDisk.
    A link stays a link, and its target is written.
    """
    name = os.fspath(path)
    data = _bytes(content if isinstance(content, str) else encoded(name, content))
    try:
        target = os.path.realpath(name, strict=False)
        mode = _mode(target)
        if expected_digest is not None:
            _compare(target, expected_digest)
        _replace(target, data, mode)
    except OSError as error:
        raise SaveError(f"{_reason(error)}; the file is unchanged") from error
    return hashlib.sha256(data).hexdigest()


def _bytes(text: str) -> bytes:
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        raise SaveError("half a character, which a file cannot hold") from None
    if len(data) > LARGEST:
        raise SaveError(f"the design would take {len(data) >> 20} MiB; the most is {LARGEST >> 20} MiB")
    return data


# -- the content ----------------------------------------------------------------------------------------------------


def _as_json(design: Design) -> str:
    try:
        text = dumps(design)
        again = read("", text).design
    except (ValueError, Unreadable) as error:
        raise SaveError(f"the design cannot be written as a file: {error}") from error
    if _settled(again) != _settled(design):
        raise SaveError("the design would not read back as it is")
    return text


def _as_notation(design: Design) -> str:
    for thing in _everything(design):
        if thing.kept:
            key = next(iter(thing.kept))
            message = f"sketch notation cannot hold {key} of {thing}; save it under a name that ends in .sketch.json"
            raise SaveError(message)
    if design.spare:
        raise SaveError(f"sketch notation cannot hold two parts of the id {design.spare[0].id}")
    text = unparse(design)
    try:
        again = parse(text)
    except NotationError as error:
        raise SaveError(f"sketch notation cannot hold this design: {error.message}") from error
    if _settled(again) == _settled(design):
        return text
    odd = next((part for part in design.parts() if again.get(part.id) != part), design)
    raise SaveError(f"sketch notation cannot hold all of {odd}; save it under a name that ends in .sketch.json")


def _everything(design: Design) -> Iterator[Frozen]:
    yield design
    yield from design.parts()
    for flow in design.flows.values():
        yield from flow.steps
    yield from design.waivers


def _settled(design: Design) -> Design:
    """A design as it reads back: lists frozen, waivers in order, and of parts with one id the first in the lead."""
    owners: dict[str, Part] = {}
    spare: list[Part] = []
    for part in (part for name in SHELF_NAMES for part in shelved(design, name)):
        properties = getattr(part, "properties", {})
        if any(isinstance(value, list | dict) for value in properties.values()):
            part = part.but(properties=frozen(properties))
        if owners.setdefault(part.id, part) is not part:
            spare.append(part)
    fields: dict[str, Any] = {name: {} for name in SHELF_NAMES}
    for part in owners.values():
        fields[part.shelf][part.id] = part
    return design.model_copy(
        update={**fields, "spare": tuple(spare), "waivers": settled(design.waivers), "kept": frozen(design.kept)}
    )


# -- the disk -------------------------------------------------------------------------------------------------------


def _mode(target: str) -> int | None:
    """The permissions of the file that is there; None where there is none. Raises SaveError."""
    try:
        found = os.stat(target)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise SaveError("expected a file, found a directory")
    if not stat.S_ISREG(found.st_mode):
        raise SaveError("this is no ordinary file")
    if not os.access(target, os.W_OK):
        raise SaveError("the file is read-only; a rename would beat that, so it is left alone")
    return stat.S_IMODE(found.st_mode)


def _compare(target: str, expected: str) -> None:
    try:
        with open(target, "rb") as file:
            found = hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        raise ChangedOnDisk("the file was deleted since it was read; not saved") from None
    if found != expected:
        raise ChangedOnDisk("the file changed on disk since it was read; not saved")


def _replace(target: str, data: bytes, mode: int | None) -> None:
    folder = os.path.dirname(target) or "."
    from tempfile import mkstemp  # loads much that a command which saves nothing does without

    handle, temporary = mkstemp(dir=folder, prefix=f".{os.path.basename(target)[:100]}.", suffix=".tmp")
    try:
        try:
            _write(handle, data)
            os.chmod(temporary, _usual_mode() if mode is None else mode)
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(temporary, target)
    except BaseException:
        _remove(temporary)
        raise
    _sync(folder)


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _usual_mode() -> int:
    """The permissions of a new file: what the user's mask leaves of reading and writing."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def _sync(folder: str) -> None:
    """Force the rename itself to the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # Windows opens no directories; the file itself is safe.
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EROFS, errno.EBADF):
            raise SaveError(f"the file is written, but the disk did not confirm it: {_reason(error)}") from error
    finally:
        os.close(handle)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
