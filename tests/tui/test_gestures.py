"""Gestures as values: keys in, edits out, without a screen."""

from __future__ import annotations

from dataclasses import replace

from sketchpad.drawing import Hit, Rect
from sketchpad.editing import Regroup, SetFlow, Several
from sketchpad.model import Flow, Slot, parse, unparse
from sketchpad.tui.canvas import Area, Extend, Gesture, Jump, Moving, Placing, Stepping, Wiring, placed
from sketchpad.tui.canvas.walk import LETTERS, after, free, labelled
from sketchpad.tui.hand import Hand, Press
from sketchpad.tui.light import stepped_through
from sketchpad.tui.looking import Looking
from sketchpad.tui.scene import Choose, Do, Go, Meaning, Scene, WhyNot
from sketchpad.tui.session import Session

SHOP = """
region tokyo
vpc main in tokyo
lambda fn at 0,0
alb web at 1,0 in main
ecs_fargate app at 2,0 in main
rds db at 3,0 in main
"""


def scene(text: str = SHOP, at: tuple[int, int] = (0, 0)) -> Scene:
    looking = Looking(Session(design=parse(text)))
    looking.cursor = Slot(*at)
    return looking.scene(Rect(-2, -1, 200, 60))


def press(start: Gesture | WhyNot, here: Scene, *keys: str) -> Meaning:
    """What comes of a gesture after some keys."""
    meaning: Meaning = start
    for key in keys:
        assert isinstance(meaning, Gesture), meaning
        meaning = meaning.press(key, here) or WhyNot(f"{key} means nothing")
    return meaning


def outcome(meaning: Meaning, here: Scene) -> str:
    assert isinstance(meaning, Do), meaning
    return unparse(meaning.edit(here.design))


def test_a_count_moves_so_many_slots() -> None:
    here = scene()
    assert "lambda fn at 4,1" in outcome(press(Moving.begin(here), here, "down", "4", "right", "enter"), here)


def test_moving_onto_somebody_is_refused_with_a_reason() -> None:
    here = scene()
    gesture = press(Moving.begin(here), here, "right")
    assert isinstance(gesture, Gesture)
    assert gesture.ghost(here).problem == "web stands there already"
    assert gesture.press("enter", here) == WhyNot("web stands there already")


def test_moving_out_of_a_group_takes_the_part_out_and_says_so() -> None:
    here = scene(at=(3, 0))
    done = press(Moving.begin(here), here, "3", "down", "enter")
    assert isinstance(done, Do)
    assert isinstance(done.edit, Several)
    assert any(isinstance(edit, Regroup) for edit in done.edit.edits)
    assert done.say == "-> no group"
    assert "rds db at 3,3\n" in outcome(done, here)


def test_moving_beside_the_others_stays_in_the_group() -> None:
    here = scene(at=(3, 0))
    assert "rds db at 3,1 in main" in outcome(press(Moving.begin(here), here, "down", "enter"), here)


def test_tab_says_which_group_takes_it() -> None:
    here = scene(at=(3, 0))
    moved = press(Moving.begin(here), here, "down", "tab", "enter")
    assert "rds db at 3,1 in tokyo" in outcome(moved, here)


def test_a_bucket_put_into_a_network_lies_in_the_region() -> None:
    here = scene(SHOP + "sqs q at 1,1 in main\nsqs p at 3,2 in main")
    done = placed(here, "s3", Slot(2, 1))
    assert "in tokyo" in outcome(done, here)
    assert "S3 bucket does not lie in a vpc" in done.say


def test_a_component_placed_on_a_taken_slot_goes_beside_it() -> None:
    here = scene("lambda fn at 0,0")
    done = placed(here, "rds", Slot(0, 0))
    assert done.at == Slot(1, 0)
    assert done.say == "in the nearest free slot"
    assert "rds rds-1 at 1,0" in outcome(done, here)


def test_a_ghost_that_was_moved_onto_somebody_is_not_placed() -> None:
    here = scene("lambda fn at 0,0")
    gesture = Placing(Slot(1, 0), kind="s3")
    assert press(gesture, here, "left", "enter") == WhyNot("fn stands there already")
    assert "s3 s3-1 at 1,1" in outcome(press(gesture, here, "down", "enter"), here)


def test_a_label_connects_with_the_likeliest_verb() -> None:
    here = scene("lambda fn at 0,0\nrds db at 2,0\nsqs q at 2,1")
    gesture = Wiring.begin(here)
    assert isinstance(gesture, Wiring)
    assert set(gesture.labels()) == {"db", "q"}
    assert "fn rw db" in outcome(press(gesture, here, gesture.labels()["db"]), here)


def test_tab_takes_another_verb() -> None:
    here = scene("lambda fn at 0,0\nrds db at 1,0")
    assert "fn reads db" in outcome(press(Wiring.begin(here), here, "right", "tab", "enter"), here)


def test_what_is_not_foreseen_is_refused_until_tab_insists() -> None:
    here = scene("rds db at 0,0\nuser u at 1,0")
    refused = press(Wiring.begin(here), here, "right", "enter")
    assert isinstance(refused, WhyNot)
    assert "no verb is foreseen between RDS instance and Users (browser)" in refused.reason
    assert isinstance(press(Wiring.begin(here), here, "right", "tab", "enter"), Do)


def test_only_what_can_be_connected_stays_bright_while_connecting() -> None:
    here = scene(at=(3, 0))
    gesture = Wiring.begin(here)
    assert isinstance(gesture, Wiring)
    assert gesture.ghost(here).bright == {"fn", "db"}


def test_connecting_from_nothing_says_why_not() -> None:
    assert isinstance(Wiring.begin(scene(at=(0, 5))), WhyNot)
    assert Wiring.begin(scene("lambda fn at 0,0")) == WhyNot("there is nothing to connect it to yet")


def test_extending_places_and_connects() -> None:
    here = scene("lambda fn at 0,0")
    text = outcome(press(Extend.begin(here), here, "right", "3"), here)
    assert "sqs sqs-1 at 1,0" in text
    assert "fn publishes sqs-1" in text


def test_what_comes_before_is_connected_that_way_round() -> None:
    here = scene("cloudfront cdn at 0,0")
    placed_before = Placing(Slot(0, -1), kind="waf", source="cdn").end(here)
    assert str(placed_before.edit if isinstance(placed_before, Do) else "") == "Add AWS WAF waf-1 before cdn"
    assert "waf-1 protects cdn" in outcome(placed_before, here)


def test_a_connection_let_go_over_an_empty_slot_asks_what_comes_there() -> None:
    here, hand = scene("lambda fn at 0,0"), Hand(lambda at, source: WhyNot(f"what at {at} after {source}?"))
    hand.down(Press(Slot(0, 0), Hit("component", "fn", Slot(0, 0)), True), False, here)
    drawn = hand.drag(Slot(2, 1), here)
    assert isinstance(drawn, Wiring)
    hand.begin(drawn)
    assert hand.up(here) == WhyNot(f"what at {Slot(2, 1)} after fn?")


def test_an_area_chooses_what_is_in_it() -> None:
    here = scene()
    meaning = press(Area.begin(here), here, "2", "right", "enter")
    assert meaning == Choose(frozenset({"fn", "web", "app"}), Slot(2, 0))


def test_labels_lead_to_what_is_on_the_screen() -> None:
    here = scene()
    gesture = Jump.begin(here)
    assert isinstance(gesture, Jump)
    assert press(gesture, here, gesture.labels()["db"]) == Go(Slot(3, 0), jump=True)


def test_labels_take_one_letter_for_22_and_two_for_484() -> None:
    assert len(LETTERS) == 22
    assert not set("hjkl") & set(LETTERS)
    assert set(map(len, labelled(map(str, range(22))))) == {1}
    two = labelled(map(str, range(484)))
    assert len(two) == 484
    assert set(map(len, two)) == {2}
    assert list(labelled("ab"))[:2] == ["a", "s"]
    assert list(labelled(map(str, range(22)), last="f"))[-1] == "f"


def test_the_nearest_free_slot_is_at_the_right() -> None:
    assert free({Slot(0, 0)}, Slot(0, 0)) == Slot(1, 0)
    assert free({Slot(0, 0), Slot(1, 0)}, Slot(0, 0)) == Slot(0, 1)


def test_going_on_wraps() -> None:
    order = [(Slot(0, 0), "a"), (Slot(1, 0), "b"), (Slot(0, 1), "c")]
    assert after(order, Slot(1, 0)) == (Slot(0, 1), "c")
    assert after(order, Slot(0, 1)) == (Slot(0, 0), "a")
    assert after(order, Slot(0, 0), back=True) == (Slot(0, 1), "c")


# -- flows ------------------------------------------------------------------------------------------------------------

CHECKOUT = """
lambda order at 0,0
lambda pay at 1,0
lambda ship at 2,0
order calls pay
pay calls ship
flow checkout steps=order*,pay^
"""


def stepping(here: Scene) -> Gesture | WhyNot:
    return Stepping.begin(here, lambda steps: Do(SetFlow(Flow(id="made", steps=steps))))


def test_a_flow_is_stated_step_by_step_with_its_marks() -> None:
    here = scene(CHECKOUT)
    done = press(stepping(here), here, " ", "*", "right", " ", "^", "right", " ", "~", "enter")
    assert "flow made steps=order*,pay^,ship~\n" in outcome(done, here)


def test_a_step_is_named_by_its_label() -> None:
    here = scene(CHECKOUT)
    gesture = press(stepping(here), here)
    assert isinstance(gesture, Stepping)
    label = gesture.labels()["ship"]
    assert "flow made steps=ship\n" in outcome(press(gesture, here, *label, "enter"), here)


def test_a_mark_and_a_step_are_taken_back() -> None:
    here = scene(CHECKOUT)
    done = press(stepping(here), here, " ", "*", "*", "right", " ", "backspace", "enter")
    assert "flow made steps=order\n" in outcome(done, here)


def test_the_flow_that_is_looked_at_is_stated_again() -> None:
    here = replace(scene(CHECKOUT, at=(2, 0)), lit="checkout")
    assert "flow checkout steps=order*,pay^,ship\n" in outcome(press(stepping(here), here, " ", "enter"), here)


def test_the_ghost_numbers_the_steps_and_says_what_the_last_mark_means() -> None:
    here = scene(CHECKOUT)
    gesture = press(stepping(here), here, " ", "right", " ", "^")
    assert isinstance(gesture, Stepping)
    ghost = gesture.ghost(here)
    assert ghost.light.numbers == {"order": "1", "pay": "2^"}
    assert ghost.light.parts == {"order", "pay", "order-calls-pay"}
    assert "pay is the point of no return" in ghost.says
    assert "order" not in ghost.labels


def test_a_flow_without_a_step_is_none() -> None:
    here = scene(CHECKOUT)
    assert press(stepping(here), here, "enter") == WhyNot("choose the first step, by its label or with Space")
    assert press(stepping(here), here, "down", " ") == WhyNot("a step is a component; there is none here")
    assert isinstance(stepping(scene("region only")), WhyNot)


def test_the_pointer_adds_steps_and_ends_on_the_last() -> None:
    here, hand = scene(CHECKOUT), Hand()
    begun = stepping(here)
    assert isinstance(begun, Gesture)
    hand.begin(begun)
    meaning: Meaning | None = None
    for slot, id in ((Slot(0, 0), "order"), (Slot(1, 0), "pay"), (Slot(1, 0), "pay")):
        went = hand.down(Press(slot, Hit("component", id, slot), False), False, here)
        assert isinstance(went, Gesture)
        hand.begin(went)
        meaning = hand.up(here)
        if isinstance(meaning, Gesture):
            hand.begin(meaning)
    assert "flow made steps=order,pay\n" in outcome(meaning or WhyNot("nothing"), here)


def test_a_component_that_takes_two_turns_shows_both() -> None:
    design = parse(f"{CHECKOUT}flow twice steps=order,pay~,order^")
    light = stepped_through(design, design.flows["twice"].steps)
    assert light.numbers == {"order": "1,3^", "pay": "2~"}


def test_areas_add_up_while_the_gesture_stays_on() -> None:
    here = replace(scene(), chosen=frozenset({"fn"}), held=True)
    begun = replace(Area.begin(here), sticky=True)
    assert press(begun, here, "right", "enter") == Choose(frozenset({"fn", "web"}), Slot(1, 0))
    again = replace(begun, at=Slot(2, 0)).again()
    assert again.within(here) == {"app"}


def test_a_key_that_only_modifies_others_means_nothing() -> None:
    here, hand = scene(), Hand()
    begun = Moving.begin(here)
    assert isinstance(begun, Moving)
    hand.begin(begun)
    assert hand.key("left_shift", here) is begun
    assert hand.key("caps_lock", here) is begun


def test_extending_asks_for_a_kind_where_none_of_the_digits_will_do() -> None:
    here = scene("lambda fn at 0,0")
    asked: list[tuple[Slot, str]] = []

    def ask(at: Slot, source: str) -> Meaning:
        asked.append((at, source))
        return WhyNot("asked")

    assert press(Extend.begin(here, ask), here, "down", "enter") == WhyNot("asked")
    assert asked == [(Slot(0, 1), "fn")]
    assert isinstance(press(Extend.begin(here, ask), here, "enter"), WhyNot)
    assert len(asked) == 1


def test_the_group_that_will_take_a_part_is_brought_out() -> None:
    here = scene(at=(0, 0))
    placing = Placing(Slot(2, 1), kind="lambda")
    assert placing.ghost(here).light.parts == {here.drawing.group_at(Slot(2, 1))} - {None}
    moved = press(Moving.begin(scene(at=(3, 0))), here, "down", "tab")
    assert isinstance(moved, Moving)
    assert moved.ghost(scene(at=(3, 0))).light.parts == {"tokyo"}
