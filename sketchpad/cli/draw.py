"""`sketchpad draw`: a design as text on a grid."""

from __future__ import annotations

from collections.abc import Sequence

from ..drawing import Zoom, draw
from .output import say
from .reading import design
from .usage import Parser

EXAMPLES = """
sketchpad draw orders.sketch.json
sketchpad draw orders.sketch.json --zoom compact
sketchpad draw - --ascii < orders.sketch
"""


def run(arguments: Sequence[str]) -> int:
    parser = Parser("draw", "Print the canvas as text.", EXAMPLES)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--zoom", choices=[zoom.value for zoom in Zoom], default=Zoom.NORMAL.value)
    parser.add_argument("--ascii", action="store_true", help="only characters that every terminal has")
    options = parser.parse_args(arguments)
    say(draw(design(options.file), Zoom(options.zoom), ascii=options.ascii).text())
    return 0
