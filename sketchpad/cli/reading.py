"""The designs that a command is given: files, folders, standard input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ..catalog import NAMES
from ..model import Design
from ..storage import Document, Unreadable, read
from .output import complain
from .usage import Usage

SUFFIXES = (".sketch.json", ".sketch")


def opened(path: str) -> Document:
    """The design in a file. Raises Unreadable."""
    return read(path, forbidden=NAMES)


def one(path: str, *, only_shown: bool = True) -> Document:
    """The design that a command works on. Raises Usage where it cannot be read.

    A file of a newer format can be shown; a command that does more with it is refused.
    """
    try:
        document = opened(path)
    except Unreadable as error:
        raise Usage(refusal(path, error)) from None
    if document.read_only and not only_shown:
        raise Usage(f"{path}: {document.defects[-1]}")
    for defect in document.defects:
        complain(f"{path}: {defect}")
    return document


def design(path: str) -> Design:
    return one(path).design


def refusal(path: str, error: Unreadable) -> str:
    """Why a file cannot be read, as one line."""
    place = "" if error.code in ("FILE-MISSING", "FILE-ACCESS", "FILE-SETTINGS") else f":{error.line}:{error.column}"
    return f"{path}{place}: {error.code} {error.message}"


def expanded(paths: Iterable[str], *, quiet: bool = False) -> list[str]:
    """The files that are meant, each once: those named, and the designs in folders and in what lies below them."""
    found: dict[str, str] = {}
    for path in paths:
        inside = [path]
        if path != "-" and os.path.isdir(path):
            inside = list(_designs(path))
            if not inside and not quiet:
                complain(f"{path}: there is no design in this folder; designs end in .sketch.json or .sketch")
        for one in inside:
            found.setdefault(one if one == "-" else _place(one), one)
    return list(found.values())


def _place(path: str) -> str:
    """Where a file is, however its folder is written."""
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)


def _designs(folder: str) -> Iterator[str]:
    """The designs below a folder, sorted; folders that begin with a dot and installed packages are passed over.

    A folder that cannot be looked into stands for its designs, so that whoever opens it tells.
    """
    below: list[str] = []
    for here, folders, files in os.walk(folder, onerror=lambda error: below.append(str(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        below.extend(os.path.join(here, name) for name in files if name.endswith(SUFFIXES))
    below = [path.removeprefix(os.curdir + os.sep) for path in below]
    return iter(sorted(below, key=lambda path: path.split(os.sep)))
