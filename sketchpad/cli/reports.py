"""The formats in which `check` tells what it found; a run loads the one that it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from .judging import Checked

Write = Callable[[Checked], str]


def _by(module: str) -> Write:
    """What a module writes."""

    def written(checked: Checked) -> str:
        write: Write = import_module(f".{module}", __package__).written
        return write(checked)

    return written


FORMATS: Mapping[str, Write] = {
    "text": _by("report_text"),
    "json": _by("report_json"),
    "sarif": _by("report_sarif"),
    "github": _by("report_github"),
    "junit": _by("report_junit"),
}
"""Each writes the same bytes for the same designs; the first is the one for people."""
