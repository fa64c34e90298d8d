"""The line on top: the file, how much is wrong, and where one is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from ...drawing.cells import ascii_only, clip, width
from ...model.text import plain
from ..looks import Drawn

MARKS = (("E", "error"), ("W", "warning"), ("i", "info"), ("x", "waived"))
"""The letter of each count of a report."""

NAME = 24
"""Cells of the name at the least before counts of nothing are left out."""

Words = list[tuple[str, str]]


class Header(Drawn):
    """` orders.sketch.json *      E 1  W 3  i 2  x 2     compact   (3,1)`."""

    LOOKS: ClassVar[Mapping[str, str]] = {
        "name": "bold",
        "unsaved": "bold $text-accent",
        "dim": "$text-muted",
        "plain": "",
        "error": "bold reverse $severity-error",
        "warning": "bold reverse $severity-warning",
        "info": "bold $severity-info",
        "waived": "bold $text-muted",
        "operation": "bold reverse",
        "notice": "bold $severity-error",
    }
    ANSI_LOOKS: ClassVar[Mapping[str, str]] = {"dim": "dim $text-muted"}
    DEFAULT_CSS = "Header { height: 1; padding: 0 1; background: $panel; color: $text; }"

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left: Words = []
        self._middle: Words = []
        self._sum: Words = []
        """What it costs, where there is room for it."""
        self._right: Words = []

    def show(
        self,
        name: str,
        unsaved: bool,
        counts: Mapping[str, int],
        zoom: str,
        cursor: str,
        operation: str = "",
        notice: str = "",
        cost: str = "",
    ) -> None:
        """`counts` are those of a report: of error, warning, info and waived; and of the rules that are off."""
        left = [(name, "name"), (" *" if unsaved else "  ", "unsaved")]
        if operation:
            left += [("  ", "plain"), (f" {operation} ", "operation")]
        if notice:
            left += [("  ", "plain"), (notice, "notice")]
        middle: Words = []
        for mark, word in MARKS:
            count = counts.get(word, 0)
            look = word if count else "dim"
            middle += [(f" {mark} {count} ", look), (" ", "plain")]
        if off := counts.get("off", 0):
            middle += [(f" off {off} ", "waived"), (" ", "plain")]
        right = [(f"{zoom}  ", "dim"), (cursor, "plain")]
        sum: Words = [(f"  {cost}  ", "plain")] if cost else []
        if (left, middle, sum, right) != (self._left, self._middle, self._sum, self._right):
            self._left, self._middle, self._sum, self._right = left, middle, sum, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        room = self.size.width
        left, right = self._segments(self._left), self._segments([("  ", "plain"), *self._right])
        middle = self._segments(self._middle)
        if room - _across([*middle, *right]) <= min(_across(left), NAME):
            middle = self._segments([words for words in self._middle if words[1] not in ("dim", "plain")])
        sum = self._segments(self._sum)
        ends = [*middle, *(sum if room - _across([*middle, *sum, *right]) > _across(left) else []), *right]
        gap = room - _across(ends) - 1
        cut: list[Segment] = []
        for segment in left:
            text = clip(segment.text, max(0, gap))
            gap -= width(text)
            cut.append(Segment(text, segment.style))
        return Strip([*cut, Segment(" " * (max(0, gap) + 1), self.looks.base), *ends]).adjust_cell_length(room)

    def _segments(self, words: Words) -> list[Segment]:
        looks = self.looks
        fit = ascii_only if self.app.has_class("-ascii") else str
        return [Segment(fit(plain(text)), looks.base + looks.over(role)) for text, role in words if text]


def _across(segments: Iterable[Segment]) -> int:
    return sum(width(segment.text) for segment in segments)
