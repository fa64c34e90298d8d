"""The list of keys: the editor's own table, without the editor."""

from __future__ import annotations

import pytest

from sketchpad.cli import main
from sketchpad.tui.keys import TABLE, TOPICS


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["keys", *arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return str(out)


def test_every_verb_is_listed_with_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    lines = listed(capsys).splitlines()
    for verb in TABLE:
        (line,) = [line for line in lines if line.startswith(f"  {' '.join(verb.shown_keys)}  ") and verb.name in line]
        assert line.endswith(verb.help)
    assert [line for line in lines if line in TOPICS.values()] == list(TOPICS.values())
    assert "In the inspector" in lines


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("zoom", ["Zoom", "Zoom in", "Zoom out", "Fit"]),
        ("^S", ["Save"]),
        ("ctrl+s", ["Save"]),
        ("f8", ["Next finding"]),
        ("H", ["Far left"]),
        ("h", ["Left"]),
        ("]", ["Next finding"]),
        ("waive", ["Waive"]),
    ],
)
def test_one_key_or_a_word(capsys: pytest.CaptureFixture[str], word: str, names: list[str]) -> None:
    found = [line for line in listed(capsys, word).splitlines() if line.startswith("  ")]
    assert len(found) == len(names)
    assert all(f"  {name}  " in line for name, line in zip(names, found, strict=True))


def test_as_tables(capsys: pytest.CaptureFixture[str]) -> None:
    text = listed(capsys, "--markdown", "save")
    assert text.startswith(
        "## File\n\n| keys | does | more |\n| --- | --- | --- |\n| `^S` | Save | All or nothing. |\n"
    )


def test_a_word_that_is_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "florp"]) == 2
    assert capsys.readouterr() == (
        "",
        "sketchpad: no key and nothing that a key does is called florp; `sketchpad keys` lists them\n",
    )
