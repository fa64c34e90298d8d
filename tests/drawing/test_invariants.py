"""The invariants hold for every drawing: random ones, edge cases, after edits, and of designs that no rule allows."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.drawing import Drawing, Look, Rect, Style, Zoom, draw
from sketchpad.model import Design, Group, Slot

from .generate import (
    blocks,
    design,
    designs,
    edited,
    grouped,
    lawless,
    link,
    part,
    regrouped,
    wired,
    without_positions,
)
from .invariants import check, check_shuffled, check_styles, dishonest

CHUNK = 25
CHUNKS = [range(start, start + CHUNK) for start in range(0, 500, CHUNK)]


chunked = pytest.mark.parametrize("seeds", CHUNKS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")


@chunked
def test_random_designs_at_every_zoom(seeds: range) -> None:
    """Each at two levels of zoom, in turn, so that every level sees half of them."""
    for seed in seeds:
        for zoom in tuple(Zoom)[seed % 2 :: 2]:
            check(draw(grouped(seed), zoom), seed=seed)


@chunked
def test_random_designs_in_ascii_and_with_other_trunks(seeds: range) -> None:
    zooms = tuple(Zoom)
    for seed in seeds[::5]:
        zoom = zooms[seed // 5 % 4]
        check(draw(grouped(seed), zoom, ascii=True), seed=seed)
        check(draw(grouped(seed), zoom, trunks=False), trunks=False, seed=seed)
        check(draw(grouped(seed), zoom, trunks="both"), trunks="both", seed=seed)
        check(draw(without_positions(grouped(seed)), zoom), seed=seed)


@chunked
def test_the_order_of_the_file_changes_nothing(seeds: range) -> None:
    for seed in seeds[::10]:
        check_shuffled(grouped(seed), random.Random(seed))
        check_shuffled(without_positions(grouped(seed)), random.Random(seed))
        check_shuffled(lawless(seed), random.Random(seed))


@chunked
def test_every_edit_leads_to_what_a_fresh_drawing_shows(seeds: range) -> None:
    for seed in seeds[::6]:
        follow_edits(seed)


@pytest.mark.parametrize("seed", [153, 234, 409, 459])
def test_edits_next_to_long_empty_runs(seed: int) -> None:
    follow_edits(seed)


@chunked
def test_what_moves_from_group_to_group_leads_to_what_a_fresh_drawing_shows(seeds: range) -> None:
    for seed in seeds[::8]:
        follow_edits(seed, regrouped)


def follow_edits(seed: int, edited: Callable[[Design, random.Random], Design] = edited) -> None:
    dice = random.Random(seed)
    now = grouped(seed)
    drawing = held = draw(now)
    said = drawing.text()
    for _ in range(6):
        was, now = now, edited(now, dice)
        drawing, held = drawing.after(now), held.after(now, sticky=True)
        fresh = draw(now)
        assert drawing.text() == fresh.text(), f"seed {seed}"
        assert drawing.slots == fresh.slots
        assert dict(drawing.standing) == {slot: id for id, slot in fresh.slots.items()}
        assert drawing.after(was).text() == said, f"seed {seed}, back again"
        said = fresh.text()
        check(held, seed=seed)


@chunked
def test_designs_that_no_rule_allows_are_drawn_all_the_same(seeds: range) -> None:
    for seed in seeds[::5]:
        check(draw(lawless(seed), Zoom.COMPACT if seed % 2 else Zoom.NORMAL), seed=seed)


@chunked
def test_styles_tell_what_a_cell_shows(seeds: range) -> None:
    for seed in seeds[::8]:
        given = grouped(seed)
        dice = random.Random(seed)
        ids = sorted({*given.components, *given.connections, *given.groups})
        marked = frozenset(dice.sample(ids, min(4, len(ids))))
        check_styles(check(draw(given, tuple(Zoom)[seed % 4]), seed=seed), marked)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(wired(), st.sampled_from(Zoom))
def test_a_few_components_wired_in_every_way(design: Design, zoom: Zoom) -> None:
    check(draw(design, zoom))


@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given(designs(legal=False), st.sampled_from(Zoom))
def test_anything_a_file_may_say(design: Design, zoom: Zoom) -> None:
    check(draw(design, zoom))


def hub(spokes: int, same: bool, inward: bool = False) -> Design:
    places = [(x, y) for y in range(5) for x in range(7) if (x, y) != (3, 2)][:spokes]
    parts = [part("hub", (3, 2)), *(part(f"n{i}", at) for i, at in enumerate(places))]
    ends = [(f"n{i}", "hub") if inward else ("hub", f"n{i}") for i in range(len(places))]
    return design(parts, [link(f"c{i}", *end, label="same" if same else f"w{i}") for i, end in enumerate(ends)])


def row(length: int) -> list[object]:
    return [part(f"n{i}", (i, 0)) for i in range(length)]


def bipartite(size: int) -> Design:
    left = [part(f"l{i}", (0, i)) for i in range(size)]
    right = [part(f"r{i}", (1, i), kind="dynamodb") for i in range(size)]
    wires = [link(f"c{i}{j}", f"l{i}", f"r{j}", label=f"v{i}{j}") for i in range(size) for j in range(size)]
    return design([*left, *right], wires)


def nest(depth: int) -> Design:
    groups = [Group(id=f"g{i}", kind="subnet", inside=(f"g{i - 1}",) if i else ()) for i in range(depth)]
    parts = [part("a", (0, 0), f"g{depth - 1}"), part("b", (1, 0)), part("c", (0, 1))]
    return design(parts, [link("ab", "a", "b"), link("ca", "c", "a", "writes"), link("aa", "a", "a")], groups)


EDGES: dict[str, Design] = {
    "nothing": design([], []),
    "one component": design([part("a", (0, 0))], []),
    "5 self loops": design([part("a", (0, 0))], [link(f"c{i}", "a", "a", label=f"v{i}") for i in range(5)]),
    "self loops in a row": design(
        [part(f"n{i}", (i, 0)) for i in range(3)], [link(f"c{i}", f"n{i % 3}", f"n{i % 3}") for i in range(12)]
    ),
    "20 parallel connections": design(
        [part("a", (0, 0)), part("b", (1, 0))], [link(f"c{i}", "a", "b", label=f"v{i}") for i in range(20)]
    ),
    "20 parallel connections down": design(
        [part("a", (0, 0)), part("b", (0, 1))], [link(f"c{i}", "a", "b", label=f"v{i}") for i in range(20)]
    ),
    "20 equal connections": design(
        [part("a", (0, 0)), part("b", (1, 0))], [link(f"c{i}", "a", "b") for i in range(20)]
    ),
    "both ways across": design(
        [part("a", (0, 0)), part("b", (1, 1))],
        [link(f"c{i}", *(("a", "b") if i % 2 else ("b", "a")), label=f"v{i}") for i in range(12)],
    ),
    "replicates both ways": design(
        [part("a", (0, 0)), part("b", (1, 0)), part("c", (1, 1))],
        [
            link(f"{a}{b}", a, b, "replicates_to")
            for a, b in (("a", "b"), ("b", "a"), ("a", "c"), ("c", "a"), ("b", "c"))
        ],
    ),
    "34 spokes": hub(34, same=False),
    "34 spokes on a trunk": hub(34, same=True),
    "34 spokes inwards": hub(34, same=False, inward=True),
    "34 equal spokes inwards": hub(34, same=True, inward=True),
    "K3,3": bipartite(3),
    "K5,5": bipartite(5),
    "50 slots between": design(
        [part("a", (-5, 3)), part("b", (45, 3)), part("c", (20, -9))],
        [link("ab", "a", "b"), link("bc", "b", "c"), link("ca", "c", "a")],
    ),
    "the corners of the grid": design(
        [part("a", (-100_000, -100_000)), part("b", (100_000, 100_000)), part("c", None)],
        [link("ab", "a", "b"), link("bc", "b", "c")],
    ),
    "10 nested groups": nest(10),
    "a ring of 30": design(
        [part(f"n{i}", (i, 0)) for i in range(30)], [link(f"c{i}", f"n{i}", f"n{i * 7 % 30}") for i in range(30)]
    ),
    "an X": design(
        [part(id, at) for id, at in (("a", (0, 0)), ("b", (0, 1)), ("c", (1, 0)), ("d", (1, 1)))],
        [link("ad", "a", "d"), link("bc", "b", "c"), link("ac", "a", "c", "reads"), link("bd", "b", "d", "reads")],
    ),
    "long words": design(
        [part("a", (0, 0), name="a very long name that does not fit anywhere at all"), part("b", (1, 0))],
        [link("ab", "a", "b", label="a very long label that cannot fit into any gap")],
    ),
    "wide words": design(
        [
            part("a", (0, 0), "g", name="注文サービス注文サービス注文サービス"),
            part("b", (1, 0), "g", name="e\u0301\u0302 🚀"),
            part("c", (0, 1), name="\u202eevil\x1b[31m\nname"),
        ],
        [
            link("ab", "a", "b", label="注文する"),
            link("ac", "a", "c", label="書"),
            link("ba", "b", "a", label="戻る戻る戻る戻る"),
        ],
        [Group(id="g", kind="region", name="東京リージョン")],
    ),
}


@pytest.mark.parametrize("trunks", [True, False, "both"], ids=["trunks", "no trunks", "both trunks"])
@pytest.mark.parametrize("name", EDGES)
def test_edge_cases(name: str, trunks: bool | str) -> None:
    for zoom in Zoom:
        for ascii in (False, True):
            check(draw(EDGES[name], zoom, ascii=ascii, trunks=trunks), trunks=trunks)  # type: ignore[arg-type]


def test_a_design_of_three_hundred() -> None:
    check(draw(blocks(300)))
    check(draw(without_positions(blocks(300)), Zoom.OVERVIEW))


def test_groups_that_cannot_be_rectangles_have_no_border() -> None:
    groups = [Group(id="a", kind="vpc"), Group(id="b", kind="vpc"), Group(id="c", kind="subnet", inside=("a",))]
    parts = [part("n0", (0, 0), "a"), part("n1", (1, 0), "b"), part("n2", (2, 0), "c"), part("n3", (2, 1), "c")]
    drawing = draw(design(parts, [], groups))
    assert drawing.groups.keys() == {"b", "c"}
    assert dishonest(drawing.design, drawing.slots) == {"a", "b"}
    check(drawing)


# -- the checker itself -------------------------------------------------------------------------------------------


class Spoilt(Drawing):
    """A drawing that shows something else in one cell, or lies about a route."""

    def rows(self, window: Rect, marked: frozenset[str] = frozenset()) -> list[list[tuple[str, Style]]]:
        out = super().rows(window, marked)
        spot, char = SPOTS[self.look.badges["spot"]]
        x, y = spot(self)
        if window.y <= y < window.y + window.height and window.x <= x < window.x + window.width:
            text = "".join(piece for piece, _ in out[y - window.y])
            at = x - window.x
            out[y - window.y] = [(text[:at] + char + text[at + 1 :], Style.TEXT)]
        return out

    def text(self) -> str:
        window = Rect(0, 0, self.width, self.height)
        return "".join("".join(piece for piece, _ in row).rstrip() + "\n" for row in self.rows(window))


def bend(drawing: Drawing) -> tuple[int, int]:
    route = drawing.route("ac")
    turns = zip(route, route[1:], route[2:], strict=False)
    return next(here for one, here, other in turns if one[0] != other[0] and one[1] != other[1])


SPOTS: dict[str, tuple[Callable[[Drawing], tuple[int, int]], str]] = {
    "head": (lambda d: d.route("ab")[-1], "─"),
    "wrong head": (lambda d: d.route("ab")[-1], "◄"),
    "gap": (lambda d: d.route("ab")[0], " "),
    "corner": (lambda d: bend(d), "┼"),
    "stray ink": (lambda d: (d.boxes["b"].x + 4, d.boxes["b"].y + d.boxes["b"].height), "│"),
    "box": (lambda d: (d.boxes["a"].x, d.boxes["a"].y), "─"),
    "port": (lambda d: (d.boxes["a"].x + d.boxes["a"].width - 1, d.route("ab")[0][1]), "│"),
    "border": (lambda d: (d.groups["g"].x, d.groups["g"].y + 1), " "),
}


def plain_case() -> Design:
    parts = [part("a", (0, 0)), part("b", (1, 0), "g"), part("c", (2, 2))]
    wires = [link("ab", "a", "b"), link("ac", "a", "c", "writes")]
    return design(parts, wires, [Group(id="g", kind="vpc")])


@pytest.mark.parametrize("spot", SPOTS)
def test_the_checker_sees_one_wrong_cell(spot: str) -> None:
    good = draw(plain_case(), Zoom.OVERVIEW)
    check(good)
    fields = {name: getattr(good, name) for name in good.__dataclass_fields__}
    bad = Spoilt(**{**fields, "look": Look({"spot": spot})})
    with pytest.raises(AssertionError):
        check(bad)


@pytest.mark.parametrize("lie", ["through a box", "broken", "wrong end", "shared"])
def test_the_checker_sees_a_wrong_route(lie: str) -> None:
    good = draw(plain_case(), Zoom.OVERVIEW)
    routes = {id: good.route(id) for id in ("ab", "ac")}
    box = good.boxes["a"]
    told = {
        "through a box": ((box.x + 1, box.y + 1), *routes["ab"]),
        "broken": (*routes["ab"][:1], *routes["ab"][2:]),
        "wrong end": routes["ac"],
        "shared": routes["ab"],
    }[lie]

    class Liar(Drawing):
        def route(self, connection: str) -> tuple[tuple[int, int], ...]:
            return told if connection == ("ac" if lie == "shared" else "ab") else routes[connection]

    fields = {name: getattr(good, name) for name in good.__dataclass_fields__}
    with pytest.raises(AssertionError):
        check(Liar(**fields))


def test_a_slot_of_the_file_is_the_slot_of_the_drawing() -> None:
    given = grouped(3)
    drawing = draw(given)
    assert drawing.slots == {id: Slot(*c.at) for id, c in given.components.items() if c.at is not None}
    assert replace(drawing, look=Look()).text() == drawing.text()
