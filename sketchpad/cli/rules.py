"""`sketchpad rules`: the list, or one rule's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill, indent

from ..catalog import facts
from ..rules import RULES, Rule
from .output import say
from .usage import Parser, Usage, nearest

EXAMPLES = """
sketchpad rules
sketchpad rules CON-001
sketchpad rules CON
"""


def run(arguments: Sequence[str]) -> int:
    parser = Parser(
        "rules", "List the rules, those of a family, or show why a rule speaks and when it is fine.", EXAMPLES
    )
    parser.add_argument(
        "rule", metavar="RULE", nargs="?", help="an id such as CON-001, a name, or a family such as CON"
    )
    wanted = parser.parse_args(arguments).rule
    if wanted is None:
        say(listed(RULES))
        return 0
    family = [rule for rule in RULES if rule.family == wanted.upper()]
    if family:
        say(listed(family))
        return 0
    found = next((rule for rule in RULES if wanted.upper() == rule.id or wanted.lower() == rule.name), None)
    if found is None:
        names = [name for rule in RULES for name in (rule.id, rule.name)]
        raise Usage(f"there is no rule {wanted}{nearest(wanted, names, otherwise='; `sketchpad rules` lists them')}")
    say(page(found))
    return 0


def listed(rules: Sequence[Rule]) -> str:
    return "".join(f"{rule.id}  {rule.severity.word:<7}  {rule.title}\n" for rule in rules)


def page(rule: Rule) -> str:
    """Title, why, when it is fine, examples and sources."""
    return "\n\n".join(_sections(rule)) + "\n"


def _sections(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} {rule.name} ({rule.severity.word})\n{rule.title}"
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
