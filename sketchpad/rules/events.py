"""What fixes are built of that let one component tell others instead of asking them."""

from __future__ import annotations

import math
from typing import Any

from ..analysis.figures import number
from ..catalog import facts, verbs_between
from ..editing import Add, Connect, Edit
from ..model import Component, Graph, Id, Node
from ..model.design import ID_LENGTH
from .remedies import fresh

BUS = "eventbridge_bus"
QUEUE = "sqs"


class Parts:
    """New parts of one fix, each with an id of its own, and the connections that they need."""

    def __init__(self, graph: Graph) -> None:
        self._fresh = fresh(graph)
        self.edits: list[Edit] = []

    def add(self, wish: Id, kind: str, inside: tuple[Id, ...], **properties: Any) -> Id:
        """A new component; `wish` is cut to the length of an id."""
        id = self._fresh(wish[:ID_LENGTH])
        self.edits.append(Add(Component(id=id, kind=kind, inside=inside, properties=properties)))
        return id

    def like(self, node: Node, wish: Id, inside: tuple[Id, ...]) -> Id:
        """A new component of another one's kind."""
        return self.add(wish, node.kind.kind, inside)

    def id(self, wish: Id) -> Id:
        """An id for a part that is no component."""
        return self._fresh(wish[:ID_LENGTH])

    def connect(self, source: Id, verb: str, target: Id, **properties: Any) -> None:
        self.edits.append(Connect(source, verb, target, properties=tuple(properties.items())))

    def deliver(self, bus: Id, target: Node) -> None:
        """Let a bus tell a component; what keeps failing is kept."""
        self.connect(bus, "delivers", target.id, dlq=True)

    def queue(self, target: Node) -> Id:
        """A queue of its own for a component, which hides a message as long as the work on it takes."""
        queue = self.add(f"{target.id}-queue", QUEUE, target.component.inside, **queued(target))
        self.connect(queue, "delivers", target.id)
        return queue


def queued(target: Node) -> dict[str, Any]:
    """How a queue before a component is to be set."""
    stated: dict[str, Any] = {"dlq": True}
    least = facts.quota("sqs", "visibility_default_s").value
    needed = number(target, "max_duration_s") or 0
    if target.has("function"):
        needed = facts.quota("lambda", "visibility_factor").value * (number(target, "timeout_s") or 0)
    if needed > least:
        stated["visibility_timeout_s"] = min(math.ceil(needed), facts.quota("sqs", "visibility_max_s").value)
    return stated


def told_by(channel: str, node: Node) -> bool:
    """Whether a channel of a kind can hand its messages to a component."""
    return "delivers" in verbs_between(channel, node.kind.kind)


def tells(node: Node, channel: str) -> bool:
    """Whether a component can put messages on a channel of a kind."""
    return "publishes" in verbs_between(node.kind.kind, channel)
