"""Each fuzz target survives its corpus and its mutants: some hundred of them in the suite, thousands in `make faults`."""

from __future__ import annotations

import pytest

from .fuzz.__main__ import run
from .fuzz.targets import TARGETS
from .tallies import Trials

SHARE = {
    "settings": (40, 500),
    "keymap": (150, 1000),
    "merge": (150, 1500),
    "load": (300, 4000),
    "notation": (300, 2000),
}
"""Turns of a target: in the suite, and in full."""
LONGEST_S = 120.0


def marked(name: str) -> object:
    fault = "F12" if name in ("settings", "keymap") else "D3"
    fast, full = SHARE[name]
    return pytest.param(name, marks=pytest.mark.fault(fault, fast=fast, full=full), id=name)


@pytest.mark.parametrize("name", [marked(name) for name in TARGETS])
def test_target(name: str, trials: Trials) -> None:
    trials.survived(run(name, trials.count, LONGEST_S, seed=20261128))
