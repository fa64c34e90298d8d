"""Connections on the canvas: how they are chosen, and what is done with them."""

from __future__ import annotations

import pytest

from sketchpad.drawing import Hit, Rect
from sketchpad.model import Slot, parse, unparse
from sketchpad.tui import chrome, connections, meanings
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.canvas import Gesture, Reending
from sketchpad.tui.hand import Hand, Press
from sketchpad.tui.looking import Looking
from sketchpad.tui.scene import Act, Choose, Do, Meaning, Scene, WhyNot
from sketchpad.tui.session import Session

SHOP = """
lambda fn at 0,0
rds db at 4,0
sqs q at 0,3
lambda worker at 4,3
fn reads db
fn writes db
fn publishes q
q delivers worker
"""


def scene(chosen: str = "", at: tuple[int, int] = (0, 0), text: str = SHOP) -> Scene:
    looking = Looking(Session(design=parse(text)))
    looking.cursor = Slot(*at)
    looking.session.editor.chosen = frozenset(chosen.split())
    return looking.scene(Rect(-2, -1, 200, 60))


def one(meaning: Meaning | None) -> str:
    assert isinstance(meaning, Choose), meaning
    (id,) = meaning.ids
    return id


def outcome(meaning: Meaning) -> list[str]:
    assert isinstance(meaning, Do), meaning
    return unparse(meaning.edit(parse(SHOP))).splitlines()


def test_from_a_component_to_its_connections_parallel_ones_side_by_side() -> None:
    seen = [one(meanings.child(scene()))]
    while len(seen) < 4:
        seen.append(one(meanings.child(scene(seen[-1]))))
    assert seen == ["fn-reads-db", "fn-writes-db", "fn-publishes-q", "fn-reads-db"]
    assert one(meanings.item(True, scene("fn-reads-db"))) == "fn-publishes-q"
    assert one(meanings.item(False, scene("fn-reads-db"))) == "fn-writes-db"


def test_the_connections_that_arrive_are_among_them() -> None:
    assert one(meanings.child(scene(at=(4, 3)))) == "q-delivers-worker"
    assert one(meanings.item(False, scene("q-delivers-worker", (4, 3)))) == "q-delivers-worker"
    assert meanings.child(scene(at=(9, 9))) == WhyNot("no connection runs through here")
    assert meanings.child(scene(text="lambda fn at 0,0")) == WhyNot("fn has no connection")


def test_a_slot_leads_to_the_connections_that_run_through_it() -> None:
    text = "lambda a at 0,1\nlambda b at 4,1\nlambda up at 2,0\nlambda down at 2,2\na calls b\nup calls down"
    crossing = ["a-calls-b", "up-calls-down"]
    assert sorted(connections.within_reach(scene(at=(2, 1), text=text))) == crossing
    first = one(meanings.child(scene(at=(2, 1), text=text)))
    assert sorted([first, one(meanings.child(scene(first, (2, 1), text)))]) == crossing


def test_up_and_down_go_between_parallel_connections() -> None:
    assert one(meanings.step((0, 1), scene("fn-reads-db"))) == "fn-writes-db"
    assert one(meanings.step((0, -1), scene("fn-reads-db"))) == "fn-writes-db"
    assert not isinstance(meanings.step((0, 1), scene("fn-publishes-q")), Choose)
    assert not isinstance(meanings.step((1, 0), scene("fn-reads-db")), Choose)


def test_keys_go_on_from_a_connection_that_was_clicked() -> None:
    chosen = Hand().about(Hit("connection", "fn-writes-db", Slot(2, 0)), Slot(2, 0), scene())
    looking = Looking(Session(design=parse(SHOP)))
    looking.session.editor.chosen, looking.held, looking.gone_to = chosen.ids, chosen.held, chosen.on
    assert one(meanings.item(False, looking.scene(Rect(-2, -1, 200, 60)))) == "fn-publishes-q"


def test_the_next_verb_is_one_that_is_foreseen() -> None:
    assert "fn writes db id=fn-reads-db" in outcome(connections.next_verb(scene("fn-reads-db")))
    both = outcome(connections.next_verb(scene("fn-reads-db fn-writes-db")))
    assert "fn writes db id=fn-reads-db" in both
    assert "fn reads db" not in both
    assert isinstance(connections.next_verb(scene("q-delivers-worker")), WhyNot)


def test_a_verb_is_picked_for_all_that_are_chosen() -> None:
    assert isinstance(meanings.enter(scene("fn-reads-db")), Act)
    found = outcome(connections.with_verb(scene("fn-reads-db fn-writes-db"), "rw"))
    assert {"fn rw db id=fn-reads-db", "fn rw db id=fn-writes-db"} <= set(found)


def test_reversing_takes_a_verb_that_is_foreseen_that_way() -> None:
    assert "worker publishes q id=q-delivers-worker" in outcome(connections.reverse(scene("q-delivers-worker")))


@pytest.mark.parametrize("verb", [connections.reverse, connections.next_verb, connections.label, connections.pick_verb])
def test_without_a_connection_it_is_said_how_to_get_to_one(verb: object) -> None:
    assert verb(scene()) == WhyNot("choose a connection first: ) on a component goes to its connections")  # type: ignore[operator]


def test_on_a_connection_while_others_are_marked_it_is_said_what_to_do_with_these() -> None:
    looking = Looking(Session(design=parse(SHOP)))
    looking.session.editor.chosen = frozenset(("fn", "db"))
    looking.held, looking.gone_to = True, "fn-reads-db"
    there = looking.scene(Rect(-2, -1, 200, 60))
    why = WhyNot("2 others are chosen: Esc lets go of them, Space takes this one in")
    assert connections.next_verb(there) == why
    marked = meanings.mark(there)
    assert isinstance(marked, Choose)
    assert marked.ids == {"fn", "db", "fn-reads-db"}


async def test_several_connections_are_marked_and_changed_by_keys() -> None:
    app = Sketchpad(Session(design=parse(SHOP)))
    async with app.run_test(size=(160, 40)) as pilot:

        async def press(*keys: str) -> set[str]:
            await pilot.press(*keys)
            return set(app.desk.session.editor.chosen)

        assert await press("right_parenthesis", "space") == {"fn-reads-db"}
        assert await press("right_parenthesis") == {"fn-reads-db"}
        assert app.desk.scene().brought_out == {"fn-reads-db", "fn-writes-db"}
        assert await press("space") == {"fn-reads-db", "fn-writes-db"}
        assert await press("tab", "space", "space") == {"fn-reads-db", "fn-writes-db"}
        about = "".join(word for word, _ in chrome.about(app.desk.scene(), None))
        assert about.startswith("2 chosen   on fn publishes q")
        await press("enter")
        await pilot.pause()
        await press(*"rw", "enter")
        await pilot.pause()
        design = unparse(app.desk.session.editor.design)
        assert "fn rw db id=fn-reads-db" in design
        assert "fn rw db id=fn-writes-db" in design
        assert "fn publishes q" in design
        assert len(app.desk.session.editor.done) == 1


# -- ends -------------------------------------------------------------------------------------------------------------


def press(start: Meaning, here: Scene, *keys: str) -> Meaning:
    meaning = start
    for key in keys:
        assert isinstance(meaning, Gesture), meaning
        meaning = meaning.press(key, here) or WhyNot(f"{key} means nothing")
    return meaning


def test_the_target_goes_elsewhere_by_its_label() -> None:
    here = scene("fn-publishes-q")
    begun = meanings.move(here)
    assert isinstance(begun, Reending)
    assert begun.title == "MOVE END target of fn-publishes-q"
    label = begun.labels()["worker"]
    assert "fn calls worker id=fn-publishes-q" in outcome(press(begun, here, label))


def test_the_source_goes_elsewhere_by_the_arrows() -> None:
    here = scene("fn-reads-db")
    done = press(meanings.move(here), here, "tab", "3", "down", "4", "right", "enter")
    assert "worker reads db id=fn-reads-db" in outcome(done)
    assert isinstance(done, Do)
    assert done.choose == {"fn-reads-db"}


def test_an_end_stays_where_nothing_or_the_other_end_is() -> None:
    here = scene("fn-reads-db")
    assert press(meanings.move(here), here, "enter") == WhyNot("it is at db already")
    assert press(meanings.move(here), here, "4", "left", "enter") == WhyNot("its other end is at fn already")
    assert press(meanings.move(here), here, "down", "enter") == WhyNot("go to a component, or type the label on one")
    two = scene("fn-rw-db", text="lambda fn at 0,0\nrds db at 1,0\nfn rw db")
    assert isinstance(meanings.move(two), WhyNot)


def test_what_is_not_foreseen_is_said() -> None:
    here = scene("fn-reads-db")
    gesture = press(meanings.move(here), here, "3", "down", "4", "left")
    assert isinstance(gesture, Gesture)
    assert gesture.ghost(here).says == "fn publishes q"
    gesture = press(meanings.move(scene("q-delivers-worker")), scene("q-delivers-worker"), "3", "up")
    assert isinstance(gesture, Gesture)
    assert "nothing is foreseen between SQS queue and RDS instance" in gesture.ghost(scene("q-delivers-worker")).says


def test_the_pointer_takes_hold_of_the_nearer_end() -> None:
    for start, words in ((Slot(1, 0), "worker reads db"), (Slot(3, 0), "fn calls worker")):
        here, hand = scene(), Hand()
        chosen = hand.down(Press(start, Hit("connection", "fn-reads-db", start), False), False, here)
        assert chosen == Choose(frozenset({"fn-reads-db"}), held=False)
        drawn = hand.drag(Slot(4, 3), scene("fn-reads-db"))
        assert isinstance(drawn, Reending)
        hand.begin(drawn)
        assert f"{words} id=fn-reads-db" in outcome(hand.up(here) or WhyNot("nothing"))
