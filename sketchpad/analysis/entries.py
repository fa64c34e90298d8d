"""Where requests enter Regions, and which entries choose among these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model import Id, Link, Node
from .requests import place


def arrivals(links: Iterable[Link]) -> Iterator[tuple[Node, str]]:
    """The first components in a Region to which requests on some connections come, each once, with the Region.

    Only what lies in no Region is looked through; where a Region is unknown the way ends.
    """
    stack = [link for link in links if link.waits]
    seen = set[Id]()
    while stack:
        here = stack.pop().target
        if here.id in seen:
            continue
        seen.add(here.id)
        if (region := place(here)) is not None:
            yield here, region
        elif here.has("global"):
            stack.extend(link for link in here.outgoing if link.waits)


def choice(entry: Node) -> tuple[str, ...]:
    """The Regions among which an entry chooses a target; none where all its targets lead to the same ones."""
    ways = [frozenset(region for _, region in arrivals([link])) for link in entry.outgoing if link.waits]
    regions = frozenset().union(*ways)
    return tuple(sorted(regions)) if len(regions) > 1 and len(set(ways)) > 1 else ()


Entered = tuple[bool, tuple[tuple[Id, str], ...]]
"""Whether a client is in a city of its own, and the components through which it enters Regions, with these."""


def entered(client: Node) -> Entered | None:
    """How the requests of a client enter Regions; None where they enter none."""
    found = tuple(sorted((node.id, region) for node, region in arrivals(client.outgoing)))
    return (client.states("city"), found) if found else None
