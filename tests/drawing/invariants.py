"""What must hold of every drawing, read from its public face and from the cells it shows.

`check` raises AssertionError with words. Everything is worked out anew here from the design: which connections may
share a line, which groups can be rectangles, which character a cell must show.
"""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from sketchpad.drawing import Drawing, Rect, Style, Zoom, draw
from sketchpad.model import Connection, Design, Id, Slot
from sketchpad.model.text import plain

Cell = tuple[int, int]

UP, RIGHT, DOWN, LEFT = 1, 2, 4, 8
STEPS = {UP: (0, -1), RIGHT: (1, 0), DOWN: (0, 1), LEFT: (-1, 0)}
ARMS = {step: arm for arm, step in STEPS.items()}
ACROSS, UPRIGHT = RIGHT | LEFT, UP | DOWN
WIRES = dict(zip((5, 10, 3, 6, 7, 9, 11, 12, 13, 14), "│─└┌├┘┴┐┤┬", strict=True))
HEADS = {DOWN: "▼", UP: "▲", RIGHT: "►", LEFT: "◄"}
PORTS = {RIGHT: "├", LEFT: "┤", UP: "┴", DOWN: "┬"}
FRAMES = {"account": "═║╔╗╚╝╪╫", "region": "═║╔╗╚╝╪╫", "vpc": "─│┌┐└┘┼┼"}
DOTTED = "·:····│─"
"""Level, upright, four corners, what an upright line makes of a level border, and a level line of an upright one."""
ASCII = str.maketrans("│─└┌├┘┴┐┤┬┼╪╫═║╔╗╚╝·•▲►▼◄", "|-+++++++++++=#++++.o^>v<")


@dataclass(frozen=True)
class Net:
    """Connections that are drawn as one tree of lines."""

    key: Id
    words: str
    both: bool = False


def nets(design: Design, trunks: bool | str = True) -> dict[Id, Net]:
    """The net of every connection that can be drawn."""
    there = [c for _, c in sorted(design.connections.items()) if {c.source, c.target} <= design.components.keys()]
    pairs: dict[tuple[Id, Id, str, str], list[Connection]] = defaultdict(list)
    for c in there:
        pairs[c.source, c.target, c.verb, words(c)].append(c)
    out: dict[Id, Net] = {}
    for (source, target, verb, text), ours in pairs.items():
        back = pairs.get((target, source, verb, text), []) if source != target else []
        for one, other in zip(ours, back, strict=False):
            out[one.id] = Net(min(one.id, other.id), text, both=True)
    for end in ("source", "target"):
        if trunks is False or (end == "target" and trunks != "both"):
            continue
        shared: dict[tuple[Id, str, str], dict[Id, Connection]] = defaultdict(dict)
        for c in there:
            if c.id not in out and c.source != c.target:
                mine, others = (c.source, c.target) if end == "source" else (c.target, c.source)
                shared[mine, c.verb, words(c)].setdefault(others, c)
        for members in shared.values():
            if len(members) > 1:
                key = min(c.id for c in members.values())
                out.update((c.id, Net(key, words(c))) for c in members.values())
    for c in there:
        out.setdefault(c.id, Net(c.id, words(c)))
    return out


def words(connection: Connection) -> str:
    return plain(connection.label) or plain(connection.verb.replace("_", " "))


def chain(design: Design, inside: tuple[Id, ...]) -> list[Id]:
    """The groups around a part, nearest first, up to the first circle."""
    out: list[Id] = []
    while inside and inside[0] in design.groups and inside[0] not in out:
        out.append(inside[0])
        inside = design.groups[inside[0]].inside
    return out


def circular(design: Design) -> set[Id]:
    return {id for id, group in design.groups.items() if id in chain(design, group.inside)}


def members(design: Design) -> dict[Id, set[Id]]:
    """The components in each group, at any depth; circles hold none."""
    out: dict[Id, set[Id]] = defaultdict(set)
    round_ = circular(design)
    for id, component in design.components.items():
        for group in chain(design, component.inside):
            if group in round_:
                break
            out[group].add(id)
    return dict(out)


def dishonest(design: Design, slots: Mapping[Id, Slot]) -> set[Id]:
    """The groups whose rectangle holds a component of others or meets a group it is not nested with, and circles."""
    held = members(design)
    spans = {
        group: (
            min(slots[id].column for id in ids),
            min(slots[id].row for id in ids),
            max(slots[id].column for id in ids),
            max(slots[id].row for id in ids),
        )
        for group, ids in held.items()
    }
    out = circular(design)
    for group, (x1, y1, x2, y2) in spans.items():
        if any(x1 <= s.column <= x2 and y1 <= s.row <= y2 for id, s in slots.items() if id not in held[group]):
            out.add(group)
        for other, (a1, b1, a2, b2) in spans.items():
            meets = x1 <= a2 and a1 <= x2 and y1 <= b2 and b1 <= y2
            if other != group and meets and not nested(design, group, other):
                out.add(group)
    return out


def nested(design: Design, one: Id, other: Id) -> bool:
    return other in chain(design, design.groups[one].inside) or one in chain(design, design.groups[other].inside)


def cells_of(text: str) -> list[str]:
    """One string a cell: a character with its marks; "" in the second cell of a wide one."""
    out: list[str] = []
    for char in text:
        if unicodedata.category(char) in ("Mn", "Me", "Cf") and out:
            at = -1 if out[-1] else -2
            out[at] += char
        else:
            out.append(char)
            if unicodedata.east_asian_width(char) in "WF":
                out.append("")
    return out


@dataclass
class Picture:
    """A drawing taken apart."""

    drawing: Drawing
    trunks: bool | str = True
    texts: set[Cell] = field(default_factory=set)
    """Cells outside the boxes where words stand."""

    @cached_property
    def design(self) -> Design:
        return self.drawing.design

    @cached_property
    def rows(self) -> list[list[str]]:
        return shown(self.drawing, Rect(0, 0, self.drawing.width, self.drawing.height))

    @cached_property
    def boxed(self) -> dict[Cell, Id]:
        """Which box covers a cell."""
        out: dict[Cell, Id] = {}
        for id, box in self.drawing.boxes.items():
            for cell in cells_in(box):
                assert cell not in out, f"the boxes of {id} and {out[cell]} overlap at {cell}"
                out[cell] = id
        return out

    @cached_property
    def nets(self) -> dict[Id, Net]:
        return nets(self.design, self.trunks)

    @cached_property
    def routes(self) -> dict[Id, tuple[Cell, ...]]:
        return {id: self.drawing.route(id) for id in self.nets}

    @cached_property
    def wires(self) -> dict[Cell, dict[Net, int]]:
        """The arms that each net has in a cell."""
        out: dict[Cell, dict[Net, int]] = defaultdict(lambda: defaultdict(int))
        for id, route in self.routes.items():
            net, c = self.nets[id], self.design.connections[id]
            points = [self.beside(route[0], c.source), *route, self.beside(route[-1], c.target)]
            for one, here, other in zip(points, points[1:], points[2:], strict=False):
                for end in (one, other):
                    step = end[0] - here[0], end[1] - here[1]
                    assert step in ARMS, f"{id} jumps from {here} to {end}"
                    out[here][net] |= ARMS[step]
        return out

    def beside(self, cell: Cell, box: Id) -> Cell:
        """The cell of a box that a port stands before."""
        x, y = cell
        found = [(x + dx, y + dy) for dx, dy in STEPS.values() if self.boxed.get((x + dx, y + dy)) == box]
        assert len(found) == 1, f"{cell} is no port of {box}"
        return found[0]

    @cached_property
    def borders(self) -> dict[Cell, tuple[Id, str]]:
        """The group whose border covers a cell, and the character there where nothing crosses."""
        out: dict[Cell, tuple[Id, str]] = {}
        for id, box in self.drawing.groups.items():
            level, upright, *corners = list(FRAMES.get(self.design.groups[id].kind, DOTTED))
            x1, y1, x2, y2 = box.x, box.y, box.x + box.width - 1, box.y + box.height - 1
            assert min(x2 - x1, y2 - y1) > 0, f"the border of {id} has no inside"
            frame = {(x, y): level for x in range(x1, x2 + 1) for y in (y1, y2)}
            frame.update({(x, y): upright for x in (x1, x2) for y in range(y1, y2 + 1)})
            frame.update(zip(((x1, y1), (x2, y1), (x1, y2), (x2, y2)), corners, strict=False))
            for cell, char in frame.items():
                assert cell not in out, f"the borders of {id} and {out[cell][0]} share {cell}"
                out[cell] = id, char
        return out


def cells_in(box: Rect) -> Iterator[Cell]:
    for y in range(box.y, box.y + box.height):
        for x in range(box.x, box.x + box.width):
            yield x, y


def shown(drawing: Drawing, window: Rect) -> list[list[str]]:
    """The cells of a window."""
    rows = [cells_of("".join(text for text, _ in row)) for row in drawing.rows(window)]
    assert len(rows) == window.height, f"{len(rows)} rows instead of {window.height}"
    for y, row in enumerate(rows):
        assert len(row) == window.width, f"row {y} has {len(row)} cells instead of {window.width}"
    return rows


def check(drawing: Drawing, trunks: bool | str = True, seed: int = 0) -> Picture:
    """Raises AssertionError where one of the invariants P1 to P12 does not hold."""
    picture = Picture(drawing, trunks)
    _size(picture)
    _boxes(picture)
    _slots(picture)
    _groups(picture)
    _lines(picture)
    _labels(picture)
    _ink(picture)
    _windows(picture, random.Random(seed))
    _hits(picture, random.Random(seed))
    return picture


def _size(picture: Picture) -> None:
    """P1: rows and width are as computed, and the text is the same picture."""
    drawing = picture.drawing
    assert len(picture.rows) == drawing.height
    lines = ["".join(row).rstrip() for row in picture.rows]
    assert drawing.text() == "".join(line + "\n" for line in lines), "text() and rows() differ"


def _boxes(picture: Picture) -> None:
    """P2: boxes are disjoint (seen where they are collected), inside the picture, and say who they are."""
    drawing, rows = picture.drawing, picture.rows
    assert drawing.boxes.keys() == picture.design.components.keys()
    assert all(0 <= x < drawing.width and 0 <= y < drawing.height for x, y in picture.boxed), "a box leaves the picture"
    corners = "++++" if drawing.ascii else "┌┐└┘"
    for id, box in drawing.boxes.items():
        x1, y1, x2, y2 = box.x, box.y, box.x + box.width - 1, box.y + box.height - 1
        found = "".join(rows[y][x] for x, y in ((x1, y1), (x2, y1), (x1, y2), (x2, y2)))
        assert found == corners, f"the corners of {id} are {found}"
        if drawing.zoom != Zoom.OVERVIEW and not drawing.ascii:
            name = plain(picture.design.components[id].name or id).strip()
            said = ["".join(rows[y][x1 + 1 : x2]).strip() for y in range(y1 + 1, y2)]
            assert any(is_cut(line, name) for line in said), f"{id} says {said}, not {name!r}"


def is_cut(text: str, whole: str) -> bool:
    """Whether a text is another one, or its beginning with a mark."""
    return text == whole or (text.endswith("~") and whole.startswith(text[:-1].rstrip()))


def _slots(picture: Picture) -> None:
    """Slots are taken once, stated ones are kept, and boxes stand in their columns and rows."""
    drawing = picture.drawing
    assert drawing.slots.keys() == drawing.boxes.keys()
    assert len(set(drawing.slots.values())) == len(drawing.slots), "a slot is taken twice"
    stated: dict[Slot, Id] = {}
    for id, component in sorted(picture.design.components.items()):
        if component.at is not None:
            stated.setdefault(Slot(*component.at), id)
    for slot, id in stated.items():
        assert drawing.slots[id] == slot, f"{id} stands at {drawing.slots[id]} instead of {slot}"
    for axis in (0, 1):
        spans: dict[int, tuple[int, int]] = {}
        for id, box in drawing.boxes.items():
            low, size = (box.x, box.width) if axis == 0 else (box.y, box.height)
            before = spans.get(drawing.slots[id][axis], (low, low + size))
            spans[drawing.slots[id][axis]] = min(before[0], low), max(before[1], low + size)
        ordered = [spans[number] for number in sorted(spans)]
        assert all(a[1] <= b[0] for a, b in pairwise(ordered)), "columns or rows overlap"


def _groups(picture: Picture) -> None:
    """P5 and P6: borders hold their members and nothing else, nest, and meet lines at right angles only."""
    drawing, design = picture.drawing, picture.design
    held = members(design)
    drawable = held.keys() - dishonest(design, drawing.slots)
    assert drawable <= drawing.groups.keys(), f"{sorted(drawable - drawing.groups.keys())} have no border"
    for id, area in drawing.groups.items():
        x1, y1, x2, y2 = area.x, area.y, area.x + area.width - 1, area.y + area.height - 1
        leaves = x1 < 0 or y1 < 0 or x2 >= drawing.width or y2 >= drawing.height
        assert not leaves, f"{id} leaves the picture"
        for component, box in drawing.boxes.items():
            left, top, right, bottom = box.x, box.y, box.x + box.width - 1, box.y + box.height - 1
            inside = x1 < left and right < x2 and y1 < top and bottom < y2
            outside = right < x1 or left > x2 or bottom < y1 or top > y2
            assert inside if component in held[id] else outside, f"{component} is on the wrong side of {id}"
        for other, inner in drawing.groups.items():
            if other == id:
                continue
            a1, b1, a2, b2 = inner.x, inner.y, inner.x + inner.width - 1, inner.y + inner.height - 1
            if id in chain(design, design.groups[other].inside):
                within = x1 < a1 and y1 < b1 and a2 < x2 and b2 < y2
                assert within, f"{other} is not within {id}"
            elif other not in chain(design, design.groups[id].inside):
                assert a2 < x1 or a1 > x2 or b2 < y1 or b1 > y2, f"{other} meets {id}"
    corners = {c for a in drawing.groups.values() for c in _corners(a)}
    for cell, (id, char) in picture.borders.items():
        assert cell not in picture.boxed, f"the border of {id} runs through {picture.boxed[cell]}"
        if cell in picture.wires:
            assert cell not in corners, f"a line runs over a corner of {id}"
            level = char in "═─·" and _is_level(drawing.groups[id], cell)
            arms = set(picture.wires[cell].values())
            assert arms == {UPRIGHT if level else ACROSS}, f"a line runs along the border of {id} at {cell}"


def _corners(area: Rect) -> Iterable[Cell]:
    return ((x, y) for x in (area.x, area.x + area.width - 1) for y in (area.y, area.y + area.height - 1))


def _is_level(area: Rect, cell: Cell) -> bool:
    return cell[1] in (area.y, area.y + area.height - 1)


def _lines(picture: Picture) -> None:
    """P3, P4, P7, P8: lines are unbroken from port to port, keep off boxes, and only cross straight."""
    drawing = picture.drawing
    for id, route in picture.routes.items():
        assert len(set(route)) == len(route), f"{id} meets itself"
        c = picture.design.connections[id]
        for cell, end in ((route[0], c.source), (route[-1], c.target)):
            x, y = picture.beside(cell, end)
            box = drawing.boxes[end]
            is_corner = x in (box.x, box.x + box.width - 1) and y in (box.y, box.y + box.height - 1)
            assert not is_corner, f"{id} ends at a corner of {end}"
    for cell, held in picture.wires.items():
        names = sorted(net.key for net in held)
        assert cell not in picture.boxed, f"{names} run through {picture.boxed[cell]}"
        inside = 0 <= cell[0] < drawing.width and 0 <= cell[1] < drawing.height
        assert inside, f"{names} leave the picture"
        if len(held) > 1:
            assert sorted(held.values()) == [UPRIGHT, ACROSS], f"{names} share {cell} other than crossing straight"


def _labels(picture: Picture) -> None:
    """P9: words stand on their own line or in the top border of their group, and nowhere on anything else."""
    drawing, rows = picture.drawing, picture.rows
    seen: dict[Cell, Id] = {}
    placed: set[Id] = set()
    for id, net in picture.nets.items():
        place = drawing.label(id)
        if place is None or net.key in placed:
            continue
        placed.add(net.key)
        own = list(cells_in(place))
        text = "".join(rows[place.y][place.x : place.x + place.width])
        assert drawing.ascii or is_cut(text, net.words), f"the line of {id} says {text!r}, not {net.words!r}"
        for cell in own:
            assert cell not in seen, f"the labels of {id} and {seen[cell]} overlap"
            seen[cell] = id
            assert cell not in picture.borders, f"the label of {id} covers a border"
            assert cell not in picture.boxed, f"the label of {id} covers {picture.boxed.get(cell)}"
        covered = [dict(picture.wires[cell]) for cell in own if cell in picture.wires]
        is_along = covered == [{net: ACROSS}] * len(own)
        assert is_along or covered == [{net: UPRIGHT}], f"the label of {id} stands on {covered}"
    for id, area in drawing.groups.items():
        label = drawing.group_label(id)
        if label is None:
            continue
        width = len(cells_of(label.text))
        assert label.y == area.y, f"the name of {id} is not in its top border"
        within = area.x < label.x and label.x + width < area.x + area.width
        assert within, f"the name of {id} leaves its border"
        for x in range(label.x, label.x + width):
            assert (x, label.y) not in picture.wires, f"the name of {id} covers a line"
            seen[x, label.y] = id
        if not drawing.ascii:
            assert "".join(rows[label.y][label.x : label.x + width]) == label.text
    picture.texts = set(seen)


def _ink(picture: Picture) -> None:
    """P8 and P10: every cell shows exactly what runs through it, heads and ports included, and nothing else."""
    drawing = picture.drawing
    expected: dict[Cell, str] = {cell: char for cell, (_, char) in picture.borders.items()}
    for cell, held in picture.wires.items():
        if cell in picture.borders:
            id, _ = picture.borders[cell]
            crossings = FRAMES.get(picture.design.groups[id].kind, DOTTED)[6:]
            expected[cell] = crossings[0 if _is_level(drawing.groups[id], cell) else 1]
        elif len(held) == 2:
            expected[cell] = "┼"
        else:
            arms = next(iter(held.values()))
            expected[cell] = "•" if arms == 15 else WIRES[arms]
    for id, route in picture.routes.items():
        x, y = picture.beside(route[-1], picture.design.connections[id].target)
        expected[route[-1]] = HEADS[ARMS[x - route[-1][0], y - route[-1][1]]]
    for y, row in enumerate(picture.rows):
        for x, char in enumerate(row):
            cell = x, y
            if (char == " " and cell not in expected) or cell in picture.boxed or cell in picture.texts:
                continue
            want = expected.get(cell, " ")
            # One net may cross itself where it has no joint; both readings are true.
            fits = [want, "┼"] if want == "•" else [want]
            if drawing.ascii:
                fits = [sign.translate(ASCII) for sign in fits]
            assert char in fits, f"{cell} shows {char!r} instead of {want!r}"
    assert all(0 <= x < drawing.width and 0 <= y < drawing.height for x, y in expected)
    _ports(picture)


def _ports(picture: Picture) -> None:
    """Every line leaves its box through a mark in the border, and there are no others on the sides."""
    drawing, rows = picture.drawing, picture.rows
    marks: dict[Cell, str] = {}
    for id, route in picture.routes.items():
        if not picture.nets[id].both:
            x, y = picture.beside(route[0], picture.design.connections[id].source)
            marks[x, y] = "+" if drawing.ascii else PORTS[ARMS[route[0][0] - x, route[0][1] - y]]
    plain_side = "|" if drawing.ascii else "│"
    for box in drawing.boxes.values():
        for y in range(box.y + 1, box.y + box.height - 1):
            for x in (box.x, box.x + box.width - 1):
                want = marks.get((x, y), plain_side)
                assert rows[y][x] == want, f"the side of a box shows {rows[y][x]!r} at {(x, y)} instead of {want!r}"


def _windows(picture: Picture, dice: random.Random) -> None:
    """P11: a window is a piece of the whole; outside there is nothing."""
    drawing, rows = picture.drawing, picture.rows
    for _ in range(2):
        window = Rect(
            dice.randint(-3, drawing.width), dice.randint(-2, drawing.height), dice.randint(1, 50), dice.randint(1, 16)
        )
        for y, row in enumerate(shown(drawing, window), window.y):
            for x, char in enumerate(row, window.x):
                want = rows[y][x] if 0 <= y < drawing.height and 0 <= x < drawing.width else " "
                if char != want:
                    half_left = x == window.x and want == ""
                    half_right = x == window.x + window.width - 1 and rows[y][x + 1 : x + 2] == [""]
                    is_half = char == " " and (half_left or half_right)
                    assert is_half, f"{window} shows {char!r} at {(x, y)}, not {want!r}"


def _hits(picture: Picture, dice: random.Random) -> None:
    """P12: every cell of a box, line or border names its part, the others the group around them."""
    drawing = picture.drawing
    for id, box in drawing.boxes.items():
        for x, y in ((box.x, box.y), (box.x + box.width // 2, box.y + box.height // 2)):
            hit = drawing.hit(x, y)
            assert (hit.what, hit.id, hit.slot) == ("component", id, drawing.slots[id]), (
                f"{(x, y)} hits {hit}, not {id}"
            )
        middle = box.x + box.width // 2, box.y + box.height // 2
        assert drawing.slot_rect(drawing.slots[id]).contains(*middle)
        around = next(
            (g for g in chain(picture.design, picture.design.components[id].inside) if g in drawing.groups), None
        )
        assert drawing.group_at(drawing.slots[id]) == around, f"group_at knows nothing of {id} in {around}"
    for x, y in dice.sample(sorted(picture.wires), min(60, len(picture.wires))):
        hit = drawing.hit(x, y)
        if (x, y) in picture.borders and hit.what == "group":
            assert hit.id == picture.borders[x, y][0]
            continue
        assert hit.what == "connection", f"the line at {(x, y)} hits {hit}"
        assert (x, y) in _all_cells(picture, hit.id), f"{hit.id} is hit at {(x, y)}, where it does not run"
    free = sorted(picture.borders.keys() - picture.wires.keys() - picture.texts)
    for x, y in dice.sample(free, min(20, len(free))):
        hit = drawing.hit(x, y)
        assert (hit.what, hit.id) == ("group", picture.borders[x, y][0]), f"the border at {(x, y)} hits {hit}"
    for _ in range(20 if drawing.width else 0):
        x, y = dice.randrange(drawing.width), dice.randrange(drawing.height)
        cell = x, y
        if cell in picture.wires or cell in picture.boxed or cell in picture.borders or cell in picture.texts:
            continue
        inside = [g for g, a in drawing.groups.items() if a.contains(x, y)]
        want = max(inside, key=lambda g: len(chain(picture.design, picture.design.groups[g].inside)), default=None)
        hit = drawing.hit(x, y)
        assert (hit.id, hit.what) == (want, "group" if want else "empty"), f"{cell} in {want} hits {hit}"
    assert drawing.hit(-1, -1).what == "empty"


def _all_cells(picture: Picture, id: Id | None) -> set[Cell]:
    """The cells of a connection and of those it shares its line with in both directions."""
    if id is None or id not in picture.nets:
        return set()
    net = picture.nets[id]
    return set(picture.routes[id]) | {
        cell for other, cells in picture.routes.items() if net.both and picture.nets[other] == net for cell in cells
    }


BOX_STYLES = frozenset(
    {Style.BOX, Style.CODE, Style.NAME, Style.PROPERTY, Style.TAG, Style.BADGE}
    | {Style.BADGE_ERROR, Style.BADGE_WARNING, Style.BADGE_INFO}
)
GROUP_STYLES = {"account": Style.GROUP_REGION, "region": Style.GROUP_REGION, "vpc": Style.GROUP_VPC}


def styles_of(drawing: Drawing, marked: frozenset[Id] = frozenset()) -> list[list[Style]]:
    """The style of every cell."""
    rows = drawing.rows(Rect(0, 0, drawing.width, drawing.height), marked)
    return [[style for text, style in row for _ in cells_of(text)] for row in rows]


def check_styles(picture: Picture, marked: frozenset[Id] = frozenset()) -> None:
    """Every cell has the style of what it shows; marked parts have their own, and marks change no character."""
    drawing = picture.drawing
    styles = styles_of(drawing)
    for (x, y), id in picture.boxed.items():
        assert styles[y][x] in BOX_STYLES, f"{(x, y)} of {id} is drawn as {styles[y][x]!r}"
    for (x, y), (id, _) in picture.borders.items():
        if (x, y) not in picture.wires and (x, y) not in picture.texts:
            want = GROUP_STYLES.get(picture.design.groups[id].kind, Style.GROUP_OTHER)
            assert styles[y][x] == want, f"{(x, y)} of {id} is drawn as {styles[y][x]!r}"
    for x, y in picture.wires.keys() - picture.borders.keys():
        is_head = picture.rows[y][x] in "▲►▼◄" and (x, y) not in picture.texts
        fits = {Style.ARROW} if is_head else {Style.LINE, Style.ARROW, Style.LABEL}
        assert styles[y][x] in fits, f"the line at {(x, y)} is drawn as {styles[y][x]!r}"
    if not marked:
        return
    window = Rect(0, 0, drawing.width, drawing.height)
    other = [cells_of("".join(text for text, _ in row)) for row in drawing.rows(window, marked)]
    assert other == picture.rows, "marks change the picture"
    styles = styles_of(drawing, marked)
    for id in sorted(marked):
        if id in drawing.boxes:
            corner = drawing.boxes[id]
            assert styles[corner.y][corner.x] == Style.MARKED_BOX
        elif id in picture.routes:
            found = {styles[y][x] for x, y in picture.routes[id]}
            assert found <= {Style.MARKED_LINE, Style.MARKED_LABEL}, f"{id} is marked as {found}"
        elif id in drawing.groups:
            area = drawing.groups[id]
            assert styles[area.y][area.x] == Style.MARKED_GROUP


def check_shuffled(design: Design, dice: random.Random) -> None:
    """P13: the order of the file changes nothing."""

    def mixed(shelf: Mapping[Id, object]) -> dict[Id, object]:
        items = list(shelf.items())
        dice.shuffle(items)
        return dict(items)

    other = design.but(
        components=mixed(design.components), connections=mixed(design.connections), groups=mixed(design.groups)
    )
    assert draw(other).text() == draw(design).text()


@dataclass(frozen=True)
class Figures:
    """How good a drawing is."""

    crossings: int
    bends: int
    length: int
    """Cells that lines take."""
    labels: int
    nets: int
    area: int
    heads: int


def figures(drawing: Drawing) -> Figures:
    """Counts on a drawing that `check` accepts."""
    picture = check(drawing)
    bends = {
        (picture.nets[id], here)
        for id, route in picture.routes.items()
        for one, here, other in zip(route, route[1:], route[2:], strict=False)
        if one[0] != other[0] and one[1] != other[1]
    }
    ends = [route[-1] for route in picture.routes.values()]
    return Figures(
        crossings=sum(1 for held in picture.wires.values() if len(held) == 2),
        bends=len(bends),
        length=len(picture.wires),
        labels=len({picture.nets[id] for id in picture.nets if drawing.label(id) is not None}),
        nets=len(set(picture.nets.values())),
        area=drawing.width * drawing.height,
        heads=sum(1 for x, y in ends if picture.rows[y][x] in "▲►▼◄"),
    )
