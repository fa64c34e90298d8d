"""`sketchpad check`: what breaks in a design, why, and what would mend it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ..rules import Rule, today_utc
from ..rules.report import day
from .custom import rules_near
from .judging import Checked, Chosen, judged
from .output import coloured, complain, say
from .reading import expanded, refusal
from .reports import FORMATS
from .settings import defaults
from .usage import Parser, Usage, nearest

EXAMPLES = """
sketchpad check orders.sketch.json
sketchpad check designs/ --fail-on warning
sketchpad check orders.sketch --format json --output report.json
sketchpad check designs/ --select CON,DAT --ignore DAT-009 --today 2026-12-01
"""
THRESHOLDS = {"error": 3, "warning": 2, "info": 1, "never": 4}
"""The severity from which on a finding counts."""


def run(arguments: Sequence[str]) -> int:
    about = "Judge designs. A folder means the designs in it and below it; - is standard input."
    parser = Parser("check", about, EXAMPLES)
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--format", choices=tuple(FORMATS))
    parser.add_argument("--output", metavar="FILE", help="write the report to a file")
    parser.add_argument("--fail-on", choices=tuple(THRESHOLDS), help="what makes the exit code 1")
    parser.add_argument("--select", metavar="RULES", action="append", help="only these rules or families, such as CON")
    parser.add_argument("--ignore", metavar="RULES", action="append", help="not these rules or families")
    parser.add_argument("--today", metavar="DATE", help="the day on which waivers are to hold, YYYY-MM-DD")
    options = parser.parse_args(arguments)
    settings = defaults(os.getcwd())
    format = options.format or _among(tuple(FORMATS), settings, "format")
    fail_on = options.fail_on or _among(tuple(THRESHOLDS), settings, "fail-on")
    today = _day(options.today)
    rules = rules_near(os.getcwd())
    select = _rules(options.select or settings.get("select"), "select", rules)
    ignore = _rules(options.ignore or settings.get("ignore"), "ignore", rules)
    chosen = _chosen(select, ignore)
    files = [judged(path, today, chosen, THRESHOLDS[fail_on], rules) for path in expanded(options.paths)]
    to_file = options.output not in (None, "-")
    checked = Checked(files, today, colour=coloured() and not to_file)
    text = FORMATS[format](checked)
    for file in files:
        if file.error is not None:
            complain(refusal(file.path, file.error))
        for defect in file.document.defects if file.document else ():
            complain(f"{file.path}: {defect}")
    if to_file:
        _store(options.output, text)
    else:
        say(text)
    return checked.code


def _among(words: tuple[str, ...], settings: Mapping[str, Any], name: str) -> str:
    """A setting that takes one of some words, the first of which is the default."""
    word = str(settings.get(name, words[0]))
    if word not in words:
        raise Usage(f"{name} takes {', '.join(words)}; not {word}{nearest(word, words)}")
    return word


def _day(text: str | None) -> date:
    if text is None:
        return today_utc()
    try:
        return day(text)
    except ValueError:
        raise Usage(f"--today takes a day, such as 2026-12-01; not {text}") from None


def _rules(texts: Iterable[str] | None, option: str, rules: Sequence[Rule]) -> frozenset[str] | None:
    """Ids of rules from ids and families; None where the option is not given."""
    if texts is None:
        return None
    ids = [rule.id for rule in rules]
    families = sorted({rule.family for rule in rules})
    chosen: set[str] = set()
    for name in (word.strip() for text in texts for word in text.split(",")):
        found = [id for id in ids if name.upper() in (id, id.split("-")[0])]
        if name and not found:
            raise Usage(f"{option}: there is no rule or family {name}{nearest(name, [*ids, *families])}")
        chosen.update(found)
    if option == "select" and not chosen:
        raise Usage("select names no rule; leave it out to have all of them")
    return frozenset(chosen)


def _chosen(select: frozenset[str] | None, ignore: frozenset[str] | None) -> Chosen:
    return lambda id: (select is None or id in select) and (ignore is None or id not in ignore)


def _store(path: str, text: str) -> None:
    """Put a report into a file, or into a device or pipe that is there."""
    from ..storage import SaveError, save

    try:
        if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
            with open(path, "w", encoding="utf-8", newline="\n") as device:
                device.write(text)
        else:
            save(path, text)
    except SaveError as error:
        raise Usage(f"{path}: {error.message}") from None
    except OSError as error:
        raise Usage(f"{path}: {error.strerror}") from None
