"""Frames of the editor, from the key to the bytes on the terminal, and what they cost."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sketchpad.storage import dumps

from .designs import design
from .terminal import Terminal

SIZES = (100, 1_000, 10_000)
SCREEN, SMALLER = (200, 50), (120, 36)
"""Columns and rows."""
TURNS = 40
DROPS = 9
BURST = 300
"""Keys that come at once."""
ASKED = {"cursor": 3.0, "scroll": 4.0, "repaint": 10.0}
"""Processor time in ms at 10,000 components."""
DROPPED = {1_000: 8.0, 10_000: 16.0}
"""The same for one drop or undo, by components: re-routed, judged and painted."""
WHEEL_DOWN, WHEEL_UP = "\x1b[<65;60;20M", "\x1b[<64;60;20M"
ACTIONS = {
    "cursor": ["l", "h"] * TURNS,
    "scroll": [WHEEL_DOWN, WHEEL_UP] * TURNS,
    "repaint": ["\x0c"] * (TURNS // 2),
}


@contextmanager
def opened(path: Path, screen: tuple[int, int]) -> Iterator[Terminal]:
    """The editor on a design, when it is ready for keys; it knows nothing of runs before."""
    with tempfile.TemporaryDirectory() as state:
        os.environ["SKETCHPAD_STATE_DIR"] = state
        with Terminal([sys.executable, "-m", "sketchpad", str(path)], *screen) as terminal:
            terminal.until(b"LAM")
            terminal.rest()
            yield terminal


def rows() -> Iterator[str]:
    costs: dict[str, dict[int, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.sketch.json"
            path.write_text(dumps(design(size)), encoding="utf-8")
            with opened(path, SCREEN) as terminal:
                for name, inputs in ACTIONS.items():
                    cpu, size_b = terminal.cost(inputs)
                    costs.setdefault(name, {})[size] = cpu
                    yield f"frame, {size:>6,} components, {name:8} {cpu:6.2f} ms, {size_b:6,.0f} bytes"
                yield from _drags(terminal, size)
                yield from _quiet(terminal, size)
            with opened(path, SMALLER) as terminal:
                _, moving = terminal.cost(ACTIONS["cursor"])
                rests = [terminal.cost([key]) for key in "lh" * 5]
                cpu, resting = (statistics.median(one) for one in zip(*rests, strict=True))
                yield (
                    f"frame, {size:>6,} components, on 120x36 {moving:4,.0f} bytes a cursor move (asked <= 400); "
                    f"with the panels that follow a rest {resting:6,.0f} bytes, {cpu:5.2f} ms"
                )
    for name, by_size in costs.items():
        yield (
            f"frame, {name:8} at 10,000: {by_size[10_000]:.2f} ms (asked <= {ASKED[name]:g}), "
            f"{by_size[10_000] / by_size[100]:.2f} x that at 100 (asked <= 1.5)"
        )


def _drags(terminal: Terminal, size: int) -> Iterator[str]:
    """A component is moved two slots down and back, each time put down and taken back by undoing."""
    steps, drops, undos = list[float](), list[float](), list[float]()
    settled = list[float]()
    for _ in range(DROPS):
        terminal.answer("m")
        steps += (terminal.answer("j")[0], terminal.answer("j")[0])
        for keys, spent in (("\r", drops), ("u", undos)):
            frame, all_of_it = terminal.answer(keys)
            spent.append(frame)
            settled.append(all_of_it)
    step, drop, undo, until = map(statistics.median, (steps, drops, undos, settled))
    asked = f" (asked <= {DROPPED[size]:g})" if size in DROPPED else ""
    yield (
        f"frame, {size:>6,} components, drag     {step:6.2f} ms a step; re-routed, judged and painted: "
        f"drop {drop:5.1f} ms, undo {undo:5.1f} ms{asked}; {until:.1f} ms until all has settled"
    )


def _quiet(terminal: Terminal, size: int) -> Iterator[str]:
    """How soon it is quiet after many keys at once, and how quiet."""
    seconds = terminal.spell("l" * (BURST // 2) + "h" * (BURST // 2))
    yield f"burst, {size:>6,} components: {BURST} keys at once are settled in {seconds:.2f} s (asked < 0.5)"
    before = terminal.cpu_ms()
    idle_bytes = terminal.idle(2)
    share = (terminal.cpu_ms() - before) / 20
    yield f"idle,  {size:>6,} components: {share:.2f} % of a core, {idle_bytes} bytes in 2 s (asked < 1 %, none)"
