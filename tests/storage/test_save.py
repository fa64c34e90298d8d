"""All or nothing."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sketchpad.model import Component, Design, parse
from sketchpad.storage import ABSENT, ChangedOnDisk, OnlyInPlace, SaveError, dumps, read, save
from sketchpad.storage.backups import Backups
from sketchpad.storage.disk import Disk

from .disks import Bounded, Failing, Told, WithoutExchange

DESIGN = Design(name="new").having(Component(id="jobs", kind="sqs"))
OLD = '{\n  "format": 1,\n  "name": "old"\n}\n'


def test_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "new.sketch.json"
    saved = save(path, DESIGN)
    assert path.read_text() == dumps(DESIGN)
    assert saved.digest == read(path).digest
    assert os.listdir(tmp_path) == ["new.sketch.json"]
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.sketch.json"
    path.write_text(OLD)
    path.chmod(0o640)
    save(path, DESIGN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real" / "a.sketch.json", tmp_path / "link.sketch.json"
    target.parent.mkdir()
    target.write_text(OLD)
    link.symlink_to(target)
    save(link, DESIGN)
    assert link.is_symlink()
    assert target.read_text() == dumps(DESIGN)


TARGETS = ("new", "plain", "link", "second name")


def put(folder: Path, target: str) -> tuple[Path, str | None]:
    """A file to save to, and the digest of what is in it."""
    path = folder / "a.sketch.json"
    if target == "new":
        return path, ABSENT
    real = folder / "real.sketch.json" if target == "link" else path
    real.write_text(OLD)
    if target == "link":
        path.symlink_to(real)
    if target == "second name":
        os.link(path, folder / "b.sketch.json")
    return path, read(path).digest


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_whichever_call_fails_the_file_is_old_or_new(tmp_path: Path, target: str, number: int) -> None:
    """Each call fails in its turn, until one save gets through with no failure."""
    for at in range(1, 100):
        folder = tmp_path / str(at)
        folder.mkdir()
        path, digest = put(folder, target)
        disk, before = Failing(number, at), {*os.listdir(folder), "state"}
        said = trying(lambda: save(path, DESIGN, digest, backups=Backups(folder / "state"), disk=disk))  # noqa: B023
        if said:
            assert (path.read_text() == OLD) if path.exists() else target == "new", (at, said)
            assert "unchanged" in said, at
        else:
            assert path.read_text() == dumps(DESIGN), at
            before.add(path.name)
        assert {*os.listdir(folder), "state"} == before or disk.failed == "unlink"
        if not disk.failed:
            return
    pytest.fail("a save makes more calls than anybody thought")


def trying(run: Callable[[], object]) -> str:
    """Why something was not saved; empty where it was."""
    try:
        run()
    except SaveError as error:
        return error.message
    return ""


def test_nothing_is_written_over_before_the_new_version_is_on_the_disk(tmp_path: Path) -> None:
    """What is in the way of a torn file: the old one is not touched until the new one was forced to the disk."""
    path, digest = put(tmp_path, "plain")
    told: list[tuple[str, Any]] = []

    def tell(name: str, given: tuple[Any, ...]) -> None:
        if name == "open" and given[0] == str(path):
            assert not given[1] & (os.O_WRONLY | os.O_RDWR | os.O_TRUNC)
        new = name == "write" and bytes(given[1]).decode() == dumps(DESIGN)
        told.append(("new", given[0]) if new else (name, given[0] if given else None))

    save(path, DESIGN, digest, disk=Told(tell))
    at, handle = next((at, what[1]) for at, what in enumerate(told) if what[0] == "new")
    closed = told.index(("close", handle), at)
    exchanged = next(at for at, what in enumerate(told) if what[0] == "exchange")
    assert ("fsync", handle) in told[at:closed]
    assert closed < exchanged < told.index(("sync_folder", str(tmp_path)))


def test_a_full_disk_is_said_with_what_is_needed(tmp_path: Path) -> None:
    path, digest = put(tmp_path, "plain")
    with pytest.raises(SaveError, match=r"no space left in .* \(needs \d+ bytes, 0 bytes free\); the"):
        save(path, DESIGN, digest, disk=Bounded(20))
    assert path.read_text() == OLD
    assert os.listdir(tmp_path) == ["a.sketch.json"]


def test_a_full_disk_leaves_a_file_with_two_names_as_it_was(tmp_path: Path) -> None:
    path, digest = put(tmp_path, "second name")
    longer = DESIGN.but(about="x" * 500)
    with pytest.raises(SaveError, match="the file is unchanged"):
        save(path, longer, digest, disk=Bounded(20 + len(OLD)), backups=Backups(tmp_path / "state"))
    assert path.read_text() == OLD


def test_short_and_interrupted_writes_are_continued(tmp_path: Path) -> None:
    class Slow(Bounded):
        def write(self, handle: int, data: bytes | memoryview) -> int:
            self.turn = not getattr(self, "turn", False)
            if self.turn:
                raise InterruptedError
            return super().write(handle, data)

    save(tmp_path / "a.sketch.json", DESIGN, disk=Slow(1000, piece=7))
    assert (tmp_path / "a.sketch.json").read_text() == dumps(DESIGN)


def test_a_folder_that_is_not_confirmed(tmp_path: Path) -> None:
    path, digest = put(tmp_path, "plain")

    def fail(name: str, given: tuple[Any, ...]) -> None:
        if (name, given[:1]) == ("sync_folder", (str(path.parent),)):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    saved = save(path, DESIGN, digest, disk=Told(fail))
    assert path.read_text() == dumps(DESIGN)
    assert saved.unconfirmed == "input/output error"


@pytest.mark.parametrize("disk", [Disk(), WithoutExchange()])
def test_a_change_on_disk_is_seen(tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "a.sketch.json"
    path.write_text(OLD)
    digest = read(path).digest
    os.utime(path, (1, 1))
    assert save(path, DESIGN, digest, disk=disk).digest == read(path).digest
    with pytest.raises(ChangedOnDisk, match="changed on disk"):
        save(path, DESIGN, digest, disk=disk)
    path.unlink()
    with pytest.raises(ChangedOnDisk, match="deleted"):
        save(path, DESIGN, digest, disk=disk)
    assert os.listdir(tmp_path) == []
    path.write_text(OLD)
    with pytest.raises(ChangedOnDisk, match="exists already"):
        save(path, DESIGN, ABSENT, disk=disk)
    assert path.read_text() == OLD


@pytest.mark.parametrize("before", ["exchange", "open", "fsync", "chmod"])
@pytest.mark.parametrize("writes", ["over", "beside"])
def test_a_change_in_the_moment_of_saving_is_seen(tmp_path: Path, before: str, writes: str) -> None:
    """Another program writes between the look at the file and its replacement."""
    path, digest = put(tmp_path, "plain")
    theirs = OLD.replace("old", "theirs")

    def tell(name: str, given: tuple[Any, ...]) -> None:
        if name == before and path.read_text() == OLD and (name != "open" or ".tmp" in given[0]):
            if writes == "over":
                path.write_text(theirs)
            else:
                (tmp_path / "other").write_text(theirs)
                (tmp_path / "other").replace(path)

    with pytest.raises(ChangedOnDisk, match="changed on disk while it was saved"):
        save(path, DESIGN, digest, disk=Told(tell))
    assert path.read_text() == theirs
    assert os.listdir(tmp_path) == ["a.sketch.json"]


def test_a_file_that_appears_in_the_moment_of_saving_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.sketch.json"

    def tell(name: str, given: tuple[Any, ...]) -> None:
        if name == "place":
            path.write_text(OLD)

    with pytest.raises(ChangedOnDisk, match="made the file meanwhile"):
        save(path, DESIGN, ABSENT, disk=Told(tell))
    assert path.read_text() == OLD


def test_what_is_displaced_is_kept(tmp_path: Path) -> None:
    path, digest = put(tmp_path, "link")
    kept = Backups(tmp_path / "state")
    save(path, DESIGN, digest, backups=kept)
    (copy,) = kept.of(str(path))
    assert copy.digest == digest
    assert copy.path == str(tmp_path / "real.sketch.json")
    assert kept.content(str(path), digest) == OLD.encode()
    saved = save(path, DESIGN, backups=Backups(path / "no folder"))
    assert not saved.uncopied
    assert save(path, DESIGN.but(name="x"), backups=Backups(path / "no folder")).uncopied == "not a directory"


@pytest.mark.fault("B8")
def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="found a directory"):
        save(tmp_path, DESIGN)
    with pytest.raises(SaveError, match="no such folder"):
        save(tmp_path / "none" / "a.sketch.json", DESIGN)
    with pytest.raises(SaveError, match="no name of a file"):
        save(f"{tmp_path}/a\0b", DESIGN)
    loop = tmp_path / "loop.sketch.json"
    loop.symlink_to(loop)
    with pytest.raises(SaveError, match="leads back to itself; the file is unchanged"):
        save(loop, DESIGN)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for odd in (pipe, "/dev/null", "/dev/stdout", "/dev/fd/1"):
        with pytest.raises(SaveError, match="no ordinary file"):
            save(odd, DESIGN)


@pytest.mark.fault("B8")
def test_pipes_and_devices_take_what_is_streamed(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    save(pipe, DESIGN, stream=True)
    assert os.read(reader, 1000).decode() == dumps(DESIGN)
    os.close(reader)
    with pytest.raises(SaveError, match="no space left in /dev"):
        save("/dev/full", DESIGN, stream=True)


@pytest.mark.fault("B6")
def test_a_link_that_leads_nowhere_makes_what_it_leads_to(tmp_path: Path) -> None:
    link, chain = tmp_path / "link.sketch.json", tmp_path / "chain.sketch.json"
    link.symlink_to("real.sketch.json")
    chain.symlink_to(link)
    save(chain, DESIGN, ABSENT)
    assert (link.is_symlink(), chain.is_symlink()) == (True, True)
    assert (tmp_path / "real.sketch.json").read_text() == dumps(DESIGN)


@pytest.mark.fault("B6")
def test_a_link_that_was_turned_to_another_file(tmp_path: Path) -> None:
    path, digest = put(tmp_path, "link")
    other = tmp_path / "other.sketch.json"
    other.write_text(OLD.replace("old", "other"))

    def turn(name: str = "open", given: tuple[Any, ...] = (".tmp",)) -> None:
        if name == "open" and ".tmp" in given[0]:
            path.unlink()
            path.symlink_to(other)

    with pytest.raises(ChangedOnDisk, match="leads to another file"):
        save(path, DESIGN, digest, disk=Told(turn))
    with pytest.raises(ChangedOnDisk, match="changed on disk"):
        save(path, DESIGN, digest)
    assert "other" in other.read_text()
    assert (tmp_path / "real.sketch.json").read_text() == OLD


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o2755])
@pytest.mark.fault("B7")
def test_a_file_keeps_its_permissions_and_attributes(tmp_path: Path, mode: int) -> None:
    path, digest = put(tmp_path, "plain")
    path.chmod(mode)
    try:
        os.setxattr(path, "user.note", b"mine")
    except OSError:
        pytest.skip("no attributes here")
    save(path, DESIGN, digest)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert os.getxattr(path, "user.note") == b"mine"


@pytest.mark.fault("B7")
def test_a_file_stays_that_of_its_owner(tmp_path: Path) -> None:
    """By a new file of the same owner where that is possible, else by writing over the old one."""
    if os.geteuid():
        pytest.skip("only root can give a file away")
    path, digest = put(tmp_path, "plain")
    os.chown(path, 1234, 4321)
    before = path.stat()
    saved = save(path, DESIGN, digest)
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 4321)
    assert path.stat().st_ino != before.st_ino
    before = path.stat()
    save(path, DESIGN.but(name="x"), saved.digest, disk=Failing(errno.EPERM, 1, "chown"))
    assert (path.stat().st_uid, path.stat().st_ino) == (1234, before.st_ino)


@pytest.mark.parametrize("call", ["chown", "set_attribute"])
@pytest.mark.fault("B7")
def test_where_a_new_file_cannot_be_like_the_old_one_that_is_written_over(tmp_path: Path, call: str) -> None:
    path, digest = put(tmp_path, "plain")

    class Odd(Failing):
        def attributes(self, path: str) -> dict[str, bytes]:
            return {} if ".tmp" in path else {"system.posix_acl_access": b"odd"}

    if call == "chown":
        disk: Disk = Failing(errno.EPERM, 1, "chown")
        disk.stat = lambda path: os.stat("/dev/null" if ".tmp" in str(path) else path)  # type: ignore[method-assign]
    else:
        disk = Odd(errno.EPERM, 1, "set_attribute")
        disk.attributes = lambda path: {} if ".tmp" in path else {"system.acl": b"x"}  # type: ignore[method-assign]
    before, kept = path.stat(), Backups(tmp_path / "state")
    save(path, DESIGN, digest, disk=disk, backups=kept)
    assert path.stat().st_ino == before.st_ino
    assert path.read_text() == dumps(DESIGN)
    assert digest in {copy.digest for copy in kept.of(str(path))}


@pytest.mark.fault("B7")
def test_another_name_of_a_file_sees_what_is_saved(tmp_path: Path) -> None:
    path, digest = put(tmp_path, "second name")
    kept = Backups(tmp_path / "state")
    save(path, DESIGN, digest, backups=kept)
    assert (tmp_path / "b.sketch.json").read_text() == dumps(DESIGN)
    assert path.stat().st_nlink == 2
    with pytest.raises(SaveError, match="no copy of it can be kept: not a directory; the file is unchanged"):
        save(path, DESIGN.but(name="x"), backups=Backups(path / "no folder"))
    assert path.read_text() == dumps(DESIGN)


@pytest.mark.fault("B4")
def test_a_folder_that_takes_no_new_file_is_asked_about(tmp_path: Path) -> None:
    path, digest = put(tmp_path, "plain")

    class Shut(Disk):
        def open(self, path: str, flags: int, mode: int = 0o600) -> int:
            if flags & os.O_CREAT:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return super().open(path, flags, mode)

    with pytest.raises(OnlyInPlace, match=r"takes no new file \(permission denied\); the file is unchanged"):
        save(path, DESIGN, digest, disk=Shut())
    assert path.read_text() == OLD
    before = path.stat().st_ino
    save(path, DESIGN, digest, disk=Shut(), in_place=True, backups=Backups(tmp_path / "state"))
    assert path.stat().st_ino == before
    assert path.read_text() == dumps(DESIGN)
    with pytest.raises(SaveError, match="permission denied"):
        save(tmp_path / "new.sketch.json", DESIGN, disk=Shut())


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.fault("B5")
def test_a_read_only_file_is_left_alone(tmp_path: Path, in_place: bool) -> None:
    path, digest = put(tmp_path, "plain")
    path.chmod(0o444)
    with pytest.raises(SaveError, match="the file is read-only; the file is unchanged"):
        save(path, DESIGN, digest, in_place=in_place)
    assert path.read_text() == OLD


ODD = ["line\nbreak", "\x1b[31m", "x" * 255, "-x", "\U0001f4c0.sketch.json", "\u05d0\u05d1", "é" * 127, b"\xff\xfe"]


@pytest.mark.parametrize("name", ODD, ids=ascii)
@pytest.mark.fault("B10")
def test_a_name_may_be_anything(tmp_path: Path, name: str | bytes) -> None:
    path = os.path.join(tmp_path, os.fsdecode(name))
    saved = save(path, DESIGN)
    save(path, DESIGN.but(name="x"), saved.digest)
    assert os.listdir(os.fsencode(tmp_path)) == [os.fsencode(name)]


@pytest.mark.fault("B11")
def test_only_what_our_own_left_long_ago_is_swept(tmp_path: Path) -> None:
    path, digest = put(tmp_path, "plain")
    gone = 4_000_000
    old, young = f".a.sketch.json.{gone}.0123abcd.tmp", f".a.sketch.json.{gone}.0123abce.tmp"
    alive, other = f".a.sketch.json.{os.getpid()}.0123abcd.tmp", f".b.sketch.json.{gone}.0123abcd.tmp"
    for name in (old, young, alive, other, ".a.sketch.json.tmp"):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (1, 1)) if name != young else None
    save(path, DESIGN, digest)
    assert sorted(os.listdir(tmp_path)) == sorted([young, alive, other, ".a.sketch.json.tmp", "a.sketch.json"])


def test_what_cannot_be_written_never_reaches_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.sketch.json"
    path.write_text(OLD)
    bad = DESIGN.having(Component(id="b", kind="sqs", properties={"p": float("inf")}))
    with pytest.raises(SaveError, match="cannot be written"):
        save(path, bad)
    with pytest.raises(SaveError, match="cannot be written"):
        save(path, DESIGN.having(Component(id="Not An Id", kind="sqs")))
    with pytest.raises(SaveError, match="newer sketchpad"):
        save(path, DESIGN.but(format=2))
    assert path.read_text() == OLD


@pytest.mark.fault("D5")
def test_half_a_character_survives(tmp_path: Path) -> None:
    path = tmp_path / "a.sketch.json"
    odd = DESIGN.having(Component(id="b", kind="sqs", name="half \ud83d pair"))
    save(path, odd)
    assert read(path).design == odd


def test_lists_of_an_edit_are_written_as_lists(tmp_path: Path) -> None:
    path = tmp_path / "a.sketch.json"
    save(path, DESIGN.having(Component(id="b", kind="sqs", properties={"p": ["x", ["y"]]})))
    assert read(path).design.components["b"].properties["p"] == ("x", ("y",))


def test_a_spare_part_whose_owner_went_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "a.sketch.json"
    path.write_text('{"format": 1, "components": [{"id": "a", "kind": "sqs"}, {"id": "a", "kind": "sns"}]}')
    save(path, read(path).design.without(["a"]))
    assert read(path).design.components["a"].kind == "sns"


def test_spare_parts_in_any_order_are_saved(tmp_path: Path) -> None:
    text = (
        '{"format": 1, "requirements": [{"id": "a"}, {"id": "b"}],\n'
        '"flows": [{"id": "b"},\n{"id": "a"}], "groups": [{"id": "b"}]}'
    )
    document = read("", text)
    assert [(part.shelf, part.id) for part in document.design.spare] == [
        ("groups", "b"),
        ("flows", "a"),
        ("flows", "b"),
    ]
    assert [document.lines[("spare", index)] for index in range(3)] == [3, 3, 2]
    save(tmp_path / "a.sketch.json", document.design)
    assert read(tmp_path / "a.sketch.json").design == document.design
    turned = document.design.but(spare=tuple(reversed(document.design.spare)))
    save(tmp_path / "b.sketch.json", turned)
    assert (tmp_path / "b.sketch.json").read_bytes() == (tmp_path / "a.sketch.json").read_bytes()


def test_waivers_whose_keys_stand_in_any_order_are_saved(tmp_path: Path) -> None:
    design = read("", '{"format": 1, "waivers": [{"reason": null, "rule": ""}, {"x": null, "on": null}]}').design
    save(tmp_path / "a.sketch.json", design)
    assert read(tmp_path / "a.sketch.json").design == design


def test_notation(tmp_path: Path) -> None:
    path = tmp_path / "a.sketch"
    save(path, DESIGN)
    assert path.read_text() == 'design "new"\nsqs jobs\n'
    assert parse(path.read_text()) == DESIGN


@pytest.mark.parametrize(
    ("component", "says"),
    [
        (Component(id="a", kind="sqs", kept={"colour": "red"}), "cannot hold colour of a"),
        (Component(id="a", kind="sqs", properties={"deep": {"x": 1}}), "cannot hold all of a"),
        (Component(id="a", kind="Odd Kind"), "cannot hold this design"),
    ],
)
def test_what_notation_cannot_hold_is_refused(tmp_path: Path, component: Component, says: str) -> None:
    path = tmp_path / "a.sketch"
    with pytest.raises(SaveError, match=says):
        save(path, DESIGN.having(component))
    assert not path.exists()
