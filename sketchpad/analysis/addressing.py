"""What a design has that a requirement could be judged by.

A requirement that nothing addresses is neither met nor violated: the design is silent about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from ..model import Graph, Id, Node, Requirement
from .channels import feeds, named_by
from .charges import CHARGES
from .figures import known, number
from .records import is_record

ASKS = frozenset({"calls", "invokes", "invokes_async"})
"""The verbs with which code asks other code."""

RUN = ("compute", "store", "cache", "channel", "entry", "orchestrator", "network", "firewall", "identity", "relay")
"""The traits of what AWS runs for a design."""


def addressed(graph: Graph, need: Requirement) -> bool:
    """Whether anything in a design could meet a requirement.

    One of a type that nobody knows is passed over, and so is one that says that nothing is wanted.
    """
    found = _ADDRESSING.get(need.type)
    return found is None or not wanted(need) or found[0](graph, need)


def wanted(need: Requirement) -> bool:
    """Whether something is asked at all: `decompose want=false` is no wish."""
    return need.properties.get("want") is not False


def lacking(type: str) -> str:
    """What is missing where nothing addresses a requirement of a type, in words."""
    return _ADDRESSING[type][1]


def stores(graph: Graph) -> Iterator[Node]:
    """The systems of record, by id: stores, and caches that are said to be one."""
    return filter(is_record, chain(graph.each("store"), graph.each("volatile")))


def channels(graph: Graph, need: Requirement) -> Iterator[Node]:
    """The channels that a requirement is about: those that it names, else all."""
    named = named_by(need)
    return (node for node in _found(graph, named) if node.has("channel")) if named else graph.each("channel")


def producers(graph: Graph, need: Requirement) -> Iterator[Node]:
    """What a requirement is about that others hear of: what it names, else all that is no channel itself."""
    named = named_by(need)
    if named:
        return _found(graph, named)
    feeding = (link.source for channel in graph.each("channel") for link in feeds(channel))
    some = chain(graph.each("compute"), (node for node in feeding if not node.has("channel")))
    return iter({node.id: node for node in some}.values())


def _found(graph: Graph, ids: tuple[Id, ...]) -> Iterator[Node]:
    return (node for id in dict.fromkeys(ids) if (node := graph.find(id)) is not None)


def of_class(store: Node, need: Requirement) -> bool:
    """Whether a requirement about a class of data is about a store."""
    asked = need.properties.get("data")
    return asked in (None, "unset") or store["data_class"] == asked


def _any_store(graph: Graph, need: Requirement) -> bool:
    return any(True for _ in stores(graph))


def _store_of_class(graph: Graph, need: Requirement) -> bool:
    return any(of_class(store, need) for store in stores(graph))


def _any_of(*traits: str) -> Callable[[Graph, Requirement], bool]:
    return lambda graph, need: any(True for trait in traits for _ in graph.each(trait))


def _request_ends_somewhere(graph: Graph, need: Requirement) -> bool:
    return any(link.waits for client in graph.each("client") for link in client.outgoing)


def _request_reaches_a_region(graph: Graph, need: Requirement) -> bool:
    """Whether a request gets to what is no client and no entry at the edge."""
    seen: set[Id] = set()
    for client in graph.each("client"):
        stack = [client]
        while stack:
            for link in stack.pop().outgoing:
                node = link.target
                if not link.waits or node.id in seen:
                    continue
                if not (node.has("global") or node.has("external")):
                    return True
                seen.add(node.id)
                stack.append(node)
    return False


def _several_write(graph: Graph, need: Requirement) -> bool:
    """Whether code in two Regions or more writes."""
    regions: set[str] = set()
    for store in stores(graph):
        for access in store.accesses:
            if access.writes and (region := access.accessor.region) is not None:
                regions.add(region)
                if len(regions) > 1:
                    return True
    return False


def _channel(graph: Graph, need: Requirement) -> bool:
    return any(True for _ in channels(graph, need))


def _replays(graph: Graph, need: Requirement) -> bool:
    return _channel(graph, need) or any(store["event_store"] is True for store in graph.each("object_store"))


def _several_hear(graph: Graph, need: Requirement) -> bool:
    if any(True for _ in graph.each("channel")):
        return True
    asking = _found(graph, named_by(need)) if named_by(need) else graph.each("compute")
    return any(link.verb in ASKS for producer in asking for link in producer.outgoing)


def _priced(graph: Graph, need: Requirement) -> bool:
    """Whether any component is charged for."""
    some = (node for trait in RUN for node in graph.each(trait))
    return any(node.kind.kind in CHARGES or number(node, "monthly_usd") is not None for node in some)


def _services(graph: Graph, need: Requirement) -> bool:
    return bool(graph.groups("service")) or _any_of("monolith")(graph, need)


Addressing = tuple[Callable[[Graph, Requirement], bool], str]
_ADDRESSING: Mapping[str, Addressing] = {
    "users": (_request_reaches_a_region, "no way from a client to a component in a Region"),
    "latency": (_request_reaches_a_region, "no way from a client to a component in a Region"),
    "availability": (_request_ends_somewhere, "no client whose requests lead somewhere"),
    "rto": (_any_store, "no store"),
    "rpo": (_any_store, "no store"),
    "cost": (_priced, "no component that is charged for"),
    "load": (_any_of("compute", "channel", "entry"), "no entry, no channel and no code that runs"),
    "consistency": (_store_of_class, "no store of such data"),
    "ordering": (_channel, "no channel"),
    "replay": (_replays, "no channel, nor a bucket that keeps the events"),
    "consumers": (_several_hear, "no channel and no call"),
    "multi_region_writes": (_several_write, "no code in two Regions that writes"),
    "residency": (_any_of("store", "cache", "channel"), "no store and no channel"),
    "ops": (_any_of("compute", "store", "channel"), "no code that runs, no store and no channel"),
    "decompose": (_services, "no service and no monolith"),
    "static_ip": (_any_of("entry"), "no entry"),
    "compliance": (_any_of("store", "cache", "channel"), "no store and no channel"),
}
"""By type of requirement: whether a design addresses it, and what it lacks otherwise."""


# -- what a requirement says of itself ------------------------------------------------------------------------------

MISSING: Mapping[str, tuple[tuple[str, ...], str]] = {
    "users": (("at",), "it names no places"),
    "latency": (("read_ms", "write_ms"), "it gives no milliseconds"),
    "availability": (("pct",), "it gives no percentage"),
    "rto": (("s",), "it gives no seconds"),
    "rpo": (("s",), "it gives no seconds"),
    "cost": (("usd",), "it gives no sum"),
    "replay": (("days",), "it gives no days"),
    "consistency": (("level",), "it gives no level"),
    "ordering": (("level",), "it gives no level"),
    "multi_region_writes": (("regions",), "it names no Regions"),
    "residency": (("regions",), "it names no Regions"),
}
"""By type, the properties of which one must be stated, and what is said where none is."""


def vague(need: Requirement) -> str | None:
    """What a requirement leaves out that it cannot be judged without, in words; None where it says enough."""
    properties, why = MISSING.get(need.type, ((), ""))
    if properties and not any(_stated(need, name) for name in properties):
        return why
    if need.type == "load" and _stated(need, "spike_factor") and not _stated(need, "spike_s"):
        return "it does not say how soon the spike is at its height (`spike_s`)"
    return None


def _stated(need: Requirement, name: str) -> bool:
    value = need.properties.get(name)
    return known(value) is not None or (isinstance(value, str | tuple) and value not in ("unset", "", ()))
