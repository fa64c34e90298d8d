"""What a design costs in a month, as an order of magnitude: list prices of us-east-1, average traffic, in USD.

An estimate shows its terms, so that people can contradict it, and names what is not in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import NamedTuple

from ..model import Component, Connection, Graph, Id, Link, Node
from .averages import average_rate
from .charges import CHARGES, firewall_charges
from .figures import DIGITS, number
from .tariff import Charge, Charges, Term, Unpriced
from .transfers import transfer_charges

__all__ = ["Charge", "Cost", "Term", "Unpriced", "charges_of", "cost_of", "estimate", "usd_of", "whole"]


@dataclass(frozen=True)
class Cost:
    """The charges of a month, each with the part that it is for."""

    terms: tuple[Term, ...] = ()
    unpriced: tuple[Unpriced, ...] = ()
    """What is charged too, yet not in the sum."""

    @cached_property
    def usd(self) -> float:
        return math.fsum(term.usd for term in self.terms)

    @cached_property
    def by_part(self) -> dict[Id, float]:
        """USD by part, the dearest first; parts that cost nothing are left out."""
        sums: dict[Id, list[float]] = {}
        for term in self.terms:
            sums.setdefault(term.part, []).append(term.usd)
        totals = {part: total for part, some in sums.items() if (total := math.fsum(some))}
        return dict(sorted(totals.items(), key=lambda entry: (-entry[1], entry[0])))


def charges_of(part: Node | Link) -> Charges:
    """What AWS charges for a part in a month; the sum that the design itself states goes before every estimate."""
    if isinstance(part, Link):
        yield from transfer_charges(part)
    elif (stated := number(part, "monthly_usd")) is not None:
        yield Term(part.id, "as stated", 1, "month", stated)
    elif not (part.has("client") or part.has("external") or part.kind.category == "unknown"):
        own = CHARGES.get(part.kind.kind)
        yield from own(part) if own is not None else (Unpriced(part.id, part.kind.name),)
        if part.has("waf_capable") and part["waf"] is True:
            yield from firewall_charges(part, average_rate(part))


def cost_of(charges: Iterable[Charge]) -> Cost:
    """Charges, those that are priced and those that are not."""
    some = tuple(charges)
    return Cost(
        tuple(charge for charge in some if isinstance(charge, Term)),
        tuple(charge for charge in some if isinstance(charge, Unpriced)),
    )


def estimate(graph: Graph) -> Cost:
    """What a whole design costs in a month, term by term."""
    return cost_of(charge for part in _parts(graph) for charge in charges_of(part))


def _parts(graph: Graph) -> Iterator[Node | Link]:
    for id in graph.ids(Component):
        yield graph.node(id)
    for id in graph.ids(Connection):
        if (link := graph.link(id)) is not None:
            yield link


def usd_of(node: Node) -> float | None:
    """USD a month for a component and for the traffic it sends to other Regions; None where nothing is priced."""
    parts: list[Node | Link] = [node]
    parts += (link for link in node.outgoing if link.states("gb_month"))
    terms = [charge for part in parts for charge in charges_of(part) if isinstance(charge, Term)]
    return math.fsum(term.usd for term in terms) if terms else None


NAMED = 3
"""Parts that a sum is told with: the dearest."""


class Sum(NamedTuple):
    """What some components cost in a month."""

    usd: float
    dearest: tuple[tuple[Id, float], ...]
    """The dearest components with their USD, the first one first."""


def summed(costs: Mapping[Id, float]) -> Sum:
    """Components' costs in one."""
    return Sum(math.fsum(costs.values()), _dearest(costs.items()))


def whole(graph: Graph) -> Sum:
    """What a design costs in a month, in one sum."""
    sums = graph.summed("", usd_of, summed)
    usd = round(math.fsum(sum_.usd for sum_ in sums), DIGITS)
    return Sum(usd, _dearest(entry for sum_ in sums for entry in sum_.dearest))


def _dearest(costs: Iterable[tuple[Id, float]]) -> tuple[tuple[Id, float], ...]:
    return tuple(nsmallest(NAMED, (cost for cost in costs if cost[1] > 0), key=lambda cost: (-cost[1], cost[0])))
