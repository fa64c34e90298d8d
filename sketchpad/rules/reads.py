"""Rules about reading data: from a copy that may lag, from a cache that is its only home."""

from __future__ import annotations

from collections.abc import Iterator

from ..analysis.figures import word
from ..analysis.records import takes_over
from ..analysis.regions import copies_of
from ..catalog import facts
from ..editing import ChangeKind, Reend, Remove, SetProperty
from ..model import Link, Node, Requirement
from .copies import backed_by_table, many_writers, strong_mode
from .remedies import Declare, together
from .rule import ERROR, WARNING, Finding, Fix, rule
from .shape import asks, states

COPIES = {
    "replica": "a read replica",
    "global_secondary": "a copy in another Region",
    "cache": "a cache",
    "gsi": "a secondary index",
}
"""What a read may come from other than the primary, in words."""


@rule(
    "DAT-008",
    ERROR,
    each=("store", "cache"),
    breaks=("consistency",),
    see=("study", "ddb-gt", "aurora-gdb"),
    when=asks("consistency"),
)
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
    if takes_over(accessor, store):
        return None
    if (source := word(link, "from")) in COPIES:
        return COPIES[source]
    if stale:
        return f"through {stale[0]}, which keeps what it has read"
    if store.has("stale_reads") and not _is_no_copy(store):
        return "a copy that is fed afterwards"
    if store.has("global_table") and many_writers(store):
        return "a copy that other Regions change after the fact (MREC)"
    if store.has("single_writer") and not link.states("from") and accessor.region in copies_of(store):
        return f"the copy in {accessor.region}"
    return None


def _is_no_copy(cache: Node) -> bool:
    """Whether a cache holds what no store does, so that nothing is copied into it."""
    if not cache.has("volatile"):
        return False
    kept = word(cache, "data_class")
    if cache["role"] == "primary":
        return True
    return bool(kept) and not _kept_elsewhere(cache, kept)


def _kept_elsewhere(cache: Node, kept: str) -> bool:
    """Whether a store has data of a class, or may have."""
    return any(node["data_class"] in (None, kept) for node in cache.graph.having_trait("store"))


def _current(
    store: Node, link: Link, accessor: Node, fronts: tuple[Node, ...], needs: list[Requirement]
) -> Iterator[Fix]:
    if word(link, "from") in COPIES or (store.has("single_writer") and accessor.region in copies_of(store)):
        yield Fix("read-primary", SetProperty(link.id, "from", "primary"), f"{accessor} reads the primary of {store}")
    if store.has("global_table") and many_writers(store):
        yield from strong_mode(store)
    if any(front.has("stale_reads") for front in fronts):
        yield Fix("without-cache", Reend(link.id, target=store.id), f"{accessor} reads {store} itself")
    if store.has("stale_reads") and (record := _record_beside(store, accessor)) is not None:
        title = f"{accessor} reads {record} instead of {store}"
        yield Fix("read-the-record", Remove(frozenset({link.id})), title)
    relaxed = [Declare(need.id, "level", "eventual") for need in needs]
    yield together("relax-consistency", "Settle for eventual consistency", relaxed)


def _record_beside(copy: Node, accessor: Node) -> Node | None:
    """The store that somebody reads who also reads its copy."""
    kept = (None, copy["data_class"])
    beside = (access.store for access in accessor.uses if access.reads)
    return next((s for s in beside if s.has("store") and not s.has("stale_reads") and s["data_class"] in kept), None)


@rule("DAT-009", WARNING, each="volatile", breaks=("rpo",), see=("notes26",), when=states("data_class"))
def cache_as_system_of_record(cache: Node) -> Iterator[Finding]:
    """A cache is the only home of data that must last.

    A cache keeps its data in memory and copies it after the fact; when a node fails, the newest writes may be gone.
    MemoryDB is the in-memory store that writes a durable log first.

    Fine when: a store keeps the same data, or the data can be made again, which its class should then say.

    Bad:
        elasticache orders data_class=order role=primary
    Good:
        elasticache carts data_class=session
    """
    kept = word(cache, "data_class")
    if not kept or not facts.data_class(kept).durable:
        return
    if cache["role"] != "primary" and _kept_elsewhere(cache, kept):
        return
    yield Finding(
        cache,
        f"{cache} is the only home of {kept} data, and may lose the newest of it.",
        fixes=[
            Fix("become-memorydb", ChangeKind(cache.id, "memorydb"), f"Make {cache} MemoryDB"),
            *backed_by_table(cache),
        ],
    )
