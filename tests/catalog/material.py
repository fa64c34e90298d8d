"""The knowledge base beside the checkout, where there is one."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[3] / "shared"

wanted = pytest.mark.skipif(not (SHARED / "rules.md").exists(), reason="the knowledge base is not here")


def sketches() -> Iterator[tuple[str, str]]:
    """Every sketch of the rules, patterns and anti-patterns, under its heading."""
    if not (SHARED / "rules.md").exists():
        return
    heading, count = "", 0
    for part in re.split(r"^(#{2,4} .*)$", (SHARED / "rules.md").read_text(encoding="utf-8"), flags=re.MULTILINE):
        if part.startswith("#"):
            heading, count = part.strip("# "), 0
            continue
        for sketch in re.findall(r"```\n(.*?)```", part, re.DOTALL):
            count += 1
            yield f"{heading.split(' ')[0]}-{count}", sketch


def figures() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SHARED / "facts.json").read_text(encoding="utf-8"))
    return found
