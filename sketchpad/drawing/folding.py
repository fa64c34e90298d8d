"""A design with some of its groups folded: each is one box, and what leads to its parts leads to the box.

The result is a design again, so everything that draws a design draws it. Parts that folding does not touch are the same
objects, and so is what a design after it has in common with the one before: an edit costs what it costs unfolded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import is_
from typing import TypeVar

from ..model import Component, Connection, Design, Group, Id, Part, Slot, ring
from .lines import words
from .membership import chain_of, chains

P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Folded:
    """What a design looks like with groups folded."""

    whole: Design
    """The design itself."""
    folds: frozenset[Id]
    """The groups that are to be folded; those within others that are do not show."""
    design: Design
    """What is drawn: a component of the group's kind in the place of each folded group."""
    into: Mapping[Id, Id] = field(repr=False)
    """By component or group that does not show, the folded group that stands for it."""
    merged: Mapping[Id, Id] = field(default_factory=dict, repr=False)
    """By connection that does not show since another one says the same, that other one."""

    def shown(self, ids: Iterable[Id]) -> frozenset[Id]:
        """What stands for parts in the picture; a folded group stands for itself."""
        into, merged = self.into, self.merged
        return frozenset(into.get(id) or merged.get(id, id) for id in ids) if into else frozenset(ids)

    def stands_for(self, id: Id) -> Id:
        """What shows a part; for a connection within a fold that is the fold."""
        link = self.whole.connections.get(id)
        if link is None:
            return self.into.get(id, id)
        source = self.into.get(link.source)
        within = source is not None and source == self.into.get(link.target)
        return source if source is not None and within else self.merged.get(id, id)

    def around(self, ids: Iterable[Id]) -> frozenset[Id]:
        """The folds to open so that parts show; those of a connection are its ends'."""
        found: set[Id] = set()
        of_group, _ = chains(self.whole.groups)
        for id in ids:
            link = self.whole.connections.get(id)
            for end in (link.source, link.target) if link is not None else (id,):
                part = self.whole.components.get(end) or self.whole.groups.get(end)
                if part is not None and end in self.into:
                    found.update(self.folds.intersection(chain_of(part.inside, of_group)))
        return frozenset(found)

    def slots(self, seen: Mapping[Id, Slot]) -> Mapping[Id, Slot]:
        """A slot of its own for each component: where it is seen, else where it says, else beside its fold."""
        if not self.into:
            return seen
        components = self.whole.components
        found = {id: slot for id, slot in seen.items() if id in components}
        hidden = [id for id in self.into if id in components]
        used = set(found.values())
        late = []
        for id in hidden:
            at = components[id].at
            if at is None or at in used:
                late.append(id)
            else:
                found[id] = at
                used.add(at)
        for id in late:
            slot = next(slot for slot in ring(seen[self.into[id]]) if slot not in used)
            found[id] = slot
            used.add(slot)
        return found


def fold(design: Design, folds: frozenset[Id], before: Folded | None = None) -> Folded:
    """A design with groups folded; empty groups and what is no group stay as they are.

    What is the same as in the view `before` is the same object.
    """
    if not folds:
        return Folded(design, folds, design, {})
    tops = _tops(design, folds)
    tops_of = ((id, tops.get(part.inside[0])) for id, part in design.components.items() if part.inside)
    into = {id: top for id, top in tops_of if top is not None}
    if not into:
        return Folded(design, folds, design, {})
    members: dict[Id, list[Component]] = {}
    for id, top in into.items():
        members.setdefault(top, []).append(design.components[id])
    old = before.design if before is not None else design
    components = {id: part for id, part in design.components.items() if id not in into}
    for top, parts in members.items():
        made = _box(design.groups[top], parts)
        known = old.components.get(top)
        components[top] = known if known == made and known is not None else made
    hidden = {id for id, top in tops.items() if top in members}
    groups = {id: part for id, part in design.groups.items() if id not in hidden}
    links, merged = _links(design.connections, into, old.connections)
    view = design.but(
        components=_same(components, old.components),
        groups=_same(groups, old.groups),
        connections=_same(links, old.connections),
    )
    inner = {id: tops[id] for id in hidden if id != tops[id]}
    return Folded(design, folds, view, {**into, **inner}, merged)


def _tops(design: Design, folds: frozenset[Id]) -> dict[Id, Id]:
    """For each group that is folded or lies in one that is, the outermost such group."""
    found = ((id, [one for one in chain if one in folds]) for id, chain in chains(design.groups)[0].items())
    return {id: folded[-1] for id, folded in found if folded}


def _box(group: Group, parts: list[Component]) -> Component:
    """The component that stands for a group; it is where the first of its parts is, in reading order."""
    at = min((part.at for part in parts if part.at is not None), key=lambda at: (at.row, at.column), default=None)
    return Component(id=group.id, kind=group.kind, name=f"{group} ({len(parts)})", at=at, inside=group.inside)


def _links(
    connections: Mapping[Id, Connection], into: Mapping[Id, Id], old: Mapping[Id, Connection]
) -> tuple[dict[Id, Connection], dict[Id, Id]]:
    """The connections of the view, and for those that do not show since another says the same, that other one.

    There is none within a fold; those from or to its parts end at its box, once for all that say the same.
    """
    out: dict[Id, Connection] = {}
    alike: dict[tuple[Id, Id, str, str], list[Connection]] = {}
    for id, link in connections.items():
        source, target = into.get(link.source), into.get(link.target)
        if source is None and target is None:
            out[id] = link
        elif source != target:
            alike.setdefault((source or link.source, target or link.target, link.verb, link.label), []).append(link)
    merged: dict[Id, Id] = {}
    for (source, target, _, _), links in alike.items():
        first = min(links, key=lambda link: link.id)
        label = f"{words(first)} ({len(links)})" if len(links) > 1 else first.label
        made = first.but(source=source, target=target, label=label)
        known = old.get(first.id)
        out[first.id] = known if known is not None and known == made else made
        merged.update((link.id, first.id) for link in links if link is not first)
    return out, merged


def _same(new: dict[Id, P], old: Mapping[Id, P]) -> Mapping[Id, P]:
    """The shelf there was, where it holds the same parts in the same order."""
    alike = len(new) == len(old) and all(map(is_, new.values(), old.values()))
    return old if alike else new
