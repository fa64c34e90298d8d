"""Frames of the editor, from the key to the bytes on the terminal, and what they cost."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sketchpad.storage import dumps

from .designs import design
from .terminal import Terminal

SIZES = (100, 1_000, 10_000)
SCREEN = (200, 50)
"""Columns and rows."""
TURNS = 40
ASKED = {"cursor": 3.0, "scroll": 4.0, "repaint": 10.0}
"""Processor time in ms at 10,000 components."""


def rows() -> Iterator[str]:
    costs: dict[str, dict[int, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.sketch.json"
            path.write_text(dumps(design(size)), encoding="utf-8")
            with Terminal([sys.executable, "-m", "sketchpad", str(path)], *SCREEN) as terminal:
                terminal.until(b"LAM")
                terminal.settle()
                actions = {
                    "cursor": ["l", "h"] * TURNS,
                    "scroll": [WHEEL_DOWN, WHEEL_UP] * TURNS,
                    "repaint": ["\x0c"] * (TURNS // 2),
                }
                for name, inputs in actions.items():
                    cpu, size_b = terminal.cost(inputs)
                    costs.setdefault(name, {})[size] = cpu
                    yield f"frame, {size:>6,} components, {name:8} {cpu:6.2f} ms, {size_b:6,.0f} bytes"
                terminal.send("m")
                terminal.settle()
                ghost, _ = terminal.cost(["l", "h"] * (TURNS // 2))
                terminal.send("\x1b")
                terminal.settle()
                terminal.cost(["m"])
                drop, _ = terminal.cost(["jj\r", "u"])
                yield (
                    f"frame, {size:>6,} components, drag     {ghost:6.2f} ms a step; "
                    f"drop or undo, re-routed and judged {drop:6.1f} ms"
                )
                before = terminal.cpu_ms()
                idle_bytes, until = 0, time.monotonic() + 2
                while time.monotonic() < until:
                    idle_bytes += terminal.read(0.2)
                yield (
                    f"idle,  {size:>6,} components: {(terminal.cpu_ms() - before) / 20:.2f} % of a core, "
                    f"{idle_bytes} bytes in 2 s"
                )
    for name, by_size in costs.items():
        yield (
            f"frame, {name:8} at 10,000: {by_size[10_000]:.2f} ms (asked <= {ASKED[name]:g}), "
            f"{by_size[10_000] / by_size[100]:.2f} x that at 100 (asked <= 1.5)"
        )


WHEEL_DOWN, WHEEL_UP = "\x1b[<65;60;20M", "\x1b[<64;60;20M"
