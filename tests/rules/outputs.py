"""What the rules say of many designs, as text: a program that is run in one surrounding and another.

Beside the examples of all rules there are random designs, each some edits away from two examples in one; they are seen
by a linter that goes along. Of a fix it tells what the design would be.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

from sketchpad.cli import main
from sketchpad.editing import EditError
from sketchpad.library import patterns
from sketchpad.model import Design
from sketchpad.rules import Linter, Report
from sketchpad.storage import dumps

from .designs import SKETCHES, TODAY
from .edits import edits_around

DESIGNS, EDITS = 12, 8


def lines(design: Design, report: Report) -> Iterator[str]:
    for one in report.findings:
        yield f"{one.rule.id} {one.on} {one.severity} {one.message} {one.breaks} {one.waiver}"
        for fix in one.fixes:
            yield f"  {fix.id} {fix}"
            yield dumps(fix.edit(design))
    yield f"{report.summary} {report.stale}"


def random_designs(number: int) -> Iterator[Design]:
    """A design that comes of two examples, and what comes of it edit by edit."""
    dice = random.Random(number)
    one, other = (SKETCHES[name] for name in dice.sample(list(SKETCHES), 2))
    design = one.having(*(part for part in other.parts() if part.id not in one))
    yield design
    for _ in range(EDITS):
        edit = dice.choice(list(edits_around(design)))
        try:
            design = edit(design)
        except EditError:
            continue
        yield design


def everything() -> Iterator[str]:
    linter = Linter()
    for name, design in SKETCHES.items():
        yield name
        yield from lines(design, linter.once(design, TODAY))
    for pattern in patterns():
        yield pattern.name
        yield from lines(pattern.design, linter.once(pattern.design, TODAY))
    for number in range(DESIGNS):
        live = Linter()
        for design in random_designs(number):
            live.see(design)
            yield f"random {number}"
            yield dumps(design)
            yield from lines(design, live.report(TODAY))


if __name__ == "__main__":
    for line in everything():
        sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.flush()
    for path in sys.argv[1:]:
        main(["check", path, "--format", "json", "--today", str(TODAY)])
        main(["trace", path])
