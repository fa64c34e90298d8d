"""The program on the terminal: themes, signals and the palette of commands around the desk."""

from __future__ import annotations

import gc
import os
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import App, SystemCommand
from textual.driver import Driver
from textual.screen import Screen

from . import recovering
from .bound import Bound
from .clipboard import NONE, Clipboard
from .desk import Desk
from .endings import Endings
from .keyboard import Keyboard
from .keymap import near
from .looking import Looking
from .palette import Verbs
from .preferences import AUTO, PLAIN, Preferences
from .session import Session
from .themes import THEMES, ThemeError, fitting, severities, theme_in


class Sketchpad(Keyboard):
    """The editor."""

    TITLE = "sketchpad"
    CSS_PATH = "sketchpad.tcss"
    COMMANDS = App.COMMANDS | {Verbs}
    BINDINGS: ClassVar = []
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(
        self,
        session: Session,
        ascii: bool = False,
        few_colours: bool = False,
        clipboard: Clipboard = NONE,
        preferences: Preferences = PLAIN,
        looking: Looking | None = None,
        glimpsed: bool = False,
    ) -> None:
        """`looking`: at the session, where that has begun; `glimpsed`: whether the screen shows it already."""
        super().__init__(_entered() if glimpsed else None, ansi_color=True if few_colours else None)
        bound = Bound.by(preferences.keys)
        # Over a slow line each card is a wait for whoever only wants to point.
        hover = preferences.hover == "always" or (preferences.hover == AUTO and "SSH_CONNECTION" not in os.environ)
        looking = looking or Looking(session, ascii=ascii, waits=True)
        self.desk = Desk(looking, clipboard, bound, preferences.footer, hover)
        self.set_keymap(bound.keymap)
        self._endings = Endings(lambda code: self.exit(code, return_code=code))
        for theme in THEMES:
            self.register_theme(theme)
        self.set_class(ascii, "-ascii")
        self._problems = list(preferences.told())
        self.theme = fitting(os.environ, True) if few_colours else self._preferred(preferences)

    def _preferred(self, preferences: Preferences) -> str:
        """The theme that the user wants, where there is one of that name."""
        wanted = preferences.theme
        if wanted in self.available_themes:
            return wanted
        if wanted.endswith(".toml"):
            try:
                self.register_theme(theme := theme_in(Path(preferences.path).parent / Path(wanted).expanduser()))
            except ThemeError as error:
                self._problems.append(str(error))
                return fitting(os.environ)
            return theme.name
        if wanted != AUTO:
            nearest = near(wanted, self.available_themes)
            self._problems.append(f"{preferences.path}: there is no theme {wanted}{nearest}")
        return fitting(os.environ)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return severities(self.current_theme)

    def get_default_screen(self) -> Screen[None]:
        return self.desk

    def on_mount(self) -> None:
        self._endings.watch()

    def on_ready(self) -> None:
        self.desk.call_after_refresh(self._started)

    def on_unmount(self) -> None:
        self.desk.outside.release()
        self._endings.leave()

    def on_app_focus(self) -> None:
        """Somebody comes back to this terminal, perhaps from one where the file was changed."""
        self.desk.outside.look()

    def _started(self) -> None:
        """The design is on the screen; what else there is to read is read behind that."""
        self.desk.outside.begin()
        self.desk.judged()
        self.desk.beside(recovering.offer(self.desk))
        # Garbage is looked for from here on, among what is made from here on.
        gc.freeze()
        gc.enable()
        if self._problems:
            first, *more = self._problems
            self.desk.say(f"{first}   and {len(more)} more: sketchpad keys check" if more else first)

    @property
    def commanding(self) -> bool:
        return self.screen is self.desk and self.desk.pane == "canvas"

    def command(self, event: events.Key) -> bool:
        return self.desk.command(event)

    def ignored(self, count: int) -> None:
        self.desk.say(f"{count} pasted characters ignored; {self.desk.bound.called('clip.paste')} pastes")

    def _fatal_error(self) -> None:
        """Say what happened in a few lines; Textual's own account shows the contents of the design."""
        said = traceback.format_exc(limit=-4)
        unsaved = "; unsaved changes are lost" if self.desk.session.unsaved else ""
        self._return_code = 2
        self._exit_renderables[:] = [Text(f"sketchpad stopped on a fault of its own{unsaved}\n\n{said}")]
        self._close_messages_no_wait()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("Theme", "Other colours", self.action_change_theme)


def _entered() -> type[Driver]:
    """The driver of a terminal whose alternate screen was entered; Windows has none of this kind."""
    from .driver import Entered

    return Entered
