"""What the desk does beside edits: it asks, shows, saves and looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..catalog import GROUPS, kind_of
from ..editing import Annotate, Enclose, Need, Relabel, Rename, SetFlow, Several, Unwaive, Waive, new_id, on_its_own
from ..editing.groups import units
from ..model import Component, Connection, Design, Flow, Group, Id, Slot, Step, id_from, unparse
from ..rules import Judged
from . import screens
from .canvas import Placing, placed
from .canvas.walk import free, within
from .looking import ZOOMS
from .scene import Choose, Do, Meaning, Scene
from .sifting import Order

if TYPE_CHECKING:
    from .bench import Bench
    from .desk import Desk


# -- adding and grouping ----------------------------------------------------------------------------------------------


async def _pick_kind(desk: Desk, at: Slot | None = None) -> str | None:
    used: dict[str, int] = {}
    for component in desk.scene().design.components.values():
        used[component.kind] = used.get(component.kind, 0) + 1
    return await desk.ask_here(screens.PickKind(used), at)


async def extend(desk: Desk, at: Slot, source: Id) -> None:
    """Ask for a kind, and put one into a slot, connected to a component."""
    if (kind := await _pick_kind(desk, at)) is not None:
        desk.perform(Placing(at, kind=kind, source=source).end(desk.scene()), ends=True)


async def add(desk: Desk) -> None:
    """Ask for a kind and place one here; where somebody stands, let the user say where."""
    if (kind := await _pick_kind(desk)) is None:
        return
    scene = desk.scene()
    if scene.cursor not in scene.taken:
        desk.perform(placed(scene, kind, scene.cursor))
    else:
        desk.perform(Placing(free(scene.taken, scene.cursor), kind=kind, wish=scene.cursor))


async def group(desk: Desk, ids: frozenset[Id]) -> None:
    """Ask for a kind of group and its value, and draw it around the parts and the groups that are wholly among them."""
    if (answer := await desk.ask_here(screens.PickGroup(tuple(GROUPS)))) is None:
        return
    kind, value = answer
    scene = desk.scene()
    design = scene.design
    property = screens.value_property(kind)
    id = new_id(design, id_from(value, f"{kind}-1"))
    stated = {property: value} if value and property and not GROUPS[kind].properties[property].problem(value) else {}
    made = Group(id=id, kind=kind, name="" if stated or value == id else value, properties=stated)
    parts = units(design, ids & design.components.keys(), lambda group: kind_of(group.kind).fits(kind))
    desk.perform(Do(Enclose(ids & design.groups.keys() | parts, made), frozenset({made.id})))


async def rename(desk: Desk) -> None:
    part = desk.scene().only
    if part is None or isinstance(part, Connection):
        return
    name = await desk.ask_here(screens.Rename(part.name or part.id))
    if name is not None and name.strip():
        desk.perform(Do(Rename(part.id, name.strip()), desk.scene().chosen))


async def note(desk: Desk) -> None:
    part = desk.scene().only
    if not isinstance(part, Component | Group):
        return
    text = await desk.ask_here(screens.Ask("Note", part.note, f"What there is to know about {part}.", label="note"))
    if text is not None:
        desk.perform(Do(Annotate(part.id, text.strip()), desk.scene().chosen))


async def label(desk: Desk, id: Id) -> None:
    """Ask what is to be written on a connection."""
    old = desk.scene().design.connections[id]
    help = f"Stands on the line instead of {old.verb}; leave it empty for that."
    text = await desk.ask_here(screens.Ask("Label", old.label, help, label="label"))
    if text is not None:
        desk.perform(Do(Relabel(id, text), frozenset({id})))


async def menu(desk: Desk, near: tuple[int, int] | None = None) -> None:
    """Offer what can be done here, beside a cell of the screen, else beside the cursor."""
    from .verbs import offered

    scene = desk.scene()
    items = [
        screens.Item(verb.id, verb.keys, verb.shown_key, verb.name, verb.help, why)
        for verb, why in offered(scene, desk.bound.verbs)
    ]
    about = str(scene.only) if scene.only else f"{len(scene.meant)} chosen" if scene.meant else "an empty slot"
    first = near[0] if near else desk.canvas.columns(scene.cursor)[0]
    menu = screens.Menu(about, items, near or desk.canvas.spot(scene.cursor), first)
    if (id := await desk.ask(menu)) is not None:
        desk.action_verb(id)


def mean(desk: Desk, means: Callable[[Scene], Meaning]) -> None:
    """Do what is meant once it is worked out."""
    desk.perform(means(desk.scene()))


async def pick_verb(
    desk: Desk, foreseen: tuple[str, ...], verb: str, between: str, means: Callable[[Scene, str], Meaning]
) -> None:
    """Ask what connections do."""
    if (answer := await desk.ask_here(screens.PickVerb(foreseen, verb, between))) is not None:
        desk.perform(means(desk.scene(), answer))


def cancel(desk: Desk) -> None:
    """One level back: from a panel to the canvas, then let go of what is chosen."""
    if desk.pane != "canvas":
        desk.close_panes()
    elif desk.looking.peeking:
        desk.looking.peeking = False
    else:
        desk.looking.focus = frozenset()
        desk.light_up("")
        desk.looking.standing = ""
        desk.perform(Choose(frozenset(), held=False))


def copy(desk: Desk, clip: Design) -> None:
    count = len(clip.components)
    paste = desk.bound.called("clip.paste")
    desk.say(f"copied {count} component{'' if count == 1 else 's'}; {paste} pastes; {_kept(desk, clip)}")


def cut(desk: Desk, clip: Design, do: Do) -> None:
    desk.perform(replace(do, say="; ".join(filter(None, (do.say, _kept(desk, clip))))))


def _kept(desk: Desk, clip: Design) -> str:
    """Keep parts to paste them, also outside; where they are."""
    desk.looking.clip = clip
    out = desk.clipboard.put(unparse(on_its_own(clip)), desk.app.copy_to_clipboard)
    return f"also on {out}, as notation" if out else "within sketchpad only, as no clipboard is in reach"


def undo(desk: Desk) -> None:
    if (outcome := desk.session.undo()) is not None:
        desk.hand.leave()
        desk.stepped(outcome, f"undid {outcome.step}", seek=True)


def redo(desk: Desk) -> None:
    if (outcome := desk.session.redo()) is not None:
        desk.hand.leave()
        desk.stepped(outcome, f"did again: {outcome.step}", seek=True)


async def history(desk: Desk) -> None:
    """Ask for a step, and go back or forth to where the design was after it."""
    editor = desk.session.editor
    steps = [str(step) for step in (*editor.done, *reversed(editor.undone))]
    before = len(editor.done)
    if (count := await desk.ask(screens.History(steps, before))) is None or count == before:
        return
    outcome = None
    while len(editor.done) != count:
        outcome = desk.session.undo() if len(editor.done) > count else desk.session.redo()
        if outcome is None:
            break
    if outcome is not None:
        desk.hand.leave()
        to = f"to: {steps[count - 1]}" if count else "to the beginning"
        way, far = "back" if count < before else "forth", abs(count - before)
        desk.stepped(outcome, f"{way} {far} step{'' if far == 1 else 's'} {to}", seek=True)


# -- findings ---------------------------------------------------------------------------------------------------------


def next_finding(desk: Desk, back: bool) -> None:
    """Go to the next finding, of those that the panel shows and in the order that was asked for there."""
    words, order = desk.findings.words.strip(), desk.findings.order
    if (found := desk.looking.next_finding(back, words, order)) is None:
        panel = desk.bound.called("finding.panel")
        desk.say(f"no finding that stands fits {words}; {panel} shows the list, and Esc there all of it")
        return
    desk.go_to(found.finding)
    wrapped = ("wrapped to the end" if back else "wrapped to the top") if found.anew else ""
    by = f"by {order.value}" if order is not Order.SEVERITY else ""
    among = " ".join(filter(None, (f"for {words}" if words else "", by)))
    count = f"{found.number} of {found.of} {among}" if among else ""
    desk.say("  ".join(filter(None, (wrapped, count))))


async def fix(desk: Desk) -> None:
    """Show the finding here, what would answer it and at what price; make the fix that is chosen."""
    scene = desk.scene()
    finding = desk.looking.finding or next(iter(scene.findings), None)
    if finding is not None:
        await open_finding(desk, finding.key)


async def open_finding(desk: Bench, key: tuple[str, tuple[Id, ...]]) -> None:
    """Show a finding's page; make the fix that is chosen there, or go where the user turned the pages to."""
    session = desk.session
    design, listed = session.editor.design, desk.findings.listed
    page = screens.FindingPage(session.report, key, design, session.preview, session.safety(), listed)
    if (answer := await desk.ask(page)) is None:
        return
    shown = next((one for one in session.report.findings if one.key == answer.key), None)
    if shown is None:
        return
    if answer.fix is not None:
        desk.looking.place = desk.looking.place_of(shown)
        desk.perform(Do(answer.fix.edit))
    elif answer.alike:
        name = f"Answer {len(answer.alike)} of {shown.rule.id}"
        desk.perform(Do(Several(name, tuple(fix.edit for fix in answer.alike))))
    elif answer.waive:
        await waive_finding(desk, shown)
    else:
        desk.looking.place = desk.looking.place_of(shown)
        desk.go_to(shown)


async def waive(desk: Desk) -> None:
    scene = desk.scene()
    finding = desk.looking.finding or next(iter(scene.findings), None)
    if finding is not None:
        await waive_finding(desk, finding)


async def waive_finding(desk: Bench, finding: Judged) -> None:
    if finding.waived:
        desk.perform(Do(Unwaive(finding.rule.id, finding.on), desk.scene().chosen))
        return
    if (
        waiver := await desk.ask(screens.Waive(finding.rule.id, finding.on, finding.message, desk.session.today))
    ) is not None:
        desk.perform(Do(Waive(waiver), desk.scene().chosen))


def findings(desk: Desk) -> None:
    desk.toggle_findings()


# -- panels -----------------------------------------------------------------------------------------------------------


def properties(desk: Desk) -> None:
    desk.open_inspector()


def requirements(desk: Desk) -> None:
    """The inspector of nothing chosen: what is asked of the design."""
    desk.open_inspector(requirements=True)


async def new_requirement(desk: Bench) -> None:
    """Ask for one requirement after the other, until there is no more to say."""
    while (wish := await desk.ask(screens.PickNeed())) is not None:
        made = await desk.ask(screens.NeedForm(wish)) if isinstance(wish, str) else wish
        if made is not None:
            made = made.but(id=new_id(desk.scene().design, made.type))
            desk.perform(Do(Need(made), desk.scene().chosen))


async def new_flow(desk: Desk, steps: tuple[Step, ...]) -> None:
    """Ask what a transaction is called, and state it."""
    name = await desk.ask_here(screens.Ask("Flow", "", "What the business transaction is called.", label="name"))
    if name is None:
        return
    flow = Flow(id=new_id(desk.scene().design, id_from(name, "transaction")), steps=steps)
    desk.perform(Do(SetFlow(flow), desk.scene().chosen))
    desk.light_up(flow.id)


async def gallery(desk: Desk) -> None:
    """Choose a pattern and put it where there is room."""
    from .. import library

    if (pattern := await desk.ask(screens.Gallery(library.patterns()))) is None:
        return
    from .meanings import pasting

    desk.perform(pasting(desk.scene(), pattern.design))


def next_pane(desk: Desk) -> None:
    desk.next_pane()


def maximise(desk: Desk) -> None:
    """The canvas alone, and back."""
    desk.maximise()


def zoom(desk: Desk, by: int, keep: Slot | None = None) -> None:
    """Show more or less of each component; a slot stays where it is, else the cursor. 0 goes round."""
    at = ZOOMS.index(desk.looking.zoom)
    level = (at + 1) % len(ZOOMS) if by == 0 else at + by
    if 0 <= level < len(ZOOMS):
        desk.rezoom(ZOOMS[level], keep)
    else:
        desk.say("this is as near as it gets" if by > 0 else "this is as far as it gets")


def fit(desk: Desk) -> None:
    """The whole design, or what of it there is room for; a cursor outside comes along."""
    looking = desk.looking
    if (near := within(looking.taken, looking.cursor)) != looking.cursor:
        desk.jumped(looking.spot, near)
        looking.cursor = near
    desk.fit()
    drawing, view = desk.looking.drawing, desk.canvas.view
    whole = min(-view.x, view.x + view.width - drawing.width, -view.y, view.y + view.height - drawing.height) >= 0
    desk.say("the whole design" if whole else "as much of the design as there is room for")


async def commands(desk: Desk) -> None:
    await desk.app.run_action("command_palette")


async def help(desk: Desk) -> None:
    if (id := await desk.ask(screens.Help(desk.bound.verbs, desk.pane))) is not None:
        desk.action_verb(id)


def redraw(desk: Desk) -> None:
    """The picture as it is when the file is opened, on a screen that is cleared."""
    if desk.looking.edited:
        desk.looking.redraw(anew=True)
        desk.show()
    desk.app.refresh(repaint=True, layout=True)
