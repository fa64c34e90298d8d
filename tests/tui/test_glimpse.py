"""The glimpse: what stands on the screen before the editor does, in the very place."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import termios

import pytest
from plain_app import screen_text

from sketchpad.library import patterns
from sketchpad.model import parse
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.glimpse import ENTER, LEAVE, glimpse, seen
from sketchpad.tui.looking import Looking
from sketchpad.tui.session import Session

SMALL = "lambda fn at 0,0; dynamodb orders at 2,1; fn rw orders"


def looking(text: str = SMALL) -> Looking:
    return Looking(Session(design=parse(text)), waits=True)


def rows(written: str) -> dict[int, tuple[int, str]]:
    """The column and the text that are written on each row of a screen, counted from nought."""
    found = re.findall(r"\x1b\[(\d+);(\d+)H([^\x1b]*)", written)
    return {int(row) - 1: (int(column) - 1, text) for row, column, text in found}


def test_a_small_design_stands_in_the_middle_of_the_canvas() -> None:
    shown = rows(seen(looking(), 80, 24))
    assert [shown[row] for row in (6, 7, 12)] == [
        (1, " " * 17 + "┌LAM───────┐"),
        (1, " " * 17 + "│ fn       ├────────────rw────────────┐"),
        (1, " " * 49 + "│ orders   │"),
    ]


def test_a_screen_without_room_for_a_canvas_shows_nothing() -> None:
    assert seen(looking(), 59, 24) == seen(looking(), 80, 15) == ""


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 16)], ids=str)
async def test_the_editor_shows_the_design_where_it_was_glimpsed(size: tuple[int, int]) -> None:
    large = max((pattern.design for pattern in patterns()), key=lambda design: len(design.components))
    glimpsed = rows(seen(Looking(Session(design=large), waits=True), *size))
    app = Sketchpad(Session(design=large))
    async with app.run_test(size=size):
        screen = screen_text(app).splitlines()
        region = app.desk.canvas.region
    assert (region.x, region.y, region.height) == (glimpsed[region.y][0], min(glimpsed), len(glimpsed))
    lines = [screen[y][region.x : region.right] for y in glimpsed]
    alike = sum(line.rstrip() == text for line, (_, text) in zip(lines, glimpsed.values(), strict=True))
    assert alike >= len(lines) - 4, "all but the rows of the cursor's box"


def test_what_is_typed_waits_unseen_and_the_terminal_gets_its_settings_back() -> None:
    keyboard, entry = pty.openpty()
    before = termios.tcgetattr(entry)
    out = io.StringIO()
    with glimpse(looking(), entry, out):
        os.write(keyboard, b"a\x03\x13")
        assert os.read(entry, 9) == b"a\x03\x13"
    assert termios.tcgetattr(entry) == before
    assert out.getvalue().startswith(ENTER)
    assert LEAVE not in out.getvalue(), "the editor leaves the screen itself"


def test_what_goes_wrong_before_the_editor_is_there_leaves_the_screen_as_it_was() -> None:
    _, entry = pty.openpty()
    before, out = termios.tcgetattr(entry), io.StringIO()
    with pytest.raises(SystemExit), glimpse(looking(), entry, out):
        raise SystemExit(143)
    assert out.getvalue().endswith(LEAVE)
    assert termios.tcgetattr(entry) == before


READ = """
import sys, sketchpad.cli.program, sketchpad.tui.glimpse, sketchpad.tui.preferences, sketchpad.tui.session
late = ("textual", "rich", "sketchpad.rules.families", "sketchpad.rules.fixing", "sketchpad.tui.canvas.gestures")
print(*(name for name in late if name in sys.modules))
"""


def test_nothing_is_read_before_it_that_it_does_not_need() -> None:
    assert subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=True).stdout == "\n"
