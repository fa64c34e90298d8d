"""`sketchpad waive`: accept a finding, for a reason, or take that back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..editing import Edit, Unwaive, Waive
from ..model import Design, Id, Waiver
from ..rules import Judged, Report, today_utc
from ..rules.report import about, last_day
from ..storage import Document
from .changing import Changer, changed, named, opened, states
from .settings import Surroundings
from .stating import edits, stated
from .usage import Usage, nearest

EXAMPLES = """
sketchpad waive orders.sketch.json CON-001 on fn,db reason="load-tested at 3x peak" until=2027-01-31
sketchpad waive orders.sketch.json CON-001 reason="agreed with the team" owner=ana
sketchpad waive orders.sketch.json CON-001 on fn,db --take-back
"""
ABOUT = """
Accept a finding: its rule, the parts that it is about, and the reason. The parts can be left out where the rule speaks
once. It stays in every report, marked as waived, until the last day that `until` names.
"""


def run(arguments: Sequence[str]) -> int:
    parser = Changer("waive", ABOUT.strip(), EXAMPLES)
    parser.add_argument("rule", metavar="RULE")
    parser.add_argument("words", nargs="*", metavar="WORD", help='[on IDS] reason="..." [until=DATE] [owner=NAME]')
    parser.add_argument("--take-back", action="store_true", help="let the finding count again")
    options = parser.parsed(arguments)
    document = opened(options)
    design, rule, words = document.design, options.rule.upper(), list(options.words)
    if options.take_back:
        return changed(options, document, [_taken_back(design, rule, words)])
    if words[:1] != ["on"]:
        on = _only(rule, _report(document, design))
        words = [*(["on", ",".join(on)] if on else []), *words]
    made = stated([rule, *words], design, "waive")
    return changed(options, document, accepted(made, document))


def _taken_back(design: Design, rule: str, words: Sequence[str]) -> Unwaive:
    waived = [waiver for waiver in design.waivers if waiver.rule == rule]
    match words:
        case ["on", ids]:
            return Unwaive(rule, named(ids, design))
        case [] if len(waived) == 1:
            return Unwaive(rule, waived[0].on)
        case [] if waived:
            raise Usage(f"{rule} is waived {_places(about(waiver)[1] for waiver in waived)}; name which with on")
        case []:
            raise Usage(f"{rule} is not waived{nearest(rule, [waiver.rule for waiver in design.waivers])}")
    raise Usage(f"expected on and the ids of the finding, found {' '.join(words)}")


def accepted(made: Design, document: Document) -> Iterator[Edit]:
    """The edits that accept the findings which statements waive. Raises Usage where there is nothing to accept."""
    if not made.waivers:
        return
    design = document.design
    for edit in edits(made, design):
        design = edit(design)
    report = _report(document, design)
    ids = [rule.id for rule in Surroundings().of(document.path).rules]
    for waiver in made.waivers:
        if waiver.rule not in ids:
            raise Usage(f"there is no rule {waiver.rule}{nearest(waiver.rule, ids)}")
        if about(waiver) not in {finding.key for finding in report.findings}:
            on = f" on {','.join(waiver.on)}" if waiver.on else ""
            raise Usage(f"{waiver.rule} has nothing to say{on}{_elsewhere(waiver.rule, report)}")
        _lasting(waiver)
        yield Waive(waiver)


def _lasting(waiver: Waiver) -> None:
    """Raises Usage where a waiver would not hold today."""
    try:
        day = last_day(waiver)
    except ValueError as error:
        raise Usage(f"until: {error}") from None
    if day is not None and day < today_utc():
        raise Usage(f"until: {waiver.until} has passed")


def _report(document: Document, design: Design) -> Report:
    return states(Surroundings().of(document.path), design)[0].report


def _only(rule: str, report: Report) -> tuple[Id, ...]:
    """The parts that a rule speaks about, where it speaks once; none where it does not. Raises Usage."""
    found = [finding.on for finding in _of(rule, report)]
    if len(found) > 1:
        raise Usage(f"{rule} speaks {_places(found)}; name which with on")
    return found[0] if found else ()


def _of(rule: str, report: Report) -> list[Judged]:
    return [finding for finding in report.standing if finding.rule.id == rule]


def _elsewhere(rule: str, report: Report) -> str:
    found = [finding.on for finding in _of(rule, report)]
    return f"; it speaks {_places(found)}" if found else ""


def _places(found: Iterable[tuple[Id, ...]]) -> str:
    """`on db,fn and on db,worker`."""
    return " and ".join(f"on {','.join(on) or 'the design'}" for on in found)
