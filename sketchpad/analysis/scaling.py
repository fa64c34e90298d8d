"""How fast the load grows against how fast capacity follows, and what functions of one account take together.

Rates are in requests a second, concurrency in environments of a function at once, times in seconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from heapq import nsmallest
from typing import NamedTuple

from ..catalog import derived, facts
from ..model import Graph, Id, Link, Node
from ..model.lenses import READS
from .capacity import fed_cap, quota, rate, router_of, together
from .figures import DIGITS, asked, number, word

STEEP = 2
"""The growth, in times the usual load, from which on a spike asks for more than what runs already."""


class Spike(NamedTuple):
    """A load that grows."""

    requirement: Id
    factor: float
    """How many times the usual load it brings."""
    seconds: float | None
    """How soon it is at its height; None where that is unknown."""


def spikes(graph: Graph, least: float = STEEP) -> tuple[Spike, ...]:
    """The spikes that load requirements state, of at least some factor; the soonest first."""
    found = [
        Spike(need.id, factor, next(iter(asked([need], "spike_s")), None))
        for need in graph.requirements("load")
        for factor in asked([need], "spike_factor")
        if factor >= least
    ]
    return tuple(sorted(found, key=lambda spike: (math.inf if spike.seconds is None else spike.seconds, spike)))


def lag_s(fleet: Node) -> float | None:
    """Seconds from a spike until a fleet has more capacity; None where that is unknown."""
    figure = facts.scale_out(fleet.kind.kind)
    return None if figure is None else figure.value


# -- functions of an account ------------------------------------------------------------------------------------

Group = tuple[Id | None, str | None]
"""An account and a Region, where they are stated."""


class Need(NamedTuple):
    """What a function needs at its busiest."""

    concurrency: float
    rps: float

    def over(self, most: float) -> bool:
        """Whether so many environments are too few for it."""
        return self.concurrency > most or self.rps > most * per_environment()

    def within(self, most: float | None) -> Need:
        """What is left of it where no more than so many environments run at once."""
        if most is None or not self.over(most):
            return self
        return Need(min(self.concurrency, most), min(self.rps, most * per_environment()))

    @property
    def environments(self) -> int:
        """As many as are enough for it."""
        return math.ceil(max(self.concurrency, self.rps / per_environment()))


@derived
def per_environment() -> float:
    """The requests a second that one environment may take, however short they are."""
    most: float = facts.quota("lambda", "rps_per_concurrency").value
    return most


def need_of(function: Node) -> Need | None:
    """What a function needs for all that its triggers hand it at once; None where its rate or duration is unknown.

    Managed instances have no such quota.
    """
    duration = number(function, "avg_duration_ms")
    if duration is None or word(function, "compute_type") == "managed_instances":
        return None
    arriving = rate(function)
    if arriving is None:
        return None
    need = Need(arriving * duration / 1000, arriving)
    return need.within(fed_cap(function)) if need.over(1) else need


@derived
def _started_per_step() -> float:
    most: float = facts.quota("lambda", "scaling_rate_per_function").value
    return most


def ramp(seconds: float) -> float:
    """Environments of one function that Lambda starts within so many seconds, with what it starts at once."""
    return _started_per_step() * max(1, seconds / STEP_S)


STEP_S = 10
"""The seconds for which the figure of the scaling rate holds."""


class Trouble(NamedTuple):
    """Why a function alone has too few environments."""

    need: Need
    reserved: float | None
    """What is reserved for it, if that is less than it needs."""
    spike: Spike | None
    """What asks for environments sooner than they start, if that is so."""
    new: float
    """Environments that the spike asks for beyond what runs already."""
    started: float
    """Those that start in time."""


def _trouble(function: Node, need: Need, reserved: float | None) -> Trouble | None:
    if reserved is not None and need.over(reserved):
        return Trouble(need, reserved, None, 0, 0)
    if number(function, "provisioned_concurrency"):
        return None
    if need.concurrency <= ramp(0):
        return None
    for spike in spikes(function.graph, 1):
        if spike.seconds is None:
            continue
        new, started = need.concurrency * (1 - 1 / spike.factor), ramp(spike.seconds)
        if new > started:
            return Trouble(need, None, spike, new, started)
    return None


class Share(NamedTuple):
    """What a function takes of the concurrency of its account and Region."""

    group: Group
    router: Id | None
    """The router that hands it its part of the load, if its rate comes from there."""
    concurrency: float
    rps: float
    quota: float
    trouble: Trouble | None
    """Why it has too few environments whatever its account allows."""


def share_of(function: Node) -> Share | None:
    """A function's part of the quota of its account and Region, which its own limits cap; None where it is unknown."""
    need = need_of(function)
    if need is None:
        return None
    account = function.account
    group = (account.id if account is not None else None, function.region)
    reserved = number(function, "reserved_concurrency")
    own, trouble = need.within(reserved), _trouble(function, need, reserved)
    return Share(group, router_of(function), own.concurrency, own.rps, quota(function), trouble)


NAMED = 3
"""Functions that are told of all those which are too much together: the ones that take most."""


class Part(NamedTuple):
    """What some functions of one account and Region take."""

    group: Group
    most: Need
    """Of all, as if no two of them were behind one router."""
    alone: Need
    """Of those whose rate is their own."""
    shared: tuple[tuple[Id, Need], ...]
    """By the router that hands out the load: the most that one of those behind it takes."""
    quota: float
    largest: tuple[tuple[Id, Share], ...]
    many: int
    """How many functions take anything."""


class Shares(NamedTuple):
    """Some functions' parts of the quotas."""

    parts: tuple[Part, ...]
    troubled: tuple[tuple[Id, Share], ...]
    """Those that have too few environments whatever their account allows."""


def shares_of(shares: Mapping[Id, Share]) -> Shares:
    """Functions' parts in one."""
    groups: dict[Group, list[tuple[Id, Share]]] = {}
    for entry in shares.items():
        groups.setdefault(entry[1].group, []).append(entry)
    return Shares(
        tuple(_part(group, some) for group, some in groups.items()),
        tuple((id, share) for id, share in shares.items() if share.trouble is not None),
    )


def _part(group: Group, entries: list[tuple[Id, Share]]) -> Part:
    own = [share for _, share in entries if share.router is None]
    shared: dict[Id, Need] = {}
    for _, share in entries:
        if share.router is not None:
            other = shared.get(share.router, Need(0, 0))
            shared[share.router] = Need(max(share.concurrency, other.concurrency), max(share.rps, other.rps))
    taking = [entry for entry in entries if entry[1].rps > 0]
    return Part(
        group,
        Need(sum(share.concurrency for _, share in entries), sum(share.rps for _, share in entries)),
        Need(math.fsum(share.concurrency for share in own), math.fsum(share.rps for share in own)),
        tuple(sorted(shared.items())),
        max(share.quota for _, share in entries),
        tuple(nsmallest(NAMED, taking, key=_by_size)),
        len(taking),
    )


def _by_size(entry: tuple[Id, Share]) -> tuple[float, Id]:
    return -entry[1].concurrency, entry[0]


class Taken(NamedTuple):
    """What the functions of an account and Region take together at the busiest, and what they may."""

    need: Need
    quota: float
    largest: tuple[tuple[Id, Share], ...]
    """The functions that take most, with their parts; the first one first."""
    many: int


def over_quota(sums: Iterable[Shares]) -> dict[Group, Taken]:
    """What functions take together, by account and Region; only where it is more than the quota."""
    groups: dict[Group, list[Part]] = {}
    for shares in sums:
        for part in shares.parts:
            groups.setdefault(part.group, []).append(part)
    taken = {group: _taken(parts) for group, parts in groups.items() if _may_be_over(parts)}
    return {group: sum_ for group, sum_ in taken.items() if sum_.need.over(sum_.quota)}


def _may_be_over(parts: list[Part]) -> bool:
    """Whether the sum of all parts is more than any of their quotas, as if no two of them were behind one router."""
    concurrency = sum([part.most.concurrency for part in parts])
    rps = sum([part.most.rps for part in parts])
    return Need(concurrency, rps).over(min([part.quota for part in parts]) - 10**-DIGITS)


def _taken(parts: list[Part]) -> Taken:
    needs: list[tuple[Id | None, Need]] = [(None, part.alone) for part in parts]
    needs += (routed for part in parts for routed in part.shared)
    return Taken(
        Need(
            round(together((router, need.concurrency) for router, need in needs), DIGITS),
            round(together((router, need.rps) for router, need in needs), DIGITS),
        ),
        max(part.quota for part in parts),
        tuple(nsmallest(NAMED, (entry for part in parts for entry in part.largest), key=_by_size)),
        sum(part.many for part in parts),
    )


# -- hot keys ---------------------------------------------------------------------------------------------------


def served_by_cache(store: Node) -> bool:
    """Whether whoever reads a store reads it through a cache, so that the most wanted key is in memory."""
    readers: list[Link] = [link for link in store.incoming if link.verb in READS]
    return bool(readers) and all(link.source.has("cache") for link in readers)
