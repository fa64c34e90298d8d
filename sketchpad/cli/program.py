"""What the program does with what was typed: which command is meant, and how it ends."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from types import FrameType

from .. import __version__
from .output import Unwritten, complain, prepare, say, speaks_unicode
from .usage import Usage, nearest

COMMANDS = {
    "check": "judge designs: what breaks, why, and what would mend it",
    "fix": "apply the safe fixes, or the one named",
    "trace": "every requirement: met, violated, unaddressed or unknown, and by what",
    "rules": "the list of rules, or one rule's page",
    "kinds": "components and groups with their properties",
    "patterns": "the library of designs to start from and to learn from",
    "new": "start a file from a pattern",
    "describe": "a design as sketch notation or outline",
    "draw": "a design as text on a grid",
    "add": "put parts into a design; a new file is fine",
    "connect": "let one component do something with another",
    "set": "say something else of parts, or of the design",
    "move": "put components elsewhere, or into another group",
    "remove": "take parts out, with what cannot be without them",
    "group": "draw a new group around parts",
    "need": "state a requirement",
    "waive": "accept a finding, with a reason",
    "diff": "what changed from one design to another; git can show it",
    "merge": "two designs that began as one, made one again; git can use it",
    "fmt": "files in canonical form",
    "schema": "the JSON Schema of a design file",
    "recover": "what was done and not saved, and what files held before",
    "keys": "what each key does in the editor",
    "serve": "the editor in a browser",
    "doctor": "whether the editor will work here",
}

ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")
"""The signals that ask the program to end, as far as the system has them."""

HELP = f"""Examples:
  sketchpad orders.sketch.json          edit a design; a new file is fine
  sketchpad check designs/              judge every design in a folder
  sketchpad rules CON-001               read why a rule speaks
  sketchpad new shop.sketch.json --pattern three-tier-containers

Usage: sketchpad [FILE]
       sketchpad FILE --linear        by lines instead of on a screen
       sketchpad COMMAND ...

Commands:
{chr(10).join(f"  {name:<10}{about}" for name, about in COMMANDS.items())}

Options:
  -h, --help   this text; `sketchpad COMMAND --help` for a command
  --version    the version

Exit codes: 0 nothing found, 1 findings, 2 usage or unreadable input.
"""


def run(arguments: list[str]) -> int:
    """Run the program; the exit code."""
    prepare()
    try:
        _somewhere()
        with _terminable():
            return _dispatched(arguments)
    except Usage as error:
        complain(str(error))
        return 2
    except Unwritten as error:
        complain(f"standard output: {error}")
        return 2
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    except RecursionError:
        complain("the input is nested too deeply")
        return 2
    except MemoryError:
        complain("the input needs more memory than there is")
        return 2


def _somewhere() -> None:
    """There is a present folder, which relative paths and settings are looked up from. Raises Usage."""
    try:
        os.getcwd()
    except OSError as error:
        raise Usage(f"the present folder: {(error.strerror or str(error)).lower()}") from None


def _dispatched(arguments: list[str]) -> int:
    first = arguments[0] if arguments else None
    if first in ("-h", "--help"):
        say(HELP)
        return 0
    if first == "--version":
        say(f"sketchpad {__version__}\n")
        return 0
    if first in COMMANDS:
        command = import_module(f".{first}", __package__)
        _collecting()
        return int(command.run(arguments[1:]))
    if first is not None and first.startswith("-"):
        raise Usage(f"there is no option {first}; see sketchpad --help")
    if first is not None and not _looks_like_file(first):
        raise Usage(f"there is no command {first}{nearest(first, COMMANDS, otherwise='; see sketchpad --help')}")
    if first is not None and arguments[1:] == ["--linear"]:
        return int(import_module(".linear", __package__).run(first))
    if len(arguments) > 1:
        raise Usage(f"the editor opens one file; unexpected {arguments[1]}")
    return _edited(first)


def _collecting() -> None:
    """Look for garbage from here on, among what is made from here on."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _looks_like_file(word: str) -> bool:
    return "." in word or "/" in word or os.sep in word or os.path.exists(word)


def _edited(path: str | None) -> int:
    """Open the editor."""
    in_browser = "TEXTUAL_DRIVER" in os.environ
    if not in_browser and not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        shown = path or "FILE"
        raise Usage(f"the editor needs a terminal; to judge a design without one: sketchpad check {shown}")
    from .. import tui

    return int(tui.run(path, ascii=not speaks_unicode()) or 0)


@contextmanager
def _terminable() -> Iterator[None]:
    """While inside, a request to terminate ends the program with its own code and runs what must be run.

    A request that is ignored, as under nohup, stays so.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {}
    with suppress(ValueError):  # not the main thread, which alone hears signals
        for number in filter(None, (getattr(signal, name, None) for name in ENDING)):
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
