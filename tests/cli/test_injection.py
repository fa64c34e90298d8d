"""Hostile text in every field, through every output: nothing a terminal obeys, and readers get the text back."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hostile import STRINGS, everywhere, forbidden, sayable

from sketchpad.cli import main
from sketchpad.model import parse
from sketchpad.model.text import plain
from sketchpad.storage import dumps, read

FILE = "evil.sketch.json"
OBEYED = re.compile(r"^[ \t]*::|##\[", re.MULTILINE)
"""What GitHub's runner takes for a command in a log."""
TODAY = ("--today", "2026-11-28")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / FILE).write_text(everywhere(), encoding="utf-8")
    (folder / "sayable.sketch.json").write_text(sayable(), encoding="utf-8")
    (folder / "empty.sketch.json").write_text('{"format": 1}', encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


def run(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """What a command prints; nothing in that, or in what it says beside, is obeyed by a terminal."""
    code = main(list(command))
    out, err = capsys.readouterr()
    assert code in (0, 1), err
    assert forbidden(out) == []
    assert forbidden(err) == []
    if "github" not in command:
        assert not OBEYED.search(out)
    assert not OBEYED.search(err)
    return out


@pytest.mark.parametrize(
    "command",
    [
        ("check", FILE, "--format", "text"),
        ("trace", FILE),
        ("describe", FILE),
        ("describe", FILE, "--outline"),
        ("draw", FILE),
        ("draw", FILE, "--ascii"),
        ("draw", FILE, "--zoom", "detail"),
        ("diff", "empty.sketch.json", FILE),
        ("diff", FILE, "empty.sketch.json"),
        ("fix", FILE, "--dry-run"),
        ("set", FILE, "c00", "timeout_s=9", "--dry-run"),
        ("fmt", FILE, "--check"),
    ],
    ids=" ".join,
)
@pytest.mark.fault("E7", tries=len(STRINGS))
def test_nothing_is_obeyed(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    assert run(capsys, *command) or command[0] in ("set", "fix")


def test_a_finding_is_one_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    *lines, summary = run(capsys, "check", FILE, *TODAY).splitlines()
    assert all(line.startswith(f"{FILE}:") for line in lines)
    assert summary.startswith("1 file: ")
    report = json.loads(run(capsys, "check", FILE, *TODAY, "--format", "json"))
    assert len(lines) == len(report["files"][0]["findings"])


@pytest.mark.fault("E7", tries=len(STRINGS))
def test_json_gives_the_text_back(capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(run(capsys, "check", FILE, *TODAY, "--format", "json"))
    reasons = {finding["on"][0]: finding["waiver"] for finding in report["files"][0]["findings"] if finding["waiver"]}
    for number, text in enumerate(STRINGS):
        assert reasons[f"k{number:02}"]["reason"] == text
        assert reasons[f"k{number:02}"]["owner"] == text
    assert json.loads(run(capsys, "trace", FILE, "--format", "json"))


@pytest.mark.fault("E7", tries=len(STRINGS))
def test_sarif_gives_the_text_back(capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(run(capsys, "check", FILE, *TODAY, "--format", "sarif"))
    found = {one["justification"] for result in report["runs"][0]["results"] for one in result.get("suppressions", ())}
    assert set(STRINGS) <= found


def test_github_gets_one_command_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    *lines, summary = run(capsys, "check", FILE, *TODAY, "--format", "github").splitlines()
    assert summary.startswith("1 file: ")
    for line in lines:
        command, _, _ = line.removeprefix("::").partition("::")
        assert command.split()[0] in ("error", "warning", "notice"), line


@pytest.mark.fault("E7", tries=len(STRINGS))
def test_junit_is_xml(capsys: pytest.CaptureFixture[str]) -> None:
    root = ElementTree.fromstring(run(capsys, "check", FILE, *TODAY, "--format", "junit"))
    said = " ".join(root.itertext()) + " ".join(value for one in root.iter() for value in one.attrib.values())
    assert "<script>x</script>" in said
    assert plain("\x1b[2J\x1b[H") in said


def test_notation_gives_the_text_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert parse(run(capsys, "describe", "sayable.sketch.json")) == read("sayable.sketch.json").design


def test_a_file_on_a_terminal_reads_back(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe gets the bytes of the file; a terminal the same JSON without what it obeys."""
    content = everywhere().encode()
    for tty in (False, True):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        monkeypatch.setattr(type(sys.stdout), "isatty", lambda self, tty=tty: tty, raising=False)
        assert main(["fmt", "-"]) == 0
        out = capsys.readouterr().out
        assert (forbidden(out) == []) is tty
        assert read("", out).design == read("", content).design
        assert tty or out == dumps(read("", content).design)


def test_what_cannot_be_read_is_told_without_being_obeyed(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """In a name of a file, of a command, of an option; as an id, a key, a number."""
    for text in STRINGS:
        path = folder / "broken.sketch.json"
        id = json.dumps({"format": 1, "components": [{"id": text}]})
        for content in (id, json.dumps({text: 1}), '{"format": ' + text, text, json.dumps({"format": text})):
            path.write_bytes(content.encode("utf-8", "surrogatepass"))
            main(["check", path.name, "--format", "text"])
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        path.rename(folder / "broken.sketch")
        main(["check", "broken.sketch"])
        for command in ((text,), ("check", text), ("check", f"--{text}"), ("describe", text)):
            main([word.replace("\0", "") for word in command])
        out, err = capsys.readouterr()
        assert forbidden(out) == []
        assert forbidden(err) == []


@pytest.mark.skipif(os.name == "nt", reason="names of files are narrower there")
@pytest.mark.parametrize(
    "name",
    [
        *(b"a\nb", b"\x1b[31mred", b"\xff\xfe", "\u202egpj".encode(), "データ".encode(), "👩\u200d👩".encode()),
        *(
            b"-rf",
            b"--format=json",
            b"::error::x",
            b"a" * (255 - len(".sketch.json")),
            b" ",
            b"%s%n",
            b"a;id",
            b"$(id)",
        ),
    ],
    ids=range(14),
)
@pytest.mark.fault("F13")
def test_odd_names_of_files(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: bytes) -> None:
    """Such a file is found in its folder, judged in every format, changed and written, and told about."""
    path = os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".sketch.json")
    Path(path).write_text('{"format": 1, "components": [{"id": "a", "kind": "lamda"}]}')
    for format in ("text", "json", "sarif", "github", "junit"):
        out = run(capsys, "check", str(tmp_path), "--format", format)
        assert "FIL-007" in out
    os.chdir(tmp_path)
    local = os.fsdecode(name + b".sketch.json")
    given = f"./{local}" if local.startswith("-") else local
    assert "a" in run(capsys, "describe", given)
    run(capsys, "set", given, "a", "kind=lambda")
    run(capsys, "fmt", given)
    assert read(path).design.components["a"].kind in ("lambda", "lamda")
    run(capsys, "diff", given, given)


@pytest.mark.fault("F12")
def test_rules_of_a_stranger(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    """Settings come along with a repository: their rules, levels and names are told like any other text."""
    os.chdir(tmp_path)
    (tmp_path / FILE).write_text('{"format": 1, "components": [{"id": "a", "kind": "sqs"}]}', encoding="utf-8")
    each = [text for text in STRINGS if not any("\ud800" <= char <= "\udfff" for char in text)]
    rules = "\n".join(
        f'[[rule]]\nid = "EVL-{number:03}"\nseverity = "warning"\ntitle = {_toml(text)}\nreason = {_toml(text)}\n'
        f'fine = {_toml(text)}\nmessage = {_toml("{component}: " + text)}\nbad = "sqs jobs"\ngood = {_toml(text)}\n'
        'require = {component.kind = "sqs", properties.dlq = true}\n'
        for number, text in enumerate(each)
        if text.strip() and "{" not in text
    )
    (tmp_path / "sketchpad.toml").write_text(rules, encoding="utf-8")
    for command in (("check", FILE), ("rules",), ("rules", "EVL-001"), ("rules", "--markdown", "docs"), ("doctor",)):
        main(list(command))
        out, err = capsys.readouterr()
        assert forbidden(out + err) == []
        assert "EVL-001" in out or command[0] == "doctor" or (tmp_path / "docs" / "rules" / "EVL-001.md").exists(), err
    for one in tmp_path.rglob("*.md"):
        assert forbidden(one.read_text(encoding="utf-8")) == []
    for number, text in enumerate(STRINGS):
        for setting in ("format", "fail-on", "baseline", "select", text):
            (tmp_path / "sketchpad.toml").write_text(
                f"{_toml(setting)} = {_toml(text)}\n", encoding="utf-8", errors="replace"
            )
            if number % 5 == 0:
                main(["check", FILE])
    out, err = capsys.readouterr()
    assert forbidden(out + err) == []


def _toml(text: str) -> str:
    """A text as TOML writes it: as JSON does, but without halves of characters."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
