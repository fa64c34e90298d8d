"""What stands around the canvas: what the header, the status and the keys say. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..catalog import kind_of, verb_of
from ..editing.groups import around
from ..model import Component, Connection, Group
from ..rules import Judged
from .bound import PLAIN, Bound
from .canvas import Gesture
from .canvas.owners import named, path
from .keys import HOT, STEPS, slot, way
from .scene import Scene
from .severity import letter
from .status import Words

ROLE = {"E": "error", "W": "warning", "i": "info", "x": "dim"}
"""The role of a severity's letter."""

ON_CONNECTION = (
    ("edit.enter", "verb"),
    ("edit.rename", "label"),
    ("edit.move", "end"),
    ("edit.reverse", "reverse"),
    ("item.next", "next"),
)
"""What is done with a connection that is chosen."""


LEFT_OUT = frozenset((*map(way, STEPS.values()), *map(slot, HOT)))
"""What needs no telling at the foot: arrows and digits."""


def footer(bound: Bound, length: str) -> tuple[tuple[str, str], ...]:
    """The keys at the foot and what they do: `none`, a `short` choice, or the `full` table as far as there is room."""
    if length == "none":
        return ()
    full = length == "full"
    verbs = [verb for verb in bound.verbs if verb.keys and (verb.footer or (full and verb.id not in LEFT_OUT))]
    return tuple((verb.shown_key, verb.footer or verb.name) for verb in sorted(verbs, key=lambda verb: not verb.footer))


IN_PANE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "inspector": (
        ("Enter", "edit"),
        ("Space", "next choice"),
        ("d", "default"),
        ("/", "filter"),
        ("Esc", "canvas"),
        ("N", "requirement"),
        ("F", "flow"),
    ),
    "findings": (
        ("Enter", "why and fixes"),
        ("x", "waive"),
        ("s", "sort"),
        ("g", "group"),
        ("/", "filter"),
        ("Esc", "canvas"),
    ),
    "line": (("Enter", "done"),),
    "find": (("Enter", "stay there"),),
}
"""The keys of a pane other than the canvas; of a line that is typed into; of the line that looks for something."""


def pane_keys(bound: Bound, pane: str) -> tuple[tuple[str, str], ...]:
    """The keys at the foot while another pane than the canvas has them."""
    here = IN_PANE[pane]
    if pane in ("line", "find"):
        return (*here, ("Esc", "back"))
    everywhere = (("edit.undo", "undo"), ("app.help", "help"))
    undo, help = (((key, name),) if (key := bound.key(id)) else () for id, name in everywhere)
    return (*here, *undo, *help)


BEGINNINGS = (
    ("add.pick", "add any component        (try  {0}  dyn  Enter)"),
    ("panel.patterns", "begin from a pattern"),
    ("panel.requirements", "write down what is required first"),
    ("file.open", "open a file"),
    ("app.tour", "three minutes to try the editor"),
    ("app.commands", "every command by name"),
    ("app.help", "keys and help            {1} works too"),
)
"""What to begin with, where there is nothing yet."""


def hints(bound: Bound, terminal: str = "") -> tuple[str, ...]:
    """What to begin with, as lines with the keys for it; what the terminal can do."""
    first = bound.key("add.slot_1")
    slots = [(f"{first}-0", "place one of the ten commonest services here")] if first.endswith("1") else []
    lines = ((bound.by_id[id].shown_keys, says) for id, says in BEGINNINGS)
    told = [*slots, *((keys[0], _about(keys, says)) for keys, says in lines if keys)]
    wide = max((len(key) for key, _ in told), default=0) + 2
    last = (f"Your terminal: {terminal}",) if terminal else ()
    return ("Nothing here yet.", "", *(f"{key:<{wide}} {says}" for key, says in told), *last)


def _about(keys: Sequence[str], says: str) -> str:
    """What a key does, in which `{0}` stands for it; what is about a second key is said where there is one."""
    return says.partition("  ")[0] if "{1}" in says and len(keys) == 1 else says.format(*keys)


def about(scene: Scene, gesture: Gesture | None, bound: Bound = PLAIN) -> Words:
    """The line about the gesture under way, or about what is under the cursor."""
    if gesture is not None:
        ghost = gesture.ghost(scene)
        return ((f" {gesture.title} ", "operation"), (f"  {ghost.says}", "plain"))
    if scene.finding is not None:
        names = ", ".join(str(scene.design.get(id) or id) for id in scene.finding.on)
        return ((names, "strong"), (f"   {scene.finding.rule.title}", "dim"))
    if len(scene.chosen) > 1 or (scene.gone_to and scene.gone_to not in scene.chosen):
        on = f"   on {_called(scene.on)}" if scene.gone_to and scene.on else ""
        return (
            (f"{len(scene.chosen)} chosen", "strong"),
            (on, "plain"),
            (f"   {_can(bound, ON_SEVERAL)}, Esc lets go", "dim"),
        )
    part = scene.on if scene.gone_to else scene.only
    match part:
        case Component():
            kind = kind_of(part.kind)
            stated = _stated(part.properties)
            where = f"  in {path(scene.design, groups[0])}" if (groups := around(scene.design, part)) else ""
            return (
                (kind.code, "key"),
                (f" {part}", "strong"),
                (f"  {kind.name}", "plain"),
                (where, "plain"),
                *_note(part.note),
                (f"  {stated}", "dim"),
            )
        case Group():
            kind = kind_of(part.kind)
            return (
                (kind.name, "key"),
                (f" {part}", "strong"),
                (f"  folded: {bound.called('view.fold')} opens it" if scene.fold == part else "", "plain"),
                *_note(part.note),
                (f"  {_stated(part.properties)}", "dim"),
            )
        case Connection():
            said = _called(part)
            label = f'  "{part.label}"' if part.label else ""
            about = f"{label}  {verb_of(part.verb).help}  {_stated(part.properties)}"
            return ((said, "strong"), (f"{about}  ", "dim"), *_keys(bound, ON_CONNECTION))
    if not scene.taken:
        return (("an empty design", "dim"),)
    group = scene.drawing.group_at(scene.cursor)
    where = f" in {path(scene.design, group)}" if group else ""
    return (
        (f"empty slot {scene.cursor.column},{scene.cursor.row}{where}", "dim"),
        (f"   {_can(bound, ON_EMPTY)}", "dim"),
    )


def notice(scene: Scene, gesture: Gesture | None, said: str, bound: Bound = PLAIN) -> Words:
    """The line of what there is to say: why not, what just happened, or the worst finding here."""
    if gesture is not None and (problem := gesture.ghost(scene).problem):
        return ((problem, "error"),)
    if scene.finding is not None:
        return ((f"{said}  " if said else "", "dim"), *spoken(scene.finding, bound))
    if said:
        return ((said, "plain"),)
    found = scene.findings
    return spoken(found[0], bound, len(found)) if found else ()


def spoken(finding: Judged, bound: Bound, among: int = 1) -> Words:
    """A finding in a line."""
    mark = letter(finding)
    count = len(finding.fixes)
    fixes = f"   [{bound.called('finding.fix')}] {count} fix{'es' if count != 1 else ''}" if count else ""
    more = f"   and {among - 1} more" if among > 1 else ""
    role = ROLE[mark]
    return (
        (f" {mark} ", f"{role}-badge" if mark in "EW" else role),
        (f" {finding.rule.id} ", role),
        (finding.message, "plain"),
        (fixes, "key"),
        (more, "dim"),
    )


ON_SEVERAL = (("edit.delete", " deletes"), ("edit.move", " moves"), ("edit.group", " groups"), ("clip.copy", " copies"))
ON_EMPTY = (("add.pick", " adds"), ("add.slot_1", "-0 place at once"))


def _can(bound: Bound, does: Iterable[tuple[str, str]]) -> str:
    """`d deletes, m moves`, of the verbs that have a key."""
    return ", ".join(f"{key}{says}" for id, says in does if (key := bound.key(id)))


def _called(part: Component | Group | Connection) -> str:
    return f"{part.source} {part.verb} {part.target}" if isinstance(part, Connection) else str(part)


def _keys(bound: Bound, does: Iterable[tuple[str, str]]) -> Words:
    """Keys and what they do, of the verbs that have one."""
    keyed = ((key, name) for id, name in does if (key := bound.key(id)))
    return tuple(word for key, name in keyed for word in ((key, "key"), (f" {name}  ", "dim")))


def _stated(properties: object) -> str:
    items: Iterable[tuple[str, object]] = properties.items() if hasattr(properties, "items") else ()
    return " ".join(f"{name}={_value(value)}" for name, value in items)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _note(note: str) -> Words:
    return ((f'  "{note}"', "plain"),) if note else ()


def crumbs(scene: Scene) -> str:
    """What stands over the canvas: the design, and the groups around what is under the cursor, outermost first."""
    design, part = scene.design, scene.only
    if isinstance(part, Connection):
        part = design.components.get(part.source)
    if part is not None:
        groups = (*([part.id] if isinstance(part, Group) else []), *around(design, part))
    else:
        there = scene.drawing.group_at(scene.cursor)
        groups = (there, *around(design, design.groups[there])) if there else ()
    return " > ".join((design.name or "Canvas", *(named(design.groups[id]) for id in reversed(groups))))


def title(scene: Scene) -> str:
    """What the frame of the canvas says about what is chosen."""
    chosen = len(scene.chosen)
    return f"({scene.cursor.column},{scene.cursor.row})" + (f"  {chosen} chosen" if chosen > 1 else "")
