"""Indexes over the parts of a design, made once and brought up to date with each edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from .design import Component, Connection, Id, Part, Slot

Pairs = Sequence[tuple[Part | None, Part | None]]
"""Parts that an edit touched, before and after; None for one that is not there."""

Sort = TypeVar("Sort", bound=Hashable)


BY_ID = attrgetter("id")


ByEnd = Mapping[Id, tuple[Connection, ...]]
"""The connections of each component that end there, or that begin there, by id."""


def by_ends(connections: Iterable[Connection]) -> tuple[ByEnd, ByEnd]:
    """Connections by their source, and by their target."""
    out: dict[Id, list[Connection]] = defaultdict(list)
    into: dict[Id, list[Connection]] = defaultdict(list)
    for connection in connections:
        out[connection.source].append(connection)
        into[connection.target].append(connection)
    return {id: by_id(some) for id, some in out.items()}, {id: by_id(some) for id, some in into.items()}


def by_kind(components: Mapping[Id, Component]) -> Mapping[str, tuple[Id, ...]]:
    """The ids of components by their kind, in order."""
    kinds: dict[str, list[Id]] = defaultdict(list)
    for id in sorted(components):
        kinds[components[id].kind].append(id)
    return {kind: tuple(ids) for kind, ids in kinds.items()}


def by_id(connections: Iterable[Connection]) -> tuple[Connection, ...]:
    some = tuple(connections)
    return some if len(some) < 2 else tuple(sorted(some, key=BY_ID))


def patched(
    index: ByEnd,
    touched: Mapping[Id, set[Id]],
    now: Mapping[Id, Connection],
    end_of: Callable[[Connection], Id],
) -> ByEnd:
    """`index` with the lists of the touched ends made anew from the connections there are `now`."""
    fresh = dict(index)
    for end, ids in touched.items():
        kept = [c for c in index.get(end, ()) if c.id not in ids]
        added = [c for id in ids if (c := now.get(id)) is not None and end_of(c) == end]
        fresh[end] = by_id([*kept, *added])
    return fresh


def regrouped(
    index: Mapping[Sort, tuple[Id, ...]], pairs: Pairs, sort_of: Callable[[Component], Sort | None]
) -> tuple[Mapping[Sort, tuple[Id, ...]], Collection[Sort]]:
    """`index` with the components that came, went or are now of another sort, and the sorts that this touched."""
    groups: dict[Sort, set[Id]] = {}
    for old, new in pairs:
        was = sort_of(old) if isinstance(old, Component) else None
        is_ = sort_of(new) if isinstance(new, Component) else None
        if was == is_:
            continue
        if was is not None and old is not None:
            groups.setdefault(was, set(index.get(was, ()))).discard(old.id)
        if is_ is not None and new is not None:
            groups.setdefault(is_, set(index.get(is_, ()))).add(new.id)
    if not groups:
        return index, ()
    return {**index, **{sort: tuple(sorted(ids)) for sort, ids in groups.items()}}, groups


class Places:
    """Which components stand in which slots; worked out when it is first asked for."""

    def __init__(self, components: Mapping[Id, Component]) -> None:
        self._components = components

    @cached_property
    def standing(self) -> Mapping[Slot, tuple[Id, ...]]:
        """The components in each slot, by id."""
        found: dict[Slot, list[Id]] = {}
        for id in sorted(self._components):
            at = self._components[id].at
            if at is not None:
                found.setdefault(at, []).append(id)
        return {slot: tuple(ids) for slot, ids in found.items()}

    @cached_property
    def crowded(self) -> tuple[Slot, ...]:
        """The slots in which several stand, in reading order."""
        slots = [component.at for component in self._components.values() if component.at is not None]
        if len(set(slots)) == len(slots):
            return ()
        return tuple(sorted(_several(self.standing), key=lambda slot: (slot.row, slot.column)))

    def after(self, components: Mapping[Id, Component], pairs: Pairs) -> tuple[Places, Collection[Slot]]:
        """The places of a later design, and the slots in which others stand."""
        standing, touched = regrouped(self.standing, pairs, lambda component: component.at)
        later = Places(components)
        later.standing = standing
        # Where no crowd is touched, the crowded slots stay what they were.
        crowds = any(len(standing.get(slot, ())) > 1 for slot in touched)
        if not crowds and set(touched).isdisjoint(self.crowded):
            later.crowded = self.crowded
        return later, touched


def _several(slots: Mapping[Slot, tuple[Id, ...]]) -> Iterator[Slot]:
    return (slot for slot, ids in slots.items() if len(ids) > 1)
