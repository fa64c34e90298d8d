"""What a strong write waits for, and the Regions in which a strongly consistent table may lie."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from ..catalog import facts
from ..model import Access, Node
from .figures import number
from .latency import decided, round_trip_ms
from .regions import copies_of, regions_of, witness_of

LOCAL_MS = 10
"""What a write takes beside the trips to other Regions, in ms: the allowance of the rule that judges it."""


SETS = {"global_table": ("dynamodb", "mrsc", "region_sets"), "distributed_sql": ("dsql", "region_sets")}
"""By trait of a store, the figure that holds the sets of Regions among which its copies must be."""


def sets(trait: str) -> tuple[tuple[str, ...], ...]:
    """The sets of Regions of the stores of a trait."""
    return tuple(tuple(regions) for _, regions in sorted(facts.get(*SETS[trait]).value.items()))


def sets_of(store: Node) -> tuple[tuple[str, ...], ...]:
    """The sets of Regions among which a strongly consistent store of this kind can be made."""
    return sets("distributed_sql" if store.has("distributed_sql") else "global_table")


def set_around(region: str | None, trait: str) -> tuple[str, ...] | None:
    """The set that a Region is in, for stores of a trait; None where it is in none."""
    return next((regions for regions in sets(trait) if region in regions), None)


def one_set(store: Node, regions: Iterable[str]) -> bool:
    """Whether Regions are all of one set; one that nobody knows may be of any."""
    wanted = {region for region in regions if region in facts.regions}
    return any(wanted <= set(some) for some in sets_of(store))


def is_strong(store: Node) -> bool:
    """Whether a write of the store has to leave its Region."""
    if store.has("global_table"):
        return bool(store["consistency"] == "MRSC")
    if store.has("distributed_sql"):
        return len(regions_of(store)) > 1
    return bool(store["write_forwarding"] is True and copies_of(store))


Shape = tuple[tuple[str, ...], str | None]
"""Replicas beside the store's own Region, and a witness."""


def wait_ms(store: Node, access: Access, shape: Shape | None = None) -> float | None:
    """What the writes of a request wait for other Regions, in ms, as decisions take it.

    None where they wait for none, or where that is unknown. `shape` is where the copies are, if not where the store
    says. A writer in a Region without a copy goes to the one that answers soonest.
    """
    trip = commit_ms(store, access.accessor.region, shape)
    return None if trip is None else decided(trip) * (number(access.link, "calls_per_request") or 1)


def commit_ms(store: Node, here: str | None, shape: Shape | None = None) -> float | None:
    """What one strong write from a Region waits for others, in ms, as estimated; None for nothing or unknown."""
    own = store.region
    if own is None or here is None or here == "global":
        return None
    if store.has("single_writer"):
        return round_trip_ms(here, own) if here != own else None
    replicas, witness = shape or (copies_of(store), witness_of(store))
    data = (own, *replicas)
    members = (*data, *([witness] if witness else []))
    doors = (here,) if here in data else data
    trips = facts.get("dsql", "commit_round_trips").value if store.has("distributed_sql") else 1
    ways = (_commit_ms(here, door, members, trips) for door in doors)
    return min((ms for ms in ways if ms is not None), default=None)


def _commit_ms(here: str, door: str, members: tuple[str, ...], trips: float) -> float | None:
    """A strong write from a Region by way of one that has the data, in ms; None where it is unknown."""
    way = round_trip_ms(here, door)
    others = [ms for other in members if other != door and (ms := round_trip_ms(door, other)) is not None]
    return None if way is None or not others else way + trips * min(others)


def fitting(table: Node, *, nearest: bool = False) -> Shape | None:
    """Replicas and witness that fit the strong mode around the table's own Region; None where it is in no set.

    The copies there are stay where they can, unless the nearest Regions are asked for.
    """
    own = table.region
    some = set_around(own, "global_table")
    if own is None or some is None:
        return None
    size = facts.get("dynamodb", "mrsc", "regions").value - 1
    kept = () if nearest else tuple(region for region in copies_of(table) if region in some)
    rest = [region for region in some if region not in (own, *kept)]
    triples = [(*kept[:size], *more) for more in combinations(rest, max(0, size - len(kept)))]
    best = min(triples, key=lambda others: sorted(round_trip_ms(own, other) or 0 for other in others))
    witness = best[-1] if len(kept) < size and (witness_of(table) or len(copies_of(table)) < size) else None
    replicas = tuple(region for region in best if region != witness)
    return tuple(sorted(replicas, key=lambda region: (round_trip_ms(own, region) or 0, region))), witness
