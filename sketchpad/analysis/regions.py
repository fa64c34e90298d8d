"""The Regions in which a store keeps its data."""

from __future__ import annotations

from ..model import Node
from .figures import words

COPIES = ("replicas", "secondary_regions", "regions")
"""The properties that name further Regions of a store."""


def stated(node: Node, name: str) -> tuple[str, ...]:
    """The Regions that a property names, in the order of the file."""
    return words(node[name])


def copies_of(node: Node) -> tuple[str, ...]:
    """The Regions besides its own in which a store keeps a copy that can be read, without a witness."""
    found = dict.fromkeys(region for name in COPIES if name in node.kind.defaults for region in stated(node, name))
    own = node.region
    return tuple(region for region in found if region != own)


def regions_of(node: Node) -> tuple[str, ...]:
    """Every Region in which a store can be read, its own first; empty where none is stated."""
    own = node.region
    return (*((own,) if own and own != "global" else ()), *copies_of(node))


def witness_of(node: Node) -> str | None:
    """The Region that only votes; None where there is none."""
    found = stated(node, "witness")
    return found[0] if found else None


def members_of(node: Node) -> tuple[str, ...]:
    """The Regions that take part in a strong write: those with data, and the witness."""
    witness = witness_of(node)
    return (*regions_of(node), *((witness,) if witness else ()))
