"""How long a request takes: the shares of its components, and the distances between them."""

from __future__ import annotations

import pytest

from sketchpad.analysis.latency import decided, place_round_trip_ms, round_trip_ms
from sketchpad.analysis.requests import arriving_ms, onward_ms, quickest_ms
from sketchpad.catalog import facts, graph
from sketchpad.model import Node, parse

PLACES = "region r code=us-east-1; region s code=eu-west-1;"


def node(sketch: str, id: str = "f") -> Node:
    return graph(parse(PLACES + sketch)).node(id)


def share(*kinds: str) -> float:
    figures = [facts.latency(kind) for kind in kinds]
    return sum(figure.value["p50"] for figure in figures if figure is not None)


def from_place(place: str, region: str) -> float:
    return decided(place_round_trip_ms(place, region) or 0)


ATLANTIC = decided(round_trip_ms("us-east-1", "eu-west-1") or 0)


def test_the_share_of_each_component_adds_up() -> None:
    sketch = "user u; apigw_rest a; lambda f own_latency_ms=30; dynamodb d; u routes_to a; a routes_to f; f rw d"
    assert quickest_ms(node(sketch)) == share("apigw_rest", "lambda", "dynamodb") + 30


def test_the_nearest_place_counts() -> None:
    sketch = "user u; lambda f in r; u calls f; need users at=Tokyo,New_York"
    assert arriving_ms(node(sketch)) == pytest.approx(from_place("New York", "us-east-1"))


def test_a_client_has_a_place_of_its_own() -> None:
    sketch = "user u city=Tokyo; lambda f in r; u calls f; need users at=New_York"
    assert arriving_ms(node(sketch)) == pytest.approx(from_place("Tokyo", "us-east-1"))


@pytest.mark.parametrize(
    "sketch", ["lambda f; user u city=Paris", "lambda f in r; user u", "lambda f in r; user u city=Atlantis"]
)
def test_an_unknown_distance_counts_as_nothing(sketch: str) -> None:
    assert arriving_ms(node(f"{sketch}; u calls f")) == 0


def test_the_round_trip_leads_to_the_first_regional_component() -> None:
    sketch = """
        user u city=Dublin; cloudfront c; apigw_rest a in s; lambda f in r
        u routes_to c; c routes_to a; a routes_to f
    """
    expected = from_place("Dublin", "eu-west-1") + share("cloudfront", "apigw_rest") + ATLANTIC
    assert arriving_ms(node(sketch)) == pytest.approx(expected)


def test_the_quicker_of_two_ways() -> None:
    sketch = "user u; apigw_rest a; alb b; lambda f; u routes_to a; u routes_to b; a routes_to f; b routes_to f"
    assert arriving_ms(node(sketch)) == share("alb")


def test_calls_to_another_region_count_each() -> None:
    sketch = "lambda f in r; rds d in s; f reads d calls_per_request=3"
    assert onward_ms(node(sketch)) == pytest.approx(share("rds") + 3 * ATLANTIC)


def test_a_copy_in_the_region_is_near() -> None:
    sketch = "lambda f in r; dynamodb d in s replicas=us-east-1; f reads d"
    assert onward_ms(node(sketch)) == share("dynamodb")


def test_circles_end() -> None:
    sketch = "user u; lambda f; lambda g; u calls f; f calls g; g calls f"
    assert quickest_ms(node(sketch)) >= share("lambda")


def test_nobody_asks() -> None:
    assert quickest_ms(node("lambda f")) == share("lambda")
