"""`sketchpad patterns`: the library of designs to start from and to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from ..library import Pattern, UnknownPattern, find, patterns
from ..model import unparse
from ..model.text import plain
from ..storage import Unreadable
from .output import say
from .reading import refusal
from .usage import Parser, Usage

EXAMPLES = """
sketchpad patterns
sketchpad patterns three-tier-containers
sketchpad new shop.sketch.json --pattern three-tier-containers
"""


def run(arguments: Sequence[str]) -> int:
    parser = Parser("patterns", "List the designs that come along, or show one.", EXAMPLES)
    parser.add_argument("pattern", metavar="PATTERN", nargs="?")
    wanted = parser.parse_args(arguments).pattern
    say(listed(patterns()) if wanted is None else page(named(wanted)))
    return 0


def named(name: str) -> Pattern:
    """The pattern of a name, with its design read. Raises Usage."""
    try:
        pattern = find(name)
        _ = pattern.design
    except UnknownPattern as error:
        raise Usage(str(error)) from None
    except Unreadable as error:
        raise Usage(refusal(str(name), error)) from None
    return pattern


def listed(some: Sequence[Pattern]) -> str:
    width = max((len(pattern.name) for pattern in some), default=0)
    blocks = []
    for heading, anti in (("Patterns", False), ("Anti-patterns", True)):
        lines = [f"  {p.name:<{width}}  {plain(p.title)}\n" for p in some if p.anti is anti]
        if lines:
            blocks.append(f"{heading}\n{''.join(lines)}")
    return "\n".join(blocks)


def page(pattern: Pattern) -> str:
    sort = "anti-pattern" if pattern.anti else "pattern"
    about = "\n\n".join(fill(plain(paragraph), 100) for paragraph in pattern.about.split("\n\n"))
    notation = "".join(f"{plain(line)}\n" for line in unparse(pattern.design.but(name="", about="")).splitlines())
    return f"{pattern.name} ({sort})\n{plain(pattern.title)}\n\n{about}\n\n{notation}"
