"""The documents that are made and not written: a page a rule, their index, the study topics, the figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..catalog import facts
from ..catalog.topics import topics
from ..model.text import plain
from ..rules import Rule
from .pages import figures_table, markdown, origin, table, titled, told

MADE = "<!-- Made by `sketchpad rules --markdown docs`; what is changed here is lost. -->"

FAMILIES = {
    "CMP": "Compute",
    "DAT": "Data",
    "CON": "Database connections",
    "MSG": "Messaging",
    "INT": "Integration",
    "SAG": "Sagas",
    "GLB": "Global reach",
    "RES": "Resilience and recovery",
    "SCL": "Scaling",
    "CST": "Cost",
    "SEC": "Security",
    "REQ": "Requirements",
    "FIL": "The file",
}
"""What the rules of a family are about."""
GEOGRAPHY = ("cities", "regions")
"""The topics whose figures are places on the globe; nobody reads those in a table."""


def documents(rules: Sequence[Rule]) -> Mapping[str, str]:
    """Each document by its path, the same text for the same rules and figures."""
    lines = {
        "rules/README.md": _index(rules),
        **{f"rules/{rule.id}.md": _page(rule) for rule in rules},
        "study-topics.md": _topics(rules),
        "facts.md": _facts(),
    }
    return {path: _text(some) for path, some in lines.items()}


def _text(lines: Iterable[str]) -> str:
    whole = "\n".join((MADE, "", *lines)).rstrip("\n")
    return "".join(f"{plain(line)}\n" for line in whole.split("\n"))


def _page(rule: Rule) -> Iterator[str]:
    stated = f" Stated in {origin(rule)}." if rule.origin else ""
    yield f"# {rule.id} {rule.name}"
    yield ""
    yield f"Severity: {rule.severity.word}.{stated} [All rules](README.md)"
    yield ""
    yield markdown(rule)


def _index(rules: Sequence[Rule]) -> Iterator[str]:
    yield "# The rules"
    yield ""
    yield f"{len(rules)} rules. Each leads to its page: why it speaks, when it is fine, a bad and a good sketch, the"
    yield "figures that it reads with their sources, and how far they were checked."
    for family in dict.fromkeys(rule.family for rule in rules):
        yield ""
        yield f"## {FAMILIES.get(family, 'Of this team')} ({family})"
        yield ""
        some = (rule for rule in rules if rule.family == family)
        rows = ((f"[{rule.id}]({rule.id}.md)", rule.severity.word, rule.title) for rule in some)
        yield from table(("rule", "severity", "what is wrong"), rows)


def _topics(rules: Sequence[Rule]) -> Iterator[str]:
    yield "# The topics of the study text"
    yield ""
    yield "What the text teaches about designing on AWS, the rules that hold a design to it, and what these rest on."
    yield ""
    by_id = {rule.id: rule for rule in rules}
    rows = (
        (
            topic.topic,
            ", ".join(f"[{id}](rules/{id}.md) {by_id[id].name}" for id in topic.rules if id in by_id),
            "; ".join(titled(key) for key in _sources(by_id[id] for id in topic.rules if id in by_id)),
        )
        for topic in topics()
    )
    yield from table(("topic", "rules", "sources"), rows)


def _sources(rules: Iterable[Rule]) -> Iterable[str]:
    """The sources of the rules, each once; the study text first."""
    return dict.fromkeys(("study", *(key for rule in rules for key in rule.see)))


def _facts() -> Iterator[str]:
    yield "# The figures"
    yield ""
    yield f"Everything that rules and estimates know of AWS in numbers, gone through on {facts.as_of}. How far each was"
    yield f"checked: {'; '.join(f'*{grade}*, {words}' for grade, words in facts.checks.items())}."
    for topic in facts.topics:
        if topic in GEOGRAPHY:
            continue
        yield ""
        yield f"## {topic.replace('_', ' ').capitalize()}"
        yield ""
        yield from figures_table(told(facts.topic(topic).values()))
    yield ""
    yield "## Sources"
    yield ""
    rows = ((titled(key), source.kind, source.date) for key, source in sorted(facts.sources.items()))
    yield from table(("source", "kind", "written or read"), rows)
