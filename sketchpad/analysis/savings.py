"""What could cost less and do the same, in USD a month."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..catalog import facts
from ..model import Link, Node
from .averages import average_rate
from .charges import function_charges, on_demand_charges, provisioned_charges, scaled_units
from .compute_options import options, work_of
from .figures import number, word, words
from .regions import regions_of
from .tariff import HOURS, Charge, Term


class Bill(NamedTuple):
    """What something costs as it is, and otherwise; USD a month."""

    is_: float
    would_be: float

    @property
    def saved(self) -> float:
        return self.is_ - self.would_be


def _usd(charges: Iterable[Charge]) -> float:
    return math.fsum(charge.usd for charge in charges if isinstance(charge, Term))


# -- tables -----------------------------------------------------------------------------------------------------

EVEN = 0.5
"""An average of at least this part of the peak is a load that keeps still."""
DEARER = 1.5
"""How many times the price of bought units makes paying by the request worth a word."""
WORTH_A_TABLE = 200
"""USD a month below which it is not."""


def if_bought(table: Node) -> Bill | None:
    """A table by the request, and with units that scale automatically; None where the second is not much cheaper."""
    if word(table, "capacity") != "on_demand" or word(table, "traffic") == "spiky":
        return None
    writes, reads = number(table, "avg_writes"), number(table, "avg_reads")
    peaks = number(table, "peak_writes"), number(table, "peak_reads")
    if writes is None or reads is None or None in peaks:
        return None
    if any(peak and average / peak < EVEN for average, peak in zip((writes, reads), peaks, strict=True)):
        return None
    bought = provisioned_charges(table, scaled_units(writes), scaled_units(reads))
    bill = Bill(_usd(on_demand_charges(table, writes, reads)), _usd(bought))
    return bill if bill.is_ > DEARER * bill.would_be and bill.saved > WORTH_A_TABLE else None


# -- traffic ----------------------------------------------------------------------------------------------------

WORTH_A_WAY = 100
"""GB a month from which on a way around a NAT gateway is worth a word."""


@dataclass(frozen=True)
class Detour:
    """Traffic that goes through a NAT gateway though a gateway endpoint would carry it for nothing."""

    source: Node
    store: Node
    links: tuple[Link, ...]
    gigabytes: float
    """In a month."""

    @property
    def usd(self) -> float:
        return self.gigabytes * float(facts.price("nat.gb").value)


def detours(nat: Node) -> Iterator[Detour]:
    """The detours through a NAT gateway that are long enough to matter, by source and store."""
    found: dict[tuple[str, str], list[Link]] = {}
    for link in nat.incoming:
        store = link.graph.find(word(link, "to")) if link.verb == "egress" and number(link, "gb_month") else None
        if store is not None and store.has("gateway_endpoint") and nat.region in regions_of(store):
            found.setdefault((link.source.id, store.id), []).append(link)
    for (_, to), links in sorted(found.items()):
        source, store = links[0].source, nat.graph.node(to)
        gigabytes = math.fsum(number(link, "gb_month") or 0 for link in links)
        if gigabytes >= WORTH_A_WAY and not any(leads(link.target, store) for link in source.outgoing):
            yield Detour(source, store, tuple(links), gigabytes)


def leads(way: Node, store: Node) -> bool:
    """Whether something is a gateway endpoint for a store: one that is drawn to lead there, or nowhere yet."""
    if not way.has("private_endpoint") or way["type"] != "gateway":
        return False
    ends = {link.connection.target for link in way.outgoing if link.verb == "egress"}
    return not ends or store.id in ends


# -- compute ----------------------------------------------------------------------------------------------------

IDLE = 0.1
"""A share of time with work below which machines that always run mostly wait."""
BUSY = 0.6
"""How busy tasks of a fleet are kept."""
GB_EACH = 2
"""Memory that a fleet has for each vCPU, in GB."""
LEAST_VCPU = 2
"""The smallest fleet: a task in each of two zones."""
DEARER_RUN = 1.25
"""How many times the price of tasks makes a function worth a word."""
WORTH_A_MOVE = 300
"""USD a month below which it is not."""


def mostly_idle(fleet: Node) -> bool:
    """Whether a fleet that always runs has work for a small part of the time only, and nothing forces it to run."""
    share = number(fleet, "duty_cycle")
    if share is None or share >= IDLE or word(fleet, "traffic") not in ("sparse", "spiky"):
        return False
    if fleet["existing_fleet"] is True or word(fleet, "standby") == "pilot":
        return False
    return _can_be(fleet, "lambda")


def _can_be(node: Node, kind: str) -> bool:
    """Whether neither its work nor its team rules a kind out."""
    accepted = words(node["allowed"])
    return (kind in accepted or not accepted) and any(option.kind == kind for option in options(work_of(node)))


class Fleet(NamedTuple):
    """Tasks that do what a function does."""

    tasks: int
    """Each with one vCPU and the memory that goes with it."""
    bill: Bill


def if_fleet(function: Node) -> Fleet | None:
    """A steady function, and tasks that do the same work; None where the second is not much cheaper."""
    if word(function, "traffic") != "steady" or word(function, "compute_type") == "managed_instances":
        return None
    duration, memory = number(function, "avg_duration_ms"), number(function, "memory_mb")
    if duration is None or memory is None or function["existing_fleet"] is True:
        return None
    rate = average_rate(function)
    if rate is None:
        return None
    per_vcpu: float = facts.quota("lambda", "mb_per_vcpu").value
    vcpu = max(LEAST_VCPU, rate * duration / 1000 * memory / per_vcpu / BUSY)
    each = HOURS * (facts.price("fargate.vcpu_h").value + GB_EACH * facts.price("fargate.gb_h").value)
    invoked, run = _usd(function_charges(function, rate)), vcpu * each
    if invoked <= DEARER_RUN * run or invoked - run <= WORTH_A_MOVE or not _can_be(function, "ecs_fargate"):
        return None
    return Fleet(math.ceil(vcpu), Bill(invoked, math.ceil(vcpu) * each))


# -- all of it --------------------------------------------------------------------------------------------------


def saved_by(node: Node) -> float | None:
    """USD a month that a component could do without; None where nothing is known to be cheaper."""
    if node["monthly_usd"] is not None:
        return None
    if node.has("request_units"):
        bill = if_bought(node)
        return None if bill is None else bill.saved
    if node.has("nat"):
        return math.fsum(detour.usd for detour in detours(node)) or None
    if node.has("function"):
        fleet = if_fleet(node)
        return None if fleet is None else fleet.bill.saved
    return None
