"""Where requests enter Regions, who chooses among these, and how soon each place is answered."""

from __future__ import annotations

import pytest

from sketchpad.analysis.entries import arrivals, choice, entered
from sketchpad.analysis.exposure import faces_internet, from_clients, guarded
from sketchpad.analysis.paths import journey
from sketchpad.analysis.reach import soonest, user_places
from sketchpad.catalog import graph
from sketchpad.model import Graph, parse

AROUND = "region v code=us-east-1; region t code=ap-northeast-1; user u; alb a in v; alb b in t;"


def whole(sketch: str) -> Graph:
    return graph(parse(AROUND + sketch))


@pytest.mark.parametrize(
    ("sketch", "found"),
    [
        ("u routes_to a; a routes_to b", {("a", "us-east-1")}),
        ("cloudfront c; route53 e; u routes_to c; c routes_to e; e routes_to b", {("b", "ap-northeast-1")}),
        ("route53 e; u routes_to e; e routes_to e; e routes_to a; u routes_to a", {("a", "us-east-1")}),
        ("alb n; u routes_to n; n routes_to a", set()),
        ("lambda f in v; u invokes_async f", set()),
    ],
)
def test_where_requests_enter(sketch: str, found: set[tuple[str, str]]) -> None:
    client = whole(sketch).node("u")
    assert {(node.id, region) for node, region in arrivals(client.outgoing)} == found
    assert entered(client) == ((False, tuple(sorted(found))) if found else None)


@pytest.mark.parametrize(
    ("sketch", "regions"),
    [
        ("route53 e; e routes_to a; e routes_to b", ("ap-northeast-1", "us-east-1")),
        ("route53 e; e routes_to a", ()),
        ("route53 e; alb c in v; e routes_to a; e routes_to c", ()),
        ("route53 e; cloudfront c; e routes_to c; c routes_to a; c routes_to b", ()),
    ],
)
def test_which_entries_choose(sketch: str, regions: tuple[str, ...]) -> None:
    assert choice(whole(sketch).node("e")) == regions


@pytest.mark.parametrize(
    ("api", "faces"),
    [
        ("alb x", True),
        ("alb x scheme=internal", False),
        ("apigw_rest x", True),
        ("apigw_rest x endpoint=private", False),
        ("apigw_http x public=false", False),
    ],
)
def test_what_faces_the_internet(api: str, faces: bool) -> None:
    assert faces_internet(whole(api).node("x")) is faces


def test_only_some_entries_are_looked_through() -> None:
    node = whole("cloudfront c waf=true; u routes_to c; c routes_to a; lambda f; f calls a").node("a")
    assert [link.id for link in from_clients(node)] == ["c-routes_to-a"]
    assert list(from_clients(node, lambda entry: not guarded(entry))) == []


PLACES = "need users at=Tokyo,New_York; need users as more at=Tokyo,Atlantis"


def test_each_place_is_told_once() -> None:
    assert user_places(whole(PLACES)) == ("Tokyo", "Atlantis", "New_York")


@pytest.mark.parametrize("client", ["user w; w routes_to b", "user w city=Tokyo; w routes_to b", "user w city=Oslo"])
def test_the_soonest_is_that_of_the_whole_design(client: str) -> None:
    some = whole(f"{PLACES}; u routes_to a; {client}")
    told = {where: ms for where, ms, _ in soonest(some)}
    ways = {where: way.ms for where in user_places(some) if (way := journey(some, where)) is not None}
    assert told == ways
    assert told.keys() == {"Tokyo", "New_York"}


def test_nobody_is_anywhere() -> None:
    assert list(soonest(whole("u routes_to a"))) == []
