"""Fixes for requests that rely on more than the target allows."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ..analysis.availability import WHOLE, Composite, Term, falls_short, side_by_side
from ..catalog import facts
from ..editing import Remove
from ..model import Link, Node
from .buffers import through_queue
from .elsewhere import second_region, served_alone
from .remedies import Declare, beside, names, together
from .rule import Fix


def needed_less(client: Node, found: Composite, target: float) -> list[Fix]:
    """What brings the promises that a client relies on up to a target in per cent."""
    fixes: list[Fix] = []
    loose = [(term, links) for term in found.terms if (links := _ways_to(term)) and _by_code(links)]
    term, links = min(loose, key=lambda one: one[0].pct, default=(None, []))
    if term is not None and not falls_short(WHOLE * found.pct / term.pct, target):
        fixes += _without(term, links)
    if not falls_short(_in_two_regions(client, found), target):
        fixes += second_region(client, "second-region")
    return fixes


def _ways_to(term: Term) -> list[Link]:
    """The connections by which requests get to what a promise is about."""
    arriving = (link for node in term.nodes for link in node.incoming)
    return [link for link in arriving if link.waits and link["optional"] is not True and link.source.on_request_path]


def _by_code(links: Sequence[Link]) -> bool:
    """Whether it is code that asks, which can go on without an answer; not without data that it reads and writes."""
    return all(link.source.has("code") and link.verb != "rw" for link in links)


def _without(term: Term, links: Sequence[Link]) -> list[Fix]:
    """Let requests succeed without something: by a fallback, later, or for good."""
    what = names(term.nodes)
    optional = [Declare(link.id, "optional", True) for link in links]
    return [
        together("make-optional", f"Let requests succeed without {what}, by a fallback", optional),
        *_later(term, links),
        Fix("remove-dependency", Remove(frozenset(link.id for link in links)), f"Do without {what}"),
    ]


def _later(term: Term, links: Sequence[Link]) -> list[Fix]:
    """Hand the work on through a queue, where one connection leads there and nobody waits for an answer."""
    if len(links) != 1:
        return []
    (link,) = links
    if link.verb not in ("writes", "calls", "invokes") or link["needs_response"] is True:
        return []
    title = f"Let a queue take what {link.source} has for {link.target}"
    return [through_queue("insert-sqs", title, link, beside(link.source))]


def _in_two_regions(client: Node, found: Composite) -> float:
    """What the promises come to, in per cent, with another Region that serves the client as the first does."""
    served = served_alone(client)
    if served is None:
        return 0
    ids = {node.id for node in served.parts}
    doubled = [term.pct / WHOLE for term in found.terms if ids.issuperset(node.id for node in term.nodes)]
    rest = [_several(term) / WHOLE for term in found.terms if not ids.issuperset(node.id for node in term.nodes)]
    chosen = [choice.pct / WHOLE for choice in found.choices]
    return side_by_side([WHOLE * prod(doubled)] * 2) * prod(rest) * prod(chosen)


def _several(term: Term) -> float:
    """What is promised for a store once it has a copy in another Region, in per cent."""
    promised = facts.availability(term.nodes[0].kind.kind, "multi_region")
    return term.pct if promised is None else float(promised.value)
