"""Keys, one after the other.

Textual hands a key to whoever has the focus when it arrives, though the keys before it may still be on their way to
what they do. Where letters are commands that is not good enough: over a slow line they come in bunches, and the letters
for a question would go to the canvas below it. So a key waits until the one before it is done with, and until a
question that is being opened is there.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections import deque
from collections.abc import Iterable
from time import monotonic

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.driver import Driver
from textual.errors import NoWidget
from textual.message import Message
from textual.timer import Timer

LOST = 2.0
"""Seconds after which a key is taken to be done with, should its trace be lost with a widget that went away."""

GATHER = 0.002
"""Seconds in which keys that were passed on together come in."""

SLICE = 0.02
"""Seconds of commands after which there is a pause to show what they did, and to hear of signals."""

LINE = "ctrl+j"
"""The end of a line in a text, which no key of a keyboard sends."""

MANY, FEW, AT_ONCE = 8, 4, 0.01
"""So many keys, so many different ones among them, within so many seconds: no hand types like that."""


ROUNDS = 3
"""A key starts an action, which posts a message, which moves the focus: so many things may follow from it in turn."""


class Done(Message):
    """Follows a key through the widgets, as often as there are rounds; then the key is done with."""

    def __init__(self, key: int, rounds: int) -> None:
        super().__init__()
        self.key, self.rounds = key, rounds


class Keyboard(App[int]):
    """An app that handles each key wholly before the next."""

    def __init__(self, driver: type[Driver] | None = None, ansi_color: bool | None = None) -> None:
        super().__init__(driver, ansi_color=ansi_color)
        self.held = False
        """Whether a question is being opened, or was just answered."""
        self._typed: deque[events.Key | events.MouseEvent] = deque()
        """What waits: keys, and what the pointer did after them."""
        self._busy = False
        self._key = 0
        """The number of the key under way."""
        self._patience: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        if event.is_forwarded or not isinstance(event, events.Key | events.MouseEvent):
            await super().on_event(event)
            return
        if isinstance(event, events.MouseEvent) and not self._typed:
            await self._point(event)
            return
        self._typed.append(event)
        if self._busy:
            return
        if self.commanding:
            # What comes along with it tells whether a hand typed it.
            self._busy = True
            get_running_loop().call_later(GATHER, self.call_later, self._next)
        else:
            await self._next()

    async def _point(self, event: events.MouseEvent) -> None:
        """Hand on what the pointer did.

        Where it is held it stays from this moment on: what it does next may have come along already.
        """
        await super().on_event(event)
        if not isinstance(event, events.MouseDown):
            return
        try:
            widget, _ = self.screen.get_widget_at(event.screen_x, event.screen_y)
        except NoWidget:
            return
        if event.button in (1, 2) and getattr(widget, "HOLDS", False):
            self.capture_mouse(widget)

    async def _next(self) -> None:
        """Hand on the key that waits longest."""
        if self._patience is not None:
            self._patience.stop()
        if self._typed and self.commanding and _pasted(self._typed):
            pointed = [event for event in self._typed if isinstance(event, events.MouseEvent)]
            self.ignored(len(self._typed) - len(pointed))
            self._typed = deque(pointed)
        self._key += 1
        began = monotonic()
        while self._typed and not self.held and await self._done_at_once(self._typed[0]):
            self._typed.popleft()
            if self._typed and monotonic() - began > SLICE:
                self._patience = self.set_timer(GATHER, self._next)
                return
        self._busy = bool(self._typed)
        if self._busy:
            self._patience = self.set_timer(LOST, self._next)
            if not self.held:
                await super().on_event(self._typed.popleft())
                self._follow(self._key, ROUNDS)

    async def _done_at_once(self, event: events.Key | events.MouseEvent) -> bool:
        """Whether what waits longest is a command, or was done by the pointer; then it is done with."""
        if isinstance(event, events.MouseEvent):
            await self._point(event)
            return True
        return self.commanding and self.command(event)

    def _follow(self, key: int, rounds: int) -> None:
        (self.focused or self.screen).post_message(Done(key, rounds))

    def on_done(self, event: Done) -> None:
        # What the key brought about stands behind this in the queue.
        if event.rounds > 1:
            self.call_later(self._follow, event.key, event.rounds - 1)
        else:
            self.call_later(self._go_on, event.key)

    async def _go_on(self, key: int) -> None:
        if key == self._key and self._busy and not self.held:
            await self._next()

    def hold(self) -> None:
        """Let keys wait: something is about to take them."""
        self.held = True

    def release(self) -> None:
        """Let them go on."""
        self.held = False
        self.call_later(self._go_on, self._key)

    def pop_screen(self) -> AwaitComplete:
        """Leave a screen; the trace of the key that did it may be lost with it."""
        popped = super().pop_screen()
        self.call_later(self._go_on, self._key)
        return popped

    @property
    def waiting(self) -> bool:
        """Whether a key is not done with yet."""
        return self._busy

    @property
    def commanding(self) -> bool:
        """Whether letters are commands where the focus is."""
        return False

    def command(self, event: events.Key) -> bool:
        """Do what a key commands; whether it commands anything."""
        return False

    def ignored(self, count: int) -> None:
        """So many keys were not typed by hand, and were dropped."""


def _pasted(waiting: Iterable[events.Key | events.MouseEvent]) -> bool:
    """Whether keys that wait look like a text that a terminal passed on as if it was typed: no hand ends a line so."""
    keys = [event for event in waiting if isinstance(event, events.Key)]
    letters = [key for key in keys if key.is_printable]
    soon = [key for key in letters if key.time - letters[0].time <= AT_ONCE]
    lines = any(key.key == LINE for key in keys) and bool(letters)
    return lines or (len(soon) >= MANY and len({key.key for key in soon}) >= FEW)
