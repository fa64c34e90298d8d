"""What was not saved, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sketchpad.cli import main
from sketchpad.model import Slot, parse
from sketchpad.storage import dumps, processes, read, save
from sketchpad.storage.journal import Journal

SHOP = parse("lambda fn at 0,0\nrds db at 1,0\nfn rw db")
MOVED = SHOP.having(SHOP.components["fn"].but(at=Slot(5, 5)))


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """A file that was saved once before, and an edit of it that was not."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SKETCHPAD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(processes.Process, "gone", lambda self, idle: True)
    save("shop.sketch.json", parse("lambda old"))
    digest = save("shop.sketch.json", SHOP).digest
    journal = Journal(tmp_path / "state")
    journal.begin(SHOP, "shop.sketch.json", digest)
    journal.record("Move fn", MOVED)
    return journal


def name(journal: Journal) -> str:
    return Path(journal.place).stem.rpartition("-")[2]


def test_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SKETCHPAD_STATE_DIR", str(tmp_path / "state"))
    assert main(["recover"]) == 0
    assert capsys.readouterr() == ("", "nothing is kept that was not saved\n")
    assert not (tmp_path / "state").exists()


def test_a_list_and_one_of_it(kept: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["recover"])
    (row,) = capsys.readouterr().out.splitlines()
    assert row.startswith(name(kept))
    assert row.endswith(f"{tmp_path}/shop.sketch.json  (not saved, 1 edit: Move fn)")
    for what in (name(kept), "shop.sketch.json"):
        main(["recover", what, "--show"])
        assert capsys.readouterr().out == "- lambda fn at 0,0\n+ lambda fn at 5,5\n"
    before = (tmp_path / "shop.sketch.json").read_bytes()
    main(["recover", name(kept), "-o", "-"])
    assert capsys.readouterr().out == dumps(MOVED)
    assert main(["recover", name(kept), "-o", "again.sketch.json"]) == 0
    assert read(tmp_path / "again.sketch.json").design == MOVED
    assert main(["recover", name(kept), "-o", "shop.sketch.json"]) == 2
    assert "exists already; not overwritten" in capsys.readouterr().err
    assert (tmp_path / "shop.sketch.json").read_bytes() == before


def test_where_the_file_changed_since_that_is_said(kept: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    kept.settle()
    save("shop.sketch.json", parse("sqs theirs"))
    main(["recover", name(kept), "-o", "-"])
    told = capsys.readouterr()
    assert told.out == dumps(MOVED)
    assert told.err == "the file changed since: what came into it is not in here; the editor merges both\n"


def test_what_a_file_held_before(kept: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    main(["recover", "shop.sketch.json"])
    rows = capsys.readouterr().out.splitlines()
    (copy,) = (row.split()[0] for row in rows if row.endswith("(held before)"))
    main(["recover", copy, "-o", "-"])
    assert json.loads(capsys.readouterr().out)["components"] == [{"id": "old", "kind": "lambda"}]
    assert main(["recover", copy, "--discard"]) == 2


def test_throwing_away_and_purging(kept: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recover", name(kept), "--discard"]) == 0
    capsys.readouterr()
    main(["recover"])
    assert "(in the trash, 1 edit: Move fn)" in capsys.readouterr().out
    assert main(["recover", "--purge"]) == 0
    capsys.readouterr()
    main(["recover"])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("arguments", [["--show"], ["nobody", "--show"], ["nobody"]])
def test_what_is_not_there(kept: Journal, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recover", *arguments]) == 2
    assert capsys.readouterr().err


def test_what_is_whole_in_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SKETCHPAD_STATE_DIR", str(tmp_path / "state"))
    text = dumps(SHOP)
    cut = text[: text.index('"from"')]
    (tmp_path / "cut.sketch.json").write_text(cut)
    assert main(["recover", "cut.sketch.json"]) == 0
    said = capsys.readouterr().err
    assert "cut.sketch.json:24:7: FILE-JSON the file ends in the middle of an object that begins in line 22" in said
    assert "what begins in line 22 cannot be read and is left out\n" in said
    assert "2 parts can be read; -o NEW writes them\n" in said
    assert main(["recover", "cut.sketch.json", "-o", "cut.sketch.json"]) == 2
    assert (tmp_path / "cut.sketch.json").read_text() == cut
    assert main(["recover", "cut.sketch.json", "-o", "new.sketch.json"]) == 0
    assert set(read("new.sketch.json").design.components) == {"fn", "db"}
    (tmp_path / "empty.sketch.json").write_text("")
    assert main(["recover", "empty.sketch.json"]) == 2
    assert "no part of it can be read" in capsys.readouterr().err
