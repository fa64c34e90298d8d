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


Stops = dict["At", "Stop"]
"""What follows where a request is in some Region: it is the same wherever the request comes from."""


def journeys(
    graph: Graph, place: str | None, sort: Sort = "read", stops: Stops | None = None, *, of: Node | None = None
) -> Iterator[Journey]:
    """The quickest way of a request from a place to each component where one ends, the quickest first.

    An entry that picks the nearest Region leads nowhere else; of the targets of any other the best counts. Without a
    place the way to the first Region is unknown. Who asks for several places of one sort hands on the same `stops`.
    """
    if place is not None and facts.place(place) is None:
        return
    traveller = _Traveller(place, sort, {} if stops is None else stops)
    ended: set[Id] = set()
    clients = clients_at(graph, place) if of is None else (of,)
    for way in shortest([At(client) for client in clients], traveller.steps):
        if way.by is not None and way.to.node.id not in ended and traveller.stop(way.to).ends:
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
    ms: float
    """As a decision takes it; whole, so that sums can be checked."""
    region: str | None
    """Where the request is then."""
    known: bool


def _trip(words: str, ms: float | None, region: str | None, times: float = 1) -> Trip:
    estimate = (ms or 0) * times
    words = words if times == 1 else f"{words} x {times:,.10g}"
    return Trip(words, estimate, round(decided(estimate)), region, ms is not None)


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
    term: Term
    """The share of the component that it leads to."""
    known: bool
    """Whether anybody knows that share."""


class Stop(NamedTuple):
    """What follows where a request is."""

    ends: bool
    """Whether nothing waits further."""
    steps: tuple[tuple[float, At, Leg], ...]
    """How long each step on is, where the request is then, and along what."""


class _Traveller:
    """A request of a sort on its way from a place."""

    def __init__(self, place: str | None, sort: Sort, stops: Stops) -> None:
        self.place = place
        self.sort = sort
        self.stops = stops
        self.before: Stops = {}
        """The stops before the first Region, which depend on the place."""

    def steps(self, at: At) -> tuple[tuple[float, At, Leg], ...]:
        return self.stop(at).steps

    def stop(self, at: At) -> Stop:
        stops = self.before if at.region is None else self.stops
        found = stops.get(at)
        if found is None:
            found = stops[at] = Stop(True, ()) if at.answered else self.looked(at)
        return found

    def looked(self, at: At) -> Stop:
        outgoing = at.node.outgoing
        waiting = [link for link in outgoing if link.waits]
        passed_over = PASSED_OVER[self.sort]
        links = [link for link in waiting if link.verb not in passed_over]
        if not links:
            done = not waiting or (self.sort == "write" and any(link.verb in HANDS_ON for link in outgoing))
            return Stop(done, ())
        if at.region is None and len(links) > 1 and _picks_the_nearest(at.node):
            links = self.nearest(links)
        return Stop(False, tuple(step for link in links for step in self.along(at, link)))

    def along(self, at: At, link: Link) -> Iterator[tuple[float, At, Leg]]:
        """The steps along a connection: to what answers, and to the edge where that may keep the answer."""
        target = link.target
        own = own_ms(target)
        term = Term(str(target), own, own, slow_ms(target))
        known = facts.latency(target.kind.kind) is not None or bool(number(target, "own_latency_ms"))
        if at.region is None and self.sort == "read" and _kept_at_the_edge(link):
            edge = _trip("the edge", _last_mile_ms(), None)
            yield own + edge.ms, At(target, None, answered=True), Leg(link, edge, term, known)
        trip = self.trip(at.region, link)
        then = At(target, trip.region if trip else at.region, link["is_async"] is True)
        yield own + (trip.ms if trip else 0), then, Leg(link, trip, term, known)

    def trip(self, here: str | None, link: Link) -> Trip | None:
        """The distance along a connection; None where there is none."""
        target = link.target
        there = place(target)
        if there is None:
            return None
        if here is None:
            return _trip(there, self.from_place_ms(there), there)
        times = number(link, "calls_per_request")
        times = 1 if times is None else times
        writes = self.sort == "write" and link.verb in WRITES
        if writes and is_strong(target) and not target.has("single_writer"):
            ms = commit_ms(target, here)
            return None if ms is None else _trip(f"commit from {here}", ms, here, times)
        there = door(link, here, there, writes)
        if there == here:
            return None
        return _trip(f"{here} to {there}", round_trip_ms(here, there), there, times)

    def nearest(self, links: list[Link]) -> list[Link]:
        """The connections that lead to the nearest Region, and those of which nobody knows where they lead."""
        far = [(link, self.reach_ms(link.target)) for link in links]
        least = min((ms for _, ms in far if ms is not None), default=None)
        return [link for link, ms in far if ms is None or ms == least]

    def reach_ms(self, node: Node) -> float | None:
        """The round trip to the nearest Region that lies behind a component, or that it lies in."""
        reached: set[str] = set()
        stack, seen = [node], {node.id}
        while stack:
            here = stack.pop()
            if (region := place(here)) is not None:
                reached.add(region)
                continue
            for link in here.outgoing if here.has("global") else ():
                if link.waits and link.target.id not in seen:
                    seen.add(link.target.id)
                    stack.append(link.target)
        return min((ms for region in reached if (ms := self.from_place_ms(region)) is not None), default=None)

    def from_place_ms(self, region: str) -> float | None:
        return None if self.place is None else place_round_trip_ms(self.place, region)

    def told(self, way: Way[At, Leg]) -> Journey:
        """A way in words and figures."""
        terms: list[Term] = []
        unknown: list[str] = []
        legs = [stage.by for stage in way.stages if stage.by is not None]
        here = facts.place(self.place) if self.place is not None else None
        start: str | None = here.name if here else "the clients"
        for leg in legs:
            trip = leg.trip
            if trip is not None:
                arrived = start is None
                words = trip.words if start is None else f"{start} to {trip.words}"
                start = None
                if trip.known:
                    term = Term(words, trip.ms, trip.estimate_ms, trip.estimate_ms)
                    terms.insert(len(terms) if arrived else 0, term)
                else:
                    unknown.append(words)
            if not leg.known:
                unknown.append(f"{leg.term.words} itself")
            terms.append(leg.term)
        if start is not None:
            unknown.append(f"how far it is from {start}")
        links = tuple(leg.link for leg in legs)
        return Journey(self.place or "", links, tuple(t for t in terms if t.slow_ms), tuple(unknown))


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
