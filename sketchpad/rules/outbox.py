"""Rules about what is stored and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..analysis.channels import takes_failures
from ..analysis.figures import word
from ..analysis.records import is_record
from ..analysis.sagas import LEADS
from ..catalog import verbs_between
from ..editing import Remove
from ..model import Link, Node
from ..model.lenses import WRITES
from .events import Parts
from .remedies import Declare, beside, every, together
from .rule import INFO, Finding, Fix, rule

COUNTED_ON = frozenset({"balance", "booking", "inventory", "ledger", "order", "payment"})
"""The classes of data whose changes others count on hearing of."""


@rule("SAG-005", INFO, each="code", breaks=("consistency",), see=("pg-outbox",))
def dual_write_without_outbox(node: Node) -> Iterator[Finding]:
    """A change is stored and told of in two operations.

    A fault between the two loses the event, or tells of a change that was rolled back. A table of outgoing events that
    is written in the same transaction, or the store's own stream of changes, makes the two one. The window is small,
    and many teams accept it.

    Fine when: there is an outbox (`outbox=true`), the store streams its changes, or a workflow leads the step.

    Bad:
        lambda shop
        dynamodb orders data_class=order pitr=true
        eventbridge_bus events
        shop writes orders
        shop publishes events
    Good:
        lambda shop
        dynamodb orders data_class=order pitr=true
        eventbridge_pipe changes
        eventbridge_bus events
        shop writes orders
        orders streams_to changes
        changes publishes events
    """
    outgoing = node.outgoing
    told = [link for link in outgoing if link.verb == "publishes"]
    if not told or not any(map(_stores, outgoing)) or node["outbox"] is True:
        return
    stores = {access.store.id: access.store for access in node.uses if access.writes and _counted_on(access.store)}
    if not stores:
        return
    told = [link for link in told if link.target.has("channel") and not takes_failures(link.target)]
    silent = [store for _, store in sorted(stores.items()) if not any(o.verb == "streams_to" for o in store.outgoing)]
    if not told or not silent or any(link.verb == LEADS for link in node.incoming):
        return
    channels = list({link.target.id: link.target for link in told}.values())
    yield Finding(
        (node, *silent, *channels),
        f"{node} writes {every(silent)} and publishes to {every(channels)} separately.",
        fixes=[
            Fix("outbox", Declare(node.id, "outbox", True), f"{node} writes its events to an outbox first"),
            *_streamed(silent, told, channels),
        ],
    )


def _stores(link: Link) -> bool:
    """Whether it writes what others count on, or through something that may."""
    return link.verb in WRITES and (_counted_on(link.target) or link.target.has("front"))


def _counted_on(store: Node) -> bool:
    return word(store, "data_class") in COUNTED_ON and is_record(store)


def _streamed(stores: Sequence[Node], told: Sequence[Link], channels: Sequence[Node]) -> list[Fix]:
    """The store's own stream, carried to where the events went; a pipe reads that of a table reached by HTTP alone."""
    store, pipe = stores[0], "eventbridge_pipe"
    if len(stores) > 1 or not store.has("http_store") or "streams_to" not in verbs_between(store.kind.kind, pipe):
        return []
    if not all(
        channel.has("serverless") and "publishes" in verbs_between(pipe, channel.kind.kind) for channel in channels
    ):
        return []  # a pipe brings nothing to a broker or a cluster of Kafka
    parts = Parts(store.graph)
    for channel in channels:
        new = parts.add(f"{store.id}-changes", pipe, beside(store))
        parts.connect(store.id, "streams_to", new)
        parts.connect(new, "publishes", channel.id)
    gone = Remove(frozenset(link.id for link in told))
    return [together("insert-eventbridge-pipe", f"Tell of the changes of {store} by its stream", [*parts.edits, gone])]
