"""Text broken into lines of so many cells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ...drawing.cells import width
from ...model.text import plain

MARKS = "/#?&=-_."
"""Where an address is best broken."""


def wrapped(text: str, room: int) -> list[str]:
    """The words of `text` in lines of at most `room` cells; an empty line between its paragraphs."""
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        if lines:
            lines.append("")
        lines += _lines(plain(paragraph).split(), max(1, room))
    return lines


def _lines(words: list[str], room: int) -> Iterator[str]:
    line = ""
    for word in chain.from_iterable(_pieces(word, room) for word in words):
        if line and width(line) + 1 + width(word) > room:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _pieces(word: str, room: int) -> Iterator[str]:
    """A word; one that no line has room for in pieces, which end behind a mark where they can."""
    while width(word) > room:
        end = 1
        while end < len(word) and width(word[: end + 1]) <= room:
            end += 1
        marks = [at for at, char in enumerate(word[:end], 1) if char in MARKS and at > end // 2]
        end = marks[-1] if marks else end
        yield word[:end]
        word = word[end:]
        if width(word) <= width(word[:1]):
            break
    if word:
        yield word
