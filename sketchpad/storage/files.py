"""A design file, read: limits, then text, then JSON or notation, then shape, then the present format."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..model import FORMAT, Design, NotationError, Part
from ..model import notation as sketch
from .migrations import migrated
from .shapes import SHELF_NAMES, Misshapen, TooDeep, built, version, waiver_order
from .syntax import DIGITS, conflict, fault, line_and_column, locate, skip
from .unreadable import Unreadable

LARGEST = 64 * 1024 * 1024
"""Bytes of a file, at the most."""
LARGE = 16 * 1024 * 1024
"""Bytes of a file from which on it is called large."""
MOST = 50_000
"""Parts of a design, at the most."""

Place = str | tuple[str, int]
"""The id of a part, ("waiver" or "spare", index in the design), or ("format", 0) where that is newer."""


@dataclass(frozen=True, slots=True)
class Document:
    """A design and the file it came from."""

    design: Design
    path: str
    lines: Mapping[Place, int]
    """The line in the file that states a part: the one of its id, or where its object begins."""
    notation: bool
    """Whether the file holds sketch notation."""
    read_only: bool
    """Whether a newer program wrote the file, so that this one may show it and must not write it."""
    digest: str
    """SHA-256 of the file's bytes."""
    defects: tuple[str, ...] = ()
    """What is to be said about the file as a whole though it can be read."""
    comments: bool = False
    """Whether the notation has comments, which rewriting it would lose."""


def read(path: str | os.PathLike[str], text: str | bytes | None = None, forbidden: Collection[str] = ()) -> Document:
    """The design in a file, in standard input for `-`, or in `text` where that is given. Raises Unreadable.

    `forbidden` are the words of the catalogue that no part may have as its id.
    """
    name = os.fspath(path)
    data = _bytes(name) if text is None else text if isinstance(text, bytes) else _encoded(text)
    if len(data) > LARGEST:
        raise Unreadable("FILE-SIZE", f"the file is larger than {LARGEST >> 20} MiB")
    content = _decoded(data)
    notation = name.endswith(".sketch") or (name == "-" and not content.lstrip().startswith("{"))
    defects = []
    if len(data) > LARGE:
        defects.append(f"the file is larger than {LARGE >> 20} MiB; expect to wait")
    with _without_collection():
        design, lines = (_from_notation if notation else _from_json)(content, forbidden)
    read_only = design.format > FORMAT
    if read_only:
        defects.append(newer(design.format))
    return Document(
        design=design,
        path=name,
        lines=lines,
        notation=notation,
        read_only=read_only,
        digest=hashlib.sha256(data).hexdigest(),
        defects=tuple(defects),
        comments=notation and any(t.lastgroup == "comment" for t in sketch.TOKEN.finditer(content)),
    )


def newer(format: int) -> str:
    """What to say of a file of a later format."""
    return f"a newer sketchpad made this file (format {format}; this one knows {FORMAT}): it can be shown, not written"


@contextmanager
def _without_collection() -> Iterator[None]:
    """No garbage collection while tens of thousands of parts are made, none of which is garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


# -- bytes and text -------------------------------------------------------------------------------------------------


def _bytes(name: str) -> bytes:
    try:
        if name == "-":
            if sys.stdin is None:
                raise Unreadable("FILE-ACCESS", "there is no standard input")
            return sys.stdin.buffer.read(LARGEST + 1)
        with open(name, "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                size = os.fstat(file.fileno()).st_size
                if size > LARGEST:
                    raise Unreadable("FILE-SIZE", f"the file has {size >> 20} MiB; the most is {LARGEST >> 20} MiB")
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Unreadable("FILE-MISSING", "there is no such file") from None
    except IsADirectoryError:
        raise Unreadable("FILE-ACCESS", "expected a file, found a directory") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unreadable("FILE-ACCESS", f"cannot be opened: {reason}") from None


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Unreadable("FILE-ENCODING", "half a character", *line_and_column(text, error.start)) from None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("FILE-ENCODING", "expected UTF-8 text, found UTF-16; save the file as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = len(data) - len(error.object) + error.start  # the codec counts without the mark at the beginning
        before = data[:start].decode("utf-8", "replace")
        where = line_and_column(before, len(before))
        message = f"expected UTF-8 text, found the byte 0x{data[start]:02x}; save the file as UTF-8"
        raise Unreadable("FILE-ENCODING", message, *where) from None


# -- notation -------------------------------------------------------------------------------------------------------


def _from_notation(text: str, forbidden: Collection[str]) -> tuple[Design, Mapping[Place, int]]:
    try:
        design, where = sketch.read(text)
    except NotationError as error:
        found = conflict(text, "FILE-NOTATION")
        raise found or Unreadable("FILE-NOTATION", error.message, error.line, error.column) from None
    for part in design.parts():
        if part.id in forbidden and part.id in where:
            message = f"{part.id} is a word of the catalogue and cannot be an id; did you mean {part.id}-1?"
            raise Unreadable("FILE-ID", message, *where[part.id])
    _counted(design)
    lines: dict[Place, int] = {id: source.line for id, source in where.items()}
    lines.update((("waiver", index), line) for index, line in enumerate(_waiver_lines(text)))
    return _sorted_waivers(design, lines)


def _waiver_lines(text: str) -> Iterator[int]:
    """The line of each statement that begins with `waive`."""
    line, first = 1, True
    for token in sketch.TOKEN.finditer(text):
        if token.lastgroup == "end":
            first = True
            line += token.group() == "\n"
        elif token.lastgroup == "word":
            if first and token.group() == "waive":
                yield line
            first = False


# -- JSON -----------------------------------------------------------------------------------------------------------


class _Fault(ValueError):
    """The text is not as a design file has it; `syntax` says where and why."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _Fault
    return result


def _constant(name: str) -> None:
    raise _Fault


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise _Fault
    return value or 0.0


def _int(digits: str) -> int:
    if len(digits) > DIGITS:
        raise _Fault
    return int(digits)


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float, parse_int=_int)
STATED_ID = re.compile(r'\{\s*(?="id"\s*:)')


def _from_json(text: str, forbidden: Collection[str]) -> tuple[Design, Mapping[Place, int]]:
    try:
        raw, starts = _scanned(text)
    except (ValueError, RecursionError):  # StopIteration of the scanner is a ValueError by the time it gets here
        raise _explained(text) from None
    stated = 0
    try:
        stated = version(raw)
        design, parts = built(migrated(raw, stated), forbidden)
    except Misshapen as error:
        if stated > FORMAT:
            raise Unreadable("FILE-FORMAT", newer(stated).partition(":")[0], *locate(text, ("format",))) from None
        raise Unreadable(error.code, error.message, *locate(text, error.path)) from None
    except (TooDeep, RecursionError):
        raise _explained(text) from None
    _counted(design)
    lines = _lines(text, design, parts, starts)
    if stated > FORMAT:
        lines[("format", 0)] = locate(text, ("format",))[0]
    return _sorted_waivers(design, lines)


def _explained(text: str) -> Unreadable:
    """Why a text is no JSON, with a hint where it looks like something else."""
    error = fault(text) or Unreadable("FILE-JSON", "the text is not JSON")
    start = skip(text, 0)
    if error.code == "FILE-JSON" and text[start : start + 1] not in ("", "{"):
        if text.startswith("AWSTemplateFormatVersion", start) or re.search(r"^Resources:", text, re.MULTILINE):
            error.message = "this looks like a CloudFormation template; expected a design, which begins with {"
        elif _reads_as_notation(text):
            error.message += "; a file of sketch notation has a name that ends in .sketch"
    return error


def _reads_as_notation(text: str) -> bool:
    try:
        return bool(sketch.read(text)[1])
    except NotationError:
        return False


def _scanned(text: str) -> tuple[Any, Mapping[str, list[int]]]:
    """The content of a file, and where the members of its lists begin. Raises ValueError at any fault."""
    position = skip(text, 0)
    if not text.startswith("{", position):
        value, end = DECODER.raw_decode(text, position)
        if skip(text, end) != len(text):
            raise _Fault
        return value, {}
    pairs: list[tuple[str, Any]] = []
    starts: dict[str, list[int]] = {}
    position = skip(text, position + 1)
    more = not text.startswith("}", position)
    while more:
        if not text.startswith('"', position):
            raise _Fault
        key, position = DECODER.raw_decode(text, position)
        position = skip(text, position)
        if not text.startswith(":", position):
            raise _Fault
        position = skip(text, position + 1)
        if key in LISTS and text.startswith("[", position):
            value, starts[key], position = _list(text, position)
        else:
            value, position = DECODER.raw_decode(text, position)
        pairs.append((key, value))
        position = skip(text, position)
        more = text.startswith(",", position)
        position = skip(text, position + 1) if more else position
    if not text.startswith("}", position) or skip(text, position + 1) != len(text):
        raise _Fault
    return _object(pairs), starts


LISTS = frozenset({*SHELF_NAMES, "waivers"})


def _list(text: str, position: int) -> tuple[list[Any], list[int], int]:
    """The list that begins at `position`, where each member begins, and where the list ends."""
    values: list[Any] = []
    starts: list[int] = []
    position = skip(text, position + 1)
    if text.startswith("]", position):
        return values, starts, position + 1
    decode = DECODER.raw_decode
    while True:
        starts.append(position)
        value, position = decode(text, position)
        values.append(value)
        position = skip(text, position)
        if text.startswith("]", position):
            return values, starts, position + 1
        if not text.startswith(",", position):
            raise _Fault
        position = skip(text, position + 1)


def _lines(
    text: str, design: Design, parts: Mapping[str, list[Part]], starts: Mapping[str, list[int]]
) -> dict[Place, int]:
    lines: dict[Place, int] = {}
    spare = {id(part): index for index, part in enumerate(design.spare)}
    for name, members in parts.items():
        for part, line in zip(members, _line_numbers(text, starts.get(name, [])), strict=True):
            index = spare.get(id(part))
            lines[part.id if index is None else ("spare", index)] = line
    lines.update((("waiver", i), line) for i, line in enumerate(_line_numbers(text, starts.get("waivers", []))))
    return lines


def _line_numbers(text: str, starts: list[int]) -> Iterator[int]:
    if not starts:
        return
    line, last = text.count("\n", 0, starts[0]) + 1, starts[0]
    for start in starts:
        line += text.count("\n", last, start)
        last = start
        stated = STATED_ID.match(text, start)
        yield line + text.count("\n", start, stated.end()) if stated else line


def _sorted_waivers(design: Design, lines: dict[Place, int]) -> tuple[Design, Mapping[Place, int]]:
    """The waivers in the order in which they are written; their lines go along."""
    old = design.waivers
    order = sorted(range(len(old)), key=lambda index: waiver_order(old[index]))
    if order == list(range(len(old))):
        return design, lines
    moved: dict[Place, int] = {("waiver", new): lines[("waiver", index)] for new, index in enumerate(order)}
    return design.but(waivers=tuple(old[index] for index in order)), {**lines, **moved}


def _counted(design: Design) -> None:
    number = sum(len(shelf) for shelf in design.shelves()) + len(design.spare)
    if number > MOST:
        raise Unreadable("FILE-SIZE", f"the design has {number} parts; the most is {MOST}")
