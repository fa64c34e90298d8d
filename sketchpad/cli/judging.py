"""One file, judged: what `check` reports in every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ..model import Design, Id
from ..rules import RULES, Judged, Report, check
from ..rules.rule import WAIVER
from ..storage import Document, Unreadable
from .reading import opened

Chosen = Callable[[str], bool]
"""Whether a rule's findings are shown, by its id."""

ABOUT_WAIVERS = frozenset(rule.id for rule in RULES if WAIVER in rule.each)


@dataclass(frozen=True)
class Verdict:
    """What is known of a requirement."""

    id: Id
    type: str
    verdict: str
    because: tuple[str, ...]
    by: tuple[Id, ...]


@dataclass(frozen=True)
class FileReport:
    """What there is to say about one file."""

    path: str
    document: Document | None = None
    error: Unreadable | None = None
    whole: Report = field(default_factory=Report)
    """Every finding, also of rules that are not shown."""
    report: Report = field(default_factory=Report)
    """The findings that are shown."""

    @property
    def findings(self) -> Sequence[Judged]:
        return self.report.findings

    @property
    def summary(self) -> Mapping[str, int]:
        return self.report.summary

    @property
    def worst(self) -> int:
        """The highest severity that nobody waived; 0 where there is none."""
        return max((int(finding.severity) for finding in self.report.standing), default=0)

    def line(self, finding: Judged) -> int:
        """Where in the file the first part of a finding is stated."""
        if self.document is None:
            return 1
        lines, design = self.document.lines, self.document.design
        if finding.rule.id == "FIL-001":
            for index, part in enumerate(design.spare):
                if part.id in finding.on and ("spare", index) in lines:
                    return lines[("spare", index)]
        if finding.rule.id in ABOUT_WAIVERS:
            for index, waiver in enumerate(design.waivers):
                if waiver.on == finding.on and f" {waiver.rule}" in finding.message and ("waiver", index) in lines:
                    return lines[("waiver", index)]
        return next((lines[id] for id in finding.on if id in lines), 1)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return () if self.document is None else verdicts(self.document.design, self.findings)


def judged(path: str, today: date, chosen: Chosen) -> FileReport:
    """Read a file and judge it."""
    try:
        document = opened(path)
    except Unreadable as error:
        return FileReport(path, error=error)
    if document.read_only:
        line = document.lines.get(("format", 0), 1)
        return FileReport(path, error=Unreadable("FILE-FORMAT", document.defects[-1], line, 1))
    whole = check(document.design, today=today)
    return FileReport(path, document, whole=whole, report=only(whole, chosen))


def only(report: Report, chosen: Chosen) -> Report:
    """A report without the findings of the rules that were not chosen."""
    return Report(tuple(finding for finding in report.findings if chosen(finding.rule.id)), report.stale)


def totals(files: Sequence[FileReport]) -> dict[str, int]:
    """How many findings of each severity there are in all files, and how many waived."""
    return {word: sum(file.summary[word] for file in files) for word in Report().summary}


def verdicts(design: Design, findings: Sequence[Judged]) -> tuple[Verdict, ...]:
    """Every requirement, by id: violated where a finding breaks it, waived or not, else unknown."""
    result = []
    for id, requirement in sorted(design.requirements.items()):
        breaking = [finding for finding in findings if id in (finding.breaks or ())]
        because = tuple(f"{finding.rule.id} on {', '.join(finding.on)}{_waived(finding)}" for finding in breaking)
        by = tuple(sorted({part for finding in breaking for part in finding.on if part != id}))
        result.append(Verdict(id, requirement.type, "violated" if breaking else "unknown", because, by))
    return tuple(result)


def _waived(finding: Judged) -> str:
    return " (waived)" if finding.waived else ""
