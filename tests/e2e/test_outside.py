"""Real programs on one file: two editors side by side, and git under an open one. Nothing of either side is lost."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from sketchpad.model import Design, parse
from sketchpad.storage import dumps, read

from .terminal import TMUX, Terminal, terminal

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(TMUX is None, reason="there is no tmux")]

FILE = "orders.sketch.json"
BASE = "lambda fn at 0,0\nsqs jobs at 1,0\n"
OFTEN = 0.1
"""Seconds between two looks at the file, here."""


def begin(stack: ExitStack, folder: Path) -> Terminal:
    """An editor on the file."""
    state = f'import os; os.environ["SKETCHPAD_STATE_DIR"] = "{folder}/state"; '
    often = f"from sketchpad.tui import outside; outside.OFTEN = {OFTEN}; "
    return stack.enter_context(terminal(folder, FILE, 120, 36, state + often))


def write(folder: Path, text: str) -> None:
    (folder / FILE).write_text(dumps(parse(text)))


def saved(folder: Path) -> Design:
    return read(folder / FILE).design


def note(shown: Terminal, text: str) -> None:
    """Write a note on the part under the cursor."""
    shown.keys("c")
    shown.sees("What there is to know")
    shown.write(text)
    shown.keys("Enter")
    shown.sees(f'"{text}"')


@pytest.mark.fault("C2")
def test_two_editors_on_one_file(tmp_path: Path) -> None:
    write(tmp_path, BASE)
    with ExitStack() as stack:
        one = begin(stack, tmp_path)
        one.sees("LAM fn")
        other = begin(stack, tmp_path)
        other.sees("open in pid", "LAM fn")
        other.keys("d")
        other.sees("press & to edit anyway")
        other.keys("&")
        other.sees("whoever saves second is asked", gone="open in pid")
        note(one, "of the first")
        other.keys("Right")
        other.sees("SQS jobs")
        note(other, "of the second")
        one.keys("C-s")
        one.sees(f"saved {FILE}")
        other.sees(f"{FILE} changed on disk", "Merge: take both", "+0 -0 ~1        +0 -0 ~1        0")
        other.keys("m")
        other.sees("merged with")
        other.keys("C-s")
        other.sees(f"saved {FILE}")
        one.sees("is taken in (+0 -0 ~1)", "u goes back")
        assert {id: part.note for id, part in saved(tmp_path).components.items()} == {
            "fn": "of the first",
            "jobs": "of the second",
        }
        one.keys("Right")
        one.sees('"of the second"')
        for shown in (one, other):
            shown.keys("q")
            shown.sees("exit=0=")
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE, "state"]
    assert [*(tmp_path / "state" / "locks").iterdir()] == []


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
@pytest.mark.fault("C1")
def test_git_under_an_open_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@b")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    write(tmp_path, BASE)
    git("add", FILE)
    git("commit", "-q", "-m", "begin")
    git("checkout", "-q", "-b", "other")
    write(tmp_path, BASE + "sns news at 2,0\n")
    git("commit", "-q", "-a", "-m", "news")
    with ExitStack() as stack:
        shown = begin(stack, tmp_path)
        shown.sees("LAM fn", "news")
        git("checkout", "-q", "main")
        shown.sees("is taken in (+0 -1 ~0)", gone="SNS")
        note(shown, "mine")
        git("checkout", "-q", "other")
        shown.sees(f"{FILE} changed on disk", "+0 -0 ~1        +1 -0 ~0        0")
        shown.keys("m")
        shown.sees("merged with", "SNS")
        shown.keys("C-s")
        shown.sees(f"saved {FILE}")
        assert saved(tmp_path).components["fn"].note == "mine"
        git("stash", "-q")
        shown.sees("is taken in (+0 -0 ~1)")
        git("stash", "pop", "-q")
        shown.sees('"mine"')
        shown.keys("q")
        shown.sees("exit=0=")
    assert [*saved(tmp_path).components] == ["fn", "jobs", "news"]


def test_looking_at_the_file_writes_nothing_to_the_terminal(tmp_path: Path) -> None:
    write(tmp_path, BASE)
    code = (
        "import sys; from sketchpad.tui import outside; outside.OFTEN = 0.02; looks = []; "
        "from sketchpad.storage.outside import Watch; look = Watch.look; "
        "Watch.look = lambda *words: (looks.append(1), look(*words))[1]; "
        "from sketchpad.cli import main; code = main(sys.argv[1:]); "
        "print('looks', len(looks), 'made'); sys.exit(code)"
    )
    pid, terminal = pty.fork()
    if pid == 0:
        here = {
            "TERM": "xterm-256color",
            "SKETCHPAD_STATE_DIR": str(tmp_path / "state"),
            "COLUMNS": "120",
            "LINES": "36",
        }
        os.execve(sys.executable, [sys.executable, "-c", code, str(tmp_path / FILE)], {**os.environ, **here})
    assert b"rules ran" in heard(terminal, 20.0, b"rules ran")
    until = time.monotonic() + 20.0
    while heard(terminal, SILENCE):
        assert time.monotonic() < until, "something is written again and again"
    os.write(terminal, b"q")
    said = heard(terminal, 20.0, b" made")
    os.close(terminal)
    os.waitpid(pid, 0)
    assert int(said.rpartition(b"looks ")[2].split()[0]) > 10


SILENCE = 0.5
"""Seconds without a byte, in which it is looked at the file often."""


def heard(terminal: int, seconds: float, until: bytes = b"\0") -> bytes:
    """What a terminal is told within so many seconds, or until it is told something."""
    said, end = b"", time.monotonic() + seconds
    while until not in said and (left := end - time.monotonic()) > 0 and select.select([terminal], [], [], left)[0]:
        try:
            said += os.read(terminal, 65_536)
        except OSError:
            break
    return said
