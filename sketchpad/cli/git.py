"""Git, as far as designs need it: its merge of lines, what it holds of a file, and how it learns of the drivers."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ..model.text import plain
from .output import note, say
from .usage import Usage

PATTERNS = ("*.sketch.json", "*.sketch")
ATTRIBUTES = ".gitattributes"


def git(*words: str, folder: str | None = None, codes: Sequence[int] = (0,)) -> bytes:
    """What git says on standard output. Raises Usage where it ends with another code than `codes`."""
    try:
        done = subprocess.run(["git", *words], cwd=folder or None, capture_output=True, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise Usage(f"git: {(error.strerror or str(error)).lower()}") from None
    if done.returncode not in codes:
        said = done.stderr.decode("utf-8", "replace").strip() or f"it ended with {done.returncode}"
        raise Usage(f"git {words[0]}: {said.splitlines()[0].removeprefix('fatal: ')}")
    return done.stdout


def by_lines(base: str, ours: str, theirs: str, size: int = 7) -> tuple[bytes, bool]:
    """The merge of three files line by line, with markers where that cannot be, and whether it can be."""
    labels = [word for name in ("ours", "base", "theirs") for word in ("-L", name)]
    command = ["git", "merge-file", "-p", f"--marker-size={size}", *labels, ours, base, theirs]
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise Usage(f"git: {(error.strerror or str(error)).lower()}") from None
    if not 0 <= done.returncode < 128:
        raise Usage(f"git merge-file: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout, done.returncode == 0


def stages(path: str) -> dict[int, bytes]:
    """What git's index holds of a file that a merge left open: 1 the base, 2 ours, 3 theirs. Raises Usage."""
    folder, name = os.path.split(os.path.abspath(path))
    listed = git("ls-files", "-u", "-z", "--", name, folder=folder).decode("utf-8", "surrogateescape")
    found = {}
    for entry in filter(None, listed.split("\0")):
        about = entry.partition("\t")[0].split()
        found[int(about[2])] = git("cat-file", "blob", about[1], folder=folder)
    return found


# -- the drivers ----------------------------------------------------------------------------------------------------


def install(*, dry_run: bool) -> int:
    """Tell git in this repository to merge and to show designs as designs; the exit code."""
    top = git("rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").removesuffix("\n")
    attributes = Path(top) / ATTRIBUTES
    missing = _missing(attributes)
    settings = _settings()
    if dry_run:
        for line in missing:
            say(f"echo {shlex.quote(line)} >> {shlex.quote(plain(str(attributes)))}\n")
        for name, value in settings.items():
            say(f"git config {name} {shlex.quote(value)}\n")
        return 0
    if missing:
        _append(attributes, missing)
    for name, value in settings.items():
        git("config", "--local", name, value)
    note(f"{plain(str(attributes))}: {', '.join(PATTERNS)} are merged and shown as designs; commit it for all")
    note("git config: merge.sketchpad and diff.sketchpad are set in this clone; each clone needs this once")
    return 0


def _settings() -> dict[str, str]:
    program = _program()
    return {
        "merge.sketchpad.name": "designs, part by part and property by property",
        "merge.sketchpad.driver": f"{program} merge %O %A %B -o %A --path %P --marker-size %L",
        "diff.sketchpad.textconv": f"{program} diff --textconv",
    }


def _program() -> str:
    """How git, which asks a shell, starts this program."""
    if shutil.which("sketchpad"):
        return "sketchpad"
    return f"{shlex.quote(sys.executable)} -m sketchpad"


def _missing(attributes: Path) -> list[str]:
    wanted = [f"{pattern} merge=sketchpad diff=sketchpad" for pattern in PATTERNS]
    try:
        there = attributes.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except FileNotFoundError:
        there = []
    except OSError as error:
        raise Usage(f"{attributes}: {(error.strerror or str(error)).lower()}") from None
    return [line for line in wanted if line not in there]


def _append(attributes: Path, lines: list[str]) -> None:
    try:
        with open(attributes, "a+b") as file:
            file.seek(0)
            content = file.read()
            gap = b"" if not content or content.endswith(b"\n") else b"\n"
            file.write(gap + "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise Usage(f"{attributes}: {(error.strerror or str(error)).lower()}") from None
