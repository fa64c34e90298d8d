"""Keeps findings current as a design changes: a check runs again when something it asked about has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain

from ..catalog import graph, kind_of
from ..model import EMPTY, Component, Design, Graph, Id, Link, Part
from ..model.graph import Key
from .report import Judged, Report, about, report
from .rule import DESIGN, LINK, PART, WAIVER, Finding, Piece, Rule, Severity
from .shape import Asked, Mold, Shape, asked_of, of_component, of_design, of_link, of_part
from .waivers import Held

Judging = tuple[str, Id]
"""What a run of checks was about: ("node", id), ("link", id), ("part", id) or ("design", rule id)."""


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
        self._by_kind = cache(self._judging)
        self._by_shape: dict[Mold, tuple[Rule, ...]] = {}
        self._asked: Asked = frozenset()
        self.graph = graph(EMPTY)
        self._begun = False
        self._said: dict[Judging, tuple[Judged, ...]] = {}
        self._noted: dict[Judging, frozenset[Key]] = {}
        self._asking: dict[Key, set[Judging]] = {}

    def _judging(self, kind: str) -> tuple[Rule, ...]:
        """The rules that judge components of a kind."""
        names = kind_of(kind).traits | {kind}
        return tuple(r for r in self._of_traits if not names.isdisjoint(r.each))

    def _rules(self, mold: Mold, some: Iterable[Rule]) -> tuple[Rule, ...]:
        """Those of some rules that can have anything to say of a shape."""
        shape = Shape._make((*mold, *Shape._field_defaults.values())[: len(Shape._fields)])
        found = tuple(rule for rule in some if rule.when is None or rule.when(shape))
        self._by_shape[mold] = found
        return found

    def _of_component(self, component: Component, asked: Asked) -> tuple[Rule, ...]:
        mold = of_component(component, asked)
        found = self._by_shape.get(mold)
        return found if found is not None else self._rules(mold, self._by_kind(component.kind))

    def _of_link(self, link: Link, asked: Asked) -> tuple[Rule, ...]:
        mold = of_link(link, asked)
        found = self._by_shape.get(mold)
        return found if found is not None else self._rules(mold, self._linked)

    def _of_part(self, part: Part, asked: Asked) -> tuple[Rule, ...]:
        mold = of_part(part, asked)
        found = self._by_shape.get(mold)
        return found if found is not None else self._rules(mold, self._pieces)

    def _of_design(self, asked: Asked) -> tuple[Rule, ...]:
        mold = of_design(asked)
        found = self._by_shape.get(mold)
        return found if found is not None else self._rules(mold, self._whole.values())

    def _newly_judged(self, before: Asked, now: Asked) -> Iterator[Judging]:
        """What other rules judge because something else is required."""
        design = self.graph.design
        for id, component in design.components.items():
            if self._of_component(component, before) != self._of_component(component, now):
                yield "node", id
        for id in design.connections if any(rule.when for rule in self._linked) else ():
            link = self.graph.link(id)
            if link is not None and self._of_link(link, before) != self._of_link(link, now):
                yield "link", id
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
            due.update((("node", id), ("link", id), ("part", id)))
        went, came = list[Judged](), list[Judged]()
        before, self._asked = self._asked, asked_of(design)
        if not first and before != self._asked:
            due.update(self._newly_judged(before, self._asked))
        for asked in due:
            went.extend(self._said.get(asked, ()))
            self._run(asked)
            came.extend(self._said.get(asked, ()))
        return went, came

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
        match sort:
            case "node":
                node = self.graph.find(id)
                return node, self._of_component(node.component, self._asked) if node is not None else ()
            case "link":
                link = self.graph.link(id)
                if link is None:
                    return None, ()
                for end in (link.connection.source, link.connection.target):
                    self.graph.find(end)  # asked for, as it is judged only while both are there
                return link, self._of_link(link, self._asked)
            case "part":
                part = self.graph.part(id)
                return (Piece(part, self.graph), self._of_part(part, self._asked)) if part is not None else (None, ())
            case _:
                rule = self._whole[id]
                return self.graph, (rule,) if rule in self._of_design(self._asked) else ()

    def whole(self, graph: Graph) -> Iterator[Judged]:
        """What the rules say about a design, each subject judged once and nothing noted."""
        for subject, rules in self._subjects(graph):
            for rule in rules:
                for finding in rule.check(subject):
                    yield self._made(rule, finding)

    def _subjects(self, graph: Graph) -> Iterator[tuple[object, tuple[Rule, ...]]]:
        """Whatever is judged, with the rules that can have anything to say of it."""
        design, asked = graph.design, asked_of(graph.design)
        for component in design.components.values():
            if rules := self._of_component(component, asked):
                yield graph.node(component.id), rules
        for id in design.connections if self._linked else ():
            if (link := graph.link(id)) is not None and (rules := self._of_link(link, asked)):
                yield link, rules
        for part in design.parts() if self._pieces else ():
            if rules := self._of_part(part, asked):
                yield Piece(part, graph), rules
        yield graph, self._of_design(asked)

    @property
    def said(self) -> Iterator[Judged]:
        return chain.from_iterable(self._said.values())

    def report(self, today: date | None = None) -> Report:
        """The findings as of a day (UTC), with the waivers that hold on it."""
        return self.report_on(self.graph.design, self.said, today or today_utc())

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


def check(design: Design, today: date | None = None, rules: Iterable[Rule] | None = None) -> Report:
    """Judge a design once, as a whole. `today` (UTC) decides which waivers hold."""
    return Linter(rules).once(design, today)
