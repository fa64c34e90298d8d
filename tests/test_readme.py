"""What the README shows is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from sketchpad.cli import main
from sketchpad.tui.keys import shown
from sketchpad.tui.verbs import BY_KEY

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
SKETCH, SHOWN = re.findall(r"^```\n(.*?)^```", TEXT.partition("## A design")[2], re.DOTALL | re.MULTILINE)
COMMANDS = re.findall(r"^sketchpad (.*?)(?: +#.*)?$", TEXT.partition("## On the command line")[2], re.MULTILINE)
CELLS = re.findall(r"\| ([^|]+) \| [^|]+ \| ([^|]+) \| [^|]+ \|", TEXT.partition("## In the editor")[2])
KEYS = [key for pair in CELLS[2:] for cell in pair for span in re.findall(r"`([^`]+)`", cell) for key in span.split()]
NAMES = {shown(key): key for key in BY_KEY}


@pytest.fixture
def orders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.sketch").write_text(SKETCH, encoding="utf-8")
    (tmp_path / "patterns").symlink_to(ROOT / "patterns")
    assert main(["new", "orders.sketch.json", "--pattern", "lambda-with-rds-proxy"]) == 0


@pytest.mark.usefixtures("orders")
def test_the_finding_shown_is_the_one_found(capsys: pytest.CaptureFixture[str]) -> None:
    command, line = SHOWN.splitlines()
    assert main(command.removeprefix("$ sketchpad ").split()) == 1
    assert capsys.readouterr().out.splitlines()[0] == line


@pytest.mark.usefixtures("orders")
@pytest.mark.parametrize("command", COMMANDS)
def test_commands(command: str) -> None:
    assert main(command.split()) == (1 if "anti" in command else 0)


@pytest.mark.usefixtures("orders")
def test_settings(capsys: pytest.CaptureFixture[str]) -> None:
    (settings,) = re.findall(r"^```toml\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    Path("sketchpad.toml").write_text(settings, encoding="utf-8")
    assert main(["check", "orders.sketch", "--write-baseline"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("orders.sketch:4: warning CON-001 on db,fn: ")
    assert out.endswith("; off: FIL-010, INT\n")


def test_workflows() -> None:
    action, hooks = map(yaml.safe_load, re.findall(r"^```yaml\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE))
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    assert action["steps"][1]["with"].keys() <= inputs.keys()
    assert set(re.findall(r"# inputs: (.*)", TEXT)[0].split(", ")) == inputs.keys()
    there = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == there


@pytest.mark.parametrize("key", KEYS)
def test_keys(key: str) -> None:
    assert NAMES.get(key, key.lower() if len(key) > 1 else key) in BY_KEY
