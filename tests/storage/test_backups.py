"""Copies of what files held: found again, whole, for a month and within their room."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from sketchpad.storage import backups
from sketchpad.storage.backups import DAY, Backups, key

from .disks import Told

PATH = "shop.sketch.json"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    monkeypatch.chdir(tmp_path)
    return Backups(tmp_path / "state")


def place(kept: Backups, digest: str) -> Path:
    (found,) = Path(kept.folder).rglob(digest)
    return found


def age(kept: Backups, digest: str, days: float) -> None:
    then = os.stat(place(kept, digest)).st_mtime - days * DAY
    os.utime(place(kept, digest), (then, then))


def test_a_copy_is_found_by_its_content_and_only_its_owner_sees_it(kept: Backups, tmp_path: Path) -> None:
    digest = kept.keep(PATH, b"one")
    assert kept.keep(PATH, b"one") == digest
    assert kept.content(str(tmp_path / PATH), digest) == b"one"
    assert [(copy.path, copy.size) for copy in kept.of(PATH)] == [(str(tmp_path / PATH), 3)]
    assert place(kept, digest).stat().st_mode & 0o777 == 0o600
    assert kept.content("other.sketch.json", digest) is None


def test_the_latest_comes_first_of_each_file_and_of_all(kept: Backups) -> None:
    old, new = kept.keep(PATH, b"one"), kept.keep(PATH, b"two")
    age(kept, old, 2)
    other = kept.keep("other.sketch.json", b"three")
    age(kept, new, 1)
    assert [copy.digest for copy in kept.of(PATH)] == [new, old]
    assert [copy.digest for copy in kept.everything()] == [other, new, old]


def test_a_damaged_copy_is_none_and_is_written_again(kept: Backups) -> None:
    digest = kept.keep(PATH, b"one")
    place(kept, digest).write_bytes(b"odd")
    assert kept.content(PATH, digest) is None
    kept.keep(PATH, b"one")
    assert kept.content(PATH, digest) == b"one"


def test_what_was_being_written_when_a_program_ended_is_no_copy(kept: Backups) -> None:
    digest = kept.keep(PATH, b"one")
    half = place(kept, digest).with_name(f"{digest}.4711.0123abcd")
    half.write_bytes(b"o")
    assert [copy.digest for copy in kept.of(PATH)] == [digest]
    kept.tidy(os.stat(half).st_mtime + 31 * DAY)
    assert not half.exists()


def test_a_copy_goes_after_a_month(kept: Backups) -> None:
    old, new = kept.keep(PATH, b"one"), kept.keep(PATH, b"two")
    age(kept, old, 31)
    kept.tidy(os.stat(place(kept, new)).st_mtime)
    assert [copy.digest for copy in kept.of(PATH)] == [new]


def test_the_oldest_go_where_there_is_no_room_but_never_the_one_that_was_just_kept(
    kept: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "TIDIED", 0.0)
    digests = []
    for number in range(4):
        digests.append(kept.keep(PATH, b"x" * 90 + str(number).encode()))
        age(kept, digests[-1], 4 - number)
    monkeypatch.setattr(backups, "ROOM", 200)
    last = kept.keep(PATH, b"y" * 91)
    assert [copy.digest for copy in kept.of(PATH)] == [last, digests[3]]
    large = kept.keep(PATH, b"z" * 500)
    assert [copy.digest for copy in kept.of(PATH)] == [large]


def test_a_copy_is_kept_once_the_folder_is_confirmed(tmp_path: Path) -> None:
    """Also one whose folder was not confirmed when it was written."""

    def fail(name: str, given: tuple[Any, ...]) -> None:
        if name == "sync_folder" and given[0] == os.path.dirname(str(place)):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    place = tmp_path / "copies" / key("a.sketch.json") / "path"
    copies = Backups(tmp_path / "copies", Told(fail))
    for _ in range(2):
        with pytest.raises(OSError, match="Input/output"):
            copies.keep("a.sketch.json", b"old")
