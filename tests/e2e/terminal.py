"""Real terminals: tmux on a socket of its own, read by its screen; and a pseudo-terminal, read byte by byte."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TMUX = shutil.which("tmux")
PATIENCE = 20.0
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
        return self.until(
            lambda screen: all(text in screen for text in texts) and not (gone and gone in screen),
            f"{texts} without {gone!r}",
        )

    def turned(self, y: int, before: str) -> str:
        """The screen once its row `y` is another one. Fails after a while."""
        return self.until(lambda screen: screen.splitlines()[y] != before, f"another row {y}")

    def until(self, holds: Callable[[str], bool], what: str) -> str:
        end = time.monotonic() + PATIENCE
        while True:
            screen = self.screen
            if holds(screen):
                return screen
            if time.monotonic() > end:
                raise AssertionError(f"waited for {what}; the screen shows\n{screen}")
            time.sleep(0.01)

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


class Wire:
    """The program on a pseudo-terminal whose every byte is kept."""

    def __init__(self, folder: Path, *words: str, first: str = "", own: bool = True, **environment: str) -> None:
        code = f"{first}import sys; from sketchpad.cli import main; sys.exit(main(sys.argv[1:]))"
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self.before = termios.tcgetattr(slave)
        settings = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "SKETCHPAD_STATE_DIR": str(folder / "state")}
        others = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *words],
            cwd=folder,
            env={**others, **settings, **environment},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            preexec_fn=_controlled if own else os.setsid,
        )
        self.slave = slave
        self.came = b""
        self._over = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while not self._over:
            ready, _, _ = select.select([self.master], [], [], 0.05)
            try:
                data = os.read(self.master, 65536) if ready else b""
            except OSError:
                return
            self.came += data

    def sees(self, text: str, after: int = 0) -> None:
        """Wait until bytes came that hold a text. Fails after a while."""
        self.waits(lambda: text.encode() in self.came[after:], f"{text!r} did not come")

    def waits(self, until: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > end:
                raise AssertionError(f"{otherwise}; what came last: {self.came[-2000:]!r}")
            time.sleep(0.02)

    def rests(self, seconds: float = 0.25) -> None:
        """Wait until nothing came for a while, less than a cursor takes to blink."""
        before = -1
        while before != len(self.came):
            before = len(self.came)
            time.sleep(seconds)

    def write(self, text: str) -> None:
        os.write(self.master, text.encode())

    def kill(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def hang_up(self) -> None:
        """The terminal is gone."""
        self._over = True
        self._reader.join()
        os.close(self.slave)
        master, self.master = self.master, -1
        os.close(master)

    def ended(self) -> int:
        """The exit code."""
        return self.process.wait(PATIENCE)

    def left(self) -> str:
        """What is not as it was on the terminal: its modes, the key protocol, colours, cursor, title, settings."""
        time.sleep(0.1)
        found = {**dict.fromkeys(OFF, False), **dict.fromkeys(ON, True)}
        keys, shape, title, colours = 0, b"", b"", b""
        for match in MODES.finditer(self.came):
            mode, on, key, cursor, named, colour = match.group("mode", "on", "key", "cursor", "title", "colour")
            if mode:
                found.update(dict.fromkeys(map(int, mode.split(b";")), on == b"h"))
            elif key:
                keys += 1 if key == b">" else -1
            elif colour is not None:
                colours = colour
            else:
                shape, title = cursor or shape, named or title
        odd = [f"mode {mode}" for mode in OFF if found[mode]] + [f"mode {mode}" for mode in ON if not found[mode]]
        odd += ["key protocol"] * (keys > 0) + ["cursor shape"] * (shape not in (b"", b"0")) + ["title"] * bool(title)
        odd += ["colours"] * (colours not in (b"", b"0"))
        if self.master >= 0 and termios.tcgetattr(self.slave) != self.before:
            odd.append("settings")
        return ", ".join(odd)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._over = True
        self._reader.join()
        for handle in (self.slave, self.master):
            with suppress(OSError):
                os.close(handle)


OFF = (1049, 1000, 1002, 1003, 1006, 1015, 1016, 1004, 2004, 2026, 2048)
ON = (25, 7)
MODES = re.compile(
    rb"\x1b\[\?(?P<mode>[0-9;]+)(?P<on>[hl])|\x1b\[(?P<key>[<>])[0-9]*u|\x1b\[(?P<cursor>[0-9]*) q"
    rb"|\x1b\][012];(?P<title>[^\x07\x1b]*)|\x1b\[(?P<colour>[0-9;:]*)m"
)


def _controlled() -> None:
    """The terminal is that of the program, which hears of its end by a signal."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
