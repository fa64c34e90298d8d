"""Rules about who gets a message: its consumers, what failed, how long it is hidden."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from ..analysis.channels import (
    advised_visibility_s,
    concerns,
    consumer_groups,
    deliveries,
    feeds,
    gives_up,
    puts_aside,
    takes_failures,
    visibility_s,
)
from ..analysis.figures import known, number
from ..catalog import facts
from ..model import Link, Node, Requirement
from ..model.lenses import CALLS
from .fanning import split_by_group, told_through
from .refitting import RETRIES, become_stream, bounded
from .remedies import Declare, count, figure, names, setting, together
from .rule import ERROR, WARNING, Finding, Fix, rule
from .shape import Shape, asks, gives, may_be, traits_of

SEVERAL = 3
"""Consumers from which on a producer should not have to know them."""


@rule(
    "MSG-001",
    ERROR,
    each="compute",
    breaks=("consumers",),
    see=("study", "notes26"),
    when=asks("consumers.grow", "consumers.n"),
)
def producer_must_know_every_consumer(producer: Node) -> Iterator[Finding]:
    """A producer tells each consumer itself, although more of them are to come.

    Where consumers come and go without the producer, it must not hold the list of them. A call or a queue for each puts
    that list into its code, and every new consumer into its plan of releases. A topic hands a message to whoever has
    subscribed; a bus chooses by content, reaches other accounts and keeps events to be read again.

    Fine when: it needs the answers, or it also publishes to a topic, a bus or a stream.

    Bad:
        ecs_fargate shop
        lambda invoice
        lambda ship
        shop invokes_async invoice dlq=true
        shop calls ship needs_response=false
        need consumers grow=true
    Good:
        ecs_fargate shop
        eventbridge_bus events
        lambda invoice
        lambda ship
        shop publishes events
        events delivers invoice dlq=true
        events delivers ship dlq=true
        need consumers grow=true
    """
    asked = [need for need in producer.graph.requirements("consumers") if _many(need) and concerns(need, producer.id)]
    if not asked:
        return
    outgoing = producer.outgoing
    published = [link.target for link in outgoing if link.verb == "publishes"]
    told = [link for link in outgoing if _only_tells(link)]
    queued = [link for link in outgoing if link.verb == "publishes" and _works_off(link.target)]
    called, queues = ({link.target.id for link in links} for links in (told, queued))
    if max(len(called), len(queues)) < 2 or any(channel.has("fan_out") for channel in published):
        return
    growing = any(need.properties.get("grow") is True for need in asked)
    yield Finding(
        producer,
        f"{producer} tells {count(len(called | queues))} consumers itself; one more means changing {producer}.",
        fixes=told_through(producer, told, queued),
        severity=ERROR if growing else WARNING,
        breaks=tuple(need.id for need in asked),
    )


def _many(need: Requirement) -> bool:
    return need.properties.get("grow") is True or (known(need.properties.get("n")) or 0) >= SEVERAL


def _only_tells(link: Link) -> bool:
    """Whether a producer lets another know and asks for no answer."""
    if link.verb == "invokes_async":
        return link["needs_response"] is not True
    return link.verb in CALLS and link["needs_response"] is False


def _works_off(channel: Node) -> bool:
    return channel.has("queue") and not takes_failures(channel)


@rule("MSG-002", ERROR, each="queue", breaks=("consumers",), see=("study", "notes26"))
def queue_shared_by_different_consumer_groups(queue: Node) -> Iterator[Finding]:
    """Several groups of consumers drain one queue, so each message reaches only one of them.

    A queue serves one group at that group's pace: whoever deletes a message has had it for all. A filter between queue
    and function is no way out, since what does not match is deleted as well. Independent readers want a topic with a
    queue each, or a stream in which each keeps its own place.

    Fine when: the consumers are workers of one kind and say so with one `consumer_group`.

    Bad:
        ecs_fargate shop
        sqs orders dlq=true
        lambda invoice
        lambda ship
        shop publishes orders
        orders delivers invoice
        orders delivers ship
    Good:
        ecs_fargate shop
        sqs orders dlq=true
        lambda ship
        lambda ship-abroad
        shop publishes orders
        orders delivers ship consumer_group=shipping
        orders delivers ship-abroad consumer_group=shipping
    """
    if len(queue.outgoing) < 2 or len(groups := consumer_groups(queue)) < 2:
        return
    graph = queue.graph
    consumers = [link.target for links in groups.values() for link in links]
    speakers = [link.source.id for link in feeds(queue)]
    asked = [
        need.id
        for need in graph.requirements("consumers")
        if _more_than_one(need) and (concerns(need, queue.id) or any(concerns(need, id) for id in speakers))
    ]
    keeps_more = queue["type"] == "fifo" or graph.requirements("ordering") or graph.requirements("replay")
    yield Finding(
        (queue, *consumers),
        f"{queue} is drained by {_listed(groups)}; each message reaches only one of them.",
        fixes=[*split_by_group(queue, groups), *(become_stream(queue) if keeps_more else [])],
        breaks=tuple(asked),
    )


def _more_than_one(need: Requirement) -> bool:
    return need.properties.get("grow") is True or (known(need.properties.get("n")) or 0) > 1


def _listed(groups: Mapping[str, Sequence[Link]]) -> str:
    """The groups with the consumers in them."""
    said = []
    for group, links in groups.items():
        members = names({link.target.id: link.target for link in links}.values())
        said.append(members if group == links[0].target.id else f"{group} ({members})")
    return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))


def _may_lose(shape: Shape) -> bool:
    """Whether it is no queue, or one that may have no dead-letter queue."""
    return "queue" not in traits_of(shape.kind) or may_be("dlq", False)(shape)


@rule(
    "MSG-003",
    WARNING,
    each=("queue", "topic", "bus", "function"),
    breaks=("rpo",),
    see=("study", "sqs-quotas", "eb-migrate", "lambda-limits"),
    when=_may_lose,
)
def no_dead_letter_path(node: Node) -> Iterator[Finding]:
    """A message that keeps failing has nowhere to go.

    It is tried again until it expires, after four days on a queue by default, a day on a classic bus, five minutes on a
    custom one, and then it is dropped without a word. A dead-letter queue keeps it to be looked at and sent again. That
    of a function helps only where the function is invoked asynchronously: not for what it takes from a queue.

    Fine when: the failed messages go to a queue that says `is_dlq=true`, or the next channel has a place for them.

    Bad:
        ecs_fargate shop
        sqs orders
        lambda ship on_failure=true
        shop publishes orders
        orders delivers ship
    Good:
        ecs_fargate shop
        sqs orders dlq=true
        lambda ship
        shop publishes orders
        orders delivers ship
    """
    if node.has("queue"):
        yield from _queue_without(node)
    elif node.has("function"):
        for link in node.incoming:
            if link.verb == "invokes_async":
                yield from _invocation_without(link, on_failure=True)
    else:
        for link in node.outgoing:
            if link.verb == "delivers" and not link.target.has("channel"):
                yield from _invocation_without(link, on_failure=link["invocation"] != "REQUEST_RESPONSE")


def _queue_without(queue: Node) -> Iterator[Finding]:
    if queue["dlq"] is not False or takes_failures(queue):
        return
    leaving = queue.outgoing
    consumers = [link.target for link in deliveries(queue)]
    moved = any(link["dlq"] is True or takes_failures(link.target) for link in leaving if link.verb == "delivers")
    if consumers and not moved:
        yield Finding(
            (queue, *consumers),
            f"{queue} to {names({node.id: node for node in consumers}.values())}: failed messages have nowhere to go.",
            fixes=[setting("add-dead-letter-queue", queue, "dlq", True)],
        )


def _invocation_without(link: Link, on_failure: bool) -> Iterator[Finding]:
    """What is handed to a consumer at once; a function may put aside what it takes without being waited for."""
    function = link.target.has("function") and on_failure
    if puts_aside(link) or (function and link.target["on_failure"] is True):
        return
    fixes = [setting("dead-letter-queue", link, "dlq", True)]
    if function:
        fixes.append(setting("on-failure", link.target, "on_failure", True))
    yield Finding(
        (link.source, link.target),
        f"{link.source} to {link.target}: failed messages have nowhere to go.",
        fixes=fixes,
    )


@rule("MSG-004", WARNING, each="queue", see=("lambda-sqs", "cfnlint", "botocore"), when=gives("visibility_timeout_s"))
def visibility_timeout_too_short(queue: Node) -> Iterator[Finding]:
    """A message comes into sight again while it is still being worked on.

    The visibility timeout hides a message from everybody else while one worker has it. Where the work takes longer a
    second worker begins it anew, and both finish it. Lambda refuses a mapping whose queue hides a message for less than
    the function's timeout, and asks for six times as long so that failed batches can be tried again.

    Fine when: the worker extends the timeout while it works (`heartbeat=true` on the connection).

    Bad:
        ecs_fargate shop
        sqs orders dlq=true
        lambda ship timeout_s=20
        shop publishes orders
        orders delivers ship
    Good:
        ecs_fargate shop
        sqs orders dlq=true visibility_timeout_s=120
        lambda ship timeout_s=20
        shop publishes orders
        orders delivers ship
    """
    hidden = number(queue, "visibility_timeout_s")
    if hidden is None:
        return
    for link in deliveries(queue):
        consumer = link.target
        window = number(link, "batch_window_s") or 0
        needed = advised_visibility_s(consumer, window)
        if needed is None or hidden >= needed:
            continue
        timeout = number(consumer, "timeout_s") if consumer.has("function") else None
        if timeout is None and link["heartbeat"] is True:
            continue
        severity, why = WARNING, f"needs {figure(needed)} s"
        if timeout is not None and hidden < timeout:
            severity, why = ERROR, f"may run for {figure(timeout)} s, and no mapping can be made"
        yield Finding(
            (queue, consumer),
            f"{queue} hides a message for {figure(hidden)} s; {consumer} {why}.",
            fixes=[*_hide_longer(queue, consumer, window), *_work_within(link, hidden, window)],
            severity=severity,
        )


def _hide_longer(queue: Node, consumer: Node, window_s: float) -> list[Fix]:
    needed = visibility_s(consumer, window_s)
    return [] if needed is None else [setting("hide-longer", queue, "visibility_timeout_s", needed)]


def _work_within(link: Link, hidden_s: float, window_s: float) -> list[Fix]:
    """A shorter timeout, or a worker that says that it is still at work: only its author knows whether it can."""
    consumer = link.target
    if not consumer.has("function"):
        return [Fix("heartbeat", Declare(link.id, "heartbeat", True), f"Let {consumer} extend the timeout as it works")]
    factor: float = facts.quota("lambda", "visibility_factor").value
    shorter = math.floor((hidden_s - window_s) / factor)
    if shorter < max(1, number(consumer, "max_duration_s") or 0):
        return []
    return [setting("shorter-timeout", consumer, "timeout_s", shorter, by=Declare)]


@rule("MSG-006", WARNING, each=("stream", "key_value"), breaks=("availability",), see=("study", "lambda-limits"))
def poison_record_blocks_shard(source: Node) -> Iterator[Finding]:
    """One record that keeps failing stops everything behind it in its shard.

    Order is kept by waiting: the batch is tried again until it succeeds or its records expire, which takes a day at the
    least and a year at the most. With a limit to the tries, a split of the batch and a place for what failed, the rest
    of the shard goes on. The failure destination of the function itself does not serve here; it is for asynchronous
    invocations.

    Fine when: the connection limits the tries or the age, and says where failed records go.

    Bad:
        kinesis_stream clicks
        lambda count
        clicks delivers count max_retries=3
    Good:
        kinesis_stream clicks
        lambda count
        clicks delivers count max_retries=3 bisect=true on_failure=true
    """
    for link in source.outgoing:
        if link.verb not in ("delivers", "streams_to") or not link.target.has("function"):
            continue
        if gives_up(link) and puts_aside(link):
            continue
        splits = not source.has("stream") or source.has("sharded")
        title = f"Give up a bad record of {source} after {RETRIES} tries and put it aside"
        yield Finding(
            (source, link.target),
            f"{source} to {link.target}: one bad record stops its shard until it expires.",
            fixes=[together("bound-retries", title, bounded(link, splits))],
        )
