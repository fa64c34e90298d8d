"""The file of the design: saving it, opening another one, and leaving."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .. import storage
from ..model.text import plain
from . import screens
from .session import Session

if TYPE_CHECKING:
    from .desk import Desk


async def save(desk: Desk) -> bool:
    """Save, and ask what cannot be known: a name, or what to do with somebody else's file."""
    session = desk.session
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


async def _save_to(desk: Desk, path: Path, overwrite: bool = False) -> bool:
    try:
        desk.session.save(path, overwrite=overwrite)
    except storage.ChangedOnDisk as error:
        answer = await desk.ask(screens.Confirm(str(error), ("Save as…", f"Overwrite {path.name}")))
        if answer is None:
            desk.say("not saved")
            return False
        if answer == "Save as…":
            return await save_as(desk)
        return await _save_to(desk, path, overwrite=True)
    except storage.SaveError as error:
        desk.say(f"not saved: {error}")
        return False
    desk.show_chrome()
    desk.say(f"saved {path.name}")
    return True


async def settled(desk: Desk) -> bool:
    """Whether the design at hand may be left: it is saved, or somebody said that it need not be."""
    if not desk.session.unsaved:
        return True
    question = f"{desk.session.name} has changes that are not saved"
    answer = await desk.ask(screens.Confirm(question, ("Save", "Leave them unsaved")))
    if answer == "Save":
        return await save(desk)
    return answer == "Leave them unsaved"


async def close(desk: Desk) -> None:
    """Put the panel away; where there is none, leave."""
    if desk.pane != "canvas":
        desk.close_panes()
    else:
        await leave(desk)


async def leave(desk: Desk) -> None:
    if desk.tour is not None:
        desk.end_tour()
    elif await settled(desk):
        desk.app.exit(0)


def tour(desk: Desk) -> None:
    """Begin the tour; during it, go on to what comes next."""
    desk.go_on_tour()


async def new(desk: Desk) -> None:
    desk.end_tour()
    if await settled(desk):
        desk.take_up(Session(rules=desk.session.rules, choice=desk.session.choice))


async def open_file(desk: Desk) -> None:
    desk.end_tour()
    if not await settled(desk):
        return
    start = desk.session.path.parent if desk.session.path else Path.cwd()
    path = await desk.ask(screens.OpenFile(start))
    if path is None:
        return
    try:
        desk.take_up(Session.open(path))
    except storage.Unreadable as error:
        desk.say(f"{path.name}, {error}")
    except storage.SettingsError as error:
        desk.say(plain(str(error)))
