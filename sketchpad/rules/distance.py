"""Rules about what distance costs, and about where a service or data may be."""

from __future__ import annotations

from collections.abc import Iterator

from ..analysis.figures import word, words
from ..analysis.offers import LIMITED, lacking, offer, offered
from ..analysis.regions import copies_of, members_of, regions_of
from ..analysis.writes import one_set
from ..catalog import facts
from ..editing.edit import listed
from ..model import Node, Requirement
from .confines import brought_inside, instead, one_pair
from .rule import ERROR, Finding, rule


@rule("GLB-007", ERROR, each=LIMITED, see=("botocore", "cfnlint", "eb-news", "dsql-mr"))
def service_not_available_in_region(node: Node) -> Iterator[Finding]:
    """The Region does not have the service.

    Newer services begin in some Regions, and a few never come to all. Who means to be in Sao Paulo or in Zurich should
    know before more is drawn on top. Aurora DSQL joins two Regions and a witness of one set alone, though single
    clusters are offered in more. The lists have their date: a Region may have been added since.

    Fine when: the service has come to the Region after the date of the list.

    Bad:
        region saopaulo code=sa-east-1
        eventbridge_bus events in saopaulo generation=custom
    Good:
        region virginia code=us-east-1
        eventbridge_bus events in virginia generation=custom
    """
    known = offer(node)
    if known is None:
        return
    name, called = known
    missing = lacking(name, dict.fromkeys(regions_of(node)))
    if missing:
        yield Finding(
            node,
            f"{node}: {called} is not offered in {listed(list(missing))}.",
            fixes=[*brought_inside(node, lambda region: offered(name, region)), *instead(node)],
        )
    elif node.has("distributed_sql") and (why := _unpeered(node)):
        yield Finding(node, f"{node}: {why}.", fixes=[*one_pair(node), *instead(node)])


def _unpeered(store: Node) -> str:
    """Why the Regions of a distributed database cannot be joined; empty where they can."""
    most: int = facts.quota("dsql", "regions_in_cluster").value
    if not copies_of(store):
        return ""
    if len(regions_of(store)) > most:
        return f"{store.kind.name} joins {most} Regions, not {len(regions_of(store))}"
    members = members_of(store)
    return (
        "" if one_set(store, members) else f"{listed(list(members))} are not of one set of Regions that can be joined"
    )


@rule("GLB-008", ERROR, each=("store", "cache", "channel", "vault"), breaks=("residency",), see=("ddb-gt",))
def data_residency_violated(node: Node) -> Iterator[Finding]:
    """Data lies, or is copied to, where it must not be.

    A copy for quick reads or for recovery moves the data itself. A witness and a backup in another Region count as
    well, and so does a channel: messages wait there.

    Fine when: the requirement is about other data; say which with `data`.

    Bad:
        region frankfurt code=eu-central-1
        dynamodb people in frankfurt data_class=customer_pii replicas=us-east-1 pitr=true
        need residency regions=eu-central-1,eu-west-1
    Good:
        region frankfurt code=eu-central-1
        dynamodb people in frankfurt data_class=customer_pii replicas=eu-west-1 pitr=true
        need residency regions=eu-central-1,eu-west-1
    """
    needs = node.graph.requirements("residency")
    if not needs:
        return
    kept = word(node, "data_class")
    there = dict.fromkeys((*members_of(node), word(node, "backup_region")))
    known = [region for region in there if region in facts.regions]
    outside: dict[str, tuple[str, ...]] = {}
    for need in needs:
        if (inside := _inside(need, kept)) and (out := tuple(region for region in known if region not in inside)):
            outside[need.id] = out
    if not outside:
        return
    allowed = set.intersection(*(set(_inside(need, kept)) for need in needs if _inside(need, kept)))
    where = sorted({region for out in outside.values() for region in out})
    yield Finding(
        node,
        f"{node} keeps {kept or 'its'} data in {listed(where)}, where it must not be ({listed(list(outside))}).",
        fixes=brought_inside(node, lambda region: region in allowed),
        breaks=tuple(outside),
    )


def _inside(need: Requirement, kept: str) -> tuple[str, ...]:
    """The Regions that a requirement allows for a class of data; empty where it says nothing about it."""
    data = need.properties.get("data")
    return words(need.properties.get("regions")) if data in (None, "unset", kept) else ()
