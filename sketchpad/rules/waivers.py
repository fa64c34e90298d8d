"""Rules about waivers: findings that somebody accepted, and whether that still says something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..editing import Unwaive
from ..model import Waiver
from .report import expired, malformed
from .rule import ERROR, WAIVER, WARNING, Finding, Fix, rule


@dataclass(frozen=True, slots=True)
class Held:
    """A waiver as it stands today."""

    waiver: Waiver
    today: date
    matched: bool
    """Whether there is a finding that it is about."""
    known: bool
    """Whether there is such a rule."""


@rule("FIL-005", ERROR, each=WAIVER)
def malformed_waiver(held: Held) -> Iterator[Finding]:
    """The date of a waiver is no date, or it gives no reason.

    `until` is the last day on which a waiver holds, as YYYY-MM-DD in UTC. A date that cannot be read would make the
    waiver hold for ever or not at all, by accident; so it does not hold, and says so.

    Fine when: never; correct the date, or leave it out for a waiver without an end.

    Bad:
        sqs jobs
        waive FIL-010 on jobs until=2027-13-01 reason="agreed"
    Good:
        sqs jobs
    """
    if malformed(held.waiver):
        message = f"The waiver of {held.waiver.rule} ends on {held.waiver.until}, which is no date; it does not hold."
        yield Finding(held.waiver.on, message, taken_back(held.waiver), waiver=held.waiver)
    if not held.waiver.reason.strip():
        message = f"The waiver of {held.waiver.rule} gives no reason; it does not hold."
        yield Finding(held.waiver.on, message, taken_back(held.waiver), waiver=held.waiver)


@rule("FIL-008", WARNING, each=WAIVER)
def expired_waiver(held: Held) -> Iterator[Finding]:
    """The last day of a waiver has passed.

    A waiver with a date is a promise to look again. The finding counts again from the day after.

    Fine when: never; renew the waiver with a reason that is true today, or mend what it excuses.

    Bad:
        lambda fn
        s3 files
        fn streams_to files
        waive FIL-010 on fn-streams_to-files until=2001-01-31 reason="only a trial"
    Good:
        lambda fn
        s3 files
        fn writes files
    """
    waiver = held.waiver
    if held.matched and expired(waiver, held.today):
        message = f'The waiver of {waiver.rule} ended on {waiver.until}; it said: "{waiver.reason}".'
        yield Finding(waiver.on, message, taken_back(waiver), waiver=waiver)


@rule("FIL-009", WARNING, each=WAIVER)
def stale_waiver(held: Held) -> Iterator[Finding]:
    """A waiver matches no finding.

    What it excused is gone, or its rule or parts are misspelt. Left in the file it would silently excuse the same fault
    when that comes back.

    Fine when: the finding comes and goes with a branch of work that is still going on.

    Bad:
        sqs jobs
        waive FIL-003 on jobs reason="will move it"
    Good:
        sqs jobs
    """
    waiver = held.waiver
    if held.known and not held.matched and not malformed(waiver):
        about = f" on {', '.join(waiver.on)}" if waiver.on else ""
        yield Finding(
            waiver.on, f"The waiver of {waiver.rule}{about} matches no finding.", taken_back(waiver), waiver=waiver
        )


def taken_back(waiver: Waiver) -> list[Fix]:
    return [Fix("remove-waiver", Unwaive(waiver.rule, waiver.on))]
