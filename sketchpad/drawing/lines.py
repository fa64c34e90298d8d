"""What is routed: one line for a connection, or for two that say the same in both directions.

Lines with the same source and the same words share a net: one tree of lines, a trunk with branches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeVar

from ..model import Connection, Design, Id
from ..model.text import plain

T = TypeVar("T")

Trunks = bool | Literal["both"]
"""Whether connections share lines: never, from one source, or also towards one target."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line from one box to another. Lines are compared by identity; an unchanged one lives on in the next drawing."""

    name: Id
    """The id of its first connection, by which lines are ordered."""
    connections: tuple[Id, ...]
    source: int
    """Handle of the component, as is `target`."""
    target: int
    both: bool
    """Whether both ends have an arrow head."""
    verb: str
    text: str

    @property
    def ends(self) -> tuple[int, ...]:
        """The components it ends at, each once."""
        return (self.source,) if self.source == self.target else (self.source, self.target)

    @property
    def facts(self) -> tuple[object, ...]:
        return self.connections, self.source, self.target, self.both, self.verb, self.text


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """The lines of one net."""

    name: Id
    lines: tuple[Line, ...]
    """By name."""
    fan_in: bool = False
    """Whether the shared end is the target."""

    @property
    def text(self) -> str:
        return self.lines[0].text

    def shared(self, line: Line) -> int:
        return line.target if self.fan_in else line.source


@dataclass(frozen=True, slots=True)
class Bundles:
    """All nets of a design."""

    named: Mapping[Id, Bundle]
    of: Mapping[Line, Bundle]
    at: Mapping[int, tuple[Line, ...]]
    """The lines that end at a component, by its handle."""


def words(connection: Connection) -> str:
    """What is written on a connection's line."""
    return plain(connection.label) or plain(connection.verb.replace("_", " "))


def lines(design: Design, index: Mapping[Id, int]) -> dict[Id, Line]:
    """The lines of a design by name."""
    return _lines(design, index, {}, sorted(design.connections))


def lines_after(old: Design, design: Design, index: Mapping[Id, int], before: Mapping[Id, Line]) -> dict[Id, Line]:
    """The lines of the next design: only those between components whose connections differ are looked at.

    Those that were the same before are the same objects.
    """
    changed = differing(old.connections, design.connections)
    if old.components.keys() != design.components.keys():
        others = old.components.keys() ^ design.components.keys()
        found = design.connections.values()
        changed += [one.id for one in found if one.source in others or one.target in others]
    pairs: set[tuple[int, int]] = set()
    for one in (shelf.get(id) for id in changed for shelf in (old.connections, design.connections)):
        if one is not None and one.source in index and one.target in index:
            pairs |= {(index[one.source], index[one.target]), (index[one.target], index[one.source])}
    out: dict[Id, Line] = {}
    again = dict.fromkeys(changed)
    for name, line in before.items():
        if (line.source, line.target) in pairs:
            again.update(dict.fromkeys(line.connections))
        else:
            out[name] = line
    out.update(_lines(design, index, before, sorted(id for id in again if id in design.connections)))
    return out


def _lines(design: Design, index: Mapping[Id, int], before: Mapping[Id, Line], ids: Iterable[Id]) -> dict[Id, Line]:
    """The lines of some connections, given in order, with all that run between the same components."""
    pairs: dict[tuple[Id, Id, str, str], list[Connection]] = defaultdict(list)
    components = design.components
    for id in ids:
        connection = design.connections[id]
        if connection.source in components and connection.target in components:
            pairs[connection.source, connection.target, connection.verb, words(connection)].append(connection)
    out: dict[Id, Line] = {}
    for (source, target, verb, text), there in pairs.items():
        back = pairs.get((target, source, verb, text), []) if source != target else []
        two = min(len(there), len(back))
        for i, connection in enumerate(there):
            if i < two and back[i].id < connection.id:
                continue
            pair = (connection.id, back[i].id) if i < two else (connection.id,)
            line = before.get(connection.id)
            facts = (pair, index[source], index[target], i < two, verb, text)
            if line is None or line.facts != facts:
                line = Line(connection.id, *facts)
            out[connection.id] = line
    return out


CHUNK = 128
"""Parts that are compared at once."""


def differing(before: Mapping[Id, T], after: Mapping[Id, T]) -> list[Id]:
    """The ids whose part is new, gone or different; parts that are equal may be told too."""
    if before is after:
        return []
    if len(before) == len(after):
        # Equal positions hold equal ids unless parts were removed and added at once; both sides cover that.
        some, others = [*before.values()], [*after.values()]
        suspects = set[Id]()
        for start in range(0, len(some), CHUNK):
            span = slice(start, start + CHUNK)
            if some[span] != others[span]:
                suspects.update(islice(before, start, start + CHUNK), islice(after, start, start + CHUNK))
    else:
        suspects = {*before, *after}
    return sorted(id for id in suspects if before.get(id) is not after.get(id))


def bundles(lines: Mapping[Id, Line], trunks: Trunks) -> Bundles:
    """The nets of some lines."""
    named = _named(lines.values(), trunks, {})
    at: dict[int, list[Line]] = defaultdict(list)
    for line in lines.values():
        for handle in line.ends:
            at[handle].append(line)
    of = {line: bundle for bundle in named.values() for line in bundle.lines}
    return Bundles(named, of, {handle: tuple(there) for handle, there in at.items()})


def bundles_after(old: Mapping[Id, Line], lines: Mapping[Id, Line], trunks: Trunks, before: Bundles) -> Bundles:
    """The nets of the next lines; those that hold the same lines as before are the same objects."""
    fresh = [line for name, line in lines.items() if old.get(name) is not line]
    gone = {line for name, line in old.items() if lines.get(name) is not line}
    if not fresh and not gone:
        return before
    if trunks == "both":
        touched = list(before.of)
    else:
        keys = {(line.source, line.verb, line.text) for line in (*fresh, *gone)}
        sources = sorted({source for source, _, _ in keys})
        touched = [
            line
            for source in sources
            for line in before.at.get(source, ())
            if line.source == source and (source, line.verb, line.text) in keys
        ]
    stale = {before.of[line].name for line in touched}
    named = {name: bundle for name, bundle in before.named.items() if name not in stale}
    anew = _named([*fresh, *(line for line in touched if line not in gone)], trunks, before.named)
    named |= anew
    of = {line: bundle for line, bundle in before.of.items() if line not in gone}
    of.update((line, bundle) for bundle in anew.values() for line in bundle.lines)
    at = dict(before.at)
    for handle in {handle for line in gone for handle in line.ends}:
        at[handle] = tuple(line for line in at[handle] if line not in gone)
    for line in fresh:
        for handle in line.ends:
            at[handle] = (*at.get(handle, ()), line)
    return Bundles(named, of, at)


def _named(lines: Iterable[Line], trunks: Trunks, known: Mapping[Id, Bundle]) -> dict[Id, Bundle]:
    """Nets by name; `known` ones that hold the same lines are kept."""
    lines = list(lines)
    outward = _shares(lines, "source") if trunks else {}
    alone = [line for line in lines if line not in outward]
    inward = _shares(alone, "target") if trunks == "both" else {}
    out: dict[Id, Bundle] = {}
    for line in lines:
        fan_in = line in inward
        members = inward[line] if fan_in else outward.get(line) or (line,)
        if members[0] is line:
            bundle = known.get(line.name)
            if bundle is None or bundle.lines != members or bundle.fan_in != fan_in:
                bundle = Bundle(line.name, members, fan_in)
            out[line.name] = bundle
    return out


def _shares(lines: Iterable[Line], end: Literal["source", "target"]) -> dict[Line, tuple[Line, ...]]:
    """By line, the lines of its trunk: the same words at one end, and every other end once."""
    groups: dict[tuple[int, str, str], dict[int, Line]] = defaultdict(dict)
    ordered = sorted(lines, key=lambda line: line.name)
    for line in ordered:
        if line.both or line.source == line.target:
            continue
        own, other = (line.source, line.target) if end == "source" else (line.target, line.source)
        groups[own, line.verb, line.text].setdefault(other, line)
    return {line: tuple(found.values()) for found in groups.values() if len(found) > 1 for line in found.values()}
