"""Rules that a team states as data: `[[rule]]` tables of the settings become rules like all others.

A table is read and never run: words, values and patterns, no code and no expressions. Patterns know * and ? and [ ]
alone, whose matching takes time in proportion to the text; a regular expression from a stranger could take for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..catalog import GROUPS, KINDS, VERBS, Property
from ..editing import SetProperty
from ..model import Group, Link, Node
from .remedies import together
from .rule import LINK, PART, Check, Finding, Fix, Named, Page, Piece, Rule, Severity, Subject
from .selectors import Area, Links, Parts, components_of, connections_of, groups_of, has, inside
from .tables import LONGEST, RuleError, Table, meant, quoted
from .wanted import Wanted, fits, wanted_of

ID = re.compile(r"[A-Z][A-Z0-9]{0,15}-[0-9]{3}")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
FIELD = re.compile(r"\{([^{}]*)\}")
FIELDS = {
    "component": ("component", "kind"),
    "connection": ("source", "verb", "target"),
    "group": ("group", "kind"),
}
"""What a message can name, by what the rule is about."""

Judged = Node | Link | Area


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of each part that a rule is about."""

    wanted: tuple[Wanted, ...] = ()
    places: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    outgoing: Links | None = None
    incoming: Links | None = None

    def complaints(self, of: Judged) -> tuple[list[str], list[Fix]]:
        """Why a part falls short, and what would mend all of it."""
        short = [one for one in self.wanted if has(of, one.name) and one.holds(of) is False]
        said = [one.complaint(of) for one in short]
        remedies = [edit for one in short if (edit := one.remedy(of))]
        said.extend(self._misplaced(of))
        return said, _mended(remedies) if len(remedies) == len(said) else []

    def _misplaced(self, of: Judged) -> Iterator[str]:
        """What is wrong about a part besides its properties."""
        if self.ids and not fits(of.id, self.ids):
            yield f"the id {of.id} is not like {' or '.join(self.ids)}"
        if isinstance(of, Link):
            return
        if self.names and not fits(str(of), self.names):
            yield f"the name {quoted(str(of))} is not like {' or '.join(self.names)}"
        if self.places and not inside(of.groups, self.places):
            yield f"it lies in no {' or '.join(self.places)}"
        if isinstance(of, Node):
            yield from self._missing(of)

    def _missing(self, node: Node) -> Iterator[str]:
        if self.outgoing and not any(map(self.outgoing.fit, node.outgoing)):
            yield "a connection that must leave it is missing"
        if self.incoming and not any(map(self.incoming.fit, node.incoming)):
            yield "a connection that must lead to it is missing"


def _mended(remedies: list[SetProperty]) -> list[Fix]:
    """One fix that states everything; none where there is nothing to state."""
    names = "-".join(edit.property.replace("_", "-") for edit in remedies)
    title = " and ".join(map(str, remedies))
    return [together(f"set-{names}", title, remedies)] if remedies else []


class Stated(Protocol):
    """A file of settings."""

    @property
    def path(self) -> str: ...
    @property
    def table(self) -> Mapping[str, Any]: ...
    @property
    def text(self) -> str: ...


def all_rules(settings: Stated | None) -> tuple[Rule, ...]:
    """The program's rules, then those that a file of settings states.

    Raises RuleError, with the file and the line in its message.
    """
    from . import RULES

    if settings is None or "rule" not in settings.table:
        return RULES
    path, tables = settings.path, settings.table["rule"]
    if not isinstance(tables, list):
        raise RuleError(f"{path}: rule takes tables; write [[rule]] above each")
    families = {rule.family for rule in RULES}
    taken = {name for rule in RULES for name in (rule.id, rule.name)}
    found: list[Rule] = []
    ids: list[Any] = []
    for number, content in enumerate(tables, 1):
        stated = content.get("id") if isinstance(content, dict) else None
        who = f"rule {quoted(stated)}" if isinstance(stated, str) else f"the {number}. rule"
        try:
            rule = _rule(path, Table("", content), families)
            if clash := {rule.id, rule.name} & taken:
                raise RuleError(f"there is a rule {min(clash)} already")
        except RuleError as error:
            line = line_of(settings.text, stated, ids.count(stated))
            raise RuleError(f"{path}:{line}: {who}: {error}") from None
        ids.append(stated)
        taken.update((rule.id, rule.name))
        found.append(rule)
    return (*RULES, *found)


def line_of(text: str, id: Any, before: int = 0) -> int:
    """The line of a file of settings in which a rule states its id; the first line where that is not to be found.

    `before` is how many rules with the same id come first.
    """
    if not isinstance(id, str):
        return 1
    stated = list(re.finditer(rf"\bid[ \t]*=[ \t]*[\"']{re.escape(id)}[\"']", text))[before:]
    return text.count("\n", 0, stated[0].start()) + 1 if stated else 1


def _rule(path: str, table: Table, families: set[str]) -> Rule:
    id = table.text("id", required=True)
    if not ID.fullmatch(id):
        raise table.wrong("id", f"{quoted(id)} is no id of a rule; write one as TEAM-001")
    if id.split("-")[0] in families:
        raise table.wrong("id", f"{id.split('-')[0]} is a family of the program's own rules; take another word")
    severity, page = _severity(table), _page(table, id)
    words = " ".join(table.text("message").split())
    stated = [(key, some) for key in ("forbid", "require") if (some := table.table(key)) is not None]
    if not stated:
        table.done()
    if len(stated) != 1:
        raise table.wrong("", "a rule states either forbid or require")
    key, inner = stated[0]
    about = _about(inner)
    demand = _demand(inner, about) if key == "require" else None
    inner.done()
    table.done()
    check = _check(about, demand, _message(table, words, about.sort), page.title)
    return Rule(id, severity, about.each, check, stated=page, origin=path)


def _severity(table: Table) -> Severity:
    words = [severity.word for severity in Severity]
    word = table.text("severity", required=True)
    if word not in words:
        raise table.wrong("severity", f"there is no severity {quoted(word)}{meant(word, words)}")
    return Severity[word.upper()]


def _page(table: Table, id: str) -> Page:
    said = table.text("name")
    name = said or id.lower()
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        raise table.wrong("name", f"{quoted(name)} is no name of a rule; write small letters with dashes between")
    title, reason = " ".join(table.text("title").split()), table.text("reason", required=True)
    if not title and said:
        title = said.replace("-", " ").capitalize() + "."
    elif not title:
        title, reason = _sentence(reason)
    fine = " ".join(table.text("fine").split())
    bad, good = table.text("bad", required=True), table.text("good", required=True)
    return Page(name, title, reason, fine, {"Bad": bad, "Good": good})


def _sentence(text: str) -> tuple[str, str]:
    """The first sentence of a text, and what follows."""
    first, *rest = re.split(r"(?<=[.!?])\s+|\n\n", text, maxsplit=1)
    return " ".join(first.split()), "".join(rest)


# -- what it is about, and what it asks -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class About:
    """The parts that a rule is about."""

    sort: str
    """One of FIELDS."""
    each: tuple[str | Subject, ...]
    """What the linter is to hand over."""
    find: Callable[[Any], Judged | None]
    """The part among what is handed over; None where the rule is not about it."""
    properties: tuple[Mapping[str, Property], ...]
    """Those of every kind or verb that is meant."""
    whose: str
    """Those kinds or verbs, in words."""


def _about(table: Table) -> About:
    """What a rule is about: components, connections or groups. Raises RuleError."""
    stated = [(sort, some) for sort in FIELDS if (some := table.table(sort)) is not None]
    if len(stated) != 1:
        raise table.wrong("", f"it is about one of {', '.join(FIELDS)}")
    sort, some = stated[0]
    if sort == "connection":
        links = connections_of(some)
        known = tuple(VERBS[verb].properties for verb in sorted(links.verbs))
        return About(sort, (LINK,), lambda link: link if links.fit(link) else None, known, "the verbs meant")
    if sort == "component":
        parts = components_of(some)
        kinds = tuple(sorted(parts.kinds))
        known = tuple(KINDS[kind].properties for kind in kinds)
        return About(sort, kinds, lambda node: node if parts.fit(node) else None, known, "the kinds meant")
    areas = groups_of(some)
    known = tuple(GROUPS[kind].properties for kind in sorted(areas.kinds))
    return About(sort, (PART,), lambda piece: _area(piece, areas), known, "the kinds meant")


def _area(piece: Piece, areas: Parts) -> Area | None:
    if not isinstance(piece.part, Group):
        return None
    area = Area(piece.part, piece.graph)
    return area if areas.fit(area) else None


def _demand(table: Table, about: About) -> Demand:
    """What a rule asks of each part that it is about. Raises RuleError."""
    component, connection = about.sort == "component", about.sort == "connection"
    outgoing = table.table("outgoing") if component else None
    incoming = table.table("incoming") if component else None
    demand = Demand(
        wanted_of(table.table("properties"), about.properties, about.whose),
        () if connection else table.words("in"),
        table.words("id"),
        () if connection else table.words("name"),
        connections_of(outgoing, source=False) if outgoing else None,
        connections_of(incoming, target=False) if incoming else None,
    )
    table.done()
    if demand == Demand():
        raise table.wrong("", "it asks nothing; write properties, in, id, name, outgoing or incoming")
    return demand


# -- what it says ---------------------------------------------------------------------------------------------------


def _check(about: About, demand: Demand | None, message: str, title: str) -> Check:
    """The check of a rule; without a demand there must be no part that it is about."""

    def check(subject: Any) -> Iterator[Finding]:
        of = about.find(subject)
        if of is None:
            return
        said, fixes = ([], []) if demand is None else demand.complaints(of)
        if demand is not None and not said:
            return
        names = _names(of)
        text = FIELD.sub(lambda field: names[field.group(1)], message)
        what = f"{names['source']} {names['verb']} {names['target']}" if about.sort == "connection" else str(of)
        yield Finding(_on(of), text or f"{what}: {'; '.join(said) + '.' if said else title}", fixes)

    return check


def _names(of: Judged) -> dict[str, str]:
    """What a message can name, by field."""
    if isinstance(of, Link):
        return {"source": str(of.source), "verb": of.verb, "target": str(of.target)}
    kind = str(of.kind.name) if of.kind else ""
    return {"group" if isinstance(of, Area) else "component": str(of), "kind": kind}


def _on(of: Judged) -> tuple[Named, ...]:
    """A connection is named by its two ends, as in all rules."""
    if isinstance(of, Link):
        return of.source, of.target
    return (of.group,) if isinstance(of, Area) else (of,)


def _message(table: Table, text: str, sort: str) -> str:
    """A sentence with fields in braces, which only name parts. Raises RuleError."""
    for field in FIELD.findall(text):
        if field not in FIELDS[sort]:
            raise table.wrong("message", f"there is no field {{{quoted(field)}}}{meant(field, FIELDS[sort])}")
    return text
