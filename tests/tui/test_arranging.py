"""Putting components in order."""

from __future__ import annotations

from sketchpad.drawing import Rect, draw
from sketchpad.model import Design, Slot, parse
from sketchpad.tui import arranging
from sketchpad.tui.looking import Looking
from sketchpad.tui.scene import Do, Meaning, Scene, WhyNot
from sketchpad.tui.session import Session

MESS = """
vpc main
user u at 9,7
alb web at 3,9 in main
ecs_fargate app at 12,2 in main
rds db at 5,4 in main
sqs q at 20,20
u routes_to web
web routes_to app
app rw db
app publishes q
"""


def scene(text: str = MESS, chosen: str = "", at: tuple[int, int] = (9, 7)) -> Scene:
    looking = Looking(Session(design=parse(text)))
    looking.cursor = Slot(*at)
    looking.session.editor.chosen, looking.held = frozenset(chosen.split()), True
    return looking.scene(Rect(-2, -1, 200, 60))


def done(meaning: Meaning, here: Scene) -> tuple[Design, dict[str, tuple[int, int]]]:
    assert isinstance(meaning, Do), meaning
    after = meaning.edit(here.design)
    return after, {id: tuple(c.at) for id, c in after.components.items() if c.at is not None}  # type: ignore[misc]


def test_the_whole_design_is_as_if_it_had_no_positions() -> None:
    here = scene()
    meaning = arranging.tidied(here)
    after, slots = done(meaning, here)
    bare = draw(parse("\n".join(line.partition(" at ")[0] if " at " in line else line for line in MESS.splitlines())))
    assert len(set(slots.values())) == 5
    assert min(c for c, _ in slots.values()) == 3
    assert min(r for _, r in slots.values()) == 2
    assert draw(after).width < here.drawing.width / 2
    assert after.connections == here.design.connections
    assert bare.slots.keys() == slots.keys()
    assert isinstance(meaning, Do)
    assert str(meaning.edit) == "Tidy the design"
    moved = sum(here.design.components[id].at != Slot(*at) for id, at in slots.items())
    assert meaning.say == f"{moved} components moved"
    assert meaning.at == Slot(*slots["u"])


def test_what_is_tidy_stays() -> None:
    here = scene()
    meaning = arranging.tidied(here)
    assert isinstance(meaning, Do)
    looking = Looking(Session(design=meaning.edit(here.design)))
    assert arranging.tidied(looking.scene(Rect(-2, -1, 200, 60))) == WhyNot("all is tidy already")


def test_what_is_chosen_comes_to_its_neighbours_and_the_others_stay() -> None:
    here = scene(chosen="q db")
    _, slots = done(arranging.tidied(here), here)
    assert {id: slots[id] for id in ("u", "web", "app")} == {"u": (9, 7), "web": (3, 9), "app": (12, 2)}
    for id in ("q", "db"):
        assert abs(slots[id][0] - 12) + abs(slots[id][1] - 2) <= 3


def test_a_row_keeps_the_order_and_goes_round_what_stays() -> None:
    text = "sqs a at 0,0\nsqs b at 1,2\nsqs c at 1,3\nsqs d at 4,9\nlambda wall at 2,2"
    here = scene(text, "a b c d", at=(1, 2))
    meaning = arranging.align(False, here)
    _, slots = done(meaning, here)
    assert slots == {"a": (0, 2), "b": (1, 2), "wall": (2, 2), "c": (3, 2), "d": (4, 2)}
    assert isinstance(meaning, Do)
    assert str(meaning.edit) == "Align a, b and 2 more in a row"


def test_a_column_is_that_of_the_first_where_the_cursor_is_elsewhere() -> None:
    here = scene("sqs a at 3,0\nsqs b at 1,0\nsqs c at 7,5", "a b c", at=(9, 9))
    _, slots = done(arranging.align(True, here), here)
    assert slots == {"b": (1, 0), "a": (1, 1), "c": (1, 5)}


def test_what_cannot_be_put_in_order_says_why() -> None:
    assert arranging.tidy(scene("region r")) == WhyNot("there is nothing to tidy yet")
    assert isinstance(arranging.tidy(scene(chosen="q")), WhyNot)
    one = arranging.align(False, scene(at=(9, 7)))
    assert one == WhyNot("choose at least two components to align in a row: Space or v")
    row = scene("sqs a at 0,0\nsqs b at 1,0", "a b", (0, 0))
    assert arranging.align(False, row) == WhyNot("they stand in a row already")
