"""Whether a design takes its busiest second: what it asks of each component that has a limit."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from ..analysis.capacity import concurrency, connections_each, pooled, quota, rate
from ..analysis.capacity import together as sum_of
from ..analysis.connections import direct, supply
from ..analysis.figures import number, series
from ..analysis.scaling import Group, Share, share_of
from ..model import Graph, Id, Node
from .ground import Case, Ground, figure, ids, together, unstated

SHOWN = 3
"""Of many amounts, so many are shown by themselves."""
MACHINES = ("fleet", "single_instance")
"""Traits of what takes as much as it was measured to take."""


def load(case: Case) -> Ground:
    """Every function, fleet and database that requests reach, and the account that functions share."""
    functions = _reached(case, "function")
    machines = [node for trait in MACHINES for node in _reached(case, trait)]
    stores = _reached(case, "connection_bound")
    return together(
        (
            *map(_alone, functions),
            *_shared(case.graph, functions),
            *map(_measured, machines),
            *map(_connected, stores),
            *map(_measured, stores),
        )
    )


def _reached(case: Case, trait: str) -> list[Node]:
    return [node for node in case.graph.having_trait(trait) if node.on_request_path]


def _alone(function: Node) -> Ground:
    """What a function needs at once, of what is reserved for it or its account allows."""
    arriving, duration = rate(function), number(function, "avg_duration_ms")
    if arriving is None or duration is None:
        return Ground(
            parts=ids(function),
            missing=unstated(f"{'peak_rps' if arriving is None else 'avg_duration_ms'} of {function}"),
        )
    reserved = number(function, "reserved_concurrency")
    most = quota(function) if reserved is None else reserved
    needed = arriving * duration / 1000
    of = f"{figure(most)}{' reserved' if reserved is not None else ''}"
    line = f"{function}: {figure(arriving)}/s x {figure(duration)} ms = {figure(needed)} at once, of {of}"
    return Ground(needed <= most, (line,), ids(function))


def _shared(graph: Graph, functions: list[Node]) -> Iterator[Ground]:
    """Functions of one account and Region that share its quota."""
    groups: dict[Group, dict[Id, Share]] = {}
    for node in graph.having_trait("function"):
        if (share := share_of(node)) is not None:
            groups.setdefault(share.group, {})[node.id] = share
    here = {function.id for function in functions}
    for shares in groups.values():
        if len(shares) < 2 or here.isdisjoint(shares):
            continue
        most = max(share.quota for share in shares.values())
        whole = sum_of((share.router, share.concurrency) for share in shares.values())
        amounts = sorted(((str(graph.node(id)), share.concurrency) for id, share in shares.items()), key=_largest)
        line = f"together: {_listed(amounts)}, of {figure(most)}"
        if whole != math.fsum(amount for _, amount in amounts):
            routers = Counter(share.router for share in shares.values() if share.router is not None)
            shared = sorted(str(graph.node(id)) for id, many in routers.items() if many > 1)
            choice = f"{series(shared)} hand{'s' if len(shared) == 1 else ''} each request to one"
            line = f"together: {_listed(amounts)}; {choice}, so at most {figure(whole)} at once, of {figure(most)}"
        yield Ground(whole <= most, (line,), tuple(shares))


def _largest(amount: tuple[str, float]) -> tuple[float, str]:
    return -amount[1], amount[0]


def _listed(amounts: list[tuple[str, float]]) -> str:
    shown = [f"{name} {figure(amount)}" for name, amount in amounts[:SHOWN]]
    if len(amounts) > SHOWN:
        shown.append(f"{len(amounts) - SHOWN} more {figure(math.fsum(amount for _, amount in amounts[SHOWN:]))}")
    total = math.fsum(amount for _, amount in amounts)
    return f"{' + '.join(shown)} = {figure(total)}" if len(amounts) > 1 else shown[0]


def _connected(store: Node) -> Ground:
    """The connections that are held to a database's primary, of those that it accepts."""
    accessors = {access.accessor.id: access.accessor for access in direct(store).get("primary", [])}
    held = {str(accessor): _held(accessor) for accessor in accessors.values()}
    known = {name: amount for name, amount in held.items() if amount is not None}
    accepted = supply(store)
    if accepted is None or not held or len(known) < len(held):
        return Ground(True)
    whole = math.fsum(known.values())
    amounts = sorted(known.items(), key=_largest)
    line = f"{store}: {_listed(amounts)} connections, of {figure(accepted)}"
    return Ground(whole <= accepted, (line,), (*accessors, store.id))


def _held(accessor: Node) -> float | None:
    """The connections that code holds at the busiest."""
    if accessor.has("function"):
        expected = concurrency(accessor).expected
        return None if expected is None else expected * connections_each(accessor)
    return pooled(accessor)


def _measured(node: Node) -> Ground:
    """What a machine or a database takes depends on the work."""
    arriving = rate(node)
    much = "" if arriving is None else f" {figure(arriving)}/s"
    return Ground(parts=ids(node), missing=(f"only a measurement can tell whether {node} takes{much or ' the load'}",))
