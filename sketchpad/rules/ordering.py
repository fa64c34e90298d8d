"""Rules about the order of messages, and about reading them again."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from ..analysis.capacity import channel_rate
from ..analysis.channels import (
    batched,
    concerns,
    deliveries,
    disorder,
    feeds,
    fifo_limit,
    kept_days,
    named_by,
    orders_asked,
    takes_failures,
)
from ..analysis.figures import asked as figures
from ..analysis.figures import days, number
from ..catalog import facts
from ..editing import Edit, SetProperty, Unset
from ..model import Graph, Id, Node, Requirement
from .refitting import any_order, become_stream, event_store, keep_for, keep_order
from .remedies import Declare, figure, names, setting, together
from .rule import DESIGN, ERROR, WARNING, Finding, Fix, rule
from .shape import asks, either, may_be


@rule(
    "MSG-005",
    ERROR,
    each=("queue", "topic", "bus"),
    breaks=("load", "ordering"),
    see=("sqs-quotas", "sns-quotas", "eb-quota"),
    when=either(may_be("type", "fifo"), may_be("generation", "custom")),
)
def fifo_throughput_exceeded(channel: Node) -> Iterator[Finding]:
    """More messages arrive than a channel can keep in order.

    Order is paid for with parallelism. What belongs to one group is worked off strictly one after the other, so the
    number of groups sets the pace and not the size of the queue: with a constant group key everything waits for
    everything. Besides, a FIFO channel takes only so many calls a second.

    Fine when: the figure is the sum over several channels, each of which stays below the limit.

    Bad:
        region virginia code=us-east-1
        ecs_fargate shop in virginia
        sqs orders in virginia type=fifo dlq=true peak_rps=900
        lambda ship in virginia
        shop publishes orders
        orders delivers ship
    Good:
        region virginia code=us-east-1
        ecs_fargate shop in virginia
        sqs orders in virginia type=fifo dlq=true peak_rps=900 batch=5
        lambda ship in virginia
        shop publishes orders
        orders delivers ship
    """
    judge = _judge(channel)
    coming = channel_rate(channel) if judge is not None else None
    if judge is not None and coming is not None:
        yield from judge(channel, coming)


def _judge(channel: Node) -> Callable[[Node, float], Iterator[Finding]] | None:
    """What judges a channel that keeps an order; None for one that keeps none."""
    if channel.has("bus"):
        return _grouped_bus if channel["generation"] == "custom" else None
    if channel["type"] != "fifo":
        return None
    return _ordered_queue if channel.has("queue") else _ordered_topic


def _over(
    on: tuple[Node, ...], coming: float, limit: float, why: str, fixes: list[Fix], certain: bool = True
) -> Finding:
    """A channel that gets more than its limit; a bus before it may sort out some of that, which nobody has drawn."""
    channel = on[0]
    graph = channel.graph
    sifted = number(channel, "peak_rps") is None and any(
        link.verb == "delivers" and link.source.has("bus") and number(link, "rps") is None for link in feeds(channel)
    )
    broken = [*graph.requirements("load"), *orders_asked(graph, channel.id)]
    return Finding(
        on,
        f"{channel}: {'up to ' if sifted else ''}{figure(coming)}/s against a limit of {figure(limit)}/s{why}.",
        fixes=fixes,
        severity=ERROR if certain and not sifted else WARNING,
        breaks=tuple(need.id for need in broken),
    )


def _ordered_queue(queue: Node, coming: float) -> Iterator[Finding]:
    high, batch = queue["high_throughput"] is True, batched(queue)
    limit, certain = fifo_limit(queue, high, batch)
    if coming > limit:
        where = "" if certain else f", the least that is granted in {queue.region}"
        yield _over((queue,), coming, limit, where, _faster(queue, coming, high, batch), certain)
    yield from _one_at_a_time(queue, coming)


def _faster(queue: Node, coming: float, high: bool, batch: float) -> list[Fix]:
    """Larger calls, or more of them; whichever is enough alone, else both; else another channel."""
    most: int = facts.quota("sqs", "batch_max").value
    quick, whole = SetProperty(queue.id, "high_throughput", True), SetProperty(queue.id, "batch", most)
    tried: list[tuple[str, str, list[Edit], bool, float]] = [
        ("high-throughput", f"Let {queue} work at high throughput", [quick], True, batch),
        ("batch", f"Let {queue} take full batches", [whole], high, most),
        ("high-throughput-in-batches", f"Let {queue} take full batches at high throughput", [quick, whole], True, most),
    ]
    enough = [
        (id, title, edits) for id, title, edits, fast, many in tried if coming <= fifo_limit(queue, fast, many)[0]
    ]
    single = [one for one in enough if len(one[2]) == 1]
    fixes = [together(id, title, edits) for id, title, edits in single or enough]
    standard = Declare(queue.id, "type", "standard")
    return [*fixes, *become_stream(queue), any_order([standard], orders_asked(queue.graph, queue.id))]


def _one_at_a_time(queue: Node, coming: float) -> Iterator[Finding]:
    """What the consumers get done, one message of a group at a time."""
    groups = number(queue, "groups")
    for consumer in {link.target.id: link.target for link in deliveries(queue)}.values() if groups else ():
        takes = number(consumer, "avg_duration_ms")
        if not takes or not groups or coming <= groups * 1000 / takes:
            continue
        standard = Declare(queue.id, "type", "standard")
        yield _over(
            (queue, consumer),
            coming,
            groups * 1000 / takes,
            f" ({figure(groups)} {_groups(groups)}, each {figure(takes)} ms at a time in {consumer})",
            [*_finer(queue, coming * takes / 1000), any_order([standard], orders_asked(queue.graph, queue.id))],
        )


def _groups(number: float) -> str:
    return "group" if number == 1 else "groups"


def _finer(channel: Node, least: float) -> list[Fix]:
    """As many groups as it takes; whether there is a key so fine only people know."""
    groups = math.ceil(least)
    title = f"Group by a finer key, such as the customer, for at least {groups:,} groups"
    return [Fix("finer-groups", Declare(channel.id, "groups", groups), title)]


def _ordered_topic(topic: Node, coming: float) -> Iterator[Finding]:
    """A FIFO topic counts over all its messages, or over each group, as its scope says."""
    whole: float = facts.quota("sns", "fifo_topic_tps").value
    each: float = facts.quota("sns", "fifo_group_tps").value
    groups = number(topic, "groups")
    grouped = math.inf if groups is None else groups * each
    scoped = whole if topic["scope"] == "Topic" else math.inf
    limit = min(grouped, scoped)
    if coming <= limit:
        return
    fixes = _finer(topic, coming / each) if coming <= scoped else []
    if coming <= grouped:
        fixes = [setting("scope-message-group", topic, "scope", "MessageGroup")]
    standard = Declare(topic.id, "type", "standard")
    relaxed = [any_order([standard], orders_asked(topic.graph, topic.id))]
    if any(link.target["type"] == "fifo" for link in deliveries(topic)):
        relaxed = []
    why = "" if limit == scoped or groups is None else f" ({figure(groups)} {_groups(groups)})"
    yield _over((topic,), coming, limit, why, [*fixes, *become_stream(topic), *relaxed])


def _grouped_bus(bus: Node, coming: float) -> Iterator[Finding]:
    """An event group takes so many events and kilobytes a second, counted together."""
    groups, size = number(bus, "groups"), number(bus, "event_kb")
    if groups is None or size is None:
        return
    each = facts.quota("eventbridge", "custom_group_tps").value / (1 + size)
    if coming <= groups * each:
        return
    loose: list[Edit] = [Unset(bus.id, "groups"), Unset(bus.id, "group_key")]
    relaxed = any_order(loose, orders_asked(bus.graph, bus.id))
    why = f" ({figure(groups)} event {_groups(groups)})"
    yield _over((bus,), coming, groups * each, why, [*_finer(bus, coming / each), relaxed])


@rule(
    "MSG-007",
    ERROR,
    each="channel",
    breaks=("ordering",),
    see=("study", "eb-order", "sqs-quotas"),
    when=asks("ordering.level"),
)
def channel_does_not_keep_order(channel: Node) -> Iterator[Finding]:
    """Messages are to arrive in order, and a channel on their way does not keep it.

    Order exists within a message group of a FIFO queue or topic, within a key of a stream, and since September 2026
    within an event group of a custom bus whose subscribers take events in order. Standard queues, standard topics and
    classic buses deliver in any order and at times twice. One such hop is enough to lose what all the others kept.

    Fine when: the order matters elsewhere (`on` of the requirement names those channels), or the channel only fills an
    event store.

    Bad:
        ecs_fargate shop
        sns orders
        sqs shipping type=fifo dlq=true
        lambda ship
        shop publishes orders
        orders delivers shipping
        shipping delivers ship
        need ordering level=per_key
    Good:
        ecs_fargate shop
        sns orders type=fifo
        sqs shipping type=fifo dlq=true
        lambda ship
        shop publishes orders
        orders delivers shipping
        shipping delivers ship
        need ordering level=per_key
    """
    asked = orders_asked(channel.graph, channel.id)
    if not asked or takes_failures(channel) or not (why := disorder(channel)):
        return
    if not (feeds(channel) and deliveries(channel)):
        asked = [need for need in asked if named_by(need)]
    if not asked:
        return
    total = any(need.properties.get("level") == "total" for need in asked)
    instead = [] if channel.has("stream") or channel.has("bus") else become_stream(channel)
    yield Finding(
        channel,
        f"{channel} does not keep {'total order' if total else 'the order of a key'}: {why}.",
        fixes=[*keep_order(channel), *instead, any_order([], asked)],
        breaks=tuple(need.id for need in asked),
    )


@rule(
    "MSG-008",
    ERROR,
    each=DESIGN,
    breaks=("replay",),
    see=("study", "eb-quota", "eb-migrate", "kds", "sns-quotas"),
    when=asks("replay.days"),
)
def events_cannot_be_replayed(graph: Graph) -> Iterator[Finding]:
    """Events are to be read again later, and nothing keeps them for so long.

    A service that is built next year wants to know what happened this year. A queue forgets a message when it is done
    and a standard topic never had it. Streams keep records up to a year, FIFO topics and custom buses too, a classic
    bus has an archive without an end; beyond that a store of every event helps. What is gone is gone: no later change
    brings it back.

    Fine when: a store keeps every event and says so (`event_store=true`).

    Bad:
        ecs_fargate shop
        kinesis_stream orders
        lambda ship
        shop publishes orders
        orders delivers ship max_retries=3 bisect=true on_failure=true
        need replay days=90
    Good:
        ecs_fargate shop
        kinesis_stream orders retention_h=2160
        lambda ship
        shop publishes orders
        orders delivers ship max_retries=3 bisect=true on_failure=true
        need replay days=90
    """
    asked = [need for need in graph.requirements("replay") if figures([need], "days")]
    if not asked:
        return
    channels = [channel for channel in graph.having_trait("channel") if not takes_failures(channel)]
    short: dict[tuple[Id, ...], list[Requirement]] = {}
    for need in asked:
        scope = [channel for channel in channels if concerns(need, channel.id)]
        if scope and max(map(kept_days, scope)) < figures([need], "days")[0]:
            short.setdefault(tuple(channel.id for channel in _first(scope)), []).append(need)
    if not short or any(store["event_store"] is True for store in graph.having_trait("store")):
        return
    for ids, needs in short.items():
        some = [graph.node(id) for id in ids]
        wanted, best = max(figures(needs, "days")), max(map(kept_days, some))
        keeps = f"{'keeps' if len(some) == 1 else 'keep'} {days(figure(best)) if best else 'none'}"
        yield Finding(
            tuple(some),
            f"Events are to be read again for {days(figure(wanted))}; {names(some)} {keeps}.",
            fixes=[*_kept(some, wanted), *event_store(some)],
            breaks=tuple(need.id for need in needs),
        )


def _first(channels: Sequence[Node]) -> Sequence[Node]:
    """Those that events come to first: what is fed by another channel only hands on."""
    first = [channel for channel in channels if not any(link.source.has("channel") for link in feeds(channel))]
    return first or channels


def _kept(channels: Sequence[Node], wanted: float) -> list[Fix]:
    edits = [edit for channel in channels if (edit := keep_for(channel, wanted)) is not None]
    return [together("keep-longer", f"Keep events for {days(figure(wanted))}", edits)] if edits else []
