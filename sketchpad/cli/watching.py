"""Doing something again whenever the files that it is about change.

What has changed is told by looking at the files once a second. Where the package watchfiles is installed (the extra
`watch`), it wakes the look up at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from threading import Event, Thread
from typing import NoReturn

from ..model.text import plain
from ..storage.settings import NAMES
from .output import complain, counted, note
from .reading import expanded
from .usage import Usage

PAUSE = 1.0
"""Seconds between two looks."""
DEBOUNCE = 200
"""Milliseconds over which events are taken for one."""
NAMED = 3
"""Changed files that are named at the most."""

Seen = Mapping[str, tuple[int, int]]
"""When each file was last written, in nanoseconds, and how many bytes it has; a file that is not there is left out."""


def watched(paths: Sequence[str], act: Callable[[], Iterable[str]]) -> NoReturn:
    """Act, and act again after every change of designs or settings, until interrupted. Raises Usage at the first act.

    `act` gives the further files that matter to it.
    """
    others = list(act())
    seen = _seen(paths, others)
    note(_separation(f"watching {counted(len(expanded(paths, quiet=True)), 'file')}; Ctrl-C ends it"))
    ticks = _ticks(paths)
    while True:
        next(ticks)
        found = _seen(paths, others)
        changed = sorted(path for path in {*seen, *found} if seen.get(path) != found.get(path))
        if not changed:
            continue
        seen = found
        more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
        note(_separation(f"changed: {', '.join(map(os.path.relpath, changed[:NAMED]))}{more}"))
        try:
            others = list(act())
        except Usage as error:
            complain(str(error))


def _separation(text: str) -> str:
    return f"\n-- {plain(text)} --"


def _seen(paths: Sequence[str], others: Iterable[str]) -> Seen:
    """The designs, the settings that can hold for them, and further files, as they are."""
    files = expanded(paths, quiet=True)
    folders = {os.path.dirname(os.path.abspath(path)) for path in (*files, os.path.join(os.curdir, ""))}
    for folder in tuple(folders):
        while (above := os.path.dirname(folder)) != folder:
            folders.add(above)
            folder = above
    settings = (os.path.join(folder, name) for folder in folders for name in NAMES)
    result: dict[str, tuple[int, int]] = {}
    for path in (*files, *settings, *filter(None, others)):
        try:
            found = os.stat(path)
        except (OSError, ValueError):
            continue
        result[os.path.abspath(path)] = found.st_mtime_ns, found.st_size
    return result


def _ticks(paths: Sequence[str]) -> Iterator[None]:
    """A time to look, again and again."""
    woken, over = Event(), Event()
    # In a thread of its own, as watchfiles takes every signal for an interrupt and this one must hear of the others.
    Thread(target=_wake, args=(paths, woken, over), daemon=True).start()
    try:
        while True:
            woken.wait(PAUSE)
            woken.clear()
            yield
    finally:
        over.set()


def _wake(paths: Sequence[str], woken: Event, over: Event) -> None:
    """Wake the look up when something happens in the folders, where there is a way to hear of it."""
    try:
        from watchfiles import watch
    except ImportError:
        return
    folders = {path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path)) for path in paths}
    there = sorted(folder for folder in folders if os.path.isdir(folder))
    deep = any(os.path.isdir(path) for path in paths)
    try:
        for _ in watch(*there, recursive=deep, debounce=DEBOUNCE, stop_event=over):
            woken.set()
    except (OSError, RuntimeError):  # as when the system has no more watches; the looks go on without
        return
