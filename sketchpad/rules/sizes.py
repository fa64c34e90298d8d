"""Fixes that make more of what is there, or ask less of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..analysis.figures import number
from ..analysis.scaling import share_of
from ..catalog import graph
from ..editing import SetProperty
from ..editing.edit import EditError
from ..model import Design, Id, Node
from .remedies import Declare, setting, together
from .rule import Fix

THOUSAND = 1000
"""Quotas are asked for in whole thousands."""


@dataclass(frozen=True)
class Grant:
    """State the quota that an account has got, of every function that shares it; who has it granted is a person."""

    function: Id
    """One of them."""
    quota: int

    def __call__(self, design: Design) -> Design:
        shares = graph(design).gathered("function", share_of)
        if self.function not in shares:
            raise EditError(f"it is not known what {self.function} needs")
        group = shares[self.function].group
        functions = (design.components[id] for id in sorted(shares) if shares[id].group == group)
        stated = {"account_concurrency": self.quota}
        return design.having(*(one.but(properties={**one.properties, **stated}) for one in functions))

    def __str__(self) -> str:
        return f"Have a quota of {self.quota:,} granted"


def larger_quota(function: Node, environments: float) -> Fix:
    """The next whole thousand that is enough, for an account that a function is in."""
    return Fix("raise-quota", Grant(function.id, math.ceil(environments / THOUSAND) * THOUSAND))


def larger_reservation(function: Node, environments: int) -> Fix:
    """What is reserved for one function is taken from the others, which only a person may decide."""
    return setting("raise-reservation", function, "reserved_concurrency", environments, by=Declare)


def quicker(function: Node, environments: float, most: float) -> list[Fix]:
    """So short a duration that a function runs in `most` environments instead of so many."""
    duration = number(function, "avg_duration_ms")
    short = math.floor((duration or 0) * most / environments) if environments else 0
    if short < 1:
        return []
    return [Fix("shorten", Declare(function.id, "avg_duration_ms", short), f"Shorten {function} to {short:,} ms")]


def started_before(function: Node, environments: float) -> Fix:
    most = math.ceil(environments)
    edit = SetProperty(function.id, "provisioned_concurrency", most)
    return Fix("provisioned-concurrency", edit, f"Start {most:,} environments of {function} beforehand")


def bought_units(table: Node) -> list[Fix]:
    """As many units as the peak takes, where the peak is known."""
    units = {"wcu": number(table, "peak_writes"), "rcu": number(table, "peak_reads")}
    known = {name: math.ceil(peak) for name, peak in units.items() if peak is not None}
    if len(known) < len(units):
        return []
    said = ", ".join(f"{name}={many:,}" for name, many in known.items())
    edits = [SetProperty(table.id, name, many) for name, many in known.items()]
    return [together("more-units", f"Set {said} on {table}", edits)]


def spread_key(node: Node, share: float, above: float) -> Fix:
    """So many suffixes on the hottest key that each stays under the ceiling it is so many times above."""
    parts = math.ceil(above)
    edit = Declare(node.id, "hot_key_share", share / parts)
    return Fix("spread-key", edit, f"Spread the hottest key of {node} over {parts} suffixes")
