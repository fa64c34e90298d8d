"""Which rules are heard, and how grave their findings are: what a team settles for its designs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..catalog import hint
from .report import Report
from .rule import Rule, Severity

SETTINGS = ("format", "fail-on", "baseline", "select", "ignore", "severity", "rule")
"""Every setting that there is, whoever reads it."""
OFF = "off"
SEVERITIES = {severity.word: severity for severity in sorted(Severity, reverse=True)}


class ChoiceError(Exception):
    """A choice that makes no sense, and why."""


@dataclass(frozen=True)
class Choice:
    """Which of some rules are heard, and the severities that replace the rules' own."""

    ids: tuple[str, ...] = ()
    """The rules that there are to choose from."""
    off: frozenset[str] = frozenset()
    """Those that are not heard."""
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def hears(self, id: str) -> bool:
        return id not in self.off

    def only(self, report: Report) -> Report:
        """A report without the findings of the rules that are off."""
        if not self.off:
            return report
        return Report(tuple(one for one in report.findings if self.hears(one.rule.id)), report.stale)

    @cached_property
    def silent(self) -> tuple[str, ...]:
        """What is off, by family where all of it is, else by rule."""
        return _named(self.off, self.ids)

    def __str__(self) -> str:
        """What is off, in the fewest words; empty where every rule is heard."""
        heard = _named(set(self.ids) - self.off, self.ids)
        if not self.silent:
            return ""
        if not heard:
            return "every rule is off"
        return f"only {', '.join(heard)}" if len(heard) < len(self.silent) else f"off: {', '.join(self.silent)}"


def choice(
    rules: Sequence[Rule],
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
) -> Choice:
    """What rules and families by name, and a severity or `off` for some of them, come to. Raises ChoiceError.

    A severity stated for a rule goes before that of its family; a rule that is `off` is not heard even when selected.
    """
    ids = tuple(rule.id for rule in rules)
    off = set(ids) - named("select", select, ids) if select is not None else set()
    off |= named("ignore", ignore, ids)
    stated: dict[str, str] = {}
    for name, word in sorted((severity or {}).items(), key=lambda item: "-" in item[0]):
        if word not in (*SEVERITIES, OFF):
            names = (*SEVERITIES, OFF)
            raise ChoiceError(f"severity: {name} takes {', '.join(SEVERITIES)} or {OFF}; not {word}{hint(word, names)}")
        stated.update(dict.fromkeys(named("severity", (name,), ids), word))
    off.update(id for id, word in stated.items() if word == OFF)
    return Choice(ids, frozenset(off), {id: SEVERITIES[word] for id, word in stated.items() if word != OFF})


def recognised(table: Iterable[str]) -> None:
    """The keys of a table of settings are settings, with - or _ between words. Raises ChoiceError."""
    for key in table:
        if key.replace("_", "-") not in SETTINGS:
            raise ChoiceError(f"there is no setting {key}{hint(key, SETTINGS)}")


def chosen(rules: Sequence[Rule], table: Mapping[str, Any]) -> Choice:
    """What the keys select, ignore and severity of a table of settings come to. Raises ChoiceError."""
    recognised(table)
    return choice(rules, listed(table, "select"), listed(table, "ignore") or (), severities(table))


def listed(table: Mapping[str, Any], key: str) -> list[str] | None:
    """Rules and families, one after the other or with commas between; None where there is no such key."""
    value = table.get(key)
    if value is None:
        return None
    some = [value] if isinstance(value, str) else value
    if not isinstance(some, list) or not all(isinstance(word, str) for word in some):
        raise ChoiceError(f"{key} takes a list of rules and families")
    words = [word.strip() for text in some for word in text.split(",") if word.strip()]
    if key == "select" and not words:
        raise ChoiceError("select names no rule; leave it out to have all of them")
    return words


def severities(table: Mapping[str, Any]) -> dict[str, str]:
    """The severity, or `off`, that is stated for rules and families."""
    value = table.get("severity", {})
    if not isinstance(value, dict) or not all(isinstance(word, str) for word in value.values()):
        raise ChoiceError('severity takes a table, such as CON-001 = "warning"')
    return value


def named(setting: str, words: Iterable[str], ids: Sequence[str]) -> set[str]:
    """The rules that ids and families stand for, upper case or lower. Raises ChoiceError where one is of no rule."""
    found: set[str] = set()
    for word in words:
        some = {id for id in ids if word.upper() in (id, _family(id))}
        if not some:
            close = hint(word.upper(), [*ids, *map(_family, ids)])
            raise ChoiceError(f"{setting}: there is no rule or family {word}{close}")
        found |= some
    return found


def _named(some: Iterable[str], ids: Iterable[str]) -> tuple[str, ...]:
    """Rules by family where all of it is meant, else by id."""
    rest = set(ids) - set(some)
    whole = {_family(id) for id in some} - {_family(id) for id in rest}
    return tuple(sorted({_family(id) if _family(id) in whole else id for id in some}))


def _family(id: str) -> str:
    return id.split("-")[0]
