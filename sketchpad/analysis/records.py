"""Which components are the home of data that others rely on."""

from __future__ import annotations

from ..model import Node


def is_record(node: Node) -> bool:
    """Whether it is a store that others rely on: a cache only where it says that it is the primary home."""
    return node.has("store") or (node.has("volatile") and node["role"] == "primary")
