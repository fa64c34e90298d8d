"""The report of `check` for people: one line a finding."""

from __future__ import annotations

from datetime import date

from ..model.text import plain
from ..rules import Judged
from ..rules.report import expired
from .judging import Checked
from .output import counted, painted


def written(checked: Checked) -> str:
    """One line a finding, then one line that sums up."""
    lines = [
        f"{plain(file.path)}:{file.line(finding)}: {line(finding, checked.today, colour=checked.colour)}"
        for file in checked.files
        for finding in file.findings
    ]
    return "".join(f"{line}\n" for line in (*lines, summary(checked)))


def line(finding: Judged, today: date, *, colour: bool = False) -> str:
    """A finding without its place: `SEVERITY RULE on a,b: message [2 fixes]`."""
    severity = painted(finding.severity.word, finding.severity.word, colour)
    on = plain(",".join(finding.on)) or "design"
    fixes = f" [{counted(len(finding.fixes), 'fix', 'fixes')}]" if finding.fixes else ""
    return f"{severity} {finding.rule.id} on {on}: {plain(finding.message)}{fixes}{accepted(finding, today)}"


def accepted(finding: Judged, today: date) -> str:
    """What there is to say about the waiver of a finding, with a space before it."""
    waiver = finding.waiver
    if waiver is None:
        return ""
    if finding.waived:
        until = f" until {waiver.until}" if waiver.until else ""
        return plain(f" [waived{until}: {waiver.reason}]")
    if expired(waiver, today):
        return plain(f" [waiver ended {waiver.until}: {waiver.reason}]")
    return plain(f" [waiver does not hold: {waiver.reason}]")


def summary(checked: Checked) -> str:
    """How much was found, on one line."""
    found = checked.totals
    parts = [counted(found["error"], "error"), counted(found["warning"], "warning"), f"{found['info']} info"]
    if found["waived"]:
        parts.append(f"{found['waived']} waived")
    if checked.unreadable:
        parts.append(f"{checked.unreadable} unreadable")
    return f"{counted(len(checked.files), 'file')}: {', '.join(parts)}"
