"""The canvas: shows a drawing through a window that follows the cursor, and says what the pointer did.

The window may look anywhere, also beside the drawing. A row of the drawing becomes a strip once; what lies over it is
patched in. After each change the rows are compared with those on the screen, and only cells that differ are painted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from rich.segment import Segment
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from ...drawing import Drawing, Hit, Rect, Style
from ...model import Id, Slot
from ..looks import Drawn
from ..plan import MARGIN, covering, following, opened, whole
from .cards import map_rect
from .looks import LOOKS, role
from .minimap import Survey, survey
from .overlay import Over, patches, port, spliced
from .patch import Patch, Patches

BRIGHT = {Style.MARKED_BOX: "bright", Style.MARKED_LINE: "bright-line", Style.MARKED_LABEL: "bright-line"}
"""The roles of what is not dimmed, where the rest is."""

FINDINGS = frozenset({Style.BADGE_ERROR, Style.BADGE_WARNING, Style.BADGE_INFO, Style.MISSED})
"""What is never dimmed."""

REST = 0.5
"""Seconds after which the pointer rests where it is."""

Row = tuple[Strip, tuple[Patch, ...]]
"""What a row on the screen shows: its strip, and what lies over it."""


class Canvas(Drawn, can_focus=True):
    """A window on a drawing."""

    ALLOW_SELECT = False
    HOLDS = True
    """Whether the pointer that is pressed here stays with it until it is let go."""
    LOOKS = LOOKS

    @dataclass
    class Pointed(Message):
        """The pointer did something: down, moved on to another slot while down, up, came down twice, or with the
        other button."""

        what: Literal["down", "drag", "up", "double", "menu"]
        hit: Hit
        slot: Slot
        on_port: bool = False
        grip: tuple[int, int] = (0, 0)
        """Which sides of a group's border it is on."""
        toggles: bool = False
        """Whether Ctrl was down."""
        cell: tuple[int, int] = (0, 0)
        """Where on the screen."""

    @dataclass
    class Zoomed(Message):
        """The wheel was turned with Ctrl."""

        by: int
        slot: Slot

    @dataclass
    class Rested(Message):
        """The pointer rests on a component or a folded group; None when it has gone on."""

        id: Id | None

    class Moved(Message):
        """The window or its size changed."""

    def __init__(self, drawing: Drawing, id: str | None = None) -> None:
        super().__init__(id=id)
        self.drawing = drawing
        self.origin = Offset(-2, -1)
        """The cell of the drawing in the top left corner."""
        self.over = Over(Slot(0, 0))
        self.here: Id | None = None
        """The component under the cursor."""
        self._lit_at: Slot | None = None
        """Where the cursor was when something lit up; until it moves, the window shows that rather than the cursor."""
        self._marked: frozenset[Id] = frozenset()
        self._strips: dict[int, Strip] = {}
        self._patches: Patches = {}
        self._shown: dict[int, Row] = {}
        self._pressed: Slot | None = None
        self._room = Size()
        self._survey: Survey | None = None
        self._surveyed: tuple[object, object] = (None, None)
        """The slots and badges that the survey is of."""
        self._map: Rect | None = None
        """The cells of the window that the map takes."""
        self._on_map = False
        """Whether the pointer took hold of the map."""
        self.rests = True
        """Whether it is told where the pointer rests."""
        self._rest: Timer | None = None
        self._rested = False
        self._panned: Offset | None = None
        """Where on the screen the pointer took hold of the window to slide it."""

    # -- what it shows ----------------------------------------------------------------------------------------------

    @property
    def view(self) -> Rect:
        """The cells of the drawing that are on the screen."""
        return Rect(self.origin.x, self.origin.y, self.room.width, self.room.height)

    @property
    def room(self) -> Size:
        """The size of the window; while it is hidden that which it had, as it comes back as it was."""
        return self.size or self._room

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
        self._repaint()

    # -- painting ---------------------------------------------------------------------------------------------------

    def _repaint(self) -> None:
        """Paint the cells that show something else than they did."""
        if not self.size:
            return
        before = self._shown
        self._compose_rows()
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

    def _look_of(self, style: Style) -> str:
        """The role that a style of the drawing is shown in."""
        if not self.over.bright or style in FINDINGS:
            return role(style)
        return BRIGHT.get(style, "pale" if self.over.pale else "faded")

    def _fill(self, view: Rect) -> None:
        """Make the strips of the window that are missing."""
        if any(strip.cell_length != view.width for strip in self._strips.values()):
            self._strips.clear()
        missing = [y for y in range(view.y, view.y + view.height) if y not in self._strips]
        if not missing:
            return
        styles = self.looks
        first, last = missing[0], missing[-1]
        window = Rect(view.x, first, view.width, last - first + 1)
        for y, runs in enumerate(self.drawing.rows(window, self._marked), first):
            if y not in self._strips:
                segments = [Segment(text, styles[self._look_of(style)]) for text, style in runs]
                self._strips[y] = Strip(segments, view.width)
        if len(self._strips) > 1000:
            self._strips = {y: self._strips[y] for y in range(view.y, view.y + view.height)}

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
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
                strip = spliced(strip, left, found, styles, self.drawing.ascii)
            if crop.x or crop.right < strip.cell_length:
                strip = strip.crop(crop.x, crop.right)
            for one in filters:
                strip = strip.apply_filter(one, background)
            yield strip

    def on_resize(self) -> None:
        if not self.size:
            return
        self._room = self.size
        self._strips.clear()
        self._look(self._following(Offset(*covering(self.origin, self.drawing, self._room))))

    # -- the pointer ------------------------------------------------------------------------------------------------

    def _at(self, event: events.MouseEvent) -> tuple[Hit, Slot, bool]:
        x, y = event.x + self.origin.x, event.y + self.origin.y
        hit = self.drawing.hit(x, y)
        on_port = hit.what == "component" and hit.id is not None and (x, y) == port(self.drawing.box(hit.id))
        return hit, hit.slot or self.drawing.slot_at(x, y), on_port

    def _grip(self, event: events.MouseEvent, hit: Hit) -> tuple[int, int]:
        if hit.what != "group" or hit.id is None or (rect := self.drawing.groups.get(hit.id)) is None:
            return 0, 0
        x, y = event.x + self.origin.x - rect.x, event.y + self.origin.y - rect.y
        return (x == rect.width - 1) - (x == 0), (y == rect.height - 1) - (y == 0)

    def _over_map(self, event: events.MouseEvent) -> bool:
        return self._map is not None and self._map.contains(event.x, event.y)

    def _look_on_map(self, event: events.MouseEvent) -> None:
        """Look at what the map shows under the pointer."""
        if self._survey is not None and self._map is not None:
            rect = self.drawing.slot_rect(self._survey.slot(event.x - self._map.x - 2, event.y - self._map.y - 1))
            middle = Offset(rect.x + rect.width // 2, rect.y + rect.height // 2)
            self._look(middle - (self.room.width // 2, self.room.height // 2))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if self._over_map(event):
            if event.button == 1:
                self._on_map = True
                self.capture_mouse()
                self._look_on_map(event)
            return
        if event.button == 2:
            self._panned = Offset(event.screen_x, event.screen_y)
            self.capture_mouse()
        if event.button == 3:
            hit, slot, _ = self._at(event)
            self.post_message(self.Pointed("menu", hit, slot, cell=(event.screen_x, event.screen_y)))
        if event.button != 1:
            return
        hit, slot, on_port = self._at(event)
        self._pressed = slot
        self.capture_mouse()
        self.post_message(self.Pointed("down", hit, slot, on_port, self._grip(event, hit), event.ctrl))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if not event.button and (self._on_map or self._panned is not None or self._pressed is not None):
            self.on_mouse_up(event)  # it was let go where nobody heard of it
        if self._on_map or (self._pressed is None and self._over_map(event)):
            self._hover(None)
            if self._on_map:
                self._look_on_map(event)
            return
        if self._panned is not None:
            here = Offset(event.screen_x, event.screen_y)
            self.scroll((self._panned.x - here.x, self._panned.y - here.y))
            self._panned = here
            return
        hit, slot, _ = self._at(event)
        if self._pressed is None:
            self._hover(hit.id if hit.what == "component" else None)
        elif slot != self._pressed:
            self._pressed = slot
            self.post_message(self.Pointed("drag", hit, slot))

    def on_mouse_up(self, event: events.MouseEvent) -> None:
        self._on_map, self._panned = False, None
        self.release_mouse()
        if self._pressed is not None:
            self._pressed = None
            hit, slot, _ = self._at(event)
            self.post_message(self.Pointed("up", hit, slot))

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and event.button == 1 and not self._over_map(event):
            hit, slot, _ = self._at(event)
            self.post_message(self.Pointed("double", hit, slot))

    def on_leave(self) -> None:
        self._hover(None)

    def _hover(self, id: Id | None) -> None:
        """The pointer is on something else; a line that is slow hears of it once it rests there."""
        if id == self.over.port:
            return
        self.over = self.over._replace(port=id)
        self._repaint()
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        if self._rested:
            self._rested = False
            self.post_message(self.Rested(None))
        if id is not None and self.rests:
            self._rest = self.set_timer(REST, partial(self._rests_on, id))

    def _rests_on(self, id: Id) -> None:
        self._rested = True
        self.post_message(self.Rested(id))

    def _wheel(self, event: events.MouseEvent, by: tuple[int, int], zoom: int) -> None:
        event.stop()
        if event.ctrl:
            self.post_message(self.Zoomed(zoom, self._at(event)[1]))
        else:
            self.scroll((by[1] * 2, by[0]) if event.shift else by)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, (0, -3), +1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, (0, 3), -1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        self._wheel(event, (-6, 0), 0)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        self._wheel(event, (6, 0), 0)
