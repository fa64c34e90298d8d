"""Which components, connections and groups a team's rule is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..catalog import CATEGORIES, GROUPS, KINDS, VERBS, Kind, traits
from ..model import Graph, Group, Id, Link, Node
from .tables import Table
from .wanted import Wanted, fits, wanted_of

BORDERS = ("service", "account", "region", "vpc", "subnet", "az")
"""What a connection can cross."""
GLOBAL = "global"
"""The Region of what lies in none."""


@dataclass(frozen=True, slots=True)
class Area:
    """A group as a team's rule sees it."""

    group: Group
    graph: Graph

    @property
    def id(self) -> Id:
        return self.group.id

    @property
    def kind(self) -> Kind | None:
        return GROUPS.get(self.group.kind)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group around it, nearest first."""
        return self.graph.groups_around(self.group.inside)

    def __str__(self) -> str:
        return self.group.name or self.group.id

    def __getitem__(self, name: str) -> Any:
        """The value as stated, else the kind's default, else None for unknown."""
        if self.states(name):
            return self.group.properties[name]
        return self.kind.defaults.get(name) if self.kind else None

    def states(self, name: str) -> bool:
        return self.group.properties.get(name) not in (None, "unset")


def has(of: Node | Link | Area, name: str) -> bool:
    """Whether the catalogue knows a property of a part."""
    if isinstance(of, Link):
        return of.verb in VERBS and name in VERBS[of.verb].properties
    return of.kind is not None and name in of.kind.defaults


def all_hold(wanted: Iterable[Wanted], of: Node | Link | Area) -> bool:
    """Whether all that is wanted is known to be so."""
    return all(has(of, one.name) and one.holds(of) for one in wanted)


def inside(groups: Iterable[Group], places: Iterable[str]) -> bool:
    """Whether one of the groups is of one of some kinds, or has an id that fits one of some patterns."""
    return any(group.kind == place or fits(group.id, (place,)) for group in groups for place in places)


@dataclass(frozen=True, slots=True)
class Parts:
    """Some components, or some groups: all conditions that are given must hold."""

    kinds: frozenset[str]
    """Every kind that category, trait and kind leave."""
    places: tuple[str, ...] = ()
    """It lies in a group of one of these kinds, or whose id fits one of these patterns."""
    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    but: Parts | None = None
    """And it is none of these."""

    def fit(self, part: Node | Area) -> bool:
        kind = part.kind
        return (
            kind is not None
            and kind.kind in self.kinds
            and (not self.ids or fits(part.id, self.ids))
            and (not self.names or fits(str(part), self.names))
            and (not self.places or inside(part.groups, self.places))
            and all_hold(self.wanted, part)
            and (self.but is None or not self.but.fit(part))
        )


@dataclass(frozen=True, slots=True)
class Links:
    """Some connections: all conditions that are given must hold."""

    verbs: frozenset[str]
    source: Parts
    target: Parts
    borders: tuple[str, ...] = ()
    """The two ends lie in different ones of one of these; where one lies in none, nothing is known."""
    wanted: tuple[Wanted, ...] = ()

    def fit(self, link: Link) -> bool:
        return (
            link.verb in self.verbs
            and self.source.fit(link.source)
            and self.target.fit(link.target)
            and (not self.borders or any(_crosses(link, border) for border in self.borders))
            and all_hold(self.wanted, link)
        )


def _crosses(link: Link, border: str) -> bool:
    one, other = _side(link.source, border), _side(link.target, border)
    return one is not None and other is not None and one != other


def _side(node: Node, border: str) -> str | None:
    """Where a component lies, on one side of a border or the other; None where it lies in none or that is unknown."""
    if border == "region":
        return node.region if node.region != GLOBAL else None
    group = node.nearest(border)
    return group.id if group else None


# -- reading --------------------------------------------------------------------------------------------------------


def components_of(table: Table | None) -> Parts:
    """The components that a table speaks of; all of them where there is no table. Raises RuleError."""
    if table is None:
        return Parts(frozenset(KINDS))
    but = table.table("not")
    found = _components(table, _plain_components(but) if but else None)
    table.done()
    return found


def _plain_components(table: Table) -> Parts:
    """As `components_of`, without exceptions of its own."""
    found = _components(table, None)
    table.done()
    return found


def _components(table: Table, but: Parts | None) -> Parts:
    kinds = table.known("kind", KINDS, "kind of component")
    categories = table.known("category", CATEGORIES, "category")
    marks = table.known("trait", traits(), "trait")
    left = {
        name: kind
        for name, kind in KINDS.items()
        if (not kinds or name in kinds)
        and (not categories or kind.category in categories)
        and (not marks or not kind.traits.isdisjoint(marks))
    }
    if not left:
        raise table.wrong("", "no kind of component is all of that")
    whose = left[next(iter(left))].kind if len(left) == 1 else "the kinds meant"
    wanted = wanted_of(table.table("properties"), (kind.properties for kind in left.values()), whose)
    return Parts(frozenset(left), table.words("in"), table.words("id"), table.words("name"), wanted, but)


def groups_of(table: Table) -> Parts:
    """The groups that a table speaks of. Raises RuleError."""
    kinds = table.known("kind", GROUPS, "kind of group") or tuple(GROUPS)
    whose = kinds[0] if len(kinds) == 1 else "the kinds meant"
    wanted = wanted_of(table.table("properties"), (GROUPS[kind].properties for kind in kinds), whose)
    found = Parts(frozenset(kinds), table.words("in"), table.words("id"), table.words("name"), wanted)
    table.done()
    return found


def connections_of(table: Table, *, source: bool = True, target: bool = True) -> Links:
    """The connections that a table speaks of; an end that is given already is not asked for. Raises RuleError."""
    verbs = table.known("verb", VERBS, "verb") or tuple(VERBS)
    whose = verbs[0] if len(verbs) == 1 else "the verbs meant"
    found = Links(
        frozenset(verbs),
        components_of(table.table("source") if source else None),
        components_of(table.table("target") if target else None),
        table.known("crosses", BORDERS, "border"),
        wanted_of(table.table("properties"), (VERBS[verb].properties for verb in verbs), whose),
    )
    table.done()
    return found
