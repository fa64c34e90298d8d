"""Rooms and doors: who may import whom, read from the syntax tree and seen in a running program."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "sketchpad"

DOORS = {
    "model": set(),
    "catalog": {"model"},
    "editing": {"model", "catalog"},
    "analysis": {"model", "catalog"},
    "rules": {"model", "catalog", "editing", "analysis"},
    "tracing": {"model", "catalog", "editing", "analysis", "rules"},
    "drawing": {"model", "catalog"},
    "storage": {"model"},
    "library": {"model", "storage"},
    "cli": {"model", "catalog", "editing", "analysis", "rules", "tracing", "drawing", "storage", "library"},
    "tui": {"model", "catalog", "editing", "analysis", "rules", "tracing", "drawing", "storage", "library"},
}
LONGEST = 430
"""Lines a module may have before its design is in question."""


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module that a file imports, absolute, and whether a function does it."""
    here = ("sketchpad", *path.relative_to(ROOT).parts[:-1])
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            base = here[: len(here) + 1 - node.level] if node.level else ()
            name = ".".join((*base, *([node.module] if node.module else [])))
            if name == "sketchpad":
                yield from ((f"sketchpad.{alias.name}", id(node) in inner) for alias in node.names)
            else:
                yield name, id(node) in inner
        elif isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in inner) for alias in node.names)


def test_every_room_has_its_doors_named() -> None:
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    assert rooms == set(DOORS)


@pytest.mark.parametrize("room", DOORS)
def test_doors(room: str) -> None:
    for path in sorted((ROOT / room).rglob("*.py")):
        for name, inside in imports(path):
            top, *rest = name.split(".")
            if room != "tui":
                assert top not in {"textual", "rich"}, f"{path.name} imports {name}"
            if top != "sketchpad" or not rest or rest[0] == room or rest[0] == "__version__":
                continue
            opens_the_editor = room == "cli" and rest[0] == "tui" and inside
            assert rest[0] in DOORS[room] or opens_the_editor, f"{room}/{path.name} imports {name}"


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_stays_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("room", ["analysis", "rules"])
def test_what_is_kept_says_which_figures_it_rests_on(room: str) -> None:
    """A plain cache hides them from the pages of the rules; `catalog.derived` keeps and tells."""
    for path in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [getattr(one, "id", "") for one in getattr(node, "decorator_list", ())]
            assert not {"cache", "lru_cache"} & set(named), f"{path.name}: {getattr(node, 'name', '')}"


COMMANDS = [
    ["check", "-"],
    ["trace", "-"],
    ["describe", "-"],
    ["describe", "-", "--outline"],
    ["draw", "-"],
    ["fmt", "-"],
    ["rules", "CON-001"],
    ["kinds", "lambda"],
    ["patterns"],
    ["schema"],
    ["add", "-", "sqs jobs"],
    ["connect", "-", "fn", "calls", "fn"],
    ["set", "-", "fn", "timeout_s=9"],
    ["move", "-", "fn", "3,2"],
    ["remove", "-", "fn"],
    ["group", "-", "vpc", "main", "fn"],
    ["need", "-", "load", "peak_rps=9"],
    ["waive", "--help"],
    ["keys"],
    ["doctor"],
    ["recover"],
    ["--help"],
]

RUN = """
import io, json, sys, sketchpad.cli
told = []
for command in json.loads(sys.argv[1]):
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"lambda fn\\n"))
    try:
        code = sketchpad.cli.main(command)
    except SystemExit as exit:
        code = exit.code
    told.append([command, code, sorted({"textual", "rich"} & set(sys.modules))])
print(json.dumps(told), file=sys.stderr)
"""


def test_the_command_line_loads_neither_textual_nor_rich() -> None:
    """One command after the other: the first that loads them is the first that is told with them."""
    ran = subprocess.run([sys.executable, "-c", RUN, json.dumps(COMMANDS)], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stderr.splitlines()[-1]) == [[command, 0, []] for command in COMMANDS]
