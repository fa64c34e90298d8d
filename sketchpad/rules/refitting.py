"""Fixes that make a channel one of another kind or another make."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from ..analysis.capacity import channel_rate
from ..analysis.channels import (
    HOURS,
    archives,
    batched,
    custom_bus_in,
    deliveries,
    feeds,
    fifo_limit,
    gives_up,
    in_order,
    kept_days,
    puts_aside,
    visibility_s,
)
from ..analysis.figures import known
from ..catalog import facts, kind_of, verbs_between
from ..editing import Add, ChangeKind, Connect, Edit, SetProperty
from ..model import Component, Id, Link, Node, Requirement
from .hubs import KEY, is_fifo
from .remedies import Declare, beside, fresh, names, together
from .rule import Fix

RETRIES = 5
"""Tries after which a record that keeps failing is put aside: enough to outlast a short fault."""
STREAM = "kinesis_stream"


def bounded(link: Link, splits: bool) -> list[Edit]:
    """Let a function give up a record that keeps failing and put it aside, splitting batches where that is possible."""
    edits: list[Edit] = []
    if not gives_up(link):
        edits.append(SetProperty(link.id, "max_retries", RETRIES))
    if splits and link["bisect"] is not True:
        edits.append(SetProperty(link.id, "bisect", True))
    if not puts_aside(link):
        edits.append(SetProperty(link.id, "on_failure", True))
    return edits


def become_stream(channel: Node) -> list[Fix]:
    """A Kinesis data stream with a key, where those at both ends can write to one and read from it."""
    arriving, leaving = feeds(channel), deliveries(channel)
    if not all(map(_writes_to_streams, arriving)) or not all(_reads_streams(link.target) for link in leaving):
        return []
    edits: list[Edit] = [ChangeKind(channel.id, STREAM, (("partition_key", KEY),))]
    for link in leaving:
        edits += bounded(link, splits=True) if link.target.has("function") else []
    return [together("become-kinesis-stream", f"Make {channel} a Kinesis data stream with a key", edits)]


def _writes_to_streams(link: Link) -> bool:
    source = link.source
    foreseen = link.verb in verbs_between(source.kind.kind, STREAM)
    return foreseen and not any(map(source.has, ("topic", "queue", "stream")))


def _reads_streams(consumer: Node) -> bool:
    return any(map(consumer.has, ("compute", "delivery_stream", "relay")))


def patient(consumers: Iterable[Node]) -> tuple[tuple[str, Any], ...]:
    """What a queue states for its consumers: where failed messages go, and time enough for the work."""
    usual = known(kind_of("sqs").defaults["visibility_timeout_s"]) or 0
    needed = max((visibility_s(consumer) or 0 for consumer in consumers), default=0)
    return (("dlq", True), *((("visibility_timeout_s", needed),) if needed > usual else ()))


def become_queue_or_bus(stream: Node) -> list[Fix]:
    """A queue for the one consumer, or a bus, where that consumer can take from it."""
    leaving = deliveries(stream)
    fixes: list[Fix] = []
    if all(link.target.has("compute") for link in leaving):
        edit = ChangeKind(stream.id, "sqs", patient([link.target for link in leaving]))
        fixes.append(Fix("become-sqs", edit, f"Make {stream} an SQS queue"))
    edits: list[Edit] = [ChangeKind(stream.id, "eventbridge_bus")]
    for link in leaving:
        edits += [] if link.target.has("channel") or puts_aside(link) else [SetProperty(link.id, "dlq", True)]
    fixes.append(together("become-eventbridge-bus", f"Make {stream} an EventBridge event bus", edits))
    return fixes


# -- order ------------------------------------------------------------------------------------------------------


def keep_order(channel: Node) -> list[Fix]:
    """The channel as it keeps the order of each key, where it can."""
    if channel.has("stream"):
        return [Fix("keyed", SetProperty(channel.id, "partition_key", KEY), f"Give the records of {channel} a key")]
    if channel.has("bus"):
        return _ordered_bus(channel)
    if channel.has("queue") or (channel.has("topic") and all(link.target.has("queue") for link in deliveries(channel))):
        return [together("make-fifo", f"Make {channel} FIFO, with a group for each key", in_order_from_here(channel))]
    return []


def in_order_from_here(channel: Node) -> list[SetProperty]:
    """The edits that make a queue or a topic keep order: FIFO, a key, and calls enough for what is known to come."""
    edits = [] if is_fifo(channel) else [SetProperty(channel.id, "type", "fifo")]
    if channel.has("queue"):
        if channel["group_key"] is None:
            edits.append(SetProperty(channel.id, "group_key", KEY))
        limit, _ = fifo_limit(channel, False, batched(channel))
        if channel["high_throughput"] is False and (channel_rate(channel) or 0) > limit:
            edits.append(SetProperty(channel.id, "high_throughput", True))
    return edits


def _ordered_bus(bus: Node) -> list[Fix]:
    """The bus of September 2026, with a key, and subscribers that take events in order."""
    if not custom_bus_in(bus.region):
        return []
    edits = to_custom(bus)
    if bus["group_key"] is None and bus["groups"] is None:
        edits.append(SetProperty(bus.id, "group_key", KEY))
    for link in deliveries(bus):
        if archives(link.target) or in_order(link):
            continue
        edits.append(SetProperty(link.id, "subscriber", "FIFO"))
        if link.target.has("function"):
            edits.append(SetProperty(link.id, "invocation", "REQUEST_RESPONSE"))
            edits += [] if puts_aside(link) else [SetProperty(link.id, "dlq", True)]
    return [together("order-by-group", f"Keep the order of each event group on {bus}", edits)]


def to_custom(bus: Node) -> list[Edit]:
    """The edits that make a classic bus a custom one which keeps events as long as the archive did, if it can."""
    if bus["generation"] == "custom":
        return []
    edits: list[Edit] = [SetProperty(bus.id, "generation", "custom")]
    least, most = facts.quota("eventbridge", "custom_retention_days").value
    if (kept := kept_days(bus)) > least:
        edits.append(SetProperty(bus.id, "retention_days", math.ceil(min(kept, most))))
    return edits


def any_order(edits: Sequence[Edit], needs: Iterable[Requirement]) -> Fix:
    """Give up the order that was asked for: consumers handle messages in any, and each of them twice."""
    given_up = [Declare(need.id, "level", "none") for need in needs]
    return together("relax-ordering", "Let consumers take messages in any order, and twice", [*edits, *given_up])


# -- history ----------------------------------------------------------------------------------------------------


def keep_for(channel: Node, days: float) -> Edit | None:
    """The edit that makes a channel keep messages for so many days; None where it cannot."""
    if channel.has("stream"):
        hours = math.ceil(days * HOURS)
        longest = facts.quota("kinesis", "retention_h").value[1] if channel.has("sharded") else math.inf
        return SetProperty(channel.id, "retention_h", hours) if hours <= longest else None
    name = "retention_days" if channel.has("bus") and channel["generation"] == "custom" else "archive_days"
    if name == "retention_days":
        longest = facts.quota("eventbridge", "custom_retention_days").value[1]
    elif channel.has("bus"):
        longest = math.inf
    elif channel.has("topic") and channel["type"] == "fifo":
        longest = facts.quota("sns", "fifo_archive_days_max").value
    else:
        return None
    return SetProperty(channel.id, name, math.ceil(days)) if days <= longest else None


def event_store(channels: Sequence[Node]) -> list[Fix]:
    """A store of every event: Data Firehose loads a bucket with what the channels carry."""
    graph = channels[0].graph
    given = fresh(graph)
    loader, bucket = given("event-loader"), given("event-store")
    sources = {connect.source: connect for channel in channels for connect in _towards(channel, loader)}
    if not sources:
        return []
    inside = beside(channels[0])
    edits: list[Edit] = [
        Add(Component(id=loader, kind="firehose", inside=inside)),
        Add(Component(id=bucket, kind="s3", inside=inside, properties={"event_store": True, "versioning": True})),
        Connect(loader, "delivers", bucket),
        *sources.values(),
    ]
    return [together("insert-event-store", f"Keep every event of {names(channels)} in S3", edits)]


def _towards(channel: Node, loader: Id) -> list[Connect]:
    """How a loader gets what a channel carries: from the channel, or from its producers where that serves one group."""
    hands_on = channel.has("fan_out") and not (channel.has("topic") and channel["type"] == "fifo")
    if hands_on:
        return [Connect(channel.id, "delivers", loader)]
    speakers = (link.source for link in feeds(channel) if link.verb == "publishes")
    return [
        Connect(node.id, "publishes", loader)
        for node in speakers
        if "publishes" in verbs_between(node.kind.kind, "firehose")
    ]
