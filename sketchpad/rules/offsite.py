"""Fixes that keep a copy of a store in another Region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..analysis.figures import word, words
from ..analysis.recovery import Topology, latest, readiest
from ..analysis.regions import COPIES, copies_of, stated
from ..catalog import facts, kind_of
from ..editing import Add, ChangeKind, Connect, Edit, SetProperty, Several
from ..model import Design, Group, Id, Node
from .copies import become_distributed_sql, pin_writes, strong_mode
from .places import nearest_to
from .remedies import fresh, together
from .rule import Fix

AURORA = {"postgres": "aurora-postgresql", "mysql": "aurora-mysql", "mariadb": "aurora-mysql"}
"""The engine of Aurora that speaks what an engine of RDS speaks."""


def another_region(nodes: Sequence[Node]) -> str | None:
    """The Region in which components can stand as well: where their data is already, else the nearest.

    It offers what they are, and data may lie there. None where they lie nowhere or in several Regions.
    """
    homes = {node.region for node in nodes} - {None, "global"}
    if len(homes) != 1:
        return None
    (home,) = homes
    kinds = {node.kind.kind for node in nodes}
    allowed = [set(words(need.properties.get("regions"))) for need in nodes[0].graph.requirements("residency")]
    fits = [
        region
        for region in facts.regions
        if region != home
        and all(region in some for some in allowed if some)
        and all(facts.available(kind, region) for kind in kinds)
    ]
    there = [region for node in nodes for region in copies_of(node) if region in fits]
    return there[0] if there else nearest_to(home, fits)


def region_group(like: Node, region: str, give: str) -> tuple[Id, list[Edit]]:
    """The group of a Region, and the edit that makes it, with an id that is given, where there is none."""
    graph = like.graph
    there = next((g.id for g in graph.groups("region") if g.properties.get("code") == region), None)
    if there is not None:
        return there, []
    around = like.nearest("region")
    made = Group(id=give, kind="region", inside=around.inside if around else (), properties={"code": region})
    return give, [Add(made)]


def around_regions(node: Node) -> tuple[Id, ...]:
    """The groups that a component keeps in another Region: its services and accounts."""
    graph = node.graph
    return tuple(
        id for id in node.component.inside if all(g.kind in ("service", "account") for g in graph.groups_around((id,)))
    )


# -- a copy of one store ----------------------------------------------------------------------------------------


def copied_to(store: Node, region: str) -> list[Edit]:
    """Edits after which a Region has the best copy that the kind of a store offers; none where it has one."""
    if region in copies_of(store):
        return []
    known = kind_of(store.kind.kind).properties
    names = [name for name in COPIES if name in known]
    if names and word(store, "consistency") != "MRSC":
        edits: list[Edit] = [SetProperty(store.id, names[0], (*stated(store, names[0]), region))]
        unmergeable = not facts.data_class(word(store, "data_class")).mergeable
        if store.has("global_table") and unmergeable and word(store, "write_mode") == "any":
            edits += [fix.edit for fix in pin_writes(store)]
        if "write_forwarding" in known and any(access.writes for access in store.accesses):
            edits.append(SetProperty(store.id, "write_forwarding", True))
        return edits
    if "xregion" in known:
        return _setting(store, "replica" if "replica" in known["xregion"].choices else "crr")
    return [SetProperty(store.id, "backup_region", region)] if "backup_region" in known and not names else []


def _setting(store: Node, value: str) -> list[Edit]:
    """What a store says that another Region has of it; buckets are copied only with their versions."""
    edits: list[Edit] = [SetProperty(store.id, "xregion", value)]
    if "versioning" in store.kind.defaults and store["versioning"] is not True:
        edits.append(SetProperty(store.id, "versioning", True))
    return edits


def _ways(store: Node) -> Iterator[Fix]:
    """Every way to have something of a store elsewhere, the best copies last."""
    region = another_region([store])
    known = kind_of(store.kind.kind).properties
    if region is not None and "backup_region" in known:
        edit = SetProperty(store.id, "backup_region", region)
        yield Fix("backup-elsewhere", edit, f"Copy backups of {store} to {region}")
    for value, id, what in (
        ("automated_backup", "automated-backups", "Replicate automated backups of {} to another Region"),
        ("replica", "replica-elsewhere", "Keep a replica of {} in another Region"),
        ("crr", "replicate-objects", "Replicate {} to another Region"),
        ("crr_rtc", "replicate-in-time", "Replicate {} to another Region within a promised time"),
    ):
        if "xregion" in known and value in known["xregion"].choices:
            yield together(id, what.format(store), _setting(store, value))
    if region is not None and any(name in known for name in COPIES) and (edits := copied_to(store, region)):
        yield together("copy-elsewhere", f"Keep a live copy of {store} in {region}", edits)
    if region is not None and "multi_az" in known:
        yield from become_aurora(store, (("secondary_regions", (region,)),), f" with a copy in {region}")
    if store.has("global_table"):
        yield from strong_mode(store)
    if store.has("relational") and not any(link.source.has("front") for link in store.incoming):
        yield from become_distributed_sql(store)


def become_aurora(store: Node, more: tuple[tuple[str, object], ...] = (), where: str = "") -> list[Fix]:
    """An Aurora cluster in place of a database whose engine Aurora speaks as well."""
    engine = AURORA.get(word(store, "engine"))
    if engine is None or store.kind.kind == "aurora":
        return []
    edit = ChangeKind(store.id, "aurora", (("engine", engine), *more))
    return [Fix("become-aurora", edit, f"Make {store} Aurora{where}")]


def after(store: Node, fix: Fix) -> Node:
    """A store as it would be after a fix of its own properties."""
    alone = Design(components={store.id: store.component})
    edits = fix.edit.edits if isinstance(fix.edit, Several) else (fix.edit,)
    for edit in edits:
        alone = edit(alone)
    return Node(store.graph, alone.components[store.id])


def losing_at_most(store: Node, seconds: float) -> list[Fix]:
    """Ways to have a copy elsewhere that misses no more than so many seconds of writes."""
    found = [fix for fix in _ways(store) if latest(after(store, fix)).order <= seconds]
    return found + (_twin(store) if facts.recovery_point("efs_replication").value <= seconds else [])


def ready_within(store: Node, seconds: float) -> list[Fix]:
    """Ways to have a copy elsewhere from which work goes on within so many seconds."""
    found = [fix for fix in _ways(store) if readiest(after(store, fix)).topology.order <= seconds]
    return found + (_twin(store) if Topology.PILOT_LIGHT.order <= seconds else [])


def _twin(store: Node) -> list[Fix]:
    """A second file system in another Region that the first is replicated to."""
    region = another_region([store])
    if not store.has("file_store") or region is None:
        return []
    give = fresh(store.graph)
    place, edits = region_group(store, region, give(region))
    twin = store.component.but(
        id=give(f"{store.id}-{region}"), name="", at=None, inside=(place, *around_regions(store))
    )
    edits += [Add(twin), Connect(store.id, "replicates_to", twin.id)]
    return [together("replicate-files", f"Replicate {store} to a file system in {region}", edits)]
