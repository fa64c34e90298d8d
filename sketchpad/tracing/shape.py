"""Whether the design has the shape that is asked: little to run, services apart, fixed addresses, encryption."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Graph, Node
from .ground import Case, Ground, ids, unstated

SHOWN = 4
"""Of many names, so many are shown."""


def ops(case: Case) -> Ground:
    """What has to be run by one's own people; what forces that is for rules to weigh."""
    if case.need.properties.get("pref") != "lowest":
        return Ground()
    nodes = case.graph.having_trait("compute")
    own = [node for node in nodes if node.has("self_run")]
    if case.remarks:
        return Ground(False, parts=ids(*own))
    line = f"{_names(own)}: something that is stated asks for it" if own else "AWS runs all servers"
    return Ground(True, (line,), ids(*(own or nodes)))


def decompose(case: Case) -> Ground:
    """Services that nothing ties together; what ties them is for rules to find."""
    services = case.graph.groups("service")
    monoliths = case.graph.having_trait("monolith")
    if len(services) < 2:
        return Ground(parts=ids(*monoliths), missing=unstated("what belongs to which service (service groups)"))
    line = f"{len(services)} services, none in another's data: {', '.join(map(str, services[:SHOWN]))}"
    line += ", …" if len(services) > SHOWN else ""
    line += f"; {_names(monoliths)} still stands" if monoliths else ""
    return Ground(True, (line,), (*(group.id for group in services), *ids(*monoliths)))


def static_ip(case: Case) -> Ground:
    """The first components that clients reach, beyond names: whether their addresses stay.

    Nothing says whose clients need fixed ones, so that some entries with them leave it open.
    """
    doors = dict(sorted((door.id, door) for door in _doors(case.graph)))
    if not doors:
        return Ground(missing=unstated("the entry that clients reach"))
    kept = [door for door in doors.values() if door.has("static_ip")]
    if 0 < len(kept) < len(doors):
        others = [f"whether clients of {door} need fixed addresses" for door in doors.values() if door not in kept]
        return Ground(None, tuple(map(_told, doors.values())), ids(*doors.values()), unstated(*others))
    return Ground(bool(kept), tuple(map(_told, doors.values())), ids(*doors.values()))


def _doors(graph: Graph) -> Iterator[Node]:
    stack = list(graph.having_trait("client"))
    seen = {node.id for node in stack}
    while stack:
        for link in stack.pop().outgoing:
            node = link.target
            if not link.waits or node.id in seen:
                continue
            seen.add(node.id)
            if node.has("dns"):
                stack.append(node)
            else:
                yield node


def _told(door: Node) -> str:
    return f"{door} ({door.kind.name}) {'keeps' if door.has('static_ip') else 'changes'} its addresses"


def compliance(case: Case) -> Ground:
    """Stores that are encrypted; connections that are not are for rules to find."""
    kept = [node for trait in ("store", "cache") for node in case.graph.having_trait(trait)]
    open_ = [node for node in kept if "encrypted" in node.kind.defaults and node["encrypted"] is not True]
    if not kept:
        return Ground(missing=unstated("what keeps data"))
    if open_:
        return Ground(False, (f"not encrypted: {_names(open_)}",), ids(*open_))
    return Ground(True, (f"encrypted: {_names(kept)}",), ids(*kept))


def _names(nodes: list[Node] | tuple[Node, ...]) -> str:
    return ", ".join(map(str, nodes[:SHOWN])) + (", …" if len(nodes) > SHOWN else "")
