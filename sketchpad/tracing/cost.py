"""Whether a month costs no more than is asked."""

from __future__ import annotations

from ..analysis.cost import estimate
from ..analysis.figures import known
from .ground import Case, Ground, figure, unstated

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
    """A component by its name, a connection by those of its ends."""
    if (node := case.graph.find(id)) is not None:
        return str(node)
    link = case.graph.link(id)
    return id if link is None else f"{link.source} to {link.target}"
