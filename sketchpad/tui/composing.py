"""Putting the widgets of a screen together: only what is to be painted again, and of that the cells that differ.

Textual renders every widget that stands in the rectangle around all changes, and writes what it rendered. Here each row
is asked for once, of the widget that is seen there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from rich.color import ColorSystem
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.control import Control
from rich.style import Style
from textual._compositor import Compositor, CompositorUpdate
from textual._context import visible_screen_stack
from textual.errors import NoWidget
from textual.geometry import Region
from textual.screen import Screen

from .ink import Ink, Piece
from .looks import Drawn

Spans = dict[int, list[tuple[int, int]]]
"""By row, the stretches of cells to be painted: first column, and the one behind the last."""


class Composer(Compositor):
    """A compositor that writes what differs from what stands on the terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.ink = Ink()

    def render_update(
        self, full: bool = False, screen_stack: list[Screen[object]] | None = None, simplify: bool = False
    ) -> RenderableType | None:
        """What there is to be written; all of it, whatever stands there, where all is to be painted."""
        if simplify:
            return super().render_update(full, screen_stack, simplify)
        visible_screen_stack.set(screen_stack or [])
        screen = self.size.region
        regions = [region.intersection(screen) for region in self._dirty_regions]
        self._dirty_regions.clear()
        if full or screen in regions:
            self.ink.forget()
            regions = [screen]
        spans: Spans = {}
        for y, first, end in self._regions_to_spans(regions):
            spans.setdefault(y, []).append((first, end))
        if not spans:
            return None
        return Update(self.ink, sorted(self._pieces(spans), key=_place), screen.width)

    def get_style_at(self, x: int, y: int) -> Style:
        """The style of a cell, for the links in it; what draws its own cells has none, and is not rendered for that."""
        with suppress(NoWidget):
            if isinstance(self.get_widget_at(x, y)[0], Drawn):
                return Style.null()
        return super().get_style_at(x, y)

    def _pieces(self, spans: Spans) -> Iterator[Piece]:
        """What is to be painted; `spans` are used up."""
        for widget, (region, clip) in self.visible_widgets.items():
            area = region.intersection(clip)
            left, right = area.x, area.right
            wanted = [y for y in spans if area.y <= y < area.bottom and _meets(spans[y], left, right)]
            if not wanted:
                continue
            top = min(wanted)
            crop = Region(left - region.x, top - region.y, area.width, max(wanted) - top + 1)
            strips = widget.render_lines(crop)
            for y in wanted:
                strip = strips[y - top]
                rest = []
                for first, end in spans.pop(y):
                    low, high = max(first, left), min(end, right)
                    if low >= high:
                        rest.append((first, end))
                        continue
                    whole = low == left and high == right
                    yield y, low, strip if whole else strip.crop(low - left, high - left)
                    rest += [span for span in ((first, low), (high, end)) if span[0] < span[1]]
                if rest:
                    spans[y] = rest
            if not spans:
                return


def _meets(spans: Iterable[tuple[int, int]], left: int, right: int) -> bool:
    return any(first < right and left < end for first, end in spans)


def _place(piece: Piece) -> tuple[int, int]:
    return piece[:2]


class Update(CompositorUpdate):
    """Pieces to be written."""

    def __init__(self, ink: Ink, pieces: list[Piece], width: int) -> None:
        self.ink, self.pieces, self.width = ink, pieces, width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for y, x, strip in self.pieces:
            yield Control.move_to(x, y).segment
            yield from strip

    def render_segments(self, console: Console) -> str:
        return self.ink.written(self.pieces, console._color_system or ColorSystem.TRUECOLOR, self.width)
