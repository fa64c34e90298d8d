"""Which kind of component?"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import ClassVar

from textual.app import ComposeResult

from ...catalog import KINDS, Kind, kind_of, nearest
from ...catalog.picking import matching
from ..panels.line import Line
from ..panels.rows import Prose, Row, Rows
from ..panels.wrapping import wrapped
from .question import Explaining, Key

CODE = 6
"""Cells of the column of codes."""


class PickKind(Explaining[str]):
    """Type a code, a name or a nickname to narrow, Enter to take."""

    DEFAULT_CSS = """
    PickKind > Frame { width: 68; }
    PickKind #list { height: 12; margin: 1 0 0 0; }
    PickKind #about { height: 3; margin: 1 0; }
    PickKind.-tiny #list { height: 1fr; margin: 0; }
    PickKind.-tiny #about { display: none; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "choose", "take"),
        Key("Up/Down", "move"),
        Key("Esc", "back", "leave"),
    )
    placeholder = "code, name or nickname: s3, queue, postgres"

    def __init__(
        self, used: Mapping[str, int] | None = None, kinds: Iterable[Kind] | None = None, title: str = "Add a component"
    ) -> None:
        super().__init__()
        self._used = used or {}
        self._kinds = tuple(sorted(KINDS.values() if kinds is None else kinds, key=_commonest))
        self._title = title

    def body(self) -> ComposeResult:
        yield Line(placeholder=self.placeholder)
        yield Rows(one_click=True, id="list")
        yield Prose(id="about")

    @property
    def list(self) -> Rows:
        return self.query_one("#list", Rows)

    def rows(self, text: str) -> Iterator[Row]:
        found = matching(text, self._kinds, self._used)
        self.frame.head((self._title, "$foreground bold"), right=f"{len(found)} of {len(self._kinds)}")
        if not found and (close := self._close(text)):
            yield Row(None, ((f"nothing is called {text}; the nearest is", "dim"),))
            found = [close]
        for kind in found:
            right = f"{self._times(kind):<8}{kind.category:<14}{kind.hot if kind.hot is not None else '':>1}"
            yield Row(kind.kind, ((f"{kind.code:<{CODE}}", "accent"), (kind.name, "plain")), ((right, "dim"),))

    def _times(self, kind: Kind) -> str:
        count = self._used.get(kind.kind, 0)
        return f"used {min(count, 99)}x" if count else ""

    def _close(self, text: str) -> Kind | None:
        words = {word: kind for kind in reversed(self._kinds) for word in (kind.kind, kind.name, *kind.aliases)}
        name = nearest(text, words)
        return words[name] if name else None

    def tell(self) -> None:
        """Say what the kind under the cursor is."""
        key = self.list.key
        lines: list[str] = []
        if isinstance(key, str):
            kind = kind_of(key)
            known = f"also known as {', '.join(kind.aliases[:4])}" if kind.aliases else ""
            room = max(20, self.list.size.width)
            lines = [*wrapped(kind.help, room)[:2], known]
        self.query_one("#about", Prose).tell(*((line, "dim") for line in lines))

    def answer(self, key: Hashable) -> str:
        return str(key)


def _commonest(kind: Kind) -> int:
    """Kinds that a digit places come first, as the digits stand on a keyboard; the others stay in their order."""
    return 11 if kind.hot is None else kind.hot or 10
