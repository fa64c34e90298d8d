"""The cells of a window.

A cell is one code point; characters with combining marks are kept aside while painting and put back at the end.
"""

from __future__ import annotations

import codecs
import re

from .cells import REST, UTF, encoded, split, width
from .glyphs import STYLES
from .view import Rect, Style

CLUSTERS = 0xF0000
"""Code points from here on stand for characters with combining marks while painting."""

RUNS = re.compile(rb"(?s)(.)\1*")
ONES = bytes([0, *[1] * 255])


class Sheet:
    """The cells of a window."""

    def __init__(self, window: Rect) -> None:
        self.x, self.y, self.width, self.height = window.x, window.y, window.width, window.height
        self.right, self.bottom = window.x + window.width, window.y + window.height
        size = self.width * self.height
        self.across, self.down, self.marks = bytearray(size), bytearray(size), bytearray(size)
        self.cells = bytearray()
        self.styles = bytearray()
        self.clusters: dict[str, int] = {}

    def has_row(self, y: int) -> bool:
        return self.y <= y < self.bottom

    def row(self, plane: bytearray, y: int, first: int, last: int, value: int) -> None:
        """Set a stretch of a row, both ends included."""
        first, last = max(first, self.x), min(last, self.right - 1)
        if first <= last and self.y <= y < self.bottom:
            at = (y - self.y) * self.width - self.x
            plane[at + first : at + last + 1] = bytes((value,)) * (last - first + 1)

    def column(self, plane: bytearray, x: int, first: int, last: int, value: int) -> None:
        first, last = max(first, self.y), min(last, self.bottom - 1)
        if first <= last and self.x <= x < self.right:
            at = x - self.x - self.y * self.width
            wide = self.width
            plane[at + first * wide : at + last * wide + 1 : wide] = bytes((value,)) * (last - first + 1)

    def put(self, plane: bytearray, x: int, y: int, value: int) -> None:
        if self.x <= x < self.right and self.y <= y < self.bottom:
            plane[(y - self.y) * self.width + x - self.x] = value

    def add(self, plane: bytearray, x: int, y: int, value: int) -> None:
        if self.x <= x < self.right and self.y <= y < self.bottom:
            plane[(y - self.y) * self.width + x - self.x] |= value

    def develop(self, table: str) -> None:
        """Turn the planes into characters and styles."""
        across, down, marks = (int.from_bytes(plane, "little") for plane in (self.across, self.down, self.marks))
        joined = (across | down | marks).to_bytes(len(self.marks), "little")
        self.styles = bytearray(joined.translate(STYLES))
        self.cells = bytearray(codecs.charmap_decode(joined, "strict", table)[0].encode(UTF))

    def write(self, x: int, y: int, text: str, style: Style) -> None:
        """Write a text over what is there."""
        if self.y <= y < self.bottom and x < self.right:
            self.blit(x, y, self.encoded(text), bytes((style,)) * width(text))

    def blit(self, x: int, y: int, cells: bytes, styles: bytes) -> None:
        """Write cells over what is there."""
        if not self.y <= y < self.bottom:
            return
        if x < self.x:
            cells, styles = cells[4 * (self.x - x) :], styles[self.x - x :]
            if cells[:4] == REST_CELL:
                cells = SPACE_CELL + cells[4:]
            x = self.x
        room = self.right - x
        if len(styles) > room:
            follows = cells[4 * room : 4 * room + 4]
            cells, styles = cells[: 4 * max(0, room)], styles[: max(0, room)]
            if follows == REST_CELL and cells:
                cells = cells[:-4] + SPACE_CELL
        if styles:
            at = (y - self.y) * self.width + x - self.x
            self.styles[at : at + len(styles)] = styles
            self.cells[4 * at : 4 * at + len(cells)] = cells

    def encoded(self, text: str) -> bytes:
        """A text as cells."""
        if cells := encoded(text):
            return cells
        out = []
        for cell in split(text):
            if len(cell) > 1:
                out.append(chr(self.clusters.setdefault(cell, CLUSTERS + len(self.clusters))))
            else:
                out.append(cell)
        return "".join(out).encode(UTF)

    def shown(self, text: str) -> str:
        """Cells as text."""
        if REST in text:
            text = text.replace(REST, "")
        if self.clusters:
            text = text.translate({code: cluster for cluster, code in self.clusters.items()})
        return text

    def lines(self) -> list[str]:
        text = self.cells.decode(UTF)
        wide = self.width
        return [self.shown(text[row * wide : (row + 1) * wide]) for row in range(self.height)]

    def runs(self) -> list[list[tuple[str, Style]]]:
        """The rows as stretches of one style."""
        text = self.cells.decode(UTF)
        simple = not self.clusters and REST not in text
        out = []
        for row_number in range(self.height):
            at = row_number * self.width
            styles = bytes(self.styles[at : at + self.width])
            row = text[at : at + self.width]
            found = [(row[m.start() : m.end()], ROLES[styles[m.start()]]) for m in RUNS.finditer(styles)]
            out.append(found if simple else [(self.shown(part), style) for part, style in found])
        return out


ROLES = tuple(Style)
REST_CELL = REST.encode(UTF)
SPACE_CELL = " ".encode(UTF)
