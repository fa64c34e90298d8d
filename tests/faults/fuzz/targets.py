"""What is fed arbitrary bytes: each target takes them, and either answers or refuses; anything else is a fault.

By hand: `python -m faults.fuzz load notation --seconds 30` in the folder `tests`. With atheris installed it leads the
way; without it files of the corpus are mutated at random, by a seed that is told.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from sketchpad.catalog import NAMES
from sketchpad.cli import main
from sketchpad.model import NotationError, parse, unparse
from sketchpad.model.printing import unsaid
from sketchpad.model.text import plain
from sketchpad.storage import SettingsError, Unreadable, dumps, read, settings_near
from sketchpad.storage.merging import merge
from sketchpad.storage.salvage import salvaged

Target = Callable[[bytes], None]


def told(what: object) -> None:
    """There is something to say, and it can be shown."""
    assert plain(str(what)).isprintable()


def load(data: bytes) -> None:
    """A design's file: what is read is written and read again as it was; what is broken is salvaged."""
    try:
        design = read("any.sketch.json", data, NAMES).design
    except Unreadable as error:
        told(error)
        found = salvaged(data, "any.sketch.json", NAMES)
        if found is not None:
            assert read("", dumps(found.design)).design == found.design
        return
    again = read("", dumps(design)).design
    assert dumps(again) == dumps(design)


def notation(data: bytes) -> None:
    """A text of notation: printed, it reads as it was."""
    text = data.decode("utf-8", "replace")
    try:
        design = parse(text)
    except NotationError as error:
        told(error)
        return
    if any(map(unsaid, design.parts())):
        return  # names of properties that only JSON can hold
    printed = unparse(design)
    assert parse(printed) == design
    assert unparse(parse(printed)) == printed


def settings(data: bytes) -> None:
    """A file of settings, and a design that is judged by it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sketchpad.toml").write_bytes(data)
        Path(folder, "a.sketch.json").write_text('{"format": 1, "components": [{"id": "a", "kind": "sqs"}]}')
        try:
            settings_near(folder)
        except SettingsError as error:
            told(error)
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            assert main(["check", os.path.join(folder, "a.sketch.json")]) in (0, 1, 2)


def keymap(data: bytes) -> None:
    """A user's own settings of the editor."""
    from sketchpad.tui.preferences import read as preferences

    for problem in preferences(data.decode("utf-8", "replace")).told():
        told(problem)


def merged(data: bytes) -> None:
    """Three designs, with a line of `===` between them: what one side alone has is in the result."""
    pieces = (data.split(b"\n===\n") + [b""] * 3)[:3]
    try:
        base, ours, theirs = (parse(piece.decode("utf-8", "replace")) for piece in pieces)
    except NotationError:
        return
    found = merge(base, ours, theirs)
    assert read("", dumps(found.design)).design.components.keys() == found.design.components.keys()
    assert not merge(base, ours, ours).conflicts
    both = ours.components.keys() & theirs.components.keys()
    assert both <= found.design.components.keys()


TARGETS: Mapping[str, Target] = {
    "load": load,
    "notation": notation,
    "settings": settings,
    "keymap": keymap,
    "merge": merged,
}
