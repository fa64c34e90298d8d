"""The palette: every verb by name, with its keys, and where it does nothing here, why."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from .desk import Desk
from .keys import CANVAS
from .scene import Scene, WhyNot
from .text import markup
from .verbs import Verb

LEFT_OUT = "cursor"
"""The topic of the verbs that nobody looks for by name until they type it."""


def said(verb: Verb, scene: Scene, pane: str = "canvas") -> str:
    """The keys of a verb and what it would do here: the step that it takes back, or why it does nothing."""
    keys = " ".join(verb.shown_keys)
    return "   ".join(filter(None, (keys, _does(verb, scene, pane))))


def _does(verb: Verb, scene: Scene, pane: str) -> str:
    if pane != "canvas" and verb.where == CANVAS:
        return "not here: it is for the canvas; Esc goes there"
    meaning = verb.means(scene)
    if isinstance(meaning, WhyNot):
        return f"not here: {meaning.reason}"
    steps: Mapping[str, str] = {"edit.undo": scene.undoable, "edit.redo": scene.redoable}
    return steps.get(verb.id) or verb.help


class Verbs(Provider):
    """What the program itself does, then the verbs of the desk, by name."""

    async def startup(self) -> None:
        desk = self.screen
        self._desk = desk if isinstance(desk, Desk) else None
        self._scene = desk.scene() if isinstance(desk, Desk) else None

    async def discover(self) -> Hits:
        for name, about, act, _ in self.app.get_system_commands(self.screen):
            yield DiscoveryHit(name, act, help=markup(about))
        if self._desk is not None and self._scene is not None:
            for verb in self._desk.bound.verbs:
                if verb.topic != LEFT_OUT:
                    about = said(verb, self._scene, self._desk.pane)
                    yield DiscoveryHit(verb.name, partial(self._desk.action_verb, verb.id), help=markup(about))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, about, act, _ in self.app.get_system_commands(self.screen):
            if (score := matcher.match(name)) > 0:
                yield Hit(score, matcher.highlight(name), act, help=markup(about))
        if self._desk is not None and self._scene is not None:
            for verb in self._desk.bound.verbs:
                if (score := matcher.match(f"{verb.name} {verb.id}")) > 0:
                    act = partial(self._desk.action_verb, verb.id)
                    about = said(verb, self._scene, self._desk.pane)
                    yield Hit(score, matcher.highlight(verb.name), act, help=markup(about))
