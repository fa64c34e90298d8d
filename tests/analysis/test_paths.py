"""What a request from a place takes, term by term."""

from __future__ import annotations

import pytest

from sketchpad.analysis.latency import decided, place_round_trip_ms, round_trip_ms
from sketchpad.analysis.paths import Journey, Sort, Stops, clients_at, journey, journeys, slow_ms
from sketchpad.analysis.requests import own_ms
from sketchpad.analysis.writes import commit_ms
from sketchpad.catalog import graph
from sketchpad.model import parse

AROUND = "region v code=us-east-1; region d code=eu-west-1; region t code=ap-northeast-1; user u;"


def way(sketch: str, place: str = "Tokyo", sort: Sort = "read") -> Journey:
    found = journey(graph(parse(AROUND + sketch)), place, sort)
    assert found is not None
    return found


def ends(sketch: str, place: str = "Tokyo", sort: Sort = "read") -> list[str]:
    return [found.end.id for found in journeys(graph(parse(AROUND + sketch)), place, sort)]


def from_place(place: str, region: str) -> float:
    return round(decided(place_round_trip_ms(place, region) or 0))


def between(one: str, other: str) -> float:
    return round(decided(round_trip_ms(one, other) or 0))


SHOP = "alb a in v; ecs_fargate f in v; dynamodb s in v; u routes_to a; a routes_to f; f reads s;"


def test_each_term_has_its_words() -> None:
    found = way(SHOP)
    assert [term.words for term in found.terms] == ["Tokyo to us-east-1", "a", "f", "s"]
    own = [own_ms(link.target) for link in found.links]
    assert [term.ms for term in found.terms] == [from_place("Tokyo", "us-east-1"), *own]
    assert found.ms == sum(term.ms for term in found.terms)
    assert str(found) == f"Tokyo to us-east-1 {found.terms[0].ms:g} + a 2 + f 5 + s 4 = {found.ms:g} ms"


@pytest.mark.parametrize(
    ("sketch", "shown"),
    [("lambda f own_latency_ms=5; u calls f", "f 15 ms"), ("external_system x; u calls x", "0 ms")],
)
def test_a_sum_of_one_or_none(sketch: str, shown: str) -> None:
    assert str(way(sketch)) == shown


def test_the_parts_are_those_of_the_way() -> None:
    assert way(SHOP).parts == ("u", "u-routes_to-a", "a", "a-routes_to-f", "f", "f-reads-s", "s")


def test_a_slow_request_is_slow_at_its_worst_component() -> None:
    found = way(SHOP)
    nodes = [link.target for link in found.links]
    usual = (place_round_trip_ms("Tokyo", "us-east-1") or 0) + sum(map(own_ms, nodes))
    assert found.slow_ms == pytest.approx(usual + max(slow_ms(node) - own_ms(node) for node in nodes))


def test_the_distance_comes_first() -> None:
    sketch = f"{SHOP.replace('u routes_to a;', '')} cloudfront c; u routes_to c; c routes_to a"
    assert [term.words for term in way(sketch).terms][:2] == ["Tokyo to us-east-1", "c"]


@pytest.mark.parametrize("name", ["Sao_Paulo", "São Paulo", "sao paulo"])
def test_a_place_has_its_own_spelling(name: str) -> None:
    assert way(SHOP, name).terms[0].words == "Sao Paulo to us-east-1"


def test_nobody_knows_the_place() -> None:
    assert journey(graph(parse(AROUND + SHOP)), "Atlantis") is None


def test_without_a_place_the_way_from_there_is_unknown() -> None:
    found = journey(graph(parse(AROUND + SHOP)), None)
    assert found is not None
    assert found.unknown == ("the clients to us-east-1",)
    assert found.ms == sum(own_ms(link.target) for link in found.links)


def test_several_places_share_what_lies_behind() -> None:
    stops: Stops = {}
    design = graph(parse(f"{AROUND} {TWO} {FAR} route53 e policy=latency; u routes_to e; e routes_to a; e routes_to b"))
    for place in ("Tokyo", "Paris", "Tokyo"):
        assert list(journeys(design, place, "read", stops)) == list(journeys(design, place))


def test_nobody_asks() -> None:
    assert journey(graph(parse("alb a; lambda f; a routes_to f")), "Tokyo") is None


# -- where from -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clients", "asking"),
    [
        ("user x city=Tokyo; user y city=Paris; user z", ["x"]),
        ("user x city=Paris; user z", ["z"]),
        ("user x city=Paris; user y city=Oslo", ["x", "y"]),
        ("user x city=tokyo; user y city=7", ["x"]),
    ],
    ids=["pinned", "says nothing", "all elsewhere", "spelt otherwise"],
)
def test_whose_requests_come_from_a_place(clients: str, asking: list[str]) -> None:
    assert [client.id for client in clients_at(graph(parse(clients)), "Tokyo")] == asking


def test_a_client_pinned_elsewhere_lends_no_way() -> None:
    sketch = "user x city=Paris; lambda f in d; lambda g in v; x calls f; u calls g"
    assert way(sketch, "Tokyo").end.id == "g"
    assert way(sketch, "Paris").end.id == "f"


# -- entries --------------------------------------------------------------------------------------------------------

TWO = "alb a in v; lambda f in v; alb b in t; lambda g in t; a routes_to f; b routes_to g; rds s in v; f rw s;"
FAR = "g rw s calls_per_request=3;"


@pytest.mark.parametrize("entry", ["route53 e policy=latency", "route53 e policy=geoproximity", "global_accelerator e"])
def test_an_entry_that_picks_the_nearest_region_leads_nowhere_else(entry: str) -> None:
    found = way(f"{TWO} {FAR} {entry}; u routes_to e; e routes_to a; e routes_to b")
    assert "g" in found.parts
    assert between("ap-northeast-1", "us-east-1") < found.ms


@pytest.mark.parametrize("entry", ["route53 e", "route53 e policy=weighted", "cloudfront e"])
def test_of_any_other_the_best_target_counts(entry: str) -> None:
    assert "f" in way(f"{TWO} {FAR} {entry}; u routes_to e; e routes_to a; e routes_to b").parts


def test_the_nearest_region_may_lie_behind_another_entry() -> None:
    sketch = "cloudfront c; route53 e policy=latency; u routes_to e; e routes_to c; e routes_to a; c routes_to b"
    assert way(f"{TWO} {FAR} {sketch}").parts[2:6:2] == ("e", "c")


def test_a_circle_of_entries_ends() -> None:
    sketch = "route53 e policy=latency; route53 x; u routes_to e; e routes_to x; x routes_to e; e routes_to a"
    assert way(f"{TWO} {sketch}").terms[0].words == "Tokyo to us-east-1"


def test_a_choice_is_made_at_the_place_alone() -> None:
    sketch = "alb o in v; u routes_to o; global_accelerator e; o routes_to e; e routes_to a; e routes_to b"
    assert "f" in way(f"{TWO} {FAR} {sketch}").parts


@pytest.mark.parametrize(
    "marked",
    [
        "u routes_to c cacheable=true; c routes_to a",
        "u routes_to c; c routes_to a cacheable=true",
        "u routes_to c; c routes_to a; c routes_to f cacheable=true",
    ],
)
def test_what_is_kept_at_the_edge_is_near(marked: str) -> None:
    found = way(f"{SHOP.replace('u routes_to a;', '')} cloudfront c; {marked}")
    assert [term.words for term in found.terms] == ["Tokyo to the edge", "c"]
    assert found.end.id == "c"


def test_without_the_mark_the_origin_answers() -> None:
    sketch = f"{SHOP.replace('u routes_to a;', '')} cloudfront c; u routes_to c; c routes_to a"
    assert way(sketch).end.id == "s"


def test_a_write_is_never_kept_at_the_edge() -> None:
    sketch = "cloudfront c cacheable=true; lambda f in v; rds s in v; u routes_to c; c routes_to f; f rw s"
    assert way(sketch, sort="read").end.id == "c"
    assert way(sketch, sort="write").end.id == "s"


# -- distances on the way -------------------------------------------------------------------------------------------


def test_calls_to_another_region_count_each() -> None:
    found = way("lambda f in t; rds s in v; u calls f; f reads s calls_per_request=3")
    hop = found.terms[2]
    assert hop.words == "ap-northeast-1 to us-east-1 x 3"
    assert hop.ms == round(decided((round_trip_ms("ap-northeast-1", "us-east-1") or 0) * 3))


def test_a_distance_is_kept_over_what_lies_nowhere() -> None:
    found = way("alb a in t; lambda f; rds s in v; u routes_to a; a routes_to f; f reads s")
    assert "ap-northeast-1 to us-east-1" in [term.words for term in found.terms]


@pytest.mark.parametrize(
    ("store", "access", "sort", "hop"),
    [
        ("dynamodb s in v replicas=ap-northeast-1", "reads", "read", None),
        ("dynamodb s in v replicas=eu-west-1", "reads", "read", "ap-northeast-1 to us-east-1"),
        ("dynamodb s in d replicas=us-east-1", "reads", "read", "ap-northeast-1 to us-east-1"),
        ("dynamodb s in v replicas=ap-northeast-1", "rw", "write", None),
        (
            "dynamodb s in v replicas=ap-northeast-1 write_mode=single_region",
            "rw",
            "write",
            "ap-northeast-1 to us-east-1",
        ),
        ("dynamodb s in v replicas=ap-northeast-1 write_mode=single_region", "rw", "read", None),
        ("aurora s in v secondary_regions=ap-northeast-1", "rw", "read", None),
        ("aurora s in v secondary_regions=ap-northeast-1", "rw", "write", "ap-northeast-1 to us-east-1"),
        (
            "aurora s in v secondary_regions=ap-northeast-1 write_forwarding=true",
            "writes",
            "write",
            "ap-northeast-1 to us-east-1",
        ),
    ],
)
def test_the_nearest_copy_that_will_do(store: str, access: str, sort: Sort, hop: str | None) -> None:
    found = way(f"{store}; lambda f in t; u calls f; f {access} s", sort=sort)
    hops = [term.words for term in found.terms if term.words.startswith("ap-northeast-1")]
    assert hops == ([hop] if hop else [])


def test_who_reads_the_primary_goes_there() -> None:
    sketch = "aurora s in v secondary_regions=ap-northeast-1; lambda f in t; u calls f; f reads s from=primary"
    assert "ap-northeast-1 to us-east-1" in [term.words for term in way(sketch).terms]


def test_a_strong_write_waits_for_its_commit() -> None:
    sketch = "dynamodb s in v replicas=us-east-2 witness=us-west-2 consistency=MRSC; lambda f in v; u calls f;"
    found = way(f"{sketch} f rw s calls_per_request=2", sort="write")
    store = found.end
    commit = next(term for term in found.terms if term.words == "commit from us-east-1 x 2")
    assert commit.ms == round(decided(2 * (commit_ms(store, "us-east-1") or 0)))
    assert [term.words for term in way(f"{sketch} f rw s").terms] == ["Tokyo to us-east-1", "f", "s"]


# -- where it ends --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sketch", "reading", "writing"),
    [
        ("lambda f in v; u calls f", ["f"], ["f"]),
        ("lambda f in v; rds s in v; u calls f; f reads s", ["s"], []),
        ("lambda f in v; rds s in v; u calls f; f writes s", [], ["s"]),
        ("lambda f in v; rds s in v; u calls f; f rw s", ["s"], ["s"]),
        ("lambda f in v; sqs q in v; rds s in v; u calls f; f publishes q; f reads s", ["s"], ["f"]),
        ("lambda f in v; lambda g in v; u calls f; f invokes_async g", ["f"], ["f"]),
        ("alb a in v; lambda f in v; rds s in v; u routes_to a; a routes_to f is_async=true; f rw s", ["f"], ["f"]),
        ("lambda f in v; rds s in v; rds x in d; u calls f; f reads s; f reads x", ["s", "x"], []),
        ("rds_proxy p in v; lambda f in v; rds s in v; u calls f; f rw p; p rw s", ["s"], ["s"]),
        ("lambda f in v; lambda g in v; u calls f; f calls g; g calls f", [], []),
    ],
    ids=["code", "reads", "writes", "both", "publishes", "goes on", "at once", "two", "a proxy", "a circle"],
)
def test_where_a_request_ends(sketch: str, reading: list[str], writing: list[str]) -> None:
    assert ends(sketch) == reading
    assert ends(sketch, sort="write") == writing


# -- what nobody knows ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sketch", "unknown"),
    [
        (SHOP, ()),
        ("lambda f; u calls f", ("how far it is from Tokyo",)),
        ("lambda f region=moon-1; u calls f", ("Tokyo to moon-1",)),
        ("lambda f in v; rds s region=moon-1; u calls f; f reads s", ("us-east-1 to moon-1",)),
        ("lambda f in v; external_system x; u calls f; f calls x", ("x itself",)),
        ("app_runner f in v; u calls f", ("f itself",)),
        ("app_runner f in v own_latency_ms=20; u calls f", ()),
    ],
)
def test_what_is_counted_as_nothing_is_said(sketch: str, unknown: tuple[str, ...]) -> None:
    assert way(sketch).unknown == unknown


@pytest.mark.parametrize("value", ["-1", "nothing", "true"])
def test_odd_values_count_as_unstated(value: str) -> None:
    sketch = f"lambda f in v own_latency_ms={value}; rds s in d; u calls f; f reads s calls_per_request={value}"
    assert way(sketch).ms == way("lambda f in v; rds s in d; u calls f; f reads s").ms
