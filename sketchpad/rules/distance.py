"""Rules about what distance costs, and about where a service or data may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..analysis.figures import asked, word, words
from ..analysis.offers import LIMITED, lacking, offer, offered
from ..analysis.paths import Journey, Sort, journey, trip_ms
from ..analysis.reach import arriving, soonest
from ..analysis.records import takes_over
from ..analysis.regions import copies_of, members_of, regions_of
from ..analysis.requests import place
from ..analysis.writes import one_set
from ..catalog import facts, verbs_between
from ..editing import Add, Connect, Edit, Reend, Remove, SetProperty
from ..editing.edit import listed
from ..model import Component, Graph, Id, Link, Node, Requirement
from ..model.lenses import READS, WRITES
from .buffers import through_queue
from .confines import brought_inside, instead, one_pair
from .copies import copied_to, replicated
from .places import STATED, moved
from .remedies import Declare, beside, count, free, together
from .rule import DESIGN, ERROR, LINK, WARNING, Finding, Fix, rule
from .shape import asks, both, waits
from .spread import cached_at_the_edge, split


@rule(
    "GLB-001",
    ERROR,
    each=DESIGN,
    breaks=("users", "latency"),
    see=("study", "cloudping"),
    when=both(asks("users.at"), asks("latency")),
)
def region_too_far_for_latency_budget(graph: Graph) -> Iterator[Finding]:
    """People are too far from the nearest Region that serves them.

    Light in fibre takes a hundredth of a millisecond a kilometre, there and back, and cables do not run straight. So
    one Region cannot answer Tokyo, Frankfurt and Sao Paulo within a tenth of a second, however it is tuned. What helps
    is a copy of code and data near each group of users, or a cache at the edge for what may be kept. The figures are
    estimates, and a decision takes them low.

    Fine when: those users may wait; then the budget should say so.

    Bad:
        region virginia code=us-east-1
        user shoppers
        alb web in virginia auth=oidc waf=true
        ecs_fargate shop in virginia
        dynamodb goods in virginia
        shoppers routes_to web
        web routes_to shop
        shop reads goods
        need users at=Tokyo,Frankfurt
        need latency read_ms=100
    Good:
        region virginia code=us-east-1
        user shoppers
        alb web in virginia auth=oidc waf=true
        ecs_fargate shop in virginia
        dynamodb goods in virginia
        shoppers routes_to web
        web routes_to shop
        shop reads goods
        need users at=New_York
        need latency read_ms=100
    """
    budgets = {need.id: budgets[0] for need in graph.requirements("latency") if (budgets := asked([need], "read_ms"))}
    if not budgets:
        return
    users = graph.requirements("users")
    late: dict[tuple[Id, tuple[Id, ...]], list[Journey]] = {}
    for where, best, client in soonest(graph):
        missed = tuple(id for id, ms in budgets.items() if best > ms)
        way = journey(graph, where, of=graph.node(client)) if missed else None
        entry = arriving(way) if way is not None else None
        if way is not None and entry is not None:
            late.setdefault((entry.target.id, missed), []).append(way)
    for (entry_id, missed), ways in late.items():
        budget = min(budgets[id] for id in missed)
        there = {way.place for way in ways}
        asking = [need for need in users if not there.isdisjoint(words(need.properties.get("at")))]
        broken = (*(need.id for need in asking), *missed)
        entry_node = graph.node(entry_id)
        yield Finding(
            (entry_node, *broken),
            f"{_told(ways)}; the best way enters at {entry_node} in {entry_node.region}, "
            f"and the budget of reads is {budget:,.10g} ms.",
            fixes=[
                *split(ways, budget),
                *cached_at_the_edge(ways, budget),
                _relaxed(missed, max(way.ms for way in ways), budgets),
            ],
            breaks=broken,
        )


def _told(ways: Sequence[Journey]) -> str:
    """What each place waits for, term by term."""
    return ", ".join(f"{way}" for way in ways)


def _relaxed(needs: Sequence[Id], most_ms: float, budgets: Mapping[Id, float]) -> Fix:
    """Budgets that the distance leaves possible."""
    allowed = -(-int(most_ms) // 10) * 10 + (10 if most_ms % 10 else 0)
    edits = [Declare(id, "read_ms", allowed) for id in needs]
    return together("relax-budget", f"Allow reads {allowed:,} ms", edits)


SORTS: tuple[Sort, ...] = ("read", "write")
OWN = frozenset(STATED)
"""The properties with which a component names its own Region."""
FAR_MS = 100
"""A trip from which on it is worth a word though no budget is stated, in ms."""


@rule(
    "GLB-006",
    WARNING,
    each=LINK,
    breaks=("latency", "availability"),
    see=("cloudping", "ddb-gt-bp", "wa-rel"),
    when=waits,
)
def cross_region_call_on_request_path(link: Link) -> Iterator[Finding]:
    """A request waits for another Region.

    Whoever needs two Regions for one answer is slower than either and down when one of them is. Requests stay in one
    Region; what has to be elsewhere moves on behind, unwaited for. It is an error where the trip alone takes the whole
    budget. The times are estimates, taken low.

    Fine when: the call is made once in a while only, as at a sign-in, or the caller stands by (`standby`) and finds the
    writer beside it when it works.

    Bad:
        region virginia code=us-east-1
        region ireland code=eu-west-1
        user shoppers
        ecs_fargate shop in virginia
        rds orders in ireland
        shoppers calls shop
        shop reads orders
        need latency read_ms=300
    Good:
        region virginia code=us-east-1
        user shoppers
        ecs_fargate shop in virginia
        rds orders in virginia
        shoppers calls shop
        shop reads orders
        need latency read_ms=300
    """
    if not link.waits:
        return
    source, target = link.source, link.target
    if _side_by_side(source, target):
        return
    here, there = place(source), place(target)
    if here is None or there is None or here == there or link["is_async"] is True or not source.on_request_path:
        return
    if takes_over(source, target):
        return
    trips = {sort: trip for sort in SORTS if (trip := trip_ms(link, here, there, sort)) is not None}
    if not trips:
        return
    needs = source.graph.requirements("latency")
    budgets = {sort: min(asked(needs, f"{sort}_ms"), default=None) for sort in SORTS}
    spent = [sort for sort, ms in trips.items() if (budget := budgets[sort]) is not None and ms >= budget]
    longest = max(trips.values())
    if not spent and longest <= FAR_MS and all(budget is None for budget in budgets.values()):
        return
    lost = [need.id for need in needs if any(trips[sort] >= ms for sort in spent for ms in asked([need], f"{sort}_ms"))]
    up = [need.id for need in source.graph.requirements("availability")] if spent else []
    yield Finding(
        (source, target),
        f"{source} in {here} waits about {count(longest)} ms for {target} in {there}{_of(budgets, spent)}.",
        fixes=[*_read_here(link, here, trips), *_unwaited(link), *moved("move-caller", source, there)],
        severity=ERROR if spent else WARNING,
        breaks=(*lost, *up),
    )


def _side_by_side(source: Node, target: Node) -> bool:
    """Whether two components lie in the same groups and none names a Region of its own: most do, and it is quick."""
    one, other = source.component, target.component
    return one.inside == other.inside and OWN.isdisjoint(one.properties) and OWN.isdisjoint(other.properties)


def _of(budgets: Mapping[Sort, float | None], spent: Sequence[Sort]) -> str:
    """The budgets that a trip takes whole, in words."""
    return "".join(f", and the budget of {sort}s is {budgets[sort]:,.10g} ms" for sort in spent)


def _read_here(link: Link, here: str, trips: Mapping[Sort, float]) -> list[Fix]:
    """A copy of the store where it is read; not where writes would still have to leave the Region."""
    store = link.target
    if link.verb not in READS or (link.verb in WRITES and store.has("single_writer")):
        return []
    title = f"Give {store} a copy in {here}"
    if store["write_mode"] == "single_region" and link.verb in WRITES:
        return []
    if edits := copied_to(store, here):
        if link.states("from"):
            edits = [*edits, SetProperty(link.id, "from", "global_secondary")]
        return [together("add-copy", title, edits)]
    made = replicated(store, here) if link.verb not in WRITES else None
    if made is None:
        return []
    copy, edits = made
    return [together("add-copy", title, [*edits, Reend(link.id, target=copy), SetProperty(link.id, "from", "replica")])]


def _unwaited(link: Link) -> list[Fix]:
    """Events or a queue instead of a request, where nobody needs the answer."""
    source, target = link.source, link.target
    if link["needs_response"] is True:
        return []
    if link.verb == "writes":
        title = f"Let a queue take the writes of {source} to {target}"
        return [through_queue("write-behind", title, link, target.component.inside)]
    if not verbs_between(source.kind.kind, "eventbridge_bus") or link.verb in READS:
        return []
    if "delivers" not in verbs_between("eventbridge_bus", target.kind.kind):
        return []
    bus = free(link.graph, "events")
    edits: list[Edit] = [
        Add(Component(id=bus, kind="eventbridge_bus", inside=beside(source))),
        Connect(source.id, "publishes", bus),
        Connect(bus, "delivers", target.id),
        Remove(frozenset({link.id})),
    ]
    return [together("publish-instead", f"Let {source} publish events for {target} and not wait", edits)]


@rule("GLB-007", ERROR, each=LIMITED, see=("botocore", "cfnlint", "eb-news", "dsql-mr"))
def service_not_available_in_region(node: Node) -> Iterator[Finding]:
    """The Region does not have the service.

    Newer services begin in some Regions, and a few never come to all. Who means to be in Sao Paulo or in Zurich should
    know before more is drawn on top. Aurora DSQL joins two Regions and a witness of one set alone, though single
    clusters are offered in more. The lists have their date: a Region may have been added since.

    Fine when: the service has come to the Region after the date of the list.

    Bad:
        region saopaulo code=sa-east-1
        eventbridge_bus events in saopaulo generation=custom
    Good:
        region virginia code=us-east-1
        eventbridge_bus events in virginia generation=custom
    """
    known = offer(node)
    if known is None:
        return
    name, called = known
    missing = lacking(name, dict.fromkeys(regions_of(node)))
    if missing:
        yield Finding(
            node,
            f"{node}: {called} is not offered in {listed(list(missing))}.",
            fixes=[*brought_inside(node, lambda region: offered(name, region)), *instead(node)],
        )
    elif node.has("distributed_sql") and (why := _unpeered(node)):
        yield Finding(node, f"{node}: {why}.", fixes=[*one_pair(node), *instead(node)])


def _unpeered(store: Node) -> str:
    """Why the Regions of a distributed database cannot be joined; empty where they can."""
    most: int = facts.quota("dsql", "regions_in_cluster").value
    if not copies_of(store):
        return ""
    if len(regions_of(store)) > most:
        return f"{store.kind.name} joins {most} Regions, not {len(regions_of(store))}"
    members = members_of(store)
    return (
        "" if one_set(store, members) else f"{listed(list(members))} are not of one set of Regions that can be joined"
    )


@rule(
    "GLB-008",
    ERROR,
    each=("store", "cache", "channel", "vault"),
    breaks=("residency",),
    see=("ddb-gt",),
    when=asks("residency.regions"),
)
def data_residency_violated(node: Node) -> Iterator[Finding]:
    """Data lies, or is copied to, where it must not be.

    A copy for quick reads or for recovery moves the data itself. A witness and a backup in another Region count as
    well, and so does a channel: messages wait there.

    Fine when: the requirement is about other data; say which with `data`.

    Bad:
        region frankfurt code=eu-central-1
        dynamodb people in frankfurt data_class=customer_pii replicas=us-east-1 pitr=true
        need residency regions=eu-central-1,eu-west-1
    Good:
        region frankfurt code=eu-central-1
        dynamodb people in frankfurt data_class=customer_pii replicas=eu-west-1 pitr=true
        need residency regions=eu-central-1,eu-west-1
    """
    needs = node.graph.requirements("residency")
    if not needs:
        return
    kept = word(node, "data_class")
    there = dict.fromkeys((*members_of(node), word(node, "backup_region")))
    known = [region for region in there if region in facts.regions]
    outside: dict[str, tuple[str, ...]] = {}
    for need in needs:
        if (inside := _inside(need, kept)) and (out := tuple(region for region in known if region not in inside)):
            outside[need.id] = out
    if not outside:
        return
    allowed = set.intersection(*(set(_inside(need, kept)) for need in needs if _inside(need, kept)))
    where = sorted({region for out in outside.values() for region in out})
    yield Finding(
        node,
        f"{node} keeps {kept or 'its'} data in {listed(where)}, where it must not be ({listed(list(outside))}).",
        fixes=brought_inside(node, lambda region: region in allowed),
        breaks=tuple(outside),
    )


def _inside(need: Requirement, kept: str) -> tuple[str, ...]:
    """The Regions that a requirement allows for a class of data; empty where it says nothing about it."""
    data = need.properties.get("data")
    return words(need.properties.get("regions")) if data in (None, "unset", kept) else ()
