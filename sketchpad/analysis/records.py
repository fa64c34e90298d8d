"""Which components are the home of data that others rely on, and which work only once others have failed."""

from __future__ import annotations

from ..model import Node
from .figures import word
from .regions import copies_of

WAITING = frozenset({"pilot", "warm"})
"""What code says of its `standby` that takes over only when another Region has failed."""


def is_record(node: Node) -> bool:
    """Whether it is a store that others rely on: a cache only where it says that it is the primary home."""
    return node.has("store") or (node.has("volatile") and node["role"] == "primary")


def stands_by(node: Node) -> bool:
    """Whether code does its work only once another Region has failed."""
    return word(node, "standby") in WAITING


def follows(store: Node, other: Node) -> bool:
    """Whether what is written to another store is copied to this one."""
    return any(link.verb == "replicates_to" and link.source == other for link in store.incoming)


def only_follows(store: Node) -> bool:
    """Whether a store holds nothing of its own: another one is copied to it, and no code at work writes it.

    Two that are copied to each other are both at work.
    """
    sources = [link.source for link in store.incoming if link.verb == "replicates_to"]
    if not sources or any(follows(source, store) for source in sources):
        return False
    return not any(access.writes and not stands_by(access.accessor) for access in store.accesses)


def takes_over(node: Node, store: Node) -> bool:
    """Whether code works only once the copy beside it has become the writer of a store."""
    return store.has("single_writer") and stands_by(node) and node.region in copies_of(store)
