"""What every command that changes a design does: read it, make edits, judge what they did, write it."""

from __future__ import annotations

import os
import re
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from ..editing import Edit, EditError
from ..model import EMPTY, Component, Connection, Design, Flow, Group, Id, Part, Requirement, changes, noun
from ..model.text import plain
from ..rules import Judged, Report, today_utc
from ..rules.fixing import differing, told
from ..storage import ABSENT, Document, SaveError, encoded
from ..tracing import Answer, verdicts
from .output import note, say, say_file
from .reading import one
from .settings import Settings, Surroundings
from .storing import store
from .usage import Parser, Usage, nearest

UNFIT = frozenset({"FIL-002", "FIL-003", "FIL-004", "FIL-006", "FIL-007"})
"""The rules of what a file may say but nobody should be led to write: it would not be meant."""

NEGATIVE = re.compile(r"-[0-9]")


class Changer(Parser):
    """The arguments of a command that changes a design."""

    def __init__(self, command: str, about: str, examples: str) -> None:
        super().__init__(command, about, examples)
        self.add_argument("file", metavar="FILE", help="a design; - is standard input, and the result is printed")
        self.add_argument("--dry-run", action="store_true", help="print what would change, and change nothing")
        self.add_argument("--lose-comments", action="store_true", help="write a file of notation without its comments")

    def parsed(self, arguments: Sequence[str]) -> Namespace:
        """The arguments, options anywhere among them; `-1,0` is no option."""
        return self.parse_intermixed_args([f" {word}" if NEGATIVE.match(word) else word for word in arguments])


def opened(options: Namespace, *, new: bool = False) -> Document:
    """The design to change; an empty one where there is no such file and a `new` one is fine. Raises Usage."""
    path: str = options.file
    if new and path != "-" and not os.path.lexists(path):
        return Document(EMPTY, path, {}, path.endswith(".sketch"), read_only=False, digest="")
    document = one(path, only_shown=False)
    if document.comments and path != "-" and not (options.dry_run or options.lose_comments):
        raise Usage(f"{path}: its comments would be lost; not written (--lose-comments writes it)")
    return document


# -- edits ----------------------------------------------------------------------------------------------------------


def changed(options: Namespace, document: Document, edits: Iterable[Edit], also: Sequence[str] = ()) -> int:
    """Make edits, write the design and say what came of it; the exit code. `also` is said after the edits."""
    design, said = document.design, list[str]()
    for edit in edits:
        try:
            next_ = edit(design)
        except EditError as error:
            raise Usage(str(error)) from None
        if next_ != design:
            design = next_
            said.append(str(edit))
    if not said:
        design = document.design
    settings = Surroundings().of(document.path)
    before, after = states(settings, document.design, design)
    _fitting(before, after)
    deliver(document, design, dry_run=options.dry_run)
    for line in (*said, *(also if said else ("nothing to change",)), *outcome(settings, before, after)):
        note(plain(line))
    return 0


@dataclass(frozen=True)
class State:
    """A design, and what all rules say of it."""

    design: Design
    report: Report
    answers: Mapping[Id, Answer]
    """What is known of each requirement."""


def states(settings: Settings, *designs: Design) -> list[State]:
    """One design after the other, judged."""
    linter, today, found = settings.linter(), today_utc(), []
    for design in designs:
        linter.see(design)
        report = linter.report(today)
        answers = {verdict.id: verdict.answer for verdict in verdicts(linter.graph, report)}
        found.append(State(design, report, answers))
    return found


def outcome(settings: Settings, before: State, after: State) -> Iterator[str]:
    """What came and went, in one line, a line for each finding that came, and what became of requirements."""
    old, new = (settings.choice.only(state.report).standing for state in (before, after))
    gone, come = differing(old, new)
    if words := told(come, gone):
        yield words
    yield from map(sentence, come)
    for id, answer in after.answers.items():
        was = before.answers.get(id)
        if was is not answer:
            yield f"{id} is {answer.word}" + (f", was {was.word}" if was else "")


def sentence(finding: Judged) -> str:
    return f"{finding.severity.word} {finding.rule.id} on {','.join(finding.on) or 'design'}: {finding.message}"


def _fitting(before: State, after: State) -> None:
    """Raises Usage where a part that was changed says what cannot be, or what nobody knows."""
    touched = {id for id in changes(before.design, after.design) if id in after.design}
    known = {finding.key: finding.message for finding in before.report.findings}
    for finding in after.report.findings:
        fresh = finding.message not in known.get(finding.key, "")
        if fresh and finding.rule.id in UNFIT and touched.intersection(finding.on):
            raise Usage(finding.message.removesuffix("."))


# -- parts by name --------------------------------------------------------------------------------------------------


def named(text: str, design: Design, *sorts: type[Part]) -> tuple[Id, ...]:
    """The ids in `fn,db`, each that of a part of these sorts. Raises Usage that names what comes nearest."""
    kinds = sorts or (Requirement, Group, Component, Connection, Flow)
    ids = [part.id for part in design.parts() if isinstance(part, kinds)]
    found = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    what = " or ".join(map(noun, sorts)) or "part"
    if not found:
        raise Usage(f"expected the id of a {what}")
    for id in found:
        if not isinstance(design.get(id), kinds):
            raise Usage(f"there is no {what} {id}{nearest(id, ids)}")
    return found


# -- the file -------------------------------------------------------------------------------------------------------


def deliver(document: Document, design: Design, *, dry_run: bool) -> None:
    """Write a design where the document came from, or print it or what would change there. Raises Usage."""
    fresh = design is not document.design
    if dry_run:
        say(difference(document, design) if fresh else "")
    elif document.path == "-":
        say_file(_text(document, design))
    elif fresh:
        _store(document, design)


def _text(document: Document, design: Design) -> str:
    """A design as the file holds it."""
    try:
        return encoded("-.sketch" if document.notation else document.path, design)
    except SaveError as error:
        raise Usage(f"{document.path}: {error.code} {error.message}") from None


def _store(document: Document, design: Design) -> None:
    if not document.digest and os.path.lexists(document.path):
        raise Usage(f"{document.path}: it exists already; not overwritten")
    try:
        store(document.path, design, document.digest or ABSENT)
    except SaveError as error:
        raise Usage(f"{document.path}: {error.code} {error.message}") from None


def difference(document: Document, design: Design) -> str:
    """What saving would change in the file, as a unified diff."""
    new, old, before = _text(document, design), "", document.path
    if document.path == "-":
        old = _text(document, document.design)
    elif not document.digest:
        before = os.devnull
    else:
        try:
            with open(document.path, encoding="utf-8-sig", newline="") as file:
                old = file.read()
        except OSError as error:
            raise Usage(f"{document.path}: {error.strerror}") from None
    lines = unified_diff(old.splitlines(), new.splitlines(), before, document.path, lineterm="")
    return "".join(f"{plain(line)}\n" for line in lines)
