"""Every verb: its keys, its name and what it means. Bindings, footer, palette and help are made from this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ..catalog import kind_of
from . import acts
from . import meanings as m
from .canvas import HOT, Area, Extend, Jump, Moving, Wiring
from .canvas.walk import STEPS
from .scene import Act, Meaning, Scene

CANVAS, PANES, EVERYWHERE = "canvas", "panes", "everywhere"


@dataclass(frozen=True)
class Verb:
    """Something that a key does on the canvas."""

    id: str
    keys: tuple[str, ...]
    """In Textual's names; the first is the one shown."""
    name: str
    help: str
    means: Callable[[Scene], Meaning]
    """What it does here, or why it does nothing."""
    footer: str = ""
    """Its name in the footer, where it stands there."""
    where: str = CANVAS
    """Where its keys work: on the canvas, in every pane, or also while a gesture is under way."""

    @property
    def topic(self) -> str:
        return self.id.split(".")[0]

    @property
    def shown_keys(self) -> tuple[str, ...]:
        return tuple(shown(key) for key in self.keys)


NAMES = {
    "full_stop": ".", "slash": "/", "question_mark": "?", "colon": ":", "exclamation_mark": "!",
    "less_than_sign": "<", "greater_than_sign": ">",
    "percent_sign": "%", "asterisk": "*", "left_parenthesis": "(", "right_parenthesis": ")",
    "left_square_bracket": "[", "right_square_bracket": "]", "plus": "+", "minus": "-", "equals_sign": "=",
    "space": "Space", "enter": "Enter", "escape": "Esc", "tab": "Tab", "insert": "Ins", "delete": "Del",
    "backspace": "Backspace", "home": "Home", "left": "Left", "right": "Right", "up": "Up", "down": "Down",
}  # fmt: skip
"""How keys are written for people, where that is not their name."""


def shown(key: str) -> str:
    """`ctrl+s` as `^S`, `full_stop` as `.`."""
    if key.startswith("ctrl+"):
        return "^" + shown(key[5:]).upper()
    if key.startswith("shift+"):
        return "S-" + shown(key[6:])
    return NAMES.get(key) or (key.upper() if len(key) > 1 else key)


def _act(run: Callable[..., object]) -> Callable[[Scene], Meaning]:
    """Something that the desk can always do."""
    return lambda scene: Act(run)


def _cursor() -> list[Verb]:
    ways = {(-1, 0): "left", (1, 0): "right", (0, -1): "up", (0, 1): "down"}
    found = []
    for by in dict.fromkeys(STEPS.values()):
        unit = ((by[0] > 0) - (by[0] < 0), (by[1] > 0) - (by[1] < 0))
        far = by != unit
        keys = tuple(key for key, step in STEPS.items() if step == by)
        name = f"{'Far ' if far else ''}{ways[unit]}".capitalize()
        help = f"The cursor goes {'five slots' if far else 'one slot'} {ways[unit]}."
        found.append(Verb(f"cursor.{'far_' if far else ''}{ways[unit]}", keys, name, help, partial(m.step, by)))
    return found


def _slots() -> list[Verb]:
    return [
        Verb(
            f"add.slot_{key}",
            (key,),
            f"Add {kind_of(HOT[key]).name}",
            "Place one here at once.",
            partial(m.hot, key),
        )
        for key in "1234567890"
        if key in HOT
    ]


V = Verb
P = partial(Verb, where=PANES)
E = partial(Verb, where=EVERYWHERE)
VERBS: tuple[Verb, ...] = (
    *_cursor(),
    V("item.next", ("tab",), "Next component", "In reading order.", partial(m.item, False)),
    V("item.previous", ("shift+tab",), "Previous component", "In reading order.", partial(m.item, True)),
    V("item.parent", ("left_parenthesis",), "Group around", "Choose the group that this lies in.", m.parent),
    V("item.child", ("right_parenthesis",), "Into", "Choose what lies in the group, or a connection.", m.child),
    V("add.pick", ("a", "insert"), "Add", "Pick a kind, then the place.", _act(acts.add), "Add"),
    *_slots(),
    V("add.extend", ("W",), "Extend", "Place a new component next door and connect it.", Extend.begin),
    V("edit.connect", ("w",), "Connect", "From here to the component of a label.", Wiring.begin, "Connect"),
    V("edit.group", ("b",), "Group", "A boundary around what is chosen.", m.group, "Group"),
    V("flow.steps", ("F",), "Flow", "State a business transaction, or its steps again.", m.flow),
    V("edit.move", ("m",), "Move", "Connections follow.", Moving.begin, "Move"),
    V("edit.properties", ("e",), "Properties", "Of the part, or what the design requires.", m.properties, "Edit"),
    V("edit.enter", ("enter",), "Properties or add", "On an empty slot, add a component.", m.enter),
    V("edit.rename", ("r", "f2"), "Rename", "Its id stays.", m.rename),
    V("edit.duplicate", ("D", "ctrl+d"), "Duplicate", "A copy beside it, connections included.", m.duplicate),
    V("edit.delete", ("d", "delete", "backspace"), "Delete", "And what cannot be without it.", m.delete),
    V("clip.copy", ("y", "ctrl+c"), "Copy", "To paste within the program.", m.copy),
    V("clip.paste", ("p", "ctrl+v"), "Paste", "At the cursor.", m.paste),
    V("select.mark", ("space",), "Mark", "Add this to what is chosen, or take it out.", m.mark),
    V("select.area", ("v",), "Area", "Choose a rectangle.", Area.begin),
    V("select.all", ("percent_sign", "ctrl+a"), "Choose all", "Every component, or all that was found.", m.everything),
    V("select.same", ("asterisk",), "Choose the same kind", "Every component of this kind.", m.same),
    V("finding.fix", ("full_stop",), "Fix", "The findings here, their fixes and what those would do.", m.fix, "Fix"),
    P("finding.next", ("f8", "right_square_bracket"), "Next finding", "From here.", partial(m.problem, False), "Next"),
    P("finding.previous", ("f7", "left_square_bracket"), "Previous finding", "Before it.", partial(m.problem, True)),
    V("finding.waive", ("x",), "Waive", "Accept a finding, with a reason.", m.waive),
    P("finding.panel", ("exclamation_mark",), "Findings", "Show the list, or hide it.", _act(acts.findings)),
    P("find.open", ("slash", "ctrl+f"), "Find", "By words and filters.", _act(acts.find), "Find"),
    V("find.next", ("n",), "Next match", "Of what was looked for last.", _act(partial(acts.find_next, back=False))),
    V("find.previous", ("N",), "Previous match", "Of the same.", _act(partial(acts.find_next, back=True))),
    V("view.jump", ("f",), "Jump", "Type the label on a component to go there.", Jump.begin, "Jump"),
    V("view.back", ("less_than_sign", "ctrl+o"), "Back", "To where the cursor jumped from.", partial(m.back, False)),
    V("view.forward", ("greater_than_sign",), "Forth", "To where it went back from.", partial(m.back, True)),
    P("edit.undo", ("u", "ctrl+z"), "Undo", "Take back the last step.", m.undo, "Undo"),
    P("edit.redo", ("U", "ctrl+y"), "Redo", "Make it again.", m.redo),
    P("panel.requirements", ("R",), "Requirements", "What is asked of the design.", _act(acts.requirements)),
    P("panel.patterns", ("t",), "Patterns", "Begin from, or insert, a known good one.", _act(acts.gallery)),
    E("pane.next", ("f6",), "Next pane", "Canvas, inspector, findings.", _act(acts.next_pane)),
    P("pane.maximise", ("Z",), "Maximise", "The canvas alone, and back.", _act(acts.maximise)),
    P("zoom.cycle", ("z",), "Zoom", "Overview, compact, normal, detail.", _act(partial(acts.zoom, by=0))),
    P("zoom.in", ("plus", "equals_sign"), "Zoom in", "One level.", _act(partial(acts.zoom, by=1))),
    P("zoom.out", ("minus",), "Zoom out", "One level.", _act(partial(acts.zoom, by=-1))),
    P("zoom.fit", ("home",), "Fit", "The whole design in the window, as large as it fits.", _act(acts.fit)),
    E("file.save", ("ctrl+s",), "Save", "All or nothing.", _act(acts.save), "Save"),
    P("file.save_as", ("S",), "Save as", "Under another name.", _act(acts.save_as)),
    P("file.open", ("o", "f4"), "Open", "Another design.", _act(acts.open_file)),
    P("file.new", ("ctrl+n",), "New", "An empty design.", _act(acts.new)),
    E("app.commands", ("ctrl+p", "colon"), "Commands", "Every verb by name.", _act(acts.commands), "Commands"),
    E("app.help", ("question_mark", "f1"), "Help", "The keys of this pane.", _act(acts.help), "Help"),
    P("app.cancel", ("escape",), "Let go", "Of what is chosen; one level back.", _act(acts.cancel)),
    E("app.redraw", ("ctrl+l",), "Redraw", "The whole screen.", _act(acts.redraw)),
    P("app.quit", ("q", "ctrl+q"), "Quit", "Asks where something is unsaved.", _act(acts.leave)),
)  # fmt: skip

BY_ID = {verb.id: verb for verb in VERBS}
BY_KEY = {key: verb for verb in VERBS for key in verb.keys}
