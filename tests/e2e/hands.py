"""Hands at the terminal: they press, type, point and look, and count what they did."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .terminal import Terminal


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
