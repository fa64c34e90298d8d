"""Rules about load that grows faster than what carries it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..analysis.capacity import channel_rate, concurrency
from ..analysis.figures import number, word
from ..analysis.scaling import (
    Share,
    Taken,
    Trouble,
    lag_s,
    over_quota,
    per_environment,
    served_by_cache,
    share_of,
    shares_of,
    spikes,
)
from ..catalog import facts
from ..editing import SetProperty
from ..model import Graph, Link, Node
from ..model.lenses import READS
from .buffers import behind_queue, cached, least_at_once, read_ahead, through_queue
from .moves import become_kind
from .remedies import Declare, count, names, setting
from .rule import DESIGN, ERROR, WARNING, Finding, Fix, rule
from .shape import asks, states
from .sizes import bought_units, larger_quota, larger_reservation, quicker, spread_key, started_before


@rule(
    "SCL-001", WARNING, each="fleet", breaks=("load", "latency"), see=("study", "asg"), when=asks("load.spike_factor")
)
def scaling_lag_behind_spike(fleet: Node) -> Iterator[Finding]:
    """The load grows faster than the fleet does.

    Target tracking wants a few periods of its metric, then instances boot or tasks start: that takes minutes, with
    containers as with servers. A load that doubles within one minute is there before the capacity. Spare capacity that
    runs already, a schedule, a warm pool or a buffer in front close the gap.

    Fine when: what runs already carries the spike; say so by `headroom`.

    Bad:
        user fans
        ec2_asg tickets
        fans calls tickets
        need load peak_rps=1500 spike_factor=4 spike_s=45
    Good:
        user fans
        ec2_asg tickets headroom=4
        fans calls tickets
        need load peak_rps=1500 spike_factor=4 spike_s=45
    """
    if not fleet.on_request_path or not (steep := spikes(fleet.graph)):
        return
    lag = lag_s(fleet)
    if lag is None or fleet["warm_pool"] is True or fleet["scheduled_scaling"] is True:
        return
    ready = number(fleet, "headroom") or 0
    missed = [spike for spike in steep if spike.seconds is not None and spike.seconds < lag and ready < spike.factor]
    if not missed:
        return
    first = missed[0]
    latency = fleet.graph.requirements("latency")
    factor = max(spike.factor for spike in missed)
    yield Finding(
        fleet,
        f"{fleet} needs about {count(lag)} s to grow; the load grows {first.factor:g} times in {first.seconds:g} s.",
        fixes=[
            Fix("headroom", SetProperty(fleet.id, "headroom", factor), f"Run {factor:g} times the usual capacity"),
            *_warm_pool(fleet),
            Fix("scheduled-scaling", Declare(fleet.id, "scheduled_scaling", True), f"Scale {fleet} out by the clock"),
            *behind_queue(fleet),
            *become_kind(fleet, "lambda"),
        ],
        breaks=(*(spike.requirement for spike in missed), *(need.id for need in latency)),
    )


def _warm_pool(fleet: Node) -> list[Fix]:
    if "warm_pool" not in fleet.kind.defaults:
        return []
    return [Fix("warm-pool", SetProperty(fleet.id, "warm_pool", True), f"Keep instances of {fleet} warm")]


@rule(
    "SCL-002",
    WARNING,
    each="fixed_capacity",
    breaks=("load", "availability"),
    see=("study", "lambda-scaling"),
    when=states("max_concurrent"),
)
def elastic_caller_overruns_fixed_callee(callee: Node) -> Iterator[Finding]:
    """A function can run in more copies than what it calls takes at once.

    Lambda adds environments by the thousand; a partner's API, a host on premises or a cluster of fixed size does not
    follow. It is the fault of the database with too few connections over again, with limits on requests instead.

    Fine when: the callee sheds what is too much, and the function tries again later.

    Bad:
        lambda quotes
        external_system carrier max_concurrent=60
        quotes calls carrier
    Good:
        lambda quotes reserved_concurrency=50
        external_system carrier max_concurrent=60
        quotes calls carrier
    """
    most = number(callee, "max_concurrent")
    if most is None:
        return
    links = {link.source.id: link for link in reversed(callee.incoming) if link.waits and link.source.has("function")}
    for link in links.values():
        function = link.source
        expected, allowed = concurrency(function)
        copies = allowed if expected is None else expected
        if copies <= most:
            continue
        yield Finding(
            (function, callee),
            f"{function} may run {count(copies)} copies at once; {callee} takes {count(math.floor(most))}.",
            fixes=[*_limited(function, most, expected), *_buffered(link, most), *read_ahead(link)],
            severity=WARNING if expected is None else ERROR,
        )


def _limited(function: Node, most: float, expected: float | None) -> list[Fix]:
    """As many copies as the callee takes; where more are to be expected, requests are turned away."""
    if most < 1:
        return []
    state = SetProperty if expected is None or expected <= most else Declare
    return [setting("reserve-concurrency", function, "reserved_concurrency", math.floor(most), by=state)]


def _buffered(link: Link, most: float) -> list[Fix]:
    """A queue before the callee, where nobody waits for what it answers."""
    if link.verb not in ("calls", "invokes", "writes") or link["needs_response"] is True or most < least_at_once():
        return []
    title = f"Let a queue hold what {link.source} sends to {link.target}"
    return [through_queue("insert-sqs", title, link, link.source.component.inside, most)]


# -- the quota of an account ------------------------------------------------------------------------------------


@rule("SCL-003", ERROR, each=DESIGN, breaks=("load",), see=("lambda-limits", "lambda-scaling"))
def lambda_concurrency_quota_exceeded(graph: Graph) -> Iterator[Finding]:
    """Functions need more environments at once than they may have, or sooner than they can start.

    Concurrency is rate times duration. All functions of an account and Region share one quota of it, a thousand unless
    raised, and ten requests a second for each unit of it: very short functions reach that limit first. What is reserved
    for a function is its own ceiling. Even under the quota a function gains a thousand environments in ten seconds and
    no more.

    Fine when: the rates are peaks that never meet; say so by rates that do.

    Bad:
        region virginia code=us-east-1
        lambda thumbs in virginia peak_rps=4000 avg_duration_ms=600
    Good:
        region virginia code=us-east-1
        lambda thumbs in virginia peak_rps=400 avg_duration_ms=600
    """
    sums = graph.summed("function", share_of, shares_of)
    troubled = {id: share for shares in sums for id, share in shares.troubled}
    over = over_quota(sums)
    for group in sorted(over, key=str):
        first, share = over[group].largest[0]
        trouble = share.trouble if over[group].many == 1 else None
        if trouble is None or trouble.reserved is None:
            yield _over_quota(graph.node(first), share, over[group])
    for id, share in sorted(troubled.items()):
        assert share.trouble is not None, "they are those that have some"
        if share.trouble.reserved is not None:
            yield _over_reservation(graph.node(id), share.trouble)
        elif share.group not in over:
            yield _too_sudden(graph.node(id), share.trouble)


def _over_quota(largest: Node, share: Share, sum_: Taken) -> Finding:
    """The functions that take most stand for all."""
    functions = [largest.graph.node(id) for id, _ in sum_.largest]
    said = names(functions)
    if sum_.many > len(functions):
        said = f"{', '.join(map(str, functions))} and {sum_.many - len(functions):,} more"
    need, quota = sum_.need, sum_.quota
    most = quota * per_environment()
    what = f"{count(need.concurrency)} environments at once; the quota is {count(quota)}"
    if need.concurrency <= quota:
        what = f"{count(need.rps)} requests a second; a quota of {count(quota)} takes {count(most)}"
    room = quota - max(need.concurrency - share.concurrency, (need.rps - share.rps) / per_environment())
    alone = sum_.many == 1 or share.router is None
    return Finding(
        tuple(functions),
        f"{said} need{'s' if sum_.many == 1 else ''} {what}.",
        fixes=[
            larger_quota(largest, need.environments),
            *(quicker(largest, share.concurrency, room) if alone and need.rps <= most else []),
            *(behind_queue(largest, room) if alone and room >= least_at_once() else []),
        ],
    )


def _over_reservation(function: Node, trouble: Trouble) -> Finding:
    need, reserved = trouble.need, trouble.reserved or 0
    what = f"{count(need.concurrency)} environments at once"
    if need.concurrency <= reserved:
        what = f"{count(need.rps)} requests a second, {count(per_environment())} for each environment"
    fits = need.rps <= reserved * per_environment()
    return Finding(
        function,
        f"{function} needs {what}; {count(reserved)} are reserved for it.",
        fixes=[
            larger_reservation(function, need.environments),
            *(quicker(function, need.concurrency, reserved) if fits else []),
            *(behind_queue(function, reserved) if reserved >= least_at_once() else []),
        ],
    )


def _too_sudden(function: Node, trouble: Trouble) -> Finding:
    spike = trouble.spike
    assert spike is not None, "it is the spike that makes the trouble"
    return Finding(
        function,
        f"{function} grows by {count(trouble.new)} environments within {spike.seconds:g} s; "
        f"Lambda starts {count(trouble.started)} in that time.",
        fixes=[
            started_before(function, trouble.need.concurrency - trouble.started),
            *behind_queue(function, trouble.started),
        ],
        severity=WARNING,
        breaks=(spike.requirement,),
    )


# -- tables and streams -----------------------------------------------------------------------------------------


@rule("SCL-004", WARNING, each="request_units", breaks=("load",), see=("study", "ddb-quota"), when=states("capacity"))
def provisioned_table_cannot_follow_load(table: Node) -> Iterator[Finding]:
    """A table's provisioned units do not follow the load.

    Units bought beforehand are cheap for a load that keeps still. Automatic scaling waits for two minutes above its
    target before it acts, which is too late for a step; without it the units are a ceiling. On demand the table follows
    at once, up to twice its highest peak so far.

    Fine when: the units that are bought cover the peak all the time.

    Bad:
        dynamodb carts capacity=provisioned autoscaling=false traffic=spiky
    Good:
        dynamodb carts capacity=provisioned autoscaling=true traffic=spiky
    """
    if word(table, "capacity") != "provisioned":
        return
    scales = table["autoscaling"] is True
    short = _short(table)
    if _covered(table):
        return
    lag: float = facts.quota("dynamodb", "autoscaling_lag_s").value
    # A table that nothing uses yet is meant by the load as well; one behind a queue is not.
    steep = spikes(table.graph) if table.on_request_path or not table.incoming else ()
    sudden = [spike for spike in steep if spike.seconds is not None and spike.seconds < lag]
    on_demand = Fix("on-demand", SetProperty(table.id, "capacity", "on_demand"), f"Pay for {table} by the request")
    enough = bought_units(table)
    if not scales and not sudden:
        enough = [
            Fix("autoscaling", SetProperty(table.id, "autoscaling", True), f"Scale {table} automatically"),
            *enough,
        ]
    if short and not scales:
        why = " and ".join(
            f"{count(peak)} {what} a second at the peak, {count(units)} units" for what, peak, units in short
        )
        yield Finding(table, f"{table}: {why}.", fixes=[on_demand, *enough], severity=ERROR)
    elif not scales and word(table, "traffic") == "spiky":
        why = "the traffic comes in bursts, and its units do not scale"
        yield Finding(table, f"{table}: {why}.", fixes=[on_demand, *enough])
    elif outrun := sudden if scales else steep:
        spike = outrun[0]
        why = f"the load grows {spike.factor:g} times"
        why += f" in {spike.seconds:g} s" if spike.seconds is not None else ""
        why += f"; automatic scaling waits {count(lag)} s" if scales else ", and its units do not scale"
        breaks = tuple(one.requirement for one in outrun)
        yield Finding(table, f"{table}: {why}.", fixes=[on_demand, *enough], breaks=breaks)


UNITS = (("writes", "peak_writes", "wcu"), ("reads", "peak_reads", "rcu"))
"""What is done to a table, how often at the most, and the units bought for it."""


def _short(table: Node) -> list[tuple[str, float, float]]:
    """What of its peak a table has too few units for, with the peak and the units."""
    found = [(what, number(table, peak), number(table, units)) for what, peak, units in UNITS]
    return [
        (what, peak, units) for what, peak, units in found if peak is not None and units is not None and peak > units
    ]


def _covered(table: Node) -> bool:
    """Whether the units that a table keeps are known to be enough for its peak."""
    known = [(number(table, peak), number(table, units)) for _, peak, units in UNITS]
    return all(peak is not None and units is not None and peak <= units for peak, units in known)


@rule(
    "SCL-005",
    ERROR,
    each=("request_units", "sharded"),
    breaks=("load",),
    see=("ddb-quota", "botocore"),
    when=states("hot_key_share"),
)
def hot_key(node: Node) -> Iterator[Finding]:
    """One key takes more than a partition gives.

    A key lives on one partition or one shard. On-demand mode, adaptive capacity and more shards spread the other keys;
    the busiest one stays where it is and meets the partition's ceiling, which nobody can raise.

    Fine when: the busiest key is a figure for a whole group of keys.

    Bad:
        dynamodb votes peak_writes=6000 hot_key_share=0.5
    Good:
        dynamodb votes peak_writes=6000 hot_key_share=0.02
    """
    share = number(node, "hot_key_share")
    if not share:
        return
    if node.has("sharded"):
        yield from _hot_shard(node, share)
    else:
        yield from _hot_partition(node, share)


def _hot_shard(stream: Node, share: float) -> Iterator[Finding]:
    arriving = channel_rate(stream)
    most: float = facts.quota("kinesis", "shard_records_s").value
    if arriving is None or arriving * share <= most:
        return
    yield Finding(
        stream,
        f"{stream}: the hottest key takes {count(arriving * share)} records a second; a shard gives {count(most)}.",
        fixes=[spread_key(stream, share, arriving * share / most), *_fewer(stream, "peak_rps", most / share)],
    )


def _hot_partition(table: Node, share: float) -> Iterator[Finding]:
    most = {name: facts.quota("dynamodb", f"partition_{units}").value for _, name, units in UNITS}
    hot = {name: (number(table, name) or 0) * share for name in most}
    if all(hot[name] <= most[name] for name in most):
        return
    if served_by_cache(table):
        hot["peak_reads"] = 0
    above = max(hot[name] / most[name] for name in most)
    if above <= 1:
        return
    writes, reads = hot["peak_writes"], hot["peak_reads"]
    readers = [link for link in table.incoming if link.verb in READS]
    hot_writes = writes > most["peak_writes"]
    yield Finding(
        table,
        f"{table}: the hottest key takes {count(writes)} writes and {count(reads)} reads a second; "
        f"a partition gives {count(most['peak_writes'])} and {count(most['peak_reads'])}.",
        fixes=[
            spread_key(table, share, above),
            *(cached(table, readers) if not hot_writes else []),
            *(_fewer(table, "peak_writes", most["peak_writes"] / share) if reads <= most["peak_reads"] else []),
        ],
    )


def _fewer(node: Node, name: str, most: float) -> list[Fix]:
    """What is left when what is written for one key is added up before."""
    what = "records" if node.has("sharded") else "writes"
    return [Fix("aggregate", Declare(node.id, name, math.floor(most)), f"Add up the {what} of {node} by key first")]
