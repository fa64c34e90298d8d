"""What people read in a drawing: sketches in, characters out."""

from __future__ import annotations

import itertools
import random
from textwrap import dedent

import pytest

from sketchpad.drawing import Drawing, Hit, Look, Rect, Style, Zoom, draw
from sketchpad.drawing.cells import REST, split, width
from sketchpad.model import Component, Connection, Design, Group, Slot, parse

SHOP = """
region eu in stockholm
account stockholm name=Shop
api_gateway api at 0,0 in eu name="Orders API"
lambda fn at 1,0 in eu name=handler memory_mb=512 timeout_s=30
dynamodb db at 2,0 in eu name=orders
sqs late at 1,1 in eu name="late orders"
client shopper at -1,0 name=Shopper
shopper calls api
api calls fn
fn rw db
fn publishes late label="too late"
"""


def drawn(design: Design | str, zoom: Zoom = Zoom.NORMAL, **more: bool) -> str:
    return draw(parse(design) if isinstance(design, str) else design, zoom, **more).text()


def picture(text: str) -> str:
    return dedent(text).lstrip("\n")


def part(id: str, column: int, row: int, *inside: str, name: str = "") -> Component:
    return Component(id=id, kind="lambda", name=name, at=Slot(column, row), inside=inside)


def made(*parts: Component | Connection | Group) -> Design:
    return Design().having(*parts) if parts else Design()


def line(source: str, target: str, verb: str = "calls", label: str = "", id: str = "") -> Connection:
    return Connection(id=id or f"{source}-{verb}-{target}", source=source, verb=verb, target=target, label=label)


# -- what is read ---------------------------------------------------------------------------------------------------


def test_two_components_and_what_connects_them() -> None:
    assert drawn("lambda a at 0,0\ndynamodb b at 1,0\na rw b") == picture(
        """
        ┌LAM───────┐      ┌DDB───────┐
        │ a        ├─rw──►│ b        │
        │          │      │          │
        └──────────┘      └──────────┘
        """
    )


def test_a_verb_of_two_words_and_a_label_in_its_place() -> None:
    assert drawn("lambda a at 0,0\nlambda b at 1,0\na triggers_on b") == picture(
        """
        ┌LAM───────┐               ┌LAM───────┐
        │ a        ├─triggers on──►│ b        │
        │          │               │          │
        └──────────┘               └──────────┘
        """
    )
    assert "─hourly──►" in drawn("lambda a at 0,0\nlambda b at 1,0\na triggers_on b label=hourly")


def test_names_and_stated_properties() -> None:
    sketch = "lambda fn at 0,0 name=handler timeout_s=30 memory_mb=512 zebra=1 reserved_concurrency=9"
    assert drawn(sketch, Zoom.DETAIL) == picture(
        """
        ┌LAM─────────────────────┐
        │ handler                │
        │ timeout_s: 30          │
        │ memory_mb: 512         │
        │ reserved_concurren~: 9 │
        └────────────────────────┘
        """
    )
    assert drawn(sketch) == picture(
        """
        ┌LAM───────┐
        │ handler  │
        │ tim~: 30 │
        └──────────┘
        """
    )
    assert "timeout" not in drawn(sketch, Zoom.COMPACT)


def test_a_property_that_is_null_is_not_shown() -> None:
    fn = Component(id="fn", kind="lambda", properties={"gpu": None, "timeout_s": 30, "runtime": ("a", None)})
    rows = [row.strip("│ ") for row in drawn(made(fn), Zoom.DETAIL).splitlines()]
    assert rows[1:4] == ["fn", "timeout_s: 30", "runtime: a,unset"]
    assert "gpu" not in drawn(made(fn), Zoom.DETAIL)


def test_a_group_is_a_border_with_its_kind_and_value() -> None:
    assert drawn("region eu code=eu-north-1\nlambda a at 0,0 in eu") == picture(
        """
        ╔═ eu-north-1 ═══╗
        ║  ┌LAM───────┐  ║
        ║  │ a        │  ║
        ║  │          │  ║
        ║  └──────────┘  ║
        ╚════════════════╝
        """
    )
    assert drawn("vpc v name=main cidr=10.0.0.0/16\nlambda a at 0,0 in v\nlambda b at 1,0 in v") == picture(
        """
        ┌─ VPC main 10.0.0.0/16 ───────────┐
        │  ┌LAM───────┐      ┌LAM───────┐  │
        │  │ a        │      │ b        │  │
        │  │          │      │          │  │
        │  └──────────┘      └──────────┘  │
        └──────────────────────────────────┘
        """
    )


def test_groups_nest_and_lines_cross_their_borders_at_right_angles() -> None:
    assert drawn("region r\nsubnet s in r access=private\nlambda a at 0,0 in s\nlambda b at 1,0\na calls b") == picture(
        """
        ╔═ Region r ═════════╗
        ║ ·· private ······· ║
        ║ :  ┌LAM───────┐  : ║         ┌LAM───────┐
        ║ :  │ a        ├────╫─calls──►│ b        │
        ║ :  │          │  : ║         │          │
        ║ :  └──────────┘  : ║         └──────────┘
        ║ ·················· ║
        ╚════════════════════╝
        """
    )


def test_one_source_and_one_verb_share_a_trunk() -> None:
    assert drawn("lambda a at 0,0\nlambda b at 1,0\nlambda c at 1,1\na calls b\na calls c") == picture(
        """
        ┌LAM───────┐            ┌LAM───────┐
        │ a        ├──calls──┬─►│ b        │
        │          │         │  │          │
        └──────────┘         │  └──────────┘
                             │
                             │  ┌LAM───────┐
                             └─►│ c        │
                                │          │
                                └──────────┘
        """
    )


def test_a_dot_is_where_one_net_joins_and_a_cross_is_where_two_meet() -> None:
    star = "sns t at 0,1\nlambda a at 1,0\nlambda b at 1,1\nlambda c at 1,2\nt notifies a\nt notifies b\nt notifies c"
    assert "├──notifies──•─►│ b" in drawn(star)
    crossed = "lambda a at 0,0\nlambda b at 1,0\nlambda c at 0,1\nlambda d at 1,1\na calls d\nc reads b"
    assert "•" not in drawn(crossed)
    assert drawn(crossed).count("┼") == 1


def test_trunks_can_be_left_out() -> None:
    sketch = "lambda a at 0,0\nlambda b at 1,0\nlambda c at 1,1\na calls b\na calls c"
    assert drawn(sketch, trunks=False).count("calls") == 2


def test_the_same_words_both_ways_are_one_line_with_two_heads() -> None:
    both = made(part("a", 0, 0), part("b", 1, 0), line("a", "b", "peers"), line("b", "a", "peers"))
    assert drawn(both) == picture(
        """
        ┌LAM───────┐         ┌LAM───────┐
        │ a        │◄─peers─►│ b        │
        │          │         │          │
        └──────────┘         └──────────┘
        """
    )
    other = both.having(line("b", "a", "peers", label="back"))
    assert drawn(other).count("►") == drawn(other).count("◄") == 1
    assert "back" in drawn(other)


def test_parallel_lines_stay_parallel_and_boxes_grow_with_them() -> None:
    design = made(part("a", 0, 0), part("b", 1, 0), *(line("a", "b", "calls", f"way {n}", f"c{n}") for n in range(3)))
    assert drawn(design) == picture(
        """
        ┌LAM───────┐         ┌LAM───────┐
        │          ├─way 0──►│          │
        │ a        ├─way 1──►│ b        │
        │          ├─way 2──►│          │
        └──────────┘         └──────────┘
        """
    )


def test_a_component_that_calls_itself() -> None:
    assert drawn("lambda a at 0,0\na calls a") == picture(
        """
              ┌────calls─────┐
              ▼              │
        ┌LAM───────┐         │
        │ a        ├─────────┘
        │          │
        └──────────┘
        """
    )


def test_overview_shows_codes() -> None:
    assert drawn("lambda a at 0,0\ndynamodb b at 1,0\na rw b", Zoom.OVERVIEW) == picture(
        """
        ┌───┐   ┌───┐
        │LAM├──►│DDB│
        └───┘   └───┘
        """
    )


def test_compact_shows_codes_and_names() -> None:
    assert drawn("lambda a at 0,0\ndynamodb b at 1,0\na rw b", Zoom.COMPACT) == picture(
        """
        ┌LAM─────┐      ┌DDB─────┐
        │ a      ├─rw──►│ b      │
        └────────┘      └────────┘
        """
    )


def test_ascii_alone() -> None:
    assert drawn("region r\nlambda a at 0,0 in r name=größe\nlambda b at 1,0\na calls b", ascii=True) == picture(
        """
        += Region r =====+
        #  +LAM-------+  #         +LAM-------+
        #  | gro?e    +--+-calls-->| b        |
        #  |          |  #         |          |
        #  +----------+  #         +----------+
        +================+
        """
    )


@pytest.mark.parametrize("zoom", Zoom)
def test_every_row_of_ascii_is_as_wide_as_in_unicode(zoom: Zoom) -> None:
    one, other = draw(parse(SHOP), zoom), draw(parse(SHOP), zoom, ascii=True)
    assert (one.width, one.height, one.boxes) == (other.width, other.height, other.boxes)


def test_nothing_to_draw() -> None:
    empty = draw(Design())
    assert empty.text() == ""
    assert (empty.width, empty.height) == (0, 0)
    assert empty.hit(3, 2).what == "empty"
    assert empty.rows(Rect(0, 0, 3, 1)) == [[("   ", Style.TEXT)]]


# -- designs that no rectangle fits -------------------------------------------------------------------------------


def test_a_group_that_would_enclose_a_stranger_is_a_tag() -> None:
    design = made(
        Group(id="orders", kind="service"), part("a", 0, 0, "orders"), part("b", 1, 0), part("c", 2, 0, "orders")
    )
    drawing = draw(design)
    assert drawing.groups == {}
    assert drawing.text().splitlines()[-1] == "└«orders»──────┘      └──────────┘      └«orders»──────┘"
    assert "orders" not in draw(design, Zoom.OVERVIEW).text()
    assert "<orders>" in draw(design, ascii=True).text()


def test_another_membership_is_a_tag() -> None:
    design = made(
        Group(id="r", kind="region"), Group(id="pay", kind="service", name="Pay"), part("a", 0, 0, "r", "pay")
    )
    drawing = draw(design)
    assert set(drawing.groups) == {"r"}
    assert "«Pay»" in drawing.text()


def test_of_two_groups_that_overlap_the_larger_is_drawn() -> None:
    design = made(
        Group(id="big", kind="vpc"),
        Group(id="small", kind="vpc"),
        *(part(f"b{column}", column, row, "big") for column, row in ((0, 0), (2, 0), (2, 1))),
        *(part(f"s{row}", 1, row, "small") for row in (-1, 2)),
        part("b9", 0, 1, "big"),
    )
    drawing = draw(design)
    assert set(drawing.groups) == {"big"}
    assert drawing.text().count("«small»") == 2


def test_groups_in_a_circle_are_tags() -> None:
    design = made(
        Group(id="g", kind="vpc", inside=("h",)), Group(id="h", kind="vpc", inside=("g",)), part("a", 0, 0, "g")
    )
    assert "«g»«h»" in draw(design, Zoom.DETAIL).text()


def test_two_components_in_one_slot_stand_side_by_side() -> None:
    drawing = draw(made(part("b", 0, 0), part("a", 0, 0), part("c", 1, 0)))
    assert drawing.slots["a"] == Slot(0, 0)
    assert drawing.slots["c"] == Slot(1, 0)
    assert len(set(drawing.slots.values())) == 3


def test_connections_to_nowhere_are_left_out() -> None:
    drawing = draw(made(part("a", 0, 0), line("a", "gone"), line("gone", "a")))
    assert "calls" not in drawing.text()
    with pytest.raises(KeyError):
        drawing.route("a-calls-gone")


def test_a_part_far_away_does_not_make_the_drawing_endless() -> None:
    drawing = draw(made(part("a", -100_000, -100_000), part("b", 100_000, 100_000), line("a", "b")))
    assert drawing.width < 400
    assert drawing.height < 200
    assert drawing.slots["b"] == Slot(100_000, 100_000)


# -- text from outside -----------------------------------------------------------------------------------------------


def test_wide_characters_take_two_cells() -> None:
    design = made(
        part("a", 0, 0, "g", name="注文データベース注文"),
        part("b", 1, 0, name="日本"),
        line("a", "b", label="読む"),
        Group(id="g", kind="region", name="東京"),
    )
    text = drawn(design)
    rows = text.splitlines()
    assert "日本" in text
    assert "読む" in text
    assert "東京" in text
    assert len({width(row) for row in rows[1:4]}) == 1


def test_in_ascii_a_name_of_which_nothing_can_be_read_gives_way_to_the_id() -> None:
    design = made(part("order-taker", 0, 0, name="注文サービス"), part("b", 1, 0, name="Café"))
    assert "| order-taker" in drawn(design, ascii=True)
    assert "| Cafe " in drawn(design, ascii=True)
    assert "│ 注文サービス" in drawn(design)


def test_control_characters_do_not_reach_the_terminal() -> None:
    text = drawn(
        made(part("a", 0, 0, name="\x1b[31mred\n"), part("b", 1, 0, name="\u202ex"), line("a", "b", label="\x00"))
    )
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x00" not in text


def test_long_names_are_cut() -> None:
    assert "│ a very long nam~ │" in drawn(made(part("a", 0, 0, name="a very long name indeed")))


# -- windows ---------------------------------------------------------------------------------------------------------


def cropped(drawing: Drawing, window: Rect) -> list[str]:
    """A window cut out of the whole text, cell by cell."""
    lines = drawing.text().splitlines()
    out = []
    for y in range(window.y, window.y + window.height):
        row = split(lines[y]) if 0 <= y < len(lines) else []
        cells = [row[x] if 0 <= x < len(row) else " " for x in range(window.x, window.x + window.width)]
        if cells and cells[0] == REST:
            cells[0] = " "
        if cells and cells[-1] != REST and width(cells[-1]) == 2:
            cells[-1] = " "
        out.append("".join(cell for cell in cells if cell != REST))
    return out


WIDE = made(
    Group(id="g", kind="region", name="東京リージョン"),
    *(part(f"p{n}", n % 4, n // 4, *(["g"] if n < 8 else []), name=f"注文 {n}") for n in range(14)),
    *(line(f"p{n}", f"p{n * 5 % 14}", label="読み書き" if n % 2 else "") for n in range(14)),
)


@pytest.mark.parametrize("zoom", Zoom)
@pytest.mark.parametrize("design", [parse(SHOP), WIDE], ids=["shop", "wide"])
def test_a_window_is_a_piece_of_the_whole(design: Design, zoom: Zoom) -> None:
    dice = random.Random(zoom)
    drawing = draw(design, zoom)
    for _ in range(60):
        window = Rect(
            dice.randint(-5, drawing.width), dice.randint(-3, drawing.height), dice.randint(1, 60), dice.randint(1, 20)
        )
        fresh = draw(design, zoom)
        rows = fresh.rows(window)
        assert ["".join(text for text, _ in row) for row in rows] == cropped(drawing, window)
        assert all(width("".join(text for text, _ in row)) == window.width for row in rows)


def test_rows_tell_what_is_what() -> None:
    drawing = draw(parse(SHOP), look=Look(badges={"fn": "E1", "api": "W12345"}))
    found: dict[Style, str] = {}
    for row in drawing.rows(Rect(0, 0, drawing.width, drawing.height)):
        for text, style in row:
            found[style] = found.get(style, "") + text.strip()
    assert "handler" in found[Style.NAME]
    assert "LAM" in found[Style.CODE]
    assert "timeout~: 30" in found[Style.PROPERTY]
    assert "too late" in found[Style.LABEL]
    assert "Region" in found[Style.GROUP_LABEL]
    assert found[Style.BADGE_ERROR] == "E1"
    assert found[Style.BADGE_WARNING] == "W1~"
    assert set(found[Style.ARROW]) <= set("▲►▼◄")
    assert "═" in found[Style.GROUP_REGION]


def test_marked_parts_have_styles_of_their_own() -> None:
    drawing = draw(parse(SHOP))
    whole = Rect(0, 0, drawing.width, drawing.height)
    plain, marked = drawing.rows(whole), drawing.rows(whole, frozenset({"fn", "fn-rw-db", "eu"}))
    assert ["".join(t for t, _ in row) for row in plain] == ["".join(t for t, _ in row) for row in marked]
    styles = {style for row in marked for _, style in row}
    assert {Style.MARKED_BOX, Style.MARKED_LINE, Style.MARKED_LABEL, Style.MARKED_GROUP} <= styles
    shown = "".join(text for row in marked for text, style in row if style in (Style.MARKED_LINE, Style.MARKED_LABEL))
    assert len(shown) == len(drawing.route("fn-rw-db"))


# -- pointing --------------------------------------------------------------------------------------------------------


def test_every_cell_of_a_line_and_a_box_names_it() -> None:
    drawing = draw(parse(SHOP))
    for id in drawing.design.connections:
        for x, y in drawing.route(id):
            assert drawing.hit(x, y).what in ("connection", "group")
    x, y = drawing.route("shopper-calls-api")[0]
    assert drawing.hit(x, y) == Hit("connection", "shopper-calls-api", drawing.slot_at(x, y))
    for id, box in drawing.boxes.items():
        for x, y in ((box.x, box.y), (box.x + box.width - 1, box.y + box.height - 1)):
            assert drawing.hit(x, y) == Hit("component", id, drawing.slots[id])


def test_a_route_runs_from_box_to_box() -> None:
    drawing = draw(parse(SHOP))
    for connection in drawing.design.connections.values():
        route = drawing.route(connection.id)
        for (x, y), id in ((route[0], connection.source), (route[-1], connection.target)):
            box = drawing.boxes[id]
            assert any(box.contains(x + dx, y + dy) for dx, dy in ((0, 1), (0, -1), (1, 0), (-1, 0)))
        assert all(abs(x - u) + abs(y - v) == 1 for (x, y), (u, v) in itertools.pairwise(route))
        assert len(set(route)) == len(route)


def test_borders_and_what_they_enclose_belong_to_the_group() -> None:
    drawing = draw(parse(SHOP))
    box = drawing.groups["eu"]
    assert drawing.hit(box.x, box.y).id == "eu"
    assert drawing.hit(box.x + 1, box.y + 1) == Hit("group", "eu", drawing.slot_at(box.x + 1, box.y + 1))
    outside = drawing.groups["stockholm"]
    assert drawing.hit(outside.x, outside.y).id == "stockholm"
    assert drawing.hit(drawing.width + 5, 0).what == "empty"
    assert drawing.group_at(Slot(0, 1)) == "eu"
    assert drawing.group_at(Slot(-1, 0)) is None
    assert drawing.group_at(Slot(50, 50)) is None


@pytest.mark.parametrize("zoom", Zoom)
def test_slots_and_cells_agree(zoom: Zoom) -> None:
    drawing = draw(parse(SHOP), zoom)
    for column in range(-4, 8):
        for row in range(-3, 5):
            box = drawing.slot_rect(Slot(column, row))
            assert drawing.slot_at(box.x + box.width // 2, box.y + box.height // 2) == Slot(column, row)
    for id, slot in drawing.slots.items():
        around, box = drawing.slot_rect(slot), drawing.boxes[id]
        assert around.contains(box.x, box.y)
        assert around.contains(box.x + box.width - 1, box.y + box.height - 1)


# -- the next drawing ------------------------------------------------------------------------------------------------


def same(one: Drawing, other: Drawing) -> bool:
    routes = all(one.route(id) == other.route(id) for id in one._net_of)
    return (one.text(), one.boxes, one.groups) == (other.text(), other.boxes, other.groups) and routes


def test_a_window_names_the_boxes_in_it_in_reading_order() -> None:
    drawing = draw(parse(SHOP))
    for window in (Rect(0, 0, 30, 9), Rect(25, 4, 40, 6), Rect(-5, -5, 500, 200), Rect(400, 90, 9, 9)):
        seen = [
            id
            for id, box in drawing.boxes.items()
            if box.x < window.x + window.width
            and box.x + box.width > window.x
            and box.y < window.y + window.height
            and box.y + box.height > window.y
        ]
        wanted = sorted(seen, key=lambda id: (drawing.slots[id].row, drawing.slots[id].column))
        assert list(drawing.within(window)) == wanted


def test_what_stays_in_a_group_when_some_of_it_moves() -> None:
    parts = part("a", 0, 0, "g"), part("b", 1, 0, "g"), part("c", 2, 2, "g"), part("d", 5, 5)
    drawing = draw(made(*parts, Group(id="g", kind="vpc")))
    assert drawing.hull("g") == ((0, 0), (2, 2))
    assert drawing.hull("g", {"c"}) == ((0, 0), (1, 0))
    assert drawing.hull("g", {"a", "b", "c"}) is None


def test_the_next_drawing_is_a_fresh_one() -> None:
    design = parse(SHOP)
    drawing = draw(design)
    for step in (
        design.having(design.components["db"].but(at=Slot(1, 2))),
        design.having(part("new", 0, 1, "eu")),
        design.having(line("late", "db", "writes")),
        design.without(["fn"]),
        design.without(["eu"]),
        design.having(design.components["fn"].but(name="a much longer name")),
        design.having(part("far", 9, 9)),
    ):
        assert same(drawing.after(step), draw(step))
        assert same(drawing.after(step).after(design), drawing)


def test_sticky_lines_stay_where_they_are() -> None:
    design = parse(SHOP)
    before = draw(design)
    moved = design.having(design.components["late"].but(at=Slot(0, 1)))
    after = before.after(moved, sticky=True)
    for id in ("shopper-calls-api", "api-calls-fn", "fn-rw-db"):
        assert after.routes.paths[after.lines[id]] == before.routes.paths[before.lines[id]]
    assert same(before.after(moved, sticky=True).after(design), before)
    assert same(after.after(moved.but(name="again")), draw(moved))


def test_zooming_keeps_the_routes() -> None:
    drawing = draw(parse(SHOP))
    for zoom in Zoom:
        assert same(drawing.zoomed(zoom), draw(parse(SHOP), zoom))
        assert drawing.zoomed(zoom).routes is drawing.routes


def test_the_order_of_the_file_does_not_matter() -> None:
    design = parse(SHOP)
    turned = design.but(
        components=dict(reversed(design.components.items())),
        connections=dict(reversed(design.connections.items())),
        groups=dict(reversed(design.groups.items())),
    )
    assert draw(turned).text() == draw(design).text()


def test_sticky_lines_and_gaps_stay_when_the_grid_grows() -> None:
    design = parse(SHOP)
    before = draw(design)
    for slot in (Slot(5, 1), Slot(-3, -2), Slot(0, 4)):
        grown = design.having(part("new", *slot), line("new", "api", "reads"))
        after = before.after(grown, sticky=True)
        for name, own in before.lines.items():
            shape = [leg[2:] for leg in before.routes.paths[own].legs]
            again = [leg[2:] for leg in after.routes.paths[after.lines[name]].legs]
            assert [high - low for low, high in shape] == [high - low for low, high in again]
        assert after.boxes["db"].x - after.boxes["fn"].x >= before.boxes["db"].x - before.boxes["fn"].x
        assert same(after.after(grown.but(name="again")), draw(grown))
        assert after.after(design, sticky=True).text().count("►") == before.text().count("►")


def test_dragging_there_and_back_shows_the_same() -> None:
    design = parse(SHOP)
    start = draw(design)
    component = design.components["fn"]
    for slot in (Slot(1, 2), Slot(2, 1), Slot(1, -3)):
        start.after(design.having(component.but(at=slot)), sticky=True).text()
    back = design.having(component.but(at=Slot(1, 2))).having(component.but(at=Slot(1, 0)))
    assert same(start.after(back, sticky=True), start)


def test_a_vast_design_costs_what_is_in_it() -> None:
    parts = [part(f"c{n:03}", 9 * n, 5 * n) for n in range(300)]
    lines = [line(f"c{n:03}", f"c{n * 7 % 300:03}") for n in range(1, 300)]
    drawing = draw(made(*parts, *lines))
    assert drawing.width * drawing.height > 50_000_000
    box = drawing.boxes["c150"]
    rows = drawing.rows(Rect(box.x, box.y, box.width, box.height))
    assert "│ c150" in "".join(text for text, _ in rows[1])
    first = next(drawing.text_rows())
    assert len(first) <= drawing.width + 1
