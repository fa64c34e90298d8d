"""`sketchpad need`: state what is required of a design."""

from __future__ import annotations

from collections.abc import Sequence

from .changing import Changer, changed, opened
from .stating import edits, stated

EXAMPLES = """
sketchpad need orders.sketch.json latency read_ms=100 pctl=95 text="reads feel instant"
sketchpad need orders.sketch.json cost as budget max_usd_month=500
"""
ABOUT = """
State a requirement: its type, an id where it is to have one of its own, then the figures. To change one that is there:
sketchpad set FILE ID NAME=VALUE.
"""


def run(arguments: Sequence[str]) -> int:
    parser = Changer("need", ABOUT.strip(), EXAMPLES)
    parser.add_argument("words", nargs="+", metavar="WORD", help='TYPE [as ID] [text="..."] [NAME=VALUE ...]')
    options = parser.parsed(arguments)
    document = opened(options)
    made = stated(options.words, document.design, "need")
    return changed(options, document, edits(made, document.design))
