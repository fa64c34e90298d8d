"""A design without positions, laid out from the innermost groups outwards: each is a block of the level around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ..catalog import kind_of
from ..model import Connection, Design, Id
from .areas import chain_of, chains
from .arrange_columns import PEERS, Block, Link, Place
from .arrange_groups import regrouped
from .arrange_judge import price
from .arrange_level import level
from .arrange_moves import Taste, improved

FEW, MANY = 40, 120
"""Links up to which a design is laid out in several ways, and in two."""

FIRST = ("client", "entry")
"""Traits of what stands first where links leave it open."""


def whole(design: Design, ids: Iterable[Id]) -> dict[Id, Place]:
    """Places from 0 for some components of a design as if there were no others; every group is a rectangle."""
    known = chains(design.groups)
    chain = {id: chain_of(design.components[id], known) for id in sorted(ids)}
    if not chain:
        return {}
    links = joints(design.connections.values(), chain)
    places = _nested(design, chain, links, known)
    found = [squeezed(improved(places, chain, known, links, taste)) for taste in _efforts(len(links))]
    if len(found) == 1:
        return found[0]
    part = design
    if len(chain) < len(design.components):
        part = design.but(components={id: design.components[id] for id in chain})
    best = min((price(part, places), n) for n, places in enumerate(found))
    if len(links) > FEW:
        return found[best[1]]
    peers = {id for id, group in design.groups.items() if group.kind in PEERS}
    other = squeezed(regrouped(found[best[1]], chain, known, links, peers))
    return other if price(part, other) < best[0] else found[best[1]]


def _efforts(links: int) -> tuple[Taste, ...]:
    """The tastes that are tried; the best drawing counts. Designs with many links are tried fewer times."""
    if links > MANY:
        return (Taste(),)
    if links > FEW:
        return Taste(), Taste(rounds=0)
    return Taste(), Taste(rounds=0), Taste(backwards=6.0), Taste(bend=4.0)


def joints(connections: Iterable[Connection], among: Mapping[Id, object]) -> list[tuple[Id, Id]]:
    """The ends of the connections between two different ones of some components, in the order of their ids."""
    found = [c for c in connections if c.source != c.target and c.source in among and c.target in among]
    return [(c.source, c.target) for c in sorted(found, key=lambda c: c.id)]


def squeezed(places: Mapping[Id, Place]) -> dict[Id, Place]:
    """The same without columns and rows where nothing stands, from 0."""
    columns = {column: i for i, column in enumerate(sorted({column for column, _ in places.values()}))}
    rows = {row: i for i, row in enumerate(sorted({row for _, row in places.values()}))}
    return {id: (columns[column], rows[row]) for id, (column, row) in places.items()}


def _nested(
    design: Design,
    chain: Mapping[Id, tuple[Id, ...]],
    links: Sequence[tuple[Id, Id]],
    known: Mapping[Id, tuple[Id, ...]],
) -> dict[Id, Place]:
    """Places group by group, the innermost first."""
    held: dict[Id | None, list[Block]] = defaultdict(list)
    lifted, leaving = _lifted(links, chain)
    for id, groups in chain.items():
        group = next(iter(groups), None)
        held[group].append(Block(id, 1, 1, {id: (0, 0)}, first=_first(design, id), open=(group, id) in leaving))
    deepest = sorted({group for groups in chain.values() for group in groups}, key=lambda id: (-len(known[id]), id))
    for group in (*deepest, None):
        blocks = held[group]
        number = {block.id: n for n, block in enumerate(blocks)}
        inner = [Link(number[a], number[b], tail, head) for a, b, tail, head in lifted[group]]
        places = level(blocks, inner)
        if group is None:
            return places
        outer = next(iter(known[group][1:]), None)
        kind = design.groups[group].kind
        held[outer].append(
            Block(
                group,
                1 + max(column for column, _ in places.values()),
                1 + max(row for _, row in places.values()),
                places,
                peer=kind if kind in PEERS else "",
                first=len(FIRST),
                open=(outer, group) in leaving,
            )
        )
    return {}


def _first(design: Design, id: Id) -> int:
    traits = kind_of(design.components[id].kind).traits
    return next((i for i, trait in enumerate(FIRST) if trait in traits), len(FIRST))


def _lifted(
    links: Iterable[tuple[Id, Id]], chain: Mapping[Id, tuple[Id, ...]]
) -> tuple[dict[Id | None, list[tuple[Id, Id, Id, Id]]], set[tuple[Id | None, Id]]]:
    """Links by the innermost group around both ends, with the parts of that group that hold the ends; and the parts of
    groups from which links lead out of the group."""
    lifted: dict[Id | None, list[tuple[Id, Id, Id, Id]]] = defaultdict(list)
    leaving: set[tuple[Id | None, Id]] = set()
    for tail, head in links:
        ends = [(tail, *chain[tail]), (head, *chain[head])]
        shared = 0
        while shared < min(map(len, ends)) - 1 and ends[0][-1 - shared] == ends[1][-1 - shared]:
            shared += 1
        around = ends[0][-shared] if shared else None
        parts = [path[len(path) - 1 - shared] for path in ends]
        lifted[around].append((parts[0], parts[1], tail, head))
        for path in ends:
            leaving.update((outer, inner) for inner, outer in pairwise(path[: len(path) - shared]))
    return lifted, leaving
