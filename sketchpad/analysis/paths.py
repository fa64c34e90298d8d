"""What a request from a place takes, term by term, in milliseconds.

Each term has several figures: what a decision takes (the median of a component, the share of a round trip that leaves
an error on the design's side), what is likely (the whole estimate of the trip), and a slow one (one in a hundred).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from ..catalog import facts
from ..model import Graph, Id, Link, Node
from ..model.lenses import DATA, READS, WRITES
from .figures import number, word
from .latency import decided, place_round_trip_ms, round_trip_ms
from .regions import regions_of
from .requests import own_ms, place
from .ways import Way, shortest
from .writes import commit_ms, is_strong

Sort = Literal["read", "write"]
"""What a request is for, which decides the budget that counts."""
PASSED_OVER: dict[Sort, frozenset[str]] = {"read": WRITES - READS, "write": READS - WRITES}
"""The verbs that a request of a sort does not follow."""
HANDS_ON = frozenset({"publishes", "invokes_async"})
"""The verbs with which something that has been written goes on behind."""
NEAREST = frozenset({"latency", "geoproximity"})
"""Policies of a DNS entry that lead a client to the nearest Region."""


class Term(NamedTuple):
    """One share of what a request takes."""

    words: str
    ms: float
    """As a decision takes it."""
    likely_ms: float
    """As it is estimated."""
    slow_ms: float
    """For one request in a hundred."""

    def __str__(self) -> str:
        return f"{self.words} {self.ms:,.10g}"


@dataclass(frozen=True)
class Journey:
    """The quickest way of a request from a place to where nothing waits further."""

    place: str
    """Empty where it begins nobody knows where."""
    links: tuple[Link, ...]
    """From the client on."""
    terms: tuple[Term, ...]
    """Those that take time, in the order of the way; the first is the way to the first Region."""
    unknown: tuple[str, ...]
    """What is counted as nothing because nobody knows it, in words."""

    @property
    def end(self) -> Node:
        return self.links[-1].target

    @cached_property
    def ms(self) -> float:
        """What it takes as a decision takes it."""
        return sum(term.ms for term in self.terms)

    @cached_property
    def slow_ms(self) -> float:
        """What a slow request takes: as estimated, and slow at the one component where that is worst.

        Hardly any request is slow at two; to add up slow ones would foresee what does not happen.
        """
        likely = sum(term.likely_ms for term in self.terms)
        return likely + max((term.slow_ms - term.likely_ms for term in self.terms), default=0)

    @property
    def parts(self) -> tuple[Id, ...]:
        """The components and connections on the way, in its order."""
        inner = (id for link in self.links for id in (link.id, link.connection.target))
        return (self.links[0].connection.source, *inner)

    def __str__(self) -> str:
        """The sum that a person can check."""
        shown = [str(term) for term in self.terms if term.ms]
        total = f"{self.ms:,.10g} ms"
        return f"{' + '.join(shown)} = {total}" if len(shown) > 1 else f"{shown[0]} ms" if shown else total


def journey(graph: Graph, place: str | None, sort: Sort = "read", *, of: Node | None = None) -> Journey | None:
    """The quickest of all ways of a request from a place; None where there is none or nobody knows the place.

    It is a request of the client `of`, where that is given, as if it were there.
    """
    return next(journeys(graph, place, sort, of=of), None)


Steps = dict["At", list[tuple[float, "At", "Leg"]]]
"""The steps on from where a request is in some Region: they are the same wherever it comes from."""


def journeys(
    graph: Graph, place: str | None, sort: Sort = "read", steps: Steps | None = None, *, of: Node | None = None
) -> Iterator[Journey]:
    """The quickest way of a request from a place to each component where one ends, the quickest first.

    An entry that picks the nearest Region leads nowhere else; of the targets of any other the best counts. Without a
    place the way to the first Region is unknown. Who asks for several places of one sort hands on the same `steps`.
    """
    if place is not None and facts.place(place) is None:
        return
    traveller = _Traveller(place, sort, {} if steps is None else steps)
    ended: set[Id] = set()
    clients = clients_at(graph, place) if of is None else (of,)
    for way in shortest([At(client) for client in clients], traveller.further):
        if way.by is not None and way.to.node.id not in ended and traveller.ends(way.to):
            ended.add(way.to.node.id)
            yield traveller.told(way)


def clients_at(graph: Graph, place: str | None) -> tuple[Node, ...]:
    """Whose requests come from a place: clients that say so, else those that say nothing, else all."""
    clients = {client.id: client for client in graph.having_trait("client")}
    return tuple(clients[id] for id in asking({id: word(client, "city") for id, client in clients.items()}, place))


def asking(cities: Mapping[Id, str], place: str | None) -> tuple[Id, ...]:
    """Which clients' requests come from a place, by the cities that they say they are in; empty for one that does not.

    Those that are there, else those that say nothing, else all.
    """
    here = facts.place(place) if place is not None else None
    there = {id: facts.place(city) if city else None for id, city in cities.items()}
    pinned = tuple(id for id in cities if here is not None and there[id] == here)
    return pinned or tuple(id for id in cities if there[id] is None) or tuple(cities)


class Trip(NamedTuple):
    """A distance that a request waits for."""

    words: str
    estimate_ms: float
    """Of all the times that it is made."""
    region: str | None
    """Where the request is then."""
    known: bool = True

    @property
    def ms(self) -> float:
        """Whole, so that sums can be checked."""
        return round(decided(self.estimate_ms))


class At(NamedTuple):
    """A component on the way of a request."""

    node: Node
    region: str | None = None
    """The Region that the request is in; None as long as it is in none."""
    answered: bool = False
    """Whether the answer comes from here, whatever lies behind."""


class Leg(NamedTuple):
    """A step of a request along a connection."""

    link: Link
    trip: Trip | None


class _Traveller:
    """A request of a sort on its way from a place."""

    def __init__(self, place: str | None, sort: Sort, steps: Steps) -> None:
        self.place = place
        self.sort = sort
        self.steps = steps

    def waiting(self, node: Node) -> list[Link]:
        passed_over = PASSED_OVER[self.sort]
        return [link for link in node.outgoing if link.waits and link.verb not in passed_over]

    def ends(self, at: At) -> bool:
        if at.answered:
            return True
        waiting = [link for link in at.node.outgoing if link.waits]
        if any(link.verb not in PASSED_OVER[self.sort] for link in waiting):
            return False
        return not waiting or (self.sort == "write" and any(link.verb in HANDS_ON for link in at.node.outgoing))

    def further(self, at: At) -> list[tuple[float, At, Leg]]:
        if at.region is None:
            return list(self.on(at))
        if (known := self.steps.get(at)) is None:
            known = self.steps[at] = list(self.on(at))
        return known

    def on(self, at: At) -> Iterator[tuple[float, At, Leg]]:
        """The steps of a request onwards: how long each is, where the request is then, and along what."""
        if at.answered:
            return
        links = self.waiting(at.node)
        if at.region is None and len(links) > 1 and _picks_the_nearest(at.node):
            links = self.nearest(links)
        for link in links:
            target = link.target
            own = own_ms(target)
            if at.region is None and self.sort == "read" and _kept_at_the_edge(link):
                edge = Trip("the edge", _last_mile_ms(), None)
                yield own + edge.ms, At(target, None, answered=True), Leg(link, edge)
            trip = self.trip(at.region, link)
            region = trip.region if trip else at.region
            yield own + (trip.ms if trip else 0), At(target, region, link["is_async"] is True), Leg(link, trip)

    def trip(self, here: str | None, link: Link) -> Trip | None:
        """The distance along a connection; None where there is none."""
        target = link.target
        there = place(target)
        if there is None:
            return None
        if here is None:
            ms = None if self.place is None else place_round_trip_ms(self.place, there)
            return Trip(there, ms or 0, there, ms is not None)
        times = number(link, "calls_per_request")
        times = 1 if times is None else times
        writes = self.sort == "write" and link.verb in WRITES
        if writes and is_strong(target) and not target.has("single_writer"):
            ms = commit_ms(target, here)
            return None if ms is None else Trip(_times(f"commit from {here}", times), ms * times, here)
        there = door(link, here, there, writes)
        if there == here:
            return None
        ms = round_trip_ms(here, there)
        return Trip(_times(f"{here} to {there}", times), (ms or 0) * times, there, ms is not None)

    def nearest(self, links: list[Link]) -> list[Link]:
        """The connections that lead to the nearest Region, and those of which nobody knows where they lead."""
        far = [(link, self.reach_ms(link.target, frozenset())) for link in links]
        least = min((ms for _, ms in far if ms is not None), default=None)
        return [link for link, ms in far if ms is None or ms == least]

    def reach_ms(self, node: Node, seen: frozenset[Id]) -> float | None:
        """The round trip to the nearest Region that lies behind a component, or that it lies in."""
        region = place(node)
        if region is not None:
            return None if self.place is None else place_round_trip_ms(self.place, region)
        if node.id in seen or not node.has("global"):
            return None
        some = (self.reach_ms(link.target, seen | {node.id}) for link in self.waiting(node))
        return min((ms for ms in some if ms is not None), default=None)

    def told(self, way: Way[At, Leg]) -> Journey:
        """A way in words and figures."""
        terms: list[Term] = []
        unknown: list[str] = []
        legs = [(stage.by, stage.to) for stage in way.stages if stage.by is not None]
        here = facts.place(self.place) if self.place is not None else None
        start: str | None = here.name if here else "the clients"
        for leg, _ in legs:
            trip, node = leg.trip, leg.link.target
            if trip is not None:
                arrived = start is None
                words = trip.words if start is None else f"{start} to {trip.words}"
                start = None
                if trip.known:
                    term = Term(words, trip.ms, trip.estimate_ms, trip.estimate_ms)
                    terms.insert(len(terms) if arrived else 0, term)
                else:
                    unknown.append(words)
            if facts.latency(node.kind.kind) is None and not number(node, "own_latency_ms"):
                unknown.append(f"{node} itself")
            terms.append(Term(str(node), own_ms(node), own_ms(node), slow_ms(node)))
        if start is not None:
            unknown.append(f"how far it is from {start}")
        return Journey(
            self.place or "", tuple(leg.link for leg, _ in legs), tuple(t for t in terms if t.slow_ms), tuple(unknown)
        )


def slow_ms(node: Node) -> float:
    """What a component adds to a slow request, one in a hundred, in milliseconds."""
    figure = facts.latency(node.kind.kind)
    return (figure.value["p99"] if figure else 0) + (number(node, "own_latency_ms") or 0)


def _picks_the_nearest(entry: Node) -> bool:
    return entry.has("anycast") or (entry.has("dns") and word(entry, "policy") in NEAREST)


def _kept_at_the_edge(link: Link) -> bool:
    """Whether a connection leads to a content network that may answer out of its cache."""
    edge = link.target
    if not edge.has("cdn"):
        return False
    marks = (link["cacheable"], edge["cacheable"])
    return any(mark is True for mark in marks) or any(further["cacheable"] is True for further in edge.outgoing)


def _last_mile_ms() -> float:
    ms: float = facts.get("network", "user_last_mile_ms").value
    return ms


def trip_ms(link: Link, here: str, there: str, sort: Sort) -> float | None:
    """What a request of a sort in one Region waits along a connection to what lies in another, as a decision takes it.

    None where it does not follow the connection or is answered where it is, or where nobody knows the distance.
    """
    if link.verb in PASSED_OVER[sort]:
        return None
    meets = door(link, here, there, sort == "write" and link.verb in WRITES)
    ms = round_trip_ms(here, meets) if meets != here else None
    times = number(link, "calls_per_request")
    times = 1 if times is None else times
    return decided(ms) * times if ms is not None and times else None


def door(link: Link, here: str, there: str, writes: bool) -> str:
    """The Region in which a request from another meets its target: that of the nearest copy where one will do."""
    target = link.target
    if here == there or link.verb not in DATA:
        return there
    one_writer = target.has("single_writer") or word(target, "write_mode") == "single_region"
    if (writes and one_writer) or (target.has("single_writer") and link.states("from") and link["from"] == "primary"):
        return there
    doors = regions_of(target)
    return here if here in doors else min(doors, key=lambda door: (round_trip_ms(here, door) or 0, door))


def _times(words: str, times: float) -> str:
    return words if times == 1 else f"{words} x {times:,.10g}"
