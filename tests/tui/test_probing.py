"""Lines of two cells: where the terminal is asked, and what is made of its answer."""

from __future__ import annotations

import os
import pty
import threading
import time

import pytest

from sketchpad.tui.probing import ASK, PATIENCE, draws_wide, in_question, told


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({"LANG": "ja_JP.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "C.UTF-8", "LANG": "ko_KR.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({}, False),
    ],
)
def test_only_some_locales_put_it_in_question(environment: dict[str, str], asked: bool) -> None:
    assert in_question(environment) == asked


@pytest.mark.parametrize(
    ("answer", "wide"), [(b"\x1b[1;2R", False), (b"\x1b[1;3R", True), (b"j\x1b[12;3R", True), (b"", False)]
)
def test_the_terminal_says_how_wide_a_corner_is(answer: bytes, wide: bool) -> None:
    terminal, program = pty.openpty()

    def answering() -> None:
        said = b""
        while ASK[-4:] not in said:
            said += os.read(terminal, 64)
        os.write(terminal, answer)

    speaking = threading.Thread(target=answering)
    speaking.start()
    began = time.monotonic()
    assert draws_wide(program, program) == wide
    assert time.monotonic() - began < PATIENCE + 1
    speaking.join()
    os.close(terminal)
    os.close(program)


@pytest.mark.parametrize(
    ("environment", "few", "says"),
    [
        (
            {"TERM": "xterm-256color", "SSH_CONNECTION": "1"},
            False,
            "xterm-256color over SSH, 256 colours, lines, mouse.",
        ),
        ({"TERM": "xterm-kitty", "COLORTERM": "truecolor"}, False, "xterm-kitty, all colours, lines, mouse."),
        ({"TERM": "linux"}, True, "linux, 16 colours, lines, mouse."),
        ({"TERM": "linux", "NO_COLOR": "1"}, True, "linux, no colour, lines, mouse."),
    ],
)
def test_what_the_terminal_can_do_is_told(environment: dict[str, str], few: bool, says: str) -> None:
    assert told(environment, False, few, True) == says
    assert told(environment, True, few, False) == says.replace("lines, mouse", "ASCII, no mouse")
