"""Statements of the sketch notation on the command line, and the edits that they mean."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from ..editing import Add, Connect, Describe, Edit, EditError, Need, SetFlow
from ..editing.edit import NO_IDS
from ..model import Connection, Design, Flow, NotationError, Requirement
from ..model.notation import FIELDS, read
from ..model.printing import quoted
from .usage import Usage

ODD = re.compile(r'[\s;"#]')
"""What the notation would take for more than a part of a word."""


def stated(words: Sequence[str], design: Design, first: str = "") -> Design:
    """The parts that statements describe, which may speak of those of a design. Raises Usage.

    Either the words are those of one statement, as in `lambda fn in tokyo`, or each is one or several whole ones, as in
    `"lambda fn" "fn rw db"`; `-` is standard input. `first` goes before each statement.
    """
    if list(words) == ["-"]:
        return _read(_typed(), design)
    whole = re.search(r"\s", words[0].strip()) is not None
    some = list(words) if whole else [statement(words)]
    lines = [f"{first} {one}".strip() for text in some for one in text.splitlines() if one.strip()]
    return _read("\n".join(lines), design, lines)


def _typed() -> str:
    try:
        return sys.stdin.read() if sys.stdin is not None else ""
    except UnicodeDecodeError:
        raise Usage("standard input: expected UTF-8 text") from None


def statement(words: Iterable[str]) -> str:
    """The words of one statement as one text."""
    return " ".join(map(_word, words))


def _word(text: str) -> str:
    """A word as the notation has it: what the shell took off its quotes gets them back."""
    name, equals, value = text.partition("=")
    if not equals or ODD.search(name):
        return quoted(text) if ODD.search(text) else text
    if not ODD.search(value) or (value[:1] == value[-1:] == '"' and len(value) > 1):
        return text
    members = [value] if name in FIELDS else value.split(",")
    return f"{name}={','.join(quoted(member) if ODD.search(member) else member for member in members)}"


def _read(text: str, design: Design, lines: Sequence[str] = ()) -> Design:
    try:
        made, _ = read(text, design)
    except NotationError as error:
        place = f"{lines[error.line - 1]}: {error.message}" if lines else f"standard input: {error}"
        raise Usage(place) from None
    for part in made.parts():
        if part.id in NO_IDS:
            raise Usage(f"{part.id} means something already and cannot be an id; {part.id}-1 can")
    return made


def edits(made: Design, design: Design) -> Iterator[Edit]:
    """The edits that bring what is stated into a design, one by one; waivers are for whoever knows the findings."""
    if made.name or made.about:
        yield Describe(made.name or design.name, made.about or design.about)
    for part in made.parts():
        edit: Edit = Add(part)
        if isinstance(part, Requirement):
            edit = Need(part)
        elif isinstance(part, Flow):
            edit = SetFlow(part)
        elif isinstance(part, Connection):
            edit = _connected(part, design)
        yield edit
        design = edit(design)


def _connected(part: Connection, design: Design) -> Edit:
    """A connection as the editor makes it, as long as that gives it the id which it is to have."""
    edit = Connect(part.source, part.verb, part.target, part.label, tuple(part.properties.items()))
    try:
        return edit if part.id in edit(design) else Add(part)
    except EditError:
        return edit
