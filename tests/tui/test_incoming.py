"""What a terminal sends: pastes stay text, clicks stay where they are, whatever is in between."""

from __future__ import annotations

import random

import pytest
from textual import events
from textual.drivers.linux_driver import LinuxDriver

from sketchpad.tui.driver import entered
from sketchpad.tui.incoming import END, START, Guarded, Pastes

ESCAPE = "\x1b"
PASTED = f"{START}one {ESCAPE}[31m two \n q dd {END}"


def told(*sent: str) -> list[str]:
    """The keys, and the pastes as `paste: text`, in what a terminal sent piece by piece."""
    parser, found = Guarded(), []
    for piece in sent:
        for event in parser.feed(piece):
            if isinstance(event, events.Key):
                found.append(event.key)
            elif isinstance(event, events.Paste):
                found.append(f"paste: {event.text}")
    return found


@pytest.mark.fault("E4")
def test_a_paste_with_an_escape_character_in_it_is_no_keys() -> None:
    assert told(PASTED) == ["paste: one [31m two \n q dd "]
    assert told("a", PASTED, "b") == ["a", "paste: one [31m two \n q dd ", "b"]


def test_nor_is_it_in_whatever_pieces_it_comes() -> None:
    whole = f"a{PASTED}b{START}{ESCAPE}{ESCAPE}x{END}c"
    wanted = told(whole)
    assert wanted == ["a", "paste: one [31m two \n q dd ", "b", "paste: x", "c"]
    for cut in range(1, len(whole)):
        assert told(whole[:cut], whole[cut:]) == wanted, cut
    assert told(*whole) == wanted


def test_an_escape_key_does_not_wait() -> None:
    assert Pastes().plain(ESCAPE) == ESCAPE
    assert Pastes().plain(f"{ESCAPE}[A") == f"{ESCAPE}[A"


def test_a_click_is_where_it_is_also_after_a_report_in_pixels() -> None:
    parser = Guarded()
    assert [type(event) for event in parser.feed(f"{ESCAPE}[48;36;120;720;1200t")] == [events.Resize]
    (click,) = parser.feed(f"{ESCAPE}[<0;40;12M")
    assert isinstance(click, events.MouseDown)
    assert (click.x, click.y) == (39, 11)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.fault("E5")
def test_whatever_comes_brings_it_down_nor_makes_more_of_it(seed: int) -> None:
    dice = random.Random(seed)
    pieces = (START, END, ESCAPE, "\x1b[", "\x1b[<0;1;1M", "\x1b[48;1;1;1;1t", "q", "d", "é", "\x00", "\r", "9;", "~")
    parser = Guarded()
    for _ in range(100):
        data = "".join(dice.choices(pieces, k=5))
        assert sum(1 for _ in parser.feed(data)) <= max(1, len(data)) + 40


@pytest.mark.parametrize(
    ("still", "seen", "asks"),
    [(True, False, ["1000h", "1002h", "1002l", "25l"]), (False, True, ["1000h", "1003h", "1003l", "25h"])],
)
def test_a_mouse_may_be_still_and_the_cursor_of_the_terminal_seen(
    still: bool, seen: bool, asks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(LinuxDriver, "write", lambda self, data: written.append(data))
    kind = entered(None, still, seen)
    driver = kind.__new__(kind)
    for mode in ("1000h", "1003h", "1003l", "25l"):
        driver.write(f"{ESCAPE}[?{mode}")
    assert written == [f"{ESCAPE}[?{mode}" for mode in asks]
