"""The ways to the clipboard outside, and what goes there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sketchpad.editing import Paste, fragment, on_its_own
from sketchpad.model import parse, unparse
from sketchpad.tui.clipboard import MOST, NONE, Clipboard, run


class Outside:
    """A system with some tools, which remembers what they were given."""

    def __init__(self, *tools: str, fails: str = "") -> None:
        self.tools, self.fails, self.said = tools, fails, ""
        self.given: list[tuple[str, str]] = []

    def which(self, name: str) -> str | None:
        return name if name in self.tools else None

    def run(self, command: Sequence[str], text: str) -> bool:
        self.given.append((command[0], text))
        return command[0] != self.fails

    def send(self, text: str) -> None:
        self.said = text


def put(outside: Outside, text: str = "lambda fn", **environ: str) -> str:
    return Clipboard(environ, outside.which, outside.run).put(text, outside.send)


@pytest.mark.parametrize(
    "environ",
    [
        {"TERM": "xterm-kitty"},
        {"TERM": "foot"},
        {"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"},
        {"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2", "SSH_CONNECTION": "far"},
        {"TERM": "xterm-256color", "WT_SESSION": "x"},
    ],
    ids=lambda environ: next(reversed(environ)),
)
def test_a_terminal_that_takes_it_is_given_it(environ: dict[str, str]) -> None:
    outside = Outside("pbcopy")
    assert put(outside, **environ) == "the terminal's clipboard"
    assert outside.said == "lambda fn"
    assert outside.given == []


@pytest.mark.parametrize(
    ("tools", "environ", "by"),
    [
        (("pbcopy",), {"TERM_PROGRAM": "Apple_Terminal"}, "pbcopy"),
        (("wl-copy", "xclip"), {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "wl-copy"),
        (("wl-copy", "xclip"), {"DISPLAY": ":0"}, "xclip"),
        (("xclip",), {"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "far"}, "xclip"),
        (("tmux",), {"TMUX": "x", "KITTY_WINDOW_ID": "1", "SSH_CONNECTION": "far"}, "tmux"),
    ],
    ids=["mac", "wayland", "x11", "forwarded", "tmux"],
)
def test_else_a_tool_takes_it(tools: tuple[str, ...], environ: dict[str, str], by: str) -> None:
    outside = Outside(*tools)
    assert put(outside, **environ) == f"the clipboard, by {by}"
    assert outside.given == [(by, "lambda fn")]
    assert not outside.said


def test_a_tool_that_fails_leaves_it_to_the_next() -> None:
    outside = Outside("xclip", "xsel", fails="xclip")
    assert put(outside, DISPLAY=":0") == "the clipboard, by xsel"


def test_a_tool_on_the_far_side_fills_a_clipboard_that_nobody_sees() -> None:
    outside = Outside("pbcopy", "xclip")
    assert put(outside, SSH_CONNECTION="far", TERM="xterm-256color") == ""
    assert outside.given == []


def test_what_is_too_long_for_a_terminal_goes_to_a_tool() -> None:
    outside = Outside("pbcopy")
    assert put(outside, "x" * (MOST + 1), TERM="foot") == "the clipboard, by pbcopy"


def test_where_there_is_no_way_it_goes_nowhere() -> None:
    assert NONE.put("lambda fn", lambda text: None) == ""


def test_a_program_that_is_not_there_takes_nothing() -> None:
    assert not run(("no-such-program-here",), "x")
    assert run(("true",), "x")
    assert not run(("false",), "x")


SHOP = """
vpc main
subnet inner in main
lambda fn at 0,0 in main
rds db at 1,0 in inner
fn rw db
"""


def test_what_is_copied_can_be_read_where_its_groups_are_not() -> None:
    part = fragment(parse(SHOP), frozenset({"fn", "db"}))
    assert unparse(on_its_own(part)) == "rds db at 1,0\nlambda fn at 0,0\nfn rw db\n"


def test_pasting_into_another_design_leaves_out_groups_that_are_not_there() -> None:
    part = fragment(parse(SHOP), frozenset({"fn", "db", "inner"}))
    pasted = Paste(part, into="west")(parse("region west"))
    assert unparse(pasted) == (
        "subnet inner in west\nregion west\nrds db at 1,0 in inner\nlambda fn at 0,0 in west\nfn rw db\n"
    )
    again = Paste(part, (0, 1))(parse(SHOP))
    assert "lambda fn-2 at 0,1 in main\n" in unparse(again)
