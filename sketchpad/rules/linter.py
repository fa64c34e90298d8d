"""Keeps findings current as a design changes: a check runs again when something it asked about has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import chain

from ..catalog import graph, kind_of
from ..model import EMPTY, Component, Connection, Design, Graph, Id, Part
from ..model.graph import Key
from .report import Judged, Report, about, report
from .rule import DESIGN, LINK, PART, WAIVER, Finding, Piece, Rule, Severity
from .shape import Asked, Mold, Shape, asked_of, of_component, of_connection, of_design, of_part
from .waivers import Held

Judging = tuple[str, Id]
"""What a run of checks was about: ("node", id), ("link", id), ("part", id) or ("design", rule id)."""

SORTS: Mapping[type[Part], str] = {Component: "node", Connection: "link"}
"""How the parts are judged that are more than parts of the file."""

Rules = tuple[Rule, ...]

Called = tuple[Rules, Rules]
"""The rules that judge a component, a connection or the design, and those that judge it as a part of the file."""


def today_utc() -> date:
    return datetime.now(UTC).date()


class Linter:
    """The findings of a design, live. Give it each next design; it runs again what the change can have touched."""

    def __init__(self, rules: Iterable[Rule] | None = None, severities: Mapping[str, Severity] | None = None) -> None:
        """`severities` are those that somebody wants for rules, by id, whatever the rules say."""
        from . import RULES

        self.rules = chosen = tuple(RULES if rules is None else rules)
        self._severities = severities or {}
        self._known = {r.id: WAIVER in r.each for r in (*RULES, *chosen)}
        """The rules that a waiver may speak of, and whether each is about waivers."""
        self._linked = tuple(r for r in chosen if LINK in r.each)
        self._pieces = tuple(r for r in chosen if PART in r.each)
        self._whole = {r.id: r for r in chosen if DESIGN in r.each}
        self._of_traits = tuple(r for r in chosen if any(isinstance(each, str) for each in r.each))
        self._by_shape: dict[Mold, Called] = {}
        self._asked: Asked = frozenset()
        self.graph = graph(EMPTY)
        self._begun = False
        self._reported: tuple[object, object, date, Report] | None = None
        """The report, and the waivers, requirements and day that it is of; None since something else was said."""
        self._said: dict[Judging, tuple[Judged, ...]] = {}
        self._noted: dict[Judging, frozenset[Key]] = {}
        self._asking: dict[Key, set[Judging]] = {}

    def _judging(self, shape: Shape) -> Rules:
        """The rules about subjects of the sort; none for a connection that lacks an end."""
        if shape.sort is Component:
            names = kind_of(shape.kind).traits | {shape.kind}
            return tuple(r for r in self._of_traits if not names.isdisjoint(r.each))
        if shape.sort is Connection:
            return () if shape.loose else self._linked
        return tuple(self._whole.values()) if shape.sort is Design else ()

    def _called(self, mold: Mold) -> Called:
        """Those of the rules that can have anything to say of a shape."""
        found = self._by_shape.get(mold)
        if found is None:
            shape = Shape._make(mold)
            some = self._judging(shape)
            found = self._by_shape[mold] = _speaking(some, shape), _speaking(self._pieces, shape)
        return found

    def _of(self, part: Part, asked: Asked) -> Called:
        return self._called(of_part(part, self.graph, asked))

    def _of_design(self, asked: Asked) -> Rules:
        return self._called(of_design(asked))[0]

    def _newly_judged(self, before: Asked, now: Asked) -> Iterator[Judging]:
        """What other rules judge because something else is required."""
        for part in self.graph.design.parts():
            (judged, filed), (judged_now, filed_now) = self._of(part, before), self._of(part, now)
            if judged != judged_now:
                yield SORTS[type(part)], part.id
            if filed != filed_now:
                yield "part", part.id
        yield from (("design", id) for id in self._whole)

    def see(self, design: Design) -> tuple[list[Judged], list[Judged]]:
        """Bring the findings up to date with `design`: what was said before of all that was judged again, and after."""
        first, self._begun = not self._begun, True
        self.graph, keys = self.graph.after(design)
        if first:
            ids: Iterable[Id] = (part.id for part in design.parts())
            due = {("design", id) for id in self._whole}
        else:
            ids = (key for key in keys if isinstance(key, str))
            due = set(chain.from_iterable(self._asking.get(key, ()) for key in keys))
        for id in ids:
            due.update(self._about(id))
        went, came = list[Judged](), list[Judged]()
        before, self._asked = self._asked, asked_of(design)
        if not first and before != self._asked:
            due.update(self._newly_judged(before, self._asked))
        for asked in due:
            was = self._said.get(asked, ())
            self._run(asked)
            says = self._said.get(asked, ())
            if says != was:
                self._reported = None
            went.extend(was)
            came.extend(says)
        return went, came

    def _about(self, id: Id) -> Iterator[Judging]:
        """What is judged of a part as it is, and what was judged of it before."""
        part = self.graph.design.get(id)
        if part is not None:
            yield "part", id
            if sort := SORTS.get(type(part)):
                yield sort, id
        for sort in ("part", *SORTS.values()):
            if (sort, id) in self._said or (sort, id) in self._noted:
                yield sort, id

    def _run(self, asked: Judging) -> None:
        for key in self._noted.pop(asked, ()):
            self._asking[key].discard(asked)
        self._said.pop(asked, None)
        with self.graph.noting() as notes:
            subject, rules = self._subject(asked)
            said = tuple(self._judged(rules, subject))
        if said:
            self._said[asked] = said
        notes.discard(asked[1])  # when the subject itself changes it is judged anyway
        if not notes:
            return
        self._noted[asked] = frozenset(notes)
        for key in notes:
            self._asking.setdefault(key, set()).add(asked)

    def _subject(self, asked: Judging) -> tuple[object, tuple[Rule, ...]]:
        """What is to be judged, and by what; no rules where it is no longer there."""
        sort, id = asked
        if sort == "design":
            rule = self._whole[id]
            return self.graph, (rule,) if rule in self._of_design(self._asked) else ()
        part = self.graph.part(id)
        if part is None:
            return None, ()
        judging, filing = self._of(part, self._asked)
        if sort == "part":
            return Piece(part, self.graph), filing
        if sort == "node" and isinstance(part, Component):
            return self.graph.node(id), judging
        return (self.graph.link(id), judging) if sort == "link" and isinstance(part, Connection) else (None, ())

    def whole(self, graph: Graph) -> Iterator[Judged]:
        """What the rules say about a design, each subject judged once and nothing noted."""
        for subject, rules in self._subjects(graph):
            for rule in rules:
                for finding in rule.check(subject):
                    yield self._made(rule, finding)

    def _subjects(self, graph: Graph) -> Iterator[tuple[object, tuple[Rule, ...]]]:
        """Whatever is judged, with the rules that can have anything to say of it."""
        design, asked = graph.design, asked_of(graph.design)
        known, called = self._by_shape, self._called
        for id, component in design.components.items():
            mold = of_component(component, graph, asked)
            judging, filing = known.get(mold) or called(mold)
            if judging:
                yield graph.node(id), judging
            if filing:
                yield Piece(component, graph), filing
        for id, connection in design.connections.items():
            mold = of_connection(connection, graph, asked)
            judging, filing = known.get(mold) or called(mold)
            if judging:
                yield graph.link(id), judging
            if filing:
                yield Piece(connection, graph), filing
        for part in chain(design.requirements.values(), design.groups.values(), design.flows.values()):
            if filing := called(of_part(part, graph, asked))[1]:
                yield Piece(part, graph), filing
        yield graph, self._of_design(asked)

    @property
    def said(self) -> Iterator[Judged]:
        return chain.from_iterable(self._said.values())

    def report(self, today: date | None = None) -> Report:
        """The findings as of a day (UTC), with the waivers that hold on it; while all of it is so the same report."""
        design = self.graph.design
        today = today or today_utc()
        known = self._reported
        if known is None or known[0] is not design.waivers or known[1] is not design.requirements or known[2] != today:
            report = self.report_on(design, self.said, today)
            known = self._reported = design.waivers, design.requirements, today, report
        return known[3]

    def once(self, design: Design, today: date | None = None) -> Report:
        """Judge a design as a whole, whatever was seen before; nothing of it is kept."""
        return self.report_on(design, self.whole(graph(design)), today or today_utc())

    def report_on(self, design: Design, said: Iterable[Judged], today: date) -> Report:
        """A report with the findings about the waivers themselves among them."""
        said = tuple(said)
        if not design.waivers:
            return report(design, said, (), today)
        from . import RULES

        judges = tuple(rule for rule in RULES if WAIVER in rule.each)
        matched = {finding.key for finding in said}
        more: list[Judged] = []
        # Those that accept a finding about another waiver come last, when there are such findings to match.
        for waiver in sorted(design.waivers, key=lambda w: self._known.get(w.rule, False)):
            held = Held(waiver, today, about(waiver) in matched, waiver.rule in self._known)
            new = tuple(self._judged(judges, held))
            more.extend(new)
            if not self._known.get(waiver.rule, False):
                matched.update(finding.key for finding in new)
        return report(design, said, more, today)

    def _judged(self, rules: Iterable[Rule], subject: object) -> Iterator[Judged]:
        return (self._made(rule, finding) for rule in rules for finding in rule.check(subject))

    def _made(self, rule: Rule, finding: Finding) -> Judged:
        return Judged(
            rule,
            self._severities.get(rule.id) or finding.severity or rule.severity,
            finding.ids(),
            finding.message,
            finding.breaks,
            tuple(finding.fixes),
            of=finding.waiver,
        )


def _speaking(rules: Iterable[Rule], shape: Shape) -> Rules:
    return tuple(rule for rule in rules if rule.when is None or rule.when(shape))


def check(design: Design, today: date | None = None, rules: Iterable[Rule] | None = None) -> Report:
    """Judge a design once, as a whole. `today` (UTC) decides which waivers hold."""
    return Linter(rules).once(design, today)
