"""Two versions of a design, the one at hand and the one on the disk: how they become one again.

Whatever is done is one step, and what was at hand before is one step back.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .. import storage
from ..editing import Take
from ..editing.copies import REFERENCES
from ..model import EMPTY, Design, changes
from ..storage.merging import Merged, merge
from . import screens
from .screens.changed import ASIDE, LOAD, MERGE, OVERWRITE, Difference, Versions

if TYPE_CHECKING:
    from .desk import Desk
    from .session import Outcome, Session


def take_in(desk: Desk, document: storage.Document) -> None:
    """Go on with what the file holds, where nothing at hand is missed."""
    session, before = desk.session, desk.session.editor.design
    words = f"{session.name} changed on disk and is taken in ({difference(before, document.design)})"
    session.journal.remove()
    session.journal.begin(document.design, document.path, document.digest)
    outcome = go_on(session, document, Take(f"Take in {session.name} from the disk", document.design))
    if outcome is None:
        desk.show_chrome()
    else:
        desk.stepped(outcome, f"{words}; {desk.bound.called('edit.undo')} goes back", desk.looking.cursor)


async def settle(desk: Desk, document: storage.Document) -> bool:
    """Ask what to do with the version on disk and the one at hand, and do it; whether somebody decided."""
    session = desk.session
    three = base_of(session), session.editor.design, document.design
    found = await asyncio.to_thread(merge, *three, references=REFERENCES)
    if session is not desk.session:
        return False
    if session.editor.design is not three[1]:  # somebody went on while it was merged
        found = merge(base_of(session), session.editor.design, document.design, references=REFERENCES)
    aside = _aside(Path(document.path))
    answer = await desk.ask(screens.Changed(_versions(session, document, found, aside)))
    if answer == MERGE:
        return await _merge(desk, document, found)
    if answer == ASIDE:
        await _put_aside(desk, document, aside)
    elif answer == LOAD:
        session.journal.discard()
        take_in(desk, document)
    elif answer == OVERWRITE:
        await _overwrite(desk, document)
    return answer is not None


def _versions(session: Session, document: storage.Document, found: Merged, aside: Path) -> Versions:
    base = base_of(session)
    return Versions(
        name=session.name,
        aside=aside.name,
        ago=_ago(Path(document.path)),
        edits=_edits(session),
        mine=difference(base, session.editor.design),
        theirs=difference(base, document.design),
        both=tuple(dict.fromkeys(one.on or "the design" for one in found.conflicts)),
        why_no_merge=document.defects[-1] if document.read_only else "",
    )


async def _merge(desk: Desk, document: storage.Document, found: Merged) -> bool:
    session = desk.session
    if found.conflicts:
        choices = await desk.ask(screens.Settle(found.conflicts))
        if choices is None:
            return False
        found = merge(base_of(session), session.editor.design, document.design, "ours", choices, REFERENCES)
    seen(session, document)
    outcome = go_on(session, document, Take(f"Merge with {session.name} on disk", found.design))
    words = "; ".join((f"merged with {session.name} on disk", *found.notes))
    if outcome is None:
        desk.say(words)
    else:
        desk.stepped(outcome, f"{words}; {desk.bound.called('file.save')} saves both", desk.looking.cursor)
    return True


async def _put_aside(desk: Desk, document: storage.Document, aside: Path) -> None:
    session, mine = desk.session, desk.session.editor.design
    try:
        saved = await asyncio.to_thread(storage.save, aside, mine, storage.ABSENT)
    except storage.SaveError as error:
        desk.say(f"{aside.name} was not saved: {error}; nothing was loaded")
        return
    if saved.unconfirmed or session.editor.design is not mine:
        session.journal.discard()  # and in the trash is what that file may not hold
    take_in(desk, document)
    desk.say(f"yours is in {aside.name}; this is what the disk has")


async def _overwrite(desk: Desk, document: storage.Document) -> None:
    """Save over the version that was seen, and over no other."""
    from .filing import save

    seen(desk.session, document)
    await save(desk)


# -- a session and its file -----------------------------------------------------------------------------------------


def base_of(session: Session) -> Design:
    """What the design at hand began as: what the file held when it was read or saved."""
    return session.editor.saved or EMPTY


def _edits(session: Session) -> int:
    """Steps since then."""
    count = 0
    for step in reversed(session.editor.done):
        if step.after is session.editor.saved:
            break
        count += 1
    return count


def seen(session: Session, document: storage.Document) -> None:
    """What the file holds is known, and what is at hand differs from that."""
    journal = session.journal  # of what was read before, should this be the first that is heard of it
    session.digest, session.editor.saved = document.digest, document.design
    journal.saved(document.path, document.design, document.digest)


def go_on(session: Session, document: storage.Document, edit: Take) -> Outcome | None:
    """Make the step that a file asks for which somebody else wrote. None where nothing is to be done."""
    session.digest, session.editor.saved = document.digest, document.design
    session.comments, session.read_only = document.comments, document.read_only
    outcome = session.do(edit, frozenset(id for id in session.editor.chosen if id in edit.design))
    if session.editor.design == document.design:
        session.editor.saved = session.editor.design
    return outcome


# -- in words -------------------------------------------------------------------------------------------------------


def difference(before: Design, after: Design) -> Difference:
    """How many parts came, went and changed."""
    ids = changes(before, after)
    came = sum(id not in before for id in ids)
    went = sum(id not in after for id in ids)
    return Difference(came, went, len(ids) - came - went)


def _aside(path: Path) -> Path:
    """`orders.mine.sketch.json` beside `orders.sketch.json`, or the next that is free."""
    suffix = next((one for one in (".sketch.json", ".sketch") if path.name.endswith(one)), path.suffix)
    stem, number = path.name.removesuffix(suffix), 1
    while (other := path.with_name(f"{stem}.mine{number if number > 1 else ''}{suffix}")).exists():
        number += 1
    return other


def _ago(path: Path) -> str:
    """How long ago a file was written, as `4 s ago`."""
    try:
        seconds = time.time() - path.stat().st_mtime
    except OSError:
        return "just now"
    for unit, name in ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        if seconds >= unit:
            return f"{int(seconds // unit)} {name} ago"
    return "just now"
