"""Who has a file open: one lock for one document, as long as the program that took it lives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sketchpad.cli import main
from sketchpad.storage.locks import FOLDER, Holder, Lock, holder, take
from sketchpad.storage.places import STATED
from sketchpad.storage.processes import present

OTHER = """
import sys, time
from sketchpad.cli import main
from sketchpad.storage.locks import take
print(type(take(sys.argv[1], sys.argv[2])).__name__, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.sketch.json"
    made.write_text("{}")
    return made


def lock_file(state: Path) -> Path:
    (found,) = (state / FOLDER).iterdir()
    return found


def test_a_second_one_is_told_who_has_it(path: Path, tmp_path: Path) -> None:
    first = take(path, tmp_path / "state")
    assert isinstance(first, Lock)
    second = take(path, tmp_path / "state")
    assert isinstance(second, Holder)
    assert str(second).startswith(f"pid {os.getpid()} ")
    assert f" since {time.strftime('%H:', time.localtime())}" in str(second)
    assert holder(path, tmp_path / "state") == second
    place = lock_file(tmp_path / "state")
    assert (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    first.release()
    first.release()
    assert holder(path, tmp_path / "state") is None
    assert [*(tmp_path / "state" / FOLDER).iterdir()] == []
    assert isinstance(take(path, tmp_path / "state"), Lock)


@pytest.mark.parametrize("other", [os.link, os.symlink], ids=["another name", "a link"])
def test_one_document_under_two_names_has_one_lock(path: Path, tmp_path: Path, other: Any) -> None:
    other(path, tmp_path / "b.sketch.json")
    assert isinstance(take(path, tmp_path / "state"), Lock)
    assert isinstance(take(tmp_path / "b.sketch.json", tmp_path / "state"), Holder)
    (tmp_path / "c.sketch.json").write_text("{}")
    assert isinstance(take(tmp_path / "c.sketch.json", tmp_path / "state"), Lock)


def test_a_lock_follows_the_file_that_a_save_makes(path: Path, tmp_path: Path) -> None:
    lock = take(path, tmp_path / "state")
    assert isinstance(lock, Lock)
    new = tmp_path / "new"
    new.write_text("{}")
    os.replace(new, path)
    lock.follow()
    os.link(path, tmp_path / "b.sketch.json")
    assert isinstance(take(tmp_path / "b.sketch.json", tmp_path / "state"), Holder)


def test_a_lock_ends_with_its_program(path: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-c", OTHER, str(path), str(tmp_path / "state")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "Lock\n"
        held = take(path, tmp_path / "state")
        assert isinstance(held, Holder)
        assert held.process.pid == program.pid
        program.kill()
    assert isinstance(take(path, tmp_path / "state"), Lock)


LEFT: dict[str, Any] = {
    "a process that is gone": {"pid": 2**22 + 1},
    "another process of that number": {"start": "1"},
    "before the machine was started": {"boot": "another"},
    "another machine": {"host": "elsewhere"},
}


@pytest.mark.parametrize("who", [*LEFT, "nonsense", "nothing", "a list", "a word for a number"])
@pytest.mark.fault("C4")
def test_a_lock_that_was_left_is_no_hindrance(path: Path, tmp_path: Path, who: str) -> None:
    first = take(path, tmp_path / "state")
    assert isinstance(first, Lock)
    place = lock_file(tmp_path / "state")
    said = json.loads(place.read_bytes())
    first.release()
    odd = {"nonsense": b"\xff{", "nothing": b"", "a list": b"[]"}
    said["process"] |= LEFT.get(who, {"pid": "12"})
    place.write_bytes(odd.get(who) or (b"" if who == "nothing" else json.dumps(said).encode()))
    assert holder(path, tmp_path / "state") is None
    assert isinstance(take(path, tmp_path / "state"), Lock)


@pytest.mark.parametrize("said", ["", "{", '{"device": 1, "inode": 2, "since": 1e300, "process": {"pid": 7}}'])
def test_a_lock_that_is_held_and_makes_no_sense(path: Path, tmp_path: Path, said: str) -> None:
    first = take(path, tmp_path / "state")
    assert isinstance(first, Lock)
    lock_file(tmp_path / "state").write_text(said)
    assert str(take(path, tmp_path / "state")) == "another program"
    first.release()


@pytest.mark.fault("B12")
def test_where_no_lock_can_be_made_there_is_none(path: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    assert take(path, tmp_path / "state") is None
    assert holder(path, tmp_path / "state") is None


def test_old_locks_that_nobody_holds_go(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "state" / FOLDER
    folder.mkdir(parents=True)
    for name, age in (("old.json", 2 * 86_400), ("fresh.json", 60), ("else.txt", 2 * 86_400)):
        (folder / name).write_text("{}")
        os.utime(folder / name, (time.time() - age,) * 2)
    take(path, tmp_path / "state")
    assert {"fresh.json", "else.txt"} <= {one.name for one in folder.iterdir()}
    assert not (folder / "old.json").exists()


def test_who_is_on_another_machine_is_said_with_its_name() -> None:
    elsewhere = Holder(type(present())(7, host="elsewhere", tty="/dev/pts/3"), time.time())
    assert str(elsewhere).startswith("pid 7 on pts/3 on host elsewhere since ")


@pytest.mark.fault("C6")
def test_a_command_that_writes_says_who_has_it_open(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(STATED, str(tmp_path / "state"))
    path.write_text('{"format": 1}')
    lock = take(path)
    assert isinstance(lock, Lock)
    for command in (["fmt", str(path)], ["add", str(path), "sqs jobs"]):
        assert main(command) == 0
        assert f"a.sketch.json: open in pid {os.getpid()} " in capsys.readouterr().err
    lock.release()
    assert main(["add", str(path), "sqs mail"]) == 0
    assert "open in" not in capsys.readouterr().err
