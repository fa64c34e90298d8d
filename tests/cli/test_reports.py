"""The reports that machines read: valid, true to the findings, and harmless whatever a file says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.cli import main
from sketchpad.cli.judging import Checked, judged
from sketchpad.cli.reports import FORMATS
from sketchpad.cli.settings import Settings
from sketchpad.model.text import plain
from sketchpad.rules import ERROR, RULES

PATTERNS = Path(__file__).parents[2] / "patterns"
ANTI = sorted(path.name for path in (PATTERNS / "anti").glob("*.sketch.json"))
SARIF = jsonschema.Draft4Validator(json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_bytes()))
TODAY = date(2026, 12, 1)
DESIGN: dict[str, Any] = {
    "format": 1,
    "requirements": [{"id": "load", "type": "load", "properties": {"peak_rps": 4000}}],
    "groups": [{"id": "tokyo", "kind": "region", "properties": {"code": "ap-northeast-1"}}],
    "components": [
        {"id": "fn", "kind": "lambda", "in": ["tokyo"], "at": [0, 0], "properties": {"avg_duration_ms": 200}},
        {
            "id": "db",
            "kind": "rds",
            "in": ["tokyo"],
            "at": [1, 0],
            "properties": {"engine": "postgres", "class": "db.t4g.medium"},
        },
        {"id": "odd", "kind": "nothing_known", "at": [2, 0]},
        {"id": "u", "kind": "user", "at": [3, 0], "properties": {"city": "Tokyo"}},
    ],
    "connections": [
        {"from": "fn", "verb": "rw", "to": "db"},
        {"from": "u", "verb": "calls", "to": "fn"},
    ],
    "waivers": [{"rule": "FIL-007", "on": ["odd"], "reason": "a plan", "owner": "ana", "until": "2027-01-31"}],
}
HOSTILE = [
    "100% %0A %3A",
    "two\nlines\r\nand a third",
    "::error file=x::owned",
    "]]> <!-- & \" ' <b>",
    "\x1b[31mred\x1b]52;c;aGk=\x07",
    "[bold]markup[/] [/x]",
    "[click](https://example.invalid) [0](1)",
    "{0} {{1}} ${2}",
    "nul\x00 and \x0b \ufffe \ud800",
    "\u202eright to left\u2066 \u200b",
    "\u9a5a\u304f\u540d\u524d \U0001f4a5",
    "a" + "\u0301" * 20,
]


class Annotation(NamedTuple):
    """A workflow command as GitHub's runner reads it."""

    command: str
    properties: dict[str, str]
    message: str


def annotations(text: str) -> Iterator[Annotation]:
    for line in text.split("\n"):
        if match := re.fullmatch(r"::(\w+) (.*?)::(.*)", line):
            pairs = (pair.split("=", 1) for pair in match[2].split(","))
            yield Annotation(match[1], {key: undone(value) for key, value in pairs}, undone(match[3]))


def undone(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def shown(text: str) -> str:
    """A text as an annotation has it: its lines, each harmless."""
    return "".join(part if part in ("\r", "\n") else plain(part) for part in re.split("([\r\n])", text))


def literal(text: str) -> str:
    """A message of SARIF as a reader shows it."""
    return text.replace("{{", "{").replace("}}", "}")


def checked(path: Path) -> Checked:
    return Checked([judged(str(path), TODAY, Settings())], TODAY)


def agree(report: Checked) -> None:
    """Assert that every format tells the findings of a report, and that nothing of them acts on who reads it."""
    (file,) = report.files
    texts = {name: write(report) for name, write in FORMATS.items()}
    for name, text in texts.items():
        assert not re.search(
            "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text
        ), name
    found = file.findings
    (told,) = json.loads(texts["json"])["files"]
    assert [(one["rule"], one["on"], one["message"]) for one in told["findings"]] == [
        (one.rule.id, list(one.on), one.message) for one in found
    ]
    assert len(texts["text"].splitlines()) == len(found) + 1

    log = json.loads(texts["sarif"])
    SARIF.validate(log)
    (run,) = log["runs"]
    assert [literal(result["message"]["text"]) for result in run["results"]] == [
        plain(one.message).replace("](", "] (") for one in found
    ]
    for result, one in zip(run["results"], found, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert os.fsencode(file.path) == os.fsencode(
            unquote(place["artifactLocation"]["uri"], errors="surrogateescape")
        ).removeprefix(b"file://")
        assert place["region"]["startLine"] == file.line(one)
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == one.rule.id
        assert bool(result["suppressions"]) == one.waived

    commands = list(annotations(texts["github"]))
    assert len(commands) == len(texts["github"].splitlines()) - 1
    for command, one in zip(commands, found, strict=True):
        assert command.message.startswith(shown(one.message))
        assert command.properties["file"] == shown(file.path)
        assert command.properties["line"] == str(file.line(one))
        assert command.properties["title"].startswith(one.rule.id)

    suites = ElementTree.fromstring(texts["junit"].encode())
    (suite,) = suites
    cases = list(suite)
    assert suite.get("name") == plain(file.path)
    for case, one in zip(cases, found, strict=bool(found)):
        (outcome,) = case
        assert plain(one.message) in (outcome.get("message") or outcome.text or "")
        assert (outcome.tag == "skipped") == one.waived
        assert (outcome.tag == "failure") == file.failing(one)
        assert case.get("line") == str(file.line(one))
    assert (int(suites.get("failures", 0)) > 0) == (report.code == 1)


# -- valid ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ANTI)
def test_anti_patterns(name: str) -> None:
    agree(checked(PATTERNS / "anti" / name))


def test_sarif_of_a_design(tmp_path: Path) -> None:
    path = tmp_path / "orders.sketch.json"
    path.write_text(json.dumps(DESIGN, indent=1))
    log = json.loads(FORMATS["sarif"](checked(path)))
    (run,) = log["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert list(rules) == [rule.id for rule in RULES]
    assert rules["CON-001"]["help"]["text"].startswith("CON-001 lambda-exhausts-database-connections (error)\n")
    assert "**Fine when:**" in rules["CON-001"]["help"]["markdown"]
    results = {result["ruleId"]: result for result in run["results"]}
    found = results["CON-001"]
    assert [place["name"] for place in found["locations"][0]["logicalLocations"]] == ["db", "fn"]
    assert [place["message"]["text"] for place in found["relatedLocations"]] == ["fn"]
    assert found["properties"]["breaks"] == ["load"]
    assert results["FIL-007"]["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "a plan",
            "properties": {"owner": "ana", "until": "2027-01-31"},
        }
    ]


def test_an_expired_waiver_is_no_suppression(tmp_path: Path) -> None:
    path = tmp_path / "orders.sketch.json"
    path.write_text(json.dumps(DESIGN).replace("2027", "2026"))
    report = checked(path)
    agree(report)
    log = json.loads(FORMATS["sarif"](report))
    (found,) = (result for result in log["runs"][0]["results"] if result["ruleId"] == "FIL-007")
    assert found["suppressions"] == []
    assert found["properties"]["waiver"]["expired"] is True


def test_fingerprints_survive_moves_and_renames(tmp_path: Path) -> None:
    def prints(text: str, name: str) -> list[Any]:
        path = tmp_path / name
        path.write_text(text)
        return [
            result["partialFingerprints"]
            for result in json.loads(FORMATS["sarif"](checked(path)))["runs"][0]["results"]
        ]

    text = json.dumps(DESIGN)
    moved = json.dumps(DESIGN, indent=3).replace('"id": "fn",', '"id": "fn", "name": "Another",')
    assert prints(text, "a.sketch.json") == prints(moved, "b.sketch.json")


def test_lines_of_waivers_are_found_by_the_waiver(tmp_path: Path) -> None:
    path = tmp_path / "a.sketch"
    path.write_text(
        "sqs jobs\nwaive FIL-003 on jobs reason='one'\n".replace("'", '"')
        + 'waive FIL-010 on jobs until=never reason="two"\n'
    )
    (file,) = checked(path).files
    assert {finding.rule.id: file.line(finding) for finding in file.findings} == {"FIL-009": 2, "FIL-005": 3}


def test_one_bad_file_hides_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.sketch.json").write_text('{"format": 1,\n"x": [}')
    (tmp_path / "b.sketch.json").write_text(json.dumps(DESIGN))
    (tmp_path / "c.sketch").write_text("sqs jobs at 1,1\n")

    def told(format: str) -> str:
        assert main(["check", str(tmp_path), "--format", format, "--today", "2026-12-01"]) == 2
        return capsys.readouterr().out

    log = json.loads(told("sarif"))
    SARIF.validate(log)
    (run,) = log["runs"]
    (invocation,) = run["invocations"]
    (notice,) = invocation["toolExecutionNotifications"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    assert notice["descriptor"] == {"id": "FILE-JSON"}
    assert notice["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 7}
    assert any(result["ruleId"] == "CON-001" for result in run["results"])

    first, *others = annotations(told("github"))
    assert (first.command, first.properties["title"], first.properties["line"]) == ("error", "FILE-JSON", "2")
    assert any(one.properties["title"].startswith("CON-001 on ") for one in others)

    suites = ElementTree.fromstring(told("junit").encode())
    assert [(suite.get("errors"), suite.get("failures")) for suite in suites] == [("1", "0"), ("0", "1"), ("0", "0")]
    assert suites.get("tests") == str(len(list(suites.iter("testcase"))))


# -- harmless -------------------------------------------------------------------------------------------------------


def hostile(name: str, path: Path) -> Checked:
    """A design whose every text is `name`, judged."""
    design = json.loads(json.dumps(DESIGN))
    for part in design["components"]:
        part["name"] = name
    design["name"] = design["components"][2]["kind"] = name
    design["waivers"].append({"rule": name, "on": [name], "reason": name, "owner": name, "until": name})
    path.write_text(json.dumps(design), encoding="utf-8")
    return checked(path)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names(name: str, tmp_path: Path) -> None:
    report = hostile(name, tmp_path / "orders.sketch.json")
    assert any(finding.severity is ERROR for finding in report.files[0].findings)
    agree(report)


@pytest.mark.parametrize("name", ["100%0A", "a:b,c", "two\nlines", "]]>&", "\x1b[31m", "[x](y)", "\u9a5a", "a b#c?d"])
def test_hostile_file_names(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.sketch.json"
    path.write_text(json.dumps(DESIGN))
    agree(checked(path))


@settings(max_examples=40, deadline=None)
@given(name=st.text(st.characters(exclude_categories=[]), min_size=1, max_size=20))
def test_any_name(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    agree(hostile(name, tmp_path_factory.getbasetemp() / "any.sketch.json"))


# -- the same everywhere --------------------------------------------------------------------------------------------


def test_bytes_do_not_depend_on_the_surroundings(tmp_path: Path) -> None:
    (tmp_path / "orders.sketch.json").write_text(json.dumps(DESIGN).replace("a plan", HOSTILE[-2]), encoding="utf-8")
    (tmp_path / "bad.sketch.json").write_text("{")
    code = (
        "from sketchpad.cli import main\n"
        f"for name in {list(FORMATS)}: main(['check', '.', '--format', name, '--today', '2026-12-01'])"
    )
    zones = ["UTC", "Asia/Tokyo", "America/Lima", "Asia/Kathmandu"]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            capture_output=True,
            timeout=120,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed), "TZ": zone, "LC_ALL": "C" if seed % 2 else "C.UTF-8"},
        ).stdout
        for seed, zone in enumerate(zones)
    }
    assert len(outputs) == 1
    assert HOSTILE[-2].encode() in outputs.pop()
