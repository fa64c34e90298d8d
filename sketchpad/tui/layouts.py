"""Keyboards that write other letters than Latin ones: a key means what it means on a Latin keyboard.

A terminal sends the letter, not the key that was pressed; so a letter stands for the Latin one in its place.
"""

from __future__ import annotations

from collections.abc import Mapping

LATIN = "qwertyuiop asdfghjkl zxcvbnm"
PLACES = {
    "Cyrillic": "йцукенгшщз фывапролд ячсмить",
    "Greek": " ςερτυθιοπ ασδφγηξκλ ζχψωβνμ",
    "Hebrew": "  קראטוןםפ שדגכעיחלך זסבהנמצ",
    "Arabic": "ضصثقفغعهخح شسيبلاتنم ئءؤر ىة",
}
"""The letters of three rows of keys, each in the place of the Latin one; a space where there is none."""

PUNCTUATION = {
    "х": "left_square_bracket", "ъ": "right_square_bracket", "б": "comma", "ю": "full_stop", "ж": "semicolon",
    "ף": "semicolon", "ת": "comma", "ץ": "full_stop",
    "ج": "left_square_bracket", "د": "right_square_bracket", "و": "comma", "ز": "full_stop", "ك": "semicolon",
}  # fmt: skip
"""The letters in the places of signs, and the names of those."""


def _letters() -> Mapping[str, str]:
    found = dict(PUNCTUATION)
    for letters in PLACES.values():
        for letter, latin in zip(letters, LATIN, strict=True):
            if letter != " ":
                found[letter] = latin
                if letter.upper() != letter and len(letter.upper()) == 1:
                    found.setdefault(letter.upper(), latin.upper())
    return found


LETTERS = _letters()


def latin(key: str) -> str:
    """The key in the same place of a Latin keyboard; the same where it is on one."""
    return LETTERS.get(key, key)
