"""Work that was not saved, offered when its design is opened. The design's file is written by nobody but the user."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from ..editing import Take
from . import screens
from .session import Session

if TYPE_CHECKING:
    from ..storage.merging import Merged
    from ..storage.recovery import Left, Recovered
    from ..storage.threeway import Choices
    from .desk import Desk


async def offer(desk: Desk) -> None:
    """Ask what is to become of what was done to the design at hand and not saved."""
    session = desk.session
    if session.state is None or session.why_not or desk.tour is not None:
        return
    from ..storage import recovery

    state = session.state
    desk.run_worker(asyncio.to_thread(recovery.tidy, state))
    for journal in recovery.left(state, session.path):
        try:
            found = recovery.recovered(journal, state, session.design, session.digest)
        except recovery.Unrecoverable as error:
            desk.say(f"unsaved work on {journal.name} cannot be recovered: {error}; it stays where it is")
            continue
        if not recovery.offers(found, session.design):
            recovery.remove(journal)
            continue
        if desk.session is not session or not await _offered(desk, session, journal, found):
            return


async def _offered(desk: Desk, session: Session, journal: Left, found: Recovered) -> bool:
    """Offer one journal; whether to go on to the next."""
    from ..storage import recovery
    from ..storage.journal import throw_away
    from .screens.unsaved import IGNORE, RECOVER, THROW_AWAY

    merged = woven(session, found)
    edits = counted(journal.edits)
    choices = (
        f"{RECOVER} {edits} (nothing is written until you save)",
        "View the difference",
        f"{IGNORE} for now (it stays; `sketchpad recover` lists it)",
        f"{THROW_AWAY} it away (it stays in the trash for 30 days)",
    )
    told = facts(journal, found, merged, session.digest is not None)
    about = f"sketchpad stopped without saving {journal.name}"
    answer = await desk.ask(screens.Unsaved(about, told, choices, recovery.lines(session.design, merged.design)))
    if answer is None or answer.startswith(IGNORE):
        return True
    if answer.startswith(THROW_AWAY):
        throw_away(journal.place, session.state or "")
        return True
    if merged.conflicts:
        decided = await desk.ask(screens.Settle(merged.conflicts))
        if decided is None:
            return True
        merged = woven(session, found, decided)
    outcome = session.do(Take(f"recover {edits}", merged.design))
    session.journal.sync()
    if not session.journal.off:
        throw_away(journal.place, session.state or "")
    if outcome is not None:
        words = (f"recovered {edits}; nothing is written until you save", *merged.notes)
        desk.stepped(outcome, "   ".join(words), seek=True)
    return False


def woven(session: Session, found: Recovered, decided: Choices | None = None) -> Merged:
    """The design that was recovered, with what came into the file since; `decided` says whose of what both changed."""
    from ..editing.copies import REFERENCES
    from ..storage.merging import Merged, merge

    if found.unchanged or not found.certain or session.digest is None:
        return Merged(found.design)
    return merge(found.base, found.design, session.design, choices=decided, references=REFERENCES)


def facts(journal: Left, found: Recovered, merged: Merged, there: bool) -> list[tuple[str, str]]:
    """When it was, how much it is, and what became of the file since; `there` is whether it can be read."""
    when = datetime.fromtimestamp(journal.ended).strftime("%Y-%m-%d %H:%M")
    last = f'; the last one: "{journal.last}"' if journal.last else ""
    if not found.certain:
        file = "changed since, and what it was is not known: the edits are made to what it is"
    elif found.unchanged:
        file = "not changed since: safe to recover"
    elif not there:
        file = "gone, or no longer readable: safe to recover, from what was kept of it"
    else:
        count = len(merged.conflicts)
        asked = f"; {count} conflict{'s' if count > 1 else ''} to settle" if count else ""
        file = f"changed since: both are merged{asked}"
    rows = [
        ("when", f"{when}, in process {journal.owner.pid} on {journal.owner.host or 'an unknown machine'}"),
        ("edits", f"{journal.edits} after the last save{last}"),
        ("file", file),
    ]
    if not found.whole:
        rows.append(("damaged", "the journal is whole up to this point; what came after cannot be read"))
    return rows + [("note", note) for note in merged.notes]


def counted(edits: int) -> str:
    return "1 edit" if edits == 1 else f"{edits} edits"
