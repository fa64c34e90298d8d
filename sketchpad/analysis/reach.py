"""How soon the places where users are get an answer, client by client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..model import Graph, Id, Link, Node
from .figures import word, words
from .paths import Journey, Stops, asking, journeys
from .requests import place


def arriving(way: Journey) -> Link | None:
    """The connection on which a request comes into its first Region; None where it comes into none."""
    return next((link for link in way.links if place(link.target) is not None), None)


class Reached(NamedTuple):
    """How soon reads of one client are answered."""

    city: str
    """Where the client says that it is; empty where it does not."""
    ms: tuple[tuple[str, float], ...]
    """By place where users are, as if the client were there; as a decision takes it."""


def reached(client: Node) -> Reached | None:
    """How soon reads of a client are answered at each place where users are; None where it asks nothing."""
    graph, stops = client.graph, Stops()
    ways = ((where, next(journeys(graph, where, stops=stops, of=client), None)) for where in user_places(graph))
    found = tuple((where, way.ms) for where, way in ways if way is not None)
    return Reached(word(client, "city"), found) if found else None


def user_places(graph: Graph) -> tuple[str, ...]:
    """Where the users are said to be, each once."""
    needs = graph.requirements("users")
    return tuple(dict.fromkeys(where for need in needs for where in words(need.properties.get("at"))))


def soonest(graph: Graph) -> Iterator[tuple[str, float, Id]]:
    """For each place where users are, how soon reads are answered there, and to which client."""
    if not (places := user_places(graph)):
        return
    clients = dict(sorted(graph.gathered("client", reached).items()))
    cities = {id: known.city for id, known in clients.items()}
    for where in places:
        known = [(dict(clients[id].ms).get(where), id) for id in asking(cities, where)]
        best = min(((ms, id) for ms, id in known if ms is not None), default=None)
        if best is not None:
            yield (where, *best)
