"""A design worked on by lines: what is typed, what is answered, what the file holds then."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from sketchpad.cli import main

SHOP = "rds db at 1,0 class=db.m6g.large multi_az=true\nlambda fn at 0,0 timeout_s=10\nfn reads db\n"
Talk = Callable[..., tuple[str, str, str]]


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Talk:
    path = tmp_path / "shop.sketch"
    path.write_text(SHOP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def typed(*lines: str) -> tuple[str, str, str]:
        """What stands in the file after some lines, and what was printed and said."""
        monkeypatch.setattr("sys.stdin", StringIO("".join(f"{line}\n" for line in lines)))
        assert main(["shop.sketch", "--linear"]) == 0
        printed = capsys.readouterr()
        return path.read_text(encoding="utf-8"), printed.out, printed.err

    return typed


def test_a_change_is_saved_and_said(talk: Talk) -> None:
    held, _, said = talk("add sqs jobs", "connect fn publishes jobs", "quit", "remove fn")
    assert "fn publishes jobs" in held
    assert said.splitlines()[:3] == [
        "shop.sketch: 2 components; help lists the commands, quit ends",
        "Add SQS queue jobs",
        "Connect fn publishes jobs",
    ]
    assert "lambda fn" in held


def test_undo_and_redo_say_what_they_undo(talk: Talk) -> None:
    held, _, said = talk("set fn timeout_s=30", "remove db", "undo", "undo", "redo", "undo", "undo")
    assert held == SHOP
    assert said.splitlines()[-5:] == [
        "undone: remove db",
        "undone: set fn timeout_s=30",
        "done again: set fn timeout_s=30",
        "undone: set fn timeout_s=30",
        "sketchpad: nothing is to be undone",
    ]


def test_it_reads_aloud_and_goes_on_after_a_mistake(talk: Talk) -> None:
    held, told, said = talk("sett fn", 'set fn "', "set fn timeout=3", "describe")
    assert held == SHOP
    assert "  Lambda function fn." in told.splitlines()
    assert said.splitlines()[1:] == [
        "sketchpad: there is no command sett; did you mean set?",
        'sketchpad: set fn ": no closing quotation',
        "sketchpad: fn has no timeout; did you mean timeout_s?",
    ]
