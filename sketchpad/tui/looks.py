"""Looks: the colours of what a widget draws itself, as texts such as `bold $primary 60% on $panel`.

Component classes would say the same in the style sheet, but every one of them is worked out anew whenever the widget is
mounted, focused or resized. A look is worked out when something is first drawn in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

ATTRIBUTES = frozenset({"bold", "dim", "italic", "reverse"})
WORD = re.compile(r"[^\s(]+(?:\([^)]*\))?")
"""A name, a figure, or a colour such as `rgb(1, 2, 3)`."""


class Drawn(Widget):
    """A widget that draws its own cells, each in the look of its role."""

    LOOKS: ClassVar[Mapping[str, str]] = {}
    """How each role looks on the widget's own ground."""
    ANSI_LOOKS: ClassVar[Mapping[str, str]] = {}
    """The roles that look otherwise where a theme leaves the colours to the terminal."""

    _looks: Looks | None = None

    @property
    def looks(self) -> Looks:
        """The style of each role; of those in ANSI_LOOKS by the theme."""
        if self._looks is None:
            self._looks = Looks(self)
        return self._looks

    def notify_style_update(self) -> None:
        self._looks = None
        super().notify_style_update()


class Looks(dict[str, Style]):
    """The styles of a widget's roles, as it is coloured at present."""

    def __init__(self, widget: Drawn) -> None:
        super().__init__()
        self._said = {**widget.LOOKS, **(widget.ANSI_LOOKS if widget.app.native_ansi_color else {})}
        self._variables = widget.app.theme_variables
        self.base = widget.rich_style
        """The style of the widget itself."""
        self._ground, self._ink = widget.background_colors[1], self.base.color
        self._over: dict[str, Style] = {}

    def over(self, role: str) -> Style:
        """The colour and the attributes of a role, for any ground."""
        found = self._over.get(role)
        if found is None:
            style = self[role]
            found = self._over[role] = style.without_color + Style(color=style.color)
        return found

    def __missing__(self, role: str) -> Style:
        colours: dict[str, Color] = {}
        attributes: dict[str, Any] = {}
        where = "ink"
        for word in words(self._said[role], self._variables):
            if word in ATTRIBUTES:
                attributes[word] = True
            elif word == "on":
                where = "ground"
            elif word.endswith("%"):
                colours[where] = colours[where].multiply_alpha(float(word[:-1]) / 100)
            else:
                colours[where] = Color.automatic() if word == "auto" else Color.parse(word)
        ground, ink = self._ground + colours.get("ground"), colours.get("ink")
        colour = self._ink if ink is None else (ground + ink).rich_color
        self[role] = style = Style.from_color(colour, ground.rich_color if ground.a else None) + Style(**attributes)
        return style


def words(look: str, variables: Mapping[str, str]) -> Iterator[str]:
    """The words of a look, with what its variables stand for."""
    for word in WORD.findall(look):
        if word.startswith("$"):
            yield from words(variables[word[1:]], variables)
        else:
            yield word
