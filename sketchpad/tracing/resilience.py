"""Whether it is there as often as is asked, and comes back as soon and as whole."""

from __future__ import annotations

from collections.abc import Iterator

from ..analysis.addressing import stores
from ..analysis.availability import Composite, composite, falls_short, shown, zones
from ..analysis.figures import known, word
from ..analysis.recovery import Recovery, loss, recovery, zone_recovery_s
from ..analysis.regions import copies_of
from ..model import Node
from .ground import Case, Ground, ids, together, unstated


def availability(case: Case) -> Ground:
    """What is promised for all that a client needs, multiplied."""
    target = known(case.need.properties.get("pct"))
    clients = [client for client in case.graph.having_trait("client") if any(link.waits for link in client.outgoing)]
    if target is None or not clients:
        return Ground()
    found = [(client, composite(client)) for client in clients]
    worst, whole = min(found, key=lambda one: (one[1].pct, one[0].id))
    unknown = {node.id: node for _, one in found for node in one.unknown}
    parts = ids(worst, *(node for term in whole.terms for node in term.nodes), *(c.entry for c in whole.choices))
    line = f"{_product(whole)} = {shown(whole.pct)}; asked {target:,.10g} %"
    missing = unstated(*(f"what is promised for {node} ({node.kind.name})" for _, node in sorted(unknown.items())))
    if falls_short(whole.pct, target):
        return Ground(False, (line,), parts, missing)
    if whole.pct >= target and not unknown:
        return Ground(True, (line,), parts)
    close = (
        ()
        if whole.pct >= target
        else (f"only a measurement can tell: the promises come to {shown(whole.pct)}, close to what is asked",)
    )
    return Ground(None, (line,), parts, (*missing, *close))


def _product(whole: Composite) -> str:
    """The factors; what is promised alike stands together."""
    factors = [f"{', '.join(map(str, term.nodes))} {shown(term.pct)}" for term in whole.terms if term.pct < 100]
    for choice in whole.choices:
        ways = " or ".join(f"{region} {shown(pct)}" for region, pct in choice.regions.items())
        factors.append(f"({ways}) {shown(choice.pct)}")
    return " x ".join(factors) or "nothing that fails"


def rto(case: Case) -> Ground:
    """How soon it works again after the loss of a zone or a Region."""
    target = known(case.need.properties.get("s"))
    if target is None:
        return Ground()
    if word_of(case, "scope") == "az":
        return together(_back_after_zone(case, store, target) for store in stores(case.graph))
    found = recovery(case.graph)
    unclassed = unstated(*_unclassed(case))
    if found is None:
        return Ground(missing=unclassed or unstated("a client that code serves"))
    line = f"{_told(found)}; asked {target:,.10g} s"
    if found.misses(target):
        return Ground(False, (line,), ids(*found.limits))
    return Ground(None if unclassed else True, (line,), ids(*found.limits), unclassed)


def _told(found: Recovery) -> str:
    least = "" if found.seconds is None else f", {found.seconds:,.10g} s at best"
    return f"{found.why}: {found.topology.words}{least}"


def _back_after_zone(case: Case, store: Node, target: float) -> Ground:
    seconds = zone_recovery_s(store)
    line = f"{store} works again {f'after {seconds:,.10g} s' if seconds else 'at once'}; asked {target:,.10g} s"
    return Ground(seconds <= target, (line,), ids(store))


def rpo(case: Case) -> Ground:
    """What the loss of a zone or a Region costs of the latest data."""
    target = known(case.need.properties.get("s"))
    if target is None:
        return Ground()
    if word_of(case, "scope") == "az":
        return together(_kept_over_zones(store, target) for store in stores(case.graph))
    found = loss(case.graph)
    unclassed = unstated(*_unclassed(case))
    if found is None:
        return Ground(missing=unclassed or unstated("data that has to last"))
    store, copy = found
    lost = "everything" if copy.seconds is None else f"up to {copy.seconds:,.10g} s" if copy.seconds else "nothing"
    about = f"{copy.what}, an estimate" if copy.seconds and copy.estimate else copy.what
    line = f"{store} loses {lost} ({about}); asked {target:,.10g} s"
    if copy.order > target:
        return Ground(False, (line,), ids(store))
    return Ground(None if unclassed else True, (line,), ids(store), unclassed)


def _kept_over_zones(store: Node, target: float) -> Ground:
    if zones(store) == 1:
        return Ground(
            None, (f"{store} stands in one zone",), ids(store), unstated(f"how often {store} is backed up elsewhere")
        )
    return Ground(True, (f"{store} is kept in several zones and loses nothing; asked {target:,.10g} s",), ids(store))


def _unclassed(case: Case) -> Iterator[str]:
    """The stores of which nobody says whether their data has to outlive the Region."""
    for store in stores(case.graph):
        open_ = not word(store, "data_class") and store["dr"] != "out_of_scope" and store["rederivable"] is not True
        if open_ and not copies_of(store):
            yield f"the data_class of {store}"


def word_of(case: Case, name: str) -> str:
    value = case.need.properties.get(name)
    return value if isinstance(value, str) else ""
