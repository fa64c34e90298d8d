"""`sketchpad doctor`: whether the editor will work here, and what would make it work better."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from .. import __version__
from ..model.text import plain
from ..storage import SettingsError, settings_near
from ..storage.places import STATED, config_file, state_folder, writable
from .output import coloured, counted, encoding, painted, say, speaks_unicode
from .settings import Surroundings
from .usage import Parser, Usage

EXAMPLES = """
sketchpad doctor
sketchpad doctor > report.txt
"""
ABOUT = """
Look at what the editor needs: Python, libraries, the terminal, its size, colours and characters, settings and folders.
Each line is ok, a note, or trouble with what to do about it. Nothing is sent or changed. The exit code is 1 where
something keeps the editor from working, else 0.
"""
OK, NOTE, TROUBLE = "ok", "note", "trouble"
COLOURS = {OK: "good", NOTE: "warning", TROUBLE: "error"}

DISTRIBUTION = "arch-sketchpad"
SMALLEST, USUAL = (60, 16), (80, 24)
"""Columns and rows below which there is no room to work, and below which it is tight."""

SLOW = 100
"""Milliseconds from which on the wait after Esc is felt."""

REQUIREMENT = re.compile(r"([A-Za-z0-9_.-]+)\s*([^;]*)(?:;(.*))?")
BOUND = re.compile(r"(<=|>=|<|>|==)\s*([0-9.]+)")
EXTRA = re.compile(r"""extra\s*==\s*['"](\w+)['"]""")
USED: Mapping[str, str] = {
    "watch": "check --watch looks once a second without it",
    "serve": "there is no editor in a browser without it",
}
"""The extras that a user may want, and what is so without them."""

PROGRAMS: Mapping[str, str] = {
    "iTerm.app": "accents typed with a dead key may get lost; TEXTUAL_DISABLE_KITTY_KEY=1 brings them back",
    "vscode": "Ctrl+Q, Ctrl+P and F1 may be the window's own keys; q, : and ? do the same",
    "Apple_Terminal": "a click with Ctrl is a right click; Space marks instead",
}
"""By TERM_PROGRAM, what a terminal does with keys and clicks that the editor would take."""


@dataclass(frozen=True)
class Check:
    """What was looked at, and what there is to say of it."""

    level: str
    subject: str
    says: str


def run(arguments: Sequence[str]) -> int:
    Parser("doctor", ABOUT.strip(), EXAMPLES).parse_args(arguments)
    found = list(checks())
    wide, colour = max(len(check.subject) for check in found), coloured()
    lines = [
        f"{painted(f'{check.level:<{len(TROUBLE)}}', COLOURS[check.level], colour)}  "
        f"{check.subject:<{wide}}  {plain(check.says)}"
        for check in found
    ]
    levels = [check.level for check in found]
    notes, troubles = levels.count(NOTE), levels.count(TROUBLE)
    say("".join(f"{line}\n" for line in (*lines, f"{counted(notes, 'note')}, {counted(troubles, 'trouble')}")))
    return int(troubles > 0)


def checks() -> Iterator[Check]:
    yield Check(OK, "sketchpad", __version__)
    yield Check(OK, "Python", f"{platform.python_version()} on {platform.system()} ({sys.executable})")
    yield from libraries(_required())
    yield from terminal(os.environ, size())
    yield from characters()
    yield from lines()
    yield from multiplexer(os.environ)
    yield from input_of(os.environ)
    yield colours(os.environ)
    yield clipboard(os.environ)
    yield from settings()
    yield own_settings()
    yield from folders()


# -- Python ---------------------------------------------------------------------------------------------------------


def _required() -> Sequence[str]:
    """What the package says it needs; nothing where it runs without having been installed."""
    try:
        return metadata.requires(DISTRIBUTION) or ()
    except metadata.PackageNotFoundError:
        return ("textual", "rich", "pydantic")


def libraries(required: Iterable[str]) -> Iterator[Check]:
    """Whether each library is there, in a version that is asked for."""
    for line in required:
        match = REQUIREMENT.fullmatch(line.strip())
        if match is None:
            continue
        name, bounds, condition = match[1], match[2].strip(), match[3] or ""
        extra = EXTRA.search(condition)
        if extra and extra[1] not in USED:
            continue
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            if extra:
                yield Check(NOTE, name, f"not installed; {USED[extra[1]]}: pip install {name}")
            else:
                yield Check(TROUBLE, name, f"not installed; pip install '{name}{bounds}'")
            continue
        if all(_within(version, *bound) for bound in BOUND.findall(bounds)):
            yield Check(OK, name, version)
        else:
            yield Check(TROUBLE, name, f"{version} is not {bounds}; pip install '{name}{bounds}'")


def _within(version: str, sign: str, bound: str) -> bool:
    """Whether a version keeps to a bound; what follows its numbers does not count."""
    here, there = _numbers(version), _numbers(bound)
    width = max(len(here), len(there))
    one, other = (numbers + (0,) * (width - len(numbers)) for numbers in (here, there))
    return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other, "==": one == other}[sign]


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    return tuple(map(int, match.group().split("."))) if match else ()


# -- the terminal ---------------------------------------------------------------------------------------------------


def size() -> tuple[int, int] | None:
    """Columns and rows of the terminal that the editor would open in; None where there is none."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        return None
    try:
        return os.get_terminal_size(sys.stderr.fileno())
    except OSError:
        return None


def terminal(environment: Mapping[str, str], size: tuple[int, int] | None) -> Iterator[Check]:
    kind = environment.get("TERM", "")
    named = f"TERM={kind}" if kind else "TERM is not set"
    if size is None:
        yield Check(NOTE, "terminal", f"none is seen from here ({named}); run this in the one that the editor is for")
    elif kind == "dumb":
        yield Check(TROUBLE, "terminal", f"{named} can draw nothing; set TERM to what it is, such as xterm-256color")
    elif not kind and os.name != "nt":
        yield Check(NOTE, "terminal", f"{named}; set it to what the terminal is, such as xterm-256color")
    else:
        yield Check(OK, "terminal", named)
    program = environment.get("TERM_PROGRAM", "")
    if program in PROGRAMS:
        yield Check(NOTE, "keys", f"{program}: {PROGRAMS[program]}")
    if "SSH_CONNECTION" in environment:
        yield Check(OK, "line", "over SSH; Esc waits a little longer, so that a slow line does not break keys apart")
    if size is not None:
        yield _roomy(*size)


def _roomy(columns: int, rows: int) -> Check:
    here = f"{columns} columns, {rows} rows"
    if not columns or not rows:
        return Check(NOTE, "size", "the terminal does not say; `stty size` should")
    if columns < SMALLEST[0] or rows < SMALLEST[1]:
        return Check(NOTE, "size", f"{here}: hardly room for a canvas; make it {USUAL[0]} by {USUAL[1]} or larger")
    if columns < USUAL[0] or rows < USUAL[1]:
        return Check(NOTE, "size", f"{here} are tight; {USUAL[0]} by {USUAL[1]} is more comfortable")
    return Check(OK, "size", here)


def characters() -> Iterator[Check]:
    """Which characters the locale lets the terminal have."""
    names = ("PYTHONIOENCODING", "LC_ALL", "LC_CTYPE", "LANG")
    locale = next((f"{name}={os.environ[name]}" for name in names if os.environ.get(name)), "no locale is set")
    if speaks_unicode():
        yield Check(OK, "characters", f"{encoding()} ({locale})")
    else:
        yield Check(
            NOTE, "characters", f"{encoding()} ({locale}): drawn in ASCII; LANG=C.UTF-8 brings lines and arrows"
        )


def lines() -> Iterator[Check]:
    """How wide the terminal draws lines, which it is asked where there is one."""
    from ..tui.probing import draws_wide

    if os.name != "posix" or not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        return
    if draws_wide(sys.stdin.fileno(), sys.stderr.fileno()):
        yield Check(NOTE, "lines", 'two cells wide: [ui] glyphs = "ascii" draws without them, as --ascii does once')
    else:
        yield Check(OK, "lines", "one cell wide")


def multiplexer(environment: Mapping[str, str], option: Callable[[str], str] | None = None) -> Iterator[Check]:
    """What stands between the terminal and the editor; `option` tells how tmux is set up."""
    if environment.get("TMUX"):
        delay = (option or _tmux)("escape-time")
        if delay.isdecimal() and int(delay) > SLOW:
            yield Check(NOTE, "tmux", f"holds Esc back for {delay} ms; set -s escape-time 20 in tmux.conf mends that")
        else:
            yield Check(OK, "tmux", "Esc and the mouse come through")
    elif environment.get("STY"):
        yield Check(NOTE, "screen", "Ctrl+A is its own key; % chooses all")


def _tmux(name: str) -> str:
    """An option of the server of the tmux around; empty where it does not say."""
    import subprocess

    try:
        ran = subprocess.run(
            ["tmux", "show-options", "-sv", name], capture_output=True, text=True, timeout=2, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.strip()


def input_of(environment: Mapping[str, str]) -> Iterator[Check]:
    """What the user's settings make of keys and of the mouse."""
    from ..tui.preferences import preferences

    found = preferences()
    remote = "SSH_CONNECTION" in environment
    delay = environment.get("ESCDELAY") or found.escape_delay_ms or (200 if remote else 100)
    yield Check(OK, "Esc", f"waits {delay} ms for the rest of a key")
    hovers = found.hover == "always" or (found.hover == "auto" and not remote)
    card = "where it rests it tells about the part" if hovers else "it tells nothing where it rests"
    yield Check(OK, "mouse", f"on; {card}" if found.mouse else "off, by [ui] mouse")


def colours(environment: Mapping[str, str]) -> Check:
    from ..tui import few_colours

    if "NO_COLOR" in environment:
        return Check(OK, "colours", "none, for NO_COLOR is set; letters and reverse say the same")
    if not few_colours():
        depth = environment.get("COLORTERM") or "256"
        return Check(OK, "colours", f"many ({depth})")
    return Check(NOTE, "colours", "sixteen; where the terminal has more, COLORTERM=truecolor says so")


def clipboard(environment: Mapping[str, str]) -> Check:
    from ..tui.clipboard import TOOLS, Clipboard

    board = Clipboard(environment)
    if board.terminal_takes:
        return Check(OK, "clipboard", "the terminal takes what is copied")
    if tools := board.tools():
        return Check(OK, "clipboard", f"{tools[0].command[0]} takes what is copied")
    names = ", ".join(tool.command[0] for tool in TOOLS if tool.needs and tool.needs in environment)
    cure = f"; one of {names} would take it outside" if names else ""
    return Check(NOTE, "clipboard", f"what is copied stays within the editor{cure}")


# -- settings and folders -------------------------------------------------------------------------------------------


def settings() -> Iterator[Check]:
    """The settings for designs of this folder, and which rules they turn off."""
    try:
        found = settings_near(os.curdir)
        made = Surroundings().of("-")
    except (SettingsError, Usage) as error:
        yield Check(TROUBLE, "settings", f"{error}; the editor does not open here until that is mended")
        return
    path = os.path.abspath(found.path) if found else "none for this folder; everything is as built in"
    yield Check(OK, "settings", path)
    if off := str(made.choice):
        yield Check(NOTE, "rules", f"{off}; what they would say is not heard")
    else:
        yield Check(OK, "rules", f"all {len(made.rules)} are heard")


def own_settings() -> Check:
    """The user's own settings of the editor, and what is wrong with them."""
    from ..tui.preferences import preferences

    found = preferences()
    if not found.path:
        return Check(OK, "your settings", f"none; {config_file()} would be read")
    if problems := list(found.told()):
        more = f", and {len(problems) - 1} more: sketchpad keys check" if len(problems) > 1 else ""
        return Check(NOTE, "your settings", f"{problems[0]}{more}")
    return Check(OK, "your settings", found.path)


def folders() -> Iterator[Check]:
    here = Path.cwd()
    if writable(here):
        yield Check(OK, "this folder", f"{here} can be written")
    else:
        yield Check(NOTE, "this folder", f"{here} cannot be written; save designs elsewhere")
    kept = state_folder()
    if writable(kept):
        yield Check(OK, "backups", f"{kept} can be written")
    else:
        yield Check(NOTE, "backups", f"{kept} cannot be written; {STATED} names another folder")
