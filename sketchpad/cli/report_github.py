"""The report of `check` as annotations on a change in GitHub: workflow commands that its runner reads from the output.

What comes from a file is data in such a command and nothing else: the runner undoes the escapes, and a control
character would act on the log that people read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..model.text import plain
from ..rules import ERROR, INFO, WARNING, Judged
from .judging import Checked, FileReport
from .output import inert
from .report_text import accepted, summary

COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}


def written(checked: Checked) -> str:
    """One command for each finding and each file that cannot be read, then the line that sums up, for the log."""
    lines = [line for file in checked.files for line in _annotations(file, checked.today)]
    return "".join(f"{line}\n" for line in (*lines, inert(summary(checked))))


def _annotations(file: FileReport, today: date) -> Iterator[str]:
    if file.error is not None:
        place = {"line": str(file.error.line), "col": str(file.error.column)}
        yield command("error", file.error.message, file=file.path, **place, title=file.error.code)
    for finding in file.findings:
        name = COMMANDS[finding.severity] if file.counts(finding) else "notice"
        place = {"line": str(file.line(finding))}
        yield command(
            name, f"{finding.message}{accepted(file, finding, today)}", file=file.path, **place, title=_title(finding)
        )


def _title(finding: Judged) -> str:
    return f"{finding.rule.id} on {','.join(finding.on) or 'design'}"


def command(name: str, message: str, **properties: str) -> str:
    """A workflow command, its properties in the order given."""
    said = ",".join(
        f"{key}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}" for key, value in properties.items()
    )
    return f"::{name} {said}::{_escaped(message)}"


def _escaped(text: str) -> str:
    """A text that stays on its line: line ends as escapes, other controls made harmless."""
    clean = "".join(part if part in ("\r", "\n") else plain(part) for part in re.split("([\r\n])", text))
    return clean.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
