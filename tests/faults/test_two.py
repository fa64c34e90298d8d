"""Two who work on one file: what either of them saved is in it in the end."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from sketchpad.model import EMPTY, Component, Design, Id
from sketchpad.storage import ChangedOnDisk, dumps, read, save
from sketchpad.storage.backups import Backups
from sketchpad.storage.merging import merge

from .tallies import Trials

SHARED = tuple(f"part-{number}" for number in range(6))


@dataclass
class Side:
    """One of the two: adds parts of its own, and writes its own property on the parts that both have."""

    name: str
    path: Path
    backups: Backups

    def __post_init__(self) -> None:
        document = read(self.path)
        self.base = self.design = document.design
        self.digest = document.digest
        self.stated: dict[Id, int] = {}
        """What it wrote last on each part that both have."""
        self.added: set[Id] = set()

    def edit(self, number: int, chosen: random.Random) -> None:
        if chosen.random() < 0.4:
            id = f"{self.name}-{number}"
            self.design = self.design.having(Component(id=id, kind="sqs", name=self.name))
            self.added.add(id)
        else:
            id = chosen.choice(SHARED)
            part = self.design.components[id]
            self.design = self.design.having(part.but(properties={**part.properties, self.name: number}))
            self.stated[id] = number

    def save(self) -> None:
        """Save; where the file changed meanwhile take in what the other did, and save again."""
        while True:
            try:
                self.digest = save(self.path, self.design, self.digest, backups=self.backups).digest
                self.base = self.design
                return
            except ChangedOnDisk:
                theirs = read(self.path)
                merged = merge(self.base, self.design, theirs.design)
                assert not merged.conflicts, merged.conflicts
                self.design, self.base, self.digest = merged.design, theirs.design, theirs.digest

    def lost(self, design: Design) -> list[Id]:
        """The parts on which a design has not what this side did."""
        gone = [id for id in self.added if id not in design]
        return gone + [id for id, n in self.stated.items() if design.components[id].properties.get(self.name) != n]


def desk(folder: Path) -> tuple[Side, Side]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = folder / "shop.sketch.json"
    path.write_text(dumps(EMPTY.having(*(Component(id=id, kind="lambda") for id in SHARED))))
    backups = Backups(folder / "state")
    return Side("left", path, backups), Side("right", path, backups)


def judged(sides: tuple[Side, Side]) -> str | None:
    found = read(sides[0].path).design
    lost = [f"{side.name}: {side.lost(found)}" for side in sides if side.lost(found)]
    return "; ".join(lost) or None


@pytest.mark.fault("C2", fast=5, full=100)
def test_in_any_order(tmp_path: Path, trials: Trials) -> None:
    for number in trials:
        chosen = random.Random(number)
        sides = desk(tmp_path / "a")
        for step in range(30):
            side = chosen.choice(sides)
            side.edit(step, chosen)
            if chosen.random() < 0.4:
                side.save()
        for side in sides:
            side.save()
        trials.judge(judged(sides))


@pytest.mark.fault("C2", fast=2, full=40)
def test_at_once(tmp_path: Path, trials: Trials) -> None:
    """Two processes that save again and again as fast as they can."""
    for number in trials:
        sides = desk(tmp_path / "a")
        processes = [_working(side, number * 2 + index) for index, side in enumerate(sides)]
        ended = [os.waitpid(process, 0)[1] for process in processes]
        for index, side in enumerate(sides):  # what each of them did, done once more here without saving
            _work(side, number * 2 + index, saving=False)
        trials.judge(judged(sides) if ended == [0, 0] else f"a process ended with {ended}")


def _working(side: Side, seed: int) -> int:
    process = os.fork()
    if process == 0:
        code = 1
        try:
            _work(side, seed, saving=True)
            code = 0
        finally:
            os._exit(code)
    return process


def _work(side: Side, seed: int, saving: bool) -> None:
    chosen = random.Random(seed)
    for step in range(15):
        side.edit(step, chosen)
        if saving:
            side.save()
