"""Whether messages keep their order, can be read again and reach everybody."""

from __future__ import annotations

import math

from ..analysis.addressing import ASKS, channels, producers
from ..analysis.channels import FEEDS, consumer_groups, deliveries, feeds, kept_days
from ..analysis.figures import days as in_days
from ..analysis.figures import known, number
from ..model import Graph, Node
from .ground import Case, Ground, figure, ids, together, unstated


def ordering(case: Case) -> Ground:
    """Each channel between a producer and a consumer; what breaks the order is for rules to find."""
    level = case.need.properties.get("level")
    if level == "none":
        return Ground(True, ("no order is asked",))
    if level not in ("per_key", "total"):
        return Ground()
    between = [channel for channel in channels(case.graph, case.need) if feeds(channel) and deliveries(channel)]
    if not between:
        return Ground(missing=unstated("a channel with a producer and a consumer"))
    return together(_ordered(channel, total=level == "total") for channel in between)


def _ordered(channel: Node, *, total: bool) -> Ground:
    if not total:
        return Ground(True, (f"{channel} ({channel.kind.name}) keeps the order for each key",), ids(channel))
    name = "shards" if channel.has("sharded") else "groups"
    lanes = number(channel, name) if name in channel.kind.defaults else None
    if lanes is None:
        return Ground(parts=ids(channel), missing=unstated(f"{name} of {channel}"))
    return Ground(lanes <= 1, (f"{channel} keeps one order in each of {figure(lanes)} {name}",), ids(channel))


def replay(case: Case) -> Ground:
    """The channel in scope that keeps messages longest, or a bucket that keeps every event."""
    days = known(case.need.properties.get("days"))
    if days is None:
        return Ground()
    kept = {store.id: math.inf for store in case.graph.having_trait("object_store") if store["event_store"] is True}
    kept |= {channel.id: kept_days(channel) for channel in channels(case.graph, case.need)}
    if not kept:
        return Ground()
    best = max(sorted(kept), key=lambda id: kept[id])
    long = "for ever" if math.isinf(kept[best]) else f"for {in_days(figure(kept[best]))}"
    line = f"{case.graph.node(best)} keeps events {long}; asked {figure(days)}"
    return Ground(kept[best] >= days, (line,), (best,))


def consumers(case: Case) -> Ground:
    """How many hear of what a producer says, and whether more can come without its knowing."""
    wished = known(case.need.properties.get("n"))
    grows = case.need.properties.get("grow") is True
    best = max(
        (_Heard(producer) for producer in producers(case.graph, case.need)),
        key=lambda one: (one.open, len(one.hearing)),
        default=None,
    )
    if best is None or not best.hearing:
        return Ground(missing=unstated("who hears of what"))
    asked = [f"{wished:,.10g}"] if wished is not None else []
    asked += ["room for more"] if grows else []
    line = f"{best.producer} is heard by {len(best.hearing)} ({_some(case.graph, best.hearing)})"
    line += f", others can join at {best.open}" if best.open else ", each of which it has to know" if grows else ""
    line += f"; asked {' and '.join(asked)}" if asked else ""
    enough = wished is None or len(best.hearing) >= wished
    missing = () if enough else unstated(f"the other consumers; {len(best.hearing)} of {wished:,.10g} are drawn")
    met = False if grows and not best.open else True if enough else None
    return Ground(met, (line,), (best.producer.id, *best.through, *best.hearing), missing)


class _Heard:
    """Who hears of what a producer says: over channels, or asked one by one."""

    def __init__(self, producer: Node) -> None:
        self.producer = producer
        self.hearing: list[str] = []
        self.through: list[str] = []
        self.open = ""
        """The channel that others can join at; empty where there is none."""
        for link in producer.outgoing:
            if link.verb in ASKS:
                self.hearing.append(link.target.id)
            elif link.verb in FEEDS and link.target.has("channel"):
                self._listen(link.target)
        self.hearing = list(dict.fromkeys(self.hearing))

    def _listen(self, channel: Node) -> None:
        self.through.append(channel.id)
        self.hearing.extend(links[0].target.id for links in consumer_groups(channel).values())
        if not self.open and (channel.has("fan_out") or channel.has("stream")):
            self.open = str(channel)


def _some(graph: Graph, some: list[str]) -> str:
    names = [str(graph.node(id)) for id in some[:3]]
    return ", ".join(names) + (", …" if len(some) > 3 else "")
