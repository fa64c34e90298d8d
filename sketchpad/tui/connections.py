"""What verbs mean for connections: which are chosen, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from ..catalog import verbs_between
from ..editing import ChangeVerb, Edit, Reverse, Several
from ..editing.edit import listed
from ..model import Connection, Id, Slot
from . import acts
from .canvas.wiring import offered
from .scene import Act, Do, Meaning, Scene, WhyNot


def unchosen(scene: Scene) -> WhyNot:
    """No connection is meant: none is chosen, or the cursor is on one while others are."""
    if isinstance(scene.on, Connection):
        mark, leave = scene.called("select.mark"), scene.called("app.cancel")
        return WhyNot(f"{len(scene.chosen)} others are chosen: {leave} lets go of them, {mark} takes this one in")
    return WhyNot(f"choose a connection first: {scene.called('item.child')} on a component goes to its connections")


def chosen(scene: Scene) -> list[Connection]:
    """The connections that are chosen."""
    return [scene.design.connections[id] for id in sorted(scene.meant & scene.design.connections.keys())]


def within_reach(scene: Scene) -> list[Id]:
    """The connections of the component here, or those that run through the slot; parallel ones side by side.

    Where one is chosen that is neither, those of its source.
    """
    part, here = scene.on, scene.here
    if isinstance(part, Connection) and (here is None or here.id not in (part.source, part.target)):
        passing = _passing(scene) if here is None else []
        return passing if part.id in passing else _of(scene, part.source)
    return _of(scene, here.id) if here is not None else _passing(scene)


def _of(scene: Scene, id: Id) -> list[Id]:
    found = (c for c in scene.design.connections.values() if id in (c.source, c.target))
    return _in_order(scene, found, id)


def _in_order(scene: Scene, connections: Iterable[Connection], of: Id = "") -> list[Id]:
    """Those that leave first; each by where its other end is."""
    slots, nowhere = scene.slots, Slot(0, 0)

    def place(c: Connection) -> tuple[object, ...]:
        other = slots.get(c.target if c.source == of or not of else c.source, nowhere)
        return c.source != of, other.row, other.column, c.source, c.id

    return [c.id for c in sorted(connections, key=place)]


def _passing(scene: Scene) -> list[Id]:
    """The connections of which something is to be seen in the slot of the cursor, or right beside it."""
    drawing = scene.drawing
    rect = drawing.slot_rect(scene.cursor)
    found: set[Id] = set()
    for y in range(rect.y - 1, rect.y + rect.height + 1):
        for x in range(rect.x - 1, rect.x + rect.width + 1):
            hit = drawing.hit(x, y)
            if hit.what == "connection" and hit.id is not None and hit.id in scene.design.connections:
                found.add(hit.id)
    return _in_order(scene, (scene.design.connections[id] for id in found))


def following(scene: Scene, back: bool = False) -> Meaning:
    """The first connection within reach, or the next one after that which is chosen, round and round."""
    return _next(scene, within_reach(scene), back)


def _next(scene: Scene, ids: list[Id], back: bool) -> Meaning:
    if not ids:
        return WhyNot(f"{scene.here} has no connection" if scene.here else "no connection runs through here")
    part = scene.on
    at = ids.index(part.id) + (-1 if back else 1) if part is not None and part.id in ids else -1 if back else 0
    return scene.going_to(ids[at % len(ids)])


def parallel(scene: Scene, back: bool) -> Meaning | None:
    """The next of the connections that join the same two components; None where the one chosen is the only one."""
    part = scene.on
    if not isinstance(part, Connection):
        return None
    ends = {part.source, part.target}
    found = [c for c in scene.design.connections.values() if {c.source, c.target} == ends]
    return _next(scene, _in_order(scene, found, part.source), back) if len(found) > 1 else None


def reverse(scene: Scene) -> Meaning:
    return _each(scene, "Reverse", lambda c: Reverse(c.id))


def next_verb(scene: Scene) -> Meaning:
    """The verb that follows among those that are foreseen between the two ends."""
    found = _each(scene, "Change the verbs of", lambda c: ChangeVerb(c.id, _verb_after(scene, c)))
    if isinstance(found, Do) and found.edit(scene.design) == scene.design:
        return WhyNot(f"no other verb is foreseen between these; {scene.called('edit.enter')} lists them all")
    return found


def _verb_after(scene: Scene, c: Connection) -> str:
    ends = scene.design.components.get(c.source), scene.design.components.get(c.target)
    verbs = offered(ends[0], ends[1]) if ends[0] and ends[1] else (c.verb,)
    return verbs[(verbs.index(c.verb) + 1) % len(verbs)] if c.verb in verbs else verbs[0]


def pick_verb(scene: Scene) -> Meaning:
    found = chosen(scene)
    ends = {(c.source, c.target) for c in found}
    if not found:
        return unchosen(scene)
    parts = [scene.design.components.get(id) for id in (ends.pop() if len(ends) == 1 else ())]
    foreseen = verbs_between(*(part.kind for part in parts if part)) if len(parts) == 2 and all(parts) else ()
    verbs = {c.verb for c in found}
    verb = verbs.pop() if len(verbs) == 1 else ""
    between = " to ".join(map(str, parts))
    return Act(partial(acts.pick_verb, foreseen=foreseen, verb=verb, between=between, means=with_verb))


def with_verb(scene: Scene, verb: str) -> Meaning:
    """Every connection that is chosen does that."""
    return _each(scene, "Change the verbs of", lambda c: ChangeVerb(c.id, verb))


def _each(scene: Scene, name: str, edit: Callable[[Connection], Edit]) -> Meaning:
    ids = [c.id for c in chosen(scene)]
    edits = tuple(map(edit, chosen(scene)))
    if not edits:
        return unchosen(scene)
    return Do(edits[0] if len(edits) == 1 else Several(f"{name} {listed(ids)}", edits), scene.chosen)


def label(scene: Scene) -> Meaning:
    part = scene.only
    return Act(partial(acts.label, id=part.id)) if isinstance(part, Connection) else unchosen(scene)
