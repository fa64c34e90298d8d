"""What loads, what does not, and what the refusal says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sketchpad.model import Slot, Waiver
from sketchpad.storage import Document, Unreadable, dumps, read
from sketchpad.storage.migrations import migrated
from sketchpad.storage.syntax import fault

GOLDEN = Path(__file__).with_name("golden.sketch.json")


def reading(text: str | bytes, name: str = "a.sketch.json", forbidden: tuple[str, ...] = ()) -> Document:
    return read(name, text, forbidden)


def refusal(text: str | bytes, name: str = "a.sketch.json", forbidden: tuple[str, ...] = ()) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        reading(text, name, forbidden)
    return caught.value


def why(text: str) -> Unreadable | None:
    try:
        reading(text)
    except Unreadable as error:
        return error
    return None


def part(**keys: object) -> str:
    return json.dumps({"format": 1, "components": [{"id": "fn", "kind": "lambda", **keys}]})


@pytest.mark.parametrize(
    ("text", "code", "place", "says"),
    [
        ("", "FILE-JSON", (1, 1), "the file is empty; expected an object"),
        (" \n ", "FILE-JSON", (2, 2), "the file is empty"),
        ("null", "FILE-SHAPE", (1, 1), "found null"),
        ("[1]", "FILE-SHAPE", (1, 1), "found a list"),
        ('"text"', "FILE-SHAPE", (1, 1), "found a text"),
        ("5", "FILE-SHAPE", (1, 1), "found a number"),
        ("{}", "FILE-FORMAT", (1, 1), 'expected "format": 1'),
        ('{"formt": 1}', "FILE-FORMAT", (1, 11), "did you mean format instead of formt?"),
        ('{\n "format": "1"}', "FILE-FORMAT", (2, 12), "whole number, such as 1; found a text"),
        ('{"format": 1.0}', "FILE-FORMAT", (1, 12), "found a number"),
        ('{"format": true}', "FILE-FORMAT", (1, 12), "found true or false"),
        ('{"format": 0}', "FILE-FORMAT", (1, 12), "there is no format 0"),
        ('{"Resources": {}}', "FILE-FORMAT", (1, 1), "CloudFormation template"),
        ("Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n", "FILE-JSON", (1, 1), "CloudFormation template"),
        ('{"format": 1,}', "FILE-JSON", (1, 13), "a comma before }"),
        ('{"format": 1, "x": [1,]}', "FILE-JSON", (1, 22), "a comma before ]"),
        ('{"format": 1, "x": [,]}', "FILE-JSON", (1, 21), "expected a value, found ,"),
        ('{"format": 1} x', "FILE-JSON", (1, 15), "nothing after the end"),
        ('{"format": 1 "name": "x"}', "FILE-JSON", (1, 14), "without a comma"),
        ('{"format" 1}', "FILE-JSON", (1, 11), 'expected : after "format"'),
        ("{format: 1}", "FILE-JSON", (1, 2), "a key in double quotes, found format"),
        ("{'format': 1}", "FILE-JSON", (1, 2), "double quotes"),
        ('{"format": 1, // one\n}', "FILE-JSON", (1, 15), "no comments"),
        ('{"format": 1, "x": True}', "FILE-JSON", (1, 20), "expected true, found True"),
        ('{"format": 1, "x": NaN}', "FILE-JSON", (1, 20), "NaN is no JSON number"),
        ('{"format": 1, "x": -Infinity}', "FILE-JSON", (1, 20), "-Infinity is no JSON number"),
        ('{"format": 1, "components": [{"id": "a", "properties": {"p": 1e999}}]}', "FILE-JSON", (1, 62), "too large"),
        ('{"format": 1, "x": 01}', "FILE-JSON", (1, 21), "expected , or } in the object, found 1"),
        ('{"format": 1, "x": ' + "9" * 1001 + "}", "FILE-SIZE", (1, 20), "1000 digits"),
        ('{"format": 1,\n "format": 1}', "FILE-JSON", (2, 2), '"format" is given twice in one object, first in line 1'),
        ('{"format": 1, "groups": [{"id": "a",\n"id": "b"}]}', "FILE-JSON", (2, 1), '"id" is given twice'),
        ('{"format": 1, "x": "a\nb"}', "FILE-JSON", (1, 20), "no closing quote in its line"),
        ('{"format": 1, "x": "a\tb"}', "FILE-JSON", (1, 22), "control character in a text; write it as \\u0009"),
        ('{"format": 1, "x": "\\q"}', "FILE-JSON", (1, 21), "\\q is no escape"),
        ('{"format": 1, "x": "', "FILE-JSON", (1, 20), "ends inside a text"),
        ('{"format": 1,\n"x": [1', "FILE-JSON", (2, 8), "ends in the middle of a list that begins in line 2"),
        ('{\n<<<<<<< ours\n"format": 1\n=======\n', "FILE-JSON", (2, 1), "unresolved merge conflict"),
        ("lambda fn\nsqs jobs\n", "FILE-JSON", (1, 1), "sketch notation has a name that ends in .sketch"),
        ('{"format": 1, "components": {}}', "FILE-SHAPE", (1, 29), "components takes a list"),
        ('{"format": 1, "components": [[]]}', "FILE-SHAPE", (1, 30), "holds objects"),
        ('{"format": 1, "components": ["fn"]}', "FILE-SHAPE", (1, 30), "holds objects, each with an id; found a text"),
        ('{"format": 1, "waivers": {}}', "FILE-SHAPE", (1, 26), "waivers takes a list"),
        ('{"format": 1, "waivers": [[]]}', "FILE-SHAPE", (1, 27), "holds objects"),
        ('{"format": 1, "flows": [{"id": "a", "steps": {}}]}', "FILE-SHAPE", (1, 46), "steps takes a list"),
        ('{"format": 1, "flows": [{"id": "a", "steps": [[]]}]}', "FILE-SHAPE", (1, 47), "steps holds objects"),
        ('{"format": 1,\n"groups": [{"kind": "vpc"}]}', "FILE-ID", (2, 12), "expected an id in this member of groups"),
        ('{"format": 1, "groups": [{"ID": "a"}]}', "FILE-ID", (1, 26), "keys are written in small letters"),
        ('{"format": 1, "groups": [{"id": 5}]}', "FILE-ID", (1, 33), "an id is a text; found a number"),
        ('{"format": 1, "groups": [{"id": "My Net"}]}', "FILE-ID", (1, 33), "did you mean my-net?"),
        ('{"format": 1, "groups": [{"id": "vpc"}]}', "FILE-ID", (1, 33), "a kind of group and cannot be an id"),
        ('{"format": 1, "groups": [{"id": "waive"}]}', "FILE-ID", (1, 33), "a word of the notation"),
        ('{"format": 1, "groups": [{"id": "' + "a" * 65 + '"}]}', "FILE-ID", (1, 33), "at most 64 characters"),
        ('{"format": 1, "connections": [{"from": "a", "to": "b"}]}', "FILE-ID", (1, 31), None),
        ('{"format": 1, "connections": [{"verb": "rw", "to": "b"}]}', "FILE-ID", (1, 31), "it has no from"),
        (part(properties=[]), "FILE-SHAPE", None, "properties takes an object"),
        (part(**{"in": {}}), "FILE-SHAPE", None, "in takes a list"),
        (part(at={}), "FILE-SHAPE", None, "at takes a list"),
        ('{"format": 1, "x": tr', "FILE-JSON", (1, 22), "ends in the middle of an object that begins in line 1"),
        ('{"format": 1, "x": -', "FILE-JSON", (1, 21), "ends in the middle of an object"),
        ('{"format": 1, "x": "a\\u12', "FILE-JSON", (1, 20), "ends inside a text"),
        ("{“format”: 1}", "FILE-JSON", (1, 2), "expected straight double quotes, found “"),
        ('{\u00a0"format": 1}', "FILE-JSON", (1, 2), "the invisible character U+00A0"),
        ('{"format": 1, "x": 1e+400000}', "FILE-JSON", (1, 20), "too large"),
        ('{"format": 1, "name": "a\0b"}', "FILE-JSON", (1, 25), "write it as \\u0000"),
        ("{\n||||||| base\n", "FILE-JSON", (2, 1), "unresolved merge conflict"),
        ("format: 1\nname: x\n", "FILE-JSON", (1, 1), "looks like YAML"),
        ('resource "aws_sqs_queue" "jobs" {\n}\n', "FILE-JSON", (1, 1), "looks like Terraform"),
        ("<mxfile>", "FILE-JSON", (1, 1), "looks like a draw.io diagram"),
        ('{"terraform_version": "1.9"}', "FILE-FORMAT", (1, 1), "a plan or state of Terraform"),
        ('{"type": "excalidraw"}', "FILE-FORMAT", (1, 1), 'expected "format": 1'),
        ('{"elements": [], "cells": []}', "FILE-FORMAT", (1, 1), "this is other JSON"),
        ("lambda fn\njbs calls fn\n", "FILE-JSON", (1, 1), "sketch notation has a name that ends in .sketch"),
        (b'{"format": 1,\n "name": "caf\xe9"}', "FILE-ENCODING", (2, 14), "the byte 0xe9 at offset 27"),
        (b"\x89PNG\r\n\x1a\n", "FILE-ENCODING", (1, 1), "this is a PNG picture"),
        ('{"format": 1}'.encode("utf-16"), "FILE-ENCODING", (1, 1), "UTF-16LE; iconv -f UTF-16LE -t UTF-8"),
        ('{"format": 1}'.encode("utf-16-be"), "FILE-ENCODING", (1, 1), "UTF-16BE"),
        ('{"format": 1}'.encode("utf-32"), "FILE-ENCODING", (1, 1), "UTF-32LE"),
    ],
)
@pytest.mark.fault("D1")
def test_refusals(text: str | bytes, code: str, place: tuple[int, int] | None, says: str | None) -> None:
    if says is None:
        assert reading(text).design.connections["a--b"].verb == ""
        return
    error = refusal(text)
    assert (error.code, says in error.message) == (code, True), error
    assert place is None or (error.line, error.column) == place


def test_words_of_the_catalogue_are_no_ids() -> None:
    error = refusal('{"format": 1, "components": [{"id": "lambda", "kind": "lambda"}]}', forbidden=("lambda",))
    assert error.message == "lambda is a word of the catalogue and cannot be an id; did you mean lambda-1?"
    assert refusal("sqs sns", "a.sketch", ("sns",)).column == 5


@pytest.mark.parametrize(("levels", "loads"), [(196, True), (197, False), (1000, False), (100_000, False)])
@pytest.mark.parametrize("where", ["properties", "x"])
@pytest.mark.fault("D7")
def test_nesting(levels: int, loads: bool, where: str) -> None:
    deep = "[" * levels + "]" * levels
    text = '{"format": 1, "components": [{"id": "a", "KEY": {"p": DEEP}}]}'.replace("KEY", where).replace("DEEP", deep)
    if loads:
        design = reading(text).design
        assert reading(dumps(design)).design == design
    else:
        assert refusal(text).code == "FILE-DEPTH"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (json.dumps({"format": 1, "components": [{"id": f"c{n}"} for n in range(50_001)]}), "more than 50,000 parts"),
        ("".join(f"sqs c{n}\n" for n in range(50_001)), "more than 50,000 parts"),
        ('{"format": 1, "x": [' + "[]," * 600_000 + "0]}", "more than 1,000,000 values"),
        ('{"format": 1, ' + ",".join(f'"k{n}": 1' for n in range(1_001)) + "}", "more than 1,000 keys"),
        ("sqs jobs\n" * 600_000, "1,000,000 words of notation"),
        ("#" * (16 * 1024 * 1024 + 1), "16 MiB"),
    ],
    ids=["parts", "parts in notation", "values", "keys", "words", "notation"],
)
@pytest.mark.fault("D16")
def test_more_than_a_design_has(text: str, says: str) -> None:
    error = refusal(text, "a.sketch" if text[0] != "{" else "a.sketch.json")
    assert error.code == "FILE-SIZE"
    assert says in error.message


def test_where_a_fault_is_found_does_not_depend_on_where_the_search_begins() -> None:
    """The search begins at the part in which the reading stopped; beginning with the text, it says the same."""
    text = GOLDEN.read_text(encoding="utf-8")
    for at in range(0, len(text), 3):
        broken = text[:at] + "]" + text[at + 1 :]
        said, slowly = why(broken), fault(broken)
        assert slowly is None or str(said) == str(slowly)


def test_a_message_does_not_repeat_a_whole_file() -> None:
    assert len(refusal("x" * 100_000).message) < 200
    assert len(refusal("lambda " + "A" * 100_000, "a.sketch").message) < 500


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such file") as missing:
        read(tmp_path / "none.sketch.json")
    assert missing.value.code == "FILE-MISSING"
    with pytest.raises(Unreadable, match="found a directory"):
        read(tmp_path)
    with pytest.raises(Unreadable, match="cannot be opened"):
        read("a\0b")
    large = tmp_path / "large.sketch.json"
    with large.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(Unreadable, match="the most is 64 MiB"):
        read(large)


@pytest.mark.fault("D2", tries=4096)
def test_every_cut_is_a_refusal_that_says_that_the_file_ends() -> None:
    """4,096 offsets of a file, in the middle of characters too."""
    about = "né 設 " * 300
    data = GOLDEN.read_text(encoding="utf-8").replace('"format": 1,', f'"format": 1, "long": "{about}",').encode()
    assert len(data.rstrip()) >= 4096
    for end in range(4096):
        error = refusal(data[:end])
        assert error.code in ("FILE-JSON", "FILE-ENCODING")
        assert "the file ends" in error.message or end < 1
        assert 1 <= error.line <= data.count(b"\n", 0, end) + 1


@pytest.mark.fault("D15")
def test_fields_and_what_is_kept() -> None:
    design = read(GOLDEN).design
    db, fn = design.components["db"], design.components["fn"]
    assert db.at == Slot(-3, 0)
    assert db.properties["owners"] == ("ana", "bo")
    assert list(db.kept) == ["x-colour", "a-key"]
    assert dict(fn.kept) == {"name": 5, "at": "left", "properties": "none"}
    assert (fn.name, fn.at, fn.properties) == ("", None, {})
    assert [part.id for part in design.spare] == ["fn"]
    step = design.flows["checkout"].steps[1]
    assert (step.retriable, dict(step.kept)) == (False, {"retriable": "often", "x": 1})
    assert design.waivers[1] == Waiver(
        rule="CON-001", on=("db", "fn"), reason="another", until="someday", kept={"ticket": 12}
    )
    assert design.kept == {"x-generator": (1, (2, {"deep": True}))}


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        ({"at": [1]}, "at"),
        ({"at": [1, 2.0]}, "at"),
        ({"at": [True, 1]}, "at"),
        ({"at": [100_001, 0]}, "at"),
        ({"at": None}, "at"),
        ({"in": "tokyo"}, "in"),
        ({"in": ["tokyo", 5]}, "in"),
        ({"kind": 7}, "kind"),
        ({"name": None}, "name"),
        ({"note": ["a"]}, "note"),
        ({"properties": "x"}, "properties"),
        ({"colour": "red"}, "colour"),
    ],
)
@pytest.mark.fault("D12")
def test_what_does_not_fit_is_kept_and_written_back(keys: dict[str, object], kept: str) -> None:
    text = part(**keys)
    design = reading(text).design
    assert list(design.components["fn"].kept) == [kept]
    assert json.loads(dumps(design)) == json.loads(text)


def test_an_edit_replaces_what_was_kept() -> None:
    fn = reading(part(name=5, colour="red")).design.components["fn"].but(name="Orders")
    assert dict(fn.kept) == {"colour": "red"}


def test_lists_that_are_none_are_kept() -> None:
    text = '{"format": 1, "components": "none", "waivers": [{"rule": "A"}, 5], "flows": [{"id": "f", "steps": ["a"]}]}'
    design = reading(text).design
    assert dict(design.kept) == {"components": "none", "waivers": ({"rule": "A"}, 5)}
    assert dict(design.flows["f"].kept) == {"steps": ("a",)}
    assert json.loads(dumps(design)) == json.loads(text)


def test_connections_without_ids_wait_for_those_that_state_one() -> None:
    connection = {"from": "a", "verb": "calls", "to": "b"}
    text = json.dumps({"format": 1, "connections": [connection, connection, {**connection, "id": "a-calls-b"}]})
    assert sorted(reading(text).design.connections) == ["a-calls-b", "a-calls-b-2", "a-calls-b-3"]


@pytest.mark.fault("D9")
def test_the_first_keeps_an_id_over_all_lists() -> None:
    text = '{"format": 1, "components": [{"id": "x", "kind": "sqs"}], "groups": [{"id": "x", "kind": "vpc"}]}'
    design = reading(text).design
    assert (list(design.groups), list(design.components)) == (["x"], [])
    assert design.spare[0].shelf == "components"
    assert reading(dumps(design)).design == design


def test_lines() -> None:
    document = read(GOLDEN)
    rows = GOLDEN.read_text(encoding="utf-8").splitlines()
    for id in ("reads", "orders", "tokyo", "db", "fn", "fn-rw-db", "checkout"):
        assert rows[document.lines[id] - 1].strip() == f'"id": "{id}",'
    assert document.lines[("spare", 0)] > document.lines["fn"]
    assert rows[document.lines[("waiver", 1)] - 1].strip() == "{"
    compact = reading('{"format": 1, "components": [{"id": "a"},\n{"kind": "x", "id": "b"}]}')
    assert dict(compact.lines) == {"a": 1, "b": 2}


def test_lines_of_waivers_follow_their_order() -> None:
    text = '{"format": 1, "waivers": [\n{"rule": "B", "reason": "r"},\n{"rule": "A", "reason": "r"}]}'
    document = reading(text)
    assert [w.rule for w in document.design.waivers] == ["A", "B"]
    assert (document.lines[("waiver", 0)], document.lines[("waiver", 1)]) == (3, 2)


def test_notation() -> None:
    text = 'sqs jobs; lambda fn # reads\n\nwaive B on jobs reason="x; waive y"\njobs delivers fn\nwaive A reason=r\n'
    document = reading(text, "a.sketch")
    assert document.notation
    assert document.comments
    assert document.lines["fn"] == 1
    assert document.lines["jobs-delivers-fn"] == 4
    assert [w.rule for w in document.design.waivers] == ["A", "B"]
    assert (document.lines[("waiver", 0)], document.lines[("waiver", 1)]) == (5, 3)
    assert not reading("sqs jobs", "-").comments
    assert reading("sqs jobs", "-").notation
    assert not reading(' {"format": 1}', "-").notation
    error = refusal("sqs jobs\njobs calls jbs", "a.sketch")
    assert (error.code, error.line, error.column) == ("FILE-NOTATION", 2, 12)


@pytest.mark.fault("D13")
def test_a_newer_format_is_shown_and_not_written() -> None:
    document = reading('{\n"format": 2, "components": [{"id": "a", "kind": "sqs"}]}')
    assert document.read_only
    assert document.defects == (
        "a newer sketchpad made this file (format 2; this one knows 1): it can be shown, not written",
    )
    assert "a" in document.design.components
    assert refusal('{"format": 2, "components": {}}').code == "FILE-FORMAT"


def test_small_liberties() -> None:
    assert reading(b'\xef\xbb\xbf{"format": 1}').design.format == 1
    assert reading('{\r\n"format": 1,\r\n"components": [{"id": "a"}]}').lines["a"] == 3
    assert dumps(reading('{"format": 1, "x": -0.0}').design) == '{\n  "format": 1,\n  "x": 0.0\n}\n'


@pytest.mark.fault("D14")
def test_migrations_go_step_by_step() -> None:
    steps = {1: lambda raw: {**raw, "second": True}, 2: lambda raw: {**raw, "third": True}}
    assert migrated({"format": 1}, 1, steps, 3) == {"format": 3, "second": True, "third": True}
    assert migrated({"format": 5}, 5, steps, 3) == {"format": 5}
