"""The rules of a team, as the nearest settings state them: beside the program's own, and run against their examples."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..model import Design
from ..model.text import plain
from ..rules import RULES, Judged, Rule, Severity, check, today_utc
from ..storage import Settings, Unreadable, read, settings_near
from .output import counted, say
from .pages import origin
from .usage import Usage


def rules_of(settings: Settings | None) -> tuple[Rule, ...]:
    """The program's rules and those that some settings state, if they do. Raises Usage where one is wrong."""
    if settings is None or "rule" not in settings.table:
        return RULES
    from ..rules.custom import all_rules
    from ..rules.tables import RuleError

    try:
        return all_rules(settings)
    except RuleError as error:
        raise Usage(str(error)) from None


def own(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that a team states."""
    return tuple(rule for rule in rules if rule.origin)


# -- examples -------------------------------------------------------------------------------------------------------


def tested(rules: Sequence[Rule], chosen: Sequence[Rule]) -> int:
    """Run the chosen rules against their own examples, beside all rules; the exit code.

    Bad must make the rule speak, Good must not, and both must be sketches that can be read. What other rules say of
    them is another matter: those of the team are named, the program's own are not.
    """
    if not chosen:
        raise Usage("there is no rule of your own to test; state one as [[rule]] in sketchpad.toml")
    from ..rules.custom import line_of

    failed = 0
    settings = settings_near(os.curdir)
    for rule in chosen:
        complaints, others = _tried(rule, rules)
        failed += bool(complaints)
        holds = f"holds; of its examples speak {', '.join(others)} too" if others else "holds"
        place = f"{origin(rule)}:{line_of(settings.text if settings else '', rule.id)}"
        say("".join(plain(f"{place}: {rule.id} {said}") + "\n" for said in complaints or [holds]))
    say(f"{counted(len(chosen), 'rule')}: {len(chosen) - failed} hold, {failed} fail\n")
    return int(failed > 0)


def _tried(rule: Rule, rules: Sequence[Rule]) -> tuple[list[str], list[str]]:
    """What is wrong with the examples of a rule, and the other rules of the team that speak of them."""
    complaints, others = list[str](), set[str]()
    for name, text in rule.examples.items():
        try:
            design = _design(text)
        except Unreadable as error:
            complaints.append(f"{name}: {error}")
            continue
        standing = check(design, today_utc(), rules).standing
        speaks = any(finding.rule is rule for finding in standing)
        if name == "Bad" and not speaks:
            complaints.append(f"{name}: it does not speak")
        for finding in standing:
            if _unreadable(finding) or (name == "Good" and finding.rule is rule):
                on = ",".join(finding.on) or "design"
                complaints.append(f"{name}: {finding.rule.id} speaks on {on}: {finding.message}")
        others.update(finding.rule.id for finding in standing if finding.rule.origin and finding.rule is not rule)
    return complaints, sorted(others)


def _design(text: str) -> Design:
    """The design of an example, which may be JSON. Raises Unreadable."""
    return read("example.sketch.json" if text.startswith("{") else "example.sketch", text).design


def _unreadable(finding: Judged) -> bool:
    """Whether a finding says that an example is not what it seems: it names what nobody knows, or misses a part."""
    return finding.rule.family == "FIL" and finding.severity > Severity.INFO
