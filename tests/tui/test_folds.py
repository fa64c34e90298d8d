"""Folded groups in the editor: looked at as one box, opened by what leads into them, never in the file."""

from __future__ import annotations

import random

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from sketchpad.drawing import Rect
from sketchpad.model import Slot, parse, unparse
from sketchpad.tui import chrome
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.canvas import Gesture
from sketchpad.tui.looking import Looking
from sketchpad.tui.scene import Act, Choose, Do, Go, WhyNot
from sketchpad.tui.session import Session
from sketchpad.tui.verbs import BY_ID, VERBS

SHOP = """
region tokyo name=Tokyo
vpc main in tokyo name=Main
user shoppers at 0,0
lambda fn at 1,0 in tokyo peak_rps=4000 avg_duration_ms=200
rds db at 2,0 in main class=db.t4g.medium
rds copy at 2,1 in main
shoppers calls fn
fn rw db
db replicates_to copy
"""
VIEW = Rect(-2, -1, 200, 60)


def editor(text: str = SHOP) -> Sketchpad:
    return Sketchpad(Session(design=parse(text)))


def looking(*folds: str, text: str = SHOP, at: tuple[int, int] = (0, 0)) -> Looking:
    found = Looking(Session(design=parse(text)))
    found.fold(frozenset(folds))
    found.cursor = Slot(*at)
    return found


def picture(app: Sketchpad) -> str:
    return "\n".join(strip.text for strip in app.desk.canvas.render_lines(Region(0, 0, *app.desk.canvas.size)))


async def press(pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause(0.15)


async def test_a_group_is_folded_and_opened_and_the_file_knows_nothing_of_it() -> None:
    app = editor()
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "l", "l", "C")
        assert "Main (2)" in picture(app)
        assert " copy " not in picture(app)
        assert app.desk.looking.cursor == (2, 0)
        assert not app.desk.session.editor.done
        assert unparse(app.desk.session.editor.design) == unparse(parse(SHOP))
        await press(pilot, "h", "C")
        assert "Tokyo (3)" in picture(app)
        await press(pilot, "C")
        assert "Main (2)" in picture(app)
        await press(pilot, "l", "C")
        assert " copy " in picture(app)
        assert app.desk.looking.folds == frozenset()


async def test_all_groups_are_folded_and_opened_by_one_key() -> None:
    app = editor()
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "l", "l", "A")
        assert app.desk.looking.folds == {"main", "tokyo"}
        assert "Tokyo (3)" in picture(app)
        assert app.desk.notice == "folded 2 groups; A opens all of them again"
        assert app.desk.scene().box_at(app.desk.looking.cursor) == "tokyo"
        await press(pilot, "C")
        assert "Main (2)" in picture(app)
        await press(pilot, "A", "A")
        assert app.desk.looking.folds == frozenset()
        assert app.desk.notice == "opened 2 groups"


async def test_a_group_that_is_chosen_is_folded_also_from_a_fold_in_it() -> None:
    app = editor()
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "l", "l", "C", "left_parenthesis", "C")
        assert app.desk.looking.folds == {"main", "tokyo"}
        assert "Tokyo (3)" in picture(app)


def test_a_box_bears_the_worst_of_what_lies_in_it() -> None:
    found = looking()
    badge = found.drawing.look.badges["db"]
    assert badge.startswith("E")
    found.fold(frozenset({"main"}))
    about = {one.key: one for id in ("db", "copy", "main", "db-replicates_to-copy") for one in found.about.get(id, ())}
    errors = [one for one in about.values() if one.severity.word == "error" and not one.waived]
    assert found.drawing.look.badges["main"] == f"E{len(errors)}"
    found.cursor = Slot(2, 0)
    standing = {key for key, one in about.items() if not one.waived}
    assert {one.key for one in found.scene(VIEW).findings} == standing


@pytest.mark.parametrize("keys", [("f8",), ("slash", *"copy", "enter"), ("slash", *"kind:rds", "enter")])
async def test_what_leads_into_a_fold_opens_it(keys: tuple[str, ...]) -> None:
    app = editor(
        SHOP.replace("lambda fn at 1,0 in tokyo peak_rps=4000 avg_duration_ms=200", "lambda fn at 1,0 in tokyo")
    )
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "l", "l", "C")
        assert app.desk.looking.folds
        for _ in range(10):
            await press(pilot, *keys)
            if not app.desk.looking.folds:
                break
        assert not app.desk.looking.folds


async def test_a_search_that_is_given_up_folds_again() -> None:
    app = editor()
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "l", "l", "C", "slash", *"copy")
        assert not app.desk.looking.folds
        await press(pilot, "escape")
        assert app.desk.looking.folds == {"main"}
        assert app.desk.looking.cursor == (2, 0)


async def test_a_label_leads_to_the_box() -> None:
    app = editor()
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "l", "l", "C", "h", "h", "f")
        gesture = app.desk.hand.gesture
        assert isinstance(gesture, Gesture)
        label = gesture.ghost(app.desk.scene()).labels["main"]
        await press(pilot, *label)
        assert app.desk.looking.cursor == (2, 0)
        assert app.desk.looking.folds == {"main"}


async def test_a_folded_group_is_moved_as_a_whole() -> None:
    app = editor()
    async with app.run_test(size=(160, 50)) as pilot:
        await press(pilot, "l", "l", "C", "m", "down", "down", "enter")
        design = app.desk.session.editor.design
        assert (design.components["db"].at, design.components["copy"].at) == ((2, 2), (2, 3))
        assert design.components["db"].inside == ("main",)
        assert app.desk.looking.folds == {"main"}
        assert app.desk.looking.boxes[Slot(2, 2)] == "main"


def test_a_slot_of_a_folded_part_is_not_free() -> None:
    found = looking("main", at=(2, 1))
    meaning = BY_ID["add.slot_2"].means(found.scene(VIEW))
    assert isinstance(meaning, Do)
    assert meaning.at != (2, 1)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.id)
def test_every_verb_means_something_on_and_beside_a_fold(verb: object) -> None:
    for folds in (("main",), ("tokyo",), ("main", "tokyo")):
        for at in ((0, 0), (1, 0), (2, 0), (2, 1), (7, 7)):
            found = looking(*folds, at=at)
            meaning = BY_ID[verb.id].means(found.scene(VIEW))  # type: ignore[attr-defined]
            assert isinstance(meaning, Do | Go | Choose | Act | WhyNot | Gesture)
            if isinstance(meaning, Do):
                meaning.edit(found.session.editor.design)
            if isinstance(meaning, Gesture):
                meaning.ghost(found.scene(VIEW))
                for key in ("right", "down", "enter"):
                    meaning.press(key, found.scene(VIEW))


def test_folding_where_there_is_nothing_to_fold_says_why() -> None:
    fold = BY_ID["view.fold"]
    assert fold.means(looking().scene(VIEW)) == WhyNot("there is no group here to fold; b draws one")
    empty = looking(text="region tokyo\nlambda fn at 0,0")
    empty.session.editor.chosen = frozenset({"tokyo"})
    assert fold.means(empty.scene(VIEW)) == WhyNot("tokyo is empty")


def test_the_line_about_a_fold_says_how_to_open_it() -> None:
    said = "".join(text for text, _ in chrome.about(looking("main", at=(2, 0)).scene(VIEW), None))
    assert "C opens it" in said


async def test_random_keys_over_folds_break_nothing() -> None:

    keys = "C C C h j k l f a s m d u U v % * space enter escape O i M D y p w W 2 F8 ( ) c b".replace(
        "F8", "f8"
    ).split()
    names = {"%": "percent_sign", "*": "asterisk", "(": "left_parenthesis", ")": "right_parenthesis"}
    for seed in range(3):
        dice = random.Random(seed)
        app = editor()
        async with app.run_test(size=(120, 36)) as pilot:
            for _ in range(60):
                key = dice.choice(keys)
                await pilot.press(names.get(key, key))
            await pilot.pause(0.2)
