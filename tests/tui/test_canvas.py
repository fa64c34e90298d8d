"""The canvas: what it shows as text, what it paints again, and what it says the pointer did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from sketchpad.model import Slot, parse
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.canvas import Canvas
from sketchpad.tui.session import Session

PAIR = "lambda fn at 0,0\nrds db at 1,0\nfn rw db"


def editor(text: str, ascii: bool = False) -> Sketchpad:
    return Sketchpad(Session(design=parse(text)), ascii=ascii)


def picture(canvas: Canvas) -> str:
    """The rows on the screen, without the empty ones."""
    lines = canvas.render_lines(Region(0, 0, *canvas.size))
    return "\n".join(line for strip in lines if (line := strip.text.rstrip()))


@contextmanager
def painting(canvas: Canvas) -> Iterator[list[Region]]:
    """The regions that the canvas asks to paint again."""
    asked: list[Region] = []
    refresh = canvas.refresh

    def noted(*regions: Region, **how: bool) -> Canvas:
        asked.extend(regions or [Region(0, 0, *canvas.size)])
        return refresh(*regions, **how)

    canvas.refresh = noted  # type: ignore[method-assign,assignment]
    yield asked
    canvas.refresh = refresh  # type: ignore[method-assign]


async def settle(pilot: Pilot[int]) -> None:
    await pilot.pause(0.1)


async def press_space(pilot: Pilot[int]) -> None:
    await pilot.press("space")
    await settle(pilot)


async def test_a_chosen_box_is_doubled_and_an_empty_slot_has_corners() -> None:
    app = editor(PAIR)
    async with app.run_test(size=(80, 24)) as pilot:
        await press_space(pilot)
        shown = picture(app.desk.canvas)
        assert "╔LAM" in shown
        assert "┌RDS" in shown
        assert "○─rw──►│ db" in shown
        await pilot.press("escape", "down")
        await settle(pilot)
        shown = picture(app.desk.canvas)
        assert "┌LAM" in shown
        assert "┌          ┐" in shown.splitlines()[-2]


async def test_ascii_alone() -> None:
    app = editor(PAIR + "\nregion tokyo\nsqs q at 0,1 in tokyo", ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "down", "down", "right")
        await settle(pilot)
        shown = picture(app.desk.canvas)
        assert shown.isascii()
        assert "rw" in shown


async def test_a_step_of_the_cursor_paints_two_boxes_and_no_more() -> None:
    app = editor("".join(f"sqs q{n} at {n % 6},{n // 6}\n" for n in range(24)))
    async with app.run_test(size=(150, 40)) as pilot:
        await settle(pilot)
        canvas = app.desk.canvas
        with painting(canvas) as asked:
            await pilot.press("right")
            await settle(pilot)
        box = canvas.drawing.box("q0")
        assert 0 < sum(region.area for region in asked) <= 4 * box.width * box.height
        assert all(region.height == 1 for region in asked)


async def test_an_edit_elsewhere_leaves_rows_alone() -> None:
    app = editor("".join(f"sqs q{n} at {n % 4},{n // 4}\n" for n in range(16)))
    async with app.run_test(size=(150, 40)) as pilot:
        await settle(pilot)
        canvas = app.desk.canvas
        with painting(canvas) as asked:
            app.desk.session.editor.chosen = frozenset()
            await pilot.press("r")
            await pilot.pause()
            await pilot.press("x", "enter")
            await settle(pilot)
        box = canvas.drawing.box("q0")
        top = box.y - canvas.origin.y
        assert asked
        assert all(top <= region.y < top + box.height for region in asked)


async def test_the_window_follows_the_cursor_anywhere() -> None:
    app = editor(PAIR)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("H", "H", "K", "up", "J", "J", "L", "L", "L", "L")
        await settle(pilot)
        canvas, desk = app.desk.canvas, app.desk
        rect = canvas.drawing.slot_rect(desk.looking.cursor)
        view = canvas.view
        assert view.contains(rect.x, rect.y)
        assert view.contains(rect.x + rect.width - 1, rect.y + rect.height - 1)


async def test_zoom_keeps_the_cursor_where_it_is() -> None:
    app = editor("".join(f"sqs q{n} at {n % 20},{n // 20}\n" for n in range(400)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("L", "L", "J")
        await settle(pilot)
        canvas, cursor = app.desk.canvas, app.desk.looking.cursor

        def middle() -> tuple[int, int]:
            rect = canvas.drawing.slot_rect(cursor)
            return rect.x + rect.width // 2 - canvas.origin.x, rect.y - canvas.origin.y

        before = middle()
        for key in ("plus", "minus", "minus", "plus"):
            await pilot.press(key)
            await settle(pilot)
            after = middle()
            assert abs(after[0] - before[0]) <= 14
            assert abs(after[1] - before[1]) <= 4


async def test_zoom_goes_round() -> None:
    app = editor(PAIR)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        seen = []
        for _ in range(4):
            await pilot.press("z")
            seen.append(app.desk.looking.zoom.value)
        assert seen == ["detail", "overview", "compact", "normal"]


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (60, 16), (80, 24), (120, 36), (200, 60)])
async def test_any_size(size: tuple[int, int]) -> None:
    app = editor(PAIR)
    async with app.run_test(size=size) as pilot:
        await pilot.press("right", "z", "home", "m", "down", "enter", "u")
        await pilot.resize_terminal(*(80, 24))
        await settle(pilot)
        assert "RDS" in picture(app.desk.canvas)


async def test_hostile_names_cannot_act() -> None:
    name = "\\u001b[31m[/][bold]x[/bold]\\u202e\\u0007"
    text = f'lambda fn at 0,0 name="{name.encode().decode("unicode_escape")}"'
    app = editor(text)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("r", "escape", "m", "right", "escape", "f", "escape", "d", "u")
        await settle(pilot)
        shown = picture(app.desk.canvas)
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def at(canvas: Canvas, slot: Slot, dx: int = 2, dy: int = 1) -> tuple[int, int]:
    """A cell of a slot, as an offset in the canvas."""
    rect = canvas.drawing.slot_rect(slot)
    return rect.x - canvas.origin.x + dx, rect.y - canvas.origin.y + dy


async def test_click_chooses_and_double_click_adds() -> None:
    app = editor(PAIR)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        desk = app.desk
        await pilot.click("#canvas", offset=at(desk.canvas, Slot(1, 0)))
        assert desk.looking.cursor == Slot(1, 0)
        assert desk.session.editor.chosen == {"db"}
        await pilot.click("#canvas", offset=at(desk.canvas, Slot(0, 1)), times=2)
        await settle(pilot)
        assert desk.looking.cursor == Slot(0, 1)
        assert app.screen is not desk


async def test_ctrl_click_marks() -> None:
    app = editor(PAIR)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        desk = app.desk
        await pilot.click("#canvas", offset=at(desk.canvas, Slot(0, 0)), control=True)
        await pilot.click("#canvas", offset=at(desk.canvas, Slot(1, 0)), control=True)
        assert desk.session.editor.chosen == {"fn", "db"}
        assert desk.looking.held


async def test_a_click_on_a_line_chooses_the_connection() -> None:
    app = editor(PAIR)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        canvas = app.desk.canvas
        x, y = canvas.drawing.route("fn-rw-db")[2]
        await pilot.click("#canvas", offset=(x - canvas.origin.x, y - canvas.origin.y))
        assert app.desk.session.editor.chosen == {"fn-rw-db"}


async def drag(pilot: Pilot[int], start: tuple[int, int], *way: tuple[int, int]) -> None:
    await pilot.mouse_down("#canvas", offset=start)
    for step in way:
        await pilot.hover("#canvas", offset=step)
    await settle(pilot)
    await pilot.mouse_up("#canvas", offset=way[-1] if way else start)
    await settle(pilot)


async def test_dragging_a_box_moves_it_in_one_step() -> None:
    app = editor(PAIR)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        desk = app.desk
        start, end = at(desk.canvas, Slot(1, 0)), at(desk.canvas, Slot(1, 2))
        await drag(pilot, start, at(desk.canvas, Slot(1, 1)), end)
        assert desk.session.editor.design.components["db"].at == Slot(1, 2)
        assert len(desk.session.editor.done) == 1


async def test_dragging_onto_somebody_changes_nothing() -> None:
    app = editor(PAIR)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        desk = app.desk
        await drag(pilot, at(desk.canvas, Slot(1, 0)), at(desk.canvas, Slot(0, 0)))
        assert desk.session.editor.done == []
        assert desk.hand.gesture is None
        assert desk.canvas.over.ghost is None
        assert "stands there already" in desk.notice


async def test_dragging_from_the_port_connects() -> None:
    app = editor("lambda fn at 0,0\nrds db at 1,0\nsqs q at 1,1")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        desk = app.desk
        box = desk.canvas.drawing.box("fn")
        start = at(desk.canvas, Slot(0, 0), box.width - 1, 1)
        await drag(pilot, start, at(desk.canvas, Slot(1, 1)))
        assert "fn-publishes-q" in desk.session.editor.design.connections


async def test_dragging_over_empty_slots_chooses_an_area() -> None:
    app = editor(PAIR + "\nsqs q at 1,1")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        desk = app.desk
        await drag(pilot, at(desk.canvas, Slot(2, 0)), at(desk.canvas, Slot(1, 0)), at(desk.canvas, Slot(1, 1)))
        assert desk.session.editor.chosen == {"db", "q"}
