"""Fixes for business transactions: a workflow or events that lead them, steps that undo what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..analysis.sagas import LEADS, Saga, Turn
from ..catalog import verbs_between
from ..editing import Edit, SetFlow
from ..model import Node, Step
from .events import BUS, Parts, tells, told_by
from .hubs import inserted
from .remedies import Declare, beside, every, together
from .rule import Fix

WORKFLOW = "step_functions"
SHORT = 4
"""Steps that events alone can still lead."""


def led(saga: Saga) -> list[Fix]:
    """A workflow that runs every step, and undoes those before the point of no return."""
    if saga.leaders:
        title = f"{every(saga.leaders[:1])} leads flow {saga.flow}"
        return [together("state-style", title, _of_style(saga, "orchestration"))]
    there = saga.partial
    steps = list(dict.fromkeys(saga.acting)) if there is None else saga.unled(there)
    kind = WORKFLOW if there is None else there.kind.kind
    if any(not _verb(kind, step) for step in steps):
        return []
    parts = Parts(saga.turns[0].node.graph)
    if there is None:
        leader = parts.add(f"{saga.flow.id}-workflow", WORKFLOW, beside(saga.turns[0].node), type="standard")
        fix, title = inserted(WORKFLOW), f"Let a workflow lead flow {saga.flow}"
    else:
        leader, fix, title = there.id, "complete-workflow", f"Let {there} lead {every(steps)} too"
    for step in steps:
        parts.connect(leader, _verb(kind, step), step.id)
    for turn in saga.lasting:
        _undo(parts, turn, leader)
    return [together(fix, title, [*parts.edits, *_of_style(saga, "orchestration")])]


def _verb(kind: str, step: Node) -> str:
    """How a workflow runs a step: it starts code and writes a store itself; empty where it can do neither."""
    foreseen = verbs_between(kind, step.kind.kind)
    return next((verb for verb in (LEADS, "writes") if verb in foreseen), "")


def _of_style(saga: Saga, style: str) -> list[Edit]:
    """Whoever said that it is led otherwise has to say that anew."""
    return [Declare(saga.flow.id, "style", style)] if saga.style not in ("", style) else []


def _undo(parts: Parts, turn: Turn, leader: str = "") -> str:
    """A function that takes a step back in the stores that the step writes; a workflow that runs it says of what."""
    node = turn.node
    undo = parts.add(f"{node.id}-undo", "lambda", node.component.inside)
    stores = {access.store.id: access.link for access in node.uses if access.writes}
    for id, link in stores.items():
        parts.connect(undo, "rw", link.target.id if link.target.has("front") else id)
    if node.has("store"):
        parts.connect(undo, "rw", node.id)
    if leader:
        parts.connect(leader, LEADS, undo, compensates=node.id)
    return undo


def chained(saga: Saga) -> list[Fix]:
    """A bus over which each service tells the next one, where the steps are few and nobody has to see them all."""
    many = len(saga.acting)
    tellable = all(tells(one, BUS) and told_by(BUS, next_) for one, next_ in saga.gaps)
    if many > SHORT or (saga.stated("visible") is True and many > 2) or not tellable:
        return []
    edits = _of_style(saga, "choreography")
    if saga.gaps:
        parts = Parts(saga.turns[0].node.graph)
        bus = parts.add("events", BUS, beside(saga.turns[0].node))
        for id in dict.fromkeys(one.id for one, _ in saga.gaps):
            parts.connect(id, "publishes", bus)
        for next_ in {next_.id: next_ for _, next_ in saga.gaps}.values():
            parts.deliver(bus, next_)
        edits = [*parts.edits, *edits]
    return [together(inserted(BUS), f"Let each service of flow {saga.flow} tell the next by an event", edits)]


# -- what can be undone or repeated -----------------------------------------------------------------------------


def mended(saga: Saga) -> list[Fix]:
    """Steps that undo, a point of no return that lies earlier, steps that are repeated until they succeed."""
    lasting, unsure = saga.lasting, saga.unsure
    if not lasting:
        return [_repeated(saga, unsure)]
    return [_compensated(saga), _earlier_pivot(saga, lasting[0])]


def _marked(saga: Saga, changed: dict[int, Step]) -> SetFlow:
    return SetFlow(saga.flow.but(steps=tuple(changed.get(i, step) for i, step in enumerate(saga.flow.steps))))


def _retried(turns: Iterable[Turn]) -> dict[int, Step]:
    return {turn.place: turn.step.but(retriable=True) for turn in turns}


def _repeated(saga: Saga, turns: Sequence[Turn]) -> Fix:
    title = f"{every(turn.node for turn in turns)} can be repeated until it succeeds"
    return Fix("mark-retriable", _marked(saga, _retried(turns)), title)


def _compensated(saga: Saga) -> Fix:
    """A step back for each that lacks one: run by the workflow, or started by an event that says what failed."""
    parts = Parts(saga.turns[0].node.graph)
    leader = saga.leaders[0].id if saga.leaders else ""
    changed = _retried(saga.unsure)
    channel = ""
    for turn in saga.lasting:
        undo = _undo(parts, turn, leader)
        if not leader:
            channel = channel or _told_of_failures(saga, parts)
            parts.connect(channel, "delivers", undo, dlq=True)
            changed[turn.place] = turn.step.but(compensated=True)
    marks = [_marked(saga, changed)] if changed else []
    title = f"Add what undoes {every(turn.node for turn in saga.lasting)}"
    if saga.unsure:
        title += f"; {every(turn.node for turn in saga.unsure)} can be repeated"
    return together("add-compensation", title, [*parts.edits, *marks])


def _told_of_failures(saga: Saga, parts: Parts) -> str:
    """The bus or topic on which the services tell each other, or a new one for those that may fail."""
    published = [link.target for node in saga.nodes for link in node.outgoing if link.verb == "publishes"]
    there = next((channel.id for channel in published if channel.has("bus") or channel.has("topic")), None)
    if there is not None:
        return there
    bus = parts.add("failures", BUS, beside(saga.turns[0].node))
    for node in saga.nodes[1:]:
        if tells(node, BUS):
            parts.connect(node.id, "publishes", bus)
    return bus


def _earlier_pivot(saga: Saga, pivot: Turn) -> Fix:
    """Whatever comes after the point of no return has to succeed some time."""
    after = [turn for turn in saga.turns if turn.place > pivot.place]
    changed = {turn.place: turn.step.but(pivot=False) for turn in saga.turns if turn.step.pivot}
    changed |= {turn.place: turn.step.but(pivot=False, retriable=True) for turn in after}
    changed[pivot.place] = pivot.step.but(pivot=True)
    title = f"{pivot.node} is the point of no return; {every(turn.node for turn in after)} can be repeated"
    return Fix("mark-pivot", _marked(saga, changed), title)
