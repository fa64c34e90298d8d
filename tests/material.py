"""The knowledge base that the program is held against: beside the checkout, or where SKETCHPAD_MATERIAL says.

Who has none sees the tests that need it skipped. Who names a folder wants them run: one that lacks a file is an error.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NAMED = os.environ.get("SKETCHPAD_MATERIAL")
FOLDER = Path(NAMED) if NAMED else Path(__file__).parents[2] / "shared"
MISSING = [name for name in ("rules.md", "facts.json") if not (FOLDER / name).is_file()]

if NAMED and MISSING:
    raise FileNotFoundError(f"SKETCHPAD_MATERIAL is {FOLDER}, where there is no {' and no '.join(MISSING)}")

wanted = pytest.mark.skipif(
    bool(MISSING), reason="there is no knowledge base beside the checkout; SKETCHPAD_MATERIAL can name its folder"
)


def each(names: str, cases: list[Any]) -> pytest.MarkDecorator:
    """A test for every case out of the knowledge base; a single one that is skipped where there is none."""
    if not MISSING:
        assert cases, "the knowledge base has nothing of the kind"
        return pytest.mark.parametrize(names, cases)
    nothing = (None,) * len(names.split(","))
    return pytest.mark.parametrize(names, [pytest.param(*nothing, id="none", marks=wanted)])


def text() -> str:
    """The rules as they are written for people; empty where there is no knowledge base."""
    return "" if MISSING else (FOLDER / "rules.md").read_text(encoding="utf-8")


def figures() -> dict[str, Any]:
    """The facts by topic; none where there is no knowledge base."""
    return {} if MISSING else json.loads((FOLDER / "facts.json").read_text(encoding="utf-8"))


def sketches() -> Iterator[tuple[str, str]]:
    """Every sketch of the rules, patterns and anti-patterns, under its heading."""
    heading, count = "", 0
    for part in re.split(r"^(#{2,4} .*)$", text(), flags=re.MULTILINE):
        if part.startswith("#"):
            heading, count = part.strip("# "), 0
            continue
        for sketch in re.findall(r"```\n(.*?)```", part, re.DOTALL):
            count += 1
            yield f"{heading.split(' ')[0]}-{count}", sketch
