"""Fixes that put a component elsewhere: in another subnet, in another Region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..analysis.latency import round_trip_ms
from ..editing import Add, Edit, EditError
from ..editing.edit import component, group
from ..model import Component, Design, Group, Id, Node
from .remedies import Declare, free, together
from .rule import Fix

STATED = ("region", "primary_region")
"""The properties that say in which Region a component is."""


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
    for name in STATED:
        if node.states(name):
            return [Declare(node.id, name, region)]
    old = _within_region(node)
    if not old:
        return []
    there, made = region_group(node, region)
    return [*made, Relocate(node.id, old, there)]


def copy_in(node: Node, region: str, id: Id, group: Id) -> Component:
    """A copy of a component in another Region, within a group that stands for the Region."""
    part = node.component
    old = _within_region(node)
    inside = dict.fromkeys(group if id in old else id for id in part.inside)
    properties = {name: value for name, value in part.properties.items() if name not in STATED}
    name = f"{part.name} {region}" if part.name else ""
    return part.but(id=id, name=name, at=None, inside=tuple(inside) if old else (group, *inside), properties=properties)


def region_group(node: Node, region: str) -> tuple[Id, list[Edit]]:
    """The group of a Region, beside the one that a component lies in, and the edits that make it where it is not."""
    graph = node.graph
    there = next((g.id for g in graph.groups("region") if g.properties.get("code") == region), None)
    if there is not None:
        return there, []
    around = node.nearest("region")
    inside = around.inside if around is not None else ()
    made = Group(id=free(graph, region), kind="region", inside=inside, properties={"code": region})
    return made.id, [Add(made)]


def _within_region(node: Node) -> tuple[Id, ...]:
    """The groups a component lies in that lie in a Region, or are one."""
    graph = node.graph
    return tuple(id for id in node.component.inside if any(g.kind == "region" for g in graph.groups_around((id,))))


def moved(id: Id, node: Node, region: str) -> list[Fix]:
    """Let a component stand in another Region, where the design says in which one it is."""
    edits = into_region(node, region)
    return [together(id, f"Move {node} to {region}", edits)] if edits else []


def nearest_to(region: str | None, others: Iterable[str]) -> str | None:
    """The Region among some that answers another one soonest; None where there are none."""
    known = [other for other in others if other != region]
    return min(known, key=lambda other: (_distance(region, other), other), default=None)


def _distance(region: str | None, other: str) -> float:
    found = round_trip_ms(region, other) if region is not None else None
    return float("inf") if found is None else found
