"""Tables of the settings that state a rule, read key by key; what is left over is a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..catalog import hint
from ..model.text import plain

LONGEST = 64
"""Characters of a word or a pattern at the most; the ids of a design are no longer."""
SHOWN = 80
"""Characters of somebody's text that an error shows."""


class RuleError(Exception):
    """A rule of a team that makes no sense: where it is stated, and why."""


class Table:
    """One table: each key is taken once, and `done` complains about those that nobody took."""

    def __init__(self, at: str, content: Any) -> None:
        self.at = at
        """The keys that lead here, with dots between; empty for the rule itself."""
        if not isinstance(content, dict):
            raise self.wrong("", "it takes a table")
        self._left: dict[str, Any] = dict(content)
        self._asked: list[str] = []

    def wrong(self, key: str, why: str) -> RuleError:
        return RuleError(": ".join(filter(None, (".".join(filter(None, (self.at, key))), why))))

    def take(self, key: str) -> Any:
        """A value of any type; None where it is not stated."""
        self._asked.append(key)
        return self._left.pop(key, None)

    def table(self, key: str) -> Table | None:
        value = self.take(key)
        return None if value is None else Table(".".join(filter(None, (self.at, key))), value)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text without the spaces around it; empty where it is not stated."""
        value = self.take(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, "it takes a text")
        text = (value or "").strip()
        if required and not text:
            raise self.wrong(key, "every rule states it")
        return text

    def words(self, key: str) -> tuple[str, ...]:
        """A word, or a list of them; none where it is not stated."""
        value = self.take(key)
        if value is None:
            return ()
        some = value if isinstance(value, list) else [value]
        for word in some:
            if not isinstance(word, str) or not word or len(word) > LONGEST:
                raise self.wrong(key, f"it takes a word of at most {LONGEST} characters, or a list of them")
        if not some:
            raise self.wrong(key, "an empty list fits nothing")
        return tuple(some)

    def known(self, key: str, names: Iterable[str], what: str) -> tuple[str, ...]:
        """Words that are among names."""
        known = tuple(names)
        some = self.words(key)
        for word in some:
            if word not in known:
                raise self.wrong(key, f"there is no {what} {quoted(word)}{meant(word, known)}")
        return some

    def rest(self) -> dict[str, Any]:
        """Whatever nobody has taken."""
        left, self._left = self._left, {}
        return left

    def done(self) -> None:
        """Nothing is left over. Raises RuleError."""
        for key in self._left:
            raise self.wrong("", f"there is no key {quoted(key)}{meant(key, self._asked)}")


def quoted(text: str) -> str:
    """Somebody's text as an error shows it."""
    return plain(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")


def meant(word: str, names: Iterable[str]) -> str:
    """`; did you mean lambda?`, else the names where they are few."""
    known = sorted(set(names))
    return hint(word, known) or (f"; there are {', '.join(known)}" if len(known) <= 12 else "")
