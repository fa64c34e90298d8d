"""Going on the tour, leaving it, and coming back to where it was left, also the next time."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..model import NotationError, parse, unparse
from ..storage.places import state_folder
from .tour import STAGES, Left, begin, seen

if TYPE_CHECKING:
    from .desk import Desk

FILE = "tour.json"
"""In the folder of what is kept from one run to the next."""


def go_on(desk: Desk) -> None:
    """Begin it where it was left, or go on without what it asks for."""
    if desk.tour is None:
        tour, session = begin(desk.looking, left())
        desk.take_up(session)
        desk.tour = tour
        if tour.at:
            desk.say(f"on from where you left it; stage {tour.at + 1}")
    else:
        desk.tour = desk.tour.on(seen(desk.looking))
    desk.show_chrome()


def end(desk: Desk) -> None:
    """Back to what was worked on before; nothing where there is no tour."""
    if desk.tour is None:
        return
    tour, desk.tour = desk.tour, None
    keep(None if tour.over else Left(tour.at, desk.session.editor.design))
    desk.session.leave()
    tour.folder.cleanup()
    desk.work_on(tour.kept)


def watch(desk: Desk) -> None:
    """See whether what the tour asks for is done."""
    if desk.tour is not None:
        desk.tour = desk.tour.seen(seen(desk.looking))


def show(desk: Desk) -> None:
    watch(desk)
    if desk.tour is not None:
        desk.tourbar.show(desk.tour.words(desk.bound))
    desk.tourbar.display = desk.tour is not None and not desk.tiny


def _file() -> Path:
    return state_folder() / FILE


def left() -> Left | None:
    """Where it was left; None where it was not, or nothing is known of it."""
    with suppress(OSError, ValueError, KeyError, TypeError, NotationError):
        told = json.loads(_file().read_text(encoding="utf-8"))
        if 0 < int(told["stage"]) < len(STAGES):
            return Left(int(told["stage"]), parse(told["design"]))
    return None


def keep(left: Left | None) -> None:
    """Remember where it was left, or nothing; where nothing can be kept it begins anew."""
    with suppress(OSError):
        if left is None:
            _file().unlink(missing_ok=True)
            return
        _file().parent.mkdir(parents=True, exist_ok=True)
        told = {"stage": left.at, "design": unparse(left.design)}
        _file().write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
