"""Where the program keeps what belongs to no design."""

from __future__ import annotations

import os
import sys
from pathlib import Path

STATED = "SKETCHPAD_STATE_DIR"
"""The variable that names the folder instead."""


def state_folder() -> Path:
    """The folder for what is kept from one run to the next, such as copies; it may not be there yet."""
    if stated := os.environ.get(STATED):
        return Path(stated)
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "sketchpad"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "sketchpad"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "sketchpad"


def writable(folder: Path) -> bool:
    """Whether a folder can be written, or made and then written; nothing is touched to find out."""
    here = folder.absolute()
    while not here.exists():
        if here == here.parent:
            return False
        here = here.parent
    return here.is_dir() and os.access(here, os.W_OK | os.X_OK)


CONFIG_STATED = "SKETCHPAD_CONFIG"
"""The variable that names the file of the user's settings instead."""


def config_file() -> Path:
    """The file of the user's own settings; it may not be there."""
    if stated := os.environ.get(CONFIG_STATED):
        return Path(stated)
    home = Path(os.path.expanduser("~"))
    name = Path("sketchpad") / "config.toml"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / name
    usual = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / name
    if sys.platform == "darwin" and not usual.exists():
        return home / "Library" / "Application Support" / name
    return usual
