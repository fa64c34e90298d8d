"""What flows out of a Region in a month, and what AWS charges for it."""

from __future__ import annotations

from ..catalog import facts
from ..catalog.facts import Figure
from ..model import Link
from ..model.lenses import DATA
from .figures import number
from .regions import regions_of
from .tariff import Charges, term

NEIGHBOURS = frozenset({"us-east-1", "us-east-2"})
"""Regions between which traffic costs less than between others."""


def crosses_regions(link: Link) -> bool:
    """Whether what flows on a connection goes from one Region to another; not where a copy of the data is near."""
    here, there = link.source.region, link.target.region
    if here is None or there is None or here == there or "global" in (here, there):
        return False
    return not (link.verb in DATA and here in regions_of(link.target))


def cross_region_price(link: Link) -> Figure:
    """The price of a GB on a connection that crosses Regions: that of us-east-1, which others exceed."""
    ends = {link.source.region, link.target.region}
    return facts.price("dt.use1_use2_gb" if ends == NEIGHBOURS else "dt.cross_region_gb")


def transfer_charges(link: Link) -> Charges:
    """What AWS charges for the traffic of a connection that leaves a Region, where its volume is stated."""
    gigabytes = number(link, "gb_month")
    if not gigabytes:
        return
    ends = link.source, link.target
    if any(end.has("client") for end in ends):
        if any(end.region not in (None, "global") for end in ends):
            yield term(link, "traffic to the internet", gigabytes, "dt.internet_gb")
    elif crosses_regions(link):
        yield term(link, "traffic between Regions", gigabytes, cross_region_price(link))
