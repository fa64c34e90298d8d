"""What the doctor says of Python, libraries, the terminal, settings and folders."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest

from sketchpad import tui
from sketchpad.cli import doctor, main
from sketchpad.cli.doctor import NOTE, OK, TROUBLE, Check, clipboard, libraries, terminal
from sketchpad.cli.output import speaks_unicode
from sketchpad.storage.places import state_folder, writable

VARIABLES = ("TERM_PROGRAM", "SSH_CONNECTION", "NO_COLOR", "TMUX", "STY", "PYTHONIOENCODING", "LC_ALL", "LC_CTYPE")

GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "WT_SESSION": "1"}


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A good terminal, and nothing else of whoever runs this."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "WT_SESSION": "1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SKETCHPAD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("SKETCHPAD_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setattr(doctor, "size", lambda: (120, 36))


def said(capsys: pytest.CaptureFixture[str], code: int = 0) -> dict[str, tuple[str, str]]:
    """By subject, the level and the words."""
    assert main(["doctor"]) == code
    out, err = capsys.readouterr()
    assert err == ""
    checks = [line.split(maxsplit=1) for line in out.splitlines()[:-1]]
    rows = [(level, *rest.split("  ", 1)) for level, rest in checks]
    return {subject: (level, words.strip()) for level, subject, words in rows}


def test_where_all_is_well(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = said(capsys)
    assert {level for name, (level, _) in found.items() if name not in ("watchfiles", "textual-serve")} == {OK}
    assert found["textual"] == (OK, metadata.version("textual"))
    assert found["terminal"] == (OK, "TERM=xterm-256color")
    assert found["size"] == (OK, "120 columns, 36 rows")
    assert found["colours"] == (OK, "many (truecolor)")
    assert found["settings"] == (OK, "none for this folder; everything is as built in")
    assert found["backups"] == (OK, f"{tmp_path / 'state'} can be written")
    assert not (tmp_path / "state").exists()


def test_settings_are_named_with_what_they_turn_off(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "sketchpad.toml"
    path.write_text('ignore = ["INT"]\n')
    found = said(capsys)
    assert found["settings"] == (OK, str(path))
    assert found["rules"] == (NOTE, "off: INT; what they would say is not heard")
    path.write_text('ignore = ["NIT"]\n')
    level, words = said(capsys, 1)["settings"]
    assert level == TROUBLE
    assert words.endswith("; the editor does not open here until that is mended")


def test_the_users_own_settings(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    assert said(capsys)["your settings"] == ("ok", f"none; {file} would be read")
    file.write_text('[keys]\nedit.mvoe = "f3"\n[ui]\nmuose = true\n', encoding="utf-8")
    first = f"{file}:2: there is no verb edit.mvoe; the nearest is edit.move"
    assert said(capsys)["your settings"] == ("note", f"{first}, and 1 more: sketchpad keys check")
    file.write_text('[keys]\nedit.move = "f3"\n', encoding="utf-8")
    assert said(capsys)["your settings"] == ("ok", str(file))


def test_a_terminal_that_can_draw_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert said(capsys, 1)["terminal"] == (
        TROUBLE, "TERM=dumb can draw nothing; set TERM to what it is, such as xterm-256color"
    )  # fmt: skip


def test_without_a_terminal_nothing_is_known_to_be_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "size", lambda: None)
    monkeypatch.setenv("TERM", "dumb")
    assert said(capsys)["terminal"][0] == NOTE


@pytest.mark.parametrize(
    ("environment", "size", "expected"),
    [
        ({"TERM": "xterm"}, (80, 24), [(OK, "terminal"), (OK, "size")]),
        ({"TERM": "xterm"}, (79, 24), [(OK, "terminal"), (NOTE, "size")]),
        ({"TERM": "xterm"}, (42, 12), [(OK, "terminal"), (NOTE, "size")]),
        ({"TERM": "xterm"}, (0, 0), [(OK, "terminal"), (NOTE, "size")]),
        ({}, (80, 24), [(NOTE, "terminal"), (OK, "size")]),
        ({"TERM": "xterm", "TERM_PROGRAM": "iTerm.app"}, None, [(NOTE, "terminal"), (NOTE, "keys")]),
        ({"TERM": "xterm", "SSH_CONNECTION": "a"}, (80, 24), [(OK, "terminal"), (OK, "line"), (OK, "size")]),
    ],
)
def test_terminals(
    environment: Mapping[str, str], size: tuple[int, int] | None, expected: list[tuple[str, str]]
) -> None:
    assert [(check.level, check.subject) for check in terminal(environment, size)] == expected


@pytest.mark.parametrize(
    ("line", "level", "says"),
    [
        ("pydantic<3,>=2.10", OK, metadata.version("pydantic")),
        ("pydantic<2", TROUBLE, "is not <2; pip install 'pydantic<2'"),
        ("pydantic>=2.10000", TROUBLE, "is not >=2.10000"),
        ("no-such-library>=1", TROUBLE, "not installed; pip install 'no-such-library>=1'"),
        ("no-such-library>=1; extra == 'watch'", NOTE, "not installed; check --watch looks once a second without it"),
        ("no-such-library>=1; extra == 'dev'", "", ""),
    ],
)
def test_libraries(line: str, level: str, says: str) -> None:
    found = list(libraries([line]))
    assert [check.level for check in found] == ([level] if level else [])
    assert all(says in check.says for check in found)


@pytest.mark.parametrize(
    ("variables", "level", "says"),
    [
        ({"NO_COLOR": "1"}, OK, "none, for NO_COLOR is set"),
        ({"COLORTERM": "", "TERM": "xterm-256color"}, OK, "many (256)"),
        ({"COLORTERM": "", "TERM": "xterm"}, NOTE, "sixteen"),
    ],
)
def test_colours(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variables: Mapping[str, str],
    level: str,
    says: str,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = said(capsys)["colours"]
    assert found[0] == level
    assert found[1].startswith(says)


def test_characters(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    level, words = said(capsys)["characters"]
    assert (level, words.partition(":")[0]) == (NOTE, "latin-1 (PYTHONIOENCODING=latin-1)")
    assert not speaks_unicode()
    monkeypatch.setenv("PYTHONIOENCODING", "UTF-8:replace")
    assert speaks_unicode()


def test_clipboards(monkeypatch: pytest.MonkeyPatch) -> None:
    assert clipboard({"TERM": "xterm-kitty"}) == Check(OK, "clipboard", "the terminal takes what is copied")
    monkeypatch.setenv("PATH", "")
    assert clipboard({}) == Check(NOTE, "clipboard", "what is copied stays within the editor")
    assert clipboard({"DISPLAY": ":0"}) == Check(
        NOTE, "clipboard", "what is copied stays within the editor; one of xclip, xsel would take it outside"
    )


def test_folders_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SKETCHPAD_STATE_DIR", str(tmp_path / "file" / "state"))
    level, words = said(capsys)["backups"]
    assert (level, words) == (
        NOTE, f"{tmp_path / 'file' / 'state'} cannot be written; SKETCHPAD_STATE_DIR names another folder"
    )  # fmt: skip
    assert not writable(tmp_path / "file")


def test_the_folder_for_what_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert state_folder() == tmp_path / "state"
    monkeypatch.delenv("SKETCHPAD_STATE_DIR")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert state_folder() == Path("/state/sketchpad")
    monkeypatch.setenv("XDG_STATE_HOME", "")
    monkeypatch.setenv("HOME", "/home/ana")
    assert state_folder() == Path("/home/ana/.local/state/sketchpad")


@pytest.mark.parametrize(("encoding", "ascii"), [("latin-1", True), ("utf-8", False)])
def test_the_editor_keeps_to_what_the_terminal_takes(
    monkeypatch: pytest.MonkeyPatch, encoding: str, ascii: bool
) -> None:
    """Though the program itself writes UTF-8 from its first line on."""
    asked: list[bool] = []
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    monkeypatch.setattr(tui, "run", lambda path, *, ascii=False: asked.append(ascii))
    for name in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{name}.isatty", lambda: True, raising=False)
    assert main(["a.sketch"]) == 0
    assert asked == [ascii]


@pytest.mark.parametrize(
    ("delay", "level", "words"),
    [
        ("500", NOTE, "holds Esc back for 500 ms"),
        ("20", OK, "come through"),
        ("", OK, "come through"),
    ],
)
def test_what_tmux_keeps_to_itself(delay: str, level: str, words: str) -> None:
    """Never the mouse: what a program asks for it hands on, also where its own `mouse` is off."""
    said = {"escape-time": delay}
    (found,) = doctor.multiplexer({"TMUX": "/tmp/tmux-0/default,1,0"}, said.__getitem__)
    assert (found.level, found.subject) == (level, "tmux")
    assert words in found.says
    assert [one.says for one in doctor.multiplexer({"STY": "1.x"})] == ["Ctrl+A is its own key; % chooses all"]
    assert list(doctor.multiplexer({})) == []


def test_what_is_made_of_keys_and_of_the_mouse(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert said(capsys)["Esc"] == (OK, "waits 100 ms for the rest of a key")
    assert said(capsys)["mouse"] == (OK, "on; where it rests it tells about the part")
    (tmp_path / "config.toml").write_text('[ui]\nescape_delay_ms = 50\nhover = "never"\n', encoding="utf-8")
    assert said(capsys)["Esc"] == (OK, "waits 50 ms for the rest of a key")
    assert said(capsys)["mouse"] == (OK, "on; it tells nothing where it rests")
    assert next(doctor.input_of({"SSH_CONNECTION": "x"})).says.startswith("waits 50 ms")


def test_in_the_locale_c_lines_are_drawn_only_where_somebody_asked_for_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    monkeypatch.delenv("PYTHONUTF8", raising=False)
    monkeypatch.setattr("locale.getencoding", lambda: "ANSI_X3.4-1968")
    assert not speaks_unicode()
    monkeypatch.setenv("PYTHONUTF8", "1")
    assert speaks_unicode()
