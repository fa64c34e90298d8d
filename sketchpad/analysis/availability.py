"""How available a client's requests are, as far as published promises tell.

Availability is in per cent of a month. What is needed for every request multiplies; Regions of which one suffices are
multiplied by what each of them lacks. The product is an estimate: promises say when money comes back, not how often
something fails, and they count as if nothing failed together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod

from ..catalog import Figure, facts
from ..model import Id, Link, Node
from .figures import number
from .regions import regions_of
from .requests import place

WHOLE = 100.0
"""Always available."""

COUNTS = ("az_count", "count", "nodes")
"""The properties that say over how much a component is spread."""


# -- one component ----------------------------------------------------------------------------------------------


def zones(node: Node) -> float | None:
    """The zones that a component stands in, as far as that matters; None where AWS sees to it or it is unknown.

    What is drawn in zones and states no number stands in those.
    """
    known = node.kind.defaults
    if "multi_az" in known:
        return 2 if node["multi_az"] is True else 1
    if not any(name in known for name in COUNTS):
        return None
    if node.states("az_count"):
        return number(node, "az_count")
    machines = copies(node)
    if machines == 1:
        return 1
    drawn = {group.id for group in node.groups if group.kind == "az"}
    if drawn:
        return len(drawn)
    return number(node, "az_count") if machines is None else machines


def copies(node: Node) -> float | None:
    """The machines that a component is counted in; None where it is not counted so."""
    return next((number(node, name) for name in ("count", "nodes") if name in node.kind.defaults), None)


@dataclass(frozen=True)
class Term:
    """One promise that requests rely on, and the components that it is about."""

    nodes: tuple[Node, ...]
    pct: float
    """Availability, in per cent."""
    figure: Figure
    """Where that comes from."""
    how: str = ""
    """What the figure holds for, in words, where it is not the usual one."""
    estimate: bool = False

    def __str__(self) -> str:
        first, *others = self.nodes
        named = ", ".join(str(node) for node in (first, *others[:2])) + (", …" if len(others) > 2 else "")
        about = f"{first.kind.name}, {self.how}" if self.how else first.kind.name
        return f"{named} ({about}) {shown(self.pct)}" + (", an estimate" if self.estimate else "")


def shown(pct: float) -> str:
    """An availability for people, with as many nines as there are."""
    digits = 2 if pct < 99.9 else 3 if pct < 99.99 else 4
    text = f"{pct:.{digits}f}".rstrip("0").rstrip(".")
    return f"{'over 99.9999' if text == '100' and pct < WHOLE else text} %"


def promise(node: Node) -> Term | None:
    """What is promised for a component as it stands; None where nothing is published."""
    kind = node.kind.kind
    usual = facts.availability(kind)
    if usual is None:
        return None
    several = facts.availability(kind, "multi_region")
    if several is not None and len(regions_of(node)) > 1:
        return _term(node, several, "in several Regions")
    machines = copies(node) if node.has("single_instance") else None
    if machines is not None:
        return _machines(node, usual, machines)
    if zones(node) != 1:
        return _term(node, usual)
    one = in_one_zone(node)
    return _term(node, one if one.value < usual.value else usual, "in one zone")


def in_one_zone(node: Node) -> Figure:
    """What is promised for a component in one zone; an estimate where nothing is published for that."""
    published = facts.availability(node.kind.kind, "single_az")
    return facts.get("availability", "composition", "unpublished_single_zone") if published is None else published


def _term(node: Node, figure: Figure, how: str = "") -> Term:
    return Term((node,), float(figure.value), figure, how, figure.checked == "est")


def _machines(node: Node, usual: Figure, machines: float) -> Term:
    """Machines whose promise is for each: of several that do not share a zone, one suffices."""
    if machines < 2 or zones(node) == 1:
        return _term(node, usual)
    down = (1 - usual.value / WHOLE) ** machines
    return Term((node,), WHOLE * (1 - down), usual, f"{machines:,.10g} side by side", estimate=True)


def terms_of(nodes: Iterable[Node]) -> tuple[Term, ...]:
    """The promises for some components, by id.

    What AWS promises for a service in a Region holds for all that a design has of it there, and counts once.
    """
    found: dict[tuple[str, ...], Term] = {}
    for node in sorted(nodes, key=lambda node: node.id):
        term = promise(node)
        if term is None:
            continue
        shared = node.has("serverless") and node.has("regional")
        key = (node.kind.kind, node.region or "", term.how) if shared else (node.id,)
        before = found.get(key)
        found[key] = term if before is None else replace(before, nodes=(*before.nodes, node))
    return tuple(found.values())


# -- what a client needs ----------------------------------------------------------------------------------------


@dataclass
class Need:
    """What has to work for a request: these components, and one Region behind each of these entries."""

    nodes: dict[Id, Node] = field(default_factory=dict)
    spreads: dict[Id, Spread] = field(default_factory=dict)


@dataclass
class Spread:
    """An entry that leads to several Regions, and what is needed in each of them."""

    entry: Node
    branches: dict[str, Need]
    """By the Region's code."""


@dataclass(frozen=True)
class Choice:
    """An entry behind which one of several Regions suffices."""

    entry: Node
    regions: Mapping[str, float]
    """What each Region reaches alone, in per cent, without what all of them need."""
    pct: float
    """What they reach together."""

    def __str__(self) -> str:
        ways = " or ".join(f"{region} {shown(pct)}" for region, pct in self.regions.items())
        return f"{self.entry} leads to {ways}: {shown(self.pct)}"


@dataclass(frozen=True)
class Composite:
    """The availability of a client's requests, and what it is made of."""

    terms: tuple[Term, ...]
    """What every request needs."""
    choices: tuple[Choice, ...]
    """Where one of several Regions suffices."""
    unknown: tuple[Node, ...]
    """What every request needs and nothing is published for; it does not count."""

    @cached_property
    def pct(self) -> float:
        """The product, in per cent; an estimate."""
        factors = [*(term.pct for term in self.terms), *(choice.pct for choice in self.choices)]
        return WHOLE * prod(pct / WHOLE for pct in factors)

    @property
    def weakest(self) -> Term | None:
        """The promise that takes most from the product."""
        return min(self.terms, key=lambda term: term.pct, default=None)

    @property
    def lines(self) -> tuple[str, ...]:
        """The product for a person to check: each factor with its source, then the result."""
        factors = [f"{term}; {facts.sources[term.figure.source].title}, {term.figure.as_of}" for term in self.terms]
        without = [f"{node} ({node.kind.name}) does not count; nothing is published" for node in self.unknown]
        return (*factors, *map(str, self.choices), *without, f"together {shown(self.pct)}, an estimate")


def composite(client: Node) -> Composite:
    """The availability of a client's requests over all its connections, each dependency once."""
    found: dict[Id, Spread] = {}
    need = _need([link.target for link in _required(client)], found, frozenset({client.id}))
    ways: dict[Id, dict[str, float]] = {}
    choices = []
    for _, spread in sorted(need.spreads.items()):
        regions = {code: _alone(branch, need.nodes, ways) for code, branch in sorted(spread.branches.items())}
        choices.append(Choice(spread.entry, regions, side_by_side(regions.values())))
    terms = terms_of(need.nodes.values())
    promised = {node.id for term in terms for node in term.nodes}
    unknown = (node for id, node in sorted(need.nodes.items()) if id not in promised)
    return Composite(terms, tuple(choices), tuple(unknown))


def _required(node: Node) -> list[Link]:
    """The connections whose answer a request cannot do without."""
    return [link for link in node.outgoing if link.waits and link["optional"] is not True]


def _need(starts: Iterable[Node], found: dict[Id, Spread], way: frozenset[Id]) -> Need:
    """What requests need that begin at some components; `way` are the entries that lead there."""
    need = Need()
    stack = [node for node in starts if node.id not in way]
    while stack:
        node = stack.pop()
        if node.id in need.nodes:
            continue
        need.nodes[node.id] = node
        links = _required(node)
        regions = _by_region(node, links)
        if regions:
            if node.id not in found:
                branches = {code: _need(some, found, way | {node.id}) for code, some in sorted(regions.items())}
                found[node.id] = Spread(node, branches)
            need.spreads[node.id] = found[node.id]
            chosen = {target.id for some in regions.values() for target in some}
            links = [link for link in links if link.target.id not in chosen]
        stack.extend(link.target for link in links if link.target.id not in way)
    for spread in tuple(need.spreads.values()):
        _take_what_all_need(need, tuple(spread.branches.values()))
    return need


def _by_region(node: Node, links: Iterable[Link]) -> dict[str, list[Node]]:
    """The targets of an entry by Region, where one Region is as good as another; empty where there are not several.

    A CDN sends each path to an origin of its own, so its origins stand in for each other only if they are alike.
    """
    if not node.has("global_entry"):
        return {}
    found: dict[str, list[Node]] = {}
    for link in links:
        region = place(link.target)
        if region is not None:
            found.setdefault(region, []).append(link.target)
    alike = not node.has("cdn") or len({frozenset(t.kind.kind for t in some) for some in found.values()}) == 1
    return found if len(found) > 1 and alike else {}


def _take_what_all_need(need: Need, branches: tuple[Need, ...]) -> None:
    """Whatever every Region relies on is needed for certain."""
    first, *others = branches
    for id, node in first.nodes.items():
        if all(id in other.nodes for other in others):
            need.nodes.setdefault(id, node)
    for id, spread in first.spreads.items():
        if all(id in other.spreads for other in others):
            need.spreads.setdefault(id, spread)


def _alone(need: Need, without: Mapping[Id, Node], ways: dict[Id, dict[str, float]]) -> float:
    """What a Region reaches by itself, in per cent; `ways` keeps the Regions of each entry on the way."""
    terms = terms_of(node for id, node in need.nodes.items() if id not in without)
    chosen = [_ways(spread, without, ways) for id, spread in sorted(need.spreads.items()) if id not in without]
    return WHOLE * prod(term.pct / WHOLE for term in terms) * prod(side_by_side(w.values()) / WHOLE for w in chosen)


def _ways(spread: Spread, without: Mapping[Id, Node], ways: dict[Id, dict[str, float]]) -> dict[str, float]:
    if spread.entry.id not in ways:
        ways[spread.entry.id] = {}  # an entry that leads back to itself adds nothing
        found = {code: _alone(branch, without, ways) for code, branch in sorted(spread.branches.items())}
        ways[spread.entry.id] = found
    return ways[spread.entry.id]


def side_by_side(some: Iterable[float]) -> float:
    """What several reach of which one suffices, in per cent."""
    down = [1 - pct / WHOLE for pct in some]
    return WHOLE * (1 - prod(down)) if down else WHOLE


# -- against a target -------------------------------------------------------------------------------------------


def falls_short(pct: float, target: float) -> bool:
    """Whether an availability misses a target by more than promises leave open, both in per cent."""
    slack: float = facts.get("availability", "composition", "slack_factor").value
    return round(WHOLE - pct, 9) > round(slack * (WHOLE - target), 9)
