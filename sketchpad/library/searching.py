"""Finding patterns by what a person has in mind: a name, a service, a word of the description.

A word is found whole, by its beginning or within another; in a name its letters may also lie apart (`svlcrud`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model.text import in_order
from .pattern import Pattern

WORD = re.compile(r"[a-z0-9]+")

NAME, TITLE, KIND, ABOUT = 8, 7, 5, 2
"""What a word is worth where it is found."""
WHOLE, START, INSIDE, SCATTERED = 4, 3, 2, 1
"""What the way it is found is worth: the whole word, its beginning, within it, or its letters in order."""


def ranked(text: str, among: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Those of `among` that have every word of `text` somewhere, best first; all of them where `text` has no word."""
    asked = WORD.findall(text.lower())
    scored = [(pattern, _score(asked, pattern)) for pattern in among]
    return tuple(pattern for pattern, score in sorted(scored, key=lambda pair: -pair[1]) if score or not asked)


def _score(asked: list[str], pattern: Pattern) -> int:
    """How well a pattern answers; 0 where a word is found nowhere."""
    fields = (
        (NAME, WORD.findall(pattern.name)),
        (TITLE, WORD.findall(pattern.title.lower())),
        (KIND, WORD.findall(" ".join(pattern.kinds))),
        (ABOUT, WORD.findall(pattern.about.lower())),
    )
    scores = []
    for word in asked:
        best = max(weight * _match(word, words) for weight, words in fields)
        scattered = len(word) > 2 and in_order(word, "".join(fields[0][1]))
        scores.append(best or NAME * SCATTERED * scattered)
    return sum(scores) if all(scores) else 0


def _match(asked: str, words: list[str]) -> int:
    if asked in words:
        return WHOLE
    if any(word.startswith(asked) for word in words):
        return START
    return INSIDE if len(asked) > 2 and any(asked in word for word in words) else 0
