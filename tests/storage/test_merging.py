"""Three designs into one: nothing of either side lost, nothing invented, and asked only where both changed the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules.edits import KINDS_TRIED, VERBS_BETWEEN, edits_of

from sketchpad.editing import (
    Add,
    Annotate,
    Connect,
    Describe,
    Edit,
    EditError,
    Enclose,
    Move,
    Need,
    Reend,
    Regroup,
    Relabel,
    Remove,
    Rename,
    Reverse,
    Reword,
    SetFlow,
    SetProperty,
    Tag,
    Ungroup,
    Unwaive,
    Waive,
)
from sketchpad.model import (
    Component,
    Connection,
    Design,
    Flow,
    Group,
    Part,
    Requirement,
    Slot,
    Step,
    Waiver,
    parse,
    unparse,
)
from sketchpad.storage import dumps, read
from sketchpad.storage.merging import Merged, merge
from sketchpad.storage.renaming import made_two
from sketchpad.storage.threeway import same

BASE = """
design orders about="takes orders"
region r
vpc v in r
service s
lambda fn at 0,0 in v,s timeout_s=9 name="Orders"
rds db at 1,0 in v class=db.t4g.medium
sqs jobs at 2,0 in r
lambda late at 3,0 in r
fn rw db label=orders
fn publishes jobs
jobs delivers late
need load peak_rps=300
flow order steps=fn*,db^,late~
waive CON-001 on db,fn reason="load-tested" owner=ana
"""


def merged(base: str, ours: str, theirs: str, **how: Any) -> Merged:
    return merge(parse(base), parse(ours), parse(theirs), **how)


def lines(text: str) -> str:
    return unparse(parse(text))


def told(found: Merged) -> list[tuple[str, str, Any, Any, Any]]:
    return [(one.on, one.what, one.base, one.ours, one.theirs) for one in found.conflicts]


CLEAN = {
    "two properties of one part": (
        "lambda fn",
        "lambda fn timeout_s=3",
        "lambda fn note=x",
        "lambda fn note=x timeout_s=3",
    ),
    "a name and a place": ("sqs q at 0,0", "sqs q at 4,0", "sqs q at 0,0 name=Jobs", "sqs q at 4,0 name=Jobs"),
    "a property here, taken back there": (
        "lambda fn timeout_s=3",
        "lambda fn timeout_s=3 gpu=true",
        "lambda fn",
        "lambda fn gpu=true",
    ),
    "a new part on each side": (
        "lambda fn",
        "lambda fn; sqs q",
        "lambda fn; rds db; fn rw db",
        "lambda fn; sqs q; rds db; fn rw db",
    ),
    "gone here, untouched there": (
        "lambda fn; rds db; fn rw db",
        "lambda fn",
        "lambda fn note=x; rds db; fn rw db",
        "lambda fn note=x",
    ),
    "both alike": (
        "lambda fn",
        "lambda fn timeout_s=3; sqs q",
        "lambda fn timeout_s=3; sqs q",
        "lambda fn timeout_s=3; sqs q",
    ),
    "one end each": (
        "lambda a; lambda b; rds c; rds d; a rw c",
        "lambda a; lambda b; rds c; rds d; b rw c id=a-rw-c",
        "lambda a; lambda b; rds c; rds d; a rw d id=a-rw-c",
        "lambda a; lambda b; rds c; rds d; b rw d id=a-rw-c",
    ),
    "regrouped here, tagged there": (
        "vpc v; vpc w; service s; lambda fn in v",
        "vpc v; vpc w; service s; lambda fn in w",
        "vpc v; vpc w; service s; lambda fn in v,s",
        "vpc v; vpc w; service s; lambda fn in w,s",
    ),
    "out of one group each": (
        "vpc v; service s; service u; lambda fn in v,s,u",
        "vpc v; service s; service u; lambda fn in s,u",
        "vpc v; service s; service u; lambda fn in v,u",
        "vpc v; service s; service u; lambda fn in u",
    ),
    "a group gone here, what lies in it gone there": (
        "region r; vpc v in r; lambda fn in v",
        "region r; lambda fn in r",
        "region r; vpc v in r",
        "region r",
    ),
    "steps: a mark here, a step there": (
        "lambda a; lambda b; lambda c; flow f steps=a,b",
        "lambda a; lambda b; lambda c; flow f steps=a*,b",
        "lambda a; lambda b; lambda c; flow f steps=a,b,c~",
        "lambda a; lambda b; lambda c; flow f steps=a*,b,c~",
    ),
    "steps: turned round here, one taken out there": (
        "lambda a; lambda b; lambda c; flow f steps=a,b,c",
        "lambda a; lambda b; lambda c; flow f steps=c,b,a",
        "lambda a; lambda b; lambda c; flow f steps=a,c",
        "lambda a; lambda b; lambda c; flow f steps=c,a",
    ),
    "steps added at different places": (
        "lambda a; lambda b; lambda c; lambda d; flow f steps=a,b",
        "lambda a; lambda b; lambda c; lambda d; flow f steps=c,a,b",
        "lambda a; lambda b; lambda c; lambda d; flow f steps=a,d,b",
        "lambda a; lambda b; lambda c; lambda d; flow f steps=c,a,d,b",
    ),
    "a waiver's reason here, its date there": (
        "lambda fn; waive X-1 on fn reason=a",
        "lambda fn; waive X-1 on fn reason=b",
        "lambda fn; waive X-1 on fn reason=a until=2027-01-31",
        "lambda fn; waive X-1 on fn reason=b until=2027-01-31",
    ),
    "a requirement's words here, its figure there": (
        "need load peak_rps=3",
        "need load peak_rps=3 text=x",
        "need load peak_rps=9",
        "need load peak_rps=9 text=x",
    ),
    "the design's name here, what it is about there": (
        'design "a"',
        'design "b"',
        'design "a" about=x',
        'design "b" about=x',
    ),
    "one thing that somebody named, told of by both": (
        "",
        "region tokyo code=ap-northeast-1",
        "region tokyo name=Tokyo",
        "region tokyo code=ap-northeast-1 name=Tokyo",
    ),
}


@pytest.mark.parametrize("name", CLEAN)
def test_what_both_did_is_there(name: str) -> None:
    base, ours, theirs, after = CLEAN[name]
    for one, other in ((ours, theirs), (theirs, ours)):
        found = merged(base, one, other)
        assert unparse(found.design) == lines(after)
        assert (found.conflicts, found.notes) == ((), ())


def test_a_property_that_both_changed_is_a_conflict() -> None:
    three = ("lambda fn timeout_s=3 note=x", "lambda fn timeout_s=9 note=x", "lambda fn timeout_s=5 note=y")
    found = merged(*three)
    assert told(found) == [("fn", "timeout_s", 3, 9, 5)]
    assert unparse(found.design) == "lambda fn note=y timeout_s=9\n"
    assert unparse(merged(*three, prefer="theirs").design) == "lambda fn note=y timeout_s=5\n"
    assert unparse(merged(*three, choices={("fn", "timeout_s"): "theirs"}).design) == "lambda fn note=y timeout_s=5\n"


def test_one_is_not_true() -> None:
    found = merged("lambda fn gpu=1", "lambda fn gpu=true", "lambda fn gpu=1 note=x")
    assert unparse(found.design) == "lambda fn note=x gpu=true\n"


@pytest.mark.parametrize("swap", [False, True])
def test_what_one_took_away_and_the_other_changed_stays(swap: bool) -> None:
    ours, theirs = "lambda fn", "lambda fn; rds db multi_az=true; fn rw db"
    sides = (theirs, ours) if swap else (ours, theirs)
    found = merged("lambda fn; rds db; fn rw db", *sides)
    assert [(one.on, one.what) for one in found.conflicts] == [("db", "")]
    assert unparse(found.design) == "rds db multi_az=true\nlambda fn\n"
    gone = merged("lambda fn; rds db; fn rw db", *sides, choices={("db", ""): "theirs" if swap else "ours"})
    assert unparse(gone.design) == "lambda fn\n"


def test_the_ends_of_a_connection_that_stays_stay_with_it() -> None:
    base = "vpc v; lambda fn; rds db in v; fn rw db"
    found = merged(base, "lambda fn", "vpc v; lambda fn; rds db in v; fn rw db label=orders")
    assert [(one.on, one.because) for one in found.conflicts] == [("db", "fn-rw-db"), ("fn-rw-db", ""), ("v", "db")]
    assert unparse(found.design) == lines("vpc v; lambda fn; rds db in v; fn rw db label=orders")
    new = merged("rds db", "lambda fn", "rds db; lambda jobs; jobs rw db")
    assert [(one.on, one.because) for one in new.conflicts] == [("db", "jobs-rw-db")]
    assert unparse(new.design) == lines("rds db; lambda fn; lambda jobs; jobs rw db")
    gone = merged("rds db", "lambda fn", "rds db; lambda jobs; jobs rw db", choices={("db", ""): "ours"})
    assert unparse(gone.design) == lines("lambda fn; lambda jobs")


def test_two_things_that_the_editor_numbered_alike_are_two() -> None:
    found = merged(
        "lambda fn at 0,0",
        "lambda fn at 0,0; lambda lam-1 at 1,0 name=Refunds; fn calls lam-1",
        "lambda fn at 0,0; lambda lam-1 at 1,0 name=Mail; fn calls lam-1\n"
        "flow f steps=lam-1; waive X-1 on lam-1 reason=a",
    )
    assert found.conflicts == ()
    assert unparse(found.design) == (
        "lambda fn at 0,0\nlambda lam-1 at 1,0 name=Refunds\nlambda lam-2 at 2,0 name=Mail\n"
        "fn calls lam-1\nfn calls lam-2\nflow f steps=lam-2\nwaive X-1 on lam-2 reason=a\n"
    )
    assert found.notes == (
        "lam-2 is what one side calls lam-1: on the other side that is another part",
        "lam-2 stands at 2,0: lam-1 stands at 1,0",
    )


def test_what_speaks_of_a_renamed_part_by_a_property_follows() -> None:
    new = "lambda lam-1; step_functions w; w orchestrates lam-1 compensates=lam-1"
    found = merged("", "sqs lam-1", new, references={"compensates"})
    assert "w orchestrates lam-2 compensates=lam-2" in unparse(found.design)


def test_one_id_for_parts_of_two_sorts_is_two_parts() -> None:
    found = merged("", "lambda orders", "service orders; lambda x in orders")
    assert unparse(found.design) == "service orders-2\nlambda orders\nlambda x in orders-2\n"


def test_an_id_that_one_side_gave_to_something_else_stays_that_of_what_the_other_works_on() -> None:
    base = "vpc net; lambda fn in net"
    found = merged(base, "sqs net; lambda fn", "vpc net; lambda fn in net; rds db in net")
    assert [(one.on, one.because) for one in found.conflicts] == [("net", "db")]
    assert unparse(found.design) == lines("vpc net; lambda fn; rds db in net; sqs net-2")
    alone = merged(base, "sqs net; lambda fn", base)
    assert unparse(alone.design) == lines("sqs net; lambda fn")
    both = merged(base, "sqs net; lambda fn; fn calls net", "need load as net; lambda fn")
    assert unparse(both.design) == lines("sqs net; lambda fn; fn calls net; need load as net-2")


def test_groups_do_not_come_to_lie_in_each_other() -> None:
    found = merged("vpc a; vpc b", "vpc a in b; vpc b", "vpc a; vpc b in a")
    assert [(one.on, one.what) for one in found.conflicts] == [("b", "in")]
    assert unparse(found.design) == "vpc a in b\nvpc b\n"


def test_two_orders_of_steps_are_a_conflict_and_lose_no_step() -> None:
    parts = "lambda a; lambda b; lambda c; lambda d; flow f steps="
    found = merged(f"{parts}a,b", f"{parts}a,b,c", f"{parts}a,b,d")
    assert [(one.on, one.what) for one in found.conflicts] == [("f", "steps")]
    assert found.design.flows["f"].steps == tuple(Step(component=id) for id in "abcd")
    turned = merged(f"{parts}a,b,c", f"{parts}c,b,a", f"{parts}b,a,c")
    assert [step.component for step in turned.design.flows["f"].steps] == ["c", "b", "a"]


WRONG = """{"format": 1, "components": [
  {"id": "a", "kind": "sqs", "at": [0, 0]}, {"id": "a", "kind": "sns"},
  {"id": "b", "kind": "sqs", "at": [0, 0], "in": ["gone"], "name": 5, "x-team": 1}
]}"""


def test_what_was_wrong_before_stays_as_it_is() -> None:
    base = read("", WRONG).design
    theirs = base.having(base.components["b"].but(name="B"))
    found = merge(base, base.having(base.components["a"].but(note="x")), theirs)
    assert (found.conflicts, found.notes) == ((), ())
    assert found.design.components["b"] == theirs.components["b"]
    assert found.design.components["b"].kept == {"x-team": 1}
    assert found.design.spare == base.spare
    assert read("", dumps(found.design)).design == found.design


# -- any base, any two scripts of edits -----------------------------------------------------------------------------


START = parse(BASE)
WORDS = ("one", "two")
NAMES = ("x-1", "x-2", "named")


def one(ids: Iterable[str], dice: random.Random) -> frozenset[str]:
    """One of the ids; none where there is none."""
    known = [*ids]
    return frozenset(dice.sample(known, min(1, len(known))))


def steps(design: Design, dice: random.Random) -> Edit:
    """A flow with a step more, or less, or in another order."""
    flow = design.flows.get(dice.choice(["order", *design.flows]), Flow(id=dice.choice(NAMES)))
    fresh = one(design.components.keys() - {step.component for step in flow.steps}, dice)
    made = [*flow.steps, *(Step(component=id) for id in fresh)]
    dice.shuffle(made)
    return SetFlow(flow.but(steps=tuple(made) if dice.random() < 0.5 else flow.steps[1:]))


def unknown(design: Design, dice: random.Random) -> Edit:
    part = design[dice.choice([*design.components])]
    return lambda design: design.having(part.but(kept={**part.kept, "x-team": dice.choice(WORDS)}))


EDITS: tuple[Callable[[Design, random.Random], Edit], ...] = (
    lambda d, r: r.choice([*edits_of(r.choice([*d.parts()]))]),
    lambda d, r: r.choice([*edits_of(r.choice([*d.components.values()]))]),
    lambda d, r: Remove(one((part.id for part in d.parts()), r)),
    lambda d, r: Add(
        Component(id=r.choice(NAMES), kind=r.choice(KINDS_TRIED), at=Slot(r.randrange(6), r.randrange(2)))
    ),
    lambda d, r: Add(Component(id=r.choice(NAMES), kind="sqs", inside=tuple(one(d.groups, r)))),
    lambda d, r: Add(Group(id=r.choice(NAMES), kind="vpc", inside=tuple(one(d.groups, r)))),
    lambda d, r: Connect(*one(d.components, r), r.choice(VERBS_BETWEEN), *one(d.components, r)),
    lambda d, r: Move(one(d.components, r), (r.randrange(-2, 3), r.randrange(2))),
    lambda d, r: Rename(*one(d.components, r), r.choice(WORDS)),
    lambda d, r: Annotate(*one(d.components, r), r.choice(WORDS)),
    lambda d, r: SetProperty(*one(d.components, r), "timeout_s", r.randrange(3)),
    lambda d, r: Regroup(one(d.components, r), r.choice([None, *d.groups])),
    lambda d, r: Regroup(one(d.groups, r), r.choice([*d.groups])),
    lambda d, r: Tag(one(d.components, r), *one(d.groups, r)),
    lambda d, r: Enclose(one(d.components, r) | one(d.components, r), Group(id=r.choice(NAMES), kind="vpc")),
    lambda d, r: Ungroup(one(d.groups, r)),
    lambda d, r: Relabel(*one(d.connections, r), r.choice(WORDS)),
    lambda d, r: Reverse(*one(d.connections, r)),
    lambda d, r: Reend(*one(d.connections, r), target=r.choice([*d.components])),
    lambda d, r: Need(Requirement(id=r.choice(NAMES), type="load", properties={"peak_rps": r.randrange(3)})),
    lambda d, r: Reword(*one(d.requirements, r), r.choice(WORDS)),
    lambda d, r: Describe(r.choice(WORDS), r.choice(("", d.about))),
    lambda d, r: Waive(Waiver(rule="CON-001", on=tuple(one(d.components, r)), reason=r.choice(WORDS))),
    lambda d, r: Unwaive(d.waivers[0].rule, d.waivers[0].on),
    steps,
    unknown,
)
"""What may be done to a design; one that makes no sense there raises."""


def edited(design: Design, seed: int, count: int) -> Design:
    dice = random.Random(seed)
    for _ in range(count):
        with suppress(EditError, IndexError, TypeError):
            design = dice.choice(EDITS)(design, dice)(design)
    return design


SEEDS = st.integers(0, 2**32)
SCRIPT = st.tuples(SEEDS, st.integers(0, 6))
ABSENT, BOTH = object(), object()
Facts = dict[tuple[str, ...], Any]


def facts(part: Part | Waiver | Design | None) -> Facts:
    """All that a part says, one thing at a time, but neither which group it is drawn in nor the order of steps."""
    found: Facts = {}
    for name, value in vars(part).items() if part is not None else ():
        if name in ("properties", "kept"):
            found.update({(name, key): one for key, one in value.items()})
        elif name == "inside":
            found.update({("in", id): True for id in value})
        elif name == "steps":
            for step in value:
                found.update({("steps", step.component, mark): one for mark, one in vars(step).items()})
        elif name == "at" or not (name == "id" or isinstance(value, dict | tuple)):
            found[name,] = value
    return found


def without(said: Facts, moved: bool) -> Facts:
    """What a part says, less where it stands if it had to make room."""
    return {key: value for key, value in said.items() if not (moved and key == ("at",))}


def is_lost(base: Facts, ours: Facts, theirs: Facts, made: Facts, asked: set[str]) -> Iterator[str]:
    """What is not as both sides want it, beyond what is asked."""
    for key in base.keys() | ours.keys() | theirs.keys() | made.keys():
        old, mine, yours, new = (one.get(key, ABSENT) for one in (base, ours, theirs, made))
        wanted = mine if same(mine, yours) or same(yours, old) else yours if same(mine, old) else BOTH
        if wanted is BOTH:
            names = {key[-1], key[0], {"inside": "in", "source": "from", "target": "to"}.get(key[0], "")}
            if key[0] == "steps":
                names.add(f"steps {key[1]} {key[2]}")
                names.add(f"steps {key[1]}")
            if not names & asked:
                yield f"{key}: {old} {mine} {yours}, and nobody is asked"
            elif not (same(new, mine) or same(new, yours)):
                yield f"{key}: {new} is invented"
        elif not same(new, wanted) and not (key[0] in ("in", "steps") and asked):
            yield f"{key}: {new} instead of {wanted}"


@settings(max_examples=300, deadline=None)
@given(SCRIPT, SCRIPT, SCRIPT)
@pytest.mark.fault("C7", tries=300)
def test_nothing_is_lost_and_nothing_invented(start: Any, mine: Any, yours: Any) -> None:
    base = edited(START, *start)
    ours, theirs = edited(base, *mine), edited(base, *yours)
    found = merge(base, ours, theirs)
    sound(found.design)
    assert read("", dumps(found.design)).design == found.design
    assert same(merge(base, theirs, ours, prefer="theirs").design, found.design), "the sides swapped"
    base, ours, theirs = made_two(base, ours, theirs, "ours", (), [])
    moved = {note.split()[0] for note in found.notes if " stands at " in note}
    asked: dict[str, set[str]] = {}
    for conflict in found.conflicts:
        asked.setdefault(conflict.on, set()).add(conflict.what)
        assert not same(conflict.ours, conflict.theirs)
        if not conflict.because:
            assert not same(conflict.base, conflict.ours)
            assert not same(conflict.base, conflict.theirs)
    for id in sorted({part.id for design in (base, ours, theirs, found.design) for part in design.parts()}):
        old, mine, yours, new = (design.get(id) for design in (base, ours, theirs, found.design))
        what = asked.get(id, set())
        if old is not None and (mine is None) != (yours is None):
            left = mine or yours
            if new is None:
                same_but = {key for key, value in facts(left).items() if not same(facts(old).get(key, ABSENT), value)}
                assert {key[0] for key in same_but} <= {"in", "steps"}, f"{id} was changed, and is gone"
            else:
                assert "" in what
                assert without(facts(new), id in moved) == without(facts(left), id in moved)
        elif len({type(one) for one in (old, mine, yours) if one is not None}) > 1:
            assert new in (mine, yours)
        else:
            pieces = [without(facts(one), id in moved) for one in (old, mine, yours, new)]
            if old is None and mine is not None and yours is not None:
                pieces[0] = facts(type(mine).model_construct(id=id))
            assert [*is_lost(*pieces, what)] == [], id
    waivers = [{(w.rule, w.on): w for w in design.waivers} for design in (base, ours, theirs, found.design)]
    for key in {key for one in waivers for key in one}:
        name = f"waiver {key[0]} on {','.join(key[1])}"
        assert asked.get(name) or [*is_lost(*(facts(one.get(key)) for one in waivers), set())] == []
    assert [*is_lost(*(facts(one) for one in (base, ours, theirs, found.design)), asked.get("", set()))] == []
    if not found.conflicts and not found.notes:
        assert same(merge(base, theirs, ours).design, found.design), "the sides in the other order"


@settings(max_examples=100, deadline=None)
@given(SCRIPT, SCRIPT)
@pytest.mark.fault("C7", tries=100)
def test_what_one_side_did_alone_is_what_comes_of_it(start: Any, one: Any) -> None:
    base = edited(START, *start)
    side = edited(base, *one)
    for three in ((base, side, side), (base, side, base), (base, base, side)):
        found = merge(*three)
        assert same(found.design, side)
        assert (found.conflicts, found.notes) == ((), ())


def sound(design: Design) -> None:
    """Nothing leads nowhere, no two components stand in one slot, and no groups lie in each other."""
    for link in design.connections.values():
        assert {link.source, link.target} <= design.components.keys(), link
    for part in (*design.components.values(), *design.groups.values()):
        assert set(part.inside) <= design.groups.keys(), part
        assert len(set(part.inside)) == len(part.inside)
    for flow in design.flows.values():
        assert {step.component for step in flow.steps} <= design.components.keys(), flow
    slots = [part.at for part in design.components.values() if part.at is not None]
    assert len(slots) == len(set(slots))
    for group in design.groups.values():
        above, level = set(), {*group.inside}
        while level:
            assert group.id not in level
            above |= level
            level = {id for one in level for id in design.groups[one].inside} - above
    ids = [part.id for part in design.parts()]
    assert len(ids) == len(set(ids))
    assert isinstance(next(iter(design.connections.values()), None), Connection | None)
