"""The page of a rule, from its docstring and the figures that it reads: for terminals and as Markdown."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from textwrap import fill, indent
from typing import Any, NamedTuple

from ..catalog import Figure, facts
from ..model.text import plain
from ..rules import Rule
from ..rules.grounds import grounds

WIDTH = 100
"""Columns of a page in a terminal."""
LONGEST = 72
"""Characters of a value at the most; a longer one is only counted."""
ALIKE = 6
"""From so many figures of one table on, they are told together."""


class Ground(NamedTuple):
    """One figure, or several of one table, as a page tells them."""

    name: str
    value: str
    checked: str
    """How far: doc, sec, std, est or measured."""
    as_of: str
    source: str
    """The key of the main one."""


def told(figures: Iterable[Figure]) -> list[Ground]:
    """Figures as a page tells them: those of one table together where there are many."""
    tables: dict[tuple[str, ...], list[Figure]] = {}
    for figure in figures:
        parts = figure.name.split(".")
        table = ".".join(parts[:2]) if len(parts) > 2 else figure.name
        tables.setdefault((table, figure.source, figure.as_of, figure.checked), []).append(figure)
    grounds = [
        Ground(one.name, worded(one), one.checked, one.as_of, one.source)
        for some in tables.values()
        if len(some) < ALIKE
        for one in some
    ]
    grounds += [
        Ground(table, f"{len(some)} figures", checked, as_of, source)
        for (table, source, as_of, checked), some in tables.items()
        if len(some) >= ALIKE
    ]
    return sorted(grounds)


def worded(figure: Figure) -> str:
    """A figure's value with its unit; what is longer than a line is only counted."""
    value = figure.held
    text = f"{_worded(value)} {figure.unit}".strip()
    if len(text) <= LONGEST:
        return text
    return f"a table of {len(value)} entries" if isinstance(value, tuple | Mapping) else f"{text[: LONGEST - 1]}…"


def _worded(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_worded(item)}" for name, item in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_worded, value))
    if value is None:
        return "unbounded"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def origin(rule: Rule) -> str:
    """The file that states a rule, from here; empty for a rule of the program."""
    return plain(os.path.relpath(rule.origin)) if rule.origin else ""


def _paragraphs(rule: Rule) -> Iterator[str]:
    return (" ".join(one.split()) for one in rule.why.split("\n\n") if one.strip())


# -- for terminals --------------------------------------------------------------------------------------------------


def page(rule: Rule) -> str:
    """Title, why, when it is fine, examples, figures and sources."""
    text = "\n\n".join(_sections(rule))
    return "".join(f"{plain(line)}\n" for line in text.splitlines())


def _sections(rule: Rule) -> Iterator[str]:
    stated = f"  [{origin(rule)}]" if rule.origin else ""
    yield f"{rule.id} {rule.name} ({rule.severity.word}){stated}\n{rule.title}"
    yield from (fill(paragraph, WIDTH) for paragraph in _paragraphs(rule))
    if rule.fine:
        yield fill(f"Fine when: {rule.fine}", WIDTH)
    if rule.breaks:
        yield f"Breaks requirements of: {', '.join(rule.breaks)}"
    for name, text in rule.examples.items():
        yield f"{name}:\n{indent(text, '    ')}"
    if figures := told(grounds(rule)):
        yield "Figures:\n" + "\n".join(_ground(one) for one in figures)
    if sources := [_source(key) for key in rule.see if key in facts.sources]:
        yield "Sources:\n" + "\n".join(f"  {source}" for source in sources)


def _ground(one: Ground) -> str:
    checked, title = facts.checks[one.checked], facts.sources[one.source].title
    source = "" if title.lower() == checked else f": {title}"
    return f"  {one.name} = {one.value}\n    {checked}, {one.as_of}{source}"


def _source(key: str) -> str:
    """Title, address, date."""
    source = facts.sources[key]
    return f"{source.title}{f' <{source.url}>' if source.url else ''}, {source.date}"


# -- as Markdown ----------------------------------------------------------------------------------------------------


def markdown(rule: Rule) -> str:
    """The page without its heading, for readers that show Markdown."""
    parts = [f"**{rule.title}**", *_paragraphs(rule)]
    if rule.fine:
        parts.append(f"**Fine when:** {rule.fine}")
    if rule.breaks:
        parts.append(f"**Breaks requirements of:** {', '.join(rule.breaks)}")
    parts.extend(f"**{name}**\n\n```\n{text}\n```" for name, text in rule.examples.items())
    if figures := told(grounds(rule)):
        parts.append("\n".join(["**Figures**", "", *figures_table(figures)]))
    if sources := [linked(key) for key in rule.see if key in facts.sources]:
        parts.append("\n".join(["**Sources**", "", *(f"- {source}" for source in sources)]))
    return "\n\n".join(parts) + "\n"


def figures_table(figures: Iterable[Ground]) -> Iterator[str]:
    """Figures with how far each was checked, when it held and where it comes from."""
    rows = ((f"`{one.name}`", one.value, facts.checks[one.checked], one.as_of, titled(one.source)) for one in figures)
    return table(("figure", "value", "checked", "as of", "source"), rows)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table; a bar inside a cell is written so that it ends none."""
    heads = tuple(heads)
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    yield from (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)


def titled(key: str) -> str:
    """The title of a source, leading to its address where it has one."""
    source = facts.sources[key]
    return f"[{source.title}]({source.url})" if source.url else source.title


def linked(key: str) -> str:
    """The title of a source with its date."""
    return f"{titled(key)}, {facts.sources[key].date}"
