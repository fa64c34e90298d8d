"""To which step?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from ..panels.rows import Row
from .question import Picker

BEGINNING = "as it was when it was opened"


class History(Picker[int]):
    """Every step, the latest first; Enter goes to where the design was after it."""

    DEFAULT_CSS = """
    History > Frame { width: 68; }
    History Rows { height: 14; }
    """
    placeholder = "type to narrow: move, delete, a name"

    def __init__(self, steps: Sequence[str], done: int) -> None:
        """`done` of the steps hold, those after them were undone; the answer is how many are to hold."""
        super().__init__()
        self._steps, self._done = (BEGINNING, *steps), done

    def rows(self, text: str) -> Iterator[Row]:
        self.frame.head(("History", "$foreground bold"), right=f"{self._done} of {len(self._steps) - 1} steps hold")
        wish = text.casefold().strip()
        for count in range(len(self._steps) - 1, -1, -1):
            if wish in self._steps[count].casefold():
                mark = "here" if count == self._done else "undone" if count > self._done else ""
                look = "dim" if count > self._done else "plain"
                yield Row(count, ((f"{count:>5}  ", "dim"), (self._steps[count], look)), ((mark, "accent"),))

    def first(self, rows: Sequence[Row]) -> Hashable | None:
        """The step that would be undone next, or the first that fits."""
        keys = [row.key for row in rows]
        return self._done if self._done in keys and not self.line.value else next(iter(keys), None)

    def answer(self, key: Hashable) -> int | None:
        return key if isinstance(key, int) else None
