"""The editor in a terminal."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .crashing import CrashLog

SETTINGS = {
    # Pixel positions of the mouse, once switched on by a terminal's report, make clicks land elsewhere.
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_ANIMATIONS": "none",
}


def run(path: str | os.PathLike[str] | None = None, *, ascii: bool = False) -> int:
    """Edit a design; the exit code. A file that is not there yet is made when it is saved."""
    in_browser = "TEXTUAL_DRIVER" in os.environ
    if not in_browser and (not (sys.stdin.isatty() and sys.stderr.isatty()) or os.environ.get("TERM") == "dumb"):
        print("sketchpad: the editor needs a terminal; `sketchpad check FILE` does without", file=sys.stderr)
        return 2
    from ..storage.places import state_folder
    from .crashing import CrashLog

    with CrashLog(state_folder()) as log:
        return _edited(path, log, ascii=ascii, in_browser=in_browser)
    return 2


def _edited(path: str | os.PathLike[str] | None, log: CrashLog, *, ascii: bool, in_browser: bool) -> int:
    """Edit a design in a terminal, or a browser; the exit code."""
    # What is made while starting stays: looking through it for garbage would take a tenth of the start.
    gc.disable()
    for name, value in SETTINGS.items():
        os.environ[name] = value
    from .preferences import preferences

    preferred = preferences()
    # Over a slow line the bytes of an arrow key may come apart and look like Escape.
    usual = 200 if "SSH_CONNECTION" in os.environ else 100
    os.environ.setdefault("ESCDELAY", str(preferred.escape_delay_ms or usual))
    from ..model.text import plain
    from ..storage import SettingsError, Unreadable
    from ..storage.places import state_folder
    from .glimpse import glimpse
    from .looking import Looking
    from .probing import told
    from .session import Session

    file = None if path is None else Path(path)
    broken = None
    try:
        session = Session.open(file, state=state_folder())
    except Unreadable as error:
        from . import mending

        broken = mending.broken(Path(path or ""), error, state_folder())
        if broken is None:
            print(f"sketchpad: {plain(str(path))}, {error.code} {plain(str(error))}", file=sys.stderr)
            return 2
        session = Session(state=state_folder())
    except SettingsError as error:
        print(f"sketchpad: {plain(str(error))}", file=sys.stderr)
        return 2
    encoding = (getattr(sys.__stderr__, "encoding", "") or "").lower().replace("-", "")
    plainly = preferred.glyphs == "ascii" or (
        preferred.glyphs == "auto" and (ascii or encoding != "utf8" or (not in_browser and _wide()))
    )
    terminal = "" if in_browser else told(os.environ, plainly, few_colours(), preferred.mouse)
    looking = Looking(session, ascii=plainly, waits=True, terminal=terminal)
    screen = None if in_browser or os.name != "posix" else sys.__stderr__
    with glimpse(looking, sys.stdin.fileno(), screen) if screen else nullcontext() as settings:
        from .app import Sketchpad
        from .clipboard import Clipboard
        from .incoming import guard

        guard()
        app = Sketchpad(
            session,
            ascii=plainly,
            few_colours=few_colours(),
            clipboard=Clipboard(),
            preferences=preferred,
            looking=looking,
            settings=settings,
            broken=broken,
            log=log,
        )
        try:
            app.run(mouse=preferred.mouse)
        except OSError:  # a terminal that is gone takes no last words
            if not app.ended:
                raise
    return app.return_code or 0


def _wide() -> bool:
    """Whether the terminal has lines of two cells."""
    from .probing import draws_wide, in_question

    return os.name == "posix" and in_question(os.environ) and draws_wide(sys.stdin.fileno(), sys.stderr.fileno())


def few_colours() -> bool:
    """Whether the terminal has sixteen colours at the most, or none are wanted."""
    if "NO_COLOR" in os.environ:
        return True
    kind = os.environ.get("TERM", "")
    return (
        not os.environ.get("COLORTERM") and "256" not in kind and not kind.startswith(("xterm-kitty", "tmux", "screen"))
    )
