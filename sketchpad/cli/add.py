"""`sketchpad add`: put into a design what statements of the sketch notation say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from .changing import Changer, changed, opened
from .stating import edits, stated
from .usage import Usage
from .waive import accepted

EXAMPLES = """
sketchpad add orders.sketch.json lambda fn in tokyo timeout_s=30
sketchpad add orders.sketch.json "sqs jobs" "fn publishes jobs" "need load peak_rps=40"
sketchpad add orders.sketch.json "flow checkout steps=fn*,db^" --dry-run
sketchpad add orders.sketch.json - < more.sketch
"""
ABOUT = """
Add components, groups, connections, requirements and flows, stated in the sketch notation: the words of one statement,
or several statements in quotes, or - for standard input. A file that is not there yet is made.
"""


def run(arguments: Sequence[str]) -> int:
    parser = Changer("add", ABOUT.strip(), EXAMPLES)
    parser.add_argument("words", nargs="+", metavar="STATEMENT")
    options = parser.parsed(arguments)
    if options.words == ["-"] == [options.file]:
        raise Usage("standard input holds the design or the statements, not both")
    document = opened(options, new=True)
    made = stated(options.words, document.design)
    return changed(options, document, chain(edits(made, document.design), accepted(made, document)))
