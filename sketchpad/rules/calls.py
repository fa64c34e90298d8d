"""Rules about services that wait for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..analysis.chains import Chain, askers, chain_from, holds_up, owner
from ..analysis.circles import circles_led_by
from ..catalog import verbs_between
from ..editing import Add, Edit, Reend, Remove
from ..model import Group, Id, Link, Node
from ..model.lenses import CALLS
from .events import BUS, Parts, tells, told_by
from .fanning import told_through
from .hubs import inserted
from .merging import one_service
from .remedies import every, together
from .rule import ERROR, WARNING, Finding, Fix, rule

DEEP = 4
"""Services in a row from which on nobody can tell what an answer waits for."""


@rule("INT-001", WARNING, each="code", breaks=("latency", "availability"), see=("study", "wa-rel"))
def synchronous_chain_too_deep(first: Node) -> Iterator[Finding]:
    """Many services wait for each other, one behind the other, until a request is answered.

    Each call adds its time to the answer, and the chain is up only while all of it is: four services of 99.9 % make
    99.6 %. A slow one at the end holds the threads of everyone before it. Beyond three in a row an event, a copy of the
    data to read from, or a workflow breaks the chain. Of several chains the longest is named.

    Fine when: the code belongs to fewer services than it seems; draw them, since code in no service counts as one of
    its own.

    Bad:
        user buyer
        ecs_fargate shop
        ecs_fargate price
        ecs_fargate stock
        ecs_fargate depot
        buyer calls shop
        shop calls price
        price calls stock
        stock calls depot
    Good:
        user buyer
        ecs_fargate shop
        ecs_fargate price
        ecs_fargate stock
        buyer calls shop
        shop calls price
        price calls stock
    """
    if not first.on_request_path or not any(map(holds_up, first.outgoing)):
        return
    if not any(asker.has("client") for asker in askers(first)):
        return
    chain = chain_from(first)
    if len(chain.services) < DEEP or _continues(first, chain):
        return
    yield Finding(
        chain.code,
        f"{len(chain.services)} services in one synchronous chain: {' → '.join(map(str, chain.code))}.",
        fixes=[*_told_at_last(chain), *_read_beforehand(chain), *_led(chain)],
    )


def _continues(first: Node, chain: Chain) -> bool:
    """Whether other code that requests come to asks a component as well, so that its chain is the longer one."""
    callers = (link.source for link in first.incoming if holds_up(link))
    return any(caller.has("code") and caller.on_request_path and caller not in chain.code for caller in callers)


def _hops(chain: Chain) -> list[tuple[Node, Link, Node, int]]:
    """From code to code: who asks, by which connection, whom it comes to, and how many services wait up to there."""
    hops: list[tuple[Node, Link, Node, int]] = []
    asked: tuple[Node, Link] | None = None
    waiting = set[Id]()
    for link in chain.links:
        if link.source.has("code"):
            waiting.add(owner(link.source))
            asked = link.source, link
        if asked is not None and link.target.has("code"):
            hops.append((*asked, link.target, len(waiting)))
    return hops


def _alike(link: Link) -> list[Link]:
    """The connections between the same two components that wait as this one does."""
    return [other for other in link.source.outgoing if other.target == link.target and holds_up(other)]


def _needed(link: Link) -> bool | None:
    """Whether the answer is needed on a connection or another one beside it; None where nobody says."""
    said = [other["needs_response"] for other in _alike(link)]
    if any(needed is True for needed in said):
        return True
    return False if any(needed is False for needed in said) else None


def _cut(parts: Parts, link: Link) -> list[Edit]:
    return [*parts.edits, Remove(frozenset(other.id for other in _alike(link)))]


def _by_event(link: Link, told: Node) -> list[Edit]:
    """An event in the place of a call."""
    parts = Parts(link.graph)
    bus = parts.add("events", BUS, _around(link.source))
    parts.connect(link.source.id, "publishes", bus)
    parts.deliver(bus, told)
    return _cut(parts, link)


def _around(node: Node) -> tuple[Id, ...]:
    """The groups of a component, but for its service, which owns no channel between services."""
    service = node.service
    return tuple(id for id in node.component.inside if service is None or id != service.id)


def _told_at_last(chain: Chain) -> list[Fix]:
    """An event in the place of the last call that may go without an answer and leaves few enough before it."""
    hops = [
        (link, told)
        for asks, link, told, waiting in _hops(chain)
        if waiting < DEEP and _needed(link) is not True and tells(asks, BUS) and told_by(BUS, told)
    ]
    if not hops:
        return []
    link, told = max(enumerate(hops), key=lambda one: (_needed(one[1][0]) is False, one[0]))[1]
    return [together(inserted(BUS), f"Let {link.source} tell {told} by an event", _by_event(link, told))]


def _read_beforehand(chain: Chain) -> list[Fix]:
    """A copy of what the last one answers, fed by its events and read in its place."""
    table, writer = "dynamodb", "lambda"
    hops = [
        (link, asked)
        for asks, link, asked, waiting in _hops(chain)
        if waiting < DEEP and _needed(link) is not False
        if tells(asked, BUS) and "reads" in verbs_between(asks.kind.kind, table)
    ]
    if not hops:
        return []
    link, asked = hops[-1]
    reader, parts = link.source, Parts(link.graph)
    inside = reader.component.inside
    view = parts.add(f"{asked.id}-view", table, inside, rederivable=True)
    feeder = parts.add(f"{asked.id}-view-writer", writer, inside)
    bus = parts.add("events", BUS, _around(asked))
    parts.connect(asked.id, "publishes", bus)
    parts.connect(bus, "delivers", feeder, dlq=True)
    parts.connect(feeder, "writes", view)
    parts.connect(reader.id, "reads", view)
    title = f"Let {reader} read a copy of what {asked} knows, fed by its events"
    return [together("insert-read-model", title, _cut(parts, link))]


def _led(chain: Chain) -> list[Fix]:
    """A workflow that asks one after the other; who waits for its result needs an express one."""
    workflow = "step_functions"
    first, *others = chain.code
    steps = list({node.id: node for node in others if node != first}.values())
    if "calls" not in verbs_between(first.kind.kind, workflow) or not steps:
        return []
    if any("orchestrates" not in verbs_between(workflow, step.kind.kind) for step in steps):
        return []
    parts = Parts(first.graph)
    new = parts.add(f"{first.id}-steps", workflow, _around(first), type="express")
    parts.connect(first.id, "calls", new)
    for step in steps:
        parts.connect(new, "orchestrates", step.id)
    gone = {other.id for _, link, _, _ in _hops(chain) for other in _alike(link)}
    title = f"Let a workflow of {first} lead {every(steps)}"
    return [together(inserted(workflow), title, [*parts.edits, Remove(frozenset(gone))])]


# -- circles ----------------------------------------------------------------------------------------------------


@rule("INT-002", ERROR, each="compute", breaks=("availability",), see=("wa-rel", "study"))
def synchronous_call_cycle(node: Node) -> Iterator[Finding]:
    """Services wait for each other in a circle.

    When one waits for the other and the other for the one, a single exhausted pool of threads stops both, retries feed
    on each other, and neither can be started or deployed first. An answer that comes later is an event, not a call.

    Fine when: the circle is closed by an event, or all of it is one service.

    Bad:
        ecs_fargate shop
        ecs_fargate depot
        shop calls depot
        depot calls shop
    Good:
        ecs_fargate shop
        ecs_fargate depot
        eventbridge_bus events
        shop calls depot
        depot publishes events
        events delivers shop dlq=true
    """
    if not node.circle:
        return
    for circle in circles_led_by(node):
        nodes = [node.graph.node(id) for id in circle]
        if len(nodes) == 1:
            message = f"{nodes[0]} calls itself and waits for the answer."
        else:
            message = f"Calls go round in a circle: {' → '.join(map(str, [*nodes, nodes[0]]))}."
        fixes = [*_opened(nodes), *one_service(nodes), *_shared(nodes)]
        yield Finding(tuple(nodes), message, fixes)


def _calls(source: Node, target: Node) -> list[Link]:
    return [link for link in source.outgoing if link.verb in CALLS and link.target == target]


def _opened(nodes: Sequence[Node]) -> list[Fix]:
    """An event in the place of the last call between services that may go without an answer."""
    pairs = [
        (source, target, link)
        for source, target in zip(nodes, [*nodes[1:], nodes[0]], strict=True)
        if owner(source) != owner(target) or len(nodes) == 1
        for link in _calls(source, target)[:1]
        if _needed(link) is not True and tells(source, BUS) and told_by(BUS, target)
    ]
    if not pairs:
        return []
    source, target, link = max(enumerate(pairs), key=lambda one: (_needed(one[1][2]) is False, one[0]))[1]
    return [together(inserted(BUS), f"Let {source} tell {target} by an event", _by_event(link, target))]


def _shared(nodes: Sequence[Node]) -> list[Fix]:
    """What the circle comes back to the first one for moves into a service of its own, which calls nobody."""
    first, last = nodes[0], nodes[-1]
    parts = Parts(first.graph)
    inside = _around(first)
    if first.service is not None:
        service = parts.id(f"{first.service.id}-shared")
        parts.edits.append(Add(Group(id=service, kind="service")))
        inside = (*inside, service)
    shared = parts.like(first, f"{first.id}-shared", inside)
    if first != last:
        verbs = verbs_between(first.kind.kind, first.kind.kind)
        parts.connect(first.id, next((verb for verb in verbs if verb in CALLS), "calls"), shared)
    moved = [Reend(link.id, target=shared) for link in _calls(last, first)]
    title = f"Move what {last} needs of {first} into a service of its own"
    return [together("extract-service", title, [*parts.edits, *moved])]


# -- telling by calling -----------------------------------------------------------------------------------------

TOLD = 3
"""Receivers whose answers nobody needs from which on they should hear of an event instead."""

CALLED = 5
"""Services from which on the same holds unless the answers of all are needed."""


@rule("INT-003", WARNING, each="compute", breaks=("consumers", "availability"), see=("study",))
def fan_out_by_direct_calls(caller: Node) -> Iterator[Finding]:
    """A component lets many services know of something by calling each of them.

    Who calls one after the other takes as long as all of them together and fails when any of them does, for news that
    needs no answer. Telling is an event: it is sent once, and each receiver takes it at its own pace.

    Fine when: it needs every answer, as one that puts a page together does; then say so (`needs_response=true`).

    Bad:
        ecs_fargate shop
        lambda invoice
        lambda mail
        lambda ship
        shop calls invoice needs_response=false
        shop calls mail needs_response=false
        shop calls ship needs_response=false
    Good:
        ecs_fargate shop
        lambda price
        lambda stock
        lambda tax
        shop calls price needs_response=true
        shop calls stock needs_response=true
        shop calls tax needs_response=true
    """
    if len(caller.outgoing) < TOLD:
        return
    called: dict[Id, list[Link]] = {}
    for link in caller.outgoing:
        if link.verb in CALLS and not link.target.has("inference"):
            called.setdefault(link.target.id, []).append(link)
    told = {id: some for id, some in called.items() if any(link["needs_response"] is False for link in some)}
    unsure = {id: some for id, some in called.items() if any(link["needs_response"] is not True for link in some)}
    if len(told) >= TOLD:
        some, message = told, f"{caller} informs {len(told)} services by calling each of them: {_listed(told)}."
    elif len(called) >= CALLED and unsure:
        some = called
        message = f"{caller} calls {len(called)} services one by one and does not need every answer: {_listed(called)}."
    else:
        return
    receivers = [links[0].target for links in some.values()]
    moved = told if len(called) - len(told) < CALLED and len(told) >= TOLD else unsure
    yield Finding(
        (caller, *receivers),
        message,
        fixes=told_through(caller, [link for links in moved.values() for link in links], ()),
    )


def _listed(called: Mapping[Id, Sequence[Link]]) -> str:
    return every(links[0].target for links in called.values())
