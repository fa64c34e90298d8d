"""Painting: a window of the layout as cells.

Lines and borders are set as bits in planes of bytes, one byte a cell, which one table turns into characters. Boxes and
labels are then written over them, a slice a row.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..model import Id
from . import glyphs
from .boxes import Card, Frame, frame
from .cells import UTF, ascii_only, width
from .glyphs import ACROSS, BORDER_STYLES, BORDERS, CORNERS, DOT, DOWN, HEADS, HORIZONTAL, VERTICAL
from .labels import Label, net_label
from .layout import Layout
from .nets import Net
from .paths import BOTTOM, RIGHT, TOP
from .sheet import ONES, Sheet
from .view import Rect, Style

OF_BOXES = (Style.BOX, Style.CODE, Style.NAME, Style.PROPERTY, Style.TAG, Style.MET, Style.FLOW)
MARKED = bytes(Style.MARKED_BOX if style in OF_BOXES else style for style in range(256))
"""Styles of a box, by its style when it is not marked."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a painter asks of a drawing."""

    layout: Layout
    ascii: bool
    card: Callable[[int], Card]
    badge: Callable[[int], str]
    marks: Callable[[int], tuple[str, ...]]
    label: Callable[[Net], Label | None]
    labels: dict[str, Label | None]
    """The labels that are known; painting everything at once finds the others faster."""
    course: Callable[[Id], tuple[Net, Iterable[tuple[int, int]]] | None]
    """The net and the cells of a connection."""
    group_label: Callable[[str], Label | None]
    group_kind: Callable[[str], str]


def paint(picture: Picture, window: Rect, marked: frozenset[Id] = frozenset()) -> Sheet:
    """The cells of a window; `marked` parts get styles of their own."""
    sheet = Sheet(window)
    layout = picture.layout
    if not window.width or not window.height or not layout.grid.columns:
        sheet.develop(glyphs.UNICODE)
        return sheet
    painter = _Painter(picture, sheet, marked)
    painter.borders()
    painter.rows()
    painter.columns()
    painter.dots()
    sheet.develop(glyphs.ASCII if picture.ascii else glyphs.UNICODE)
    painter.boxes()
    painter.texts()
    return sheet


class _Painter:
    def __init__(self, picture: Picture, sheet: Sheet, marked: frozenset[Id]) -> None:
        self.picture, self.sheet, self.marked = picture, sheet, marked
        self.layout = layout = picture.layout
        last = len(layout.xs) - 2, len(layout.ys) - 2
        self.left = max(0, bisect_right(layout.xs, sheet.x) - 1)
        self.right = min(last[0], bisect_right(layout.xs, sheet.right - 1) - 1)
        self.top = max(0, bisect_right(layout.ys, sheet.y) - 1)
        self.bottom = min(last[1], bisect_right(layout.ys, sheet.bottom - 1) - 1)
        self.named: dict[str, Net] = {}
        """Nets whose label may be in the window."""
        self.ports: list[tuple[int, int, int, int]] = []
        """Column, row, handle and side of the cells of box borders where lines begin."""
        self.joints: list[tuple[int, int]] = []
        self.titles: list[Label] = []

    def borders(self) -> None:
        layout, sheet = self.layout, self.sheet
        for id, group in layout.grid.borders.items():
            if (
                2 * group.left > self.right
                or 2 * group.right + 2 < self.left
                or 2 * group.top > self.bottom
                or 2 * group.bottom + 2 < self.top
            ):
                continue
            left, top, right, bottom = layout.border("~" + id)
            kind = BORDERS.get(self.picture.group_kind(id), "dotted")
            marks = sheet.marks
            for y in (top, bottom):
                sheet.row(marks, y, left, right, HORIZONTAL[kind])
            for x in (left, right):
                sheet.column(marks, x, top, bottom, VERTICAL[kind])
            places = (left, top), (right, top), (left, bottom), (right, bottom)
            for (x, y), corner in zip(places, CORNERS[kind], strict=True):
                sheet.put(marks, x, y, corner)
            if sheet.has_row(top) and (label := self.picture.group_label(id)) is not None:
                self.titles.append(label)

    def rows(self) -> None:
        """Horizontal lines."""
        layout, sheet = self.layout, self.sheet
        for band in layout.wires.across[self.top : self.bottom + 1]:
            for segment in band:
                if segment.depth >= 0 or segment.low > self.right or segment.high < self.left:
                    continue
                y, first, last = layout.run(segment)
                if not sheet.y <= y < sheet.bottom or first > sheet.right or last < sheet.x - 1:
                    continue
                start, end = first + 1, last - 1
                before = behind = True
                for handle, side, head in segment.ports:
                    x = first if side == RIGHT else last
                    if head:
                        sheet.put(sheet.marks, x, y, HEADS[side])
                    else:
                        self.ports.append((x - 1 if side == RIGHT else x + 1, y, handle, side))
                    if side == RIGHT:
                        start, before = first + head, False
                    else:
                        end, behind = last - head, False
                sheet.row(sheet.across, y, start, end, ACROSS)
                if before:
                    sheet.add(sheet.across, first, y, 2)
                if behind:
                    sheet.add(sheet.across, last, y, 8)
                if segment.net.text:
                    self.named[segment.net.key] = segment.net

    def columns(self) -> None:
        """Vertical lines; labels reach over the edge of the window, so a little beyond it is looked at."""
        layout, sheet = self.layout, self.sheet
        beyond = 24
        last = len(layout.xs) - 2
        low = max(0, bisect_right(layout.xs, sheet.x - beyond) - 1)
        high = min(last, bisect_right(layout.xs, sheet.right + beyond) - 1)
        for band in layout.wires.down[low : high + 1]:
            for segment in band:
                if segment.depth >= 0 or segment.low > self.bottom or segment.high < self.top:
                    continue
                x, first, last = layout.run(segment)
                if first > sheet.bottom or last < sheet.y - 1:
                    continue
                if segment.net.text and sheet.x - beyond <= x < sheet.right + beyond:
                    self.named[segment.net.key] = segment.net
                if not sheet.x <= x < sheet.right:
                    continue
                start, end = first + 1, last - 1
                before = behind = True
                for handle, side, head in segment.ports:
                    y = first if side == BOTTOM else last
                    if head:
                        sheet.put(sheet.marks, x, y, HEADS[side])
                    else:
                        self.ports.append((x, y - 1 if side == BOTTOM else y + 1, handle, side))
                    if side == BOTTOM:
                        start, before = first + head, False
                    else:
                        end, behind = last - head, False
                sheet.column(sheet.down, x, start, end, DOWN)
                if before:
                    sheet.add(sheet.down, x, first, 4)
                if behind:
                    sheet.add(sheet.down, x, last, 1)
                if len(segment.net.lines) > 1:
                    for joint in segment.joints:
                        self.joints.append((x, layout.yr[joint.band] + layout.offsets[joint.number]))

    def dots(self) -> None:
        """Solder dots where one net joins in four directions, so that it does not look like a crossing."""
        sheet = self.sheet
        for x, y in self.joints:
            if sheet.y <= y < sheet.bottom:
                at = (y - sheet.y) * sheet.width + x - sheet.x
                if sheet.across[at] | sheet.down[at] == 15:
                    sheet.across[at] = sheet.down[at] = 0
                    sheet.marks[at] = DOT

    def boxes(self) -> None:
        layout, sheet, picture = self.layout, self.sheet, self.picture
        grid = layout.grid
        first, last = (self.left - 1) >> 1, self.right >> 1
        frames: dict[int, Frame] = {}
        for row in range(max(0, (self.top - 1) >> 1), min(len(grid.rows) - 1, self.bottom >> 1) + 1):
            lane = grid.in_row[row]
            for column, handle in lane[bisect_left(lane, (first, -1)) :]:
                if column > last:
                    break
                x, y, wide, high = layout.box(handle)
                texts = picture.card(handle), picture.badge(handle)
                marks = picture.marks(handle)
                drawn = frames[handle] = frame(*texts, wide, high, layout.sizes, picture.ascii, marks)
                is_marked = bool(self.marked) and grid.ids[handle] in self.marked
                for i, (cells, styles) in enumerate(zip(drawn.cells, drawn.styles, strict=True), y):
                    if sheet.y <= i < sheet.bottom:
                        cells = cells or sheet.encoded(drawn.rows[i - y])
                        sheet.blit(x, i, cells, styles.translate(MARKED) if is_marked else styles)
        signs = glyphs.ASCII_PORTS if picture.ascii else glyphs.PORTS
        for x, y, handle, side in self.ports:
            if not (sheet.x <= x < sheet.right and sheet.y <= y < sheet.bottom):
                continue
            if side in (TOP, BOTTOM):
                drawn = frames[handle]
                if x - layout.box(handle)[0] in (drawn.top if side == TOP else drawn.bottom):
                    continue
            at = (y - sheet.y) * sheet.width + x - sheet.x
            sheet.cells[4 * at : 4 * at + 4] = signs[side].encode(UTF)

    def texts(self) -> None:
        sheet, picture = self.sheet, self.picture
        ascii = picture.ascii
        for label in self.titles:
            text = ascii_only(label.text) if ascii else label.text
            sheet.write(label.x, label.y, text, Style.GROUP_LABEL)
        for label in self._labels():
            text = ascii_only(label.text) if ascii else label.text
            sheet.write(label.x, label.y, text, Style.LABEL)
        if self.marked:
            self._mark()

    def _labels(self) -> Iterable[Label]:
        layout, sheet, picture = self.layout, self.sheet, self.picture
        whole = sheet.x <= 0 and sheet.y <= 0 and sheet.right >= layout.width and sheet.bottom >= layout.height
        crossed = self._crossed() if whole and len(self.named) > 50 else None
        for key, net in self.named.items():
            if crossed is not None and key not in picture.labels:
                label = net_label(layout, net, crossed)
                picture.labels[key] = label
            else:
                label = picture.label(net)
            if label is not None:
                yield label

    def _crossed(self) -> Callable[[int, int, int], list[int]]:
        """With the whole drawing at hand, what runs vertically is read from the planes."""
        sheet = self.sheet
        joined = int.from_bytes(sheet.down, "little") | int.from_bytes(sheet.marks, "little")
        plane = joined.to_bytes(len(sheet.down), "little").translate(ONES)
        wide, left, top = sheet.width, sheet.x, sheet.y

        def crossed(y: int, first: int, last: int) -> list[int]:
            at = (y - top) * wide + first - left
            row = plane[at : at + last - first + 1]
            out = []
            i = row.find(1)
            while i >= 0:
                out.append(first + i)
                i = row.find(1, i + 1)
            return out

        return crossed

    def _mark(self) -> None:
        """Give marked connections and groups their styles."""
        layout, _sheet = self.layout, self.sheet
        for id in sorted(self.marked):
            if (found := self.picture.course(id)) is None:
                continue
            net, cells = found
            for x, y in cells:
                self._restyle(x, y, Style.MARKED_LINE)
            if net.key in self.named and (label := self.picture.label(net)) is not None:
                for x in range(label.x, label.x + width(label.text)):
                    self._restyle(x, label.y, Style.MARKED_LABEL)
        for id in sorted(self.marked & layout.grid.borders.keys()):
            left, top, right, bottom = layout.border("~" + id)
            cells = [(x, y) for x in range(left, right + 1) for y in (top, bottom)]
            cells += [(x, y) for y in range(top, bottom + 1) for x in (left, right)]
            for x, y in cells:
                self._restyle(x, y, Style.MARKED_GROUP, *BORDER_STYLES.values(), Style.GROUP_LABEL)

    def _restyle(self, x: int, y: int, style: Style, *only: Style) -> None:
        sheet = self.sheet
        if sheet.x <= x < sheet.right and sheet.y <= y < sheet.bottom:
            at = (y - sheet.y) * sheet.width + x - sheet.x
            if not only or sheet.styles[at] in only:
                sheet.styles[at] = style
