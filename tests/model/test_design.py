"""Parts taken out, ids made, slots around a slot."""

from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from sketchpad.model import Component, Design, FreshIds, Slot, changes, fresh_id, id_from, parse, ring
from sketchpad.model.design import CHUNK


def test_a_spare_part_takes_the_id_it_was_waiting_for() -> None:
    first, second = Component(id="fn", kind="lambda"), Component(id="fn", kind="sqs")
    design = Design(spare=(second,)).having(first)
    left = design.without({"fn"})
    assert left.components == {"fn": second}
    assert left.spare == ()


def test_what_changed_is_new_gone_or_different() -> None:
    before = parse("lambda a; lambda b; a calls b")
    after = before.having(before.components["a"].but(name="A")).without({"b"})
    assert changes(before, after) == {"a", "b", "a-calls-b"}
    assert changes(before, before) == set()


@given(st.data())
def test_whatever_differs_is_found_wherever_it_stands(data: st.DataObject) -> None:
    ids = [f"c{number}" for number in range(data.draw(st.integers(0, 3 * CHUNK)))]
    before = Design().having(*(Component(id=id, kind="sqs") for id in ids))
    some = st.sets(st.sampled_from(ids), max_size=4) if ids else st.just(set())
    gone, changed = data.draw(some), data.draw(some)
    new = {f"n{number}" for number in range(data.draw(st.integers(0, 3)))}
    after = before.without(gone).having(*(Component(id=id, kind="lambda") for id in (*(changed - gone), *new)))
    if data.draw(st.booleans()):
        after = after.but(components=dict(sorted(after.components.items())))
    assert changes(before, after) == gone | changed | new
    assert changes(after, before) == gone | changed | new


def test_fresh_ids_keep_to_the_length_of_an_id() -> None:
    long = "a" * 64
    design = Design().having(Component(id=long, kind="sqs"))
    assert fresh_id(design, long) == "a" * 62 + "-2"
    assert fresh_id(design, "b", {"b"}) == "b-2"


def test_fresh_ids_are_given_once_each() -> None:
    fresh = FreshIds({"a", "a-3"}.__contains__)
    assert [fresh("a"), fresh("a"), fresh("b"), fresh("b"), fresh("a-2")] == ["a-2", "a-4", "b", "b-2", "a-2-2"]


def test_ids_from_names() -> None:
    assert id_from("Orders API (v2)") == "orders-api-v2"
    assert id_from("3 little words") == "little-words"
    assert id_from("注文") == "part"


def test_slots_around_a_slot_come_nearest_first() -> None:
    near = list(islice(ring(Slot(0, 0)), 13))
    assert near[:5] == [Slot(0, 0), Slot(1, 0), Slot(0, 1), Slot(-1, 0), Slot(0, -1)]
    assert len(set(near)) == 13
    assert all(abs(s.column) + abs(s.row) <= 2 for s in near)
