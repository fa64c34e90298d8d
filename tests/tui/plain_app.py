"""An app that shows one screen, or one widget, and remembers what it said."""

from __future__ import annotations

from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

DARK = Theme(
    "plain",
    primary="#5EA0FF",
    accent="#5EA0FF",
    foreground="#D7DBE0",
    background="#121417",
    surface="#181B20",
    panel="#22262D",
    success="#7BD88F",
    variables={"severity-error": "#FF5C7A", "severity-warning": "#F0E442", "severity-info": "#5EA0FF"},
)


class PlainApp(App[None]):
    """Shows what it is given."""

    def __init__(self, shown: Screen[Any] | Widget, ascii: bool = False) -> None:
        super().__init__()
        self.shown = shown
        self.answers: list[Any] = []
        self.said: list[Message] = []
        self.set_class(ascii, "-ascii")
        self.register_theme(DARK)
        self.theme = "plain"
        self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        if not isinstance(self.shown, Screen):
            yield self.shown

    def on_mount(self) -> None:
        if isinstance(self.shown, Screen):
            self.push_screen(self.shown, self.answers.append)
        else:
            self.shown.focus()


def screen_text(app: App[Any]) -> str:
    """What is on the screen, row by row."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
