"""Fixes that put a topic, a bus or queues between who sends messages and who takes them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..analysis.channels import advised_visibility_s, feeds
from ..analysis.figures import known, word
from ..catalog import facts, kind_of, verbs_between
from ..editing import Add, ChangeVerb, Connect, Edit, Reend, Remove, SetProperty, Unset
from ..model import Component, Id, Link, Node
from .remedies import beside, fresh, names, together
from .rule import Fix

CARRIED = ("payload_kb", "claim_check", "gb_month")
"""What a connection says of its messages, however they travel."""


def inserted(kind: str) -> str:
    """The id of a fix that puts in a component of a kind."""
    return f"insert-{kind.replace('_', '-')}"


def hidden_for(consumer: Node, window_s: float = 0) -> int | None:
    """The visibility timeout that a consumer's work takes, in seconds; None where it is unknown or no queue has it."""
    needed = advised_visibility_s(consumer, window_s)
    longest: float = facts.quota("sqs", "visibility_max_s").value
    return None if needed is None or needed > longest else math.ceil(needed)


def queue_for(consumer: Node, id: Id) -> Component:
    """A queue of a consumer's own, with a place for failed messages and time enough for the work."""
    properties: dict[str, object] = {"dlq": True}
    usual = known(kind_of("sqs").defaults["visibility_timeout_s"]) or 0
    if (needed := hidden_for(consumer) or 0) > usual:
        properties["visibility_timeout_s"] = needed
    return Component(id=id, kind="sqs", inside=consumer.component.inside, properties=properties)


def is_fifo(channel: Node) -> bool:
    return word(channel, "type") == "fifo"


# -- a producer that names its consumers ------------------------------------------------------------------------


def told_through(producer: Node, told: Sequence[Link], queued: Sequence[Link]) -> list[Fix]:
    """A bus, or a topic, that hands on what the producer tells; each consumer has a queue of its own behind it."""
    if not all("delivers" in verbs_between("sqs", link.target.kind.kind) for link in told):
        return []
    fixes = [_told_through("eventbridge_bus", producer, told, queued, {})]
    ordered = [is_fifo(link.target) for link in queued]
    if not any(ordered):
        fixes.append(_told_through("sns", producer, told, queued, {}))
    elif all(ordered) and not told:
        fixes.append(_told_through("sns", producer, told, queued, {"type": "fifo"}))
    return fixes


def _told_through(
    kind: str, producer: Node, told: Sequence[Link], queued: Sequence[Link], properties: Mapping[str, object]
) -> Fix:
    free = fresh(producer.graph)
    hub = free("events" if kind == "eventbridge_bus" else "topic")
    edits: list[Edit] = [
        Add(Component(id=hub, kind=kind, inside=beside(producer), properties=properties)),
        Connect(producer.id, "publishes", hub),
    ]
    for link in queued:
        edits += [Reend(link.id, source=hub), ChangeVerb(link.id, "delivers")]
    for consumer in {link.target.id: link.target for link in told}.values():
        links = [link for link in told if link.target == consumer]
        queue = free(f"{consumer.id}-queue")
        carried = tuple((name, links[0][name]) for name in CARRIED if links[0].states(name))
        edits += [
            Remove(frozenset(link.id for link in links)),
            Add(queue_for(consumer, queue)),
            Connect(hub, "delivers", queue, properties=carried),
            Connect(queue, "delivers", consumer.id),
        ]
    name = kind_of(kind).name
    return together(inserted(kind), f"Insert {name} behind {producer}, with a queue for each consumer", edits)


# -- a queue that several groups drain --------------------------------------------------------------------------


def split_by_group(queue: Node, groups: Mapping[str, Sequence[Link]]) -> list[Fix]:
    """A queue for each group behind what hands every message to all of them; the first group keeps the one there is."""
    arriving = feeds(queue)
    hubs = {link.source.id: link for link in arriving if link.verb == "delivers" and link.source.has("fan_out")}
    if arriving and len(hubs) == len(arriving) == 1:
        (link,) = arriving
        edits = _queues(queue, groups, link.source.id, _properties(link))
        return [together("split-queue", f"Give each group a queue of its own behind {link.source}", edits)]
    return [_behind("sns", queue, groups, arriving), *_behind_bus(queue, groups, arriving)]


def _behind_bus(queue: Node, groups: Mapping[str, Sequence[Link]], arriving: Sequence[Link]) -> list[Fix]:
    """A bus would lose the order that a FIFO queue keeps."""
    return [] if is_fifo(queue) else [_behind("eventbridge_bus", queue, groups, arriving)]


def _behind(kind: str, queue: Node, groups: Mapping[str, Sequence[Link]], arriving: Sequence[Link]) -> Fix:
    hub = fresh(queue.graph)(f"{queue.id}-topic" if kind == "sns" else f"{queue.id}-events")
    properties = {"type": "fifo"} if is_fifo(queue) else {}
    edits: list[Edit] = [
        Add(Component(id=hub, kind=kind, inside=queue.component.inside, properties=properties)),
        *(Reend(link.id, target=hub) for link in arriving),
        Connect(hub, "delivers", queue.id),
        *_queues(queue, groups, hub, ()),
    ]
    return together(inserted(kind), f"Insert {kind_of(kind).name} before {queue}, with a queue for each group", edits)


def _queues(
    queue: Node, groups: Mapping[str, Sequence[Link]], hub: Id, properties: tuple[tuple[str, object], ...]
) -> list[Edit]:
    """A queue like the one there is for each group but the first."""
    free = fresh(queue.graph)
    edits: list[Edit] = []
    for links in list(groups.values())[1:]:
        own = free(f"{queue.id}-{links[0].target.id}")
        edits.append(Add(queue.component.but(id=own, name="", at=None, note="")))
        edits.append(Connect(hub, "delivers", own, properties=properties))
        edits.extend(Reend(link.id, source=own) for link in links)
    return edits


def _properties(link: Link) -> tuple[tuple[str, object], ...]:
    return tuple(link.connection.properties.items())


# -- a channel with too many at its end -------------------------------------------------------------------------


def behind_topic(bus: Node, links: Sequence[Link]) -> list[Fix]:
    """A topic as the one target of a bus, which hands on to those that were its targets; where a topic can."""
    if not all(_subscribes(link.target) for link in links):
        return []
    topic = fresh(bus.graph)(f"{bus.id}-topic")
    rules = {name for link in links if (name := word(link, "rule"))}
    properties = (("rule", rules.pop()),) if len(rules) == 1 else ()
    edits: list[Edit] = [
        Add(Component(id=topic, kind="sns", inside=bus.component.inside)),
        Connect(bus.id, "delivers", topic, properties=properties),
    ]
    for link in links:
        edits.append(Reend(link.id, source=topic))
        edits += [Unset(link.id, name) for name in ONLY_BUS if link.states(name)]
    return [together(inserted("sns"), f"Insert SNS topic as one target of {bus} before {len(links)}", edits)]


ONLY_BUS = ("rule", "subscriber", "invocation")
"""What a connection says of a bus alone."""


def _subscribes(node: Node) -> bool:
    """Whether a standard topic can deliver to it."""
    if node.has("queue"):
        return not is_fifo(node)
    return any(map(node.has, ("function", "delivery_stream", "external")))


def readers_behind_bus(stream: Node, groups: Sequence[Sequence[Link]]) -> list[Fix]:
    """A bus for some groups of readers, filled from the stream; they do without order."""
    if not facts.available("eventbridge_pipe", stream.region or "") or not all(
        "delivers" in verbs_between("eventbridge_bus", link.target.kind.kind) for links in groups for link in links
    ):
        return []
    free, inside = fresh(stream.graph), stream.component.inside
    pipe, bus = free(f"{stream.id}-pipe"), free(f"{stream.id}-events")
    edits: list[Edit] = [
        Add(Component(id=pipe, kind="eventbridge_pipe", inside=inside)),
        Add(Component(id=bus, kind="eventbridge_bus", inside=inside)),
        Connect(stream.id, "delivers", pipe),
        Connect(pipe, "publishes", bus),
    ]
    for link in (link for links in groups for link in links):
        edits.append(Reend(link.id, source=bus))
        edits += [] if link.target.has("channel") else [SetProperty(link.id, "dlq", True)]
    readers = {link.target.id: link.target for links in groups for link in links}.values()
    title = f"Insert EventBridge event bus before {names(readers)}, without order"
    return [together(inserted("eventbridge_bus"), title, edits)]
