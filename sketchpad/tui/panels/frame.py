"""A border with something to say."""

from __future__ import annotations

from typing import Self

from textual.containers import Container, Vertical
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from ...drawing.cells import ascii_only, clip, width
from ...model.text import plain


class Titled(Widget):
    """A widget with a title in its border; to change that paints no more than the border on top."""

    _entitling = False

    def entitle(self, title: Content) -> None:
        self._entitling = True
        self.border_title = title
        self._entitling = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        if self._entitling:
            across, down = self.content_offset
            regions = (Region(-across, -down, self.outer_size.width, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Window(Titled, Container):
    """The border around the canvas."""


class Frame(Titled, Vertical):
    """A border with a title at the left and a remark at the right."""

    DEFAULT_CSS = """
    Frame { border: solid $primary; background: $surface; padding: 0 1; height: auto; }
    Frame.-ascii { border: ascii $primary; }
    """

    left: tuple[tuple[str, str], ...] = ()
    right: str = ""

    def head(self, *left: tuple[str, str], right: str = "") -> None:
        """Texts of the title with their styles, and the remark."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self._entitle()

    def on_mount(self) -> None:
        self.set_class(self.app.has_class("-ascii"), "-ascii")

    def on_resize(self) -> None:
        self._entitle()

    def _entitle(self) -> None:
        room = self.outer_size.width - 6
        if room <= 0:
            return
        dash = "-" if self.app.has_class("-ascii") else "─"
        fit = ascii_only if self.app.has_class("-ascii") else str
        right = clip(fit(plain(self.right)), room)
        title, used = Content(), 0
        space = room - (width(right) + 3 if right else 0)
        for text, style in self.left:
            shown = clip(fit(plain(text)), space - used)
            used += width(shown)
            title = title.append(Content.styled(shown, style or "$foreground 80%"))
        if right:
            fill = dash * max(1, room - used - width(right) - 2)
            title = Content.assemble(title, " ", fill, " ", (right, "$foreground 66%"))
        self.entitle(title)
