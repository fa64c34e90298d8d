"""A line to look for components by words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class FindBar(Input):
    """Shows itself while something is looked for."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave(False)", "Back", show=False)]
    DEFAULT_CSS = """
    FindBar { display: none; height: 1; border: none; padding: 0 1; }
    FindBar:focus { display: block; border: none; }
    FindBar.-open { display: block; }
    """

    @dataclass
    class Wanted(Message):
        """Other words are looked for."""

        words: str

    @dataclass
    class Left(Message):
        """The search is over; where it was left, or given up."""

        kept: bool

    def __init__(self) -> None:
        super().__init__(placeholder="words, or filters such as kind:rds", select_on_focus=True)

    def open(self) -> None:
        self.add_class("-open")
        self.focus()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.has_class("-open"):
            self.post_message(self.Wanted(self.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave(True)

    def action_leave(self, kept: bool) -> None:
        self.remove_class("-open")
        self.post_message(self.Left(kept))

    def on_blur(self, event: events.Blur) -> None:
        self.remove_class("-open")
