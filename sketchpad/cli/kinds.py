"""`sketchpad kinds`: the components and groups of the catalogue, and what can be said of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import fill
from typing import Any

from ..catalog import GROUPS, KINDS, Kind, Property
from .output import say
from .usage import Parser, Usage, nearest

EXAMPLES = """
sketchpad kinds
sketchpad kinds lambda
sketchpad kinds store
"""


def run(arguments: Sequence[str]) -> int:
    parser = Parser("kinds", "List the kinds of components and groups, or show one with its properties.", EXAMPLES)
    parser.add_argument("kind", metavar="KIND", nargs="?", help="a kind, what people call it, or a category")
    wanted = parser.parse_args(arguments).kind
    everything = [*KINDS.values(), *GROUPS.values()]
    if wanted is None:
        say(listed(everything))
        return 0
    word = wanted.lower()
    called = {alias.lower(): kind for kind in reversed(everything) for alias in (*kind.aliases, kind.name, kind.kind)}
    category = [kind for kind in everything if kind.category == word]
    if word in called:
        say(page(called[word]))
    elif category:
        say(listed(category))
    else:
        hint = nearest(wanted, sorted(called), otherwise="; `sketchpad kinds` lists them")
        raise Usage(f"there is no kind {wanted}{hint}")
    return 0


def listed(kinds: Sequence[Kind]) -> str:
    width = max(len(kind.kind) for kind in kinds)
    blocks = []
    for category, some in groupby(kinds, key=lambda kind: kind.category):
        lines = (f"  {kind.kind:<{width}}  {kind.code:<4}  {kind.name}\n" for kind in some)
        blocks.append(f"{category}\n{''.join(lines)}")
    return "\n".join(blocks)


def page(kind: Kind) -> str:
    return "\n\n".join(_sections(kind)) + "\n"


def _sections(kind: Kind) -> Iterator[str]:
    yield f"{kind.kind}  {kind.name} ({kind.code}, {kind.category})\n{fill(kind.help, 100)}"
    facts = [
        ("placed in", kind.placement),
        ("also called", [alias for alias in kind.aliases if alias not in (kind.kind, kind.name)]),
        ("verbs out", kind.outgoing),
        ("verbs in", kind.incoming),
        ("CloudFormation", kind.cloudformation),
        ("Terraform", kind.terraform),
    ]
    lines = [fill(f"{name}: {', '.join(words)}", 100, subsequent_indent="  ") for name, words in facts if words]
    if lines:
        yield "\n".join(lines)
    if kind.properties:
        yield "Properties:\n" + "\n".join(_properties(kind.properties))


def _properties(properties: Mapping[str, Property]) -> Iterator[str]:
    width = max(map(len, properties))
    for name, about in properties.items():
        default = _shown(about.default)
        head = f"  {name:<{width}}  "
        yield fill(
            f"{about.help.rstrip('.')}: {about.expected}; default {default}",
            110,
            initial_indent=head,
            subsequent_indent=" " * len(head),
        )


def _shown(value: Any) -> str:
    if value is None:
        return "unset"
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)
