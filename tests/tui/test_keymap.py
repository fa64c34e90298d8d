"""The user's own settings: keys, presets, what is wrong with them, and how the editor follows them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from plain_app import screen_text

from sketchpad.cli import main
from sketchpad.model import parse, unparse
from sketchpad.storage.places import config_file
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.bound import Bound
from sketchpad.tui.keymap import PRESETS, keys_of, named
from sketchpad.tui.keys import TABLE, shown
from sketchpad.tui.preferences import Preferences, preferences, read
from sketchpad.tui.session import Session

TABLE_KEYS = {listed.id: listed.keys for listed in TABLE}


def said(text: str) -> list[str]:
    return list(read(text, "config.toml").told())


def keys(text: str, id: str) -> tuple[str, ...]:
    found = read(text).keys
    return found[id] if found is not None else TABLE_KEYS[id]


def editor(text: str, design: str = "") -> Sketchpad:
    return Sketchpad(Session(None, parse(design)), preferences=read(text))


def design(app: Sketchpad) -> str:
    return unparse(app.desk.session.editor.design)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("w", "w"),
        ("W", "W"),
        ("shift+w", "W"),
        ("?", "question_mark"),
        (".", "full_stop"),
        ("/", "slash"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("Ctrl+S", "ctrl+s"),
        ("F3", "f3"),
        ("Shift+F8", "shift+f8"),
        ("Esc", "escape"),
        ("PageUp", "pageup"),
        ("d d", "d d"),
        (": w Enter", "colon w enter"),
        ("ц", "ц"),
        ("f33", None),
        ("entr", None),
        ("hyper+x", None),
        ("", None),
    ],
)
def test_keys_are_written_as_people_write_them(written: str, name: str | None) -> None:
    assert named(written) == name


def test_every_key_of_the_table_and_of_the_presets_is_one_that_can_be_written() -> None:
    for listed in TABLE:
        assert all(named(key) == key for key in listed.keys), listed.id
    for preset in PRESETS.values():
        assert preset.keys() <= TABLE_KEYS.keys()
        assert all(named(key) == key for some in preset.values() for key in some)


def test_keys_replace_add_and_unbind() -> None:
    assert keys('[keys]\n"edit.connect" = ["w", "f3"]', "edit.connect") == ("w", "f3")
    assert keys('[keys]\n"edit.connect" = "+f3"', "edit.connect") == ("w", "f3")
    assert keys('[keys]\n"edit.connect" = ["+f3", "+f5"]', "edit.connect") == ("w", "f3", "f5")
    assert keys("[keys]\nedit.tidy = []", "edit.tidy") == ()
    assert keys("[keys]\nedit.tidy = []", "edit.move") == ("m",)
    assert keys('[keys]\n"zoom.in" = "+"', "zoom.in") == ("plus",)
    assert said('"$schema" = "x"\n[keys]\npreset = "vim"\n[ui]\ntheme = "nord"') == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[keys]\n"edit.conect" = "w"', "config.toml:2: there is no verb edit.conect; the nearest is edit.connect"),
        ('[keys]\n\n"edit.move" = "entr"', "config.toml:3: edit.move: there is no key entr; the nearest is enter"),
        ('[keys]\nedit.move = "ctrl+i"', "config.toml:2: edit.move: a terminal sends ctrl+i as Tab"),
        ("[keys]\nedit.move = 3", "config.toml:2: edit.move takes a key, or a list of keys"),
        (
            '[keys]\nedit.move = "d"',
            "config.toml:2: d is Delete (edit.delete) and Move (edit.move); it does the latter",
        ),
        (
            '[keys]\nedit.move = "f3"\nedit.group = "f3"',
            "config.toml:3: F3 is Move (edit.move) and Group (edit.group); it does the latter",
        ),
        (
            '[keys]\npreset = "vmi"',
            "config.toml:2: preset is one of default, vim, functions, not vmi; the nearest is vim",
        ),
        ("[kyes]\nx = 1", "config.toml:1: there is no setting kyes; the nearest is keys"),
        ('[ui]\nthem = "x"', "config.toml:2: there is no setting ui.them; the nearest is theme"),
        ('[ui]\nmouse = "no"', "config.toml:2: mouse takes true or false"),
        (
            '[ui]\nglyphs = "asci"',
            "config.toml:2: glyphs is one of auto, unicode, ascii, not asci; the nearest is ascii",
        ),
        ("[ui]\nescape_delay_ms = 3", "config.toml:2: escape_delay_ms lies between 25 and 500, not at 3"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_line(text: str, line: str) -> None:
    assert said(text) == [line]


def test_a_file_that_is_no_toml_leaves_everything_as_it_is() -> None:
    (line,) = said("[keys]\nx = = 1")
    assert line.startswith("config.toml:2: ")
    assert read("[keys]\nx = = 1").keys is None


def test_of_two_verbs_with_a_key_the_later_has_it() -> None:
    found, _ = keys_of(overrides=read("").keys or (), preset="vim")
    assert found["edit.delete"][0] == "d d"
    bound = Bound.by(read('[keys]\nedit.move = "d"').keys)
    assert bound.by_key["d"].id == "edit.move"
    assert bound.by_id["edit.delete"].keys == ("delete", "backspace")


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_has_two_verbs_with_a_key(preset: str) -> None:
    bound = Bound.by(keys_of(preset=preset)[0])
    every = [key for verb in bound.verbs for key in verb.keys]
    assert len(every) == len(set(every))
    assert not bound.starts & set(every)
    for id in ("app.cancel", "app.quit", "app.help", "app.commands", "file.save", "edit.undo", "edit.delete"):
        assert bound.by_id[id].keys, id


def test_with_function_keys_no_letter_or_digit_changes_the_design() -> None:
    bound = Bound.by(keys_of(preset="functions")[0])
    changing = {"add", "edit", "flow", "finding.fix", "finding.waive", "clip.cut", "clip.paste", "panel.patterns"}
    for key, verb in bound.by_key.items():
        if len(shown(key)) == 1:
            assert verb.topic not in changing
            assert verb.id not in changing


# -- in the editor ----------------------------------------------------------------------------------------------------


async def test_the_editor_its_footer_its_help_and_its_palette_have_the_keys() -> None:
    app = editor('[keys]\nedit.move = "f5"\nedit.undo = "f12"\nedit.delete = []', "lambda fn at 0,0\nsqs q at 3,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.2)
        assert "F5 Move" in screen_text(app)
        await pilot.press("d", "delete", "m")
        await pilot.pause(0.2)
        assert app.desk.hand.gesture is None
        assert "sqs" in design(app)
        await pilot.press("f5", "down", "enter")
        await pilot.pause(0.2)
        assert "lambda fn at 0,1" in design(app)
        await pilot.press("f6", "f12")
        await pilot.pause(0.2)
        assert app.desk.pane == "inspector"
        assert "lambda fn at 0,0" in design(app)
        await pilot.press("escape")
        await pilot.pause(0.2)
        await pilot.press("question_mark")
        await pilot.pause(0.3)
        assert "F5               Move" in screen_text(app)
        await pilot.press("escape", "ctrl+p")
        await pilot.pause(0.2)
        await pilot.press(*"move")
        await pilot.pause(0.3)
        assert "F5   Connections follow" in screen_text(app)


async def test_two_keys_of_a_sequence_do_one_thing() -> None:
    app = editor('[keys]\npreset = "vim"', "lambda fn at 0,0\nsqs q at 1,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.2)
        await pilot.press("d")
        await pilot.pause(0.2)
        assert app.desk.notice == "d-   d Delete   Esc leaves it"
        assert "lambda" in design(app)
        await pilot.press("escape", "d", "x")
        await pilot.pause(0.2)
        assert "lambda" in design(app)
        assert app.desk.notice == "dx does nothing"
        await pilot.press("d", "d")
        await pilot.pause(0.2)
        assert design(app) == "sqs q at 1,0\n"
        await pilot.press("u")
        await pilot.pause(0.2)
        assert "lambda" in design(app)
        await pilot.press("ctrl+r")
        await pilot.pause(0.2)
        assert "lambda" not in design(app)


async def test_a_function_key_pressed_twice_makes_a_gesture_stay_on() -> None:
    app = editor('[keys]\nedit.connect = "f3"', "lambda fn at 0,0\nsqs q at 1,0\nsqs p at 2,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.2)
        await pilot.press("f3", "f3")
        await pilot.pause(0.1)
        assert app.desk.hand.gesture is not None
        assert app.desk.hand.gesture.sticky


async def test_vim_writes_and_quits(tmp_path: Path) -> None:
    app = Sketchpad(Session(tmp_path / "x.sketch", parse("")), preferences=read('[keys]\npreset = "vim"'))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("g", "2", "colon", "w", "enter")
        await pilot.pause(0.3)
        assert "s3" in (tmp_path / "x.sketch").read_text()
        await pilot.press("colon", "q", "enter")
        await pilot.pause(0.3)
    assert app.return_code == 0


async def test_the_editor_says_what_is_wrong_with_the_settings() -> None:
    app = editor('[keys]\nedit.mvoe = "m"\n[ui]\ntheme = "nrod"\nfooter = "none"')
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.3)
        assert app.desk.notice.startswith(
            "config.toml:2: there is no verb edit.mvoe; the nearest is edit.move   and 1 more"
        )
        assert app.theme == "sketchpad-dark"
        assert "Connect" not in screen_text(app).splitlines()[-1]


async def test_a_theme_of_the_users_choice() -> None:
    app = editor('[ui]\ntheme = "gruvbox"\nfooter = "full"')
    async with app.run_test(size=(600, 36)) as pilot:
        await pilot.pause(0.3)
        assert app.theme == "gruvbox"
        assert "% Choose all" in screen_text(app).splitlines()[-1]


# -- without it -------------------------------------------------------------------------------------------------------


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("SKETCHPAD_CONFIG", str(path))
    return path


def test_where_the_settings_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SKETCHPAD_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    if sys.platform.startswith("linux"):
        assert config_file() == tmp_path / "sketchpad" / "config.toml"
    monkeypatch.setenv("SKETCHPAD_CONFIG", "/elsewhere/mine.toml")
    assert config_file() == Path("/elsewhere/mine.toml")


def test_without_a_file_all_is_as_built_in(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert preferences() == Preferences()
    assert main(["keys", "check"]) == 0
    assert capsys.readouterr().out == f"{config} is not there; every key is as built in\n"


def test_keys_check(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text('[keys]\nedit.move = "d"\n', encoding="utf-8")
    assert main(["keys", "check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{config}:2: d is Delete (edit.delete) and Move (edit.move); it does the latter"
    assert lines[1] == f"{config}: 1 problem"
    config.write_text('[keys]\nedit.move = "f5"\n', encoding="utf-8")
    assert main(["keys", "check"]) == 0
    assert capsys.readouterr().out == f"{config}: 0 problems\n"
    assert main(["keys", "edit.move"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == f"{shown('f5')} Move {dict(BY_NAME)['edit.move']}".split()


BY_NAME = [(listed.id, listed.help) for listed in TABLE]


def test_the_settings_that_are_shown_make_sense() -> None:
    page = (Path(__file__).parents[2] / "docs" / "your-settings.md").read_text(encoding="utf-8")
    shown_settings = page.partition("```toml\n")[2].partition("```")[0]
    assert said(shown_settings) == []
    assert keys(shown_settings, "edit.connect") == ("w", "f3")


def test_the_keys_as_settings_are_the_keys(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "--toml"]) == 0
    out = capsys.readouterr().out
    assert said(out) == []
    assert read(out).keys == TABLE_KEYS


def test_settings_cost_the_start_nothing_where_there_are_none(config: Path) -> None:
    code = (
        "import sys, sketchpad.tui.preferences as p\np.preferences()\nprint({'tomllib', 'textual'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"
