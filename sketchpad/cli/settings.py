"""Defaults of `check`: the nearest `sketchpad.toml`, or `[tool.sketchpad]` in a `pyproject.toml`, up the tree."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .usage import Usage, nearest

KEYS = ("format", "fail-on", "select", "ignore")


def defaults(folder: str) -> Mapping[str, Any]:
    """What the nearest file at or above a folder says, by option. Raises Usage where it makes no sense."""
    here = os.path.abspath(folder)
    while True:
        for name in ("sketchpad.toml", "pyproject.toml"):
            path = os.path.join(here, name)
            if os.path.isfile(path) and (table := _table(path)) is not None:
                return _checked(path, table)
        above = os.path.dirname(here)
        if above == here:
            return {}
        here = above


def _table(path: str) -> Any:
    """The settings in a file; None where a pyproject.toml has none of ours."""
    import tomllib

    ours = os.path.basename(path) == "sketchpad.toml"
    try:
        with open(path, "rb") as file:
            content = tomllib.load(file)
    except (OSError, ValueError) as error:
        if ours:
            raise Usage(f"{path}: {error}") from None
        return None  # somebody else's file, which others will complain about
    if ours:
        return content
    tool = content.get("tool")
    return tool.get("sketchpad") if isinstance(tool, dict) else None


def _checked(path: str, table: Any) -> Mapping[str, Any]:
    if not isinstance(table, dict):
        raise Usage(f"{path}: sketchpad takes a table")
    result: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("_", "-")
        if name not in KEYS:
            raise Usage(f"{path}: there is no setting {key}{nearest(key, KEYS)}")
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
