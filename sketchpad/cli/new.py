"""`sketchpad new`: start a file from a pattern."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..model.text import plain
from ..storage import ABSENT, SaveError
from .output import note
from .patterns import named
from .storing import store
from .usage import Parser, Usage

EXAMPLES = """
sketchpad new shop.sketch.json --pattern three-tier-containers
sketchpad patterns
"""


def run(arguments: Sequence[str]) -> int:
    parser = Parser("new", "Start a file from a pattern. A file that exists is never overwritten.", EXAMPLES)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--pattern", metavar="PATTERN", required=True, help="a name that `sketchpad patterns` lists")
    options = parser.parse_args(arguments)
    pattern = named(options.pattern)
    if os.path.lexists(options.file):
        raise Usage(f"{options.file}: it exists already; not overwritten")
    try:
        store(options.file, pattern.design, ABSENT)
    except SaveError as error:
        raise Usage(f"{options.file}: {error.code} {error.message}") from None
    note(plain(f"{options.file}: started from {pattern.name}"))
    return 0
