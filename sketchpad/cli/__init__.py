"""The command line: one short module a command, loaded when the command is given."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the exit code. An interrupt while it loads is an interrupt like any other."""
    if argv is None:
        return _as_a_process()
    try:
        from .program import run

        return run(list(argv))
    except KeyboardInterrupt:
        return 130


def _as_a_process() -> int:
    """Run what the process was started for. It does not look for garbage among what it reads of itself, which stays."""
    gc.disable()
    try:
        return main(sys.argv[1:])
    finally:
        gc.freeze()
