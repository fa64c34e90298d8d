"""Which Regions have what a design puts there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..catalog import facts
from ..model import Node
from .figures import word


class Variant(NamedTuple):
    """A way to use a kind that is not offered wherever the kind is."""

    property: str
    value: str
    name: str
    """The name under which its Regions are known."""
    words: str


VARIANTS = {
    "lambda": Variant("compute_type", "managed_instances", "lambda_managed_instances", "Lambda on managed instances"),
    "eventbridge_bus": Variant("generation", "custom", "custom_bus", "A custom event bus"),
}
"""By kind."""
LIMITED = (
    "app_runner",
    "aurora_dsql",
    "dax",
    "eventbridge_bus",
    "eventbridge_pipe",
    "lambda",
    "memorydb",
    "rds_proxy",
    "vpc_lattice",
)
"""The kinds that some Regions do not have, at least in a variant."""


def offer(node: Node) -> tuple[str, str] | None:
    """The name under which the Regions of a component are known, and its words; None where all Regions have it."""
    variant = VARIANTS.get(node.kind.kind)
    if variant is None:
        return (node.kind.kind, node.kind.name) if node.kind.kind in LIMITED else None
    return (variant.name, variant.words) if word(node, variant.property) == variant.value else None


def offered(name: str, region: str) -> bool:
    """Whether a Region has what is known under a name; true where nothing is known of the Region."""
    if name == "custom_bus":
        return region not in facts.regions or region in facts.quota("eventbridge", "custom_regions").value
    return facts.available(name, region)


def lacking(name: str, regions: Iterable[str]) -> tuple[str, ...]:
    """Those of some Regions that do not have what is known under a name."""
    return tuple(region for region in regions if not offered(name, region))
