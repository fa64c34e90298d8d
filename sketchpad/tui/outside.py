"""The file of the design at hand, seen from outside: who else has it open, and what became of it on the disk.

It is looked at every two seconds, when the terminal gets the focus and when the program goes on after it was stopped.
Where nothing happened, nothing is read and nothing is written, not to the terminal either.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.widgets import Input

from .. import storage
from ..catalog import NAMES
from ..storage.locks import Holder, Lock, take
from ..storage.outside import News, Watch

if TYPE_CHECKING:
    from .desk import Desk
    from .session import Session

OFTEN = 2.0
"""Seconds between two looks."""


class Outside:
    """Looks after the file of one desk's design."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._watch: Watch | None = None
        self._lock: Lock | None = None
        self._looking = False
        self._seen = ""
        """What was told of, or put off: it is not told twice."""
        self._gone = 0
        """Looks in a row at which the file was gone."""
        self._odd = ""
        """The digest of a content that could not be read; it may be half written."""

    @property
    def _session(self) -> Session:
        return self._desk.session

    def begin(self) -> None:
        """Look now and then."""
        self._desk.set_interval(OFTEN, self.look)
        self._desk.app.app_resume_signal.subscribe(self._desk, lambda _: self.look())
        self.over()

    def over(self) -> None:
        """Look after the file of another session."""
        self.release()
        self._seen, self._gone, self._odd = "", 0, ""
        session = self._session
        self._watch = Watch(session.path) if session.path is not None else None
        found = self._locked()
        if isinstance(found, Holder):
            session.held = f"open in {found}; press {self._desk.bound.called('file.anyway')} to edit anyway"
            self._desk.notice = session.held

    def _locked(self) -> Lock | Holder | None:
        """Take the lock of the file; who has it, where somebody else does."""
        session = self._session
        if session.path is None or session.state is None or session.digest is None:
            return None
        found = take(session.path, session.state)
        self._lock = found if isinstance(found, Lock) else None
        return found

    def release(self) -> None:
        """Let go of the lock."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def look(self) -> None:
        """See what became of the file, beside the work."""
        session = self._session
        if session.path is None or self._looking:
            return
        if self._watch is None or self._watch.path != str(session.path):
            self.over()
        self._looking = True
        self._desk.run_worker(self._look(session))

    async def _look(self, session: Session) -> None:
        try:
            watch = self._watch
            assert watch is not None
            found = await asyncio.to_thread(watch.look, session.digest)
            if found.news is not News.SAME:
                await self._desk.saves.rest()
                found = await asyncio.to_thread(watch.look, session.digest)
            if session is self._session:
                await self.told(found.news, found.digest)
        finally:
            self._looking = False

    async def told(self, news: News, digest: str) -> None:
        """Do what is to be done about the news of the file."""
        self._gone = self._gone + 1 if news is News.GONE else 0
        if news is News.SAME:
            self._seen = ""
            self._hold()
        elif news is News.GONE:
            # A checkout takes a file away and brings another one.
            if self._gone > 1 and self._seen != "gone":
                self._seen = "gone"
                self._desk.say(f"{self._session.name} is gone from the disk; the design is here, and saving asks")
        elif digest != self._seen and self._free:
            session, document = self._session, await self._read(digest)
            if document is None or session is not self._session or not self._free:
                return
            if document.digest == session.digest:
                return  # it was taken in or saved while it was looked at
            if session.unsaved:
                self._desk.beside(self._asked(document))
            else:
                from .versions import take_in

                take_in(self._desk, document)

    def _hold(self) -> None:
        """Keep the lock on what the file is by now, or take it where it has become free."""
        if self._lock is not None:
            self._lock.follow()
        elif isinstance(self._locked(), Lock) and self._session.held:
            self._session.held = ""
            self._desk.say("nobody else has this open any more: it can be edited")

    @property
    def _free(self) -> bool:
        """Whether nothing is under way that another design would disturb."""
        desk = self._desk
        busy = desk.hand.gesture or desk.tour or desk.keyboard.held or isinstance(desk.focused, Input)
        return desk.app.screen is desk and not busy

    async def _read(self, digest: str) -> storage.Document | None:
        """What the file holds; None where that is no design, or not yet."""
        path = self._session.path
        assert path is not None
        try:
            return await asyncio.to_thread(storage.read, path, None, NAMES)
        except storage.Unreadable as error:
            if self._odd == digest:
                self._seen = digest
                self._desk.say(f"{path.name} changed on disk and cannot be read; saving asks. {error}")
            self._odd = digest
            return None

    async def changed(self) -> bool:
        """The file is not what it was when it was read or saved: ask what to do, where it is a design at all."""
        path = self._session.path
        assert path is not None
        try:
            document = await asyncio.to_thread(storage.read, path, None, NAMES)
        except storage.Unreadable:
            return False
        await self._asked(document)
        return True

    async def _asked(self, document: storage.Document) -> None:
        from .versions import settle

        if not await settle(self._desk, document):
            self._seen = document.digest
            self._desk.say(f"{self._session.name} changed on disk; saving asks again")
