"""What does one component do with another?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from ...catalog import verb_of
from ..panels.rows import Row
from .question import Picker


class PickVerb(Picker[str]):
    """The likeliest verb stands first: Enter takes it."""

    DEFAULT_CSS = """
    PickVerb > Frame { width: 72; }
    PickVerb Rows { height: 9; }
    """
    placeholder = "reads, publishes, invokes"

    def __init__(self, verbs: Sequence[str], source: str = "", target: str = "") -> None:
        super().__init__()
        self._verbs, self._source, self._target = tuple(verbs), source, target

    def rows(self, text: str) -> Iterator[Row]:
        arrow = "->" if self.ascii else "→"
        ends = f"  {self._source} {arrow} {self._target}" if self._source and self._target else ""
        self.frame.head(("Connection", "$foreground bold"), (ends, ""), right=f"{len(self._verbs)} foreseen")
        wish = text.casefold().strip()
        for name in self._verbs:
            verb = verb_of(name)
            if any(word.startswith(wish) for word in (name, *verb.name.casefold().split())) or wish in name:
                says = (("  waits for the answer" if verb.waits else ""), "dim")
                yield Row(name, ((f"{verb.name:<20}  ", "plain"), (verb.help, "dim")), (says,) if says[0] else ())

    def answer(self, key: Hashable) -> str:
        return str(key)
