"""The commands that change a design: each makes the edit of the editor, says what came of it, and writes it once."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sketchpad.cli import main
from sketchpad.drawing import draw
from sketchpad.editing import (
    Add,
    Annotate,
    ChangeKind,
    ChangeVerb,
    Connect,
    Describe,
    Edit,
    Editor,
    Enclose,
    Move,
    Need,
    Regroup,
    Relabel,
    Remove,
    Rename,
    Reword,
    SetFlow,
    SetProperty,
    Tag,
    Unset,
    Waive,
)
from sketchpad.editing.fields import fields
from sketchpad.model import Component, Design, Flow, Group, Requirement, Slot, Step, Waiver, parse
from sketchpad.storage import dumps, read, save

NOTATION = """\
design shop
region tokyo code=ap-northeast-1
service orders
vpc main in tokyo
lambda fn at 2,1 in tokyo,orders avg_duration_ms=200 memory_mb=1024
rds db at 3,1 in main engine=postgres class=db.t4g.medium
sqs jobs
user shoppers at 0,1 city=Tokyo
fn rw db label="by key"
shoppers calls fn
need load peak_rps=4000
flow checkout steps=fn*,db^
"""
SHOP = parse(NOTATION)
SLOTS = tuple(sorted(draw(SHOP).slots.items()))
REASON = "load-tested at 3x peak"
KNOWN = Waiver(rule="CON-001", on=("db", "fn"), reason=REASON)

Said = tuple[int, str, str]


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    save("a.sketch.json", SHOP)
    return tmp_path / "a.sketch.json"


def called(capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def shown(id: str) -> tuple[tuple[str, Slot], ...]:
    return tuple(one for one in SLOTS if one[0] == id)


# -- edits ----------------------------------------------------------------------------------------------------------

EDITS: list[tuple[str, list[Edit]]] = [
    ("add|lambda|worker|in|tokyo", [Add(Component(id="worker", kind="lambda", inside=("tokyo",)))]),
    ("add|lambda w at 5,5", [Add(Component(id="w", kind="lambda", at=Slot(5, 5)))]),
    ('add|sqs q name="To do"; fn publishes q', [
        Add(Component(id="q", kind="sqs", name="To do")),
        Connect("fn", "publishes", "q"),
    ]),
    ("add|sqs q|fn publishes q", [Add(Component(id="q", kind="sqs")), Connect("fn", "publishes", "q")]),
    ("add|sqs|q|note=for later", [Add(Component(id="q", kind="sqs", note="for later"))]),
    ("add|need|users|at=Tokyo,New York", [
        Need(Requirement(id="users", type="users", properties={"at": ("Tokyo", "New York")})),
    ]),
    ("add|need ops pref=lowest|flow pay steps=fn~", [
        Need(Requirement(id="ops", type="ops", properties={"pref": "lowest"})),
        SetFlow(Flow(id="pay", steps=(Step(component="fn", retriable=True),))),
    ]),
    ("add|design|Web shop|about=sells things", [Describe("Web shop", "sells things")]),
    ('add|waive CON-001 on db,fn reason="load-tested at 3x peak"', [Waive(KNOWN)]),
    ("connect|fn|publishes|jobs", [Connect("fn", "publishes", "jobs")]),
    ("connect|fn|jobs|label=later on", [Connect("fn", "publishes", "jobs", "later on")]),
    ("connect|fn|reads|db|id=look", [Add(parse("lambda fn;rds db;fn reads db id=look").connections["look"])]),
    ("connect|fn|rw|db", [Connect("fn", "rw", "db")]),
    ("connect|fn,shoppers|calls|fn|needs_response=true", [
        Connect("fn", "calls", "fn", properties=(("needs_response", True),)),
        Connect("shoppers", "calls", "fn", properties=(("needs_response", True),)),
    ]),
    ("set|fn|timeout_s=60|memory_mb=unset", [SetProperty("fn", "timeout_s", 60), Unset("fn", "memory_mb")]),
    ("set|fn|timeout_s=30 s|memory_mb=", [SetProperty("fn", "timeout_s", 30), Unset("fn", "memory_mb")]),
    ("set|fn|memory_mb=unknown", [SetProperty("fn", "memory_mb", "unset")]),
    ("set|fn|name=Orders API|note=the heart", [Rename("fn", "Orders API"), Annotate("fn", "the heart")]),
    ("set|fn|kind=ecs_fargate", [ChangeKind("fn", "ecs_fargate")]),
    ("set|fn-rw-db|verb=reads|label=all", [ChangeVerb("fn-rw-db", "reads"), Relabel("fn-rw-db", "all")]),
    ("set|load|peak_rps=50|text=a busy day", [SetProperty("load", "peak_rps", 50), Reword("load", "a busy day")]),
    ("set|checkout|steps=db^", [SetFlow(Flow(id="checkout", steps=(Step(component="db", pivot=True),)))]),
    ("set|design|about=sells things", [Describe("shop", "sells things")]),
    ("set|db|in=tokyo,orders", [Regroup(frozenset({"db"}), "tokyo"), Tag(frozenset({"db"}), "orders")]),
    ("set|fn|in=", [Regroup(frozenset({"fn"}), None), Regroup(frozenset({"fn"}), None)]),
    ("move|fn|2,4", [Move(frozenset({"fn"}), (0, 3))]),
    ("move|fn,db|by|-1,2", [Move(frozenset({"fn", "db"}), (-1, 2))]),
    ("move|db,fn|0,0", [Move(frozenset({"fn", "db"}), (-3, -1))]),
    ("move|jobs|by|7,7", [Move(frozenset({"jobs"}), (7, 7), shown("jobs"))]),
    ("move|main|by|1,1", [Move(frozenset({"db"}), (1, 1))]),
    ("move|fn|into|main", [Regroup(frozenset({"fn"}), "main")]),
    ("move|db|out", [Regroup(frozenset({"db"}), None)]),
    ("remove|db", [Remove(frozenset({"db"}))]),
    ("remove|tokyo|checkout,load", [Remove(frozenset({"tokyo", "checkout", "load"}))]),
    ("group|vpc|net|fn,jobs|cidr=10.0.0.0/16", [
        Enclose(frozenset({"fn", "jobs"}), Group(id="net", kind="vpc", properties={"cidr": "10.0.0.0/16"})),
    ]),
    ("group|service|team|main|name=The team", [
        Enclose(frozenset({"main"}), Group(id="team", kind="service", name="The team")),
    ]),
    ("need|latency|read_ms=100|pctl=95", [
        Need(Requirement(id="latency", type="latency", properties={"read_ms": 100, "pctl": 95})),
    ]),
    ("need|load|as|peak|peak_rps=9|text=in May", [
        Need(Requirement(id="peak", type="load", text="in May", properties={"peak_rps": 9})),
    ]),
    ("need|load|peak_rps=9", [Need(Requirement(id="load-2", type="load", properties={"peak_rps": 9}))]),
    ("waive|CON-001|on|fn,db|reason=load-tested at 3x peak", [Waive(KNOWN)]),
    ("waive|con-001|reason=load-tested at 3x peak|until=2999-01-31", [Waive(KNOWN.but(until="2999-01-31"))]),
]  # fmt: skip


@pytest.mark.parametrize(("command", "edits"), EDITS, ids=[command for command, _ in EDITS])
def test_a_command_makes_the_edit_of_the_editor(
    capsys: pytest.CaptureFixture[str], path: Path, command: str, edits: list[Edit]
) -> None:
    editor = Editor(SHOP)
    for edit in edits:
        editor.do(edit)
    verb, *words = command.split("|")
    code, out, err = called(capsys, verb, "a.sketch.json", *words)
    assert (code, out) == (0, ""), err
    assert path.read_text() == dumps(editor.design)
    assert err


@pytest.mark.parametrize("name", ["name", "note", "kind"])
def test_every_field_of_the_inspector_can_be_set(capsys: pytest.CaptureFixture[str], path: Path, name: str) -> None:
    value = {"kind": "ec2"}.get(name, "x y")
    field = next(one for one in fields(SHOP, SHOP["fn"]) if one.name == name)
    assert called(capsys, "set", "a.sketch.json", "fn", f"{name}={value}")[0] == 0
    assert path.read_text() == dumps(field.edit(value)(SHOP))


# -- what is said -----------------------------------------------------------------------------------------------------


def test_findings_that_come_and_go_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    message = "fn may open 800 connections; db (db.t4g.medium, postgres) accepts about 400."
    _, _, err = called(capsys, "waive", "a.sketch.json", "CON-001", f"reason={REASON}")
    assert err == "Waive CON-001 on db, fn\n-1 error CON-001\n"
    _, _, err = called(capsys, "waive", "a.sketch.json", "CON-001", "on", "db,fn", "--take-back")
    said = "Take back the waiver of CON-001 on db, fn"
    assert err == f"{said}\n+1 error CON-001\nerror CON-001 on db,fn: {message}\n"


def test_what_becomes_of_requirements_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = called(capsys, "set", "a.sketch.json", "db", "class=db.r6g.4xlarge")
    assert err.splitlines()[:2] == ["Set class=db.r6g.4xlarge on db", "-1 error CON-001"]
    assert err.splitlines()[-1] == "load is unknown, was violated"
    _, _, err = called(capsys, "need", "a.sketch.json", "ordering", "level=per_key")
    assert err.splitlines()[-1].startswith("ordering is un")


def test_removing_says_what_goes_along(capsys: pytest.CaptureFixture[str]) -> None:
    called(capsys, "waive", "a.sketch.json", "CON-001", f"reason={REASON}")
    _, _, err = called(capsys, "remove", "a.sketch.json", "db", "main")
    assert err.startswith(
        "Remove db and main\n"
        "with it goes fn-rw-db\n"
        "checkout loses its step db\n"
        "with it goes the waiver of CON-001 on db,fn\n"
    )
    assert called(capsys, "remove", "a.sketch.json", "tokyo")[2].startswith("Remove tokyo\nfn lies in orders\n")


def test_an_edit_that_changes_nothing_writes_nothing(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    path.write_text(path.read_text().replace("  ", " "))
    before = path.read_bytes()
    assert called(capsys, "set", "a.sketch.json", "fn", "memory_mb=1024") == (0, "", "nothing to change\n")
    assert path.read_bytes() == before


def test_a_dry_run_prints_what_would_change(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    before = path.read_bytes()
    code, out, err = called(capsys, "set", "a.sketch.json", "--dry-run", "fn", "memory_mb=2048")
    assert (code, err) == (0, "Set memory_mb=2048 on fn\n")
    assert out.startswith("--- a.sketch.json\n+++ a.sketch.json\n@@")
    assert '-        "memory_mb": 1024\n+        "memory_mb": 2048\n' in out
    assert path.read_bytes() == before
    code, out, _ = called(capsys, "add", "b.sketch", "sqs", "q", "--dry-run")
    assert (code, out) == (0, "--- /dev/null\n+++ b.sketch\n@@ -0,0 +1 @@\n+sqs q\n")
    assert not Path("b.sketch").exists()


def test_standard_input_and_output(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "sqs jobs # kept for now\n")
    assert called(capsys, "add", "-", "lambda", "fn") == (0, "lambda fn\nsqs jobs\n", "Add Lambda function fn\n")
    typed(monkeypatch, "sqs jobs\n")
    assert called(capsys, "set", "-", "jobs", "name=") == (0, "sqs jobs\n", "nothing to change\n")
    typed(monkeypatch, "sqs more\nfn publishes more\n")
    assert called(capsys, "add", "a.sketch.json", "-")[0] == 0
    assert "fn-publishes-more" in read("a.sketch.json").design
    typed(monkeypatch, "sqs more2\nfnn publishes more2\n")
    assert called(capsys, "add", "a.sketch.json", "-")[2] == (
        "sketchpad: standard input: line 2, column 1: fnn is not declared; did you mean fn?\n"
    )


def test_a_new_file_is_made_by_add_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert called(capsys, "add", "new.sketch.json", "sqs", "jobs")[0] == 0
    assert read("new.sketch.json").design == parse("sqs jobs")
    assert called(capsys, "add", "new.sketch", "sqs", "jobs")[0] == 0
    assert Path("new.sketch").read_text() == "sqs jobs\n"
    assert called(capsys, "need", "none.sketch", "load")[2] == (
        "sketchpad: none.sketch: FILE-MISSING there is no such file\n"
    )


def test_comments_are_lost_only_when_asked_to(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("c.sketch")
    path.write_text("sqs jobs # work\n")
    code, _, err = called(capsys, "add", "c.sketch", "lambda", "fn")
    assert (code, path.read_text()) == (2, "sqs jobs # work\n")
    assert "its comments would be lost; not written (--lose-comments writes it)" in err
    assert called(capsys, "add", "c.sketch", "lambda", "fn", "--dry-run")[0] == 0
    assert called(capsys, "add", "c.sketch", "lambda", "fn", "--lose-comments")[0] == 0
    assert path.read_text() == "lambda fn\nsqs jobs\n"


def test_unknown_keys_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("k.sketch.json")
    path.write_text('{"format": 1, "team": "a", "components": [{"id": "jobs", "kind": "sqs", "x": 1}]}')
    assert called(capsys, "set", "k.sketch.json", "jobs", "name=Jobs")[0] == 0
    design = read(path).design
    assert (design.kept, design["jobs"].kept) == ({"team": "a"}, {"x": 1})


def test_a_newer_file_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("n.sketch.json").write_text('{"format": 2}')
    assert called(capsys, "add", "n.sketch.json", "sqs", "q")[0] == 2
    assert Path("n.sketch.json").read_text() == '{"format": 2}'


# -- what makes no sense ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("add|lamda|g", "g: there is no kind lamda. Did you mean lambda?"),
        ("add|lambda|g|in|tokio", "lambda g in tokio: tokio is not declared; did you mean tokyo?"),
        ("add|lambda|g|timeut_s=3", "there is no property timeut_s of lambda. Did you mean timeout_s?"),
        ("add|lambda|g|timeout_s=none", "g: timeout_s takes a whole number"),
        ("add|lambda|fn", "lambda fn: fn is taken"),
        ("add|lambda|lambda", "lambda means something already and cannot be an id; lambda-1 can"),
        ("add|lambda|g|at|2,1", "fn stands there already"),
        ("add|lambda", "lambda needs an id"),
        ("add|waive CON-001 on fn reason=x", "CON-001 has nothing to say on fn; it speaks on db,fn"),
        ("connect|fnn|calls|db", "there is no component fnn; did you mean fn?"),
        ("connect|fn|rads|db", "there is no verb rads. Did you mean reads?"),
        ("connect|fn|tokyo", "there is no component tokyo"),
        ("connect|db|shoppers", "no verb is foreseen from RDS instance to Users (browser); name one, such as calls"),
        ("connect|fn", "connect takes a component, a verb and a component, such as fn rw db"),
        ("set|fn|timeout=60", "fn has no timeout; did you mean timeout_s?"),
        ("set|fn|timeout_s=90000", "timeout_s takes a whole number from 1 to "),
        ("set|fnn|name=x", "there is no part fnn; did you mean fn?"),
        ("set|fn|kind=lamda", "there is no kind lamda; did you mean lambda?"),
        ("set|fn|at=3,2", "a place is for sketchpad move, such as move FILE fn 3,2"),
        ("set|fn|in=tokio", "there is no group tokio; did you mean tokyo?"),
        ("set|tokyo|in=main", "tokyo cannot lie in itself"),
        ("set|fn|name", "expected NAME=VALUE, found name"),
        ("set|fn-rw-db|verb=rads", "there is no verb rads. Did you mean reads?"),
        ("set|design|nam=x", "the design has no nam; did you mean name?"),
        ("move|fn|3,1", "db stands there already"),
        ("move|fn|3", "a slot is a column and a row, such as 3,2; not 3"),
        ("move|fn|into|mian", "there is no group mian; did you mean main?"),
        ("move|fn|up|3", "move takes C,R, by C,R, into GROUP or out; not up 3"),
        ("move|orders|by|1,1", "no component lies in orders"),
        ("move|tokyo|into|main", "tokyo cannot lie in itself"),
        ("move|load|out", "there is no component or group load"),
        ("remove|dbb", "there is no part dbb; did you mean db?"),
        ("group|vcp|net|fn", "there is no kind of group vcp; did you mean vpc?"),
        ("group|vpc|net|fnn", "there is no component or group fnn; did you mean fn?"),
        ("group|vpc|main|fn", "main is taken"),
        ("group|vpc|net|fn|cdir=10.0.0.0/16", "there is no property cdir of vpc. Did you mean cidr?"),
        ("need|latncy|read_ms=100", "there is no type of requirement latncy. Did you mean latency?"),
        ("need|latency|reed_ms=100", "there is no property reed_ms of the requirement latency. Did you mean read_ms?"),
        ("waive|CON-01|on|fn|reason=x", "there is no rule CON-01; did you mean CON-001?"),
        ("waive|CON-001|on|fnn|reason=x", "fnn is not declared; did you mean fn?"),
        ("waive|CON-001|on|fn,db", 'a waiver needs reason="…"'),
        ("waive|CON-001|reason=x|until=soon", "until: soon is no date; write YYYY-MM-DD"),
        ("waive|CON-001|reason=x|until=2001-01-01", "until: 2001-01-01 has passed"),
        ("waive|FIL-003|reason=x", "FIL-003 has nothing to say"),
        ("waive|CON-001|--take-back", "CON-001 is not waived"),
        ("waive|CON-001|on|fn,db|--take-back", "CON-001 on fn, db is not waived"),
        ("add|-|--dru-run", "has no option --dru-run; did you mean --dry-run?"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_written(
    capsys: pytest.CaptureFixture[str], path: Path, command: str, says: str
) -> None:
    before = path.read_bytes()
    verb, *words = command.split("|")
    code, out, err = called(capsys, verb, "a.sketch.json", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err
    assert path.read_bytes() == before


def test_old_faults_do_not_stand_in_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    Path("f.sketch.json").write_text(
        '{"format": 1, "components": [{"id": "fn", "kind": "lambda", "properties": {"x": 1, "timeout_s": 9000}}]}'
    )
    assert called(capsys, "set", "f.sketch.json", "fn", "memory_mb=1024")[0] == 0
    assert "there is no property" in called(capsys, "add", "f.sketch.json", "lambda", "g", "x=1")[2]
    assert called(capsys, "set", "f.sketch.json", "fn", "x=", "timeout_s=9")[0] == 0


# -- back and forth ---------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)


@st.composite
def additions(draw: st.DrawFn) -> list[str]:
    """Statements that add a part z, and others that speak of it."""
    name = draw(WORDS).replace("\\", "").replace('"', "")
    inside = draw(st.sampled_from(["", " in tokyo", " in main,orders"]))
    at = draw(st.sampled_from(["", " at 9,9", " at -3,0"]))
    lines = [f'lambda z{at}{inside} name="{name}"']
    return lines + draw(
        st.lists(st.sampled_from(["z rw db", "shoppers calls z", "fn invokes z", "z calls z"]), max_size=3)
    )


@given(additions())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_adding_and_removing_gives_the_bytes_back(path: Path, lines: list[str]) -> None:
    before = path.read_bytes()
    assert main(["add", "a.sketch.json", *lines]) == 0
    assert path.read_bytes() != before
    assert main(["remove", "a.sketch.json", "z"]) == 0
    assert path.read_bytes() == before


def test_a_design_from_nothing_without_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """What the editor is measured by, in commands alone."""
    for command in (
        "add|t.sketch.json|user shoppers city=Tokyo|lambda fn|rds db|region tokyo code=ap-northeast-1",
        "connect|t.sketch.json|shoppers|fn",
        "connect|t.sketch.json|fn|rw|db",
        "group|t.sketch.json|vpc|main|fn,db",
        "move|t.sketch.json|main|into|tokyo",
        "move|t.sketch.json|fn|4,0",
        "need|t.sketch.json|load|peak_rps=4000",
        "set|t.sketch.json|db|multi_az=yes|engine=postgres",
        "remove|t.sketch.json|shoppers",
    ):
        assert called(capsys, *command.split("|"))[0] == 0, command
    made: Design = read("t.sketch.json").design
    assert made == parse(
        "region tokyo code=ap-northeast-1;vpc main in tokyo;lambda fn at 4,0 in main;"
        "rds db in main multi_az=true engine=postgres;fn rw db;need load peak_rps=4000"
    )
    assert called(capsys, "waive", "t.sketch.json", "CON-001", "--take-back")[0] == 2
