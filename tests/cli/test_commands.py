"""Every other command as people see it."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from sketchpad.catalog.schema import schema
from sketchpad.cli import main
from sketchpad.cli.program import COMMANDS
from sketchpad.library import patterns
from sketchpad.rules import RULES
from sketchpad.storage import read

NOTATION = """\
service orders
region tokyo name=Tokyo code=ap-northeast-1
dynamodb db in tokyo
lambda fn at 2,1 in tokyo,orders avg_duration_ms=200
user shoppers city=Tokyo
fn rw db label="by key"
shoppers calls fn
need load text="a busy day" peak_rps=40
flow checkout steps=fn*,db^
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.sketch").write_text(NOTATION)
    return tmp_path


Said = tuple[int, str, str]


def called(capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


# -- the program ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_opens_with_examples(capsys: pytest.CaptureFixture[str], command: str | None) -> None:
    code, out, err = called(capsys, *([command] if command else []), "--help")
    assert (code, err) == (0, "")
    assert out.startswith("Examples:\n  sketchpad ")


def test_examples_name_patterns_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    names = {pattern.name for pattern in patterns()}
    for command in ([], ["new"], ["patterns"]):
        words = called(capsys, *command, "--help")[1].split()
        named = [after for word, after in pairwise(words) if word == "--pattern"]
        assert {name for name in named if name != "PATTERN"} <= names


def test_examples_name_rules_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    known = {name for rule in RULES for name in (rule.id, rule.family)}
    for command in ([], *([command] for command in COMMANDS)):
        examples = called(capsys, *command, "--help")[1].partition("\n\n")[0]
        assert set(re.findall(r"\b[A-Z]{3}(?:-[0-9]{3})?\b", examples)) <= known


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chekc", "x"], "there is no command chekc; did you mean check?"),
        (["florp"], "there is no command florp; see sketchpad --help"),
        (["trase", "a.sketch"], "there is no command trase; did you mean trace?"),
        (["--chek"], "there is no option --chek"),
        ([], "the editor needs a terminal; to judge a design without one: sketchpad check FILE"),
        (
            ["a.sketch.json"],
            "the editor needs a terminal; to judge a design without one: sketchpad check a.sketch.json",
        ),
        (["orders.sketch", "b"], "the editor opens one file; unexpected b"),
        (["draw", "none.sketch"], "none.sketch: FILE-MISSING there is no such file"),
        (["draw", "orders.sketch", "--zoom", "norml"], "did you mean normal?"),
        (["rules", "FIL-01"], "there is no rule FIL-01; did you mean FIL-01"),
        (["kinds", "lamda"], "there is no kind lamda; did you mean lambda?"),
        (["patterns", "serverless-crud"], "did you mean serverless-crud-api?"),
        (["new", "x.sketch.json"], "the following arguments are required: --pattern"),
    ],
)
def test_calls_that_make_no_sense(capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    code, out, err = called(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err


def test_a_present_folder_that_was_removed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gone").mkdir()
    os.chdir("gone")
    (tmp_path / "gone").rmdir()
    assert main(["check", "x.sketch"]) == 2
    assert capsys.readouterr().err == "sketchpad: the present folder: no such file or directory\n"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert called(capsys, "--version")[1].startswith("sketchpad 0.")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals(number: int, code: int) -> None:
    program = "import sys; from sketchpad.cli import main; sys.exit(main())"
    with subprocess.Popen(
        [sys.executable, "-c", program, "check", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        time.sleep(1.5)
        process.send_signal(number)
        assert process.wait(30) == code
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_an_interrupt_while_it_loads() -> None:
    program = (
        "import sys\n"
        "class Busy:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'pydantic': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Busy())\n"
        "from sketchpad.cli import main\n"
        "sys.exit(main(['kinds']))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


# -- commands -------------------------------------------------------------------------------------------------------


def test_a_newer_file_is_shown_and_no_more(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "new.sketch.json").write_text(
        '{"format": 2, "components": [{"id": "jobs", "kind": "sqs", "at": [0, 0]}]}'
    )
    code, out, err = called(capsys, "describe", "new.sketch.json")
    assert (code, out) == (0, "sqs jobs at 0,0\n")
    assert "a newer sketchpad made this file" in err
    for command in (["describe", "--outline"], ["fix"], ["fmt"], ["check"]):
        code, _, err = called(capsys, *command, "new.sketch.json")
        assert code == 2
        assert "a newer sketchpad made this file" in err


def test_draw(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(capsys, "draw", "orders.sketch", "--ascii")
    assert code == 0
    assert out.isascii()
    assert "fn" in out


def test_fmt(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    path = folder / "a.sketch.json"
    path.write_text('{"components": [{"kind": "sqs", "id": "jobs", "name": ""}], "format": 1}')
    assert called(capsys, "fmt", "--check", ".") == (1, "a.sketch.json\n", "1 file would change, 1 in order\n")
    assert called(capsys, "fmt", ".") == (0, "", "1 file changed, 1 in order\n")
    assert path.read_text() == (
        '{\n  "format": 1,\n  "components": [\n    {\n      "id": "jobs",\n      "kind": "sqs"\n    }\n  ]\n}\n'
    )
    assert called(capsys, "fmt", "--check", ".")[0] == 0


def test_fmt_keeps_comments(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    path = folder / "b.sketch"
    path.write_text("sqs jobs # work\nlambda fn\n")
    code, _, err = called(capsys, "fmt", "b.sketch")
    assert code == 0
    assert "left as it is" in err
    assert path.read_text().startswith("sqs jobs # work")


def test_fmt_reports_every_file(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "a.sketch.json").write_text("{")
    (folder / "n.sketch.json").write_text('{"format": 2}')
    code, _, err = called(capsys, "fmt", ".")
    assert code == 2
    assert err.splitlines()[-1] == "0 files changed, 1 in order, 2 failed"


def test_fmt_of_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "lambda  fn   # a comment goes")
    assert called(capsys, "fmt", "-") == (0, "lambda fn\n", "")
    typed(monkeypatch, '{"format":1}')
    assert called(capsys, "fmt", "-") == (0, '{\n  "format": 1\n}\n', "")


FIXABLE = """{"format": 1, "components": [{"id": "fn", "kind": "lamda"}, {"id": "jobs", "kind": "sqs", "x": 1}]}"""


def test_fix(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    path = folder / "a.sketch.json"
    path.write_text(FIXABLE)
    code, out, err = called(
        capsys, "fix", "a.sketch.json", "--rule", "FIL-007", "--fix-id", "correct-kind", "--dry-run"
    )
    assert (code, err) == (0, "FIL-007 on fn: Make fn Lambda function\n")
    assert out.startswith("--- a.sketch.json\n+++ a.sketch.json\n")
    assert '+      "kind": "lambda"' in out
    assert path.read_text() == FIXABLE
    assert called(capsys, "fix", "a.sketch.json", "--rule", "FIL-007") == (0, "", "nothing to fix\n")
    assert path.read_text() == FIXABLE
    assert called(capsys, "fix", "a.sketch.json", "--fix-id", "correct-kind")[0] == 0
    design = read(path).design
    assert (design.components["fn"].kind, design.components["jobs"].kept) == ("lambda", {"x": 1})


def test_fix_of_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "lamda fn")
    code, out, _ = called(capsys, "fix", "-", "--fix-id", "correct-kind")
    assert (code, out) == (0, "lambda fn\n")


def test_fixes_that_are_not_there(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "a.sketch.json").write_text(FIXABLE)
    code, _, err = called(capsys, "fix", "a.sketch.json", "--fix-id", "corect-kind")
    assert code == 2
    assert "no finding offers the fix corect-kind; did you mean correct-kind?" in err
    assert (
        "there is no rule or family FIL-07; did you mean"
        in called(capsys, "fix", "a.sketch.json", "--rule", "FIL-07")[2]
    )


def test_new(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert called(capsys, "new", "a.sketch.json", "--pattern", "serverless-crud-api")[0] == 0
    assert called(capsys, "new", "a.sketch", "--pattern", "serverless-crud-api")[0] == 0
    pattern = next(p for p in patterns() if p.name == "serverless-crud-api")
    assert read(folder / "a.sketch.json").design == pattern.design == read(folder / "a.sketch").design
    code, _, err = called(capsys, "new", "a.sketch", "--pattern", "serverless-crud-api")
    assert (code, err) == (2, "sketchpad: a.sketch: it exists already; not overwritten\n")


def test_lists_and_pages(capsys: pytest.CaptureFixture[str]) -> None:
    listed = called(capsys, "rules")[1]
    assert [line.split()[0] for line in listed.splitlines()] == [rule.id for rule in RULES]
    page = called(capsys, "rules", "two-in-one-slot")[1]
    assert page.startswith("FIL-003 two-in-one-slot (error)\n")
    assert "\n\nBad:\n    sqs jobs at 2,1\n    sns news at 2,1\n\nGood:\n" in page
    assert all(line.startswith("FIL-") for line in called(capsys, "rules", "fil")[1].splitlines())
    assert "  lambda " in called(capsys, "kinds")[1]
    assert "also called: function, serverless, faas, handler\n" in called(capsys, "kinds", "lambda")[1]
    assert called(capsys, "kinds", "Lambda Function")[1] == called(capsys, "kinds", "lambda")[1]
    assert called(capsys, "kinds", "store")[1].startswith("store\n")
    assert "serverless-crud-api" in called(capsys, "patterns")[1]
    assert "serverless-crud-api (pattern)" in called(capsys, "patterns", "serverless-crud-api")[1]


# -- the schema -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def validator() -> Any:
    made = schema(tuple(rule.id for rule in RULES))
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


def test_the_printed_schema(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(capsys, "schema")
    assert (code, json.loads(out)["$schema"]) == (0, "https://json-schema.org/draft/2020-12/schema")


def test_patterns_follow_the_schema(validator: Any) -> None:
    assert patterns()
    for pattern in patterns():
        errors = [error.message for error in validator.iter_errors(json.loads(pattern.path.read_text("utf-8")))]
        assert not errors, pattern.name


@pytest.mark.parametrize(
    ("keys", "fits"),
    [
        ({}, True),
        ({"properties": {"timeout_s": 30}}, True),
        ({"properties": {"timeout_s": "unset"}}, True),
        ({"properties": {"timeout_s": 30_000}}, False),
        ({"properties": {"timeout": 30}}, False),
        ({"properties": {"runtime": "python"}}, True),
        ({"properties": {"runtime": "cobol"}}, False),
        ({"properties": {"gpu": 1}}, False),
        ({"kind": "lamda"}, False),
        ({"at": [1, 2]}, True),
        ({"at": [1]}, False),
        ({"at": [1, 2, 3]}, False),
        ({"at": [1.5, 2]}, False),
        ({"id": "lambda"}, False),
        ({"id": "A"}, False),
        ({"in": ["a"]}, True),
        ({"in": "a"}, False),
        ({"colour": "red"}, False),
    ],
)
def test_the_schema_judges(validator: Any, keys: dict[str, object], fits: bool) -> None:
    document = {"format": 1, "components": [{"id": "fn", "kind": "lambda", **keys}]}
    assert validator.is_valid(document) is fits


def test_colour_only_on_a_terminal() -> None:
    pty = pytest.importorskip("pty")
    program = "import sys; from sketchpad.cli import main; sys.exit(main())"

    def seen(**environment: str) -> bytes:
        master, slave = pty.openpty()
        env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm", **environment}
        Path("slot.sketch").write_text("sqs a at 1,1\nsqs b at 1,1\n")
        subprocess.run([sys.executable, "-c", program, "check", "slot.sketch"], stdout=slave, env=env, timeout=60)
        os.close(slave)
        found = os.read(master, 4096)
        os.close(master)
        return found

    assert b"\x1b[31;1merror\x1b[0m FIL-003" in seen()
    assert b"\x1b" not in seen(NO_COLOR="1")
