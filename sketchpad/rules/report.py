"""Findings as everybody reads them: judged, ordered, with the waivers that hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256

from ..model import Design, Id, Waiver
from .policy import silenced
from .rule import Fix, Rule, Severity

Key = tuple[str, tuple[Id, ...]]
"""What makes a finding this one: its rule and the parts that it is about."""

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with its rule, its severity and what it breaks."""

    rule: Rule
    severity: Severity
    on: tuple[Id, ...]
    message: str
    breaks: tuple[Id, ...] | None
    """Requirement ids; None until the report looks up the rule's types."""
    fixes: tuple[Fix, ...] = ()
    waiver: Waiver | None = None
    """The waiver written for it."""
    holds: bool = False
    """Whether that waiver holds today."""
    of: Waiver | None = None
    """The waiver that it is about, where it is about one."""

    @property
    def key(self) -> Key:
        """What makes it this finding: never its place, never its words."""
        return self.rule.id, self.on

    @property
    def id(self) -> str:
        return sha256("\0".join((self.rule.id, *self.on)).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @property
    def waived(self) -> bool:
        return self.holds


@dataclass(frozen=True)
class Report:
    """What there is to say about a design today."""

    findings: tuple[Judged, ...] = ()
    """Ordered by severity, rule and parts; the waived ones are among them, marked."""
    stale: tuple[Waiver, ...] = ()
    """Waivers that match no finding."""

    @cached_property
    def standing(self) -> tuple[Judged, ...]:
        """The findings that nobody waived."""
        return tuple(finding for finding in self.findings if not finding.waived)

    @cached_property
    def summary(self) -> Mapping[str, int]:
        """How many of each severity, and how many waived."""
        counts = {s.word: sum(f.severity is s for f in self.standing) for s in sorted(Severity, reverse=True)}
        return {**counts, "waived": len(self.findings) - len(self.standing)}

    def about(self, id: Id) -> tuple[Judged, ...]:
        return tuple(finding for finding in self.findings if id in finding.on)


def about(waiver: Waiver) -> Key:
    """The key of the finding that a waiver is about."""
    return waiver.rule, tuple(sorted(waiver.on))


def last_day(waiver: Waiver) -> date | None:
    """The last day on which a waiver holds; None for ever. Raises ValueError where it is no date."""
    return day(waiver.until) if waiver.until else None


def day(text: str) -> date:
    """A day as YYYY-MM-DD. Raises ValueError."""
    if not DATE.fullmatch(text):
        raise ValueError(f"{text} is no date; write YYYY-MM-DD")
    return date.fromisoformat(text)


def malformed(waiver: Waiver) -> bool:
    """Whether the last day of a waiver is no date."""
    try:
        last_day(waiver)
    except ValueError:
        return True
    return False


def expired(waiver: Waiver, today: date) -> bool:
    """Whether a waiver's last day has passed; a date that is none has no last day."""
    return not malformed(waiver) and (last := last_day(waiver)) is not None and last < today


def holds(waiver: Waiver, today: date) -> bool:
    """Whether a waiver counts on a day: it has a reason, its date is one, and the day has not passed."""
    return bool(waiver.reason.strip()) and not malformed(waiver) and not expired(waiver, today)


def _weight(waiver: Waiver, today: date) -> tuple[bool, bool, str, str, str]:
    """Of several waivers of one finding the weightiest counts: one that holds, and the longest."""
    return holds(waiver, today), not waiver.until, waiver.until, waiver.reason, waiver.owner


def merged(findings: Iterable[Judged]) -> dict[Key, Judged]:
    """One finding for each rule and set of parts; several reasons become one message, the gravest first."""
    found: dict[Key, Judged] = {}
    several: dict[Key, list[Judged]] = {}
    for one in findings:
        first = found.setdefault(one.key, one)
        if first is not one:
            several.setdefault(one.key, [first]).append(one)
    for key, alike in several.items():
        alike.sort(key=lambda f: (-f.severity, f.message, [(fix.id, str(fix)) for fix in f.fixes]))
        broken = [f.breaks for f in alike if f.breaks is not None]
        fixes: dict[str, Fix] = {}
        for fix in (fix for f in alike for fix in f.fixes):
            fixes.setdefault(fix.id, fix)
        found[key] = replace(
            alike[0],
            message=" ".join(dict.fromkeys(f.message for f in alike)),
            breaks=tuple(sorted(set().union(*broken))) if len(broken) == len(alike) else None,
            fixes=tuple(fixes.values()),
        )
    return found


def by_type(design: Design) -> Mapping[str, Sequence[Id]]:
    """The requirements of each type."""
    needs: dict[str, list[Id]] = {}
    for requirement in design.requirements.values():
        needs.setdefault(requirement.type, []).append(requirement.id)
    return needs


def broken_by(one: Judged, needs: Mapping[str, Sequence[Id]]) -> tuple[Id, ...]:
    """The requirements that a finding breaks: those that it names, else all of the types that its rule names."""
    if one.breaks is not None:
        return one.breaks
    return tuple(sorted(id for type in one.rule.breaks for id in needs.get(type, ())))


def report(design: Design, said: Iterable[Judged], waiver_findings: Iterable[Judged], today: date) -> Report:
    """Put together what the rules said: merged, silenced, waived and ordered.

    `waiver_findings` are those about the waivers themselves; whether one is stale is found here.
    """
    found = merged((*said, *waiver_findings))
    gone = silenced(found)
    needs = by_type(design)
    waivers = {about(w): w for w in sorted(design.waivers, key=lambda w: _weight(w, today))}
    findings = []
    for key, one in found.items():
        if key in gone:
            continue
        waiver = waivers.get(key)
        counts = waiver is not None and holds(waiver, today)
        findings.append(replace(one, breaks=broken_by(one, needs), waiver=waiver, holds=counts))
    findings.sort(key=lambda f: (-f.severity, f.rule.id, f.on))
    unmatched = (waiver for waiver in design.waivers if about(waiver) not in found)
    stale = tuple(sorted(unmatched, key=lambda waiver: (about(waiver), waiver.until, waiver.reason, waiver.owner)))
    return Report(tuple(findings), stale)
