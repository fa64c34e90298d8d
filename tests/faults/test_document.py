"""The page about reliability names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_each_promise_names_its_tests() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (P\d+) \| .* \| (.*) \|$", page, re.MULTILINE))
    assert [*rows] == [f"P{number}" for number in range(1, 11)]
    for promise, tests in rows.items():
        named = NAMED.findall(tests)
        assert named, f"{promise} names no test"
        for file, name in named:
            text = (ROOT / file).read_text(encoding="utf-8")
            assert not name or f"def {name}(" in text, f"{promise}: {file} has no {name}"


def test_what_fails_exists() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    broken = page.partition("## What breaks them")[2].partition("## Where")[0]
    everything = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    for name in re.findall(r"`(test_\w+)`", broken):
        assert f"def {name}(" in everything, name
