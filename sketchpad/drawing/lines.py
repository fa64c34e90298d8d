"""What is routed: one line for a connection, or for two that say the same in both directions.

Lines with the same source and the same words share a net: one tree of lines, a trunk with branches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sketchpad.model import Connection, Design, Id
from sketchpad.model.text import plain

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


def lines(design: Design, index: Mapping[Id, int], before: Mapping[Id, Line]) -> dict[Id, Line]:
    """The lines of a design by name; those that were the same before are the same objects."""
    pairs: dict[tuple[Id, Id, str, str], list[Connection]] = defaultdict(list)
    components = design.components
    for _, connection in sorted(design.connections.items()):
        if connection.source in components and connection.target in components:
            pairs[connection.source, connection.target, connection.verb, words(connection)].append(connection)
    out: dict[Id, Line] = {}
    for (source, target, verb, text), there in pairs.items():
        back = pairs.get((target, source, verb, text), []) if source != target else []
        two = min(len(there), len(back))
        for i, connection in enumerate(there):
            if i < two and back[i].id < connection.id:
                continue
            ids = (connection.id, back[i].id) if i < two else (connection.id,)
            line = before.get(connection.id)
            facts = (ids, index[source], index[target], i < two, verb, text)
            if line is None or line.facts != facts:
                line = Line(connection.id, *facts)
            out[connection.id] = line
    return out


def bundles(lines: Mapping[Id, Line], trunks: Trunks, before: Bundles | None = None) -> Bundles:
    """The nets of some lines; those that hold the same lines as before are the same objects."""
    known = before.named if before is not None else {}
    outward = _shares(lines.values(), "source") if trunks else {}
    alone = [line for line in lines.values() if line not in outward]
    inward = _shares(alone, "target") if trunks == "both" else {}
    out: dict[Id, Bundle] = {}
    for line in lines.values():
        fan_in = line in inward
        members = inward[line] if fan_in else outward.get(line) or (line,)
        if members[0] is line:
            bundle = known.get(line.name)
            if bundle is None or bundle.lines != members or bundle.fan_in != fan_in:
                bundle = Bundle(line.name, members, fan_in)
            out[line.name] = bundle
    at: dict[int, list[Line]] = defaultdict(list)
    for line in lines.values():
        at[line.source].append(line)
        if line.target != line.source:
            at[line.target].append(line)
    return Bundles(
        out,
        {line: bundle for bundle in out.values() for line in bundle.lines},
        {handle: tuple(there) for handle, there in at.items()},
    )


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
