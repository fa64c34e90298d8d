"""Rules about the loss of a Region, and about mistakes: how soon work goes on, and how much data is gone."""

from __future__ import annotations

from collections.abc import Iterator

from ..analysis.figures import known, number, word
from ..analysis.records import is_record, only_follows
from ..analysis.recovery import (
    Recovery,
    Topology,
    in_scope,
    latest,
    recovery_of_client,
    recovery_of_store,
    stays_behind,
)
from ..catalog import facts
from ..editing import Edit, SetProperty
from ..model import Graph, Node, Requirement
from .elsewhere import second_region
from .fronts import ACCELERATOR
from .offsite import losing_at_most, ready_within
from .remedies import Declare, setting, together
from .rule import ERROR, WARNING, Finding, Fix, rule
from .shape import asks, gives

Needs = list[tuple[Requirement, float]]
"""Requirements with the seconds that they ask for."""


def regional(graph: Graph, type: str) -> Needs:
    """What is asked of a type for the loss of a Region, which is meant where nothing else is said."""
    some = graph.requirements(type)
    if not some:
        return []
    asked = ((need, known(need.properties.get("s"))) for need in some if need.properties.get("scope") != "az")
    return [(need, seconds) for need, seconds in asked if seconds is not None]


@rule(
    "RES-004",
    ERROR,
    each=("store", "volatile", "client"),
    breaks=("rto",),
    see=("dr-wp", "ga", "r53"),
    when=asks("rto.s"),
)
def recovery_time_not_reachable(subject: Node) -> Iterator[Finding]:
    """Nothing in the design brings it back as soon as it has to be back after the loss of a Region.

    There are four ways to survive a Region: restore backups elsewhere, keep the data there and start the rest, keep a
    small copy running, or let every Region work. Each costs more than the one before and takes hours, a quarter of an
    hour, minutes or seconds. The slowest part decides: each store whose data must last, and the compute that serves
    each client. The times are estimates of the least that a topology takes.

    Fine when: the store need not survive its Region (`dr=out_of_scope`) or can be built again (`rederivable=true`).

    Bad:
        region virginia code=us-east-1
        user shoppers
        ecs_fargate shop in virginia
        rds orders in virginia multi_az=true data_class=order
        shoppers calls shop
        shop rw orders
        need rto s=3600
    Good:
        region virginia code=us-east-1
        user shoppers
        ecs_fargate shop in virginia
        rds orders in virginia multi_az=true data_class=order xregion=replica
        shoppers calls shop
        shop rw orders
        need rto s=3600
    """
    needs = regional(subject.graph, "rto")
    if not needs:
        return
    client = subject.has("client")
    found = recovery_of_client(subject) if client else recovery_of_store(subject)
    missed = [(need, seconds) for need, seconds in needs if found is not None and found.misses(seconds)]
    if found is None or not missed:
        return
    tightest = min(seconds for _, seconds in missed)
    fixes = _served_sooner(subject, found, tightest) if client else ready_within(subject, tightest)
    if found.seconds is not None:
        relaxed: list[Edit] = [Declare(need.id, "s", found.seconds) for need, _ in missed]
        fixes = [*fixes, together("relax-rto", f"Settle for {found.seconds:,.10g} s", relaxed)]
    shown = found.limits if client and found.topology in (Topology.WARM_STANDBY, Topology.ACTIVE_ACTIVE) else ()
    by = f" by {', '.join(map(str, shown))}" if shown else ""
    least = "nothing bounds the time" if found.seconds is None else f"about {found.seconds:,.10g} s at best"
    ids = tuple(need.id for need, _ in missed)
    yield Finding(
        (subject, *shown, *ids),
        f"{found.why}: {found.topology.words}{by}, {least}; the RTO is {tightest:,.10g} s.",
        fixes=fixes,
        breaks=ids,
    )


def _served_sooner(client: Node, found: Recovery, seconds: float) -> list[Fix]:
    """What lets other Regions take over from one within so many seconds."""
    fixes: list[Fix] = []
    fast = facts.quota("route53", "hc_fast_s").value
    if found.topology is Topology.ACTIVE_ACTIVE:
        slow = [entry for entry in found.limits if entry.has("dns") and number(entry, "hc_interval_s") != fast]
        edits: list[Edit] = [SetProperty(entry.id, "hc_interval_s", fast) for entry in slow]
        kept = max((_checked_s(entry, fast) for entry in found.limits), default=float("inf"))
        return (
            [together("check-often", "Check the health of the Regions more often", edits)]
            if edits and kept <= seconds
            else []
        )
    if any(word(node, "standby") in ("warm", "pilot") for node in found.limits):
        return _grown(found, seconds)
    if Topology.WARM_STANDBY.order <= seconds:
        fixes += second_region(client, "warm-standby", standby="warm")
    if facts.quota("route53", "failover_fast_s").value <= seconds:
        fixes += second_region(client, "second-region")
    if facts.quota("global_accelerator", "failover_s").value <= seconds:
        fixes += second_region(client, "second-region-anycast", entry=ACCELERATOR)
    return fixes


def _checked_s(entry: Node, interval: float) -> float:
    """Seconds until a DNS entry that checks at an interval leads elsewhere."""
    kept = number(entry, "ttl_s")
    return float("inf") if kept is None else interval * facts.quota("route53", "hc_threshold").value + kept


def _grown(found: Recovery, seconds: float) -> list[Fix]:
    """Let what waits in another Region run, at less or at full size."""
    steps = (("warm", Topology.WARM_STANDBY), ("active", Topology.ACTIVE_ACTIVE))
    fixes = []
    for word_, topology in steps:
        if topology.order <= seconds:
            edits: list[Edit] = [Declare(node.id, "standby", word_) for node in found.limits]
            fixes.append(together(f"standby-{word_}", f"Keep the other Region {word_}", edits))
    return fixes


@rule(
    "RES-005",
    ERROR,
    each=("store", "volatile", "region_bound"),
    breaks=("rpo",),
    see=("aurora-gdb", "ddb-gt", "rds-multiaz", "s3-rtc", "dr-wp", "notes26"),
    when=asks("rpo.s"),
)
def recovery_point_not_reachable(subject: Node) -> Iterator[Finding]:
    """The loss of a Region costs more of the latest data than it may.

    What is copied after the fact lacks, in the other Region, whatever had not left yet: seconds for databases that span
    Regions, a minute or an hour for replicas and buckets, a day for backups. Only a store that waits for another Region
    at each write loses nothing. Queues and streams stay where they are; where nothing at all may be lost, what requests
    put on them is a warning.

    Fine when: the store need not survive its Region (`dr=out_of_scope`), or what it holds can be made again
    (`rederivable=true`).

    Bad:
        region virginia code=us-east-1
        ecs_fargate shop in virginia
        rds orders in virginia multi_az=true data_class=order
        shop rw orders
        need rpo s=300
    Good:
        region virginia code=us-east-1
        ecs_fargate shop in virginia
        aurora orders in virginia data_class=order secondary_regions=us-west-2
        shop rw orders
        need rpo s=300
    """
    needs = regional(subject.graph, "rpo")
    if not needs:
        return
    if subject.has("region_bound"):
        yield from _in_flight(subject, [need for need, seconds in needs if seconds == 0])
        return
    if not in_scope(subject):
        return
    copy = latest(subject)
    missed = [(need, seconds) for need, seconds in needs if copy.order > seconds]
    if not missed:
        return
    tightest = min(seconds for _, seconds in missed)
    lost = "all of it" if copy.seconds is None else f"up to {copy.seconds:,.10g} s of writes"
    guess = ", an estimate" if copy.estimate else ""
    yield Finding(
        subject,
        f"{subject} has {copy.what}: if its Region fails, {lost} is lost{guess}; the RPO is {tightest:,.10g} s.",
        fixes=losing_at_most(subject, tightest),
        breaks=tuple(need.id for need, _ in missed),
    )


def _in_flight(channel: Node, needs: list[Requirement]) -> Iterator[Finding]:
    """Messages that wait in a channel when its Region fails."""
    if not needs or not stays_behind(channel):
        return
    writers = [link.source for link in channel.incoming if link.verb == "publishes"]
    edits: list[Edit] = [Declare(channel.id, "rederivable", True)]
    edits += [Declare(node.id, "outbox", True) for node in writers if "outbox" in node.kind.defaults]
    again = "Send the messages again from where they are kept first"
    yield Finding(
        channel,
        f"{channel} loses the messages that wait in it if its Region fails; the RPO is 0 s.",
        fixes=[together("send-again", f"{again}, in an outbox" if len(edits) > 1 else again, edits)],
        severity=WARNING,
        breaks=tuple(need.id for need in needs),
    )


@rule(
    "RES-006",
    WARNING,
    each=("store", "volatile"),
    breaks=("rpo",),
    see=("rds-multiaz", "ddb-quota"),
    when=gives("data_class"),
)
def no_backup_or_point_in_time_recovery(store: Node) -> Iterator[Finding]:
    """Data that must last has no point in time to go back to.

    Copies follow every write, the wrong ones too: a bad deletion is everywhere within a second. Only a state from
    before it helps, and tables, buckets and databases of your own keep none unless asked. It is an error where the
    design states how much may be lost.

    Fine when: the data can be built again (`rederivable=true`), backups go to a vault, or the store only follows
    another one, which has such a state.

    Bad:
        dynamodb orders data_class=order
    Good:
        dynamodb orders data_class=order pitr=true
    """
    kept = word(store, "data_class")
    if not kept or not facts.data_class(kept).durable or not is_record(store):
        return
    fixes = _restorable(store)
    if not fixes or store["rederivable"] is True or any(link.verb == "backs_up_to" for link in store.outgoing):
        return
    if only_follows(store):
        return
    yield Finding(
        store,
        f"{store} keeps {kept} data and no state to go back to after a mistake.",
        fixes=fixes,
        severity=ERROR if store.graph.requirements("rpo") else WARNING,
    )


WEEK = 7
"""Days of backups that a mistake over a weekend does not outlast."""


def _restorable(store: Node) -> list[Fix]:
    """What would give a store a point to go back to; nothing where it has one or nothing is known of it."""
    asked = store.kind.defaults
    if store.has("always_backed_up"):
        return []
    if "backup_days" in asked:
        none = number(store, "backup_days") == 0
        return [setting("keep-backups", store, "backup_days", WEEK)] if none else []
    ways = [name for name in ("pitr", "versioning", "backup_plan") if name in asked]
    if any(store[name] is True for name in ways):
        return []
    return [setting(name.replace("_", "-"), store, name, True) for name in ways]
