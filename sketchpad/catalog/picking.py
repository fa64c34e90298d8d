"""Kinds by what a person types: a code, a name, what people call it, or letters of these in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model.text import in_order
from .kind import Kind


def matching(text: str, kinds: Iterable[Kind], used: Mapping[str, int] | None = None) -> list[Kind]:
    """The kinds that `text` may mean, the likeliest first; all of them for an empty text.

    `used` says how often each kind stands in the design: among equals the more used comes first.
    """
    counts = used or {}
    wish = text.casefold().strip()
    ranked = [
        (rank, -counts.get(kind.kind, 0), place, kind)
        for place, kind in enumerate(kinds)
        if (rank := _rank(wish, kind))
    ]
    ranked.sort(key=lambda entry: entry[:3])
    return [kind for *_, kind in ranked]


def _rank(wish: str, kind: Kind) -> int:
    """How well a text means a kind: 1 is best, 0 not at all."""
    code, name = kind.code.casefold(), kind.name.casefold()
    others = (kind.kind, *(alias.casefold() for alias in kind.aliases))
    words = name.replace("(", " ").split()
    if not wish or wish in (code, kind.kind, name):
        return 1
    if code.startswith(wish):
        return 2
    if name.startswith(wish) or kind.kind.startswith(wish):
        return 3
    if any(word.startswith(wish) for word in words):
        return 4
    if wish in others:
        return 2
    if any(other.startswith(wish) for other in others):
        return 5
    if any(wish in other for other in (name, *others)):
        return 6
    return 7 if any(in_order(wish, other) for other in (name, kind.kind)) else 0
