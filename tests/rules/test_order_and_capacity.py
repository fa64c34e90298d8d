"""Messages: in which order, for how long, and how many a channel carries."""

from __future__ import annotations

from typing import Any

import pytest

from sketchpad.catalog import graph
from sketchpad.model import Design
from sketchpad.rules import RULES, Severity, check

from .asking import Asking

TOP = "region r code=us-east-1"
OTHER = "region r code=eu-central-1"


def stated(design: Design, id: str) -> dict[str, Any]:
    """What a design says of a component or a connection."""
    part = design.components.get(id) or design.connections[id]
    return dict(part.properties)


def grave(design: Design) -> list[str]:
    """What every rule has to say about a design that a fix made, but for trade-offs."""
    return [finding.rule.id for finding in check(design).findings if finding.severity > Severity.INFO]


def level(asking: Asking, sketch: str) -> list[Severity]:
    return [finding.severity for finding in asking.findings(sketch)]


def test_the_family_is_whole() -> None:
    assert sorted(rule.id for rule in RULES if rule.family == "MSG") == [f"MSG-{n:03}" for n in range(1, 12)]


# -- MSG-005 ----------------------------------------------------------------------------------------------------

fast = Asking(("MSG-005",))


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("sqs q type=fifo peak_rps=300", None),
        ("sqs q type=fifo peak_rps=301", Severity.ERROR),
        ("sqs q type=fifo peak_rps=3000 batch=10", None),
        ("sqs q type=fifo peak_rps=3001 batch=10", Severity.ERROR),
        ("sqs q type=fifo peak_rps=3001 batch=99", Severity.ERROR),
        ("sqs q type=fifo peak_rps=301 batch=odd", Severity.ERROR),
        (f"{TOP}; sqs q in r type=fifo peak_rps=70000 high_throughput=true", None),
        (f"{TOP}; sqs q in r type=fifo peak_rps=70001 high_throughput=true", Severity.ERROR),
        (f"{TOP}; sqs q in r type=fifo peak_rps=70001 high_throughput=true batch=2", None),
        (f"{OTHER}; sqs q in r type=fifo peak_rps=2400 high_throughput=true", None),
        (f"{OTHER}; sqs q in r type=fifo peak_rps=2401 high_throughput=true", Severity.WARNING),
        ("sqs q type=fifo peak_rps=70000 high_throughput=true", None),
        ("sqs q type=fifo peak_rps=70001 high_throughput=true", Severity.ERROR),
        ("sqs q type=fifo", None),
        ("sqs q peak_rps=9000", None),
        ("lambda p; sqs q type=fifo; p publishes q rps=301", Severity.ERROR),
        ("lambda p; sns t; sqs q type=fifo; p publishes t rps=301; t delivers q", Severity.ERROR),
        ("eventbridge_bus b peak_rps=301; sqs q type=fifo; b delivers q", Severity.WARNING),
        ("eventbridge_bus b peak_rps=301; sqs q type=fifo; b delivers q rps=9", None),
        ("eventbridge_bus b peak_rps=301; sqs q type=fifo peak_rps=400; b delivers q", Severity.ERROR),
        ("sns q type=fifo peak_rps=3000", None),
        ("sns q type=fifo peak_rps=3001", Severity.ERROR),
        ("sns q type=fifo peak_rps=3001 scope=MessageGroup", None),
        ("sns q type=fifo peak_rps=600 groups=2", None),
        ("sns q type=fifo peak_rps=601 groups=2", Severity.ERROR),
        ("sns q peak_rps=9000 groups=1", None),
        ("eventbridge_bus q generation=custom peak_rps=750 groups=1", None),
        ("eventbridge_bus q generation=custom peak_rps=751 groups=1", Severity.ERROR),
        ("eventbridge_bus q generation=custom peak_rps=751 groups=2", None),
        ("eventbridge_bus q generation=custom peak_rps=301 groups=1 event_kb=4", Severity.ERROR),
        ("eventbridge_bus q generation=custom peak_rps=9000 group_key=order", None),
        ("eventbridge_bus q peak_rps=9000 groups=1", None),
    ],
)
def test_order_takes_only_so_much(sketch: str, severity: Severity | None) -> None:
    assert level(fast, sketch) == ([severity] if severity else [])


ONE_AT_A_TIME = "sqs q type=fifo groups=4 peak_rps={}; lambda c avg_duration_ms=200; q delivers c"


def test_one_message_of_a_group_at_a_time() -> None:
    assert fast.said(ONE_AT_A_TIME.format(20)) == []
    sketch = f"{ONE_AT_A_TIME.format(21)}; need ordering level=per_key"
    finding = fast.only(sketch)
    assert finding.on == ("c", "q")
    assert finding.message == "q: 21/s against a limit of 20/s (4 groups, each 200 ms at a time in c)."
    assert fast.fixes(sketch) == ["finer-groups", "relax-ordering"]
    assert stated(fast.fixed(sketch, "finer-groups"), "q")["groups"] == 5
    assert all(fast.said(fast.fixed(sketch, fix)) == [] for fix in fast.fixes(sketch))


def test_the_queue_and_its_consumer_may_both_be_too_slow() -> None:
    assert [finding.on for finding in fast.findings(ONE_AT_A_TIME.format(301))] == [("c", "q"), ("q",)]


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        ("sqs q type=fifo peak_rps=400", ["high-throughput", "batch", "become-kinesis-stream", "relax-ordering"]),
        ("sqs q type=fifo peak_rps=4000", ["high-throughput", "become-kinesis-stream", "relax-ordering"]),
        (
            f"{OTHER}; sqs q in r type=fifo peak_rps=9000",
            ["high-throughput-in-batches", "become-kinesis-stream", "relax-ordering"],
        ),
        ("sqs q type=fifo peak_rps=800000", ["become-kinesis-stream", "relax-ordering"]),
        ("sns t type=fifo; t delivers q; sqs q type=fifo peak_rps=800000", ["relax-ordering"]),
        ("sns q type=fifo peak_rps=4000 groups=1", ["relax-ordering"]),
        ("sns q type=fifo peak_rps=4000 groups=20", ["scope-message-group", "relax-ordering"]),
        ("sns q type=fifo peak_rps=6000 groups=20", ["scope-message-group", "relax-ordering"]),
        ("sns q type=fifo peak_rps=2000 groups=1", ["finer-groups", "relax-ordering"]),
        ("sns q type=fifo peak_rps=2000 groups=1; sqs z; q delivers z", ["finer-groups", "relax-ordering"]),
        ("sns q type=fifo peak_rps=2000 groups=1; sqs z type=fifo peak_rps=9; q delivers z", ["finer-groups"]),
        ("eventbridge_bus q generation=custom peak_rps=2000 groups=1", ["finer-groups", "relax-ordering"]),
    ],
)
def test_what_makes_room_for_order(sketch: str, fixes: list[str]) -> None:
    offered = fast.fixes(sketch)
    assert [fix for fix in offered if fix != "become-kinesis-stream" or "sns q" not in sketch] == fixes
    assert all(fast.said(fast.fixed(sketch, fix)) == [] for fix in offered)


def test_giving_up_order_gives_up_the_requirement() -> None:
    sketch = "sqs q type=fifo peak_rps=400; need ordering level=per_key; need ordering as other level=total on=z; sqs z"
    design = fast.fixed(sketch, "relax-ordering")
    levels = {id: need.properties["level"] for id, need in design.requirements.items()}
    assert levels == {"ordering": "none", "other": "total"}
    assert fast.only(sketch).breaks == ("ordering",)
    assert "relax-ordering" not in fast.safe(sketch)


# -- MSG-007 ----------------------------------------------------------------------------------------------------

order = Asking(("MSG-007",), "ecs_fargate p; lambda c; need ordering level=per_key")


def between(channel: str, delivers: str = "") -> str:
    return f"{channel}; p publishes k; k delivers c {delivers}"


UNORDERED = [
    between("sqs k"),
    between("sns k"),
    between("firehose k"),
    between("kinesis_stream k partition_key=random"),
    between("kinesis_stream k partition_key=none"),
    between("msk k partition_key=random"),
    between("eventbridge_bus k"),
    between("eventbridge_bus k generation=custom", "subscriber=FIFO invocation=REQUEST_RESPONSE"),
    between("eventbridge_bus k generation=custom group_key=order", "subscriber=FIFO"),
    between("eventbridge_bus k generation=custom group_key=order", "invocation=REQUEST_RESPONSE"),
]


@pytest.mark.parametrize("sketch", UNORDERED)
def test_order_is_lost(sketch: str) -> None:
    finding = order.only(sketch)
    assert (finding.on, finding.severity, finding.breaks) == (("k",), Severity.ERROR, ("ordering",))
    assert finding.message.startswith("k does not keep the order of a key: ")
    assert order.fixes(sketch)[-1] == "relax-ordering"
    assert all(order.said(order.fixed(sketch, fix)) == [] for fix in order.fixes(sketch))


@pytest.mark.parametrize(
    "sketch",
    [
        between("sqs k type=fifo"),
        between("sqs k type=odd"),
        between("sns k type=fifo"),
        between("kinesis_stream k"),
        between("kinesis_stream k partition_key=device"),
        between("msk k"),
        between("amazon_mq k"),
        between("eventbridge_bus k generation=custom group_key=order", "subscriber=FIFO invocation=REQUEST_RESPONSE"),
        between("eventbridge_bus k generation=custom groups=9", "subscriber=FIFO invocation=REQUEST_RESPONSE"),
        "eventbridge_bus k generation=custom group_key=o; sqs q type=fifo; p publishes k; k delivers q subscriber=FIFO",
        between("sqs k is_dlq=true"),
        "sqs k; p publishes k",
        "sqs k; k delivers c",
        "kinesis_stream k; firehose h; s3 s event_store=true; p publishes k; k delivers h; h delivers s",
    ],
)
def test_order_is_kept_or_not_needed(sketch: str) -> None:
    assert order.said(sketch) == []


@pytest.mark.parametrize(
    ("asked", "broken"),
    [
        ("level=none", None),
        ("level=unset", None),
        ("level=total", ("n",)),
        ("level=per_key on=k", ("n",)),
        ("level=per_key on=other; sqs other type=fifo", None),
    ],
)
def test_which_order_is_asked_of_which_channel(asked: str, broken: tuple[str, ...] | None) -> None:
    only = Asking(("MSG-007",), "ecs_fargate p; lambda c")
    found = only.findings(f"{between('sqs k')}; need ordering as n {asked}")
    assert [finding.breaks for finding in found] == ([broken] if broken else [])
    assert all(("total order" in finding.message) == ("total" in asked) for finding in found)


def test_a_channel_that_is_named_need_not_be_wired_yet() -> None:
    alone = Asking(("MSG-007",))
    assert alone.only("sqs k; need ordering level=per_key on=k; need ordering as all level=per_key").breaks == (
        "ordering",
    )


def test_a_queue_that_is_shared_is_a_greater_worry() -> None:
    both = Asking(("MSG-002", "MSG-007"), order.around)
    assert both.said(f"{between('sqs k')}; lambda d; k delivers d") == ["MSG-002"]


def test_a_queue_in_order_keeps_up_with_what_comes() -> None:
    design = order.fixed(between("sqs k peak_rps=301 dlq=true"), "make-fifo")
    assert stated(design, "k") == {
        "dlq": True,
        "group_key": "entity",
        "high_throughput": True,
        "peak_rps": 301,
        "type": "fifo",
    }
    assert grave(design) == []
    slow = order.fixed(between("sqs k peak_rps=300 group_key=order"), "make-fifo")
    assert stated(slow, "k") == {"group_key": "order", "peak_rps": 300, "type": "fifo"}


def test_a_bus_in_order_waits_for_its_functions_and_keeps_its_history() -> None:
    sketch = f"{between('eventbridge_bus k archive_days=90', 'on_failure=true')}; sqs q type=fifo; k delivers q"
    design = order.fixed(sketch, "order-by-group")
    assert stated(design, "k") == {
        "archive_days": 90,
        "generation": "custom",
        "group_key": "entity",
        "retention_days": 90,
    }
    assert stated(design, "k-delivers-c") == {
        "invocation": "REQUEST_RESPONSE",
        "on_failure": True,
        "subscriber": "FIFO",
    }
    assert stated(design, "k-delivers-q") == {"subscriber": "FIFO"}


def test_a_function_that_is_waited_for_needs_the_subscription_to_keep_what_fails() -> None:
    design = order.fixed("lambda f on_failure=true; eventbridge_bus k; p publishes k; k delivers f", "order-by-group")
    assert stated(design, "k-delivers-f")["dlq"] is True
    assert grave(design) == []


@pytest.mark.parametrize(("archive", "kept"), [(-1, 365), (900, 365), (1, None), (0, None)])
def test_what_an_archive_becomes(archive: int, kept: int | None) -> None:
    design = order.fixed(between(f"eventbridge_bus k archive_days={archive}"), "order-by-group")
    assert stated(design, "k").get("retention_days") == kept


def test_only_some_regions_have_the_bus_that_keeps_order() -> None:
    sketch = "region r code=sa-east-1; eventbridge_bus k in r; p publishes k; k delivers c"
    assert order.fixes(sketch) == ["relax-ordering"]


def test_what_cannot_read_a_stream_is_not_put_behind_one() -> None:
    assert order.fixes("sqs k; p publishes k; sqs z; k delivers z") == ["make-fifo", "relax-ordering"]
    assert order.fixes("sns k; p publishes k; sqs z type=fifo; k delivers z") == ["make-fifo", "relax-ordering"]
    assert order.fixes(between("sns k")) == ["become-kinesis-stream", "relax-ordering"]


# -- MSG-008 ----------------------------------------------------------------------------------------------------

history = Asking(("MSG-008",), "ecs_fargate p; lambda c")


@pytest.mark.parametrize(
    "channel",
    [
        "sqs k",
        "sns k",
        "sns k archive_days=90",
        "sns k type=fifo archive_days=29",
        "eventbridge_bus k",
        "eventbridge_bus k archive_days=29",
        "eventbridge_bus k archive_days=90 generation=custom",
        "eventbridge_bus k retention_days=90",
        "kinesis_stream k retention_h=719",
        "msk k",
        "firehose k",
    ],
)
def test_nothing_keeps_events_for_so_long(channel: str) -> None:
    sketch = f"{between(channel)}; need replay days=30"
    finding = history.only(sketch)
    assert (finding.on, finding.severity, finding.breaks) == (("k",), Severity.ERROR, ("replay",))
    assert "insert-event-store" in history.fixes(sketch)
    assert all(history.said(history.fixed(sketch, fix)) == [] for fix in history.fixes(sketch))


@pytest.mark.parametrize(
    "sketch",
    [
        between("sns k type=fifo archive_days=30"),
        between("eventbridge_bus k archive_days=30"),
        between("eventbridge_bus k archive_days=-1"),
        between("eventbridge_bus k generation=custom retention_days=30"),
        between("kinesis_stream k retention_h=720"),
        between("kinesis_stream k retention_h=long"),
        between("msk k retention_h=720"),
        f"{between('sqs k')}; kinesis_stream s retention_h=720",
        f"{between('sqs k')}; s3 s event_store=true",
        f"{between('sqs k')}; dynamodb s event_store=true",
        "lambda x",
        "sqs d is_dlq=true; d delivers c",
    ],
)
def test_events_are_kept(sketch: str) -> None:
    assert history.said(f"{sketch}; need replay days=30") == []


@pytest.mark.parametrize(
    ("asked", "speaks"),
    [
        ("days=1", True),
        ("days=0", False),
        ("", False),
        ("days=odd", False),
        ("days=1 on=k", True),
        ("days=1 on=c", False),
    ],
)
def test_how_long_and_of_what(asked: str, speaks: bool) -> None:
    assert bool(history.said(f"{between('sqs k')}; need replay {asked}")) is speaks


def test_a_channel_in_scope_decides() -> None:
    sketch = f"{between('sqs k')}; kinesis_stream s retention_h=720; need replay days=30 on=k"
    assert history.only(sketch).on == ("k",)


def test_it_is_told_where_events_come_in() -> None:
    sketch = "eventbridge_bus b archive_days=7; sqs q; p publishes b; b delivers q; q delivers c; need replay days=30"
    assert history.only(sketch).message == "Events are to be read again for 30 days; b keeps 7 days."
    assert history.only(sketch.replace("=7", "=1")).message.endswith("b keeps 1 day.")
    assert history.only(sketch).on == ("b",)


def test_the_tightest_of_several_requirements_counts() -> None:
    sketch = f"{between('sqs k')}; need replay as a days=7; need replay as b days=30; need replay as c1 days=9 on=k"
    finding = history.only(sketch)
    assert finding.breaks == ("a", "b", "c1")
    assert "30 days" in finding.message


@pytest.mark.parametrize(
    ("channel", "days", "kept"),
    [
        ("eventbridge_bus k", 400, {"archive_days": 400}),
        ("eventbridge_bus k generation=custom", 365, {"generation": "custom", "retention_days": 365}),
        ("eventbridge_bus k generation=custom", 366, None),
        ("kinesis_stream k", 365, {"retention_h": 8760}),
        ("kinesis_stream k", 366, None),
        ("kinesis_stream k", 1.01, {"retention_h": 25}),
        ("msk k", 366, {"retention_h": 8784}),
        ("sns k type=fifo", 365, {"type": "fifo", "archive_days": 365}),
        ("sns k type=fifo", 366, None),
        ("sns k", 30, None),
        ("sqs k", 30, None),
    ],
)
def test_how_long_a_channel_can_keep_events(channel: str, days: float, kept: dict[str, Any] | None) -> None:
    sketch = f"{between(channel)}; need replay days={days}"
    assert ("keep-longer" in history.fixes(sketch)) is (kept is not None)
    if kept is not None:
        assert stated(history.fixed(sketch, "keep-longer"), "k") == kept
        assert history.safe(sketch) == ["keep-longer"]


def test_a_store_of_events_is_fed_by_a_bus_and_by_the_producers_of_a_queue() -> None:
    bus = history.fixed(f"{between('eventbridge_bus k')}; need replay days=30", "insert-event-store")
    assert [link.source.id for link in graph(bus).node("event-loader").incoming] == ["k"]
    queue = history.fixed(f"{between('sqs k')}; need replay days=30", "insert-event-store")
    assert [link.source.id for link in graph(queue).node("event-loader").incoming] == ["p"]
    assert stated(queue, "event-store")["event_store"] is True
    assert history.fixes("sqs k; k delivers c; need replay days=3") == []


def test_a_store_of_events_does_not_spoil_the_order() -> None:
    sketch = (
        "eventbridge_bus k generation=custom group_key=o; p publishes k; need ordering level=per_key;"
        "k delivers c subscriber=FIFO invocation=REQUEST_RESPONSE dlq=true; need replay days=400"
    )
    assert grave(history.fixed(sketch, "insert-event-store")) == []


# -- MSG-009 ----------------------------------------------------------------------------------------------------

sparse = Asking(("MSG-009",), "ecs_fargate p; lambda c; lambda d")


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("kinesis_stream k peak_rps=9.9; k delivers c", True),
        ("kinesis_stream k peak_rps=10; k delivers c", False),
        ("kinesis_stream k; p publishes k rps=2", True),
        ("kinesis_stream k; p publishes k", False),
        ("kinesis_stream k; p publishes k rps=2; dynamodb t; t streams_to k", False),
        ("kinesis_stream k peak_rps=2; k delivers c; k delivers d", False),
        ("kinesis_stream k peak_rps=2; k delivers c consumer_group=g; k delivers d consumer_group=g", True),
        ("kinesis_stream k peak_rps=2 traffic=discrete; k delivers c", True),
        ("kinesis_stream k peak_rps=2 traffic=continuous; k delivers c", False),
        ("kinesis_stream k peak_rps=2; need ordering level=per_key", False),
        ("kinesis_stream k peak_rps=2; need ordering level=none", True),
        ("kinesis_stream k peak_rps=2; need replay days=2", False),
        ("kinesis_stream k peak_rps=2; need replay days=2 on=q; sqs q", True),
        ("msk k peak_rps=2; k delivers c", False),
    ],
)
def test_a_stream_has_little_to_do(sketch: str, speaks: bool) -> None:
    assert bool(sparse.said(sketch)) is speaks


def test_a_queue_or_a_bus_takes_its_place() -> None:
    sketch = (
        "lambda e timeout_s=60; kinesis_stream k peak_rps=2; p publishes k;"
        "k delivers e max_retries=3 bisect=true on_failure=true"
    )
    assert sparse.only(sketch).message == "k carries 2 events a second to one consumer; a queue or a bus fits."
    assert sparse.fixes(sketch) == ["become-sqs", "become-eventbridge-bus", "continuous"]
    assert sparse.safe(sketch) == []
    queue = sparse.fixed(sketch, "become-sqs")
    assert stated(queue, "k") == {"dlq": True, "peak_rps": 2, "visibility_timeout_s": 360}
    for fix in sparse.fixes(sketch):
        assert grave(sparse.fixed(sketch, fix)) == []
        assert sparse.said(sparse.fixed(sketch, fix)) == []


def test_a_loader_reads_from_no_queue() -> None:
    assert sparse.fixes("firehose h; kinesis_stream k peak_rps=2; k delivers h") == [
        "become-eventbridge-bus",
        "continuous",
    ]


# -- MSG-010 ----------------------------------------------------------------------------------------------------

shards = Asking(("MSG-010",))


def readers(many: int, how: str = "") -> str:
    return "".join(f"; ecs_fargate c{n:02}; s delivers c{n:02} {how}" for n in range(many))


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        (f"kinesis_stream s{readers(5)}", False),
        (f"kinesis_stream s{readers(6)}", True),
        (f"kinesis_stream s{readers(6, 'consumer_group=g')}", False),
        (f"kinesis_stream s{readers(20, 'efo=true')}", False),
        (f"kinesis_stream s{readers(21, 'efo=true')}", True),
        (f"kinesis_stream s mode=on_demand_advantage{readers(50, 'efo=true')}", False),
        (f"kinesis_stream s mode=on_demand_advantage{readers(51, 'efo=true')}", True),
        ("kinesis_stream s mode=provisioned shards=2 peak_rps=2000", False),
        ("kinesis_stream s mode=provisioned shards=2 peak_rps=2001", True),
        ("kinesis_stream s mode=on_demand shards=2 peak_rps=2001", False),
        ("kinesis_stream s mode=provisioned peak_rps=2001", False),
        ("kinesis_stream s mode=provisioned shards=2 peak_mb_s=2", False),
        ("kinesis_stream s mode=provisioned shards=2 peak_mb_s=2.1", True),
        (f"kinesis_stream s shards=2 peak_mb_s=2{readers(2)}", False),
        (f"kinesis_stream s shards=2 peak_mb_s=2{readers(3)}", True),
        (f"kinesis_stream s shards=2 peak_mb_s=2{readers(3, 'efo=true')}", False),
        (f"kinesis_stream s peak_mb_s=2{readers(3)}", False),
    ],
)
def test_what_shards_carry(sketch: str, speaks: bool) -> None:
    found = shards.findings(sketch)
    assert [(finding.on, finding.severity) for finding in found] == ([(("s",), Severity.ERROR)] if speaks else [])
    for fix in (fix for finding in found for fix in finding.fixes):
        assert shards.said(fix.edit(shards.design(sketch))) == [], fix.id


def test_every_excess_is_told_and_answered() -> None:
    sketch = f"kinesis_stream s mode=provisioned shards=2 peak_rps=5000 peak_mb_s=3{readers(4)}"
    finding = shards.only(sketch)
    assert finding.message == (
        "s: 5,000 records/s arrive, its shards take 2,000; 3 MB/s arrive, its shards take 2; "
        "12 MB/s to read, its shards give 4."
    )
    assert shards.fixes(sketch) == ["more-shards"]
    assert stated(shards.fixed(sketch, "more-shards"), "s")["shards"] == 6


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        ("kinesis_stream s mode=provisioned shards=2 peak_rps=2001", ["on-demand", "more-shards"]),
        (f"kinesis_stream s{readers(6)}", ["enhanced-fan-out", "insert-eventbridge-bus"]),
        (
            f"kinesis_stream s mode=provisioned shards=2 peak_rps=5000{readers(6)}",
            ["on-demand-and-fan-out", "more-shards-and-fan-out"],
        ),
        (f"kinesis_stream s{readers(21)}", ["on-demand-advantage-and-fan-out", "insert-eventbridge-bus"]),
        (f"kinesis_stream s{readers(21, 'efo=true')}", ["on-demand-advantage"]),
        (f"kinesis_stream s{readers(51, 'efo=true')}", []),
    ],
)
def test_what_relieves_a_stream(sketch: str, fixes: list[str]) -> None:
    assert shards.fixes(sketch) == fixes


def test_only_as_many_readers_leave_as_have_to() -> None:
    design = shards.fixed(f"kinesis_stream s{readers(7)}", "insert-eventbridge-bus")
    some = graph(design)
    assert [link.target.id for link in some.node("s").outgoing] == ["c00", "c01", "c02", "c03", "s-pipe"]
    assert [link.target.id for link in some.node("s-events").outgoing] == ["c04", "c05", "c06"]
    assert all(link["dlq"] for link in some.node("s-events").outgoing)


# -- MSG-011 ----------------------------------------------------------------------------------------------------

quota = Asking(("MSG-011",), "region mumbai code=ap-south-1; region virginia code=us-east-1")


def targets(many: int, how: str = "", kind: str = "sqs") -> str:
    return "".join(f"; {kind} t{n:02}; b delivers t{n:02} {how}" for n in range(many))


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        (f"eventbridge_bus b{targets(5, 'rule=x')}", None),
        (f"eventbridge_bus b{targets(6, 'rule=x')}", Severity.ERROR),
        (f"eventbridge_bus b{targets(6)}", None),
        (f"eventbridge_bus b generation=custom{targets(6, 'rule=x')}", None),
        ("eventbridge_bus b in mumbai peak_rps=600", None),
        ("eventbridge_bus b in mumbai peak_rps=601", Severity.WARNING),
        ("eventbridge_bus b in mumbai peak_rps=6000 entries_per_put=10", None),
        ("eventbridge_bus b in mumbai peak_rps=601 put_quota_rps=601", None),
        (f"eventbridge_bus b in mumbai peak_rps=550{targets(2)}", None),
        (f"eventbridge_bus b in mumbai peak_rps=551{targets(2)}", Severity.WARNING),
        (f"eventbridge_bus b in mumbai peak_rps=551{targets(2, 'rps=9')}", None),
        (f"eventbridge_bus b in mumbai peak_rps=551 invocation_quota_rps=1102{targets(2)}", None),
        (f"eventbridge_bus b in virginia peak_rps=900{targets(2)}", None),
        ("eventbridge_bus b peak_rps=90000", None),
        ("eventbridge_bus b region=mars-1 peak_rps=90000", None),
        ("eventbridge_bus b region=af-south-1 peak_rps=401", Severity.WARNING),
        ("eventbridge_bus b in mumbai", None),
        ("eventbridge_bus b generation=custom peak_rps=500000", None),
        ("eventbridge_bus b generation=custom peak_rps=500001", Severity.ERROR),
    ],
)
def test_what_a_bus_takes(sketch: str, severity: Severity | None) -> None:
    assert level(quota, sketch) == ([severity] if severity else [])
    for fix in (fix for finding in quota.findings(sketch) for fix in finding.fixes):
        assert quota.said(fix.edit(quota.design(sketch))) == [], fix.id


def test_a_crowded_rule_becomes_several() -> None:
    sketch = f"eventbridge_bus b; sqs z; b delivers z rule=x-2{targets(12, 'rule=x')}"
    assert quota.fixes(sketch) == ["more-rules", "insert-sns"]
    rules = [c.properties["rule"] for id, c in sorted(quota.fixed(sketch, "more-rules").connections.items())]
    assert rules == ["x"] * 5 + ["x-3"] * 5 + ["x-4"] * 2 + ["x-2"]


def test_a_topic_is_one_target_for_many() -> None:
    sketch = f"eventbridge_bus b{targets(6, 'rule=x')}; lambda f; b delivers f rule=y"
    design = quota.fixed(sketch, "insert-sns")
    some = graph(design)
    assert [link.target.id for link in some.node("b").outgoing] == ["b-topic", "f"]
    assert [link["rule"] for link in some.node("b").outgoing] == ["x", "y"]
    assert [link["rule"] for link in some.node("b-topic").outgoing] == [None] * 6


def test_a_topic_does_not_reach_everything() -> None:
    assert quota.fixes(f"eventbridge_bus b{targets(6, 'rule=x', 'step_functions')}") == ["more-rules"]
    assert quota.fixes(f"eventbridge_bus b{targets(6, 'rule=x', 'kinesis_stream')}") == ["more-rules"]


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        ("eventbridge_bus b in mumbai peak_rps=700", ["entries-per-put", "custom-bus", "request-quota"]),
        ("eventbridge_bus b in mumbai peak_rps=7000", ["custom-bus", "request-quota"]),
        ("eventbridge_bus b region=sa-east-1 peak_rps=7000", ["request-quota"]),
        (f"eventbridge_bus b in mumbai peak_rps=600{targets(2)}", ["insert-sns", "custom-bus", "request-quota"]),
        (f"eventbridge_bus b in mumbai peak_rps=700{targets(2)}", ["custom-bus", "request-quota"]),
    ],
)
def test_what_relieves_a_bus(sketch: str, fixes: list[str]) -> None:
    assert quota.fixes(sketch) == fixes


def test_both_quotas_are_told_and_asked_for() -> None:
    sketch = f"eventbridge_bus b in mumbai peak_rps=700{targets(2)}"
    assert quota.only(sketch).message == (
        "b: 700 puts/s against a quota of 600; 1,400 deliveries/s against a quota of 1,100 in ap-south-1."
    )
    assert "up to 1,400 deliveries/s" in quota.only(sketch.replace("t00 ;", "t00 rule=x;")).message
    asked = stated(quota.fixed(sketch, "request-quota"), "b")
    assert (asked["put_quota_rps"], asked["invocation_quota_rps"]) == (700, 1400)
    assert "request-quota" not in quota.safe(sketch)
