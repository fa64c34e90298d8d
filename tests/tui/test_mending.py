"""A file that cannot be read: what there is in its place, and that the file stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plain_app import screen_text

from sketchpad.editing import Rename
from sketchpad.model import parse
from sketchpad.storage import SaveError, Unreadable, dumps, processes, read, save
from sketchpad.storage.backups import Backups
from sketchpad.tui import filing
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.mending import Broken, broken
from sketchpad.tui.screens import Confirm, OpenFile, Unsaved
from sketchpad.tui.session import Session

TEXT = dumps(parse("design orders; lambda fn at 0,0; sqs jobs at 1,0; fn sends jobs"))
CUT = TEXT[: TEXT.index('"from"')]


def found(path: Path, state: Path) -> Broken | None:
    with pytest.raises(Unreadable) as caught:
        read(path)
    return broken(path, caught.value, state)


async def test_what_is_whole_is_opened_and_never_written_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "orders.sketch.json"
    path.write_text(CUT)
    app = Sketchpad(Session(state=tmp_path / "state"), broken=found(path, tmp_path / "state"))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.pause()
        shown = screen_text(app)
        assert "orders.sketch.json cannot be read" in shown
        assert "FILE-JSON line" in shown
        assert "Open the 2 readable parts as a new design" in shown
        assert "Quit" in shown
        await pilot.press("1")
        await pilot.pause()
        session = app.desk.session
        assert [part.id for part in session.editor.design.parts()] == ["fn", "jobs"]
        assert (session.path, session.unsaved) == (None, True)
        for overwrite in (False, True):
            with pytest.raises(SaveError, match=r"a part of orders\.sketch\.json, which stays as it is"):
                session.save(path, overwrite=overwrite)
        assert path.read_text() == CUT
        session.save(tmp_path / "new.sketch.json")
    assert "fn" in read(tmp_path / "new.sketch.json").design.components


async def test_nobody_wants_it(tmp_path: Path) -> None:
    path = tmp_path / "orders.sketch.json"
    path.write_text(CUT)
    app = Sketchpad(Session(), broken=found(path, tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_code == 2
    assert path.read_text() == CUT


def test_a_backup_is_offered_first(tmp_path: Path) -> None:
    path = tmp_path / "orders.sketch.json"
    path.write_text(CUT)
    backups = Backups(tmp_path / "state" / "backups")
    backups.keep(str(path), TEXT.encode())
    backups.keep(str(path), b"broken as well")
    one = found(path, tmp_path / "state")
    assert one is not None
    backup, parts = one.offers
    assert backup.startswith("Open the backup of ")
    assert one.offers[backup] == (read("", TEXT).design, path)
    assert parts == "Open the 2 readable parts as a new design"


@pytest.mark.parametrize("text", ["", "null", "format: 1", "{}"])
def test_where_there_is_nothing_nothing_is_offered(tmp_path: Path, text: str) -> None:
    path = tmp_path / "orders.sketch.json"
    path.write_text(text)
    assert found(path, tmp_path) is None
    path.unlink()
    assert found(path, tmp_path) is None


def test_a_save_after_a_backup_was_opened_asks(tmp_path: Path) -> None:
    path = tmp_path / "orders.sketch.json"
    save(path, parse("lambda fn"))
    path.write_text(CUT)
    with pytest.raises(SaveError):
        Session(path, parse("lambda fn")).save()
    assert path.read_text() == CUT


async def test_a_file_of_a_newer_sketchpad_says_so_all_the_time(tmp_path: Path) -> None:
    path = tmp_path / "orders.sketch.json"
    path.write_text('{"format": 7, "components": [{"id": "fn", "kind": "lambda"}]}')
    app = Sketchpad(Session.open(path))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert "read-only: a newer sketchpad made it (format 7)" in screen_text(app)


async def test_work_on_a_file_that_broke_is_offered_when_it_is_opened_from_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is that of a file in notation, and is JSON as the journal keeps it."""
    path, state = tmp_path / "orders.sketch", tmp_path / "state"
    save(path, parse("lambda fn at 0,0"))
    work = Session.open(path, state=state)
    work.do(Rename("fn", "Orders"))
    work.journal.settle()
    monkeypatch.setattr(processes.Process, "gone", lambda self, idle: True)
    path.write_text("lambda fn at")
    app = Sketchpad(Session(state=state))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        asked: list[Any] = []

        async def ask(question: Any) -> Any:
            asked.append(question)
            match question:
                case OpenFile():
                    return path
                case Confirm():
                    return next(iter(found(path, state).offers))  # type: ignore[union-attr]
            return "Recover"

        monkeypatch.setattr(app.desk, "ask", ask)
        await filing.open_file(app.desk)
        assert [type(question) for question in asked] == [OpenFile, Confirm, Unsaved]
        assert str(app.desk.session.editor.design.components["fn"]) == "Orders"
