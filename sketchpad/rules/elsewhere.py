"""Fixes that let a second Region serve what one serves alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..analysis.records import is_record
from ..analysis.recovery import ways_in
from ..catalog import facts, verbs_between
from ..editing import Connect, Edit, SetProperty
from ..model import Id, Link, Node
from .fronts import ACCELERATOR, Front, Stated, takes_accelerator
from .offsite import another_region, kept_in
from .remedies import free, together
from .rule import Fix
from .spread import code_copied

MOST = 100
"""Components beyond which nobody would look through what a fix makes of them."""


@dataclass(frozen=True)
class Served:
    """What serves a client in the one Region that does."""

    region: str
    arriving: tuple[Link, ...]
    """The connections by which requests come into the Region."""
    parts: tuple[Node, ...]
    """What requests pass there, without stores."""
    stores: tuple[Node, ...]
    """What they end at."""


def served_alone(client: Node) -> Served | None:
    """What serves a client, where all of it lies in one Region."""
    arriving = ways_in(client)
    regions = {link.target.region for link in arriving}
    region = regions.pop() if len(regions) == 1 else None
    if region is None or not all(_leads(link.source) for link in arriving):
        return None
    parts, stores = _behind([link.target for link in arriving], region)
    return Served(region, arriving, parts, stores) if parts else None


def _leads(node: Node) -> bool:
    """Whether it can lead requests to one Region or another."""
    return node.has("client") or node.has("global_entry")


def _behind(starts: Iterable[Node], region: str) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """What requests pass in a Region from some components on, and the stores that they end at, by id."""
    parts: dict[Id, Node] = {}
    stores: dict[Id, Node] = {}
    stack = list(starts)
    while stack:
        node = stack.pop()
        if is_record(node):
            stores[node.id] = node
        elif node.region == region and node.id not in parts:
            parts[node.id] = node
            stack.extend(link.target for link in node.outgoing if link.waits)
    return tuple(parts[id] for id in sorted(parts)), tuple(stores[id] for id in sorted(stores))


def second_region(client: Node, id: str, *, standby: str = "active", entry: str = "route53") -> list[Fix]:
    """Another Region that serves a client as the first does, at its size or waiting, behind an entry that knows both.

    What requests pass stands there a second time; what they end at has a copy there.
    """
    served = served_alone(client)
    if served is None or len(served.parts) > MOST or not _fronted(served, entry):
        return []
    region = another_region((*served.parts, *served.stores))
    if region is None:
        return []
    edits, copies = _copies(served, region, standby)
    edits += _led_to(served, copies, "failover" if standby != "active" else "latency", entry)
    for store in served.stores:
        edits += [edit for edit in kept_in(store, region) if edit not in edits]
    how = {"warm": "a warm standby", "pilot": "a pilot light"}.get(standby, "a second Region")
    return [together(id, f"Let {region} serve {client} as well, as {how}", edits)]


def _fronted(served: Served, entry: str) -> bool:
    """Whether an entry can lead to what requests come in by."""
    doors = [link.target for link in served.arriving]
    if entry == ACCELERATOR and not all(map(takes_accelerator, doors)):
        return False
    return all("routes_to" in verbs_between(entry, door.kind.kind) for door in doors)


def _copies(served: Served, region: str, standby: str) -> tuple[list[Edit], dict[Id, Id]]:
    """The edits that make the parts again in another Region, and the new ids."""
    ids = {node.id: free(node.graph, f"{node.id}-{region}") for node in served.parts}
    edits = code_copied(served.parts, region, ids, {})
    if standby != "active":
        some = [node for node in served.parts if "standby" in node.kind.defaults]
        edits += [SetProperty(ids[node.id], "standby", standby) for node in some]
    return edits, ids


def _led_to(served: Served, copies: dict[Id, Id], policy: str, entry: str) -> list[Edit]:
    """The edits that lead requests to either Region: by the entries that are there, else by a new one."""
    edits: list[Edit] = []
    direct: dict[Id, Link] = {}
    for link in served.arriving:
        source, door = link.source, link.target
        if door.id not in copies:
            continue
        new = entry == ACCELERATOR and not source.has("anycast")
        if source.has("global_entry") and not new:
            stated = tuple(link.connection.properties.items())
            edits.append(Connect(source.id, link.verb, copies[door.id], properties=stated))
            edits += _checked(source, policy)
            continue
        direct[link.id] = link
        direct |= {other.id: other for other in door.incoming if other.waits and other.source.has("client")}
    if direct:
        targets = tuple(dict.fromkeys(copies[link.target.id] for _, link in sorted(direct.items())))
        stated = _dns(policy) if entry == "route53" else ()
        edits.append(Front(entry, tuple(sorted(direct)), targets, stated))
    return edits


def _dns(policy: str) -> Stated:
    """What a DNS entry states that leads away from a Region as soon as it fails."""
    fast: int = facts.quota("route53", "hc_fast_s").value
    return (("policy", policy), ("health_check", True), ("hc_interval_s", fast))


def _checked(entry: Node, policy: str) -> list[Edit]:
    """Let an entry look at the health of both Regions."""
    if not entry.has("dns"):
        return []
    simple = [SetProperty(entry.id, "policy", policy)] if entry["policy"] == "simple" else []
    return [*simple, *(SetProperty(entry.id, name, value) for name, value in _dns(policy)[1:])]
