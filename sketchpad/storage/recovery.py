"""What was done and not saved, found again: the journals of programs that are gone, and the designs they lead to.

Nothing here writes a design. A journal is thrown away by somebody who does not want it, stays in the trash for
`backups.DAYS` days, and is gone for good after that.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..model import EMPTY, FORMAT, Design, statement, unparse
from .backups import DAY, DAYS, PATH, Backups, key
from .differences import applied, difference, read_difference
from .disk import DISK, Disk
from .files import read
from .journal import ENDING, FOLDER, TRASH, UNNAMED, VERSION, damaged, records, throw_away
from .processes import Process
from .shapes import SHELF_NAMES
from .unreadable import Unreadable


class Unrecoverable(Exception):
    """Why a journal leads to no design, in words."""


@dataclass(frozen=True)
class Left:
    """A journal: what was done to a design and not saved."""

    place: str
    """Of the journal."""
    path: str | None
    """Of the design's file; None where it had none yet."""
    base: str | None
    """The digest of that file when the edits began; None where there was none."""
    copy: str | None
    """The digest under which the design that they start from is kept."""
    owner: Process
    began: float
    ended: float
    """When the last edit was made, in seconds since 1970."""
    edits: int
    last: str
    """The last edit, in words."""
    version: str
    """Of the program that wrote it."""
    format: int
    saves: Mapping[str, int]
    """The digests of files that were saved without the disk's confirmation, each with the edits before it."""
    steps: tuple[Any, ...]
    """The differences, as JSON has them."""
    damaged: bool = False
    """Whether edits stand behind what cannot be read."""
    thrown_away: bool = False

    @property
    def name(self) -> str:
        return UNNAMED if self.path is None else os.path.basename(self.path)


@dataclass(frozen=True)
class Recovered:
    """Where a journal leads."""

    design: Design
    base: Design
    """What the edits start from."""
    unchanged: bool
    """Whether that is what the file holds."""
    whole: bool = True
    """Whether every edit could be made again."""
    certain: bool = True
    """Whether the design that the edits start from is known; if not, they were made to what the file holds."""


def left(state: str | os.PathLike[str], path: str | os.PathLike[str] | None, disk: Disk = DISK) -> list[Left]:
    """The journals of a file whose programs are gone, the latest first; of designs without a name for None."""
    who = UNNAMED if path is None else key(os.fspath(path))
    found = _in(os.path.join(state, FOLDER), f"{who}-", disk)
    now = time.time()
    dead = [journal for journal in found if journal.owner.gone(now - journal.ended)]
    return sorted(dead, key=lambda journal: journal.ended, reverse=True)


def everything(state: str | os.PathLike[str], disk: Disk = DISK) -> list[Left]:
    """All journals, those of running programs and those in the trash too, the latest first."""
    found = [*_in(os.path.join(state, FOLDER), "", disk), *_in(os.path.join(state, TRASH), "", disk)]
    return sorted(found, key=lambda journal: journal.ended, reverse=True)


def recovered(
    journal: Left,
    state: str | os.PathLike[str],
    there: Design = EMPTY,
    digest: str | None = None,
    disk: Disk = DISK,
) -> Recovered:
    """The design that a journal leads to; `there` is what the file holds, with its digest. Raises Unrecoverable."""
    if journal.format > FORMAT:
        raise Unrecoverable(f"a newer sketchpad ({journal.version}) wrote it")
    base, skipped, certain = _base(journal, state, there, digest, disk)
    design, whole = base, not journal.damaged
    for step in journal.steps[skipped:]:
        try:
            design = applied(design, read_difference(step))
        except ValueError:
            whole = False
            break
    unchanged = certain and (digest in (journal.base, *journal.saves))
    return Recovered(design, base, unchanged, whole, certain)


def offers(found: Recovered, there: Design) -> bool:
    """Whether what was found is anything that the file does not hold."""
    return not found.whole or bool(difference(there, found.design))


def lines(before: Design, after: Design) -> list[str]:
    """What differs between two designs, in notation: `-` before what is gone, `+` before what is new."""
    made = difference(before, after)
    ids = {part.id for parts in made.put.values() for part in parts}
    ids.update(id for gone in made.dropped.values() for id in gone)
    bare: dict[str, Any] = {name: {} for name in SHELF_NAMES}
    old, new = (unparse(side.model_copy(update=bare)).splitlines() for side in (before, after))
    told = [f"- {line}" for line in old if line not in new] + [f"+ {line}" for line in new if line not in old]
    for id in sorted(ids):
        told += (f"{mark} {statement(side, id)}" for mark, side in (("-", before), ("+", after)) if id in side)
    return told


def remove(journal: Left, disk: Disk = DISK) -> None:
    """Remove a journal for good: the file holds all of it."""
    with suppress(OSError):
        disk.unlink(journal.place)


def tidy(state: str | os.PathLike[str], now: float | None = None, disk: Disk = DISK) -> None:
    """Throw away what nobody asked for in `DAYS` days; remove what was thrown away so long ago, and odd ends."""
    now = time.time() if now is None else now
    for folder in (TRASH, FOLDER):
        where = os.path.join(state, folder)
        for name in _names(where, disk):
            place = os.path.join(where, name)
            with suppress(OSError, ValueError):
                if now - disk.stat(place).st_mtime <= DAYS * DAY:
                    continue
                if folder == TRASH or not name.endswith(ENDING):
                    disk.unlink(place)
                elif _left(place, disk.read_all(place), thrown_away=False).owner.gone(DAYS * DAY):
                    throw_away(place, os.fspath(state), disk)


def purge(state: str | os.PathLike[str], disk: Disk = DISK) -> int:
    """Remove all journals of programs that are gone, and the copies that no other needs; how many files that were."""
    now = time.time()
    alive = [one for one in everything(state, disk) if not one.thrown_away and not one.owner.gone(now - one.ended)]
    mine = {one.place for one in alive}
    for one in alive:
        if one.path is not None and one.copy is not None:
            folder = os.path.join(state, "backups", key(one.path))
            mine |= {os.path.join(folder, name) for name in (one.copy, PATH)}
    count = 0
    for folder, _, names in os.walk(state):
        if os.path.relpath(folder, state).split(os.sep)[0] in (FOLDER, TRASH, "backups"):
            for name in names:
                place = os.path.join(folder, name)
                if place not in mine:
                    with suppress(OSError):
                        disk.unlink(place)
                        count += 1
    return count


# -- what a journal says --------------------------------------------------------------------------------------------


def _in(folder: str, start: str, disk: Disk) -> Iterator[Left]:
    for name in sorted(_names(folder, disk)):
        if name.startswith(start) and name.endswith(ENDING):
            place = os.path.join(folder, name)
            try:
                journal = _left(place, disk.read_all(place), thrown_away=os.path.basename(folder) == TRASH)
            except (OSError, ValueError):
                continue
            yield journal


def _names(folder: str, disk: Disk) -> list[str]:
    try:
        return disk.names(folder)
    except OSError:
        return []


def _left(place: str, data: bytes, thrown_away: bool) -> Left:
    """What a journal says. Raises ValueError where it is none."""
    told = records(data)
    head = next(told, {})
    if head.get("journal") != VERSION:
        raise ValueError("that is no journal")
    path, base, copy, at = head.get("path"), head.get("base"), head.get("copy"), head.get("at")
    format, owner = head.get("format"), Process.of(head.get("process") or {})
    if type(format) is not int or not isinstance(at, float | int):
        raise ValueError("that is no journal")
    steps: list[Any] = []
    saves: dict[str, int] = {}
    edits, words, ended = 0, "", float(at)
    for record in told:
        if "difference" in record:
            steps.append(record["difference"])
            edits += int(_number(record.get("edits"), 1))
            words, ended = str(record.get("words", "")), _number(record.get("at"), ended)
        elif "copy" in record:
            copy = record["copy"]
        elif "saved" in record:
            saves[str(record["saved"])] = len(steps)
    return Left(
        place=place,
        path=_text(path),
        base=_text(base),
        copy=_text(copy),
        owner=owner,
        began=float(at),
        ended=ended,
        edits=edits,
        last=words,
        version=str(head.get("sketchpad", "")),
        format=format,
        saves=saves,
        steps=tuple(steps),
        damaged=damaged(data),
        thrown_away=thrown_away,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Any, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise


def _base(
    journal: Left, state: str | os.PathLike[str], there: Design, digest: str | None, disk: Disk
) -> tuple[Design, int, bool]:
    """What the edits start from, how many of them it has already, and whether that is known."""
    if digest is not None and digest in journal.saves:
        return there, journal.saves[digest], True
    if journal.base is None:
        return EMPTY, 0, True
    if digest == journal.base:
        return there, 0, True
    if journal.path is not None:
        copies = Backups(os.path.join(state, "backups"), disk)
        for known in filter(None, (journal.copy, journal.base)):  # whoever saved over the file kept what it held
            content = copies.content(journal.path, known)
            if content is None:
                continue
            with suppress(Unreadable):
                return read("-", content).design, 0, True  # in notation or not
    return there, 0, False
