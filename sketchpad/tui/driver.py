"""The terminal as Textual drives it."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver

ALTERNATE = "\x1b[?1049h"
"""Enters the alternate screen."""


class Entered(LinuxDriver):
    """A terminal whose alternate screen was entered already; some would clear what stands on it if entered again."""

    entered = True

    def write(self, data: str) -> None:
        if data == ALTERNATE and self.entered:
            self.entered = False
        else:
            super().write(data)
