"""Edits of connections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..catalog import kind_of, verbs_between
from ..model import Component, Connection, Design, Id, fresh_id
from ..model.notation import connection_id
from .edit import EditError, component, connection, listed, new_id


@dataclass(frozen=True)
class Connect:
    """Let one component do something with another."""

    source: Id
    verb: str
    target: Id
    label: str = ""
    properties: tuple[tuple[str, Any], ...] = ()

    def __call__(self, design: Design) -> Design:
        component(design, self.source)
        component(design, self.target)
        made = Connection(
            id=fresh_id(design, connection_id(self.source, self.verb, self.target)),
            source=self.source,
            verb=self.verb,
            target=self.target,
            label=self.label,
            properties=dict(self.properties),
        )
        return design.having(made)

    def __str__(self) -> str:
        return f"Connect {self.source} {self.verb} {self.target}"


@dataclass(frozen=True)
class Reverse:
    """Turn a connection round, with a verb that is foreseen that way where there is one."""

    id: Id

    def __call__(self, design: Design) -> Design:
        old = connection(design, self.id)
        source, target = component(design, old.target), component(design, old.source)
        foreseen = verbs_between(source.kind, target.kind)
        verb = old.verb if old.verb in foreseen or not foreseen else foreseen[0]
        return design.having(old.but(source=source.id, target=target.id, verb=verb))

    def __str__(self) -> str:
        return f"Reverse {self.id}"


@dataclass(frozen=True)
class ChangeVerb:
    """Say that a connection does something else."""

    id: Id
    verb: str

    def __call__(self, design: Design) -> Design:
        return design.having(connection(design, self.id).but(verb=self.verb))

    def __str__(self) -> str:
        return f"Make {self.id} {self.verb}"


@dataclass(frozen=True)
class Relabel:
    """Write something else on a connection."""

    id: Id
    label: str

    def __call__(self, design: Design) -> Design:
        return design.having(connection(design, self.id).but(label=self.label))

    def __str__(self) -> str:
        return f"Label {self.id}"


@dataclass(frozen=True)
class Reend:
    """Take an end of a connection to another component."""

    id: Id
    source: Id | None = None
    target: Id | None = None

    def __call__(self, design: Design) -> Design:
        old = connection(design, self.id)
        source = component(design, self.source or old.source)
        target = component(design, self.target or old.target)
        return design.having(old.but(source=source.id, target=target.id))

    def __str__(self) -> str:
        return f"Move an end of {self.id}"


@dataclass(frozen=True)
class Insert:
    """Put a new component into connections that lead to one target; it stands among that target's groups.

    Each connection leads to the new component instead, and one connection leads from there to the target. The new one
    gets no position: the drawing finds a place between the two.
    """

    kind: str
    connections: tuple[Id, ...]
    id: Id = ""
    """The id of the new component; empty for one from its kind's code."""
    properties: tuple[tuple[str, Any], ...] = ()

    def __call__(self, design: Design) -> Design:
        if not self.connections:
            raise EditError("choose a connection to insert into")
        old = [connection(design, id) for id in self.connections]
        targets = {c.target for c in old}
        if len(targets) > 1:
            raise EditError(f"these connections lead to {listed(sorted(targets))}; choose those to one target")
        target = component(design, old[0].target)
        kind = kind_of(self.kind)
        new = Component(
            id=self.id or new_id(design, kind.code.lower()),
            kind=self.kind,
            name=kind.name,
            inside=target.inside,
            properties=dict(self.properties),
        )
        if new.id in design:
            raise EditError(f"{new.id} is taken")
        arriving = [
            c.but(target=new.id, verb=_foreseen(c.verb, component(design, c.source).kind, new.kind)) for c in old
        ]
        verbs = {c.verb for c in old}
        onward = verbs.pop() if len(verbs) == 1 else "rw"
        verb = _foreseen(onward, new.kind, target.kind)
        leaving = Connection(
            id=fresh_id(design, connection_id(new.id, verb, target.id)), source=new.id, verb=verb, target=target.id
        )
        return design.having(new, *arriving, leaving)

    def __str__(self) -> str:
        return f"Insert {kind_of(self.kind).name} into {listed(list(self.connections))}"


def _foreseen(verb: str, source: str, target: str) -> str:
    """`verb` where the catalogue foresees it between two kinds, else the first one it does."""
    foreseen = verbs_between(source, target)
    return verb if verb in foreseen or not foreseen else foreseen[0]
