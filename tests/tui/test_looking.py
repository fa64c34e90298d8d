"""Ways of looking at a design: the card, the dimming, the map, the way of groups over the canvas."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from benchmarks.designs import design as big
from sketchpad.drawing import Rect, Zoom, draw
from sketchpad.editing import Move, Remove, Rename
from sketchpad.model import Slot, parse
from sketchpad.tui import chrome, peek
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.bound import PLAIN
from sketchpad.tui.canvas import Canvas, Over
from sketchpad.tui.canvas.minimap import Survey, rows, survey
from sketchpad.tui.canvas.overlay import patches
from sketchpad.tui.light import surroundings
from sketchpad.tui.looking import Looking
from sketchpad.tui.scene import Go
from sketchpad.tui.session import Session
from sketchpad.tui.status import fitting

SHOP = """
design "Shop"
region tokyo name=Tokyo
vpc main in tokyo name=Main note="the old network"
user shoppers at 0,0
lambda fn at 1,0 in tokyo peak_rps=4000 avg_duration_ms=200 note="to be split"
rds db at 2,0 in main class=db.t4g.medium
s3 files at 1,1 in tokyo
shoppers calls fn
fn rw db
fn writes files
"""
VIEW = Rect(-2, -1, 200, 60)


def looking(text: str = SHOP, at: tuple[int, int] = (0, 0)) -> Looking:
    found = Looking(Session(design=parse(text)))
    found.cursor = Slot(*at)
    return found


def lines(found: Looking) -> list[str]:
    return ["".join(text for text, _ in line) for line in peek.card(found.scene(VIEW))]


def picture(app: Sketchpad) -> str:
    return "\n".join(strip.text for strip in app.desk.canvas.render_lines(Region(0, 0, *app.desk.canvas.size)))


async def press(pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause(0.15)


# -- the card ---------------------------------------------------------------------------------------------------------


def test_a_card_has_six_lines_about_a_component() -> None:
    head, states, finding, _, coming, going = lines(looking(at=(2, 0)))
    assert head == "RDS db   RDS instance   in Tokyo / Main"
    assert states == "states class=db.t4g.medium"
    assert finding.startswith("E ")
    assert coming.startswith("in     fn ")
    assert going == "out    none"


def test_a_card_shows_a_note() -> None:
    assert lines(looking(at=(1, 0)))[2] == "note   to be split"


def test_a_card_of_a_group_sums_up_what_lies_in_it() -> None:
    found = looking()
    found.session.editor.chosen = frozenset({"tokyo"})
    head, _, finding, _, coming, going = lines(found)
    assert head == "Tokyo   Region   3 components"
    assert finding.startswith("E ")
    assert "shoppers" in coming
    assert going == "out    none"


def test_a_card_of_a_connection_names_its_ends() -> None:
    found = looking()
    found.session.editor.chosen = frozenset({"fn-rw-db"})
    card = lines(found)
    assert len(card) == 6
    assert card[4:] == ["from   fn   Lambda function", "to     db   RDS instance"]


def test_there_is_no_card_of_an_empty_slot() -> None:
    assert lines(looking(at=(7, 7))) == []


async def test_a_card_closes_on_any_move_and_takes_no_focus() -> None:
    app = Sketchpad(Session(design=parse(SHOP)))
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "i")
        assert "out    calls fn" in picture(app)
        assert app.desk.pane == "canvas"
        await press(pilot, "l")
        assert "out    " not in picture(app)
        await press(pilot, "i", "i")
        assert "out    " not in picture(app)
        await press(pilot, "i", "escape")
        assert "out    " not in picture(app)
        await press(pilot, "down", "down", "i")
        assert "nothing here" in app.desk.notice


# -- the dimming ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "bright"),
    [
        ("shoppers", "fn shoppers shoppers-calls-fn"),
        ("main", "db fn fn-rw-db"),
        ("fn-rw-db", "db fn fn-rw-db"),
        ("gone", ""),
    ],
)
def test_the_surroundings_are_what_a_part_is_connected_to(of: str, bright: str) -> None:
    assert sorted(surroundings(parse(SHOP), frozenset({of}))) == bright.split()


async def test_what_is_not_connected_is_dimmed_until_asked_again() -> None:
    app = Sketchpad(Session(design=parse(SHOP)))
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)

        def look(name: str) -> object:
            canvas = app.desk.canvas
            strips = canvas.render_lines(Region(0, 0, *canvas.size))
            return next(segment.style for strip in strips for segment in strip if f" {name} " in segment.text)

        await press(pilot, "O")
        faded = look("db")
        assert look("files") == faded != look("fn")
        await press(pilot, "l", "O")
        assert look("files") == look("db") != faded
        await press(pilot, "O")
        assert not app.desk.looking.focus
        await press(pilot, "O", "escape")
        assert not app.desk.looking.focus


# -- the map ----------------------------------------------------------------------------------------------------------


def mapped(found: Survey, view: Rect, ascii: bool = True) -> list[str]:
    drawing = draw(big(1000), ascii=ascii)
    return ["".join(text for text, _ in row) for row in rows(found, drawing, view, Slot(0, 0))]


def test_a_map_counts_what_is_where() -> None:
    slots = {"a": Slot(0, 0), "b": Slot(1, 1), "c": Slot(39, 11), "d": Slot(39, 10)}
    found = survey(slots, {"c": "W1", "d": "E2"})
    assert (found.wide, found.high) == (20, 12)
    assert dict(found.counts) == {(0, 0): 1, (0, 1): 1, (19, 11): 1, (19, 10): 1}
    assert dict(found.worst) == {(19, 11): "W", (19, 10): "E"}


def test_a_map_in_ascii_has_counts_and_else_blocks() -> None:
    design = big(1000)
    drawing = draw(design)
    found = survey(drawing.slots, {})
    counted = mapped(found, Rect(0, 0, 80, 24))
    assert len(counted) == 6
    assert {len(row) for row in counted} == {20}
    assert "+" in "".join(counted)
    assert sum(found.counts.values()) == 1000
    blocks = "".join(mapped(found, Rect(0, 0, 80, 24), ascii=False))
    assert set(blocks) <= set(" ▀▄█")
    roles = {role for row in rows(found, drawing, Rect(0, 0, 80, 24), Slot(0, 0)) for _, role in row}
    assert {"map", "map-seen", "map-cursor"} <= roles


async def test_a_map_is_shown_only_where_there_is_more_than_the_window() -> None:
    app = Sketchpad(Session(design=big(300)))
    async with app.run_test(size=(120, 36)) as pilot:
        before = picture(app)
        await press(pilot, "M")
        assert picture(app) != before
        assert "█" in picture(app) or "▀" in picture(app)
        await press(pilot, "M")
        assert "▀" not in picture(app)
    app = Sketchpad(Session(design=parse(SHOP)))
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "M")
        assert "larger than the window" in app.desk.notice


MAP = "┌" + "─" * 22
"""The upper border of a map."""


async def test_the_map_is_looked_at_by_a_click_and_a_drag() -> None:
    app = Sketchpad(Session(design=big(300)))
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "M")
        canvas, cursor = app.desk.canvas, app.desk.looking.cursor

        def corner() -> tuple[int, int]:
            rows = picture(app).splitlines()
            return next((row.index(MAP), y) for y, row in enumerate(rows) if MAP in row)

        at, first = corner(), canvas.view
        left, top = canvas.region.x + at[0], canvas.region.y + at[1]
        await pilot.mouse_down(offset=(left + 20, top + 5))
        far = canvas.view
        assert far.x > first.x
        assert far.y > first.y
        assert corner() == at
        await pilot.hover(offset=(left + 3, top + 2))
        near = canvas.view
        assert near.x < far.x
        assert near.y < far.y
        await pilot.mouse_up(offset=(left + 3, top + 2))
        await pilot.hover(offset=(left + 20, top + 5))
        assert canvas.view == near
        await pilot.click(offset=(left + 10, top + 3), times=2)
        await pilot.click(offset=(left + 10, top + 3), button=3)
        assert app.screen is app.desk
        assert app.desk.looking.cursor == cursor
        assert not app.desk.session.editor.chosen


async def test_a_pointer_that_rests_tells_about_what_it_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketchpad.tui.canvas.pointer.REST", 0.01)
    app = Sketchpad(Session(design=parse(SHOP)))
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        canvas = app.desk.canvas
        box = canvas.drawing.box("db")
        x, y = canvas.region.x + box.x + 2 - canvas.origin.x, canvas.region.y + box.y + 1 - canvas.origin.y

        async def rest(here: bool = True) -> bool:
            await pilot.hover(offset=(x, y) if here else (canvas.region.x + 1, canvas.region.y + 1))
            await pilot.pause(0.05)
            return "fn reads and writes" in picture(app)

        assert await rest()
        assert app.desk.looking.cursor == Slot(0, 0)
        assert not await rest(False)
        assert await rest()
        await press(pilot, "down")
        assert "fn reads and writes" not in picture(app)
        canvas.rests = False
        assert not await rest(False)
        assert not await rest()


async def test_the_wheel_zooms_at_the_pointer() -> None:
    app = Sketchpad(Session(design=big(60)))
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "plus")
        canvas = app.desk.canvas
        app.desk.perform(Go(canvas.drawing.slot_at(canvas.origin.x + 30, canvas.origin.y + 8)))
        slot = canvas.drawing.slot_at(canvas.origin.x + 55, canvas.origin.y + 16)

        def middle() -> tuple[int, int]:
            rect = canvas.drawing.slot_rect(slot)
            return rect.x + rect.width // 2 - canvas.origin.x, rect.y - canvas.origin.y

        before = middle()
        assert slot != app.desk.looking.cursor
        app.desk.post_message(Canvas.Zoomed(-1, slot))
        await pilot.pause()
        assert app.desk.looking.zoom is not Zoom.NORMAL
        assert middle() == before


# -- over the canvas --------------------------------------------------------------------------------------------------


def test_over_the_canvas_stand_the_groups_around_the_cursor() -> None:
    assert chrome.crumbs(looking().scene(VIEW)) == "Shop"
    assert chrome.crumbs(looking(at=(2, 0)).scene(VIEW)) == "Shop > Region Tokyo > VPC Main"
    found = looking()
    found.session.editor.chosen = frozenset({"tokyo"})
    assert chrome.crumbs(found.scene(VIEW)) == "Shop > Region Tokyo"


def test_the_line_about_a_part_has_its_note() -> None:
    said = chrome.about(looking(at=(1, 0)).scene(VIEW), None)
    assert ('  "to be split"', "plain") in said


async def test_what_is_looked_for_is_brought_out_until_the_search_ends() -> None:
    app = Sketchpad(Session(design=parse(SHOP)))
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "slash", *"kind:rds")
        assert app.desk.canvas.over.found == {"db"}
        assert "╔RDS" in picture(app)
        await press(pilot, "enter", "h", "C")
        assert app.desk.canvas.over.found == {"tokyo"}
        await press(pilot, "escape")
        assert app.desk.canvas.over.found == frozenset()
        await press(pilot, "slash", *"shoppers")
        assert app.desk.canvas.over.found == {"shoppers"}
        await press(pilot, "escape")
        assert app.desk.canvas.over.found == frozenset()


# -- the picture stays put ---------------------------------------------------------------------------------------------


def test_there_and_back_is_the_picture_that_there_was() -> None:
    found = looking(SHOP + "fn publishes late\nsqs late at 2,1 in tokyo\n")
    first = found.drawing.text()
    for id in ("fn", "files", "late"):
        for by in ((0, 3), (2, 2), (-3, 1)):
            found.session.do(Move(frozenset({id}), by))
            found.redraw()
            assert found.drawing.text() != first
            found.session.do(Move(frozenset({id}), (-by[0], -by[1])))
            found.redraw()
            assert found.drawing.text() == first


def test_undo_shows_what_was_seen_before_and_drawing_anew_what_a_file_gives() -> None:
    found = looking()
    first = found.drawing.text()
    for edit in (Rename("files", "a name of many words"), Remove(frozenset({"db"})), Rename("files", "short")):
        found.session.do(edit)
        found.redraw()
    stays = found.drawing.text()
    assert stays != draw(found.session.editor.design).text()
    for _ in range(3):
        found.session.undo()
        found.redraw()
    assert found.drawing.text() == first
    for _ in range(3):
        found.session.redo()
        found.redraw()
    assert found.drawing.text() == stays
    found.redraw(anew=True)
    assert found.drawing.text() == draw(found.session.editor.design).text()


# -- the keys at the foot ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [30, 79, 120])
def test_the_last_key_is_always_shown(width: int) -> None:
    keys = chrome.footer(PLAIN, "short")
    shown = fitting(keys, width)
    assert shown[-2:] == (("?", "key"), (" Help", "plain"))
    assert len("".join(text for text, _ in shown)) <= width


def test_a_pane_names_its_own_keys() -> None:
    assert ("x", "waive") in chrome.pane_keys(PLAIN, "findings")
    assert ("a", "Add") not in chrome.pane_keys(PLAIN, "inspector")
    assert chrome.pane_keys(PLAIN, "find")[-1] == ("Esc", "back")


def test_what_an_empty_design_says_leaves_the_slot_free() -> None:
    drawing, slot = draw(parse("")), Slot(0, 0)
    rows = patches(drawing, Over(slot, hints=("Nothing here yet.",) * 9), Rect(-6, -3, 78, 20), None)
    said = [y for y, found in rows.items() for patch in found if patch.role == "hint"]
    assert len(said) == 9
    assert min(said) > drawing.slot_rect(slot).y + drawing.slot_rect(slot).height


async def test_the_whole_design_is_in_the_window_wherever_the_cursor_was() -> None:
    app = Sketchpad(Session(design=parse("\n".join(f"lambda f{n} at {n},{n}" for n in range(5)))))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("K", "K", "H", "H", "home")
        await pilot.pause()
        shown = app.desk.canvas.view
        assert app.desk.notice == "the whole design"
        assert shown.x <= 0
        assert shown.y <= 0
        assert shown.x + shown.width >= app.desk.looking.drawing.width
        assert shown.y + shown.height >= app.desk.looking.drawing.height
        await pilot.press("less_than_sign")
        assert app.desk.looking.cursor == Slot(-10, -10)
