"""What is in a file says whether somebody else wrote it, not when; and asking costs one call where nothing happened."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from sketchpad.storage.disk import Disk
from sketchpad.storage.outside import SAME, Look, News, Watch

OLD, NEW = b"sqs jobs\n", b"sqs mail\n"
LONG_AGO = 1_000_000_000


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Counting(Disk):
    """Counts how often a file is read."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def stat(self, path: str) -> os.stat_result:
        self.calls.append("stat")
        return super().stat(path)

    def open(self, path: str, flags: int, mode: int = 0o600) -> int:
        self.calls.append("open")
        return super().open(path, flags, mode)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.sketch"
    made.write_bytes(OLD)
    os.utime(made, (LONG_AGO, LONG_AGO))
    return made


def test_where_nothing_happened_nothing_is_read(path: Path) -> None:
    disk = Counting()
    watch = Watch(path, disk)
    assert watch.look(digest(OLD)) == SAME
    assert disk.calls == ["stat", "open"]
    disk.calls.clear()
    assert [watch.look(digest(OLD)) for _ in range(3)] == [SAME] * 3
    assert disk.calls == ["stat"] * 3


def test_a_change_is_seen_as_long_as_it_is_one(path: Path) -> None:
    watch = Watch(path)
    assert watch.look(digest(OLD)) == SAME
    path.write_bytes(NEW)
    assert watch.look(digest(OLD)) == Look(News.CHANGED, digest(NEW))
    assert watch.look(digest(OLD)) == Look(News.CHANGED, digest(NEW))
    assert watch.look(digest(NEW)) == SAME
    path.write_bytes(OLD)
    assert watch.look(digest(NEW)) == Look(News.CHANGED, digest(OLD))


@pytest.mark.parametrize("when", [LONG_AGO + 5, time.time(), time.time() + 1e6], ids=["before", "now", "in the future"])
@pytest.mark.fault("C8")
def test_other_times_alone_are_no_change(path: Path, when: float) -> None:
    watch = Watch(path)
    watch.look(digest(OLD))
    os.utime(path, (when, when))
    assert watch.look(digest(OLD)) == SAME
    path.chmod(0o600)
    assert watch.look(digest(OLD)) == SAME


@pytest.mark.parametrize("when", [LONG_AGO, time.time() + 1e6], ids=["before", "in the future"])
@pytest.mark.fault("B13")
def test_a_change_is_seen_whatever_the_clock_says(path: Path, when: float) -> None:
    watch = Watch(path)
    os.utime(path, (when, when))
    watch.look(digest(OLD))
    path.write_bytes(NEW)
    os.utime(path, (when, when))
    assert watch.look(digest(OLD)) == Look(News.CHANGED, digest(NEW))


@pytest.mark.fault("B13")
def test_a_change_in_the_same_tick_of_the_clock_is_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketchpad.storage.outside.sign_of", lambda found: (found.st_size, int(found.st_mtime)))
    path.write_bytes(OLD)
    watch = Watch(path)
    assert watch.look(digest(OLD)) == SAME
    os.utime(path, ns=(0, path.stat().st_mtime_ns))
    path.write_bytes(NEW)
    assert watch.look(digest(OLD)) == Look(News.CHANGED, digest(NEW))


def test_a_file_that_is_replaced_or_gone_or_comes(path: Path) -> None:
    watch = Watch(path)
    assert watch.look(None) == Look(News.CHANGED, digest(OLD))
    other = path.with_name("other")
    other.write_bytes(NEW)
    os.replace(other, path)
    assert watch.look(digest(OLD)) == Look(News.CHANGED, digest(NEW))
    path.unlink()
    assert watch.look(digest(NEW)) == Look(News.GONE)
    assert watch.look(None) == SAME
    path.mkdir()
    assert watch.look(digest(NEW)) == SAME


def test_a_disk_that_does_not_answer_says_nothing(path: Path) -> None:
    class Stale(Disk):
        def stat(self, path: str) -> os.stat_result:
            raise OSError(116, "Stale file handle")

    assert Watch(path, Stale()).look(digest(NEW)) == SAME
