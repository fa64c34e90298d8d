"""Doing the last change once more: by value."""

from __future__ import annotations

import pytest

from sketchpad.drawing import Rect
from sketchpad.editing import (
    Add,
    Annotate,
    ChangeKind,
    ChangeVerb,
    Connect,
    Edit,
    Enclose,
    Move,
    Regroup,
    Relabel,
    SetProperty,
    Several,
    Unset,
)
from sketchpad.model import Component, Group, Slot, parse, unparse
from sketchpad.tui.again import again
from sketchpad.tui.looking import Looking
from sketchpad.tui.scene import Act, Do, Last, Meaning, WhyNot
from sketchpad.tui.session import Session

SHOP = """
vpc main
lambda fn at 0,0
rds db at 1,0
sqs q at 2,1
lambda worker at 0,2 timeout_s=9
fn rw db
worker reads db label=slow
"""


def repeated(edit: Edit, at: tuple[int, int], chosen: str = "", verb: str = "") -> Meaning:
    looking = Looking(Session(design=parse(SHOP)))
    looking.cursor, looking.last = Slot(*at), Last(verb, edit)
    looking.session.editor.chosen = frozenset(chosen.split())
    return again(looking.scene(Rect(-2, -1, 200, 60)))


WORKER, EMPTY = (0, 2), (4, 4)


@pytest.mark.parametrize(
    ("edit", "at", "chosen", "line"),
    [
        (Add(Component(id="s", kind="s3", at=Slot(3, 3))), EMPTY, "", "s3 s3-1 at 4,4"),
        (Connect("fn", "publishes", "q"), WORKER, "", "worker publishes q"),
        (Move(frozenset({"fn"}), (3, -1)), WORKER, "", "lambda worker at 3,1 timeout_s=9"),
        (Regroup(frozenset({"db"}), "main"), WORKER, "", "lambda worker at 0,2 in main timeout_s=9"),
        (ChangeKind("fn", "ecs_fargate"), WORKER, "", "ecs_fargate worker at 0,2"),
        (Annotate("db", "look here"), WORKER, "", 'lambda worker at 0,2 note="look here" timeout_s=9'),
        (SetProperty("fn", "timeout_s", 30), WORKER, "", "lambda worker at 0,2 timeout_s=30"),
        (Unset("fn", "timeout_s"), WORKER, "", "lambda worker at 0,2"),
        (ChangeVerb("worker-reads-db", "writes"), WORKER, "fn-rw-db", "fn writes db id=fn-rw-db"),
        (Relabel("worker-reads-db", "fast"), WORKER, "fn-rw-db", "fn rw db label=fast"),
        (
            Several("after", (Add(Component(id="s", kind="sqs", at=Slot(3, 1))), Connect("q", "delivers", "s"))),
            WORKER,
            "",
            "sqs sqs-1 at 1,2",
        ),
    ],
    ids=lambda value: type(value).__name__ if callable(value) else "",
)
def test_a_change_is_made_on_what_is_here(edit: Edit, at: tuple[int, int], chosen: str, line: str) -> None:
    meaning = repeated(edit, at, chosen)
    assert isinstance(meaning, Do), meaning
    assert line in unparse(meaning.edit(parse(SHOP))).splitlines()


@pytest.mark.parametrize(
    ("edit", "at", "why"),
    [
        (Connect("fn", "publishes", "gone"), WORKER, "gone is not there any more"),
        (Connect("fn", "publishes", "q"), (2, 1), "put the cursor on what"),
        (SetProperty("fn", "timeout_s", 30), (1, 0), "nothing here has timeout_s"),
        (Move(frozenset({"fn"}), (1, -2)), WORKER, "db stands there already"),
        (Relabel("fn-rw-db", "x"), WORKER, "there is no such part here"),
    ],
    ids=["target", "itself", "property", "taken", "sort"],
)
def test_what_cannot_be_made_here_says_why(edit: Edit, at: tuple[int, int], why: str) -> None:
    meaning = repeated(edit, at)
    assert isinstance(meaning, WhyNot)
    assert why in meaning.reason


def test_what_needs_an_answer_asks_again() -> None:
    edit = Enclose(frozenset({"fn"}), Group(id="a", kind="service"))
    assert isinstance(repeated(edit, WORKER, "main", "edit.group"), Act)
