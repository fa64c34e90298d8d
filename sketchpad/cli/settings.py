"""How the files of a folder are judged, as its settings and the command line say.

A file is judged by the settings nearest to it, up the tree from its own folder, so that a design is judged alike
wherever the command is given. In which format the report is told is for the folder in which the command is given. What
the command line says goes before all settings.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..rules import RULES, Linter, Rule
from ..rules.choice import SEVERITIES, Choice, ChoiceError, choice, listed, named, recognised, severities
from ..storage import Settings as Stated
from ..storage import SettingsError, settings_near
from .custom import rules_of
from .usage import Usage, nearest

NEVER = "never"
FAIL_ON = (*SEVERITIES, NEVER)
LISTS = ("select", "ignore")


@dataclass(frozen=True)
class Settings:
    """What holds for the files of a folder."""

    path: str = ""
    """The file that states them; empty where none does."""
    format: str = "text"
    fail_on: str = FAIL_ON[0]
    baseline: str = ""
    """The file of the findings that are known; empty for none."""
    rules: Sequence[Rule] = RULES
    choice: Choice = field(default_factory=Choice)

    @property
    def fails_from(self) -> int:
        """The severity from which on a finding makes the command fail."""
        return max(SEVERITIES.values()) + 1 if self.fail_on == NEVER else SEVERITIES[self.fail_on]

    def linter(self) -> Linter:
        return Linter(self.rules, self.choice.severities)


class Surroundings:
    """The settings of the folders that a command comes by, with what the command line says instead."""

    def __init__(self, **stated: Any) -> None:
        """`stated` are settings by name, with _ for -; None where the command line does not say."""
        self._stated = {name.replace("_", "-"): value for name, value in stated.items() if value is not None}
        try:
            self._stated.update((key, listed(self._stated, key)) for key in LISTS if key in self._stated)
        except ChoiceError as error:
            raise Usage(str(error)) from None
        self._made: dict[str, Settings] = {}
        self._near: dict[str, Settings] = {}

    def of(self, path: str) -> Settings:
        """The settings of a file; of standard input those of the present folder. Raises Usage."""
        folder = os.path.abspath(os.curdir if path == "-" else os.path.dirname(path))
        if folder not in self._near:
            try:
                found = settings_near(folder)
            except SettingsError as error:
                raise Usage(str(error)) from None
            origin = found.path if found else ""
            if origin not in self._made:
                self._made[origin] = self._settings(found)
            self._near[folder] = self._made[origin]
        return self._near[folder]

    def _settings(self, found: Stated | None) -> Settings:
        table = _read(found) if found else {}
        rules = rules_of(found)
        ids = [rule.id for rule in rules]
        said = {**table, **self._stated}
        try:
            select, ignore = (
                _fitting(self._stated[key], ids) if key in self._stated else listed(table, key) for key in LISTS
            )
            made = choice(rules, select, ignore or (), severities(table))
        except ChoiceError as error:
            raise Usage(f"{found.path}: {error}" if found else str(error)) from None
        return Settings(
            found.path if found else "",
            said.get("format", Settings.format),
            said.get("fail-on", Settings.fail_on),
            said.get("baseline", ""),
            rules,
            made,
        )

    def known(self) -> None:
        """The rules that the command line names are there, for some of the files at least. Raises Usage."""
        ids = [rule.id for settings in (Settings(), *self._made.values()) for rule in settings.rules]
        for key in LISTS:
            try:
                named(f"--{key}", self._stated.get(key, ()), ids)
            except ChoiceError as error:
                raise Usage(str(error)) from None


def _fitting(some: Iterable[str], ids: Sequence[str]) -> list[str]:
    """The words that are of some rule; another folder may have the rule that another word is of."""
    families = {id.split("-")[0] for id in ids}
    return [word for word in some if word.upper() in ids or word.upper() in families]


# -- what a file of settings says -----------------------------------------------------------------------------------


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")
    return value


def _level(value: Any, path: str) -> str:
    if value not in FAIL_ON:
        meant = nearest(value, FAIL_ON) if isinstance(value, str) else ""
        raise ValueError(f"{', '.join(FAIL_ON)}; not {value}{meant}")
    return str(value)


def _beside(value: Any, path: str) -> str:
    """A file that is named from the folder of the settings."""
    return os.path.normpath(os.path.join(os.path.dirname(path), _text(value, path)))


READERS: Mapping[str, Callable[[Any, str], Any]] = {
    "format": _text,
    "fail-on": _level,
    "baseline": _beside,
}
"""What a setting takes; each raises ValueError that says so."""


def _read(found: Stated) -> Mapping[str, Any]:
    """What a file says by setting; what is about rules as it stands, which those who read the rules understand."""
    try:
        recognised(found.table)
    except ChoiceError as error:
        raise Usage(f"{found.path}: {error}") from None
    result: dict[str, Any] = {}
    for key, value in found.table.items():
        name = key.replace("_", "-")
        try:
            result[name] = READERS[name](value, found.path) if name in READERS else value
        except ValueError as error:
            raise Usage(f"{found.path}: {key} takes {error}") from None
    return result
