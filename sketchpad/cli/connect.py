"""`sketchpad connect`: let one component do something with another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..catalog import kind_of, verbs_between
from ..model import Component, Design, Id
from .changing import Changer, changed, named, opened
from .stating import edits, stated, statement
from .usage import Usage

EXAMPLES = """
sketchpad connect orders.sketch.json fn rw db label="by key"
sketchpad connect orders.sketch.json fn db
sketchpad connect orders.sketch.json web,app calls api needs_response=true --dry-run
"""
ABOUT = """
Connect components: from where, the verb, to where, then what is to be said of the connection. Where the verb is left
out it is the likeliest one between the two kinds. With a,b on either side each is connected.
"""


def run(arguments: Sequence[str]) -> int:
    parser = Changer("connect", ABOUT.strip(), EXAMPLES)
    parser.add_argument("words", nargs="+", metavar="WORD", help="FROM [VERB] TO [label=TEXT] [NAME=VALUE ...]")
    options = parser.parsed(arguments)
    document = opened(options)
    design = document.design
    ends = [word for word in options.words if re.match(r"\w+=", word) is None]
    if len(ends) not in (2, 3):
        raise Usage("connect takes a component, a verb and a component, such as fn rw db")
    rest = [word for word in options.words if word not in ends]
    lines = [
        statement([source, ends[1] if len(ends) > 2 else _likeliest(design, source, target), target, *rest])
        for source in named(ends[0], design, Component)
        for target in named(ends[-1], design, Component)
    ]
    return changed(options, document, edits(stated(lines, design), design))


def _likeliest(design: Design, source: Id, target: Id) -> str:
    """The verb that the catalogue foresees first. Raises Usage where it foresees none."""
    one, other = (design.components[id].kind for id in (source, target))
    verbs = verbs_between(one, other)
    if not verbs:
        raise Usage(f"no verb is foreseen from {kind_of(one).name} to {kind_of(other).name}; name one, such as calls")
    return verbs[0]
