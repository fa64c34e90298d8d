"""Whether the terminal draws lines as wide as two cells, as some do that are set up for Chinese, Japanese or Korean.

There every picture of lines falls apart, so that ASCII is used instead. The terminal is asked only where the locale is
one of those: an answer takes a moment over a slow line.
"""

from __future__ import annotations

import os
import re
import select
from collections.abc import Mapping
from time import monotonic

EASTERN = ("ja", "ko", "zh")
"""Languages in whose terminals the width of a line is in question."""

PATIENCE = 0.2
"""Seconds that the terminal has to answer."""

ASK, CLEAR = b"\r\xe2\x94\x8c\x1b[6n", b"\r\x1b[K"
"""Draw a corner and ask where the cursor is; take it away."""

ANSWER = re.compile(rb"\x1b\[\d+;(\d+)R")
WIDE_COLUMN = 3
"""The column of the cursor behind a corner of two cells."""


def told(environment: Mapping[str, str], ascii: bool, few: bool, mouse: bool) -> str:
    """What a terminal can do, in a line: `xterm-256color over SSH, 256 colours, lines, mouse`."""
    name = environment.get("TERM") or "of no name"
    colours = "256 colours"
    if "NO_COLOR" in environment:
        colours = "no colour"
    elif few:
        colours = "16 colours"
    elif environment.get("COLORTERM") in ("truecolor", "24bit"):
        colours = "all colours"
    where = " over SSH" if "SSH_CONNECTION" in environment else ""
    return f"{name}{where}, {colours}, {'ASCII' if ascii else 'lines'}, {'mouse' if mouse else 'no mouse'}."


def in_question(environment: Mapping[str, str]) -> bool:
    """Whether the locale is one where lines may be wide."""
    named = next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := environment.get(name))), "")
    return named.partition("_")[0] in EASTERN


def draws_wide(entry: int, out: int) -> bool:
    """Whether the terminal behind two file descriptors draws a corner in two cells; not where it does not say."""
    import termios
    import tty

    before = termios.tcgetattr(entry)
    try:
        tty.setcbreak(entry, termios.TCSANOW)
        os.write(out, ASK)
        said, until = b"", monotonic() + PATIENCE
        while ANSWER.search(said) is None and (left := until - monotonic()) > 0:
            if select.select([entry], [], [], left)[0]:
                said += os.read(entry, 64)
        os.write(out, CLEAR)
    finally:
        termios.tcsetattr(entry, termios.TCSANOW, before)
    found = ANSWER.search(said)
    return found is not None and int(found[1]) >= WIDE_COLUMN
