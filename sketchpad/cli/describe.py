"""`sketchpad describe`: a design as sketch notation, or read aloud with its findings and verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Design
from ..model.printing import lines, unsaid
from ..model.text import plain
from .output import complain, counted, say
from .reading import one, refusal
from .usage import Parser, Usage

EXAMPLES = """
sketchpad describe orders.sketch.json
sketchpad describe orders.sketch.json --outline
sketchpad describe orders.sketch.json > orders.sketch
"""
ABOUT = """
Print a design as sketch notation, one statement a line. With --outline it is read aloud, in sentences for the ear:
requirements with their verdicts, groups and components with their connections and findings, flows, totals.
"""


def run(arguments: Sequence[str]) -> int:
    parser = Parser("describe", ABOUT.strip(), EXAMPLES)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--outline", action="store_true", help="in sentences, with findings and verdicts")
    parser.add_argument("--today", metavar="DATE", help="the day on which waivers are to hold, YYYY-MM-DD")
    options = parser.parse_args(arguments)
    found = _aloud(options.file, options.today) if options.outline else _notation(options.file)
    clean = [plain(line) for line in found]
    if clean != found:
        complain(f"{options.file}: characters that a terminal cannot show are replaced or left out")
    say("".join(f"{line}\n" for line in clean))
    return 0


def _notation(path: str) -> list[str]:
    design = one(path).design
    if hidden := _kept_keys(design):
        complain(f"{path}: {counted(hidden, 'value')} that only JSON can hold left out")
    return list(lines(design))


def _kept_keys(design: Design) -> int:
    """How much of a design notation cannot say."""
    steps = (step for flow in design.flows.values() for step in flow.steps)
    everything = (design, *design.parts(), *steps, *design.waivers)
    properties = sum(len(unsaid(part)) for part in design.parts())
    return len(design.spare) + sum(len(thing.kept) for thing in everything) + properties


def _aloud(path: str, day: str | None) -> list[str]:
    from .judging import judged
    from .outline import Outline
    from .settings import Surroundings
    from .usage import today

    date = today(day)
    file = judged(path, date, Surroundings().of(path))
    if file.document is None:
        raise Usage(refusal(path, file.error) if file.error else path)
    for defect in file.document.defects:
        complain(f"{path}: {defect}")
    return list(Outline(file, file.document.design, date).lines())
