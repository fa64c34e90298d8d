"""The keys of the editor: a table for whoever shows them, with or without a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from ..catalog import KINDS, kind_of

CANVAS, ALL_PANES, EVERYWHERE = "canvas", "panes", "everywhere"


@dataclass(frozen=True)
class Listed:
    """A verb as it is listed: its keys and what they do."""

    id: str
    keys: tuple[str, ...]
    """In Textual's names; the first is the one shown."""
    name: str
    help: str
    footer: str = ""
    """Its name in the footer, where it stands there."""
    where: str = CANVAS
    """Where its keys work: on the canvas, in every pane, or also while a gesture is under way."""

    @property
    def topic(self) -> str:
        return self.id.split(".")[0]

    @property
    def shown_keys(self) -> tuple[str, ...]:
        every = tuple(key for key in self.keys if key not in SELDOM) or self.keys
        return tuple(map(shown, every))

    @property
    def shown_key(self) -> str:
        """The first of them; empty where there is none."""
        return shown(self.keys[0]) if self.keys else ""

    @property
    def called(self) -> str:
        """What a text says for it."""
        return self.shown_key or self.name


SELDOM = frozenset(("ctrl+full_stop", "ctrl+shift+z", "shift+f8"))
"""Keys that few terminals send: they work where they come, and nobody is told of them."""

NAMES = {
    "full_stop": ".", "semicolon": ";", "slash": "/", "question_mark": "?", "colon": ":", "exclamation_mark": "!",
    "less_than_sign": "<", "greater_than_sign": ">",
    "percent_sign": "%", "asterisk": "*", "left_parenthesis": "(", "right_parenthesis": ")",
    "left_square_bracket": "[", "right_square_bracket": "]", "plus": "+", "minus": "-", "equals_sign": "=",
    "underscore": "_", "vertical_line": "|", "comma": ",", "ampersand": "&",
    "space": "Space", "enter": "Enter", "escape": "Esc", "tab": "Tab", "insert": "Ins", "delete": "Del",
    "backspace": "Backspace", "home": "Home", "left": "Left", "right": "Right", "up": "Up", "down": "Down",
}  # fmt: skip
"""How keys are written for people, where that is not their name."""

WRITTEN = {written: key for key, written in NAMES.items()}
"""The keys by how they are written."""


def shown(key: str) -> str:
    """`ctrl+s` as `^S`, `full_stop` as `.`, a sequence `d d` as `dd`."""
    if " " in key:
        return "".join(f" {one}" if len(one) > 1 else one for one in map(shown, key.split())).strip()
    if key.startswith("ctrl+"):
        return "^" + shown(key[5:]).upper()
    if key.startswith("shift+"):
        return "S-" + shown(key[6:])
    return NAMES.get(key) or (key if len(key) == 1 else _sign(key) or key.upper())


def _sign(name: str) -> str:
    """A sign by its name in Unicode; empty where that is the name of something else."""
    from unicodedata import lookup

    try:
        return lookup(name.replace("_", " "))
    except KeyError:
        return ""


# -- what texts say of keys -------------------------------------------------------------------------------------------

Called = Callable[[str], str]
"""What a text says for the verb of an id: its key, or where it has none, its name."""

VERB = re.compile(r"\[([a-z]+\.[a-z_0-9]+)\]")


def called(id: str) -> str:
    """The same of a verb with the keys of the table."""
    return BY_ID[id].called


def told(text: str, called: Called = called) -> str:
    """A text of the program, with the keys of the verbs whose ids stand in brackets."""
    return VERB.sub(lambda found: called(found[1]), text)


# -- what is listed ---------------------------------------------------------------------------------------------------

FAR = 5
"""Slots of a long step."""

STEPS: Mapping[str, tuple[int, int]] = {
    "left": (-1, 0),
    "h": (-1, 0),
    "right": (1, 0),
    "l": (1, 0),
    "up": (0, -1),
    "k": (0, -1),
    "down": (0, 1),
    "j": (0, 1),
    "shift+left": (-FAR, 0),
    "H": (-FAR, 0),
    "shift+right": (FAR, 0),
    "L": (FAR, 0),
    "shift+up": (0, -FAR),
    "K": (0, -FAR),
    "shift+down": (0, FAR),
    "J": (0, FAR),
}
"""How far each key steps, in columns and rows."""

HOT = {str(kind.hot): kind.kind for kind in KINDS.values() if kind.hot is not None}
"""The kind that each digit places."""

WAYS = {(-1, 0): "left", (1, 0): "right", (0, -1): "up", (0, 1): "down"}


def way(by: tuple[int, int]) -> str:
    """The id of the verb that steps so far."""
    unit = ((by[0] > 0) - (by[0] < 0), (by[1] > 0) - (by[1] < 0))
    return f"cursor.{'' if by == unit else 'far_'}{WAYS[unit]}"


def slot(key: str) -> str:
    """The id of the verb that places what a digit stands for."""
    return f"add.slot_{key}"


def _cursor() -> Iterator[Listed]:
    for by in dict.fromkeys(STEPS.values()):
        far, _, where = way(by).removeprefix("cursor.").rpartition("_")
        name = f"{far} {where}".strip().capitalize()
        help = f"The cursor goes {'five slots' if far else 'one slot'} {where}."
        yield Listed(way(by), tuple(key for key, step in STEPS.items() if step == by), name, help)


def _slots() -> Iterator[Listed]:
    for key in "1234567890":
        if key in HOT:
            yield Listed(slot(key), (key,), f"Add {kind_of(HOT[key]).name}", "Place one here at once.")


V = Listed
P = partial(Listed, where=ALL_PANES)
E = partial(Listed, where=EVERYWHERE)
TABLE: tuple[Listed, ...] = (
    *_cursor(),
    V("item.next", ("tab",), "Next component", "In reading order."),
    V("item.previous", ("shift+tab",), "Previous component", "In reading order."),
    V("item.first", ("g",), "First component", "The top row, from the left."),
    V("item.last", ("G",), "Last component", "The bottom row, at the right."),
    V("item.parent", ("left_parenthesis",), "Group around", "Choose the group that this lies in."),
    V("item.child", ("right_parenthesis",), "Into", "What lies in the group, or a connection."),
    V("add.pick", ("a", "insert"), "Add", "Pick a kind for this slot, or one near it.", "Add"),
    *_slots(),
    V("add.extend", ("W",), "Extend", "A new component next door, connected."),
    V("edit.connect", ("w",), "Connect", "From here to the component of a label.", "Connect"),
    V("edit.group", ("b",), "Group", "A boundary around what is chosen.", "Group"),
    V("edit.resize", ("B",), "Resize", "Stretch the border of the group around this."),
    V("flow.steps", ("F",), "Flow", "State a business transaction, or change it."),
    V("edit.move", ("m",), "Move", "Connections follow; of a connection, an end.", "Move"),
    V("edit.verb", ("V",), "Next verb", "What the connection does; another one."),
    V("edit.reverse", ("X",), "Reverse", "The connection leads the other way."),
    V("edit.properties", ("e",), "Properties", "Of the part, or what the design requires.", "Edit"),
    V("edit.enter", ("enter",), "Properties or add", "Add on an empty slot; a connection's verb."),
    V("edit.rename", ("r", "f2"), "Rename", "Its id stays; on a connection, write a label."),
    V("edit.duplicate", ("D", "ctrl+d"), "Duplicate", "A copy beside it, connections included."),
    V("edit.delete", ("d", "delete", "backspace"), "Delete", "And what cannot be without it."),
    V("edit.tidy", ("s",), "Tidy", "Arrange what is chosen, or the whole design."),
    V("edit.row", ("underscore",), "Align in a row", "What is chosen, at the height of the one here."),
    V("edit.column", ("vertical_line", "I"), "Align in a column", "What is chosen, one below the other."),
    V("edit.menu", ("comma",), "Menu", "What can be done here; as a right click."),
    V("edit.note", ("c",), "Note", "What is written on the part."),
    V("edit.repeat", ("semicolon",), "Repeat", "The last change once more, on what is here."),
    V("clip.copy", ("y", "ctrl+c"), "Copy", "To paste here, elsewhere, or as notation."),
    V("clip.cut", ("ctrl+x",), "Cut", "Copy, and take it out."),
    V("clip.paste", ("p", "ctrl+v"), "Paste", "At the cursor."),
    V("select.mark", ("space",), "Mark", "Add this to what is chosen, or take it out."),
    V("select.area", ("v",), "Area", "Choose a rectangle."),
    V("select.all", ("percent_sign", "ctrl+a"), "Choose all", "Every component, or all that was found."),
    V("select.same", ("asterisk",), "Choose the same kind", "Every component of this kind."),
    V("finding.fix", ("full_stop", "ctrl+full_stop"), "Fix", "The findings here, and what each fix does.",
      "Fix"),
    P("finding.next", ("f8", "right_square_bracket"), "Next finding", "Of those that the list shows.", "Next"),
    P("finding.previous", ("f7", "left_square_bracket", "shift+f8"), "Previous finding", "Before it."),
    V("finding.waive", ("x",), "Waive", "Accept a finding, with a reason."),
    P("finding.panel", ("exclamation_mark",), "Findings", "Show the list, or hide it."),
    P("find.open", ("slash", "ctrl+f"), "Find", "By words and filters.", "Find"),
    V("find.next", ("n",), "Next match", "Of what was looked for last."),
    V("find.previous", ("N",), "Previous match", "Of the same."),
    V("view.jump", ("f",), "Jump", "Type a component's label, or a pane's number.", "Jump"),
    V("view.back", ("less_than_sign", "ctrl+o"), "Back", "To where the cursor jumped from."),
    V("view.forward", ("greater_than_sign",), "Forth", "To where it went back from."),
    V("view.peek", ("i",), "Peek", "Six lines about this, until the cursor moves."),
    V("view.focus", ("O",), "Only this", "Dim what is neither this nor connected to it."),
    V("view.fold", ("C",), "Fold", "The group here as one box, or open again."),
    V("view.fold_all", ("A",), "Fold all", "Every group as one box, or all open again."),
    V("view.minimap", ("M",), "Map", "The whole design in a corner of the canvas."),
    P("edit.undo", ("u", "ctrl+z"), "Undo", "Take back the last step.", "Undo"),
    P("edit.redo", ("U", "ctrl+y", "ctrl+shift+z"), "Redo", "Make it again."),
    P("edit.history", ("Y",), "History", "Every step; go back or forth to one."),
    P("panel.requirements", ("R",), "Requirements", "What is asked of the design."),
    P("panel.patterns", ("t",), "Patterns", "Begin from, or insert, a known good one."),
    E("pane.next", ("f6",), "Next pane", "Canvas, inspector, findings."),
    P("pane.maximise", ("Z",), "Maximise", "The canvas alone, and back."),
    P("zoom.cycle", ("z",), "Zoom", "Overview, compact, normal, detail."),
    P("zoom.in", ("plus", "equals_sign"), "Zoom in", "One level."),
    P("zoom.out", ("minus",), "Zoom out", "One level."),
    P("zoom.fit", ("home",), "Fit", "The whole design in the window."),
    E("file.save", ("ctrl+s",), "Save", "All or nothing.", "Save"),
    P("file.save_as", ("S",), "Save as", "Under another name."),
    P("file.anyway", ("ampersand",), "Edit anyway", "What is open in another program."),
    P("file.open", ("o", "f4"), "Open", "Another design."),
    P("file.new", ("ctrl+n",), "New", "An empty design."),
    E("app.commands", ("ctrl+p", "colon"), "Commands", "Every verb by name.", "Commands"),
    E("app.help", ("question_mark", "f1"), "Help", "The keys of this pane.", "Help"),
    P("app.cancel", ("escape",), "Let go", "Of what is chosen; one level back."),
    P("app.tour", ("ctrl+t",), "Tour", "Seven things to try in a design to play with."),
    E("app.redraw", ("ctrl+l",), "Redraw", "The screen, and lines anew as after opening."),
    P("app.close", ("q",), "Close", "The panel, the tour, or the program."),
    P("app.quit", ("ctrl+q",), "Quit", "Asks where something is unsaved."),
)  # fmt: skip
"""Every verb in the order in which they are listed."""

BY_ID = {listed.id: listed for listed in TABLE}

COUNTED = frozenset(
    (
        *(id for id in BY_ID if id.startswith(("cursor.", "item.", "find.", "zoom."))),
        *("finding.next", "finding.previous", "view.back", "view.forward", "edit.undo", "edit.redo", "edit.repeat"),
        *("edit.duplicate", "edit.verb", "clip.paste"),
    )
) - {"find.open", "zoom.fit", "zoom.cycle"}
"""The verbs that are done so often as a count before them says."""

TOPICS = {
    "cursor": "Cursor",
    "item": "From part to part",
    "view": "Look around",
    "find": "Find",
    "add": "Add",
    "edit": "Edit",
    "flow": "Flow",
    "clip": "Copy and paste",
    "select": "Choose",
    "finding": "Findings",
    "panel": "Panels",
    "pane": "Panes",
    "zoom": "Zoom",
    "file": "File",
    "app": "Program",
}
"""The topics of the verbs, as headings."""


def looked_up(word: str = "", table: Iterable[Listed] = TABLE) -> dict[str, list[Listed]]:
    """The verbs by heading: those of a key, or with a word in what they do; all of them where there is no word."""
    found = [listed for listed in table if not word or _meant(listed, word)]
    topics = ((heading, [one for one in found if one.topic == topic]) for topic, heading in TOPICS.items())
    return {heading: some for heading, some in topics if some}


def _meant(listed: Listed, word: str) -> bool:
    keys = {*listed.keys, *listed.shown_keys}
    if word in keys or len(word) == 1:
        return word in keys
    wish = word.casefold()
    named = (listed.id, listed.name, listed.help, TOPICS[listed.topic])
    return shown(wish) in keys or any(wish in one.casefold() for one in named)


PANES = {
    "inspector": (
        ("Enter", "edit the field, or go where the row leads"),
        ("Space", "the next choice"),
        ("Backspace", "back to the default; on a requirement or a connection: take it away"),
        ("/", "only the fields whose name has these letters"),
        ("N", "add a requirement"),
        ("Esc", "one level back, then to the canvas"),
    ),
    "findings": (
        ("Up Down", "go to what the finding is about"),
        ("Enter .", "why, and what each fix would do"),
        ("x", "waive it with a reason, or take the waiver back"),
        ("s", "sort by severity, part, rule, requirement"),
        ("g", "under headings of rules, parts or requirements, or in one list"),
        ("/", "only those that fit words, E W i x, rule:CON-001, need:latency"),
        ("Esc", "one level back, then to the canvas"),
    ),
    "find": (
        ("Enter", "stay at the match; [find.next] and [find.previous] go on from there"),
        ("Esc", "back to where the cursor was"),
    ),
}
"""The keys of the panes that have their own."""


class Pointing(NamedTuple):
    """Something that the mouse does on the canvas, and the verb whose keys do it without."""

    gesture: str
    does: str
    verb: str


MOUSE = (
    Pointing("click", "choose it, or put the cursor there", "view.jump"),
    Pointing("^click", "mark it, or take the mark off", "select.mark"),
    Pointing("double click", "properties, or add; on a connection, its verb", "edit.enter"),
    Pointing("right click", "a menu of what can be done here", "edit.menu"),
    Pointing("drag a component", "move it, with all that is marked", "edit.move"),
    Pointing("drag from its o", "connect it; over an empty slot, to a new one", "edit.connect"),
    Pointing("drag a connection", "take the nearer end elsewhere", "edit.move"),
    Pointing("drag a title", "move the group with all that lies in it", "edit.move"),
    Pointing("drag a border", "stretch the group", "edit.resize"),
    Pointing("drag elsewhere", "choose what is in the rectangle", "select.area"),
    Pointing("rest on it", "six lines about it, until the pointer goes on", "view.peek"),
    Pointing("click the map", "look there; a drag follows", "view.jump"),
    Pointing("middle drag", "slide the window", way((FAR, 0))),
    Pointing("wheel", "up and down; with Shift sideways", way((0, FAR))),
    Pointing("^wheel", "zoom", "zoom.in"),
    Pointing("click a hint", "what it says, where there is nothing yet", "add.pick"),
    Pointing("click a key", "what it does, of those in the lowest line", "app.commands"),
)
"""Everything that the mouse does on the canvas."""

MEANT: Mapping[str, tuple[str, str, str]] = {
    "canvas": (
        "A verb is about what is chosen, else about what is under the cursor.",
        "Move and its like last until Enter or Esc; [edit.undo] undoes any step.",
        "On a box: E W i x findings, R! R√ requirements missed or met, F flows.",
    ),
    "inspector": (
        "What can be stated of the part under the cursor, else of the design.",
        "What is not stated shows its default; each change is one step to undo.",
        "Below: its findings, what it is connected to, and what is required.",
    ),
    "findings": (
        "What the rules say of the whole design at this moment, gravest first.",
        "E breaks or loses something, W will hurt, i is worth knowing, x accepted.",
        "The canvas follows; a fix first shows what it would do.",
    ),
    "find": (
        "Words look through names, kinds, labels and properties; all have to fit.",
        "The cursor follows while you type.",
        "Filters such as kind:rds narrow it: type find here to see them all.",
    ),
}
"""What each pane is for, in three lines."""

MAIN = ("item.next", "edit.delete", "edit.rename", "clip.copy", "clip.paste", "finding.next", "view.back", "edit.menu")
"""What somebody new to the canvas looks for, beside what the footer has."""

FILTERS = (
    ("kind:rds", "of a kind, by its name or code"),
    ("E  W  i  x", "with errors, warnings, infos, waived findings"),
    ("rule:CON-001", "of which a rule speaks, or a family: rule:CON"),
    ("need:latency", "that decide a requirement"),
    ("group:main", "in a group, however deep"),
    ("verb:reads", "connections that do that"),
    ("multi_az=false", "of which that is stated; < and > compare numbers"),
)
"""What may be looked for beside words; all of a search has to fit."""
