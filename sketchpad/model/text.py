"""Text from outside, made fit to show on one line of a terminal.

Names, notes and values come from files and the clipboard. Shown as they are, they could move the cursor, turn the
direction of a line round, hide characters or stack marks over the lines above. Every place that shows such text passes
it through `plain`.
"""

from __future__ import annotations

import unicodedata

MARKS = 4
"""Combining marks that one character carries at the most."""

SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
"""What separates words or lines; shown as one space."""

SILENT = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)
"""What takes no room and shows nothing; left out."""


def plain(text: str) -> str:
    """`text` on one line: no control, direction or invisible characters, and few combining marks."""
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = MARKS
    """Marks that the last base carries; a text that begins with a mark has no base for it."""
    for char in text:
        if char in SPACES:
            out.append(" ")
            marks = 0
        elif char in SILENT or _selects_variant(char):
            continue
        elif (category := unicodedata.category(char)) in ("Mn", "Me"):
            if marks < MARKS:
                out.append(char)
                marks += 1
        elif category == "Zs":
            out.append("\u3000" if char == "\u3000" else " ")
            marks = 0
        elif category[0] == "C":
            # Controls, directions, tags, private use, lone surrogates and what has no meaning yet.
            out.append("?")
            marks = MARKS
        else:
            out.append(char)
            marks = 0
    return "".join(out)


def _selects_variant(char: str) -> bool:
    """Variation selectors change a character's width in some terminals only."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or "\u180b" <= char <= "\u180d"


def in_order(letters: str, text: str) -> bool:
    """Whether the letters come in the text in their order, the first one first: `svlcrud` in `serverless-crud`."""
    rest = iter(text)
    return text[:1] == letters[:1] and all(letter in rest for letter in letters)
