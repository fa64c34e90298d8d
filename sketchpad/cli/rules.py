"""`sketchpad rules`: the list, or one rule's page."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..model.text import plain
from ..rules import Rule
from ..storage import SaveError, save
from .custom import own, tested
from .documents import documents
from .output import say
from .pages import origin, page
from .settings import Surroundings
from .usage import Parser, Usage, nearest

EXAMPLES = """
sketchpad rules
sketchpad rules CON-001
sketchpad rules CON
sketchpad rules --test
"""


def run(arguments: Sequence[str]) -> int:
    about = "List the rules, those of a family, or show why a rule speaks and when it is fine; test your own."
    parser = Parser("rules", about, EXAMPLES)
    parser.add_argument(
        "rule", metavar="RULE", nargs="?", help="an id such as CON-001, a name, or a family such as CON"
    )
    parser.add_argument("--test", action="store_true", help="run the rules of sketchpad.toml against their examples")
    parser.add_argument("--markdown", metavar="DIR", help="write the pages, the topics and the figures as Markdown")
    options = parser.parse_args(arguments)
    rules = Surroundings().of("-").rules
    chosen = rules if options.rule is None else _meant(options.rule, rules)
    if options.markdown is not None:
        _written(rules, options.markdown)
        return 0
    if options.test:
        return tested(rules, own(chosen))
    single = len(chosen) == 1 and options.rule.upper() != chosen[0].family
    say(page(chosen[0]) if single else listed(chosen))
    return 0


def _meant(wanted: str, rules: Sequence[Rule]) -> Sequence[Rule]:
    """The rules of a family, or the one of an id or a name. Raises Usage."""
    found = [rule for rule in rules if wanted.upper() in (rule.family, rule.id) or wanted.lower() == rule.name]
    if not found:
        names = [name for rule in rules for name in (rule.id, rule.name)]
        raise Usage(f"there is no rule {wanted}{nearest(wanted, names, otherwise='; `sketchpad rules` lists them')}")
    return found


def listed(rules: Sequence[Rule]) -> str:
    """A line a rule; the file stands behind those that a team states."""
    return "".join(f"{rule.id}  {rule.severity.word:<7}  {plain(rule.title)}{_behind(rule)}\n" for rule in rules)


def _behind(rule: Rule) -> str:
    return f"  [{origin(rule)}]" if rule.origin else ""


def _written(rules: Sequence[Rule], folder: str) -> None:
    """Put the documents below a folder; only what differs is written. Raises Usage."""
    for path, text in documents(rules).items():
        whole = os.path.join(folder, *path.split("/"))
        try:
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            save(whole, text)
        except OSError as error:
            raise Usage(f"{whole}: {error.strerror}") from None
        except SaveError as error:
            raise Usage(f"{whole}: {error.code} {error.message}") from None
