"""What was done is found again, however the program ended."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.editing import Editor, Rename, SetProperty
from sketchpad.model import EMPTY, Component, Design, Slot, parse
from sketchpad.storage import dumps, journal, processes, read, save
from sketchpad.storage.backups import Backups
from sketchpad.storage.disk import Disk
from sketchpad.storage.journal import Journal, as_line, records
from sketchpad.storage.recovery import Left, Recovered, everything, left, offers, purge, recovered, tidy

from .disks import Bounded, Failing, Told

SHOP = parse("lambda fn at 0,0\nrds db at 1,0\nfn rw db")


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote a journal is gone."""
    monkeypatch.setattr(processes.Process, "gone", lambda self, idle: True)


def opened(folder: Path, disk: Disk | None = None) -> tuple[Path, Journal]:
    """A file with the shop, and the journal of it."""
    path = folder / "shop.sketch.json"
    digest = save(path, SHOP).digest
    kept = Journal(folder / "state", disk or Disk())
    kept.begin(SHOP, path, digest)
    return path, kept


def moved(design: Design, column: int) -> Design:
    return design.having(design.components["fn"].but(at=Slot(column, 9)))


def edited(kept: Journal, *columns: int) -> Design:
    design = SHOP
    for column in columns:
        design = moved(design, column)
        kept.record(f"move fn to {column}", design)
    return design


def found(folder: Path, path: Path | None) -> tuple[Left, Recovered]:
    (journal,) = left(folder / "state", path)
    document = read(path) if path is not None and path.exists() else None
    there, digest = (document.design, document.digest) if document else (EMPTY, None)
    return journal, recovered(journal, folder / "state", there, digest)


def test_nothing_is_kept_before_something_is_done(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    kept.settle()
    assert not left(tmp_path / "state", path)
    assert kept.due() is None


def test_an_edit_is_found_again(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    last = edited(kept, 1, 2, 3)
    journal, again = found(tmp_path, path)
    assert (journal.edits, journal.last, journal.path) == (3, "move fn to 3", str(path))
    assert (again.design, again.unchanged, again.whole) == (last, True, True)
    assert offers(again, SHOP)
    assert os.stat(kept.place).st_mode & 0o777 == 0o600
    assert os.stat(os.path.dirname(kept.place)).st_mode & 0o777 == 0o700


def test_an_edit_is_one_write(tmp_path: Path) -> None:
    told: list[str] = []
    _, kept = opened(tmp_path, Told(lambda name, given: told.append(name)))
    edited(kept, 1)
    told.clear()
    edited(kept, 2)
    assert told == ["write"]


def test_edits_reach_the_disk_by_the_rhythm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a second of rest, after five seconds in any case, and after fifty edits."""
    now, told = [100.0], []
    monkeypatch.setattr(journal.time, "monotonic", lambda: now[0])
    _, kept = opened(tmp_path, Told(lambda name, given: told.append(name)))
    wakes: list[float | None] = []
    kept.wake = lambda: wakes.append(kept.due())
    for seconds in (0, 0.6, 3.0, 1.3):
        now[0] += seconds
        edited(kept, int(now[0] * 10))
    assert wakes == pytest.approx([1.0, 1.0, 1.0, 0.1])
    told.clear()
    kept.settle()
    assert told[0] == "fsync"
    assert kept.due() is None
    edited(kept, *range(50))
    assert kept.due() == 0
    kept.sync()
    assert kept.due() is None


def test_the_end_of_a_program_forces_what_was_written_to_the_disk(tmp_path: Path) -> None:
    told: list[str] = []
    _, kept = opened(tmp_path, Told(lambda name, given: told.append(name)))
    edited(kept, 1)
    told.clear()
    kept.sync()
    assert told == ["fsync"]


def test_undoing_and_redoing_is_found_again_too(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    editor = Editor(SHOP, watch=lambda words, before, after: kept.record(words, after))
    editor.do(SetProperty("db", "engine", "mysql"))
    editor.do(Rename("fn", "Orders"))
    editor.undo()
    assert found(tmp_path, path)[1].design == editor.design
    assert found(tmp_path, path)[0].last == "undo Rename fn to Orders"
    editor.undo()
    again = found(tmp_path, path)[1]
    assert dumps(again.design) == dumps(SHOP)
    assert not offers(again, SHOP)


setting = st.builds(SetProperty, st.sampled_from(["fn", "db"]), st.sampled_from("ab"), st.sampled_from([1, True, "x"]))
steps = st.lists(st.sampled_from(["undo", "redo"]) | setting, max_size=12)


@given(steps)
@settings(max_examples=60, deadline=None)
def test_what_is_found_again_is_the_design_after_any_steps(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path, kept = opened(folder)
    editor = Editor(SHOP, watch=lambda words, before, after: kept.record(words, after))
    for step in steps:
        if isinstance(step, str):
            getattr(editor, step)()
        else:
            editor.do(step)
    here = everything(folder / "state")
    design = recovered(here[0], folder / "state", SHOP, read(path).digest).design if here else SHOP
    assert dumps(design) == dumps(editor.design)


def test_a_journal_that_is_cut_off_anywhere_loses_only_what_was_cut(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    edited(kept, 1)
    kept.settle()
    edited(kept, 2)
    edited(kept, 3)
    whole = Path(kept.place).read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    digest = read(path).digest
    for size in range(ends[0] - 3, len(whole) + 1, 5):
        Path(kept.place).write_bytes(whole[:size] + b"\0" * (size % 3))
        here = left(tmp_path / "state", path)
        lines = sum(end <= size for end in ends)
        assert bool(here) == (lines > 0)
        if here:
            at = recovered(here[0], tmp_path / "state", SHOP, digest).design.components["fn"].at
            assert at == [None, (0, 0), (1, 9), (1, 9), (2, 9), (3, 9)][lines]


@pytest.mark.parametrize("at", range(0, 400, 7))
def test_a_bit_that_fell_over_is_seen(tmp_path: Path, dead: None, at: int) -> None:
    path, kept = opened(tmp_path)
    edited(kept, 1, 2)
    data = bytearray(Path(kept.place).read_bytes())
    data[-1 - at % len(data)] ^= 4
    Path(kept.place).write_bytes(data)
    for one in left(tmp_path / "state", path):
        assert recovered(one, tmp_path / "state", SHOP, read(path).digest).design.components["fn"].at in (
            (0, 0),
            (1, 9),
        )


def test_where_the_file_changed_the_edits_start_from_what_was_kept(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    edited(kept, 1)
    kept.settle()
    last = edited(kept, 2)
    save(path, parse("sqs theirs"))
    again = found(tmp_path, path)[1]
    assert (again.design, again.base, again.unchanged, again.certain) == (last, SHOP, False, True)
    path.unlink()
    assert found(tmp_path, path)[1].design == last


def test_where_nothing_was_kept_yet_the_edits_are_made_to_what_is_there(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    edited(kept, 1)
    save(path, SHOP.having(Component(id="theirs", kind="sqs")))
    again = found(tmp_path, path)[1]
    assert not again.certain
    assert "theirs" in again.design
    assert again.design.components["fn"].at == (1, 9)


def test_a_design_without_a_file_is_found_again(tmp_path: Path, dead: None) -> None:
    kept = Journal(tmp_path / "state")
    kept.begin(SHOP, None, None)
    last = edited(kept, 1)
    kept.settle()
    journal, again = found(tmp_path, None)
    assert (again.design, journal.name) == (last, "untitled")


def test_what_was_taken_away_from_a_design_without_a_file_stays_away(tmp_path: Path, dead: None) -> None:
    """As when a broken file was opened from a copy, and is opened from it again after a crash."""
    path = tmp_path / "shop.sketch.json"
    kept = Journal(tmp_path / "state")
    kept.begin(SHOP, path, None)
    kept.record("Remove db", SHOP.without(["db"]))
    (journal,) = left(tmp_path / "state", path)
    assert recovered(journal, tmp_path / "state", SHOP, None).design == SHOP.without(["db"])


def test_what_is_saved_needs_no_journal(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    last = edited(kept, 1)
    kept.saved(path, last, save(path, last).digest)
    assert not everything(tmp_path / "state")
    further = edited(kept, 2)
    assert found(tmp_path, path)[1].design == further


def test_what_is_done_while_saving_stays(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    saving = edited(kept, 1)
    digest = save(path, saving).digest
    further = edited(kept, 2)
    kept.saved(path, saving, digest)
    journal, again = found(tmp_path, path)
    assert (again.design, again.unchanged, journal.base) == (further, True, digest)


def test_what_the_disk_did_not_confirm_keeps_its_journal(tmp_path: Path, dead: None) -> None:
    """Whichever version the disk has after that, nothing is missing."""
    path, kept = opened(tmp_path)
    before = path.read_bytes()
    saving = edited(kept, 1)
    kept.saved(path, saving, save(path, saving).digest, confirmed=False)
    last = edited(kept, 2)
    assert found(tmp_path, path)[1] == Recovered(last, saving, unchanged=True)
    path.write_bytes(before)
    assert found(tmp_path, path)[1] == Recovered(last, SHOP, unchanged=True)


def test_a_long_journal_is_made_short(tmp_path: Path, dead: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LARGE", 2000)
    path, kept = opened(tmp_path)
    kept.begin(SHOP, path, read(path).digest)
    last = edited(kept, *range(1, 60))
    kept.settle()
    assert os.path.getsize(kept.place) < 2000
    again, last = found(tmp_path, path), edited(kept, 77)
    assert (again[0].edits, again[1].design) == (59, moved(SHOP, 59))
    again = found(tmp_path, path)
    assert (again[0].edits, again[1].design, again[0].last) == (60, last, "move fn to 77")
    assert os.listdir(tmp_path / "state" / "recovery") == [os.path.basename(kept.place)]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("call", ["make_folder", "open", "write"])
@pytest.mark.fault("B12")
def test_where_no_journal_can_be_written_that_is_said(tmp_path: Path, dead: None, call: str, number: int) -> None:
    path = tmp_path / "shop.sketch.json"
    digest = save(path, SHOP).digest
    if call != "make_folder":
        (tmp_path / "state" / "recovery").mkdir(parents=True)
    kept = Journal(tmp_path / "state", Failing(number, 1, call))
    kept.begin(SHOP, path, digest)
    edited(kept, 1)
    assert kept.off == os.strerror(number).lower()
    assert not left(tmp_path / "state", path)
    last = edited(kept, 2)
    assert not kept.off
    assert found(tmp_path, path)[1].design == last


def test_a_full_disk_hides_no_later_edit(tmp_path: Path, dead: None) -> None:
    """Half a record is taken away again, so that the next one stands where it is found."""
    path, kept = opened(tmp_path)
    last = edited(kept, 1)
    kept._disk = Bounded(40)
    edited(kept, 2)
    assert kept.off == "no space left on device"
    assert found(tmp_path, path)[1].design == last
    kept._disk = Disk()
    last = edited(kept, 3)
    assert found(tmp_path, path)[1].design == last


def test_what_no_file_can_hold_is_said(tmp_path: Path) -> None:
    _, kept = opened(tmp_path)
    kept.record("odd", SHOP.having(Component(id="x", kind="sqs", properties={"p": float("inf")})))
    assert kept.off == "the design holds what no file can"


def test_what_is_thrown_away_stays_in_the_trash_for_a_month(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    last = edited(kept, 1)
    kept.discard()
    assert not left(tmp_path / "state", path)
    (journal,) = everything(tmp_path / "state")
    assert journal.thrown_away
    assert recovered(journal, tmp_path / "state", SHOP, read(path).digest).design == last
    now = os.stat(journal.place).st_mtime
    tidy(tmp_path / "state", now + 29 * 86_400)
    assert everything(tmp_path / "state")
    tidy(tmp_path / "state", now + 31 * 86_400)
    assert not everything(tmp_path / "state")


def test_purging_leaves_nothing_but_what_a_running_program_needs(tmp_path: Path) -> None:
    path, kept = opened(tmp_path)
    edited(kept, 1)
    Backups(tmp_path / "state" / "backups").keep(str(path), b"old")
    other = Journal(tmp_path / "state")
    other.begin(SHOP, path, None)
    edited(other, 5)
    other.discard()
    assert purge(tmp_path / "state") > 1
    assert [journal.place for journal in everything(tmp_path / "state")] == [kept.place]
    assert not Backups(tmp_path / "state" / "backups").of(str(path))


def test_the_journal_of_a_running_program_is_left_to_it(tmp_path: Path) -> None:
    path, kept = opened(tmp_path)
    edited(kept, 1)
    assert not left(tmp_path / "state", path)
    assert everything(tmp_path / "state")


@pytest.mark.parametrize(
    ("change", "idle", "gone"),
    [
        ({}, 0, False),
        ({"pid": 4_000_000}, 0, True),
        ({"start": "1"}, 0, True),
        ({"boot": "before"}, 0, True),
        ({"host": "elsewhere"}, 3600, False),
        ({"host": "elsewhere"}, 25 * 3600, True),
    ],
)
def test_when_a_program_counts_as_gone(change: dict[str, Any], idle: float, gone: bool) -> None:
    process = processes.Process.of(processes.present().as_object() | change)
    assert process.gone(idle) == gone


KILLED = """
import os, sys
from sketchpad.storage import read
from sketchpad.storage.journal import Journal
from sketchpad.model import Slot
path, state, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
document = read(path)
kept = Journal(state)
kept.begin(document.design, path, document.digest)
design = document.design
for column in range(count):
    design = design.having(design.components["fn"].but(at=Slot(column, 9)))
    kept.record("move", design)
    os.write(1, b"%d\\n" % column)
os.kill(os.getpid(), 9)
"""


def test_a_program_that_is_killed_loses_no_edit(tmp_path: Path) -> None:
    path, _ = opened(tmp_path)
    ran = subprocess.run([sys.executable, "-c", KILLED, path, tmp_path / "state", "40"], capture_output=True)
    assert (ran.returncode, ran.stdout.split()[-1]) == (-9, b"39")
    journal, again = found(tmp_path, path)
    assert (journal.edits, again.design) == (40, moved(SHOP, 39))


def test_lines_hold_what_they_were_given() -> None:
    line = as_line('{"x":"half \ud83d"}')
    assert line.endswith(b'{"x":"half \\ud83d"}\n')
    assert list(records(line * 2 + line[:-1])) == [{"x": "half \ud83d"}] * 2
    assert list(records(b"00000000 {}\n" + line)) == []


def test_what_nobody_asks_for_goes_to_the_trash_after_a_month_and_later_for_good(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    edited(kept, 1)
    now = time.time()
    tidy(tmp_path / "state", now + 29 * 86_400)
    assert left(tmp_path / "state", path)
    tidy(tmp_path / "state", now + 31 * 86_400)
    assert not left(tmp_path / "state", path)
    assert [one.thrown_away for one in everything(tmp_path / "state")] == [True]


# -- what the disk did not confirm -----------------------------------------------------------------------------------


def test_what_the_disk_refused_once_is_written_anew(tmp_path: Path, dead: None) -> None:
    """A sync that failed says nothing of the next: until all is written to another file, it is said."""
    path, kept = opened(tmp_path)
    edited(kept, 1)
    kept._disk = Failing(errno.EIO, 1, "fsync")
    first = os.stat(kept.place).st_ino
    kept.sync()
    last = edited(kept, 1, 2)
    assert kept.off == "input/output error"
    kept.settle()
    assert not kept.off
    assert os.stat(kept.place).st_ino != first
    assert found(tmp_path, path)[1].design == last


def test_half_a_record_that_cannot_be_taken_away_hides_no_later_edit(tmp_path: Path, dead: None) -> None:
    class Stuck(Bounded):
        def truncate(self, handle: int, size: int) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    path, kept = opened(tmp_path)
    edited(kept, 1)
    kept._disk = Stuck(40)
    edited(kept, 2)
    kept._disk = Disk()
    last = edited(kept, 3)
    assert kept.off == "no space left on device"
    kept.settle()
    assert not kept.off
    assert found(tmp_path, path)[1].design == last


def test_a_save_ends_a_journal_that_could_not_be_gone_on_with(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    edited(kept, 1)
    kept._disk = Bounded(0)
    last = edited(kept, 2)
    assert kept.off
    kept._disk = Disk()
    kept.saved(path, last, save(path, last).digest)
    assert not kept.off
    assert not left(tmp_path / "state", path)


def test_a_save_that_the_disk_did_not_confirm_leaves_the_journal_to_the_next_start(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    last = edited(kept, 1, 2)
    kept.saved(path, last, save(path, last).digest, confirmed=False)
    kept.remove()
    assert not offers(found(tmp_path, path)[1], last)
    save(path, SHOP)  # the power went, and the file is what it was
    assert found(tmp_path, path)[1].design == last


def test_a_save_elsewhere_that_the_disk_did_not_confirm_is_followed(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    first, other = edited(kept, 1), tmp_path / "other.sketch.json"
    kept.saved(other, first, save(other, first).digest, confirmed=False)
    last = moved(first, 2)
    kept.record("move fn to 2", last)
    assert found(tmp_path, path)[1].design == first
    assert found(tmp_path, other)[1].design == last
    kept.saved(other, last, save(other, last).digest)
    assert not left(tmp_path / "state", other)


def test_what_was_done_while_saving_has_its_name_on_the_disk_before_the_old_journal_goes(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    path, kept = opened(tmp_path, Told(lambda name, given: told.append((name, str(given[0])))))
    first = edited(kept, 1)
    old = kept.place
    kept.record("move fn to 2", moved(first, 2))
    told.clear()
    kept.saved(path, first, save(path, first).digest)
    assert told.index(("sync_folder", os.path.dirname(old))) < told.index(("unlink", old))


def test_folders_that_were_missing_are_confirmed_in_theirs(tmp_path: Path) -> None:
    told: list[str] = []
    disk = Told(lambda name, given: told.append(str(given[0])) if name == "sync_folder" else None)
    disk.make_folder(str(tmp_path / "state" / "recovery"))
    disk.make_folder(str(tmp_path / "state" / "recovery"))
    assert told == [str(tmp_path / "state"), str(tmp_path)]


def test_where_a_journal_kept_no_copy_that_of_whoever_saved_over_the_file_will_do(tmp_path: Path, dead: None) -> None:
    path, kept = opened(tmp_path)
    last = edited(kept, 1)
    theirs = SHOP.having(Component(id="queue", kind="sqs"))
    save(path, theirs, backups=Backups(tmp_path / "state" / "backups"))
    again = found(tmp_path, path)[1]
    assert (again.certain, again.unchanged) == (True, False)
    assert (again.base, again.design) == (SHOP, last)


def test_what_stands_behind_damage_is_missed_aloud(tmp_path: Path, dead: None) -> None:
    """A journal with a hole is offered and said to be damaged, also where what is before the hole is in the file."""
    path, kept = opened(tmp_path)
    edited(kept, 1, 2, 3)
    place = Path(kept.place)
    head, first, *rest = place.read_bytes().split(b"\n")
    for hole in (bytes(len(first)), first[:-1], b""):
        place.write_bytes(b"\n".join((head, hole, *rest)))
        again = found(tmp_path, path)[1]
        assert (again.design, again.whole, offers(again, SHOP)) == (SHOP, False, True)


def test_what_running_programs_start_from_is_not_purged(tmp_path: Path) -> None:
    path, kept = opened(tmp_path)
    last = edited(kept, 1)
    kept.settle()
    copies = Backups(tmp_path / "state" / "backups")
    copies.keep(str(path), b"an older one")
    purge(tmp_path / "state")
    (journal,) = everything(tmp_path / "state")
    assert [copy.digest for copy in copies.of(str(path))] == [journal.copy]
    save(path, EMPTY)
    document = read(path)
    again = recovered(journal, tmp_path / "state", document.design, document.digest)
    assert (again.certain, again.design) == (True, last)
