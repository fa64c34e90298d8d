"""Fixes that put a component elsewhere: in another subnet, in another Region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..analysis.latency import round_trip_ms
from ..editing import Add, Edit, EditError
from ..editing.edit import component, group
from ..model import Design, Group, Id, Node
from .remedies import Declare, free, together
from .rule import Fix


@dataclass(frozen=True)
class Relocate:
    """Take a component out of some groups that it lies in, and put it into another where the first of them was."""

    id: Id
    out_of: tuple[Id, ...]
    into: Id

    def __call__(self, design: Design) -> Design:
        part = component(design, self.id)
        group(design, self.into)
        if not set(self.out_of) & set(part.inside):
            raise EditError(f"{self.id} does not lie there")
        moved = (self.into if id in self.out_of else id for id in part.inside)
        return design.having(part.but(inside=tuple(dict.fromkeys(moved))))

    def __str__(self) -> str:
        return f"Move {self.id} to {self.into}"


def into_private_subnet(node: Node, public: Iterable[Group]) -> list[Edit]:
    """Edits that move a component out of public subnets into a private one beside them, which is there or made."""
    subnets = tuple(public)
    first = subnets[0]
    beside = [g for g in node.graph.groups("subnet") if g.properties.get("access") == "private"]
    there = next((g.id for g in beside if g.inside == first.inside), None)
    made: list[Edit] = []
    if there is None:
        there = free(node.graph, "private")
        made = [Add(Group(id=there, kind="subnet", inside=first.inside, properties={"access": "private"}))]
    around = set(node.component.inside)
    return [*made, Relocate(node.id, tuple(g.id for g in subnets if g.id in around), there)]


def into_region(node: Node, region: str) -> list[Edit]:
    """Edits that move a component into another Region, out of the network and zone that it stands in."""
    for name in ("region", "primary_region"):
        if node.states(name):
            return [Declare(node.id, name, region)]
    graph = node.graph
    old = tuple(id for id in node.component.inside if any(g.kind == "region" for g in graph.groups_around((id,))))
    if not old:
        return []
    there = next((g.id for g in graph.groups("region") if g.properties.get("code") == region), None)
    if there is not None:
        return [Relocate(node.id, old, there)]
    made = Group(id=free(graph, region), kind="region", inside=_around_region(node), properties={"code": region})
    return [Add(made), Relocate(node.id, old, made.id)]


def moved(id: Id, node: Node, region: str) -> list[Fix]:
    """Let a component stand in another Region, where the design says in which one it is."""
    edits = into_region(node, region)
    return [together(id, f"Move {node} to {region}", edits)] if edits else []


def _around_region(node: Node) -> tuple[Id, ...]:
    """What is around the Region that a component lies in."""
    group = node.nearest("region")
    return group.inside if group is not None else ()


def nearest_to(region: str | None, others: Iterable[str]) -> str | None:
    """The Region among some that answers another one soonest; None where there are none."""
    known = [other for other in others if other != region]
    return min(known, key=lambda other: (_distance(region, other), other), default=None)


def _distance(region: str | None, other: str) -> float:
    found = round_trip_ms(region, other) if region is not None else None
    return float("inf") if found is None else found
