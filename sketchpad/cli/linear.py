"""`sketchpad FILE --linear`: a design by lines: read a line, do it, say in a few words what came of it.

For whoever hears or feels the screen rather than sees it. Every change is saved at once; undo writes back what there
was.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from importlib import import_module

from ..model import EMPTY, Design
from ..model.text import plain
from ..storage import SaveError
from .output import complain, counted, note
from .reading import one, opened
from .storing import store
from .usage import Usage, nearest

CHANGING = ("add", "connect", "set", "move", "remove", "group", "need", "waive", "fix")
READING = {"describe": ("--outline",), "check": (), "trace": (), "draw": ()}
"""The commands that only read, with the options that are meant here."""
OF_ANY = ("rules", "kinds", "patterns")
"""The commands that are about no file."""
HERE = ("undo", "redo", "help", "quit")
EVERY = (*CHANGING, *READING, *OF_ANY, *HERE)


def run(path: str) -> int:
    """Do what is typed until `quit` or the end of the input; the exit code."""
    talk = Talk(path)
    note(f"{plain(path)}: {counted(len(talk.design.components), 'component')}; help lists the commands, quit ends")
    for line in _typed():
        try:
            if not talk.hear(line):
                break
        except Usage as error:
            complain(str(error))
        except SystemExit:
            pass  # a command said how it is used
    return 0


def _typed() -> Iterator[str]:
    """The lines of the input, each asked for where somebody types them."""
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    while True:
        if asks:
            sys.stderr.write("sketchpad> ")
            sys.stderr.flush()
        if not (line := sys.stdin.readline()):
            return
        yield line


class Talk:
    """A file that is worked on, and what it held before."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.done: list[tuple[str, Design]] = []
        """Each change as it was typed, with the design before it."""
        self.undone: list[tuple[str, Design]] = []

    @property
    def design(self) -> Design:
        """What the file holds; nothing where there is none yet."""
        from ..storage import Unreadable

        try:
            return opened(self.path).design
        except Unreadable as error:
            if error.code == "FILE-MISSING":
                return EMPTY
            return one(self.path).design

    def hear(self, line: str) -> bool:
        """Do what a line says; False where it ends the talk. Raises Usage."""
        try:
            words = shlex.split(line, comments=True)
        except ValueError as error:
            raise Usage(f"{line.strip()}: {str(error).lower()}") from None
        if not words:
            return True
        name, *rest = words
        match name:
            case "quit" | "exit" | "q":
                return False
            case "help":
                note(f"{', '.join(EVERY)}; COMMAND --help says more, and FILE is left out")
            case "undo":
                self._back(self.done, self.undone, "undone")
            case "redo":
                self._back(self.undone, self.done, "done again")
            case _ if name in EVERY:
                self._do(name, rest, line.strip())
            case _:
                raise Usage(f"there is no command {name}{nearest(name, EVERY)}")
        return True

    def _do(self, name: str, rest: list[str], line: str) -> None:
        command = import_module(f".{name}", __package__)
        if name in OF_ANY or "--help" in rest or "-h" in rest:
            command.run(rest)
            return
        before = self.design
        command.run([self.path, *rest, *READING.get(name, ())])
        if name in CHANGING and self.design != before:
            self.done.append((line, before))
            self.undone.clear()

    def _back(self, here: list[tuple[str, Design]], there: list[tuple[str, Design]], word: str) -> None:
        """Write the design that was, and keep the present one for the way back."""
        if not here:
            raise Usage(f"nothing is to be {word}")
        line, design = here.pop()
        there.append((line, self.design))
        try:
            store(self.path, design)
        except SaveError as error:
            raise Usage(f"{self.path}: {error.code} {error.message}") from None
        note(plain(f"{word}: {line}"))
