"""The lines of the inspector as values: what there is to read and change about what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...catalog import kind_of, verb_of
from ...drawing.cells import clip, fit, width
from ...editing.fields import Field, design_fields, fields, shared, title
from ...model import Component, Connection, Design, Flow, Group, Id, Part, Requirement
from ...model.printing import marks
from ...rules import Judged
from ..severity import letter, role
from .rows import Cell, Row
from .wrapping import wrapped

if TYPE_CHECKING:
    from ...tracing import Verdict

Links = Callable[[Id], Iterable[Connection]]
"""The connections of a component."""

BLANK = Row(None, ())
ADD = ("add", "")
"""The key of the row that adds a requirement."""
ADD_FLOW = ("flow", "")
"""The key of the row that adds a flow."""

SHOWN = 12
"""How many connections or members are listed."""

ASKED = ("priority", "owner", "source")
"""What is said about a requirement, rather than asked in it."""

STATE = {"met": "new", "violated": "error", "unaddressed": "warning", "unknown": "dim"}
"""The role of each answer about a requirement."""

TOGETHER = 200
"""How many parts at the most are changed together."""


@dataclass(frozen=True)
class Sheet:
    """Rows, and the fields that stand in them by the key of the row."""

    title: tuple[Cell, ...]
    counts: str
    """The findings in short, such as `E1 W2`."""
    rows: tuple[Row, ...]
    fields: Mapping[Hashable, Field] = field(default_factory=dict)


@dataclass(frozen=True)
class Writer:
    """Makes rows that fit a width."""

    design: Design
    findings: tuple[Judged, ...]
    room: int
    ascii: bool = False
    verdicts: Mapping[Id, Verdict] = field(default_factory=dict)
    """What is known of each requirement."""
    links: Links | None = None

    def connections(self, id: Id) -> Iterable[Connection]:
        """The connections of a component."""
        if self.links is not None:
            return self.links(id)
        return [one for one in self.design.connections.values() if id in (one.source, one.target)]

    @property
    def _label(self) -> int:
        """Cells of the names of fields."""
        return 17 if self.room < 50 else 22

    def field(self, one: Field, marks: Mapping[str, str]) -> Row:
        """The mark of a finding, a dot where something is stated, the name and the value."""
        mark = marks.get(one.name, "E" if one.trouble else " ")
        dot = ("*" if self.ascii else "•") if one.stated and not one.own else " "
        look = "stated" if one.stated else "dim"
        cells: list[Cell] = [
            (f"{mark}", {"E": "error-badge", "W": "warning-badge", "i": "info-badge"}.get(mark, "plain")),
            (dot, "accent"),
            (fit(one.name, self._label) + " ", "plain" if one.known else "dim"),
            (one.shown, "error" if one.trouble else look if one.known else "dim"),
        ]
        if self.room >= 70:
            cells[3] = (fit(one.shown, 22) + " ", cells[3][1])
            cells.append((one.about.help, "dim"))
        return Row(("field", one.name), tuple(cells))

    def link(self, connection: Connection, of: Id) -> Row:
        out = connection.source == of
        other = connection.target if out else connection.source
        arrow = ("->" if self.ascii else "→ ") if out else ("<-" if self.ascii else "← ")
        return Row(
            ("part", connection.id),
            ((f" {arrow} ", "accent"), (self.name(other), "plain")),
            ((verb_of(connection.verb).name, "dim"),),
        )

    def name(self, id: Id) -> str:
        part = self.design.get(id)
        code = f"{kind_of(part.kind).code} " if isinstance(part, Component | Group) else ""
        return f"{code}{id if part is None else part}"

    def part(self, id: Id, says: str = "") -> Row:
        """A part; what is said of it gives way to its name."""
        name = f"   {self.name(id)}"
        says = clip(says, max(self.room // 3, self.room - width(name) - 2))
        return Row(("part", id), ((name, "plain"),), ((says, "dim"),) if says else ())

    def finding(self, one: Judged) -> Row:
        look = "waived" if one.waived else "plain"
        return Row(
            ("finding", one.key), ((letter(one), role(one)), (f" {one.rule.id} ", "stated"), (one.message, look))
        )

    def requirement(self, one: Requirement) -> Row:
        """A requirement with its figures, marked with the worst finding that breaks it."""
        broken = [f for f in self.findings if not f.waived and one.id in (f.breaks or ())]
        mark: Cell = (letter(broken[0]), role(broken[0])) if broken else (" ", "plain")
        name = title(one) if one.id == one.type else f"{title(one)} {one.id}"
        verdict = self.verdicts.get(one.id)
        state = ((f" {verdict.answer.word}", STATE[verdict.answer.word]),) if verdict is not None else ()
        return Row(("need", one.id), (mark, (f" {name}  ", "plain"), (figures(one), "stated")), state)

    def verdict(self, id: Id) -> Iterator[Row]:
        """What is known of a requirement, and the arithmetic behind it."""
        if (verdict := self.verdicts.get(id)) is None:
            return
        word = verdict.answer.word
        yield BLANK
        yield Row(None, ((word.upper() if word == "violated" else word.capitalize(), STATE[word]),))
        said = [] if verdict.findings else [(line, "plain") for line in verdict.because]
        said += [(line, "error" if line in verdict.failed else "plain") for line in verdict.arithmetic]
        for line, look in said:
            first, *further = wrapped(line, max(10, self.room - 4))
            yield Row(None, ((" x " if look == "error" else " - ", look if look == "error" else "dim"), (first, look)))
            yield from (Row(None, (("   ", "dim"), (more, look))) for more in further)

    def deciding(self, id: Id) -> Iterator[Row]:
        """The parts that decide about a requirement."""
        verdict = self.verdicts.get(id)
        if verdict is not None and verdict.by:
            yield from self.head("Decided by", "lit on the canvas")
            yield from (self.part(one) for one in verdict.by[:SHOWN])
            if len(verdict.by) > SHOWN:
                yield Row(None, ((f"   and {len(verdict.by) - SHOWN} more", "dim"),))

    def head(self, text: str, right: str = "") -> tuple[Row, Row]:
        return BLANK, Row(None, ((text, "head"),), ((right, "dim"),) if right else ())


def figures(part: Requirement) -> str:
    """What a requirement asks: `99.9 %`, or `read 150 ms, pctl 95` where it asks for several things."""
    asked = [one for one in fields(Design(), part) if one.stated and not one.own and one.name not in ASKED]
    if len(asked) == 1 and asked[0].about.type != "bool":
        return asked[0].shown
    return ", ".join(_figure(one) for one in asked)


def _figure(one: Field) -> str:
    name = one.name.removesuffix(f"_{one.about.unit}") if one.about.unit else one.name
    if isinstance(one.value, bool):
        return name if one.value else f"not {name}"
    return f"{name} {one.shown}"


def sheet(
    design: Design,
    chosen: tuple[Id, ...],
    findings: Iterable[Judged],
    room: int,
    words: str = "",
    ascii: bool = False,
    verdicts: Mapping[Id, Verdict] = MappingProxyType({}),
    links: Links | None = None,
) -> Sheet:
    """What there is to say about what is chosen. `words` leaves only the fields whose name has them."""
    writer = Writer(design, tuple(findings), room, ascii, verdicts, links)
    parts = [part for id in chosen if (part := design.get(id)) is not None]
    return (
        _one(writer, parts[0], words)
        if len(parts) == 1
        else _several(writer, parts, words)
        if parts
        else _whole(writer)
    )


def _counts(findings: Iterable[Judged]) -> str:
    letters = [letter(one) for one in findings]
    return " ".join(f"{mark}{letters.count(mark)}" for mark in "EWix" if mark in letters)


def _several(writer: Writer, parts: list[Part], words: str) -> Sheet:
    """Several are chosen: what they have in common, and what they are."""
    ids = {part.id for part in parts}
    about = [one for one in writer.findings if not ids.isdisjoint(one.on)]
    common: dict[Hashable, Field] = {}
    if len(parts) <= TOGETHER:
        common = {("field", one.name): one for one in shared(writer.design, parts)}
    rows = [Row(None, ((f"{len(parts)} parts", "head"),))]
    if not words:
        rows += [writer.part(part.id, title(part)) for part in parts[:SHOWN]]
        if len(parts) > SHOWN:
            rows.append(Row(None, ((f"   and {len(parts) - SHOWN} more", "dim"),)))
        if about:
            rows += [*writer.head("Findings"), *map(writer.finding, about[:SHOWN])]
    if common:
        rows += _forms(writer, common.values(), words, {})
    return Sheet((("Several", "$foreground bold"),), _counts(about), tuple(rows), common)


def _whole(writer: Writer) -> Sheet:
    """Nothing is chosen: the design itself."""
    design = writer.design
    own: dict[Hashable, Field] = {("field", one.name): one for one in design_fields(design)}
    rows = [Row(None, (("Design", "head"),)), *(writer.field(one, {}) for one in own.values())]
    rows += writer.head("Requirements", f"{len(design.requirements)}" if design.requirements else "")
    rows += map(writer.requirement, design.requirements.values())
    rows.append(Row(ADD, (("  + add a requirement", "accent"),), (("N", "dim"),)))
    rows += writer.head("Flows", f"{len(design.flows)}" if design.flows else "")
    rows += (writer.part(id, f"{len(flow.steps)} steps") for id, flow in design.flows.items())
    rows.append(Row(ADD_FLOW, (("  + state a transaction", "accent"),), (("F", "dim"),)))
    rows += writer.head("Contents")
    for count, what in ((len(design.components), "component"), (len(design.connections), "connection"),
                        (len(design.groups), "group")):  # fmt: skip
        rows.append(Row(None, ((f"  {count} {what}{'' if count == 1 else 's'}", "dim"),)))
    return Sheet(((str(design), "$foreground bold"),), _counts(writer.findings), tuple(rows), own)


def _one(writer: Writer, part: Part, words: str) -> Sheet:
    about = tuple(one for one in writer.findings if part.id in one.on or part.id in (one.breaks or ()))
    every: dict[Hashable, Field] = {("field", one.name): one for one in fields(writer.design, part)}
    name = str(part)
    heading = [(f"{kind_of(part.kind).code} ", "$accent bold")] if isinstance(part, Component | Group) else []
    rows = [Row(None, ((title(part), "head"),), ((part.id, "dim"),) if name != part.id else ())]
    if about and not words:
        rows += [BLANK, *map(writer.finding, about)]
    if not words:
        rows += writer.verdict(part.id)
    rows += _forms(writer, every.values(), words, _marks(about, part.id))
    if not words:
        rows += writer.deciding(part.id)
        rows += _around(writer, part)
        rows += _needs(writer, about)
    return Sheet((*heading, (name, "$foreground bold")), _counts(about), tuple(rows), every)


def _forms(writer: Writer, every: Iterable[Field], words: str, marks: Mapping[str, str]) -> Iterator[Row]:
    wish = words.casefold().strip()
    fields = [(one, one.name.casefold()) for one in every]
    found = [one for one, name in fields if wish in name or wish in name.replace("_", "")]
    found = found or [one for one, name in fields if _abbreviates(wish, name.split("_"))]
    known, kept = [one for one in found if one.known], [one for one in found if not one.known]
    yield from writer.head("Properties", f"/{words}" if words else "/ filter")
    yield from (writer.field(one, marks) for one in known)
    if not found:
        yield Row(None, ((f"  no field is called {words}", "dim"),))
    if kept:
        yield from writer.head("Other (kept)")
        yield from (writer.field(one, marks) for one in kept)


def _abbreviates(wish: str, words: Sequence[str]) -> bool:
    """Whether a text is made of beginnings of words, in their order: `maz` of `multi_az`."""
    if not wish:
        return True
    for at, word in enumerate(words):
        same = next((n for n, (one, other) in enumerate(zip(word, wish, strict=False)) if one != other), None)
        most = min(len(word), len(wish)) if same is None else same
        if any(_abbreviates(wish[length:], words[at + 1 :]) for length in range(most, 0, -1)):
            return True
    return False


def _marks(about: Iterable[Judged], id: Id) -> dict[str, str]:
    """The properties that a finding's fix would set, with the letter of the worst such finding."""
    marks: dict[str, str] = {}
    for one in about:
        for fix in one.fixes if not one.waived else ():
            for edit in getattr(fix.edit, "edits", (fix.edit,)):
                if getattr(edit, "id", None) == id and (name := getattr(edit, "property", None)):
                    marks.setdefault(name, letter(one))
    return marks


def _around(writer: Writer, part: Part) -> Iterator[Row]:
    """What a part is connected with, lies in or holds."""
    design = writer.design
    if isinstance(part, Component):
        links = list(writer.connections(part.id))
        out = sum(c.source == part.id for c in links)
        yield from writer.head("Connections", f"{sum(c.target == part.id for c in links)} in  {out} out")
        yield from (writer.link(c, part.id) for c in _ordered(links, part.id)[:SHOWN])
        if len(links) > SHOWN:
            yield Row(None, ((f"   and {len(links) - SHOWN} more", "dim"),))
    if isinstance(part, Connection):
        yield from writer.head("Ends")
        yield writer.part(part.source, "from")
        yield writer.part(part.target, "to")
    if isinstance(part, Component | Group) and part.inside:
        yield from writer.head("Lies in")
        yield from (writer.part(id) for id in part.inside)
    if isinstance(part, Group):
        inner: list[Part] = [g for g in design.groups.values() if part.id in g.inside]
        inner += [c for c in design.components.values() if part.id in c.inside]
        yield from writer.head("Holds", f"{len(inner)}")
        yield from (writer.part(one.id) for one in inner[:SHOWN])
        if len(inner) > SHOWN:
            yield Row(None, ((f"   and {len(inner) - SHOWN} more", "dim"),))
    if isinstance(part, Flow):
        yield from writer.head("Steps")
        for number, step in enumerate(part.steps, 1):
            yield writer.part(step.component, f"{number}{marks(step)}")


def _ordered(links: list[Connection], id: Id) -> list[Connection]:
    """Those that arrive, then those that leave."""
    return sorted(links, key=lambda c: (c.source == id, c.id))


def _needs(writer: Writer, about: Iterable[Judged]) -> Iterator[Row]:
    """The requirements that the findings break."""
    broken = sorted({id for one in about if not one.waived for id in one.breaks or ()})
    found = [one for id in broken if (one := writer.design.requirements.get(id)) is not None]
    if found:
        yield from writer.head("Breaks")
        yield from map(writer.requirement, found)
