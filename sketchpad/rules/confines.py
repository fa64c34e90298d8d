"""Fixes that bring a component, and the copies of its data, into Regions where they may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..analysis.figures import word
from ..analysis.offers import VARIANTS
from ..analysis.regions import COPIES, copies_of, regions_of, stated, witness_of
from ..analysis.writes import set_around
from ..catalog import facts, kind_of
from ..editing import ChangeKind, Edit, SetProperty, Unset
from ..model import Node
from .places import into_region, nearest_to
from .pools import without_proxy
from .remedies import Declare, setting, together
from .rule import Fix

Allowed = Callable[[str], bool]
"""Whether something may be in a Region."""


def brought_inside(node: Node, allowed: Allowed) -> list[Fix]:
    """The one fix that moves a component, drops its copies and chooses other Regions, wherever it may not be.

    Which copies to give up is for a person to decide.
    """
    own = node.region
    edits: list[Edit] = []
    id = "drop-copies"
    if own is not None and not allowed(own):
        there = nearest_to(own, filter(allowed, facts.regions))
        move = into_region(node, there) if there is not None else []
        if there is None or not move:
            return []
        edits += move
        id, own = "move", there
    edits += _copies_inside(node, own, allowed)
    edits += _witness_inside(node, own, allowed)
    if (backup := word(node, "backup_region")) and not allowed(backup):
        near = nearest_to(own, filter(allowed, facts.regions))
        edits.append(SetProperty(node.id, "backup_region", near) if near else Unset(node.id, "backup_region"))
        if len(edits) == 1:
            id = "backup-elsewhere"
    if not edits:
        return []
    where = f"Move {node} to {own}" if id == "move" else f"Keep {node} in {', '.join(_left(node, allowed)) or own}"
    return [together(id, where, edits)]


def _left(node: Node, allowed: Allowed) -> list[str]:
    return [region for region in regions_of(node) if allowed(region)]


def _copies_inside(node: Node, own: str | None, allowed: Allowed) -> list[Edit]:
    """Give up the copies that may not be where they are, and one that would double the component itself."""
    edits: list[Edit] = []
    for name in COPIES:
        there = stated(node, name) if name in node.kind.defaults else ()
        kept = tuple(region for region in there if allowed(region) and region != own)
        if any(not allowed(region) for region in there):
            edits.append(Declare(node.id, name, kept))
    return edits


def _witness_inside(node: Node, own: str | None, allowed: Allowed) -> list[Edit]:
    """Another witness of the same set, or none."""
    witness = witness_of(node)
    if witness is None or allowed(witness):
        return []
    trait = "distributed_sql" if node.has("distributed_sql") else "global_table"
    taken = {own, *copies_of(node)}
    others = [region for region in set_around(own, trait) or () if region not in taken and allowed(region)]
    return [SetProperty(node.id, "witness", others[0]) if others else Unset(node.id, "witness")]


def one_pair(store: Node) -> list[Fix]:
    """Two Regions of one set with a third as witness; one Region alone where its own is in no set."""
    own = store.region
    if own is None:
        return []
    some = set_around(own, "distributed_sql") or ()
    near = [region for region in copies_of(store) if region in some]
    others = [*near, *(region for region in some if region != own and region not in near)]
    if len(others) < 2:
        edits: list[Edit] = [Declare(store.id, "regions", ())]
        if store.states("witness"):
            edits.append(Unset(store.id, "witness"))
        return [together("one-region", f"Keep {store} in {own} alone", edits)]
    peer, witness = others[0], witness_of(store)
    if witness not in others[1:]:
        witness = others[1]
    edits = [Declare(store.id, "regions", (peer,)), SetProperty(store.id, "witness", witness)]
    return [together("one-pair", f"Keep {store} in {own} and {peer}, with {witness} as witness", edits)]


INSTEAD: dict[str, tuple[str, tuple[tuple[str, object], ...]]] = {
    "app_runner": ("ecs_fargate", ()),
    "aurora_dsql": ("aurora", ()),
    "memorydb": ("dynamodb", (("pitr", True),)),
    "vpc_lattice": ("alb", (("scheme", "internal"),)),
}
"""What does nearly the same and is offered in every Region, with what to state of it."""


def instead(node: Node) -> list[Fix]:
    """Another kind, or the usual way to use the same one; what stands in front of a store can go."""
    variant = VARIANTS.get(node.kind.kind)
    if variant is not None:
        return [setting("usual-kind", node, variant.property, node.kind.defaults[variant.property], by=Declare)]
    if node.has("front"):
        stores = [link.target for link in node.outgoing if link.waits]
        return without_proxy(node, stores[0]) if len(stores) == 1 else []
    if node.kind.kind not in INSTEAD:
        return []
    kind, properties = INSTEAD[node.kind.kind]
    copies: Sequence[tuple[str, object]] = ()
    if kind == "aurora" and copies_of(node):
        copies = (("secondary_regions", copies_of(node)),)
    edit = ChangeKind(node.id, kind, (*properties, *copies))
    return [Fix(f"become-{kind.replace('_', '-')}", edit, f"Make {node} {kind_of(kind).name}")]
