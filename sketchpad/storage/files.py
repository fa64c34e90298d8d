"""A design file, read: limits, then text, then JSON or notation, then shape, then the present format."""

from __future__ import annotations

import gc
import hashlib
import os
import re
import stat
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from ..model import FORMAT, Design, NotationError, Part
from ..model import notation as sketch
from ..model.words import STRING, TOKEN
from . import foreign
from .migrations import migrated
from .scanning import MOST, MOST_VALUES, Progress, scanned
from .shapes import Misshapen, TooDeep, built, version, waiver_order
from .syntax import Open, Path, conflict, fault, line_and_column, locate, skip
from .unreadable import Unreadable

LARGEST = 64 * 1024 * 1024
"""Bytes of a file, at the most."""
LARGE = 16 * 1024 * 1024
"""Bytes of a file from which on it is called large."""

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
        comments=notation and any(t.lastgroup == "comment" for t in TOKEN.finditer(content)),
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
    if name := foreign.coding(data):
        cure = f"iconv -f {name} -t UTF-8 makes it so"
        raise Unreadable("FILE-ENCODING", f"expected UTF-8 text, found {name}; {cure}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if what := foreign.binary(data):
            raise Unreadable("FILE-ENCODING", f"this is {what}; expected a design, which is text") from None
        start = len(data) - len(error.object) + error.start  # the codec counts without the mark at the beginning
        before = data[:start].decode("utf-8", "replace")
        where = line_and_column(before, len(before))
        if error.reason == "unexpected end of data":
            raise Unreadable("FILE-ENCODING", "the file ends in the middle of a character", *where) from None
        found = f"found the byte 0x{data[start]:02x} at offset {start}"
        cure = "where it is Latin-1, iconv -f LATIN1 -t UTF-8 makes it so"
        raise Unreadable("FILE-ENCODING", f"expected UTF-8 text, {found}; {cure}", *where) from None


# -- notation -------------------------------------------------------------------------------------------------------


def _from_notation(text: str, forbidden: Collection[str]) -> tuple[Design, Mapping[Place, int]]:
    if len(text) > LARGE or (len(text) > MOST_VALUES and _words(text) > MOST_VALUES):
        more = f"{LARGE >> 20} MiB or {MOST_VALUES:,} words of notation"
        raise Unreadable("FILE-SIZE", f"the file has more than {more}, of which a design needs few")
    try:
        design, where = sketch.read(text)
    except NotationError as error:
        if found := conflict(text, "FILE-NOTATION"):
            raise found from None
        why = foreign.no_notation(text) or error.message
        raise Unreadable("FILE-NOTATION", why, error.line, error.column) from None
    for part in design.parts():
        if part.id in forbidden and part.id in where:
            message = f"{part.id} is a word of the catalogue and cannot be an id; did you mean {part.id}-1?"
            raise Unreadable("FILE-ID", message, *where[part.id])
    if sum(1 for _ in design.parts()) + len(design.waivers) > MOST:
        raise Unreadable("FILE-SIZE", f"the design has more than {MOST:,} parts")
    lines: dict[Place, int] = {id: source.line for id, source in where.items()}
    lines.update((("waiver", index), line) for index, line in enumerate(_waiver_lines(text)))
    return _sorted_waivers(design, lines)


def _words(text: str) -> int:
    """About how many words, members of lists and statements a text of notation has."""
    bare = STRING.sub("", text)
    return sum(map(bare.count, " ,|;\n"))


def _waiver_lines(text: str) -> Iterator[int]:
    """The line of each statement that begins with `waive`."""
    line, first = 1, True
    for token in TOKEN.finditer(text):
        if token.lastgroup == "end":
            first = True
            line += token.group() == "\n"
        elif token.lastgroup == "word":
            if first and token.group() == "waive":
                yield line
            first = False


def explained(text: str, progress: Progress) -> Unreadable:
    """Why a text is no JSON, with a hint where it looks like something else."""
    error = fault(text, progress.position, progress.stack) or Unreadable("FILE-JSON", "the text is not JSON")
    if error.code == "FILE-JSON" and text[(start := skip(text, 0)) : start + 1] not in ("", "{"):
        error.message = foreign.text(text) or error.message
    return error


# -- JSON -----------------------------------------------------------------------------------------------------------


STATED_ID = re.compile(r'\{\s*(?="id"\s*:)')


def _from_json(text: str, forbidden: Collection[str]) -> tuple[Design, Mapping[Place, int]]:
    progress = Progress()
    try:
        raw = scanned(text, progress)
    except (ValueError, RecursionError):  # StopIteration of the scanner is a ValueError by the time it gets here
        raise explained(text, progress) from None
    stated = 0
    try:
        stated = version(raw)
        design, parts = built(migrated(raw, stated), forbidden)
    except Misshapen as error:
        if stated > FORMAT:
            raise Unreadable("FILE-FORMAT", newer(stated).partition(":")[0], *locate(text, ("format",))) from None
        raise Unreadable(error.code, error.message, *_located(text, error.path, progress.starts)) from None
    except (TooDeep, RecursionError):
        raise explained(text, Progress()) from None
    lines = _lines(text, design, parts, progress.starts)
    if stated > FORMAT:
        lines[("format", 0)] = locate(text, ("format",))[0]
    return _sorted_waivers(design, lines)


def _located(text: str, path: Path, starts: Mapping[str, list[int]]) -> tuple[int, int]:
    """Line and column of the value at a path; the search begins at the member of a list that the path leads into."""
    match path:
        case (str(name), int(index), *_) if index < len(starts.get(name, ())):
            stack = [Open(0, {}, name), Open(0, None, index)]
            return locate(text, path, starts[name][index], stack)
    return locate(text, path)


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
