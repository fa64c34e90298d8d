"""The keys, and what they do."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from ...catalog import KINDS
from ..keys import CANVAS, FILTERS, MAIN, MEANT, MOUSE, PANES, TOPICS, Listed, shown, told
from ..panels.rows import Cell, Row
from ..panels.wrapping import wrapped
from .question import Key, Picker

MOUSE_HEAD = "With the mouse"

KEYS_WIDE, NAMES_WIDE = 17, 22
"""Cells of the column of keys, and of that of names at the most."""

WIDE, EDGES, LEAST = 92, 5, 12
"""Cells of the frame where there is room; of its edges and the scrollbar; of the last column at the least."""

EVERY = "?"
"""What is typed, or pressed once more, to see every key."""


class Help(Picker[str]):
    """The pane's own keys; type to look for a key or a word among all, and Enter does what the line says."""

    DEFAULT_CSS = f"""
    Help > Frame {{ width: {WIDE}; height: 100%; }}
    Help Rows {{ height: 1fr; }}
    Help.-wide > Frame {{ height: 90%; }}
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "do it", "take"),
        Key("Up/Down", "move"),
        Key("?", "every key", "every"),
        Key("Esc", "back", "leave"),
    )
    placeholder = "? for every key, or a word such as move"

    def __init__(self, verbs: Sequence[Listed], pane: str = CANVAS) -> None:
        super().__init__()
        self._verbs, self._pane = tuple(verbs), pane
        self._named = {verb.id: verb.called for verb in verbs}
        self._wide = WIDE

    def _called(self, id: str) -> str:
        return self._named[id]

    def action_every(self) -> None:
        self.line.value = EVERY

    def rows(self, text: str) -> Iterator[Row]:
        self._wide = min(WIDE, self.app.size.width)
        kinds = told(f"{len(KINDS)} kinds of components: [add.pick] lists them", self._called)
        self.frame.head(("Help", "$foreground bold"), right=kinds)
        typed = text.strip()
        if not typed:
            yield from self.own()
        elif typed == EVERY:
            yield from self._listed(self._verbs)
            yield from self._mouse()
        else:
            wish = typed.casefold()
            yield from self._listed([verb for verb in self._verbs if self._matches(verb, typed, wish)])
            if wish in MOUSE_HEAD.casefold():
                yield from self._mouse()

    def own(self) -> Iterator[Row]:
        """What the pane is for, and the keys that it has for itself."""
        for line in MEANT.get(self._pane, ()):
            yield from self._lines(None, (), told(line, self._called), "plain")
        yield Row(None, ())
        yield Row(None, ((f"In the {self._pane}" if self._pane != CANVAS else "On the canvas", "head"),))
        for keys, says in PANES.get(self._pane, ()):
            yield from self._lines(None, ((f"  {keys:<{KEYS_WIDE}}", "accent"),), told(says, self._called), "plain")
        if self._pane == CANVAS:
            yield from self._table([verb for verb in self._verbs if verb.footer or verb.id in MAIN])
        if self._pane != CANVAS:
            yield Row(None, ())
            yield Row(None, (("In every pane", "head"),))
            yield from self._table([self._free(verb) for verb in self._verbs if verb.footer and verb.where != CANVAS])
        yield Row(None, ())
        every = f"{EVERY} every key: {len(self._verbs)} verbs. Or type a word: copy, zoom, [file.save]"
        yield from self._lines(None, (), told(every, self._called), "dim")

    def _free(self, verb: Listed) -> Listed:
        """A verb with those of its keys that the pane has no use of its own for."""
        own = {key for keys, _ in PANES.get(self._pane, ()) for key in keys.split()}
        return replace(verb, keys=tuple(key for key in verb.keys if shown(key) not in own))

    def _listed(self, verbs: Sequence[Listed]) -> Iterator[Row]:
        """Verbs under the headings of their topics."""
        topics = ((topic, [verb for verb in verbs if verb.topic == topic]) for topic in TOPICS)
        for number, (topic, some) in enumerate((topic, some) for topic, some in topics if some):
            if number:
                yield Row(None, ())
            yield Row(None, ((TOPICS[topic], "head"),))
            yield from self._table(some)
            if topic == "find":
                yield from self._filters()

    def _table(self, verbs: Sequence[Listed]) -> Iterator[Row]:
        """A verb a row: its keys, its name and what it does."""
        wide = min(NAMES_WIDE, max((len(verb.name) for verb in verbs), default=0))
        for verb in verbs:
            keys = f"  {' '.join(verb.shown_keys):<{KEYS_WIDE}}"
            yield from self._lines(verb.id, ((keys, "accent"), (f"{verb.name:<{wide}}  ", "plain")), verb.help, "dim")

    def _lines(self, key: str | None, before: tuple[Cell, ...], says: str, role: str) -> Iterator[Row]:
        """A row whose last column goes on below where there is no room for all of it."""
        column = sum(len(text) for text, _ in before)
        room = self._wide - EDGES - column
        first, *rest = wrapped(says, max(LEAST, room)) or [""]
        yield Row(key, (*before, (first, role)))
        for line in rest:
            yield Row(None, ((" " * column + line, role),))

    def _mouse(self) -> Iterator[Row]:
        yield Row(None, ())
        yield Row(None, ((MOUSE_HEAD, "head"),))
        for one in MOUSE:
            keys = next(" ".join(verb.shown_keys) for verb in self._verbs if verb.id == one.verb)
            before = ((f"  {one.gesture:<{KEYS_WIDE}}", "accent"),)
            yield from self._lines(None, before, f"{one.does}: {keys}", "plain")

    def _filters(self) -> Iterator[Row]:
        for example, says in FILTERS:
            before = ((f"  {'':<{KEYS_WIDE}}", "plain"), (f"{example:<{NAMES_WIDE}}  ", "accent"))
            yield from self._lines(None, before, says, "dim")

    def _matches(self, verb: Listed, typed: str, wish: str) -> bool:
        return not wish or typed in verb.shown_keys or any(wish in word.casefold() for word in (verb.name, verb.help))

    def answer(self, key: Hashable) -> str:
        return str(key)
