"""What a verb or a gesture sees, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ..drawing import Drawing, Rect
from ..drawing.folding import Folded
from ..editing import Edit
from ..editing.groups import members
from ..model import Component, Connection, Design, Group, Id, Slot
from ..rules import Judged, Report
from .keys import Called, called
from .trail import START, Trail

if TYPE_CHECKING:
    from .canvas.gestures import Gesture


ORIGIN = Slot(0, 0)
FIRST = Rect(0, 0, 80, 24)


class Last(NamedTuple):
    """The change that was made last: by which verb, and the edit."""

    verb: str
    edit: Edit


@dataclass(frozen=True)
class Scene:
    """The design, its picture, and where the user is in it."""

    drawing: Drawing
    cursor: Slot = ORIGIN
    chosen: frozenset[Id] = frozenset()
    """What was picked out by hand, or by the last step."""
    held: bool = False
    """Whether that stays chosen when the cursor moves on."""
    gone_to: Id = ""
    """The connection or group that was gone to while others are marked."""
    taken: Mapping[Slot, Id] = field(default_factory=dict)
    """Which component has which slot; those in folded groups keep theirs."""
    folded: Folded | None = None
    """The design as the picture shows it, where that has folded groups."""
    places: Mapping[Id, Slot] | None = None
    """The slot of each component, where that is not all in the picture."""
    boxes: Mapping[Slot, Id] | None = None
    """What the picture shows in which slot, where that is not all components."""
    view: Rect = FIRST
    """The cells that are on the screen."""
    report: Report = field(default_factory=Report)
    about: Mapping[Id, list[Judged]] = field(default_factory=dict)
    """The findings about each part."""
    clip: Design | None = None
    """What was copied."""
    undoable: str = ""
    """The name of the step that can be undone; empty where there is none."""
    redoable: str = ""
    finding: Judged | None = None
    """The finding that was gone to last."""
    lit: Id = ""
    """The requirement or flow that is looked at; empty where none is."""
    trail: Trail = START
    """Where the cursor jumped from."""
    sought: str = ""
    """What is being looked for; empty where nothing is."""
    focus: frozenset[Id] = frozenset()
    """The parts that the rest is dimmed for."""
    mapping: bool = False
    """Whether a map of the whole is wanted."""
    last: Last | None = None
    """What can be done again elsewhere."""
    called: Called = called
    """What a text says for a verb."""

    @property
    def design(self) -> Design:
        return self.folded.whole if self.folded is not None else self.drawing.design

    @property
    def slots(self) -> Mapping[Id, Slot]:
        """The slot of each component."""
        return self.drawing.slots if self.places is None else self.places

    def box_at(self, slot: Slot) -> Id | None:
        """What the picture shows in a slot: a component, or a folded group."""
        return (self.taken if self.boxes is None else self.boxes).get(slot)

    def component_at(self, slot: Slot) -> Component | None:
        """The component that the picture shows in a slot."""
        id = self.box_at(slot)
        return None if id is None else self.design.components.get(id)

    @property
    def here(self) -> Component | None:
        """The component under the cursor."""
        return self.component_at(self.cursor)

    @property
    def fold(self) -> Group | None:
        """The folded group under the cursor."""
        id = self.box_at(self.cursor)
        return None if id is None else self.design.groups.get(id)

    @property
    def meant(self) -> frozenset[Id]:
        """What a verb is about: what is chosen, or what is under the cursor."""
        if self.chosen:
            return self.chosen
        here = self.here or self.fold
        return frozenset({here.id}) if here else frozenset()

    @property
    def components(self) -> frozenset[Id]:
        """The components that are meant; those in a group that is meant are among them."""
        found = set(self.meant & self.design.components.keys())
        if groups := self.meant & self.design.groups.keys():
            found.update(id for group in groups for id in members(self.design, group))
        return frozenset(found)

    @property
    def only(self) -> Component | Group | Connection | None:
        """The one part that is meant; None where it is none or several."""
        if len(self.meant) != 1:
            return None
        part = self.design.get(next(iter(self.meant)))
        return part if isinstance(part, Component | Group | Connection) else None

    @property
    def on(self) -> Component | Group | Connection | None:
        """What the cursor is on: a connection or a group that was gone to, else the component here, or the fold."""
        part = self.design.get(self.gone_to) if self.held else self.only
        return part if isinstance(part, Connection | Group) else self.here or self.fold

    def going_to(self, id: Id, at: Slot | None = None) -> Choose:
        """Going to a connection or a group, at a slot; what is marked stays so."""
        return Choose(self.chosen, at, on=id) if self.held else Choose(frozenset({id}), at, held=False)

    @property
    def brought_out(self) -> frozenset[Id]:
        """What is chosen, with what was gone to beside it."""
        return self.chosen | {self.gone_to} if self.gone_to else self.chosen

    @property
    def findings(self) -> tuple[Judged, ...]:
        """The standing findings about what is meant; about a folded group they are those of all that lies in it."""
        meant, folded = self.meant, self.folded
        ids = sorted(meant)
        if folded is not None and not meant.isdisjoint(folded.folds):
            ids += sorted(id for id in self.about if id not in meant and folded.stands_for(id) in meant)
        found = (one for id in ids for one in self.about.get(id, ()) if not one.waived)
        each = {one.key: one for one in found}
        return tuple(sorted(each.values(), key=lambda one: (-one.severity, *one.key)))

    def visible(self) -> Iterator[Id]:
        """The components of which something is on the screen, in reading order."""
        return (id for id in self.on_screen() if id in self.design.components)

    def seen_of(self, ids: Iterable[Id]) -> frozenset[Id]:
        """Those of some parts that are on the screen; groups, and connections of what is there, are told as if."""
        seen, drawing = frozenset(self.on_screen()), self.drawing
        links = drawing.design.connections
        return frozenset(
            id
            for id in ids
            if id in seen
            or id in drawing.groups
            or ((link := links.get(id)) is not None and not seen.isdisjoint((link.source, link.target)))
        )

    def on_screen(self) -> Iterator[Id]:
        """The same with folded groups."""
        return self.drawing.within(self.view)


@dataclass(frozen=True)
class Do:
    """Make an edit."""

    edit: Edit
    choose: frozenset[Id] | None = None
    at: Slot | None = None
    """Where the cursor goes."""
    say: str = ""
    """What there is to say about it beside its name."""


@dataclass(frozen=True)
class Go:
    """The cursor goes to a slot; what is held stays chosen."""

    at: Slot
    jump: bool = False
    """Whether one would want to come back from there."""


@dataclass(frozen=True)
class Choose:
    """Pick parts out."""

    ids: frozenset[Id]
    at: Slot | None = None
    """Where the cursor goes along."""
    held: bool = True
    """Whether they stay chosen when the cursor moves on."""
    on: Id = ""
    """The connection or group that the cursor is on among or beside them, where it is on one."""
    jump: bool = True
    """Whether one would want to come back from `at`."""


@dataclass(frozen=True)
class Act:
    """Something that the desk does: ask, show, save."""

    run: Callable[..., object]
    """Called with the desk; what it answers, where it can be awaited, runs beside."""


@dataclass(frozen=True)
class WhyNot:
    """Nothing happens, for a reason."""

    reason: str


Meaning: TypeAlias = "Do | Go | Choose | Act | WhyNot | Gesture"
"""What a verb or a gesture answers; a gesture goes on."""

Ask: TypeAlias = Callable[[Slot, Id], Meaning]
"""Lets the user pick a kind for what comes to stand in a slot, connected to a component."""
