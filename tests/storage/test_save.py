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
from sketchpad.storage import ChangedOnDisk, SaveError, dumps, read, save

DESIGN = Design(name="new").having(Component(id="jobs", kind="sqs"))
OLD = '{\n  "format": 1,\n  "name": "old"\n}\n'


def test_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "new.sketch.json"
    digest = save(path, DESIGN)
    assert path.read_text() == dumps(DESIGN)
    assert digest == read(path).digest
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


def fails(number: int) -> Callable[..., Any]:
    def call(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    return call


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "chmod"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_failure_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    path = tmp_path / "a.sketch.json"
    path.write_text(OLD)
    monkeypatch.setattr(os, call, fails(number))
    with pytest.raises(SaveError, match="the file is unchanged"):
        save(path, DESIGN)
    monkeypatch.undo()
    assert path.read_text() == OLD
    assert os.listdir(tmp_path) == ["a.sketch.json"]


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:7]))
    save(tmp_path / "a.sketch.json", DESIGN)
    assert (tmp_path / "a.sketch.json").read_text() == dumps(DESIGN)


def test_a_directory_that_is_not_confirmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.sketch.json"
    sync, calls = os.fsync, []

    def second_fails(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(handle)

    monkeypatch.setattr(os, "fsync", second_fails)
    with pytest.raises(SaveError, match="written, but the disk did not confirm it"):
        save(path, DESIGN)
    assert path.read_text() == dumps(DESIGN)


def test_a_change_on_disk_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.sketch.json"
    path.write_text(OLD)
    digest = read(path).digest
    os.utime(path, (1, 1))
    assert save(path, DESIGN, digest) == read(path).digest
    with pytest.raises(ChangedOnDisk, match="changed on disk"):
        save(path, DESIGN, digest)
    path.unlink()
    with pytest.raises(ChangedOnDisk, match="deleted"):
        save(path, DESIGN, digest)
    assert os.listdir(tmp_path) == []


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="found a directory"):
        save(tmp_path, DESIGN)
    with pytest.raises(SaveError, match="no such file"):
        save(tmp_path / "none" / "a.sketch.json", DESIGN)
    loop = tmp_path / "loop.sketch.json"
    loop.symlink_to(loop)
    with pytest.raises(SaveError, match="the file is unchanged"):
        save(loop, DESIGN)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SaveError, match="no ordinary file"):
        save(pipe, DESIGN)


def test_a_read_only_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.sketch.json"
    path.write_text(OLD)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SaveError, match="read-only"):
        save(path, DESIGN)


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
