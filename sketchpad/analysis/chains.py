"""Who waits for whom: the services that a request passes one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..model import Id, Link, Node
from ..model.lenses import DATA

REACH = 400
"""Components that are followed from where a chain begins, at the most: as many as there are request paths."""


def owner(node: Node) -> Id:
    """The service that a component belongs to; one in no service is a service of its own."""
    service = node.service
    return node.id if service is None else service.id


def holds_up(link: Link) -> bool:
    """Whether whoever sends a request on this connection waits until what is behind it has answered."""
    return link.verb not in DATA and link.waits and link["is_async"] is not True


class Chain(NamedTuple):
    """What a request passes, one after the other."""

    links: tuple[Link, ...] = ()
    code: tuple[Node, ...] = ()
    """The code on the way; doors between two services are looked through, and so are models that are asked."""
    services: frozenset[Id] = frozenset()

    def behind(self, node: Node) -> Chain:
        """This chain with a component before it."""
        if not node.has("code"):
            return self
        return Chain(self.links, (node, *self.code), self.services | {owner(node)})

    def worth(self, own: Id) -> tuple[int, int]:
        """How many services it passes beside one, and how much code."""
        return len(self.services | {own}), len(self.code)


def chain_from(first: Node) -> Chain:
    """The chain from a component that passes most services, and of those the one that passes most code.

    In a circle of calls it may find a shorter one, and so it may where a chain comes back to a service.
    """
    best: dict[Id, Chain] = {}
    for node, links in _innermost_first(first):
        own = owner(node)
        known = [(link, best[link.connection.target]) for link in links if link.connection.target in best]
        further = max(known, key=lambda pair: pair[1].worth(own), default=None)
        chain = Chain() if further is None else further[1]._replace(links=(further[0], *further[1].links))
        best[node.id] = chain.behind(node)
    return best[first.id]


def _innermost_first(first: Node) -> Iterator[tuple[Node, list[Link]]]:
    """What a component waits for, directly or through others, each after all that it waits for itself."""
    known = {first.id}
    links = _onward(first)
    way = [(first, links, iter(links))]
    while way:
        node, links, further = way[-1]
        for link in further:
            target = link.connection.target
            if target not in known and len(known) < REACH:
                known.add(target)
                onward = _onward(link.target)
                way.append((link.target, onward, iter(onward)))
                break
        else:
            way.pop()
            yield node, links


def _onward(node: Node) -> list[Link]:
    return [link for link in node.outgoing if holds_up(link)]


def askers(node: Node) -> Iterator[Node]:
    """The clients and the code whose requests come to a component, through doors alone."""
    seen = {node.id}
    stack = [node]
    while stack:
        for link in stack.pop().incoming:
            if link.connection.source in seen or not holds_up(link):
                continue
            source = link.source
            seen.add(source.id)
            if source.has("client") or source.has("code"):
                yield source
            else:
                stack.append(source)
