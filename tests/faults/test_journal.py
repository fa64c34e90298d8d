"""Journals under the same faults: what was done is found again, however the program ended."""

from __future__ import annotations

import errno
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sketchpad.model import Component, Design, Slot, parse
from sketchpad.storage import dumps, read
from sketchpad.storage import journal as journals
from sketchpad.storage.disk import Disk
from sketchpad.storage.journal import Journal
from sketchpad.storage.processes import Process
from sketchpad.storage.recovery import left, recovered

from .disks import Failing, Little, Recording, calls, killed
from .states import after_power_loss
from .tallies import Trials

SHOP = parse("lambda fn at 0,0\nrds db at 1,0\nfn rw db")
EDITS = 8


def after(edits: int) -> Design:
    """The shop after so many edits: every third adds a part, every fifth drops one, the others move the function."""
    design = SHOP
    for number in range(1, edits + 1):
        if number % 3 == 0:
            design = design.having(Component(id=f"part-{number}", kind="sqs", name="é" * number))
        elif number % 5 == 0:
            design = design.without({f"part-{number - 2}"})
        else:
            design = design.having(design.components["fn"].but(at=Slot(number, 9)))
    return design


@pytest.fixture(autouse=True)
def dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote a journal is gone."""
    monkeypatch.setattr(Process, "gone", lambda self, idle: True)


@dataclass
class Desk:
    """A file with the shop, and somebody who edits it."""

    folder: Path
    every: int = 3
    """Edits after which what was written is forced to the disk."""
    made: int = 0
    settled: list[tuple[int, int]] = field(default_factory=list)
    """For each time that the disk confirmed: the operations until then, and the edits."""

    def __post_init__(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.path, self.state = self.folder / "shop.sketch.json", self.folder / "state"
        self.path.write_text(dumps(SHOP))
        self.digest = read(self.path).digest

    def work(self, disk: Disk, told: Callable[[int], object] = lambda edits: None) -> Journal:
        """Make the edits; `told` hears the number of each once it is written."""
        kept = Journal(self.state, disk)
        kept.begin(SHOP, self.path, self.digest)
        for number in range(1, EDITS + 1):
            kept.record(f"edit {number}", after(number))
            if not kept.off:
                self.made = number
                told(number)
            if number % self.every == 0:
                kept.settle()
                if isinstance(disk, Recording):
                    self.settled.append((len(disk.asked), number))
        kept.sync()
        return kept

    def found(self) -> Design:
        """The design that is offered when the program begins again."""
        journals = left(self.state, self.path)
        document = read(self.path)
        if not journals:
            return document.design
        return recovered(journals[0], self.state, document.design, document.digest).design

    def problem(self, least: int) -> str | None:
        """What is wrong with what is found when at least so many edits should be, if anything."""
        found = self.found()
        edits = [number for number in range(least, EDITS + 1) if after(number) == found]
        return None if edits else f"{least} edits were kept, and what is found is none of {least}..{EDITS}"


@pytest.mark.fault("A2", fast=25, full=200)
def test_killed_at_any_call(tmp_path: Path, trials: Trials) -> None:
    made = calls(Desk(tmp_path / "a").work)
    cases = [(number, when) for number in range(1, len(made) + 1) for when in ("before", "half", "after")]
    for number, when in trials.of(cases):
        desk, (there, here) = Desk(tmp_path / "a"), os.pipe()
        killed(lambda disk, desk=desk, here=here: desk.work(disk, lambda n: os.write(here, bytes([n]))), number, when)
        os.close(here)
        with open(there, "rb") as told:
            last = (told.read() or b"\0")[-1]
        problem = desk.problem(last)
        trials.judge(problem and f"killed {when} {made[number - 1]}, call {number}: {problem}")


@pytest.mark.fault("A2", fast=10, full=200)
def test_killed_while_a_long_journal_is_made_short(
    tmp_path: Path, trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journals, "LARGE", 300)
    made = calls(Desk(tmp_path / "a").work)
    for number in trials.of(range(1, len(made) + 1)):
        desk, (there, here) = Desk(tmp_path / "a"), os.pipe()
        killed(
            lambda disk, desk=desk, here=here: desk.work(disk, lambda n: os.write(here, bytes([n]))), number, "before"
        )
        os.close(here)
        with open(there, "rb") as told:
            last = (told.read() or b"\0")[-1]
        problem = desk.problem(last)
        trials.judge(problem and f"killed at {made[number - 1]}, call {number}: {problem}")


@pytest.mark.fault("B1", fast=10, full=200)
def test_a_full_disk(tmp_path: Path, trials: Trials) -> None:
    """What cannot be written is said, costs no edit that was, and is written with the next one that can be."""
    made = calls(Desk(tmp_path / "a").work)
    cases = [(number, error, always) for number in range(1, len(made) + 1) for error in ERRORS for always in (0, 1)]
    for number, error, always in trials.of(cases):
        desk = Desk(tmp_path / "a")
        kept = desk.work(Failing(number, error, always=bool(always)))
        problem = desk.problem(desk.made if kept.off else EDITS)
        trials.judge(problem and f"{errno.errorcode[error]} at {made[number - 1]}, call {number}: {problem}")


ERRORS = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EMFILE)


@pytest.mark.fault("B2", fast=2, full=10)
def test_little_at_a_time(tmp_path: Path, trials: Trials) -> None:
    for most in trials:
        desk = Desk(tmp_path / "a")
        desk.work(Little(1 + 7 * most))
        trials.judge(desk.problem(EDITS))


@pytest.mark.fault("A3", fast=60, full=100_000)
def test_power_lost_while_editing(tmp_path: Path, trials: Trials) -> None:
    """What the disk confirmed is found again, and of what came after it the first edits or none."""
    desk = Desk(tmp_path / "a")
    disk = Recording()
    desk.work(disk)
    before = {str(desk.path): desk.path.read_bytes()}
    states = list(after_power_loss(before, disk.asked))
    for done, files in trials.of(states):
        shutil.rmtree(desk.state, ignore_errors=True)
        for path, content in files.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(content)
        safe = max((edits for at, edits in desk.settled if at <= done), default=0)
        problem = desk.problem(safe)
        trials.judge(problem and f"after {done} of {len(disk.asked)} operations: {problem}")


@pytest.mark.fault("A3", fast=30, full=400)
def test_a_journal_cut_at_any_byte(tmp_path: Path, trials: Trials) -> None:
    desk = Desk(tmp_path / "a")
    place = Path(desk.work(Disk()).place)
    whole = place.read_bytes()
    for cut in trials.of(list(_cuts(whole))):
        place.write_bytes(whole[:cut])
        problem = desk.problem(max(0, whole[:cut].count(b'"difference"') - 1))
        trials.judge(problem and f"cut at byte {cut}: {problem}")


def _cuts(whole: bytes) -> Iterator[int]:
    random.seed(4)
    yield from sorted(random.sample(range(len(whole)), min(400, len(whole))))
