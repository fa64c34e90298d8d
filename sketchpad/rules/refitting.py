"""Fixes that make a channel one of another kind or another make."""

from __future__ import annotations

from ..analysis.channels import deliveries, feeds, gives_up, puts_aside
from ..catalog import verbs_between
from ..editing import ChangeKind, Edit, SetProperty
from ..model import Link, Node
from .remedies import together
from .rule import Fix

RETRIES = 5
"""Tries after which a record that keeps failing is put aside: enough to outlast a short fault."""
KEY = "entity"
"""What keeps its own order, where nobody says what does: the customer, the order, the account."""
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
    writable = all(link.verb in verbs_between(link.source.kind.kind, STREAM) for link in arriving)
    if not writable or any(
        link.source.has("topic") or not _reads_streams(link.target) for link in (*arriving, *leaving)
    ):
        return []
    edits: list[Edit] = [ChangeKind(channel.id, STREAM, (("partition_key", KEY),))]
    for link in leaving:
        edits += bounded(link, splits=True) if link.target.has("function") else []
    return [together("become-kinesis-stream", f"Make {channel} a Kinesis data stream with a key", edits)]


def _reads_streams(consumer: Node) -> bool:
    return any(map(consumer.has, ("compute", "delivery_stream", "relay", "channel")))
