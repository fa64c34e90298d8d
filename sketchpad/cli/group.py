"""`sketchpad group`: draw a new group around parts."""

from __future__ import annotations

from collections.abc import Sequence

from ..editing import Enclose
from ..model import GROUP_KINDS, Component, Group
from .changing import Changer, changed, named, opened
from .stating import stated
from .usage import Usage, nearest

EXAMPLES = """
sketchpad group orders.sketch.json vpc main fn,db cidr=10.0.0.0/16
sketchpad group orders.sketch.json service checkout fn,jobs name="Checkout team"
"""
ABOUT = """
Draw a group around components and groups: its kind, its id, its members, then what is to be said of it. It lies in what
they had around them in common. To put more into a group: sketchpad move FILE IDS into GROUP.
"""


def run(arguments: Sequence[str]) -> int:
    parser = Changer("group", ABOUT.strip(), EXAMPLES)
    parser.add_argument("kind", metavar="KIND", help=", ".join(GROUP_KINDS))
    parser.add_argument("id", metavar="ID")
    parser.add_argument("members", metavar="MEMBERS", help="ids with commas between")
    parser.add_argument("words", nargs="*", metavar="NAME=VALUE")
    options = parser.parsed(arguments)
    if options.kind not in GROUP_KINDS:
        raise Usage(f"there is no kind of group {options.kind}{nearest(options.kind, GROUP_KINDS)}")
    document = opened(options)
    members = named(options.members, document.design, Component, Group)
    made = stated([options.kind, options.id, *options.words], document.design)
    return changed(options, document, [Enclose(frozenset(members), group) for group in made.groups.values()])
