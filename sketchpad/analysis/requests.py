"""How long a request takes that passes a component, in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalog import facts
from ..model import Link, Node
from .figures import number
from .latency import decided, places_of, round_trip_ms, shortest_ms
from .regions import regions_of
from .ways import shortest


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

    def back(at: Arrival) -> Iterator[tuple[float, Arrival, None]]:
        here, first = at
        for link in here.incoming:
            if not link.waits:
                continue
            before = link.source
            if before.has("client"):
                yield decided(shortest_ms(places_of(before), first) or 0) if first else 0, (before, first), None
            else:
                yield own_ms(before) + _between_ms(before, here, link), (before, place(before) or first), None

    ways = shortest([(node, place(node))], back)
    return next((way.length for way in ways if way.to[0].has("client")), 0)


Arrival = tuple[Node, str | None]
"""A component on the way back to a client, and the first Region after the client on the way from there."""


def onward_ms(node: Node) -> float:
    """The quickest way on from a component to one that waits for nothing, in milliseconds."""

    def on(here: Node) -> Iterator[tuple[float, Node, None]]:
        for link in here.outgoing:
            if link.waits:
                yield own_ms(link.target) + _between_ms(here, link.target, link), link.target, None

    return next((way.length for way in shortest([node], on) if not any(link.waits for link in way.to.outgoing)), 0)


def place(node: Node) -> str | None:
    """The Region a component lies in; None for clients, for what lies in none and where it is unknown."""
    region = node.region
    return None if region == "global" else region


def _between_ms(source: Node, target: Node, link: Link) -> float:
    """The round trips that one request makes between two components of different Regions, in milliseconds."""
    here, there = place(source), place(target)
    if here is None or there is None or here == there or here in regions_of(target):
        return 0
    return decided(round_trip_ms(here, there) or 0) * (number(link, "calls_per_request") or 0)
