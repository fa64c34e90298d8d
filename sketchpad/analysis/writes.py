"""What a strong write waits for, and the Regions in which a strongly consistent table may lie."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from ..catalog import facts
from ..model import Access, Node
from .figures import number
from .latency import decided, round_trip_ms
from .regions import copies_of, members_of, regions_of, witness_of

LOCAL_MS = 10
"""What a write takes beside the trips to other Regions, in ms: the allowance of the rule that judges it."""


def _topic(store: Node) -> str:
    return "dsql" if store.has("distributed_sql") else "dynamodb"


def sets_of(store: Node) -> tuple[tuple[str, ...], ...]:
    """The sets of Regions among which a strongly consistent store of this kind can be made."""
    path = ("region_sets",) if store.has("distributed_sql") else ("mrsc", "region_sets")
    return tuple(tuple(regions) for _, regions in sorted(facts.get(_topic(store), *path).value.items()))


def one_set(store: Node, regions: Iterable[str]) -> bool:
    """Whether Regions are all of one set."""
    wanted = set(regions)
    return any(wanted <= set(some) for some in sets_of(store))


def is_strong(store: Node) -> bool:
    """Whether a write of the store has to leave its Region."""
    if store.has("global_table"):
        return bool(store["consistency"] == "MRSC")
    if store.has("distributed_sql"):
        return len(regions_of(store)) > 1
    return bool(store["write_forwarding"] is True and copies_of(store))


def wait_ms(store: Node, access: Access, members: tuple[str, ...] | None = None) -> float | None:
    """What the writes of a request wait for other Regions, in ms, as decisions take it; None where it is unknown.

    `members` are the Regions that take part besides the store's own, where not those that it states.
    """
    here = access.accessor.region
    if here is None or here not in regions_of(store):
        return None
    if store.has("single_writer"):
        trips, others = 1.0, [store.region] if here != store.region else []
    else:
        round_trips = facts.get("dsql", "commit_round_trips").value if store.has("distributed_sql") else 1
        trips, others = float(round_trips), [r for r in members or members_of(store) if r != here]
    times = [ms for other in others if other and (ms := round_trip_ms(here, other)) is not None]
    if not times:
        return None
    return decided(min(times)) * trips * (number(access.link, "calls_per_request") or 1)


def fitting(table: Node, *, nearest: bool = False) -> tuple[tuple[str, ...], str | None] | None:
    """Replicas and witness that fit the strong mode around the table's own Region; None where it is in no set.

    The copies there are stay where they can, unless the nearest Regions are asked for.
    """
    own = table.region
    some = next((regions for regions in sets_of(table) if own in regions), None)
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
