"""What does a connection do?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from ...catalog import VERBS, verb_of
from ..panels.rows import Row
from .question import Picker


class PickVerb(Picker[str]):
    """Type to narrow, Enter to take; what is foreseen between the two ends comes first."""

    DEFAULT_CSS = """
    PickVerb > Frame { width: 78; }
    """
    placeholder = "a verb, or what it does: reads, waits, queue"

    def __init__(self, foreseen: Sequence[str], verb: str = "", between: str = "") -> None:
        super().__init__()
        self._foreseen, self._verb, self._between = tuple(foreseen), verb, between

    def rows(self, text: str) -> Iterator[Row]:
        self.frame.head(("Verb", "$foreground bold"), right=self._between)
        wish = text.casefold().strip()
        found = [name for name in dict.fromkeys((*self._foreseen, *VERBS)) if _means(name, wish)]
        found.sort(key=lambda name: (name not in self._foreseen, not name.startswith(wish)))
        others = [name for name in found if name not in self._foreseen]
        for name in found:
            if others and name == others[0]:
                yield Row(None, (("not foreseen between these", "head"),))
            mark, role = ("*" if name == self._verb else " "), ("plain" if name in self._foreseen else "dim")
            yield Row(name, ((f"{mark} {name:<16}", role), (verb_of(name).help, "dim")))

    def first(self, rows: Sequence[Row]) -> Hashable | None:
        keys = [row.key for row in rows if row.key is not None]
        return self._verb if self._verb in keys and not self.line.value else next(iter(keys), None)

    def answer(self, key: Hashable) -> str:
        return str(key)


def _means(name: str, wish: str) -> bool:
    verb = verb_of(name)
    words = (name, *name.split("_"), verb.name, *verb.help.split())
    return any(word.casefold().startswith(wish) for word in words)
