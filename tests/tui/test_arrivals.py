"""The tester of keys: what is told of what a terminal sends."""

from __future__ import annotations

import pytest

from sketchpad.tui.arrivals import Arrivals
from sketchpad.tui.bound import PLAIN, Bound
from sketchpad.tui.keymap import keys_of

VIM = Bound.by(keys_of(preset="vim")[0])


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        (b"w", "w w w Connect (edit.connect)"),
        (b"\x13", "^S 13 ctrl+s Save (file.save)"),
        (b"\x1b[1;2A", "S-Up ESC [ 1 ; 2 A shift+up Far up (cursor.far_up)"),
        (b"\x1bOP", "F1 ESC O P f1 Help (app.help)"),
        (b"\t", "Tab 09 tab Next component (item.next), also for ^I"),
        ("ц".encode(), "ц d1 86 ц Connect (edit.connect)"),
        (b"\x1b[34~", '" ESC [ 3 4 ~ quotation_mark nothing'),
        (b"{", "{ { left_curly_bracket nothing"),
        (b"\x1b[<0;5;7M", "click ESC [ < 0 ; 5 ; 7 M button 1 at 4,6"),
        (b"\x1b[200~dd\x1b[201~", "paste ESC [ 2 0 0 ~ d d ESC [ 2 0 1 ~ 2 characters added where it is notation"),
    ],
)
def test_a_key_is_told_with_its_bytes_its_name_and_what_it_does(sent: bytes, line: str) -> None:
    (told,) = Arrivals(PLAIN).take(sent)
    assert " ".join(told.split()) == line


def test_keys_that_come_together_are_told_apart() -> None:
    lines = Arrivals(PLAIN).take(b"w\x1b[A\x13")
    assert [line.split()[1] for line in lines] == ["w", "ESC", "13"]


def test_the_keys_are_the_users_own() -> None:
    (told,) = Arrivals(VIM).take(b"d")
    assert told.endswith("begins d-   d Delete")


def test_it_is_over_when_escape_comes_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual._xterm_parser.constants.ESCAPE_DELAY", 0.0)
    arrivals = Arrivals(PLAIN)
    for over in (False, True):
        assert arrivals.take(b"\x1b") == []
        (told,) = arrivals.wait()
        assert told.startswith("Esc      ESC ")
        assert arrivals.over is over
    arrivals = Arrivals(PLAIN)
    for sent in (b"\x1b", b"w", b"\x1b"):
        arrivals.take(sent)
        arrivals.wait()
    assert not arrivals.over
