"""What a fix would do, tried on a copy: what goes, what comes, and whether it may be made unasked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from ..editing import Edit, EditError, SetProperty, Several
from ..model import Connection, Design, Id, changes
from ..model.printing import statement
from .linter import check
from .report import Judged, Report
from .rule import Fix

Judge = Callable[[Design], Report]


@dataclass(frozen=True)
class Preview:
    """A design before and after a fix, where they differ."""

    fix: Fix
    before: tuple[str, ...] = ()
    """The lines of sketch notation that go."""
    after: tuple[str, ...] = ()
    """Those that come."""
    gone: tuple[Judged, ...] = ()
    """Findings that the fix answers."""
    new: tuple[Judged, ...] = ()
    """Findings that it makes: what gets worse."""
    kept: tuple[Id, ...] = ()
    """Requirements that nothing breaks any more."""
    broken: tuple[Id, ...] = ()
    """Requirements that nothing broke before."""
    summary: dict[str, int] = field(default_factory=dict)
    """How many findings of each severity there would be."""
    problem: str = ""
    """Why the fix cannot be made; then nothing else is said."""


def preview(
    design: Design, fix: Fix, before: Report | None = None, today: date | None = None, judge: Judge | None = None
) -> Preview:
    """What a fix would do to a design. `before` is its report, `judge` makes reports faster than `check` does."""
    judged = judge or (lambda some: check(some, today))
    try:
        after = fix.edit(design)
    except EditError as error:
        return Preview(fix, problem=str(error))
    old, new = before or judged(design), judged(after)
    gone, come = compared(old, new)
    breaks, broke = broken(new.standing), broken(old.standing)
    ids = sorted(changes(design, after), key=lambda id: (isinstance(after.get(id) or design.get(id), Connection), id))
    return Preview(
        fix,
        tuple(statement(design, id) for id in ids if id in design),
        tuple(statement(after, id) for id in ids if id in after),
        gone,
        come,
        tuple(sorted(broke - breaks)),
        tuple(sorted(breaks - broke)),
        dict(new.summary),
    )


def is_safe(
    design: Design,
    finding: Judged,
    fix: Fix,
    before: Report | None = None,
    today: date | None = None,
    judge: Judge | None = None,
) -> bool:
    """Whether a fix only sets properties of the finding's parts, answers it, and makes nothing of its level worse."""
    if not only_sets_properties(design, fix.edit, finding.on):
        return False
    tried = preview(design, fix, before, today, judge)
    return (
        not tried.problem
        and any(one.key == finding.key for one in tried.gone)
        and all(one.severity < finding.severity for one in tried.new)
        and not tried.broken
    )


def compared(before: Report, after: Report) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """The standing findings that went from one report to the other, and those that came."""
    return ((), ()) if before is after else differing(before.standing, after.standing)


def differing(before: Iterable[Judged], after: Iterable[Judged]) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """Of two sets of findings, those that are in the first alone and those that are in the second alone."""
    old = {(one.key, one.severity): one for one in before}
    new = {(one.key, one.severity): one for one in after}
    gone = tuple(one for key, one in old.items() if key not in new)
    return gone, tuple(one for key, one in new.items() if key not in old)


def told(come: Iterable[Judged], gone: Iterable[Judged]) -> str:
    """`+1 error CON-001, -2 warnings INT-004, DAT-001`; empty where no finding came or went."""
    return ", ".join(filter(None, (_counted("+", tuple(come)), _counted("-", tuple(gone)))))


def _counted(sign: str, findings: tuple[Judged, ...]) -> str:
    said = []
    for severity in sorted({one.severity for one in findings}, reverse=True):
        rules = [one.rule.id for one in findings if one.severity is severity]
        plural = "s" if len(rules) > 1 else ""
        named = list(dict.fromkeys(rules))
        more = f" and {len(named) - 3} more rules" if len(named) > 3 else ""
        said.append(f"{sign}{len(rules)} {severity.word}{plural} {', '.join(named[:3])}{more}")
    return ", ".join(said)


def only_sets_properties(design: Design, edit: Edit, of: tuple[Id, ...]) -> bool:
    """Whether an edit states properties of some parts, or of connections between them, and does nothing else."""
    if isinstance(edit, Several):
        return all(only_sets_properties(design, one, of) for one in edit.edits)
    if not isinstance(edit, SetProperty):
        return False
    part = design.get(edit.id)
    between = isinstance(part, Connection) and part.source in of and part.target in of
    return edit.id in of or between


def broken(standing: Iterable[Judged]) -> set[Id]:
    """The requirements that findings break."""
    return {id for finding in standing for id in finding.breaks or ()}
