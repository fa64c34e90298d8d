"""A list of rows as one widget: a cursor, headings that it skips, and no widget for each row.

Rows are values. Showing other rows keeps the cursor on the row of the same key and repaints what differs.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ...drawing.cells import ascii_only, clip, width
from ...model.text import plain
from ..looks import Drawn

Cell = tuple[str, str]
"""A text and its role: one of `Rows.LOOKS`."""


class Row(NamedTuple):
    """A line of the list; one without a key is a heading that the cursor skips."""

    key: Hashable | None
    cells: tuple[Cell, ...]
    right: tuple[Cell, ...] = ()
    """What stands at the right edge."""


class Rows(ScrollView, Drawn, can_focus=True):
    """Rows to choose from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "Up", show=False),
        Binding("down,j", "step(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(0)", "First", show=False),
        Binding("end", "edge(-1)", "Last", show=False),
        Binding("enter", "take", "Choose", show=False),
    ]
    LOOKS: ClassVar[Mapping[str, str]] = {
        "plain": "$text",
        "head": "bold $text-muted",
        "dim": "$text-muted",
        "stated": "bold $text",
        "accent": "$text-accent",
        "error": "bold $severity-error",
        "warning": "bold $severity-warning",
        "info": "$severity-info",
        "waived": "italic $text-muted",
        "error-badge": "bold reverse $severity-error",
        "warning-badge": "bold reverse $severity-warning",
        "info-badge": "bold $severity-info",
        "gone": "$severity-error",
        "new": "$text-success",
        "cursor": "on $surface-lighten-1",
        "cursor-here": "on $primary-muted",
    }
    ANSI_LOOKS: ClassVar[Mapping[str, str]] = {"dim": "dim $text-muted", "cursor-here": "reverse on ansi_default"}
    DEFAULT_CSS = """
    Rows { height: 1fr; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; overflow-x: hidden;
           scrollbar-color: $foreground 35%; scrollbar-color-hover: $primary; scrollbar-color-active: $primary;
           scrollbar-background: $panel-darken-1; scrollbar-background-hover: $panel-darken-1;
           scrollbar-background-active: $panel-darken-1; }
    Rows.-ascii { scrollbar-size-vertical: 0; }
    """

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        rows: Rows
        key: Hashable

        @property
        def control(self) -> Rows:
            return self.rows

    @dataclass
    class Taken(Message):
        """The row under the cursor was chosen."""

        rows: Rows
        key: Hashable

        @property
        def control(self) -> Rows:
            return self.rows

    def __init__(
        self, *, empty: str = "", one_click: bool = False, id: str | None = None, classes: str | None = None
    ) -> None:
        """`one_click`: a single click takes a row, as in a menu; otherwise a double click does."""
        super().__init__(id=id, classes=classes)
        self._rows: tuple[Row, ...] = ()
        self._clicks = 1 if one_click else 2
        self._cursor = -1
        self.led = False
        """Whether keys come to it from a line that has the focus."""
        self._empty = empty
        self._lines: dict[int, tuple[tuple[object, ...], Strip]] = {}
        """What is on the screen, and what of."""
        self.show_horizontal_scrollbar = False

    @property
    def key(self) -> Hashable | None:
        """The key of the row under the cursor."""
        return self._rows[self._cursor].key if 0 <= self._cursor < len(self._rows) else None

    @property
    def keys(self) -> tuple[Hashable, ...]:
        return tuple(row.key for row in self._rows if row.key is not None)

    @property
    def line(self) -> int:
        """The row of the cursor, counted from the top of what is on screen."""
        return self._cursor - int(self.scroll_offset.y)

    def show(self, rows: Sequence[Row], *, empty: str | None = None, key: Hashable | None = None) -> None:
        """Show other rows, with the cursor on `key`, else where it was."""
        wish = key if key is not None else self.key
        old, self._rows = self._rows, tuple(rows)
        if empty is not None and empty != self._empty:
            self._empty = empty
            self.refresh()
        before = self._cursor
        self._cursor = self._place(wish)
        if len(old) != len(self._rows):
            self._lengthen()
            self.refresh()
        else:
            for y, (was, is_) in enumerate(zip(old, self._rows, strict=True)):
                if was != is_ or (y in (before, self._cursor) and before != self._cursor):
                    self._repaint(y)
        self._reveal()

    def _lengthen(self) -> None:
        """Say how many rows there are; the screen is laid out again only where the scroll bar comes or goes."""
        size = Size(0, max(1, len(self._rows)))
        if not self.size or (size.height > self.size.height) != self.show_vertical_scrollbar:
            self.virtual_size = size
            return
        self.set_reactive(Rows.virtual_size, size)
        if self.show_vertical_scrollbar and self.scrollbar_size_vertical:
            self.vertical_scrollbar.window_virtual_size = size.height
        self.scroll_y = self.validate_scroll_y(self.scroll_y)

    def _place(self, wish: Hashable | None) -> int:
        """The row of a key; where there is none, the row that can be chosen nearest to where the cursor was."""
        if wish is not None:
            for y, row in enumerate(self._rows):
                if row.key == wish:
                    return y
        choosable = [y for y, row in enumerate(self._rows) if row.key is not None]
        return min(choosable, key=lambda y: (abs(y - max(self._cursor, 0)), y), default=-1)

    def go(self, key: Hashable) -> None:
        """Put the cursor on a key, where there is a row of it."""
        self._move(next((y for y, row in enumerate(self._rows) if row.key == key), self._cursor))

    def _move(self, y: int) -> None:
        if y == self._cursor or not 0 <= y < len(self._rows):
            return
        for row in (self._cursor, y):
            self._repaint(row)
        self._cursor = y
        self._reveal()
        self._point()
        if self.key is not None:
            self.post_message(self.Moved(self, self.key))

    def _point(self) -> None:
        """Put the terminal's own cursor here, for whoever reads what is beside it."""
        if self.has_focus:
            self.app.cursor_position = Offset(self.region.x, self.region.y + self.line)

    def on_focus(self) -> None:
        self.call_after_refresh(self._point)

    def _repaint(self, y: int) -> None:
        self.refresh(Region(0, y - int(self.scroll_offset.y), self.size.width, 1))

    def _reveal(self) -> None:
        """Scroll so that the cursor is in sight, with the headings above it, and after the last row with all below."""
        height = self.size.height
        if self._cursor < 0 or not height:
            return
        first = last = self._cursor
        while first and self._rows[first - 1].key is None and self._cursor - first < height - 1:
            first -= 1
        while last + 1 < len(self._rows) and self._rows[last + 1].key is None:
            last += 1
        if last + 1 < len(self._rows):
            last = self._cursor
        top = int(self.scroll_offset.y)
        if last >= top + height:
            top = min(last - height + 1, self._cursor)
        if first < top and self._cursor - first < height:
            top = first
        if top != int(self.scroll_offset.y):
            self.scroll_to(y=top, animate=False, force=True)

    # -- painting -----------------------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.styles.gutter.totals != (0, 0) or self.opacity < 1:
            return super().render_lines(crop)
        filters, ground = self.app.get_line_filters(), self.background_colors[1]
        strips = []
        for y in crop.line_range:
            strip = self._line(y)
            for one in filters:
                strip = strip.apply_filter(one, ground)
            strips.append(strip.crop_extend(crop.x, crop.right, self.looks.base))
        return strips

    def _line(self, y: int) -> Strip:
        """A line as it is; one that shows what it did is the same strip."""
        index = y + int(self.scroll_offset.y)
        row = self._rows[index] if index < len(self._rows) else None
        room = self.scrollable_content_region.width
        known = row, self._empty, index == self._cursor and (self.has_focus, self.led), room, self.looks
        found = self._lines.get(y)
        if found is None or found[0][-1] is not known[-1] or found[0] != known:
            found = self._lines[y] = known, self.render_line(y)
        return found[1]

    def render_line(self, y: int) -> Strip:
        index = y + int(self.scroll_offset.y)
        room = self.scrollable_content_region.width
        base = self.looks.base
        if not self._rows and y == 0 and self._empty:
            style = base + self.looks.over("dim")
            return Strip([Segment(clip(self._empty, room), style)]).extend_cell_length(room, base)
        if index >= len(self._rows):
            return Strip.blank(room, base)
        row = self._rows[index]
        if index == self._cursor:
            cursor = self.looks["cursor-here" if self.has_focus or self.led else "cursor"]
            base += Style(bgcolor=cursor.bgcolor, reverse=cursor.reverse, bold=self.has_focus or None)
        right = self._segments(row.right, base)
        room_left = room - sum(width(s.text) for s in right) - (1 if right else 0)
        left, used = [], 0
        for segment in self._segments(row.cells, base):
            text = clip(segment.text, room_left - used)
            used += width(text)
            left.append(Segment(text, segment.style))
        gap = Segment(" " * max(0, room - used - sum(width(s.text) for s in right)), base)
        return Strip([*left, gap, *right]).adjust_cell_length(room, base)

    def _segments(self, cells: tuple[Cell, ...], base: Style) -> list[Segment]:
        fit = ascii_only if self.has_class("-ascii") else str
        over = self.looks.over
        return [Segment(fit(plain(text)), base + over(role)) for text, role in cells]

    def on_mount(self) -> None:
        self.set_class(self.app.has_class("-ascii"), "-ascii")

    def on_resize(self) -> None:
        self.virtual_size = Size(0, max(1, len(self._rows)))
        self._reveal()

    # -- what the user does -------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        y = self._cursor + by
        while 0 <= y < len(self._rows) and self._rows[y].key is None:
            y += by
        if 0 <= y < len(self._rows):
            self._move(y)

    def action_page(self, by: int) -> None:
        target = self._cursor + by * max(1, self.size.height - 1)
        choosable = [y for y, row in enumerate(self._rows) if row.key is not None]
        if choosable:
            self._move(min(choosable, key=lambda y: abs(y - target)))

    def action_edge(self, end: int) -> None:
        choosable = [y for y, row in enumerate(self._rows) if row.key is not None]
        if choosable:
            self._move(choosable[end])

    def action_take(self) -> None:
        if self.key is not None:
            self.post_message(self.Taken(self, self.key))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        y = int(event.y + self.scroll_offset.y)
        if 0 <= y < len(self._rows) and self._rows[y].key is not None:
            self._move(y)

    def on_click(self, event: events.Click) -> None:
        y = int(event.y + self.scroll_offset.y)
        if event.chain == self._clicks and y == self._cursor and self.key is not None:
            self.action_take()


class Prose(Rows, can_focus=False):
    """Lines to read; a list in which nothing can be chosen."""

    DEFAULT_CSS = "Prose { height: auto; }"

    def tell(self, *lines: tuple[str, str]) -> None:
        """Texts with their roles, one a line."""
        self.show([Row(None, (line,)) for line in lines])
