"""Fixes that keep a copy of a store in another Region. Where data goes is for a person to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..analysis.figures import word, words
from ..analysis.offers import offer, offered
from ..analysis.recovery import Topology, latest, readiest
from ..analysis.regions import COPIES, copies_of
from ..analysis.requests import place
from ..catalog import facts, kind_of
from ..editing import ChangeKind, Edit, SetProperty, Several
from ..model import Design, Node
from .copies import become_distributed_sql, copied_to, keeps_connections, pin_writes, replicated, strong_mode
from .places import nearest_to
from .remedies import Declare, together
from .rule import Fix

AURORA = {"postgres": "aurora-postgresql", "mysql": "aurora-mysql", "mariadb": "aurora-mysql"}
"""The engine of Aurora that speaks what an engine of RDS speaks."""


SETTINGS = {
    "automated_backup": ("automated-backups", "Replicate automated backups of {} to another Region"),
    "replica": ("replica-elsewhere", "Keep a replica of {} in another Region"),
    "crr": ("replicate-objects", "Replicate {} to another Region"),
    "crr_rtc": ("replicate-in-time", "Replicate {} to another Region within a promised time"),
}
"""What a store can have in another Region by one setting: the fix and its title."""


def another_region(nodes: Sequence[Node]) -> str | None:
    """The Region in which components can stand as well: where their data is, else the nearest of the design or of all.

    It offers what they are, and data may lie there. None where they lie nowhere or in several Regions.
    """
    homes = {home for node in nodes if (home := place(node)) is not None}
    if len(homes) != 1:
        return None
    (home,) = homes
    names = {known[0] for node in nodes if (known := offer(node)) is not None}
    allowed = [set(words(need.properties.get("regions"))) for need in nodes[0].graph.requirements("residency")]
    fits = [
        region
        for region in facts.regions
        if region != home
        and all(region in some for some in allowed if some)
        and all(offered(name, region) for name in names)
    ]
    there = [region for node in nodes for region in copies_of(node) if region in fits]
    if there:
        return there[0]
    drawn = {group.properties.get("code") for group in nodes[0].graph.groups("region")}
    return nearest_to(home, [region for region in fits if region in drawn] or fits)


def kept_in(store: Node, region: str) -> list[Edit]:
    """Edits after which a Region has the best copy that the kind of a store offers; none where it has one."""
    known = store.kind.defaults
    if region in copies_of(store):
        return []
    if edits := copied_to(store, region):
        unmergeable = not facts.data_class(word(store, "data_class")).mergeable
        if store.has("global_table") and unmergeable and word(store, "write_mode") == "any":
            edits += [fix.edit for fix in pin_writes(store)]
        if "write_forwarding" in known and any(access.writes for access in store.accesses):
            edits.append(SetProperty(store.id, "write_forwarding", True))
        return edits
    if "xregion" in known:
        return _setting(store, "replica" if "replica" in _choices(store) else "crr")
    if store.has("file_store") and (twin := replicated(store, region)) is not None:
        return twin[1]
    alone = "backup_region" in known and not any(name in known for name in COPIES)
    return [Declare(store.id, "backup_region", region)] if alone else []


def _choices(store: Node) -> tuple[str, ...]:
    """What a kind of store can have in another Region by one setting."""
    setting = kind_of(store.kind.kind).properties.get("xregion")
    return setting.choices if setting is not None else ()


def _setting(store: Node, value: str) -> list[Edit]:
    """What a store says that another Region has of it; buckets are copied only with their versions."""
    edits: list[Edit] = [Declare(store.id, "xregion", value)]
    if "versioning" in store.kind.defaults and store["versioning"] is not True:
        edits.append(SetProperty(store.id, "versioning", True))
    return edits


def _ways(store: Node) -> Iterator[Fix]:
    """Every way to have something of a store elsewhere, the best copies last."""
    region = another_region([store])
    known = store.kind.defaults
    if region is not None and "backup_region" in known:
        edit = Declare(store.id, "backup_region", region)
        yield Fix("backup-elsewhere", edit, f"Copy backups of {store} to {region}")
    for value in _choices(store):
        if value in SETTINGS:
            id, what = SETTINGS[value]
            yield together(id, what.format(store), _setting(store, value))
    if region is not None and any(name in known for name in COPIES) and (edits := kept_in(store, region)):
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
    if engine is None or store.kind.kind == "aurora" or not keeps_connections(store, "aurora"):
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
    twin = replicated(store, region) if region is not None and store.has("file_store") else None
    return [] if twin is None else [together("replicate-files", f"Replicate {store} to {region}", twin[1])]
