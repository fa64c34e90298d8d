"""A glimpse: the design on the terminal while the rest of the editor is still being read.

It stands where the canvas is going to show it, in the terminal's own ink, and the first frame of the editor covers it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from ..drawing import Rect, Zoom
from .looking import Looking
from .plan import beside, canvas, opened, too_small

ENTER = "\x1b[?1049h\x1b[2J\x1b[?25l"
"""The alternate screen, empty and without a cursor."""
LEAVE = "\x1b[?1049l\x1b[?25h"


@contextmanager
def glimpse(looking: Looking, entry: int, out: TextIO) -> Iterator[list[Any]]:
    """Show a design, and let what is typed wait for the editor, which takes the screen over from there.

    Inside, there are the settings that the terminal had. What goes wrong before the editor can take over leaves the
    screen as it was; the terminal's settings are put back in any case, as long as there is a terminal.
    """
    import termios

    columns, rows = shutil.get_terminal_size()
    settings = termios.tcgetattr(entry)
    try:
        termios.tcsetattr(entry, termios.TCSANOW, _silent(settings))
        out.write(ENTER + seen(looking, columns, rows))
        out.flush()
        yield settings
    except BaseException:
        with suppress(OSError):
            out.write(LEAVE)
            out.flush()
        raise
    finally:
        with suppress(termios.error):
            termios.tcsetattr(entry, termios.TCSANOW, settings)


def _silent(settings: list[Any]) -> list[Any]:
    """The settings of a terminal that shows nothing of what is typed, and makes no signals of it."""
    import termios

    entry, out, control, local, *rest = settings
    local &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    entry &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    return [entry, out, control, local, *rest]


def seen(looking: Looking, columns: int, rows: int) -> str:
    """What the canvas of a screen is going to show, row by row; nothing where the screen has no room for a canvas."""
    if too_small(columns, rows):
        return ""
    room = canvas(columns, rows, *beside(columns, rows))
    looking.fit(room.width, room.height, Zoom.COMPACT)
    x, y = opened(looking.drawing, looking.cursor, (room.width, room.height))
    lines = looking.drawing.rows(Rect(x, y, room.width, room.height))
    return "".join(
        f"\x1b[{row};{room.x + 1}H{''.join(text for text, _ in runs).rstrip()}"
        for row, runs in enumerate(lines, room.y + 1)
    )
