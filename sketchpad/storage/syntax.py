"""JSON read slowly and exactly: where each value stands, and what is wrong in a text that is not JSON.

The fast reading of `files.py` leaves every question of line and column to this module, which costs nothing as long as
a file is in order. What the standard library tolerates and a design file does not (a key given twice, NaN, numbers
beyond a float, whole numbers beyond a thousand digits) is a fault here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..model.text import named, plain
from ..model.words import DIGITS
from .unreadable import Unreadable

Path = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""

DEEPEST = 200
"""Levels of lists and objects, the outermost counting as one."""

SPACE = re.compile(r"[ \t\n\r]*")
TOKEN = re.compile(
    r'(?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?P<tail>(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?))"
    r"|(?P<word>true|false|null)|(?P<mark>[{}\[\],:])"
)
UNTIL_ODD = re.compile(r'[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+')
CONFLICT = re.compile(r"^(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)( |$)", re.MULTILINE)
CUT_OFF = re.compile(r"(?:-|[.eE][-+]?|t|tr|tru|f|fa|fal|fals|n|nu|nul)\Z")
"""The beginning of a value that the end of the file leaves without its rest."""
CUT_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
KEY = "a key in double quotes"
REST = "; `sketchpad recover FILE` reads what is whole in it"
CURLY = dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛", "'")
"""Quotes that word processors put in the place of straight ones."""
CONSTANT = re.compile(r"-?(?:NaN|Infinity)\b|-?inf\b")
FOREIGN_WORDS = {"True": "true", "False": "false", "None": "null", "undefined": "null"}
WORD = re.compile(r"[^\s,:{}\[\]\"]{1,40}")


@dataclass
class Open:
    """A list or an object whose end is not reached."""

    start: int
    keys: dict[str, int] | None
    """Where each key of an object stands; None for a list."""
    step: str | int = field(default=0)
    """The key or index of the member that is being read."""


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Both count from one; the column counts characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def fault(text: str, start: int = 0, around: Sequence[Open] = ()) -> Unreadable | None:
    """The first thing that keeps a text from being JSON as a design file has it, or None.

    A value begins at `start`, inside what is open `around`; all before it is known to be in order.
    """
    try:
        for _ in values(text, start, list(around)):
            pass
    except Unreadable as found:
        return found
    return None


def locate(text: str, path: Path, start: int = 0, around: Sequence[Open] = ()) -> tuple[int, int]:
    """Line and column of the value at a path, or of the nearest value around it; looked for from `start` on."""
    best, depth = start, -1
    stack = list(around)
    for offset in values(text, start, stack):
        if depth < len(stack) <= len(path) and path[: len(stack)] == tuple(level.step for level in stack):
            best, depth = offset, len(stack)
            if depth == len(path):
                break
    return line_and_column(text, best)


def values(text: str, start: int, stack: list[Open]) -> Iterator[int]:
    """Where each value of a text begins, outside in; `stack` leads to it. Raises Unreadable at the first fault."""
    position = skip(text, start)
    while True:
        # A value begins at `position`.
        yield position
        token = _token(text, position, "a value" if stack else "an object, which begins with {", stack)
        kind, position = token.lastgroup, token.end()
        if kind == "mark" and token.group() in "{[":
            if len(stack) == DEEPEST:
                raise _bad(text, token.start(), f"nested more than {DEEPEST} levels deep", "FILE-DEPTH")
            closing = "}" if token.group() == "{" else "]"
            stack.append(Open(token.start(), {} if closing == "}" else None))
            position = skip(text, position)
            if not text.startswith(closing, position):
                if closing == "}":
                    position = _key(text, position, stack)
                continue
            stack.pop()
            position += 1
        elif kind == "mark":
            raise _bad(text, token.start(), f"expected a value, found {token.group()}" + _comma(text, token.start()))
        elif kind == "number":
            _number(text, token)
        position = _next(text, position, stack)
        if position < 0:
            return


def _next(text: str, position: int, stack: list[Open]) -> int:
    """After a value: close what ends here, and go to where the next value begins; -1 at the end of the text."""
    while stack:
        level = stack[-1]
        closing = "]" if level.keys is None else "}"
        position = skip(text, position)
        if text.startswith(closing, position):
            stack.pop()
            position += 1
        elif text.startswith(",", position):
            comma, position = position, skip(text, position + 1)
            if text.startswith(closing, position):
                raise _bad(text, comma, f"a comma before {closing}; the last member takes none")
            if level.keys is None:
                assert isinstance(level.step, int)
                level.step += 1
                return position
            return _key(text, position, stack)
        else:
            what = "list" if level.keys is None else "object"
            raise _unexpected(text, position, f", or {closing} in the {what}", stack)
    position = skip(text, position)
    if position < len(text):
        raise _unexpected(text, position, "nothing after the end of the design", stack)
    return -1


def _key(text: str, position: int, stack: list[Open]) -> int:
    """Read a key and its colon; the offset of the value."""
    level = stack[-1]
    keys = level.keys
    assert keys is not None
    token = TOKEN.match(text, position)
    if token is None or token.lastgroup != "string":
        raise _unexpected(text, position, KEY, stack)
    key = json.loads(token.group())
    if key in keys:
        line = line_and_column(text, keys[key])[0]
        raise _bad(text, position, f"{json.dumps(key)} is given twice in one object, first in line {line}; keep one")
    keys[key] = position
    level.step = key
    position = skip(text, token.end())
    if not text.startswith(":", position):
        raise _unexpected(text, position, f": after {token.group()}", stack)
    return skip(text, position + 1)


def _token(text: str, position: int, expected: str, stack: list[Open]) -> re.Match[str]:
    token = TOKEN.match(text, position)
    if token is None:
        raise _unexpected(text, position, expected, stack)
    return token


def _number(text: str, token: re.Match[str]) -> None:
    if token.group("tail"):
        if float(token.group("number")) in (float("inf"), float("-inf")):
            raise _bad(text, token.start(), "the number is too large; in quotes it is kept as text")
    elif token.end() - token.start() > DIGITS:
        raise _bad(
            text,
            token.start(),
            f"a whole number of more than {DIGITS} digits; in quotes it is kept as text",
            "FILE-SIZE",
        )


def skip(text: str, position: int) -> int:
    """Where white space ends that begins at an offset."""
    found = SPACE.match(text, position)
    return found.end() if found else position


def _comma(text: str, position: int) -> str:
    before = text[:position].rstrip(" \t\r\n")[-1:]
    return "; there is a comma too many before it" if before == "," else ""


def _bad(text: str, offset: int, message: str, code: str = "FILE-JSON") -> Unreadable:
    return Unreadable(code, message, *line_and_column(text, offset))


def conflict(text: str, code: str = "FILE-JSON") -> Unreadable | None:
    """What to do about a text with git's markers of a conflict; None for one without."""
    marker = CONFLICT.search(text)
    if marker is None:
        return None
    advice = "`sketchpad merge FILE` merges it as a design, from what git holds of both sides"
    return Unreadable(
        code, f"an unresolved merge conflict ({marker[1]}); {advice}", *line_and_column(text, marker.start())
    )


def _unexpected(text: str, position: int, expected: str, stack: list[Open]) -> Unreadable:
    """The fault at `position`, where `expected` should stand, in the words that help most."""
    if found := conflict(text):
        return found
    if position >= len(text) or CUT_OFF.match(text, position):
        if not stack:
            return _bad(text, position, f"the file is empty; expected {expected}")
        what = "a list" if stack[-1].keys is None else "an object"
        line = line_and_column(text, stack[-1].start)[0]
        return _bad(text, len(text), f"the file ends in the middle of {what} that begins in line {line}{REST}")
    if constant := CONSTANT.match(text, position):
        return _bad(text, position, f"{constant.group()} is no JSON number; leave the value out, or write null")
    here = text[position]
    if here == '"':
        return _string(text, position)
    if here == "'":
        return _bad(text, position, "expected double quotes; JSON knows no single ones")
    if here == "#" or text.startswith(("//", "/*"), position):
        return _bad(text, position, "JSON has no comments; take it out, or make it the note of a part")
    if here in CURLY:
        return _bad(text, position, f"expected straight double quotes, found {here}")
    shown = WORD.match(text, position)
    word = shown.group() if shown else here
    if plain(here) != here:
        word = f"the invisible character {named(here)}"
    if word in FOREIGN_WORDS:
        return _bad(text, position, f"expected {FOREIGN_WORDS[word]}, found {word}")
    bare = expected == KEY and re.fullmatch(r"[A-Za-z_]\w*", word)
    return _bad(text, position, f"expected {expected}, found {word}" + (f'; write "{word}"' if bare else ""))


def _string(text: str, position: int) -> Unreadable:
    """What is wrong in a text in quotes that begins at `position`."""
    if TOKEN.match(text, position):
        return _bad(text, position, "two values without a comma between them")
    inner = UNTIL_ODD.match(text, position + 1)
    end = inner.end() if inner else position + 1
    if end >= len(text) or CUT_ESCAPE.match(text, end):
        return _bad(text, position, f"the file ends inside a text{REST}")
    if text[end] == "\\":
        return _bad(text, end, f"{text[end : end + 2]} is no escape; a backslash is written \\\\")
    if text[end] == "\n":
        return _bad(text, position, "the text has no closing quote in its line")
    return _bad(text, end, f"a control character in a text; write it as \\u{ord(text[end]):04x}")
