"""`check --watch`: judged again at every change, until somebody interrupts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from sketchpad.cli import main

PROGRAM = "import sys; from sketchpad.cli import main; sys.exit(main())"
WITHOUT = f"import sys; sys.modules['watchfiles'] = None; {PROGRAM}"
PATIENCE = 30
"""Seconds after which something that should have been said was not."""


class Watch:
    """A program that watches, and what it has said so far."""

    def __init__(self, code: str, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "check", "--watch", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
        )
        self.out: list[str] = []
        self.err: list[str] = []
        for stream, lines in ((self.process.stdout, self.out), (self.process.stderr, self.err)):
            Thread(target=lambda s=stream, said=lines: said.extend(iter(s.readline, "")), daemon=True).start()

    def until(self, said: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not said():
            assert time.monotonic() < end, (self.out, self.err)
            assert self.process.poll() is None, (self.out, self.err)
            time.sleep(0.02)

    def runs(self, number: int) -> None:
        """Wait for the last line of so many reports."""
        self.until(lambda: sum(" error" in line and " file" in line for line in self.out) >= number)

    def ends(self, by: int) -> int:
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.sketch").write_text("sqs jobs at 1,1\n")
    return tmp_path


@pytest.fixture(params=[PROGRAM, WITHOUT], ids=["watchfiles", "looking"])
def watching(request: pytest.FixtureRequest, folder: Path) -> Iterator[Callable[..., Watch]]:
    started: list[Watch] = []

    def start(*arguments: str) -> Watch:
        started.append(Watch(request.param, folder, *arguments))
        return started[-1]

    yield start
    for watch in started:
        watch.process.kill()
        watch.process.wait()


def test_a_change_is_judged(watching: Callable[..., Watch], folder: Path) -> None:
    watch = watching("a.sketch", "--select", "FIL")
    watch.runs(1)
    watch.until(lambda: any("watching 1 file;" in line for line in watch.err))
    assert watch.out == ["1 file: 0 errors, 0 warnings, 0 info; only FIL\n"]
    (folder / "a.sketch").write_text("sqs jobs at 1,1\nsns news at 1,1\n")
    watch.runs(2)
    assert watch.out[1].startswith("a.sketch:1: error FIL-003 on jobs,news: ")
    watch.until(lambda: len(watch.err) >= 4)
    assert watch.err == ["\n", "-- watching 1 file; Ctrl-C ends it --\n", "\n", "-- changed: a.sketch --\n"]
    assert watch.ends(signal.SIGINT) == 130
    assert len(watch.err) == 4


def test_new_files_and_settings_count(watching: Callable[..., Watch], folder: Path) -> None:
    watch = watching(".")
    watch.until(lambda: len(watch.err) >= 2)
    (folder / "sub").mkdir()
    (folder / "sub" / "b.sketch").write_text("sqs jobs at 1,1\nsns news at 1,1\n")
    watch.runs(2)
    assert watch.out[-1].startswith("2 files: 1 error,")
    (folder / "sketchpad.toml").write_text("nonsense = 1\n")
    watch.until(lambda: any("there is no setting nonsense" in line for line in watch.err))
    (folder / "sketchpad.toml").write_text('ignore = ["FIL-003"]\n')
    watch.runs(3)
    assert watch.out[-1].startswith("2 files: 0 errors,")
    assert watch.ends(signal.SIGTERM) == 143
    assert not any("Traceback" in line for line in watch.err)


def test_an_unreadable_file_does_not_end_it(watching: Callable[..., Watch], folder: Path) -> None:
    watch = watching("a.sketch")
    watch.until(lambda: len(watch.err) >= 2)
    os.remove(folder / "a.sketch")
    watch.until(lambda: any("FILE-MISSING" in line for line in watch.err))
    (folder / "a.sketch").write_text("sqs jobs at 1,1\n")
    watch.runs(3)
    assert watch.ends(signal.SIGINT) == 130


@pytest.mark.parametrize("arguments", [["-"], ["a.sketch", "--write-baseline"], ["a.sketch", "--select", "NIX"]])
def test_calls_that_make_no_sense(
    arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert main(["check", "--watch", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
