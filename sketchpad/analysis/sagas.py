"""Business transactions over several services: who leads their steps, and which steps can be undone or repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from ..model import Flow, Graph, Id, Link, Node, Step
from ..model.lenses import WRITES
from .chains import owner
from .figures import known, word

LEADS = "orchestrates"
"""The verb by which a workflow runs a step."""
ANNOUNCES = frozenset({"publishes", "streams_to", "invokes_async"})
"""The verbs by which a store tells what happened to its data."""
PASSES_ON = frozenset({"delivers", "publishes"})
"""The verbs by which a channel hands an event on."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A step and the component whose turn it is."""

    place: int
    """Its place among the steps of the flow."""
    step: Step
    node: Node

    @property
    def acts(self) -> bool:
        """Whether it is a service's own step; a store that lies in no service is part of whatever writes it."""
        return not _keeps_data(self.node) or self.node.service is not None


def _keeps_data(node: Node) -> bool:
    return node.has("store") or node.has("cache")


@dataclass(frozen=True)
class Saga:
    """A flow whose steps have been looked up; those of components that are not there are left out."""

    flow: Flow
    turns: tuple[Turn, ...]

    def stated(self, name: str) -> Any:
        """What the flow says under a name; None where it says nothing."""
        value = self.flow.properties.get(name)
        return None if value == "unset" else value

    def figure(self, name: str) -> float | None:
        return known(self.stated(name))

    @property
    def style(self) -> str:
        style = self.stated("style")
        return style if isinstance(style, str) else ""

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The components whose turn it is, each once, in the order of the steps."""
        return tuple({turn.node.id: turn.node for turn in self.turns}.values())

    @cached_property
    def acting(self) -> tuple[Node, ...]:
        """The component of each step that is a service's own."""
        return tuple(turn.node for turn in self.turns if turn.acts)

    @cached_property
    def services(self) -> tuple[Id, ...]:
        """The services it spans; a component in none is a service of its own."""
        return tuple(dict.fromkeys(map(owner, self.acting)))

    # -- who leads ----------------------------------------------------------------------------------------------

    @cached_property
    def _above(self) -> tuple[Node, ...]:
        """The workflows that run any of its steps, directly or through others, by id."""
        found: dict[Id, Node] = {turn.node.id: turn.node for turn in self.turns if leads(turn.node)}
        stack, seen = list(self.nodes), {node.id for node in self.nodes}
        while stack:
            for link in stack.pop().incoming:
                if link.verb not in WRITES and link.verb != LEADS:
                    continue
                source = link.source
                if leads(source):
                    found[source.id] = source
                if leads(source) and source.id not in seen:
                    seen.add(source.id)
                    stack.append(source)
        return tuple(found[id] for id in sorted(found))

    @cached_property
    def leaders(self) -> tuple[Node, ...]:
        """The workflows that run every step, by id; one that is a step itself need not run that."""
        return tuple(node for node in self._above if not self.unled(node))

    @cached_property
    def partial(self) -> Node | None:
        """A workflow that runs some of the steps."""
        some = [node for node in self._above if len(self.unled(node)) < len(set(self.acting) - {node})]
        return max(some, key=lambda node: -len(self.unled(node)), default=None)

    def unled(self, leader: Node) -> list[Node]:
        """The components of steps that a workflow does not run."""
        run = _run_by(leader)
        return list(dict.fromkeys(node for node in self.acting if node.id not in run))

    @cached_property
    def gaps(self) -> tuple[tuple[Node, Node], ...]:
        """The steps, and those after them in another service, between which no event goes."""
        return tuple(pair for pair in self._handed_over if not told(*pair))

    @property
    def _handed_over(self) -> list[tuple[Node, Node]]:
        return [(one, next_) for one, next_ in pairwise(self.acting) if owner(one) != owner(next_)]

    @property
    def chained(self) -> bool:
        """Whether each service tells the next one by an event."""
        return bool(self._handed_over) and not self.gaps

    @property
    def by_events(self) -> bool:
        """Whether events alone lead it, or are meant to."""
        return not self.leaders and (self.chained or self.style == "choreography")

    # -- what can be undone -------------------------------------------------------------------------------------

    @cached_property
    def _undone(self) -> frozenset[Id]:
        """The components whose work some step of a workflow undoes."""
        links = (link for leader in self._above for link in leader.outgoing if link.verb == LEADS)
        return frozenset(undone for link in links if (undone := word(link, "compensates")))

    def compensated(self, turn: Turn) -> bool:
        return turn.step.compensated or turn.node.id in self._undone

    @property
    def pivot(self) -> int:
        """The place, among the turns, of the point of no return: the first that is marked, else the last step."""
        marked = (place for place, turn in enumerate(self.turns) if turn.step.pivot)
        return next(marked, len(self.turns) - 1)

    @property
    def lasting(self) -> list[Turn]:
        """The steps before the point of no return that nothing undoes."""
        return [turn for turn in self.turns[: self.pivot] if not self.compensated(turn)]

    @property
    def unsure(self) -> list[Turn]:
        """The steps after the point of no return that are not said to be repeated until they succeed."""
        return [turn for turn in self.turns[self.pivot + 1 :] if not turn.step.retriable]


def saga_of(graph: Graph, flow: Flow) -> Saga:
    """A flow with the components of its steps."""
    found = ((place, step, graph.find(step.component)) for place, step in enumerate(flow.steps))
    return Saga(flow, tuple(Turn(place, step, node) for place, step, node in found if node is not None))


def leads(node: Node) -> bool:
    """Whether it runs steps and remembers where each stands: a workflow, or a durable function."""
    return node.has("orchestrator") or (node.has("function") and node["durable"] is True)


def _run_by(leader: Node) -> set[Id]:
    """What a workflow runs: its steps, those of the workflows that it runs, and the stores that any of them writes."""
    run = {leader.id}
    stack = [leader]
    while stack:
        node = stack.pop()
        run.update(access.store.id for access in node.uses if access.writes)
        for link in node.outgoing if leads(node) else ():
            if link.verb == LEADS and not word(link, "compensates") and link.connection.target not in run:
                run.add(link.connection.target)
                stack.append(link.target)
    return run


def told(source: Node, target: Node) -> bool:
    """Whether an event of one component gets to another through channels, or through what its stores announce."""
    stack = [link for link in source.outgoing if _announces(link)]
    stack += [link for access in source.uses if access.writes for link in access.store.outgoing if _announces(link)]
    seen = {source.id}
    while stack:
        link = stack.pop()
        node = link.target
        if node == target or any(access.writes and access.store == target for access in node.uses):
            return True
        if node.id not in seen:
            seen.add(node.id)
            stack.extend(_onward(node, link))
    return False


def _announces(link: Link) -> bool:
    return link.verb == "publishes" or (link.verb in ANNOUNCES and _keeps_data(link.source))


def _onward(node: Node, by: Link) -> Iterator[Link]:
    """How an event goes on: a channel hands it on, and code that follows the changes of a store publishes them."""
    if node.has("channel") or node.has("relay"):
        yield from (link for link in node.outgoing if link.verb in PASSES_ON)
    elif by.verb == "streams_to":
        yield from (link for link in node.outgoing if link.verb == "publishes")
