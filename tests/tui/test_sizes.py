"""Terminals of every size: too small for a canvas, very large, and dragged from one to the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from plain_app import screen_text

from sketchpad.model import parse, unparse
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.session import Session

DESIGN = """
lambda fn at 0,0 peak_rps=4000 avg_duration_ms=200
rds db at 1,0 class=db.t4g.medium
sqs jobs at 0,1
fn rw db
"""


def editor(path: Path | None = None) -> Sketchpad:
    return Sketchpad(Session(path, parse(DESIGN)))


async def test_where_there_is_no_room_for_a_canvas_there_is_a_list() -> None:
    app = editor()
    async with app.run_test(size=(42, 12)) as pilot:
        await pilot.pause(0.3)
        lines = screen_text(app).splitlines()
        assert lines[1] == " 60x16 needed, this is 42x12"
        assert lines[2] == " ^S Save  u Undo  U Redo  ^Q Quit"
        assert "Connect" not in screen_text(app)
        assert lines[3:6] == [" E RDS db", " E LAM fn", "   SQS jobs"]


async def test_what_does_not_fit_in_the_list_is_counted() -> None:
    app = editor()
    async with app.run_test(size=(42, 7)) as pilot:
        await pilot.pause(0.3)
        assert "   and 2 more" in screen_text(app).splitlines()


async def test_save_undo_and_quit_work_there_and_nothing_else(tmp_path: Path) -> None:
    app = editor(path := tmp_path / "x.sketch")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause(0.3)
        await pilot.press("d")
        await pilot.pause(0.3)
        assert "lambda" not in unparse(app.desk.session.editor.design)
        await pilot.resize_terminal(42, 12)
        await pilot.pause(0.3)
        await pilot.press("d", "2", "m")
        await pilot.pause(0.3)
        assert app.desk.notice == "Move needs a larger terminal"
        assert len(app.desk.session.editor.done) == 1
        await pilot.press("u")
        await pilot.pause(0.3)
        assert "lambda" in unparse(app.desk.session.editor.design)
        assert "LAM fn" in screen_text(app)
        await pilot.press("ctrl+s")
        await pilot.pause(0.3)
        assert "lambda fn" in path.read_text()
        await pilot.resize_terminal(60, 16)
        await pilot.pause(0.3)
        assert "needed" not in screen_text(app)
        assert "┌LAM" in screen_text(app)
        assert app.desk.pane == "canvas"
        await pilot.resize_terminal(59, 15)
        await pilot.pause(0.3)
        await pilot.press("q")
        await pilot.pause(0.3)
    assert app.return_code == 0


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (60, 16), (80, 24), (120, 36), (200, 60), (500, 200)], ids=str)
@pytest.mark.fault("E1")
async def test_every_size_opens(size: tuple[int, int]) -> None:
    app = editor()
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.2)
        lines = screen_text(app).splitlines()
        assert len(lines) <= size[1]
        assert all(len(line) <= size[0] for line in lines)


@pytest.mark.fault("E1")
async def test_a_storm_of_sizes_leaves_everything_where_it_was() -> None:
    app = editor()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.2)
        before = screen_text(app)
        await pilot.press("e")
        for step in range(40):
            await pilot.resize_terminal(1 + step * 37 % 240, 1 + step * 23 % 70)
            if step % 9 == 0:
                await pilot.press(("f6", "right", "question_mark", "escape")[step % 4])
        await pilot.press("escape", "escape", "escape")
        await pilot.resize_terminal(120, 36)
        await pilot.pause(0.4)
        assert app.desk.session.editor.design == parse(DESIGN)
        assert app.desk.looking.cursor is not None
        assert "┌LAM" in screen_text(app)
        assert before.splitlines()[-1] == screen_text(app).splitlines()[-1]
