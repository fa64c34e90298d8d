"""What each verb means where the user is: an edit, a gesture, something to show, or why nothing."""

from __future__ import annotations

from functools import partial

from ..drawing import draw
from ..editing import Duplicate, Paste, Remove, Several, fragment
from ..editing.edit import listed
from ..editing.groups import around, members
from ..model import Component, Connection, Design, Group, Id, NotationError, Slot, parse
from . import acts, connections, ways
from .canvas import Boundary, Extend, Jump, Moving, Reending, Stepping, Stretching, Wiring, placed
from .canvas.minimap import fits
from .canvas.walk import after, reading, room, stepped
from .keys import HOT
from .scene import Act, Choose, Do, Go, Meaning, Scene, WhyNot


def step(by: tuple[int, int], scene: Scene) -> Meaning:
    if by[0] == 0 and (beside := connections.parallel(scene, by[1] < 0)):
        return beside
    return Go(stepped(scene.cursor, by))


def item(back: bool, scene: Scene) -> Meaning:
    if isinstance(scene.on, Connection):
        return connections.following(scene, back)
    slots = scene.drawing.slots
    found = after([(slots[id], id) for id in reading(slots)], scene.cursor, back)
    if found and found[0] == scene.cursor:
        return WhyNot("there is no other component")
    return Go(found[0]) if found else WhyNot("there is no component yet")


def jump(scene: Scene) -> Meaning:
    return Jump.begin(scene, {"1": Act(acts.properties), "2": Act(acts.findings)})


def end(last: bool, scene: Scene) -> Meaning:
    """The first or the last component in reading order."""
    slots = scene.drawing.slots
    found = max if last else min
    at = found(slots.values(), key=lambda slot: (slot.row, slot.column), default=None)
    if at == scene.cursor:
        return WhyNot(f"this is the {'last' if last else 'first'} component")
    return Go(at, jump=True) if at is not None else WhyNot("there is no component yet")


def back(forth: bool, scene: Scene) -> Meaning:
    if not (scene.trail.ahead if forth else scene.trail.behind):
        return WhyNot("there is no place to go forth to" if forth else "the cursor has not jumped from anywhere yet")
    return Act(partial(ways.back, forth=forth))


def parent(scene: Scene) -> Meaning:
    """From a connection to its source, from a part to the group it is drawn in."""
    part = scene.on
    if part is None:
        return WhyNot("put the cursor on a component to go to its group")
    if isinstance(part, Connection):
        at = scene.slots.get(part.source)
        return Go(at, jump=True) if at else WhyNot(f"{part.source} is not there")
    chain = around(scene.design, part)
    return scene.going_to(chain[0]) if chain else WhyNot(f"{part} lies in no group")


def child(scene: Scene) -> Meaning:
    """From a group to what lies in it, from a component to its connections, one after the other."""
    part = scene.on
    if part is not None and part.id in scene.design.groups:
        slots = scene.slots
        inner = sorted(id for id, g in scene.design.groups.items() if g.inside[:1] == (part.id,))
        own = [id for id in reading(slots) if scene.design.components[id].inside[:1] == (part.id,)]
        if inner:
            return scene.going_to(inner[0])
        return Go(slots[own[0]]) if own else WhyNot(f"{part} is empty")
    return connections.following(scene)


def mark(scene: Scene) -> Meaning:
    """Mark what the cursor is on, or take the mark off: a component, or a connection or a group that was gone to."""
    part = scene.on
    if part is None:
        return WhyNot("there is nothing here to mark")
    marked = scene.chosen if scene.held else frozenset()
    return Choose(marked ^ {part.id}, on="" if isinstance(part, Component) else part.id)


def everything(scene: Scene) -> Meaning:
    """Every component; while something is looked for, every one that fits."""
    if scene.sought:
        return Act(ways.choose_found)
    return Choose(frozenset(scene.design.components)) if scene.taken else WhyNot("there is no component yet")


def same(scene: Scene) -> Meaning:
    """Every component of the kinds that are meant, or every group of the kind, or connection of the verb."""
    design, kinds = (
        scene.design,
        {scene.design.components[id].kind for id in scene.meant & scene.design.components.keys()},
    )
    match scene.only:
        case Group(kind=kind):
            return Choose(frozenset(g.id for g in design.groups.values() if g.kind == kind))
        case Connection(verb=verb):
            return Choose(frozenset(c.id for c in design.connections.values() if c.verb == verb))
    if not kinds:
        return WhyNot("put the cursor on a component of the kind")
    return Choose(frozenset(c.id for c in design.components.values() if c.kind in kinds))


def joined(at: Slot, source: Id) -> Act:
    """Ask what comes to stand in a slot, connected to a component."""
    return Act(partial(acts.extend, at=at, source=source))


def extend(scene: Scene) -> Meaning:
    return Extend.begin(scene, joined)


def connect(scene: Scene) -> Meaning:
    return Wiring.begin(scene, joined)


def group(scene: Scene) -> Meaning:
    groups = scene.chosen & scene.design.groups.keys()
    ids = groups | (scene.chosen & scene.design.components.keys() if scene.held else frozenset())
    if ids:
        return Act(partial(acts.group, ids=ids))
    if not scene.taken:
        return WhyNot("there is nothing to group yet")
    return Boundary(scene.cursor, start=scene.cursor, ask=lambda ids: Act(partial(acts.group, ids=ids)))


def resize(scene: Scene) -> Meaning:
    """Stretch the group that is chosen, else the one around what is here."""
    part = scene.only
    chain = around(scene.design, part) if isinstance(part, Component) else ()
    group = part if isinstance(part, Group) else scene.design.groups.get(next(iter(chain), ""))
    if group is None and part is None and not scene.chosen:
        group = scene.design.groups.get(scene.drawing.group_at(scene.cursor) or "")
    return (
        Stretching.begin(scene, group)
        if group
        else WhyNot(f"there is no group here to resize; {scene.called('edit.group')} makes one")
    )


def flow(scene: Scene) -> Meaning:
    return Stepping.begin(scene, lambda steps: Act(partial(acts.new_flow, steps=steps)))


def properties(scene: Scene) -> Meaning:
    return Act(acts.properties) if scene.meant or not scene.taken else Act(acts.add)


def enter(scene: Scene) -> Meaning:
    if scene.finding is not None:
        return Act(acts.fix)
    if scene.meant and scene.meant <= scene.design.connections.keys():
        return connections.pick_verb(scene)
    return Act(acts.properties) if scene.meant else Act(acts.add)


def rename(scene: Scene) -> Meaning:
    part = scene.only
    if isinstance(part, Connection):
        return connections.label(scene)
    if part is None:
        return _nowhere(scene, "rename")
    return Act(acts.rename)


def _nowhere(scene: Scene, does: str) -> WhyNot:
    return WhyNot(f"put the cursor on the component to {does}, or choose its group with {scene.called('item.parent')}")


def move(scene: Scene) -> Meaning:
    """Slide what is chosen; of a connection, take an end elsewhere."""
    part = scene.only
    return Reending.begin(scene, part) if isinstance(part, Connection) else Moving.begin(scene)


def note(scene: Scene) -> Meaning:
    part = scene.only
    if part is None:
        return _nowhere(scene, "write on")
    if isinstance(part, Connection):
        return WhyNot(f"a connection takes no note; {scene.called('edit.rename')} writes a label on it")
    return Act(acts.note)


def duplicate(scene: Scene) -> Meaning:
    if not (ids := scene.components):
        return WhyNot("there is no component here to copy")
    slots = [scene.slots[id] for id in ids]
    by = room(scene.taken.keys(), slots)
    unplaced = any(scene.design.components[id].at is None for id in ids)
    edit = Paste(_clip(scene, ids), by) if unplaced else Duplicate(ids, by)
    return Do(edit, at=min(slots).moved(by))


def _clip(scene: Scene, ids: frozenset[Id]) -> Design:
    """The chosen parts as a design of their own, each where the picture shows it."""
    part = fragment(scene.design, ids)
    return part.having(*(c.but(at=scene.slots[c.id]) for c in part.components.values())) if ids else part


def delete(scene: Scene) -> Meaning:
    if not scene.meant:
        return WhyNot("there is nothing here to delete")
    return Do(Remove(scene.meant), frozenset(), say=_lost(scene, scene.meant))


def _lost(scene: Scene, gone: frozenset[Id]) -> str:
    """The connections that go along with parts."""
    lost = [c for c in scene.design.connections.values() if {c.source, c.target} & gone and c.id not in gone]
    return f"and {len(lost)} connection{'s' if len(lost) > 1 else ''}" if lost else ""


def copy(scene: Scene) -> Meaning:
    if not scene.components:
        return WhyNot("there is no component here to copy")
    return Act(partial(acts.copy, clip=_clip(scene, _taken_along(scene))))


def cut(scene: Scene) -> Meaning:
    """Copy what is chosen and take it out, groups with what lies in them."""
    if not scene.components:
        return WhyNot("there is no component here to cut")
    gone = _taken_along(scene) | scene.meant
    edit = Several(f"Cut {listed(sorted(scene.components))}", (Remove(gone),))
    return Act(partial(acts.cut, clip=_clip(scene, gone), do=Do(edit, frozenset(), say=_lost(scene, gone))))


def _taken_along(scene: Scene) -> frozenset[Id]:
    """What is chosen, with all that is drawn in it."""
    design = scene.design
    groups = scene.meant & design.groups.keys()
    inner = (id for id, group in design.groups.items() if not groups.isdisjoint(around(design, group)))
    return scene.components | groups.union(inner)


def paste(scene: Scene) -> Meaning:
    if scene.clip is None:
        return WhyNot(f"nothing was copied yet; {scene.called('clip.copy')} copies")
    return pasting(scene, scene.clip)


def pasting(scene: Scene, clip: Design) -> Do:
    """Put the parts of another design at the cursor, or where there is room for them."""
    slots = dict(draw(clip).slots)
    placed = clip.having(*(c.but(at=slots[c.id]) for c in clip.components.values()))
    corner = Slot(min(s.column for s in slots.values()), min(s.row for s in slots.values()))
    by = (scene.cursor.column - corner.column, scene.cursor.row - corner.row)
    there = [slot.moved(by) for slot in slots.values()]
    if any(slot in scene.taken for slot in there):
        more = room(scene.taken.keys(), there)
        by = (by[0] + more[0], by[1] + more[1])
    first = min(slots.values(), key=lambda slot: (slot.row, slot.column)).moved(by)
    return Do(Paste(placed, by, scene.drawing.group_at(first)), at=first)


def pasted(text: str, scene: Scene) -> Meaning:
    """What a text from the clipboard means: parts in the sketch notation, or nothing."""
    try:
        design = parse(text)
    except NotationError as error:
        return WhyNot(f"pasted text is no sketch notation: {error.message}")
    return pasting(scene, design) if design.components else WhyNot("pasted text holds no component")


def look_at(scene: Scene) -> Meaning:
    if scene.on is None:
        return WhyNot("there is nothing here to look at")
    return Act(ways.peek)


def focus(scene: Scene) -> Meaning:
    """Dim everything but the surroundings of what is meant; with nothing meant, or once more, nothing."""
    if not scene.meant and not scene.focus:
        return WhyNot("put the cursor on the component that the rest is to be dimmed for")
    return Act(partial(ways.focus, ids=frozenset() if scene.meant == scene.focus else scene.meant))


def minimap(scene: Scene) -> Meaning:
    if not scene.mapping and not fits(scene.drawing, scene.view):
        return WhyNot("a map is for what is larger than the window, and for a window of 60 cells by 12 or more")
    return Act(ways.minimap)


def fold(scene: Scene) -> Meaning:
    """Show the group here, or the one that is chosen, as one box; or open it again."""
    part = scene.only
    if isinstance(part, Connection):
        return WhyNot("a connection is not folded; put the cursor on what lies in a group")
    if part is None:
        group = scene.drawing.group_at(scene.cursor)
    else:
        group = part.id if part.id in scene.design.groups else next(iter(around(scene.design, part)), None)
    if group is None:
        return WhyNot(f"there is no group here to fold; {scene.called('edit.group')} draws one")
    if not members(scene.design, group):
        return WhyNot(f"{scene.design.groups[group]} is empty")
    return Act(partial(ways.fold, group=group))


def fold_all(scene: Scene) -> Meaning:
    """Show every group as one box, or where they all are, as they are."""
    if not any(part.inside for part in scene.design.components.values()):
        return WhyNot(f"nothing lies in a group yet; {scene.called('edit.group')} draws one")
    return Act(ways.fold_all)


def undo(scene: Scene) -> Meaning:
    return Act(acts.undo) if scene.undoable else WhyNot("there is nothing to undo")


def redo(scene: Scene) -> Meaning:
    return Act(acts.redo) if scene.redoable else WhyNot("there is nothing to redo")


def history(scene: Scene) -> Meaning:
    return Act(acts.history) if scene.undoable or scene.redoable else WhyNot("nothing was changed yet")


def fix(scene: Scene) -> Meaning:
    if not scene.findings:
        return WhyNot(f"there is no finding here; {scene.called('finding.next')} goes to the next one")
    return Act(acts.fix)


def waive(scene: Scene) -> Meaning:
    return Act(acts.waive) if scene.findings else WhyNot("there is no finding here to waive")


def problem(back: bool, scene: Scene) -> Meaning:
    return Act(partial(acts.next_finding, back=back)) if scene.report.standing else WhyNot("there are no findings")


def hot(digit: str, scene: Scene) -> Meaning:
    return placed(scene, HOT[digit], scene.cursor)
