"""A gateway in front of what was not taken apart."""

from __future__ import annotations

import pytest

from sketchpad.catalog import graph
from sketchpad.editing import EditError
from sketchpad.model import Design
from sketchpad.rules.merging import Merge

from .asking import Asking

ask = Asking(
    ("INT-005", "DAT-001", "DAT-002"),
    """
    service a
    service b
    service c
    user u
    apigw_rest g
    ecs_fargate x in a
    ecs_fargate y in b
    ecs_fargate z in c
    u routes_to g
    g routes_to x
    g routes_to y
    """,
)
SHARED = "rds db; x rw db; y rw db"


def test_routing_was_split_and_data_was_not() -> None:
    finding = ask.only(SHARED)
    assert (finding.rule.id, finding.on) == ("INT-005", ("db", "g", "x", "y"))
    assert finding.message == "g fronts x and y, which still share db; routing was split, data was not."


@pytest.mark.parametrize("entry", ["alb", "apigw_http", "appsync", "vpc_lattice", "app_mesh"])
def test_whatever_routes(entry: str) -> None:
    only = Asking(("INT-005",), "service a; service b; ecs_fargate x in a; ecs_fargate y in b")
    assert only.said(f"{entry} e; e routes_to x; e routes_to y; {SHARED}") == ["INT-005"]


@pytest.mark.parametrize(
    "sketch",
    [
        "rds d; rds e; x rw d; y rw d; x rw e; y rw e",
        f"{SHARED}; elasticache near in a; x rw near",
        f"{SHARED}; sqs q in a; x publishes q",
        "rds db; rds_proxy p; x rw p; y rw p; p rw db",
        "rds db; lambda w in a; x calls w; w rw db; y rw db",
        f"{SHARED}; g routes_to z; rds own in c; z rw own",
    ],
    ids=["two stores", "a cache of its own", "a queue of its own", "a proxy", "code behind the front", "a third apart"],
)
def test_they_still_share(sketch: str) -> None:
    assert "INT-005" in ask.said(sketch)
    assert "DAT-002" not in ask.said(sketch)


def test_it_is_said_once_for_all_that_is_shared() -> None:
    finding = ask.only("rds d; rds e; x rw d; y rw d; x rw e; y rw e; g routes_to z; z rw d")
    assert finding.on == ("d", "e", "g", "x", "y", "z")


@pytest.mark.parametrize(
    "sketch",
    [
        f"{SHARED}; rds own in a; x rw own",
        f"{SHARED}; rds own; x rw own",
        f"{SHARED}; lambda w in b; dynamodb own in b; w rw own",
        "rds db; x rw db; y reads db",
    ],
    ids=["owned", "used by nobody else", "by other code of the service", "one only reads"],
)
def test_then_it_is_a_shared_database_and_no_monolith(sketch: str) -> None:
    assert ask.said(sketch) == ["DAT-001"]


@pytest.mark.parametrize(
    "sketch",
    [
        "rds d in a; rds e in b; x rw d; y rw e",
        "",
        "s3 lake published=true; x writes lake; y writes lake",
        "rds db; x rw db; z rw db; lambda free; g routes_to free; free rw db",
    ],
    ids=["a store each", "no data", "published", "one service in front of the data"],
)
def test_it_is_apart(sketch: str) -> None:
    assert "INT-005" not in ask.said(sketch)


def test_a_store_for_each() -> None:
    assert ask.said(ask.fixed(SHARED, "split-store")) == []
    assert ask.fixes("rds d; rds e; x rw d; y rw d; x rw e; y rw e") == ["merge-services"]


def test_one_service_again() -> None:
    design = ask.fixed(f"{SHARED}; sqs q in b; lambda w in b; q delivers w", "merge-services")
    assert ask.said(design) == []
    assert "b" not in design.groups
    assert {design.components[id].inside for id in ("x", "y", "q", "w")} == {("a",)}


def test_merged_groups_must_be_there_and_may_lie_in_each_other() -> None:
    design = ask.design("service d in a; lambda w in d,b")
    merged = Merge(("a", "b"), "d")(design)
    assert merged.groups["d"].inside == ()
    assert merged.components["w"].inside == ("d",)
    assert merged.components["x"].inside == ("d",)
    with pytest.raises(EditError):
        Merge(("gone",), "a")(design)
    assert str(Merge(("b",), "a")) == "Merge b into a"


# -- a monolith -------------------------------------------------------------------------------------------------

mono = Asking(("INT-005",), "region r code=eu-west-1; user u; alb g in r; monolith_app m in r; u routes_to g")


def test_a_monolith_behind_a_router_is_still_one() -> None:
    finding = mono.only("g routes_to m; need decompose as apart")
    assert (finding.on, finding.breaks) == (("g", "m"), ("apart",))


@pytest.mark.parametrize(
    "sketch",
    [
        "g routes_to m",
        "g routes_to m; need decompose want=false",
        "g routes_to m transitional=true; need decompose",
        "g calls m; need decompose",
        "need decompose",
    ],
)
def test_nobody_wants_it_apart_or_it_is_on_its_way(sketch: str) -> None:
    assert mono.said(sketch) == []


def test_the_first_service_has_code_data_and_events() -> None:
    sketch = "g routes_to m; need decompose"
    assert mono.fixes(sketch) == ["extract-service", "mark-transitional"]
    assert mono.safe(sketch) == []
    design: Design = mono.fixed(sketch, "extract-service")
    assert mono.said(design) == []
    first = graph(design).node("first")
    assert (first.region, [access.store.id for access in first.uses]) == ("eu-west-1", ["first-data"])
    assert first.on_request_path
    assert {link.source.id for link in first.incoming} == {"g", "events"}
