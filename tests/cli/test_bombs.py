"""Settings and baselines of a stranger take neither the time nor the memory of whoever checks a design."""

from __future__ import annotations

from pathlib import Path

import pytest

from sketchpad.cli import main

BOMBS = {
    "a key of thousands of words": ("a" + ".a" * 20_000 + " = 1", "a key of more than 64 words"),
    "a table of thousands of words": ("[" + "a." * 20_000 + "a]", "a key of more than 64 words"),
    "a table in a table in a table": ("x = " + "{a=" * 20_000, "nested too deeply"),
    "a list in a list in a list": ("x = " + "[" * 20_000, "nested too deeply"),
    "much": ("#" * (1024 * 1024 + 1), "larger than 1 MiB"),
    "a long text": ('select = ["' + "A" * 100_000 + '"]', "there is no rule or family AAA"),
    "a long number": ("x = " + "9" * 10_000, "4300 digits"),
    "a baseline without an end": ('baseline = "/dev/zero"', "it is larger than 64 MiB"),
    "a baseline somewhere else": ('baseline = "../../../../../../etc/passwd"', "the baseline cannot be read"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    text, says = BOMBS[name]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sketch.json").write_text('{"format": 1}')
    (tmp_path / "sketchpad.toml").write_text(text)
    assert main(["check", "a.sketch.json"]) == 2
    out, err = capsys.readouterr()
    assert says in out + err
    assert "root:" not in out + err
    assert len(err) < 2500


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"version": 1, "findings": [' + "9" * 5000 + "]}", "NaN", "\0"], ids=range(4)
)
def test_baselines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sketch.json").write_text('{"format": 1}')
    (tmp_path / "b.json").write_text(text)
    assert main(["check", "a.sketch.json", "--baseline", "b.json"]) == 2
    assert "b.json: " in capsys.readouterr().err
