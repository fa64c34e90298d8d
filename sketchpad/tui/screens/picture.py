"""A drawing to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.strip import Strip

from ...drawing import Drawing, Rect, Style, Zoom, draw
from ...model import Design
from ..looks import Drawn

ROLES = {
    Style.BOX: "box",
    Style.CODE: "code",
    Style.NAME: "name",
    Style.LINE: "line",
    Style.ARROW: "line",
    Style.LABEL: "dim",
    Style.PROPERTY: "dim",
    Style.TAG: "dim",
    Style.GROUP_REGION: "group",
    Style.GROUP_VPC: "group",
    Style.GROUP_OTHER: "group",
    Style.GROUP_LABEL: "group-label",
}
"""The look of each role of a cell; plain for the others."""


class Picture(Drawn):
    """Shows a design in the middle, at the largest zoom at which all of it fits."""

    LOOKS: ClassVar[Mapping[str, str]] = {
        "plain": "$text",
        "box": "$text-muted",
        "code": "bold $text-accent",
        "name": "bold $text",
        "line": "$text",
        "dim": "$text-muted",
        "group": "$primary-darken-2",
        "group-label": "$text-primary",
    }

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._design: Design | None = None
        self.drawing: Drawing | None = None
        self._lines: list[Strip] = []

    def show(self, design: Design | None) -> None:
        if design is not self._design:
            self._design = design
            self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        self.drawing, self._lines = None, []
        if self._design is not None and self.size:
            self.drawing = fitting(self._design, self.size.width, self.size.height, self.app.has_class("-ascii"))
        self.refresh()

    def _paint(self, drawing: Drawing) -> list[Strip]:
        """The window in the middle of the drawing; its top left where it is larger."""
        width, height = self.size
        left = min(0, -((width - drawing.width) // 2))
        top = min(0, -((height - drawing.height) // 2))
        return [
            Strip([Segment(text, self._look(style)) for text, style in runs], width)
            for runs in drawing.rows(Rect(left, top, width, height))
        ]

    def _look(self, style: Style) -> RichStyle:
        return self.looks[ROLES.get(style, "plain")]

    def notify_style_update(self) -> None:
        self._lines = []
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        if self.drawing is None:
            return Strip.blank(self.size.width, self.rich_style)
        if not self._lines:
            self._lines = self._paint(self.drawing)
        return self._lines[y] if y < len(self._lines) else Strip.blank(self.size.width, self.rich_style)


def fitting(design: Design, width: int, height: int, ascii: bool = False) -> Drawing:
    """The drawing at the largest zoom, up to normal, that fits; else the smallest."""
    for zoom in (Zoom.NORMAL, Zoom.COMPACT):
        drawing = draw(design, zoom, ascii=ascii)
        if drawing.width <= width and drawing.height <= height:
            return drawing
    return draw(design, Zoom.OVERVIEW, ascii=ascii)
