"""What can be read of a file that is broken or cut off: the parts that are whole, and what the design says of itself.

A file is gone through list by list. A member that cannot be read is left out, and the reading goes on with the next
one that begins like a member. What is found makes a design of its own; nothing here leads back to the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..model import EMPTY, FORMAT, Design, NotationError
from ..model import notation as sketch
from ..model.words import DIGITS
from . import foreign
from .files import LARGEST
from .scanning import MOST, MOST_KEYS, crowded
from .shapes import SHELF_NAMES, Misshapen, TooDeep, built, frozen, settled
from .syntax import line_and_column, skip

LISTS = (*SHELF_NAMES, "waivers")
HEAD = re.compile(rf'(?<!\\)"({"|".join(LISTS)})"\s*:\s*\[')
"""Where a list of the design begins."""
MEMBER = re.compile(r'\{\s*"(?:id|from|rule)"\s*:')
"""How a member of such a list begins."""
ENDED = re.compile(r"[\s,]*\]")
TRIES = 200
"""Pieces that are left out at the most; what follows the last of them is not looked at."""
SHOWN = 5
"""Lines that are named."""


class Salvaged(NamedTuple):
    """What could be read of a file."""

    design: Design
    parts: int
    """How many parts that are."""
    told: tuple[str, ...]
    """What is missing and what was done about it, in words."""


@dataclass
class _Losses:
    """What could not be read."""

    lines: list[int] = field(default_factory=list)
    """Where the members begin that are left out."""
    twice: list[str] = field(default_factory=list)
    """Keys that an object gave twice."""
    more: bool = False
    """Whether there are more parts than a design may have."""
    numbers: int = 0
    """Values that are no numbers of JSON."""

    def told(self) -> Iterator[str]:
        if self.lines:
            named = ", ".join(map(str, self.lines[:SHOWN])) + (" …" if len(self.lines) > SHOWN else "")
            what = "what begins in line" if len(self.lines) == 1 else f"{len(self.lines)} pieces that begin in lines"
            yield f"{what} {named} cannot be read and is left out"
        if self.twice:
            yield f"{', '.join(dict.fromkeys(self.twice))} is given twice; the last one holds"
        if self.more:
            yield f"there are more than {MOST:,} parts, the most that a design may have; the rest is left out"
        if self.numbers:
            yield f"{self.numbers} values that are no numbers of JSON are null"


def salvaged(data: str | bytes, name: str = "", forbidden: Collection[str] = ()) -> Salvaged | None:
    """What can be read of a file's content; None where that is no part at all.

    `name` is the file's, which tells notation from JSON; `forbidden` are words that no part may have as its id.
    """
    text = data if isinstance(data, str) else _decoded(data[:LARGEST])
    if crowded(text):
        return None
    losses = _Losses()
    design = _of_notation(text, losses) if name.endswith(".sketch") else _of_json(text, forbidden, losses)
    parts = sum(1 for _ in design.parts()) + len(design.spare)
    return Salvaged(design, parts, tuple(losses.told())) if parts else None


def _decoded(data: bytes) -> str:
    """The text of a file; what is not as its encoding has it becomes U+FFFD."""
    name = foreign.coding(data)
    return data.decode(name, "replace").lstrip("\ufeff") if name else data.decode("utf-8-sig", "replace")


# -- JSON -----------------------------------------------------------------------------------------------------------


def _of_json(text: str, forbidden: Collection[str], losses: _Losses) -> Design:
    decoder = _decoder(losses)
    content: dict[str, Any] = {}
    starts: dict[str, list[int]] = {name: [] for name in LISTS}
    position = 0
    while head := HEAD.search(text, position):
        name, end = head[1], head.end()
        content |= _said(text, position, head.start(), decoder) if _between(text, position) else {}
        found = content.setdefault(name, [])
        position = end
        room = MOST - sum(map(len, starts.values()))
        for member, start, position in _members(text, end, decoder, losses, room):  # noqa: B007
            found.append(member)
            starts[name].append(start)
    content |= _said(text, position, len(text), decoder) if _between(text, position) else {}
    return _design(text, content, starts, forbidden, losses)


def _between(text: str, position: int) -> bool:
    """Whether what stands at a place is the design's own: no list was left in the middle of a member."""
    return not position or ENDED.match(text, position) is not None


def _decoder(losses: _Losses) -> json.JSONDecoder:
    def paired(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            keys = [key for key, _ in pairs]
            losses.twice += (key for key in result if keys.count(key) > 1)
        return result

    def number(digits: str) -> Any:
        value = float(digits)
        return none(digits) if abs(value) == float("inf") else value or 0.0

    def whole(digits: str) -> Any:
        return none(digits) if len(digits) > DIGITS else int(digits)

    def none(name: str) -> Any:
        losses.numbers += 1
        return None

    return json.JSONDecoder(object_pairs_hook=paired, parse_constant=none, parse_float=number, parse_int=whole)


def _said(text: str, position: int, end: int, decoder: json.JSONDecoder) -> dict[str, Any]:
    """The keys and values that stand between two lists, as far as they are in order."""
    content: dict[str, Any] = {}
    while len(content) < MOST_KEYS:
        position = skip(text, position)
        if text[position : position + 1] in ("{", ",", "]", "}") and position < end:
            position += 1
            continue
        try:
            key, position = decoder.raw_decode(text, position)
            position = skip(text, position)
            if not isinstance(key, str) or key in LISTS or not text.startswith(":", position):
                return content
            value, position = decoder.raw_decode(text, skip(text, position + 1))
            content[key] = frozen(value, 2)
        except (ValueError, RecursionError, TooDeep):
            return content
        if position > end:
            return content
    return content


def _members(
    text: str, position: int, decoder: json.JSONDecoder, losses: _Losses, room: int
) -> Iterator[tuple[Any, int, int]]:
    """The members of a list that are whole, each with where it begins and ends."""
    head = HEAD.search(text, position)
    number = 0
    while len(losses.lines) < TRIES:
        position = skip(text, position)
        if text.startswith(",", position):
            position += 1
            continue
        if text[position : position + 1] in ("", "]", "}"):
            return
        if number == room:
            losses.more = True
            return
        try:
            member, end = decoder.raw_decode(text, position)
            frozen(member, 4)
        except (ValueError, RecursionError, TooDeep):
            losses.lines.append(line_and_column(text, position)[0])
            following = MEMBER.search(text, position + 1)
            if head is not None and head.start() <= position:
                head = HEAD.search(text, position)
            if following is None or (head is not None and head.start() < following.start()):
                return
            position = following.start()
        else:
            yield member, position, end
            number, position = number + 1, end


def _design(
    text: str, content: dict[str, Any], starts: Mapping[str, list[int]], forbidden: Collection[str], losses: _Losses
) -> Design:
    """The design of what was read, without the members that are no parts."""
    content["format"] = FORMAT
    try:
        design = built(content, forbidden)[0]
    except (Misshapen, TooDeep):
        for name in LISTS:
            members = content.get(name, ())
            fits = [_fits(name, member, forbidden) for member in members]
            content[name] = [member for member, fit in zip(members, fits, strict=True) if fit]
            unfit = (start for start, fit in zip(starts[name], fits, strict=True) if not fit)
            losses.lines += (line_and_column(text, start)[0] for start in unfit)
        design = built(content, forbidden)[0]
    return design.but(waivers=settled(design.waivers))


def _fits(name: str, member: Any, forbidden: Collection[str]) -> bool:
    """Whether a member of a list may be one."""
    try:
        built({"format": FORMAT, name: [member]}, forbidden)
    except (Misshapen, TooDeep):
        return False
    return True


# -- notation -------------------------------------------------------------------------------------------------------


def _of_notation(text: str, losses: _Losses) -> Design:
    """The statements that can be read, without the lines that cannot."""
    lines = text.split("\n")
    for _ in range(TRIES):
        try:
            return sketch.read("\n".join(lines))[0]
        except NotationError as error:
            losses.lines.append(error.line)
            lines[error.line - 1] = ""
    return EMPTY
