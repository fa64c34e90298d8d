"""The formats in which `check` tells what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import report_github, report_json, report_junit, report_sarif, report_text
from .judging import Checked

FORMATS: Mapping[str, Callable[[Checked], str]] = {
    "text": report_text.written,
    "json": report_json.written,
    "sarif": report_sarif.written,
    "github": report_github.written,
    "junit": report_junit.written,
}
"""Each writes the same bytes for the same designs; the first is the one for people."""
