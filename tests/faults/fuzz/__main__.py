"""`python -m faults.fuzz TARGET... [--seconds N | --turns N] [--seed N]`: feed targets; keep what they fall over."""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from itertools import count
from pathlib import Path

from .mutation import CORPUS, corpus, mutants
from .targets import TARGETS


def run(name: str, turns: int, seconds: float, seed: int) -> int:
    """How often a target was fed; what it falls over is written to a file, and raised."""
    target, end = TARGETS[name], time.monotonic() + seconds
    for turn, data in zip(count(1), mutants(corpus(name), seed)):
        try:
            target(data)
        except BaseException:
            Path(f"fault-{name}.bin").write_bytes(data)
            print(f"{name}: turn {turn} of seed {seed} is kept in fault-{name}.bin", file=sys.stderr)
            raise
        if turn >= turns or time.monotonic() > end:
            return turn
    raise AssertionError("there is always another one")


def led(name: str) -> None:
    """Let atheris lead."""
    import atheris  # type: ignore[import-not-found]

    atheris.Setup([sys.argv[0], str(CORPUS / name)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="faults.fuzz")
    parser.add_argument("targets", nargs="*", default=list(TARGETS))
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--turns", type=int, default=10**9)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if len(options.targets) == 1 and importlib.util.find_spec("atheris"):
        led(options.targets[0])
    for one in options.targets:
        print(f"{one}: {run(one, options.turns, options.seconds, options.seed)} turns")
