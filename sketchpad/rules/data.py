"""Rules about writing data that has copies: what is lost, what is refused, and what a strong write waits for."""

from __future__ import annotations

from collections.abc import Iterator

from ..analysis.figures import asked, number, word
from ..analysis.records import takes_over
from ..analysis.regions import COPIES, copies_of, regions_of, stated
from ..analysis.writes import LOCAL_MS, fitting, is_strong, one_set, wait_ms
from ..catalog import facts
from ..editing import Edit, SetProperty
from ..model import Access, Id, Link, Node, Requirement
from .buffers import through_queue
from .copies import (
    UNFIT,
    become_distributed_sql,
    become_global_database,
    become_global_table,
    many_writers,
    pin_writes,
    reshaped,
    strong_mode,
)
from .remedies import Declare, count, together
from .rule import ERROR, WARNING, Finding, Fix, rule
from .shape import asks, states


@rule(
    "DAT-003", ERROR, each="global_table", breaks=("consistency",), see=("study", "ddb-gt"), when=states("data_class")
)
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
    kept = word(table, "data_class")
    if not kept or not many_writers(table) or facts.data_class(kept).mergeable:
        return
    yield Finding(
        table,
        f"{table} holds {kept} data; with eventual consistency (MREC) the last of two concurrent writes wins. "
        "Use strong consistency (MRSC), pin writes to one Region, or take a store with one writer.",
        fixes=[*strong_mode(table), *pin_writes(table), *become_distributed_sql(table), *become_global_database(table)],
    )


@rule(
    "DAT-004",
    ERROR,
    each="global_table",
    breaks=("consistency",),
    see=("ddb-gt", "ddb-gt-bp", "botocore"),
    when=states("consistency"),
)
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
    witnesses, copies, own = stated(table, "witness"), copies_of(table), table.region
    if len(witnesses) > facts.get("dynamodb", "mrsc", "witnesses_max").value:
        yield "it takes one witness at the most"
    wanted = facts.get("dynamodb", "mrsc", "regions").value
    others = len({*copies, *witnesses} - {own})
    # Without a Region of its own the table may well lie in one of the copies' Regions.
    possible = {others + 1, others} if own is None and copies else {others + 1}
    if wanted not in possible or 1 + len(copies) < facts.get("dynamodb", "mrsc", "replicas_min").value:
        yield f"it takes {wanted} Regions, all with data or one of them a witness, not {others + 1}"
    if not one_set(table, (*regions_of(table), *witnesses)):
        yield "its Regions must be of one set"


def _fit(table: Node) -> list[Fix]:
    """Whatever it takes to make the table fit the strong mode; what the work needs is for a person to give up."""
    edits: list[Edit] = [Declare(table.id, name, False) for name in UNFIT if table[name] is True]
    if any(_misshapen(table)):
        shape = fitting(table)
        if shape is None:
            return []
        edits += reshaped(table, *shape)
    return [together("fit-strong-mode", f"Make {table} fit the strong mode", edits)]


def _eventual(table: Node) -> list[Fix]:
    edits: list[Edit] = [
        SetProperty(table.id, "consistency", "MREC"),
        Declare(table.id, "write_mode", "single_region"),
    ]
    title = f"{table} is eventually consistent, with writes in one Region"
    return [together("eventual-single-region", title, edits)]


@rule("DAT-005", WARNING, each="global_table", breaks=("consistency",), see=("ddb-gt",), when=states("transactions"))
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
    if table["transactions"] is not True or not many_writers(table):
        return
    one_item = Declare(table.id, "transactions", False)
    yield Finding(
        table,
        f"{table} uses transactions in several Regions; the other Regions may see part of one.",
        fixes=[
            *pin_writes(table),
            Fix("one-item", one_item, f"Keep what changes together in one item of {table}"),
            *become_distributed_sql(table),
        ],
    )


STRONG = ("global_table", "distributed_sql", "single_writer")


@rule(
    "DAT-006",
    ERROR,
    each=STRONG,
    breaks=("latency",),
    see=("ddb-gt-bp", "dsql-mr", "aurora-gdb", "cloudping"),
    when=asks("latency.write_ms"),
)
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
        if not access.writes or not _waited_for(access.accessor) or takes_over(access.accessor, store):
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
    """Whether a client waits for it; where the design shows no client, one is assumed before what no channel feeds."""
    if writer.graph.having_trait("client"):
        return writer.on_request_path
    return not writer.incoming or any(link.waits for link in writer.incoming)


def _nearer(store: Node, access: Access, budget: float) -> list[Fix]:
    """The other members of a strongly consistent table as near as its set allows, where that is near enough."""
    shape = fitting(store, nearest=True) if store.has("global_table") else None
    if shape is None:
        return []
    wait = wait_ms(store, access, shape)
    if wait is None or wait + LOCAL_MS > budget:
        return []
    return [together("nearer-regions", f"Take the nearest Regions of the set for {store}", reshaped(store, *shape))]


def _batched(link: Link) -> list[Fix]:
    if (number(link, "calls_per_request") or 1) <= 1:
        return []
    return [Fix("batch-writes", Declare(link.id, "calls_per_request", 1), f"{link.source} writes once a request")]


def _relaxed(need: Requirement, total: float) -> Fix:
    allowed = -(-total // 10) * 10
    return Fix(f"relax-{need.id}", Declare(need.id, "write_ms", int(allowed)), f"Allow writes {allowed:.0f} ms")


@rule(
    "DAT-007",
    ERROR,
    each="single_writer",
    breaks=("multi_region_writes",),
    see=("study", "aurora-gdb"),
    when=states(*COPIES),
)
def single_writer_database_written_in_several_regions(store: Node) -> Iterator[Finding]:
    """Code in another Region writes a database whose one writer is elsewhere.

    A global database is one writer and read-only copies with about a second of lag: right for local reads and for
    recovery, wrong where each Region must take writes by itself. Forwarding only hides the trip to the primary and ends
    with it. Independent writes in several Regions lead to global tables or to Aurora DSQL.

    Fine when: Aurora forwards the writes (`write_forwarding=true`) or that code only stands by (`standby`), and no
    requirement asks each Region to take its own.

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
    forwards = "write_forwarding" in store.kind.defaults
    if forwards and store["write_forwarding"] is True and not independent:
        return
    seen: set[Id] = set()
    for access in store.accesses:
        accessor = access.accessor
        region = accessor.region
        if not access.writes or region not in facts.regions or region == primary or accessor.id in seen:
            continue
        if takes_over(accessor, store) and not independent:
            continue
        seen.add(accessor.id)
        yield Finding(
            (accessor, store),
            f"{accessor} in {region} writes {store}, whose only writer is in {primary}.",
            fixes=[
                *(_forwarded(store) if forwards and not independent and region in copies_of(store) else []),
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


def _forwarded(store: Node) -> list[Fix]:
    title = f"{store} forwards writes to its primary Region"
    return [Fix("forward-writes", SetProperty(store.id, "write_forwarding", True), title)]
