"""The rules of a team, as the nearest settings state them: beside the program's own, and run against their examples."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from ..model import Design
from ..rules import Judged, Rule, Severity, check, today_utc
from ..rules.custom import all_rules, line_of
from ..rules.tables import RuleError
from ..storage import Settings, Unreadable, read, settings_near
from .output import counted, say
from .usage import Usage


def rules_of(settings: Settings | None) -> tuple[Rule, ...]:
    """The program's rules and those that some settings state. Raises Usage where one is wrong."""
    try:
        return all_rules(settings)
    except RuleError as error:
        raise Usage(str(error)) from None


def own(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that a team states."""
    return tuple(rule for rule in rules if rule.origin)


def shown_origin(rule: Rule) -> str:
    """The file that states a rule, from here."""
    return os.path.relpath(rule.origin)


# -- examples -------------------------------------------------------------------------------------------------------


def tested(rules: Sequence[Rule], chosen: Sequence[Rule]) -> int:
    """Run the chosen rules against their own examples, beside all rules; the exit code.

    Bad must make the rule speak and no other rule of the team; Good must make none of them speak. What the program's
    own rules say of an example is another matter, as long as they can read it.
    """
    if not chosen:
        raise Usage("there is no rule of your own to test; state one as [[rule]] in sketchpad.toml")
    failed = 0
    settings = settings_near(os.curdir)
    for rule in chosen:
        complaints = tuple(_complaints(rule, rules))
        failed += bool(complaints)
        place = f"{shown_origin(rule)}:{line_of(settings.text if settings else '', rule.id)}"
        say("".join(f"{place}: {rule.id} {said}\n" for said in complaints or ("holds",)))
    say(f"{counted(len(chosen), 'rule')}: {len(chosen) - failed} hold, {failed} fail\n")
    return int(failed > 0)


def _complaints(rule: Rule, rules: Sequence[Rule]) -> Iterator[str]:
    for name, text in rule.examples.items():
        try:
            design = _design(text)
        except Unreadable as error:
            yield f"{name}: {error}"
            continue
        standing = check(design, today_utc(), rules).standing
        if name == "Bad" and not any(finding.rule.id == rule.id for finding in standing):
            yield f"{name}: it does not speak"
        for finding in standing:
            if _counts(finding) and (name, finding.rule.id) != ("Bad", rule.id):
                on = ",".join(finding.on) or "design"
                yield f"{name}: {finding.rule.id} speaks on {on}: {finding.message}"


def _design(text: str) -> Design:
    """The design of an example, which may be JSON. Raises Unreadable."""
    return read("example.sketch.json" if text.startswith("{") else "example.sketch", text).design


def _counts(finding: Judged) -> bool:
    """Whether a finding says that an example is not what it seems: a team's, or one about the text itself."""
    return bool(finding.rule.origin) or (finding.rule.family == "FIL" and finding.severity > Severity.INFO)
