"""The clipboard outside the program: by the terminal where that takes it, else by a tool of the system.

Nothing tells a program whether a terminal takes the sequence for it (OSC 52). So there is a list of those that do; for
the others a tool is tried, but only where the screen is: on the far side of a remote line it would fill a clipboard
that nobody sees.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

TAKING = {
    "TERM_PROGRAM": ("iterm", "wezterm", "ghostty", "vscode", "rio", "tabby", "mintty"),
    "LC_TERMINAL": ("iterm",),
    "TERM": ("xterm-kitty", "foot", "alacritty", "xterm-ghostty", "wezterm", "contour"),
}
"""For each variable the beginnings of values by which a terminal is known that takes the sequence."""

NAMED = ("WT_SESSION", "KITTY_WINDOW_ID", "ALACRITTY_WINDOW_ID", "WEZTERM_PANE")
"""Variables that only such terminals set."""

WITHIN = ("TMUX", "STY")
"""Variables of programs that stand between and keep the sequence to themselves, as they come."""

MOST = 55_000
"""Bytes of text beyond which terminals drop it."""

PATIENCE = 2.0
"""Seconds that a tool has to take a text."""


@dataclass(frozen=True)
class Tool:
    """A program that fills the clipboard from its standard input."""

    command: tuple[str, ...]
    needs: str = ""
    """The variable without which it has no clipboard to fill."""


TOOLS = (
    Tool(("pbcopy",)),
    Tool(("wl-copy",), "WAYLAND_DISPLAY"),
    Tool(("xclip", "-selection", "clipboard"), "DISPLAY"),
    Tool(("xsel", "--clipboard", "--input"), "DISPLAY"),
    Tool(("clip.exe",)),
    Tool(("termux-clipboard-set",)),
    Tool(("tmux", "load-buffer", "-w", "-"), "TMUX"),
)


def run(command: Sequence[str], text: str) -> bool:
    """Give a text to a program; whether it took it."""
    try:
        # Its output is dropped rather than read: some stay behind to serve the clipboard, and keep it open.
        done = subprocess.run(
            command,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@dataclass(frozen=True)
class Clipboard:
    """The ways out of the program, the likeliest first."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    which: Callable[[str], str | None] = shutil.which
    run: Callable[[Sequence[str], str], bool] = run

    @property
    def terminal_takes(self) -> bool:
        """Whether the terminal is known to take a text for the clipboard."""
        if any(self.environ.get(name) for name in WITHIN):
            return False
        if any(self.environ.get(name) for name in NAMED):
            return True
        values = ((self.environ.get(name, "").casefold(), starts) for name, starts in TAKING.items())
        return any(value.startswith(starts) for value, starts in values)

    def tools(self) -> list[Tool]:
        """The tools that are there, and whose clipboard the user sees."""
        remote = "SSH_CONNECTION" in self.environ
        found = [tool for tool in TOOLS if not tool.needs or self.environ.get(tool.needs)]
        return [tool for tool in found if self.which(tool.command[0]) and (not remote or tool.needs)]

    def put(self, text: str, send: Callable[[str], object]) -> str:
        """Copy a text by the first way that takes it; `send` is that of the terminal. What it went by, or nothing."""
        if self.terminal_takes and len(text.encode()) <= MOST:
            send(text)
            return "the terminal's clipboard"
        for tool in self.tools():
            if self.run(tool.command, text):
                return f"the clipboard, by {tool.command[0]}"
        return ""


NONE = Clipboard({}, lambda name: None)
"""No way out: what is copied stays within the program."""
