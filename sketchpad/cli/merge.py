"""`sketchpad merge`: two designs that began as one, made one again; also as git's merge driver."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from ..catalog import NAMES
from ..editing.copies import REFERENCES
from ..model import EMPTY
from ..model.text import plain
from ..storage import Document, SaveError, Unreadable, encoded, read
from ..storage.conflicts import recorded, words
from ..storage.merging import Merged, merge
from ..storage.threeway import Choices, other
from . import git
from .output import complain, counted, note, say_file
from .reading import refusal
from .storing import store
from .usage import Parser, Usage

EXAMPLES = """
sketchpad merge base.sketch.json mine.sketch.json yours.sketch.json -o orders.sketch.json
sketchpad merge orders.sketch.json    (after git left it open: merge again what git's index holds)
sketchpad merge --install             (git merges and shows designs as designs, in this repository)
"""
ABOUT = """
Merge what OURS and THEIRS made of BASE, part by part and property by property. What both changed differently is a
conflict: OURS stands, what THEIRS says is written beside it as a property such as theirs:timeout_s, and the exit code
is 1.
"""


def run(arguments: Sequence[str]) -> int:
    parser = Parser("merge", ABOUT.strip(), EXAMPLES)
    parser.add_argument("files", nargs="*", metavar="FILE", help="BASE OURS THEIRS, or one that git left open")
    parser.add_argument("-o", "--output", metavar="OUT", help="where the result goes; standard output if left out")
    parser.add_argument("--prefer", choices=("ours", "theirs"), default="ours", help="who stands in a conflict")
    parser.add_argument(
        "--markers", action="store_true", help="in a conflict, both sides between markers, as git has it"
    )
    parser.add_argument("--path", help="the name that the files have for people; it says whether they are notation")
    parser.add_argument("--marker-size", type=int, default=7, metavar="N", help="characters of a marker")
    parser.add_argument("--install", action="store_true", help="tell git to use this in the repository at hand")
    parser.add_argument("--dry-run", action="store_true", help="only print what --install would do")
    options = parser.parse_args(arguments)
    if options.install:
        return git.install(dry_run=options.dry_run)
    if len(options.files) == 1:
        return _left_open(options, options.files[0])
    if len(options.files) != 3:
        raise Usage("expected BASE OURS THEIRS, or one file that git left open; see sketchpad merge --help")
    name = options.path or options.output or options.files[1]
    try:
        three = [_read(path, name) for path in options.files]
    except Unreadable as error:
        if options.path is None:
            raise Usage(refusal(name, error)) from None
        complain(f"{refusal(name, error)}; merged line by line")
        return _by_lines(options)
    if options.path is not None and any(one.comments for one in three):
        return _with_comments(options, three, name)
    return _written(options, three, name)


def _read(path: str, name: str) -> Document:
    """A design under the name that it has for people; nothing where git has no base. Raises Unreadable."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise Unreadable("FILE-ACCESS", f"{path} cannot be opened: {error.strerror}") from None
    if not data.strip():
        return Document(EMPTY, name, {}, name.endswith(".sketch"), read_only=False, digest="")
    document = read(name, data, forbidden=NAMES)
    if document.read_only:
        raise Unreadable("FILE-FORMAT", document.defects[-1])
    return document


def _merged(options: Namespace, three: Sequence[Document], choices: Choices | None = None) -> Merged:
    base, ours, theirs = (one.design for one in three)
    return merge(base, ours, theirs, options.prefer, choices, REFERENCES)


def _written(options: Namespace, three: Sequence[Document], name: str) -> int:
    """Write what comes of it and tell what is to be looked at; the exit code."""
    found = _merged(options, three)
    try:
        if found.conflicts and options.markers:
            text = _marked(options, found, three, name)
        else:
            design, unsaid = recorded(found.design, found.conflicts, name.endswith(".sketch"))
            text = encoded(name, design)
            for conflict in unsaid:
                note(plain(f"{name}: notation has no place for this beside what stands: {words(conflict)}"))
        _deliver(options, text)
    except SaveError as error:
        raise Usage(f"{options.output or name}: {error.code} {error.message}") from None
    for arranged in found.notes:
        note(plain(f"{name}: {arranged}"))
    for conflict in found.conflicts:
        note(plain(f"{name}: conflict on {words(conflict)}"))
    if found.conflicts:
        lost = "is between markers" if options.markers else "is beside it, and `sketchpad check` names it"
        note(f"{counted(len(found.conflicts), 'conflict')}; what does not stand {lost}")
    return 1 if found.conflicts else 0


def _deliver(options: Namespace, text: str) -> None:
    """Write the result. Raises SaveError."""
    output: str | None = options.output
    if output in (None, "-"):
        say_file(text)
    elif options.path is None:
        store(str(output), text)
    else:
        # A file of git's own, of which nobody wants a copy; git puts it in its place.
        try:
            Path(str(output)).write_bytes(text.encode("utf-8"))
        except OSError as error:
            raise SaveError((error.strerror or str(error)).lower()) from None


def _marked(options: Namespace, found: Merged, three: Sequence[Document], name: str) -> str:
    """The text of what stands and of what does not, alike but for what lies between markers."""
    against = {(one.on, one.what): other(one.taken) for one in found.conflicts}
    versions = (found, _merged(options, three, against))
    texts = [encoded(name, one.design).splitlines(keepends=True) for one in versions]
    size, lines = options.marker_size, list[str]()
    sides = (options.prefer, other(options.prefer))
    for what, a, b, c, d in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_opcodes():
        here, there = texts[0][a:b], texts[1][c:d]
        if what == "equal":
            lines += here
        else:
            lines += [f"{'<' * size} {sides[0]}\n", *here, f"{'=' * size}\n", *there, f"{'>' * size} {sides[1]}\n"]
    return "".join(lines)


# -- where a design cannot be merged as one -------------------------------------------------------------------------


def _by_lines(options: Namespace) -> int:
    base, ours, theirs = options.files
    content, clean = git.by_lines(base, ours, theirs, options.marker_size)
    return _bytes(options, content, clean)


def _with_comments(options: Namespace, three: Sequence[Document], name: str) -> int:
    """Notation with comments, which writing a design loses: its lines are merged where that says the same."""
    base, ours, theirs = options.files
    content, clean = git.by_lines(base, ours, theirs, options.marker_size)
    found = _merged(options, three)
    if clean and not found.conflicts:
        try:
            clean = read(name, content, forbidden=NAMES).design == found.design
        except Unreadable:
            clean = False
    if not clean:
        complain(f"{name}: its comments would be lost; merged line by line")
    return _bytes(options, content, clean and not found.conflicts)


def _bytes(options: Namespace, content: bytes, clean: bool) -> int:
    try:
        _deliver(options, content.decode("utf-8"))
    except UnicodeDecodeError:
        raise Usage(f"{options.path}: this is no text") from None
    except SaveError as error:
        raise Usage(f"{options.output}: {error.code} {error.message}") from None
    return 0 if clean else 1


def _left_open(options: Namespace, path: str) -> int:
    """Merge what git's index holds of a file with conflict markers, and write it there."""
    found = git.stages(path)
    if 2 not in found or 3 not in found:
        raise Usage(f"{path}: git's index holds no two sides of it")
    try:
        read(path, forbidden=NAMES)
    except Unreadable:
        pass
    else:
        raise Usage(f"{path}: it reads as a design; `git checkout --merge {os.path.basename(path)}` begins again")
    none = Document(EMPTY, path, {}, path.endswith(".sketch"), read_only=False, digest="")
    try:
        three = [read(path, found[stage], forbidden=NAMES) if found.get(stage) else none for stage in (1, 2, 3)]
    except Unreadable as error:
        raise Usage(refusal(path, error)) from None
    options.output = options.output or path
    return _written(options, three, path)
