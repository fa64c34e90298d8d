"""Fixes that put an entry before what requests reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..catalog import kind_of, verbs_between
from ..editing import EditError, new_id
from ..editing.edit import component, connection, listed
from ..model import Component, Connection, Design, Id, fresh_id
from ..model.notation import connection_id

Stated = tuple[tuple[str, Any], ...]
"""Properties to state along with what is made."""


@dataclass(frozen=True)
class Front:
    """Put a global entry before components: some connections that lead to them lead to it instead, and it to them."""

    kind: str
    connections: tuple[Id, ...]
    """Those that lead to the entry from then on."""
    targets: tuple[Id, ...] = ()
    """What it leads to beside the ends that these connections had."""
    properties: Stated = ()
    onward: Stated = ()
    """What is stated of the connections from the entry on."""

    def __call__(self, design: Design) -> Design:
        old = [connection(design, id) for id in self.connections]
        targets = [component(design, id) for id in dict.fromkeys((*(c.target for c in old), *self.targets))]
        if not targets:
            raise EditError("choose what the entry leads to")
        kind = kind_of(self.kind)
        entry = Component(
            id=new_id(design, kind.code.lower()),
            kind=self.kind,
            name=kind.name,
            inside=next(filter(None, (_account(design, target.inside) for target in targets)), ()),
            properties=dict(self.properties),
        )
        arriving = [c.but(target=entry.id, verb=_verb(design, c, self.kind)) for c in old]
        design = design.having(entry, *arriving)
        for target in targets:
            id = fresh_id(design, connection_id(entry.id, "routes_to", target.id))
            onward = dict(self.onward)
            made = Connection(id=id, source=entry.id, verb="routes_to", target=target.id, properties=onward)
            design = design.having(made)
        return design

    def __str__(self) -> str:
        return f"Put {kind_of(self.kind).name} before {listed(list(self.targets or self.connections))}"


def _account(design: Design, inside: tuple[Id, ...]) -> tuple[Id, ...]:
    """The account around groups, nearest first; an entry lies in no Region."""
    level, seen = list(inside), set[Id]()
    while level:
        for id in level:
            if id in design.groups and design.groups[id].kind == "account":
                return (id,)
        seen.update(level)
        level = [up for id in level if id in design.groups for up in design.groups[id].inside if up not in seen]
    return ()


def _verb(design: Design, old: Connection, kind: str) -> str:
    """The verb that a connection has once it leads to an entry of a kind."""
    foreseen = verbs_between(component(design, old.source).kind, kind)
    return old.verb if old.verb in foreseen or not foreseen else foreseen[0]
