"""The notation says a design, and a design says itself in the notation."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.model import (
    RESERVED,
    Component,
    Connection,
    Design,
    Flow,
    Group,
    NotationError,
    Requirement,
    Slot,
    Step,
    Waiver,
    parse,
    unparse,
)
from sketchpad.model.design import GROUP_KINDS
from sketchpad.model.printing import unsaid

ORDERS = """\
region tokyo code=ap-northeast-1
service orders
user shoppers city=Tokyo
lambda fn in tokyo,orders avg_duration_ms=200
rds db in tokyo engine=postgres class=db.t4g.medium
shoppers calls fn
fn rw db
need load peak_rps=4000
flow checkout steps=fn*,db^
waive CON-001 on fn,db until=2027-01-31 reason="load-tested at 3x peak"
"""


def test_it_reads_what_the_contract_shows() -> None:
    design = parse(ORDERS)
    assert design.groups["tokyo"].properties == {"code": "ap-northeast-1"}
    assert design.components["fn"].inside == ("tokyo", "orders")
    assert design.components["fn"].properties == {"avg_duration_ms": 200}
    assert design.connections["fn-rw-db"] == Connection(id="fn-rw-db", source="fn", verb="rw", target="db")
    assert design.requirements["load"].properties == {"peak_rps": 4000}
    assert design.flows["checkout"].steps == (Step(component="fn", compensated=True), Step(component="db", pivot=True))
    assert design.waivers == (
        Waiver(rule="CON-001", on=("db", "fn"), reason="load-tested at 3x peak", until="2027-01-31"),
    )


def test_it_writes_parts_in_the_order_of_the_file() -> None:
    assert unparse(parse(ORDERS)) == (
        "service orders\n"
        "region tokyo code=ap-northeast-1\n"
        "rds db in tokyo class=db.t4g.medium engine=postgres\n"
        "lambda fn in tokyo,orders avg_duration_ms=200\n"
        "user shoppers city=Tokyo\n"
        "fn rw db\n"
        "shoppers calls fn\n"
        "need load peak_rps=4000\n"
        "flow checkout steps=fn*,db^\n"
        'waive CON-001 on db,fn until=2027-01-31 reason="load-tested at 3x peak"\n'
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("no", False),
        ("4000", 4000),
        ("-1", -1),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("us-east-1", "us-east-1"),
        ("a,b", ("a", "b")),
        ("a|b", ("a", "b")),
        ("a,", ("a",)),
        ('"two words"', "two words"),
        ('"4000"', "4000"),
        ('"say \\"hi\\""', 'say "hi"'),
        ("007", "007"),
    ],
)
def test_values(text: str, value: object) -> None:
    assert parse(f"lambda fn x={text}").components["fn"].properties["x"] == value


def test_several_statements_on_a_line_and_comments() -> None:
    design = parse("lambda a; rds b # the store\na rw b; a rw b\n# nothing")
    assert sorted(design.connections) == ["a-rw-b", "a-rw-b-2"]


def test_what_is_unknown_is_readable() -> None:
    design = parse("quantum_db q temperature=0.01\nlambda fn\nfn entangles q")
    assert design.components["q"].kind == "quantum_db"
    assert design.connections["fn-entangles-q"].verb == "entangles"


def test_requirements_of_one_type_are_numbered_around_the_ids_there_are() -> None:
    assert list(parse("need load\nlambda load-2\nneed load\nneed load as peak").requirements) == [
        "peak",
        "load",
        "load-3",
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("lambda fn\nfn rw fm", 2, 7, "fm is not declared; did you mean fn?"),
        ("lambda", 1, 7, "lambda needs an id"),
        ("lambda Fn", 1, 8, "Fn is no id for a lambda"),
        ("lambda fn\nlambda fn", 2, 8, "fn is declared already, in line 1"),
        ("lambda fn; rds db in tokio", 1, 22, "tokio is not declared"),
        ('lambda fn name="open', 1, 16, "a quoted text without its closing quote"),
        ("lambda fn a=1 a=2", 1, 15, "a is set twice"),
        ("lambda fn at 2", 1, 14, "at takes column,row in whole slots from -100000 to 100000, found 2"),
        ("lambda fn at 2,-100001", 1, 14, "whole slots from -100000 to 100000, found 2,-100001"),
        ("region r at 1,1", 1, 10, "a group has no position"),
        ("need", 1, 1, "need takes a type of requirement"),
        ("lambda fn\nwaive CON-001 on fn", 2, 1, 'a waiver needs reason="…"'),
        ("lambda in", 1, 8, "in is a word of the notation"),
        ("lambda a; lambda b; a rw b label", 1, 28, "expected property=value, found label"),
        ("flow f steps=a*,b", 1, 14, "a is not declared"),
    ],
)
def test_errors_say_where_and_what(text: str, line: int, column: int, says: str) -> None:
    with pytest.raises(NotationError) as error:
        parse(text)
    assert (error.value.line, error.value.column) == (line, column)
    assert says in error.value.message


def test_a_connection_is_no_answer_to_what_it_leads_to() -> None:
    with pytest.raises(NotationError) as error:
        parse("lambda fn engine")
    assert error.value.message == "lambda is not declared"


@pytest.mark.parametrize(
    "part",
    [
        Component(id="a", kind="sqs", properties={"odd": None, "deep": {"a": 1}, "rows": ((1, 2),), "x y": 1, "b": 1}),
        Component(id="a", kind="sqs", properties={"name": "no name", "note": "no note", "b": 1}),
    ],
)
def test_what_notation_cannot_hold_is_left_out(part: Component) -> None:
    design = Design().having(part)
    assert unparse(design) == "sqs a b=1\n"
    assert unsaid(part) == part.properties.keys() - {"b"}


WORD = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
ID = WORD.filter(lambda w: w not in RESERVED and w not in GROUP_KINDS)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SINGLE = st.one_of(
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXT,
)
NAMES = WORD.filter(
    lambda w: w not in {"name", "note", "label", "text", "id", "about", "reason", "owner", "until", "steps"}
)
PROPERTIES = st.dictionaries(NAMES, SINGLE | st.lists(SINGLE, min_size=1, max_size=3).map(tuple), max_size=3)


@st.composite
def designs(draw: st.DrawFn) -> Design:
    ids = draw(st.lists(ID, unique=True, min_size=1, max_size=8))
    cut = draw(st.integers(0, len(ids)))
    groups, components = ids[:cut], ids[cut:]
    some_groups = st.lists(st.sampled_from(groups), unique=True, max_size=2).map(tuple) if groups else st.just(())
    parts: list[object] = []
    for id in groups:
        kind = draw(st.sampled_from(GROUP_KINDS))
        parts.append(
            Group(
                id=id,
                kind=kind,
                name=draw(TEXT),
                inside=draw(some_groups),
                note=draw(TEXT),
                properties=draw(PROPERTIES),
            )
        )
    for id in components:
        at = draw(st.none() | st.builds(Slot, st.integers(-9, 9), st.integers(-9, 9)))
        kind = draw(WORD.filter(lambda w: w not in GROUP_KINDS and w not in {"need", "flow", "waive", "design"}))
        parts.append(
            Component(
                id=id,
                kind=kind,
                name=draw(TEXT),
                at=at,
                inside=draw(some_groups),
                note=draw(TEXT),
                properties=draw(PROPERTIES),
            )
        )
    design = Design(name=draw(TEXT), about=draw(TEXT)).having(*parts)  # type: ignore[arg-type]
    if components:
        end = st.sampled_from(components)
        for _ in range(draw(st.integers(0, 3))):
            source, verb, target = draw(end), draw(WORD.filter(lambda w: w not in {"in", "at"})), draw(end)
            id = draw(ID.filter(lambda i, d=design: i not in d) | st.just(f"{source}-{verb}-{target}"))
            if id not in design:
                made = Connection(
                    id=id, source=source, verb=verb, target=target, label=draw(TEXT), properties=draw(PROPERTIES)
                )
                design = design.having(made)
        if draw(st.booleans()) and "flow-1" not in design:
            steps = tuple(
                draw(st.lists(st.builds(Step, component=end, pivot=st.booleans(), retriable=st.booleans()), max_size=3))
            )
            design = design.having(Flow(id="flow-1", steps=steps, properties=draw(PROPERTIES)))
        waiver = Waiver(
            rule="CON-001", on=(draw(end),), reason=draw(TEXT.filter(bool)), owner=draw(TEXT), until=draw(TEXT)
        )
        design = design.but(waivers=(waiver,))
    type = draw(WORD)
    id = draw(ID.filter(lambda i, d=design: i not in d) | st.just(type))
    if id not in design and id not in RESERVED and id not in GROUP_KINDS:
        design = design.having(Requirement(id=id, type=type, text=draw(TEXT), properties=draw(PROPERTIES)))
    return design


@settings(max_examples=150, deadline=None)
@given(designs())
def test_printing_and_parsing_undo_each_other(design: Design) -> None:
    assert parse(unparse(design)) == design


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    with suppress(NotationError):
        parse(text)


def test_a_verb_that_nobody_knows_makes_an_id_all_the_same() -> None:
    design = parse("lambda fn; sqs jobs; fn Sends\u00ad jobs")
    assert list(design.connections) == ["fn-sends-jobs"]
    assert parse(unparse(design)) == design
