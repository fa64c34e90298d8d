"""What holds for every verb and every gesture of the mouse: it can be found, it has a key, and it is taken back."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from textual.pilot import Pilot

from sketchpad.drawing import Hit, Rect
from sketchpad.model import Slot, parse, unparse
from sketchpad.tui import meanings
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.canvas import Area, Gesture, Moving, Reending, Stretching, Wiring
from sketchpad.tui.hand import Hand, Press
from sketchpad.tui.keys import MOUSE, TOPICS
from sketchpad.tui.looking import Looking
from sketchpad.tui.palette import Verbs, said
from sketchpad.tui.scene import Choose, Go, Scene
from sketchpad.tui.screens import Help
from sketchpad.tui.session import Session
from sketchpad.tui.text import markup
from sketchpad.tui.verbs import ALWAYS, BY_ID, MENU, NOT_OFFERED, VERBS, offered

SHOP = """
region tokyo
vpc main in tokyo
lambda fn at 0,0 in main peak_rps=4000 avg_duration_ms=200
rds db at 2,0 in main class=db.t4g.medium
sqs q at 4,4 in tokyo
fn rw db
fn publishes q
flow checkout steps=fn,db
"""


def shop() -> Sketchpad:
    return Sketchpad(Session(design=parse(SHOP)))


# -- every verb -------------------------------------------------------------------------------------------------------


async def test_every_verb_is_in_the_palette() -> None:
    app = shop()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        provider = Verbs(app.screen)
        await provider.startup()
        offered_first = [str(hit.text) async for hit in provider.discover()]
        assert offered_first == ["Theme", *(verb.name for verb in VERBS if verb.topic != "cursor")]
        assert set(app.COMMANDS) == {Verbs}, "the order of several providers is chance"
        for verb in VERBS:
            found = [hit async for hit in provider.search(verb.name)]
            assert any(hit.help == markup(said(verb, app.desk.scene())) for hit in found), verb.id


async def test_every_verb_and_every_gesture_of_the_mouse_is_in_the_help() -> None:
    app = shop()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("question_mark", "question_mark")
        await pilot.pause(0.2)
        help = app.screen
        assert isinstance(help, Help)
        assert set(help.list.keys) == set(BY_ID)
        said = ["".join(text for text, _ in row.cells) for row in help.rows("?")]
        for one in MOUSE:
            assert any(one.gesture in line and one.does in line for line in said), one
        headings = [line for line in said if line in TOPICS.values()]
        assert sorted(headings) == sorted(set(headings))


WAYS: Mapping[str, tuple[str, ...]] = {
    "add.pick": ("down", "a", *"dyn", "enter"),
    **{f"add.slot_{digit}": ("down", digit) for digit in "1234567890"},
    "add.extend": ("W", "down", "1"),
    "edit.connect": ("w", "right", "right", "tab", "enter"),
    "edit.group": ("space", "b", *"serv", "enter"),
    "edit.resize": ("B", "left", "enter"),
    "flow.steps": ("F", "space", "enter", *"Pay", "enter"),
    "edit.move": ("m", "down", "enter"),
    "edit.verb": ("right_parenthesis", "V"),
    "edit.reverse": ("right_parenthesis", "X"),
    "edit.properties": ("e", "slash", *"snap", "space", "escape"),
    "edit.enter": ("right_parenthesis", "enter", *"reads", "enter"),
    "edit.rename": ("r", *"Orders", "enter"),
    "edit.duplicate": ("D",),
    "edit.delete": ("d",),
    "edit.tidy": ("s",),
    "edit.row": ("percent_sign", "underscore"),
    "edit.column": ("percent_sign", "vertical_line"),
    "edit.menu": ("comma", "D"),
    "edit.note": ("c", *"hot", "enter"),
    "edit.repeat": ("semicolon",),
    "clip.cut": ("ctrl+x",),
    "clip.paste": ("y", "p"),
    "finding.fix": ("full_stop", "enter"),
    "finding.waive": ("x", *"ok", "enter"),
    "panel.patterns": ("t", "enter"),
    "panel.requirements": ("R", "N", *"cost 500", "enter", "escape", "escape", "escape"),
}
"""For each verb that changes the design, or leads to what does, keys that do it from `fn` on."""

CHANGING = ("add", "edit", "flow", "clip", "finding")
STILL = {"edit.undo", "edit.redo", "edit.history", "clip.copy", "finding.next", "finding.previous", "finding.panel"}
"""Verbs among these topics that change nothing."""


def test_every_verb_that_changes_something_is_tried() -> None:
    wanted = {verb.id for verb in VERBS if verb.topic in CHANGING} - STILL
    assert wanted <= WAYS.keys(), wanted - WAYS.keys()


async def settle(pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause(0.05)
    app = pilot.app
    assert isinstance(app, Sketchpad)
    while app.held or app.waiting:
        await pilot.pause(0.01)


async def test_whatever_changes_the_design_is_one_step_that_is_taken_back_and_says_so() -> None:
    app = shop()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.2)
        editor = app.desk.session.editor
        first = editor.design
        for id, keys in WAYS.items():
            await settle(pilot, "escape")
            app.desk.perform(Go(FN))
            await settle(pilot, *keys)
            assert len(editor.done) == 1, f"{id}: {[str(step) for step in editor.done]} {app.desk.notice}"
            assert editor.design != first, id
            name = str(editor.done[0])
            assert name, id
            await settle(pilot, "u")
            assert editor.design is first, id
            assert app.desk.notice.startswith(f"undid {name}"), id
            await settle(pilot, "U")
            assert app.desk.notice.startswith(f"did again: {name}"), id
            await settle(pilot, "u")
            app.desk.hand.leave()


# -- the menu ---------------------------------------------------------------------------------------------------------


def scene(chosen: str = "", at: tuple[int, int] = (0, 0)) -> Scene:
    looking = Looking(Session(design=parse(SHOP)))
    looking.cursor = Slot(*at)
    looking.session.editor.chosen = frozenset(chosen.split())
    return looking.scene(Rect(-2, -1, 200, 60))


@pytest.mark.parametrize(("chosen", "at"), [("", (0, 0)), ("", (9, 9)), ("main", (0, 0)), ("fn-rw-db", (0, 0))])
def test_the_menu_is_made_of_the_table_and_says_why_not(chosen: str, at: tuple[int, int]) -> None:
    found = list(offered(scene(chosen, at)))
    assert all(verb.keys and len(why) != 1 for verb, why in found)
    assert {verb.id for verb, _ in found} == {
        *ALWAYS,
        *(verb.id for verb in VERBS if verb.topic in MENU and verb.where == "canvas" and verb.id not in NOT_OFFERED),
    }
    assert any(why for _, why in found)
    assert any(not why for _, why in found)


# -- every gesture of the mouse ---------------------------------------------------------------------------------------


def dragged(hit: Hit, *, on_port: bool = False, grip: tuple[int, int] = (0, 0)) -> object:
    here, hand = scene(), Hand()
    hand.down(Press(hit.slot or Slot(0, 0), hit, on_port, grip), False, here)
    return hand.drag(Slot(7, 7), here)


FN = Slot(0, 0)
COMPONENT, GROUP = Hit("component", "fn", FN), Hit("group", "main", FN)


def test_every_gesture_of_the_mouse_has_a_verb_with_keys() -> None:
    assert all(BY_ID[one.verb].keys for one in MOUSE)
    assert len({one.gesture for one in MOUSE}) == len(MOUSE)


def test_a_drag_begins_what_its_verb_begins() -> None:
    """The pairs: what the pointer draws, and the gesture that the verb's key begins."""
    drawn = {
        "drag a component": (dragged(COMPONENT), Moving),
        "drag from its o": (dragged(COMPONENT, on_port=True), Wiring),
        "drag a connection": (dragged(Hit("connection", "fn-rw-db", Slot(1, 0))), Reending),
        "drag a title": (dragged(GROUP, grip=(0, -1)), Moving),
        "drag a border": (dragged(GROUP, grip=(1, 1)), Stretching),
        "drag elsewhere": (dragged(Hit("empty", None, Slot(5, 5))), Area),
    }
    assert drawn.keys() == {one.gesture for one in MOUSE if one.gesture.startswith("drag")}
    begun = {
        "drag a component": scene(),
        "drag from its o": scene(),
        "drag a connection": scene("fn-rw-db"),
        "drag a title": scene("main"),
        "drag a border": scene("main"),
        "drag elsewhere": scene(at=(5, 5)),
    }
    for one in MOUSE:
        if one.gesture in drawn:
            by_pointer, sort = drawn[one.gesture]
            by_key = BY_ID[one.verb].means(begun[one.gesture])
            assert isinstance(by_pointer, sort), one
            assert isinstance(by_key, Gesture), one
            assert type(by_key) is type(by_pointer), one


def test_a_click_chooses_what_keys_choose() -> None:
    here, hand = scene(), Hand()
    assert hand.down(Press(FN, COMPONENT, False), False, here) == Choose(frozenset({"fn"}), FN, held=False)
    assert hand.down(Press(FN, COMPONENT, False), True, here) == meanings.mark(here)
    assert unparse(here.design) == unparse(parse(SHOP))
