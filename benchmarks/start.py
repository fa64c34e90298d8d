"""Starts: the command line, and what it loads; the editor against a Textual hello world."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sketchpad.storage import dumps

from .designs import design
from .terminal import Terminal

TIMES = 5
KEYS_SHOWN = b"Connect"
"""Stands at the foot of the editor once everything is on the screen."""
HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("hello-world")
Hello().run()
"""


def until(command: list[str], shown: bytes) -> float:
    """Wall time in ms from the start of a program until a text is on its screen."""
    start = time.perf_counter()
    with Terminal(command, 120, 36) as terminal:
        terminal.until(shown)
        return (time.perf_counter() - start) * 1000


def rows() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fifty.sketch.json"
        path.write_text(dumps(design(50)), encoding="utf-8")
        hello = [sys.executable, "-c", HELLO]
        editor = [sys.executable, "-m", "sketchpad", str(path)]
        runs = [(until(hello, b"hello-world"), until(editor, b"LAM"), until(editor, KEYS_SHOWN)) for _ in range(TIMES)]
        first, component, whole = (statistics.median(side) for side in zip(*runs, strict=True))
        yield (
            f"start of the editor to the first component: {component:.0f} ms, a Textual hello world: {first:.0f} ms, "
            f"ratio {component / first:.2f}   (asked <= 1.6); to the panels with what the rules say: {whole:.0f} ms, "
            f"ratio {whole / first:.2f}"
        )
        check = [sys.executable, "-m", "sketchpad", "check", str(path)]
        walls = []
        for _ in range(TIMES):
            start = time.perf_counter()
            subprocess.run(check, capture_output=True, check=False)
            walls.append((time.perf_counter() - start) * 1000)
        loaded = subprocess.run(
            [sys.executable, "-X", "importtime", *check[1:]], capture_output=True, text=True, check=False
        ).stderr
        names = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in loaded.splitlines() if "|" in line}
        ui = sorted(names & {"textual", "rich"})
        yield (
            f"check of 50 components: {statistics.median(walls):.0f} ms, of a hello world's start "
            f"{statistics.median(walls) / first:.2f}; textual and rich loaded: {', '.join(ui) or 'neither'}"
        )
