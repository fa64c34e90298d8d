"""Whether a month costs no more than is asked, and whether the design takes the load."""

from __future__ import annotations

from ..analysis.capacity import concurrency, own_cap, quota, rate
from ..analysis.cost import estimate
from ..analysis.figures import known, number
from ..model import Node
from .ground import Case, Ground, figure, ids, together, unstated

SHOWN = 3
"""Of many amounts, so many are shown by themselves."""


def cost(case: Case) -> Ground:
    """What a month costs by list prices, and what is not in that sum."""
    ceiling = known(case.need.properties.get("usd"))
    if ceiling is None:
        return Ground()
    whole = estimate(case.graph)
    amounts = list(whole.by_part.items())
    shown = [f"{_name(case, id)} {figure(usd)}" for id, usd in amounts[:SHOWN]]
    if len(amounts) > SHOWN:
        shown.append(f"{len(amounts) - SHOWN} more {figure(sum(usd for _, usd in amounts[SHOWN:]))}")
    line = f"{' + '.join(shown) or 'nothing priced'} = {figure(whole.usd)} USD a month; asked {figure(ceiling)}"
    parts = tuple(whole.by_part)
    if whole.usd > ceiling:
        return Ground(False, (line,), parts)
    left_out: dict[str, list[str]] = {}
    for one in whole.unpriced:
        left_out.setdefault(one.part, []).append(one.what)
    missing = unstated(*(f"what {_name(case, id)} costs: {', '.join(what)}" for id, what in left_out.items()))
    return Ground(None if missing else True, (line,), parts, missing)


def _name(case: Case, id: str) -> str:
    node = case.graph.find(id)
    return id if node is None else str(node)


def load(case: Case) -> Ground:
    """What the busiest second asks of each component that requests reach."""
    reached = [
        node for trait in ("compute", "store") for node in case.graph.having_trait(trait) if node.on_request_path
    ]
    return together(ground for node in reached if (ground := _carried(node)) is not None)


def _carried(node: Node) -> Ground | None:
    """Whether a component takes what comes; None where AWS sees to it."""
    if node.has("function"):
        return _function(node)
    if node.has("fleet") or node.has("single_instance"):
        return Ground(parts=ids(node), missing=unstated(f"how many requests a second {node} takes"))
    if node.has("relational"):
        return (
            None
            if node.has("distributed_sql")
            else Ground(parts=ids(node), missing=unstated(f"how many transactions a second {node} takes"))
        )
    return None


def _function(node: Node) -> Ground:
    arriving, duration, expected = rate(node), number(node, "avg_duration_ms"), concurrency(node).expected
    if arriving is None or duration is None or expected is None:
        what = "avg_duration_ms" if arriving is not None else "peak_rps"
        return Ground(parts=ids(node), missing=unstated(f"{what} of {node}"))
    own = own_cap(node)
    most = quota(node) if own is None else own
    needed = arriving * duration / 1000
    line = f"{node}: {figure(arriving)}/s x {figure(duration)} ms = {figure(needed)} at once, of {figure(most)}"
    return Ground(needed <= most, (line,), ids(node))
