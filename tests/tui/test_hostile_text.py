"""Hostile text in every field, on every part of the screen: no terminal obeys it, and none of it is markup."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest
from hostile import STRINGS, everywhere, forbidden
from plain_app import screen_text
from textual.content import Content
from textual.pilot import Pilot

from sketchpad.model.text import plain
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.screens import Ask, Confirm, OpenFile, SaveAs
from sketchpad.tui.session import Session
from sketchpad.tui.text import markup

WALK = (
    ("f8",),
    ("full_stop", "n"),
    ("escape", "exclamation_mark"),
    ("down", "escape", "escape", "e"),
    ("down", "pagedown"),
    ("escape", "escape", "right", "K"),
    ("escape", "plus", "plus"),
    ("minus", "slash", "r", "e", "d"),
    ("enter", "escape", "R"),
    ("down", "enter"),
    ("escape", "escape", "w"),
    ("escape", "question_mark"),
    ("escape", "g"),
    ("escape", "ctrl+s"),
    ("escape", "ctrl+p"),
    ("a", "d"),
    ("escape", "x"),
    ("u", "q"),
    ("escape",),
)
"""Keys that open, move and close; whatever they mean, what they show is looked at."""


async def seen(app: Sketchpad, pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await pilot.pause()
    shown = screen_text(app)
    assert forbidden(shown) == [], keys
    return shown


@pytest.mark.fault("E7", tries=len(STRINGS))
async def test_the_whole_editor(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\x1b]0;x\x07\xe2\x80\xae[bold]\xff\n.sketch.json")
    path.write_text(everywhere(), encoding="utf-8")
    app = Sketchpad(Session.open(path))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "<ESC>]0;x<BEL><U+202E>[bold]" in await seen(app, pilot)
        shown = [await seen(app, pilot, *keys) for keys in WALK]
        assert any("<ESC>[31m" in one for one in shown)
        for number in range(0, len(STRINGS), 9):
            app.desk.session.editor.chosen = frozenset({f"c{number:02}", f"k{number:02}"})
            app.desk.show()
            app.desk.show_chrome()
            await seen(app, pilot)
        for screen in (OpenFile(tmp_path), SaveAs(path), *(Confirm(s, (s, "other"), s) for s in STRINGS[::25])):
            app.push_screen(screen)
            await seen(app, pilot)
            await seen(app, pilot, "escape")
        app.push_screen(Ask(STRINGS[0], STRINGS[1], STRINGS[2]))
        await seen(app, pilot, "x")


def test_what_the_framework_reads_as_markup_holds_none() -> None:
    pieces = ["[", "]", "\\", "/", "a", "=", '"', "@", "$"]
    for text in (*STRINGS, *("".join(some) for some in product(pieces, repeat=4))):
        assert Content.from_markup(markup(text)).plain == plain(text)


@pytest.mark.parametrize(
    "text", ["\x1b[2J\x1b]52;c;x\x07\u202e[/]" * 20, "\ud800", "[@click=app.quit]x[/]"], ids=range(3)
)
async def test_what_is_said(text: str) -> None:
    app = Sketchpad(Session())
    async with app.run_test(size=(80, 24)) as pilot:
        app.desk.say(text)
        await seen(app, pilot)
