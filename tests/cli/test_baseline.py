"""Only what is new fails; what is known stays in every report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from sketchpad.cli import main

TWO = "sqs jobs at 1,1\nsns news at 1,1\nodd thing\n"
"""An error FIL-003 and a warning FIL-007."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sketch").write_text(TWO)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.sketch").write_text(TWO)
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["check", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def written(capsys: pytest.CaptureFixture[str], *paths: str) -> str:
    """The baseline that knows what is found."""
    assert checked(capsys, *paths, "--baseline", "known.json", "--write-baseline")[0] == 0
    return Path("known.json").read_text()


BASELINE: dict[str, Any] = {
    "version": 1,
    "findings": [
        {"path": "a.sketch", "rule": "FIL-003", "on": ["jobs", "news"]},
        {"path": "a.sketch", "rule": "FIL-007", "on": ["thing"]},
        {"path": "sub/b.sketch", "rule": "FIL-003", "on": ["jobs", "news"]},
        {"path": "sub/b.sketch", "rule": "FIL-007", "on": ["thing"]},
    ],
}


def test_what_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    text = written(capsys, ".")
    assert json.loads(text) == BASELINE
    assert written(capsys, "sub", "a.sketch") == text


def test_only_new_findings_fail(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    written(capsys, ".")
    code, out, err = checked(capsys, ".", "--baseline", "known.json", "--fail-on", "info")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].endswith(" [known]")
    assert out.splitlines()[-1] == "2 files: 0 errors, 0 warnings, 0 info, 4 known"
    (folder / "a.sketch").write_text(f"{TWO}s3 files\njobs streams_to files\nother thing2\nlambda fn at 1,1\n")
    code, out, _ = checked(capsys, "a.sketch", "--baseline", "known.json")
    assert code == 1
    assert [line.split()[2] for line in out.splitlines() if "[known]" not in line][:-1] == [
        "FIL-003",
        "FIL-007",
        "FIL-010",
    ]


def test_known_findings_are_told_in_every_report(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    written(capsys, "a.sketch")
    (folder / "a.sketch").write_text(f"{TWO}other thing2\n")

    def told(format: str) -> str:
        return checked(capsys, ".", "--baseline", "known.json", "--format", format)[1]

    report = json.loads(told("json"))
    assert [one["baseline"] for file in report["files"] for one in file["findings"]] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert report["summary"] == {
        "files": 2,
        "unreadable": 0,
        "error": 1,
        "warning": 2,
        "info": 0,
        "waived": 0,
        "known": 2,
    }
    results: list[dict[str, Any]] = json.loads(told("sarif"))["runs"][0]["results"]
    assert [one["baselineState"] for one in results] == ["unchanged", "unchanged", "new", "new", "new"]
    assert [[s["kind"] for s in one["suppressions"]] for one in results] == [["external"], ["external"], [], [], []]
    assert [line.split()[0] for line in told("github").splitlines()[:-1]] == [
        "::notice",
        "::notice",
        "::warning",
        "::error",
        "::warning",
    ]
    suites = ElementTree.fromstring(told("junit").encode())
    assert [(suite.get("skipped"), suite.get("failures")) for suite in suites] == [("2", "0"), ("0", "1")]


def test_neither_lines_nor_names_matter(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    written(capsys, ".")
    (folder / "a.sketch").write_text('# moved\n\nodd thing name="Renamed"\nsqs jobs at 2,2\nsns news at 2,2\n')
    assert checked(capsys, ".", "--baseline", "known.json", "--fail-on", "info")[0] == 0


def test_entries_that_match_nothing_are_told(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    written(capsys, ".")
    (folder / "a.sketch").write_text("sqs jobs\n")
    (folder / "sub" / "b.sketch").unlink()
    code, _, err = checked(capsys, "a.sketch", "--baseline", "known.json")
    assert code == 0
    assert err.splitlines() == [
        "sketchpad: known.json: nothing is found for FIL-003 on jobs,news in a.sketch",
        "sketchpad: known.json: nothing is found for FIL-007 on thing in a.sketch",
        "sketchpad: known.json: nothing is found for sub/b.sketch, which is not there",
    ]
    assert json.loads(written(capsys, "a.sketch")) == {"version": 1, "findings": []}


def test_files_that_are_not_checked_keep_their_entries(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    written(capsys, ".")
    (folder / "a.sketch").write_text("sqs jobs\n")
    assert json.loads(written(capsys, "a.sketch"))["findings"] == BASELINE["findings"][2:]
    (folder / "sub" / "b.sketch").write_text("(")
    assert checked(capsys, ".", "--baseline", "known.json", "--write-baseline")[0] == 2
    assert json.loads(Path("known.json").read_text())["findings"] == BASELINE["findings"][2:]


def test_what_is_off_is_not_stale(capsys: pytest.CaptureFixture[str]) -> None:
    written(capsys, ".")
    assert checked(capsys, ".", "--baseline", "known.json", "--select", "CON")[2] == ""


def test_waived_findings_are_not_written(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "a.sketch").write_text(f'{TWO}waive FIL-003 on jobs,news reason="a plan"\n')
    assert [one["rule"] for one in json.loads(written(capsys, "a.sketch"))["findings"]] == ["FIL-007"]


def test_a_baseline_of_the_settings(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sub" / "sketchpad.toml").write_text('baseline = "here.json"\n')
    code, out, _ = checked(capsys, ".", "--write-baseline")
    assert code == 1  # a.sketch has no baseline
    assert out.endswith("2 files: 1 error, 1 warning, 0 info, 2 known\n")
    assert json.loads((folder / "sub" / "here.json").read_text())["findings"][0]["path"] == "b.sketch"
    monkeypatch.chdir(folder / "sub")
    assert checked(capsys, "b.sketch")[0] == 0


@pytest.mark.parametrize("text", [None, "{"])
def test_a_baseline_of_the_settings_that_makes_no_sense_hides_no_other_file(
    capsys: pytest.CaptureFixture[str], folder: Path, text: str | None
) -> None:
    (folder / "sub" / "sketchpad.toml").write_text('baseline = "here.json"\n')
    if text is not None:
        (folder / "sub" / "here.json").write_text(text)
    code, out, err = checked(capsys, ".")
    assert code == 2
    assert [line.split(":")[0] for line in out.splitlines()[:-1]] == ["a.sketch", "a.sketch"]
    assert out.endswith(", 1 unreadable\n")
    assert err.startswith(f"sketchpad: sub/b.sketch: FILE-SETTINGS {Path('sub', 'here.json')}: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "known.json: the baseline cannot be read: "),
        ("[]", "known.json: this is no baseline of version 1"),
        ('{"version": 2, "findings": []}', "known.json: this is no baseline of version 1"),
        ('{"version": 1}', "known.json: findings takes a list"),
        ('{"version": 1, "findings": [{"path": "a"}]}', "known.json: finding 1 takes path, rule and a list on"),
        ('{"version": 1, "findings": [{"path": "a", "rule": "b", "on": [1]}]}', "finding 1 takes"),
    ],
)
def test_baselines_that_make_no_sense(capsys: pytest.CaptureFixture[str], folder: Path, text: str, says: str) -> None:
    (folder / "known.json").write_text(text)
    code, out, err = checked(capsys, "a.sketch", "--baseline", "known.json")
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_calls_that_make_no_sense(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--write-baseline takes --baseline FILE" in checked(capsys, "a.sketch", "--write-baseline")[2]
    assert (
        "nix.json: there is no such baseline; --write-baseline makes it"
        in checked(capsys, "a.sketch", "--baseline", "nix.json")[2]
    )
    assert checked(capsys, "a.sketch", "--baseline", "no/x.json", "--write-baseline")[0] == 2
