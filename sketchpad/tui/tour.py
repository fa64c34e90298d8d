"""The tour: seven things to do in a design to play with, each of which is seen to be done. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..model import Design, Id, parse
from .keys import told
from .looking import Looking
from .session import Session
from .status import Words

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from .bound import Bound

GROUND = """
design "Three minutes"
lambda orders at 0,0 peak_rps=4000 avg_duration_ms=200
rds stock at 2,0 class=db.t4g.medium
orders rw stock
"""
"""What there is to play with: a function that opens more connections than its database accepts."""

FILE = "tour.sketch.json"


@dataclass(frozen=True)
class Seen:
    """What the tour looks at to tell whether something was done."""

    design: Design
    here: Id | None
    """The component under the cursor."""
    on_finding: bool
    """Whether a finding was gone to."""
    standing: frozenset[object]
    """The findings that stand."""
    saved: bool
    """Whether there is a file with it."""


@dataclass(frozen=True)
class Stage:
    """Something to do, and how it is told that it was done since the stage began."""

    title: str
    says: str
    """What to do first, in a line of the smallest window; with the ids of verbs in brackets, where their keys go."""
    done: Callable[[Seen, Seen], bool]


STAGES = (
    Stage(
        "Move",
        "go to stock: arrows step by slot, [item.next] by part",
        lambda was, now: now.here == "stock",
    ),
    Stage(
        "Place",
        "on an empty slot: [add.slot_3] places a queue, [add.pick] asks for any kind",
        lambda was, now: len(now.design.components) > len(was.design.components),
    ),
    Stage(
        "Wire",
        "[edit.connect], then a letter: connects what is here with that part",
        lambda was, now: bool(now.design.connections.keys() - was.design.connections.keys()),
    ),
    Stage(
        "Boundary",
        "a group: [edit.group], arrows stretch it, Enter, region eu, Enter",
        lambda was, now: bool(now.design.groups.keys() - was.design.groups.keys()),
    ),
    Stage("Problem", "[finding.next] goes to what is wrong, on from the cursor", lambda was, now: now.on_finding),
    Stage(
        "Fix",
        "[finding.fix] shows what would mend it, and how; Enter does it",
        lambda was, now: now.design is not was.design and bool(was.standing - now.standing),
    ),
    Stage("Save", "[file.save] saves, all or nothing; this file goes away", lambda was, now: now.saved),
)
END = "That is all: [app.help] has each pane's keys, [app.commands] every command"


@dataclass(frozen=True)
class Tour:
    """How far somebody is."""

    kept: Looking
    """What was worked on before, to go back to."""
    folder: TemporaryDirectory[str] = field(repr=False, compare=False)
    began: Seen
    """What was so when the stage began."""
    at: int = 0

    @property
    def over(self) -> bool:
        return self.at == len(STAGES)

    def on(self, now: Seen) -> Tour:
        """The next stage, whether the present one was done or skipped."""
        return self if self.over else replace(self, at=self.at + 1, began=now)

    def seen(self, now: Seen) -> Tour:
        """The next stage where the present one is done, else the same."""
        return self.on(now) if not self.over and STAGES[self.at].done(self.began, now) else self

    def words(self, bound: Bound) -> tuple[Words, Words]:
        """What to do, and how to skip it."""
        if self.over:
            end = f"  {bound.called('app.close')} brings back your own design"
            return ((" Tour ", "operation"), (end, "dim")), ((told(END, bound.called), "plain"),)
        stage = STAGES[self.at]
        title = f" Tour {self.at + 1} of {len(STAGES)}: {stage.title} "
        skip = bound.key("app.tour")
        rest = f"{skip} skips it   " if skip else ""
        return (
            ((title, "operation"), (f"  {rest}{bound.called('app.close')} ends the tour", "dim")),
            ((told(stage.says, bound.called), "plain"),),
        )


def seen(looking: Looking) -> Seen:
    session = looking.session
    return Seen(
        session.editor.design,
        looking.taken.get(looking.cursor),
        looking.place is not None,
        frozenset(one.key for one in session.report.standing),
        session.digest is not None and not session.unsaved,
    )


class Left(NamedTuple):
    """Where somebody left the tour."""

    at: int
    """The stage, from 0."""
    design: Design


def begin(kept: Looking, left: Left | None = None) -> tuple[Tour, Session]:
    """The tour at its first stage or where it was left, and the session to make it in."""
    from tempfile import TemporaryDirectory

    folder = TemporaryDirectory(prefix="sketchpad-")
    at, design = left or Left(0, parse(GROUND))
    session = Session(Path(folder.name) / FILE, design)
    return Tour(kept, folder, seen(Looking(session)), at), session
