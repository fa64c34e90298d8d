"""Each fuzz target survives its corpus and some hundred mutants of it; `make faults` feeds them for longer."""

from __future__ import annotations

import pytest

from .fuzz.__main__ import run
from .fuzz.targets import TARGETS

TURNS = {"settings": 40, "keymap": 150, "merge": 150}


@pytest.mark.parametrize("name", TARGETS)
def test_target(name: str) -> None:
    turns = TURNS.get(name, 300)
    assert run(name, turns, 60.0, seed=20261128) == turns
