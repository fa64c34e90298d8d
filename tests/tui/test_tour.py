"""The tour: each stage ends when what it asks for is done, and the design before it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from plain_app import screen_text
from textual import events
from textual.pilot import Pilot

from sketchpad.model import parse, unparse
from sketchpad.storage.places import STATED
from sketchpad.tui import touring
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.bound import PLAIN, Bound
from sketchpad.tui.keymap import keys_of
from sketchpad.tui.looking import Looking
from sketchpad.tui.session import Session
from sketchpad.tui.tour import STAGES, begin

DONE = (
    ("Move", ("tab",)),
    ("Place", ("down", "3")),
    ("Wire", ("W", "right", "4")),
    ("Boundary", ("b", "enter", *"region", "space", *"eu", "enter")),
    ("Problem", ("f8",)),
    ("Fix", ("full_stop", "enter")),
    ("Save", ("ctrl+s",)),
)
"""What to press for each stage; wiring here by placing what to wire to."""


@pytest.fixture(autouse=True)
def _from_the_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STATED, str(tmp_path / "state"))


def editor(text: str = "") -> Sketchpad:
    return Sketchpad(Session(None, parse(text)))


def stage(app: Sketchpad) -> str:
    assert app.desk.tour is not None
    return "" if app.desk.tour.over else STAGES[app.desk.tour.at].title


async def press(pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause(0.1)
    await pilot.pause(0.25)


async def test_the_tour_is_offered_on_an_empty_screen() -> None:
    app = editor()
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        assert "^T    three minutes to try the editor" in screen_text(app)


async def test_each_stage_ends_when_it_is_done() -> None:
    app = editor("sqs mine at 0,0")
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "right", "2")
        before = unparse(app.desk.session.editor.design)
        await press(pilot, "ctrl+t")
        path = app.desk.session.path
        assert path is not None
        for number, (title, keys) in enumerate(DONE, 1):
            assert stage(app) == title
            assert f"Tour {number} of 7: {title}" in screen_text(app)
            await press(pilot, *keys)
        assert stage(app) == ""
        assert "That is all: ? has each pane's keys, ^P every command" in screen_text(app)
        assert path.exists()
        await press(pilot, "q")
        assert app.desk.tour is None
        assert not path.parent.exists()
        assert unparse(app.desk.session.editor.design) == before
        assert "Tour" not in screen_text(app)
        await press(pilot, "u")
        assert unparse(app.desk.session.editor.design) == "sqs mine at 0,0\n"


async def test_a_stage_is_skipped_and_nothing_else_ends_it() -> None:
    app = editor()
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "ctrl+t", "escape", "down", "escape")
        assert stage(app) == "Move"
        for number in range(len(STAGES)):
            assert stage(app) == STAGES[number].title
            await press(pilot, "ctrl+t")
        assert stage(app) == ""
        await press(pilot, "ctrl+t")
        assert stage(app) == ""


async def test_an_undone_stage_stays_done_and_another_design_ends_the_tour(tmp_path: Path) -> None:
    app = editor("sqs mine at 0,0")
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "2", "ctrl+t", "tab", "down", "3", "u")
        assert stage(app) == "Wire"
        await press(pilot, "ctrl+n")
        assert app.desk.tour is None
        assert "sqs mine" in unparse(app.desk.session.editor.design)


async def test_it_goes_on_where_it_was_left_also_the_next_time() -> None:
    app = editor("sqs mine at 0,0")
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "ctrl+t", "tab", "down", "3", "q")
        assert app.desk.tour is None
        await press(pilot, "ctrl+t")
        assert stage(app) == "Wire"
        assert app.desk.notice == "on from where you left it; stage 3"
        assert "sqs sqs-1" in unparse(app.desk.session.editor.design)
        await press(pilot, "q")
        assert unparse(app.desk.session.editor.design) == "sqs mine at 0,0\n"
    app = editor()
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "ctrl+t")
        assert stage(app) == "Wire"
        await press(pilot, *["ctrl+t"] * 5)
        assert stage(app) == ""
        await press(pilot, "q", "ctrl+t")
        assert stage(app) == "Move"


@pytest.mark.parametrize("kept", ["", "[]", '{"stage": 9, "design": ""}', '{"stage": 2, "design": "x y z"}'])
def test_what_was_kept_and_makes_no_sense_is_not_minded(kept: str, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / touring.FILE).write_text(kept, encoding="utf-8")
    assert touring.left() is None


async def test_keys_in_a_bunch_pass_from_stage_to_stage() -> None:
    app = editor()
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "ctrl+t")
        for key in ("tab", "down", "3"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause(0.5)
        assert stage(app) == "Wire"


async def test_it_fits_into_a_small_terminal() -> None:
    app = editor()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+t")
        shown = screen_text(app)
        assert "Tour 1 of 7: Move   ^T skips it   q ends the tour" in shown
        assert "go to stock" in shown


@pytest.mark.parametrize("preset", ["default", "vim", "functions"])
def test_it_names_the_keys_that_the_user_has(preset: str) -> None:
    bound = Bound.by(keys_of(preset=preset)[0])
    tour, session = begin(Looking(Session()))
    lines = []
    for _ in STAGES:
        lines.append(tour.words(bound)[1][0][0])
        tour = tour.on(tour.began)
    assert len(lines) == 7
    lines.append(tour.words(bound)[1][0][0])
    assert all(len(line) <= (58 if preset == "default" else 78) and "[" not in line for line in lines)
    assert lines[2].startswith("F3," if preset == "functions" else "w,")
    assert {"orders", "stock"} <= session.editor.design.components.keys()
    assert [one.rule.id for one in session.report.standing if one.fixes]
    assert tour.over
    assert tour.words(PLAIN)[1][0][0].startswith("That is all")
    tour.folder.cleanup()
