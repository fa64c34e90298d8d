"""Text from outside, made fit to show on one line of a terminal.

Names, notes and values come from files and the clipboard. Shown as they are, they could move the cursor, turn the
direction of a line round, hide characters or stack marks over the lines above. Every place that shows such text passes
it through `plain`, which names what it does not show: `<ESC>`, `<0x9b>`, `<U+202E>`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

MARKS = 4
"""Combining marks that one character carries at the most."""

LONGEST = 400
"""Characters of a message; of a longer one the beginning and the end are told."""

SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")
"""What separates words or lines; shown as one space."""

SILENT = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2028\u2029\u2060\u2061\u2062\u2063\u2064\u3164"
    "\ufeff\uffa0"
)
"""What takes no room and shows nothing, or breaks the line."""

CONTROLS = (
    *("NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI"),
    *("DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US"),
)


def plain(text: str) -> str:
    """`text` on one line: no control, direction or invisible characters, and few combining marks."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown for _, shown in fates(text))


def fates(text: str) -> Iterator[tuple[str, str]]:
    """Each character of a text with what is shown of it: itself, a space, its name, or nothing."""
    marks = MARKS
    """Marks that the last base carries; a text that begins with a mark has no base for it."""
    for char in text:
        shown = SHOWN[char]
        if shown is None:
            yield char, char if marks < MARKS else ""
            marks += 1
            continue
        yield char, shown
        if shown:
            marks = MARKS if len(shown) > 1 else 0


class _Shown(dict[str, str | None]):
    """What is shown of a character; None for a combining mark, of which that depends on those before it."""

    def __missing__(self, char: str) -> str | None:
        self[char] = shown = _shown(char)
        return shown


SHOWN = _Shown()


def _shown(char: str) -> str | None:
    category = unicodedata.category(char)
    if char in SPACES:
        return " "
    if _selects_variant(char):
        return ""
    if category in ("Mn", "Me") and char not in SILENT:
        return None
    if category == "Zs":
        return "\u3000" if char == "\u3000" else " "
    if category == "Cs":
        return "\ufffd"
    if category[0] == "C" or char in SILENT:
        # Controls, directions, tags, private use, and what has no meaning yet.
        return f"<{named(char)}>"
    return char


def named(char: str) -> str:
    """What a character is called that cannot be shown: `ESC`, `0x9b`, `U+202E`."""
    code = ord(char)
    if code < len(CONTROLS):
        return CONTROLS[code]
    if code == 0x7F:
        return "DEL"
    return f"0x{code:02x}" if code < 0xA0 else f"U+{code:04X}"


def _selects_variant(char: str) -> bool:
    """Variation selectors change a character's width in some terminals only."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or "\u180b" <= char <= "\u180d"


def abridged(message: str, longest: int = LONGEST) -> str:
    """A message with its beginning and its end, where it holds more than anybody reads."""
    half = longest // 2
    return message if len(message) <= longest else f"{message[:half]} … {message[-half:]}"


def in_order(letters: str, text: str) -> bool:
    """Whether the letters come in the text in their order, the first one first: `svlcrud` in `serverless-crud`."""
    rest = iter(text)
    return text[:1] == letters[:1] and all(letter in rest for letter in letters)
