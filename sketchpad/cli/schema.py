"""`sketchpad schema`: the JSON Schema of a design file."""

from __future__ import annotations

from collections.abc import Sequence

from ..catalog.schema import schema
from .output import as_json, say
from .settings import Surroundings
from .usage import Parser

EXAMPLES = """
sketchpad schema > sketch.schema.json
"""


def run(arguments: Sequence[str]) -> int:
    Parser("schema", "Print the JSON Schema (2020-12) of a design file, for editors.", EXAMPLES).parse_args(arguments)
    say(as_json(schema(tuple(rule.id for rule in Surroundings().of("-").rules))))
    return 0
