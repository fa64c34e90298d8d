"""Fixes that put a topic, a bus or queues between who sends messages and who takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..analysis.channels import feeds, orders_asked
from ..analysis.figures import word
from ..catalog import facts, verbs_between
from ..editing import Add, ChangeVerb, Connect, Edit, Reend, Remove, SetProperty, Unset
from ..model import Component, Id, Link, Node
from .hubs import KEY, Hub, hubs, inserted, is_fifo, wanted
from .refitting import in_order_from_here, patient
from .remedies import beside, fresh, names, together
from .rule import Fix

CARRIED = ("payload_kb", "claim_check", "gb_month")
"""What a connection says of its messages, however they travel."""


def queue_for(consumer: Node, id: Id, fifo: bool = False) -> Component:
    """A queue of a consumer's own, with a place for failed messages and time enough for the work."""
    ordered = {"type": "fifo", "group_key": KEY} if fifo else {}
    properties = {**dict(patient([consumer])), **ordered}
    return Component(id=id, kind="sqs", inside=consumer.component.inside, properties=properties)


# -- a producer that names its consumers ------------------------------------------------------------------------


def told_through(producer: Node, told: Sequence[Link], queued: Sequence[Link]) -> list[Fix]:
    """A bus, or a topic, that hands on what the producer tells; each consumer has a queue of its own behind it."""
    if not all("delivers" in verbs_between("sqs", link.target.kind.kind) for link in told):
        return []
    graph, queues = producer.graph, [link.target for link in queued]
    wish = wanted(graph, [producer.id, *(queue.id for queue in queues)], queues, [*told, *queued])
    ordered = bool(orders_asked(graph, producer.id))
    return [_told_through(hub, producer, told, queued, ordered) for hub in hubs(wish, producer.region)]


def _told_through(hub: Hub, producer: Node, told: Sequence[Link], queued: Sequence[Link], ordered: bool) -> Fix:
    free = fresh(producer.graph)
    id = free("events" if hub.kind == "eventbridge_bus" else "topic")
    edits: list[Edit] = [Add(hub.component(id, beside(producer))), Connect(producer.id, "publishes", id)]
    for link in queued:
        edits += [Reend(link.id, source=id), ChangeVerb(link.id, "delivers")]
        edits += in_order_from_here(link.target) if ordered else []
        if ordered or is_fifo(link.target):
            edits += [SetProperty(link.id, name, value) for name, value in hub.subscription]
    for consumer in {link.target.id: link.target for link in told}.values():
        links = [link for link in told if link.target == consumer]
        queue = free(f"{consumer.id}-queue")
        carried = tuple((name, links[0][name]) for name in CARRIED if links[0].states(name))
        edits += [
            Remove(frozenset(link.id for link in links)),
            Add(queue_for(consumer, queue, fifo=ordered)),
            Connect(id, "delivers", queue, properties=carried + (hub.subscription if ordered else ())),
            Connect(queue, "delivers", consumer.id),
        ]
    return together(hub.fix, f"Insert {hub.name} behind {producer}, with a queue for each consumer", edits)


# -- a queue that several groups drain --------------------------------------------------------------------------


def split_by_group(queue: Node, groups: Mapping[str, Sequence[Link]]) -> list[Fix]:
    """A queue for each group behind what hands every message to all of them; the first group keeps the one there is."""
    arriving = feeds(queue)
    before = {link.source.id: link for link in arriving if link.verb == "delivers" and link.source.has("fan_out")}
    if len(before) == len(arriving) == 1:
        (link,) = arriving
        edits = _queues(queue, groups, link.source.id, tuple(link.connection.properties.items()), [])
        return [together("split-queue", f"Give each group a queue of its own behind {link.source}", edits)]
    wish = wanted(queue.graph, [queue.id, *(link.source.id for link in arriving)], [queue], arriving)
    return [_behind(hub, queue, groups, arriving, wish.order) for hub in hubs(wish, queue.region)]


def _behind(
    hub: Hub, queue: Node, groups: Mapping[str, Sequence[Link]], arriving: Sequence[Link], ordered: bool
) -> Fix:
    id = fresh(queue.graph)(f"{queue.id}-{'events' if hub.kind == 'eventbridge_bus' else 'topic'}")
    made = in_order_from_here(queue) if ordered else []
    edits: list[Edit] = [
        *made,
        Add(hub.component(id, queue.component.inside)),
        *(Reend(link.id, target=id) for link in arriving),
        Connect(id, "delivers", queue.id, properties=hub.subscription),
        *_queues(queue, groups, id, hub.subscription, made),
    ]
    return together(hub.fix, f"Insert {hub.name} before {queue}, with a queue for each group", edits)


def _queues(
    queue: Node,
    groups: Mapping[str, Sequence[Link]],
    hub: Id,
    subscription: tuple[tuple[str, object], ...],
    made: Sequence[SetProperty],
) -> list[Edit]:
    """A queue like the one there is, and like that is made, for each group but the first."""
    free = fresh(queue.graph)
    properties = {**queue.component.properties, **{edit.property: edit.value for edit in made}}
    edits: list[Edit] = []
    for links in list(groups.values())[1:]:
        own = free(f"{queue.id}-{links[0].target.id}")
        edits.append(Add(queue.component.but(id=own, name="", at=None, note="", properties=properties)))
        edits.append(Connect(hub, "delivers", own, properties=subscription))
        edits.extend(Reend(link.id, source=own) for link in links)
    return edits


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
