"""A signal in every state of the editor: it ends at once, gives the terminal back, and loses no edit."""

from __future__ import annotations

import signal
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from e2e.terminal import Wire

from sketchpad.model import Component, Design, parse
from sketchpad.storage import dumps, read
from sketchpad.storage.recovery import left, recovered

from .tallies import Trials

pytestmark = pytest.mark.e2e

SHOP = parse("lambda fn at 0,0\nrds db at 1,0\nfn rw db")
LARGE = Design().having(*(Component(id=f"part-{n}", kind="sqs", at=(n % 100, n // 100)) for n in range(8000)))

SLOW_SAVE = (
    "import os, time\nfrom sketchpad.storage.disk import Disk\nplain = Disk.fsync\n"
    "def slow(self, handle, **more):\n"
    "    time.sleep(30 if os.readlink(f'/proc/self/fd/{handle}').endswith('.tmp') else 0)\n"
    "    plain(self, handle, **more)\n"
    "Disk.fsync = slow\n"
)
"""Makes every save take longer than the test."""

STATES: Mapping[str, tuple[str, ...]] = {
    "idle": (),
    "a question": ("?",),
    "moving": ("m", "\x1b[C", "\x1b[C"),
    "typing": ("r", "half a na"),
    "connecting": ("w",),
    "saving": ("\x13",),
    "loading": (),
    "pasting": ("\x1b[200~lambda pasted\nrds ",),
}
"""What is pressed to get there, after an edit."""

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, None)
"""None is the end of the terminal itself."""

AT_MOST_S = 2.5
"""Seconds until the program is gone."""


@pytest.mark.fault("A4", fast=2, full=32)
def test_in_every_state(tmp_path: Path, trials: Trials) -> None:
    cases = [(state, number) for state in STATES for number in SIGNALS]
    for index, (state, number) in enumerate(trials.of(cases)):
        folder = tmp_path / str(index)
        folder.mkdir()
        name = "terminal closed" if number is None else signal.Signals(number).name
        problem = _ended(folder, state, number)
        trials.judge(problem and f"{name} while {state}: {problem}")


def _ended(folder: Path, state: str, number: int | None) -> str | None:
    """What is wrong with how the editor ended, if anything."""
    file = folder / "shop.sketch.json"
    file.write_text(dumps(LARGE if state == "loading" else SHOP))
    before = file.read_bytes()
    wire = Wire(folder, file.name, first=SLOW_SAVE if state == "saving" else "")
    try:
        wire.sees("\x1b[?2004h")
        if state != "loading":
            wire.sees("fn")
            wire.write("d")
            wire.waits(lambda: any((folder / "state").rglob("*.jsonl")), "the edit was not kept")
            for keys in STATES[state]:
                wire.write(keys)
                time.sleep(0.1)
        begin = time.monotonic()
        if number is None:
            wire.hang_up()
        else:
            wire.kill(number)
        code, took = wire.ended(), time.monotonic() - begin
        return _problem(wire, folder, file, before, code, number, took)
    finally:
        wire.close()


def _problem(
    wire: Wire, folder: Path, file: Path, before: bytes, code: int, number: int | None, took: float
) -> str | None:
    wanted = 128 + (number or signal.SIGHUP)
    if code != wanted:
        return f"exit code {code} instead of {wanted}: {wire.came[-600:]!r}"
    if took > AT_MOST_S:
        return f"gone after {took:.1f} s"
    if number is not None:
        end = time.monotonic() + 2
        while wire.left() and time.monotonic() < end:
            pass
        if wire.left():
            return f"the terminal is left with {wire.left()}"
    if b"Traceback" in wire.came:
        return "a traceback"
    if file.read_bytes() != before:
        return "the file changed"
    if before == dumps(SHOP).encode() and "fn" in _found(folder, file).components:
        return "the edit is lost"
    return None


def _found(folder: Path, file: Path) -> Design:
    document = read(file)
    journals = left(folder / "state", file)
    if not journals:
        return document.design
    return recovered(journals[0], folder / "state", document.design, document.digest).design
