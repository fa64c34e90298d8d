"""A team's own rules on the command line: checked, fixed, listed, shown, waived and tested like all others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sketchpad.cli import main

RULES = '''fail-on = "error"

[[rule]]
id = "TEAM-001"
name = "own-tables-only"
severity = "error"
title = "A service writes the table of another one."
reason = """
The rows mean something to their owner alone.

Ask the owner instead."""
fine = "the table is being handed over"
message = "{source} writes {target} from outside."
bad = """
service orders
service stock
lambda shop in orders
dynamodb items in stock pitr=true
shop writes items
"""
good = """
service stock
lambda shop in stock
dynamodb items in stock pitr=true
shop writes items
"""
[rule.forbid.connection]
source.category = "compute"
verb = ["writes", "rw"]
target.category = "store"
crosses = "service"

[[rule]]
id = "TEAM-002"
severity = "warning"
reason = "Messages of ours are never lost."
bad = "sqs jobs"
good = "sqs jobs dlq=true"
require = {component.kind = "sqs", properties.dlq = true}
'''
DESIGN = """service a
service b
lambda f in a
dynamodb t in b pitr=true
f writes t
sqs q
waive TEAM-001 on f,t reason="handed over in May"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sketchpad.toml").write_text(RULES)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.sketch").write_text(DESIGN)
    monkeypatch.chdir(tmp_path / "sub")
    return tmp_path


def called(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_check_tells_them_among_all_others(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(capsys, "check", "a.sketch", "--select", "TEAM,FIL")
    assert (code, out.splitlines()) == (
        0,
        [
            "a.sketch:3: error TEAM-001 on f,t: f writes t from outside. [waived: handed over in May]",
            "a.sketch:6: warning TEAM-002 on q: q: dlq is false, asked is true. [1 fix]",
            "1 file: 0 errors, 1 warning, 0 info, 1 waived; only FIL, TEAM",
        ],
    )


@pytest.mark.parametrize("options", [("--ignore", "TEAM-002"), ("--select", "TEAM-001")])
def test_they_are_selected_and_ignored(capsys: pytest.CaptureFixture[str], options: tuple[str, str]) -> None:
    assert "TEAM-002 on" not in called(capsys, "check", "a.sketch", *options)[1]


def test_a_family_of_theirs_is_known_in_the_settings(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sketchpad.toml").write_text('ignore = ["TEAM"]\n' + RULES)
    out = called(capsys, "check", "a.sketch")[1]
    assert "TEAM-" not in out
    assert "off: TEAM" in out


def test_a_severity_in_the_settings_goes_before_their_own(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sketchpad.toml").write_text('severity = {TEAM-002 = "error"}\n' + RULES)
    code, out, _ = called(capsys, "check", "a.sketch")
    assert code == 1
    assert "error TEAM-002 on q" in out


def test_each_file_is_judged_by_the_rules_near_it(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sub" / "own").mkdir()
    (folder / "sub" / "own" / "sketchpad.toml").write_text(RULES.replace("TEAM", "CREW"))
    (folder / "sub" / "own" / "b.sketch").write_text(DESIGN)
    out = called(capsys, "check", "a.sketch", "own/b.sketch", "--select", "TEAM-002,CREW-002")[1]
    told = [line.split(": ", 1)[1].split(" on ")[0] for line in out.splitlines()[:2]]
    assert told == ["warning TEAM-002", "warning CREW-002"]


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(capsys, "check", "a.sketch", "--format", "json", "--select", "TEAM-002")
    (finding,) = json.loads(out)["files"][0]["findings"]
    assert (code, finding["rule"], finding["name"], finding["severity"]) == (0, "TEAM-002", "team-002", "warning")
    assert finding["fixes"] == [{"id": "set-dlq", "title": "Set dlq=true on q", "safe": True}]


def test_sarif_has_their_pages(capsys: pytest.CaptureFixture[str]) -> None:
    run = json.loads(called(capsys, "check", "a.sketch", "--format", "sarif")[1])["runs"][0]
    pages: dict[str, Any] = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert "Ask the owner instead." in pages["TEAM-001"]["help"]["text"]
    assert "Ask the owner instead." in pages["TEAM-001"]["help"]["markdown"]


def test_fix_makes_their_safe_fixes(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = called(capsys, "fix", "a.sketch", "--rule", "TEAM-002")
    assert (code, err) == (0, "TEAM-002 on q: Set dlq=true on q\n")
    assert "sqs q dlq=true" in Path("a.sketch").read_text()


def test_describe_and_schema_know_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert "TEAM-002" in called(capsys, "describe", "a.sketch", "--outline")[1]
    assert '"TEAM-001"' in called(capsys, "schema")[1]


def test_settings_of_a_project(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sketchpad.toml").unlink()
    inside = RULES.replace("[[rule]]", "[[tool.sketchpad.rule]]").replace("[rule.", "[tool.sketchpad.rule.")
    (folder / "pyproject.toml").write_text(inside.replace("fail-on", "[tool.sketchpad]\nfail-on"))
    assert "TEAM-002 on q" in called(capsys, "check", "a.sketch")[1]
    assert called(capsys, "rules", "--test")[0] == 0


# -- pages and lists ------------------------------------------------------------------------------------------------


def test_the_list_says_where_they_come_from(capsys: pytest.CaptureFixture[str]) -> None:
    lines = called(capsys, "rules")[1].splitlines()
    assert lines[0].startswith("CMP-001  error ")
    assert lines[-2:] == [
        "TEAM-001  error    A service writes the table of another one.  [../sketchpad.toml]",
        "TEAM-002  warning  Messages of ours are never lost.  [../sketchpad.toml]",
    ]
    assert called(capsys, "rules", "team")[1].splitlines() == lines[-2:]


@pytest.mark.parametrize("name", ["TEAM-001", "team-001", "own-tables-only"])
def test_a_page(capsys: pytest.CaptureFixture[str], name: str) -> None:
    page = called(capsys, "rules", name)[1]
    assert page.startswith(
        "TEAM-001 own-tables-only (error)  [../sketchpad.toml]\nA service writes the table of another one.\n\n"
        "The rows mean something to their owner alone.\n\nAsk the owner instead.\n\n"
        "Fine when: the table is being handed over\n\nBad:\n    service orders\n"
    )


def test_a_page_moves_no_cursor(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sketchpad.toml").write_text(RULES.replace("of ours", "of \\u001b[31mours"))
    out = called(capsys, "rules", "TEAM-002")[1]
    assert "\x1b" not in out
    assert "of <ESC>[31mours" in out


def test_a_slip_is_told_with_file_line_and_key(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sketchpad.toml").write_text(RULES.replace('"sqs", prop', '"sqqs", prop'))
    for command in (["check", "a.sketch"], ["rules"], ["fix", "a.sketch"], ["rules", "--test"], ["schema"]):
        code, out, err = called(capsys, *command)
        assert (code, out) == (2, "")
        assert err.startswith("sketchpad: ../sketchpad.toml:34: rule TEAM-002: require.component.kind: ")
        assert err.endswith("there is no kind of component sqqs; did you mean sqs?\n")


# -- examples -------------------------------------------------------------------------------------------------------


def test_examples_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert called(capsys, "rules", "--test") == (
        0,
        "../sketchpad.toml:4: TEAM-001 holds\n../sketchpad.toml:34: TEAM-002 holds\n2 rules: 2 hold, 0 fail\n",
        "",
    )
    assert called(capsys, "rules", "TEAM-002", "--test")[1].startswith("../sketchpad.toml:34: TEAM-002 holds\n1 rule")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('bad = "sqs jobs"', 'bad = "sqs jobs dlq=true"', "TEAM-002 Bad: it does not speak"),
        (
            'good = "sqs jobs dlq=true"',
            'good = "sqs jobs"',
            "TEAM-002 Good: TEAM-002 speaks on jobs: jobs: dlq is false, asked is true.",
        ),
        (
            'good = "sqs jobs dlq=true"',
            'good = "sqqs jobs dlq=true"',
            "TEAM-002 Good: FIL-007 speaks on jobs: jobs: there is no kind sqqs. Did you mean sqs?",
        ),
        ('bad = "sqs jobs"', 'bad = "sqs jobs; a rw b"', "TEAM-002 Bad: line 1, column 11: a is not declared"),
        (
            'good = "sqs jobs dlq=true"',
            'good = "{}"',
            'TEAM-002 Good: line 1, column 1: expected "format": 1',
        ),
    ],
)
def test_examples_that_do_not_hold(
    capsys: pytest.CaptureFixture[str], folder: Path, old: str, new: str, line: str
) -> None:
    assert old in RULES
    (folder / "sketchpad.toml").write_text(RULES.replace(old, new))
    code, out, _ = called(capsys, "rules", "--test")
    assert code == 1
    assert f"../sketchpad.toml:34: {line}" in out
    assert out.endswith("2 rules: 1 hold, 1 fail\n")


def test_examples_of_which_another_rule_of_the_team_speaks(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    both = "sqs jobs dlq=true; service a; service b; lambda f in a; dynamodb t in b; f writes t"
    (folder / "sketchpad.toml").write_text(RULES.replace('good = "sqs jobs dlq=true"', f'good = "{both}"'))
    code, out, _ = called(capsys, "rules", "--test", "TEAM-002")
    assert (code, out.splitlines()[0]) == (
        0,
        "../sketchpad.toml:34: TEAM-002 holds; of its examples speak TEAM-001 too",
    )


@pytest.mark.parametrize("rule", [[], ["CON-001"]])
def test_without_rules_of_ones_own_there_is_nothing_to_test(
    capsys: pytest.CaptureFixture[str], folder: Path, rule: list[str]
) -> None:
    (folder / "sketchpad.toml").write_text("")
    code, out, err = called(capsys, "rules", *rule, "--test")
    assert (code, out) == (2, "")
    assert "there is no rule of your own to test" in err
