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
PANELS = b"fifty.sketch.json"
"""Stands in the header of the editor, in its first frame."""
RULES = b"rules ran"
"""What the findings of a design without any say once the rules have been read and asked."""
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
        shown = (b"LAM", PANELS, RULES)
        runs = [(until(hello, b"hello-world"), *(until(editor, text) for text in shown)) for _ in range(TIMES)]
        first, *ours = (statistics.median(side) for side in zip(*runs, strict=True))
        component, panels, rules = (f"{wall:.0f} ms ({wall / first:.2f})" for wall in ours)
        yield (
            f"start of the editor to the first component: {component}, to the panels: {panels}, to what the rules say: "
            f"{rules}; a Textual hello world: {first:.0f} ms   (asked <= 1.6 for the first component)"
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
