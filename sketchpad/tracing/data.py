"""Whether data is as current, as near and as much at home as is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from ..analysis.addressing import of_class, stores
from ..analysis.figures import word, words
from ..analysis.regions import members_of
from ..model import Access, Id, Node
from .ground import Case, Ground, ids, together, unstated


def consistency(case: Case) -> Ground:
    """Reads that must see the latest write, store by store; what breaks that is for rules to find."""
    if case.need.properties.get("level") not in ("strong", "eventual"):
        return Ground()
    strong = case.need.properties["level"] == "strong"
    unclassed = unstated(*(f"the data_class of {store}" for store in _unclassed(case)))
    grounds = [_current(store, strong) for store in stores(case.graph) if of_class(store, case.need)]
    found = together(grounds)
    return Ground(
        None if unclassed or not grounds else found.met, found.lines, found.parts, (*unclassed, *found.missing)
    )


def _unclassed(case: Case) -> list[Node]:
    """Where the requirement is about a class of data: the stores that may hold such data or not."""
    if case.need.properties.get("data") in (None, "unset"):
        return []
    return [store for store in stores(case.graph) if not word(store, "data_class")]


def _current(store: Node, strong: bool) -> Ground:
    reads = [access for access in store.accesses if access.reads]
    if not strong:
        return Ground(True, (f"{store} may lag behind, as is asked",), ids(store))
    named = ", ".join(dict.fromkeys(str(access.accessor) for access in reads))
    line = f"{store}: {f'{named} read where it is written' if named else 'nothing reads it'}"
    return Ground(True, (line,), ids(*(access.accessor for access in reads), store))


def multi_region_writes(case: Case) -> Ground:
    """Each Region that is asked for: code there that writes, and a store that takes the write there."""
    regions = words(case.need.properties.get("regions"))
    written: Written = {}
    for store in stores(case.graph):
        for access in store.accesses:
            if access.writes and (region := access.accessor.region):
                written.setdefault(region, []).append(access)
    spread = Counter(id for region in regions for id in {access.store.id for access in _taken(region, written)})
    return together(_written_in(region, written, spread) for region in regions)


Written = dict[str, list[Access]]
"""Who writes what, by the Region of the writer."""


def _taken(region: str, written: Written) -> list[Access]:
    """The writes of a Region that a store takes there."""
    return [access for access in written.get(region, []) if region in _writable(access.store)]


def _written_in(region: str, written: Written, spread: Mapping[Id, int]) -> Ground:
    """Of the stores that take writes in a Region, one that does so in most of those asked for is shown."""
    taken, accesses = _taken(region, written), written.get(region, [])
    if taken:
        shown = max(taken, key=lambda access: spread[access.store.id])
        lines = (f"{region}: {shown.accessor} writes {shown.store} there",)
        return Ground(True, lines, tuple(part for a in taken for part in (a.accessor.id, a.link.id, a.store.id)))
    if accesses:
        first = accesses[0]
        line = f"{region}: {first.accessor} writes {first.store}, which takes writes in {_listed(first.store)}"
        return Ground(False, (line,), ids(first.accessor, first.link, first.store))
    return Ground(False, (f"{region}: no code writes there",))


def _writable(store: Node) -> tuple[str, ...]:
    """The Regions in which a store takes writes by itself."""
    one = store.has("single_writer") or word(store, "write_mode") == "single_region"
    own = store.region
    if one or not (store.has("global_table") or store.has("distributed_sql")):
        return (own,) if own else ()
    return tuple(region for region in members_of(store) if region not in words(store["witness"]))


def _listed(store: Node) -> str:
    return ", ".join(_writable(store)) or "no Region that is stated"


def residency(case: Case) -> Ground:
    """Where each store and each channel keeps data."""
    allowed = words(case.need.properties.get("regions"))
    if not allowed:
        return Ground()
    unclassed = unstated(*(f"the data_class of {store}" for store in _unclassed(case)))
    keepers = [store for store in stores(case.graph) if of_class(store, case.need)]
    if case.need.properties.get("data") in (None, "unset"):
        keepers += case.graph.having_trait("channel")
    found = together(_lies(keeper, allowed) for keeper in keepers)
    return Ground(None if unclassed else found.met, found.lines, found.parts, (*unclassed, *found.missing))


def _lies(keeper: Node, allowed: tuple[str, ...]) -> Ground:
    regions = tuple(_held(keeper))
    if not regions:
        return Ground(parts=ids(keeper), missing=unstated(f"the Region of {keeper}"))
    return Ground(set(regions) <= set(allowed), (f"{keeper} lies in {', '.join(regions)}",), ids(keeper))


def _held(keeper: Node) -> Iterator[str]:
    yield from dict.fromkeys((*members_of(keeper), *words(keeper["backup_region"])))
