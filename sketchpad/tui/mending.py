"""A file that cannot be read: what it once held and what is whole in it is offered, as a design of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .. import storage
from ..catalog import NAMES
from ..model import Design
from . import screens
from .session import Session

if TYPE_CHECKING:
    from ..storage.backups import Copy
    from ..storage.salvage import Salvaged
    from .desk import Desk

TRIED = 10
"""Copies that are looked at, the latest first, for one that can be read."""
HOPELESS = frozenset({"FILE-MISSING", "FILE-ACCESS"})
"""Why nothing of a file is to be had."""


@dataclass(frozen=True)
class Broken:
    """A file that is no design, and what there is instead."""

    path: Path
    error: storage.Unreadable
    salvaged: Salvaged | None
    """What is whole in it."""
    copy: tuple[Copy, Design] | None
    """What it held when it was last saved."""

    @property
    def offers(self) -> Mapping[str, tuple[Design, Path | None]]:
        """What can be opened, by what it is called, each with where it is saved."""
        offers: dict[str, tuple[Design, Path | None]] = {}
        if self.copy is not None:
            copy, design = self.copy
            when = datetime.fromtimestamp(copy.kept)
            today = when.date() == datetime.now().date()
            offers[f"Open the backup of {when:{'%H:%M' if today else '%Y-%m-%d %H:%M'}}"] = design, self.path
        if self.salvaged is not None:
            parts = f"{self.salvaged.parts} readable part" + "s" * (self.salvaged.parts != 1)
            offers[f"Open the {parts} as a new design"] = self.salvaged.design, None
        return offers

    @property
    def about(self) -> str:
        """What is wrong, and what would be missing."""
        told = self.salvaged.told if self.salvaged is not None else ()
        sentences = (f"{self.error.code} {self.error}", *told, "the file itself stays as it is")
        return " ".join(f"{one[:1].upper()}{one[1:]}." for one in sentences)


def broken(path: Path, error: storage.Unreadable, state: str | os.PathLike[str] | None) -> Broken | None:
    """What there is in the place of a file that cannot be read; None where there is nothing."""
    if error.code in HOPELESS:
        return None
    from ..storage.files import LARGEST
    from ..storage.salvage import salvaged

    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        return None
    whole = len(data) <= LARGEST
    found = Broken(path, error, salvaged(data, path.name, NAMES) if whole else None, _copy(path, state))
    return found if found.offers else None


def _copy(path: Path, state: str | os.PathLike[str] | None) -> tuple[Copy, Design] | None:
    """The latest thing that a file held and that can be read."""
    if state is None:
        return None
    from ..storage.backups import Backups

    backups = Backups(os.path.join(state, "backups"))
    for copy in backups.of(os.fspath(path))[:TRIED]:
        content = backups.content(copy.path, copy.digest)
        if content is not None:
            try:
                return copy, storage.read("-", content, NAMES).design  # in notation or not
            except storage.Unreadable:
                continue
    return None


async def offered(desk: Desk, found: Broken, otherwise: str) -> bool:
    """Ask what to open in the place of a file, and open it; False where nobody wants any of it."""
    offers = found.offers
    question = screens.Confirm(f"{found.path.name} cannot be read", (*offers, otherwise), found.about)
    answer = await desk.ask(question)
    if answer is None or answer not in offers:
        return False
    design, path = offers[answer]
    session = desk.session
    partly = None if path else found.path
    opened = Session(path, design, rules=session.rules, choice=session.choice, state=session.state, partly=partly)
    session.leave()
    desk.take_up(opened)
    told = found.salvaged.told if path is None and found.salvaged is not None else ()
    desk.say("; ".join(("not saved yet", *told)))
    return True
