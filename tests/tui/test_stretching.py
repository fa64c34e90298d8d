"""Groups by their borders: stretched over components, drawn back from them, moved with all that lies in them."""

from __future__ import annotations

from textual.pilot import Pilot

from sketchpad.drawing import Hit, Rect
from sketchpad.model import Slot, parse, unparse
from sketchpad.tui import meanings
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.canvas import Gesture, Grip, Moving, Stretching
from sketchpad.tui.hand import Hand, Press
from sketchpad.tui.looking import Looking
from sketchpad.tui.scene import Do, Meaning, Scene, WhyNot
from sketchpad.tui.session import Session

SHOP = """
region tokyo
vpc main in tokyo
subnet inner in main
alb web at 0,0 in main
ecs_fargate app at 1,0 in inner
rds db at 1,1 in inner
lambda fn at 2,0
s3 files at 0,2
sqs q at 2,5 in tokyo
"""


def scene(chosen: str = "", at: tuple[int, int] = (0, 0), text: str = SHOP) -> Scene:
    looking = Looking(Session(design=parse(text)))
    looking.cursor = Slot(*at)
    looking.session.editor.chosen = frozenset(chosen.split())
    return looking.scene(Rect(-2, -1, 200, 60))


def press(start: Meaning, here: Scene, *keys: str) -> Meaning:
    meaning = start
    for key in keys:
        assert isinstance(meaning, Gesture), meaning
        meaning = meaning.press(key, here) or WhyNot(f"{key} means nothing")
    return meaning


def outcome(meaning: Meaning | None, here: Scene) -> list[str]:
    assert isinstance(meaning, Do), meaning
    return unparse(meaning.edit(here.design)).splitlines()


def test_a_border_stretched_over_a_component_takes_it_in() -> None:
    here = scene("main")
    done = press(meanings.resize(here), here, "right", "enter")
    assert "lambda fn at 2,0 in main" in outcome(done, here)
    assert isinstance(done, Do)
    assert (str(done.edit), done.choose, done.say) == ("Resize main", {"main"}, "takes in fn")


def test_what_cannot_lie_in_there_stays_out_and_it_is_said() -> None:
    here = scene("main")
    gesture = press(meanings.resize(here), here, "down")
    assert isinstance(gesture, Gesture)
    assert gesture.ghost(here).says == "S3 bucket does not lie in a vpc"
    assert gesture.press("enter", here) == WhyNot("the border is where it was")


def test_a_border_drawn_back_leaves_out_groups_as_a_whole() -> None:
    here = scene("main")
    lines = outcome(press(meanings.resize(here), here, "left", "enter"), here)
    assert "subnet inner in tokyo" in lines
    assert "ecs_fargate app at 1,0 in inner" in lines
    assert "alb web at 0,0 in main" in lines


def test_the_other_corner_is_stretched_too() -> None:
    here = scene("inner")
    lines = outcome(press(meanings.resize(here), here, "tab", "left", "enter"), here)
    assert "alb web at 0,0 in inner" in lines
    lines = outcome(press(meanings.resize(here), here, "up", "tab", "left", "enter"), here)
    assert "alb web at 0,0 in inner" in lines
    assert "rds db at 1,1 in main" in lines


def test_a_group_goes_into_another_as_a_whole() -> None:
    text = "vpc main\nsubnet inner\nlambda a at 0,0 in main\nlambda b at 1,0 in inner\nlambda c at 2,0 in inner"
    here = scene("main", text=text)
    lines = outcome(press(meanings.resize(here), here, "2", "right", "enter"), here)
    assert lines[:2] == ["subnet inner in main", "vpc main"]
    assert lines[-1] == "lambda c at 2,0 in inner"
    lines = outcome(press(meanings.resize(here), here, "right", "enter"), here)
    assert "lambda b at 1,0 in main" in lines
    assert "subnet inner" in lines


def test_a_group_is_never_emptied() -> None:
    here = scene("inner")
    begun = meanings.resize(here)
    assert isinstance(begun, Stretching)
    assert begun.span == (1, 0, 1, 1)
    assert press(begun, here, "9", "left", "9", "up").now == (1, 0, 1, 0)  # type: ignore[union-attr]


def test_the_group_around_the_cursor_is_meant() -> None:
    inner, main = meanings.resize(scene(at=(1, 1))), meanings.resize(scene(at=(0, 1)))
    assert isinstance(inner, Stretching)
    assert isinstance(main, Stretching)
    assert (inner.group, main.group) == ("inner", "main")
    assert isinstance(meanings.resize(scene(at=(9, 9))), WhyNot)
    assert meanings.resize(scene("only", text="service only")) == WhyNot("only has no border to take hold of")


def test_a_group_moves_with_all_that_lies_in_it() -> None:
    here = scene("main")
    done = press(meanings.move(here), here, "4", "down", "enter")
    lines = outcome(done, here)
    assert {"alb web at 0,4 in main", "rds db at 1,5 in inner", "vpc main in tokyo"} <= set(lines)
    assert isinstance(done, Do)
    assert (str(done.edit), done.choose) == ("Move main", {"main"})


def test_a_group_moved_into_another_lies_in_there() -> None:
    text = "vpc main\nsubnet inner\nlambda a at 0,0 in main\nlambda z at 4,4 in main\nlambda b at 9,9 in inner"
    here = scene("inner", (9, 9), text)
    lines = outcome(press(meanings.move(here), here, "7", "left", "7", "up", "enter"), here)
    assert lines == ["subnet inner in main", "vpc main", *lines[2:]]
    assert "lambda b at 2,2 in inner" in lines


def dragged(here: Scene, id: str, grip: Grip, start: Slot, end: Slot) -> tuple[Gesture, Meaning | None]:
    hand = Hand()
    hand.down(Press(start, Hit("group", id, start), False, grip), False, here)
    drawn = hand.drag(end, here)
    assert isinstance(drawn, Gesture), drawn
    hand.begin(drawn)
    return drawn, hand.up(here)


def test_the_pointer_stretches_a_side_and_moves_by_the_title() -> None:
    here = scene()
    drawn, done = dragged(here, "main", (1, 0), Slot(1, 0), Slot(2, 5))
    assert isinstance(drawn, Stretching)
    assert drawn.now == (0, 0, 2, 1)
    assert "lambda fn at 2,0 in main" in outcome(done, here)
    drawn, done = dragged(here, "main", (0, -1), Slot(0, 0), Slot(0, 4))
    assert isinstance(drawn, Moving)
    assert "alb web at 0,4 in main" in outcome(done, here)


async def drag(pilot: Pilot[int], start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(offset=start)
    await pilot.hover(offset=end)
    await pilot.mouse_up(offset=end)
    await pilot.pause(0.15)


async def test_a_border_is_dragged_on_the_screen() -> None:
    app = Sketchpad(Session(design=parse("vpc main\nalb web at 0,0 in main\nlambda fn at 1,0\nrds db at 1,1")))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.2)
        canvas, rect = app.desk.canvas, app.desk.looking.drawing.groups["main"]
        left, top = canvas.region.x - canvas.origin.x, canvas.region.y - canvas.origin.y
        side = (left + rect.x + rect.width - 1, top + rect.y + 2)
        to = app.desk.canvas.spot(Slot(1, 0))
        await drag(pilot, side, (to[0] - 3, side[1]))
        assert "lambda fn at 1,0 in main" in unparse(app.desk.session.editor.design)
        assert app.desk.notice.startswith("Resize main takes in fn")
        canvas, rect = app.desk.canvas, app.desk.looking.drawing.groups["main"]
        left, top = canvas.region.x - canvas.origin.x, canvas.region.y - canvas.origin.y
        title = (left + rect.x + 3, top + rect.y)
        await drag(pilot, title, (title[0], title[1] + 12))
        moved = app.desk.session.editor.design.components["web"].at
        assert moved is not None
        assert moved.row > 1
        assert app.desk.notice.startswith("Move main")
        await pilot.press("u", "u")
        await pilot.pause(0.15)
        assert app.desk.notice.startswith("undid Resize main")
