"""The keys, and what they do."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import ClassVar

from ...catalog import KINDS
from ..keys import FILTERS, MOUSE, PANES, TOPICS, Listed
from ..panels.rows import Row
from .question import Key, Picker

ABOUT = (
    "Letters do things, Esc goes one level back and never destroys anything, u undoes.",
    "An operation such as Move lasts until Enter or Esc, and shows its own keys.",
)

MOUSE_HEAD = "With the mouse"

KEYS_WIDE = 17
"""Cells of the column of keys."""


class Help(Picker[str]):
    """Type to look for a key or a word; Enter does what the line says."""

    DEFAULT_CSS = """
    Help > Frame { width: 92; height: 100%; }
    Help Rows { height: 1fr; }
    Help.-wide > Frame { height: 90%; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "do it", "take"),
        Key("Up/Down", "move"),
        Key("Esc", "back", "leave"),
    )
    placeholder = "a key, or a word such as move"

    def __init__(self, verbs: Sequence[Listed], pane: str = "canvas") -> None:
        super().__init__()
        self._verbs, self._pane = tuple(verbs), pane

    def rows(self, text: str) -> Iterator[Row]:
        self.frame.head(("Help", "$foreground bold"), right=f"{len(KINDS)} kinds of components: a lists them")
        wish = text.casefold().strip()
        if not wish:
            yield from (Row(None, ((line, "plain"),)) for line in ABOUT)
            yield Row(None, ())
            yield from self._own()
        topic = ""
        topics = list(TOPICS)
        for verb in sorted(self._verbs, key=lambda verb: topics.index(verb.topic)):
            if not self._matches(verb, text.strip(), wish):
                continue
            if verb.topic != topic:
                if topic:
                    yield from self._filters(topic)
                    yield Row(None, ())
                topic = verb.topic
                yield Row(None, ((TOPICS[topic], "head"),))
            yield Row(verb.id, _line(" ".join(verb.shown_keys), verb.name, verb.help))

        if not wish or wish in MOUSE_HEAD.casefold():
            yield Row(None, ())
            yield Row(None, ((MOUSE_HEAD, "head"),))
            for one in MOUSE:
                keys = next(" ".join(verb.shown_keys) for verb in self._verbs if verb.id == one.verb)
                yield Row(
                    None, ((f"  {one.gesture:<{KEYS_WIDE}}", "accent"), (one.does, "plain"), (f"   {keys}", "dim"))
                )

    def _filters(self, topic: str) -> Iterator[Row]:
        if topic == "find":
            for example, says in FILTERS:
                yield Row(None, ((f"  {'':<{KEYS_WIDE}}", "plain"), (f"{example:<22}  ", "accent"), (says, "dim")))

    def _own(self) -> Iterator[Row]:
        if own := PANES.get(self._pane):
            yield Row(None, ((f"In the {self._pane}", "head"),))
            for keys, says in own:
                yield Row(None, ((f"  {keys:<{KEYS_WIDE}}", "accent"), (says, "plain")))
            yield Row(None, ())

    def _matches(self, verb: Listed, typed: str, wish: str) -> bool:
        return not wish or typed in verb.shown_keys or any(wish in word.casefold() for word in (verb.name, verb.help))

    def answer(self, key: Hashable) -> str:
        return str(key)


def _line(keys: str, name: str, says: str) -> tuple[tuple[str, str], ...]:
    return ((f"  {keys:<{KEYS_WIDE}}", "accent"), (f"{name:<22}  ", "plain"), (says, "dim"))
