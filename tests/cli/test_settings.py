"""What a team settles in its settings holds for its designs, and the reports name what is off."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from sketchpad.cli import main
from sketchpad.cli.reports import FORMATS
from sketchpad.model import parse
from sketchpad.rules import ERROR, INFO, RULES, WARNING, Linter, Report, check
from sketchpad.rules.choice import Choice, ChoiceError, choice
from sketchpad.storage import settings

TWO = "sqs jobs at 1,1\nsns news at 1,1\nodd thing\n"
"""An error FIL-003 and a warning FIL-007."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sketch").write_text(TWO)
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "b.sketch").write_text(TWO)
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["check", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def found(out: str) -> list[str]:
    """`PATH SEVERITY RULE` of each line."""
    lines = [line.split() for line in out.splitlines()[:-1]]
    return [f"{line[0].split(':')[0]} {line[1]} {line[2]}" for line in lines]


# -- severities -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "says", "code"),
    [
        ('FIL-003 = "warning"', ["warning FIL-003", "warning FIL-007"], 0),
        ('FIL-003 = "off"', ["warning FIL-007"], 0),
        ('fil = "info"', ["info FIL-003", "info FIL-007"], 0),
        ('FIL-007 = "error"\nFIL = "off"', ["error FIL-007"], 1),
        ('FIL = "off"\nFIL-007 = "error"', ["error FIL-007"], 1),
        ('CON = "off"', ["error FIL-003", "warning FIL-007"], 1),
    ],
)
@pytest.mark.parametrize("place", ["sketchpad.toml", "pyproject.toml"])
def test_severities(
    capsys: pytest.CaptureFixture[str], folder: Path, place: str, table: str, says: list[str], code: int
) -> None:
    head = "[severity]" if place == "sketchpad.toml" else "[tool.sketchpad.severity]"
    (folder / place).write_text(f"{head}\n{table}\n")
    ended, out, err = checked(capsys, "a.sketch")
    assert (ended, found(out), err) == (code, [f"a.sketch {one}" for one in says], "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[severity]\nFIL-07 = "off"', "severity: there is no rule or family FIL-07; did you mean FIL-007?"),
        ('[severity]\nFIL = "of"', "severity: FIL takes error, warning, info or off; not of; did you mean off?"),
        ("[severity]\nFIL = 1", 'severity takes a table, such as CON-001 = "warning"'),
        ('severity = "off"', "severity takes a table"),
        ('fail-on = "eror"', "fail-on takes error, warning, info, never; not eror; did you mean error?"),
        ('format = "sarf"', "format takes text, json, sarif, github, junit; not sarf; did you mean sarif?"),
        ("format = 1", "format takes a text"),
        ("select = 1", "select takes a list of rules and families"),
        ('ignore = ["FIL-03"]', "ignore: there is no rule or family FIL-03"),
        ("baseline = 1", "baseline takes a text"),
        ("serverity = 1", "there is no setting serverity; did you mean severity?"),
        ("[severity", "sketchpad.toml: "),
    ],
)
def test_settings_that_make_no_sense(capsys: pytest.CaptureFixture[str], folder: Path, text: str, says: str) -> None:
    (folder / "sketchpad.toml").write_text(text)
    code, out, err = checked(capsys, "a.sketch")
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_settings_that_cannot_be_opened(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sketchpad.toml").write_text("")

    def shut(*arguments: object, **named: object) -> object:
        raise PermissionError(13, "Permission denied", "sketchpad.toml")

    monkeypatch.setattr(settings, "open", shut, raising=False)
    code, _, err = checked(capsys, "a.sketch")
    assert (code, err) == (2, "sketchpad: sketchpad.toml: Permission denied\n")


def test_rules_of_a_team_are_read_elsewhere(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sketchpad.toml").write_text('ignore = ["FIL-003"]\nrule = []\n')
    assert checked(capsys, "a.sketch")[0] == 0


# -- where settings hold --------------------------------------------------------------------------------------------


def test_a_file_is_judged_by_the_settings_nearest_to_it(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sketchpad.toml").write_text('fail-on = "never"\n[severity]\nFIL-007 = "info"\n')
    (folder / "team" / "sketchpad.toml").write_text('ignore = ["FIL-007"]\n')
    code, out, _ = checked(capsys, ".")
    assert found(out) == ["a.sketch error FIL-003", "a.sketch info FIL-007", "team/b.sketch error FIL-003"]
    assert code == 1
    assert out.endswith("2 files: 2 errors, 0 warnings, 1 info; off: FIL-007 in team/b.sketch\n")
    assert checked(capsys, "a.sketch")[0] == 0
    monkeypatch.chdir(folder / "team")
    assert found(checked(capsys, "../a.sketch", "b.sketch")[1]) == [
        "../a.sketch error FIL-003",
        "../a.sketch info FIL-007",
        "b.sketch error FIL-003",
    ]


def test_the_command_line_goes_before_settings(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sketchpad.toml").write_text('format = "json"\nselect = ["FIL-003"]\nfail-on = "never"\n')
    code, out, _ = checked(capsys, "a.sketch", "--format", "text", "--select", "FIL-007", "--fail-on", "warning")
    assert (code, found(out)) == (1, ["a.sketch warning FIL-007"])
    code, out, _ = checked(capsys, "a.sketch")
    assert (code, [one["rule"] for one in json.loads(out)["files"][0]["findings"]]) == (0, ["FIL-003"])


def test_settings_that_make_no_sense_hide_no_other_file(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "team" / "sketchpad.toml").write_text("colour = 1\n")
    code, out, err = checked(capsys, ".")
    assert (code, found(out)) == (2, ["a.sketch error FIL-003", "a.sketch warning FIL-007"])
    place = Path("team", "sketchpad.toml")
    assert err == f"sketchpad: team/b.sketch: FILE-SETTINGS {place}: there is no setting colour\n"


def test_standard_input_is_judged_by_the_settings_of_the_present_folder(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sketchpad.toml").write_text('[severity]\nFIL = "off"\n')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TWO.encode())))
    assert checked(capsys, "-") == (0, "1 file: 0 errors, 0 warnings, 0 info; off: FIL\n", "")


# -- what is off is named -------------------------------------------------------------------------------------------


def told(capsys: pytest.CaptureFixture[str], format: str, *arguments: str) -> Any:
    out = checked(capsys, "a.sketch", "--format", format, *arguments)[1]
    return json.loads(out) if format in ("json", "sarif") else out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--ignore", "FIL-003,CON"], "off: CON, FIL-003"),
        (["--select", "FIL,CON-001"], "only CON-001, FIL"),
        (["--select", "FIL", "--ignore", "FIL"], "every rule is off"),
    ],
)
def test_every_report_names_what_is_off(capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    for format in ("text", "github"):
        assert told(capsys, format, *arguments).splitlines()[-1].endswith(f"; {words}")
    assert f'<property name="rules" value="{words}" />' in told(capsys, "junit", *arguments)


def test_json_names_what_is_off(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "json", "--ignore", "FIL-003,CON")["files"][0]["off"] == ["CON", "FIL-003"]
    assert told(capsys, "json")["files"][0]["off"] == []


def test_sarif_names_what_differs_from_the_rules(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sketchpad.toml").write_text('[severity]\nFIL-003 = "info"\nFIL-007 = "off"\n')
    (run,) = told(capsys, "sarif")["runs"]
    (invocation,) = run["invocations"]
    rules = run["tool"]["driver"]["rules"]
    changed = {
        rules[one["descriptor"]["index"]]["id"]: one["configuration"]
        for one in invocation["ruleConfigurationOverrides"]
    }
    assert changed == {"FIL-003": {"level": "note"}, "FIL-007": {"enabled": False}}
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [("FIL-003", "note")]


def test_sarif_tells_which_settings_a_finding_is_of(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "team" / "sketchpad.toml").write_text('ignore = ["FIL-007"]\n')
    (run,) = json.loads(checked(capsys, ".", "--format", "sarif")[1])["runs"]
    of = [(one["ruleId"], one["provenance"]["invocationIndex"]) for one in run["results"]]
    assert of == [("FIL-003", 0), ("FIL-007", 0), ("FIL-003", 1)]
    assert [len(one["ruleConfigurationOverrides"]) for one in run["invocations"]] == [0, 1]


def test_where_nothing_is_off_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    for format in FORMATS:
        assert "off:" not in checked(capsys, "a.sketch", "--format", format)[1]


# -- the choice by itself -------------------------------------------------------------------------------------------


def test_a_choice() -> None:
    made = choice(RULES, None, ["CON-001", "dat"], {"FIL": "warning", "FIL-001": "info", "MSG": "off"})
    assert made.silent == ("CON-001", "DAT", "MSG")
    assert not made.hears("DAT-001")
    assert made.hears("CON-002")
    assert made.severities["FIL-001"] is INFO
    assert made.severities["FIL-002"] is WARNING
    assert "CON-002" not in made.severities
    assert str(choice(RULES)) == ""
    assert Choice().only(Report()) == Report()
    with pytest.raises(ChoiceError):
        choice(RULES, ["NIX"])


def test_severities_reach_the_linter() -> None:
    design = parse(TWO)
    assert [finding.severity for finding in check(design).findings] == [ERROR, WARNING]
    linter = Linter(severities={"FIL-003": INFO, "FIL-007": ERROR})
    assert [(one.rule.id, one.severity) for one in linter.once(design).findings] == [
        ("FIL-007", ERROR),
        ("FIL-003", INFO),
    ]
    linter.see(design)
    assert linter.report() == linter.once(design)


# -- fix ------------------------------------------------------------------------------------------------------------


def test_fix_leaves_alone_what_is_off_and_takes_a_family(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "c.sketch").write_text("lamda fn\n")

    def fixed(*arguments: str) -> tuple[int, str]:
        code = main(["fix", "c.sketch", "--dry-run", *arguments])
        return code, capsys.readouterr().err

    assert fixed("--rule", "fil", "--fix-id", "correct-kind") == (0, "FIL-007 on fn: Make fn Lambda function\n")
    assert fixed("--rule", "CON", "--fix-id", "correct-kind")[0] == 2
    code, err = fixed("--rule", "FLI")
    assert (code, err) == (2, "sketchpad: --rule: there is no rule or family FLI; did you mean FIL?\n")
    (folder / "sketchpad.toml").write_text('ignore = ["FIL-007"]\n')
    assert fixed("--fix-id", "correct-kind")[0] == 2
    assert fixed() == (0, "nothing to fix\n")
