"""One file, judged: what `check` reports in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ..rules import Judged, Report
from ..rules.report import Key
from ..storage import Document, Unreadable
from .reading import opened
from .settings import Settings

if TYPE_CHECKING:
    from ..tracing import Verdict


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
    settings: Settings = field(default_factory=Settings)
    """Those it is judged by."""
    known: frozenset[Key] | None = None
    """The findings that its baseline knows; None without a baseline."""

    @property
    def findings(self) -> Sequence[Judged]:
        return self.report.findings

    @property
    def summary(self) -> Mapping[str, int]:
        """How many of each severity count, how many are waived, and how many of those that are not are known."""
        standing = Report(tuple(finding for finding in self.report.standing if not self.knows(finding)))
        known = len(self.report.standing) - len(standing.findings)
        return {**standing.summary, "waived": self.report.summary["waived"], "known": known}

    def knows(self, finding: Judged) -> bool:
        """Whether the baseline has a finding."""
        return finding.key in (self.known or ())

    def counts(self, finding: Judged) -> bool:
        """Whether a finding is new and nobody waived it."""
        return not finding.waived and not self.knows(finding)

    @property
    def fails(self) -> bool:
        return any(self.failing(finding) for finding in self.findings)

    def failing(self, finding: Judged) -> bool:
        """Whether a finding makes the file fail: it counts, and is as bad as that takes."""
        return self.counts(finding) and finding.severity >= self.settings.fails_from

    def line(self, finding: Judged) -> int:
        """Where in the file the waiver that a finding is about is stated, or else its first part."""
        if self.document is None:
            return 1
        lines, design = self.document.lines, self.document.design
        if finding.of is not None:
            return lines.get(("waiver", design.waivers.index(finding.of)), 1)
        if finding.rule.id == "FIL-001":
            for index, part in enumerate(design.spare):
                if part.id in finding.on and ("spare", index) in lines:
                    return lines[("spare", index)]
        return next((lines[id] for id in finding.on if id in lines), 1)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What is known of every requirement, by all rules, whichever are shown."""
        from ..tracing import verdicts

        return () if self.document is None else verdicts(self.document.design, self.whole)


def judged(path: str, today: date, settings: Settings) -> FileReport:
    """Read a file and judge it."""
    try:
        document = opened(path)
    except Unreadable as error:
        return FileReport(path, error=error, settings=settings)
    if document.read_only:
        line = document.lines.get(("format", 0), 1)
        newer = Unreadable("FILE-FORMAT", document.defects[-1], line, 1)
        return FileReport(path, error=newer, settings=settings)
    whole = settings.linter().once(document.design, today)
    return FileReport(path, document, whole=whole, report=settings.choice.only(whole), settings=settings)


@dataclass(frozen=True)
class Checked:
    """What `check` found, as every format tells it."""

    files: Sequence[FileReport]
    today: date
    """The day on which waivers are judged."""
    colour: bool = False
    """Whether the report goes to a terminal that shows colour."""

    @property
    def totals(self) -> dict[str, int]:
        """How many findings of each severity there are in all files, how many waived, how many known."""
        return {word: sum(file.summary[word] for file in self.files) for word in FileReport("").summary}

    @property
    def unreadable(self) -> int:
        """How many files could not be read."""
        return sum(file.error is not None for file in self.files)

    @property
    def code(self) -> int:
        """The exit code: the worst of all files."""
        return 2 if self.unreadable else int(any(file.fails for file in self.files))
