"""What can be read of a file that is broken, and that reading it never fails."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from sketchpad.model import Design, parse, unparse
from sketchpad.storage import dumps, read
from sketchpad.storage.salvage import Salvaged, salvaged

NOTATION = """
design orders about="what is sold"
region tokyo code=ap-northeast-1
lambda fn in tokyo at 0,0 name="Orders API"
rds db in tokyo at 1,0
sqs jobs at 2,0
fn rw db
fn sends jobs
need load peak_rps=4000
flow checkout steps=fn*,db^
waive CON-001 on db,fn reason=agreed
"""
TEXT = dumps(parse(NOTATION))


def found(text: str | bytes, name: str = "a.sketch.json") -> Salvaged:
    result = salvaged(text, name, ("lambda", "rds"))
    assert result is not None
    return result


def without(what: str, by: str = "") -> str:
    """The file with something else in the place of a text."""
    assert what in TEXT
    return TEXT.replace(what, by, 1)


def ids(design: Design) -> set[str]:
    return {part.id for part in design.parts()}


WHOLE = ids(parse(NOTATION))


def test_a_whole_file_is_found_whole() -> None:
    assert found(TEXT) == Salvaged(read("a.sketch.json", TEXT).design, 8, ())


def test_of_a_file_that_ends_early_the_parts_that_are_whole() -> None:
    """At every offset: as many parts as stand before it, and the design reads back."""
    ends = {TEXT.index(f'"id": "{id}"'): id for id in WHOLE}
    before = 0
    for end in range(len(TEXT)):
        result = salvaged(TEXT[:end])
        parts = result.parts if result else 0
        assert before <= parts <= sum(start < end for start in ends)
        before = parts
        if result:
            assert result.design.kept == {}
            assert read("", dumps(result.design)).design == result.design
    assert before == len(WHOLE)
    cut = found(TEXT[: TEXT.index('"to": "jobs"')])
    assert ids(cut.design) == WHOLE - {"fn-sends-jobs", "checkout"}
    assert (cut.design.name, cut.design.about, cut.design.kept) == ("orders", "what is sold", {})
    line = TEXT[: TEXT.index('"id": "fn-sends-jobs"')].count("\n")
    assert cut.told == (f"what begins in line {line} cannot be read and is left out",)


@pytest.mark.parametrize(
    ("text", "lost", "says"),
    [
        (without('"kind": "rds"', '"kind": rds'), {"db"}, "cannot be read"),
        (without('"id": "jobs"', '"id": "Jobs!"'), {"jobs"}, "cannot be read"),
        (without('"id": "jobs"', '"id": "lambda"'), {"jobs"}, "cannot be read"),
        (without('"id": "jobs"', '"ID": "jobs"'), {"jobs"}, "cannot be read"),
        (without("    },\n", "    }\n"), set(), None),
        (without('  "components": [', '  "components" [').replace("x", "x"), {"db", "fn", "jobs"}, None),
        (without('"name": "orders",', '"name": "orders"'), set(), None),
        (without('"peak_rps": 4000', '"peak_rps": NaN'), set(), "1 values that are no numbers of JSON are null"),
        (without('"kind": "rds"', '"kind": "x", "kind": "rds"'), set(), "kind is given twice; the last one holds"),
        (without('"format": 1,', '"format": 1,,'), set(), None),
        (TEXT.replace("\n}", ""), set(), None),
        (TEXT + TEXT, set(), None),
        ("// comment\n" + TEXT, set(), None),
    ],
)
def test_of_a_broken_file_all_that_is_in_order(text: str, lost: set[str], says: str | None) -> None:
    result = found(text)
    assert ids(result.design) == WHOLE - lost
    assert says is None or any(says in one for one in result.told)


def test_of_bytes_that_are_no_text_what_is_around_them() -> None:
    assert found(TEXT.encode()[:-40] + b"\xff").parts == 8
    assert found(TEXT.replace("Orders API", "caf\xe9").encode("latin-1")).design.components["fn"].name == "caf\ufffd"
    assert found(TEXT.encode("utf-16")).parts == 8


def test_of_notation_the_lines_that_can_be_read() -> None:
    result = found(NOTATION.replace("sqs jobs at 2,0", 'sqs jobs at 2,0 name="'), "a.sketch")
    assert ids(result.design) == WHOLE - {"jobs", "fn-sends-jobs"}
    assert result.told == ("2 pieces that begin in lines 6, 8 cannot be read and is left out",)


@pytest.mark.parametrize(
    "text", ["", "null", "x" * 1000, "[" * 100_000, '{"id": ' * 100_000, b"\0\xff" * 50], ids=range(6)
)
def test_of_what_holds_no_part_nothing(text: str | bytes) -> None:
    assert salvaged(text) is None
    assert salvaged(text, "a.sketch") is None


@pytest.mark.fault("D3", tries=400)
def test_whatever_is_broken_what_is_found_is_a_design() -> None:
    """Hundreds of files with bytes changed, taken out, doubled and moved."""
    random = Random(20261128)
    golden = Path(__file__).with_name("golden.sketch.json").read_bytes()
    for turn in range(400):
        data = bytearray(golden if turn % 2 else TEXT.encode())
        for _ in range(random.randint(1, 6)):
            at, by = random.randrange(len(data)), random.randint(1, 40)
            piece = bytes(data[at : at + by])
            match random.randrange(4):
                case 0:
                    data[at] = random.choice(b'{}[]",:\\ \n\x00\xff0aN')
                case 1:
                    del data[at : at + by]
                case 2:
                    data[at:at] = piece
                case _:
                    del data[at : at + by]
                    data[(to := random.randrange(len(data))) : to] = piece
        result = salvaged(bytes(data), "a.sketch.json", ("lambda",))
        if result is not None:
            assert json.loads(dumps(result.design))["format"] == 1
            assert read("", dumps(result.design)).design == result.design
        told = salvaged(unparse(parse(NOTATION)).encode()[: len(data) // 9] + bytes(data[:60]), "a.sketch")
        assert told is None or told.parts > 0


def test_of_too_many_parts_as_many_as_a_design_may_have() -> None:
    some = [{"id": f"c{number}"} for number in range(50_002)]
    result = found(json.dumps({"format": 1, "groups": some[:3], "components": some[3:]}))
    assert result.parts == 50_000
    assert result.told == ("there are more than 50,000 parts, the most that a design may have; the rest is left out",)
