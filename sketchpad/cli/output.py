"""What the command line says: data on standard output, messages on standard error, colour only on a terminal."""

from __future__ import annotations

import io
import locale
import os
import re
import sys
from contextlib import suppress
from typing import Any, TextIO

from ..model.text import abridged, plain

COLOURS = {"error": "31;1", "warning": "33;1", "info": "36", "good": "32", "bold": "1", "dim": "2"}
UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
"""What must not reach a terminal as it is and JSON may write as an escape."""

COMMAND = re.compile(r"^([ \t]*)::", re.MULTILINE)
"""How a line begins that GitHub's runner obeys; it also obeys `##[` anywhere."""

LONGEST = 2_000
"""Characters of a complaint, at the most; paths may be long."""


class Unwritten(Exception):
    """Standard output takes no more, as when the disk is full."""


def prepare() -> None:
    """Write UTF-8 and plain line ends whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def encoding() -> str:
    """How the terminal reads bytes, as its surroundings say; what is written here is UTF-8 whatever they say.

    In the locale C Python itself speaks UTF-8, to whatever terminal; that counts only where somebody asked for it.
    """
    stated = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    if stated:
        return stated
    asked = os.name == "nt" or os.environ.get("PYTHONUTF8") == "1"
    return "utf-8" if asked else locale.getencoding()


def speaks_unicode() -> bool:
    """Whether a terminal takes more than ASCII."""
    return encoding().lower().replace("-", "").replace("_", "") == "utf8"


def say(text: str, *, commands: bool = False) -> None:
    """Data. A reader that has gone away is no error. `commands` are meant for GitHub's runner and stay so."""
    _write(sys.stdout, text if commands else inert(text))


def say_file(text: str) -> None:
    """A file's content as data. A terminal gets what it must not act on as escapes, which JSON reads alike."""
    _write(sys.stdout, UNSEEN.sub(_escaped, text) if sys.stdout and sys.stdout.isatty() else text)


def note(text: str) -> None:
    """A message. Where nothing takes messages there is nobody to tell."""
    with suppress(Unwritten):
        _write(sys.stderr, inert(text) + "\n")


def complain(text: str) -> None:
    """What went wrong, on one line."""
    note(f"sketchpad: {plain(abridged(text, LONGEST))}")


def inert(text: str) -> str:
    """A text in which GitHub's runner, which reads both streams, finds no command; as wide as it was."""
    return COMMAND.sub(r"\1:.", text.replace("##[", "##("))


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # What is left in the buffer must not raise again when the program ends.
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, stream.fileno())
        os.close(sink)
        if not isinstance(error, BrokenPipeError):
            raise Unwritten((error.strerror or str(error)).lower()) from error


def coloured() -> bool:
    """Whether standard output takes colour."""
    terminal = bool(sys.stdout and sys.stdout.isatty()) and os.environ.get("TERM") != "dumb"
    return terminal and not os.environ.get("NO_COLOR")


def painted(text: str, colour: str, on: bool) -> str:
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if on else text


def as_json(value: Any) -> str:
    """A value as JSON that any terminal may show: text as it is, controls and directions as escapes."""
    import json

    text = json.dumps(value, indent=2, ensure_ascii=False).replace("##[", "#\\u0023[")
    return UNSEEN.sub(_escaped, text) + "\n"


def _escaped(match: re.Match[str]) -> str:
    import json

    return json.dumps(match.group())[1:-1]


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
