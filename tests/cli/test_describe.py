"""A design in the sketch notation, and read aloud."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sketchpad.cli import main
from sketchpad.library import patterns
from sketchpad.model import parse
from sketchpad.storage import read

NOTATION = """\
design shop about="sells things"
region tokyo name=Tokyo code=ap-northeast-1
service orders
rds db in tokyo engine=postgres class=db.t4g.medium
lambda fn at 2,1 in tokyo,orders name="Orders API" note="the heart of it" avg_duration_ms=200
user shoppers city=Tokyo
fn rw db label="by key"
shoppers calls fn needs_response=true
need load as peak text="a busy day" peak_rps=4000
flow checkout steps=fn*,db^
"""

Said = tuple[int, str, str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.sketch").write_text(NOTATION)
    return tmp_path


def described(capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    code = main(["describe", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_in_notation(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, out, err = described(capsys, "orders.sketch")
    assert (code, err) == (0, "")
    assert parse(out) == parse(NOTATION)
    (folder / "odd.sketch.json").write_text(
        '{"format": 1, "x": 1, "components":'
        ' [{"id": "a", "kind": "sqs", "name": "\\u009b", "properties": {"k": null}}]}'
    )
    code, out, err = described(capsys, "odd.sketch.json")
    assert out == 'sqs a name="\\u{9b}"\n'
    assert parse(out).components["a"].name == "\x9b"
    assert "2 values that only JSON can hold left out" in err
    (folder / "odd.sketch.json").write_text('{"format": 1, "components": [{"id": "a", "kind": "sqs x\\nlambda b"}]}')
    code, out, err = described(capsys, "odd.sketch.json")
    assert out == "sqs x lambda b a\n"
    assert "replaced or left out" in err


def test_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    """In the order in which it is asked about: what for, whether it does, what there is, and how much."""
    code, out, err = described(capsys, "orders.sketch", "--outline")
    assert (code, err) == (0, "")
    finding = "fn may open 800 connections; db (db.t4g.medium, postgres) accepts about 400."
    lines = iter(out.replace("Orders API may", "fn may").replace("Orders API 800", "fn 800").splitlines())
    for wanted in (
        "Design shop.",
        "About: sells things.",
        "Requirements",
        '  Requirement peak of type load is violated: "a busy day"; peak_rps 4000 /s.',
        "    Not met: db: fn 800 connections, of 398.",
        "    Broken by CON-001 on db, fn.",
        "Parts",
        "  Service orders, with fn also in it.",
        '  Region tokyo, "Tokyo", with db, fn in it.',
        "    tokyo states code ap-northeast-1.",
        "    RDS instance db, in tokyo.",
        "      db states class db.t4g.medium, engine postgres.",
        "      fn reads and writes db.",
        f"      Error CON-001 on db, fn: {finding} It breaks peak. 5 fixes.",
        '    Lambda function fn, "Orders API", in tokyo and also in orders.',
        "      fn states avg_duration_ms 200 ms.",
        "      Note on fn: the heart of it.",
        '      fn reads and writes db, labelled "by key".',
        "      shoppers calls fn.",
        "      Error CON-001, read out at db.",
        "  Users (browser) shoppers.",
        "    shoppers states city Tokyo.",
        "    shoppers calls fn, stating needs_response true.",
        "Flows",
        "  Flow checkout, 2 steps.",
        "    Step 1: fn, can be undone.",
        "    Step 2: db, after which there is no way back.",
        "In all",
        "  3 components, 2 groups, 2 connections, 1 requirement and 1 flow.",
        "  Of the requirements, 1 violated.",
    ):
        assert wanted in lines, wanted


def test_waivers_are_read_with_their_findings(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    path = folder / "orders.sketch"
    path.write_text(NOTATION + 'waive CON-001 on db,fn until=2027-01-31 reason="load-tested" owner=ana\n')
    out = described(capsys, "orders.sketch", "--outline", "--today", "2027-01-31")[1]
    assert "Waived by ana until 2027-01-31: load-tested.\n" in out
    assert "Error CON-001, waived, read out at db.\n" in out
    assert "peak of type load is violated, by nothing but what is waived" in out
    assert "1 waived.\n" in out
    out = described(capsys, "orders.sketch", "--outline", "--today", "2027-02-01")[1]
    assert "Its waiver by ana ended on 2027-01-31: load-tested.\n" in out


def test_what_is_unknown_is_read_with_what_is_missing(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "a.sketch").write_text("sqs jobs\nneed latency read_ms=100\n")
    out = described(capsys, "a.sketch", "--outline")[1]
    assert "Requirement latency is unaddressed: read_ms 100 ms.\n    Unaddressed: there is " in out


def test_groups_in_a_circle(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "circle.sketch").write_text("vpc a in b\nvpc b in a\nsqs jobs in b\n")
    out = described(capsys, "circle.sketch", "--outline")[1]
    assert "  VPC a, in b, with b in it.\n" in out
    assert "    VPC b, in a, with a, jobs in it.\n" in out
    assert "      SQS queue jobs, in b.\n" in out


def test_nothing_yet(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "empty.sketch").write_text("")
    assert described(capsys, "empty.sketch", "--outline")[1] == (
        "Design untitled.\n\nIn all\n  Nothing yet.\n  No findings.\n"
    )


def test_rules_that_are_off_are_named(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "sketchpad.toml").write_text('ignore = ["CON"]\n')
    out = described(capsys, "orders.sketch", "--outline")[1]
    assert "Not every rule is heard: off: CON.\n" in out
    assert "Error CON-001" not in out


@pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: pattern.name)
def test_everything_is_read(capsys: pytest.CaptureFixture[str], pattern: object) -> None:
    """Every part and every finding comes up, each line by itself is a sentence, and nothing is read out twice."""
    path = pattern.path  # type: ignore[attr-defined]
    code, out, _ = described(capsys, str(path), "--outline", "--today", "2026-12-01")
    assert code == 0
    main(["check", str(path), "--format", "json", "--today", "2026-12-01", "--fail-on", "never"])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    for finding in file["findings"]:
        about = f" on {', '.join(finding['on'])}" if finding["on"] else ""
        assert out.count(f"{finding['severity'].capitalize()} {finding['rule']}{about}: ") == 1
    design = read(path).design
    for id in (*design.components, *design.groups, *design.requirements, *design.flows):
        assert id in out
    for line in out.splitlines():
        assert not line.startswith(" ") or line[-1] in '.!?"'
