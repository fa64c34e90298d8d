"""The editor is killed while somebody works: what was committed is found when it begins again."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from pathlib import Path

import pytest

from sketchpad.model import parse
from sketchpad.storage import dumps, read
from sketchpad.storage.recovery import left, recovered

from .storm import editor, keys, told
from .tallies import Trials

pytestmark = pytest.mark.e2e

SHOP = parse("lambda fn at 0,0\nrds db at 1,0\nfn rw db")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.fault("A2", fast=1, full=24)
def test_killed_while_somebody_works(tmp_path: Path, trials: Trials, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCHPAD_STATE_DIR", str(tmp_path / "state"))
    for number in trials:
        folder = tmp_path / str(number)
        folder.mkdir()
        file = folder / "shop.sketch.json"
        file.write_text(dumps(SHOP))
        _work(folder, file, number)
        trials.judge(_problem(folder, file))


def _work(folder: Path, file: Path, seed: int) -> None:
    """Press keys as fast as they are taken, until the editor is killed at a random moment."""
    left_s = random.Random(seed).uniform(0.02, 1.5)
    end: float | None = None
    with editor(folder, file) as shown:
        shown.until(b"fn")
        for index, key in enumerate(keys(seed, 20_000)):
            if end is None and index % 300 == 299:  # a key that came apart may have opened something that takes text
                shown.send("\x1b")
                shown.read(0.3)
            shown.send(key)
            shown.read(0.004)
            if end is None and "committed" in dict(told(folder)):
                end = time.monotonic() + left_s
            if end is not None and time.monotonic() > end:
                break
        os.kill(shown.pid, signal.SIGKILL)


def _problem(folder: Path, file: Path) -> str | None:
    """What is wrong with what is found, if anything."""
    story = told(folder)
    last = max((index for index, (what, _) in enumerate(story) if what == "committed"), default=None)
    if last is None:
        return "nothing was committed before it was killed"
    document = read(file)
    if document.design != SHOP:
        return "the file changed though nobody saved"
    journals = left(folder / "state", file)
    if not journals:
        return "no journal was left"
    found = recovered(journals[0], folder / "state", document.design, document.digest)
    after = {what for _, what in story[last:]}
    return None if found.whole and digest(dumps(found.design)) in after else f"of {len(story)} edits some are lost"
