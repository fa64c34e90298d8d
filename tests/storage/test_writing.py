"""One way to write a design, whatever it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.model import Component, Connection, Design, Group, Slot, Waiver
from sketchpad.storage import SaveError, Unreadable, dumps, encoded, read
from sketchpad.storage.content import Texts

GOLDEN = Path(__file__).with_name("golden.sketch.json")


def again(design: Design) -> Design:
    return read("again.sketch.json", dumps(design)).design


def test_golden_bytes() -> None:
    assert dumps(read(GOLDEN).design).encode() == GOLDEN.read_bytes()


def test_layout_is_that_of_the_standard_library() -> None:
    text = GOLDEN.read_text(encoding="utf-8")
    laid_out = json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    assert laid_out.replace("\ud800", "\\ud800") == text


def test_an_empty_design() -> None:
    assert dumps(Design()) == '{\n  "format": 1\n}\n'


def test_moving_a_component_changes_two_lines() -> None:
    design = Design().having(Component(id="a", kind="sqs", at=Slot(1, 2)), Component(id="b", kind="sqs"))
    moved = design.having(design.components["a"].but(at=Slot(5, 6)))
    before, after = dumps(design).splitlines(), dumps(moved).splitlines()
    assert sum(x != y for x, y in zip(before, after, strict=True)) == 2


def test_order_does_not_depend_on_how_a_design_came_about() -> None:
    parts = [Component(id=id, kind="sqs", properties={"b": 1, "a": 2}) for id in ("c", "a", "b")]
    waivers = [Waiver(rule=rule, on=("b", "a"), reason="r") for rule in ("B", "A")]
    there = Design(waivers=tuple(waivers)).having(*parts)
    back = Design(waivers=tuple(reversed(waivers))).having(*reversed(parts))
    assert dumps(there) == dumps(back)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"x"])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        dumps(Design().having(Component(id="a", kind="sqs", properties={"p": value})))


def test_what_nests_too_deep_is_refused() -> None:
    value: Any = ()
    for _ in range(300):
        value = (value,)
    with pytest.raises(ValueError, match="levels"):
        dumps(Design().having(Component(id="a", kind="sqs", properties={"p": value})))


# -- anything near a design -----------------------------------------------------------------------------------------

ids = st.sampled_from(["a", "b", "c", "a-calls-b", "db", "fn-2"])
texts = st.text(st.characters(exclude_categories=()), max_size=6)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(texts, v, max_size=3), max_leaves=6)
odd = st.dictionaries(st.sampled_from(["x", "name", "note", "colour", "label", "text"]), values, max_size=2)
properties = st.dictionaries(texts, values, max_size=3)


def mixed(known: dict[str, st.SearchStrategy[Any]], required: tuple[str, ...] = ("id",)) -> st.SearchStrategy[Any]:
    """Objects with some of the known keys, now and then with a value of another sort, and keys of their own."""
    lax = {key: value if key in required else value | values for key, value in known.items()}
    must = {key: lax.pop(key) for key in required}
    made = st.fixed_dictionaries(must, optional=lax)
    return st.builds(lambda one, other: {**other, **one}, made, odd)


slots = st.tuples(st.integers(-100_001, 100_001), st.integers(-9, 9)).map(list)
names = st.lists(ids, max_size=3)
step = mixed({"component": ids, "compensated": st.booleans(), "pivot": st.booleans()}, ())
documents = mixed(
    {
        "format": st.just(1),
        "name": texts,
        "requirements": st.lists(mixed({"id": ids, "type": texts, "properties": properties}), max_size=2),
        "groups": st.lists(mixed({"id": ids, "kind": texts, "in": names}), max_size=2),
        "components": st.lists(mixed({"id": ids, "kind": texts, "at": slots, "properties": properties}), max_size=3),
        "connections": st.lists(
            mixed({"from": ids, "verb": ids, "to": ids, "id": ids}, ("from", "verb", "to")), max_size=3
        ),
        "flows": st.lists(mixed({"id": ids, "steps": st.lists(step, max_size=3)}), max_size=2),
        "waivers": st.lists(mixed({"rule": texts, "on": names, "reason": texts}, ()), max_size=3),
    },
    ("format",),
)


@given(documents)
@settings(max_examples=300, deadline=None)
def test_any_document_reads_back_as_it_is_or_is_refused(document: Any) -> None:
    try:
        design = read("any.sketch.json", json.dumps(document)).design
    except Unreadable:
        return
    text = dumps(design)
    assert again(design) == design
    assert dumps(again(design)) == text
    assert _numbers_of_values(json.loads(text)) == _numbers_of_values(document)


def _numbers_of_values(value: Any) -> int:
    """How many values there are that are neither empty nor a part's connection id made on reading."""
    if isinstance(value, dict):
        return sum(_numbers_of_values(v) for k, v in value.items() if k != "id")
    if isinstance(value, list):
        return sum(map(_numbers_of_values, value))
    return int(value not in ("", False, None))


@given(st.text(st.sampled_from('{}[]",:\\ \n\tabtruefalsn0123.eE-+"format"'), max_size=40))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    for start in ("", '{"format": 1, "components": [', '{"format": 1, "x": "'):
        assert _refused(start + text) != "the text is not JSON"


def _refused(text: str) -> str | None:
    try:
        read("any.sketch.json", text)
    except Unreadable as error:
        return error.message
    return None


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for name in ("any.sketch.json", "any.sketch", "-"):
        try:
            read(name, data)
        except Unreadable:
            continue


def test_parts_of_all_sorts_survive() -> None:
    design = Design(name="x").having(
        Group(id="net", kind="vpc", inside=("net",)),
        Component(id="a", kind="unheard-of", inside=("nowhere",), properties={"list": ("x",), "none": None}),
        Connection(id="c", source="a", verb="haunts", target="gone"),
    )
    assert again(design) == design


# -- what was checked before ------------------------------------------------------------------------------------------


@given(st.lists(documents, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_what_is_known_of_parts_changes_no_byte_and_no_answer(some: list[Any]) -> None:
    """One design after the other, each in parts that were seen before, as after an edit or when it is opened again."""
    texts, last = Texts(), Design()
    for document in some:
        try:
            design = read("any.sketch.json", json.dumps(document)).design
        except Unreadable:
            continue
        mixed_in = design.model_copy(update={"components": {**last.components, **design.components}})
        for one in (design, mixed_in, design.without(["a"])):
            assert answer(one, texts) == answer(one)
        last = mixed_in


def answer(design: Design, texts: Texts | None = None) -> str:
    """What was written, or why it was not."""
    try:
        return encoded("any.sketch.json", design, texts)
    except SaveError as error:
        return error.message


def test_a_part_is_checked_however_often_others_were() -> None:
    texts = Texts()
    design = Design().having(Component(id="a", kind="sqs"))
    texts.json(design)
    for odd in ({"id": "Not An Id"}, {"properties": {"p": float("inf")}}, {"at": Slot(1, 10**9)}):
        part = design.components["a"].model_copy(update=odd)
        with pytest.raises(SaveError):
            texts.json(design.having(part))
