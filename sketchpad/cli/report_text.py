"""The report of `check` for people: one line a finding."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..model.text import plain
from ..rules import Judged
from ..rules.report import expired
from .judging import Checked, FileReport
from .output import counted, painted


def written(checked: Checked) -> str:
    """One line a finding, then one line that sums up."""
    lines = [
        f"{plain(file.path)}:{file.line(finding)}: {line(file, finding, checked.today, colour=checked.colour)}"
        for file in checked.files
        for finding in file.findings
    ]
    return "".join(f"{line}\n" for line in (*lines, summary(checked)))


def line(file: FileReport, finding: Judged, today: date, *, colour: bool = False) -> str:
    """A finding without its place: `SEVERITY RULE on a,b: message [2 fixes]`."""
    severity = painted(finding.severity.word, finding.severity.word, colour)
    on = plain(",".join(finding.on)) or "design"
    fixes = f" [{counted(len(finding.fixes), 'fix', 'fixes')}]" if finding.fixes else ""
    return f"{severity} {finding.rule.id} on {on}: {plain(finding.message)}{fixes}{accepted(file, finding, today)}"


def accepted(file: FileReport, finding: Judged, today: date) -> str:
    """What there is to say about the waiver of a finding and whether it is known, with a space before it."""
    known = " [known]" if file.knows(finding) else ""
    waiver = finding.waiver
    if waiver is None:
        return known
    if finding.waived:
        until = f" until {waiver.until}" if waiver.until else ""
        return plain(f" [waived{until}: {waiver.reason}]")
    if expired(waiver, today):
        return plain(f" [waiver ended {waiver.until}: {waiver.reason}]") + known
    return plain(f" [waiver does not hold: {waiver.reason}]") + known


def summary(checked: Checked) -> str:
    """How much was found, on one line."""
    found = checked.totals
    parts = [counted(found["error"], "error"), counted(found["warning"], "warning"), f"{found['info']} info"]
    parts += [f"{found[word]} {word}" for word in ("waived", "known") if found[word]]
    if checked.unreadable:
        parts.append(f"{checked.unreadable} unreadable")
    return "; ".join([f"{counted(len(checked.files), 'file')}: {', '.join(parts)}", *_silent(checked)])


def _silent(checked: Checked) -> Iterator[str]:
    """What is off; where that is not the same for all files, with the files that it is of."""
    files = [file for file in checked.files if file.error is None]
    said: dict[str, list[str]] = {}
    for file in files:
        said.setdefault(str(file.settings.choice), []).append(plain(file.path))
    for words, paths in said.items():
        if words:
            yield words if len(said) == 1 else f"{words} in {', '.join(paths)}"
