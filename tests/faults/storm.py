"""The editor in a terminal of its own, that tells of every edit before and after it is committed."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from benchmarks.terminal import Terminal

TOLD = """
import hashlib, os, sys
from sketchpad.editing import Editor
from sketchpad.storage import dumps
from sketchpad.tui.session import Session

told = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

def tell(what, design):
    os.write(told, f"{what} {hashlib.sha256(dumps(design).encode()).hexdigest()}\\n".encode())

def shown(self, design, chosen, plain=Editor._show):
    tell("made", design)
    return plain(self, design, chosen)

def committing(plain):
    def commit(self, *words, **more):
        outcome = plain(self, *words, **more)
        tell("committed", self.editor.design)
        return outcome
    return commit

Editor._show = shown
for name in ("do", "undo", "redo"):
    setattr(Session, name, committing(getattr(Session, name)))

from sketchpad.cli import main
sys.exit(main(sys.argv[2:]))
"""

KEYS = (
    "1",
    "2",
    "3",
    "4",
    "5",
    "\x1b[C",
    "\x1b[B",
    "\x1b[D",
    "d",
    "u",
    "u",
    "U",
    "D",
    "m\x1b[C\r",
    "m\x1b[B\r",
    "\x1b[C",
)
"""What is pressed: components, ways, deletion, undo, redo, copies, moves."""


def editor(folder: Path, file: Path, columns: int = 120, rows: int = 36) -> Terminal:
    """The editor on a file; what it tells goes to `told` in the folder, what it keeps to `state`."""
    os.environ["SKETCHPAD_STATE_DIR"] = str(folder / "state")
    return Terminal([sys.executable, "-c", TOLD, str(folder / "told"), str(file)], columns, rows)


def told(folder: Path) -> list[tuple[str, str]]:
    """What the editor told: "made" or "committed", and the digest of the design."""
    path = folder / "told"
    lines = path.read_text().splitlines() if path.exists() else []
    return [(what, digest) for what, digest in (line.split() for line in lines)]


def keys(seed: int, number: int) -> list[str]:
    chosen = random.Random(seed)
    return [chosen.choice(KEYS) for _ in range(number)]
