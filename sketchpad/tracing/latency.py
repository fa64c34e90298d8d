"""Whether requests are answered as soon as is asked, from each place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..analysis.figures import known, words
from ..analysis.paths import Journey, Sort
from ..catalog import facts
from ..model import Id, Requirement
from .ground import Case, Ground, places, together, unstated

SORTS: tuple[Sort, ...] = ("read", "write")
MEDIAN = 50
"""The percentile up to which what usual requests take is what counts."""


def latency(case: Case) -> Ground:
    """Every place, for each budget that is stated."""
    return together(_judged(case, case.need, places(case.graph) or (None,)))


def users(case: Case) -> Ground:
    """The places of these users, for each budget that anybody states."""
    here = words(case.need.properties.get("at"))
    needs = case.graph.requirements("latency")
    grounds = [ground for need in needs for ground in _judged(case, need, here, brief=True)]
    return together(grounds) if grounds else Ground(missing=unstated("how long these users may wait (need latency)"))


def _judged(case: Case, need: Requirement, where: tuple[str | None, ...], brief: bool = False) -> Iterator[Ground]:
    asked = {place for users in case.graph.requirements("users") for place in words(users.properties.get("at"))}
    percentile = known(need.properties.get("pctl"))
    tail = percentile is None or percentile > MEDIAN
    for sort in SORTS:
        budget = known(need.properties.get(f"{sort}_ms"))
        if budget is not None:
            some = [place for place in where if place in asked or not _only_otherwise(case, place, sort)] or where
            yield from (_from(case, place, sort, Budget(need.id, budget, tail, brief)) for place in some)


def _only_otherwise(case: Case, place: str | None, sort: Sort) -> bool:
    """Whether all that comes from a place is of the other sort, as from devices that only write."""
    return not case.journeys(place, sort) and any(case.journeys(place, other) for other in SORTS if other != sort)


class Budget(NamedTuple):
    """What requests of a sort may take."""

    of: Id
    """The requirement that states it."""
    ms: float
    tail: bool
    """Whether slow requests count."""
    brief: bool
    """Whether the sum is told without its terms, as another requirement shows them."""

    def spent(self, way: Journey) -> float:
        """What the slowest requests that count take, in ms."""
        return way.slow_ms if self.tail else way.ms


def _from(case: Case, place: str | None, sort: Sort, budget: Budget) -> Ground:
    """Requests of a sort from a place: too slow where the quickest is, met where even the slowest is not."""
    if place is not None and facts.place(place) is None:
        return Ground(missing=unstated(f"where {place} is; take a city or a Region that the catalogue has"))
    ways = case.journeys(place, sort)
    if not ways:
        return Ground(missing=unstated(f"a way that {sort}s{f' from {place}' if place else ''}"))
    quickest = ways[0]
    worst = max(ways, key=lambda way: (bool(way.unknown), budget.spent(way)))
    if quickest.ms > budget.ms:
        return Ground(False, (_line(quickest, sort, budget),), quickest.parts)
    line = _line(worst, sort, budget)
    if worst.unknown:
        return Ground(None, (line,), worst.parts, unstated(*dict.fromkeys(_unknown(worst))))
    if budget.spent(worst) <= budget.ms:
        return Ground(True, (line,), worst.parts)
    span = f"{worst.ms:,.10g} to {budget.spent(worst):,.0f} ms from {_name(place)}"
    return Ground(None, (line,), worst.parts, (f"only a measurement can tell: {span}",))


def _line(way: Journey, sort: Sort, budget: Budget) -> str:
    slow = f", slow ones {way.slow_ms:,.0f}" if budget.tail and way.ms <= budget.ms and not way.unknown else ""
    if budget.brief:
        return f"{_name(way.place)}: a {sort} takes {way.ms:,.10g} ms{slow}; {budget.of} asks {budget.ms:,.10g}"
    return f"{sort}: {way}{slow}; asked {budget.ms:,.10g}"


def _name(place: str | None) -> str:
    known = facts.place(place) if place is not None else None
    return known.name if known else place or "the clients"


def _unknown(way: Journey) -> Iterator[str]:
    for what in way.unknown:
        yield "where the users are (need users at=…)" if not way.place and " to " in what else f"the time of {what}"
