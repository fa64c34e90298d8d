"""What lies over the drawing: the cursor, what is chosen, ghosts and labels, as patches of cells.

A patch puts text into a row, or (without text) shows what is there with a doubled border or in another style. Later
patches lie over earlier ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.strip import Strip

from ...drawing import Drawing, Rect, Zoom
from ...drawing.cells import fit
from ...model import Id, Slot
from ...model.text import plain
from ..light import DARK, Light
from ..status import Words
from .cards import carded, mapped
from .gestures import Ghost
from .minimap import Survey
from .patch import Patch, Patches

LIGHT = "─│┌┐└┘├┤┬┴┼"
DOUBLE = str.maketrans(LIGHT, "═║╔╗╚╝╟╢╤╧╬")
DOUBLE_ASCII = str.maketrans("-|+", "=##")


class Over(NamedTuple):
    """Everything that lies over the drawing."""

    cursor: Slot
    chosen: frozenset[Id] = frozenset()
    ghost: Ghost | None = None
    port: Id | None = None
    """The component whose port is shown to start a connection from."""
    hints: tuple[str, ...] = ()
    """Lines in the middle of the window."""
    light: Light = DARK
    """What is brought out because something else is looked at."""
    found: frozenset[Id] = frozenset()
    """What is looked for, as far as it is on the screen."""
    bright: frozenset[Id] = frozenset()
    """The parts that alone are not dimmed; empty where nothing is."""
    pale: bool = False
    """Whether what is dimmed is to be read all the same."""
    card: tuple[Words, ...] = ()
    """Lines about what is under the cursor, or in the slot `about`."""
    map: bool = False
    """Whether a map of the whole is wanted."""
    about: Slot | None = None


Map = tuple[Survey, Rect]
"""What a map shows, and the cells of the window that it takes."""


def patches(drawing: Drawing, over: Over, view: Rect, here: Id | None, map: Map | None = None) -> Patches:
    """The patches on the rows of `view`. `here` is the component under the cursor."""
    rows: dict[int, list[Patch]] = defaultdict(list)
    low, high = view.y, view.y + view.height
    found = (
        *_more(drawing, view),
        *_all(drawing, over, here, view),
        *_hinted(over.hints, view, drawing.slot_rect(over.cursor)),
        *(mapped(drawing, map[0], over.cursor, view, map[1]) if map else ()),
        *carded(drawing, over.card, over.about or over.cursor, view),
    )
    for y, patch in found:
        if low <= y < high and patch.x < view.x + view.width and patch.x + patch.width > view.x:
            rows[y].append(patch)
    return {y: tuple(found) for y, found in rows.items()}


def _all(drawing: Drawing, over: Over, here: Id | None, view: Rect) -> Iterator[tuple[int, Patch]]:
    ghost = over.ghost
    lit = over.light.parts - over.chosen
    for ids, role in ((over.found - over.chosen - lit, "found"), (lit, "lit"), (over.chosen, "chosen")):
        for id in sorted(ids):
            if id in drawing.slots:
                yield from _bordered(drawing.box(id), role)
            elif (rect := drawing.groups.get(id)) is not None:
                yield from _bordered(rect, role)
    for id, number in sorted(over.light.numbers.items()):
        if id in drawing.slots:
            box = drawing.box(id)
            said = fit(f" {number} "[: box.width - 2], min(len(number) + 2, box.width - 2))
            yield box.y + box.height - 1, Patch(box.x + 1, len(said), "step", said)
    if ghost and ghost.area:
        yield from _shaded(drawing, *ghost.area)
    if ghost and ghost.wire:
        yield from _wired(drawing, *ghost.wire)
    for slot, code, name in ghost.boxes if ghost else ():
        yield from _dotted(drawing, slot, code, name, bool(ghost and ghost.problem))
    if here is not None:
        # Reversed and no more: a step of the cursor is to cost few bytes, whatever is on the line.
        box = drawing.box(here)
        for y in range(box.y + 1, box.y + box.height - 1):
            yield y, Patch(box.x, box.width, "cursor")
        if over.ghost is None and drawing.zoom is not Zoom.OVERVIEW:
            x, y = port(box)
            yield y, Patch(x, 1, "cursor", _ring(drawing))
    elif not (ghost and any(slot == over.cursor for slot, _, _ in ghost.boxes)):
        yield from _cornered(drawing.slot_rect(over.cursor), drawing.ascii)
    if over.port is not None and over.port in drawing.slots:
        x, y = port(drawing.box(over.port))
        yield y, Patch(x, 1, "port", _ring(drawing))
    for id, label in sorted(ghost.labels.items()) if ghost else ():
        if id in drawing.slots:
            yield from _labelled(drawing.box(id), label, _named(drawing, id), view)


def _hinted(hints: tuple[str, ...], view: Rect, slot: Rect) -> Iterator[tuple[int, Patch]]:
    """Lines in the middle of the window, or below the cursor's slot where that would be in the way."""
    width = max(map(len, hints), default=0)
    left, top = view.x + max(0, (view.width - width) // 2), view.y + max(0, (view.height - len(hints)) // 2)
    below = slot.y + slot.height + 1
    if top < below <= view.y + view.height - len(hints):
        top = below
    for y, hint in enumerate(hints, top):
        yield y, Patch(left, len(hint), "hint", hint)


def _more(drawing: Drawing, view: Rect) -> Iterator[tuple[int, Patch]]:
    """Arrows at the edges beyond which the drawing goes on."""
    across, down = view.x + view.width // 2, view.y + view.height // 2
    left, right, up, below = "<>^v" if drawing.ascii else "◄►▲▼"
    if drawing.width and view.x > 0:
        yield down, Patch(view.x, 1, "more", left)
    if drawing.width > view.x + view.width:
        yield down, Patch(view.x + view.width - 1, 1, "more", right)
    if drawing.height and view.y > 0:
        yield view.y, Patch(across, 1, "more", up)
    if drawing.height > view.y + view.height:
        yield view.y + view.height - 1, Patch(across, 1, "more", below)


def _labelled(box: Rect, label: str, name: str, view: Rect) -> Iterator[tuple[int, Patch]]:
    """The label to type, on what is in sight of a box, and beside it as much of the name as there is room for."""
    width, right, bottom = len(label) + 2, view.x + view.width, view.y + view.height
    y = max(box.y, min(max(box.y + (1 if box.height > 2 else 0), view.y), bottom - 1))
    x = max(box.x, min(max(box.x + 1, view.x), right - width))
    yield y, Patch(x, width, "jump", f"[{label}]")
    if (room := box.x + box.width - 1 - x - width) > 1:
        yield y, Patch(x + width, room, "name", " " + fit(plain(name), room - 1))


def _named(drawing: Drawing, id: Id) -> str:
    part = drawing.design.components.get(id) or drawing.design.groups[id]
    return str(part)


def _ring(drawing: Drawing) -> str:
    return "o" if drawing.ascii else "○"


def port(box: Rect) -> tuple[int, int]:
    """The cell of a box where the pointer takes hold of a new connection."""
    return box.x + box.width - 1, box.y + 1


def _bordered(rect: Rect, role: str) -> Iterator[tuple[int, Patch]]:
    last = rect.y + rect.height - 1
    for y in (rect.y, last):
        yield y, Patch(rect.x, rect.width, role, doubled=True)
    for y in range(rect.y + 1, last):
        yield y, Patch(rect.x, 1, role, doubled=True)
        yield y, Patch(rect.x + rect.width - 1, 1, role, doubled=True)


def _cornered(rect: Rect, ascii: bool) -> Iterator[tuple[int, Patch]]:
    """The corners of an empty slot."""
    left, right, top, bottom = rect.x, rect.x + rect.width - 1, rect.y, rect.y + rect.height - 1
    marks = "++++" if ascii else "┌┐└┘"
    for (x, y), mark in zip(((left, top), (right, top), (left, bottom), (right, bottom)), marks, strict=True):
        yield y, Patch(x, 1, "slot", mark)


def _dotted(drawing: Drawing, slot: Slot, code: str, name: str, bad: bool) -> Iterator[tuple[int, Patch]]:
    """A box that is not there yet."""
    rect, role = drawing.slot_rect(slot), "ghost-bad" if bad else "ghost"
    dot = "." if drawing.ascii else "·"
    width = max(3, rect.width)
    inner = f" {name}"
    yield rect.y, Patch(rect.x, width, role, (dot + code[: width - 2]).ljust(width, dot))
    for y in range(rect.y + 1, rect.y + rect.height - 1):
        yield y, Patch(rect.x, width, role, dot + fit(plain(inner) if y == rect.y + 1 else "", width - 2) + dot)
    if rect.height > 1:
        yield rect.y + rect.height - 1, Patch(rect.x, width, role, dot * width)


def _shaded(drawing: Drawing, start: Slot, end: Slot) -> Iterator[tuple[int, Patch]]:
    one, two = drawing.slot_rect(start), drawing.slot_rect(end)
    left, top = min(one.x, two.x), min(one.y, two.y)
    right, bottom = max(one.x + one.width, two.x + two.width), max(one.y + one.height, two.y + two.height)
    for y in range(top, bottom):
        yield y, Patch(left, right - left, "area")


def _wired(drawing: Drawing, start: Slot, end: Slot) -> Iterator[tuple[int, Patch]]:
    """A dotted way from one slot to another: across, then down."""
    if start == end:
        return
    one, two = drawing.slot_rect(start), drawing.slot_rect(end)
    dot = "." if drawing.ascii else "·"
    x1, y1 = one.x + one.width // 2, one.y + one.height // 2
    x2, y2 = two.x + two.width // 2, two.y + two.height // 2
    for x in range(min(x1, x2), max(x1, x2) + 1):
        if not one.contains(x, y1) and not two.contains(x, y1):
            yield y1, Patch(x, 1, "ghost", dot)
    for y in range(min(y1, y2), max(y1, y2) + 1):
        if y != y1 and not one.contains(x2, y) and not two.contains(x2, y):
            yield y, Patch(x2, 1, "ghost", dot)


def _over(below: RichStyle, style: RichStyle, styles: Mapping[str, RichStyle]) -> RichStyle:
    """A style over another one; badges keep theirs."""
    return below if below in (styles["badge-error"], styles["badge-warning"], styles["badge-info"]) else below + style


def spliced(strip: Strip, left: int, found: tuple[Patch, ...], styles: Mapping[str, RichStyle], ascii: bool) -> Strip:
    """A strip that begins at column `left`, with patches over it."""
    for patch in found:
        start, end = max(0, patch.x - left), min(strip.cell_length, patch.x + patch.width - left)
        if start >= end:
            continue
        style = styles[patch.role]
        if patch.text is not None:
            text = patch.text[start - (patch.x - left) :][: end - start]
            middle = [Segment(text, style)]
        else:
            table = DOUBLE_ASCII if ascii else DOUBLE
            middle = [
                Segment(s.text.translate(table) if patch.doubled else s.text, _over(s.style or style, style, styles))
                for s in strip.crop(start, end)
            ]
        strip = Strip([*strip.crop(0, start), *middle, *strip.crop(end)], strip.cell_length)
    return strip
