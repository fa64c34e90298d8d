"""A store belongs to one service, and the others ask."""

from __future__ import annotations

import pytest

from sketchpad.catalog import graph
from sketchpad.model import Design
from sketchpad.rules import Severity

from .asking import Asking

ask = Asking(
    ("DAT-001", "DAT-002"),
    """
    service a
    service b name=Billing
    service c
    ecs_fargate x in a
    ecs_fargate y in b
    ecs_fargate z in c
    ecs_fargate free
    """,
)
SHARED = "rds db multi_az=true; x rw db; y rw db"


def stores(design: Design, accessor: str) -> list[str]:
    return [access.store.id for access in graph(design).node(accessor).uses]


def test_two_services_write_one_store() -> None:
    finding = ask.only(SHARED)
    assert (finding.rule.id, finding.on, finding.severity) == ("DAT-001", ("db",), Severity.ERROR)
    assert "a and Billing" in finding.message


def test_three_services_are_listed() -> None:
    assert "a, Billing and c" in ask.only(f"{SHARED}; z reads db").message


@pytest.mark.parametrize("how", ["", "from=replica"])
def test_one_writes_and_another_reads(how: str) -> None:
    assert ask.only(f"rds db; x writes db; y reads db {how}").severity is Severity.WARNING


@pytest.mark.parametrize(
    "front",
    ["rds db; rds_proxy p; x rw p; y rw p; p rw db", "dynamodb db; dax p; x rw p; y rw p; p rw db"],
)
def test_what_stands_in_front_is_looked_through(front: str) -> None:
    finding = ask.only(front)
    assert (finding.rule.id, finding.on) == ("DAT-001", ("db",))


def test_one_way_through_the_proxy_and_one_past_it() -> None:
    assert ask.said("rds db; rds_proxy p; x rw p; p rw db; y rw db") == ["DAT-001"]


@pytest.mark.parametrize(
    "sketch",
    [
        "rds db; x reads db; y reads db",
        "rds db; x rw db; free rw db",
        "rds db; x rw db",
        "rds db published=true; x rw db; y reads db",
        "lambda w in a; rds db; x rw db; w rw db",
        "elasticache db; x rw db; y rw db",
        "sqs db; x publishes db; db delivers y",
        "rds db in a; x rw db",
        "rds db; rds_proxy p; x reads p; p writes db; y writes p",
    ],
    ids=[
        "only readers",
        "somebody of no service",
        "one user",
        "published",
        "handlers of one service",
        "a cache",
        "a queue",
        "owned",
        "only one way through writes",
    ],
)
def test_it_is_shared_by_nobody(sketch: str) -> None:
    assert ask.said(sketch) == []


def test_a_cache_that_is_the_record_is_a_store() -> None:
    assert ask.said("elasticache db role=primary; x rw db; y rw db") == ["DAT-001"]
    assert ask.said("elasticache db in b role=primary; x rw db") == ["DAT-002"]


def test_splitting_gives_each_service_a_store() -> None:
    design = ask.fixed(f"region r code=eu-west-1; {SHARED.replace('db ', 'db in r ', 1)}; z reads db", "split-store")
    assert ask.said(design) == []
    assert (stores(design, "x"), stores(design, "y"), stores(design, "z")) == (["db"], ["db-b"], ["db-c"])
    assert [design.components[id].inside for id in ("db", "db-b", "events")] == [("r", "a"), ("r", "b"), ("r",)]
    assert design.components["db-b"].properties == {"multi_az": True}
    hears = {c.target for c in design.connections.values() if c.source == "events"}
    assert hears == {"y", "z"}


def test_splitting_takes_no_id_of_others() -> None:
    design = ask.fixed(f"sns events; rds db-b in b; y rw db-b; {SHARED}", "split-store")
    assert {"events-2", "db-b-2"} <= set(design.components)


def test_any_writer_may_become_the_owner() -> None:
    assert ask.fixes(SHARED) == ["split-store", "owner-a", "owner-b"]
    design = ask.fixed(SHARED, "owner-b")
    assert ask.said(design) == []
    assert "b" in design.components["db"].inside
    assert [c.id for c in design.connections.values()] == ["y-rw-db", "x-calls-y"]


def test_behind_a_proxy_the_others_can_only_ask() -> None:
    sketch = "rds db; rds_proxy p; x rw p; y rw p; p rw db"
    assert ask.fixes(sketch) == ["owner-a", "owner-b"]
    assert ask.said(ask.fixed(sketch, "owner-a")) == []


def test_only_what_one_service_feeds_can_be_published() -> None:
    assert "publish" in ask.fixes("s3 db; x writes db; y reads db")
    assert "publish" not in ask.fixes(SHARED)


@pytest.mark.parametrize("sketch", [SHARED, "s3 db; x writes db; y reads db", "rds d in b; y rw d; x reads d"])
def test_no_declaration_is_made_unasked(sketch: str) -> None:
    assert ask.safe(sketch) == []


# -- somebody else's store --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "does"), [("reads", "reads"), ("writes", "writes"), ("rw", "writes")])
def test_a_service_reaches_into_anothers_store(verb: str, does: str) -> None:
    finding = ask.only(f"dynamodb d in b; x {verb} d; y rw d")
    assert (finding.rule.id, finding.on, finding.severity) == ("DAT-002", ("d", "x"), Severity.ERROR)
    assert finding.message == f"x (service a) {does} d of service Billing directly."


def test_by_several_ways_it_is_one_finding() -> None:
    finding = ask.only("rds d in b; rds_proxy p; x reads d; x rw p; p rw d")
    assert "writes" in finding.message


def test_on_the_way_out_of_a_monolith_it_is_a_warning() -> None:
    assert ask.only("rds d in b; x reads d transitional=true").severity is Severity.WARNING
    assert ask.only("rds d in b; x reads d transitional=true; x writes d").severity is Severity.ERROR


@pytest.mark.parametrize(
    "sketch",
    [
        "rds d in b; y rw d",
        "rds d in b; free rw d",
        "rds d in b; x reads d contract=true",
        "rds d in b published=true; x reads d",
        "elasticache d in b; x rw d",
        "service inner in b; lambda w in inner; rds d in b; w rw d",
        "lambda w in a,b; rds d in b; w rw d",
    ],
    ids=["its own", "no service", "contract", "published", "a cache", "a part of the owner", "of both"],
)
def test_it_reaches_into_nothing_foreign(sketch: str) -> None:
    assert ask.said(sketch) == []


def test_it_asks_the_owner() -> None:
    design = ask.fixed("dynamodb d in b; y rw d; x rw d", "call-the-owner")
    assert ask.said(design) == []
    assert sorted(design.connections) == ["x-calls-y", "y-rw-d"]


def test_a_reader_gets_a_view_of_its_own() -> None:
    sketch = "dynamodb d in b; y rw d; x reads d"
    assert ask.fixes(sketch) == ["call-the-owner", "read-model", "declare-contract"]
    design = ask.fixed(sketch, "read-model")
    assert ask.said(design) == []
    assert stores(design, "x") == ["d-view"]
    assert design.components["d-view"].inside == ("a",)


def test_a_writer_gets_no_view() -> None:
    assert ask.fixes("dynamodb d in b; y rw d; x rw d") == ["call-the-owner", "declare-contract"]


def test_without_code_there_is_nobody_to_ask() -> None:
    sketch = "service d; rds books in d; x reads books"
    assert ask.fixes(sketch) == ["declare-contract"]
    assert ask.said(ask.fixed(sketch, "declare-contract")) == []


def test_the_monolith_and_its_parts_break_the_wish_to_take_it_apart() -> None:
    assert ask.only(f"{SHARED}; need decompose as apart").breaks == ("apart",)
