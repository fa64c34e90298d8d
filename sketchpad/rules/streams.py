"""Rules about the capacity of streams and buses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from ..analysis.capacity import channel_rate
from ..analysis.channels import concerns, consumer_groups, custom_bus_in, deliveries
from ..analysis.figures import number, word
from ..catalog import facts
from ..editing import SetProperty
from ..model import Link, Node
from .fanning import behind_topic, readers_behind_bus
from .refitting import become_queue_or_bus, to_custom
from .remedies import Declare, figure, setting, together
from .rule import ERROR, INFO, WARNING, Finding, Fix, rule
from .shape import gives

SPARSE = 10
"""Records a second below which a stream has little to do."""


@rule("MSG-009", INFO, each="sharded", breaks=("cost",), see=("study", "infracost"))
def stream_for_sparse_discrete_events(stream: Node) -> Iterator[Finding]:
    """A stream carries a few separate events to one consumer.

    A stream pays where records flow without a pause, in order, and several readers follow each at its own pace. A few
    events a second that have nothing to do with each other are the trade of a queue or a bus, which bill by the message
    and have no shards to watch.

    Fine when: order or replay is asked for, or the flow never stops (`traffic=continuous`).

    Bad:
        ecs_fargate shop
        kinesis_stream orders peak_rps=3
        lambda ship
        shop publishes orders
        orders delivers ship max_retries=3 bisect=true on_failure=true
    Good:
        ecs_fargate shop
        sqs orders dlq=true peak_rps=3
        lambda ship
        shop publishes orders
        orders delivers ship
    """
    if stream["traffic"] == "continuous":
        return
    coming = channel_rate(stream)
    if coming is None or coming >= SPARSE or len(groups := consumer_groups(stream)) > 1:
        return
    needs = (*stream.graph.requirements("ordering"), *stream.graph.requirements("replay"))
    if any(need.properties.get("level") != "none" and concerns(need, stream.id) for need in needs):
        return
    steady = Fix("continuous", Declare(stream.id, "traffic", "continuous"), f"{stream} carries a flow without a pause")
    yield Finding(
        stream,
        f"{stream} carries {figure(coming)} events a second to {'one consumer' if groups else 'nobody'}; "
        "a queue or a bus fits.",
        fixes=[*become_queue_or_bus(stream), steady],
    )


@dataclass(frozen=True)
class Reading:
    """What a stream is to carry, and what it is made of."""

    mode: str
    shards: float | None
    coming: float | None
    """Records a second."""
    volume: float | None
    """Megabytes a second."""
    standard: int
    """Readers that share the shards' output."""
    own: int
    """Readers with a pipe of their own."""

    def excess(self) -> dict[str, str]:
        """The limits that are exceeded, each with a clause for people."""
        found: dict[str, str] = {}
        pipes: float = facts.quota("kinesis", self._pipes).value
        polls: float = facts.quota("kinesis", "shard_reads_s").value
        if self.own > pipes:
            found["pipes"] = f"{self.own} readers with enhanced fan-out, it takes {figure(pipes)}"
        if self.standard > polls:
            found["polls"] = f"{self.standard} standard readers share {figure(polls)} reads a second of a shard"
        if self.shards is None:
            return found
        if self.mode == "provisioned":
            found |= self._written(self.shards)
        most = self.shards * float(facts.quota("kinesis", "shard_read_mb_s").value)
        if self.volume is not None and self.volume * self.standard > most:
            found["read"] = f"{figure(self.volume * self.standard)} MB/s to read, its shards give {figure(most)}"
        return found

    @property
    def _pipes(self) -> str:
        return "efo_consumers_advantage" if self.mode == "on_demand_advantage" else "efo_consumers"

    def _written(self, shards: float) -> dict[str, str]:
        found: dict[str, str] = {}
        records = shards * float(facts.quota("kinesis", "shard_records_s").value)
        volume = shards * float(facts.quota("kinesis", "shard_write_mb_s").value)
        if self.coming is not None and self.coming > records:
            found["records"] = f"{figure(self.coming)} records/s arrive, its shards take {figure(records)}"
        if self.volume is not None and self.volume > volume:
            found["volume"] = f"{figure(self.volume)} MB/s arrive, its shards take {figure(volume)}"
        return found

    def enough_shards(self) -> int:
        """Shards that carry what arrives and what is read."""
        written, read = (float(facts.quota("kinesis", f"shard_{way}_mb_s").value) for way in ("write", "read"))
        records: float = facts.quota("kinesis", "shard_records_s").value
        volume = self.volume or 0
        return max(1, math.ceil(max((self.coming or 0) / records, volume / written, volume * self.standard / read)))


@rule("MSG-010", ERROR, each="sharded", breaks=("load", "consumers"), see=("botocore", "kds"))
def stream_capacity_or_consumer_limit(stream: Node) -> Iterator[Finding]:
    """More is written to a stream, or more readers follow it, than its shards have room for.

    A shard takes a thousand records or one megabyte a second, and gives two megabytes and five reads a second to all of
    its standard readers together. Enhanced fan-out gives a reader a pipe of its own, but not to any number of them.

    Fine when: never at a steady rate; producers are throttled, or readers fall behind.

    Bad:
        ecs_fargate site
        kinesis_stream clicks mode=provisioned shards=4 peak_rps=9000
        ecs_fargate count
        site publishes clicks
        clicks delivers count
    Good:
        ecs_fargate site
        kinesis_stream clicks mode=provisioned shards=10 peak_rps=9000
        ecs_fargate count
        site publishes clicks
        clicks delivers count
    """
    groups = consumer_groups(stream)
    standard = [links for links in groups.values() if any(link["efo"] is not True for link in links)]
    reading = Reading(
        word(stream, "mode"),
        number(stream, "shards"),
        channel_rate(stream),
        number(stream, "peak_mb_s"),
        len(standard),
        len(groups) - len(standard),
    )
    if excess := reading.excess():
        yield Finding(
            stream,
            f"{stream}: {'; '.join(excess.values())}.",
            fixes=_relieved(stream, reading, standard),
        )


def _relieved(stream: Node, reading: Reading, standard: Sequence[Sequence[Link]]) -> list[Fix]:
    """What takes away every excess there is."""
    fixes = [Fix(id, edit, title) for id, edit, title in _wider(stream, reading)]
    piped = replace(reading, standard=0, own=reading.own + reading.standard)
    pipes = [SetProperty(link.id, "efo", True) for some in standard for link in some if link["efo"] is not True]
    own = "each reader a pipe of its own"
    if pipes and not piped.excess():
        fixes.append(together("enhanced-fan-out", f"Give {own} at {stream}", pipes))
    if pipes and not fixes:
        for id, edit, title in _wider(stream, piped):
            fixes.append(together(f"{id}-and-fan-out", f"{title}, and give {own}", [edit, *pipes]))
    if moved := _to_move(reading):
        fixes += readers_behind_bus(stream, standard[-moved:])
    return fixes


def _wider(stream: Node, reading: Reading) -> Iterator[tuple[str, SetProperty, str]]:
    """Another mode, or more shards, where one of them is enough: what it is called, and how it is made."""
    for mode in ("on_demand", "on_demand_advantage"):
        if mode != reading.mode and not replace(reading, mode=mode).excess():
            title = f"Let {stream} grow by itself ({mode})"
            yield mode.replace("_", "-"), SetProperty(stream.id, "mode", mode), title
            break
    shards = reading.enough_shards()
    if reading.shards is not None and not replace(reading, shards=shards).excess():
        yield "more-shards", SetProperty(stream.id, "shards", shards), f"Give {stream} {shards} shards"


def _to_move(reading: Reading) -> int:
    """The standard readers to move behind one that hands records on to all of them; 0 where that is no help."""
    for stay in range(reading.standard - 2, -1, -1):
        if not replace(reading, standard=stay + 1).excess():
            return reading.standard - stay
    return 0


@rule("MSG-011", WARNING, each="bus", breaks=("load", "consumers"), see=("eb-quota",), when=gives("generation"))
def event_bus_quota(bus: Node) -> Iterator[Finding]:
    """A bus gets more events, or has more targets, than its quotas allow.

    A classic bus takes from 400 to 10,000 put requests a second and starts from 750 to 18,750 targets a second, as its
    Region has it; beyond that puts are refused and deliveries come late. These are raised on request. Five targets a
    rule are all there ever are. A custom bus takes half a million events a second.

    Fine when: AWS has granted more, which the bus says with `put_quota_rps` and `invocation_quota_rps`.

    Bad:
        region mumbai code=ap-south-1
        ecs_fargate shop in mumbai
        eventbridge_bus orders in mumbai peak_rps=800
        sqs shipping in mumbai
        sqs billing in mumbai
        shop publishes orders
        orders delivers shipping
        orders delivers billing
    Good:
        region mumbai code=ap-south-1
        ecs_fargate shop in mumbai
        eventbridge_bus orders in mumbai peak_rps=500
        sqs shipping in mumbai
        sqs billing in mumbai
        shop publishes orders
        orders delivers shipping
        orders delivers billing
    """
    if bus["generation"] == "custom":
        yield from _custom_quota(bus)
    elif bus["generation"] == "classic":
        yield from _crowded_rules(bus)
        yield from _classic_quotas(bus)


def _custom_quota(bus: Node) -> Iterator[Finding]:
    most: float = facts.quota("eventbridge", "custom_events_tps").value
    coming = channel_rate(bus)
    if coming is not None and coming > most:
        yield Finding(bus, f"{bus}: {figure(coming)} events/s arrive, a bus takes {figure(most)}.", severity=ERROR)


def _crowded_rules(bus: Node) -> Iterator[Finding]:
    most: int = facts.quota("eventbridge", "classic_targets_per_rule").value
    leaving = bus.outgoing
    if len(leaving) <= most:
        return
    by_rule: dict[str, list[Link]] = {}
    for link in deliveries(bus):
        if name := word(link, "rule"):
            by_rule.setdefault(name, []).append(link)
    crowded = {name: links for name, links in sorted(by_rule.items()) if len(links) > most}
    if not crowded:
        return
    said = " and ".join(f"{len(links)} targets of rule {name}" for name, links in crowded.items())
    topics = [fix for links in crowded.values() for fix in behind_topic(bus, links)]
    yield Finding(
        bus,
        f"{bus}: {said}; a rule has {most} at the most.",
        fixes=[_more_rules(bus, crowded, most, set(by_rule)), *(topics if len(crowded) == 1 else [])],
        severity=ERROR,
    )


def _more_rules(bus: Node, crowded: dict[str, list[Link]], most: int, taken: set[str]) -> Fix:
    """The targets of each crowded rule over as many rules alike as it takes."""
    edits = []
    for name, links in crowded.items():
        free = (wish for turn in count(2) if (wish := f"{name}-{turn}") not in taken)
        for first in range(most, len(links), most):
            wish = next(free)
            edits += [SetProperty(link.id, "rule", wish) for link in links[first : first + most]]
    return together("more-rules", f"Spread the targets of {bus} over more rules", edits)


@dataclass(frozen=True)
class Traffic:
    """What a classic bus is asked to do each second, and what its quotas allow."""

    puts: float
    started: float
    may_put: float
    may_start: float
    sifted: bool
    """Whether rules may choose, so that fewer deliveries are started than all for all."""

    def excess(self) -> list[str]:
        found = []
        if self.puts > self.may_put:
            found.append(f"{figure(self.puts)} puts/s against a quota of {figure(self.may_put)}")
        if self.started > self.may_start:
            most = "up to " if self.sifted else ""
            found.append(f"{most}{figure(self.started)} deliveries/s against a quota of {figure(self.may_start)}")
        return found


def _classic_quotas(bus: Node) -> Iterator[Finding]:
    coming, region = channel_rate(bus), bus.region
    if coming is None or region is None or region not in facts.regions:
        return
    leaving = deliveries(bus)
    in_one = max(1, number(bus, "entries_per_put") or 1)
    traffic = Traffic(
        coming / in_one,
        sum(coming if (own := number(link, "rps")) is None else own for link in leaving),
        _quota(bus, "put_quota_rps", "classic_put_tps", region),
        _quota(bus, "invocation_quota_rps", "classic_invocations_tps", region),
        any(number(link, "rps") is None and link.states("rule") for link in leaving),
    )
    if excess := traffic.excess():
        yield Finding(bus, f"{bus}: {'; '.join(excess)} in {region}.", fixes=_unburdened(bus, traffic, coming, leaving))


def _quota(bus: Node, stated: str, name: str, region: str) -> float:
    """What AWS has granted, else what it grants in a Region from the start."""
    granted = number(bus, stated)
    by_region = facts.quota("eventbridge", name).value
    return float(by_region.get(region, by_region["_other"])) if granted is None else granted


def _unburdened(bus: Node, traffic: Traffic, coming: float, leaving: Sequence[Link]) -> list[Fix]:
    """What brings a bus below its quotas; the last is a question to AWS."""
    fixes: list[Fix] = []
    batch: int = facts.quota("eventbridge", "entries_per_put_max").value
    most: float = facts.quota("eventbridge", "custom_events_tps").value
    if not replace(traffic, puts=coming / batch).excess():
        fixes.append(setting("entries-per-put", bus, "entries_per_put", batch))
    if len(leaving) > 1 and not replace(traffic, started=coming).excess():
        fixes += behind_topic(bus, leaving)
    if custom_bus_in(bus.region) and coming <= most:
        fixes.append(together("custom-bus", f"Make {bus} a custom event bus", to_custom(bus)))
    edits = []
    if traffic.puts > traffic.may_put:
        edits.append(Declare(bus.id, "put_quota_rps", math.ceil(traffic.puts)))
    if traffic.started > traffic.may_start:
        edits.append(Declare(bus.id, "invocation_quota_rps", math.ceil(traffic.started)))
    return [*fixes, together("request-quota", f"Ask AWS for a higher quota for {bus}", edits)]
