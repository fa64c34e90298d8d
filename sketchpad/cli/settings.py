"""Defaults of `check`, as the nearest settings give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..storage import Settings, SettingsError, settings_near
from .usage import Usage, nearest

KEYS = ("format", "fail-on", "select", "ignore")
ELSEWHERE = ("rule",)
"""Keys that others read: the rules of a team."""


def defaults(folder: str) -> Mapping[str, Any]:
    """What the nearest file at or above a folder says, by option. Raises Usage where it makes no sense."""
    found = near(folder)
    return _checked(found.path, found.table) if found else {}


def near(folder: str) -> Settings | None:
    """The settings at or above a folder. Raises Usage where they cannot be read."""
    try:
        return settings_near(folder)
    except SettingsError as error:
        raise Usage(str(error)) from None


def _checked(path: str, table: Mapping[str, Any]) -> Mapping[str, Any]:
    result: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("_", "-")
        if name in ELSEWHERE:
            continue
        if name not in KEYS:
            raise Usage(f"{path}: there is no setting {key}{nearest(key, (*KEYS, *ELSEWHERE))}")
        if name in ("select", "ignore"):
            words = [value] if isinstance(value, str) else value
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                raise Usage(f"{path}: {key} takes a list of rules and families")
            result[name] = words
        elif isinstance(value, str):
            result[name] = value
        else:
            raise Usage(f"{path}: {key} takes a text")
    return result
