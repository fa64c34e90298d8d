"""How bad a finding is, as a letter and a role."""

from __future__ import annotations

from ..rules import Judged, Severity

LETTERS = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.INFO: "i"}
"""A severity at a glance; what is waived is an x."""


def letter(finding: Judged) -> str:
    return "x" if finding.waived else LETTERS[finding.severity]


def role(finding: Judged) -> str:
    """The role of its letter in a row."""
    return "waived" if finding.waived else f"{finding.severity.word}-badge"


def fixes(finding: Judged) -> str:
    """`2 fixes`; empty where there is none."""
    count = len(finding.fixes)
    return f"{count} fix{'es' if count != 1 else ''}" if count else ""
