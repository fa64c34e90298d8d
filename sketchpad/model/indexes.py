"""Indexes over the parts of a design, made once and brought up to date with each edit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from .design import Component, Connection, Id, Part, Slot

Pairs = Sequence[tuple[Part | None, Part | None]]
"""Parts that an edit touched, before and after; None for one that is not there."""

Sort = TypeVar("Sort", bound=Hashable)


def crowded(slots: Mapping[Slot, tuple[Id, ...]]) -> tuple[Slot, ...]:
    some = (slot for slot, ids in slots.items() if len(ids) > 1)
    return tuple(sorted(some, key=lambda slot: (slot.row, slot.column)))


def by_id(connections: Iterable[Connection]) -> tuple[Connection, ...]:
    some = tuple(connections)
    return some if len(some) < 2 else tuple(sorted(some, key=lambda c: c.id))


def patched(
    index: Mapping[Id, tuple[Connection, ...]],
    touched: Mapping[Id, set[Id]],
    now: Mapping[Id, Connection],
    end_of: Callable[[Connection], Id],
) -> dict[Id, tuple[Connection, ...]]:
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
