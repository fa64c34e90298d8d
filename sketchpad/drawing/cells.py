"""Text measured in the cells of a terminal.

A grid of cells holds one code point a cell. A wide character is followed by `REST` in its second cell; a character with
combining marks is a cluster, which `split` keeps together.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

REST = "\ue000"
"""Stands in the second cell of a wide character; private use, which `plain` lets no text contain."""

UTF = "utf-32-le"
"""How cells are held: four bytes each."""

CUT = "~"
"""Ends a text that did not fit."""


@lru_cache(maxsize=4096)
def char_width(char: str) -> int:
    """Cells that one code point takes."""
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


@lru_cache(maxsize=16384)
def width(text: str) -> int:
    """Cells that `text` takes."""
    if text.isascii():
        return len(text)
    return sum(map(char_width, text))


def encoded(text: str) -> bytes:
    """A text of one code point a cell in four bytes a cell; empty where some character is wider or has marks."""
    if text.isascii() or all(char_width(char) == 1 for char in text):
        return text.encode(UTF)
    return b""


def split(text: str) -> list[str]:
    """One string a cell: a character with its marks, or `REST`."""
    if text.isascii():
        return list(text)
    out: list[str] = []
    for char in text:
        wide = char_width(char)
        if wide:
            out.append(char)
            if wide == 2:
                out.append(REST)
        elif out:
            owner = -2 if out[-1] == REST else -1
            out[owner] += char
    return out


@lru_cache(maxsize=16384)
def clip(text: str, room: int) -> str:
    """`text`, cut with a mark where it takes more than `room` cells."""
    if width(text) <= room:
        return text
    if room <= 0:
        return ""
    kept = split(text)[: room - 1]
    if kept and kept[-1] != REST and char_width(kept[-1][0]) == 2:
        kept[-1] = " "
    return "".join(cell for cell in kept if cell != REST) + CUT


def fit(text: str, room: int) -> str:
    """`text` in exactly `room` cells, cut or filled with spaces at the right."""
    text = clip(text, room)
    return text + " " * (room - width(text))


SIGNS = str.maketrans("→←↔►◄▲▼«»≤≥–—…·•○√×≈“”‘’", "><-><^v<><>--..*o=x~\"\"''")
"""What stands in ASCII for signs of our own and of texts."""


@lru_cache(maxsize=4096)
def ascii_only(text: str) -> str:
    """`text` in as many cells, of ASCII alone."""
    if text.isascii():
        return text
    out = []
    for cell in split(unicodedata.normalize("NFC", text.translate(SIGNS))):
        base = unicodedata.normalize("NFD", cell)[:1]
        out.append(base if base.isascii() and base != "" else "?")
    return "".join(out)
