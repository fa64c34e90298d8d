"""Where strongly consistent stores fit, and what their writes wait for."""

from __future__ import annotations

import pytest

from sketchpad.analysis.writes import fitting, is_strong, one_set, sets_of, wait_ms
from sketchpad.catalog import graph
from sketchpad.model import Node, parse


def store(sketch: str) -> Node:
    return graph(parse(sketch)).node("d")


@pytest.mark.parametrize(
    ("sketch", "strong"),
    [
        ("dynamodb d region=us-east-1 consistency=MRSC", True),
        ("dynamodb d region=us-east-1 replicas=eu-west-1", False),
        ("aurora_dsql d region=us-east-1 regions=us-east-2", True),
        ("aurora_dsql d region=us-east-1", False),
        ("aurora d region=us-east-1 secondary_regions=eu-west-1 write_forwarding=true", True),
        ("aurora d region=us-east-1 secondary_regions=eu-west-1", False),
        ("aurora d region=us-east-1 write_forwarding=true", False),
    ],
)
def test_some_writes_leave_their_region(sketch: str, strong: bool) -> None:
    assert is_strong(store(sketch)) is strong


@pytest.mark.parametrize("kind", ["dynamodb", "aurora_dsql"])
def test_the_sets_do_not_overlap(kind: str) -> None:
    sets = sets_of(store(f"{kind} d"))
    assert len({region for some in sets for region in some}) == sum(map(len, sets))
    assert all(len(some) >= 3 for some in sets)


def test_regions_are_of_one_set_or_not() -> None:
    table = store("dynamodb d")
    assert one_set(table, ("us-east-1", "us-west-2"))
    assert not one_set(table, ("us-east-1", "eu-west-1"))
    assert not one_set(table, ("sa-east-1",))


@pytest.mark.parametrize("own", [region for some in sets_of(store("dynamodb d")) for region in some])
@pytest.mark.parametrize(
    "rest", ["", "replicas=us-east-2", "replicas=eu-west-1,eu-west-2,ap-northeast-3 witness=sa-east-1"]
)
@pytest.mark.parametrize("nearest", [False, True])
def test_what_fits_is_three_regions_of_one_set(own: str, rest: str, nearest: bool) -> None:
    table = store(f"dynamodb d region={own} {rest}")
    shape = fitting(table, nearest=nearest)
    assert shape is not None
    replicas, witness = shape
    members = {own, *replicas, *([witness] if witness else [])}
    assert len(members) == 3
    assert replicas
    assert one_set(table, members)


def test_outside_every_set_nothing_fits() -> None:
    assert fitting(store("dynamodb d region=sa-east-1")) is None
    assert fitting(store("dynamodb d replicas=us-east-1")) is None


@pytest.mark.parametrize(
    "sketch",
    [
        "dynamodb d consistency=MRSC replicas=us-east-2; lambda f region=us-east-1; f writes d",
        "dynamodb d region=us-east-1 consistency=MRSC replicas=us-east-2; lambda f; f writes d",
        "dynamodb d region=us-east-1 consistency=MRSC; lambda f region=us-east-1; f writes d",
        "dynamodb d region=us-moon-1 consistency=MRSC replicas=us-moon-2; lambda f region=us-moon-1; f writes d",
        "aurora d region=us-east-1 secondary_regions=eu-west-1; lambda f region=us-east-1; f writes d",
    ],
    ids=["store unknown", "writer unknown", "no other Region", "unknown Regions", "at the primary"],
)
def test_nothing_is_known_to_be_waited_for(sketch: str) -> None:
    table = store(sketch)
    (access,) = table.accesses
    assert wait_ms(table, access) is None
