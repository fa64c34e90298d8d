"""Where one asks what can be done: the help of each pane, every key, and the palette of commands."""

from __future__ import annotations

import pytest
from plain_app import PlainApp, screen_text
from textual.widgets import Input

from sketchpad.drawing import Rect
from sketchpad.model import parse
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.keys import MEANT, PANES, told
from sketchpad.tui.looking import Looking
from sketchpad.tui.palette import said
from sketchpad.tui.scene import Scene
from sketchpad.tui.screens import Help
from sketchpad.tui.session import Session
from sketchpad.tui.verbs import BY_ID, VERBS


def scene(text: str = "") -> Scene:
    session = Session(None, parse(text))
    return Looking(session).scene(Rect(-2, -1, 200, 60))


@pytest.mark.parametrize("pane", MEANT)
async def test_help_says_what_the_pane_is_for_and_its_keys(pane: str) -> None:
    app = PlainApp(Help(VERBS, pane))
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        shown = screen_text(app)
    assert all(told(line) in shown for line in MEANT[pane])
    assert all(told(says)[:50] in shown for _, says in PANES.get(pane, ()))
    assert "Align in a column" not in shown
    assert f"every key: {len(VERBS)} verbs" in shown


async def test_pressed_twice_it_lists_every_key_and_any_word_narrows_them() -> None:
    app = PlainApp(help := Help(VERBS, "findings"))
    async with app.run_test(size=(130, 130)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert sorted(map(str, help.list.keys)) == sorted(verb.id for verb in VERBS)
        app.screen.query_one(Input).value = "copy"
        await pilot.pause()
        assert "Duplicate" in (shown := screen_text(app))
        assert "Zoom in" not in shown
        app.screen.query_one(Input).value = "^S"
        await pilot.pause()
        assert "All or nothing." in screen_text(app)


async def test_a_key_that_a_pane_uses_otherwise_is_not_told_as_that_of_a_verb() -> None:
    app = PlainApp(Help(VERBS, "findings"))
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        shown = [" ".join(line.strip("│ ").split()) for line in screen_text(app).splitlines()]
    assert "^F Find By words and filters." in shown
    assert any(line.startswith("/ only those that fit words") for line in shown)


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_it_says_all_of_it_in_any_window(width: int) -> None:
    app = PlainApp(Help(VERBS))
    async with app.run_test(size=(width, 400)) as pilot:
        await pilot.pause()
        own = screen_text(app)
        await pilot.press("question_mark")
        await pilot.pause()
        every = screen_text(app)
    assert "click a key" in every
    assert "~" not in (own if width == 60 else own + every)


@pytest.mark.parametrize(
    ("verb", "text", "words"),
    [
        ("edit.undo", "", "u ^Z   not here: there is nothing to undo"),
        ("finding.fix", "sqs q", ".   not here: there is no finding here; F8 goes to the next one"),
        ("edit.move", "sqs q at 0,0", "m   Connections follow; of a connection, an end."),
        ("file.save", "", "^S   All or nothing."),
    ],
)
def test_the_palette_says_why_a_verb_does_nothing_here(verb: str, text: str, words: str) -> None:
    assert said(BY_ID[verb], scene(text)) == words


def test_away_from_the_canvas_it_says_which_verbs_need_it() -> None:
    assert said(BY_ID["edit.move"], scene("sqs q at 0,0"), "findings").startswith("m   not here: it is for the canvas")


async def test_the_palette_and_the_status_name_the_step_that_is_undone() -> None:
    app = Sketchpad(Session(None, parse("lambda fn at 0,0")))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("m", "right", "enter")
        await pilot.pause(0.15)
        named = app.desk.scene().undoable
        assert "fn" in named
        assert said(BY_ID["edit.undo"], app.desk.scene()) == f"u ^Z   {named}"
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        await pilot.press(*"undo")
        await pilot.pause(0.3)
        assert named in screen_text(app)
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert named in app.desk.notice
        assert not app.desk.scene().undoable
