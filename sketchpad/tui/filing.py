"""The file of the design: saving it, opening another one, and leaving."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from .. import storage
from ..model.text import plain
from . import mending, recovering, screens, touring
from .session import Session

if TYPE_CHECKING:
    from .desk import Desk


SOON = 0.1
"""Seconds that keys wait for a save; when it takes longer, work goes on beside it."""


class Saves:
    """Saves of a desk, one after the other, each in a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = asyncio.Lock()
        self._last: storage.Saved | None = None

    async def make(self, path: Path, *, overwrite: bool, in_place: bool) -> storage.Saved:
        """Save what there is when its turn comes. Raises storage.SaveError."""
        session, waited = self._desk.session, self._turn.locked()
        async with self._turn:
            if waited and self._last is not None and path == session.path and not session.unsaved:
                return self._last  # another that waited has saved it all
            saving = session.saving(None if path == session.path else path, overwrite=overwrite, in_place=in_place)
            making = asyncio.ensure_future(asyncio.to_thread(saving))
            await asyncio.wait({making}, timeout=SOON)
            if not making.done() and self._open:
                self._desk.say(f"saving {path.name} …")
                self._desk.keyboard.release()
            try:
                self._last = outcome = await making
                session.saved(saving, outcome)
            finally:
                if not self._open:
                    raise asyncio.CancelledError  # the program ends, and nobody is there to be told
        return outcome

    @property
    def _open(self) -> bool:
        """Whether the desk is there to show anything."""
        return self._desk.is_attached and bool(self._desk.query("#canvas"))

    async def rest(self) -> None:
        """Wait until all that was begun is made."""
        async with self._turn:
            pass


async def save(desk: Desk) -> bool:
    """Save, and ask what cannot be known: a name, or what to do with somebody else's file."""
    session = desk.session
    if session.held and session.path is not None:
        desk.say(session.why_not)
        return False
    if session.path is None or session.read_only:
        return await save_as(desk)
    if session.comments:
        answer = await desk.ask(
            screens.Confirm(f"{session.name} has comments, which saving loses", ("Save as…", "Save without comments"))
        )
        if answer != "Save without comments":
            return await save_as(desk) if answer else False
    return await _save_to(desk, session.path)


async def save_as(desk: Desk) -> bool:
    start = desk.session.path or Path.cwd() / "untitled.sketch.json"
    path = await desk.ask(screens.SaveAs(start))
    return path is not None and await _save_to(desk, path)


async def _save_to(desk: Desk, path: Path, overwrite: bool = False, in_place: bool = False) -> bool:
    try:
        outcome = await desk.saves.make(path, overwrite=overwrite, in_place=in_place)
    except storage.ChangedOnDisk as error:
        known = path == desk.session.path and desk.session.digest is not None
        if known and await desk.outside.changed():
            return False
        anyway = f"Overwrite {path.name}" if path.exists() else f"Write {path.name} again"
        answer = await desk.ask(screens.Confirm(str(error), ("Save as…", anyway)))
        if answer is None:
            desk.say("not saved")
            return False
        if answer == "Save as…":
            return await save_as(desk)
        return await _save_to(desk, path, overwrite=True, in_place=in_place)
    except storage.OnlyInPlace as error:
        about = "A copy is kept. Should the machine stop in that moment, the copy is what is left."
        answer = await desk.ask(screens.Confirm(str(error), ("Save as…", f"Write over {path.name} as it is"), about))
        if answer is None or answer == "Save as…":
            return await save_as(desk) if answer else False
        return await _save_to(desk, path, overwrite, in_place=True)
    except storage.SaveError as error:
        return await _not_saved(desk, path, error)
    desk.show_chrome()
    if outcome.unconfirmed:
        said = f"SAVE-006 saved {path.name}, but the disk did not confirm it ({outcome.unconfirmed})"
        desk.say("; ".join(filter(None, (said, _kept(desk)))))
    else:
        lost = f"; what it held before could not be kept: {outcome.uncopied}" if outcome.uncopied else ""
        desk.say(f"saved {path.name}{lost}")
    return True


async def _not_saved(desk: Desk, path: Path, error: storage.SaveError) -> bool:
    """Say why a design was not saved, and what became of it; another place is offered where that might help."""
    said = "; ".join(filter(None, (f"{error.code} {path.name} was not saved: {error}", _kept(desk))))
    if error.code == "SAVE-001":
        desk.say(said)
        return False
    answer = await desk.ask(screens.Confirm(said, ("Save as…", "Leave it unsaved for now")))
    return await save_as(desk) if answer == "Save as…" else False


def _kept(desk: Desk) -> str:
    """`your 12 edits are kept in recovery`; nothing where they are not."""
    journal = desk.session.journal
    if journal.off or not journal.edits:
        return ""
    return f"your {journal.edits} edits are kept in recovery" if journal.edits > 1 else "your edit is kept in recovery"


async def settled(desk: Desk) -> bool:
    """Whether the design at hand may be left: it is saved, or somebody said that it need not be."""
    await desk.saves.rest()
    session = desk.session
    while session.unsaved:  # what is done while it is saved makes it unsaved again
        question = f"{session.name} has changes that are not saved"
        answer = await desk.ask(screens.Confirm(question, ("Save", "Leave them unsaved")))
        if answer != "Save":
            return answer is not None
        if not await save(desk):
            return False
    return True


async def close(desk: Desk) -> None:
    """Put the panel away; where there is none, leave."""
    if desk.pane != "canvas":
        desk.close_panes()
    else:
        await leave(desk)


async def leave(desk: Desk) -> None:
    if desk.tour is not None:
        touring.end(desk)
    elif await settled(desk):
        desk.session.leave()
        desk.app.exit(0)


def edit_anyway(desk: Desk) -> None:
    """Edit what somebody else has open; whoever saves second is asked."""
    if not desk.session.held:
        desk.say("nobody else has this open")
        return
    desk.session.held = ""
    desk.say("whoever saves second is asked what to do with both")


def tour(desk: Desk) -> None:
    """Begin the tour; during it, go on to what comes next."""
    touring.go_on(desk)


async def new(desk: Desk) -> None:
    touring.end(desk)
    if await settled(desk):
        desk.session.leave()
        desk.take_up(Session(rules=desk.session.rules, choice=desk.session.choice, state=desk.session.state))
        desk.say("an empty design")


async def open_file(desk: Desk) -> None:
    touring.end(desk)
    if not await settled(desk):
        return
    start = desk.session.path.parent if desk.session.path else Path.cwd()
    path = await desk.ask(screens.OpenFile(start))
    if path is None:
        return
    try:
        opened = Session.open(path, state=desk.session.state)
    except storage.Unreadable as error:
        found = mending.broken(path, error, desk.session.state)
        if found is not None and await mending.offered(desk, found, "Open none of it"):
            await recovering.offer(desk)
        else:
            desk.say(f"{path.name}, {error.code} {error}")
    except storage.SettingsError as error:
        desk.say(plain(str(error)))
    else:
        desk.session.leave()
        desk.take_up(opened)
        await recovering.offer(desk)
