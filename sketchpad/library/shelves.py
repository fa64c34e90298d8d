"""Where the patterns lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from .pattern import SUFFIX, Pattern, UnknownPattern
from .searching import ranked

PACKAGE = Path(__file__).resolve().parents[1]
PLACES = (PACKAGE / "patterns", PACKAGE.parent / "patterns")
"""The folders that may hold the patterns; the first that exists does."""


def patterns() -> tuple[Pattern, ...]:
    """The patterns by name, then the anti-patterns by name. Only the folders are read."""
    return *_shelf(""), *_shelf("anti", anti=True)


def starter() -> Pattern:
    """The design worth opening first: a small shop with a few things to put right. Raises UnknownPattern."""
    for pattern in _shelf("starter"):
        return pattern
    raise UnknownPattern("starter", None)


def find(name: str) -> Pattern:
    """The pattern of a name. Raises UnknownPattern, which names the nearest."""
    plain = name.removesuffix(SUFFIX).removeprefix("anti/")
    known = {pattern.name: pattern for pattern in (*_shelf("starter"), *_shelf("anti", anti=True), *_shelf(""))}
    if plain in known:
        return known[plain]
    close = get_close_matches(plain.lower(), sorted(known), n=1, cutoff=0.6)
    if close:
        raise UnknownPattern(name, close[0])
    found = ranked(plain, known.values())
    raise UnknownPattern(name, found[0].name if found else None)


def search(text: str, among: Iterable[Pattern] | None = None) -> tuple[Pattern, ...]:
    """The patterns that have every word of `text` in name, title, kinds or description, best first.

    Whoever searches while somebody types passes the same `patterns()` each time, so that no file is read twice.
    """
    return ranked(text, patterns() if among is None else among)


def _shelf(folder: str, anti: bool = False) -> tuple[Pattern, ...]:
    root = next((place for place in PLACES if place.is_dir()), PLACES[-1]) / folder
    if not root.is_dir():
        return ()
    names = sorted(path.name for path in root.iterdir() if path.name.endswith(SUFFIX))
    return tuple(Pattern(name.removesuffix(SUFFIX), root / name, anti) for name in names)
