"""The whole way in a real terminal: from an empty file to a fixed design, undone, saved and judged again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .terminal import TMUX, Terminal, terminal

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(TMUX is None, reason="there is no tmux")]

FILE = "orders.sketch.json"


def set_property(shown: Terminal, part: str, name: str, value: str) -> None:
    """Open the inspector, go to a field by its name, and type a value."""
    shown.keys("e", "/")
    shown.sees("filter fields")
    shown.write(name)
    shown.sees(f"/{name}")
    shown.keys("Enter", "Enter")
    shown.write(value)
    shown.keys("Enter")
    shown.sees(f"Set {name}={value} on {part}")
    shown.keys("Escape")
    shown.sees(gone=f"/{name}")
    shown.keys("Escape")
    shown.sees("►")


def build(shown: Terminal) -> None:
    """A Lambda and an RDS instance, connected, with what is known of them."""
    shown.sees("Nothing here yet")
    shown.keys("1")
    shown.sees("Add Lambda function lam-1")
    shown.keys("7")
    shown.sees("Add RDS instance rds-1")
    shown.keys("Left", "w")
    shown.sees("CONNECT", "[a]")
    shown.keys("a")
    shown.sees("Connect lam-1 rw rds-1")
    shown.keys("Right")
    shown.sees("RDS rds-1  RDS instance")
    set_property(shown, "rds-1", "class", "db.t4g.medium")
    shown.keys("Left")
    shown.sees("LAM lam-1  Lambda function")
    set_property(shown, "lam-1", "peak_rps", "4000")
    set_property(shown, "lam-1", "avg_duration_ms", "200")


def check(folder: Path) -> tuple[int, list[str]]:
    """The exit code of the command line and the rules it names."""
    command = [sys.executable, "-m", "sketchpad", "check", FILE, "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.returncode, [one["rule"] for one in json.loads(done.stdout)["files"][0]["findings"]]


def test_from_an_empty_file_to_a_fix_and_back(tmp_path: Path) -> None:
    with terminal(tmp_path, FILE, 120, 36) as shown:
        build(shown)
        shown.sees("+1 error CON-001", " E 1 ", "lam-1 may open 800 connections")
        shown.keys("F8")
        shown.sees(" E  CON-001")
        shown.keys(".")
        shown.sees(" CON-001 ", "Insert RDS Proxy", "+ rds_proxy prx", "- lam-1 rw rds-1", "Enter apply")
        shown.keys("Enter")
        shown.sees("Insert RDS Proxy", "-1 error CON-001", " E 0 ", "PRX")
        shown.keys("u")
        shown.sees("undid Insert RDS Proxy", "+1 error CON-001", " E 1 ", gone="PRX")
        shown.keys("C-s")
        shown.sees(f"saved {FILE}", gone=f"{FILE} *")
        shown.keys("q")
        shown.sees("exit=0=")
        assert not shown.alternate
    code, rules = check(tmp_path)
    assert code == 1
    assert "CON-001" in rules


def test_the_same_at_80_by_24(tmp_path: Path) -> None:
    with terminal(tmp_path, FILE, 80, 24) as shown:
        build(shown)
        shown.sees("E 1", "CON-001")
        shown.keys(".")
        shown.sees("Insert RDS Proxy")
        shown.keys("Enter")
        shown.sees("E 0", "PRX")
        shown.keys("!")
        shown.sees("Findings")
        shown.keys("Escape")
        shown.sees(gone="Findings")
        shown.keys("q")
        shown.sees("not saved")
        shown.keys("Escape")
        shown.sees(gone="not saved")
        shown.keys("C-s")
        shown.sees(f"saved {FILE}")
        shown.keys("q")
        shown.sees("exit=0=")
    code, rules = check(tmp_path)
    assert code == 0
    assert "CON-001" not in rules


def test_a_signal_ends_a_program_that_is_busy(tmp_path: Path) -> None:
    busy = "import time; from sketchpad.tui import desk; desk.Desk.command = lambda *_: time.sleep(30) or True; "
    with terminal(tmp_path, FILE, 80, 24, busy) as shown:
        shown.sees("Nothing here yet")
        shown.keys("z")
        os.kill(shown.program(), signal.SIGTERM)
        screen = shown.sees(f"exit={128 + signal.SIGTERM}=")
        assert not shown.alternate
        assert not shown.mouse
        assert "-icanon" not in screen


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT], ids=lambda n: n.name)
def test_a_signal_gives_the_terminal_back(tmp_path: Path, number: signal.Signals) -> None:
    with terminal(tmp_path, FILE, 80, 24) as shown:
        shown.sees("Nothing here yet")
        assert shown.alternate
        assert shown.mouse
        os.kill(shown.program(), number)
        screen = shown.sees(f"exit={128 + number}=")
        assert not shown.alternate
        assert not shown.mouse
        assert "-icanon" not in screen
        assert "icanon" in screen
