"""`sketchpad recover`: what was done and not saved, and what files held before they were saved."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..catalog import NAMES
from ..model import EMPTY, Design
from ..model.text import plain
from ..storage import ABSENT, SaveError, Unreadable, encoded, read, save
from ..storage.backups import Backups, Copy
from ..storage.journal import ENDING, throw_away
from ..storage.places import state_folder
from ..storage.recovery import Left, Unrecoverable, everything, lines, purge, recovered
from .output import complain, counted, note, say, say_file
from .reading import refusal
from .usage import Parser, Usage

EXAMPLES = """
sketchpad recover                                  what there is, the latest first
sketchpad recover orders.sketch.json               of one file, with what it held before
sketchpad recover 3f9c2a7b --show                  how it differs from the file
sketchpad recover 3f9c2a7b -o orders-2.sketch.json write it into a new file
sketchpad recover broken.sketch.json -o new.sketch.json   what is whole in a file that cannot be read
sketchpad recover 3f9c2a7b --discard               into the trash, for 30 days
sketchpad recover --purge                          remove everything for good
"""

ABOUT = """List and write what was done in the editor and not saved, and what files held before, kept for 30 days.
The file itself is never written, except by the editor when you save."""

DIGITS = 8
"""Of the name of a copy, as it is shown."""


@dataclass(frozen=True)
class Found:
    """A journal, or a copy of a file, by the name that a person types."""

    name: str
    path: str | None
    when: float
    about: str
    source: Left | Copy


def run(arguments: Sequence[str]) -> int:
    parser = Parser("recover", ABOUT, EXAMPLES)
    parser.add_argument("what", nargs="?", metavar="NAME|FILE", help="one of those listed, or a file to list its own")
    parser.add_argument("--list", action="store_true", help="list, which is also what happens without options")
    parser.add_argument("--show", action="store_true", help="how it differs from what the file holds, in notation")
    parser.add_argument("-o", "--output", metavar="FILE", help="write it into a new file; - is standard output")
    parser.add_argument("--discard", action="store_true", help="move it to the trash")
    parser.add_argument("--purge", action="store_true", help="remove all of it for good, but for what is being edited")
    options = parser.parse_args(arguments)
    state = os.fspath(state_folder())
    if options.purge:
        note(f"{counted(purge(state), 'file')} removed")
        return 0
    every = found(state)
    broken = _broken(options.what) if options.what is not None else None
    if not (options.show or options.output or options.discard):
        say(listed(every, options.what))
        return _salvaged(options.what, broken) if broken else 0
    if broken and not options.discard and not _left(every, options.what):
        return _salvaged(options.what, broken, options.output, show=options.show)
    one = named(every, options.what)
    if options.show:
        say("".join(f"{plain(line)}\n" for line in lines(present(one), design(one, state))))
    if options.output:
        write(options.output, one, state)
    if options.discard:
        discard(one, state)
    return 0


def _broken(path: str) -> Unreadable | None:
    """Why a file cannot be read; None where it can, or is none."""
    if not os.path.isfile(path):
        return None
    try:
        read(path, forbidden=NAMES)
    except Unreadable as error:
        return None if error.code == "FILE-ACCESS" else error
    return None


def _salvaged(path: str, error: Unreadable, output: str | None = None, *, show: bool = False) -> int:
    """Print or write what is whole in a file that cannot be read; the exit code. Raises Usage."""
    from ..storage.files import LARGEST
    from ..storage.salvage import salvaged

    complain(refusal(path, error))
    with open(path, "rb") as file:
        data = file.read(LARGEST + 1)
    rest = salvaged(data, path, NAMES) if len(data) <= LARGEST else None
    if rest is None:
        raise Usage(f"{path}: no part of it can be read")
    for line in rest.told:
        note(plain(f"{path}: {line}"))
    note(
        plain(f"{path}: {counted(rest.parts, 'part')} can be read" + ("" if output or show else "; -o NEW writes them"))
    )
    if show:
        say("".join(f"{plain(line)}\n" for line in lines(EMPTY, rest.design)))
    if output:
        _put(output, rest.design, path)
    return 0


def found(state: str) -> list[Found]:
    """All that is kept, the latest first."""
    kept = [_of_journal(journal) for journal in everything(state)]
    copies = Backups(os.path.join(state, "backups")).everything()
    kept += [Found(copy.digest[:DIGITS], copy.path, copy.kept, "held before", copy) for copy in copies]
    return sorted(kept, key=lambda one: one.when, reverse=True)


def _of_journal(journal: Left) -> Found:
    name = os.path.basename(journal.place).removesuffix(ENDING).rpartition("-")[2]
    if journal.thrown_away:
        about = "in the trash"
    elif journal.owner.gone(datetime.now().timestamp() - journal.ended):
        about = "not saved"
    else:
        about = f"open in process {journal.owner.pid}"
    return Found(
        name, journal.path, journal.ended, f"{about}, {counted(journal.edits, 'edit')}: {journal.last}", journal
    )


def listed(every: Sequence[Found], path: str | None) -> str:
    """A line each; copies of files only where one file is asked for. Raises Usage where nothing has that name."""
    if path is None:
        rows = [one for one in every if isinstance(one.source, Left)]
    else:
        where = os.path.realpath(path)
        rows = [one for one in every if one.path is not None and os.path.realpath(one.path) == where]
        rows = rows or [one for one in every if one.name == path]
        if not rows and not os.path.exists(path):
            raise Usage(f"nothing is kept under {path}, and there is no such file")
    if not rows:
        note("nothing is kept that was not saved" if path is None else f"{plain(path)}: nothing is kept of it")
    return "".join(
        f"{plain(one.name)}  {_when(one)}  {plain(one.path or 'untitled')}  ({plain(one.about)})\n" for one in rows
    )


def _when(one: Found) -> str:
    return datetime.fromtimestamp(one.when).strftime("%Y-%m-%d %H:%M")


def named(every: Sequence[Found], name: str | None) -> Found:
    """The one of a name, or the latest that was not saved of a file. Raises Usage."""
    if name is None:
        raise Usage("say which: `sketchpad recover` lists what there is")
    here = [one for one in every if one.name == name]
    if not here:
        here = _left(every, name)[:1]
    if len({one.source for one in here if isinstance(one.source, Copy)}) > 1 or not here:
        raise Usage(f"nothing is kept under {name}; `sketchpad recover` lists what there is")
    return here[0]


def _left(every: Sequence[Found], path: str) -> list[Found]:
    """The journals of a file, the latest first."""
    where = os.path.realpath(path)
    return [one for one in every if isinstance(one.source, Left) and os.path.realpath(one.path or "") == where]


def present(one: Found) -> Design:
    """What the file holds; nothing where it is gone or cannot be read."""
    return _there(one)[0]


def _there(one: Found) -> tuple[Design, str | None]:
    if one.path is None or not os.path.isfile(one.path):
        return EMPTY, None
    try:
        document = read(one.path)
    except Unreadable:
        return EMPTY, None
    return document.design, document.digest


def design(one: Found, state: str) -> Design:
    """The design that is kept. Raises Usage."""
    try:
        if isinstance(one.source, Left):
            result = recovered(one.source, state, *_there(one))
            if result.certain and not result.unchanged:
                note("the file changed since: what came into it is not in here; the editor merges both")
            if not result.certain:
                note("the file changed since, and what it was is not known: the edits are made to what it is")
            if not result.whole:
                note("the journal is damaged: what came after the damage is missing")
            return result.design
        return read("-", content(one.source, state)).design
    except (Unrecoverable, Unreadable) as error:
        raise Usage(f"{one.name}: {error}") from None


def content(copy: Copy, state: str) -> bytes:
    """What was kept of a file. Raises Usage."""
    data = Backups(os.path.join(state, "backups")).content(copy.path, copy.digest)
    if data is None:
        raise Usage(f"{copy.digest[:DIGITS]}: the copy is damaged or gone")
    return data


def write(path: str, one: Found, state: str) -> None:
    """Write what is kept into a new file. Raises Usage."""
    _put(path, design(one, state), one.path or "")
    if path != "-":
        note(plain(f"{path}: written; {one.name} is still kept"))


def _put(path: str, made: Design, origin: str) -> None:
    """Write a design into a new file, or print it as its origin had it. Raises Usage."""
    try:
        if path == "-":
            say_file(encoded("-.sketch" if origin.endswith(".sketch") else "-", made))
        else:
            save(path, made, ABSENT)
    except SaveError as error:
        raise Usage(f"{path}: {error.code} {error.message}") from None


def discard(one: Found, state: str) -> None:
    """Move a journal to the trash. Raises Usage."""
    if not isinstance(one.source, Left):
        raise Usage(f"{one.name} is a copy of what was saved; those go by themselves after 30 days")
    if one.about.startswith("open"):
        raise Usage(f"{one.name} is {one.about.partition(',')[0]}")
    throw_away(one.source.place, state)
    note(plain(f"{one.name}: in the trash for 30 days"))
