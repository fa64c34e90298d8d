"""How soon a design works again after a loss, and how much of the latest data the loss costs.

All times are in seconds; None as a time stands for no bound. They are the least that a topology takes, and estimates
but for a few lags that AWS states: what really happens is known after a rehearsal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from ..catalog import Figure, facts
from ..model import Graph, Id, Link, Node
from .availability import zones
from .figures import number, series, word
from .records import follows, is_record, only_follows
from .regions import copies_of, stated
from .requests import place


class Topology(IntEnum):
    """The ways to survive the loss of a Region, the slowest first."""

    NONE = 0
    BACKUP_RESTORE = 1
    PILOT_LIGHT = 2
    WARM_STANDBY = 3
    ACTIVE_ACTIVE = 4

    @property
    def words(self) -> str:
        return WORDS[self]

    @property
    def seconds(self) -> float | None:
        """The soonest that it works again; None for no bound."""
        value: float | None = facts.recovery_time(self.name.lower()).value
        return value

    @property
    def order(self) -> float:
        """Those seconds, to compare: no bound is more than any bound."""
        return _order(self.seconds)


WORDS = {
    Topology.NONE: "no recovery",
    Topology.BACKUP_RESTORE: "backup and restore",
    Topology.PILOT_LIGHT: "pilot light",
    Topology.WARM_STANDBY: "warm standby",
    Topology.ACTIVE_ACTIVE: "active-active",
}

STANDBY = {"pilot": Topology.PILOT_LIGHT, "warm": Topology.WARM_STANDBY}
"""What compute that waits in another Region makes possible; what does not wait is active."""


def _order(seconds: float | None) -> float:
    return float("inf") if seconds is None else seconds


@dataclass(frozen=True)
class Recovery:
    """How soon it works again, by which topology, and what holds that back."""

    topology: Topology
    seconds: float | None
    """The least that it takes; None for no bound."""
    limits: tuple[Node, ...]
    """The components that make it no better."""
    why: str
    """In words."""

    def __str__(self) -> str:
        least = "without bound" if self.seconds is None else f"about {self.seconds:,.10g} s at best, an estimate"
        return f"{self.topology.words}, {least}: {self.why}"

    @property
    def order(self) -> float:
        return _order(self.seconds)

    def misses(self, target: float) -> bool:
        """Whether it takes longer than a target in seconds."""
        return self.order > target


# -- copies of data ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Copy:
    """What another Region holds of a store."""

    topology: Topology
    """What can be done with it."""
    seconds: float | None
    """The span of writes that it may miss; None for all of them."""
    figure: Figure
    """Where that comes from."""
    what: str
    """In words."""

    @property
    def estimate(self) -> bool:
        return self.figure.checked == "est" and self.seconds is not None

    @property
    def order(self) -> float:
        return _order(self.seconds)

    def __str__(self) -> str:
        lag = "everything" if self.seconds is None else f"up to {self.seconds:,.10g} s"
        return f"{self.what}: loses {lag}" + (", an estimate" if self.estimate else "")


LIVE = {
    "distributed_sql": "dsql_multi_region",
    "global_table": "dynamodb_mrec",
    "volatile": "elasticache_global",
    "document": "documentdb_global",
    "replicated": "aurora_global",
}
"""By trait of a store, the lag of its copies in other Regions; the first that fits."""

FOLLOWING = {"object_store": "s3_crr", "file_store": "efs_replication", "store": "rds_xregion_replica"}
"""By trait of a store, the lag of another one that it is copied to; the first that fits."""

SETTINGS = {
    "replica": ("rds_xregion_replica", Topology.PILOT_LIGHT, "a replica in another Region"),
    "crr_rtc": ("s3_crr_rtc", Topology.PILOT_LIGHT, "replication to another Region within a promised time"),
    "automated_backup": (
        "rds_xregion_automated_backup",
        Topology.BACKUP_RESTORE,
        "automated backups in another Region",
    ),
}
"""What a store says that another Region has of it: the lag, what can be done with it, in words."""


def in_scope(store: Node) -> bool:
    """Whether a store has to survive the loss of its Region: others rely on it, and its data must last.

    What only follows another store is lost without harm.
    """
    if not is_record(store) or not facts.data_class(word(store, "data_class")).durable:
        return False
    return store["dr"] != "out_of_scope" and store["rederivable"] is not True and not only_follows(store)


def copies(store: Node) -> tuple[Copy, ...]:
    """What other Regions hold of a store; nothing of it where empty."""
    return tuple(_copies(store))


def _copies(store: Node) -> Iterator[Copy]:
    if others := copies_of(store):
        yield _live(store, others)
    setting = word(store, "xregion")
    if setting in SETTINGS:
        yield _copy(*SETTINGS[setting])
    elif setting in ("crr", "global"):
        yield _copy(_by_trait(FOLLOWING, store), Topology.PILOT_LIGHT, "replication to another Region")
    for twin in _twins(store):
        if store.has("object_store") and follows(store, twin) and follows(twin, store):
            yield _copy(_by_trait(FOLLOWING, store), Topology.ACTIVE_ACTIVE, f"a live copy in {twin.region}")
        else:
            yield _copy(_by_trait(FOLLOWING, store), Topology.PILOT_LIGHT, f"a copy in {twin.region}")
    where = "another Region" if setting == "backup_copy" else next(iter(_backups(store)), None)
    if where is not None:
        yield _backup(store, where)


def _live(store: Node, others: tuple[str, ...]) -> Copy:
    strong = store.has("global_table") and store["consistency"] == "MRSC"
    lag = "dynamodb_mrsc" if strong else _by_trait(LIVE, store)
    return _copy(lag, Topology.ACTIVE_ACTIVE, f"a live copy in {series(others)}")


def _copy(lag: str, topology: Topology, what: str) -> Copy:
    figure = facts.recovery_point(lag)
    return Copy(topology, figure.value, figure, what)


def _by_trait(table: dict[str, str], store: Node) -> str:
    return next((lag for trait, lag in table.items() if store.has(trait)), "rds_xregion_replica")


def _twins(store: Node) -> list[Node]:
    """The stores in other Regions that it is copied to, or that it is a copy of."""
    own = store.region
    ends = [link.target for link in store.outgoing if link.verb == "replicates_to"]
    ends += [link.source for link in store.incoming if link.verb == "replicates_to"]
    return [end for end in ends if own is not None and end.region is not None and end.region != own]


def _backups(store: Node) -> list[str]:
    """The other Regions that backups are copied to."""
    own = store.region
    vaults = [link.target for link in store.outgoing if link.verb == "backs_up_to"]
    places = [*stated(store, "backup_region")]
    for vault in vaults:
        places += [*([vault.region] if vault.region else []), *stated(vault, "backup_region")]
    return [place for place in places if place != own]


def _backup(store: Node, where: str) -> Copy:
    """Backups lose what was written since the last of them."""
    figure = facts.recovery_point("backup_copy")
    interval = number(store, "backup_interval_s")
    return Copy(Topology.BACKUP_RESTORE, figure.value if interval is None else interval, figure, f"backups in {where}")


def latest(store: Node) -> Copy:
    """The copy that misses least of a store's writes if its Region fails."""
    return min(
        copies(store), key=lambda copy: copy.order, default=_copy("none", Topology.NONE, "nothing in another Region")
    )


def readiest(store: Node) -> Copy:
    """The copy of a store from which work goes on soonest if its Region fails."""
    best = max(copies(store), key=lambda copy: copy.topology, default=None)
    return best or _copy("none", Topology.NONE, "nothing in another Region")


def stays_behind(channel: Node) -> bool:
    """Whether a channel loses with its Region what requests put on it."""
    if not channel.has("region_bound") or channel["rederivable"] is True:
        return False
    return any(link.verb == "publishes" and link.source.on_request_path for link in channel.incoming)


# -- after the loss of a Region ---------------------------------------------------------------------------------


def recovery_of_store(store: Node) -> Recovery | None:
    """How soon there is data to work on again; None where a store sets no bound."""
    if not in_scope(store):
        return None
    copy = readiest(store)
    if copy.topology is Topology.ACTIVE_ACTIVE:
        return None
    return Recovery(copy.topology, copy.topology.seconds, (store,), f"{store} has {copy.what}")


def recovery_of_client(client: Node) -> Recovery | None:
    """How soon a client is served again after the loss of any Region that serves it; None where nothing is known.

    Only compute counts that serves it: in the Region where its requests come in, and without need of another one.
    """
    ways = ways_in(client)
    doors, entries = _doors(ways), _entries(ways)
    places = {region: served for region, some in sorted(doors.items()) if (served := _served(region, some)).compute}
    if not places:
        return None
    regions = sorted({*places, *(region for place in places.values() for region in place.leans_on)})
    lost = min(regions, key=lambda region: _left(places, region))
    topology = _left(places, lost)
    if topology is Topology.ACTIVE_ACTIVE:
        seconds = max(map(_switch_s, entries), default=_unchecked_s())
        slowest = tuple(entry for entry in entries if _switch_s(entry) == seconds)
        return Recovery(topology, seconds, slowest, f"{series(places)} serve {client}")
    waiting = [node for place in places.values() for node in place.compute if _standby(node) is topology]
    if waiting:
        why = f"What is left has to start or grow for {client} if {lost} fails"
        return Recovery(topology, topology.seconds, tuple(waiting), why)
    hit = [node for region, place in places.items() if lost in (region, *place.leans_on) for node in place.compute]
    why = f"{lost} alone serves {client}" if [lost] == regions else f"Nothing serves {client} without {lost}"
    return Recovery(topology, topology.seconds, tuple(hit), why)


@dataclass
class Place:
    """What serves a client in one Region."""

    compute: list[Node]
    leans_on: set[str]
    """Other Regions that it cannot do without."""
    topology: Topology
    """How ready its compute is."""


def ways_in(client: Node) -> tuple[Link, ...]:
    """The connections by which a client's requests come into Regions."""
    found: list[Link] = []
    seen, stack = {client.id}, [client]
    while stack:
        for link in _asked(stack.pop()):
            target = link.target
            if place(target) is not None:
                found.append(link)
            elif target.id not in seen:
                seen.add(target.id)
                stack.append(target)
    return tuple(found)


def _doors(ways: Iterable[Link]) -> dict[str, list[Node]]:
    """Where requests come in, by Region."""
    doors: dict[str, list[Node]] = {}
    for link in ways:
        doors.setdefault(place(link.target) or "", []).append(link.target)
    return doors


def _entries(ways: Iterable[Link]) -> list[Node]:
    """The entries that lead to several Regions."""
    regions: dict[Node, set[str | None]] = {}
    for link in ways:
        if link.source.has("global_entry"):
            regions.setdefault(link.source, set()).add(place(link.target))
    return [entry for entry, some in regions.items() if len(some) > 1]


def _served(region: str, starts: Iterable[Node]) -> Place:
    """What serves requests that come into a Region."""
    compute: dict[Id, Node] = {}
    leans_on: set[str] = set()
    stack = list(starts)
    seen = {node.id for node in stack}
    while stack:
        node = stack.pop()
        if node.has("compute"):
            compute[node.id] = node
        targets = [link.target for link in _asked(node)]
        if node.has("global_entry") and any(place(target) == region for target in targets):
            targets = [target for target in targets if place(target) in (region, None)]
        for target in targets:
            there = place(target)
            if there is not None and there != region:
                if target.has("compute") or target.has("entry"):
                    leans_on.add(there)
            elif target.id not in seen:
                seen.add(target.id)
                stack.append(target)
    ready = min((_standby(node) for node in compute.values()), default=Topology.ACTIVE_ACTIVE)
    return Place([node for _, node in sorted(compute.items())], leans_on, ready)


def _left(places: dict[str, Place], lost: str) -> Topology:
    """How ready the Regions are that are left when one is lost; what is in one alone can be started elsewhere."""
    left = (p.topology for region, p in places.items() if region != lost and lost not in p.leans_on)
    return max(left, default=Topology.PILOT_LIGHT)


def _asked(node: Node) -> list[Link]:
    """What a component waits for on every request."""
    return [link for link in node.outgoing if link.waits and link["optional"] is not True]


def _standby(node: Node) -> Topology:
    return STANDBY.get(word(node, "standby"), Topology.ACTIVE_ACTIVE)


def _switch_s(entry: Node) -> float:
    """Seconds until an entry sends everybody to the Regions that are left."""
    if entry.has("anycast"):
        return float(facts.quota("global_accelerator", "failover_s").value)
    interval, kept = number(entry, "hc_interval_s"), number(entry, "ttl_s")
    if interval is None or kept is None:
        return _unchecked_s()
    return float(interval * facts.quota("route53", "hc_threshold").value + kept)


def _unchecked_s() -> float:
    """Seconds until clients are elsewhere that nobody sends there faster."""
    return float(facts.quota("route53", "failover_std_s").value)


def recovery(graph: Graph) -> Recovery | None:
    """How soon the whole design works again after the loss of a Region; None where nothing is known."""
    stores = (recovery_of_store(store) for store in _records(graph))
    clients = (recovery_of_client(client) for client in graph.having_trait("client"))
    known = [one for one in (*stores, *clients) if one is not None]
    return max(known, key=lambda one: one.order, default=None)


def loss(graph: Graph) -> tuple[Node, Copy] | None:
    """The store that loses most if its Region fails, and its best copy; None where no data has to last."""
    known = [(store, latest(store)) for store in _records(graph) if in_scope(store)]
    return max(known, key=lambda one: one[1].order, default=None)


def _records(graph: Graph) -> list[Node]:
    return [*graph.having_trait("store"), *graph.having_trait("volatile")]


# -- after the loss of a zone -----------------------------------------------------------------------------------


def zone_recovery_s(store: Node) -> float:
    """Seconds until a store works again after the loss of a zone, at best; an estimate.

    One in a single zone has to be made anew. AWS publishes a time for Aurora; nothing comes back sooner.
    """
    if not store.has("zonal_store"):
        return 0
    if zones(store) == 1:
        return float(facts.quota("aurora", "failover_without_replica_s").value)
    return float(facts.quota("aurora", "failover_s").value)
