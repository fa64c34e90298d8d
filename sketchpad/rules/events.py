"""What fixes are built of that let one component tell others instead of asking them."""

from __future__ import annotations

from typing import Any

from ..catalog import verbs_between
from ..editing import Add, Connect, Edit
from ..model import Component, Graph, Id, Node
from .fanning import queue_for
from .remedies import fresh

BUS = "eventbridge_bus"
QUEUE = "sqs"


class Parts:
    """The edits of one fix that adds parts, each with an id of its own, and connects them."""

    def __init__(self, graph: Graph) -> None:
        self._fresh = fresh(graph)
        self.edits: list[Edit] = []

    def add(self, wish: Id, kind: str, inside: tuple[Id, ...], **properties: Any) -> Id:
        """A new component."""
        id = self.id(wish)
        self.edits.append(Add(Component(id=id, kind=kind, inside=inside, properties=properties)))
        return id

    def like(self, node: Node, wish: Id, inside: tuple[Id, ...]) -> Id:
        """A new component of another one's kind."""
        return self.add(wish, node.kind.kind, inside)

    def id(self, wish: Id) -> Id:
        """An id that no part has."""
        return self._fresh(wish)

    def connect(self, source: Id, verb: str, target: Id, **properties: Any) -> None:
        self.edits.append(Connect(source, verb, target, properties=tuple(properties.items())))

    def deliver(self, bus: Id, target: Node) -> None:
        """Let a bus tell a component; what keeps failing is kept."""
        self.connect(bus, "delivers", target.id, dlq=True)

    def queue(self, target: Node) -> Id:
        """A queue of its own for a component, which hides a message as long as the work on it takes."""
        made = queue_for(target, self.id(f"{target.id}-queue"))
        self.edits.append(Add(made))
        self.connect(made.id, "delivers", target.id)
        return made.id


def told_by(channel: str, node: Node) -> bool:
    """Whether a channel of a kind can hand its messages to a component."""
    return "delivers" in verbs_between(channel, node.kind.kind)


def tells(node: Node, channel: str) -> bool:
    """Whether a component can put messages on a channel of a kind."""
    return "publishes" in verbs_between(node.kind.kind, channel)
