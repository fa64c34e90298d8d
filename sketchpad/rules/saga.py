"""Rules about business transactions over several services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..analysis.figures import word
from ..analysis.sagas import LEADS, Saga, saga_of
from ..catalog import facts
from ..editing import Edit, Reend, SetProperty
from ..model import Graph, Id, Node
from .events import Parts
from .leading import SHORT, WORKFLOW, chained, led, mended
from .remedies import Declare, together
from .rule import DESIGN, ERROR, INFO, WARNING, Finding, Fix, rule


def _sagas(graph: Graph) -> Iterator[Saga]:
    """The flows that have steps."""
    for flow in graph.flows():
        saga = saga_of(graph, flow)
        if saga.turns:
            yield saga


def _on(saga: Saga) -> tuple[Id | Node, ...]:
    return (saga.flow.id, *saga.nodes)


def _flow(saga: Saga) -> str:
    """`Flow pay (reserve → charge)`."""
    return f"Flow {saga.flow} ({' → '.join(map(str, saga.nodes))})"


@rule("SAG-001", ERROR, each=DESIGN, breaks=("consistency",), see=("study", "pg-saga"))
def multi_service_transaction_without_saga(graph: Graph) -> Iterator[Finding]:
    """A business transaction spans several services, and nothing sees it through.

    Where an order, its payment and the goods lie in three stores, no transaction of a database holds them together. A
    fault between two of them leaves the business half done, unless a workflow leads the steps or each service tells the
    next by an event. A two-phase commit across services is nothing that these stores offer.

    Fine when: all steps are one service's own; steps that only read are no part of a flow.

    Bad:
        service goods
        service money
        lambda reserve in goods
        lambda charge in money
        flow sale steps=reserve*,charge^
    Good:
        service goods
        service money
        lambda reserve in goods
        lambda charge in money
        step_functions sales
        sales orchestrates reserve
        sales orchestrates charge
        flow sale steps=reserve*,charge^
    """
    for saga in _sagas(graph):
        if len(saga.services) < 2:
            continue
        if saga.style == "2pc":
            message = f"{_flow(saga)} relies on a two-phase commit, which these services do not offer."
        elif not saga.leaders and not saga.chained:
            message = f"{_flow(saga)} spans {len(saga.services)} services with no coordinator and no event chain."
        else:
            continue
        yield Finding(_on(saga), message, fixes=[*led(saga), *chained(saga)])


@rule("SAG-002", WARNING, each=DESIGN, see=("study", "pg-saga"))
def choreography_too_long(graph: Graph) -> Iterator[Finding]:
    """A long business transaction is led by events alone.

    Each service knows the event before its own step and no more. With three steps the whole can still be drawn; with
    more nobody sees where an order stands or what was undone, least of all when somebody has to see it. A workflow
    shows every execution and keeps the ways back in one place. Exactly four steps are a remark, more a warning.

    Fine when: a workflow leads it and the events are for others who listen.

    Bad:
        service orders
        service goods
        service money
        lambda place in orders
        lambda reserve in goods
        lambda charge in money
        eventbridge_bus events
        place publishes events
        reserve publishes events
        events delivers reserve dlq=true
        events delivers charge dlq=true
        flow sale steps=place*,reserve*,charge^ visible=true
    Good:
        service orders
        service goods
        service money
        lambda place in orders
        lambda reserve in goods
        lambda charge in money
        eventbridge_bus events
        place publishes events
        reserve publishes events
        events delivers reserve dlq=true
        events delivers charge dlq=true
        flow sale steps=place*,reserve*,charge^
    """
    for saga in _sagas(graph):
        many = len(saga.acting)
        hidden = saga.stated("visible") is True and many > 2
        if (many < SHORT and not hidden) or not saga.by_events:
            continue
        wish = ", and somebody has to see where each stands" if hidden else ""
        yield Finding(
            _on(saga),
            f"{_flow(saga)}: {many} steps coordinated by events only{wish}.",
            fixes=led(saga),
            severity=WARNING if hidden or many > SHORT else INFO,
        )


@rule("SAG-003", ERROR, each=DESIGN, breaks=("consistency",), see=("study", "pg-saga"))
def missing_compensation(graph: Graph) -> Iterator[Finding]:
    """A step of a business transaction can neither be undone nor safely repeated.

    A transaction over several services is a row of steps that can be undone, at the most one point of no return, and
    then steps that are repeated until they succeed. A charge without a refund before that point leaves the customer out
    of pocket. The point of no return is the step marked `^`, else the last one.

    Fine when: each step before it has a way back, marked `*` or led by a workflow with `compensates`, and each step
    after it is marked `~`.

    Bad:
        service goods
        service money
        lambda reserve in goods
        lambda charge in money
        step_functions sales
        sales orchestrates reserve
        sales orchestrates charge
        flow sale steps=reserve,charge^
    Good:
        service goods
        service money
        lambda reserve in goods
        lambda release in goods
        lambda charge in money
        step_functions sales
        sales orchestrates reserve
        sales orchestrates charge
        sales orchestrates release compensates=reserve
        flow sale steps=reserve,charge^
    """
    for saga in _sagas(graph):
        if len(saga.services) < 2 or not (saga.leaders or saga.chained or saga.style):
            continue
        whys = [f"{turn.node} cannot be undone" for turn in saga.lasting]
        whys += [f"{turn.node} comes after the point of no return and is not retried" for turn in saga.unsure]
        if whys:
            yield Finding(_on(saga), f"{_flow(saga)}: {'; '.join(dict.fromkeys(whys))}.", fixes=mended(saga))


# -- limits of the workflow -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Strain:
    """What a flow asks of a workflow that its type does not give, as reasons in words."""

    type: str
    of_type: tuple[str, ...]
    """What another type might give."""
    of_state: tuple[str, ...]
    """What no type gives."""


def _strain(saga: Saga, leader: Node, type: str) -> _Strain:
    duration, rate, size = saga.figure("duration_s"), saga.figure("rps"), saga.figure("payload_kb")
    express = type == "express"
    longest: float = facts.quota("step_functions", "express_max_s" if express else "standard_max_s").value
    whys: list[str] = []
    if duration is not None and duration > longest:
        whys.append(f"it takes {duration:,.10g} s, and {type} ends after {longest:,.10g} s")
    if express and saga.stated("callback") is True:
        whys.append("a step waits to be called back, which express cannot")
    if express and saga.stated("exactly_once") is True:
        whys.append("no step may run twice, which express does not promise")
    starts = _starts(leader)
    if not express and rate is not None and rate > starts:
        whys.append(f"{rate:,.10g} start in a second, and standard starts {starts:,.10g} there")
    most = facts.payload(WORKFLOW)
    large = size is not None and most is not None and size > most.value and saga.stated("claim_check") is not True
    state = (f"its state takes {size:,.10g} KB of {most.value:,.10g}",) if large and size and most else ()
    return _Strain(type, tuple(whys), state)


def _starts(leader: Node) -> float:
    """Executions that standard workflows start in a second; the most there is where the Region is unknown."""
    quota = facts.quota("step_functions", "standard_start_tps").value
    region = leader.region
    top = region is None or region in facts.quota("step_functions", "top_regions").value
    starts: float = quota["top" if top else "other"]
    return starts


@rule("SAG-004", ERROR, each=DESIGN, breaks=("load",), see=("sfn",))
def orchestrator_limit(graph: Graph) -> Iterator[Finding]:
    """The workflow cannot lead what the flow asks of it.

    An express workflow ends after minutes, may run a step twice and cannot wait to be called back. A standard one lasts
    a year and runs each step once, yet fewer of them start in a second, most in a few Regions, and it is paid for by
    the step. Both carry a quarter of a mebibyte of state. A flow that moves money usually wants the standard type.

    Fine when: a durable function leads it, or the quota of starts was raised.

    Bad:
        service goods
        service money
        lambda reserve in goods
        lambda charge in money
        step_functions sales type=express
        sales orchestrates reserve
        sales orchestrates charge
        flow sale steps=reserve*,charge^ duration_s=900
    Good:
        service goods
        service money
        lambda reserve in goods
        lambda charge in money
        step_functions sales
        sales orchestrates reserve
        sales orchestrates charge
        flow sale steps=reserve*,charge^ duration_s=900
    """
    for saga in _sagas(graph):
        for leader in saga.leaders:
            type = word(leader, "type")
            if not leader.has("orchestrator") or type not in ("standard", "express"):
                continue
            strain = _strain(saga, leader, type)
            if strain.of_type or strain.of_state:
                yield Finding(
                    (*_on(saga), leader),
                    f"{_flow(saga)}, led by {leader}: {'; '.join((*strain.of_type, *strain.of_state))}.",
                    fixes=_eased(saga, leader, strain),
                )


def _eased(saga: Saga, leader: Node, strain: _Strain) -> list[Fix]:
    """Another type of workflow where its type is at fault, and the state in a store where that is too large."""
    claims: list[Edit] = [Declare(saga.flow.id, "claim_check", True)] if strain.of_state else []
    also = "; its state lies in a store" if claims else ""
    if not strain.of_type:
        return [together("claim-check", f"The state of flow {saga.flow} lies in a store", claims)]
    other = "standard" if strain.type == "express" else "express"
    if _strain(saga, leader, other).of_type or (other == "express" and saga.figure("duration_s") is None):
        return []
    # A step that may run twice is for a person to allow.
    change: Edit = (SetProperty if other == "standard" else Declare)(leader.id, "type", other)
    fixes = [together(f"become-{other}", f"Make {leader} {other}{also}", [change, *claims])]
    fast = _repeatable(saga, leader) if other == "standard" else []
    if fast:
        parts = Parts(leader.graph)
        child = parts.add(f"{leader.id}-fast", leader.kind.kind, leader.component.inside, type="express")
        parts.connect(leader.id, LEADS, child)
        edits = [change, *parts.edits, *(Reend(id, source=child) for id in fast), *claims]
        title = f"Make {leader} standard, with an express workflow inside for what can be repeated{also}"
        fixes.append(together("nest-express", title, edits))
    return fixes


def _repeatable(saga: Saga, leader: Node) -> list[Id]:
    """The connections by which a workflow runs steps that may run twice, as long as others are left."""
    once = {turn.node.id for turn in saga.turns if not turn.step.retriable}
    steps = {node.id for node in saga.nodes}
    links = [link for link in leader.outgoing if link.verb == LEADS and link.connection.target in steps]
    fast = [link.id for link in links if link.connection.target not in once and not word(link, "compensates")]
    return fast if once else []
