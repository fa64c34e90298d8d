"""Fields: what stands in them, what fits, and the edits that writing in them means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.catalog import GROUPS, KINDS, REQUIREMENTS, VERBS, Property
from sketchpad.editing import SetProperty, Unset
from sketchpad.editing.fields import MIXED, Field, design_fields, fields, shared, title, value_of, written
from sketchpad.model import Component, Connection, Design, Group, Requirement, parse, unparse

DESIGN = parse(
    """
    design Shop about="sells things"
    region virginia code=us-east-1
    lambda fn in virginia gpu=true name=Handler x_cost_centre=42
    dynamodb orders
    fn rw orders label=orders
    need latency read_ms=100
    """
)


def found(id: str, name: str, design: Design = DESIGN) -> Field:
    return next(one for one in fields(design, design[id]) if one.name == name)


def after(design: Design, edit: object) -> str:
    assert callable(edit)
    return unparse(edit(design))


@pytest.mark.parametrize(
    ("id", "name", "shown"),
    [
        ("fn", "name", "Handler"),
        ("fn", "kind", "lambda"),
        ("fn", "gpu", "[x] yes"),
        ("fn", "cacheable", "[ ] no"),
        ("fn", "max_duration_s", "unknown"),
        ("fn", "note", "-"),
        ("fn", "x_cost_centre", "42"),
        ("orders", "name", "orders"),
        ("fn-rw-orders", "verb", "rw"),
        ("fn-rw-orders", "label", "orders"),
        ("latency", "read_ms", "100 ms"),
        ("virginia", "code", "us-east-1"),
    ],
)
def test_values_in_words(id: str, name: str, shown: str) -> None:
    assert found(id, name).shown == shown


@pytest.mark.parametrize(
    ("id", "name", "text", "line"),
    [
        ("fn", "name", "Order handler", 'name="Order handler"'),
        ("fn", "note", "keep", "note=keep"),
        ("fn", "kind", "ecs_fargate", "ecs_fargate fn"),
        ("fn", "max_duration_s", "1,500", "max_duration_s=1500"),
        ("fn", "max_duration_s", "2.5 s", "max_duration_s=2.5"),
        ("fn", "cacheable", "yes", "cacheable=true"),
        ("fn", "allowed", "lambda, batch", "allowed=lambda,batch"),
        ("fn", "os_access", "SSH", "os_access=ssh"),
        ("virginia", "code", "eu-west-1", "code=eu-west-1"),
        ("fn-rw-orders", "verb", "reads", "fn reads orders"),
        ("fn-rw-orders", "label", "", "fn rw orders\n"),
        ("latency", "text", "fast", "text=fast"),
    ],
)
def test_what_is_written_is_stated(id: str, name: str, text: str, line: str) -> None:
    field = found(id, name)
    assert field.problem(text) is None
    assert line in after(DESIGN, field.edit(text))


@pytest.mark.parametrize(
    ("id", "name", "text", "why"),
    [
        ("fn", "max_duration_s", "soon", "a number"),
        ("fn", "max_duration_s", "-1", "at least 0"),
        ("fn", "duty_cycle", "nan", "from 0 to 1"),
        ("fn", "os_access", "rooot", "one of"),
        ("fn", "cacheable", "maybe", "true or false"),
        ("virginia", "code", "us-east-9", "did you mean"),
        ("fn", "kind", "lamda", "did you mean lambda?"),
        ("fn", "kind", "", "needed"),
        ("fn", "x_cost_centre", "43", "does not know"),
    ],
)
def test_what_does_not_fit_is_said(id: str, name: str, text: str, why: str) -> None:
    assert why in str(found(id, name).problem(text))


def test_an_empty_text_leaves_a_property_to_its_default() -> None:
    field = found("fn", "gpu")
    assert field.problem("") is None
    assert field.edit("  ") == Unset("fn", "gpu")
    assert field.reset() == Unset("fn", "gpu")
    assert found("fn", "cacheable").reset() is None
    assert found("fn", "name").reset() is None


def test_choices_go_round() -> None:
    assert found("fn", "gpu").next() == SetProperty("fn", "gpu", False)
    assert found("fn", "cacheable").next() == SetProperty("fn", "cacheable", True)
    order = found("fn", "os_access")
    assert order.next() == SetProperty("fn", "os_access", order.choices[1])
    assert order.next(-1) == SetProperty("fn", "os_access", order.choices[-1])
    unknown = found("fn", "traffic")
    assert unknown.next() == SetProperty("fn", "traffic", unknown.choices[0])
    assert unknown.next(-1) == SetProperty("fn", "traffic", unknown.choices[-1])


@pytest.mark.parametrize("name", ["name", "kind", "max_duration_s", "allowed", "x_cost_centre"])
def test_what_has_no_choices_does_not_go_on(name: str) -> None:
    assert found("fn", name).next() is None


def test_a_place_is_written_as_the_catalogue_has_it() -> None:
    assert value_of("sao paulo, eu-west-1", Property("at", "places")) == (
        value_of("São Paulo", Property("at", "place")),
        "eu-west-1",
    )


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        ("list", "a", ("a",)),
        ("list", "none", "none"),
        ("list", "a,,b ,", ("a", "b")),
        ("text", "unset", "unset"),
        ("int", "7", 7),
        ("bool", "X", True),
        ("text", "a, b", "a, b"),
        ("list", "007", ("007",)),
    ],
)
def test_what_a_text_means(type: str, text: str, value: object) -> None:
    assert value_of(text, Property("p", type)) == value


@given(st.text(), st.sampled_from(sorted({p.type for k in KINDS.values() for p in k.properties.values()})))
def test_any_text_means_something(text: str, type: str) -> None:
    about = Property("p", type)
    value = value_of(text, about)
    assert about.problem(value) is None or isinstance(about.problem(value), str)


@pytest.mark.parametrize("kind", [*KINDS, *GROUPS])
def test_a_default_written_out_fits(kind: str) -> None:
    part = Group(id="a", kind=kind) if kind in GROUPS else Component(id="a", kind=kind)
    for field in fields(Design().having(part), part):
        if not field.own and field.value not in (None, ()):
            assert field.problem(field.text) is None, field.name
            assert value_of(field.text, field.about) == field.value, field.name
        assert field.shown
        assert field.hint is not None


@pytest.mark.parametrize("verb", VERBS)
def test_a_connection_has_its_verb_and_properties(verb: str) -> None:
    connection = Connection(id="c", source="a", verb=verb, target="b")
    names = [one.name for one in fields(Design().having(connection), connection)]
    assert names == ["verb", "label", *VERBS[verb].properties]


@pytest.mark.parametrize("type", REQUIREMENTS)
def test_a_requirement_has_its_text_and_figures(type: str) -> None:
    need = Requirement(id=type, type=type)
    assert [one.name for one in fields(Design(), need)] == ["text", *REQUIREMENTS[type].properties]
    assert title(need) == REQUIREMENTS[type].name


def test_suggestions_come_from_the_catalogue_and_the_design() -> None:
    assert "eu-west-1" in found("virginia", "code").suggestions(DESIGN)
    assert "lambda" in found("fn", "kind").suggestions(DESIGN)
    rds = parse("rds db")
    assert any(name.startswith("db.") for name in found("db", "class", rds).suggestions(rds))
    assert found("fn-rw-orders", "verb").suggestions(DESIGN)[0] == "rw"
    ids = Field("fn", "on", Property("on", "ids"), None, False).suggestions(DESIGN)
    assert "orders" in ids
    assert "fn" not in ids


def test_a_value_that_does_not_fit_is_marked() -> None:
    design = parse("rds db class=huge multi_az=3")
    assert "instance class" in str(found("db", "class", design).trouble)
    assert found("db", "multi_az", design).trouble
    assert found("db", "multi_az", design).shown == "3"


def test_a_verb_that_nobody_foresaw_stays_among_the_choices() -> None:
    design = parse("users u\ndynamodb d\nu hosts d")
    assert found("u-hosts-d", "verb", design).choices[0] == "hosts"


def test_the_design_has_fields_too() -> None:
    name, about = design_fields(DESIGN)
    assert "about=" in after(DESIGN, name.edit("Store"))
    assert 'design "Store"' in after(DESIGN, name.edit("Store"))
    assert 'design "Shop" about="sells more"' in after(DESIGN, about.edit("sells more"))


def test_values_as_they_are_typed() -> None:
    assert written(("a", True, 2)) == "a, true, 2"


def test_what_several_parts_have_in_common() -> None:
    design = parse("lambda a gpu=true timeout_s=5\nlambda b timeout_s=5\necs_fargate c gpu=true")
    parts = [design["a"], design["b"], design["c"]]
    common = {one.name: one for one in shared(design, parts)}
    assert "timeout_s" not in common
    assert "name" not in common
    assert common["gpu"].shown == MIXED
    assert common["gpu"].text == ""
    assert common["kind"].shown == MIXED
    edited = after(design, common["gpu"].edit("no"))
    assert edited.count("gpu=false") == 3
    assert str(common["gpu"].edit("no")) == "Set gpu=false on a and 2 more"
    back = common["gpu"].reset()
    assert back is not None
    assert "gpu" not in after(design, back)
    alike = {one.name: one for one in shared(design, parts[:2])}
    assert alike["timeout_s"].shown == "5 s"
    assert alike["kind"].shown == "lambda"
