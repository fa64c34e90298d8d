"""Every verb and what it means. Bindings, footer, palette and help are made from this table and that of the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from . import acts, arranging, connections, filing, ways
from . import meanings as m
from .again import again
from .canvas import Area
from .keys import CANVAS, HOT, STEPS, TABLE, Listed, slot, way
from .scene import Act, Meaning, Scene, WhyNot

Means = Callable[[Scene], Meaning]


@dataclass(frozen=True)
class Verb(Listed):
    """Something that a key does on the canvas."""

    means: Means = field(kw_only=True)
    """What it does here, or why it does nothing."""


def _act(run: Callable[..., object]) -> Means:
    """Something that the desk can always do."""
    return lambda scene: Act(run)


MEANINGS: Mapping[str, Means] = {
    **{way(by): partial(m.step, by) for by in STEPS.values()},
    **{slot(key): partial(m.hot, key) for key in HOT},
    "item.next": partial(m.item, False),
    "item.previous": partial(m.item, True),
    "item.first": partial(m.end, False),
    "item.last": partial(m.end, True),
    "item.parent": m.parent,
    "item.child": m.child,
    "add.pick": _act(acts.add),
    "add.extend": m.extend,
    "edit.connect": m.connect,
    "edit.group": m.group,
    "edit.resize": m.resize,
    "flow.steps": m.flow,
    "edit.move": m.move,
    "edit.verb": connections.next_verb,
    "edit.reverse": connections.reverse,
    "edit.properties": m.properties,
    "edit.enter": m.enter,
    "edit.rename": m.rename,
    "edit.duplicate": m.duplicate,
    "edit.delete": m.delete,
    "edit.tidy": arranging.tidy,
    "edit.row": partial(arranging.align, False),
    "edit.column": partial(arranging.align, True),
    "edit.menu": _act(acts.menu),
    "edit.note": m.note,
    "edit.repeat": again,
    "clip.copy": m.copy,
    "clip.cut": m.cut,
    "clip.paste": m.paste,
    "select.mark": m.mark,
    "select.area": Area.begin,
    "select.all": m.everything,
    "select.same": m.same,
    "finding.fix": m.fix,
    "finding.next": partial(m.problem, False),
    "finding.previous": partial(m.problem, True),
    "finding.waive": m.waive,
    "finding.panel": _act(acts.findings),
    "find.open": _act(ways.find),
    "find.next": _act(partial(ways.find_next, back=False)),
    "find.previous": _act(partial(ways.find_next, back=True)),
    "view.jump": m.jump,
    "view.back": partial(m.back, False),
    "view.forward": partial(m.back, True),
    "view.peek": m.look_at,
    "view.focus": m.focus,
    "view.minimap": m.minimap,
    "view.fold": m.fold,
    "view.fold_all": m.fold_all,
    "edit.undo": m.undo,
    "edit.redo": m.redo,
    "edit.history": m.history,
    "panel.requirements": _act(acts.requirements),
    "panel.patterns": _act(acts.gallery),
    "pane.next": _act(acts.next_pane),
    "pane.maximise": _act(acts.maximise),
    "zoom.cycle": _act(partial(acts.zoom, by=0)),
    "zoom.in": _act(partial(acts.zoom, by=1)),
    "zoom.out": _act(partial(acts.zoom, by=-1)),
    "zoom.fit": _act(acts.fit),
    "file.save": _act(filing.save),
    "file.save_as": _act(filing.save_as),
    "file.anyway": _act(filing.edit_anyway),
    "file.open": _act(filing.open_file),
    "file.new": _act(filing.new),
    "app.commands": _act(acts.commands),
    "app.help": _act(acts.help),
    "app.cancel": _act(acts.cancel),
    "app.tour": _act(filing.tour),
    "app.redraw": _act(acts.redraw),
    "app.close": _act(filing.close),
    "app.quit": _act(filing.leave),
}
"""What each verb of the table means."""

VERBS = tuple(Verb(**vars(listed), means=MEANINGS[listed.id]) for listed in TABLE)
MENU = ("add", "edit", "clip", "select", "finding", "flow")
"""The topics of the verbs that the menu of a part offers."""

ALWAYS = ("edit.undo", "edit.redo", "file.save", "app.commands")
"""The verbs that it offers wherever it is opened: a hand on the mouse gets to everything by them."""

NOT_OFFERED = frozenset({"edit.menu", "edit.enter", *map(slot, HOT)})
"""Those of them that are the menu itself, or that another one stands for."""


def offered(scene: Scene, verbs: Iterable[Verb] = VERBS) -> Iterator[tuple[Verb, str]]:
    """The verbs about what is here, each with the reason why it does nothing; those that do something have none."""
    for verb in verbs:
        here = verb.where == CANVAS and verb.topic in MENU and verb.id not in NOT_OFFERED
        if here or verb.id in ALWAYS:
            meaning = verb.means(scene)
            yield verb, meaning.reason if isinstance(meaning, WhyNot) else ""


BY_ID = {verb.id: verb for verb in VERBS}
BY_KEY = {key: verb for verb in VERBS for key in verb.keys}
