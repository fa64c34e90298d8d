"""Ways of looking: finding, going back, peeking, dimming, folding. They change what is seen, never the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..editing.groups import around
from ..model import Id
from .keys import told
from .scene import Choose, Go

if TYPE_CHECKING:
    from .desk import Desk

NO_SEARCH = "[find.open] finds; [find.next] goes on"
SEARCH_KEYS = "   [find.next] [find.previous] go on, [select.all] chooses all, Esc ends"


def find(desk: Desk) -> None:
    desk.open_find()


def find_next(desk: Desk, back: bool) -> None:
    """The next part that fits what was looked for last, which stands again."""
    looking = desk.looking
    if not desk.wanted:
        desk.say(told(NO_SEARCH, desk.bound.called))
        return
    looking.standing = desk.wanted
    found = looking.next_match(desk.wanted, back)
    if found is None:
        desk.say(looking.sought(desk.wanted).mistake or f"nothing fits {desk.wanted}")
        return
    number, count, meaning = found
    desk.perform(meaning)
    desk.say(f"{number + 1} of {count} for {desk.wanted}{told(SEARCH_KEYS, desk.bound.called)}")


def choose_found(desk: Desk) -> None:
    """Choose everything that fits what is looked for."""
    wanted = desk.looking.standing
    if ids := desk.looking.sought(wanted).ids:
        desk.perform(Choose(ids))
        desk.say(f"{len(ids)} chosen for {wanted}")
    else:
        desk.say(f"nothing fits {wanted}; Esc ends the search")


def back(desk: Desk, forth: bool) -> None:
    """Go where the cursor jumped from, or forth again."""
    looking = desk.looking
    found = looking.trail.forth(looking.spot) if forth else looking.trail.back(looking.spot)
    if found is None:
        desk.say("the cursor is where it jumped from")
        return
    spot, trail = found
    desk.perform(Go(looking.where(spot)))
    looking.trail = trail
    desk.say(f"{len(trail.behind)} places behind, {len(trail.ahead)} ahead")


# -- ways of looking --------------------------------------------------------------------------------------------------


def peek(desk: Desk) -> None:
    """Tell about what is under the cursor, until it moves on."""
    desk.looking.peeking = not desk.looking.peeking


def focus(desk: Desk, ids: frozenset[Id]) -> None:
    """Dim everything but the surroundings of some parts; nothing for none."""
    desk.looking.focus = ids
    count = len(desk.looking.bright & desk.scene().design.components.keys())
    again = desk.bound.called("view.focus")
    desk.say(f"{count} components in the light; {again} again, or Esc, brings back the rest" if ids else "")


def fold(desk: Desk, group: Id) -> None:
    """Show a group as one box, or open it again; the cursor is on it, then on the first of its parts."""
    looking, design = desk.looking, desk.session.editor.design
    name = str(design.groups[group])
    if group in looking.folds:
        looking.fold(looking.folds - {group})
        words = f"unfolded {name}"
    else:
        looking.fold(looking.folds | {group})
        words = f"folded {name}; {desk.bound.called('view.fold')} opens it again"
    at = looking.drawing.slots.get(group) or looking.slot_of(group)
    desk.perform(Choose(frozenset(), at, held=False))
    desk.say(words)


def fold_all(desk: Desk) -> None:
    """Show every group as one box, or where they all are, open them again; the cursor stays with what it is on."""
    looking, design = desk.looking, desk.session.editor.design
    groups = frozenset(id for part in design.components.values() for id in around(design, part))
    opening = groups <= looking.folds
    here = looking.taken.get(looking.cursor, "")
    looking.fold(frozenset() if opening else groups)
    at = looking.drawing.slots.get(looking.folded.stands_for(here)) or looking.drawing.slots.get(here)
    desk.perform(Choose(frozenset(), at, held=False))
    key = desk.bound.called("view.fold_all")
    desk.say(f"opened {_groups(groups)}" if opening else f"folded {_groups(groups)}; {key} opens all of them again")


def _groups(groups: frozenset[Id]) -> str:
    return f"{len(groups)} group{'' if len(groups) == 1 else 's'}"


def minimap(desk: Desk) -> None:
    """Show a map of the whole, or put it away."""
    desk.looking.mapping = not desk.looking.mapping
