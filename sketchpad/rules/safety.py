"""Which fixes of a design may be made unasked, told for many fixes at once.

The answers are those of `is_safe`. A trial compares only the findings that its edit had judged again, and the whole
design's only where one of them has another reason elsewhere, silences, or can be waived.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from ..editing import EditError
from ..model import Design, Id
from .fixing import broken, differing, only_sets_properties
from .linter import Linter
from .policy import SILENCES
from .report import Judged, Key, Report, broken_by, by_type, merged
from .rule import Fix

SILENCING = frozenset(rule for silence in SILENCES for rule in (silence.winner, silence.loser))


class Safety:
    """Tells of each fix of a design whether it is safe."""

    def __init__(self, design: Design, report: Report, today: date, linter: Linter | None = None) -> None:
        """`report` is the design's. `linter` may have seen another design; it is left at this one."""
        self._design, self._report, self._today = design, report, today
        self._lent = linter

    def __call__(self, finding: Judged, fix: Fix) -> bool:
        if not only_sets_properties(self._design, fix.edit, finding.on):
            return False
        try:
            after = fix.edit(self._design)
        except EditError:
            return False
        linter, reasons = self._linter, self._reasons
        went, came = linter.see(after)
        old, new = self._near(went, came, reasons) or (self._report.standing, linter.report(self._today).standing)
        linter.see(self._design)
        gone, more = differing(old, new)
        return (
            any(one.key == finding.key for one in gone)
            and all(one.severity < finding.severity for one in more)
            and broken(new) <= self._broken
        )

    def _near(
        self, went: list[Judged], came: list[Judged], reasons: Counter[Key]
    ) -> tuple[Sequence[Judged], Sequence[Judged]] | None:
        """The findings that differ, before and after; None where these alone do not decide."""
        touched = Counter(one.key for one in went)
        keys = {*touched, *(one.key for one in came)}
        if self._design.waivers or any(key[0] in SILENCING or touched[key] != reasons[key] for key in keys):
            return None
        needs = by_type(self._design)
        old, new = ([replace(o, breaks=broken_by(o, needs)) for o in merged(some).values()] for some in (went, came))
        return old, new

    @cached_property
    def _linter(self) -> Linter:
        linter = self._lent or Linter()
        linter.see(self._design)
        return linter

    @cached_property
    def _reasons(self) -> Counter[Key]:
        """How many reasons each finding has."""
        return Counter(one.key for one in self._linter.said)

    @cached_property
    def _broken(self) -> set[Id]:
        return broken(self._report.standing)
