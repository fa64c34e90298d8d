"""What each edit makes of a design, in the notation."""

from __future__ import annotations

import pytest

from sketchpad.catalog import NAMES
from sketchpad.editing import (
    Add,
    Annotate,
    ChangeKind,
    ChangeVerb,
    Connect,
    Describe,
    Duplicate,
    Edit,
    EditError,
    Editor,
    Enclose,
    Insert,
    Move,
    Need,
    Paste,
    Reend,
    Regroup,
    Relabel,
    Remove,
    Rename,
    Reverse,
    Reword,
    SetFlow,
    SetProperty,
    Several,
    Tag,
    Ungroup,
    Unset,
    Unwaive,
    Waive,
    fragment,
    need,
)
from sketchpad.model import Component, Design, Flow, Group, Requirement, Slot, Step, Waiver, changes, parse, unparse
from sketchpad.storage import dumps, read


def ids(*names: str) -> frozenset[str]:
    return frozenset(names)


PAIR = "rds db at 3,0\nlambda fn at 1,0\nfn rw db\n"
GROUPED = "region r\nservice s\nvpc v in r\nrds db in v\nlambda fn in v,s\n"

EDITS: list[tuple[Edit, str, str, str]] = [
    (Add(Component(id="q", kind="sqs")), "", "sqs q\n", "Add SQS queue q"),
    (
        Remove(ids("fn")),
        PAIR + "flow f steps=fn,db\nwaive CON-001 on db,fn reason=x\n",
        "rds db at 3,0\nflow f steps=db\n",
        "Remove fn",
    ),
    (Remove(ids("v")), GROUPED, "service s\nregion r\nrds db in r\nlambda fn in r,s\n", "Remove v"),
    (Move(ids("fn"), (0, 2)), PAIR, "rds db at 3,0\nlambda fn at 1,2\nfn rw db\n", "Move fn"),
    (Move(ids("fn"), (1, 0), (("fn", Slot(4, 4)),)), "lambda fn", "lambda fn at 5,4\n", "Move fn"),
    (Rename("fn", "Orders API"), "lambda fn", 'lambda fn name="Orders API"\n', "Rename fn to Orders API"),
    (Rename("fn", "fn"), 'lambda fn name="Orders"', "lambda fn\n", "Rename fn to fn"),
    (Annotate("fn", "ask Ana"), "lambda fn", 'lambda fn note="ask Ana"\n', "Note on fn"),
    (SetProperty("fn", "timeout_s", 3), "lambda fn", "lambda fn timeout_s=3\n", "Set timeout_s=3 on fn"),
    (Unset("fn", "timeout_s"), "lambda fn timeout_s=9", "lambda fn\n", "Unset timeout_s of fn"),
    (
        ChangeKind("fn", "ecs_fargate"),
        "lambda fn gpu=true timeout_s=9 ours=1",
        "ecs_fargate fn gpu=true ours=1\n",
        "Make fn ECS on Fargate",
    ),
    (
        ChangeKind("db", "aurora", (("engine", "aurora-postgresql"),)),
        "rds db engine=postgres backup_days=0 encrypted=maybe",
        "aurora db encrypted=maybe engine=aurora-postgresql\n",
        "Make db Aurora cluster",
    ),
    (Connect("fn", "rw", "db"), "lambda fn; rds db", "rds db\nlambda fn\nfn rw db\n", "Connect fn rw db"),
    (
        Connect("fn", "rw", "db"),
        "lambda fn; rds db; fn rw db",
        "rds db\nlambda fn\nfn rw db\nfn rw db id=fn-rw-db-2\n",
        "Connect fn rw db",
    ),
    (
        Reverse("fn-publishes-q"),
        "lambda fn; sqs q; fn publishes q",
        "lambda fn\nsqs q\nq delivers fn id=fn-publishes-q\n",
        "Reverse fn-publishes-q",
    ),
    (
        ChangeVerb("fn-rw-db", "reads"),
        PAIR,
        "rds db at 3,0\nlambda fn at 1,0\nfn reads db id=fn-rw-db\n",
        "Make fn-rw-db reads",
    ),
    (
        Relabel("fn-rw-db", "orders"),
        PAIR,
        "rds db at 3,0\nlambda fn at 1,0\nfn rw db label=orders\n",
        "Label fn-rw-db",
    ),
    (
        Reend("fn-rw-db", target="t"),
        "lambda fn; rds db; dynamodb t; fn rw db",
        "rds db\nlambda fn\ndynamodb t\nfn rw t id=fn-rw-db\n",
        "Move an end of fn-rw-db",
    ),
    (
        Insert("rds_proxy", ("a-rw-db", "b-reads-db")),
        "vpc v\nlambda a\nlambda b\nrds db in v\na rw db data_api=false\nb reads db",
        'vpc v\nlambda a\nlambda b\nrds db in v\nrds_proxy prx in v name="RDS Proxy"\n'
        "a rw prx id=a-rw-db data_api=false\nb reads prx id=b-reads-db\nprx rw db\n",
        "Insert RDS Proxy into a-rw-db and b-reads-db",
    ),
    (
        Enclose(ids("db", "fn"), Group(id="sub", kind="subnet")),
        "vpc v\nrds db in v\nlambda fn in v",
        "subnet sub in v\nvpc v\nrds db in sub\nlambda fn in sub\n",
        "Group db and fn as Subnet sub",
    ),
    (Ungroup(ids("v")), GROUPED, "service s\nregion r\nrds db in r\nlambda fn in r,s\n", "Ungroup v"),
    (
        Regroup(ids("fn"), "r"),
        GROUPED,
        "region r\nservice s\nvpc v in r\nrds db in v\nlambda fn in r,s\n",
        "Take fn into r",
    ),
    (Tag(ids("fn"), "s"), "service s\nlambda fn", "service s\nlambda fn in s\n", "Put fn in s"),
    (
        Duplicate(ids("fn", "db"), (0, 1)),
        PAIR,
        "rds db at 3,0\nrds db-2 at 3,1\nlambda fn at 1,0\nlambda fn-2 at 1,1\nfn-2 rw db-2\nfn rw db\n",
        "Duplicate db and fn",
    ),
    (
        Paste(parse("step_functions w; lambda undo; w orchestrates undo compensates=undo"), into="r"),
        "region r; lambda undo",
        "region r\nlambda undo\nlambda undo-2 in r\nstep_functions w in r\nw orchestrates undo-2 compensates=undo-2\n",
        "Paste undo and w",
    ),
    (
        Need(Requirement(id="load", type="load", properties={"peak_rps": 9})),
        "",
        "need load peak_rps=9\n",
        "Require load",
    ),
    (Reword("load", "nine"), "need load peak_rps=9", "need load text=nine peak_rps=9\n", "Reword load"),
    (
        SetFlow(Flow(id="f", steps=(Step(component="fn", pivot=True),))),
        "lambda fn",
        "lambda fn\nflow f steps=fn^\n",
        "Set the steps of f",
    ),
    (
        Waive(Waiver(rule="CON-001", on=("fn", "db"), reason="new")),
        PAIR + "waive CON-001 on db,fn reason=old",
        PAIR + "waive CON-001 on db,fn reason=new\n",
        "Waive CON-001 on fn, db",
    ),
    (
        Unwaive("CON-001", ("fn", "db")),
        PAIR + "waive CON-001 on db,fn reason=old",
        PAIR,
        "Take back the waiver of CON-001 on fn, db",
    ),
    (Describe("orders", "all of it"), "", 'design orders about="all of it"\n', "Describe the design"),
    (
        Several("Set both", (SetProperty("fn", "timeout_s", 3), SetProperty("db", "multi_az", True))),
        "lambda fn; rds db",
        "rds db multi_az=true\nlambda fn timeout_s=3\n",
        "Set both",
    ),
]


def lines(text: str) -> str:
    return unparse(parse(text)) if text else ""


@pytest.mark.parametrize(("edit", "before", "after", "name"), EDITS, ids=[f"{e[3]}" for e in EDITS])
def test_an_edit_makes_the_next_design_and_undo_brings_the_last_back(
    edit: Edit, before: str, after: str, name: str
) -> None:
    editor = Editor(parse(before))
    start = editor.design
    step = editor.do(edit)
    assert unparse(editor.design) == lines(after)
    assert str(step) == name
    assert editor.undo() is step
    assert editor.design is start
    assert editor.redo() is step
    assert unparse(editor.design) == lines(after)


@pytest.mark.parametrize(
    ("edit", "before", "says"),
    [
        (Add(Component(id="fn", kind="sqs")), "lambda fn", "fn is taken"),
        (Add(Component(id="q", kind="sqs", at=Slot(1, 0))), PAIR, "fn stands there already"),
        (Move(ids("fn"), (2, 0)), PAIR, "db stands there already"),
        (Move(ids("fn"), (1, 0)), "lambda fn", "fn has no position yet"),
        (Move(ids("fn"), (200_000, 0)), PAIR, "fn would leave the grid"),
        (Remove(ids("x")), PAIR, "there is no part x"),
        (Rename("fn-rw-db", "x"), PAIR, "fn-rw-db has no name"),
        (Connect("fn", "rw", "x"), PAIR, "there is no component x"),
        (Insert("sqs", ("a-rw-x", "a-rw-y")), "lambda a; rds x; rds y; a rw x; a rw y", "lead to x and y"),
        (Regroup(ids("r"), "v"), GROUPED, "r cannot lie in itself"),
        (Waive(Waiver(rule="X", reason=" ")), "", "a waiver needs a reason"),
        (Unwaive("CON-001", ("fn",)), PAIR, "CON-001 on fn is not waived"),
    ],
)
def test_an_edit_that_makes_no_sense_says_why_and_changes_nothing(edit: Edit, before: str, says: str) -> None:
    editor = Editor(parse(before))
    start = editor.design
    with pytest.raises(EditError, match=says):
        editor.do(edit)
    assert editor.design is start
    assert not editor.done


def test_a_new_part_is_never_called_what_the_catalogue_calls_something() -> None:
    editor = Editor(parse("lambda a; lambda b; a calls b"))
    editor.do(Insert("sqs", ("a-calls-b",)))
    editor.do(need(editor.design, "reads"))
    editor.do(Paste(parse("rds rds")))
    new = {"sqs-2", "reads-2", "rds-2"}
    assert new <= {part.id for part in editor.design.parts()}
    assert read("", dumps(editor.design), forbidden=NAMES).design == editor.design


def test_the_selection_travels_with_the_steps() -> None:
    editor = Editor(parse("lambda fn"), chosen=ids("fn"))
    editor.do(Add(Component(id="q", kind="sqs")))
    assert editor.chosen == {"q"}
    editor.undo()
    assert editor.chosen == {"fn"}
    editor.redo()
    assert editor.chosen == {"q"}


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    editor = Editor(parse("lambda fn timeout_s=3"))
    assert editor.do(SetProperty("fn", "timeout_s", 3)) is None
    assert not editor.done


def test_what_was_saved_is_known_by_going_back_to_it() -> None:
    editor = Editor(parse("lambda fn"))
    editor.saved = editor.design
    editor.do(Rename("fn", "Orders"))
    assert editor.unsaved
    editor.undo()
    assert not editor.unsaved


def test_what_is_known_of_a_design_is_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large design that is as it was saved, but another one, takes long to compare, and the header asks often."""
    editor, again = Editor(parse("sqs jobs")), parse("sqs jobs")
    editor.open(again, saved=False)
    editor.saved = parse("sqs jobs")
    compared: list[Design] = []
    plain = Design.__eq__
    monkeypatch.setattr(Design, "__eq__", lambda self, other: compared.append(self) or plain(self, other))
    assert [editor.unsaved for _ in range(3)] == [False] * 3
    assert len(compared) == 1
    editor.do(Add(Component(id="mails", kind="sqs")))
    assert editor.unsaved
    editor.saved = editor.design
    assert not editor.unsaved


def test_true_in_the_place_of_one_is_a_step_and_unsaved() -> None:
    """Python holds 1, 1.0 and true to be equal, and a file does not."""
    for value in (True, 1.0):
        editor = Editor(parse("lambda fn gpu=1"))
        editor.saved = editor.design
        assert editor.do(SetProperty("fn", "gpu", value)) is not None
        assert editor.unsaved
        assert changes(editor.design, parse("lambda fn gpu=1")) == {"fn"}


def test_a_fragment_is_what_is_chosen_and_the_connections_between() -> None:
    design = parse("region r\nlambda a in r\nrds b in r\nsqs c\na rw b\na publishes c")
    assert unparse(fragment(design, ids("r"))) == "region r\nlambda a in r\nrds b in r\na rw b\n"


def test_set_after_a_value_of_the_wrong_type_replaces_it() -> None:
    odd = Component(id="fn", kind="lambda", kept={"name": 5, "x-team": "a"})
    editor = Editor(parse("").having(odd))
    editor.do(Rename("fn", "Orders"))
    assert editor.design.components["fn"].kept == {"x-team": "a"}


def test_a_copy_of_what_names_itself_as_its_group_has_an_id() -> None:
    odd = Design(
        components={"a": Component(id="a", kind="sqs", inside=("a", "b", "c")), "b": Component(id="b", kind="rds")}
    )
    after = Duplicate(ids("a", "b"), (1, 0))(odd)
    assert [*after.components] == ["a", "b", "a-2", "b-2"]
    assert after.components["a-2"].inside == ()
    pasted = Paste(odd)(parse("service a; service b; service c"))
    assert pasted.components["a-2"].inside == ("a", "b", "c")
