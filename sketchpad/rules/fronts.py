"""Fixes that put an entry before what requests reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..catalog import kind_of, verbs_between
from ..editing import ChangeKind, ChangeVerb, Connect, Edit, EditError, Insert, Reend, Remove, new_id
from ..editing.edit import component, connection, listed
from ..model import Component, Connection, Design, Id, Link, Node, fresh_id
from ..model.notation import connection_id
from .remedies import free, together
from .rule import Fix

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
    id: Id = ""
    """The id of the entry; empty for one from its kind's code."""

    def __call__(self, design: Design) -> Design:
        old = [connection(design, id) for id in self.connections]
        targets = [component(design, id) for id in dict.fromkeys((*(c.target for c in old), *self.targets))]
        if not targets:
            raise EditError("choose what the entry leads to")
        kind = kind_of(self.kind)
        entry = Component(
            id=self.id or new_id(design, kind.code.lower()),
            kind=self.kind,
            name=kind.name,
            inside=next(filter(None, (_account(design, target.inside) for target in targets)), ()),
            properties=dict(self.properties),
        )
        if entry.id in design:
            raise EditError(f"{entry.id} is taken")
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


ACCELERATOR = "global_accelerator"


def takes_accelerator(node: Node) -> bool:
    """Whether an accelerator can lead straight to a component."""
    return node.has("load_balancer") or node.has("single_instance")


def become_accelerator(entry: Node) -> Fix:
    """Make an entry an accelerator, which leads to load balancers and instances alone."""
    edits: list[Edit] = [ChangeKind(entry.id, ACCELERATOR)]
    for link in entry.incoming:
        foreseen = verbs_between(link.source.kind.kind, ACCELERATOR)
        if foreseen and link.verb not in foreseen:
            edits.append(ChangeVerb(link.id, foreseen[0]))
    edits += [Insert("nlb", (link.id,)) for link in entry.outgoing if link.waits and not takes_accelerator(link.target)]
    return together("become-global-accelerator", f"Make {entry} Global Accelerator", edits)


def accelerator_beside(entry: Node, arriving: Sequence[Link], leaving: Sequence[Link], *, moved: bool) -> Fix:
    """An accelerator beside an entry, for what leaves it on some connections; for all its targets without these.

    What arrives on some connections is moved to the accelerator, or else comes to both.
    """
    id = free(entry.graph, kind_of(ACCELERATOR).code.lower())
    onward = leaving or [link for link in entry.outgoing if link.waits]
    targets = {link.target.id: link.target for link in onward}
    edits: list[Edit] = [Front(ACCELERATOR, (), tuple(targets), id=id)]
    for target in targets.values():
        if not takes_accelerator(target):
            edits.append(Insert("nlb", (connection_id(id, "routes_to", target.id),)))
    for link in arriving:
        foreseen = verbs_between(link.source.kind.kind, ACCELERATOR)
        verb = link.verb if link.verb in foreseen or not foreseen else foreseen[0]
        edits += (
            [Reend(link.id, target=id), ChangeVerb(link.id, verb)] if moved else [Connect(link.source.id, verb, id)]
        )
    if leaving:
        edits.append(Remove(frozenset(link.id for link in leaving)))
    return together("insert-global-accelerator", f"Put Global Accelerator beside {entry}", edits)
