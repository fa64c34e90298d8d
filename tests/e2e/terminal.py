"""A real terminal: tmux on a socket of its own, driven by keys and read by its screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TMUX = shutil.which("tmux")
PATIENCE = 8.0
"""Seconds to wait for a screen."""


Cell = tuple[int, int]
"""A column and a row of the screen, from 0 on."""


class Terminal:
    """One window in which the program runs."""

    def __init__(self, socket: str, folder: Path) -> None:
        self.socket, self.folder = socket, folder

    def tmux(self, *words: str) -> str:
        done = subprocess.run([str(TMUX), "-L", self.socket, *words], capture_output=True, text=True, check=False)
        return done.stdout

    def keys(self, *keys: str) -> None:
        """Press keys by their tmux names, one after the other."""
        self.tmux("send-keys", "--", *keys)

    def write(self, text: str, *keys: str) -> None:
        """Type a text, and press keys after it."""
        more = (";", "send-keys", "--", *keys) if keys else ()
        self.tmux("send-keys", "-l", "--", text, *more)

    def points(self, *events: tuple[int, Cell, bool]) -> None:
        """What the mouse sends: a button, where, and whether it is down; motion is 32 more, the wheel 64 and 65."""
        codes = (f"\x1b[<{button};{x + 1};{y + 1}{'M' if down else 'm'}" for button, (x, y), down in events)
        self.tmux("send-keys", "-l", "--", "".join(codes))

    @property
    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def sees(self, *texts: str, gone: str = "") -> str:
        """The screen once it shows the texts, and no longer `gone`. Fails after a while."""
        end = time.monotonic() + PATIENCE
        while True:
            screen = self.screen
            if all(text in screen for text in texts) and not (gone and gone in screen):
                return screen
            if time.monotonic() > end:
                raise AssertionError(f"waited for {texts} without {gone!r}; the screen shows\n{screen}")
            time.sleep(0.01)

    def settled(self, before: str) -> str:
        """The screen once it is another one than `before`, and stays as it is."""
        seen = self.sees(gone=before)
        while True:
            time.sleep(0.05)
            if (screen := self.screen) == seen:
                return screen
            seen = screen

    @property
    def alternate(self) -> bool:
        """Whether a full-screen program has the terminal."""
        return self.tmux("display-message", "-p", "#{alternate_on}").strip() == "1"

    @property
    def mouse(self) -> bool:
        return "1" in self.tmux("display-message", "-p", "#{mouse_any_flag}#{mouse_button_flag}#{mouse_all_flag}")

    def program(self) -> int:
        """The process id of the editor: the shell's child."""
        shell = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", shell], capture_output=True, text=True, check=True)
        return int(children.stdout.split()[0])


@contextmanager
def terminal(folder: Path, file: str, width: int, height: int, first: str = "") -> Iterator[Terminal]:
    """The editor on a file in a window of a size; a shell is left behind it that tells its exit code.

    `first` is what the program runs before it begins.
    """
    shown = Terminal(f"sketchpad-{os.getpid()}-{time.monotonic_ns()}", folder)
    code = f"{first}import sys; from sketchpad.cli import main; sys.exit(main(sys.argv[1:]))"
    settings = "env -u NO_COLOR -u COLUMNS -u LINES TERM=xterm-256color COLORTERM=truecolor PS1= ENV="
    size = ("-x", str(width), "-y", str(height))
    shown.tmux("-f", "/dev/null", "new-session", "-d", *size, "-c", str(folder), f"{settings} sh")
    try:
        shown.write(
            f"stty -echo; {sys.executable} -c '{code}' {file}; echo exit=$?=; stty -a | tr ';' '\\n' | grep icanon"
        )
        shown.keys("Enter")
        yield shown
    finally:
        shown.tmux("kill-server")
