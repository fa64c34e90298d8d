"""`sketchpad trace`: what becomes of each requirement, as people and programs read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sketchpad.cli import main

PATTERNS = Path(__file__).parents[2] / "patterns"

WORLD = """\
region v code=us-east-1
user u; alb a in v; ecs_fargate f in v; dynamodb s in v
u routes_to a; a routes_to f; f reads s
need latency as quick text="Pages open at once" read_ms=100
need replay days=30
need cost
"""
TEXT = """\
violated     quick   latency read_ms=100  Pages open at once
           x read: Tokyo to us-east-1 150 + a 2 + f 5 + s 4 = 161 ms; asked 100
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "world.sketch").write_text(WORLD.replace("user u", "user u city=Tokyo"))
    (tmp_path / "fine.sketch").write_text("sqs q; lambda f; need ops pref=lowest\n")


def traced(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["trace", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_worst_comes_first_with_its_arithmetic(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = traced(capsys, "world.sketch")
    assert code == 1
    blocks = out.split("\n\n")
    assert f"{blocks[0]}\n".startswith(TEXT)
    assert [block.split()[0] for block in blocks] == ["violated", "unaddressed", "unknown", "3"]
    assert blocks[-1] == "3 requirements: 1 violated, 1 unaddressed, 1 unknown\n"


def test_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = traced(capsys, "fine.sketch")
    assert (code, out) == (
        0,
        "met          ops  pref=lowest\n             AWS runs all servers\n\n1 requirement: 1 met\n",
    )


def test_nothing_is_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "none.sketch").write_text("sqs q\n")
    assert traced(capsys, "none.sketch")[:2] == (0, "0 requirements\n")


STAMPEDE = """\
user u; lambda f avg_duration_ms=250 reserved_concurrency=900; rds db class=db.t4g.medium; u calls f; f rw db
need load peak_rps=3000
waive CON-001 on db,f until=2026-12-31 reason=tested
"""


@pytest.mark.parametrize(("day", "code", "mark"), [("2026-12-31", 0, True), ("2027-01-01", 1, False)])
def test_what_is_waived_fails_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, day: str, code: int, mark: bool
) -> None:
    (tmp_path / "rush.sketch").write_text(STAMPEDE)
    ended, out, _ = traced(capsys, "rush.sketch", "--today", day)
    assert ended == code
    assert out.startswith("violated ")
    assert ("CON-001 on db, f (waived)" in out) is mark
    assert ("peak_rps=3000 (waived)" in out) is mark


def test_a_finding_is_told_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sketch = STAMPEDE.replace("waive", "# waive").replace("avg_duration_ms=250 ", "")
    (tmp_path / "rush.sketch").write_text(f"{sketch}need availability pct=99.5\n")
    _, out, _ = traced(capsys, "rush.sketch")
    told = [line.strip() for line in out.splitlines() if "CON-001" in line]
    assert [line.startswith("x CON-001 on db, f: f may open") for line in told] == [True, False]
    assert told[1] == "x CON-001 on db, f"


def test_only_a_finding_that_the_arithmetic_shows_is_named_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sketch = STAMPEDE.replace("waive", "# waive").replace("db.t4g.medium", "db.t4g.medium multi_az=true")
    (tmp_path / "rush.sketch").write_text(f"{sketch}need availability pct=99.99\n")
    lines = traced(capsys, "rush.sketch")[1].splitlines()
    assert lines[1] == "           x db 99.95 % x f 99.95 % = 99.9 %; asked 99.99 %"
    assert "           x RES-003 on availability, u" in lines, "its figures stand above"
    said = "x CON-001 on db, f: f may open 750 connections; db (db.t4g.medium, postgres) accepts about 400."
    assert f"           {said}" in lines, "what else breaks the requirement is told, whatever the arithmetic says"


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = traced(capsys, "world.sketch", "--format", "json")
    found = json.loads(out)
    assert code == 1
    assert list(found) == ["version", "tool", "path", "requirements", "summary"]
    assert found["summary"] == {"violated": 1, "unaddressed": 1, "unknown": 1, "met": 0}
    quick = next(one for one in found["requirements"] if one["id"] == "quick")
    assert list(quick) == ["id", "type", "verdict", "because", "by", "arithmetic", "parts"]
    assert (quick["type"], quick["verdict"]) == ("latency", "violated")
    assert quick["by"] == ["a", "f", "s", "u"] or quick["because"][0].startswith("GLB-001")
    assert set(quick["parts"]) >= {"u", "u-routes_to-a", "a", "a-routes_to-f", "f", "f-reads-s", "s"}
    assert [one["id"] for one in found["requirements"]] == ["cost", "quick", "replay"]


def test_a_choice_of_rules_hides_nothing_from_verdicts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "rush.sketch").write_text(STAMPEDE.replace("waive", "# waive"))
    main(["check", "rush.sketch", "--format", "json", "--select", "DAT"])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert not any(finding["rule"] == "CON-001" for finding in file["findings"])
    (load,) = file["requirements"]
    assert load["because"] == ["CON-001 on db, f"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.sketch"], "none.sketch: FILE-MISSING"),
        (["fine.sketch", "--today", "soon"], "--today takes a day"),
        (["fine.sketch", "--format", "sarif"], "--format takes text, json"),
        ([], "required: FILE"),
    ],
)
def test_calls_that_make_no_sense(capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    code, out, err = traced(capsys, *arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_help_says_how_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = traced(capsys, "--help")
    assert code == 0
    assert "exit code is 1" in " ".join(out.split())


def test_controls_never_reach_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    design = {
        "format": 1,
        "requirements": [{"id": "n", "type": "cost", "text": "a\x1b[31mb", "properties": {"x": "\x1b"}}],
    }
    (tmp_path / "odd.sketch.json").write_text(json.dumps(design))
    assert "\x1b" not in traced(capsys, "odd.sketch.json")[1]


# -- the library ----------------------------------------------------------------------------------------------------


def test_a_pattern_meets_what_is_asked_and_shows_how(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = traced(capsys, str(PATTERNS / "global-reads-with-global-table.sketch.json"))
    assert code == 0
    assert out.endswith("6 requirements: 6 met\n")
    assert "Tokyo to ap-northeast-1 11 + Web Tokyo 2 + Catalog JP 5 + Catalog 4 = 22 ms" in out


def test_an_anti_pattern_names_the_places_that_are_too_far(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = traced(capsys, str(PATTERNS / "anti" / "one-region-for-the-world.sketch.json"))
    assert code == 1
    marked = [line for line in out.splitlines() if line.lstrip().startswith("x read: ")]
    assert [line.split(" to ")[0].split(": ")[1] for line in marked] == ["Tokyo", "Sao Paulo"]


@pytest.mark.parametrize("path", sorted(PATTERNS.glob("*.sketch.json")), ids=lambda path: path.name.split(".")[0])
def test_no_pattern_violates_what_it_asks(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    code, out, _ = traced(capsys, str(path))
    assert (code, "violated" in out, "unaddressed" in out) == (0, False, False)
