"""What becomes of findings on their way to the reader: merged, silenced, waived, put in order."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from itertools import permutations

import pytest

from sketchpad.editing import Move, Rename
from sketchpad.model import Design, Id, Waiver, parse
from sketchpad.rules import ERROR, INFO, RULES, WARNING, Judged, Report, Severity, check
from sketchpad.rules.policy import SILENCES, Silence, silenced
from sketchpad.rules.report import holds, last_day, merged, report
from sketchpad.rules.rule import Fix, Rule

TODAY = date(2026, 11, 23)
BY_ID = {rule.id: rule for rule in RULES}


def finding(
    rule: str,
    *on: Id,
    message: str = "So it is.",
    severity: Severity | None = None,
    breaks: tuple[Id, ...] | None = (),
    fixes: tuple[Fix, ...] = (),
) -> Judged:
    about: Rule = BY_ID[rule]
    return Judged(about, severity or about.severity, tuple(sorted(on)), message, breaks, fixes)


def reported(*said: Judged, design: Design | None = None, today: date = TODAY) -> Report:
    return report(design or Design(), said, (), today)


def keys(some: Report) -> list[tuple[str, tuple[Id, ...]]]:
    return [one.key for one in some.findings]


# -- who silences whom ------------------------------------------------------------------------------------------

every_silence = pytest.mark.parametrize("silence", SILENCES, ids=lambda s: f"{s.winner}-{s.loser}")


@every_silence
def test_both_ends_of_a_silence_are_rules(silence: Silence) -> None:
    assert {silence.winner, silence.loser} <= BY_ID.keys()
    assert silence.winner != silence.loser


def test_of_two_rules_one_silences_the_other_once() -> None:
    pairs = [frozenset({silence.winner, silence.loser}) for silence in SILENCES]
    assert len(set(pairs)) == len(pairs)


@every_silence
def test_the_more_specific_finding_silences_the_other_where_they_share_a_part(silence: Silence) -> None:
    winner, loser, everywhere = silence
    both = reported(finding(winner, "a", "b"), finding(loser, "b", "c"))
    assert keys(both) == [(winner, ("a", "b"))]
    apart = reported(finding(winner, "a"), finding(loser, "b"))
    assert (len(apart.findings) == 1) is everywhere


@every_silence
def test_a_waived_finding_still_silences(silence: Silence) -> None:
    winner, loser, _ = silence
    design = Design(waivers=(Waiver(rule=winner, on=("a",), reason="agreed"),))
    assert keys(reported(finding(winner, "a"), finding(loser, "a"), design=design)) == [(winner, ("a",))]


def test_a_silenced_finding_silences_nothing() -> None:
    """DAT-003 silences DAT-008 where both are; nobody is silenced by what is silent."""
    chain = [("DAT-007", ("a", "t")), ("DAT-004", ("t",)), ("DAT-006", ("a", "t")), ("INT-005", ("g", "t"))]
    assert silenced(chain) == {("DAT-006", ("a", "t"))}
    assert silenced([("DAT-006", ("a", "t"))]) == set()


def test_a_silenced_finding_leaves_no_waiver_stale() -> None:
    design = Design(waivers=(Waiver(rule="DAT-005", on=("t",), reason="agreed"),))
    assert reported(finding("DAT-003", "t"), finding("DAT-005", "t"), design=design).stale == ()


# -- several reasons --------------------------------------------------------------------------------------------

FIXES = [Fix("one", lambda design: design, "One"), Fix("two", lambda design: design, "Two")]


def test_several_reasons_are_one_finding_whatever_their_order() -> None:
    some = [
        finding("DAT-002", "a", message="B.", severity=WARNING, fixes=(FIXES[1],)),
        finding("DAT-002", "a", message="C.", severity=ERROR, breaks=("need",), fixes=(FIXES[0],)),
        finding("DAT-002", "a", message="A.", severity=WARNING, breaks=("also",), fixes=(FIXES[1],)),
        finding("DAT-002", "a", message="A.", severity=WARNING),
    ]
    said = {tuple(merged(order).values()) for order in permutations(some)}
    ((one,),) = said
    assert (one.message, one.severity, one.breaks) == ("C. A. B.", ERROR, ("also", "need"))
    assert [fix.id for fix in one.fixes] == ["one", "two"]


def test_what_breaks_all_of_a_type_still_does() -> None:
    design = parse("need decompose as whole; need decompose as parts; need latency write_ms=5")
    some = (finding("DAT-002", "a", breaks=None), finding("DAT-002", "a", message="Also.", breaks=("parts",)))
    assert [one.breaks for one in reported(*some, design=design).findings] == [("parts", "whole")]


def test_other_parts_are_another_finding() -> None:
    assert len(merged([finding("DAT-002", "a"), finding("DAT-002", "b"), finding("DAT-001", "a")])) == 3


# -- identity ---------------------------------------------------------------------------------------------------


def test_an_identity_is_the_rule_and_the_parts() -> None:
    one = finding("CON-001", "fn", "db")
    assert one.id == sha256(b"CON-001\0db\0fn").hexdigest()[:12] == finding("CON-001", "db", "fn", message="!").id
    assert one.id != finding("CON-001", "fn").id
    assert one.id != finding("CON-002", "fn", "db").id


def test_half_a_character_in_a_waiver_has_an_identity_too() -> None:
    waiver = Waiver(rule="CON-001", on=("\ud800",), reason="odd")
    (one,) = check(Design(waivers=(waiver,)), TODAY).findings
    assert (one.rule.id, len(one.id)) == ("FIL-009", 12)


def test_identities_outlive_moves_names_and_order() -> None:
    design = parse("lambda fn at 1,1; rds db at 3,1 class=db.t4g.micro; fn rw db; need load peak_rps=900")
    before = check(design, TODAY)
    after = check(Rename("fn", "Shop")(Move(frozenset({"fn", "db"}), (2, 5))(design)), TODAY)
    assert before.findings
    assert [one.id for one in before.findings] == [one.id for one in after.findings]
    assert [one.message for one in before.findings] != [one.message for one in after.findings]


# -- order and sums ---------------------------------------------------------------------------------------------


def test_the_gravest_come_first_then_rules_then_parts() -> None:
    some = [
        finding("DAT-001", "b"),
        finding("FIL-010", "x"),
        finding("CMP-009", "q"),
        finding("DAT-001", "a"),
        finding("CON-001", "db", "fn"),
        finding("DAT-001", "c", severity=WARNING),
    ]
    ordered = [
        ("CON-001", ("db", "fn")),
        ("DAT-001", ("a",)),
        ("DAT-001", ("b",)),
        ("CMP-009", ("q",)),
        ("DAT-001", ("c",)),
        ("FIL-010", ("x",)),
    ]
    assert keys(reported(*some)) == keys(reported(*reversed(some))) == ordered


def test_sums_count_what_nobody_waived() -> None:
    design = Design(waivers=(Waiver(rule="DAT-001", on=("a",), reason="agreed"),))
    some = reported(finding("DAT-001", "a"), finding("DAT-001", "b"), finding("FIL-010", "x"), design=design)
    assert some.summary == {"error": 1, "warning": 0, "info": 1, "waived": 1}
    assert list(some.summary) == ["error", "warning", "info", "waived"]
    assert [one.on for one in some.standing] == [("b",), ("x",)]
    assert [one.waived for one in some.findings] == [True, False, False]
    assert [one.on for one in some.about("a")] == [("a",)]


def test_a_finding_without_requirements_breaks_none() -> None:
    assert [one.breaks for one in reported(finding("DAT-001", "a", breaks=None)).findings] == [()]


def test_severities_have_words() -> None:
    assert [severity.word for severity in (ERROR, WARNING, INFO)] == ["error", "warning", "info"]


# -- waivers ----------------------------------------------------------------------------------------------------


def waiver(until: str = "", reason: str = "agreed", on: tuple[Id, ...] = ("a",), rule: str = "DAT-001") -> Waiver:
    return Waiver(rule=rule, on=on, reason=reason, until=until)


@pytest.mark.parametrize(
    ("until", "reason", "held"),
    [
        ("", "agreed", True),
        ("2026-11-24", "agreed", True),
        ("2026-11-23", "agreed", True),
        ("2026-11-22", "agreed", False),
        ("2026-11-23", " ", False),
        ("", "", False),
        ("2026-02-29", "agreed", False),
        ("2028-02-29", "agreed", True),
        ("20270131", "agreed", False),
        ("2027-W04-7", "agreed", False),
        ("2027-1-31", "agreed", False),
        (" 2027-01-31", "agreed", False),
        ("2027-01-31T00:00", "agreed", False),
        ("٢٠٢٧-٠١-٣١", "agreed", False),
        ("9999-12-31", "agreed", True),
        ("for ever", "agreed", False),
    ],
)
def test_a_waiver_holds_through_its_last_day(until: str, reason: str, held: bool) -> None:
    assert holds(waiver(until, reason), TODAY) is held
    (one,) = reported(finding("DAT-001", "a"), design=Design(waivers=(waiver(until, reason),))).findings
    assert (one.waived, one.waiver is not None) == (held, True)


def test_the_day_after_it_counts_again() -> None:
    last = last_day(waiver("2026-12-31"))
    assert last == date(2026, 12, 31)
    design = Design(waivers=(waiver("2026-12-31"),))
    for day, waived in ((last, 1), (last + timedelta(days=1), 0)):
        assert reported(finding("DAT-001", "a"), design=design, today=day).summary["waived"] == waived


def test_a_waiver_is_about_exactly_these_parts_in_any_order() -> None:
    design = Design(waivers=(waiver(on=("b", "a"), rule="CON-001"),))
    some = reported(finding("CON-001", "a", "b"), finding("CON-001", "a"), design=design)
    assert {one.on: one.waived for one in some.findings} == {("a", "b"): True, ("a",): False}


@pytest.mark.parametrize("turn", [1, -1])
def test_of_several_waivers_one_that_holds_counts(turn: int) -> None:
    some = (waiver("2026-01-31", "old"), waiver("2026-12-31", "new"), waiver("nonsense"))[::turn]
    (one,) = reported(finding("DAT-001", "a"), design=Design(waivers=some)).findings
    assert one.waived
    assert one.waiver is not None
    assert one.waiver.reason == "new"


def test_waivers_without_a_finding_are_stale() -> None:
    some = (waiver(on=("z",)), waiver(on=("a",)), waiver(rule="CON-001"))
    assert reported(finding("DAT-001", "a"), design=Design(waivers=some)).stale == (some[2], some[0])


def test_neither_stale_waivers_nor_alike_findings_keep_the_order_they_came_in() -> None:
    some = tuple(waiver("2026-12-31", reason) for reason in ("b", "a", "c"))
    alike = [finding("DAT-002", "x", fixes=(Fix("one", lambda design: design, title),)) for title in ("B", "A")]
    for turn in (1, -1):
        same = reported(*alike[::turn], design=Design(waivers=some[::turn]))
        assert [str(fix) for one in same.findings for fix in one.fixes] == ["A"]
        assert [old.reason for old in same.stale] == ["a", "b", "c"]
