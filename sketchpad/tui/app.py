"""The program on the terminal: themes, signals and the palette of commands around the desk."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import App, SystemCommand
from textual.driver import Driver
from textual.screen import Screen
from textual.worker import WorkerFailed

from ..model.text import plain
from . import recovering
from .bound import Bound
from .clipboard import NONE, Clipboard
from .crashing import CrashLog, kept
from .desk import Desk
from .endings import Endings
from .keyboard import Keyboard
from .keymap import near
from .looking import Looking
from .mending import Broken, offered
from .palette import Verbs
from .preferences import AUTO, PLAIN, Preferences
from .session import Session
from .themes import THEMES, ThemeError, fitting, severities, theme_in

GARBAGE = 20_000
"""Objects made and not freed after which garbage is looked for."""


class Sketchpad(Keyboard):
    """The editor."""

    TITLE = "sketchpad"
    CSS_PATH = "sketchpad.tcss"
    COMMANDS: ClassVar = {Verbs}
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
        settings: list[Any] | None = None,
        broken: Broken | None = None,
        log: CrashLog | None = None,
    ) -> None:
        """`looking`: at the session, where that has begun; `settings`: of the terminal, where the screen shows it
        already.

        `broken`: the file that was to be opened and cannot be read; `log`: where faults are written down.
        """
        # Over a slow line each move of the mouse, and each card about what it is on, is a wait for whoever works.
        hover = preferences.hover == "always" or (preferences.hover == AUTO and "SSH_CONNECTION" not in os.environ)
        driver = _entered(settings, not hover, preferences.hardware_cursor) if settings else None
        super().__init__(driver, ansi_color=True if few_colours else None)
        bound = Bound.by(preferences.keys)
        looking = looking or Looking(session, ascii=ascii, waits=True)
        self.desk = Desk(looking, clipboard, bound, preferences.footer, hover)
        self.set_keymap(bound.keymap)
        self._broken = broken
        self._crashes = log or CrashLog(Path(os.devnull))
        self._endings = Endings(self._ended, settings)
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

    @property
    def ended(self) -> bool:
        """Whether a signal, or the end of the terminal, ended it."""
        return self._endings.code is not None

    def on_mount(self) -> None:
        self._endings.watch()
        self._endings.before_stop(lambda: self.desk.session.journal.sync())
        self.app_resume_signal.subscribe(self, self._resumed)

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
        if self._broken is not None:
            self.desk.beside(self._mended(self._broken))
        elif self.desk.session.state is not None:
            self.desk.beside(recovering.offer(self.desk))
        # Garbage is looked for from here on, among what is made from here on, and seldom: an edit of a large design
        # makes long lists, and going through them takes longer than the edit.
        gc.freeze()
        gc.set_threshold(GARBAGE)
        gc.enable()
        if self._problems:
            first, *more = self._problems
            self.desk.say(f"{first}   and {len(more)} more: sketchpad keys check" if more else first)

    def _resumed(self, app: App[object]) -> None:
        """The program was stopped, and somebody else had the screen."""
        self.refresh(repaint=True, layout=True)
        self.screen.refresh(repaint=True, layout=True)

    def _ended(self, code: int) -> None:
        """A signal: what was done is safe before anything else happens."""
        kept(self.desk.session)
        self.exit(code, return_code=code)

    async def _mended(self, broken: Broken) -> None:
        """Offer what there is in the place of a file that cannot be read, or leave."""
        if await offered(self.desk, broken, "Quit"):
            await recovering.offer(self.desk)
        else:
            self.exit(return_code=2)

    @property
    def commanding(self) -> bool:
        return self.screen is self.desk and self.desk.pane == "canvas"

    def command(self, event: events.Key) -> bool:
        return self.desk.command(event)

    def ignored(self, count: int) -> None:
        self.desk.say(f"{count} pasted characters ignored; {self.desk.bound.called('clip.paste')} pastes")

    def _handle_exception(self, error: Exception) -> None:
        """End. What is said of it is a few lines; Textual's own account shows the contents of the design."""
        if self._exit:  # told to end, it stops making what it was making, and that may find itself unfinished
            self._close_messages_no_wait()
            return
        self._return_code = 2
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            cause = error.error if isinstance(error, WorkerFailed) else error
            said = "\n".join(plain(line) for line in self._crashes.told(cause, kept(self.desk.session)))
            self._exit_renderables[:] = [Text(said, no_wrap=True, overflow="ignore")]
        self._close_messages_no_wait()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("Theme", "Other colours", self.action_change_theme)


def _entered(settings: list[Any], still: bool, seen: bool) -> type[Driver]:
    """The driver of a terminal whose alternate screen was entered; Windows has none of this kind."""
    from .driver import entered

    return entered(settings, still, seen)
