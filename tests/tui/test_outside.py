"""The file changes while it is worked on: what is done about it, and that nothing of either version is lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from plain_app import PlainApp, screen_text
from textual.events import AppFocus
from textual.pilot import Pilot

from sketchpad import storage
from sketchpad.editing import Add, Annotate, SetProperty, Take
from sketchpad.model import Component, Design, parse, unparse
from sketchpad.storage import ChangedOnDisk, Saved, dumps, read, save
from sketchpad.storage.locks import Lock, take
from sketchpad.storage.merging import Merged, merge
from sketchpad.storage.outside import News
from sketchpad.storage.places import STATED
from sketchpad.storage.recovery import everything
from sketchpad.tui import versions
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.screens.changed import Changed, Difference, Settle, Versions
from sketchpad.tui.session import Session
from sketchpad.tui.versions import base_of, go_on, seen

BASE = "lambda fn at 0,0 timeout_s=3\nsqs jobs at 1,0\n"


class Editing:
    """An editor on a file, and somebody else who writes it."""

    def __init__(self, app: Sketchpad, pilot: Pilot[int], path: Path) -> None:
        self.app, self.pilot, self.path = app, pilot, path
        self.session = app.desk.session

    @property
    def design(self) -> str:
        return unparse(self.session.editor.design)

    def writes(self, text: str) -> None:
        save(self.path, text)

    async def looks(self) -> str:
        """What the editor says once it has looked at the file."""
        self.app.desk.outside.look()
        await self.settled()
        return self.app.desk.notice

    async def settled(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0.01)
            await self.pilot.pause()
            if self.app.screen is self.app.desk:
                await self.app.workers.wait_for_complete()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settled()


@asynccontextmanager
async def editing(tmp_path: Path, text: str = BASE, state: Path | None = None) -> AsyncIterator[Editing]:
    path = tmp_path / "orders.sketch"
    path.write_text(text)
    app = Sketchpad(Session.open(path, state=state))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        yield Editing(app, pilot, path)


async def test_where_nothing_is_unsaved_the_file_is_taken_in_as_one_step(tmp_path: Path) -> None:
    async with editing(tmp_path) as at:
        at.session.do(Annotate("fn", "mine"))
        at.session.save()
        assert await at.looks() == ""
        at.writes(at.path.read_text() + "sns news\n")
        assert await at.looks() == "orders.sketch changed on disk and is taken in (+1 -0 ~0); u goes back"
        assert "sns news" in at.design
        assert not at.session.unsaved
        at.path.touch()
        at.app.desk.notice = ""
        assert await at.looks() == ""
        await at.press("u")
        assert "sns news" not in at.design
        await at.press("u")
        assert at.design == BASE
        await at.press("U", "U")
        assert not at.session.unsaved
        at.session.do(SetProperty("jobs", "type", "fifo"))
        at.session.save()


async def test_the_file_is_looked_at_when_somebody_comes_back(tmp_path: Path) -> None:
    async with editing(tmp_path) as at:
        for number, back in enumerate((lambda: at.app.post_message(AppFocus()), lambda: resumed(at.app))):
            at.writes(f"{BASE}sns news-{number}\n")
            back()
            await at.settled()
            assert f"sns news-{number}" in at.design


def resumed(app: Sketchpad) -> None:
    """The program was stopped, and goes on."""
    app.app_resume_signal.publish(app)


async def test_what_is_under_way_is_not_disturbed(tmp_path: Path) -> None:
    async with editing(tmp_path) as at:
        for begins, ends in (("m", "escape"), ("e", "escape"), ("question_mark", "escape"), ("slash", "escape")):
            await at.press(begins, *(["enter"] if begins == "e" else []))
            at.writes(f"{BASE}sns {begins}\n".replace("_", "-"))
            await at.looks()
            assert f"sns {begins}".replace("_", "-") not in at.design
            await at.press(*[ends] * 3)
            await at.looks()
            assert f"sns {begins}".replace("_", "-") in at.design


async def test_a_file_that_somebody_else_makes_is_taken_in_or_merged(tmp_path: Path) -> None:
    async with editing(tmp_path) as at:
        at.path.unlink()
        at.app.desk.take_up(Session.open(at.path))
        at.session = at.app.desk.session
        at.writes("sns news\n")
        assert "is taken in (+1 -0 ~0)" in await at.looks()
        at.path.unlink()
        at.app.desk.take_up(Session.open(at.path))
        at.session = at.app.desk.session
        at.session.do(Add(Component(id="q", kind="sqs")))
        at.writes("sns news\n")
        await at.looks()
        await at.press("m")
        assert at.design == "sns news\nsqs q\n"


async def test_another_layout_of_the_same_design_is_no_step(tmp_path: Path) -> None:
    async with editing(tmp_path) as at:
        at.writes(f"# of ours\n{BASE}")
        assert await at.looks() == ""
        assert at.session.editor.done == []
        assert at.session.comments


async def test_where_something_is_unsaved_both_are_merged(tmp_path: Path) -> None:
    async with editing(tmp_path) as at:
        at.session.do(Annotate("fn", "mine"))
        at.writes(BASE.replace("timeout_s=3", "timeout_s=9"))
        await at.looks()
        assert isinstance(at.app.screen, Changed)
        assert "+0 -0 ~1        +0 -0 ~1        0" in screen_text(at.app)
        await at.press("m")
        assert at.design == BASE.replace("timeout_s=3", "note=mine timeout_s=9")
        assert "merged with orders.sketch on disk; ^S saves both" in at.app.desk.notice
        assert at.session.unsaved
        at.session.save()
        assert "note=mine timeout_s=9" in at.path.read_text()


async def test_what_was_seen_before_it_was_merged_is_not_asked_about_again(tmp_path: Path) -> None:
    async with editing(tmp_path) as at:
        at.session.do(Annotate("fn", "mine"))
        at.writes(BASE.replace("timeout_s=3", "timeout_s=9"))
        document = read(at.path)
        await at.looks()
        await at.press("m")
        await at.app.desk.outside.told(News.CHANGED, document.digest)
        await at.settled()
        assert not isinstance(at.app.screen, Changed)


async def test_what_is_done_while_both_are_merged_is_merged_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with editing(tmp_path) as at:
        at.session.do(Annotate("fn", "mine"))
        at.writes(BASE.replace("timeout_s=3", "timeout_s=9"))

        def slow(*three: Design, **more: Any) -> Merged:
            monkeypatch.setattr(versions, "merge", merge)
            found = merge(*three, **more)
            at.session.do(Annotate("jobs", "later"))
            return found

        monkeypatch.setattr(versions, "merge", slow)
        await at.looks()
        await at.press("m")
        assert "note=mine timeout_s=9" in at.design
        assert "note=later" in at.design


async def test_a_copy_that_the_disk_did_not_confirm_is_in_the_trash_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with editing(tmp_path, state=tmp_path / "state") as at:
        at.session.do(Annotate("fn", "mine"))
        at.writes(BASE.replace("timeout_s=3", "timeout_s=9"))
        await at.looks()
        unsure = Saved("", unconfirmed="input/output error")
        monkeypatch.setattr(storage, "save", lambda *given: unsure)
        await at.press("s")
        assert [one.last for one in everything(tmp_path / "state") if one.thrown_away] == ["Note on fn"]


async def test_saving_over_what_was_not_seen_asks_first(tmp_path: Path) -> None:
    async with editing(tmp_path) as at:
        at.session.do(SetProperty("fn", "timeout_s", 5))
        at.writes(BASE.replace("timeout_s=3", "timeout_s=9"))
        await at.press("ctrl+s")
        assert isinstance(at.app.screen, Changed)
        assert "timeout_s=9" in at.path.read_text()
        await at.press("escape")
        assert await at.looks() == "orders.sketch changed on disk; saving asks again"
        assert not isinstance(at.app.screen, Changed)
        await at.press("ctrl+s")
        assert "and ask about the 1 that both changed" in screen_text(at.app)
        await at.press("m")
        assert isinstance(at.app.screen, Settle)
        await at.press("d", "enter")
        assert "timeout_s=9" in at.design
        await at.press("u")
        assert "timeout_s=5" in at.design
        await at.press("ctrl+s")
        assert "timeout_s=5" in at.path.read_text()


async def test_the_other_answers(tmp_path: Path) -> None:
    async with editing(tmp_path) as at:
        at.session.do(SetProperty("fn", "timeout_s", 5))
        at.writes(BASE.replace("timeout_s=3", "timeout_s=9"))
        await at.press("ctrl+s")
        await at.press("s")
        assert "timeout_s=9" in at.design
        assert "timeout_s=5" in (tmp_path / "orders.mine.sketch").read_text()
        at.session.do(SetProperty("fn", "timeout_s", 6))
        at.writes(BASE.replace("timeout_s=3", "timeout_s=10"))
        await at.press("ctrl+s")
        await at.press("o")
        assert "timeout_s=6" in at.path.read_text()
        at.session.do(SetProperty("fn", "timeout_s", 7))
        at.writes(BASE.replace("timeout_s=3", "timeout_s=11"))
        await at.press("ctrl+s")
        await at.press("d")
        assert "timeout_s=11" in at.design
        assert not at.session.unsaved
        await at.press("u")
        assert "timeout_s=7" in at.design


async def test_a_file_that_is_gone_or_cannot_be_read(tmp_path: Path) -> None:
    async with editing(tmp_path) as at:
        at.path.unlink()
        assert await at.looks() == ""
        assert await at.looks() == "orders.sketch is gone from the disk; the design is here, and saving asks"
        at.path.write_text("lambda fn at")
        assert "gone" in await at.looks()
        assert "orders.sketch changed on disk and cannot be read; saving asks" in await at.looks()
        assert at.design == BASE
        at.path.write_text(BASE + "sns news\n")
        assert "is taken in" in await at.looks()
        for content, anyway in ((None, "Write orders.sketch again"), ("lambda fn at", "Overwrite orders.sketch")):
            at.session.do(Annotate("fn", anyway))
            at.path.unlink() if content is None else at.path.write_text(content)
            await at.press("ctrl+s")
            assert anyway in screen_text(at.app)
            await at.press("2")
            assert f'note="{anyway}"' in at.path.read_text()


async def test_what_somebody_else_has_open_is_shown_and_not_changed(tmp_path: Path) -> None:
    (tmp_path / "orders.sketch").write_text(BASE)
    other = take(tmp_path / "orders.sketch", tmp_path / "state")
    assert isinstance(other, Lock)
    async with editing(tmp_path, state=tmp_path / "state") as at:
        assert "open in pid " in screen_text(at.app).splitlines()[0]
        await at.press("d")
        assert "press & to edit anyway" in at.app.desk.notice
        assert at.design == BASE
        await at.press("ampersand", "d")
        assert at.design == "sqs jobs at 1,0\n"
        assert "open in pid" not in screen_text(at.app).splitlines()[0]
    async with editing(tmp_path, state=tmp_path / "state") as at:
        other.release()
        assert await at.looks() == "nobody else has this open any more: it can be edited"
        assert not isinstance(take(at.path, tmp_path / "state"), Lock)
        await at.press("d", "ctrl+s")
    last = take(at.path, tmp_path / "state")
    assert isinstance(last, Lock)
    last.release()


# -- any order ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.fault("C2")
def test_two_editors_in_any_order_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Each edits what the other does not, and merges where saving is refused; whatever was done is in the file."""
    monkeypatch.setenv(STATED, str(tmp_path / "state"))
    dice, path = random.Random(seed), tmp_path / "orders.sketch.json"
    path.write_text(dumps(parse("lambda a; lambda b")))
    both = {"a": Session.open(path), "b": Session.open(path)}
    for number in range(dice.randrange(4, 20)):
        name = dice.choice([*both])
        if dice.random() < 0.6:
            both[name].do(SetProperty(name, f"x{dice.randrange(5)}", number))
        else:
            put(both[name], path)
    for name in ("a", "b", "a"):
        put(both[name], path)
    for name, session in both.items():
        wanted = {
            step.edit.property: step.edit.value for step in session.editor.done if isinstance(step.edit, SetProperty)
        }
        assert read(path).design.components[name].properties == wanted
    assert both["a"].editor.design == read(path).design


def put(session: Session, path: Path) -> None:
    """Save, or merge with what somebody else saved and save that."""
    try:
        session.save()
    except ChangedOnDisk:
        document = read(path)
        found = merge(base_of(session), session.editor.design, document.design)
        assert found.conflicts == ()
        seen(session, document)
        go_on(session, document, Take("merge", found.design))
        session.save()


@pytest.mark.parametrize("why", ["", "a newer sketchpad made this file"])
async def test_the_question_about_two_versions(why: str) -> None:
    names = ("shop.sketch.json", "shop.mine.sketch.json")
    about = Versions(*names, "4 s ago", 12, Difference(2, 0, 4), Difference(1, 1, 3), ("db",), why)
    app = PlainApp(Changed(about))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = screen_text(app)
        assert "Changed by another program 4 s ago. You have 12 unsaved edits." in screen
        assert ("parts    +2 -0 ~4        +1 -1 ~3        1  (db)" in screen) == (why == "")
        await pilot.press(*(("m", "o", "s") if why else "s"))
        await pilot.pause()
    assert app.answers == ["aside"]


async def test_the_question_of_what_stands() -> None:
    three = ("lambda fn timeout_s=3; rds db", "lambda fn timeout_s=9", "lambda fn timeout_s=5; rds db multi_az=true")
    app = PlainApp(Settle(merge(*map(parse, three)).conflicts))
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        assert "db  there or not   ( ) mine: taken away  (x) on disk: rds db multi_az=true" in screen_text(app)
        await pilot.press("space", "down", "space", "enter")
        await pilot.pause()
    assert app.answers == [{("db", ""): "ours", ("fn", "timeout_s"): "theirs"}]
