"""How a design is looked at: its picture, the cursor, what is chosen. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from ..drawing import Drawing, Look, Rect, Zoom, draw
from ..drawing.folding import Folded, fold
from ..editing.groups import members
from ..model import Component, Connection, Design, Group, Id, Slot
from ..rules import Judged, Report
from ..rules.report import Key
from .canvas.walk import after
from .keys import Called, called
from .light import DARK, Light, shown, stepped_through, surroundings
from .marks import alike, marks
from .scene import FIRST, ORIGIN, Go, Last, Meaning, Scene
from .seeking import Ground, Sought, seek
from .session import Session
from .severity import letter
from .sifting import Order, sift, sorted_by
from .trail import START, Spot, Trail

if TYPE_CHECKING:
    from ..tracing import Verdict

ZOOMS = tuple(Zoom)

Place = tuple[int, int, int, str, tuple[Id, ...]]
"""Where a finding stands in the order of going through them: row, column, severity, rule, parts."""


def by_part(report: Report) -> dict[Id, list[Judged]]:
    """The findings about each part: those that stand first, the worst of them in front."""
    found: dict[Id, list[Judged]] = {}
    for finding in sorted(report.findings, key=lambda one: one.waived):
        for id in finding.on:
            found.setdefault(id, []).append(finding)
    return found


def badges(about: Mapping[Id, list[Judged]]) -> Mapping[Id, str]:
    """For each part with findings the worst severity and how many there are of it."""
    marks: dict[Id, str] = {}
    for id, some in about.items():
        worst = letter(some[0])
        marks[id] = f"{worst}{min(99, sum(letter(one) == worst for one in some))}"
    return marks


def summed(about: Mapping[Id, list[Judged]], folded: Folded) -> Mapping[Id, list[Judged]]:
    """The findings about what the picture shows: those of everything in a folded group are about its box."""
    if not folded.into:
        return about
    found: dict[Id, dict[Key, Judged]] = {}
    for id, some in about.items():
        found.setdefault(folded.stands_for(id), {}).update((one.key, one) for one in some)
    return {id: sorted(some.values(), key=lambda one: (one.waived, -one.severity)) for id, some in found.items()}


WEIGHED = 2000
"""Components up to which each box tells what its part does to the requirements."""

KEPT, EXACT = 16, 500
"""So many pictures are kept, of designs of so many components at the most: what was there before looks as it did."""


class Turn(NamedTuple):
    """A finding that is gone to among others."""

    finding: Judged
    number: int
    """Which of `of` it is, from 1."""
    of: int
    anew: bool
    """Whether it was found by beginning anew at the other end."""


@dataclass
class Looking:
    """A session, its picture, and where the user is in it."""

    session: Session
    zoom: Zoom = Zoom.NORMAL
    ascii: bool = False
    cursor: Slot = ORIGIN
    held: bool = False
    """Whether what is chosen stays so when the cursor moves on."""
    gone_to: Id = ""
    """The connection or group that the cursor is on while others are marked."""
    clip: Design | None = None
    lit: Id = ""
    """The requirement or flow that is looked at, whose parts light up; empty where none is."""
    last: Last | None = None
    """The change that was made last, to make it again."""
    place: Place | None = None
    """The finding that was gone to last, while the cursor has not moved since."""
    taken: Mapping[Slot, Id] = field(default_factory=dict)
    trail: Trail = START
    """Where the cursor jumped from."""
    standing: str = ""
    """What was looked for, as long as that is what `%` chooses."""
    focus: frozenset[Id] = frozenset()
    """The parts of which only the surroundings are not dimmed; empty where nothing is."""
    peeking: bool = False
    """Whether a card tells about what is under the cursor."""
    rested: Id = ""
    """What the pointer rests on, which a card tells about otherwise."""
    mapping: bool = False
    """Whether a map of the whole is wanted."""
    folds: frozenset[Id] = frozenset()
    """The groups that are shown as one box each."""
    waits: bool = False
    """Whether the design is shown before it is judged."""
    terminal: str = ""
    """What the terminal can do, which is told where there is nothing else yet."""

    def __post_init__(self) -> None:
        self._found: tuple[tuple[object, ...], frozenset[Id]] | None = None
        """What was found for which words in which design."""
        self._fitted: tuple[int, int, Zoom] | None = None
        """The window that the picture was fitted into; None since it was drawn anew."""
        self._bright: tuple[Design, frozenset[Id], frozenset[Id]] | None = None
        """What is not dimmed in which design for which parts."""
        self._round: list[Key] = []
        """The findings in the order in which they were gone through."""
        self._told = self.report
        self.about = by_part(self._told)
        """The findings about each part."""
        self.folded = fold(self.session.editor.design, self.folds)
        """The design as the picture shows it."""
        self._drawn: list[Drawing] = []
        """The last pictures since one was drawn anew, the latest first."""
        self._verdicts: tuple[Verdict, ...] = ()
        """What was known of the requirements when the cursor rested last."""
        self._weighed: tuple[Report, frozenset[Id], Design] | None = None
        """What these are of."""
        self._own: Design | None = self.folded.design
        """The design whose picture is the one that its file gives; None where another one led to it."""
        self.cost = ""
        """What a month of it costs, as far as it is known."""
        look = self._look()
        self.drawing: Drawing = draw(self.folded.design, self.zoom, ascii=self.ascii, look=look)
        self._know()
        if self.taken:
            self.cursor = min(self.boxes, key=lambda slot: (slot.row, slot.column))

    @property
    def report(self) -> Report:
        """What the rules say, as far as it is known yet."""
        return Report() if self.waits and not self.session.judged else self.session.report

    def _know(self) -> None:
        self.boxes = self.drawing.standing
        """What the picture shows in which slot: a component or a folded group."""
        self.slots = self.folded.slots(self.drawing.slots)
        """The slot of each component, also of those in folded groups."""
        self.taken = {slot: id for id, slot in self.slots.items()} if self.folded.into else self.boxes

    def _forget(self, design: Design) -> None:
        """What is no longer there is not looked at any more."""
        self.lit, self.gone_to = (id if id in design else "" for id in (self.lit, self.gone_to))
        if not all(id in design for id in self.focus):
            self.focus = frozenset(id for id in self.focus if id in design)
        if not self.folds <= design.groups.keys():
            self.folds &= design.groups.keys()

    def redraw(self, zoom: Zoom | None = None, *, anew: bool = False) -> None:
        """Draw what the session holds: lines and gaps stay where they can, unless it is drawn `anew` as a file is."""
        self._fitted = None
        self.zoom = zoom or self.zoom
        if (report := self.report) is not self._told:
            self._told, self.about = report, by_part(report)
        design = self.session.editor.design
        self._forget(design)
        self.folded = fold(design, self.folds, self.folded)
        look = self._look()
        if look == self.drawing.look:
            look = self.drawing.look
        if anew and (self.edited or self.folded.design is not self.drawing.design):
            self._drawn.clear()
        if anew and self._own is not self.folded.design:
            self.drawing = draw(self.folded.design, self.zoom, ascii=self.ascii, look=look)
        elif (before := self._before(self.folded.design)) is not None:
            self.drawing = replace(before, design=self.folded.design, look=look).zoomed(self.zoom)
        else:
            self.drawing = self.drawing.after(self.folded.design, look, sticky=True).zoomed(self.zoom)
        if anew or self._own is not self.folded.design:
            self._own = self.folded.design if anew else None
        self._know()

    @property
    def edited(self) -> bool:
        """Whether the picture has been kept still since it was drawn anew."""
        return bool(self._drawn)

    def _before(self, design: Design) -> Drawing | None:
        """The picture that there was of this very design; None where none is kept."""
        if design is self.drawing.design:
            return None
        self._drawn[:] = [self.drawing, *self._drawn[: KEPT - 1]]
        if len(design.components) > EXACT:
            del self._drawn[1:]
            return None
        return next((one for one in self._drawn if one.design == design), None)

    def _look(self) -> Look:
        """What stands in the borders of the boxes."""
        found = badges(summed(self.about, self.folded))
        return Look(found, marks(self.folded, self.report, found, self._verdicts))

    def weigh(self) -> bool:
        """See what is known of the requirements by now; whether the picture shows anything new of it."""
        design = self.session.editor.design
        weighs = self.session.judged and len(design.components) <= WEIGHED
        if not (weighs or self._verdicts or self.cost):
            return False
        was, self._weighed = self._weighed, (self.report, self.folds, design)
        if was is not None and was[0] is self.report and was[1] == self.folds and alike(was[2], design):
            return False
        known = tuple(self.session.verdicts.values()) if weighs and design.requirements else ()
        self.cost = self.session.cost if weighs else ""
        if known == self._verdicts:
            return False
        self._verdicts = known
        if (look := self._look()) == self.drawing.look:
            return False
        self.drawing = self.drawing.after(self.drawing.design, look)
        return True

    def fold(self, groups: frozenset[Id]) -> None:
        """Show each of these groups as one box, and no others."""
        if groups != self.folds:
            self.folds = groups
            self.redraw()

    def reveal(self, ids: Iterable[Id]) -> None:
        """Unfold what parts lie in, so that they show."""
        if self.folded.into:
            self.fold(self.folds - self.folded.around(ids))

    @property
    def light(self) -> Light:
        """What lights up for what is looked at."""
        design = self.session.editor.design
        flow = design.flows.get(self.lit)
        if flow is not None:
            return shown(stepped_through(design, flow.steps), self.folded)
        verdict = self.session.verdicts.get(self.lit) if self.lit in design.requirements else None
        return shown(Light(frozenset(verdict.parts)), self.folded) if verdict is not None else DARK

    @property
    def bright(self) -> frozenset[Id]:
        """What is not dimmed; empty where nothing is dimmed."""
        if not self.focus:
            return self.focus
        design = self.session.editor.design
        if self._bright is None or self._bright[0] is not design or self._bright[1] != self.focus:
            self._bright = design, self.focus, surroundings(design, self.focus)
        return self.folded.shown(self._bright[2])

    def fit(self, width: int, height: int, least: Zoom = Zoom.OVERVIEW) -> None:
        """Draw at the largest zoom, up to normal, at which the whole design is in a window; at the least otherwise."""
        if self._fitted == (width, height, least):
            return
        for zoom in reversed(ZOOMS[ZOOMS.index(least) : ZOOMS.index(Zoom.NORMAL) + 1]):
            self.drawing = self.drawing.zoomed(zoom)
            if self.drawing.width <= width and self.drawing.height <= height:
                break
        self.zoom = zoom
        self._fitted = width, height, least

    def scene(self, view: Rect, called: Called = called) -> Scene:
        editor = self.session.editor
        return Scene(
            drawing=self.drawing,
            cursor=self.cursor,
            chosen=editor.chosen,
            held=self.held,
            gone_to=self.gone_to,
            taken=self.taken,
            folded=self.folded,
            places=self.slots,
            boxes=self.boxes,
            view=view,
            report=self.report,
            about=self.about,
            clip=self.clip,
            undoable=str(editor.done[-1]) if editor.done else "",
            redoable=str(editor.undone[-1]) if editor.undone else "",
            finding=self.finding,
            lit=self.lit,
            trail=self.trail,
            sought=self.standing,
            focus=self.focus,
            mapping=self.mapping,
            last=self.last,
            called=called,
        )

    # -- findings ---------------------------------------------------------------------------------------------------

    @property
    def finding(self) -> Judged | None:
        """The finding that was gone to, where it still stands."""
        if self.place is None:
            return None
        key = self.place[3:]
        return next((one for one in self.session.report.standing if one.key == key), None)

    def slot_of(self, id: Id) -> Slot | None:
        """Where a part is: a connection at its source, a group at its first component."""
        design = self.session.editor.design
        part = design.get(id)
        if isinstance(part, Component):
            return self.slots.get(id)
        if isinstance(part, Connection):
            return self.slots.get(part.source)
        if isinstance(part, Group):
            inside = [self.slots[one] for one in members(design, id)]
            return min(inside, key=lambda slot: (slot.row, slot.column), default=self._empty(id))
        return None

    def _beside(self, keys: list[Key]) -> tuple[int, int]:
        """How many findings come before the one that was gone to last, and before what comes after it.

        One that is mended meanwhile leaves its place behind.
        """
        before, self._round = self._round, keys
        last = self.place[3:] if self.place else None
        if last in keys:
            return keys.index(last), keys.index(last) + 1
        if last not in before:
            return len(keys), 0
        later = next((key for key in before[before.index(last) :] if key in keys), None)
        at = len(keys) if later is None else keys.index(later)
        return at, at

    def _empty(self, id: Id) -> Slot | None:
        """Where a group is drawn that nothing lies in."""
        rect = self.drawing.groups.get(id)
        return self.drawing.slot_at(rect.x + rect.width // 2, rect.y + rect.height // 2) if rect else None

    def place_of(self, finding: Judged) -> Place:
        slots = [slot for id in finding.on if (slot := self.slot_of(id)) is not None]
        first = min(((slot.row, slot.column) for slot in slots), default=(-(10**6), 0))
        return (*first, -finding.severity, *finding.key)

    def next_finding(self, back: bool, words: str = "", order: Order = Order.SEVERITY) -> Turn | None:
        """The next of the findings that fit words: in reading order from the cursor, or in the order asked for."""
        design = self.session.editor.design
        fitting = sift(words, self.session.report.standing, design).findings
        if not fitting:
            return None
        places = {one.key: self.place_of(one) for one in fitting}
        if order is Order.SEVERITY:
            every = sorted(fitting, key=lambda one: places[one.key])
            here: Place = self.place or (self.cursor.row, self.cursor.column, -99, "", ())
            behind = sum(places[one.key] < here for one in every)
            ahead = sum(places[one.key] <= here for one in every)
        else:
            every = sorted_by(order, fitting, design)
            behind, ahead = self._beside([one.key for one in every])
        number = (behind - 1 if back else ahead) % len(every)
        self.place = places[every[number].key]
        anew = not 0 <= (behind - 1 if back else ahead) < len(every)
        return Turn(every[number], number + 1, len(every), anew)

    # -- jumping ----------------------------------------------------------------------------------------------------

    @property
    def spot(self) -> Spot:
        """Where the cursor is, to come back to."""
        return Spot(self.cursor, self.boxes.get(self.cursor, ""))

    def where(self, spot: Spot) -> Slot:
        """The slot that a spot leads to."""
        self.reveal((spot.on,))
        return self.drawing.slots.get(spot.on) or spot.at

    # -- looking for something --------------------------------------------------------------------------------------

    def sought(self, text: str) -> Sought:
        """What fits words and filters."""
        session = self.session
        return seek(text, Ground(session.editor.design, self.about, session.linter.rules, lambda: session.verdicts))

    def in_order(self, ids: Iterable[Id]) -> list[tuple[Slot, Id]]:
        """Parts with the slots they are at, in reading order: in a slot the component, then what else is there."""
        found = ((slot, id) for id in ids if (slot := self.slot_of(id)) is not None)
        return sorted(found, key=lambda one: (one[0].row, one[0].column, one[1] not in self.slots, one[1]))

    @property
    def found(self) -> frozenset[Id]:
        """What the picture shows of what is looked for; sought again only when the design or the words change."""
        if not self.standing:
            return frozenset()
        known = self.standing, self.about, self.folded
        if self._found is None or any(one is not other for one, other in zip(self._found[0], known, strict=True)):
            self._found = known, self.folded.shown(self.sought(self.standing).ids)
        return self._found[1]

    def matches(self, text: str) -> list[tuple[Slot, Id]]:
        """The parts that fit words and filters, in reading order."""
        return self.in_order(self.sought(text).ids)

    def next_match(self, text: str, back: bool) -> tuple[int, int, Meaning] | None:
        """The next part that fits: which of how many it is, and how to go there; None where nothing fits."""
        found = self.matches(text)
        chosen = self.session.editor.chosen
        on = next(iter(chosen)) if len(chosen) == 1 else self.taken.get(self.cursor, "")
        at = next((at for at, one in enumerate(found) if one == (self.cursor, on)), None)
        hit = found[(at + (-1 if back else 1)) % len(found)] if at is not None else after(found, self.cursor, back)
        return None if hit is None else (found.index(hit), len(found), self.to(*hit, jump=True))

    def to(self, slot: Slot, id: Id, jump: bool = False) -> Meaning:
        """How to go to a part: the cursor goes to a component, and on anything else that is there."""
        self.reveal((id,))
        if id in self.slots:
            return Go(self.slots[id], jump)
        return replace(self.scene(FIRST).going_to(id, slot), jump=jump)
