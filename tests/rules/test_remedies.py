"""What fixes are made of."""

from __future__ import annotations

from sketchpad.catalog import graph
from sketchpad.model import parse
from sketchpad.rules.remedies import free


def test_a_new_part_of_a_fix_has_a_valid_id_however_long_the_name_it_comes_from() -> None:
    long = "a" * 64
    assert free(graph(parse(f"lambda {long}")), f"{long}-model") == "a" * 62 + "-2"
    assert free(graph(parse("lambda fn; sqs fn-writes")), "fn-writes") == "fn-writes-2"
