"""Each requirement of a design: met, violated, unaddressed or unknown, and by what.

A finding that breaks a requirement decides, waived or not. Where none does, the arithmetic of the analysis says whether
it is met. What nothing in the design could meet is unaddressed; of the rest it is said what would have to be stated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from ..analysis.addressing import addressed, lacking, vague, wanted
from ..catalog import REQUIREMENTS, graph
from ..model import Design, Graph, Id, Requirement
from ..rules import INFO, Judged, Report
from . import cost, data, latency, load, messages, resilience, shape
from .ground import Case, Ground


class Answer(Enum):
    """What is known of a requirement, the worst first."""

    VIOLATED = "violated"
    UNADDRESSED = "unaddressed"
    UNKNOWN = "unknown"
    MET = "met"

    @property
    def word(self) -> str:
        return self.value


VIOLATED, UNADDRESSED, UNKNOWN, MET = Answer


@dataclass(frozen=True)
class Verdict:
    """What is known of a requirement, and why."""

    need: Requirement
    answer: Answer
    because: tuple[str, ...] = ()
    """The findings that break it, or what is missing to judge it."""
    by: tuple[Id, ...] = ()
    """The parts that decide, by id."""
    arithmetic: tuple[str, ...] = ()
    """How it was worked out, each line for a person to check."""
    parts: tuple[Id, ...] = ()
    """What lights up: the parts that decide, with the connections between them."""
    findings: tuple[Judged, ...] = ()
    """The findings that break it."""
    failed: tuple[str, ...] = ()
    """Those lines of the arithmetic that say that it is not met."""

    @property
    def id(self) -> Id:
        return self.need.id

    @property
    def type(self) -> str:
        return self.need.type

    @property
    def accepted(self) -> bool:
        """Whether it is violated by nothing but what somebody has waived."""
        return bool(self.findings) and all(finding.waived for finding in self.findings)


JUDGES: Mapping[str, Callable[[Case], Ground]] = {
    "users": latency.users,
    "latency": latency.latency,
    "availability": resilience.availability,
    "rto": resilience.rto,
    "rpo": resilience.rpo,
    "cost": cost.cost,
    "load": load.load,
    "consistency": data.consistency,
    "ordering": messages.ordering,
    "replay": messages.replay,
    "consumers": messages.consumers,
    "multi_region_writes": data.multi_region_writes,
    "residency": data.residency,
    "ops": shape.ops,
    "decompose": shape.decompose,
    "static_ip": shape.static_ip,
    "compliance": shape.compliance,
}
"""By type of requirement, what works out whether it is met."""

RULED = frozenset({"compliance", "consistency", "decompose", "ordering"})
"""The types of which no more is worked out than what rules have looked at; where one spoke, there is nothing to add."""

SILENT = frozenset({"REQ-001", "REQ-002"})
"""The rules whose findings say that nothing can be said."""


def verdicts(design: Design | Graph, report: Report) -> tuple[Verdict, ...]:
    """What is known of every requirement, by id. `report` is the whole report on the same design."""
    whole = design if isinstance(design, Graph) else graph(design)
    breaking: dict[Id, list[Judged]] = {}
    for finding in report.findings:
        for id in finding.breaks or ():
            breaking.setdefault(id, []).append(finding)
    case: Case | None = None
    found = []
    for id in whole.ids(Requirement):
        need = whole.part(id)
        if not isinstance(need, Requirement):
            continue
        about = [finding for finding in breaking.get(id, ()) if finding.rule.id not in SILENT]
        remarks = tuple(finding for finding in about if finding.severity is INFO)
        case = Case(whole, need, remarks) if case is None else case.about(need, remarks)
        found.append(_verdict(case, tuple(finding for finding in about if finding.severity is not INFO)))
    return tuple(found)


def _verdict(case: Case, broken: tuple[Judged, ...]) -> Verdict:
    need = case.need
    if need.type not in REQUIREMENTS:
        return Verdict(need, UNKNOWN, (f"nobody knows the type {need.type}",))
    if not wanted(need):
        return Verdict(need, MET, arithmetic=("it is not wanted",))
    there = addressed(case.graph, need)
    why = vague(need)
    ground = JUDGES[need.type](case) if there and why is None else Ground()
    if broken or ground.met is False:
        some = broken or case.remarks
        on = {id for finding in some for id in finding.on if not isinstance(case.graph.part(id), Requirement)}
        by = tuple(sorted(on)) or _components(case, ground)
        lines = () if ground.met and need.type in RULED else ground.lines
        because = tuple(map(_told, some)) or ground.failed
        return Verdict(need, VIOLATED, because, by, lines, _lit(by, ground), some, ground.failed)
    if not there:
        return Verdict(need, UNADDRESSED, (f"there is {lacking(need.type)}",))
    by = _components(case, ground)
    if ground.met:
        return Verdict(need, MET, (), by, ground.lines, _lit(by, ground))
    missing = (why,) if why is not None else ground.missing or ("nothing that is stated decides it",)
    return Verdict(need, UNKNOWN, missing, by, ground.lines, _lit(by, ground))


def _components(case: Case, ground: Ground) -> tuple[Id, ...]:
    return tuple(sorted({id for id in ground.parts if case.graph.find(id) is not None}))


def _lit(by: tuple[Id, ...], ground: Ground) -> tuple[Id, ...]:
    return tuple(dict.fromkeys((*ground.parts, *by)))


def _told(finding: Judged) -> str:
    """`CON-001 on db, fn`, with a mark where it is waived."""
    return f"{finding.rule.id} on {', '.join(finding.on)}{' (waived)' if finding.waived else ''}"
