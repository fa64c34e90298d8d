"""Every rule there is: the rules of each family listed here."""

from types import ModuleType

from . import (
    calls,
    compute,
    connections,
    cost,
    data,
    delivery,
    distance,
    files,
    global_,
    integration,
    ordering,
    outbox,
    ownership,
    payloads,
    reads,
    recovery,
    requirements,
    resilience,
    saga,
    scaling,
    security,
    streams,
    waivers,
)
from .rule import Rule

FAMILIES: tuple[ModuleType, ...] = (
    compute,
    ownership,
    data,
    reads,
    connections,
    delivery,
    ordering,
    streams,
    calls,
    payloads,
    integration,
    saga,
    outbox,
    global_,
    distance,
    resilience,
    recovery,
    scaling,
    cost,
    security,
    requirements,
    files,
    waivers,
)

RULES: tuple[Rule, ...] = tuple(
    member for family in FAMILIES for member in vars(family).values() if isinstance(member, Rule)
)
