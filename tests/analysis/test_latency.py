"""Round trips between Regions, and from places to Regions."""

from __future__ import annotations

import pytest

from sketchpad.analysis.latency import (
    _paths_from,
    decided,
    kilometres,
    place_round_trip_ms,
    places_of,
    round_trip_ms,
    shortest_ms,
)
from sketchpad.catalog import facts, graph
from sketchpad.model import Node, parse

REGIONS: tuple[str, ...] = facts.get("network", "region_order").value


def nodes(sketch: str) -> tuple[Node, Node]:
    """The component and the client of a sketch."""
    some = graph(parse(sketch))
    return some.node("f"), some.node("u")


def test_the_table_follows_the_formula() -> None:
    for one in REGIONS:
        for other in REGIONS:
            if one != other:
                assert round_trip_ms(one, other) == pytest.approx(_paths_from(one)[other], abs=0.6)


def test_a_way_takes_as_long_back_and_is_never_shortened_by_a_stop() -> None:
    """The way by a third Region is two ways, each with its own base and each rounded."""
    for one in REGIONS:
        for other in REGIONS:
            assert round_trip_ms(one, other) == round_trip_ms(other, one)
            for third in REGIONS[::5]:
                by_way = (round_trip_ms(one, third) or 0) + (round_trip_ms(third, other) or 0)
                assert (round_trip_ms(one, other) or 0) <= by_way + 1


def test_light_is_not_outrun() -> None:
    for one in REGIONS:
        for other in REGIONS:
            a, b = facts.regions[one], facts.regions[other]
            distance = kilometres((a.latitude, a.longitude), (b.latitude, b.longitude))
            assert decided(round_trip_ms(one, other) or 0) >= distance * facts.get("network", "ms_per_km").value


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("us-east-1", "us-east-2", 8, 16),
        ("us-east-1", "us-west-2", 50, 80),
        ("us-east-1", "eu-west-1", 60, 95),
        ("eu-west-1", "eu-central-1", 18, 32),
        ("eu-central-1", "ap-southeast-1", 140, 200),
        ("us-west-2", "ap-northeast-1", 85, 125),
        ("sa-east-1", "us-east-1", 100, 145),
    ],
)
def test_it_is_near_what_is_measured(one: str, other: str, low: float, high: float) -> None:
    assert low <= (round_trip_ms(one, other) or 0) <= high


def test_within_a_region_nothing_is_waited_for() -> None:
    assert round_trip_ms("eu-west-1", "eu-west-1") == 0


@pytest.mark.parametrize(("one", "other"), [("eu-west-1", "us-moon-1"), ("global", "eu-west-1")])
def test_an_unknown_region_is_no_distance_away(one: str, other: str) -> None:
    assert round_trip_ms(one, other) is None
    assert round_trip_ms(other, one) is None


def test_decisions_take_less_than_the_estimate() -> None:
    assert decided(100) == pytest.approx(100 * facts.get("network", "decision_factor").value)
    assert decided(100) < 100


# -- from places ------------------------------------------------------------------------------------------------


def test_a_place_is_found_however_it_is_written() -> None:
    ways = {place_round_trip_ms(name, "us-east-1") for name in ("New York", "New_York", "new york")}
    assert len(ways) == 1
    assert None not in ways


@pytest.mark.parametrize(
    ("place", "region", "low", "high"),
    [("Dublin", "eu-west-1", 10, 20), ("Tokyo", "ap-northeast-1", 10, 20), ("London", "us-east-1", 75, 115)],
)
def test_people_are_a_last_mile_away(place: str, region: str, low: float, high: float) -> None:
    assert low <= (place_round_trip_ms(place, region) or 0) <= high


def test_every_city_reaches_every_region_of_the_network() -> None:
    for city in facts.cities:
        for region in REGIONS:
            assert (place_round_trip_ms(city, region) or 0) > facts.get("network", "user_last_mile_ms").value


@pytest.mark.parametrize(("place", "region"), [("Atlantis", "eu-west-1"), ("Paris", "us-moon-1"), ("Paris", "global")])
def test_an_unknown_place_is_unknown(place: str, region: str) -> None:
    assert place_round_trip_ms(place, region) is None
    assert shortest_ms((place,), region) is None


def test_the_shortest_of_several() -> None:
    assert shortest_ms(("Tokyo", "Nowhere", "Paris"), "eu-west-3") == place_round_trip_ms("Paris", "eu-west-3")
    assert shortest_ms((), "eu-west-3") is None


@pytest.mark.parametrize(
    ("sketch", "places"),
    [
        ("user u city=Oslo; need users at=Tokyo", ("Oslo",)),
        ("user u; need users at=Tokyo,Paris", ("Tokyo", "Paris")),
        ("user u; need users as a at=Tokyo; need users as b at=Paris", ("Tokyo", "Paris")),
        ("user u", ()),
        ("user u; need users at=7", ()),
    ],
)
def test_where_requests_come_from(sketch: str, places: tuple[str, ...]) -> None:
    assert places_of(nodes(f"lambda f; {sketch}")[1]) == places
