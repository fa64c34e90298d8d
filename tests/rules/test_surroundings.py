"""What changes nothing: the order of parts in a file, and where and when the program runs."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from sketchpad.library import patterns
from sketchpad.rules import check
from sketchpad.storage import dumps

from .designs import CHAIN, SKETCH, SKETCHES, SMALL, TODAY, TORN, design_of, mixed
from .edits import said
from .outputs import everything, random_designs

DESIGNS = {
    **{name: design_of(text) for name, text in (("small", SMALL), ("chain", CHAIN), ("close", SKETCH), ("torn", TORN))},
    **SKETCHES,
    **{pattern.name: pattern.design for pattern in patterns()},
}


@pytest.mark.parametrize("name", DESIGNS)
def test_the_order_of_parts_changes_nothing(name: str) -> None:
    design, dice = DESIGNS[name], random.Random(name)
    for _ in range(3):
        assert said(check(mixed(design, dice), TODAY)) == said(check(design, TODAY))


@pytest.mark.parametrize("number", range(40))
def test_nor_does_it_in_random_designs(number: int) -> None:
    *_, last = random_designs(number)
    for _ in range(3):
        assert said(check(mixed(last, random.Random(number)), TODAY)) == said(check(last, TODAY))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A file with something for most rules to say, and all that is said under the first seed."""
    path = tmp_path_factory.mktemp("designs") / "close.sketch.json"
    path.write_text(dumps(design_of(SKETCH)), encoding="utf-8")
    return path, told(path, 0, "UTC", "C.UTF-8")


def told(path: Path, seed: int, zone: str, locale: str) -> bytes:
    folder = Path(__file__).parents[2]
    surroundings = {"PYTHONHASHSEED": str(seed), "TZ": zone, "LC_ALL": locale}
    ran = subprocess.run(
        [sys.executable, "-m", "rules.outputs", path.name],
        cwd=path.parent,
        env={**os.environ, **surroundings, "PYTHONPATH": os.pathsep.join((str(folder), str(folder / "tests")))},
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert ran.stderr == b""
    return ran.stdout


@pytest.mark.parametrize(
    ("seed", "zone", "locale"),
    [
        (1, "Asia/Tokyo", "C"),
        (2, "America/Lima", "C.UTF-8"),
        (3, "Pacific/Kiritimati", "C"),
        (4, "Africa/Cairo", "C.UTF-8"),
        (5, "Asia/Kathmandu", "C"),
    ],
)
def test_what_is_said_does_not_depend_on_the_surroundings(
    here: tuple[Path, bytes], seed: int, zone: str, locale: str
) -> None:
    path, usual = here
    assert told(path, seed, zone, locale) == usual


def test_each_rule_is_heard_in_one_of_the_designs() -> None:
    heard = {line.split(" ")[0] for line in everything()}
    assert {name.rpartition("-")[0] for name in SKETCHES} <= heard
