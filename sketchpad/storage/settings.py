"""Settings: the nearest `sketchpad.toml`, or `[tool.sketchpad]` in a `pyproject.toml`, up the tree."""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple

from ..model.text import abridged

OURS = "sketchpad.toml"
NAMES = (OURS, "pyproject.toml")
"""Where settings can stand, the first one first."""

LARGEST = 1024 * 1024
"""Characters of a file of settings, at the most."""

DEEP = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){64}""")
"""A key with dots that nobody writes."""


class SettingsError(Exception):
    """Settings that make no sense: in which file, and why."""


class Settings(NamedTuple):
    """What the nearest file says, as it stands there."""

    path: str
    """From the present folder."""
    table: dict[str, Any]
    text: str
    """The whole file."""


def settings_near(folder: str | os.PathLike[str]) -> Settings | None:
    """The settings at or above a folder; None where there are none. Raises SettingsError."""
    here = os.path.abspath(folder)
    while True:
        for name in NAMES:
            path = os.path.join(here, name)
            if os.path.isfile(path) and (found := _settings(_from_here(path))) is not None:
                return found
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above


def _from_here(path: str) -> str:
    """A path from the present folder, which reads the same on every machine."""
    try:
        return os.path.relpath(path)
    except ValueError:  # on another drive
        return path


def _settings(path: str) -> Settings | None:
    """The settings in a file; None where a pyproject.toml has none of ours."""
    import tomllib

    ours = os.path.basename(path) == OURS
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise ValueError(f"larger than {LARGEST >> 20} MiB")
        if DEEP.search(text):
            raise ValueError("a key of more than 64 words")  # which would take minutes to read
        table: Any = tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        if ours:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            if isinstance(error, RecursionError):
                reason = "nested too deeply"
            raise SettingsError(f"{path}: {abridged(reason)}") from None
        return None  # somebody else's file, which others will complain about
    if not ours:
        tool = table.get("tool")
        table = tool.get("sketchpad") if isinstance(tool, dict) else None
        if table is None:
            return None
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: sketchpad takes a table")
    return Settings(path, table, text)
