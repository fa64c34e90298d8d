"""Messages: who gets them, in which order, what becomes of those that fail, and how much a channel carries."""

from __future__ import annotations

import pytest

from sketchpad.catalog import graph
from sketchpad.model import Design, Node
from sketchpad.rules import Severity, check

from .asking import Asking


def lines(design: Design) -> set[str]:
    """The connections of a design, as they are read."""
    return {f"{c.source} {c.verb} {c.target}" for c in design.connections.values()}


def node(design: Design, id: str) -> Node:
    return graph(design).node(id)


def grave(design: Design) -> list[str]:
    """What every rule has to say about a design that a fix made, but for trade-offs."""
    return [finding.rule.id for finding in check(design).findings if finding.severity > Severity.INFO]


# -- MSG-001 ----------------------------------------------------------------------------------------------------

knows = Asking(("MSG-001",), "ecs_fargate p; lambda x; lambda y; lambda z; sqs a; sqs b; a delivers x; b delivers y")
QUEUES = "p publishes a; p publishes b"
CALLS = "p calls x needs_response=false; p invokes_async z"


@pytest.mark.parametrize("tells", [QUEUES, CALLS, "p invokes_async x; p invokes_async y"])
def test_a_producer_names_its_consumers(tells: str) -> None:
    finding = knows.only(f"{tells}; need consumers grow=true")
    assert (finding.on, finding.severity, finding.breaks) == (("p",), Severity.ERROR, ("consumers",))
    assert finding.message == "p tells 2 consumers itself; one more means changing p."


@pytest.mark.parametrize(
    ("asked", "severity"),
    [
        ("need consumers n=3", Severity.WARNING),
        ("need consumers n=2", None),
        ("need consumers n=many", None),
        ("need consumers n=9 on=q; sqs q", None),
        ("need consumers n=9 on=p", Severity.WARNING),
        ("need consumers grow=true n=1", Severity.ERROR),
        ("need consumers grow=maybe", None),
        ("", None),
    ],
)
def test_what_is_asked_of_the_consumers(asked: str, severity: Severity | None) -> None:
    assert [finding.severity for finding in knows.findings(f"{QUEUES}; {asked}")] == ([severity] if severity else [])


@pytest.mark.parametrize(
    "tells",
    [
        "p publishes a; p calls z needs_response=false",
        "p calls x needs_response=true; p calls y needs_response=true",
        "p calls x; p calls y",
        "p invokes_async x needs_response=true; p invokes_async y",
        f"{QUEUES}; sns t; p publishes t",
        f"{QUEUES}; kinesis_stream t; p publishes t",
        "p invokes_async x; p invokes_async x",
        "sqs d is_dlq=true; p publishes d; p publishes a",
        "external_system e; e publishes a; e publishes b",
    ],
    ids=["one each", "answers", "perhaps answers", "an answer", "topic", "stream", "one twice", "failures", "not ours"],
)
def test_a_producer_that_knows_nobody_too_well(tells: str) -> None:
    assert knows.said(f"{tells}; need consumers grow=true") == []


def test_a_bus_comes_between_a_producer_and_its_queues() -> None:
    sketch = "p publishes a payload_kb=9 rps=4; p publishes b; need consumers grow=true"
    assert knows.fixes(sketch) == ["insert-eventbridge-bus", "insert-sns"]
    for fix, hub in (("insert-eventbridge-bus", "events"), ("insert-sns", "topic")):
        design = knows.fixed(sketch, fix)
        assert {f"p publishes {hub}", f"{hub} delivers a", f"{hub} delivers b"} < lines(design)
        assert "p publishes a" not in lines(design)
        carried = next(c for c in design.connections.values() if (c.source, c.target) == (hub, "a"))
        assert carried.properties == {"payload_kb": 9, "rps": 4}


def test_whoever_was_called_gets_a_queue() -> None:
    sketch = "lambda w timeout_s=60; p calls w needs_response=false payload_kb=7; p invokes_async z; need consumers n=3"
    design = knows.fixed(sketch, "insert-eventbridge-bus")
    assert {"events delivers w-queue", "w-queue delivers w", "z-queue delivers z"} < lines(design)
    assert node(design, "w-queue").component.properties == {"dlq": True, "visibility_timeout_s": 360}
    assert node(design, "z-queue").component.properties == {"dlq": True}
    assert not lines(design) & {"p calls w", "p invokes_async z"}


def test_a_queue_in_order_gets_its_messages_in_order() -> None:
    mixed = "sqs f type=fifo; p publishes f; p publishes a; need consumers n=3"
    assert node(knows.fixed(mixed, "insert-sns"), "topic").component.properties == {"type": "fifo"}
    design = knows.fixed(mixed, "insert-eventbridge-bus")
    assert node(design, "events").component.properties == {"generation": "custom", "group_key": "entity"}
    assert {link.target.id: link["subscriber"] for link in node(design, "events").outgoing} == {
        "a": "UNORDERED",
        "f": "FIFO",
    }


ORDER = "need ordering level=per_key"


def test_whatever_comes_between_keeps_the_order_that_is_asked_for() -> None:
    sketch = f"p invokes_async x; p invokes_async z; need consumers n=3; {ORDER}"
    only = Asking(("MSG-001",), "ecs_fargate p; lambda x; lambda z")
    assert only.fixes(sketch) == ["insert-eventbridge-bus", "insert-sns"]
    for fix in only.fixes(sketch):
        design = only.fixed(sketch, fix)
        assert node(design, "x-queue").component.properties == {"dlq": True, "group_key": "entity", "type": "fifo"}
        assert grave(design) == []
    queues = f"sqs f dlq=true; sqs g dlq=true; p publishes f; p publishes g; need consumers n=3; {ORDER}"
    queues += "; f delivers x; g delivers z"
    assert all(grave(only.fixed(queues, fix)) == [] for fix in only.fixes(queues))


@pytest.mark.parametrize(
    ("more", "fixes"),
    [
        ("need replay days=90", ["insert-eventbridge-bus"]),
        ("need replay days=90 on=z", ["insert-eventbridge-bus", "insert-sns"]),
        (f"need replay days=90; {ORDER}", ["insert-eventbridge-bus", "insert-sns"]),
        (f"need replay days=900; {ORDER}", []),
        (f"need replay days=900; {ORDER.replace('per_key', 'none')}", ["insert-eventbridge-bus"]),
        ("p publishes a id=big payload_kb=300", ["insert-eventbridge-bus"]),
        ("p publishes a id=big payload_kb=300 claim_check=true", ["insert-eventbridge-bus", "insert-sns"]),
        ("p publishes a id=big payload_kb=3000", []),
    ],
)
def test_what_cannot_do_what_is_asked_is_not_proposed(more: str, fixes: list[str]) -> None:
    sketch = f"{QUEUES}; need consumers grow=true; {more}"
    assert knows.fixes(sketch) == fixes


def test_a_region_without_the_bus_that_keeps_order_has_a_topic() -> None:
    only = Asking(("MSG-001",), "region r code=sa-east-1; ecs_fargate p in r; lambda x; lambda y")
    assert only.fixes(f"{TELLS}; {ORDER}".replace("lambda x; lambda y; ", "")) == ["insert-sns"]


def test_a_day_of_history_is_kept_anyway() -> None:
    design = knows.fixed(f"{QUEUES}; need consumers grow=true; need replay days=1; {ORDER}", "insert-eventbridge-bus")
    assert node(design, "events").component.properties == {"generation": "custom", "group_key": "entity"}


def test_a_history_is_kept_from_the_beginning() -> None:
    sketch = f"{QUEUES}; need consumers grow=true; need replay days=90"
    assert node(knows.fixed(sketch, "insert-eventbridge-bus"), "events").component.properties == {"archive_days": 90}
    in_order = f"{sketch}; {ORDER}"
    assert node(knows.fixed(in_order, "insert-sns"), "topic")["archive_days"] == 90
    assert node(knows.fixed(in_order, "insert-eventbridge-bus"), "events")["retention_days"] == 90


def test_what_takes_no_messages_is_not_put_behind_a_queue() -> None:
    assert knows.fixes("bedrock m; p invokes m needs_response=false; p invokes_async x; need consumers n=3") == []


def test_a_gateway_over_shared_data_says_it_already() -> None:
    shared = Asking(("INT-005", "MSG-001"), "user u; apigw_http g; service a; service b; ecs_fargate p in a; rds d")
    sketch = f"ecs_fargate q in b; u routes_to g; g routes_to p; g routes_to q; p rw d; q rw d; {TELLS}"
    assert shared.said(sketch) == ["INT-005"]


TELLS = "lambda x; lambda y; p invokes_async x; p invokes_async y; need consumers grow=true"


# -- MSG-002 ----------------------------------------------------------------------------------------------------

shared = Asking(("MSG-002", "MSG-007"), "ecs_fargate p; sqs q dlq=true; lambda x; lambda y; lambda z")
TWO = "q delivers x; q delivers y"


def test_two_groups_drain_a_queue() -> None:
    finding = shared.only(f"p publishes q; {TWO}")
    assert (finding.on, finding.severity) == (("q", "x", "y"), Severity.ERROR)
    assert finding.message == "q is drained by x and y; each message reaches only one of them."


def test_a_group_is_named_with_its_workers() -> None:
    sketch = "q delivers x consumer_group=w; q delivers y consumer_group=w; q delivers z"
    assert "q is drained by w (x and y) and z;" in shared.only(sketch).message


@pytest.mark.parametrize(
    "sketch",
    [
        "q delivers x consumer_group=w; q delivers y consumer_group=w",
        "q delivers x",
        "q delivers x; q delivers x",
        "sqs d is_dlq=true; q delivers x; q delivers d",
        "sns t; t delivers x; t delivers y",
    ],
    ids=["workers of one", "one", "one twice", "failures move aside", "a topic"],
)
def test_one_group_drains_a_queue(sketch: str) -> None:
    assert shared.said(sketch) == []


def test_a_queue_that_is_called_after_failures_is_a_consumer_like_any_other() -> None:
    assert shared.said("sqs dead-letter-queue; q delivers x; q delivers dead-letter-queue") == ["MSG-002"]


@pytest.mark.parametrize(
    ("asked", "broken"),
    [("n=2", True), ("n=1", False), ("grow=true", True), ("n=2 on=p", True), ("n=2 on=q", True), ("n=2 on=x", False)],
)
def test_several_consumers_were_asked_for(asked: str, broken: bool) -> None:
    finding = shared.only(f"p publishes q; {TWO}; need consumers as many {asked}")
    assert finding.breaks == (("many",) if broken else ())


@pytest.mark.parametrize(("fix", "hub"), [("insert-sns", "q-topic"), ("insert-eventbridge-bus", "q-events")])
def test_each_group_gets_a_queue_behind_a_topic(fix: str, hub: str) -> None:
    design = shared.fixed(f"p publishes q; {TWO}", fix)
    assert lines(design) == {
        f"p publishes {hub}",
        f"{hub} delivers q",
        f"{hub} delivers q-y",
        "q delivers x",
        "q-y delivers y",
    }
    assert node(design, "q-y").component.properties == {"dlq": True}
    assert grave(design) == []


def test_a_topic_that_is_there_serves() -> None:
    sketch = f"sns t; t delivers q rps=5; {TWO}"
    assert shared.fixes(sketch) == ["split-queue"]
    design = shared.fixed(sketch, "split-queue")
    assert {"t delivers q", "t delivers q-y", "q-y delivers y"} < lines(design)
    assert [link["rps"] for link in node(design, "q-y").incoming] == [5]


def test_groups_with_one_consumer_get_queues_of_different_names() -> None:
    sketch = "q delivers x consumer_group=a; q delivers x id=b consumer_group=b; q delivers x id=c consumer_group=c"
    design = shared.fixed(sketch, "insert-sns")
    assert {"q-x delivers x", "q-x-2 delivers x"} < lines(design)


def test_a_log_is_read_by_many_where_order_or_replay_matters() -> None:
    assert "become-kinesis-stream" not in shared.fixes(f"p publishes q; {TWO}")
    sketch = f"p publishes q; {TWO}; need replay days=1"
    design = shared.fixed(sketch, "become-kinesis-stream")
    assert (node(design, "q").kind.kind, node(design, "q")["partition_key"]) == ("kinesis_stream", "entity")
    assert all(
        link["max_retries"] == 5 and link["bisect"] and link["on_failure"] for link in node(design, "q").outgoing
    )
    assert shared.said(design) == []


def test_order_is_kept_by_a_topic_in_order() -> None:
    sketch = "sqs f type=fifo; f delivers x; f delivers y; p publishes f"
    assert shared.fixes(sketch) == ["insert-eventbridge-bus", "insert-sns", "become-kinesis-stream"]
    design = shared.fixed(sketch, "insert-sns")
    assert node(design, "f-topic")["type"] == node(design, "f-y")["type"] == "fifo"
    design = shared.fixed(sketch, "insert-eventbridge-bus")
    assert node(design, "f-events")["generation"] == "custom"
    assert all(link["subscriber"] == "FIFO" for link in node(design, "f-events").outgoing)


def test_groups_that_want_order_get_it() -> None:
    sketch = f"p publishes q; {TWO}; {ORDER}"
    for fix in shared.fixes(sketch):
        assert grave(shared.fixed(sketch, fix)) == [], fix


# -- MSG-003 ----------------------------------------------------------------------------------------------------

failing = Asking(("MSG-003",), "ecs_fargate p; lambda f; sqs q; sns t; eventbridge_bus b")


@pytest.mark.parametrize(
    ("sketch", "on"),
    [
        ("q delivers f", ("f", "q")),
        ("q delivers f on_failure=true", ("f", "q")),
        ("lambda g on_failure=true; q delivers g", ("g", "q")),
        ("sqs named-dlq; q delivers f; q delivers named-dlq", ("f", "named-dlq", "q")),
        ("on_prem o; q delivers o", ("o", "q")),
        ("t delivers f", ("f", "t")),
        ("b delivers f", ("b", "f")),
        ("external_system e; b delivers e", ("b", "e")),
        ("step_functions w; b delivers w", ("b", "w")),
        ("lambda g on_failure=true; b delivers g invocation=REQUEST_RESPONSE", ("b", "g")),
        ("p invokes_async f", ("f", "p")),
        ("s3 s; s invokes_async f", ("f", "s")),
    ],
)
def test_failed_messages_have_nowhere_to_go(sketch: str, on: tuple[str, ...]) -> None:
    finding = failing.only(sketch)
    assert (finding.on, finding.severity) == (on, Severity.WARNING)
    for fix in failing.fixes(sketch):
        assert failing.said(failing.fixed(sketch, fix)) == [], fix
        assert fix in failing.safe(sketch)


@pytest.mark.parametrize(
    "sketch",
    [
        "sqs w dlq=true; w delivers f",
        "sqs w dlq=whatever; w delivers f",
        "sqs w is_dlq=true; w delivers f",
        "q delivers f dlq=true",
        "sqs d is_dlq=true; q delivers f; q delivers d",
        "p publishes q",
        "t delivers q",
        "b delivers t",
        "firehose h; t delivers h",
        "kinesis_stream k; b delivers k",
        "eventbridge_bus c; b delivers c",
        "b delivers f dlq=true",
        "b delivers f on_failure=true",
        "lambda g on_failure=true; b delivers g",
        "kinesis_stream k; k delivers f",
        "p invokes_async f dlq=true",
        "lambda g on_failure=true; p invokes_async g",
        "step_functions w; p invokes_async w",
    ],
)
def test_failed_messages_are_kept_or_somebody_elses(sketch: str) -> None:
    assert failing.said(sketch) == []


def test_a_queue_has_one_dead_letter_queue_for_all_its_consumers() -> None:
    finding = failing.only("q delivers f; q delivers p")
    assert finding.on == ("f", "p", "q")
    assert finding.message == "q to f and p: failed messages have nowhere to go."


def test_the_function_is_no_help_to_the_queue() -> None:
    assert failing.fixes("q delivers f") == ["add-dead-letter-queue"]
    assert failing.fixes("t delivers f") == ["dead-letter-queue", "on-failure"]
    assert failing.fixes("b delivers f invocation=REQUEST_RESPONSE") == ["dead-letter-queue"]


# -- MSG-004 ----------------------------------------------------------------------------------------------------

hidden = Asking(("MSG-004",))


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("sqs q; lambda f timeout_s=31; q delivers f", Severity.ERROR),
        ("sqs q; lambda f timeout_s=30; q delivers f", Severity.WARNING),
        ("sqs q; lambda f timeout_s=6; q delivers f", Severity.WARNING),
        ("sqs q; lambda f timeout_s=5; q delivers f", None),
        ("sqs q; lambda f timeout_s=5; q delivers f batch_window_s=1", Severity.WARNING),
        ("sqs q; lambda f; q delivers f", None),
        ("sqs q visibility_timeout_s=17; lambda f; q delivers f", Severity.WARNING),
        ("sqs q visibility_timeout_s=odd; lambda f; q delivers f", None),
        ("sqs q; lambda f timeout_s=6; q delivers f heartbeat=true", Severity.WARNING),
        ("sqs q; batch f max_duration_s=31; q delivers f", Severity.WARNING),
        ("sqs q; batch f max_duration_s=30; q delivers f", None),
        ("sqs q; batch f; q delivers f", None),
        ("sqs q; ecs_fargate f max_duration_s=900; q delivers f heartbeat=true", None),
        ("sqs q; on_prem f max_duration_s=900; q delivers f", Severity.WARNING),
        ("sns q; lambda f timeout_s=60; q delivers f", None),
    ],
)
def test_how_long_a_message_is_hidden(sketch: str, severity: Severity | None) -> None:
    assert [finding.severity for finding in hidden.findings(sketch)] == ([severity] if severity else [])


def test_what_a_function_needs_is_told_in_figures() -> None:
    sketch = "sqs q visibility_timeout_s=60; lambda f timeout_s=30; q delivers f batch_window_s=20"
    assert hidden.only(sketch).message == "q hides a message for 60 s; f needs 200 s."
    assert node(hidden.fixed(sketch, "hide-longer"), "q")["visibility_timeout_s"] == 200
    assert node(hidden.fixed(sketch, "shorter-timeout"), "f")["timeout_s"] == 6
    assert hidden.safe(sketch) == ["hide-longer"]
    assert all(hidden.said(hidden.fixed(sketch, fix)) == [] for fix in hidden.fixes(sketch))


def test_a_timeout_is_not_cut_below_what_the_work_takes() -> None:
    assert "shorter-timeout" not in hidden.fixes("sqs q; lambda f timeout_s=30 max_duration_s=6; q delivers f")
    assert "shorter-timeout" in hidden.fixes("sqs q; lambda f timeout_s=30 max_duration_s=5; q delivers f")
    assert hidden.fixes("sqs q visibility_timeout_s=5; lambda f; q delivers f") == ["hide-longer"]


def test_a_worker_may_say_that_it_is_still_at_work() -> None:
    sketch = "sqs q; batch f max_duration_s=600; q delivers f"
    assert hidden.fixes(sketch) == ["hide-longer", "heartbeat"]
    assert hidden.said(hidden.fixed(sketch, "heartbeat")) == []
    assert hidden.fixes("sqs q; batch f max_duration_s=43200; q delivers f") == ["hide-longer", "heartbeat"]
    assert hidden.fixes("sqs q; batch f max_duration_s=43201; q delivers f") == ["heartbeat"]


def test_each_consumer_has_its_own_need() -> None:
    sketch = "sqs q; lambda f timeout_s=10; batch g max_duration_s=90; q delivers f; q delivers g"
    assert [finding.on for finding in hidden.findings(sketch)] == [("f", "q"), ("g", "q")]


# -- MSG-006 ----------------------------------------------------------------------------------------------------

poison = Asking(("MSG-006",), "lambda f; kinesis_stream k; dynamodb d; msk m")


@pytest.mark.parametrize(
    "sketch",
    [
        "k delivers f",
        "m delivers f",
        "d streams_to f",
        "k delivers f max_retries=3",
        "k delivers f on_failure=true",
        "k delivers f max_retries=-1 on_failure=true",
        "lambda g on_failure=true; k delivers g max_retries=3",
    ],
    ids=["stream", "kafka", "table", "nowhere to go", "no end", "no limit", "only when invoked asynchronously"],
)
def test_a_bad_record_stops_its_shard(sketch: str) -> None:
    assert poison.fixes(sketch) == ["bound-retries"] == poison.safe(sketch)
    assert poison.said(poison.fixed(sketch, "bound-retries")) == []


@pytest.mark.parametrize(
    "sketch",
    [
        "k delivers f max_retries=0 on_failure=true",
        "d streams_to f max_age_s=60 dlq=true",
        "k delivers f max_age_s=60 on_failure=true",
        "ecs_fargate e; k delivers e",
        "firehose h; k delivers h",
        "eventbridge_pipe e; d streams_to e",
        "sqs q; q delivers f",
        "k reads f",
    ],
)
def test_a_shard_goes_on(sketch: str) -> None:
    assert poison.said(sketch) == []


def test_what_was_stated_about_retries_stays() -> None:
    design = poison.fixed("k delivers f max_retries=2", "bound-retries")
    assert design.connections["k-delivers-f"].properties == {"max_retries": 2, "bisect": True, "on_failure": True}


def test_kafka_batches_are_not_split() -> None:
    design = poison.fixed("m delivers f", "bound-retries")
    assert design.connections["m-delivers-f"].properties == {"max_retries": 5, "on_failure": True}
