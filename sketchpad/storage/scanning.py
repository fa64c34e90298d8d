"""JSON read quickly: the content of a design file, where its parts begin, and how far the reading came.

What is wrong in a text, in words, `syntax` finds out, slowly, from where this reading stopped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ..model.words import DIGITS
from .syntax import Open, line_and_column, skip
from .unreadable import Unreadable

MOST = 50_000
"""Parts and waivers of a design, at the most."""
MOST_VALUES = 1_000_000
"""Values of a file, at the most: texts, numbers, lists, objects. A part has ten or so."""
MOST_KEYS = 1_000
"""Keys of the design itself, at the most."""
COUNTED = frozenset({"requirements", "groups", "components", "connections", "flows", "waivers"})


class Fault(ValueError):
    """The text is not as a design file has it; `syntax` says where and why."""


@dataclass
class Progress:
    """How far a text was read."""

    position: int = 0
    """Where the value begins that is being read, or was read last."""
    stack: list[Open] = field(default_factory=list)
    """What is open around it."""
    starts: dict[str, list[int]] = field(default_factory=dict)
    """By list of the design, where each member begins."""
    number: int = 0
    """Of parts and waivers so far."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Fault
    return result


def _constant(name: str) -> None:
    raise Fault


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise Fault
    return value or 0.0


def _int(digits: str) -> int:
    if len(digits) > DIGITS:
        raise Fault
    return int(digits)


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float, parse_int=_int)


def crowded(text: str) -> bool:
    """Whether a text has more values than a design may have; each stands after a comma or a bracket."""
    return len(text) > MOST_VALUES and sum(map(text.count, ",[{")) > MOST_VALUES


def scanned(text: str, progress: Progress) -> Any:
    """The content of a file. Raises ValueError or RecursionError at any fault, Unreadable where there is too much."""
    if crowded(text):
        raise Unreadable("FILE-SIZE", f"the file has more than {MOST_VALUES:,} values, of which a design needs few")
    position = progress.position = skip(text, 0)
    if not text.startswith("{", position):
        value, end = DECODER.raw_decode(text, position)
        if skip(text, end) != len(text):
            raise Fault
        return value
    content: dict[str, Any] = {}
    keys: dict[str, int] = {}
    level = Open(position, keys)
    position = skip(text, position + 1)
    more = not text.startswith("}", position)
    while more:
        if not text.startswith('"', position):
            raise Fault
        start = position
        key, position = DECODER.raw_decode(text, position)
        position = skip(text, position)
        if not text.startswith(":", position) or key in keys:
            raise Fault
        if len(keys) == MOST_KEYS:
            raise Unreadable("FILE-SIZE", f"the design has more than {MOST_KEYS:,} keys")
        position = skip(text, position + 1)
        keys[key] = start
        level.step = key
        progress.position, progress.stack = position, [level]
        if text.startswith("[", position):
            content[key], position = _list(text, position, key, progress)
        else:
            content[key], position = DECODER.raw_decode(text, position)
        position = skip(text, position)
        more = text.startswith(",", position)
        position = skip(text, position + 1) if more else position
    if not text.startswith("}", position) or skip(text, position + 1) != len(text):
        raise Fault
    return content


def _list(text: str, position: int, key: str, progress: Progress) -> tuple[list[Any], int]:
    """The list that begins at `position`, a value of the design, and where it ends."""
    values: list[Any] = []
    starts = progress.starts.setdefault(key, [])
    level = Open(position, None)
    position = skip(text, position + 1)
    if text.startswith("]", position):
        return values, position + 1
    progress.stack = [*progress.stack, level]
    decode = DECODER.raw_decode
    room = MOST - progress.number if key in COUNTED else MOST_VALUES
    while True:
        progress.position, level.step = position, len(starts)
        if len(starts) == room:
            where = line_and_column(text, position)
            raise Unreadable("FILE-SIZE", f"the design has more than {MOST:,} parts", *where)
        starts.append(position)
        value, position = decode(text, position)
        values.append(value)
        position = skip(text, position)
        if text.startswith("]", position):
            progress.number += len(starts) if key in COUNTED else 0
            return values, position + 1
        if not text.startswith(",", position):
            raise Fault
        position = skip(text, position + 1)
        if text.startswith("]", position):  # the comma before it is at fault, and so is read again
            raise Fault
