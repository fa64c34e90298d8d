"""Work that was not saved, in the editor: kept, offered, taken or thrown away; and saving beside the work."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from plain_app import screen_text
from textual.pilot import Pilot

from sketchpad import storage
from sketchpad.editing import Rename
from sketchpad.model import parse
from sketchpad.storage import dumps, journal, processes, read, save
from sketchpad.storage.recovery import everything, left, recovered
from sketchpad.tui import filing, mending
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.endings import Endings
from sketchpad.tui.panels import inspector
from sketchpad.tui.session import Session

SHOP = parse("lambda fn at 0,0\nrds db at 1,0\nfn rw db")


def crashed(folder: Path, *names: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file whose editor was killed after a few edits."""
    path = folder / "shop.sketch.json"
    save(path, SHOP)
    session = Session.open(path, state=folder / "state")
    for name in names:
        session.do(Rename("fn", name))
    monkeypatch.setattr(processes.Process, "gone", lambda self, idle: self.pid != os.getpid() or idle >= 0)
    return path


async def ready(app: Sketchpad, pilot: Pilot[int]) -> None:
    for _ in range(3):
        await pilot.pause()


async def test_unsaved_work_is_offered_shown_and_recovered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = crashed(tmp_path, "Basket", "Orders", monkeypatch=monkeypatch)
    before = path.read_bytes()
    app = Sketchpad(Session.open(path, state=tmp_path / "state"))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        shown = screen_text(app)
        assert "sketchpad stopped without saving shop.sketch.json" in shown
        assert '2 after the last save; the last one: "Rename fn to Orders"' in shown
        assert "not changed since: safe to recover" in shown
        assert "+ lambda fn" not in shown
        await pilot.press("v")
        shown = screen_text(app)
        assert "- lambda fn at 0,0" in shown
        assert "+ lambda fn at 0,0 name=Orders" in shown
        assert path.read_bytes() == before
        await pilot.press("r")
        await ready(app, pilot)
        session = app.desk.session
        assert str(session.editor.design.components["fn"]) == "Orders"
        assert session.unsaved
        assert path.read_bytes() == before
        assert "recovered 2 edits; nothing is written until you save" in screen_text(app)
        await pilot.press("u")
        assert dumps(session.editor.design) == before.decode()
        await pilot.press("U", "ctrl+s")
        await ready(app, pilot)
        assert str(read(path).design.components["fn"]) == "Orders"
        assert not left(tmp_path / "state", path)


async def test_unsaved_work_can_wait_or_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two programs were killed: the work of the one is left for later, that of the other is thrown away."""
    path, state = crashed(tmp_path, "Orders", monkeypatch=monkeypatch), tmp_path / "state"
    crashed(tmp_path, "Basket", "Baskets", monkeypatch=monkeypatch)
    app = Sketchpad(Session.open(path, state=state))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        assert "Rename fn to Baskets" in screen_text(app)
        await pilot.press("i")
        await ready(app, pilot)
        assert "Rename fn to Orders" in screen_text(app)
        await pilot.press("t")
        await ready(app, pilot)
        assert app.screen is app.desk
        assert app.desk.session.editor.design == SHOP
    assert [one.last for one in left(state, path)] == ["Rename fn to Baskets"]
    assert [one.last for one in everything(state) if one.thrown_away] == ["Rename fn to Orders"]


async def test_where_the_file_changed_both_are_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is asked only about what both changed."""
    path = tmp_path / "shop.sketch.json"
    save(path, SHOP)
    session = Session.open(path, state=tmp_path / "state")
    session.do(Rename("fn", "Orders"))
    session.do(Rename("db", "Mine"))
    session.journal.settle()
    monkeypatch.setattr(processes.Process, "gone", lambda self, idle: True)
    parts = SHOP.components
    save(path, SHOP.having(parts["db"].but(name="Theirs"), parse("sqs jobs at 5,5").components["jobs"]))
    app = Sketchpad(Session.open(path, state=tmp_path / "state"))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        assert "changed since: both are merged; 1 conflict to settle" in screen_text(app)
        await pilot.press("r")
        await ready(app, pilot)
        assert "Both changed this: whose stands?" in screen_text(app)
        await pilot.press("d", "enter")
        await ready(app, pilot)
        design = app.desk.session.editor.design
    assert {str(part) for part in design.components.values()} == {"Orders", "Theirs", "jobs"}


async def test_a_file_that_was_torn_is_opened_as_it_was_with_what_was_not_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the machine stops while a file with two names is written over."""
    path, state = tmp_path / "shop.sketch.json", tmp_path / "state"
    save(path, SHOP)
    session = Session.open(path, state=state)
    session.do(Rename("fn", "Orders"))
    session.journal.settle()
    monkeypatch.setattr(processes.Process, "gone", lambda self, idle: True)
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(storage.Unreadable) as caught:
        Session.open(path, state=state)
    app = Sketchpad(Session(state=state), broken=mending.broken(path, caught.value, state))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        assert "Open the backup of" in screen_text(app)
        await pilot.press("1")
        await ready(app, pilot)
        assert "gone, or no longer readable: safe to recover" in screen_text(app)
        await pilot.press("r")
        await ready(app, pilot)
        assert str(app.desk.session.editor.design.components["fn"]) == "Orders"


async def test_a_journal_that_leads_to_the_file_goes_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = crashed(tmp_path, "Orders", "Basket", monkeypatch=monkeypatch)
    save(path, SHOP.having(SHOP.components["fn"].but(name="Basket")))
    app = Sketchpad(Session.open(path, state=tmp_path / "state"))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        assert app.screen is app.desk
    assert not everything(tmp_path / "state")


async def test_leaving_work_unsaved_puts_it_in_the_trash_and_saving_needs_no_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "IDLE", 0.0)
    path = tmp_path / "shop.sketch.json"
    save(path, SHOP)
    app = Sketchpad(Session.open(path, state=tmp_path / "state"))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        await pilot.press("d")
        (kept,) = everything(tmp_path / "state")
        async with asyncio.timeout(2):
            while app.desk.session.journal.due() is not None or not kept.copy:
                await asyncio.sleep(0.01)  # it is forced to the disk, and what it starts from is kept
                (kept,) = everything(tmp_path / "state")
        await pilot.press("ctrl+s")
        await ready(app, pilot)
        assert not everything(tmp_path / "state")
        await pilot.press("u", "ctrl+q", "2")
        await ready(app, pilot)
    assert [one.thrown_away for one in everything(tmp_path / "state")] == [True]


async def test_work_goes_on_beside_a_slow_save_and_quitting_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done meanwhile is unsaved afterwards, a second save waits for its turn, and so does quitting."""
    path = tmp_path / "shop.sketch.json"
    save(path, SHOP)
    go, begun = threading.Event(), []

    def slow(*given: object, **named: object) -> storage.Saved:
        begun.append(given)
        assert go.wait(5)
        return save(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(storage, "save", slow)
    monkeypatch.setattr(filing, "SOON", 0.0)
    app = Sketchpad(Session.open(path, state=tmp_path / "state"))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        await pilot.press("d", "ctrl+s")
        await ready(app, pilot)
        assert "saving shop.sketch.json" in screen_text(app)
        await pilot.press("right", "d", "ctrl+s", "ctrl+s", "ctrl+q")
        assert len(begun) == 1
        assert app.desk.session.unsaved
        go.set()
        async with asyncio.timeout(5):
            while app.is_running:
                await asyncio.sleep(0.01)
    assert len(begun) == 2
    assert not read(path).design.components
    assert not everything(tmp_path / "state")


async def test_where_nothing_can_be_kept_that_is_said_until_it_can(tmp_path: Path) -> None:
    path, state = tmp_path / "shop.sketch.json", tmp_path / "state"
    save(path, SHOP)
    state.write_text("")
    app = Sketchpad(Session.open(path, state=state))
    async with app.run_test(size=(120, 30)) as pilot:

        def header() -> str:
            return screen_text(app).splitlines()[0]

        await ready(app, pilot)
        assert "recovery off: no folder for it can be written" in header()
        await pilot.press("d")
        await ready(app, pilot)
        assert "recovery off: not a directory" in header()
        state.unlink()
        await pilot.press("right", "d")
        await ready(app, pilot)
        assert "recovery" not in header()
        (one,) = everything(state)
        assert recovered(one, state, SHOP, read(path).digest).design == app.desk.session.editor.design


async def test_what_becomes_of_a_save_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes another way or another place, or the disk does not confirm it; until it does, what was done is kept."""
    path, state = tmp_path / "shop.sketch.json", tmp_path / "state"
    save(path, SHOP)

    def shut(*given: Any, in_place: bool = False, **named: Any) -> storage.Saved:
        if not in_place:
            raise storage.OnlyInPlace("the folder takes no new file")
        return replace(save(*given, in_place=True, **named), unconfirmed="input/output error")

    app = Sketchpad(Session.open(path, state=state))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        monkeypatch.setattr(storage, "save", shut)
        await pilot.press("d", "ctrl+s")
        await ready(app, pilot)
        assert "the folder takes no new file" in screen_text(app)
        await pilot.press("2")
        await ready(app, pilot)
        said = "SAVE-006 saved shop.sketch.json, but the disk did not confirm it (input/output error); your edit is"
        assert said in app.desk.notice
        assert read(path).design == SHOP.without(["fn"])
        assert everything(state)

        monkeypatch.setattr(storage, "save", save)
        path.chmod(0o444)
        await pilot.press("right", "d", "ctrl+s")
        await ready(app, pilot)
        shown = " ".join(screen_text(app).replace("│", " ").split())
        said = "SAVE-003 shop.sketch.json was not saved: the file is read-only; the file is unchanged; your 2 edits are"
        assert said in shown
        await pilot.press("1")
        await ready(app, pilot)
        await pilot.press("ctrl+u", *"other", "enter")
        await ready(app, pilot)
        assert not app.desk.session.unsaved
        assert app.desk.session.path == tmp_path / "other.sketch.json"
        assert not everything(state)


async def test_what_is_being_typed_is_kept_after_a_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the program end now; it is no step yet, and Escape takes it back."""
    monkeypatch.setattr(inspector, "PAUSE", 0.01)
    path, state = tmp_path / "shop.sketch.json", tmp_path / "state"
    save(path, SHOP)
    app = Sketchpad(Session.open(path, state=state))
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(app, pilot)
        await pilot.press("e", "enter", *"Orders")
        await asyncio.sleep(0.05)
        await ready(app, pilot)

        def kept() -> set[str]:
            (one,) = everything(state)
            design = recovered(one, state, SHOP, read(path).digest).design
            return {str(part) for part in design.components.values()}

        assert kept() == {"Orders", "db"}
        assert not app.desk.session.unsaved
        await pilot.press("escape")
        assert kept() == {"fn", "db"}
        await pilot.press("enter", *"Basket", "enter")
        await ready(app, pilot)
        assert kept() == {"Basket", "db"}
        assert everything(state)[0].last == "Rename fn to Basket"


def test_what_was_done_is_on_the_disk_before_the_program_is_stopped_for_a_while() -> None:
    told: list[str] = []
    before = signal.signal(signal.SIGTSTP, lambda number, frame: told.append("stopped"))
    endings = Endings(lambda code: None)
    try:
        endings.before_stop(lambda: told.append("kept"))
        os.kill(os.getpid(), signal.SIGTSTP)
        assert told == ["kept", "stopped"]
        endings.leave()
        os.kill(os.getpid(), signal.SIGTSTP)
        assert told == ["kept", "stopped", "stopped"]
    finally:
        signal.signal(signal.SIGTSTP, before)
