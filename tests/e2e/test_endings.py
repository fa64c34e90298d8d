"""All ways to the end: each gives the terminal back as it was, with its exit code and without the design in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from .terminal import Wire

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals")]

FILE = "orders.sketch.json"
SHOWN = "Nothing here yet"
SECRET = "what-the-design-says"
FAULTS = {
    "handler": f"from sketchpad.tui import acts, desk; desk.Desk.action_verb = lambda *_: {{}}['{SECRET}']; ",
    "worker": f"from sketchpad.tui import recovering\nasync def offer(desk): raise KeyError('{SECRET}')\n"
    "recovering.offer = offer\n",
    "render": "from sketchpad.tui.status import Status\nold = Status.render_line\ndef bad(self, y):\n"
    f"    if self.app.desk.notice: raise KeyError('{SECRET}')\n    return old(self, y)\nStatus.render_line = bad\n",
    "timer": "from sketchpad.tui import desk, recovering\ndef fall(self, *_): raise KeyError('" + SECRET + "')\n"
    "desk.Desk.show_chrome = fall\n",
    "start": f"from sketchpad.tui import looking; looking.Looking.fit = lambda *_: {{}}['{SECRET}']; ",
    "before": f"from sketchpad.tui import session; session.Session.open = lambda *_, **__: {{}}['{SECRET}']; ",
}


@dataclass(frozen=True)
class Way:
    """A way to the end."""

    code: int
    act: Callable[[Wire], object] = lambda wire: None
    first: str = ""
    waits: bool = True
    """Whether it begins when the editor is there."""
    own: bool = True


def typed(text: str) -> Callable[[Wire], None]:
    return lambda wire: wire.write(text)


def sent(number: int) -> Callable[[Wire], None]:
    return lambda wire: wire.kill(number)


def palette(wire: Wire) -> None:
    wire.write("\x10")
    wire.sees("Search for commands")
    wire.rests()
    wire.write("quit")
    wire.rests()
    wire.write("\r")


def stopped(wire: Wire) -> None:
    """Stopped, the terminal is the shell's; then it goes on, and leaves."""
    wire.kill(signal.SIGTSTP)
    wire.waits(lambda: not wire.left(), "the terminal was not given back for the time being")
    before = len(wire.came)
    wire.kill(signal.SIGCONT)
    wire.sees("\x1b[?1049h", before)
    wire.sees(SHOWN, before)
    wire.write("q")


WAYS: Mapping[str, Way] = {
    "q": Way(0, typed("q")),
    "Ctrl+Q": Way(0, typed("\x11")),
    "palette": Way(0, palette),
    "SIGINT": Way(130, sent(signal.SIGINT)),
    "SIGTERM": Way(143, sent(signal.SIGTERM)),
    "SIGHUP": Way(129, sent(signal.SIGHUP)),
    "SIGQUIT": Way(131, sent(signal.SIGQUIT)),
    "terminal closed": Way(129, Wire.hang_up),
    "terminal gone without a signal": Way(129, Wire.hang_up, own=False),
    "fault in a handler": Way(2, typed("1"), FAULTS["handler"]),
    "fault in a worker": Way(2, first=FAULTS["worker"], waits=False),
    "fault in a timer": Way(2, first=FAULTS["timer"], waits=False),
    "fault in render": Way(2, typed("1"), FAULTS["render"]),
    "fault before the first frame": Way(2, first=FAULTS["start"], waits=False),
    "fault before the screen": Way(2, first=FAULTS["before"], waits=False),
    "SIGTSTP, SIGCONT, q": Way(0, stopped),
}


@pytest.fixture(scope="module")
def wires(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Wire, Path]]]:
    """All ways at once, for most of it is waiting."""
    folders = {name: tmp_path_factory.mktemp("way") for name in WAYS}
    found = {
        name: (Wire(folders[name], FILE, first=way.first, own=way.own), folders[name]) for name, way in WAYS.items()
    }
    yield found
    for wire, _ in found.values():
        wire.close()


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.fault("E9")
def test_the_terminal_is_given_back(wires: dict[str, tuple[Wire, Path]], name: str) -> None:
    way, (wire, folder) = WAYS[name], wires[name]
    if way.waits:
        wire.sees(SHOWN)
        wire.waits(lambda: b"\x1b[?2004h" in wire.came, "the editor did not begin")
        time.sleep(0.3)
    way.act(wire)
    assert wire.ended() == way.code, wire.came[-2000:]
    if way.act is not Wire.hang_up:
        wire.waits(lambda: not wire.left(), f"left: {wire.left()}")
    said = wire.came.rpartition(b"\x1b[?1049l")[2].decode()
    log = folder / "state" / "crash.log"
    if name.startswith("fault"):
        assert "sketchpad stopped on a fault of its own: KeyError" in said
        assert str(log) in said.replace("\r\n", "")
        assert SECRET not in said
        assert SECRET not in log.read_text()
        assert "KeyError" in log.read_text()
        assert "Traceback" not in said
    else:
        assert not log.exists()


@pytest.mark.parametrize("way", ["no terminal", "TERM=dumb", "closed"])
@pytest.mark.fault("E2")
def test_where_there_is_no_terminal(tmp_path: Path, way: str) -> None:
    if way == "TERM=dumb":
        wire = Wire(tmp_path, FILE, TERM="dumb")
        assert wire.ended() == 2
        wire.sees("needs a terminal")
        wire.close()
        return
    words = "</dev/null" if way == "no terminal" else "<&-"
    command = ["sh", "-c", f"{sys.executable} -m sketchpad {FILE} {words}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "the editor needs a terminal; to judge a design without one: sketchpad check" in done.stderr


@pytest.mark.fault("E3")
def test_a_terminal_without_unicode_gets_ascii(tmp_path: Path) -> None:
    wire = Wire(tmp_path, FILE, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    wire.sees(SHOWN)
    wire.write("q")
    assert wire.ended() == 0
    assert wire.came.isascii()
    assert b"\\u" not in wire.came
    wire.close()
