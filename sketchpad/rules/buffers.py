"""Fixes that put something between those who ask and what cannot take it all at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..catalog import facts, verbs_between
from ..editing import Add, ChangeVerb, Connect, Edit, Insert, Reend
from ..model import Component, Id, Link, Node
from ..model.lenses import DATA
from .fanning import queue_for
from .remedies import free, together
from .rule import Fix

WRITERS = 10
"""Copies of a function that write for others behind a queue: enough to keep up, few enough for any database."""


def through_queue(id: str, title: str, link: Link, inside: tuple[Id, ...], most: float | None = None) -> Fix:
    """Let a queue take what a connection does; a function behind it, in some groups, does the work.

    At most `most` copies of that function run at once; where it is left out, as many as any database takes.
    """
    graph, caller = link.graph, link.source
    what, who = ("writes", "writer") if link.verb in DATA else ("calls", "caller")
    queue, worker = free(graph, f"{caller.id}-{what}"), free(graph, f"{caller.id}-{who}")
    properties = {"reserved_concurrency": WRITERS} if most is None else {}
    edits: list[Edit] = [
        Add(Component(id=queue, kind="sqs", inside=inside, properties={"dlq": True})),
        Add(Component(id=worker, kind="lambda", inside=inside, properties=properties)),
        Connect(caller.id, "publishes", queue),
        Connect(queue, "delivers", worker, properties=(() if most is None else (limit(most),))),
        Reend(link.id, source=worker),
    ]
    return together(id, title, edits)


def least_at_once() -> float:
    """The smallest limit that a queue can put on a function."""
    least, _ = facts.quota("lambda", "sqs_esm_max_concurrency_range").value
    return float(least)


def limit(most: float) -> tuple[str, float]:
    """The limit that a queue puts on the copies of the function behind it, as a property of the connection."""
    _, largest = facts.quota("lambda", "sqs_esm_max_concurrency_range").value
    return "max_concurrency", min(largest, math.floor(most))


def behind_queue(node: Node, most: float | None = None) -> list[Fix]:
    """Let a queue take all the requests for a component, where all who ask can publish to one.

    A function behind it runs in at most `most` copies, where that is stated.
    """
    asking = [link for link in node.incoming if link.waits]
    if not asking or any(not _can_publish(link) for link in asking):
        return []
    graph = node.graph
    queue = free(graph, f"{node.id}-requests")
    stated = () if most is None else (limit(most),)
    edits: list[Edit] = [
        Add(queue_for(node, queue)),
        Connect(queue, "delivers", node.id, properties=stated),
    ]
    for link in asking:
        edits += [Reend(link.id, target=queue), ChangeVerb(link.id, "publishes")]
    return [together("insert-sqs", f"Let a queue take the requests for {node}", edits)]


def _can_publish(link: Link) -> bool:
    return link["needs_response"] is not True and "publishes" in verbs_between(link.source.kind.kind, "sqs")


def read_ahead(link: Link, behind: Node | None = None) -> list[Fix]:
    """A cache that one function fills by the clock, so that the reader no longer goes to the store itself.

    `behind` is the store, where the connection leads to what stands in front of it.
    """
    if link.verb != "reads" or link.target.has("cache"):
        return []
    graph, store = link.graph, behind or link.target
    inside = store.component.inside
    cache, loader, clock = (free(graph, f"{store.id}-{what}") for what in ("cache", "loader", "clock"))
    edits: list[Edit] = [
        Add(Component(id=cache, kind="elasticache", inside=inside)),
        Add(
            Component(
                id=loader, kind="lambda", inside=inside, properties={"reserved_concurrency": 1, "on_failure": True}
            )
        ),
        Add(Component(id=clock, kind="eventbridge_scheduler", inside=inside)),
        Connect(clock, "invokes_async", loader),
        Connect(loader, "reads", link.target.id),
        Connect(loader, "writes", cache),
        Reend(link.id, target=cache),
    ]
    return [together("insert-elasticache", f"Read {store} through a cache that is filled ahead", edits)]


def cached(store: Node, links: Sequence[Link]) -> list[Fix]:
    """DAX between a table and those who read it, where nothing of that sort stands there."""
    some = [link for link in links if not link.source.has("front")]
    if not some or not store.has("request_units"):
        return []
    return [Fix("insert-dax", Insert("dax", tuple(link.id for link in some)), f"Insert DAX before {store}")]
