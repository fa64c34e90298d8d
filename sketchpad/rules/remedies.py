"""Fixes that several rules offer, as edits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..analysis.compute_options import COUNTED, DEDICATED, Option, Work
from ..analysis.connections import larger, proxied
from ..analysis.figures import word
from ..catalog import facts, kind_of
from ..editing import Add, ChangeKind, Connect, Edit, Insert, Remove, SetProperty, Several
from ..editing.edit import listed
from ..model import Component, Design, Graph, Id, Link, Node
from .rule import Fix


@dataclass(frozen=True)
class Declare:
    """State what only a person can know or decide: what the work needs, what the team accepts.

    It does what SetProperty does, yet it is no way for a design to run better, so it is never made unasked.
    """

    id: Id
    property: str
    value: Any

    def __call__(self, design: Design) -> Design:
        return SetProperty(self.id, self.property, self.value)(design)

    def __str__(self) -> str:
        return str(SetProperty(self.id, self.property, self.value))


def names(nodes: Iterable[Node]) -> str:
    """`a`, `a and b`, `a, b and 3 more`."""
    return listed([str(node) for node in nodes])


def count(number: float) -> str:
    """A figure for people: whole, with commas."""
    return f"{math.ceil(number):,}"


def about(number: float) -> str:
    """A figure whose last digits would promise too much: 398 is 400."""
    if number < 1:
        return "0"
    step = 10 ** max(0, math.floor(math.log10(number)) - 1)
    return f"{round(number / step) * step:,}"


def free(graph: Graph, wish: Id) -> Id:
    """An id that no part has: `wish`, or `wish-2`, `wish-3` …"""
    id, number = wish, 2
    while graph.part(id) is not None:
        id, number = f"{wish}-{number}", number + 1
    return id


def become(node: Node, option: Option, work: Work) -> Fix:
    """Make a component one of an option's kind; on hosts of its own where its licence asks for that."""
    stated: list[tuple[str, str]] = [("compute", option.mode)] if option.mode else []
    if work.licence in COUNTED and "tenancy" in kind_of(option.kind).properties:
        stated.append(("tenancy", DEDICATED))
    same = option.kind == node.kind.kind
    edit: Edit = ChangeKind(node.id, option.kind, tuple(stated))
    if same and stated:
        edit = _all(f"Set {stated[0][0]}={stated[0][1]} on {node.id}", [SetProperty(node.id, *s) for s in stated])
    suffix = f"-{option.mode}" if option.mode not in ("", "ec2") else ""
    return Fix(f"become-{option.kind.replace('_', '-')}{suffix}", edit, f"Make {node} {option.name}")


def _all(name: str, edits: Sequence[Edit]) -> Edit:
    """One edit that makes them all."""
    return edits[0] if len(edits) == 1 else Several(name, tuple(edits))


def together(id: str, title: str, edits: Sequence[Edit]) -> Fix:
    """A fix of one or several edits."""
    return Fix(id, _all(title, edits), title)


def insert_proxy(store: Node, links: Sequence[Link]) -> list[Fix]:
    """RDS Proxy between a database and those who hold connections to it, where it can front the engine."""
    fits = store.has("connection_bound") and proxied(store["engine"]) and word(store, "capacity") != "serverless_v1"
    if not fits or not facts.available("rds_proxy", store.region or ""):
        return []
    sources = list({link.source.id: link.source for link in links}.values())
    title = f"Insert RDS Proxy between {names(sources)} and {store}"
    return [Fix("insert-rds-proxy", Insert("rds_proxy", tuple(link.id for link in links)), title)]


def make_larger(store: Node, connections: float) -> list[Fix]:
    """The smallest size of a database that accepts so many connections."""
    found = larger(store, connections)
    return [] if found is None else [Fix("larger-class", SetProperty(store.id, *found))]


def queue_writes(store: Node, links: Sequence[Link], connections: float) -> list[Fix]:
    """Let functions that only write hand their writes to a queue, whose one writer holds so many connections."""
    if not links or any(link.verb != "writes" for link in links) or connections < 2:
        return []
    graph = store.graph
    queue, writer = free(graph, f"{store.id}-writes"), free(graph, f"{store.id}-writer")
    _, most = facts.quota("lambda", "sqs_esm_max_concurrency_range").value
    at_once = ("max_concurrency", min(most, math.floor(connections)))
    inside = store.component.inside
    edits: list[Edit] = [
        Add(Component(id=queue, kind="sqs", inside=inside, properties={"dlq": True})),
        Add(Component(id=writer, kind="lambda", inside=inside)),
        Connect(queue, "delivers", writer, properties=(at_once,)),
        Connect(writer, "writes", store.id),
        Remove(frozenset(link.id for link in links)),
    ]
    for source in dict.fromkeys(link.source.id for link in links):
        edits.append(Connect(source, "publishes", queue))
    return [together("insert-sqs", f"Let a queue level the writes to {store}", edits)]
