"""Fixes that make more of what is there, or ask less of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..analysis.figures import number
from ..editing import SetProperty
from ..editing.edit import EditError
from ..model import Component, Design, Id, Node
from .remedies import Declare, together
from .rule import Fix

THOUSAND = 1000
"""Quotas are asked for in whole thousands."""


@dataclass(frozen=True)
class Grant:
    """State of many functions the quota that their account has got; who has it granted is a person."""

    functions: tuple[Id, ...]
    quota: int

    def __call__(self, design: Design) -> Design:
        return design.having(*self._stated(design))

    def _stated(self, design: Design) -> Iterable[Component]:
        for id in self.functions:
            function = design.components.get(id)
            if function is None:
                raise EditError(f"there is no component {id}")
            yield function.but(properties={**function.properties, "account_concurrency": self.quota})

    def __str__(self) -> str:
        return f"Have a quota of {self.quota:,} granted"


def larger_quota(functions: Sequence[Id], environments: float) -> Fix:
    """The next whole thousand that is enough."""
    return Fix("raise-quota", Grant(tuple(functions), math.ceil(environments / THOUSAND) * THOUSAND))


def larger_reservation(function: Node, environments: int) -> Fix:
    """What is reserved for one function is taken from the others, which only a person may decide."""
    return Fix("raise-reservation", Declare(function.id, "reserved_concurrency", environments))


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
