"""How much comes in, how much of it is under way at once, and how many database connections that takes.

Rates are in requests or messages a second, durations in milliseconds, concurrency in environments of a function at
once. None stands for unknown.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ..catalog import derived, facts
from ..model import Graph, Id, Link, Node
from .figures import asked, number

SAFE = 0.8
"""The share of a supply that demand may take before a peak or a deployment goes over it."""

STARTS = frozenset({"calls", "delivers", "invokes", "invokes_async", "orchestrates", "routes_to", "streams_to"})
"""The verbs that make the code at their end run."""


# -- rates ------------------------------------------------------------------------------------------------------


def peak_load(graph: Graph) -> float | None:
    """The highest rate that a load requirement states, in requests a second."""
    return max(asked(graph.requirements("load"), "peak_rps"), default=None)


def rate(node: Node) -> float | None:
    """Requests or messages a second at the busiest.

    Its own figure, else the load's where requests reach it, else the rate of the channels that feed it.
    """
    own = number(node, "peak_rps")
    if own is not None:
        return own
    if node.on_request_path and (peak := peak_load(node.graph)) is not None:
        return peak
    return fed_rate(node)


def fed_rate(node: Node) -> float | None:
    """Messages a second that channels hand to it; unknown with the rate of any of them.

    A stream hands a function many records at once, and nobody states how many.
    """
    return _arriving(node, ("delivers",), {}, frozenset())


def channel_rate(channel: Node) -> float | None:
    """Messages a second on a channel: its own figure, else what is published on it and handed to it.

    It is unknown where a store hands its changes on: nobody states how many there are.
    """
    return _channel_rate(channel, {}, frozenset())


UPSTREAM = 100
"""Channels in a row beyond which a rate is unknown; nobody draws so many."""

Rates = dict[Id, float | None]
"""The rates of channels upstream, so that each is worked out once however many ways lead there."""


def _channel_rate(channel: Node, found: Rates, way: frozenset[Id]) -> float | None:
    own = number(channel, "peak_rps")
    if own is not None:
        return own
    if len(way) > UPSTREAM:
        return None
    if channel.id not in found:
        found[channel.id] = _arriving(channel, ("publishes", "delivers", "streams_to"), found, way)
    return found[channel.id]


def _arriving(node: Node, verbs: tuple[str, ...], found: Rates, way: frozenset[Id]) -> float | None:
    """What comes in on connections of some verbs; what goes round in a circle counts for nothing."""
    way |= {node.id}
    links = [link for link in node.incoming if link.verb in verbs and link.source.id not in way]
    return _sum([_link_rate(link, found, way) for link in links])


def _link_rate(link: Link, found: Rates, way: frozenset[Id]) -> float | None:
    stated = number(link, "rps")
    if stated is not None or link.verb == "publishes" or (link.source.has("stream") and link.target.has("function")):
        return stated
    return _channel_rate(link.source, found, way)


def _sum(some: list[float | None]) -> float | None:
    """The sum of some; unknown where there are none or one is unknown."""
    values = [one for one in some if one is not None]
    return sum(values) if values and len(values) == len(some) else None


def at_once(amounts: Iterable[tuple[Node, float]]) -> float:
    """What components take together, each at its own busiest."""
    return together((router_of(node), amount) for node, amount in amounts)


def together(amounts: Iterable[tuple[Id | None, float]]) -> float:
    """The sum of amounts, each with the router behind which it is taken.

    A router hands a request to one of its targets, so those behind one router that share the load count as the one
    that takes most: as if every request went there.
    """
    alone: list[float] = []
    shared: dict[Id, float] = {}
    for router, amount in amounts:
        if router is None:
            alone.append(amount)
        elif amount > shared.get(router, 0):
            shared[router] = amount
    return math.fsum([*alone, *shared.values()])


def router_of(node: Node) -> Id | None:
    """The router that hands a component its share of the load; None where its rate comes from elsewhere."""
    if number(node, "peak_rps") is not None:
        return None
    askers = {link.source.id: link.source for link in node.incoming if link.waits}
    only = next(iter(askers.values())) if len(askers) == 1 else None
    return only.id if only is not None and only.has("request_router") and only.on_request_path else None


# -- functions --------------------------------------------------------------------------------------------------


class Demand(NamedTuple):
    """How many at once: as it is to be expected, and as nothing would prevent."""

    expected: float | None
    allowed: float

    def times(self, factor: float) -> Demand:
        return Demand(None if self.expected is None else self.expected * factor, self.allowed * factor)


def quota(function: Node) -> float:
    """Environments that its account may run at once in a Region."""
    stated = number(function, "account_concurrency")
    return _default_quota() if stated is None else stated


@derived
def _default_quota() -> float:
    default: float = facts.quota("lambda", "account_concurrency_default").value
    return default


def cap(function: Node) -> float:
    """The most environments of a function at once: what is reserved for it, else what its triggers can start, else
    the quota of its account."""
    own = own_cap(function)
    return quota(function) if own is None else own


def own_cap(function: Node) -> float | None:
    """The most environments of a function at once by its own limits; None where only its account's quota holds."""
    reserved = number(function, "reserved_concurrency")
    return fed_cap(function) if reserved is None else reserved


def fed_cap(function: Node) -> float | None:
    """The most environments that a function's triggers start at once; None where one of them sets no limit."""
    limits = [_trigger_limit(link) for link in function.incoming if link.verb in STARTS]
    return _sum(limits)


def _trigger_limit(link: Link) -> float | None:
    """The environments that one trigger can start at once; None where it sets no limit."""
    source = link.source
    if source.has("scheduler"):
        return 1
    if link.verb != "delivers":
        return None
    stated = number(link, "max_concurrency")
    if stated is not None:
        return stated
    if source.has("queue"):
        most: float = facts.quota("lambda", "sqs_esm_max").value
        return most
    shards = number(source, "shards") if source.has("sharded") else None
    per_shard: float = facts.quota("lambda", "stream_parallelization_max").value
    return None if shards is None else shards * per_shard


def concurrency(function: Node) -> Demand:
    """Environments of a function at once: expected = rate x average duration, at most `cap`; allowed = `cap`."""
    most = cap(function)
    arriving, duration = rate(function), number(function, "avg_duration_ms")
    if arriving is None or duration is None:
        return Demand(None, most)
    return Demand(min(most, arriving * duration / 1000), most)


def connections_each(function: Node) -> float:
    """Database connections that one environment opens."""
    stated = number(function, "db_conns")
    return 1 if stated is None else stated


def connections(functions: Iterable[Node]) -> Demand:
    """Database connections that functions open at once; expected is unknown with that of any of them.

    Functions without a limit of their own share the quota of their account and Region.
    """
    some = tuple(functions)
    allowed = allowed_connections(some)
    amounts = [(function, concurrency(function).times(connections_each(function)).expected) for function in some]
    known = [(function, amount) for function, amount in amounts if amount is not None]
    return Demand(min(at_once(known), allowed) if known and len(known) == len(some) else None, allowed)


def allowed_connections(functions: Iterable[Node]) -> float:
    """Database connections that functions could open at once, whatever their rates."""
    shared: dict[tuple[Id | None, str | None], list[Node]] = defaultdict(list)
    allowed = 0.0
    for function in functions:
        own = own_cap(function)
        if own is not None:
            allowed += own * connections_each(function)
        else:
            account = function.account
            shared[account.id if account else None, function.region].append(function)
    return allowed + sum(max(map(quota, some)) * max(map(connections_each, some)) for some in shared.values())


# -- fleets -----------------------------------------------------------------------------------------------------


def pooled(fleet: Node) -> float | None:
    """Database connections that a fleet holds at its maximum: tasks x connections in a task's pool."""
    tasks, pool = number(fleet, "max_tasks"), number(fleet, "pool_size")
    return None if tasks is None or pool is None else tasks * pool
