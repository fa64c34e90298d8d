"""Text broken into lines of so many cells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ...drawing.cells import width
from ...model.text import plain


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
    """A word; one that no line has room for in pieces."""
    while width(word) > room:
        head = ""
        for char in word:
            if head and width(head + char) > room:
                break
            head += char
        yield head
        word = word[len(head) :]
        if width(head) > room:
            break
    if word:
        yield word
