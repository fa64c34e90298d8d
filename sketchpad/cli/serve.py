"""`sketchpad serve`: the editor in a browser, for where there is no terminal."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from ..model.text import plain
from .output import note
from .usage import Parser, Usage

EXAMPLES = """
sketchpad serve orders.sketch.json
sketchpad serve orders.sketch.json --port 8080
"""
ABOUT = """
Serve the editor to a browser of this machine, each page with an editor of its own. Whoever reaches the address edits
with your rights, so it is for this machine only unless --host says otherwise. It needs the extra `serve`.
"""
PAGE = "app_index.html"
ELSEWHERE = re.compile(r"""<link[^>]*["']https://[^>]*>""")
"""What a page would fetch from other servers."""

FONT = """<style>@font-face { font-family: "Roboto Mono"; src: url("{{ config.static.url }}fonts/\
RobotoMono-VariableFont_wght.ttf"); }</style>"""
"""The same from the one that serves it."""

EXTRA = "pip install 'arch-sketchpad[serve]'"


def run(arguments: Sequence[str]) -> int:
    parser = Parser("serve", ABOUT.strip(), EXAMPLES)
    parser.add_argument("file", metavar="FILE", nargs="?", default="", help="a design; a new file is fine")
    parser.add_argument("--host", default="localhost", help="the address to listen at (localhost)")
    parser.add_argument("--port", type=int, default=8000, help="the port (8000)")
    options = parser.parse_args(arguments)
    try:
        server = import_module("textual_serve.server")
    except ImportError:
        raise Usage(f"the editor in a browser needs the extra serve: {EXTRA}") from None
    # What draws in a browser takes UTF-8 and all colours, whatever is true of the terminal that serves.
    os.environ.update(PYTHONUTF8="1", COLORTERM="truecolor")
    os.environ.pop("NO_COLOR", None)
    note(f"sketchpad: http://{plain(options.host)}:{options.port} until Ctrl-C")
    page = Path(getattr(server, "__file__", "") or "").parent / "templates" / PAGE
    with TemporaryDirectory(prefix="sketchpad-") as folder:
        if page.is_file():
            (Path(folder) / PAGE).write_text(of_one_server(page.read_text(encoding="utf-8")), encoding="utf-8")
        server.Server(
            command(options.file),
            host=options.host,
            port=options.port,
            title="sketchpad",
            templates_path=folder if page.is_file() else page.parent,
        ).serve()
    return 0


def of_one_server(page: str) -> str:
    """A page that fetches nothing from other servers."""
    return ELSEWHERE.sub(lambda _: FONT, page)


def command(file: str) -> str:
    """What opens the editor of a page."""
    return shlex.join(filter(None, (sys.executable, "-m", "sketchpad", file)))
