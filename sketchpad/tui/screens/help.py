"""The keys, and what they do."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import ClassVar

from ...catalog import KINDS
from ..keys import CANVAS, FILTERS, MAIN, MEANT, MOUSE, PANES, TOPICS, Listed, told
from ..panels.rows import Row
from .question import Key, Picker

MOUSE_HEAD = "With the mouse"

KEYS_WIDE = 17
"""Cells of the column of keys."""


EVERY = "?"
"""What is typed, or pressed once more, to see every key."""


class Help(Picker[str]):
    """The pane's own keys; type to look for a key or a word among all, and Enter does what the line says."""

    DEFAULT_CSS = """
    Help > Frame { width: 92; height: 100%; }
    Help Rows { height: 1fr; }
    Help.-wide > Frame { height: 90%; }
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

    def _called(self, id: str) -> str:
        return self._named[id]

    def action_every(self) -> None:
        self.line.value = EVERY

    def rows(self, text: str) -> Iterator[Row]:
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
            yield Row(None, ((told(line, self._called), "plain"),))
        yield Row(None, ())
        yield Row(None, ((f"In the {self._pane}" if self._pane != CANVAS else "On the canvas", "head"),))
        for keys, says in PANES.get(self._pane, ()):
            yield Row(None, ((f"  {keys:<{KEYS_WIDE}}", "accent"), (told(says, self._called), "plain")))
        for verb in self._verbs:
            if self._pane == CANVAS and (verb.footer or verb.id in MAIN):
                yield _row(verb)
        if self._pane != CANVAS:
            yield Row(None, ())
            yield Row(None, (("In every pane", "head"),))
            yield from (_row(verb) for verb in self._verbs if verb.footer and verb.where != CANVAS)
        yield Row(None, ())
        every = f"{EVERY}  every key: {len(self._verbs)} verbs. Or type a word: copy, zoom, [file.save]"
        yield Row(None, ((told(every, self._called), "dim"),))

    def _listed(self, verbs: Sequence[Listed]) -> Iterator[Row]:
        topic, topics = "", list(TOPICS)
        for verb in sorted(verbs, key=lambda verb: topics.index(verb.topic)):
            if verb.topic != topic:
                if topic:
                    yield from self._filters(topic)
                    yield Row(None, ())
                topic = verb.topic
                yield Row(None, ((TOPICS[topic], "head"),))
            yield _row(verb)

    def _mouse(self) -> Iterator[Row]:
        yield Row(None, ())
        yield Row(None, ((MOUSE_HEAD, "head"),))
        for one in MOUSE:
            keys = next(" ".join(verb.shown_keys) for verb in self._verbs if verb.id == one.verb)
            yield Row(None, ((f"  {one.gesture:<{KEYS_WIDE}}", "accent"), (f"{one.does}   ", "plain"), (keys, "dim")))

    def _filters(self, topic: str) -> Iterator[Row]:
        if topic == "find":
            for example, says in FILTERS:
                yield Row(None, ((f"  {'':<{KEYS_WIDE}}", "plain"), (f"{example:<22}  ", "accent"), (says, "dim")))

    def _matches(self, verb: Listed, typed: str, wish: str) -> bool:
        return not wish or typed in verb.shown_keys or any(wish in word.casefold() for word in (verb.name, verb.help))

    def answer(self, key: Hashable) -> str:
        return str(key)


def _row(verb: Listed) -> Row:
    keys = " ".join(verb.shown_keys)
    words = ((f"  {keys:<{KEYS_WIDE}}", "accent"), (f"{verb.name:<22}  ", "plain"), (verb.help, "dim"))
    return Row(verb.id, words)
