"""How long a request takes that passes a component, in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush

from ..catalog import facts
from ..model import Link, Node
from .figures import number
from .latency import best_place_round_trip_ms, decided, round_trip_ms
from .regions import regions_of


def own_ms(node: Node) -> float:
    """What a component adds to a request: the usual share of its kind and its own, in milliseconds."""
    figure = facts.latency(node.kind.kind)
    return (figure.value["p50"] if figure else 0) + (number(node, "own_latency_ms") or 0)


def quickest_ms(node: Node) -> float:
    """The quickest request that comes from a client, passes a component and goes on to where nothing waits further.

    Distances count as a decision takes them. Where the round trip from the clients is unknown it counts as nothing, and
    so do distances to unknown Regions.
    """
    return arriving_ms(node) + own_ms(node) + onward_ms(node)


def arriving_ms(node: Node) -> float:
    """The quickest way from a client to a component, in milliseconds, without the component's own share.

    The clients' round trip leads to the first component that lies in a Region.
    """
    first = node if _place(node) else None
    best = float("inf")
    queue: list[tuple[float, int, Node, Node | None]] = [(0, 0, node, first)]
    done: set[tuple[str, str | None]] = set()
    ticket = 0
    while queue and queue[0][0] < best:
        so_far, _, here, first = heappop(queue)
        if (here.id, _place(first)) in done:
            continue
        done.add((here.id, _place(first)))
        for link in here.incoming:
            before = link.source
            if not link.waits:
                continue
            if before.has("client"):
                best = min(best, so_far + (decided(best_place_round_trip_ms(first, before)) if first else 0))
                continue
            ticket += 1
            cost = so_far + own_ms(before) + _between_ms(before, here, link)
            heappush(queue, (cost, ticket, before, before if _place(before) else first))
    return 0 if best == float("inf") else best


def onward_ms(node: Node) -> float:
    """The quickest way on from a component to one that waits for nothing, in milliseconds."""
    queue: list[tuple[float, int, Node]] = [(0, 0, node)]
    done: set[str] = set()
    ticket = 0
    while queue:
        so_far, _, here = heappop(queue)
        if here.id in done:
            continue
        done.add(here.id)
        waiting = list(_waiting(here))
        if not waiting:
            return so_far
        for link in waiting:
            ticket += 1
            further = link.target
            heappush(queue, (so_far + own_ms(further) + _between_ms(here, further, link), ticket, further))
    return 0


def _waiting(node: Node) -> Iterator[Link]:
    return (link for link in node.outgoing if link.waits)


def _place(node: Node | None) -> str | None:
    """The Region a component lies in; None for clients, for what lies in none and where it is unknown."""
    region = node.region if node is not None else None
    return None if region == "global" else region


def _between_ms(source: Node, target: Node, link: Link) -> float:
    """The round trips that one request makes between two components of different Regions, in milliseconds."""
    here, there = _place(source), _place(target)
    if here is None or there is None or here == there or here in regions_of(target):
        return 0
    return decided(round_trip_ms(here, there) or 0) * (number(link, "calls_per_request") or 0)
