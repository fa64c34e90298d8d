"""What stands on the terminal, cell by cell, and the few bytes by which something else comes to stand there.

A cell is four bytes: its character, and in the last byte the number of its style. What may be wider than a cell, or is
a link, is always written anew and never compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import SGR_STYLES, Strip

from ..drawing.cells import UTF, char_width

Piece = tuple[int, int, Strip]
"""Row and column of its first cell, and what is to stand there."""

MOST = 250
"""Styles that are told apart; beyond, everything is forgotten."""

KEPT = 600
"""Strips that are kept as cells."""

UNLIKE = re.compile(rb"[^\0](?:\0{0,19}[^\0])*")
"""Cells that differ, with a few in between that do not: to go over those would take more bytes."""

MANY, MUCH = 4, 3
"""Where there are more stretches that differ, and with them one cell in so many, the whole row is written."""

RUNS = re.compile(rb"(?s)(.)\1*")

OFF = {0: "22", 1: "22", 2: "23", 3: "24", 4: "25", 6: "27", 8: "29"}
"""What takes an attribute of rich off again, where one code does."""

UNKNOWN = b"\0\0\0\0"

RESET = 0
"""The number of the terminal's own style."""


class Pen:
    """The style of cells as codes of the terminal."""

    def __init__(self, style: Style, system: ColorSystem) -> None:
        bits = style._attributes & style._set_attributes
        self.attributes = frozenset(bit for bit in range(bits.bit_length()) if bits & (1 << bit))
        colour, ground = style.color, style.bgcolor
        self.colour = ";".join(colour.downgrade(system).get_ansi_codes()) if colour is not None else ""
        self.ground = ";".join(ground.downgrade(system).get_ansi_codes(False)) if ground is not None else ""

    @property
    def codes(self) -> list[str]:
        """Everything about it."""
        return [*(SGR_STYLES[bit] for bit in sorted(self.attributes)), *filter(None, (self.colour, self.ground))]

    def after(self, before: Pen) -> str:
        """What turns the pen before into this one."""
        gone = before.attributes - self.attributes
        lost = (before.colour and not self.colour) or (before.ground and not self.ground)
        if lost or not gone <= OFF.keys():
            codes = ["0", *self.codes]
        else:
            off = dict.fromkeys(OFF[bit] for bit in sorted(gone))
            # Bold and dim go off together.
            again = self.attributes & {0, 1} if "22" in off else frozenset[int]()
            came = (self.attributes - before.attributes) | again
            codes = [*off, *(SGR_STYLES[bit] for bit in sorted(came))]
            codes += [now for was, now in ((before.colour, self.colour), (before.ground, self.ground)) if was != now]
        return f"\x1b[{';'.join(codes)}m" if codes else ""


@dataclass(slots=True)
class Inked:
    """A strip, its text and its cells."""

    strip: Strip
    text: str
    cells: bytes
    said: str = ""
    """What writes all of it, once somebody asked."""


class Ink:
    """The rows of the terminal as they are."""

    def __init__(self) -> None:
        self._system = ColorSystem.TRUECOLOR
        self._rows: dict[int, bytearray] = {}
        self._plain: set[str] = set()
        """Characters that take one cell."""
        self._start()

    def _start(self) -> None:
        self._pens = [Pen(Style(), self._system)]
        self._numbers: dict[Style, int] = {}
        self._known: dict[int, tuple[Style, bytes]] = {}
        """By identity, a style and its number as a byte."""
        self._turns: dict[tuple[int, int], str] = {}
        self._strips: dict[int, Inked] = {}
        """By the identity of the strip."""
        self._rows.clear()

    def forget(self) -> None:
        """Somebody else may have written on the terminal: nothing is known of it."""
        self._rows.clear()

    def written(self, pieces: Iterable[Piece], system: ColorSystem, width: int) -> str:
        """What to write so that all of these stand on a terminal of so many columns, and are known to."""
        if system is not self._system or len(self._numbers) > MOST:
            self._system = system
            self._start()
        out: list[str] = []
        pen = RESET
        for y, x, strip in pieces:
            row = self._rows.get(y)
            if row is None or len(row) != 4 * width:
                row = self._rows[y] = bytearray(4 * width)
            inked = self._inked(strip)
            cells, text = inked.cells, inked.text
            here = slice(4 * x, 4 * x + 4 * strip.cell_length)
            if not cells:
                out.append(self._turn(pen, RESET))
                out.append(f"\x1b[{y + 1};{x + 1}H{self._bare(strip)}")
                row[here] = UNKNOWN * strip.cell_length
                pen = RESET
                continue
            known = row[here]
            if known == cells:
                continue
            row[here] = cells
            unlike = int.from_bytes(known, "little") ^ int.from_bytes(cells, "little")
            stretches = [
                (found.start() >> 2, ((found.end() - 1) >> 2) + 1)
                for found in UNLIKE.finditer(unlike.to_bytes(len(cells), "little"))
            ]
            many = len(stretches) > MANY
            if many and MUCH * sum([last - first for first, last in stretches]) > strip.cell_length:
                # Rows that move along are written again and again: what they take is worked out once.
                out.append(self._turn(pen, RESET))
                out.append(f"\x1b[{y + 1};{x + 1}H{self._said(inked)}")
                pen = RESET
                continue
            looks = cells[3::4]
            at = -1
            for first, last in stretches:
                out.append(f"\x1b[{first - at}C" if at >= 0 else f"\x1b[{y + 1};{x + first + 1}H")
                at = last
                for run in RUNS.finditer(looks, first, last):
                    number = looks[run.start()]
                    if number != pen:
                        out.append(self._turn(pen, number))
                        pen = number
                    out.append(text[run.start() : run.end()])
        out.append(self._turn(pen, RESET))
        return "".join(out)

    def _turn(self, before: int, after: int) -> str:
        found = self._turns.get((before, after))
        if found is None:
            found = self._turns[before, after] = (
                "" if before == after else "\x1b[0m" if after == RESET else self._pens[after].after(self._pens[before])
            )
        return found

    def _bare(self, strip: Strip) -> str:
        """A strip with the codes of each of its styles."""
        return "".join(
            Strip.render_style(style, text, self._system) if style is not None else text for text, style, _ in strip
        )

    def _said(self, inked: Inked) -> str:
        """All of a strip, from no style to none."""
        if not inked.said:
            looks, text, pen = inked.cells[3::4], inked.text, RESET
            out: list[str] = []
            for run in RUNS.finditer(looks):
                number = looks[run.start()]
                out += self._turn(pen, number), text[run.start() : run.end()]
                pen = number
            inked.said = "".join((*out, self._turn(pen, RESET)))
        return inked.said

    def _inked(self, strip: Strip) -> Inked:
        """A strip as text and cells; no cells where characters may be wider than one, or some of it is a link."""
        known = self._strips.get(id(strip))
        if known is not None:
            return known
        segments = [segment for segment in strip if segment.text]
        text = "".join([segment.text for segment in segments])
        looks = [self._look(segment.style) for segment in segments]
        cells = b""
        if len(text) == strip.cell_length and all(looks) and self._single(text):
            buffer = bytearray(text.encode(UTF))
            buffer[3::4] = b"".join([look * len(segment.text) for look, segment in zip(looks, segments, strict=True)])
            cells = bytes(buffer)
        if len(self._strips) >= KEPT:
            self._strips.clear()
        found = self._strips[id(strip)] = Inked(strip, text, cells)
        return found

    def _single(self, text: str) -> bool:
        """Whether every character takes one cell."""
        if text.isascii():
            return text.isprintable()
        if not self._plain.issuperset(text):
            fresh = set(text) - self._plain
            self._plain |= {char for char in fresh if char.isprintable() and char_width(char) == 1}
        return self._plain.issuperset(text)

    def _look(self, style: Style | None) -> bytes:
        """The number of a style as a byte; nothing for a link."""
        known = self._known.get(id(style))
        if known is not None:
            return known[1]
        if style is None or style.link:
            return b"" if style is not None else b"\0"
        number = self._numbers.get(style)
        if number is None:
            number = len(self._pens)
            if number > 255:
                return b""
            self._numbers[style] = number
            self._pens.append(Pen(style, self._system))
        found = bytes((number,))
        if len(self._known) > 16 * MOST:
            self._known.clear()
        self._known[id(style)] = style, found
        return found
