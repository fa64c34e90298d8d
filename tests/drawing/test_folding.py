"""Folded groups: one box for what lies in them, and what leads to them leads to the box."""

from __future__ import annotations

import random
import time

from benchmarks.designs import design as big
from sketchpad.drawing import Zoom, draw
from sketchpad.drawing.folding import fold
from sketchpad.model import Design, Slot, parse

from .generate import grouped
from .invariants import check

SHOP = parse(
    """
    region tokyo name=Tokyo
    vpc main in tokyo name=Main
    user shoppers at 0,0
    lambda fn at 1,0 in tokyo
    rds db at 2,0 in main
    rds copy at 2,1 in main
    s3 files at 1,1 in tokyo
    shoppers calls fn
    fn rw db
    fn rw copy
    db replicates_to copy
    fn writes files
    """
)


def ids(design: Design) -> dict[str, list[str]]:
    return {
        "components": sorted(design.components),
        "groups": sorted(design.groups),
        "connections": sorted(f"{c.source} {c.verb} {c.target}" for c in design.connections.values()),
    }


def test_a_folded_group_is_one_box_with_the_number_of_its_parts() -> None:
    view = fold(SHOP, frozenset({"main"}))
    assert ids(view.design) == {
        "components": ["files", "fn", "main", "shoppers"],
        "groups": ["tokyo"],
        "connections": ["fn rw main", "fn writes files", "shoppers calls fn"],
    }
    box = view.design.components["main"]
    assert (box.name, box.kind, box.at, box.inside) == ("Main (2)", "vpc", Slot(2, 0), ("tokyo",))
    assert view.into == {"db": "main", "copy": "main"}
    assert view.shown(["db", "fn"]) == {"main", "fn"}
    text = draw(view.design).text()
    assert "+VPC" in text
    assert "Main (2)" in text
    assert "rw (2)" in text


def test_what_does_not_show_has_something_that_stands_for_it() -> None:
    view = fold(SHOP, frozenset({"main"}))
    stands = {"db": "main", "fn-rw-copy": "fn-rw-copy", "fn-rw-db": "fn-rw-copy", "db-replicates_to-copy": "main"}
    assert {id: view.stands_for(id) for id in stands} == stands
    assert view.shown(["fn-rw-db", "fn"]) == {"fn-rw-copy", "fn"}


def test_of_folds_within_each_other_the_outer_one_shows() -> None:
    view = fold(SHOP, frozenset({"main", "tokyo"}))
    assert ids(view.design) == {
        "components": ["shoppers", "tokyo"],
        "groups": [],
        "connections": ["shoppers calls tokyo"],
    }
    assert view.into == {"db": "tokyo", "copy": "tokyo", "fn": "tokyo", "files": "tokyo", "main": "tokyo"}
    assert view.around(["db"]) == {"main", "tokyo"}
    assert view.around(["fn"]) == {"tokyo"}
    assert view.around(["fn-rw-db"]) == {"main", "tokyo"}
    assert view.around(["shoppers", "nobody"]) == frozenset()


def test_what_is_no_group_or_empty_is_not_folded() -> None:
    design = parse("region tokyo\nlambda fn at 0,0")
    assert fold(design, frozenset({"tokyo", "fn", "nobody"})).design is design
    assert fold(SHOP, frozenset()).design is SHOP


def test_every_component_has_a_slot_of_its_own_also_in_a_fold() -> None:
    design = parse("vpc main\nlambda a at 3,1 in main\nlambda b in main\nlambda c in main\nsqs q at 0,0\na publishes q")
    view = fold(design, frozenset({"main"}))
    slots = view.slots(draw(view.design).slots)
    assert slots.keys() == design.components.keys()
    assert len(set(slots.values())) == 4
    assert slots["a"] == (3, 1)


def test_what_an_edit_leaves_is_the_same_object() -> None:
    first = fold(SHOP, frozenset({"main"}))
    moved = SHOP.having(SHOP.components["files"].but(at=Slot(5, 5)))
    second = fold(moved, frozenset({"main"}), first)
    assert second.design.groups is first.design.groups
    assert second.design.connections is first.design.connections
    assert second.design.components["main"] is first.design.components["main"]
    assert fold(SHOP, frozenset({"main"}), first).design.components is first.design.components


def test_a_folded_design_is_drawn_as_well_as_any() -> None:
    for folds in ({"main"}, {"tokyo"}):
        view = fold(SHOP, frozenset(folds))
        for zoom in Zoom:
            check(draw(view.design, zoom))
    large = big(200)
    view = fold(large, frozenset({"region-1"}))
    assert view.design.components["region-1"].name == "region-1 (100)"
    check(draw(view.design))


def test_random_designs_with_random_folds() -> None:
    """Folds are drawn like any design, also as the picture after another; unfolding brings back the first."""
    for seed in range(60):
        dice = random.Random(seed)
        design = grouped(seed)
        first = draw(design)
        view = fold(design, frozenset(dice.sample(sorted(design.groups), min(3, len(design.groups)))))
        folded = first.after(view.design)
        assert folded.text() == draw(view.design).text(), seed
        check(folded, seed=seed)
        assert folded.after(design).text() == first.text(), seed
        slots = view.slots(folded.slots)
        assert len(set(slots.values())) == len(slots) == len(design.components)


def test_an_edit_of_a_large_folded_design_costs_little() -> None:
    large = big(10_000)
    folds = frozenset(list(large.groups)[:50])
    view = fold(large, folds)
    edited = large.having(large.components["c9999"].but(name="other"))
    best = 1.0
    for _ in range(3):
        began = time.process_time()
        fold(edited, folds, view)
        best = min(best, time.process_time() - began)
    assert best < 0.2
