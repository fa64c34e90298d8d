"""Fixes for stores with copies in several Regions, which several rules offer."""

from __future__ import annotations

from ..analysis.figures import word
from ..analysis.regions import COPIES, copies_of, regions_of, stated, witness_of
from ..analysis.writes import fitting, set_around
from ..catalog import facts, kind_of, verbs_between
from ..editing import Add, ChangeKind, Connect, Edit, SetProperty, Unset
from ..model import Component, Id, Node
from .places import copy_in, region_group
from .remedies import Declare, free, together
from .rule import Fix


def many_writers(table: Node) -> bool:
    """Whether every Region of a table takes writes and the latest one wins."""
    eventual = table["consistency"] == "MREC" and table["write_mode"] == "any"
    return eventual and len(regions_of(table)) > 1


UNFIT = {
    "ttl": "items cannot expire (ttl)",
    "transactions": "there are no transactions",
    "lsi": "there are no local secondary indexes",
    "existing_data": "the table must be empty when it is converted",
}
"""What the strong mode does not go with, in words."""


def strong_mode(table: Node) -> list[Fix]:
    """Strong consistency in three Regions of the set that the table's own Region is in, if nothing forbids it."""
    shape = fitting(table)
    if shape is None or any(table[name] is True for name in UNFIT):
        return []
    replicas, witness = shape
    edits = [SetProperty(table.id, "consistency", "MRSC"), *reshaped(table, replicas, witness)]
    where = ", ".join((table.region or "", *replicas)) + (f" with {witness} as witness" if witness else "")
    return [together("strong-consistency", f"Make {table} strongly consistent (MRSC) in {where}", edits)]


def reshaped(table: Node, replicas: tuple[str, ...], witness: str | None) -> list[Edit]:
    """Replicas and a witness in other Regions; giving up a copy is for a person to decide."""
    state = SetProperty if set(copies_of(table)) <= set(replicas) else Declare
    edits: list[Edit] = [state(table.id, "replicas", replicas)]
    if witness:
        edits.append(SetProperty(table.id, "witness", witness))
    elif table.states("witness"):
        edits.append(Unset(table.id, "witness"))
    return edits


def copied_to(store: Node, *regions: str) -> list[Edit]:
    """Edits that give a store copies in more Regions; none where its kind or its mode has no room for them.

    Where data goes is for a person to decide.
    """
    name = next((name for name in COPIES if name in store.kind.defaults), None)
    if name is None or store.region is None or store["consistency"] == "MRSC":
        return []
    copies = (*stated(store, name), *regions)
    most = kind_of(store.kind.kind).properties[name].maximum
    if most is not None and len(copies) > most:
        return []
    edits: list[Edit] = [Declare(store.id, name, copies)]
    if store.has("distributed_sql"):
        some = set_around(store.region, "distributed_sql") or ()
        rest = [other for other in some if other not in (store.region, *copies)]
        if len(copies) > 1 or copies[0] not in some or not rest:
            return []
        if witness_of(store) not in rest:
            edits.append(SetProperty(store.id, "witness", rest[0]))
    return edits


def replicated(store: Node, region: str) -> tuple[Id, list[Edit]] | None:
    """The id of a read replica in another Region, and edits that make it; None where the kind has none."""
    kind = store.kind.kind
    if "replicates_to" not in verbs_between(kind, kind):
        return None
    id = free(store.graph, f"{store.id}-{region}")
    group, edits = region_group(store, region)
    made = Add(copy_in(store, region, id, group))
    return id, [*edits, made, Connect(store.id, "replicates_to", id)]


def pin_writes(table: Node) -> list[Fix]:
    """Writes in one Region; the copies are for reads and recovery. It is the callers who keep to that."""
    edit = Declare(table.id, "write_mode", "single_region")
    return [Fix("single-region-writes", edit, f"Pin the writes of {table} to one Region")]


def become_distributed_sql(store: Node) -> list[Fix]:
    """Aurora DSQL in two Regions of one set, with a third as witness."""
    own = store.region
    some = set_around(own, "distributed_sql")
    if own is None or some is None or not keeps_connections(store, "aurora_dsql"):
        return []
    near = [region for region in copies_of(store) if region in some]
    peer, *others = [*near, *(region for region in some if region != own and region not in near)]
    stated_too = (("regions", (peer,)), ("witness", others[0]))
    title = f"Make {store} Aurora DSQL in {own} and {peer}, with {others[0]} as witness"
    return [Fix("become-aurora-dsql", ChangeKind(store.id, "aurora_dsql", stated_too), title)]


def become_global_database(table: Node) -> list[Fix]:
    """An Aurora global database: one writer, copies to read; where code elsewhere writes, they forward that."""
    away = any(access.writes and access.accessor.region in copies_of(table) for access in table.accesses)
    stated_too = (("secondary_regions", copies_of(table)), *((("write_forwarding", True),) if away else ()))
    title = f"Make {table} an Aurora global database{', which forwards writes' if away else ''}"
    return [Fix("become-aurora", ChangeKind(table.id, "aurora", stated_too), title)]


def keeps_connections(node: Node, kind: str) -> bool:
    """Whether each connection of a component that is foreseen for its kind is for another kind as well."""
    ends = [(link.source.kind.kind, True, link.verb) for link in node.incoming]
    ends += [(link.target.kind.kind, False, link.verb) for link in node.outgoing]
    return all(
        verb in _verbs(kind, other, arrives) or verb not in _verbs(node.kind.kind, other, arrives)
        for other, arrives, verb in ends
    )


def _verbs(kind: str, other: str, arrives: bool) -> tuple[str, ...]:
    """The verbs of connections between two kinds: those that arrive at the first, or those that leave it."""
    return verbs_between(other, kind) if arrives else verbs_between(kind, other)


def become_global_table(store: Node) -> list[Fix]:
    """A DynamoDB global table in the same Regions, for data that can be merged."""
    if not facts.data_class(word(store, "data_class")).mergeable:
        return []
    copies = (("replicas", stated(store, "secondary_regions")), ("pitr", True))
    title = f"Make {store} a DynamoDB global table in the same Regions"
    return [Fix("become-dynamodb", ChangeKind(store.id, "dynamodb", copies), title)]


def backed_by_table(cache: Node) -> list[Fix]:
    """A durable table behind a cache, written by whoever writes the cache."""
    kept = cache["data_class"]
    table = free(cache.graph, f"{cache.id}-table")
    writers = sorted({access.accessor.id for access in cache.accesses if access.writes})
    properties = {"data_class": kept, "pitr": True}
    edits: list[Edit] = [
        Add(Component(id=table, kind="dynamodb", inside=cache.component.inside, properties=properties)),
        SetProperty(cache.id, "role", "cache"),
        *(Connect(writer, "rw", table) for writer in writers),
    ]
    return [together("add-durable-store", f"Keep {kept} data in a table, and {cache} as its cache", edits)]
