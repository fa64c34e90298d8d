"""The terminal as Textual drives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.drivers.linux_driver import LinuxDriver

ALTERNATE = "\x1b[?1049h"
"""Enters the alternate screen."""

STILL = {"\x1b[?1003h": "\x1b[?1002h", "\x1b[?1003l": "\x1b[?1002l"}
"""Instead of each move of the mouse only those while a button is down."""

SEEN = {"\x1b[?25l": "\x1b[?25h"}
"""The terminal's cursor shows where it would be hidden."""


class Entered(LinuxDriver):
    """A terminal whose alternate screen was entered already; some would clear what stands on it if entered again."""

    entered = True
    settings: ClassVar[list[Any] | None] = None
    """Of the terminal before anything was shown on it."""
    instead: ClassVar[Mapping[str, str]] = {}
    """What is written instead of something else."""

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.attrs_before = self.settings or self.attrs_before

    def write(self, data: str) -> None:
        if data == ALTERNATE and self.entered:
            self.entered = False
        else:
            super().write(self.instead.get(data, data))


def entered(settings: list[Any] | None, still: bool, seen: bool) -> type[Entered]:
    """The driver of a terminal whose settings were once these; whether its mouse is still, and its cursor seen."""
    instead = {**(STILL if still else {}), **(SEEN if seen else {})}
    return type("EnteredBefore", (Entered,), {"settings": settings, "instead": instead})
