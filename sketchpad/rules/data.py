"""Rules about copies of data: which of them may be written, which may be read, and what a strong write costs."""

from __future__ import annotations

from collections.abc import Iterator

from ..analysis.figures import asked
from ..analysis.regions import copies_of, regions_of, stated
from ..analysis.writes import LOCAL_MS, fitting, is_strong, one_set, wait_ms
from ..catalog import facts
from ..editing import ChangeKind, Reend, SetProperty
from ..model import Access, Id, Link, Node, Requirement
from .copies import (
    backed_by_table,
    become_distributed_sql,
    become_global_database,
    become_global_table,
    pin_writes,
    strong_mode,
    through_queue,
)
from .remedies import count, together
from .rule import ERROR, WARNING, Finding, Fix, rule


def _many_writers(table: Node) -> bool:
    """Whether every Region of a table takes writes and the latest one wins."""
    eventual = table["consistency"] == "MREC" and table["write_mode"] == "any"
    return eventual and len(regions_of(table)) > 1


@rule("DAT-003", ERROR, each="global_table", breaks=("consistency",), see=("study", "ddb-gt"))
def last_writer_wins_for_unmergeable_data(table: Node) -> Iterator[Finding]:
    """Concurrent writes in two Regions lose one of them, of data that must not lose any.

    In the default mode each Region takes writes, and where two touch one item within the replication delay the later
    one wins without a trace; conditional writes look at the local copy alone. That is right for a profile and wrong for
    a ledger or a stock count. The strong mode, inside one set of Regions, is the other answer, at the price of latency.

    Fine when: writes are pinned to one Region (`write_mode=single_region`), or the entries are only ever appended.

    Bad:
        region virginia code=us-east-1
        dynamodb accounts in virginia data_class=ledger replicas=eu-west-1 pitr=true
    Good:
        region virginia code=us-east-1
        dynamodb accounts in virginia data_class=ledger replicas=us-east-2 witness=us-west-2 consistency=MRSC pitr=true
    """
    kept = table["data_class"]
    if kept is None or not _many_writers(table) or facts.data_class(kept).mergeable:
        return
    yield Finding(
        table,
        f"{table} holds {kept} data; with eventual consistency (MREC) the last of two concurrent writes wins. "
        "Use strong consistency (MRSC), pin writes to one Region, or take a store with one writer.",
        fixes=[*strong_mode(table), *pin_writes(table), *become_distributed_sql(table), *become_global_database(table)],
    )


UNFIT = {
    "ttl": "items cannot expire (ttl)",
    "transactions": "there are no transactions",
    "lsi": "there are no local secondary indexes",
    "existing_data": "the table must be empty when it is converted",
}
"""What the strong mode does not go with, in words."""


@rule("DAT-004", ERROR, each="global_table", breaks=("consistency",), see=("ddb-gt", "ddb-gt-bp", "botocore"))
def mrsc_limits_violated(table: Node) -> Iterator[Finding]:
    """The strong mode of a global table has a narrow shape, and this one does not fit it.

    Strong consistency over Regions takes three Regions of one set, one of which may be a witness, and goes without
    expiry, local indexes and transactions; the table must be empty when it is converted, and the mode never changes. A
    ledger that needs transactions over several items cannot use it, obvious as the upgrade looks.

    Fine when: never; the service refuses the table or the calls.

    Bad:
        region virginia code=us-east-1
        dynamodb stock in virginia data_class=inventory replicas=eu-west-1,us-west-2 consistency=MRSC pitr=true
    Good:
        region ireland code=eu-west-1
        dynamodb stock in ireland data_class=inventory replicas=eu-west-3,eu-central-1 consistency=MRSC pitr=true
    """
    if table["consistency"] != "MRSC":
        return
    reasons = [*_misshapen(table), *(words for name, words in UNFIT.items() if table[name] is True)]
    if not reasons:
        return
    yield Finding(
        table,
        f"{table} asks for strong consistency (MRSC): {'; '.join(reasons)}.",
        fixes=[*_fit(table), *become_distributed_sql(table), *_eventual(table)],
    )


def _misshapen(table: Node) -> Iterator[str]:
    witnesses = stated(table, "witness")
    replicas = 1 + len(copies_of(table))
    wanted = facts.get("dynamodb", "mrsc", "regions").value
    if len(witnesses) > facts.get("dynamodb", "mrsc", "witnesses_max").value:
        yield "it takes one witness at the most"
    if replicas + len(witnesses) != wanted or replicas < facts.get("dynamodb", "mrsc", "replicas_min").value:
        yield f"it takes {wanted} Regions, all with data or one of them a witness, not {replicas + len(witnesses)}"
    if one_set(table, (*regions_of(table), *witnesses)) is False:
        yield "its Regions must be of one set"


def _fit(table: Node) -> list[Fix]:
    """Whatever it takes to make the table fit the strong mode."""
    edits = [SetProperty(table.id, name, False) for name in UNFIT if table[name] is True]
    if any(_misshapen(table)):
        shape = fitting(table)
        if shape is None:
            return []
        replicas, witness = shape
        edits += [SetProperty(table.id, "replicas", replicas), SetProperty(table.id, "witness", witness or "unset")]
    return [together("fit-strong-mode", f"Make {table} fit the strong mode", edits)]


def _eventual(table: Node) -> list[Fix]:
    edits = [SetProperty(table.id, "consistency", "MREC"), SetProperty(table.id, "write_mode", "single_region")]
    title = f"{table} is eventually consistent, with writes in one Region"
    return [together("eventual-single-region", title, edits)]


@rule("DAT-005", WARNING, each="global_table", breaks=("consistency",), see=("ddb-gt",))
def transactions_not_atomic_across_regions(table: Node) -> Iterator[Finding]:
    """Other Regions can see half of a transaction.

    A transaction is atomic in the Region that ran it. Its items travel to the other Regions one by one, so somebody
    who reads there may meet some of them and not the others.

    Fine when: nobody in another Region needs to see the items together.

    Bad:
        region virginia code=us-east-1
        dynamodb orders in virginia data_class=order replicas=eu-west-1 transactions=true pitr=true
    Good:
        region virginia code=us-east-1
        dynamodb orders in virginia data_class=order transactions=true pitr=true
    """
    if table["transactions"] is not True or not _many_writers(table):
        return
    whole = SetProperty(table.id, "transactions", False)
    yield Finding(
        table,
        f"{table} uses transactions in several Regions; the other Regions may see part of one.",
        fixes=[
            *pin_writes(table),
            Fix("one-item", whole, f"Keep what changes together in one item of {table}"),
            *become_distributed_sql(table),
        ],
    )


STRONG = ("global_table", "distributed_sql", "single_writer")


@rule("DAT-006", ERROR, each=STRONG, breaks=("latency",), see=("ddb-gt-bp", "dsql-mr", "aurora-gdb", "cloudping"))
def synchronous_write_exceeds_budget(store: Node) -> Iterator[Finding]:
    """A write waits for another Region longer than the stated budget.

    A strong write leaves its Region: a strongly consistent table waits for one other Region, Aurora DSQL pays about two
    round trips to the nearer peer at commit, a forwarded Aurora write travels to the primary. The choice of Regions
    decides the figure, so it can be known before any load test. The times are estimates, taken low.

    Fine when: nobody waits for the write, as behind a queue.

    Bad:
        region virginia code=us-east-1
        user buyer
        lambda shop in virginia
        dynamodb stock in virginia data_class=inventory replicas=us-west-2 witness=us-east-2 consistency=MRSC pitr=true
        buyer calls shop
        shop writes stock calls_per_request=4
        need latency write_ms=40
    Good:
        region virginia code=us-east-1
        user buyer
        lambda shop in virginia
        dynamodb stock in virginia data_class=inventory replicas=us-east-2 witness=us-west-2 consistency=MRSC pitr=true
        buyer calls shop
        shop writes stock
        need latency write_ms=60
    """
    if not is_strong(store):
        return
    needs = [need for need in store.graph.requirements("latency") if asked([need], "write_ms")]
    if not needs:
        return
    budget = min(asked(needs, "write_ms"))
    for access in store.accesses:
        if not access.writes or not _waited_for(access.accessor):
            continue
        wait = wait_ms(store, access)
        if wait is None or wait + LOCAL_MS <= budget:
            continue
        total = wait + LOCAL_MS
        broken = tuple(need.id for need in needs if total > min(asked([need], "write_ms")))
        yield Finding(
            (access.accessor, store),
            f"{store}: a write of {access.accessor} from {access.accessor.region} waits about {count(total)} ms "
            f"(estimate); the budget is {count(budget)} ms.",
            fixes=[
                *_nearer(store, access, budget),
                *_batched(access.link),
                through_queue(
                    "acknowledge-first",
                    f"Answer before {store} is written, by way of a queue",
                    access.link,
                    access.accessor.component.inside,
                ),
                *(_relaxed(need, total) for need in needs if need.id in broken),
            ],
            breaks=broken,
        )


def _waited_for(writer: Node) -> bool:
    """Whether a client waits for it; where the design shows no client, somebody is assumed to."""
    return writer.on_request_path or not writer.graph.having_trait("client")


def _nearer(store: Node, access: Access, budget: float) -> list[Fix]:
    """The other members of a strongly consistent table as near as its set allows, where that is near enough."""
    shape = fitting(store, nearest=True) if store.has("global_table") else None
    if shape is None:
        return []
    replicas, witness = shape
    members = (*replicas, *([witness] if witness else []))
    wait = wait_ms(store, access, members)
    if wait is None or wait + LOCAL_MS > budget:
        return []
    edits = [SetProperty(store.id, "replicas", replicas), SetProperty(store.id, "witness", witness or "unset")]
    return [together("nearer-regions", f"Take the nearest Regions of the set for {store}", edits)]


def _batched(link: Link) -> list[Fix]:
    if (link["calls_per_request"] or 1) <= 1:
        return []
    return [Fix("batch-writes", SetProperty(link.id, "calls_per_request", 1), f"{link.source} writes once a request")]


def _relaxed(need: Requirement, total: float) -> Fix:
    allowed = -(-total // 10) * 10
    return Fix(f"relax-{need.id}", SetProperty(need.id, "write_ms", int(allowed)), f"Allow writes {allowed:.0f} ms")


@rule("DAT-007", ERROR, each="single_writer", breaks=("multi_region_writes",), see=("study", "aurora-gdb"))
def single_writer_database_written_in_several_regions(store: Node) -> Iterator[Finding]:
    """Code in another Region writes a database whose one writer is elsewhere.

    A global database is one writer and read-only copies with about a second of lag: right for local reads and for
    recovery, wrong where each Region must take writes by itself. Forwarding only hides the trip to the primary and ends
    with it. Independent writes in several Regions lead to global tables or to Aurora DSQL.

    Fine when: Aurora forwards the writes (`write_forwarding=true`) and no requirement asks each Region to take its own.

    Bad:
        region virginia code=us-east-1
        region ireland code=eu-west-1
        ecs_fargate shop-us in virginia
        ecs_fargate shop-eu in ireland
        aurora orders in virginia secondary_regions=eu-west-1 data_class=order
        shop-us rw orders
        shop-eu rw orders
    Good:
        region virginia code=us-east-1
        region ireland code=eu-west-1
        ecs_fargate shop-us in virginia
        ecs_fargate shop-eu in ireland
        aurora orders in virginia secondary_regions=eu-west-1 data_class=order
        shop-us rw orders
        shop-eu reads orders
    """
    primary = store.region
    if primary is None or not copies_of(store):
        return
    independent = bool(store.graph.requirements("multi_region_writes"))
    if store["write_forwarding"] is True and not independent:
        return
    seen: set[Id] = set()
    for access in store.accesses:
        accessor = access.accessor
        region = accessor.region
        if not access.writes or region in (None, "global", primary) or accessor.id in seen:
            continue
        seen.add(accessor.id)
        yield Finding(
            (accessor, store),
            f"{accessor} in {region} writes {store}, whose only writer is in {primary}.",
            fixes=[
                *_forwarded(store, independent),
                *become_global_table(store),
                *become_distributed_sql(store),
                through_queue(
                    "write-at-the-primary",
                    f"Write {store} in its primary Region, by way of a queue",
                    access.link,
                    store.component.inside,
                ),
            ],
        )


def _forwarded(store: Node, independent: bool) -> list[Fix]:
    if independent or "write_forwarding" not in store.kind.defaults:
        return []
    return [Fix("forward-writes", SetProperty(store.id, "write_forwarding", True))]


COPIES = {
    "replica": "a read replica",
    "global_secondary": "a copy in another Region",
    "cache": "a cache",
    "gsi": "a secondary index",
}
"""What a read may come from other than the primary, in words."""


@rule("DAT-008", ERROR, each=("store", "cache"), breaks=("consistency",), see=("study", "ddb-gt", "aurora-gdb"))
def strong_read_from_asynchronous_copy(store: Node) -> Iterator[Finding]:
    """A read that has to be current comes from a copy that may lag.

    Replicas, copies in other Regions, caches, search indexes and secondary indexes are fed after the fact. In the
    default mode of a global table even a strongly consistent read is strong only for what was last written in the same
    Region. A requirement for strong reads is met or missed by the copy that serves them.

    Fine when: the requirement is about other data; say which with `data`.

    Bad:
        lambda report reserved_concurrency=50
        rds orders class=db.m6g.large
        report reads orders from=replica
        need consistency level=strong
    Good:
        lambda report reserved_concurrency=50
        rds orders class=db.m6g.large
        report reads orders
        need consistency level=strong
    """
    needs = [need for need in store.graph.requirements("consistency") if _covers(need, store)]
    if not needs or store.has("front"):
        return
    for access in store.accesses:
        if not access.reads:
            continue
        link, accessor = access.link, access.accessor
        copy = _copy(store, link, accessor, tuple(front for front in access.fronts if front.has("stale_reads")))
        if copy is not None:
            yield Finding(
                (accessor, store),
                f"{accessor} must read {store} strongly, but reads {copy}.",
                fixes=[*_current(store, link, accessor, access.fronts, needs)],
                breaks=tuple(need.id for need in needs),
            )


def _covers(need: Requirement, store: Node) -> bool:
    """Whether a requirement asks for strong reads of what a store holds."""
    data = need.properties.get("data")
    return need.properties.get("level") == "strong" and data in (None, "unset", store["data_class"])


def _copy(store: Node, link: Link, accessor: Node, stale: tuple[Node, ...]) -> str | None:
    """What a read comes from, where that is not the current data."""
    if (source := link["from"]) in COPIES:
        return COPIES[source]
    if stale:
        return f"through {stale[0]}, which keeps what it has read"
    if store.has("stale_reads") and store["role"] != "primary":
        return "a copy that is fed afterwards"
    if store.has("global_table") and _many_writers(store):
        return "a copy that other Regions change after the fact (MREC)"
    if store.has("single_writer") and not link.states("from") and accessor.region in copies_of(store):
        return f"the copy in {accessor.region}"
    return None


def _current(
    store: Node, link: Link, accessor: Node, fronts: tuple[Node, ...], needs: list[Requirement]
) -> Iterator[Fix]:
    if link["from"] in COPIES or (store.has("single_writer") and accessor.region in copies_of(store)):
        yield Fix("read-primary", SetProperty(link.id, "from", "primary"), f"{accessor} reads the primary of {store}")
    if store.has("global_table") and _many_writers(store):
        yield from strong_mode(store)
    if any(front.has("stale_reads") for front in fronts):
        yield Fix("without-cache", Reend(link.id, target=store.id), f"{accessor} reads {store} itself")
    relaxed = [SetProperty(need.id, "level", "eventual") for need in needs]
    yield together("relax-consistency", "Settle for eventual consistency", relaxed)


@rule("DAT-009", WARNING, each="volatile", breaks=("rpo",), see=("notes26",))
def cache_as_system_of_record(cache: Node) -> Iterator[Finding]:
    """A cache is the only home of data that must last.

    A cache keeps its data in memory and copies it after the fact; when a node fails, the newest writes may be gone.
    MemoryDB is the in-memory store that writes a durable log first.

    Fine when: the data can be made again from somewhere, which its class should then say.

    Bad:
        elasticache orders data_class=order role=primary
    Good:
        elasticache carts data_class=session
    """
    kept = cache["data_class"]
    if kept is None or not facts.data_class(kept).durable:
        return
    if cache["role"] != "primary" and any(
        node["data_class"] == kept for node in cache.graph.having_trait("store") if node.id != cache.id
    ):
        return
    yield Finding(
        cache,
        f"{cache} is the only home of {kept} data, and may lose the newest of it.",
        fixes=[
            Fix("become-memorydb", ChangeKind(cache.id, "memorydb")),
            *backed_by_table(cache),
        ],
    )
