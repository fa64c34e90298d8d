"""Reading data: from copies that may lag, and from a cache that is its only home."""

from __future__ import annotations

import pytest

from sketchpad.catalog import graph
from sketchpad.rules import Severity

from .asking import Asking

ask = Asking(
    ("DAT-003", "DAT-008"),
    """
    region r code=us-east-1
    region s code=eu-west-1
    lambda f in r
    lambda g in s
    need consistency as now level=strong
    """,
)


@pytest.mark.parametrize(
    ("sketch", "words"),
    [
        ("rds d; f reads d from=replica", "read replica"),
        ("aurora d; f rw d from=global_secondary", "another Region"),
        ("dynamodb d; f reads d from=gsi", "secondary index"),
        ("rds d; f reads d from=cache", "a cache"),
        ("opensearch d; f reads d", "fed afterwards"),
        ("elasticache d; f reads d", "fed afterwards"),
        ("dynamodb d; dax x; f reads x; x reads d", "through x"),
        ("dynamodb d in r replicas=eu-west-1; f reads d", "MREC"),
        ("aurora d in r secondary_regions=eu-west-1; g reads d", "eu-west-1"),
        ("documentdb d in r secondary_regions=eu-west-1; g rw d", "eu-west-1"),
    ],
)
def test_a_strong_read_comes_from_a_copy(sketch: str, words: str) -> None:
    finding = ask.only(sketch)
    assert finding.rule.id == "DAT-008"
    assert words in finding.message
    assert finding.breaks == ("now",)
    for fix in finding.fixes:
        assert ask.said(fix.edit(ask.design(sketch))) == [], fix.id


@pytest.mark.parametrize(
    "sketch",
    [
        "rds d; f reads d",
        "rds d; f writes d from=replica",
        "dynamodb d in r replicas=us-east-2 witness=us-west-2 consistency=MRSC; f reads d",
        "dynamodb d in r replicas=eu-west-1 write_mode=single_region; f reads d",
        "dynamodb d; dax x; f writes x; x writes d",
        "rds d; rds_proxy p; f reads p; p reads d",
        "aurora d in r secondary_regions=eu-west-1; f reads d",
        "aurora d in r secondary_regions=eu-west-1; g reads d from=primary",
        "aurora d in r secondary_regions=eu-west-1; ecs_fargate z in s standby=warm; z reads d from=global_secondary",
        "elasticache d role=primary; f reads d",
        "elasticache d data_class=session; rds e data_class=order; f reads d",
        "opensearch d; f writes d",
    ],
    ids=[
        "primary",
        "a write",
        "strong mode",
        "pinned",
        "writes through a cache",
        "a proxy keeps nothing",
        "in the primary Region",
        "says primary",
        "promoted before it works",
        "the record itself",
        "sessions are copied from nowhere",
        "feeding an index",
    ],
)
def test_a_strong_read_is_current(sketch: str) -> None:
    assert ask.said(sketch) == []


def test_the_table_that_loses_writes_has_the_greater_worry() -> None:
    assert ask.said("dynamodb d in r replicas=eu-west-1 data_class=ledger; f reads d") == ["DAT-003"]


need = Asking(("DAT-008",), "lambda f")


@pytest.mark.parametrize(
    ("asked", "speaks"),
    [
        ("level=strong", True),
        ("level=strong data=order", True),
        ("level=strong data=catalog", False),
        ("level=eventual", False),
        ("level=strong data=unset", True),
        ("data=order", False),
    ],
)
def test_only_what_is_asked_about_counts(asked: str, speaks: bool) -> None:
    sketch = f"rds d data_class=order; f reads d from=replica; need consistency {asked}"
    assert bool(need.said(sketch)) is speaks


def test_without_a_class_a_store_is_not_what_is_asked_about() -> None:
    assert need.said("rds d; f reads d from=replica; need consistency level=strong data=order") == []


def test_nothing_strong_is_asked() -> None:
    assert need.said("rds d; f reads d from=replica") == []


def test_it_reads_past_the_cache() -> None:
    sketch = "dynamodb d; dax x; f reads x; x reads d; need consistency level=strong"
    assert need.fixes(sketch) == ["without-cache", "relax-consistency"]
    (access,) = graph(need.fixed(sketch, "without-cache")).node("f").uses
    assert (access.store.id, access.fronts) == ("d", ())


def test_who_reads_the_record_too_can_leave_the_copy() -> None:
    sketch = "rds d; elasticache c; f rw d; f rw c; need consistency level=strong"
    assert need.fixes(sketch) == ["read-the-record", "relax-consistency"]
    assert need.safe(sketch) == []


def test_reading_the_primary_is_made_unasked() -> None:
    assert need.safe("rds d; f reads d from=replica; need consistency level=strong") == ["read-primary"]


def test_relaxing_answers_every_requirement() -> None:
    sketch = "rds d; f reads d from=replica; need consistency as a level=strong; need consistency as b level=strong"
    assert need.only(sketch).breaks == ("a", "b")
    assert need.said(need.fixed(sketch, "relax-consistency")) == []


# -- a cache as the only home -----------------------------------------------------------------------------------

home = Asking(("DAT-009",), "lambda f")


@pytest.mark.parametrize(
    "sketch",
    [
        "elasticache c data_class=order role=primary",
        "elasticache c data_class=order",
        "elasticache c data_class=order; rds d data_class=catalog",
        "elasticache c data_class=order role=primary; redshift d data_class=order",
    ],
    ids=["says so", "nobody else", "others keep other data", "a copy elsewhere is no record"],
)
def test_a_cache_is_the_only_home(sketch: str) -> None:
    assert home.only(sketch).severity is Severity.WARNING


@pytest.mark.parametrize(
    "sketch",
    [
        "elasticache c",
        "elasticache c data_class=session role=primary",
        "elasticache c data_class=cache",
        "elasticache c data_class=5",
        "elasticache c data_class=order; rds d data_class=order",
        "elasticache c data_class=order; rds d",
        "memorydb c data_class=order",
    ],
    ids=["unknown", "sessions", "cache", "no word", "kept elsewhere", "perhaps kept elsewhere", "durable"],
)
def test_nothing_is_lost_with_the_cache(sketch: str) -> None:
    assert home.said(sketch) == []


def test_a_table_takes_the_data_of_whoever_writes_it() -> None:
    sketch = "elasticache c data_class=order role=primary; f rw c; lambda g; g reads c"
    assert home.fixes(sketch) == ["become-memorydb", "add-durable-store"]
    design = home.fixed(sketch, "add-durable-store")
    assert home.said(design) == []
    assert [access.accessor.id for access in graph(design).node("c-table").accesses] == ["f"]
    assert home.said(home.fixed(sketch, "become-memorydb")) == []
