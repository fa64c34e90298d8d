"""`sketchpad check`: what breaks in a design, why, and what would mend it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ..storage import SaveError, Unreadable, save
from .baseline import baseline
from .judging import Checked, FileReport, judged
from .output import coloured, complain, say
from .reading import expanded, refusal
from .reports import FORMATS
from .settings import FAIL_ON, Surroundings
from .usage import Parser, Usage, nearest, today
from .watching import watched

EXAMPLES = """
sketchpad check orders.sketch.json
sketchpad check designs/ --fail-on warning
sketchpad check orders.sketch --format json --output report.json
sketchpad check designs/ --format sarif --output findings.sarif
sketchpad check designs/ --baseline known.json --write-baseline
sketchpad check designs/ --watch
sketchpad check designs/ --select CON,DAT --ignore DAT-009 --today 2026-12-01
"""


def run(arguments: Sequence[str]) -> int:
    about = "Judge designs. A folder means the designs in it and below it; - is standard input."
    parser = Parser("check", about, EXAMPLES)
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--format", choices=tuple(FORMATS))
    parser.add_argument("--output", metavar="FILE", help="write the report to a file")
    parser.add_argument("--fail-on", choices=FAIL_ON, help="what makes the exit code 1")
    parser.add_argument("--select", metavar="RULES", action="append", help="only these rules or families, such as CON")
    parser.add_argument("--ignore", metavar="RULES", action="append", help="not these rules or families")
    parser.add_argument(
        "--baseline", metavar="FILE", help="the findings that this file lists are known and fail nothing"
    )
    parser.add_argument("--write-baseline", action="store_true", help="list what is found in the baseline")
    parser.add_argument("--watch", action="store_true", help="judge again whenever a file changes, until interrupted")
    parser.add_argument("--today", metavar="DATE", help="the day on which waivers are to hold, YYYY-MM-DD")
    options = parser.parse_args(arguments)
    if not options.watch:
        return _checked(options).code
    if "-" in options.paths or options.write_baseline:
        raise Usage("--watch takes files and folders, and writes no baseline")
    return watched(options.paths, lambda: [file.settings.baseline for file in _checked(options).files])


def _checked(options: Namespace) -> Checked:
    """Judge everything once, and tell it."""
    day = today(options.today)
    surroundings = Surroundings(
        format=options.format,
        fail_on=options.fail_on,
        select=options.select,
        ignore=options.ignore,
        baseline=options.baseline,
    )
    format = surroundings.of("-").format
    if format not in FORMATS:
        raise Usage(f"format takes {', '.join(FORMATS)}; not {format}{nearest(format, FORMATS)}")
    files = [_judged(path, day, surroundings) for path in expanded(options.paths)]
    surroundings.known()
    files, stale = _compared(files, options.baseline, write=options.write_baseline)
    to_file = options.output not in (None, "-")
    checked = Checked(files, day, colour=coloured() and not to_file)
    text = FORMATS[format](checked)
    for file in files:
        if file.error is not None:
            complain(refusal(file.path, file.error))
        for defect in file.document.defects if file.document else ():
            complain(f"{file.path}: {defect}")
    for line in stale:
        complain(line)
    if to_file:
        _store(options.output, text)
    else:
        say(text, commands=format == "github")
    return checked


def _judged(path: str, today: date, surroundings: Surroundings) -> FileReport:
    """A file, judged by its settings; one whose settings make no sense cannot be judged and hides no other."""
    try:
        return judged(path, today, surroundings.of(path))
    except Usage as error:
        return FileReport(path, error=Unreadable("FILE-SETTINGS", str(error)))


def _compared(files: Sequence[FileReport], stated: str | None, *, write: bool) -> tuple[list[FileReport], list[str]]:
    """The files with what their baselines know of them, and what there is to say about the baselines.

    `stated` is the baseline of the command line; one of the settings that makes no sense hides no other file.
    """
    paths = dict.fromkeys(file.settings.baseline for file in files if file.settings.baseline)
    if write and not paths:
        raise Usage("--write-baseline takes --baseline FILE, or a baseline in the settings")
    result, said = list(files), list[str]()
    for path in paths:
        try:
            old = baseline(path, new=write)
        except Usage as error:
            if stated is not None:
                raise
            wrong = Unreadable("FILE-SETTINGS", str(error))
            result = [_without(file, wrong) if file.settings.baseline == path else file for file in result]
            continue
        here = [file for file in files if file.settings.baseline == path]
        base = old.having(here) if write else old
        if write:
            base.store()
        else:
            said.extend(base.stale(here))
        result = [replace(f, known=base.of(f.path)) if f.settings.baseline == path else f for f in result]
    return result, said


def _without(file: FileReport, wrong: Unreadable) -> FileReport:
    """A file that cannot be judged as its settings say."""
    return file if file.error is not None else FileReport(file.path, error=wrong, settings=file.settings)


def _store(path: str, text: str) -> None:
    """Put a report into a file, or into a device or pipe that is there."""
    try:
        save(path, text, stream=True)
    except SaveError as error:
        raise Usage(f"{path}: {error.code} {error.message}") from None
