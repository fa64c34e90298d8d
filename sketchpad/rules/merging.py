"""Fixes that make several services one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..editing import Add, Edit, EditError, Tag
from ..model import Component, Design, Group, Id, Node
from .remedies import every, free, together
from .rule import Fix


@dataclass(frozen=True)
class Merge:
    """Make groups part of another one, which keeps its name."""

    groups: tuple[Id, ...]
    into: Id

    def __call__(self, design: Design) -> Design:
        for id in (*self.groups, self.into):
            if id not in design.groups:
                raise EditError(f"there is no group {id}")
        gone = set(self.groups)
        parts: list[Component | Group] = [*design.components.values(), *design.groups.values()]
        members = [part for part in parts if not gone.isdisjoint(part.inside) and part.id != self.into]
        moved = [part.but(inside=self._inside(part.inside)) for part in members]
        return design.having(*moved).without(gone)

    def _inside(self, inside: tuple[Id, ...]) -> tuple[Id, ...]:
        return tuple(dict.fromkeys(self.into if id in self.groups else id for id in inside))

    def __str__(self) -> str:
        return f"Merge {', '.join(self.groups)} into {self.into}"


def one_service(nodes: Sequence[Node]) -> list[Fix]:
    """Let all lie in one service: the first one's, or a new one where none of them lies in any."""
    services = {service.id: service for node in nodes if (service := node.service) is not None}
    homeless = frozenset(node.id for node in nodes if node.service is None)
    if len(services) + len(homeless) < 2:
        return []
    edits: list[Edit] = []
    if services:
        home, *others = services
        edits += [Merge(tuple(others), home)] if others else []
    else:
        home = free(nodes[0].graph, f"{nodes[0].id}-service")
        edits.append(Add(Group(id=home, kind="service")))
    edits += [Tag(homeless, home)] if homeless else []
    parts: list[Group | Node] = [*services.values(), *(node for node in nodes if node.service is None)]
    return [together("merge-services", f"Make {every(parts)} one service", edits)]
