"""The Regions in which a store keeps its data."""

from __future__ import annotations

import pytest

from sketchpad.analysis.regions import copies_of, members_of, regions_of, stated, witness_of
from sketchpad.catalog import graph
from sketchpad.model import Node, parse


def store(sketch: str) -> Node:
    return graph(parse(f"region r code=eu-west-1; {sketch}")).node("d")


@pytest.mark.parametrize(
    ("sketch", "regions"),
    [
        ("dynamodb d in r", ("eu-west-1",)),
        ("dynamodb d in r replicas=us-east-1", ("eu-west-1", "us-east-1")),
        ("dynamodb d in r replicas=us-east-1,eu-west-1,us-east-1", ("eu-west-1", "us-east-1")),
        ("dynamodb d in r region=us-east-2 replicas=us-east-1", ("us-east-2", "us-east-1")),
        ("dynamodb d replicas=us-east-1", ("us-east-1",)),
        ("dynamodb d replicas=none", ()),
        ("dynamodb d in r replicas=unset", ("eu-west-1",)),
        ("dynamodb d in r replicas=5", ("eu-west-1",)),
        ("dynamodb d in r secondary_regions=us-east-1", ("eu-west-1",)),
        ("aurora d in r secondary_regions=us-east-1,sa-east-1", ("eu-west-1", "us-east-1", "sa-east-1")),
        ("aurora_dsql d in r regions=eu-west-2 witness=eu-west-3", ("eu-west-1", "eu-west-2")),
        ("rds d in r", ("eu-west-1",)),
        ("rds d", ()),
    ],
)
def test_its_own_and_those_of_its_copies(sketch: str, regions: tuple[str, ...]) -> None:
    assert regions_of(store(sketch)) == regions
    assert copies_of(store(sketch)) == tuple(region for region in regions if region != store(sketch).region)


def test_the_witness_takes_part_without_data() -> None:
    table = store("dynamodb d in r replicas=eu-west-2 witness=eu-west-3")
    assert witness_of(table) == "eu-west-3"
    assert members_of(table) == ("eu-west-1", "eu-west-2", "eu-west-3")
    assert "eu-west-3" not in regions_of(table)


def test_without_a_witness_those_with_data_take_part() -> None:
    table = store("dynamodb d in r replicas=eu-west-2,eu-west-3")
    assert witness_of(table) is None
    assert members_of(table) == regions_of(table)


def test_what_is_stated_is_words() -> None:
    assert stated(store("dynamodb d replicas=us-east-1,7"), "replicas") == ("us-east-1",)
    assert stated(store("dynamodb d"), "unheard_of") == ()
