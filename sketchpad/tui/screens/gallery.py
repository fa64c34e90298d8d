"""Which pattern?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from ...catalog import kind_of
from ...drawing.cells import clip
from ...editing.fields import title
from ...library import Pattern, search
from ...model import Design
from ...rules import Report, check
from ...storage import Unreadable
from ..panels.line import Line
from ..panels.rows import Prose, Row, Rows
from ..panels.wrapping import wrapped
from .picture import Picture, fitting
from .question import Explaining, Key

ROWS = ((22, 8), (15, 6), (0, 2))
"""From how many rows on the right side how many of them say at the least what a pattern is for."""

COUNTED = (("error", "errors"), ("warning", "warnings"), ("info", "info"))


class Gallery(Explaining[Pattern]):
    """Type to narrow by name, service or word; the picture is the pattern as it will stand on the canvas."""

    DEFAULT_CSS = """
    Gallery > Frame { width: 100%; height: 100%; }
    Gallery.-wide > Frame { width: 96%; height: 92%; }
    Gallery Horizontal { height: 1fr; margin: 0 0 1 0; }
    Gallery #left { width: 42; margin: 0 2 0 0; }
    Gallery.-narrow #left { width: 26; margin: 0 1 0 0; }
    Gallery #left Rows { height: 1fr; margin: 1 0 0 0; }
    Gallery #right { width: 1fr; }
    Gallery #picture { height: 1fr; }
    Gallery #about { margin: 1 0 0 0; }
    Gallery.-tiny #about { margin: 0; }
    Gallery.-tiny Horizontal { margin: 0; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "insert", "take"),
        Key("Up/Down", "look at another"),
        Key("Esc", "back", "leave"),
    )
    placeholder = "queue, saga, postgres"

    def __init__(self, patterns: Sequence[Pattern], judge: Callable[[Design], Report] = check) -> None:
        super().__init__()
        self._patterns, self._judge = tuple(patterns), judge
        self._told: dict[int, str] = {}
        """What the rules say of a pattern, by its number."""

    def body(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="left"):
                yield Line(placeholder=self.placeholder)
                yield Rows(id="list")
            with Vertical(id="right"):
                yield Picture(id="picture")
                yield Prose(id="about")

    @property
    def list(self) -> Rows:
        return self.query_one("#list", Rows)

    def rows(self, text: str) -> Iterator[Row]:
        found = search(text, self._patterns) if text.strip() else self._patterns
        self.frame.head(("Patterns", "$foreground bold"), right=f"{len(found)} of {len(self._patterns)}")
        for anti, heading in ((False, "To begin from"), (True, "To learn from: what to avoid")):
            some = [pattern for pattern in found if pattern.anti is anti]
            if some:
                yield Row(None, ((heading, "head"),))
            yield from (Row(self._patterns.index(one), ((f" {self._title(one)}", "plain"),)) for one in some)

    def _title(self, pattern: Pattern) -> str:
        design = self._design(pattern)
        return pattern.name if design is None else str(design)

    def _design(self, pattern: Pattern) -> Design | None:
        try:
            return pattern.design
        except Unreadable:
            return None

    @property
    def pattern(self) -> Pattern | None:
        """The pattern under the cursor."""
        key = self.list.key
        return self._patterns[key] if isinstance(key, int) else None

    def tell(self) -> None:
        """Draw the pattern under the cursor, and say what it is for."""
        pattern = self.pattern
        design = self._design(pattern) if pattern else None
        self.query_one("#picture", Picture).show(design)
        prose = self.query_one("#about", Prose)
        if design is None:
            prose.tell(("It cannot be read." if pattern else "", "dim"))
            return
        right = self.query_one("#right").content_size
        room = max(20, right.width - 1)
        codes = sorted({kind_of(component.kind).code for component in design.components.values()})
        facts = f"{len(design.components)} components, {len(design.connections)} connections: {' '.join(codes)}"
        lines = [(line, "plain") for line in wrapped(design.about, room)]
        told = [(facts, "dim"), (self._said(pattern, design), "dim"), *lines]
        least = next(rows for height, rows in ROWS if right.height >= height)
        picture = fitting(design, right.width, right.height - least - 1, self.ascii)
        rows = max(least, right.height - picture.height - 1)
        if len(told) > rows:
            words, role = told[rows - 1]
            told[rows - 1 :] = [(clip(f"{words} {told[rows][0]}", room), role)]
        prose.styles.height = len(told)
        prose.tell(*told)

    def _said(self, pattern: Pattern | None, design: Design) -> str:
        """`adds 1 error, 2 warnings: CON-001 MSG-003`; what it is meant to meet."""
        number = self._patterns.index(pattern) if pattern else -1
        if number not in self._told:
            report = self._judge(design)
            counts = [
                f"{count} {word if count == 1 else many}" for word, many in COUNTED if (count := report.summary[word])
            ]
            rules = " ".join(sorted({one.rule.id for one in report.standing}))
            needs = ", ".join(sorted({title(need).lower() for need in design.requirements.values()}))
            found = f"adds {', '.join(counts)}: {rules}" if counts else "adds no findings"
            self._told[number] = found + (f"; states {needs}" if needs else "")
        return self._told[number]

    def answer(self, key: Hashable) -> Pattern | None:
        return self._patterns[key] if isinstance(key, int) else None
