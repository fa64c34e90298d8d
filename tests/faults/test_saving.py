"""Saves that are killed, refused, cut short and overtaken: the file is the old one or the new one, whole."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sketchpad.model import Component, Design
from sketchpad.storage import SaveError, dumps, save
from sketchpad.storage.backups import Backups
from sketchpad.storage.disk import Disk
from sketchpad.storage.save import ABSENT, Saved

from .disks import Counting, Failing, Little, Recording, calls, killed
from .states import after_power_loss
from .tallies import Trials

WHEN = ("before", "half", "after")


def design(name: str, parts: int) -> Design:
    return Design(name=name).having(*(Component(id=f"part-{n}", kind="sqs", name=name) for n in range(parts)))


SIZES = {"1 kB": (design("old", 10), design("new", 11)), "400 kB": (design("old", 4000), design("new", 4001))}
TEXTS = {size: tuple(dumps(one) for one in both) for size, both in SIZES.items()}

TARGETS = ("new", "existing", "link", "hard link", "read-only folder")


@dataclass
class Place:
    """A file to save to, and what is around it."""

    folder: Path
    target: str
    size: str

    def __post_init__(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "state").mkdir(parents=True)
        (self.folder / "designs").mkdir()
        self.file = self.folder / "designs" / "shop.sketch.json"
        self.path = self.file
        self.old, self.new = (text.encode() for text in TEXTS[self.size])
        if self.target != "new":
            self.file.write_bytes(self.old)
        if self.target == "link":
            self.path = self.folder / "link.sketch.json"
            self.path.symlink_to(self.file)
        if self.target == "hard link":
            os.link(self.file, self.folder / "other name")
        self.digest = hashlib.sha256(self.old).hexdigest() if self.target != "new" else ABSENT

    def save(self, disk: Disk) -> Saved:
        return save(
            self.path,
            TEXTS[self.size][1],
            self.digest,
            in_place=self.target == "read-only folder",
            backups=Backups(self.folder / "state", disk),
            disk=disk,
        )

    @property
    def content(self) -> bytes | None:
        return self.file.read_bytes() if self.file.exists() else None

    def kept(self, content: bytes) -> bool:
        """Whether a copy of a content was kept."""
        copies = (path for path in (self.folder / "state").rglob("*") if path.is_file())
        return any(path.read_bytes() == content for path in copies)

    def problem(self) -> str | None:
        """What is wrong with what is on the disk, if anything."""
        there = self.content
        if there in (self.new, self.old if self.target != "new" else None):
            return None
        if self.target in ("hard link", "read-only folder") and self.kept(self.old) and self.kept(self.new):
            return None  # it could only be written over, and both versions were kept before
        return f"{self.target}, {self.size}: torn, {'missing' if there is None else f'{len(there)} bytes'}"

    def left(self) -> list[str]:
        """Temporary files beside the file."""
        return [name for name in os.listdir(self.file.parent) if name != self.file.name]


def cases(folder: Path, targets: tuple[str, ...] = TARGETS) -> list[tuple[str, str, int, str]]:
    """Every call of a save to every target at every size: target, size, number and name of the call."""
    found = []
    for target in targets:
        for size in SIZES:
            made = calls(Place(folder, target, size).save)
            found += [(target, size, number, name) for number, name in enumerate(made, 1)]
    return found


@pytest.mark.fault("A1", fast=30, full=400)
def test_killed_at_any_call(tmp_path: Path, trials: Trials) -> None:
    everything = [
        (*case, when) for case in cases(tmp_path / "a") for when in WHEN if when != "half" or case[3] == "write"
    ]
    for target, size, number, name, when in trials.of(everything):
        place = Place(tmp_path / "a", target, size)
        came = killed(place.save, number, when)
        problem = place.problem() or (None if came else f"never came to call {number}")
        trials.judge(problem and f"killed {when} {name}, call {number}: {problem}")


ERRORS = {
    "B1": (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    "B2": (errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ESTALE, errno.EINTR),
}


def refused(place: Place, disk: Disk) -> str | None:
    """What is wrong after a save in which a call fails, if anything."""
    try:
        saved = place.save(disk)
    except SaveError as error:
        said = str(error)
        if place.problem():
            return place.problem()
        if place.content == place.new != place.old and "unchanged" in said:
            return f"said to be unchanged and is not: {said}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    else:
        if place.content != place.new:
            return f"said to be saved and is not ({saved})"
    return f"left {place.left()}" if place.left() and not isinstance(disk, Failing) else None


@pytest.mark.fault("B1", fast=20, full=400)
def test_no_room_at_any_call(tmp_path: Path, trials: Trials) -> None:
    _refused_at_any_call(tmp_path, trials, "B1")


@pytest.mark.fault("B2", fast=40, full=800)
def test_any_error_at_any_call(tmp_path: Path, trials: Trials) -> None:
    _refused_at_any_call(tmp_path, trials, "B2")


def _refused_at_any_call(tmp_path: Path, trials: Trials, fault: str) -> None:
    ways = [(error, always) for error in ERRORS[fault] for always in (False, True)]
    ways = [way for way in ways if way != (errno.EINTR, True)]  # a call that is always interrupted is made forever
    everything = [(*case, *way) for case in cases(tmp_path / "a") for way in ways]
    for target, size, number, name, error, always in trials.of(everything):
        place = Place(tmp_path / "a", target, size)
        problem = refused(place, Failing(number, error, always=always))
        trials.judge(problem and f"{errno.errorcode[error]} at {name}, call {number}, {target}: {problem}")


@pytest.mark.fault("B2", fast=4, full=10)
def test_little_at_a_time(tmp_path: Path, trials: Trials) -> None:
    for target in trials.of([target for target in TARGETS for _ in SIZES]):
        place = Place(tmp_path / "a", target, "1 kB")
        place.save(Little(100))
        trials.judge(None if place.content == place.new else f"{target}: {place.problem()}")


@pytest.mark.fault("B3", fast=4, full=20)
def test_the_disk_does_not_confirm(tmp_path: Path, trials: Trials) -> None:
    synced = [case for case in cases(tmp_path / "a") if case[3] == "fsync"]
    for target, size, number, _ in trials.of(synced):
        place = Place(tmp_path / "a", target, size)
        trials.judge(refused(place, Failing(number, errno.EIO)))


@pytest.mark.fault("A3", fast=150, full=100_000)
def test_power_lost_while_saving(tmp_path: Path, trials: Trials) -> None:
    states = [state for target in ("new", "existing", "link") for state in _states(tmp_path / "a", target)]
    for target, done, of, files in trials.of(states):
        place = Place(tmp_path / "b", target, "1 kB")
        there = files.get("designs/shop.sketch.json")
        problem = None
        if there not in (place.new, place.old if target != "new" else None):
            problem = f"torn: {there and len(there)} bytes"
        elif done == of and there != place.new:
            problem = "confirmed and lost"
        trials.judge(problem and f"{target}, after {done} of {of} operations: {problem}")


def _states(folder: Path, target: str) -> Iterator[tuple[str, int, int, dict[str, bytes]]]:
    place = Place(folder, target, "1 kB")
    before = {} if target == "new" else {str(place.file): place.old}
    disk = Recording()
    if before:
        found = place.file.stat()
        disk.numbers[found.st_dev, found.st_ino] = -1
    place.save(disk)
    for done, state in after_power_loss(before, disk.asked):
        inside = {os.path.relpath(path, folder): data for path, data in state.items()}
        yield target, done, len(disk.asked), inside


# -- somebody else writes meanwhile ---------------------------------------------------------------------------------

THEIRS = dumps(design("theirs", 12)).encode()


class Overtaken(Counting):
    """Another program writes the file before the call of a number, in its own way."""

    def __init__(self, number: int, way: str, file: Path) -> None:
        super().__init__()
        self.number, self.way, self.file = number, way, file

    def at(self, name: str, call: Callable[..., Any], *words: Any, **more: Any) -> Any:
        if len(self.called) == self.number:
            match self.way:
                case "in place":
                    self.file.write_bytes(THEIRS)
                case "by a rename":
                    other = self.file.with_name("theirs.tmp")
                    other.write_bytes(THEIRS)
                    os.replace(other, self.file)
                case _:
                    self.file.unlink(missing_ok=True)
        return call(*words, **more)


@pytest.mark.fault("C3", fast=40, full=600)
def test_overtaken_at_any_call(tmp_path: Path, trials: Trials) -> None:
    """Where another program writes the file while it is saved, its content is in the file, or a copy of it is kept.

    That is so where the system can exchange two files. Where it cannot, and where a file is written over because it has
    another name, a moment is left between the last look at the file and the call that changes it.
    """
    ways = ("in place", "by a rename", "removed")
    targets = ("new", "existing", "link")
    everything = [(*case, way) for case in cases(tmp_path / "a", targets) for way in ways]
    for target, size, number, name, way in trials.of(everything):
        place = Place(tmp_path / "a", target, size)
        problem = overtaken(place, Overtaken(number, way, place.file), way)
        trials.judge(problem and f"{way} before {name}, call {number}, {target}, {size}: {problem}")


def overtaken(place: Place, disk: Overtaken, way: str) -> str | None:
    """What is wrong after a save while another program wrote, if anything."""
    try:
        place.save(disk)
    except SaveError as error:
        if place.content == place.new:
            return f"said not to be saved, and is: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if way != "removed" and place.content != THEIRS and not place.kept(THEIRS):
        return "what the other program wrote is lost"
    if place.content not in (THEIRS, place.new, place.old, None):
        return "torn"
    return f"left {left}" if (left := place.left()) else None


# -- the calls themselves -------------------------------------------------------------------------------------------

STRACE = shutil.which("strace")
PROGRAM = (
    "import sys, hashlib; from sketchpad.storage import save; from sketchpad.storage.backups import Backups;"
    "new = open(sys.argv[2]).read(); old = open(sys.argv[1], 'rb').read();"
    "save(sys.argv[1], new, hashlib.sha256(old).hexdigest(), backups=Backups(sys.argv[3]))"
)
SYSTEM = {"write": 2, "fsync": 5, "renameat2": 1, "rename": 2, "chmod": 1, "unlink": 1, "mkdir": 2}
"""The calls of the system that change something, and how many of each a save makes."""
INJECTED = [(call, number) for call, most in SYSTEM.items() for number in range(1, most + 1)]


@pytest.mark.skipif(STRACE is None, reason="there is no strace")
@pytest.mark.fault("A1", fast=2, full=100)
def test_the_system_kills_or_refuses(tmp_path: Path, trials: Trials) -> None:
    """The same below Python: each call of the system that a save makes ends the program, or is refused."""
    ways = ("signal=KILL", "error=ENOSPC", "error=EIO", "error=EDQUOT")
    for call, number, way in trials.of([(*case, way) for case in INJECTED for way in ways]):
        place = Place(tmp_path / "a", "existing", "1 kB")
        new = tmp_path / "new"
        new.write_bytes(place.new)
        inject = f"inject={call}:{way}:when={number}"
        words = (
            STRACE,
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            f"trace={call}",
            "-e",
            inject,
            sys.executable,
            "-c",
            PROGRAM,
        )
        done = subprocess.run(
            [*map(str, words), str(place.file), str(new), str(tmp_path / "a" / "state")],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
        problem = place.problem()
        if problem is None and done.returncode == 0 and place.content != place.new:
            problem = "said to be saved and is not"
        if problem is None and "error=" in way and done.returncode and "refusals." not in done.stderr:
            problem = done.stderr[-300:]
        trials.judge(problem and f"{way} at {call} {number}: {problem}")
