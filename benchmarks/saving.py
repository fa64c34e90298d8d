"""What keeping and saving cost: an edit in the journal, a save beside the work."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sketchpad.editing import Connect, EditError, Move, Remove, Rename, SetProperty
from sketchpad.storage import encoded, save
from sketchpad.storage.backups import Backups
from sketchpad.storage.content import Texts
from sketchpad.storage.journal import Journal

from .clock import cpu_ms, spread_ms
from .designs import design

SIZES = (100, 10_000)
EDITS = 200


def rows() -> Iterator[str]:
    for size in SIZES:
        with TemporaryDirectory() as folder:
            yield _journaled(size, Path(folder))
    for size in SIZES:
        with TemporaryDirectory() as folder:
            yield _saved(size, Path(folder))


def _journaled(size: int, folder: Path) -> str:
    """Each edit is made beforehand: what is measured is what the journal adds to it."""
    start = now = design(size)
    draw, steps = random.Random(7), []
    for number in range(EDITS):
        tens = draw.randrange(1, size // 10) * 10
        edits = (
            Rename(f"c{tens}", f"Users {number}"),
            SetProperty(f"c{tens + 2}", "avg_duration_ms", draw.randrange(10, 900)),
            Connect(f"c{tens + 5}", "reads", f"c{draw.randrange(size // 10) * 10 + 3}"),
            Move(frozenset({f"c{tens + 6}"}), (0, draw.choice([1, -1]))),
            Remove(frozenset({f"c{tens + 9}"})),
        )
        with suppress(EditError):
            now = draw.choice(edits)(now)
            steps.append(now)
    path = folder / "shop.sketch.json"
    journal = Journal(folder / "state")
    journal.begin(start, path, save(path, start, backups=Backups(folder / "state")).digest)
    median, p95 = spread_ms([lambda after=after: journal.record("edit", after) for after in steps])
    settled = cpu_ms(journal.settle, times=1)
    journal.remove()
    return (
        f"journal, {size:>6,} components: {median:6.2f} ms an edit, {p95:6.2f} ms p95   "
        f"(asked <= 1 ms)   kept for the first time, beside the work {settled:6.1f} ms"
    )


def _saved(size: int, folder: Path) -> str:
    """The first save writes and checks every part, the others what is new; all of it beside the work."""
    path, texts, kept = folder / "shop.sketch.json", Texts(), Backups(folder / "state")
    now = design(size)
    digest = save(path, now, backups=kept).digest
    first = cpu_ms(lambda: encoded(path, now, texts), times=1)
    number = 0

    def once() -> None:
        nonlocal now, digest, number
        number += 1
        now = Rename("c50", f"Users {number}")(now)
        digest = save(path, encoded(path, now, texts), digest, backups=kept).digest

    return (
        f"saving,  {size:>6,} components: {cpu_ms(once):6.1f} ms after an edit   (asked <= 60 ms at 10,000)   "
        f"the first time {first:6.1f} ms more"
    )
