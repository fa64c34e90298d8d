"""Rules about what is asked: whether anything addresses it, whether it can be judged, whether it can be had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, product
from typing import Any

from ..analysis.addressing import addressed, lacking, stores, vague
from ..analysis.channels import named_by
from ..analysis.figures import known, words
from ..analysis.latency import decided, nearest_region, round_trip_ms
from ..analysis.regions import copies_of
from ..analysis.writes import set_around, sets
from ..catalog import REQUIREMENTS, facts
from ..editing import Add, Connect, Edit, Remove, SetProperty
from ..editing.edit import listed
from ..model import Component, Graph, Requirement
from .remedies import Declare, count, free, together
from .rule import DESIGN, ERROR, INFO, WARNING, Finding, Fix, rule
from .shape import asks_anything

Made = tuple[tuple[str, str, Mapping[str, Any]], ...]
"""Kinds that would address a requirement, each with the id it gets and what is stated of it."""
RECORDS: Made = (("dynamodb", "records", {}), ("aurora", "records", {}))
ADDRESSEES: Mapping[str, Made] = {
    "rto": RECORDS,
    "rpo": RECORDS,
    "consistency": RECORDS,
    "residency": RECORDS,
    "compliance": RECORDS,
    "ordering": (("sqs", "orders", {"type": "fifo"}), ("kinesis_stream", "events", {})),
    "replay": (("eventbridge_bus", "events", {}), ("kinesis_stream", "events", {})),
    "consumers": (("sns", "events", {}), ("eventbridge_bus", "events", {})),
    "load": (("lambda", "service", {}), ("ecs_fargate", "service", {})),
    "ops": (("lambda", "service", {}), ("ecs_fargate", "service", {})),
    "static_ip": (("global_accelerator", "entry", {}), ("nlb", "entry", {})),
}
"""By type, the first kinds that the decision tables have for it."""

OF_CLIENTS = frozenset({"users", "latency", "availability"})
"""The types about what clients get to see."""


@rule("REQ-001", WARNING, each=DESIGN, see=("study",), when=asks_anything)
def requirement_unaddressed(graph: Graph) -> Iterator[Finding]:
    """Nothing in the design could meet what is asked.

    Every choice should trace back to something that was asked, and the reverse holds too: what was asked and meets no
    component is the commonest gap in a diagram. Such a requirement is not violated; the design does not speak of it.

    Fine when: the part of the system that answers it is drawn elsewhere.

    Bad:
        lambda clerk
        need replay days=30
    Good:
        eventbridge_bus events archive_days=60
        need replay days=30
    """
    for need in _needs(graph):
        if addressed(graph, need) or not graph.ids(Component):
            continue
        yield Finding(
            need.id,
            f"Nothing in the design addresses {need.id}: there is {lacking(need.type)}.",
            fixes=[
                *(_asked_by_client(graph) if need.type in OF_CLIENTS else []),
                *(_answering(graph, need, *made) for made in ADDRESSEES.get(need.type, ()) if not named_by(need)),
                Fix("drop-requirement", Remove(frozenset({need.id})), f"Drop {need.id}"),
            ],
            breaks=(need.id,),
        )


def _needs(graph: Graph) -> Iterator[Requirement]:
    """What is asked, of the types that the catalogue knows."""
    for type in REQUIREMENTS:
        yield from graph.requirements(type)


def _asked_by_client(graph: Graph) -> list[Fix]:
    """Let a client ask what could answer it: the first entry in a Region, or else the first code."""
    some = chain(graph.each("entry"), graph.each("code"))
    target = next((node for node in some if not node.has("global")), None)
    if target is None:
        return []
    client = next(graph.each("client"), None)
    id = client.id if client is not None else free(graph, "people")
    edits: list[Edit] = [] if client is not None else [Add(Component(id=id, kind="user"))]
    edits.append(Connect(id, "routes_to" if target.has("entry") else "calls", target.id))
    return [together("ask", f"Let {client or 'people'} ask {target}", edits)]


def _answering(graph: Graph, need: Requirement, kind: str, wish: str, stated: Mapping[str, Any]) -> Fix:
    """Add a component that could meet a requirement; of the class of data that it is about."""
    data = need.properties.get("data")
    properties = {**stated, **({"data_class": data} if isinstance(data, str) and data != "unset" else {})}
    component = Component(id=free(graph, wish), kind=kind, properties=properties)
    return Fix(f"add-{kind.replace('_', '-')}", Add(component), "")


# -- what cannot be judged ------------------------------------------------------------------------------------------


@rule("REQ-002", INFO, each=DESIGN, see=("study",), when=asks_anything)
def requirement_not_measurable(graph: Graph) -> Iterator[Finding]:
    """A requirement says too little to be judged.

    Nobody can check that something is fast, highly available or spiky. A number can be checked, and for a distance it
    takes a place as well: users in Tokyo, reads within 200 ms.

    Fine when: the number is still being negotiated.

    Bad:
        region virginia code=us-east-1
        user readers
        lambda shelf in virginia
        readers calls shelf
        need users at=Tokyo
    Good:
        region tokyo code=ap-northeast-1
        user readers
        lambda shelf in tokyo
        readers calls shelf
        need users at=Tokyo
        need latency read_ms=200
    """
    for need in _needs(graph):
        why = vague(need)
        if why is None and need.type == "users" and not graph.requirements("latency"):
            why = "no requirement says how long these users may wait"
        if why is not None:
            yield Finding(need.id, f"{need.id} cannot be judged: {why}.", breaks=(need.id,))


# -- what cannot be had ---------------------------------------------------------------------------------------------


@rule("REQ-003", ERROR, each=DESIGN, see=("ddb-gt", "dsql-mr", "study"), when=asks_anything)
def requirements_contradict(graph: Graph) -> Iterator[Finding]:
    """What is asked cannot be had together, whatever is drawn.

    Writes that every Region accepts, that all agree upon, that are answered at once, across continents: no design has
    all four. Saying so early is of more use than blaming a component. The same holds for an answer that is to arrive
    sooner than the nearest Region allows, and for one order over more messages than one shard takes.

    Fine when: one of the numbers is still open.

    Bad:
        kinesis_stream trades partition_key=entity
        need ordering level=total rps=5000
    Good:
        kinesis_stream trades partition_key=entity
        need ordering level=per_key rps=5000
    """
    yield from _strong_everywhere(graph)
    yield from _lossless_at_once(graph)
    yield from _nearer_than_any_region(graph)
    yield from _one_order_of_many(graph)


LOCAL_COMMIT_MS = 5
"""What a strong write takes beside the trip to the nearest member, in ms: the allowance of this rule."""


def _strong_everywhere(graph: Graph) -> Iterator[Finding]:
    """Strong writes in several Regions: only inside one set, and no sooner than its members answer each other."""
    for several in graph.requirements("multi_region_writes"):
        regions = tuple(r for r in dict.fromkeys(words(several.properties.get("regions"))) if r in facts.regions)
        strong = [n for n in graph.requirements("consistency") if n.properties.get("level") == "strong"]
        if len(regions) < 2 or not strong:
            continue
        sets = {trait: set_around(regions[0], trait) for trait in ("global_table", "distributed_sql")}
        if not any(some is not None and set(regions) <= set(some) for some in sets.values()):
            for need in strong:
                yield _contradiction(
                    (several, need),
                    f"no store takes strong writes in {listed(list(regions))}, which are not of one set of Regions",
                    [*_by_home(graph, several), _eventual(need), *_shrunk(several, regions)],
                )
            continue
        commit = max(min(_trip(one, other) for other in regions if other != one) for one in regions) + LOCAL_COMMIT_MS
        for need, (quick, budget) in product(strong, _budgets(graph, "write_ms")):
            if commit > budget:
                yield _contradiction(
                    (several, need, quick),
                    f"a strong write there waits about {count(commit)} ms for another Region (estimate); "
                    f"the budget is {count(budget)} ms",
                    [*_by_home(graph, several), _eventual(need), _slower(quick, "write_ms", commit)],
                )


def _lossless_at_once(graph: Graph) -> Iterator[Finding]:
    """No loss with the Region: each write waits for another Region, the nearest that can be in one set."""
    lossless = [n for n in graph.requirements("rpo") if known(n.properties.get("s")) == 0 and _of_region(n)]
    budgets = _budgets(graph, "write_ms") if lossless else []
    if not budgets:
        return
    members = {region for trait in ("global_table", "distributed_sql") for some in sets(trait) for region in some}
    homes = {region for store in stores(graph) if (region := store.region) and region in facts.regions}
    waits = [min(_trip(home, member) for member in members if member != home) for home in sorted(homes)]
    for need, (quick, budget) in product(lossless, budgets if waits else []):
        if (wait := min(waits)) > budget:
            yield _contradiction(
                (need, quick),
                f"a write that outlives {listed(sorted(homes))} waits about {count(wait)} ms for the nearest Region "
                f"that can hold it too (estimate); the budget is {count(budget)} ms",
                [
                    Fix(f"relax-{need.id}", Declare(need.id, "s", 60), f"Let {need.id} lose the last minute"),
                    _slower(quick, "write_ms", wait),
                ],
            )


def _of_region(need: Requirement) -> bool:
    return need.properties.get("scope") in (None, "unset", "region")


def _nearer_than_any_region(graph: Graph) -> Iterator[Finding]:
    """People whose nearest Region is farther than the budget of a read, with nothing at the edge."""
    budgets = _budgets(graph, "read_ms")
    if not budgets or not (users := graph.requirements("users")):
        return
    for (quick, budget), need in product(budgets, users):
        places = dict.fromkeys(words(need.properties.get("at")))
        far = {place: way for place in places if (way := nearest_region(place)) and decided(way[1]) > budget}
        if not far or next(graph.each("cdn"), None) is not None:
            continue
        told = [
            f"{region}, the Region nearest to {place}, is {count(decided(ms))} ms away"
            for place, (region, ms) in far.items()
        ]
        yield _contradiction(
            (need, quick),
            f"{listed(told)} (estimate); the budget is {count(budget)} ms",
            [_slower(quick, "read_ms", max(decided(ms) for _, ms in far.values()))],
        )


def _one_order_of_many(graph: Graph) -> Iterator[Finding]:
    """One order over all messages passes one shard, which takes so many and no more."""
    most: float = facts.quota("kinesis", "shard_records_s").value
    for need in graph.requirements("ordering"):
        rate = known(need.properties.get("rps"))
        if need.properties.get("level") == "total" and rate is not None and rate > most:
            per_key = Fix("order-per-key", Declare(need.id, "level", "per_key"), "Keep the order for each key alone")
            yield Finding(
                need.id,
                f"{need.id} cannot be had: one order over {count(rate)} messages a second; "
                f"what keeps one takes {count(most)}.",
                fixes=[per_key, Fix(f"relax-{need.id}", Declare(need.id, "rps", most))],
                breaks=(need.id,),
            )


def _contradiction(needs: tuple[Requirement, ...], why: str, fixes: list[Fix]) -> Finding:
    ids = tuple(sorted({need.id for need in needs}))
    return Finding(ids, f"{listed(list(ids))} cannot hold together: {why}.", fixes, breaks=ids)


def _budgets(graph: Graph, name: str) -> list[tuple[Requirement, float]]:
    needs = graph.requirements("latency")
    return [(need, budget) for need in needs if (budget := known(need.properties.get(name))) is not None]


def _trip(one: str, other: str) -> float:
    return decided(round_trip_ms(one, other) or 0)


def _eventual(need: Requirement) -> Fix:
    return Fix(f"relax-{need.id}", Declare(need.id, "level", "eventual"), f"Let reads of {need.id} lag behind")


def _slower(need: Requirement, name: str, ms: float) -> Fix:
    allowed = int(-(-ms // 10) * 10)
    return Fix(f"relax-{need.id}", Declare(need.id, name, allowed), f"Allow {allowed} ms")


def _by_home(graph: Graph, several: Requirement) -> list[Fix]:
    """Each item has a home Region that writes it, so no Region has to agree with another."""
    tables = [table for table in graph.each("global_table") if copies_of(table)]
    if not tables:
        return []
    edits: list[Edit] = [SetProperty(table.id, "write_mode", "single_region") for table in tables]
    title = "Give each item a home Region that alone writes it"
    return [together("home-region", title, [*edits, Remove(frozenset({several.id}))])]


def _shrunk(several: Requirement, regions: tuple[str, ...]) -> list[Fix]:
    """Keep those of the Regions that are of one set, where there are two at least."""
    kept = max((_of_one_set(region, regions) for region in regions), key=len)
    if len(kept) < 2:
        return []
    return [Fix("shrink-regions", Declare(several.id, "regions", kept), f"Write in {listed(list(kept))} alone")]


def _of_one_set(region: str, regions: tuple[str, ...]) -> tuple[str, ...]:
    some = set_around(region, "global_table") or ()
    return tuple(other for other in regions if other in some)
