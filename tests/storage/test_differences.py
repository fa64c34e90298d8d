"""What differs between two designs, written down and made again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from sketchpad.model import Component, Design, parse
from sketchpad.storage import Unreadable, dumps, read
from sketchpad.storage.differences import applied, difference, read_difference, written

from .test_writing import documents

SHOP = parse("lambda fn at 0,0\nrds db at 1,0\nfn rw db\nneed load peak_rps=9\nflow pay steps=fn,db^")


def design_of(document: Any) -> Design:
    try:
        return read("any.sketch.json", json.dumps(document)).design
    except Unreadable:
        return Design()


def test_only_what_differs_is_said() -> None:
    moved = SHOP.having(parse("lambda fn at 3,3")["fn"]).without(["db"]).but(name="shop")
    assert json.loads(written(difference(SHOP, moved))) == {
        "put": {
            "components": [{"id": "fn", "kind": "lambda", "at": [3, 3]}],
            "flows": [{"id": "pay", "steps": [{"component": "fn"}]}],
        },
        "dropped": {"components": ["db"], "connections": ["fn-rw-db"]},
        "own": {"name": "shop"},
    }
    assert not difference(SHOP, SHOP)
    assert not difference(SHOP, read("", dumps(SHOP)).design)


def test_true_is_not_one() -> None:
    """Python holds them equal as values; a file does not."""
    one, true = (Design().having(Component(id="a", kind="sqs", properties={"p": value})) for value in (1, True))
    assert one != true
    assert dumps(applied(one, difference(one, true))) == dumps(true)


@given(documents, documents)
@settings(max_examples=60, deadline=None)
def test_any_two_designs(one: Any, other: Any) -> None:
    before, after = design_of(one), design_of(other)
    made = difference(before, after)
    assert applied(before, made) == after
    again = applied(before, read_difference(json.loads(written(made))))
    assert again == after
    assert dumps(again) == dumps(after)


@pytest.mark.parametrize("raw", [None, 3, {}, {"put": 3, "dropped": {}, "own": {}}, {"put": {"components": [3]}}])
def test_what_is_no_difference(raw: Any) -> None:
    with pytest.raises(ValueError, match="no difference"):
        read_difference(raw)
