"""What the pointer does on the canvas: it says so, looks around by the map and the wheel, and rests."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import partial
from typing import Literal

from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.timer import Timer

from ...drawing import Drawing, Hit, Rect
from ...model import Id, Slot
from ..looks import Drawn
from .minimap import Survey
from .overlay import Over, port
from .patch import Patches

REST = 0.5
"""Seconds after which the pointer rests where it is."""


class Pointer(Drawn):
    """A window on a drawing, as far as the pointer goes."""

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

    @dataclass
    class Hinted(Message):
        """A line in the middle of the window was clicked on."""

        line: str

    def __init__(self, drawing: Drawing, id: str | None = None) -> None:
        super().__init__(id=id)
        self.drawing = drawing
        self.origin = Offset(-2, -1)
        """The cell of the drawing in the top left corner."""
        self.over = Over(Slot(0, 0))
        self.rests = True
        """Whether it is told where the pointer rests."""
        self._patches: Patches = {}
        self._survey: Survey | None = None
        self._map: Rect | None = None
        """The cells of the window that the map takes."""
        self._on_map = False
        """Whether the pointer took hold of the map."""
        self._pressed: Slot | None = None
        self._panned: Offset | None = None
        """Where on the screen the pointer took hold of the window to slide it."""
        self._rest: Timer | None = None
        self._rested = False

    @property
    @abstractmethod
    def room(self) -> Size:
        """The size of the window."""

    @abstractmethod
    def scroll(self, by: tuple[int, int]) -> None:
        """Move the window without the cursor."""

    @abstractmethod
    def _look(self, origin: Offset) -> None:
        """Put a cell of the drawing into the top left corner."""

    @abstractmethod
    def _repaint(self) -> None:
        """Paint what shows something else than it did."""

    # -- what the pointer is on -------------------------------------------------------------------------------------

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

    def _hint_at(self, event: events.MouseEvent) -> str:
        x, row = event.x + self.origin.x, self._patches.get(event.y + self.origin.y, ())
        hints = (one.text for one in row if one.role == "hint" and one.x <= x < one.x + one.width)
        return next(hints, "") or ""

    def _over_map(self, event: events.MouseEvent) -> bool:
        return self._map is not None and self._map.contains(event.x, event.y)

    def _look_on_map(self, event: events.MouseEvent) -> None:
        """Look at what the map shows under the pointer."""
        if self._survey is not None and self._map is not None:
            rect = self.drawing.slot_rect(self._survey.slot(event.x - self._map.x - 2, event.y - self._map.y - 1))
            middle = Offset(rect.x + rect.width // 2, rect.y + rect.height // 2)
            self._look(middle - (self.room.width // 2, self.room.height // 2))

    # -- what it does -----------------------------------------------------------------------------------------------

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
        if hint := self._hint_at(event):
            self.post_message(self.Hinted(hint))
            return
        hit, slot, on_port = self._at(event)
        self._pressed = slot
        self.capture_mouse()
        self.post_message(self.Pointed("down", hit, slot, on_port, self._grip(event, hit), event.ctrl))

    def on_mouse_move(self, event: events.MouseMove) -> None:
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

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self._on_map, self._panned = False, None
        self.release_mouse()
        if self._pressed is not None:
            self._pressed = None
            hit, slot, _ = self._at(event)
            self.post_message(self.Pointed("up", hit, slot))

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and event.button == 1 and not self._over_map(event) and not self._hint_at(event):
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
