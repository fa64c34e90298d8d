"""How much comes in on average, in requests or messages a second. None stands for unknown.

What is billed follows the average, not the peak. A peak alone says nothing of the average unless the traffic is steady,
its duty cycle is known or the load states both.
"""

from __future__ import annotations

from ..model import Graph, Id, Node
from .capacity import peak_load, rate
from .figures import asked, number, word


def average_rate(node: Node) -> float | None:
    """Requests or messages a second on average.

    Its own figure, else what its own peak, the load or the channels that feed it say of the average.
    """
    own = number(node, "avg_rps")
    if own is not None:
        return own
    own_peak = number(node, "peak_rps")
    load = average_load(node.graph)
    shared = own_peak is None and node.on_request_path
    if shared and load is not None:
        return load * request_share(node)
    part = _part_of_peak(node, load)
    peak = rate(node) if part is not None else None
    if peak is None or part is None:
        return None
    return peak * part * (request_share(node) if shared else 1)


def average_load(graph: Graph) -> float | None:
    """The highest average that a load requirement states, in requests a second."""
    return max(asked(graph.requirements("load"), "avg_rps"), default=None)


def _part_of_peak(node: Node, load: float | None) -> float | None:
    """The average as a part of the peak, 0 to 1; `load` is the average of the whole load."""
    duty = number(node, "duty_cycle")
    if duty is not None:
        return min(duty, 1)
    if word(node, "traffic") == "steady":
        return 1
    peak = peak_load(node.graph) if load is not None else None
    return min(load / peak, 1) if load is not None and peak else None


def request_share(node: Node) -> float:
    """The part of the whole load that a component on a request path gets, 0 to 1.

    A client or a router hands a request to one of its targets, to each as often; code asks all that it calls.
    """
    return _share(node, {}, frozenset())


def _share(node: Node, found: dict[Id, float], way: frozenset[Id]) -> float:
    if node.has("client"):
        return 1
    if node.id not in found:
        way |= {node.id}
        askers = [link.source for link in node.incoming if link.waits and link.source.on_request_path]
        parts = [_share(asker, found, way) / _targets(asker) for asker in askers if asker.id not in way]
        found[node.id] = min(1, sum(parts))
    return found[node.id]


def _targets(asker: Node) -> int:
    """Among how many a request is handed to one."""
    if not (asker.has("client") or asker.has("request_router")):
        return 1
    return len({link.connection.target for link in asker.outgoing if link.waits}) or 1
