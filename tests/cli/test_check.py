"""`check` as people and scripts see it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sketchpad.cli import main

DESIGN = """{"format": 1, "requirements": [{"id": "rate", "type": "load"}], "components": [
 {"id": "fn", "kind": "lamda", "at": [1, 1]},
 {"id": "jobs", "kind": "sqs", "at": [1, 1]}],
 "connections": [{"from": "fn", "verb": "writes", "to": "nix"}],
 "waivers": [{"rule": "FIL-003", "on": ["jobs", "fn"], "reason": "moves\\u001b[31m soon", "owner": "ana"},
  {"rule": "FIL-007", "on": ["fn"], "reason": "was agreed", "until": "2026-01-31"}]}
"""
TEXT = """\
bad.sketch.json:4: error FIL-002 on fn-writes-nix: fn-writes-nix refers to nix, which is not there.
bad.sketch.json:2: error FIL-003 on fn,jobs: fn, jobs all stand at 1,1; move all but one. [waived: moves<ESC>[31m soon]
bad.sketch.json:2: warning FIL-007 on fn: fn: there is no kind lamda. Did you mean lambda? [1 fix]\
 [waiver ended 2026-01-31: was agreed]
bad.sketch.json:6: warning FIL-008 on fn: The waiver of FIL-007 ended on 2026-01-31; it said: "was agreed". [1 fix]
1 file: 1 error, 2 warnings, 0 info, 1 waived; only FIL
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.sketch.json").write_text(DESIGN)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "good.sketch").write_text("sqs jobs\n")
    (tmp_path / "sub" / ".hidden").mkdir()
    (tmp_path / "sub" / ".hidden" / "x.sketch").write_text("nonsense\n")
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["check", "--today", "2026-12-01", "--select", "FIL", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = checked(capsys, "--format", "json", *arguments)
    return code, json.loads(out)


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(capsys, "bad.sketch.json") == (1, TEXT, "")


def test_a_folder_that_cannot_be_looked_into_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", path)
        return inside(path)

    monkeypatch.setattr(os, "scandir", scandir)
    for path, files in (
        (".", "2 files: 1 error, 2 warnings, 0 info, 1 waived"),
        ("sub", "1 file: 0 errors, 0 warnings"),
    ):
        code, out, err = checked(capsys, path)
        assert (code, files in out, "1 unreadable" in out) == (2, True, True)
        assert err.startswith("sketchpad: sub: FILE-ACCESS ")


def test_a_file_is_judged_once_however_it_is_named(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    paths = ("sub/good.sketch", "./sub/good.sketch", "sub", str(folder / "sub"), "sub/../sub/good.sketch")
    assert checked(capsys, *paths)[1] == "1 file: 0 errors, 0 warnings, 0 info; only FIL\n"


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = report(capsys, "bad.sketch.json")
    assert code == 1
    assert list(found) == ["version", "tool", "files", "summary"]
    assert found["summary"] == {
        "files": 1,
        "unreadable": 0,
        "error": 1,
        "warning": 2,
        "info": 0,
        "waived": 1,
        "known": 0,
    }
    (file,) = found["files"]
    assert list(file) == ["path", "error", "findings", "requirements", "stale_waivers", "summary", "off"]
    assert (file["path"], file["error"], file["stale_waivers"]) == ("bad.sketch.json", None, [])
    assert file["requirements"] == [
        {
            "id": "rate",
            "type": "load",
            "verdict": "unknown",
            "because": ["nothing that is stated decides it"],
            "by": [],
            "arithmetic": [],
        }
    ]
    dangling, slot, unknown, _ = file["findings"]
    assert list(dangling) == [
        "id",
        "rule",
        "name",
        "severity",
        "message",
        "on",
        "line",
        "breaks",
        "fixes",
        "waiver",
        "baseline",
    ]
    assert (len(dangling["id"]), dangling["name"], dangling["line"]) == (12, "dangling-reference", 4)
    assert slot["waiver"] == {
        "reason": "moves\x1b[31m soon",
        "owner": "ana",
        "until": "",
        "holds": True,
        "expired": False,
    }
    assert (unknown["waiver"]["holds"], unknown["waiver"]["expired"]) == (False, True)
    assert unknown["fixes"] == [{"id": "correct-kind", "title": "Make fn Lambda function", "safe": False}]


def test_every_file_is_reported_and_the_worst_code_wins(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sub" / "broken.sketch.json").write_text('{"format": 1,\n}')
    code, found = report(capsys, ".")
    assert code == 2
    assert [file["path"] for file in found["files"]] == [
        "bad.sketch.json",
        "sub/broken.sketch.json",
        "sub/good.sketch",
    ]
    assert found["files"][1]["error"] == {
        "code": "FILE-JSON",
        "message": "a comma before }; the last member takes none",
        "line": 1,
        "column": 13,
    }
    assert found["files"][1]["findings"] == []
    assert found["summary"]["unreadable"] == 1
    code, out, err = checked(capsys, ".")
    assert (code, out.splitlines()[-1]) == (2, "3 files: 1 error, 2 warnings, 0 info, 1 waived, 1 unreadable; only FIL")
    assert err == "sketchpad: sub/broken.sketch.json:1:13: FILE-JSON a comma before }; the last member takes none\n"


def test_a_newer_file_is_not_judged(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "new.sketch.json").write_text('{\n"format": 7}')
    code, _, err = checked(capsys, "new.sketch.json")
    assert code == 2
    assert "new.sketch.json:2:1: FILE-FORMAT a newer sketchpad made this file (format 7" in err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-on", "error"], 1),
        (["--fail-on", "never"], 0),
        (["--ignore", "FIL-002"], 0),
        (["--ignore", "FIL-002", "--fail-on", "warning"], 1),
        (["--ignore", "fil-002,FIL-007", "--ignore", "FIL-008", "--fail-on", "info"], 0),
    ],
)
def test_what_fails(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int) -> None:
    assert checked(capsys, "bad.sketch.json", *arguments)[0] == code


def test_settings(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.sketchpad]\nfail-on = "warning"\nignore = ["FIL-002"]\n')
    assert checked(capsys, "bad.sketch.json")[0] == 1
    assert checked(capsys, "bad.sketch.json", "--fail-on", "error")[0] == 0
    (folder / "sketchpad.toml").write_text('fail-on = "never"\n')
    assert checked(capsys, "bad.sketch.json")[0] == 0
    (folder / "sketchpad.toml").write_text("fail = 1\n")
    assert checked(capsys, "bad.sketch.json")[2].endswith("there is no setting fail; did you mean fail-on?\n")
    (folder / "sketchpad.toml").write_text("= 1\n")
    assert checked(capsys, "bad.sketch.json")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "arguments are required: PATH"),
        (["x", "--selct", "A"], "has no option --selct; did you mean --select?"),
        (["x", "--format", "jsn"], "--format takes text, json, sarif, github, junit; not jsn; did you mean json?"),
        (
            ["x", "--select", "FIL-0010"],
            ": --select: there is no rule or family FIL-0010; did you mean FIL-010?",
        ),
        (["x", "--today", "tomorrow"], "--today takes a day, such as 2026-12-01; not tomorrow"),
        (["x", "--today", "20261201"], "--today takes a day, such as 2026-12-01; not 20261201"),
        (["x", "--select", ""], "select names no rule; leave it out to have all of them"),
        (["x"], "x: FILE-MISSING there is no such file"),
    ],
)
def test_calls_that_make_no_sense(capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    assert main(["check", *arguments]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1


def test_output_to_a_file(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, out, _ = checked(capsys, "bad.sketch.json", "--output", "report.txt")
    assert (code, out) == (1, "")
    assert (folder / "report.txt").read_text() == TEXT
    assert checked(capsys, "bad.sketch.json", "--output", "none/report.txt")[0] == 2
    assert checked(capsys, "bad.sketch.json", "--output", os.devnull) == (1, "", "")


def run(*arguments: str, text: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "import sys; from sketchpad.cli import main; sys.exit(main())", *arguments],
        input=text.encode(),
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
    )


def test_bytes_do_not_depend_on_the_surroundings(folder: Path) -> None:
    named = DESIGN.replace("soon", "注文\\u202e")
    (folder / "bad.sketch.json").write_text(named, encoding="utf-8")
    arguments = ["check", "bad.sketch.json", "--format", "json", "--today", "2026-12-01"]
    one = run(*arguments, PYTHONHASHSEED="1", LC_ALL="C", TZ="Asia/Tokyo", PYTHONIOENCODING="ascii")
    other = run(*arguments, PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="America/Lima")
    assert (one.returncode, one.stdout) == (other.returncode, other.stdout)
    assert "注文".encode() in one.stdout
    assert "\u202e".encode() not in one.stdout


def test_standard_input() -> None:
    ran = run("check", "-", "--select", "FIL", text="sqs jobs at 1,1\nsns news at 1,1\n")
    assert ran.returncode == 1
    assert ran.stdout.startswith(b"-:1: error FIL-003 on jobs,news:")
    assert run("check", "-", "--select", "FIL", text=' {"format": 1}').returncode == 0


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = "import sys; from sketchpad.cli import main; sys.exit(main())"
    with subprocess.Popen(
        [sys.executable, "-c", code, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        err = process.stderr.read()
        assert (process.wait(30), err) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")
def test_output_that_takes_no_more_is_said() -> None:
    code = "import sys; from sketchpad.cli import main; sys.exit(main())"
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [sys.executable, "-c", code, "schema"], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert (ran.returncode, ran.stderr) == (2, b"sketchpad: standard output: no space left on device\n")


def test_checking_loads_no_more_than_it_needs() -> None:
    code = (
        "import sys; from sketchpad.cli import main; main(['check', '-']);"
        "print(sorted(m for m in sys.modules if m.startswith(('textual', 'rich', 'jsonschema', 'yaml',"
        " 'sketchpad.drawing', 'sketchpad.library', 'sketchpad.tui', 'sketchpad.catalog.schema'))), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], input=b"sqs jobs", capture_output=True, timeout=60)
    assert ran.stderr == b"[]\n"
