"""Each fuzz target survives its corpus and some hundred mutants of it; `make faults` feeds them for longer."""

from __future__ import annotations

import pytest

from .fuzz.__main__ import run
from .fuzz.targets import TARGETS
from .tallies import Trials

FED = {
    "load": pytest.mark.fault("D3", fast=300, full=10_000),
    "notation": pytest.mark.fault("D3", fast=300, full=10_000),
    "settings": pytest.mark.fault("F12", fast=40, full=1_000),
    "keymap": pytest.mark.fault("F12", fast=150, full=5_000),
    "merge": pytest.mark.fault("C7", fast=150, full=5_000),
}
"""The class of faults that each target stands for, and how often it is fed."""


@pytest.mark.parametrize("name", [pytest.param(name, marks=FED[name]) for name in TARGETS])
def test_target(name: str, trials: Trials) -> None:
    trials.survived(run(name, trials.count, 120.0, seed=20261128))
    assert trials.tried == trials.count
