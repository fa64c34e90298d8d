"""Writing data that has copies in several Regions."""

from __future__ import annotations

import pytest

from sketchpad.analysis.latency import decided, round_trip_ms
from sketchpad.analysis.regions import members_of, regions_of
from sketchpad.analysis.writes import LOCAL_MS, one_set
from sketchpad.catalog import facts, graph
from sketchpad.model import Design, Node
from sketchpad.rules import Severity

from .asking import Asking

REGIONS = "region r code=us-east-1; region s code=eu-west-1; region far code=us-west-2"
UNMERGEABLE = sorted(name for name in facts.topic("data_classes") if not facts.data_class(name).mergeable)
MERGEABLE = sorted(name for name in facts.topic("data_classes") if facts.data_class(name).mergeable)


def the(design: Design, id: str = "t") -> Node:
    return graph(design).node(id)


# -- the last writer wins ---------------------------------------------------------------------------------------

wins = Asking(("DAT-003",), REGIONS)
LEDGER = "dynamodb t in r data_class=ledger replicas=eu-west-1"


def test_there_are_classes_of_both_sorts() -> None:
    assert {"ledger", "balance", "payment", "inventory", "booking", "counter"} == set(UNMERGEABLE)
    assert {"session", "catalog", "profile", "telemetry"} <= set(MERGEABLE)


@pytest.mark.parametrize("kept", UNMERGEABLE)
def test_what_cannot_be_merged_is_lost(kept: str) -> None:
    finding = wins.only(f"dynamodb t in r data_class={kept} replicas=eu-west-1")
    assert kept in finding.message
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize("kept", [*MERGEABLE, "unset", "a-word-of-ours", 7, "true", "a,b"])
def test_what_can_be_merged_or_is_unknown_is_fine(kept: object) -> None:
    assert wins.said(f"dynamodb t in r data_class={kept} replicas=eu-west-1") == []


@pytest.mark.parametrize(
    "sketch",
    [
        "dynamodb t in r data_class=ledger",
        "dynamodb t in r data_class=ledger replicas=us-east-1",
        "dynamodb t data_class=ledger replicas=us-east-1",
        "dynamodb t in r data_class=ledger replicas=none",
        "dynamodb t in r data_class=ledger replicas=eu-west-1 write_mode=single_region",
        "dynamodb t in r data_class=ledger replicas=us-east-2,us-west-2 consistency=MRSC",
        "aurora t in r data_class=ledger secondary_regions=eu-west-1",
    ],
    ids=["one Region", "its own again", "own unknown", "none", "pinned", "strong", "one writer"],
)
def test_no_write_is_lost(sketch: str) -> None:
    assert wins.said(sketch) == []


def test_four_ways_out_of_a_ledger() -> None:
    assert wins.fixes(LEDGER) == ["strong-consistency", "single-region-writes", "become-aurora-dsql", "become-aurora"]


def test_the_strong_mode_takes_three_regions_of_the_tables_set() -> None:
    table = the(wins.fixed(LEDGER, "strong-consistency"))
    assert members_of(table) == ("us-east-1", "us-east-2", "us-west-2")
    assert table["consistency"] == "MRSC"


def test_the_strong_mode_keeps_the_copies_it_can() -> None:
    table = the(wins.fixed("dynamodb t in r data_class=ledger replicas=us-west-2", "strong-consistency"))
    assert (regions_of(table), table["witness"]) == (("us-east-1", "us-west-2"), "us-east-2")


def test_dsql_lies_in_two_regions_with_a_witness() -> None:
    store = the(wins.fixed(LEDGER, "become-aurora-dsql"))
    assert store.kind.kind == "aurora_dsql"
    assert len(regions_of(store)) == 2
    assert len(set(members_of(store))) == 3
    assert one_set(store, members_of(store))


def test_the_global_database_keeps_the_regions() -> None:
    assert regions_of(the(wins.fixed(LEDGER, "become-aurora"))) == ("us-east-1", "eu-west-1")


def test_code_elsewhere_has_its_writes_forwarded() -> None:
    written = f"{LEDGER}; ecs_fargate x in r; ecs_fargate y in s; x rw t; y rw t"
    assert "write_forwarding" not in the(wins.fixed(LEDGER, "become-aurora")).component.properties
    after = wins.fixed(written, "become-aurora")
    assert the(after)["write_forwarding"] is True
    assert single.said(after) == []


def test_what_the_strong_mode_goes_without_rules_it_out() -> None:
    assert "strong-consistency" not in wins.fixes(f"{LEDGER} transactions=true")


def test_no_store_is_proposed_that_cannot_hand_on_its_changes() -> None:
    followed = f"{LEDGER}; eventbridge_pipe p in r; t streams_to p"
    assert wins.fixes(followed) == ["strong-consistency", "single-region-writes", "become-aurora"]


def test_outside_the_sets_there_is_no_strong_mode() -> None:
    sketch = "dynamodb t region=sa-east-1 data_class=ledger replicas=us-east-1"
    assert wins.fixes(sketch) == ["single-region-writes", "become-aurora"]


def test_giving_up_a_copy_or_pinning_writes_takes_a_person() -> None:
    assert wins.safe(LEDGER) == []
    assert wins.safe("dynamodb t in r data_class=ledger replicas=us-west-2") == ["strong-consistency"]


# -- the shape of the strong mode -------------------------------------------------------------------------------

shape = Asking(("DAT-004",), REGIONS)


@pytest.mark.parametrize(
    ("sketch", "words"),
    [
        ("in r", "not 1"),
        ("in r replicas=us-east-2", "not 2"),
        ("in r replicas=us-east-2,us-west-2 witness=us-east-1", None),
        ("in r replicas=us-east-2 witness=us-east-2", "not 2"),
        ("region=eu-west-1 replicas=eu-west-2,eu-west-3 witness=eu-central-1", "not 4"),
        ("in r witness=us-west-2,us-east-2", "one witness"),
        ("in r replicas=eu-west-1,us-west-2", "of one set"),
        ("region=sa-east-1 replicas=us-east-1,us-west-2", "of one set"),
        ("replicas=us-east-1", "not 2"),
    ],
)
def test_it_takes_three_regions_of_one_set(sketch: str, words: str | None) -> None:
    found = shape.findings(f"dynamodb t {sketch} consistency=MRSC")
    assert len(found) == (words is not None)
    assert all(words is not None and words in finding.message for finding in found)


@pytest.mark.parametrize("name", ["ttl", "transactions", "lsi", "existing_data"])
def test_it_goes_without(name: str) -> None:
    sketch = f"dynamodb t in r replicas=us-east-2,us-west-2 consistency=MRSC {name}=true"
    fixed = shape.fixed(sketch, "fit-strong-mode")
    assert the(fixed)[name] is False
    assert regions_of(the(fixed)) == ("us-east-1", "us-east-2", "us-west-2")
    assert "fit-strong-mode" not in shape.safe(sketch)


@pytest.mark.parametrize(
    "sketch",
    [
        "in r replicas=us-east-2,us-west-2 consistency=MRSC",
        "in r replicas=us-east-1,us-east-2,us-west-2 consistency=MRSC",
        "replicas=us-east-1,us-east-2,us-west-2 consistency=MRSC",
        "replicas=us-east-1,us-east-2 consistency=MRSC",
        "in r replicas=us-moon-1,us-east-2 consistency=MRSC",
        "region=eu-central-1 replicas=eu-west-2 witness=eu-west-1 consistency=MRSC ttl=false",
        "region=ap-northeast-1 replicas=ap-northeast-2 witness=ap-northeast-3 consistency=MRSC",
        "in r replicas=eu-west-1 transactions=true ttl=true lsi=true",
        "in r replicas=eu-west-1 consistency=unset",
    ],
    ids=[
        "fits",
        "own listed too",
        "own unknown, listed",
        "own unknown",
        "nobody knows it",
        "EU",
        "AP",
        "eventual",
        "unknown mode",
    ],
)
def test_it_fits(sketch: str) -> None:
    assert shape.said(f"dynamodb t {sketch}") == []


def test_several_reasons_are_one_finding() -> None:
    message = shape.only("dynamodb t in r replicas=eu-west-1 consistency=MRSC ttl=true").message
    assert message.count(";") == 2


@pytest.mark.parametrize("own", ["us-east-1", "eu-central-1", "ap-northeast-3"])
@pytest.mark.parametrize("rest", ["", "replicas=sa-east-1", "replicas=us-west-2,eu-west-1 witness=sa-east-1 lsi=true"])
def test_each_fix_gives_a_shape_that_fits(own: str, rest: str) -> None:
    sketch = f"dynamodb t region={own} consistency=MRSC {rest}"
    assert shape.fixes(sketch) == ["fit-strong-mode", "become-aurora-dsql", "eventual-single-region"]
    for id in shape.fixes(sketch):
        assert shape.said(shape.fixed(sketch, id)) == []


# -- transactions -----------------------------------------------------------------------------------------------

atomic = Asking(("DAT-003", "DAT-005"), REGIONS)


def test_other_regions_see_half_a_transaction() -> None:
    sketch = "dynamodb t in r data_class=order replicas=eu-west-1 transactions=true"
    assert atomic.only(sketch).severity is Severity.WARNING
    assert atomic.fixes(sketch) == ["single-region-writes", "one-item", "become-aurora-dsql"]
    assert atomic.safe(sketch) == []


def test_a_ledger_has_the_greater_worry() -> None:
    assert atomic.said(f"{LEDGER} transactions=true") == ["DAT-003"]


@pytest.mark.parametrize("how", ["", "replicas=eu-west-1 write_mode=single_region", "replicas=none"])
def test_transactions_stay_whole(how: str) -> None:
    assert atomic.said(f"dynamodb t in r transactions=true {how}") == []


# -- what a strong write waits for ------------------------------------------------------------------------------

slow = Asking(("DAT-004", "DAT-006", "DAT-007"), REGIONS)
CALLER = "user u; lambda f in r; u calls f"
STRONG = "dynamodb t in r consistency=MRSC replicas=us-west-2 witness=us-east-2"
NEAR = "dynamodb t in r consistency=MRSC replicas=us-east-2 witness=us-west-2"


def trip(one: str, other: str) -> float:
    return decided(round_trip_ms(one, other) or 0)


@pytest.mark.parametrize(
    ("sketch", "waits"),
    [
        (f"{NEAR}; f writes t", trip("us-east-1", "us-east-2")),
        (f"{NEAR}; f writes t calls_per_request=4", 4 * trip("us-east-1", "us-east-2")),
        (f"{STRONG}; f writes t", trip("us-east-1", "us-east-2")),
        (f"{STRONG}; lambda g in far; u calls g; g writes t", trip("us-west-2", "us-east-2")),
        ("aurora_dsql t in r regions=us-west-2 witness=us-east-2; f writes t", 2 * trip("us-east-1", "us-east-2")),
        (
            "aurora t in s secondary_regions=us-east-1 write_forwarding=true; f writes t",
            trip("us-east-1", "eu-west-1"),
        ),
        (
            f"{NEAR}; lambda g in s; u calls g; g writes t",
            trip("eu-west-1", "us-east-1") + trip("us-east-1", "us-east-2"),
        ),
        (f"{NEAR}; dax d; f writes d; d writes t", trip("us-east-1", "us-east-2")),
    ],
    ids=["table", "four writes", "by way of the witness", "another writer", "DSQL", "forwarded", "from afar", "DAX"],
)
def test_a_write_waits_as_long_as_its_regions_are_apart(sketch: str, waits: float) -> None:
    whole = int(waits + LOCAL_MS)
    assert slow.said(f"{CALLER}; {sketch}; need latency write_ms={whole}") == ["DAT-006"]
    assert slow.said(f"{CALLER}; {sketch}; need latency write_ms={whole + 1}") == []


@pytest.mark.parametrize(
    "sketch",
    [
        f"{STRONG}; f writes t",
        f"{STRONG}; f reads t; need latency write_ms=1",
        "dynamodb t in r; f writes t; need latency write_ms=1",
        "dynamodb t in r replicas=eu-west-1; f writes t; need latency write_ms=1",
        "aurora_dsql t in r; f writes t; need latency write_ms=1",
        "aurora t in r secondary_regions=eu-west-1 write_forwarding=true; f writes t; need latency write_ms=1",
        f"{NEAR}; lambda g; u calls g; g writes t; need latency write_ms=1",
        f"{NEAR}; f writes t; need latency read_ms=1",
        f"{NEAR}; f writes t; need latency write_ms=soon",
        f"{NEAR}; sqs q; lambda g in r; f publishes q; q delivers g; g writes t; need latency write_ms=1",
    ],
    ids=[
        "no budget",
        "read",
        "one Region",
        "eventual",
        "DSQL in one Region",
        "at the primary",
        "unknown Region",
        "a budget for reads",
        "no number",
        "nobody waits",
    ],
)
def test_no_write_waits(sketch: str) -> None:
    assert slow.said(f"{CALLER}; {sketch}") == []


@pytest.mark.parametrize(
    ("before", "rules"),
    [("", ["DAT-006"]), ("apigw_http g; g routes_to f", ["DAT-006"]), ("sqs q; q delivers f", [])],
    ids=["nothing", "an entry", "a queue"],
)
def test_without_a_client_one_is_assumed_where_no_channel_feeds(before: str, rules: list[str]) -> None:
    assert slow.said(f"lambda f in r; {before}; {NEAR}; f writes t; need latency write_ms=1") == rules


def test_the_tightest_budget_counts_and_the_missed_ones_are_broken() -> None:
    sketch = f"{CALLER}; {NEAR}; f writes t; need latency as tight write_ms=5; need latency as loose write_ms=500"
    assert slow.only(sketch).breaks == ("tight",)


def test_each_writer_is_judged() -> None:
    sketch = f"{CALLER}; {STRONG}; f writes t; lambda g in far; u calls g; g writes t; need latency write_ms=5"
    assert [finding.on for finding in slow.findings(sketch)] == [("f", "t"), ("g", "t")]


def test_ways_out_of_a_slow_write() -> None:
    table = "dynamodb t in s consistency=MRSC replicas=eu-central-1 witness=eu-west-3"
    sketch = f"user u; lambda f in s; u calls f; {table}; f writes t calls_per_request=3; need latency as w write_ms=44"
    assert slow.fixes(sketch) == ["nearer-regions", "batch-writes", "acknowledge-first", "relax-w"]
    for id in slow.fixes(sketch):
        assert slow.said(slow.fixed(sketch, id)) == []
    assert slow.safe(sketch) == []


def test_behind_the_queue_a_function_in_the_writers_region_writes() -> None:
    design = slow.fixed(f"{CALLER}; {STRONG}; f writes t; need latency write_ms=5", "acknowledge-first")
    (access,) = the(design).accesses
    assert (access.accessor.id, access.accessor.region) == ("f-writer", "us-east-1")
    assert not access.accessor.on_request_path


def test_nearer_regions_are_proposed_only_where_they_are_near_enough() -> None:
    assert "nearer-regions" not in slow.fixes(f"{CALLER}; {STRONG}; f writes t; need latency write_ms=5")


def test_a_table_that_cannot_be_made_has_no_latency() -> None:
    sketch = f"{CALLER}; dynamodb t in r consistency=MRSC replicas=eu-west-1; f writes t; need latency write_ms=5"
    assert slow.said(sketch) == ["DAT-004"]


# -- one writer, written in several Regions ---------------------------------------------------------------------

single = Asking(("DAT-006", "DAT-007"), f"{REGIONS}; ecs_fargate x in r; ecs_fargate y in s")


@pytest.mark.parametrize("kind", ["aurora", "documentdb", "neptune", "elasticache"])
@pytest.mark.parametrize("verb", ["writes", "rw"])
def test_the_only_writer_is_elsewhere(kind: str, verb: str) -> None:
    finding = single.only(f"{kind} t in r secondary_regions=eu-west-1; x rw t; y {verb} t")
    assert (finding.rule.id, finding.on) == ("DAT-007", ("t", "y"))
    assert finding.message == "y in eu-west-1 writes t, whose only writer is in us-east-1."


@pytest.mark.parametrize(
    "sketch",
    [
        "aurora t in r secondary_regions=eu-west-1; x rw t; y reads t",
        "aurora t in r; x rw t; y rw t",
        "aurora t in r secondary_regions=eu-west-1 write_forwarding=true; y rw t",
        "aurora t secondary_regions=eu-west-1; y rw t",
        "aurora t in r secondary_regions=eu-west-1; lambda g; g rw t",
        "aurora t in r secondary_regions=eu-west-1; lambda g region=us-moon-1; g rw t",
        "dynamodb t in r replicas=eu-west-1; y rw t",
        "aurora_dsql t in r regions=us-east-2; y rw t",
        "rds t in r; y rw t",
        "aurora t in r secondary_regions=eu-west-1; rds_proxy p in s; y reads p; p rw t",
    ],
)
def test_its_writers_are_where_they_must_be(sketch: str) -> None:
    assert single.said(sketch) == []


def test_who_stands_by_finds_the_writer_beside_it_when_it_works() -> None:
    waiting = "ecs_fargate z in s standby=warm; aurora t in r secondary_regions=eu-west-1; x rw t; z rw t"
    assert single.said(waiting) == []
    assert single.said(waiting.replace("secondary_regions=eu-west-1", "secondary_regions=us-west-2")) == ["DAT-007"]
    independent = f"{waiting}; need multi_region_writes regions=us-east-1,eu-west-1"
    assert single.said(independent) == ["DAT-007"]
    forwarded = waiting.replace("z rw t", "z rw t; need latency write_ms=20")
    assert single.said(forwarded.replace("eu-west-1;", "eu-west-1 write_forwarding=true;")) == []


def test_forwarding_does_not_make_regions_independent() -> None:
    sketch = "aurora t in r secondary_regions=eu-west-1 write_forwarding=true; y rw t; need multi_region_writes as own"
    assert single.only(sketch).breaks == ("own",)
    assert "forward-writes" not in single.fixes(sketch)


def test_only_some_engines_forward() -> None:
    assert single.said("documentdb t in r secondary_regions=eu-west-1 write_forwarding=true; y rw t") == ["DAT-007"]
    assert "forward-writes" in single.fixes("aurora t in r secondary_regions=eu-west-1; y rw t")
    assert "forward-writes" not in single.fixes("documentdb t in r secondary_regions=eu-west-1; y rw t")


def test_a_proxy_is_looked_through() -> None:
    sketch = "aurora t in r secondary_regions=eu-west-1; rds_proxy p in s; y rw p; p rw t"
    assert single.only(sketch).on == ("t", "y")


def test_somebody_who_writes_twice_is_named_once() -> None:
    sketch = "aurora t in r secondary_regions=eu-west-1; y writes t; y rw t"
    assert single.only(sketch).on == ("t", "y")


def test_data_that_cannot_be_merged_becomes_no_global_table() -> None:
    sketch = "aurora t in r secondary_regions=eu-west-1 data_class=%s; y rw t"
    assert "become-dynamodb" in single.fixes(sketch % "catalog")
    assert "become-dynamodb" not in single.fixes(sketch % "ledger")


def test_the_queue_writes_in_the_primary_region() -> None:
    design = single.fixed("aurora t in r secondary_regions=eu-west-1; y writes t", "write-at-the-primary")
    assert single.said(design) == []
    assert the(design, "y-writer").region == "us-east-1"
