"""Positions for what has none: stated ones are kept, groups stay rectangles, links are short and run to the right."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from sketchpad.drawing import arrange
from sketchpad.drawing.areas import Area, around, chains, conflicts
from sketchpad.model import FARTHEST, Design, Group, Id, Slot, parse

from .generate import design, designs, grouped, lawless, link, part, without_positions
from .invariants import circular, dishonest, members


def places(text: str) -> dict[Id, tuple[int, int]]:
    return {id: tuple(slot) for id, slot in arrange(parse(text)).items()}  # type: ignore[misc]


def areas(given: Design, slots: Mapping[Id, Slot]) -> dict[Id, Area]:
    """What every group covers that holds a component."""
    return {group: around(slots[id] for id in ids) for group, ids in members(given).items()}


def stripped(given: Design, share: float, dice: random.Random) -> Design:
    """The design with positions for only a share of its components."""
    return given.but(
        components={id: c if dice.random() < share else c.but(at=None) for id, c in given.components.items()}
    )


def assert_complete(given: Design, slots: dict[Id, Slot]) -> None:
    assert slots.keys() == given.components.keys()
    assert len(set(slots.values())) == len(slots)
    assert all(max(abs(c), abs(r)) <= FARTHEST for c, r in slots.values())
    first: dict[Slot, Id] = {}
    for id in sorted(given.components):
        if (at := given.components[id].at) is not None:
            first.setdefault(at, id)
    assert {id: slots[id] for id in first.values()} == {id: at for at, id in first.items()}


# -- from nothing -------------------------------------------------------------------------------------------------


def test_a_chain_runs_to_the_right() -> None:
    found = places("user u; apigw_http api; lambda fn; dynamodb t; u calls api; api invokes fn; fn rw t")
    assert found == {"u": (0, 0), "api": (1, 0), "fn": (2, 0), "t": (3, 0)}


def test_a_circle_begins_with_the_people() -> None:
    found = places("user u; lambda a; lambda b; a calls b; b calls u; u calls a")
    assert found["u"][0] < found["a"][0]


def test_sibling_regions_stand_below_each_other() -> None:
    found = places(
        """
        region east; region west; route53 dns
        lambda a in east; dynamodb ta in east; lambda b in west; dynamodb tb in west
        dns routes_to a; dns routes_to b; a rw ta; b rw tb; ta replicates_to tb; tb replicates_to ta
        """
    )
    assert found["a"][0] == found["b"][0]
    assert found["ta"][0] == found["tb"][0]
    assert found["a"][1] != found["b"][1]
    assert found["ta"][1] == found["a"][1]


def test_many_unlinked_parts_take_a_square() -> None:
    found = arrange(design([part(f"n{i:02}", None) for i in range(30)], []))
    area = Area(0, 0, max(c for c, _ in found.values()), max(r for _, r in found.values()))
    assert area.width <= 8
    assert area.height <= 6


def test_a_long_chain_is_folded() -> None:
    parts = [part(f"n{i:02}", None) for i in range(24)]
    found = arrange(design(parts, [link(f"c{i}", f"n{i:02}", f"n{i + 1:02}") for i in range(23)]))
    assert max(column for column, _ in found.values()) < 8
    steps = [sum(abs(a - b) for a, b in zip(found[f"n{i:02}"], found[f"n{i + 1:02}"], strict=True)) for i in range(23)]
    assert max(steps) == 1


@pytest.mark.parametrize("inward", [False, True])
def test_the_ends_of_many_links_take_several_columns(inward: bool) -> None:
    parts = [part("hub", None), *(part(f"n{i:02}", None) for i in range(34))]
    wires = [link(f"c{i}", *((f"n{i:02}", "hub") if inward else ("hub", f"n{i:02}"))) for i in range(34)]
    found = arrange(design(parts, wires))
    assert max(row for _, row in found.values()) < 10
    assert max(column for column, _ in found.values()) < 8


def test_what_is_linked_to_nothing_does_not_stand_in_the_way() -> None:
    found = places("lambda a; lambda b; lambda c; a calls b; b calls c; s3 alone; kms key")
    assert found["a"][1] == found["b"][1] == found["c"][1]
    assert {found["alone"][1], found["key"][1]}.isdisjoint({found["a"][1]})


@pytest.mark.parametrize("start", range(0, 400, 50))
def test_every_group_is_a_rectangle_of_its_own(start: int) -> None:
    for seed in range(start, start + 50):
        given = without_positions(grouped(seed))
        slots = arrange(given)
        assert_complete(given, slots)
        assert not dishonest(given, slots), f"seed {seed}"
        assert min(column for column, _ in slots.values()) == min(row for _, row in slots.values()) == 0


def test_nothing_is_arranged_into_nothing() -> None:
    assert arrange(Design()) == {}


# -- beside what stands -------------------------------------------------------------------------------------------


def test_an_inserted_part_stands_between() -> None:
    found = places(
        "lambda fn at 2,1; rds db at 4,1; rds_proxy proxy; fn rw proxy; proxy rw db; sqs q at 2,2; fn writes q"
    )
    assert found["proxy"] == (3, 1)


def test_where_there_is_no_room_between_it_stands_next_to_both() -> None:
    found = places("lambda fn at 2,1; rds db at 3,1; rds_proxy proxy; fn rw proxy; proxy rw db; sqs q at 0,1")
    assert found["proxy"] in {(2, 0), (3, 0), (2, 2), (3, 2)}


def test_it_stays_inside_its_group() -> None:
    found = places(
        """
        vpc net; lambda fn at 2,1 in net; rds db at 4,2 in net; user u at 0,1; u calls fn
        rds_proxy proxy in net; fn rw proxy; proxy rw db
        """
    )
    assert found["proxy"] in {(3, 1), (4, 1), (2, 2), (3, 2)}


def test_a_full_group_grows_only_where_nobody_else_stands() -> None:
    given = parse(
        """
        vpc net; lambda a at 1,1 in net; lambda b at 2,1 in net
        user u at 0,1; s3 s at 1,0; sqs q at 3,1; lambda more in net; a calls more
        """
    )
    slots = arrange(given)
    assert not conflicts(given, slots)
    assert slots["more"].row == 2


def test_a_group_does_not_grow_over_its_neighbour() -> None:
    given = parse(
        """
        vpc left; vpc right
        lambda a at 0,0 in left; lambda b at 0,1 in left; lambda c at 1,0 in right; lambda d at 2,1 in right
        lambda more in left; a calls more; c calls more; d calls more; sqs q at 5,5
        """
    )
    slots = arrange(given)
    assert not conflicts(given, slots)
    assert slots["more"].column == 0


def test_a_group_of_which_nothing_stands_is_placed_as_one() -> None:
    given = parse(
        """
        user u at 0,0; alb front at 1,0; s3 site at 1,1; sqs q at 0,1; sns t at 0,2
        vpc net; lambda a in net; lambda b in net; rds db in net; front routes_to a; a calls b; b rw db
        """
    )
    slots = arrange(given)
    assert not conflicts(given, slots)
    assert slots["a"] == (2, 0)
    assert areas(given, slots)["net"].height == 1


def test_links_to_the_left_are_avoided() -> None:
    found = places("lambda a at 5,5; sqs q; a writes q; s3 s at 0,0")
    assert found["q"] == (6, 5)


def test_of_two_in_one_slot_the_first_by_id_keeps_it() -> None:
    found = places(
        "lambda b at 3,3; lambda a at 3,3; lambda c at 4,3; vpc v; lambda d at 3,4 in v; lambda e at 3,6 in v"
    )
    assert found["a"] == (3, 3)
    assert found["b"] not in {(3, 3), (4, 3), (3, 4), (3, 5), (3, 6)}
    assert sum(abs(one - other) for one, other in zip(found["b"], (3, 3), strict=True)) == 1


def test_the_ends_of_the_grid_are_not_left() -> None:
    corner = Slot(FARTHEST, FARTHEST)
    given = design([part("a", corner), part("z", (0, 0)), part("b", None)], [link("ab", "a", "b")])
    slots = arrange(given)
    assert_complete(given, slots)
    assert abs(slots["b"].column - FARTHEST) + abs(slots["b"].row - FARTHEST) == 1


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_stated_positions_are_kept_and_groups_stay_honest(start: int) -> None:
    spoilt = 0
    for seed in range(start, start + 50):
        dice = random.Random(seed)
        for share in (0.2, 0.6, 0.9):
            given = stripped(grouped(seed), share, dice)
            slots = arrange(given)
            assert_complete(given, slots)
            # Stated positions may wall a group in so that nothing honest is left, which is rare.
            spoilt += bool(dishonest(given, slots))
    assert spoilt <= 1


# -- when positions are stated one by one -------------------------------------------------------------------------


def test_moving_one_part_leaves_the_others_where_they_are() -> None:
    for seed in range(60):
        given = without_positions(grouped(seed))
        before = arrange(given)
        covered = areas(given, before)
        for id in sorted(before)[:3]:
            home = covered.get(next(iter(given.components[id].inside), ""), Area(0, 0, 9, 9))
            taken = {*before.values()}
            inner = [area for group, area in covered.items() if group not in given.components[id].inside]
            free = [
                Slot(c, r)
                for r in range(home.top, home.bottom + 1)
                for c in range(home.left, home.right + 1)
                if (c, r) not in taken and not any(area.contains((c, r)) for area in inner)
            ]
            if free and len(before) > 2:
                moved = given.having(given.components[id].but(at=free[-1]))
                assert arrange(moved) == {**before, id: free[-1]}, f"seed {seed}, {id} to {free[-1]}"


def test_stating_what_is_shown_changes_nothing() -> None:
    for seed in range(60):
        given = without_positions(grouped(seed))
        shown = arrange(given)
        few = sorted(shown)[: (len(shown) - 1) // 2]
        stated = given.having(*(given.components[id].but(at=shown[id]) for id in few)) if few else given
        assert arrange(stated) == shown, f"seed {seed}"


# -- whatever a file says -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", range(0, 300, 100))
def test_any_design_gets_a_slot_for_every_component(start: int) -> None:
    for seed in range(start, start + 100):
        given = lawless(seed)
        slots = arrange(given)
        assert_complete(given, slots)
        assert conflicts(given, slots) == dishonest(given, slots), f"seed {seed}"


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(designs())
def test_the_order_of_the_file_does_not_matter(given: Design) -> None:
    for one in (
        without_positions(given),
        stripped(given, 0.5, random.Random(1)),
        stripped(given, 0.8, random.Random(2)),
    ):
        backwards = one.but(
            components=dict(reversed(list(one.components.items()))),
            connections=dict(reversed(list(one.connections.items()))),
            groups=dict(reversed(list(one.groups.items()))),
        )
        assert arrange(one) == arrange(backwards)


def test_groups_on_a_circle_are_as_if_they_were_not_there() -> None:
    groups = [
        Group(id="a", kind="vpc", inside=("b",)),
        Group(id="b", kind="vpc", inside=("a",)),
        Group(id="c", kind="subnet", inside=("a",)),
        Group(id="d", kind="subnet", inside=("d",)),
    ]
    assert chains({g.id: g for g in groups}) == {"a": (), "b": (), "c": ("c",), "d": ()}
    given = design([part("x", None, "c"), part("y", None, "a"), part("z", None, "d")], [link("xy", "x", "y")], groups)
    slots = arrange(given)
    assert areas(given, slots).keys() == {"c"}
    assert conflicts(given, slots) == circular(given) == {"a", "b", "d"}


def test_deeply_nested_groups() -> None:
    depth = 300
    groups = [Group(id=f"g{i}", kind="service", inside=(f"g{i - 1}",) if i else ()) for i in range(depth)]
    given = design([part("x", None, f"g{depth - 1}"), part("y", None)], [link("xy", "x", "y")], groups)
    assert arrange(given) == {"x": (0, 0), "y": (1, 0)}


def test_positions_far_apart_cost_nothing() -> None:
    parts = [part(f"n{i}", (i * 997 % 100_000, -i * 991 % 100_000), "g") for i in range(50)]
    given = design([*parts, part("new", None, "g")], [link("c", "n3", "new")], [Group(id="g", kind="region")])
    assert_complete(given, arrange(given))
