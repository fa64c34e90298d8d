"""What comes in on average, and which part of the load a component gets."""

from __future__ import annotations

import pytest

from sketchpad.analysis.averages import average_rate
from sketchpad.catalog import graph
from sketchpad.model import parse


@pytest.mark.parametrize(
    ("sketch", "rate"),
    [
        ("lambda f avg_rps=7", 7),
        ("lambda f avg_rps=7 peak_rps=50 traffic=steady", 7),
        ("lambda f peak_rps=50", None),
        ("lambda f peak_rps=50 traffic=steady", 50),
        ("lambda f peak_rps=50 traffic=spiky", None),
        ("lambda f peak_rps=50 duty_cycle=0.1", 5),
        ("lambda f traffic=steady", None),
        ("lambda f peak_rps=50; need load peak_rps=1000 avg_rps=200", 10),
        ("lambda f; need load avg_rps=200", None),
        ("user u; lambda f; u calls f; need load avg_rps=200", 200),
        ("user u; lambda f; u calls f; need load peak_rps=900", None),
        ("user u; lambda f traffic=steady; u calls f; need load peak_rps=900", 900),
        ("sqs q peak_rps=30; lambda f; q delivers f; need load peak_rps=1000 avg_rps=200", 6),
        ("sqs q peak_rps=30; lambda f; q delivers f", None),
    ],
)
def test_the_average_is_known(sketch: str, rate: float | None) -> None:
    assert average_rate(graph(parse(sketch)).node("f")) == rate


AROUND = "user u; apigw_http a; lambda f; lambda g; need load avg_rps=200"


@pytest.mark.parametrize(
    ("links", "rate"),
    [
        ("u calls a; a routes_to f", 200),
        ("u calls a; a routes_to f; a routes_to g", 100),
        ("u calls f; u calls g", 100),
        ("u calls g; g calls f", 200),
        ("u calls a; a routes_to g; a routes_to f; g calls f", 200),
        ("u calls g; u calls f; g calls f; f calls g", 200),
    ],
    ids=["alone", "behind a router", "a client chooses", "called on", "both ways lead there", "in a circle"],
)
def test_a_request_is_handed_to_one_of_several(links: str, rate: float) -> None:
    assert average_rate(graph(parse(f"{AROUND}; {links}")).node("f")) == rate
