"""The hooks for pre-commit and the action for GitHub: well-formed, and what they run works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from sketchpad.cli import main
from sketchpad.cli.reports import FORMATS
from sketchpad.cli.settings import FAIL_ON

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
INSTALL, CHECK = ACTION["runs"]["steps"]
GOOD, BAD = "sqs jobs at 1,1\n", "sqs jobs at 1,1\nsns news at 1,1\n"


# -- pre-commit -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_hooks(hook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(hook["entry"])
    assert program in PROJECT["scripts"]
    assert hook["language"] == "python"
    name = "designs/a.sketch.json"
    Path("designs").mkdir()
    Path(name).write_text('{"format": 1}')
    assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "sketch.json.py")
    assert main([*arguments, name]) == 0


def test_a_hook_fails_where_a_design_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.sketch").write_text(BAD)
    (check,) = (hook for hook in HOOKS if hook["id"] == "sketchpad-check")
    assert re.search(check["files"], "a.sketch")
    assert main([*shlex.split(check["entry"])[1:], "a.sketch"]) == 1


# -- GitHub ---------------------------------------------------------------------------------------------------------


def test_inputs_reach_commands_as_data_only() -> None:
    assert ACTION["runs"]["using"] == "composite"
    used = set()
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
        used |= {name for value in step["env"].values() for name in re.findall(r"inputs\.([\w-]+)", value)}
    assert used == set(ACTION["inputs"])
    assert ACTION["inputs"]["format"]["default"] in FORMATS
    assert ACTION["inputs"]["fail-on"]["default"] in ("", *FAIL_ON)
    for name in FORMATS:
        assert name in ACTION["inputs"]["format"]["description"]
    for name in FAIL_ON:
        assert name in ACTION["inputs"]["fail-on"]["description"]


def executed(step: dict[str, Any], folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """A step as the runner executes it, with the inputs' defaults for those not given."""
    values = {f"inputs.{name}": inputs.get(name, about["default"]) for name, about in ACTION["inputs"].items()}
    values["github.action_path"] = "/the/action"
    environment = {
        key: re.sub(r"\$\{\{ (.*?) \}\}", lambda match: values[match[1]], value) for key, value in step["env"].items()
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment, "RUNNER_TEMP": str(folder / "temp"), "PYTHONPATH": str(ROOT)},
    )


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    program(
        tmp_path / "temp" / "sketchpad" / "bin" / "sketchpad", f'#!/bin/sh\nexec {sys.executable} -m sketchpad "$@"\n'
    )
    (tmp_path / "designs").mkdir()
    (tmp_path / "designs" / "good one.sketch").write_text(GOOD)
    (tmp_path / "bad.sketch").write_text(BAD)
    return tmp_path


@pytest.mark.parametrize(
    ("inputs", "code", "says"),
    [
        ({}, 1, "::error file=bad.sketch,line=1,title=FIL-003 on jobs%2Cnews::"),
        ({"paths": "designs/good one.sketch\n"}, 0, "1 file: 0 errors"),
        ({"paths": "designs\nbad.sketch", "fail-on": "never"}, 0, "2 files: 1 error"),
        ({"format": "junit"}, 1, "<testsuites "),
        ({"paths": "--help"}, 2, ""),
        ({"paths": "$(touch owned); `touch owned`"}, 2, ""),
    ],
)
def test_the_check(folder: Path, inputs: dict[str, str], code: int, says: str) -> None:
    ran = executed(CHECK, folder, **inputs)
    assert (ran.returncode, says in ran.stdout) == (code, True), ran
    assert not (folder / "owned").exists()


def test_no_name_of_a_file_is_a_command(folder: Path) -> None:
    (folder / "##[stop-commands]x.sketch").write_text("nonsense\n")
    (folder / "##[group]").mkdir()
    (folder / "##[group]" / "sketchpad.toml").write_text('ignore = ["FIL"]\n')
    (folder / "##[group]" / "a.sketch").write_text(GOOD)
    ran = executed(CHECK, folder)
    others = [line for line in (ran.stdout + ran.stderr).splitlines() if not line.startswith("::error file=")]
    assert len(others) == 2
    assert not any("##[" in line or line.startswith("::") for line in others)


def test_a_report_for_code_scanning(folder: Path) -> None:
    ran = executed(CHECK, folder, format="sarif", output="findings.sarif")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert (folder / "findings.sarif").read_text().startswith('{\n  "$schema"')


@pytest.mark.parametrize(
    ("version", "wanted"), [("", "/the/action"), ("1.2.3", "arch-sketchpad==1.2.3"), ("$(x)", "arch-sketchpad==$(x)")]
)
def test_the_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, wanted: str) -> None:
    pip = tmp_path / "pip"
    program(pip, f'#!/bin/sh\nfor word; do :; done\nprintf %s "$word" > {tmp_path}/asked\n')
    program(tmp_path / "tools" / "python3", f'#!/bin/sh\nmkdir -p "$3/bin"\ncp {pip} "$3/bin/pip"\n')
    monkeypatch.setenv("PATH", f"{tmp_path / 'tools'}{os.pathsep}{os.environ['PATH']}")
    assert executed(INSTALL, tmp_path, version=version).returncode == 0
    assert (tmp_path / "asked").read_text() == wanted
    assert PROJECT["name"] == "arch-sketchpad"
