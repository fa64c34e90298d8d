"""The words of the sketch notation: where a text has them, and the values that they state."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from .text import abridged

DIGITS = 1000
"""Digits of a whole number, at the most; Python itself reads no more than some thousands."""


class NotationError(ValueError):
    """What is wrong in a text, and where: line and column count from one."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.line, self.column = abridged(message), line, column

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


class Word(NamedTuple):
    """A word of a statement: `text`, or `text=value`, as typed."""

    text: str
    value: str | None
    column: int
    value_column: int = 0


TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+)|(?P<comment>\#[^\n]*)|(?P<end>;|\n)"""
    r"""|(?P<word>(?:"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|[^\s;"#]++|(?<=\S)\#)++)|(?P<odd>.)"""
)
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"')
PIECE = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^",|]++|.', re.DOTALL)
ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|(.))")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
TRUTH = {"true": True, "yes": True, "false": False, "no": False}


def typed(text: str, line: int, column: int) -> Word:
    """A word as it stands in the text."""
    quote, equals = text.find('"'), text.find("=")
    if equals > 0 and (quote < 0 or equals < quote):
        return Word(text[:equals], text[equals + 1 :], column, column + equals + 1)
    return Word(text, None, column)


def unquoted(text: str, line: int, column: int) -> str:
    """A text without its quotes. Raises NotationError where a quote stands inside a word."""
    if not text.startswith('"'):
        if '"' in text:
            raise NotationError("a quote inside a word; quote the whole value", line, column)
        return text
    if not STRING.fullmatch(text):
        raise NotationError("text after the closing quote", line, column)
    inner = text[1:-1]
    if "\\u{" in inner:
        return ESCAPE.sub(_meant, inner)
    return "\\".join(_unescaped(piece) for piece in inner.split("\\\\")) if "\\" in inner else inner


def _unescaped(text: str) -> str:
    """A text without the escapes of new lines, tabs and quotes; it has no backslashes of its own."""
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\", "")


def _meant(escape: re.Match[str]) -> str:
    """The character that an escape stands for; one beyond Unicode stands for its own words."""
    if code := escape[1]:
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else escape[0][1:]
    return {"n": "\n", "t": "\t"}.get(escape[2], escape[2])


def value(text: str, line: int, column: int) -> Any:
    """true, a number, a word, a list or a quoted text."""
    pieces = _split(text)
    if len(pieces) > 1:
        return tuple(_single(piece, line, column) for piece in pieces if piece)
    return _single(text, line, column)


def _number(text: str, line: int, column: int) -> int | float:
    if not re.search(r"[.eE]", text):
        if len(text) > DIGITS:
            raise NotationError(
                f"a whole number of more than {DIGITS} digits; quote it to keep it as text", line, column
            )
        return int(text)
    if abs(value := float(text)) == float("inf"):
        raise NotationError("the number is too large; quote it to keep it as text", line, column)
    return value


def _split(text: str) -> list[str]:
    """The members of a list; commas and bars inside quotes do not count."""
    pieces, piece = [], ""
    for match in PIECE.finditer(text):
        token = match.group()
        if token in (",", "|"):
            pieces.append(piece)
            piece = ""
        else:
            piece += token
    return [*pieces, piece]


def _single(text: str, line: int, column: int) -> Any:
    if text.startswith('"'):
        return unquoted(text, line, column)
    if text in TRUTH:
        return TRUTH[text]
    if NUMBER.fullmatch(text):
        return _number(text, line, column)
    return unquoted(text, line, column)
