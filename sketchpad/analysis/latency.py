"""Round-trip times between Regions, and between places and Regions.

Estimates, all in milliseconds: light in fibre along the cables there are, after the figures of the catalogue's topic
`network`. A decision takes `decided`, a share of the estimate that leaves an error on the design's side.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from ..catalog import derived, facts
from ..model import Node
from .figures import words
from .ways import shortest

Point = tuple[float, float]
"""Latitude and longitude, in degrees."""


def decided(estimate_ms: float) -> float:
    """What a decision takes of an estimate, in ms."""
    return estimate_ms * _figure("decision_factor")


@derived
def round_trip_ms(one: str, other: str) -> float | None:
    """The estimated round trip between two Regions in ms; None where one is unknown, 0 within a Region."""
    if one == other:
        return 0.0
    order: tuple[str, ...] = facts.get("network", "region_order").value
    if one not in order or other not in order:
        return None
    table = facts.get("network", "round_trips_ms").value
    return float(table[order.index(one)][order.index(other)])


@derived
def place_round_trip_ms(place: str, region: str) -> float | None:
    """The estimated round trip from people in a city or a Region to a Region in ms; None where one is unknown."""
    here = facts.place(place)
    paths = _paths_from(region)
    if here is None or not paths:
        return None
    points = _points()
    from_here = {name: kilometres((here.latitude, here.longitude), point) for name, point in points.items()}
    farthest = min(from_here.values()) + _figure("user_detour_km")
    per_km = _figure("user_factor") * _figure("ms_per_km")
    ways = (km * per_km + paths[name] for name, km in from_here.items() if km <= farthest and name in paths)
    nearest = min(ways, default=None)
    return None if nearest is None else _figure("user_last_mile_ms") + nearest


def kilometres(one: Point, other: Point) -> float:
    """The great circle between two points."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return float(2 * _figure("earth_radius_km") * math.asin(math.sqrt(half)))


def places_of(client: Node) -> tuple[str, ...]:
    """Where requests of a client come from: its own city, else the places that the users are said to be at."""
    city = client["city"]
    if isinstance(city, str):
        return (city,)
    return tuple(place for need in client.graph.requirements("users") for place in words(need.properties.get("at")))


def shortest_ms(places: Iterable[str], region: str) -> float | None:
    """The shortest round trip from any of some places to a Region in ms; None where none is known."""
    known = (ms for place in places if (ms := place_round_trip_ms(place, region)) is not None)
    return min(known, default=None)


@derived
def nearest_region(place: str) -> tuple[str, float] | None:
    """The Region nearest to a place and the round trip to it in ms; None where nobody knows the place."""
    ways = ((ms, region) for region in facts.regions if (ms := place_round_trip_ms(place, region)) is not None)
    best = min(ways, default=None)
    return None if best is None else (best[1], best[0])


def _figure(name: str) -> float:
    return float(facts.get("network", name).value)


@derived
def _points() -> Mapping[str, Point]:
    """The points of the network: Regions, and where cables meet."""
    regions = {name: (place.latitude, place.longitude) for name, place in facts.regions.items()}
    return {
        **regions,
        **{name: (point[0], point[1]) for name, point in facts.get("network", "waypoints").value.items()},
    }


@derived
def _cables() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """For each point the points that a link leads to, with the round trip along it in ms."""
    per_km, hop, points = _figure("factor") * _figure("ms_per_km"), _figure("hop_ms"), _points()
    found: dict[str, list[tuple[str, float]]] = {}
    for one, other in facts.get("network", "links").value:
        cost = kilometres(points[one], points[other]) * per_km + hop
        found.setdefault(one, []).append((other, cost))
        found.setdefault(other, []).append((one, cost))
    return {name: tuple(sorted(links)) for name, links in found.items()}


@derived
def _paths_from(region: str) -> Mapping[str, float]:
    """The round trip from a Region to each point of the network in ms, along the shortest cables."""
    if region not in facts.regions:
        return {}
    base = _figure("base_ms")
    ways = shortest([region], lambda here: ((cost, there, None) for there, cost in _cables().get(here, ())))
    return {way.to: way.length + base for way in ways}
