"""How many connections a relational database accepts, and who holds them.

Supply is in connections, without the slots that an engine keeps for administrators. None stands for unknown.
"""

from __future__ import annotations

import re

from ..catalog import facts
from ..model import Access, Node
from .figures import known, number, word

CLASS = re.compile(r"db\.([a-z])[0-9]+([a-z]*)\.([0-9]*)(micro|small|medium|x?large)")
"""Family, what is special about it, a multiple and the size."""


def engine_family(engine: str) -> str:
    """The engine as the figures know it: `sqlserver-se` is sqlserver, `aurora-mysql` is itself."""
    return engine if engine.startswith("aurora-") else engine.split("-")[0]


def memory_gib(name: str) -> float | None:
    """The memory of a database instance class, in GiB."""
    known_class = facts.find("connections", "by_class", name)
    if known_class is not None:
        found: float = known_class.value["memory_gib"]
        return found
    match = CLASS.fullmatch(name)
    if match is None:
        return None
    family, special, multiple, size = match.groups()
    small = facts.get("connections", "memory_small_gib").value.get(size)
    if small is not None:
        return float(small)
    large = facts.get("connections", "memory_at_large_gib").value.get(family)
    if large is None or (family == "x" and "i" in special):  # Intel's x classes have other sizes
        return None
    return float(large) * (1 if size == "large" else 2 * int(multiple or 1))


def class_supply(engine: str, name: str) -> int | None:
    """Connections that an instance of a class accepts by default, without the slots kept for administrators."""
    family = engine_family(engine)
    listed = facts.find("connections", "by_class", name)
    if listed is not None and family in listed.value:
        return _net(family, listed.value[family])
    most = facts.find("connections", "most", family)
    bytes_each = facts.find("connections", "bytes_per_connection", family)
    memory = memory_gib(name)
    accepted: float | None = None
    if memory is not None and family == "aurora-mysql":
        steps = facts.get("connections", "aurora_mysql_by_gib").value
        accepted = max((count for gib, count in steps if gib <= memory), default=None)
    elif memory is not None and bytes_each is not None:
        usable = next(share for gib, share in _memory_shares() if gib is None or memory <= gib)
        accepted = memory * 2**30 * usable // bytes_each.value
        accepted = accepted if most is None else min(accepted, most.value)
    elif bytes_each is None and most is not None:
        accepted = most.value
    return _net(family, accepted)


def _memory_shares() -> tuple[tuple[float | None, float], ...]:
    shares: tuple[tuple[float | None, float], ...] = facts.get("connections", "usable_memory_ratio").value
    return shares


def _net(family: str, accepted: float | None) -> int | None:
    if accepted is None:
        return None
    reserved = facts.find("connections", "reserved", family)
    return max(0, int(accepted) - (reserved.value if reserved else 0))


def serverless_supply(engine: str, max_acu: float, min_acu: float) -> int | None:
    """Connections that Aurora Serverless v2 accepts between two capacities, in ACU, without the reserved slots.

    Between the capacities that are documented it grows evenly.
    """
    figure = facts.find("connections", "serverless_v2_by_max_acu", engine)
    if figure is None:
        return None
    below = (0, 0)
    accepted: float = figure.value[-1][1]
    for step in figure.value:
        if max_acu <= step[0]:
            share = (max_acu - below[0]) / (step[0] - below[0])
            accepted = below[1] + share * (step[1] - below[1])
            break
        below = step
    low = facts.get("connections", "serverless_v2_low_minimum").value
    if engine == "aurora-postgresql" and min_acu < low["below_acu"]:
        accepted = min(accepted, low["connections"])
    return _net(engine, accepted)


def supply(store: Node, copy: str = "primary") -> int | None:
    """Connections that a relational store accepts, without the reserved slots; unknown without class or engine.

    What is stated as `max_connections` counts as it is. The readers of a cluster accept as many each.
    """
    stated = known(store["max_connections"])
    one = int(stated) if stated is not None else _default_supply(store)
    zones = number(store, "az_count")
    readers = int(zones) - 1 if copy == "replica" and zones is not None else 1
    return None if one is None else one * max(1, readers)


def _default_supply(store: Node) -> int | None:
    engine, name = word(store, "engine"), word(store, "class")
    if not engine:
        return None
    match word(store, "capacity"):
        case "serverless_v2":
            most, least = number(store, "max_acu"), number(store, "min_acu")
            return None if most is None or least is None else serverless_supply(engine, most, least)
        case "serverless_v1":
            return None
    return class_supply(engine, name) if name else None


def sized(store: Node) -> bool:
    """Whether a store states what its connections follow from: its class, its most capacity or their number."""
    return any(store[name] is not None for name in ("max_connections", _size(store)))


def _size(store: Node) -> str:
    return "max_acu" if word(store, "capacity") == "serverless_v2" else "class"


USUAL = "db.m7g.large"
"""What a class is like where none is stated."""


def larger(store: Node, connections: float) -> tuple[str, str | float] | None:
    """The property and the value that make a store just large enough for so many connections.

    Among classes of equal memory the one most like the store's own wins.
    """
    engine, own = word(store, "engine"), word(store, "class") or USUAL
    if not engine or known(store["max_connections"]) is not None:
        return None
    if _size(store) == "max_acu":
        least = number(store, "min_acu") or 0
        figure = facts.find("connections", "serverless_v2_by_max_acu", engine)
        steps = (acu for acu, _ in figure.value) if figure else ()
        enough = (acu for acu in steps if (serverless_supply(engine, acu, least) or 0) >= connections)
        found = next(enough, None)
        return None if found is None else ("max_acu", found)
    names = [name for name in classes(engine) if (class_supply(engine, name) or 0) >= connections]
    best = min(names, key=lambda name: _unlike(name, own), default=None)
    return None if best is None else ("class", best)


def classes(engine: str) -> tuple[str, ...]:
    """The instance classes that there are figures of for an engine."""
    prefix = "by_class."
    by_class = {p.removeprefix(prefix): f for p, f in facts.topic("connections").items() if p.startswith(prefix)}
    return tuple(n for n, f in by_class.items() if engine in f.value or not engine.startswith("aurora-"))


def _unlike(name: str, own: str) -> tuple[float, bool, bool, bool, str]:
    """How far a class is from another: its memory, its family, its processor, its generation; then the latest first."""
    _, family, _ = name.split(".")
    _, other, _ = own.split(".") if own.count(".") == 2 else name.split(".")
    latest = "".join(chr(0x10FFFF - ord(c)) for c in family)
    return memory_gib(name) or 0, family[:1] != other[:1], family[2:] != other[2:], family != other, latest


def proxied(engine: object) -> bool:
    """Whether RDS Proxy speaks the protocol of an engine."""
    families = facts.quota("rds_proxy", "engine_families").value
    return isinstance(engine, str) and engine_family(engine) in families


def direct(store: Node, trait: str = "") -> dict[str, list[Access]]:
    """Who holds connections to a store without a pooler between, by the copy: primary, replica, global_secondary.

    Of those who do, only the ones of a trait count where it is given. An access by the Data API holds none.
    """
    found: dict[str, list[Access]] = {}
    for access in store.accesses:
        link = access.link
        if access.beyond or (trait and not link.source.has(trait)) or link["data_api"] is True:
            continue
        copy = "primary" if access.writes else word(link, "from") or "primary"
        found.setdefault(copy, []).append(access)
    return found
