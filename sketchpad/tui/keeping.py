"""What is done is forced to the disk by the rhythm of its journal, beside the work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.timer import Timer

if TYPE_CHECKING:
    from ..storage.journal import Journal
    from .desk import Desk
    from .session import Session

AT_ONCE = 0.005
"""Seconds of the shortest wait, as no timer takes none."""

REMINDED = 300.0
"""Seconds after which somebody is reminded to save where nothing else keeps what was done."""


class Keeping:
    """Follows the journal of the design at hand; while nothing is done, nothing runs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reminder: Timer | None = None
        self._off = ""

    def over(self, session: Session) -> None:
        """Follow the journal of this one; what was written to another is forced to the disk all the same."""
        rhythm = Rhythm(self._desk, self._show)
        session.woken = rhythm.woken

    def _show(self, journal: Journal) -> None:
        if journal.off != self._off:
            self._off = journal.off
            self._desk.call_later(self._desk.show_chrome)
            if journal.off and self._reminder is None:
                self._reminder = self._desk.set_interval(REMINDED, lambda: self._remind(journal))

    def _remind(self, journal: Journal) -> None:
        if not journal.off:
            assert self._reminder is not None
            self._reminder.stop()
            self._reminder = None
        elif self._desk.session.unsaved:
            self._desk.say(f"recovery is off ({journal.off}): save, or what was done is lost with the program")


class Rhythm:
    """When one journal is forced to the disk."""

    def __init__(self, desk: Desk, show: Callable[[Journal], None]) -> None:
        """`show` is told whenever something was written or forced to the disk."""
        self._desk, self._show = desk, show
        self._timer: Timer | None = None
        self._busy = False
        """Whether it is being forced to the disk."""

    def woken(self, journal: Journal) -> None:
        """Something was written."""
        due = journal.due()
        if due is not None and not self._busy and (self._timer is None or due == 0.0):
            self._after(due, journal)
        self._show(journal)

    def _after(self, seconds: float, journal: Journal) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._desk.set_timer(max(AT_ONCE, seconds), lambda: self._due(journal))

    def _due(self, journal: Journal) -> None:
        self._timer, due = None, journal.due()
        if due == 0.0:
            self._busy = True
            self._desk.run_worker(self._settle(journal))
        elif due is not None:
            self._after(due, journal)

    async def _settle(self, journal: Journal) -> None:
        await asyncio.to_thread(journal.settle)
        self._busy = False
        self.woken(journal)
