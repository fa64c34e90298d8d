"""`sketchpad diff`: what changed from one design to another, in the architecture and in its findings."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..model import EMPTY, Design, Id, Part, changes, unparse
from ..model.printing import statement, unsaid
from ..model.text import plain
from ..rules.fixing import differing, told
from ..storage import Document, Unreadable
from ..storage.conflicts import told as shown
from ..storage.threeway import ABSENT, record, same
from . import git
from .changing import State, sentence, states
from .output import coloured, complain, painted, say
from .reading import one, opened, refusal
from .settings import Settings, Surroundings
from .usage import Parser, Usage

EXAMPLES = """
sketchpad diff old.sketch.json new.sketch.json
git show main:orders.sketch.json | sketchpad diff - orders.sketch.json
sketchpad diff --install      (git shows designs as notation, in this repository)
"""
ABOUT = """
What came (+), went (-) and changed (~) from one design to another, and what that did to its findings and requirements.
"""
GIT_SAYS = (7, 9)
"""How many words git calls a program with that shows differences: where a file has another name, two more."""
NONE = os.devnull


def run(arguments: Sequence[str]) -> int:
    parser = Parser("diff", ABOUT.strip(), EXAMPLES)
    parser.add_argument("files", nargs="*", metavar="FILE", help="two designs, or the words that git calls this with")
    parser.add_argument("--exit-code", action="store_true", help="end with 1 where they differ")
    parser.add_argument("--textconv", metavar="FILE", help="one design as lines, for git to compare")
    parser.add_argument("--install", action="store_true", help="tell git to use this in the repository at hand")
    parser.add_argument("--dry-run", action="store_true", help="only print what --install would do")
    options = parser.parse_args(arguments)
    if options.install:
        return git.install(dry_run=options.dry_run)
    if options.textconv:
        return _as_lines(options.textconv)
    words = options.files
    if len(words) in GIT_SAYS:
        return _for_git(words)
    if len(words) != 2:
        raise Usage("expected two designs; see sketchpad diff --help")
    lines = [*_differences(one(words[0]).design, one(words[1]).design, words[1])]
    _show(lines)
    return int(options.exit_code and bool(lines))


# -- for git --------------------------------------------------------------------------------------------------------


def _for_git(words: Sequence[str]) -> int:
    """What git wants to see: path, old file, its id and mode, new file, its id and mode, and perhaps the new path."""
    path, old, new = words[0], words[1], words[4]
    name = words[7] if len(words) > 7 else path
    say(f"{painted(plain(path if name == path else f'{path} -> {name}'), 'bold', _in_colour())}\n")
    try:
        before, after = (_of_git(file) for file in (old, new))
    except Unreadable as error:
        say(f"  {plain(refusal(name, error))}\n")
        return 0
    _show([f"  {line}" for line in _differences(before, after, name)] or ["  nothing but how it is written"])
    return 0


def _of_git(file: str) -> Design:
    return EMPTY if file == NONE else opened(file).design


def _as_lines(path: str) -> int:
    """A design as notation, with what only JSON holds as comments; a file that is none as it is."""
    try:
        document = opened(path)
    except Unreadable as error:
        complain(refusal(path, error))
        _as_it_is(path)
        return 0
    say("".join(f"{plain(line)}\n" for line in (*unparse(document.design).splitlines(), *_besides(document))))
    return 0


def _besides(document: Document) -> Iterator[str]:
    """What notation does not hold of a design."""
    design = document.design
    parts = [*sorted(design.parts(), key=lambda part: part.id), *design.spare]
    keepers: list[tuple[str, Mapping[str, Any]]] = [("design", design.kept)]
    keepers += [(part.id, {**part.kept, **_unsaid(part)}) for part in parts]
    keepers += [(f"waiver {one.rule} on {','.join(one.on)}", one.kept) for one in design.waivers]
    for whose, kept in keepers:
        yield from (f"# {whose} {name}={json.dumps(value, ensure_ascii=False)}" for name, value in sorted(kept.items()))


def _unsaid(part: Part) -> dict[str, Any]:
    return {name: getattr(part, "properties", {})[name] for name in unsaid(part)}


def _as_it_is(path: str) -> None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            say("".join(f"{plain(line.rstrip())}\n" for line in file))
    except OSError as error:
        raise Usage(f"{path}: {(error.strerror or str(error)).lower()}") from None


# -- what changed ---------------------------------------------------------------------------------------------------

COLOURS = {"+": "good", "-": "error", "~": "warning"}


def _in_colour() -> bool:
    return coloured() or (os.environ.get("GIT_PAGER_IN_USE") == "true" and not os.environ.get("NO_COLOR"))


def _show(lines: Sequence[str]) -> None:
    on = _in_colour()
    for line in map(plain, lines):
        colour = COLOURS.get(line.lstrip()[:1], "")
        say((painted(line, colour, on) if colour else line) + "\n")


def _differences(before: Design, after: Design, path: str) -> Iterator[str]:
    yield from _architecture(before, after)
    settings = Surroundings().of(path)
    yield from _findings(settings, *states(settings, before, after))


def _architecture(before: Design, after: Design) -> Iterator[str]:
    """What came, went and changed: the design, then part by part, then waivers."""
    if words := "; ".join(_said("design", before, after)):
        yield f"~ the design: {words}"
    for id in sorted(changes(before, after), key=lambda id: (_sort(before, after, id), id)):
        old, new = before.get(id), after.get(id)
        if old is None or new is None or type(old) is not type(new):
            if old is not None:
                yield f"- {statement(before, id)}"
            if new is not None:
                yield f"+ {statement(after, id)}"
        elif words := "; ".join(_said(new.shelf, old, new)):
            yield f"~ {id}: {words}"
    gone, come = (
        [one for one in some.waivers if one not in others.waivers]
        for some, others in ((before, after), (after, before))
    )
    for sign, waivers in (("-", gone), ("+", come)):
        yield from (f"{sign} {unparse(EMPTY.but(waivers=(one,))).rstrip()}" for one in waivers)


SORTS = ("groups", "components", "connections", "requirements", "flows")


def _sort(before: Design, after: Design, id: Id) -> int:
    part = after.get(id) or before[id]
    return SORTS.index(part.shelf)


def _said(sort: str, before: Any, after: Any) -> Iterator[str]:
    """`timeout_s 3 -> 60` for each thing that is said differently."""
    old, new = record(sort, before), record(sort, after)
    old |= old.pop("properties", {})
    new |= new.pop("properties", {})
    for name in dict.fromkeys((*old, *new)):
        one, other = old.get(name, ABSENT), new.get(name, ABSENT)
        if not same(one, other):
            yield f"{name} {shown(one)} -> {shown(other)}"


def _findings(settings: Settings, before: State, after: State) -> Iterator[str]:
    old, new = (settings.choice.only(state.report).standing for state in (before, after))
    gone, come = differing(old, new)
    if words := told(come, gone):
        yield words
    yield from (f"+ {sentence(one)}" for one in come)
    yield from (f"- {one.severity.word} {one.rule.id} on {','.join(one.on) or 'design'}" for one in gone)
    for id in sorted(before.answers.keys() | after.answers.keys()):
        was, now = before.answers.get(id), after.answers.get(id)
        if was is not now and now is not None:
            yield f"{id} is {now.word}" + (f", was {was.word}" if was else "")
