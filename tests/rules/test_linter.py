"""Live findings: after any edits, undone and redone, they are those of a design judged afresh."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sketchpad.catalog import FLOW, GROUPS, KINDS, REQUIREMENTS, VERBS, Property, kind_of, verb_of, verbs_between
from sketchpad.editing import (
    Add,
    ChangeKind,
    ChangeVerb,
    Connect,
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
    Remove,
    Rename,
    Reverse,
    SetFlow,
    SetProperty,
    Several,
    Tag,
    Ungroup,
    Unset,
    Unwaive,
    Waive,
    fragment,
)
from sketchpad.model import (
    Component,
    Connection,
    Design,
    Flow,
    Group,
    Id,
    Link,
    Requirement,
    Slot,
    Step,
    Waiver,
    fresh_id,
    parse,
)
from sketchpad.rules import INFO, RULES, Finding, Linter, Report, check
from sketchpad.rules.rule import LINK
from sketchpad.rules.rule import rule as one_rule
from sketchpad.storage import dumps, read
from sketchpad.storage.differences import applied, difference, read_difference, written

from .designs import CHAIN, SKETCH, SKETCHES, SMALL, TODAY, TORN, design_of, mixed
from .edits import REGIONS, STATED, properties_of, said, values_of

KIND_NAMES = sorted({component.kind for design in SKETCHES.values() for component in design.components.values()})
"""Kinds that rules speak about."""

BEGINNINGS: dict[str, list[Design]] = {
    "any": [Design(), *map(design_of, (SMALL, CHAIN, SKETCH, TORN))],
    **{rule.id: [SKETCHES[f"{rule.id}-Bad"]] for rule in RULES},
}
"""Each rule has something to say at one of them."""

MORE: dict[str, tuple[Any, ...]] = {"int": (1, 2, 50, 4000), "number": (0.5, 1, 30, 300, 5000)}
"""Figures that no sketch need state."""

WRONG: tuple[Any, ...] = ("odd", 5, -1, True, 1e12, "unset", "none", (), ("a", 2), {"a": 1}, None)
"""Values that fit where they should not be."""

IDS = ("fn", "db", "cache", "cach", "user", "usr", "gone", "gome", "us", "orders")
"""Ids for new parts; some are those that others refer to in vain, some only resemble them."""


def agree(one: Report, other: Report) -> None:
    """Raises AssertionError that names what only one of two reports says."""
    here, there = said(one), said(other)
    if here != there:
        assert [one for one in here if one not in there] == [one for one in there if one not in here]
        raise AssertionError("two reports say the same in another order")


class Editing(RuleBasedStateMachine):
    """Somebody who edits, goes back and forth, and saves; whatever is drawn comes from the design as it is."""

    def __init__(self, starts: list[Design]) -> None:
        super().__init__()
        self.starts = starts
        self.spoken: list[Id] = []
        """The parts that findings are about: what is done to them counts."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        design = data.draw(st.sampled_from(self.starts))
        self.editor = Editor(design, watch=self.keep)
        self.kept = design
        """The design as the journal's records have it."""
        self.first = dumps(design)
        self.live = Linter()
        self.live.see(design)

    @property
    def design(self) -> Design:
        return self.editor.design

    def keep(self, words: str, before: Design, after: Design) -> None:
        """A record of the journal, written, read and made again, leads to the design."""
        record = json.loads(written(difference(self.kept, after)))
        self.kept = applied(self.kept, read_difference(record))
        assert dumps(self.kept) == dumps(after)

    def do(self, edit: Edit) -> None:
        try:
            if self.editor.do(edit) is not None:
                note(str(edit))
        except EditError:
            return
        self.live.see(self.design)

    def some(self, data: st.DataObject, ids: Any) -> Id:
        """One of some ids; one that is not there where there is none."""
        return data.draw(st.sampled_from(sorted(ids) or ["gone"]))

    def few(self, data: st.DataObject, ids: Any) -> frozenset[Id]:
        return frozenset(data.draw(st.lists(st.sampled_from(sorted(ids) or ["gone"]), min_size=1, max_size=3)))

    def new(self, data: st.DataObject) -> Id:
        return fresh_id(self.design, data.draw(st.sampled_from(IDS)))

    def value(self, data: st.DataObject, about: Property | None) -> Any:
        if about is None or data.draw(st.integers(0, 7)) == 0:
            return data.draw(st.sampled_from(WRONG))
        if about.type in ("id", "ids"):
            return self.some(data, [*self.design.components, "gone"])
        return data.draw(st.sampled_from((*values_of(about.name, about), *MORE.get(about.type, ()))))

    def properties(self, data: st.DataObject, known: Any, most: int = 3) -> dict[str, Any]:
        """A few properties out of those that are known, with values of all sorts."""
        names = data.draw(st.lists(st.sampled_from(sorted(known) or ["odd"]), max_size=most, unique=True))
        return {name: self.value(data, known.get(name)) for name in names}

    def groups(self, data: st.DataObject) -> tuple[Id, ...]:
        return tuple(data.draw(st.lists(st.sampled_from([*sorted(self.design.groups), "gone"]), max_size=2)))

    # -- what there is ------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from(sorted(SKETCHES)))
    def bring(self, name: str) -> None:
        """What a rule speaks about comes along; what is there already by its names takes part in it."""
        parts = SKETCHES[name].parts()
        self.do(Several(name, tuple(Add(part) for part in parts if part.id not in self.design)))

    @rule(data=st.data(), kind=st.sampled_from([*KIND_NAMES, *KINDS, "lamda"]))
    def add(self, data: st.DataObject, kind: str) -> None:
        at = data.draw(st.none() | st.builds(Slot, st.integers(0, 2), st.integers(0, 2)))
        properties = self.properties(data, kind_of(kind).properties)
        self.do(Add(Component(id=self.new(data), kind=kind, at=at, inside=self.groups(data), properties=properties)))

    @rule(data=st.data(), kind=st.sampled_from([*GROUPS, "service", "region", "team"]))
    def add_group(self, data: st.DataObject, kind: str) -> None:
        properties = self.properties(data, kind_of(kind).properties, 1)
        self.do(Add(Group(id=self.new(data), kind=kind, inside=self.groups(data), properties=properties)))

    @rule(data=st.data())
    def connect(self, data: st.DataObject) -> None:
        source, target = (self.some(data, self.design.components) for _ in range(2))
        foreseen: tuple[str, ...] = ()
        if source in self.design.components and target in self.design.components:
            foreseen = verbs_between(self.design.components[source].kind, self.design.components[target].kind)
        verb = data.draw(st.sampled_from([*foreseen, *foreseen, "rw", "calls", *sorted(VERBS), "sings"]))
        properties = self.properties(data, verb_of(verb).properties, 2)
        self.do(Connect(source, verb, target, properties=tuple(properties.items())))

    @rule(data=st.data())
    def call(self, data: st.DataObject) -> None:
        """Somebody comes along with a request."""
        caller = Component(id=self.new(data), kind="user")
        self.do(Several("Call", (Add(caller), Connect(caller.id, "calls", self.some(data, self.design.components)))))

    @rule(data=st.data())
    def cut(self, data: st.DataObject) -> None:
        self.do(Remove(frozenset({self.some(data, self.design.connections)})))

    @rule(data=st.data(), verb=st.sampled_from(["rw", "reads", "calls", "delivers", "streams_to"]))
    def connect_to_nowhere(self, data: st.DataObject, verb: str) -> None:
        """A connection whose ends may come later, as a file can say."""
        source, target = (self.some(data, [*self.design.components, *IDS]) for _ in range(2))
        self.do(Add(Connection(id=self.new(data), source=source, verb=verb, target=target)))

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        self.do(Remove(self.few(data, [*(part.id for part in self.design.parts()), *self.spoken])))

    @rule(data=st.data())
    def insert(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(["rds_proxy", "sqs", "dax", "alb"]))
        self.do(Insert(kind, (self.some(data, self.design.connections),)))

    @rule(data=st.data())
    def duplicate(self, data: st.DataObject) -> None:
        self.do(Duplicate(self.few(data, self.design.components), (3, 0)))

    @rule(data=st.data())
    def paste(self, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from([self.design, parse(SKETCH)]))
        some = fragment(source, self.few(data, [*source.components, *source.groups]))
        self.do(Paste(some, (5, 5), data.draw(st.none() | st.sampled_from([*sorted(self.design.groups), "gone"]))))

    # -- what is said of it -------------------------------------------------------------------------------------

    @rule(data=st.data())
    def set_property(self, data: st.DataObject) -> None:
        id = self.some(data, [*(part.id for part in self.design.parts()), *self.spoken])
        known = properties_of(self.design.get(id))
        near = [*getattr(self.design.get(id), "properties", {}), *(name for name in sorted(known) if name in STATED)]
        name = data.draw(st.sampled_from([*near, *near, *sorted(known), "odd"]))
        self.do(SetProperty(id, name, self.value(data, known.get(name))))

    @rule(data=st.data())
    def unset_property(self, data: st.DataObject) -> None:
        stated = [part.id for part in self.design.parts() if part.properties]
        id = self.some(data, [*stated, *(id for id in self.spoken if id in stated)])
        self.do(Unset(id, self.some(data, getattr(self.design.get(id), "properties", {}))))

    @rule(data=st.data())
    def change_region(self, data: st.DataObject) -> None:
        """Where things lie: the code of a Region, or one of their own."""
        regions = [group.id for group in self.design.groups.values() if group.kind == "region"]
        if regions and data.draw(st.booleans()):
            self.do(SetProperty(self.some(data, regions), "code", data.draw(st.sampled_from(REGIONS))))
        else:
            self.do(SetProperty(self.some(data, self.design.components), "region", data.draw(st.sampled_from(REGIONS))))

    @rule(data=st.data())
    def change_kind(self, data: st.DataObject) -> None:
        spoken = (id for id in self.spoken if id in self.design.components)
        self.do(
            ChangeKind(
                self.some(data, [*self.design.components, *spoken]), data.draw(st.sampled_from([*KIND_NAMES, "lamda"]))
            )
        )

    @rule(data=st.data(), verb=st.sampled_from([*sorted(VERBS), "sings"]))
    def change_verb(self, data: st.DataObject, verb: str) -> None:
        self.do(ChangeVerb(self.some(data, self.design.connections), verb))

    @rule(data=st.data(), name=st.sampled_from(["One", "Two", ""]))
    def rename(self, data: st.DataObject, name: str) -> None:
        self.do(Rename(self.some(data, [*self.design.components, *self.design.groups]), name))

    @rule(data=st.data())
    def reend(self, data: st.DataObject) -> None:
        id, end = self.some(data, self.design.connections), self.some(data, self.design.components)
        self.do(data.draw(st.sampled_from([Reverse(id), Reend(id, source=end), Reend(id, target=end)])))

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        self.do(Move(self.few(data, self.design.components), data.draw(st.sampled_from([(1, 0), (0, -1)]))))

    # -- groups -------------------------------------------------------------------------------------------------

    @rule(data=st.data(), kind=st.sampled_from(["service", "region", "vpc"]))
    def enclose(self, data: st.DataObject, kind: str) -> None:
        self.do(Enclose(self.few(data, self.design.components), Group(id=self.new(data), kind=kind)))

    @rule(data=st.data())
    def ungroup(self, data: st.DataObject) -> None:
        self.do(Ungroup(frozenset({self.some(data, self.design.groups)})))

    @rule(data=st.data())
    def regroup(self, data: st.DataObject) -> None:
        some = self.few(data, [*self.design.components, *self.design.groups])
        into = data.draw(st.none() | st.sampled_from([*sorted(self.design.groups), "gone"]))
        self.do(Regroup(some, into))

    @rule(data=st.data())
    def tag(self, data: st.DataObject) -> None:
        some = self.few(data, [*self.design.components, *self.design.groups])
        self.do(Tag(some, self.some(data, self.design.groups)))

    # -- what is asked and what was accepted --------------------------------------------------------------------

    @rule(data=st.data(), type=st.sampled_from([*sorted(REQUIREMENTS), "consistency", "latency", "beauty"]))
    def require(self, data: st.DataObject, type: str) -> None:
        about = REQUIREMENTS[type].properties if type in REQUIREMENTS else {}
        same = [need.id for need in self.design.requirements.values() if need.type == type]
        id = data.draw(st.sampled_from([*sorted(same), fresh_id(self.design, type)]))
        self.do(Need(Requirement(id=id, type=type, properties=self.properties(data, about))))

    @rule(data=st.data())
    def flow(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from([*sorted(self.design.flows), fresh_id(self.design, "sale")]))
        steps = tuple(Step(component=one) for one in sorted(self.few(data, [*self.design.components, "gone"])))
        self.do(SetFlow(Flow(id=id, steps=steps, properties=self.properties(data, FLOW))))

    @rule(data=st.data(), until=st.sampled_from(["", "2026-11-23", "2026-11-22", "2026-13-01"]))
    def waive(self, data: st.DataObject, until: str) -> None:
        found = self.live.report(TODAY).findings
        if found and data.draw(st.integers(0, 3)):
            one = data.draw(st.sampled_from(range(len(found))))
            rule_id, on = found[one].key
        else:
            rule_id = data.draw(st.sampled_from([*(one.id for one in RULES), "XYZ-001"]))
            on = tuple(self.few(data, self.design.components))
        self.do(Waive(Waiver(rule=rule_id, on=on, reason="agreed", until=until)))

    @precondition(lambda self: self.design.waivers)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.design.waivers))
        self.do(Unwaive(one.rule, one.on))

    @rule(data=st.data())
    def fix(self, data: st.DataObject) -> None:
        fixes = [fix for one in self.live.report(TODAY).findings for fix in one.fixes]
        if fixes:
            self.do(fixes[data.draw(st.integers(0, len(fixes) - 1))].edit)

    @rule(data=st.data())
    def at_once(self, data: st.DataObject) -> None:
        """A part gives its id to one of another sort, in one step."""
        id = self.some(data, [part.id for part in self.design.parts()])
        sorts = [Component(id=id, kind="lambda"), Group(id=id, kind="service"), Requirement(id=id, type="decompose")]
        self.do(Several("Become another", (Remove(frozenset({id})), Add(data.draw(st.sampled_from(sorts))))))

    # -- back and forth -----------------------------------------------------------------------------------------

    @rule(steps=st.integers(1, 4))
    def undo(self, steps: int) -> None:
        for _ in range(steps):
            self.editor.undo()
        self.live.see(self.design)

    @rule(steps=st.integers(1, 4))
    def redo(self, steps: int) -> None:
        for _ in range(steps):
            self.editor.redo()
        self.live.see(self.design)

    @rule()
    def open_again(self) -> None:
        """The file as it would be written, taken up by somebody who looks at the old one."""
        self.first = dumps(self.design)
        self.editor.open(read("a.sketch.json", self.first).design, saved=True)
        self.kept = self.design
        self.live.see(self.design)

    # -- what holds ---------------------------------------------------------------------------------------------

    @invariant()
    def live_findings_are_those_of_a_fresh_run(self) -> None:
        report = self.live.report(TODAY)
        agree(report, check(self.design, TODAY))
        self.spoken = [id for one in report.findings for id in one.on if id in self.design]

    def teardown(self) -> None:
        if not hasattr(self, "editor"):
            return
        while self.editor.redo():
            pass
        last = dumps(self.design)
        loaded = read("a.sketch.json", last).design
        assert dumps(loaded) == last
        if not self.design.spare:  # else another part of the id may be the first one of the file
            for same in (loaded, mixed(self.design, random.Random(last))):
                agree(check(same, TODAY), check(self.design, TODAY))
        while self.editor.undo():
            pass
        assert dumps(self.design) == self.first
        while self.editor.redo():
            pass
        assert dumps(self.design) == last


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_live_findings_follow_whatever_is_done(beginning: str) -> None:
    machine = seed(crc32(beginning.encode()))(lambda: Editing(BEGINNINGS[beginning]))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25 if beginning == "any" else 3,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        ),
    )


# -- some cases of their own ------------------------------------------------------------------------------------------


def test_what_was_judged_without_an_end_is_judged_once_it_is_there() -> None:
    torn = parse("s3 files").having(Connection(id="x", source="fn", verb="streams_to", target="files"))
    live = Linter()
    live.see(torn)
    assert [one.rule.id for one in live.report(TODAY).findings] == ["FIL-002"]
    whole = torn.having(Component(id="fn", kind="lambda"))
    live.see(whole)
    assert [one.rule.id for one in live.report(TODAY).findings] == ["FIL-010"]
    live.see(torn)
    assert [one.rule.id for one in live.report(TODAY).findings] == ["FIL-002"]


@one_rule("XYZ-001", INFO, each=LINK)
def a_connection(link: Link) -> Iterator[Finding]:
    """There is a connection."""
    yield Finding(link.id, "There is a connection.")


def test_a_rule_need_not_look_at_the_ends_of_a_connection() -> None:
    torn = parse("s3 files").having(Connection(id="x", source="fn", verb="streams_to", target="files"))
    live = Linter([a_connection])
    said = []
    for design in (torn, torn.having(Component(id="fn", kind="lambda")), torn):
        live.see(design)
        said.append([one.message for one in live.report(TODAY).findings])
    assert said == [[], ["There is a connection."], []]


def test_some_rules_alone_are_live_too() -> None:
    live = Linter([one for one in RULES if one.id == "FIL-003"])
    live.see(Design())
    live.see(parse("sqs a at 1,1; sqs b at 1,1"))
    assert [one.on for one in live.report(TODAY).findings] == [("a", "b")]
    live.see(Design())
    assert live.report(TODAY).findings == ()
