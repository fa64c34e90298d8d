"""`sketchpad rules`: the list, or one rule's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill, indent

from ..catalog import facts
from ..model.text import plain
from ..rules import Rule
from .custom import own, shown_origin, tested
from .output import say
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
    options = parser.parse_args(arguments)
    rules = Surroundings().of("-").rules
    chosen = rules if options.rule is None else _meant(options.rule, rules)
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
    return "".join(f"{rule.id}  {rule.severity.word:<7}  {plain(rule.title)}{_origin(rule)}\n" for rule in rules)


def _origin(rule: Rule) -> str:
    return f"  [{plain(shown_origin(rule))}]" if rule.origin else ""


def page(rule: Rule) -> str:
    """Title, why, when it is fine, examples and sources."""
    text = "\n\n".join(_sections(rule))
    return "".join(f"{plain(line)}\n" for line in text.splitlines())


def _sections(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} {rule.name} ({rule.severity.word}){_origin(rule)}\n{rule.title}"
    yield from (fill(" ".join(paragraph.split()), 100) for paragraph in rule.why.split("\n\n") if paragraph.strip())
    if rule.fine:
        yield fill(f"Fine when: {rule.fine}", 100)
    if rule.breaks:
        yield f"Breaks requirements of: {', '.join(rule.breaks)}"
    for name, text in rule.examples.items():
        yield f"{name}:\n{indent(text, '    ')}"
    if sources := _sources(rule):
        yield "Sources:\n" + "\n".join(f"  {source}" for source in sources)


def _sources(rule: Rule) -> list[str]:
    """Where a rule's reasons come from: title, address, date."""
    known = (facts.sources[key] for key in rule.see if key in facts.sources)
    return [f"{source.title}{f' <{source.url}>' if source.url else ''}, {source.date}" for source in known]


def markdown(rule: Rule) -> str:
    """A rule's page for readers that show Markdown."""
    parts = [f"**{rule.title}**", *(" ".join(one.split()) for one in rule.why.split("\n\n") if one.strip())]
    if rule.fine:
        parts.append(f"**Fine when:** {rule.fine}")
    parts.extend(f"**{name}**\n\n```\n{text}\n```" for name, text in rule.examples.items())
    if sources := _sources(rule):
        parts.append("\n".join(["**Sources**", "", *(f"- {source}" for source in sources)]))
    return "\n\n".join(parts) + "\n"
