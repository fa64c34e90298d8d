"""What hands every message to several consumers: the topic or the bus that fits what is asked of the messages.

What cannot do it at all is struck here, as the table of channels has it: a topic by replay and by large messages, a
classic bus by order, a custom one by its Region and by a longer history than it has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..analysis.channels import concerns, custom_bus_in, orders_asked
from ..analysis.figures import asked, number, word
from ..catalog import facts, kind_of
from ..model import Component, Graph, Id, Link, Node

KEY = "entity"
"""What keeps its own order, where nobody says what does: the customer, the order, the account."""


def is_fifo(channel: Node) -> bool:
    return word(channel, "type") == "fifo"


@dataclass(frozen=True)
class Wanted:
    """What is asked of messages on their way to several consumers."""

    order: bool
    """Each key in order."""
    days: float
    """For how long they are to be read again; 0 where that is not asked."""
    size_kb: float
    """The largest, as far as that is known."""


def wanted(graph: Graph, ids: Iterable[Id], queues: Iterable[Node], messages: Iterable[Link]) -> Wanted:
    """What requirements ask of some parts, what the queues keep already, and how large the messages are."""
    about = tuple(ids)
    replays = [need for need in graph.requirements("replay") if any(concerns(need, id) for id in about)]
    sizes = [number(link, "payload_kb") or 0 for link in messages if link["claim_check"] is not True]
    return Wanted(
        any(orders_asked(graph, id) for id in about) or any(map(is_fifo, queues)),
        max(asked(replays, "days"), default=0),
        max(sizes, default=0),
    )


@dataclass(frozen=True)
class Hub:
    """A kind of channel with what it states, for itself and for each queue in order that subscribes."""

    kind: str
    properties: dict[str, Any]
    subscription: tuple[tuple[str, Any], ...] = ()

    @property
    def name(self) -> str:
        return kind_of(self.kind).name

    @property
    def fix(self) -> str:
        """The id of a fix that puts it in."""
        return inserted(self.kind)

    def component(self, id: Id, inside: tuple[Id, ...]) -> Component:
        return Component(id=id, kind=self.kind, inside=inside, properties=self.properties)


def inserted(kind: str) -> str:
    """The id of a fix that puts in a component of a kind."""
    return f"insert-{kind.replace('_', '-')}"


def hubs(wish: Wanted, region: str | None) -> list[Hub]:
    """The bus and the topic that do what is wanted, as far as there are any."""
    found = [*_bus(wish, region), *_topic(wish)]
    return [hub for hub in found if (most := facts.payload(hub.kind)) is None or wish.size_kb <= most.value]


def _bus(wish: Wanted, region: str | None) -> Sequence[Hub]:
    if not wish.order:
        return [Hub("eventbridge_bus", {"archive_days": math.ceil(wish.days)} if wish.days else {})]
    least, most = facts.quota("eventbridge", "custom_retention_days").value
    if not custom_bus_in(region) or wish.days > most:
        return []
    kept = {"retention_days": math.ceil(wish.days)} if wish.days > least else {}
    stated = {"generation": "custom", "group_key": KEY, **kept}
    return [Hub("eventbridge_bus", stated, (("subscriber", "FIFO"),))]


def _topic(wish: Wanted) -> Sequence[Hub]:
    if not wish.order:
        return [] if wish.days else [Hub("sns", {})]
    if wish.days > facts.quota("sns", "fifo_archive_days_max").value:
        return []
    return [Hub("sns", {"type": "fifo", **({"archive_days": math.ceil(wish.days)} if wish.days else {})})]
