"""A design as a picture of characters, and what stands where in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..model import Design, Id, Slot
from . import hits, labels, raster, replay, routes
from .boxes import Card, card
from .carry import bands, carried, sizes_at
from .cells import width
from .grid import Grid, grid, nearest
from .labels import Label
from .layout import Layout
from .lines import Bundles, Line, Trunks, bundles, bundles_after, differing, lines, lines_after
from .membership import Border
from .nets import Net, Stir, rewired, wiring
from .placing import layout, relaid
from .regrid import regrid, stands_as_stated
from .routes import Routes
from .slots import settle
from .standing import Standing, hull, within
from .view import Hit, Look, Rect, Style
from .zoom import SIZES, Zoom

STRIP = 4_000_000
"""Cells painted at once."""

SPARE = 64
"""Handles of parts that are gone, beyond which a drawing is made from nothing."""


@dataclass(frozen=True)
class Drawing:
    """The picture of a design. It never changes; `after` makes the next one."""

    design: Design
    zoom: Zoom
    ascii: bool
    look: Look
    trunks: Trunks
    layout: Layout = field(repr=False)
    lines: Mapping[Id, Line] = field(repr=False)
    bundles: Bundles = field(repr=False)
    routes: Routes = field(repr=False)
    stated: bool
    """Whether every component stands where the design says."""

    @property
    def width(self) -> int:
        return self.layout.width

    @property
    def height(self) -> int:
        return self.layout.height

    @property
    def slots(self) -> Mapping[Id, Slot]:
        """The slot of every component, also of those without a stated one."""
        return self.layout.grid.slots

    @cached_property
    def standing(self) -> Mapping[Slot, Id]:
        """What stands in which slot."""
        return Standing(self.layout.grid)

    def within(self, window: Rect) -> Iterator[Id]:
        """The components of whose box a window shows something, in reading order."""
        return within(self.layout, window)

    @property
    def bordered(self) -> Collection[Id]:
        """The groups that have a border."""
        return self.layout.grid.borders.keys()

    def hull(self, group: Id, less: Collection[Id] = ()) -> tuple[Slot, Slot] | None:
        """The first and last slots of what lies in a group with a border, `less` some; None where nothing is left.

        Raises KeyError where the group has no border.
        """
        return hull(self.layout.grid, group, less)

    @cached_property
    def boxes(self) -> Mapping[Id, Rect]:
        """Where the components stand, in cells."""
        index, box = self.layout.grid.index, self.layout.box
        return {id: Rect(*box(index[id])) for id in self.slots}

    def box(self, id: Id) -> Rect:
        """Where one component stands."""
        return Rect(*self.layout.box(self.layout.grid.index[id]))

    @cached_property
    def groups(self) -> Mapping[Id, Rect]:
        """Where borders stand, border included; groups shown as tags have none."""
        out = {}
        for id in self.layout.grid.borders:
            left, top, right, bottom = self.layout.border("~" + id)
            out[id] = Rect(left, top, right - left + 1, bottom - top + 1)
        return out

    # -- seeing -------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """The whole picture as lines."""
        return "".join(self.text_rows())

    def text_rows(self) -> Iterator[str]:
        """The lines of the whole picture, which is painted in strips where it is vast."""
        high = max(1, STRIP // max(1, self.width))
        for top in range(0, self.height, high):
            strip = Rect(0, top, self.width, min(high, self.height - top))
            for row in raster.paint(self._picture, strip).lines():
                yield row.rstrip() + "\n"

    def rows(self, window: Rect, marked: frozenset[Id] = frozenset()) -> list[list[tuple[str, Style]]]:
        """The rows of a window, each as wide as the window, in stretches of one style."""
        return raster.paint(self._picture, window, marked).runs()

    def label(self, connection: Id) -> Rect | None:
        """Where the words of a connection stand; None where there was no room for them."""
        if (net := self._net_of.get(connection)) is None or (found := self._label(net)) is None:
            return None
        return Rect(found.x, found.y, width(found.text), 1)

    def group_label(self, id: Id) -> Label | None:
        """The words in the border of a group and where they begin."""
        return labels.group_label(self.layout, "~" + id, labels.group_words(self.design.groups[id]))

    @property
    def _picture(self) -> raster.Picture:
        # Made for each painting: kept, it would tie the drawing to itself, and only a collection would free it.
        return raster.Picture(
            self.layout,
            self.ascii,
            self._card,
            self._badge,
            self._marks,
            self._label,
            self._labels,
            self._course,
            self.group_label,
            lambda id: self.design.groups[id].kind,
        )

    def _card(self, handle: int) -> Card:
        found = self.layout.cards[handle]
        assert found is not None
        return found

    def _badge(self, handle: int) -> str:
        return self.look.badges.get(self.layout.grid.ids[handle], "")

    def _marks(self, handle: int) -> tuple[str, ...]:
        return self.look.marks.get(self.layout.grid.ids[handle], ())

    @cached_property
    def _labels(self) -> dict[str, Label | None]:
        """Labels found so far: where they stand is worked out when somebody looks."""
        return {}

    def _label(self, net: Net) -> Label | None:
        known = self._labels
        if net.key not in known:
            known[net.key] = labels.net_label(self.layout, net)
        return known[net.key]

    # -- pointing -----------------------------------------------------------------------------------------------

    def hit(self, x: int, y: int) -> Hit:
        """What stands at a cell."""
        slot = self.slot_at(x, y)
        if not (0 <= x < self.width and 0 <= y < self.height):
            return Hit("empty", None, slot)
        if (box := hits.box_at(self.layout, x, y)) is not None:
            return Hit("component", box, slot)
        if (segment := hits.segment_at(self.layout, x, y)) is not None:
            net = segment.net
            if net.border is not None:
                return Hit("group", net.border.id, slot)
            return Hit("connection", hits.line_at(self.layout, net, x, y).name, slot)
        for net in hits.nets_near(self.layout, x, y, labels.LONGEST // 2 + 1):
            if hits.covers(self._label(net), x, y):
                return Hit("connection", net.lines[0].name, slot)
        around = self._around(x, y)
        return Hit("group", around, slot) if around is not None else Hit("empty", None, slot)

    def slot_rect(self, slot: Slot) -> Rect:
        """The cells of a slot, also of an empty one or one outside the picture."""
        return hits.slot_rect(self.layout, Slot(*slot))

    def slot_at(self, x: int, y: int) -> Slot:
        """The slot nearest to a cell."""
        return hits.slot_at(self.layout, x, y)

    def group_at(self, slot: Slot) -> Id | None:
        """The innermost group drawn around a slot."""
        columns, rows = self.layout.grid.columns, self.layout.grid.rows
        if not columns or not (columns[0] <= slot[0] <= columns[-1] and rows[0] <= slot[1] <= rows[-1]):
            return None
        column, row = nearest(columns, slot[0]), nearest(rows, slot[1])
        around = [border.id for border in self._borders_by_row.get(row, ()) if border.left <= column <= border.right]
        return around[-1] if around else None

    @cached_property
    def _borders_by_row(self) -> dict[int, list[Border]]:
        """By the index of a row, the borders that hold it, outer ones first."""
        out: dict[int, list[Border]] = {}
        for border in self.layout.grid.borders.values():
            for row in range(border.top, border.bottom + 1):
                out.setdefault(row, []).append(border)
        return out

    def _around(self, x: int, y: int) -> Id | None:
        """The innermost border around a cell."""
        band = hits.band(self.layout.ys, y)
        around: list[Border] = []
        for row in {band >> 1, (band - 1) >> 1}:
            for border in self._borders_by_row.get(row, ()):
                left, top, right, bottom = self.layout.border("~" + border.id)
                if left < x < right and top < y < bottom:
                    around.append(border)
        return max(around, key=lambda border: border.depth).id if around else None

    def route(self, connection: Id) -> tuple[hits.Cell, ...]:
        """The cells of a connection, from the one beside its source to the one beside its target.

        Raises KeyError where the connection is not drawn.
        """
        found = self._course(connection)
        if found is None:
            raise KeyError(connection)
        return found[1]

    def _course(self, connection: Id) -> tuple[Net, tuple[hits.Cell, ...]] | None:
        net = self._net_of.get(connection)
        if net is None:
            return None
        line = next(line for line in net.lines if connection in line.connections)
        cells = tuple(hits.course(self.layout, net, line))
        return net, cells if line.name == connection else cells[::-1]

    @cached_property
    def _net_of(self) -> dict[Id, Net]:
        nets = self.layout.wires.nets.values()
        return {id: net for net in nets for line in net.lines for id in line.connections}

    # -- the next one -------------------------------------------------------------------------------------------

    def zoomed(self, zoom: Zoom) -> Drawing:
        """The same design at another zoom; routes stay."""
        if zoom == self.zoom:
            return self
        old = self.layout
        new = layout(old.grid, old.wires, old.paths, old.cards, SIZES[zoom])
        return replace(self, zoom=zoom, layout=new)

    def after(self, design: Design, look: Look | None = None, *, sticky: bool = False) -> Drawing:
        """The drawing of the next design, which costs only what differs.

        It equals a drawing made from nothing; with `sticky`, gaps that grew stay as large as they were.
        """
        look = self.look if look is None else look
        if design is self.design:
            return self if look is self.look else replace(self, look=look)
        old = self.layout.grid
        changed = differing(self.design.components, design.components)
        step = regrid(old, self.design, design, changed, self.stated)
        new = step.grid
        moved = new.columns != old.columns or new.rows != old.rows or self.layout.wires.crowded
        if (moved and not sticky) or len(new.index) > 2 * len(new.slots) + SPARE:
            return draw(design, self.zoom, ascii=self.ascii, look=look, trunks=self.trunks)
        same = design.connections is self.design.connections and new.index is old.index
        ours = self.lines if same else lines_after(self.design, design, new.index, self.lines)
        nets = self.bundles if same else bundles_after(self.lines, ours, self.trunks, self.bundles)
        if moved:
            return self._carried(design, look, new, ours, nets)
        found, rerouted = replay.after(self.routes, old, step, self.bundles, nets, sticky)
        wires, stir = rewired(self.layout.wires, old, new, self.bundles, nets, found.paths, rerouted, self.routes.paths)
        cards, rewritten = _cards_after(self, design, new, changed)
        _stir_lanes(stir, old, new, step.moved, rewritten)
        laid = relaid(self.layout, new, wires, found.paths, cards, stir, sticky)
        return Drawing(design, self.zoom, self.ascii, look, self.trunks, laid, ours, nets, found, step.stated)

    def _carried(self, design: Design, look: Look, new: Grid, ours: Mapping[Id, Line], nets: Bundles) -> Drawing:
        """The next drawing on other columns or rows; lines and gaps stay what they were as far as they can."""
        old, was = self.layout.grid, self.layout
        found = carried(self.routes, old, new, nets)
        wires = wiring(new, nets, found.paths)
        floors = (
            sizes_at(was.gaps, bands(old.columns, new.columns), len(new.columns) + 1),
            sizes_at(was.row_gaps, bands(old.rows, new.rows), len(new.rows) + 1),
        )
        laid = layout(new, wires, found.paths, _cards(design, new), was.sizes, floors)
        stated = stands_as_stated(design, new)
        return Drawing(design, self.zoom, self.ascii, look, self.trunks, laid, ours, nets, found, stated)


def draw(
    design: Design,
    zoom: Zoom = Zoom.NORMAL,
    *,
    ascii: bool = False,
    look: Look | None = None,
    trunks: Trunks = True,
) -> Drawing:
    """The drawing of a design, from nothing."""
    where = grid(design, settle(design))
    ours = lines(design, where.index)
    nets = bundles(ours, trunks)
    found = routes.afresh(where, nets)
    wires = wiring(where, nets, found.paths)
    cards = _cards(design, where)
    laid = layout(where, wires, found.paths, cards, SIZES[zoom])
    return Drawing(
        design, zoom, ascii, look or Look(), trunks, laid, ours, nets, found, stands_as_stated(design, where)
    )


def _cards(design: Design, new: Grid) -> list[Card | None]:
    """The texts of all boxes, by handle."""
    out: list[Card | None] = [None] * len(new.col)
    for id, component in design.components.items():
        out[new.index[id]] = card(component, new.member.tags.get(id, ()))
    return out


def _cards_after(before: Drawing, design: Design, new: Grid, parts: list[Id]) -> tuple[list[Card | None], list[int]]:
    """The texts of the boxes of the next design, and which of them are others; unchanged ones are the same objects."""
    old = before.layout.cards
    old_tags, tags = before.layout.grid.member.tags, new.member.tags
    changed = dict.fromkeys(parts)
    if tags is not old_tags:
        changed |= dict.fromkeys(id for id in (*old_tags, *tags) if old_tags.get(id) != tags.get(id))
    if not changed and len(old) == len(new.col):
        return old, []
    made: dict[int, Card | None] = {}
    for id in changed:
        component, handle = design.components.get(id), new.index[id]
        text = card(component, tags.get(id, ())) if component is not None else None
        if handle >= len(old) or text != old[handle]:
            made[handle] = text
    if not made:
        return old, []
    out = [*old, *[None] * (len(new.col) - len(old))]
    for handle, text in made.items():
        out[handle] = text
    return out, sorted(made)


def _stir_lanes(stir: Stir, old: Grid, new: Grid, moved: Iterable[int], rewritten: Iterable[int]) -> None:
    """Columns and rows where somebody came, left, or says something else."""
    for handle in moved:
        was = (old.col[handle], old.row[handle]) if handle < len(old.col) else (-1, -1)
        for column, row in (was, (new.col[handle], new.row[handle])):
            if column >= 0:
                stir.columns.add(column)
                stir.rows.add(row)
    stir.columns.update(new.col[handle] for handle in rewritten if new.col[handle] >= 0)
