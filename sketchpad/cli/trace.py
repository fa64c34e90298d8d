"""`sketchpad trace`: what becomes of each requirement, and by what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.printing import shown
from ..model.text import plain
from ..rules.report import Key
from ..tracing import MET, UNADDRESSED, UNKNOWN, VIOLATED, Answer, Verdict
from .judging import FileReport, judged
from .output import as_json, coloured, complain, counted, painted, say
from .reading import refusal
from .settings import Surroundings
from .usage import Parser, Usage, today

EXAMPLES = """
sketchpad trace orders.sketch.json
sketchpad trace orders.sketch.json --format json
sketchpad trace orders.sketch.json --today 2026-12-01
"""
ABOUT = """
Say of every requirement whether the design meets or violates it, and show the arithmetic. Unaddressed is what nothing
in the design could meet; of what is unknown it says what would have to be stated. The exit code is 1 where a
requirement is violated by anything that nobody has waived, else 0.
"""
COLOURS = {VIOLATED: "error", UNADDRESSED: "warning", UNKNOWN: "info", MET: "good"}
WIDEST = max(len(answer.word) for answer in Answer)
WIDE = 44
"""Characters of what is asked beyond which the texts beside it are not in one column."""
INDENT = " " * (WIDEST + 2)


def run(arguments: Sequence[str]) -> int:
    parser = Parser("trace", ABOUT.strip(), EXAMPLES)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--today", metavar="DATE", help="the day on which waivers are to hold, YYYY-MM-DD")
    options = parser.parse_args(arguments)
    file = judged(options.file, today(options.today), Surroundings().of(options.file))
    if file.error is not None:
        raise Usage(refusal(file.path, file.error))
    for defect in file.document.defects if file.document else ():
        complain(f"{file.path}: {defect}")
    verdicts = file.verdicts
    say(as_text(verdicts, colour=coloured()) if options.format == "text" else _as_json(file, verdicts))
    return int(any(verdict.answer is VIOLATED and not verdict.accepted for verdict in verdicts))


def _as_json(file: FileReport, verdicts: Sequence[Verdict]) -> str:
    from .report_json import HEAD, verdict

    found = [{**verdict(one), "parts": list(one.parts)} for one in verdicts]
    return as_json({**HEAD, "path": file.path, "requirements": found, "summary": _counts(verdicts)})


def _counts(verdicts: Sequence[Verdict]) -> dict[str, int]:
    return {answer.word: sum(verdict.answer is answer for verdict in verdicts) for answer in Answer}


def as_text(verdicts: Sequence[Verdict], *, colour: bool = False) -> str:
    """The worst first: what is asked, and below it how it was worked out and what breaks it."""
    order = {answer: place for place, answer in enumerate(Answer)}
    ids = max((len(verdict.id) for verdict in verdicts), default=0)
    asked = min(WIDE, max((len(_asked(verdict)) for verdict in verdicts), default=0))
    lines: list[str] = []
    told: set[Key] = set()
    for verdict in sorted(verdicts, key=lambda one: (order[one.answer], one.id)):
        word = painted(verdict.answer.word.ljust(WIDEST), COLOURS[verdict.answer], colour)
        text = painted(plain(verdict.need.text), "dim", colour) if verdict.need.text else ""
        first = f"{word}  {verdict.id.ljust(ids)}  {_asked(verdict).ljust(asked)}  {text}"
        lines += [first.rstrip(), *_why(verdict, told, colour), ""]
    counts = ", ".join(f"{number} {word}" for word, number in _counts(verdicts).items() if number)
    lines.append(f"{counted(len(verdicts), 'requirement')}{': ' if counts else ''}{counts}")
    return "".join(f"{line}\n" for line in lines)


def _asked(verdict: Verdict) -> str:
    """What is asked, as the notation says it; the type only where the id is another word."""
    need = verdict.need
    words = [] if need.id == need.type else [need.type]
    words += [f"{name}={shown(value)}" for name, value in need.properties.items()]
    return plain(" ".join([*words, *(["(waived)"] if verdict.accepted else [])]))


def _why(verdict: Verdict, told: set[Key], colour: bool) -> Iterator[str]:
    """The arithmetic, and what breaks it or is missing; in front of each line that fails stands a mark.

    What a finding says is left out where it was `told` before, or where it is about the requirement itself and the
    arithmetic shows it.
    """
    mark = f"{INDENT[:-2]}{painted('x', 'error', colour)} "
    for line in verdict.arithmetic:
        yield f"{mark if line in verdict.failed else INDENT}{plain(line)}"
    if verdict.answer is VIOLATED:
        for because, finding in zip(verdict.because, verdict.findings, strict=False):
            known = finding.key in told or (bool(verdict.failed) and verdict.id in finding.on)
            told.add(finding.key)
            yield f"{mark}{plain(because if known else f'{because}: {finding.message}')}"
    else:
        yield from (f"{INDENT}{plain(because)}" for because in verdict.because)
