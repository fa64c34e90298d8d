"""Channels: what feeds them, who takes from them, and what they promise."""

from __future__ import annotations

import math

from ..catalog import facts
from ..model import Graph, Id, Link, Node, Requirement
from .figures import number, word, words

FEEDS = frozenset({"publishes", "delivers", "streams_to"})
"""The verbs that put messages on a channel."""

ORDERED = ("per_key", "total")
"""The levels of order that can be asked for."""

HOURS = 24
"""Hours in a day."""


# -- both ends --------------------------------------------------------------------------------------------------


def feeds(channel: Node) -> list[Link]:
    """The connections that put messages on a channel."""
    return [link for link in channel.incoming if link.verb in FEEDS]


def takes_failures(node: Node) -> bool:
    """Whether it says that it is the dead-letter queue of another; a name alone says nothing."""
    return node.has("queue") and node["is_dlq"] is True


def deliveries(channel: Node) -> list[Link]:
    """The connections to a channel's consumers; moving failed messages aside is none of them."""
    return [link for link in channel.outgoing if link.verb == "delivers" and not takes_failures(link.target)]


def consumer_groups(channel: Node) -> dict[str, list[Link]]:
    """The deliveries by consumer group, in the groups' order; a consumer that names no group is one of its own."""
    found: dict[str, list[Link]] = {}
    for link in deliveries(channel):
        found.setdefault(word(link, "consumer_group") or link.target.id, []).append(link)
    return dict(sorted(found.items()))


def named_by(requirement: Requirement) -> tuple[Id, ...]:
    """The parts that a requirement names; where it names none it is about all there are."""
    named = requirement.properties.get("on")
    return () if named == "unset" else words(named)


def concerns(requirement: Requirement, id: Id) -> bool:
    """Whether a requirement is about a part: it names that part, or none at all."""
    named = named_by(requirement)
    return not named or id in named


def orders_asked(graph: Graph, id: Id) -> list[Requirement]:
    """The requirements that want a part to keep an order."""
    needs = graph.requirements("ordering")
    return [need for need in needs if need.properties.get("level") in ORDERED and concerns(need, id)]


def archives(node: Node) -> bool:
    """Whether it does nothing but fill stores that keep every event."""
    filled = [link.target for link in node.outgoing if link.verb == "delivers"] if node.has("delivery_stream") else []
    return bool(filled) and all(store["event_store"] is True for store in filled)


# -- what becomes of a message ---------------------------------------------------------------------------------


def advised_visibility_s(consumer: Node, window_s: float = 0) -> float | None:
    """Seconds for which a queue should hide a message while a consumer works on it; None where that is unknown.

    For a function AWS advises a multiple of its timeout, so that retries fit, and the batching window on top.
    """
    if not consumer.has("function"):
        return number(consumer, "max_duration_s")
    timeout = number(consumer, "timeout_s")
    factor: float = facts.quota("lambda", "visibility_factor").value
    return None if timeout is None else factor * timeout + window_s


def visibility_s(consumer: Node, window_s: float = 0) -> int | None:
    """The visibility timeout to set for a consumer, in whole seconds; None where it is unknown or no queue has it."""
    needed = advised_visibility_s(consumer, window_s)
    longest: float = facts.quota("sqs", "visibility_max_s").value
    return None if needed is None or needed > longest else math.ceil(needed)


def batched(queue: Node) -> float:
    """Messages that one call to a queue carries."""
    most: float = facts.quota("sqs", "batch_max").value
    return min(max(1, number(queue, "batch") or 1), most)


def fifo_limit(queue: Node, high_throughput: bool, batch: float) -> tuple[float, bool]:
    """Messages a second that a FIFO queue takes, and whether that is certain.

    Of high throughput AWS publishes the figure of the best Regions; of others only what they take at the least is
    known, and of an unknown Region what any may take at the most.
    """
    if not high_throughput:
        return float(facts.quota("sqs", "fifo_tps").value) * batch, True
    best = queue.region is None or queue.region in facts.quota("sqs", "fifo_ht_top_regions").value
    figure = facts.quota("sqs", "fifo_ht_tps_top" if best else "fifo_ht_tps_other")
    return float(figure.value) * batch, best


def custom_bus_in(region: str | None) -> bool:
    """Whether a Region has the custom event bus; true where the Region is unknown."""
    return region is None or region in facts.quota("eventbridge", "custom_regions").value


def gives_up(link: Link) -> bool:
    """Whether a reader stops trying a record some time: after so many tries, or at an age."""
    return number(link, "max_retries") is not None or number(link, "max_age_s") is not None


def puts_aside(link: Link) -> bool:
    """Whether what keeps failing on a connection goes somewhere."""
    return link["dlq"] is True or link["on_failure"] is True


def in_order(link: Link) -> bool:
    """Whether a custom event bus hands events to a subscriber in order; a function then has to be waited for."""
    waits = not link.target.has("function") or link["invocation"] == "REQUEST_RESPONSE"
    return link["subscriber"] == "FIFO" and waits


def disorder(channel: Node) -> str:
    """Why a channel delivers in any order, in words; empty where it keeps the order of each key or that is unknown."""
    if channel.has("stream"):
        return "its records have no key" if channel["partition_key"] in ("random", "none") else ""
    if channel.has("bus"):
        return _disorder_of_bus(channel)
    if channel.has("delivery_stream"):
        return "" if archives(channel) else "it gathers records from all keys"
    ordered = channel.has("queue") or channel.has("topic")
    return "it is a standard one" if ordered and channel["type"] == "standard" else ""


def _disorder_of_bus(bus: Node) -> str:
    if bus["generation"] != "custom":
        return "a classic bus has no order" if bus["generation"] == "classic" else ""
    if bus["group_key"] is None and bus["groups"] is None:
        return "its events have no group key"
    loose = [link.target for link in deliveries(bus) if not in_order(link) and not archives(link.target)]
    return f"{loose[0]} does not take events in order" if loose else ""


def kept_days(channel: Node) -> float:
    """Days for which messages can be read again after they were delivered.

    Infinite where they are kept for ever, and where what is stated is no number: unknown is not too short.
    """
    if channel.has("stream"):
        return _stated(channel, "retention_h") / HOURS
    if channel.has("bus") and channel["generation"] == "custom":
        return _stated(channel, "retention_days")
    if channel.has("bus") or (channel.has("topic") and channel["type"] == "fifo"):
        return _stated(channel, "archive_days")  # -1, no number of days, is for ever
    return 0


def _stated(channel: Node, name: str) -> float:
    value = number(channel, name)
    return math.inf if value is None else value
