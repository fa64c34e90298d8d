"""What is written is what stands on the terminal afterwards, and no more than it takes."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from plain_app import screen_text
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.screen import Screen
from textual.strip import Strip

from sketchpad.drawing.cells import REST, split
from sketchpad.model import parse
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.composing import Update
from sketchpad.tui.ink import Ink, Pen
from sketchpad.tui.session import Session

SEQUENCE = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])")
ON = {"1": "bold", "2": "dim", "3": "italic", "4": "underline", "7": "reverse"}
OFF = {"22": ("bold", "dim"), "23": ("italic",), "24": ("underline",), "27": ("reverse",)}

Look = tuple[frozenset[str], str, str]
BARE: Look = (frozenset(), "", "")


class Teletype:
    """A terminal that knows what the editor writes: cells with their looks."""

    def __init__(self, width: int, height: int) -> None:
        self.cells: list[list[tuple[str, Look]]] = [[("?", BARE)] * width for _ in range(height)]
        self.x = self.y = 0
        self.look = BARE

    def feed(self, text: str) -> None:
        at = 0
        for found in SEQUENCE.finditer(text):
            self._type(text[at : found.start()])
            at = found.end()
            numbers, what = found[1], found[2]
            if what == "H":
                self.y, self.x = (int(number) - 1 for number in numbers.split(";"))
            elif what == "C":
                self.x += int(numbers)
            else:
                assert what == "m", found[0]
                self._dye(numbers.split(";"))
        self._type(text[at:])

    def _type(self, text: str) -> None:
        assert text.isprintable() or not text, repr(text)
        for cell in split(text):
            self.cells[self.y][self.x] = cell, self.look
            self.x += 1

    def _dye(self, codes: list[str]) -> None:
        while codes:
            code, *codes = codes
            attributes, colour, ground = self.look
            if code in ("0", ""):
                self.look = BARE
            elif code in ON:
                self.look = attributes | {ON[code]}, colour, ground
            elif code in OFF:
                self.look = attributes - set(OFF[code]), colour, ground
            elif code == "38":
                self.look = attributes, ";".join(codes[:4]), ground
                codes = codes[4:]
            elif code == "48":
                self.look = attributes, colour, ";".join(codes[:4])
                codes = codes[4:]
            else:
                self.look = attributes, code if code[0] in "39" and code != "39" else colour, ground

    def rows(self) -> list[str]:
        return ["".join(char for char, _ in row if char != REST) for row in self.cells]


STYLES = [
    Style(),
    Style(color="#d7dbe0", bgcolor="#121417"),
    Style(color="#d7dbe0", bgcolor="#121417", bold=True),
    Style(color="#5ea0ff", bgcolor="#121417", bold=True, reverse=True),
    Style(color="#5ea0ff", bgcolor="#121417", dim=True),
    Style(color="#5ea0ff", italic=True, underline=True),
    Style(bgcolor="#22262d"),
]
WORDS = ["orders", "│ c1 ├─calls──►", " ", "   ", "注文", "e\u0301tat", "λ"]


def expected(strips: list[Strip]) -> list[list[tuple[str, Look]]]:
    out = []
    for strip in strips:
        terminal = Teletype(strip.cell_length, 1)
        for segment in strip:
            assert segment.style is not None
            terminal.look = BARE
            terminal.feed(f"\x1b[{';'.join(Pen(segment.style, ColorSystem.TRUECOLOR).codes) or '0'}m{segment.text}")
        out += terminal.cells
    return out


def test_whatever_stood_there_before_what_is_written_stands_there_after() -> None:
    dice = random.Random(7)
    width, height = 60, 6
    terminal, ink = Teletype(width, height), Ink()

    def line() -> Strip:
        pieces = [Segment(dice.choice(WORDS), dice.choice(STYLES)) for _ in range(dice.randint(1, 9))]
        return Strip(pieces).adjust_cell_length(width, dice.choice(STYLES))

    shown = [line() for _ in range(height)]
    for turn in range(80):
        for y in dice.sample(range(height), dice.randint(1, 3)):
            start = dice.choice((0, 0, 13))
            wide = any(cell == REST for cell in split(shown[y].text + line().text))
            fresh = line()
            shown[y] = fresh if wide or not start else Strip.join([shown[y].crop(0, start), fresh.crop(start, width)])
        if turn % 20 == 19:
            ink.forget()
        terminal.feed(ink.written([(y, 0, strip) for y, strip in enumerate(shown)], ColorSystem.TRUECOLOR, width))
        assert terminal.cells == expected(shown)
        assert terminal.look == BARE


def test_what_stands_there_is_not_written_again() -> None:
    ink, plain, strong = Ink(), STYLES[1], STYLES[2]

    def written(*segments: Segment) -> str:
        return ink.written([(2, 4, Strip([*segments]))], ColorSystem.TRUECOLOR, 40)

    first = written(Segment("name  ", plain), Segment("orders        ", strong), Segment("E1", plain))
    assert "orders" in first
    assert written(Segment("name  ", plain), Segment("orders        ", strong), Segment("E1", plain)) == ""
    other = written(Segment("name  ", plain), Segment("orderd        ", strong), Segment("E2", plain))
    assert SEQUENCE.sub("", other) == "d2"
    assert other.startswith("\x1b[3;16H")
    ink.forget()
    assert "orders" in written(Segment("name  ", plain), Segment("orders        ", strong), Segment("E1", plain))


SHOP = """
client web at 0,0
lambda fn at 1,0 name="注文 λ" peak_rps=4000
rds db at 2,0 class=db.t4g.medium
sqs late at 1,1 in g
vpc g
web calls fn
fn rw db
fn publishes late
"""


async def test_the_terminal_shows_what_the_screen_does_whatever_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, written = Teletype(120, 36), []

    def display(app: Sketchpad, screen: Screen[Any], update: Any) -> None:
        if update is not None and not app._batch_count:
            written.append(type(update))
            terminal.feed(update.render_segments(app.console).replace("\r", "").replace("\n", ""))

    monkeypatch.setattr(Sketchpad, "_display", display)
    app = Sketchpad(Session(None, parse(SHOP)))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.15)
        for keys in ("l l h", "m j enter", "u", "f escape", "d u", "i down space escape", "question_mark escape"):
            for key in keys.split():
                await pilot.press(key)
            await pilot.pause(0.12)
            assert [row.rstrip() for row in terminal.rows()] == screen_text(app).split("\n")
        assert Update in written
