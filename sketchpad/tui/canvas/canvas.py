"""The canvas: shows a drawing through a window that follows the cursor, and says what the pointer did.

The window may look anywhere, also beside the drawing. A row of the drawing becomes a strip once; what lies over it is
patched in. After each change the rows are compared with those on the screen, and only cells that differ are painted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.filter import LineFilter
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip

from ...drawing import Drawing, Rect, Style
from ...model import Id, Slot
from ..plan import MARGIN, covering, following, opened, whole
from .cards import map_rect
from .looks import LOOKS, role
from .minimap import Survey, survey
from .overlay import Over, patches, spliced
from .patch import Patch
from .pointer import Pointer

BRIGHT = {Style.MARKED_BOX: "bright", Style.MARKED_LINE: "bright-line", Style.MARKED_LABEL: "bright-line"}
"""The roles of what is not dimmed, where the rest is."""

FINDINGS = frozenset({Style.BADGE_ERROR, Style.BADGE_WARNING, Style.BADGE_INFO, Style.MISSED})
"""What is never dimmed."""

Row = tuple[Strip, tuple[Patch, ...]]
"""What a row on the screen shows: its strip, and what lies over it."""


class Canvas(Pointer, can_focus=True):
    """A window on a drawing."""

    ALLOW_SELECT = False
    HOLDS = True
    """Whether the pointer that is pressed here stays with it until it is let go."""
    LOOKS = LOOKS

    class Moved(Message):
        """The window or its size changed."""

    def __init__(self, drawing: Drawing, id: str | None = None) -> None:
        super().__init__(drawing, id=id)
        self.here: Id | None = None
        """The component under the cursor."""
        self._lit_at: Slot | None = None
        """Where the cursor was when something lit up; until it moves, the window shows that rather than the cursor."""
        self._marked: frozenset[Id] = frozenset()
        self._strips: dict[int, Strip] = {}
        self._runs: dict[int, list[tuple[str, Style]]] = {}
        """What the strips are made of."""
        self._due = False
        """Whether it is to be painted."""
        self._mixed: dict[bool, tuple[tuple[object, ...], list[RichStyle]]] = {}
        self._shown: dict[int, Row] = {}
        self._seen = self._shown
        """The same as it was when it was last to be painted."""
        self._room = Size()
        self._surveyed: tuple[object, object] = (None, None)
        """The slots and badges that the survey is of."""

    # -- what it shows ----------------------------------------------------------------------------------------------

    @property
    def view(self) -> Rect:
        """The cells of the drawing that are on the screen."""
        return Rect(self.origin.x, self.origin.y, self.room.width, self.room.height)

    @property
    def room(self) -> Size:
        """The size of the window; while it is hidden that which it had, as it comes back as it was."""
        return self.outer_size or self._room

    def foresee(self, room: Size) -> None:
        """The size that the window is going to have: it looks at the right place before it is first shown."""
        self._room = room

    def show(self, drawing: Drawing, over: Over, here: Id | None, *, keep: Slot | None = None) -> None:
        """Show a drawing and what lies over it; the slot `keep` stays where it is on the screen."""
        origin = self.origin
        if drawing is not self.drawing:
            if keep is not None:
                old, new = self.drawing.slot_rect(keep), drawing.slot_rect(keep)
                # What is in the middle of the slot stays there, whatever the zooms.
                origin += (new.x + new.width // 2 - old.x - old.width // 2, new.y - old.y)
            self.drawing = drawing
            self._strips.clear()
        wires = drawing.design.connections
        marked = over.bright or frozenset(id for id in over.chosen | over.light.parts | over.found if id in wires)
        if marked != self._marked or over.pale != self.over.pale:
            self._marked = marked
            self._strips.clear()
        if over.light != self.over.light:
            self._lit_at = over.cursor if over.light.parts else None
        self.over, self.here = over, here
        self._look(self._following(origin))

    def spot(self, slot: Slot) -> tuple[int, int]:
        """The cell of the screen at the right end of a slot."""
        rect = self.drawing.slot_rect(slot)
        x = self.region.x + rect.x + rect.width - self.origin.x
        return x, self.region.y + rect.y - self.origin.y

    def cell(self, slot: Slot) -> Offset:
        """The cell of the screen where the name begins in a slot."""
        left, _ = self.columns(slot)
        return Offset(left + 1, self.spot(slot)[1] + 1)

    def columns(self, slot: Slot) -> tuple[int, int]:
        """The first column of the screen that a slot takes, and that after its last."""
        end, _ = self.spot(slot)
        return end - self.drawing.slot_rect(slot).width, end

    def scroll(self, by: tuple[int, int]) -> None:
        """Move the window without the cursor."""
        self._look(self.origin + by)

    def centre(self) -> None:
        """Put the drawing into the middle of the window, where it fits; else as much of it as does, with the cursor."""
        self._look(self._following(Offset(*opened(self.drawing, self.over.cursor, self.room))))

    def _following(self, origin: Offset) -> Offset:
        """The origin from which all can be seen that there is room for: above all the cursor, then what is chosen."""
        drawing, over, room = self.drawing, self.over, self.room
        wanted = [(drawing.slot_rect(over.cursor), MARGIN)]
        if self._lit_at == over.cursor:
            wanted = [(drawing.box(id), (1, 1)) for id in sorted(over.light.parts) if id in drawing.slots]
        wanted += [(drawing.box(id), (1, 1)) for id in over.chosen if len(over.chosen) == 1 and id in drawing.slots]
        return Offset(*following(origin, room, [*wanted, *whole(drawing, room)]))

    def _look(self, origin: Offset) -> None:
        if origin != self.origin:
            if origin.x != self.origin.x:
                self._strips.clear()
            self.origin = origin
            self.post_message(self.Moved())
        # Many keys may come at once: what they lead to is painted once.
        if not self._due:
            self._due = True
            self.call_next(self._repaint)

    # -- painting ---------------------------------------------------------------------------------------------------

    def _repaint(self) -> None:
        """Paint the cells that show something else than they did."""
        self._due = False
        if not self.size:
            return
        before = self._seen
        self._compose_rows()
        self._seen = self._shown
        if len(before) != len(self._shown):
            self.refresh()
            return
        width = self.size.width
        regions = [region for y in self._shown if (region := self._differing(y, before.get(y), width))]
        if regions:
            self.refresh(*regions)

    def _differing(self, y: int, before: Row | None, width: int) -> Region | None:
        """The cells of a row on the screen that have to be painted again."""
        now = self._shown[y]
        if before is None or (before[0] is not now[0] and before[0] != now[0]):
            return Region(0, y, width, 1)
        if before[1] == now[1]:
            return None
        changed = set(before[1]).symmetric_difference(now[1])
        if not changed:  # the same patches in another order
            return Region(0, y, width, 1)
        left = max(0, min(patch.x for patch in changed) - self.origin.x)
        right = min(width, max(patch.x + patch.width for patch in changed) - self.origin.x)
        return Region(left, y, right - left, 1) if left < right else None

    def _compose_rows(self) -> None:
        view = self.view
        self._patches = patches(self.drawing, self.over, view, self.here, self._mapped())
        self._fill(view)
        rows = range(view.y, view.y + view.height)
        self._shown = {y - view.y: (self._strips[y], self._patches.get(y, ())) for y in rows}

    def _mapped(self) -> tuple[Survey, Rect] | None:
        """What the map shows and where, if one is wanted; looked over again only when it has changed."""
        if not self.over.map:
            self._map = None
            return None
        slots, badges = self.drawing.slots, self.drawing.look.badges
        if self._survey is None or self._surveyed[0] is not slots or self._surveyed[1] is not badges:
            self._survey, self._surveyed = survey(slots, badges), (slots, badges)
        self._map = map_rect(self.drawing, self._survey, self.over.cursor, self.view, self._map)
        return (self._survey, self._map) if self._map is not None else None

    def _inks(self, filters: Sequence[LineFilter] = ()) -> list[RichStyle]:
        """How each style of the drawing is shown, as the filters of the app leave it."""
        ground, bright, dark = self.background_colors[1], bool(self.over.bright), "pale" if self.over.pale else "faded"
        known = self.looks, bright, dark, tuple(filters), ground
        if (found := self._mixed.get(bool(filters))) is None or found[0] != known:
            roles = [role(s) if not bright or s in FINDINGS else BRIGHT.get(s, dark) for s in Style]
            segments = [Segment(" ", self.looks[name]) for name in roles]
            for one in filters:
                segments = one.apply(segments, ground)
            found = self._mixed[bool(filters)] = known, [segment.style or RichStyle() for segment in segments]
        return found[1]

    def _fill(self, view: Rect) -> None:
        """Make the strips of the window that are missing."""
        if any(strip.cell_length != view.width for strip in self._strips.values()):
            self._strips.clear()
        missing = [y for y in range(view.y, view.y + view.height) if y not in self._strips]
        if not missing:
            return
        inks = self._inks(self.app.get_line_filters())
        first, last = missing[0], missing[-1]
        window = Rect(view.x, first, view.width, last - first + 1)
        for y, runs in enumerate(self.drawing.rows(window, self._marked), first):
            if y not in self._strips:
                self._runs[y] = runs
                self._strips[y] = Strip([Segment(text, inks[style]) for text, style in runs], view.width)
        if len(self._strips) > 1000:
            rows = range(view.y, view.y + view.height)
            self._strips, self._runs = {y: self._strips[y] for y in rows}, {y: self._runs[y] for y in rows}

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._due:
            self._repaint()
        if not self._shown or len(self._shown) != self.size.height or not self._strips:
            self._compose_rows()
        return list(self._lines(crop))

    def _lines(self, crop: Region) -> Iterator[Strip]:
        styles, left = self.looks, self.origin.x
        filters = self.app.get_line_filters()
        background = self.background_colors[1]
        for y in range(self.origin.y + crop.y, self.origin.y + crop.bottom):
            strip = self._strips[y]
            if found := self._patches.get(y):
                inks = self._inks()
                below = Strip([Segment(text, inks[style]) for text, style in self._runs[y]], strip.cell_length)
                strip = spliced(below, left, found, styles, self.drawing.ascii)
            if crop.x or crop.right < strip.cell_length:
                strip = strip.crop(crop.x, crop.right)
            for one in filters if found else ():
                strip = strip.apply_filter(one, background)
            yield strip

    def on_resize(self) -> None:
        if not self.size:
            return
        self._room = self.size
        self._strips.clear()
        self._look(self._following(Offset(*covering(self.origin, self.drawing, self._room))))
