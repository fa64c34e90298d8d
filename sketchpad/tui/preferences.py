"""What a user prefers, in `config.toml` of their own settings: keys, colours, characters. No widgets.

Nothing in it keeps the editor from opening: what makes no sense is said, and the rest holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..storage.places import config_file
from .keymap import PRESETS, Keys, Override, Problem, keys_of, near

AUTO = "auto"
"""What suits the terminal."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "glyphs": ("auto", "unicode", "ascii"),
    "footer": ("none", "short", "full"),
    "hover": ("auto", "always", "never"),
}
"""What of `[ui]` is one of a few words."""

SWITCHES = ("mouse", "hardware_cursor")
"""What of it is on or off."""

LEAST_DELAY, MOST_DELAY = 25, 500
"""Milliseconds that Esc may wait for the rest of a key."""


@dataclass(frozen=True)
class Preferences:
    """What holds for this user."""

    path: str = ""
    """The file that states it; empty where there is none."""
    keys: Keys | None = None
    """Of every verb; None where they are those of the table."""
    theme: str = AUTO
    glyphs: str = AUTO
    footer: str = "short"
    mouse: bool = True
    hardware_cursor: bool = False
    """Whether the terminal's own cursor shows where one is: readers of screens and lines of braille follow it."""
    hover: str = AUTO
    """Whether the pointer that rests on a part tells about it."""
    escape_delay_ms: int | None = None
    """None for what suits the line."""
    problems: tuple[Problem, ...] = field(default=())

    def told(self) -> Iterator[str]:
        """Each problem with its file and line."""
        for problem in self.problems:
            yield ":".join(filter(None, (self.path, str(problem.line or "")))) + f": {problem.says}"


PLAIN = Preferences()


def preferences(path: Path | None = None) -> Preferences:
    """What the user's settings say; those of the program where there are none."""
    file = path or config_file()
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return PLAIN
    except (OSError, UnicodeDecodeError) as error:
        return Preferences(str(file), problems=(Problem(0, f"cannot be read: {error}"),))
    return read(text, str(file))


def read(text: str, path: str = "config.toml") -> Preferences:
    """What a text of settings says."""
    import tomllib

    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        return Preferences(path, problems=(Problem(int(found[1]) if found else 0, str(error)),))
    lines = _Lines(text)
    problems = [
        Problem(lines.of("", name), f"there is no setting {name}{near(name, ('keys', 'ui'))}")
        for name in table
        if name not in ("keys", "ui", "$schema")
    ]
    keys = _keys(table.get("keys", {}), lines, problems)
    return Preferences(path, keys, **_ui(table.get("ui", {}), lines, problems), problems=tuple(problems))


class _Lines:
    """Where in a text each setting stands."""

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[str, str], int] = {}
        section = ""
        for number, line in enumerate(text.splitlines(), 1):
            if head := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
                section = head[1].replace('"', "")
                self._at.setdefault(("", section.split(".")[0]), number)
            elif key := re.match(r"\s*([\w.\"$'-]+)\s*=", line):
                whole = f"{section}.{key[1]}".strip(".").replace('"', "").replace("'", "")
                top, _, rest = whole.partition(".")
                self._at.setdefault((top, rest) if rest else ("", top), number)

    def of(self, section: str, name: str) -> int:
        return self._at.get((section, name), 0)


def _keys(table: Any, lines: _Lines, problems: list[Problem]) -> Keys | None:
    if not isinstance(table, dict):
        problems.append(Problem(lines.of("", "keys"), "keys takes a table"))
        return None
    preset, overrides = "default", []
    for id, value in _flat(table):
        line = lines.of("keys", id)
        written = [value] if isinstance(value, str) else value
        if id == "preset":
            preset = _one_of(id, value, tuple(PRESETS), "default", line, problems)
        elif isinstance(written, list) and all(isinstance(key, str) for key in written):
            overrides.append(Override(id, tuple(written), line))
        else:
            problems.append(Problem(line, f"{id} takes a key, or a list of keys"))
    overrides.sort(key=lambda override: override.line)
    keys, more = keys_of(overrides, preset)
    problems += more
    return keys if overrides or preset != "default" else None


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """`edit.move = "m"` without quotes is a table in a table; the ids are meant."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _one_of(name: str, value: Any, words: tuple[str, ...], otherwise: str, line: int, problems: list[Problem]) -> str:
    if isinstance(value, str) and value in words:
        return value
    problems.append(Problem(line, f"{name} is one of {', '.join(words)}, not {value}{near(str(value), words)}"))
    return otherwise


def _ui(table: Any, lines: _Lines, problems: list[Problem]) -> dict[str, Any]:
    if not isinstance(table, dict):
        problems.append(Problem(lines.of("", "ui"), "ui takes a table"))
        return {}
    found: dict[str, Any] = {}
    names = (*CHOICES, "theme", *SWITCHES, "escape_delay_ms")
    for name, value in table.items():
        line = lines.of("ui", name)
        if name in CHOICES:
            found[name] = _one_of(name, value, CHOICES[name], getattr(PLAIN, name), line, problems)
        elif (name == "theme" and isinstance(value, str)) or (name in SWITCHES and isinstance(value, bool)):
            found[name] = value
        elif name == "escape_delay_ms" and isinstance(value, int) and not isinstance(value, bool):
            found[name] = min(max(value, LEAST_DELAY), MOST_DELAY)
            if found[name] != value:
                problems.append(Problem(line, f"{name} lies between {LEAST_DELAY} and {MOST_DELAY}, not at {value}"))
        elif name in names:
            takes = {"theme": "the name of a theme", **dict.fromkeys(SWITCHES, "true or false")}
            problems.append(Problem(line, f"{name} takes {takes.get(name, 'whole milliseconds')}"))
        else:
            problems.append(Problem(line, f"there is no setting ui.{name}{near(name, names)}"))
    return found
