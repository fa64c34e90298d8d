"""Who can reach an API from outside, and what stands before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..model import Link, Node
from .figures import word

Passes = Callable[[Node], bool]
"""Whether requests may come through an entry, for the sake of a question."""


def faces_internet(api: Node) -> bool:
    """Whether an API has an address that the internet reaches, and no private one instead."""
    private = word(api, "scheme") == "internal" or word(api, "endpoint") == "private"
    return not private and api["public"] is not False


def from_clients(node: Node, passes: Passes = lambda entry: True) -> Iterator[Link]:
    """The connections on which a client's requests come to a component, directly or through global entries.

    Only entries that `passes` lets count are looked through.
    """
    return (link for link in node.incoming if link.waits and _client_before(link.source, passes))


def _client_before(node: Node, passes: Passes) -> bool:
    return any(one.has("client") for one in _upstream(node, passes))


def entries_before(links: Iterable[Link]) -> Iterator[Node]:
    """The global entries through which requests may come on some connections."""
    for link in links:
        yield from (one for one in _upstream(link.source, lambda entry: True) if one.has("global_entry"))


def _upstream(node: Node, passes: Passes) -> Iterator[Node]:
    """A component and, as far as it is a global entry, what asks it, each once."""
    stack, seen = [node], {node.id}
    while stack:
        here = stack.pop()
        yield here
        if not here.has("global_entry") or not passes(here):
            continue
        for link in here.incoming:
            if link.waits and link.source.id not in seen:
                seen.add(link.source.id)
                stack.append(link.source)


def guarded(entry: Node) -> bool:
    """Whether a web application firewall filters what reaches an entry."""
    if entry["waf"] is True:
        return True
    return any(link.verb == "protects" and link.source.has("firewall") for link in entry.incoming)


def behind(nodes: Iterable[Node]) -> Iterator[Node]:
    """Some components and all that they wait for, each once."""
    stack = list(nodes)
    seen = {node.id for node in stack}
    while stack:
        here = stack.pop()
        yield here
        for link in here.outgoing:
            if link.waits and link.target.id not in seen:
                seen.add(link.target.id)
                stack.append(link.target)


def asks_who_calls(node: Node) -> bool:
    """Whether a component finds out who its callers are."""
    return word(node, "auth") not in ("", "none") or any(link.verb == "authenticates" for link in node.outgoing)
