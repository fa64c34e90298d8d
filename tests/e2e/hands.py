"""Hands at the terminal: they press, type, point and look, and count what they did."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .terminal import Cell, Terminal


@dataclass
class Typist:
    """Somebody who uses the keyboard alone."""

    shown: Terminal
    keys: int = 0
    """How many were pressed, letters of names included."""

    def __call__(self, keys: str, *seen: str, gone: str = "") -> str:
        """Press keys, and wait until they did what is seen then."""
        names = keys.split()
        self.keys += len(names)
        self.shown.keys(*names)
        return self.sees(*seen, gone=gone) if seen or gone else ""

    def types(self, text: str, *seen: str) -> None:
        """Type a text into a line, and Enter."""
        self.keys += len(text) + 1
        self.shown.write(text, "Enter")
        self.sees(*seen)

    def sees(self, *texts: str, gone: str = "") -> str:
        return self.shown.sees(*texts, gone=gone)

    def connects(self, name: str, *seen: str) -> None:
        """From here to the component of a name, by the label on it."""
        self("w", f"] {name}")
        self(self.label(name), *seen)

    def goes(self, name: str) -> None:
        """To the component of a name, by the label on it."""
        self("f", f"] {name}")
        self(self.label(name), f" {name}  ")

    def label(self, name: str) -> str:
        found = re.search(rf"\[([a-z]+)\] {re.escape(name)}", self.shown.screen)
        assert found is not None, self.shown.screen
        return " ".join(found.group(1))

    def names(self, name: str) -> None:
        """What is here."""
        self("r", "Its id, and so every waiver, stays.")
        self.types(name, f" to {name}")

    def leaves(self, gesture: str) -> None:
        self("Escape", gone=gesture)


@dataclass
class Pointer:
    """Somebody who has the hand on the mouse, and takes it off to type a name."""

    shown: Terminal
    actions: int = 0
    """How often a button was pressed or the wheel was turned; a drag and a double click are one each."""

    def sees(self, *texts: str, gone: str = "") -> str:
        return self.shown.sees(*texts, gone=gone)

    def click(self, what: str, *seen: str, gone: str = "") -> None:
        """On a text that is on the screen."""
        self._press(self.text(what))
        self.sees(*seen, gone=gone)

    def click_at(self, at: Cell, *seen: str) -> None:
        self._press(at)
        self.sees(*seen)

    def double(self, at: Cell, *seen: str) -> None:
        self._press(at, times=2)
        self.sees(*seen)

    def menu(self, at: Cell, *seen: str) -> None:
        """The right button."""
        self._press(at, button=2)
        self.sees(*seen)

    def drag(self, start: Cell, end: Cell, *seen: str) -> None:
        self.actions += 1
        halfway = (start[0] + end[0]) // 2, (start[1] + end[1]) // 2
        self.shown.points((0, start, True), (32, halfway, True), (32, end, True), (0, end, False))
        self.sees(*seen)

    def wheel(self, at: Cell, by: int, ctrl: bool = False) -> None:
        self.actions += 1
        self.shown.points(*[(64 + (by > 0) + 16 * ctrl, at, True)] * abs(by))

    def types(self, text: str, shown: str = "") -> None:
        self.shown.write(text)
        self.sees(shown or text)

    def picks(self, kind: str, *seen: str) -> None:
        """A kind from the list, which is turned until it shows."""
        x, y = self.text("Add a component")
        self.sees("Enter choose", "also known as")
        self.turns(f" {kind} ", (x, y + 5), *seen)

    def turns(self, what: str, at: Cell, *seen: str) -> None:
        """Click on a row of the list at a cell, which is turned with the wheel, notch by notch, until it shows."""
        self.actions += what not in self.shown.screen
        while what not in self.shown.screen:
            row = self.shown.screen.splitlines()[at[1]]
            self.shown.points((65, at, True))
            self.shown.turned(at[1], row)
        self.click(what, *seen)

    def names(self, old: str, name: str) -> None:
        self.menu(self.box(old), "not here")
        self.click(" Rename ", "Its id, and so every waiver, stays.")
        self.types(name)
        self.click("Enter done", f" to {name}")

    def extends(self, name: str, by: Cell, kind: str, *seen: str) -> None:
        """Draw a connection from a component to an empty slot, and choose what comes there."""
        x, y = self.port(name)
        self.drag((x, y), (x + by[0], y + by[1]), "Add a component")
        self.picks(kind, *seen)

    def connects(self, name: str, other: str, *seen: str) -> None:
        self.drag(self.port(name), self.box(other), *seen)

    def encloses(self, first: str, across: str, down: str, kind: str, value: str, done: str) -> None:
        """Draw a rectangle from one component to the right of another and below a third, and group what is in it."""
        (left, top), (right, _), (_, bottom) = self.box(first), self.box(across), self.box(down)
        self.drag((left - 4, top - 2), (right + 12, bottom + 3), "chosen")
        self.menu(self.box(first), "not here")
        self.click(" Group ", "kind, then a value")
        self.click(f" {kind} ", "" if value else done)
        if value:
            self.sees("us-east-2")
            self.turns(f" {value} ", self.text("us-east-2"), done)

    def _press(self, at: Cell, times: int = 1, button: int = 0) -> None:
        self.actions += 1
        self.shown.points(*((button, at, down) for _ in range(times) for down in (True, False)))

    # -- what it looks for ------------------------------------------------------------------------------------------

    def text(self, what: str) -> Cell:
        """The cell in the middle of a text."""
        x, y = self._place(re.escape(what))
        return x + len(what) // 2, y

    def box(self, name: str) -> Cell:
        """The cell of the first letter in the box of a component."""
        x, y = self._place(rf"[│║](\[\w+\])? ?{re.escape(name)} *[│║├╟◄►┤╢○]")
        return x + 2, y

    def port(self, name: str) -> Cell:
        """The cell of a box's border from which a connection is drawn."""
        x, y = self.box(name)
        line = self.shown.screen.splitlines()[y]
        return next(at for at in range(x, len(line)) if line[at] in "│║├╟○"), y

    def _place(self, pattern: str) -> Cell:
        """Where on the screen the first thing of a pattern is, once it is there."""
        screen = self.shown.until(lambda screen: re.search(pattern, screen) is not None, pattern)
        found = ((re.search(pattern, line), y) for y, line in enumerate(screen.splitlines()))
        return next((match.start(), y) for match, y in found if match is not None)
