"""Rules about database connections: who holds how many, and how many there are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ..analysis.capacity import (
    SAFE,
    Demand,
    allowed_connections,
    at_once,
    concurrency,
    connections,
    connections_each,
    pooled,
    rate,
)
from ..analysis.connections import direct, proxied, sized, supply
from ..analysis.figures import asked, number, word
from ..catalog import facts
from ..editing import SetProperty
from ..model import Access, Link, Node
from ..model.lenses import DATA
from .buffers import read_ahead
from .pools import (
    MANY,
    distinct,
    make_larger,
    mended,
    other_stores,
    queue_writes,
    reserve,
    scaled,
    share_proxy,
    started_beforehand,
    use_data_api,
    without_proxy,
)
from .remedies import Declare, about, count, names, setting, together
from .rule import ERROR, LINK, WARNING, Finding, Fix, Severity, rule
from .shape import either, is_component, states

SOME = 300
"""Expected connections from which on a database of unknown class is doubtful."""


def _functions(accesses: Sequence[Access]) -> list[Node]:
    """The functions among those who hold connections, each once, by id."""
    return distinct(access.accessor for access in accesses if access.accessor.has("function"))


def _links(accesses: Sequence[Access], sources: Sequence[Node]) -> list[Link]:
    ids = {node.id for node in sources}
    return [access.link for access in accesses if access.accessor.id in ids]


def _described(store: Node) -> str:
    """`db (db.t4g.medium, postgres)`."""
    most = number(store, "max_acu")
    serverless = word(store, "capacity") == "serverless_v2" and most is not None
    size = f"{most:g} ACU" if serverless else word(store, "class")
    words = ", ".join(filter(None, (size, word(store, "engine"))))
    return f"{store} ({words})" if words else str(store)


@rule(
    "CON-001",
    ERROR,
    each="connection_bound",
    breaks=("load", "availability"),
    see=("study", "rds-limits", "aurora-pg", "aurora-my", "aurora-sv2", "lambda-scaling", "rds-proxy"),
)
def lambda_exhausts_database_connections(store: Node) -> Iterator[Finding]:
    """Functions open more connections than the database accepts.

    Each environment of a function opens its own connections, and Lambda adds a thousand environments every ten seconds.
    A relational engine accepts a few hundred to a few thousand connections, set by its memory. What looks like a fault
    of the database is one of scaling. A proxy lets many clients share few connections; a limit on concurrency, a queue,
    the Data API or a store without connections serve as well.

    Fine when: a measured peak stays far below what the quota allows.

    Bad:
        region virginia code=us-east-1
        user shoppers
        lambda fn in virginia avg_duration_ms=200
        rds db in virginia engine=postgres class=db.t4g.medium
        shoppers calls fn
        fn rw db
        need load peak_rps=4000
    Good:
        region virginia code=us-east-1
        user shoppers
        lambda fn in virginia avg_duration_ms=200
        rds_proxy proxy in virginia
        rds db in virginia engine=postgres class=db.t4g.medium
        shoppers calls fn
        fn rw proxy
        proxy rw db
        need load peak_rps=4000
    """
    for copy, accesses in direct(store, "function").items():
        functions = _functions(accesses)
        accepts = supply(store, copy)
        if allowed_connections(functions) <= SAFE * (MANY if accepts is None else accepts):
            continue
        demand = connections(functions)
        severity, opened = _excess(store, demand, accepts)
        if severity is None:
            continue
        limit = "does not say how large it is, and a small one accepts fewer"
        if accepts is not None:
            limit = f"accepts {about(accepts, opened)}"
        links = _links(accesses, functions)
        room = SAFE * (MANY if accepts is None else accepts)
        yield Finding(
            (store, *functions),
            f"{names(functions)} may open {count(opened)} connections; {_described(store)} {limit}.",
            fixes=[
                *share_proxy(store, links),
                *reserve(functions, room),
                *queue_writes(store, links, room),
                *use_data_api(store, links),
                *_larger(store, copy, demand),
                *other_stores(store),
            ],
            severity=severity,
        )


def _excess(store: Node, demand: Demand, accepts: int | None) -> tuple[Severity | None, float]:
    """How bad the demand of functions is, and the demand that is meant; None where the supply covers it."""
    expected, allowed = demand
    if accepts is None:
        doubtful = not sized(store) and allowed >= MANY and (expected is None or expected >= SOME)
        return (WARNING if doubtful else None), allowed
    if expected is not None and expected > SAFE * accepts:
        return ERROR, expected
    return (WARNING if allowed > accepts else None), allowed


def _larger(store: Node, copy: str, demand: Demand) -> list[Fix]:
    """A larger primary; readers may be of another class."""
    return make_larger(store, max(demand.allowed, (demand.expected or 0) / SAFE)) if copy == "primary" else []


@rule("CON-002", ERROR, each="pooler", see=("botocore", "rds-proxy", "study"))
def proxy_not_possible_here(proxy: Node) -> Iterator[Finding]:
    """RDS Proxy cannot stand before this database.

    The proxy speaks three families of engines, lives in the network of its database and, for replicas of RDS, leads to
    the writer alone. Oracle and Db2 need a pool of their own kind, and so do databases that you run yourself.

    Fine when: never; it cannot be created or reached there.

    Bad:
        region virginia code=us-east-1
        rds_proxy proxy in virginia
        rds db in virginia engine=oracle-ee
        proxy rw db
    Good:
        region virginia code=us-east-1
        rds_proxy proxy in virginia
        rds db in virginia engine=sqlserver-se
        proxy rw db
    """
    for link in proxy.outgoing:
        if link.verb in DATA and (why := _impossible(proxy, link)):
            yield Finding(
                (proxy, link.target),
                f"{proxy}: RDS Proxy cannot front {link.target}: {', '.join(why)}.",
                fixes=[*mended(proxy, link, why), *without_proxy(proxy, link.target)],
            )


def _impossible(proxy: Node, link: Link) -> dict[str, str]:
    """Why a proxy cannot front the end of its connection, in words, with the property or place that it is due to."""
    store = link.target
    if not store.has("connection_bound"):
        return {} if store.kind.category == "unknown" else {f"it fronts RDS and Aurora, not {store.kind.name}": ""}
    why: dict[str, str] = {}
    if not proxied(store["engine"]):
        why[f"{store['engine']} is none of its engines"] = "engine"
    if word(store, "capacity") == "serverless_v1":
        why["Aurora Serverless v1 takes none"] = "capacity"
    if proxy.region is not None and store.region is not None and proxy.region != store.region:
        why[f"it lies in {proxy.region}, the database in {store.region}"] = "place"
    elif proxy.vpc is not None and store.vpc is not None and proxy.vpc.id != store.vpc.id:
        why[f"it lies in {proxy.vpc}, the database in {store.vpc}"] = "place"
    if word(link, "from") == "replica" and not store.has("replicated"):
        why["it leads to the writer, not to a read replica"] = "from"
    return why


@rule("CON-003", ERROR, each="pooler", breaks=("load",), see=("rds-proxy", "rds-limits"))
def proxy_does_not_create_capacity(proxy: Node) -> Iterator[Finding]:
    """More transactions run at once than the pool behind the proxy has connections.

    A proxy shares connections between transactions; it makes no transaction shorter. Where more of them are active than
    the pool holds, requests wait at the proxy and time out. Session state such as SET, temporary tables or prepared
    statements pins a connection to one client and undoes the sharing.

    Fine when: callers can wait for a connection and nothing times out meanwhile.

    Bad:
        region virginia code=us-east-1
        lambda fn in virginia peak_rps=5000 avg_duration_ms=300
        rds_proxy proxy in virginia
        rds db in virginia engine=postgres class=db.t4g.medium
        fn rw proxy tx_ms=120
        proxy rw db
    Good:
        region virginia code=us-east-1
        lambda fn in virginia peak_rps=500 avg_duration_ms=300
        rds_proxy proxy in virginia
        rds db in virginia engine=postgres class=db.t4g.medium
        fn rw proxy tx_ms=20
        proxy rw db
    """
    arriving = [link for link in proxy.incoming if link.verb in DATA]
    share = (number(proxy, "max_pct") or 100) / 100
    for store in distinct(link.target for link in proxy.outgoing if link.verb in DATA):
        accepts = supply(store) if store.has("connection_bound") else None
        if accepts is None:
            continue
        pool = accepts * share
        active, pinned = _active(arriving), _pinned(proxy, arriving)
        if active > SAFE * pool:
            severity, what, most = ERROR, f"about {count(active)} transactions at once", active
        elif pinned > SAFE * pool:
            severity, what, most = WARNING, f"pinned to about {count(pinned)} environments at once", pinned
        else:
            continue
        yield Finding(
            (proxy, store),
            f"{proxy}: {what}, pool of {count(math.floor(pool))} connections to {store}.",
            fixes=[
                *_shared(proxy, active, pool),
                *_whole_pool(proxy, most, accepts),
                *make_larger(store, most / SAFE / share),
                *_read_elsewhere(store, arriving, pool, severity),
                *(queue_writes(proxy, arriving, SAFE * pool) if severity is ERROR else []),
            ],
            severity=severity,
        )


def _active(arriving: Sequence[Link]) -> float:
    """Transactions at once on the writer, as far as they are known: rate x duration of each caller."""
    amounts = [
        (link.source, (rate(link.source) or 0) * (number(link, "tx_ms") or 0) / 1000)
        for link in arriving
        if not _reads_elsewhere(link)
    ]
    return at_once(amounts)


def _reads_elsewhere(link: Link) -> bool:
    return link.verb == "reads" and word(link, "from") == "replica"


def _pinned(proxy: Node, arriving: Sequence[Link]) -> float:
    """Connections that pinning keeps for one environment each; none without pinning."""
    if proxy["pinning"] is not True:
        return 0
    functions = distinct(link.source for link in arriving if link.source.has("function"))
    demand = connections(functions)
    return demand.allowed if demand.expected is None else demand.expected


def _shared(proxy: Node, active: float, pool: float) -> list[Fix]:
    if proxy["pinning"] is not True or active > SAFE * pool:
        return []
    return [Fix("no-pinning", Declare(proxy.id, "pinning", False), f"Remove the session state that pins {proxy}")]


def _whole_pool(proxy: Node, most: float, accepts: int) -> list[Fix]:
    part = number(proxy, "max_pct")
    if part is None or part >= 100 or most > SAFE * accepts:
        return []
    return [setting("whole-pool", proxy, "max_pct", 100)]


def _read_elsewhere(store: Node, arriving: Sequence[Link], pool: float, severity: Severity) -> list[Fix]:
    """Send the reads to the readers of a cluster, or to a cache, where what stays fits."""
    reads = [link for link in arriving if link.verb == "reads" and not _reads_elsewhere(link)]
    stays = [link for link in arriving if link not in reads]
    if severity is not ERROR or not reads or _active(stays) > SAFE * pool:
        return []
    ahead = read_ahead(reads[0], store) if len(reads) == 1 else []
    if not store.has("replicated"):
        return ahead
    edits = [SetProperty(link.id, "from", "replica") for link in reads]
    return [together("read-from-replicas", f"Read from the replicas of {store}", edits), *ahead]


@rule("CON-004", ERROR, each="connection_bound", breaks=("load", "availability"), see=("rds-limits", "aurora-pg"))
def fleet_pools_exceed_max_connections(store: Node) -> Iterator[Finding]:
    """The pools of a fleet at its maximum hold more connections than the database accepts.

    The most tasks of an autoscaler times the size of a task's pool is a promise to the database. It is called in on the
    busiest day, and a rolling deployment may run twice the tasks for a while.

    Fine when: the pools shrink while they are idle and the maximum is never reached at once.

    Bad:
        region virginia code=us-east-1
        ecs_fargate app in virginia max_tasks=100 pool_size=20
        aurora db in virginia engine=aurora-postgresql class=db.r6g.large
        app rw db
    Good:
        region virginia code=us-east-1
        ecs_fargate app in virginia max_tasks=20 pool_size=20
        aurora db in virginia engine=aurora-postgresql class=db.r6g.large
        app rw db
    """
    for copy, accesses in direct(store, "fleet").items():
        fleets = distinct(access.accessor for access in accesses)
        held = {fleet: holds for fleet in fleets if (holds := pooled(fleet))}
        accepts = supply(store, copy) if held else None
        demand = sum(held.values())
        if accepts is None or demand <= SAFE * accepts:
            continue
        some = tuple(held)
        yield Finding(
            (store, *some),
            f"{names(some)} at the maximum {'opens' if len(some) == 1 else 'open'} {count(demand)} connections; "
            f"{_described(store)} accepts {about(accepts, demand)}.",
            fixes=[
                *scaled(some, "pool_size", SAFE * accepts / demand),
                *scaled(some, "max_tasks", SAFE * accepts / demand),
                *share_proxy(store, _links(accesses, some)),
                *(make_larger(store, demand / SAFE) if copy == "primary" else []),
            ],
            severity=ERROR if demand > accepts else WARNING,
        )


@rule(
    "CON-005",
    ERROR,
    each=(LINK, "distributed_sql"),
    breaks=("load",),
    see=("data-api", "botocore", "dsql-quota"),
    when=either(is_component, states("data_api")),
)
def connectionless_or_dsql_limits(subject: Link | Node) -> Iterator[Finding]:
    """A way to the data that does without connections, or with many, reaches its own limits.

    The Data API removes connections, yet only Aurora has it and a result ends at one mebibyte. Aurora DSQL accepts ten
    thousand connections but opens only a hundred new ones a second after a burst of a thousand, which functions that
    scale out at once can exceed.

    Fine when: environments stay warm between spikes, so that their connections are there already.

    Bad:
        lambda fn reserved_concurrency=10
        rds db class=db.m6g.large
        fn reads db data_api=true
    Good:
        lambda fn
        aurora db class=db.r6g.large
        fn reads db data_api=true
    """
    if isinstance(subject, Link):
        yield from _data_api_limits(subject)
    else:
        yield from _dsql_limits(subject)


def _data_api_limits(link: Link) -> Iterator[Finding]:
    if link.verb not in DATA or link["data_api"] is not True:
        return
    source, store = link.source, link.target
    most: float = facts.quota("data_api", "response_kb").value
    size = number(link, "result_kb")
    connected = SetProperty(link.id, "data_api", False)
    fixes = [Fix("without-data-api", connected)]
    if source.has("function") and not store.has("front"):
        fixes = [
            together("insert-rds-proxy", f"{fix}, without the Data API", [connected, fix.edit])
            for fix in share_proxy(store, [link])
        ] or fixes
    if not store.has("data_api") and store.kind.category != "unknown":
        why = f"only Aurora has the Data API, {store.kind.name} does not"
        yield Finding((source, store), f"{source} to {store}: {why}.", fixes)
    elif size is not None and size > most:
        why = f"a result of {size:,.10g} KB; the Data API ends it at {most:,.10g} KB"
        paged = Fix("page-results", Declare(link.id, "result_kb", int(most)), "Page the results")
        yield Finding((source, store), f"{source} to {store}: {why}.", [paged, *fixes])


def _dsql_limits(store: Node) -> Iterator[Finding]:
    functions = _functions(store.accesses)
    if not functions:
        return
    expected = connections(f for f in functions if concurrency(f).expected is not None).expected or 0
    most: float = facts.quota("dsql", "connections").value
    if expected > most:
        yield Finding(
            (store, *functions),
            f"{names(functions)} to {store}: about {count(expected)} connections at once; it accepts {count(most)}.",
            fixes=[*reserve(functions, most), *queue_writes(store, _links(store.accesses, functions), SAFE * most)],
        )
    yield from _spike(store, functions, expected)


def _spike(store: Node, functions: Sequence[Node], expected: float) -> Iterator[Finding]:
    """The connections that a spike asks for, against those that may be opened while it rises."""
    per_second: float = facts.quota("dsql", "connection_rate").value
    ready = sum((number(f, "provisioned_concurrency") or 0) * connections_each(f) for f in functions)
    for requirement in store.graph.requirements("load"):
        if not (rises := asked([requirement], "spike_s")):
            continue
        factor = next(iter(asked([requirement], "spike_factor")), None)
        usual = expected / factor if factor and factor > 1 else 0
        at_once = facts.quota("dsql", "connection_burst").value
        new, opened = expected - max(usual, ready), at_once + per_second * rises[0]
        if new > opened:
            yield Finding(
                (store, *functions),
                f"{names(functions)} to {store}: about {count(new)} new connections within {rises[0]:g} s; "
                f"it opens {count(opened)}.",
                fixes=started_beforehand(functions, expected - opened),
                severity=WARNING,
            )
            return
