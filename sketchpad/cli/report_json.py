"""The JSON report of `check`. Keys are added over time, never taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

from .. import __version__
from ..catalog import facts
from ..model import EMPTY, Waiver
from ..rules import Judged
from ..rules.report import expired
from ..rules.safety import Safety
from ..tracing import Verdict
from .judging import Checked, FileReport
from .output import as_json

HEAD = {"version": 1, "tool": {"name": "sketchpad", "version": __version__, "facts_as_of": facts.as_of}}
"""What every report begins with."""


def written(checked: Checked) -> str:
    """The report as text, the same bytes for the same designs."""
    return as_json(
        {
            **HEAD,
            "files": [_file(file, checked.today) for file in checked.files],
            "summary": {"files": len(checked.files), "unreadable": checked.unreadable, **checked.totals},
        }
    )


def _file(file: FileReport, today: date) -> dict[str, Any]:
    error = file.error
    safe = Safety(file.document.design if file.document else EMPTY, file.whole, today, file.settings.linter())
    return {
        "path": file.path,
        "error": None
        if error is None
        else {"code": error.code, "message": error.message, "line": error.line, "column": error.column},
        "findings": [_finding(file, finding, today, safe) for finding in file.findings],
        "requirements": [verdict(one) for one in file.verdicts],
        "stale_waivers": [
            {"rule": waiver.rule, "on": list(waiver.on), **_waiver(waiver)} for waiver in file.report.stale
        ],
        "summary": dict(file.summary),
        "off": list(file.settings.choice.silent),
    }


def _finding(file: FileReport, finding: Judged, today: date, safe: Safety) -> dict[str, Any]:
    waiver = finding.waiver
    return {
        "id": finding.id,
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "severity": finding.severity.word,
        "message": finding.message,
        "on": list(finding.on),
        "line": file.line(finding),
        "breaks": list(finding.breaks or ()),
        "fixes": [{"id": fix.id, "title": str(fix), "safe": safe(finding, fix)} for fix in finding.fixes],
        "waiver": None
        if waiver is None
        else {**_waiver(waiver), "holds": finding.waived, "expired": expired(waiver, today)},
        "baseline": file.knows(finding),
    }


def verdict(one: Verdict) -> dict[str, Any]:
    """What is known of a requirement, as JSON has it."""
    return {
        "id": one.id,
        "type": one.type,
        "verdict": one.answer.word,
        "because": list(one.because),
        "by": list(one.by),
        "arithmetic": list(one.arithmetic),
    }


def _waiver(waiver: Waiver) -> dict[str, str]:
    return {"reason": waiver.reason, "owner": waiver.owner, "until": waiver.until}
