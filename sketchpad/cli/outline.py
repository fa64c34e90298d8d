"""A design read aloud: every part in words, with what is found about it and what becomes of each requirement.

Whoever hears it cannot look back. So each line says by itself what it is about, nothing is told by indentation alone,
and a finding is read out in full once; where it comes up again it is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ..catalog import kind_of, properties_of, verb_of
from ..model import Component, Connection, Design, Group, Id, Part, Step
from ..model.printing import shown
from ..rules import Judged
from ..rules.report import Key, expired
from ..tracing import UNADDRESSED, UNKNOWN, VIOLATED, Answer, Verdict
from .judging import FileReport
from .output import counted

HEADED = ("Requirements", "Parts", "Flows", "Findings about the whole", "In all")
MARKS = {"compensated": "can be undone", "pivot": "after which there is no way back", "retriable": "can be tried again"}
WHY = {UNADDRESSED: "Unaddressed", UNKNOWN: "Unknown"}


class Outline:
    """What there is to read of one file."""

    def __init__(self, file: FileReport, design: Design, today: date) -> None:
        self.file, self.design, self.today = file, design, today
        self.members: dict[Id | None, list[Group | Component]] = {}
        self.also: dict[Id | None, list[Group | Component]] = {}
        """What lies in a group as a second one."""
        parts: Sequence[Group | Component] = (*design.groups.values(), *design.components.values())
        for part in sorted(parts, key=lambda part: (isinstance(part, Component), part.id)):
            around = [id for id in part.inside if id in design.groups]
            self.members.setdefault(around[0] if around else None, []).append(part)
            for other in around[1:]:
                self.also.setdefault(other, []).append(part)
        self.leaving: dict[Id, list[Connection]] = {}
        self.arriving: dict[Id, list[Connection]] = {}
        for _, connection in sorted(design.connections.items()):
            self.leaving.setdefault(connection.source, []).append(connection)
            self.arriving.setdefault(connection.target, []).append(connection)
        self.about: dict[Id, list[Judged]] = {}
        for finding in file.findings:
            for id in finding.on:
                self.about.setdefault(id, []).append(finding)
        self._told: dict[Key, Id] = {}
        """Where each finding was read out."""
        self._seen: set[Id] = set()

    def lines(self) -> Iterator[str]:
        yield f"Design {self.design}."
        if self.design.about:
            yield _sentence(f"About: {self.design.about}")
        sections = (self._requirements(), self._parts(), self._flows(), self._rest(), self._totals())
        for heading, section in zip(HEADED, sections, strict=True):
            some = list(section)
            if some:
                yield from ("", heading, *(f"  {line}" for line in some))

    # -- requirements -----------------------------------------------------------------------------------------------

    def _requirements(self) -> Iterator[str]:
        for verdict in self.file.verdicts:
            need = verdict.need
            asked = "; ".join(filter(None, (need.text and f'"{need.text}"', _stated(need))))
            accepted = ", by nothing but what is waived" if verdict.accepted else ""
            type = "" if need.type == need.id else f" of type {need.type}"
            yield _sentence(f"Requirement {need.id}{type} is {verdict.answer.word}{accepted}: {asked or 'no figures'}")
            yield from (f"  {line}" for line in _why(verdict))
            yield from (f"  {line}" for line in self._findings(need.id))

    # -- parts ------------------------------------------------------------------------------------------------------

    def _parts(self) -> Iterator[str]:
        for part in self.members.get(None, []):
            yield from self._branch(part)
        for _, group in sorted(self.design.groups.items()):  # in a circle of groups none is outermost
            yield from self._branch(group)

    def _branch(self, part: Group | Component) -> Iterator[str]:
        stack = [(part, 0)]
        while stack:
            here, level = stack.pop()
            if here.id in self._seen:
                continue
            self._seen.add(here.id)
            pad = "  " * level
            inner = self.members.get(here.id, [])
            yield pad + self._head(here, inner)
            yield from (f"{pad}  {line}" for line in self._body(here))
            stack.extend((child, level + 1) for child in reversed(inner))

    def _head(self, part: Group | Component, inner: Sequence[Group | Component]) -> str:
        """What a part is, what it is called and where it lies."""
        words = [f"{kind_of(part.kind).name} {part.id}", *([f'"{part.name}"'] if part.name else [])]
        groups = [id for id in part.inside if id in self.design.groups]
        if groups:
            words.append(f"in {groups[0]}" + (f" and also in {', '.join(groups[1:])}" if groups[1:] else ""))
        if isinstance(part, Group):
            also = [one.id for one in self.also.get(part.id, ())]
            within = [f"with {', '.join(one.id for one in inner)} in it"] if inner else []
            within += [f"with {', '.join(also)} also in it"] if also else []
            words += within or ["with nothing in it"]
        return _sentence(", ".join(words))

    def _body(self, part: Group | Component) -> Iterator[str]:
        if stated := _stated(part):
            yield _sentence(f"{part.id} states {stated}")
        if part.note:
            yield _sentence(f"Note on {part.id}: {part.note}")
        for connection in self.leaving.get(part.id, ()):
            yield _connected(connection)
            yield from self._findings(connection.id)
        for connection in self.arriving.get(part.id, ()):
            if connection.source != part.id:
                yield _connected(connection, short=True)
        yield from self._findings(part.id)

    # -- flows, findings, totals ------------------------------------------------------------------------------------

    def _flows(self) -> Iterator[str]:
        for _, flow in sorted(self.design.flows.items()):
            stated = _stated(flow)
            yield _sentence(f"Flow {flow.id}, {counted(len(flow.steps), 'step')}{stated and f', states {stated}'}")
            yield from (f"  {_step(number, step)}" for number, step in enumerate(flow.steps, 1))
            yield from (f"  {line}" for line in self._findings(flow.id))

    def _rest(self) -> Iterator[str]:
        """What no part that was read has had to do with."""
        for finding in self.file.findings:
            if finding.key not in self._told:
                yield self._finding(finding)

    def _findings(self, id: Id) -> Iterator[str]:
        for finding in self.about.get(id, ()):
            before = self._told.setdefault(finding.key, id)
            if before == id:
                yield self._finding(finding)
            else:
                waived = "waived, " if finding.waived else ""
                yield f"{finding.severity.word.capitalize()} {finding.rule.id}, {waived}read out at {before}."

    def _finding(self, finding: Judged) -> str:
        on = f" on {', '.join(finding.on)}" if finding.on else ""
        breaks = f" It breaks {', '.join(finding.breaks)}." if finding.breaks else ""
        fixes = f" {counted(len(finding.fixes), 'fix', 'fixes')}." if finding.fixes else ""
        return (
            f"{finding.severity.word.capitalize()} {finding.rule.id}{on}: {_sentence(finding.message)}"
            f"{breaks}{fixes}{self._waiver(finding)}"
        )

    def _waiver(self, finding: Judged) -> str:
        waiver = finding.waiver
        if waiver is None:
            return ""
        owner = f" by {waiver.owner}" if waiver.owner else ""
        if finding.waived:
            until = f" until {waiver.until}" if waiver.until else ""
            return f" Waived{owner}{until}: {_sentence(waiver.reason)}"
        why = f"ended on {waiver.until}" if expired(waiver, self.today) else "does not hold"
        return f" Its waiver{owner} {why}: {_sentence(waiver.reason)}"

    def _totals(self) -> Iterator[str]:
        design = self.design
        shelves = (design.components, design.groups, design.connections, design.requirements, design.flows)
        nouns = ("component", "group", "connection", "requirement", "flow")
        counts = [counted(len(shelf), noun) for shelf, noun in zip(shelves, nouns, strict=True) if shelf]
        yield _sentence(_listed(counts) or "Nothing yet")
        if design.requirements:
            answers = [verdict.answer for verdict in self.file.verdicts]
            known = [f"{answers.count(answer)} {answer.word}" for answer in Answer if answer in answers]
            yield _sentence(f"Of the requirements, {_listed(known)}")
        found: Mapping[str, int] = self.file.report.summary
        each = [counted(found["error"], "error"), counted(found["warning"], "warning"), f"{found['info']} info"]
        each = [words for words in (*each, f"{found['waived']} waived") if not words.startswith("0")]
        yield _sentence(f"Findings: {_listed(each)}" if each else "No findings")
        if off := str(self.file.settings.choice):
            yield _sentence(f"Not every rule is heard: {off}")


def _why(verdict: Verdict) -> Iterator[str]:
    """The arithmetic, what breaks the requirement, or what is missing."""
    for line in verdict.arithmetic:
        yield _sentence(f"Not met: {line}" if line in verdict.failed else line)
    if verdict.answer is VIOLATED:
        if verdict.findings:
            yield _sentence(f"Broken by {_listed(verdict.because)}")
        return
    for because in verdict.because:
        yield _sentence(f"{WHY.get(verdict.answer, 'Met')}: {because}")


def _stated(part: Part) -> str:
    """The properties that are stated, with their units: `timeout_s 30 s, gpu true`."""
    known = properties_of(part)
    said = []
    for name, value in sorted(getattr(part, "properties", {}).items()):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        unit = known[name].unit if name in known and number else ""
        said.append(f"{name} {shown(value)} {unit}".rstrip())
    return ", ".join(said)


def _connected(connection: Connection, *, short: bool = False) -> str:
    """`fn reads and writes db, labelled "by key".`"""
    words = [f"{connection.source} {verb_of(connection.verb).name} {connection.target}"]
    if not short:
        words += [f'labelled "{connection.label}"'] if connection.label else []
        words += [f"stating {stated}"] if (stated := _stated(connection)) else []
    return _sentence(", ".join(words))


def _step(number: int, step: Step) -> str:
    marks = [words for name, words in MARKS.items() if getattr(step, name)]
    return _sentence(", ".join([f"Step {number}: {step.component}", *marks]))


def _sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if text.rstrip('"').endswith((".", "!", "?", ":")) else f"{text}."


def _listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
