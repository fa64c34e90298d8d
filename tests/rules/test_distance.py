"""What distance costs, and where a service or data may be."""

from __future__ import annotations

import pytest

from sketchpad.analysis.offers import LIMITED, VARIANTS
from sketchpad.catalog import KINDS, facts
from sketchpad.model import Design
from sketchpad.rules import Severity, check

from .asking import Asking

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def links(design: Design) -> set[str]:
    return {f"{c.source} {c.verb} {c.target}" for c in design.connections.values()}


# -- services ---------------------------------------------------------------------------------------------------

offer = Asking(("GLB-007",), "region v code=us-east-1; region s code=sa-east-1; region c code=ca-west-1")


def test_every_kind_with_a_list_of_regions_is_judged() -> None:
    listed = {path.split(".")[1] for path in facts.topic("region_availability")}
    variants = {variant.name for variant in VARIANTS.values()}
    assert set(LIMITED) == (listed - variants) | VARIANTS.keys()
    assert set(LIMITED) <= KINDS.keys()


@pytest.mark.parametrize(
    ("sketch", "where"),
    [
        ("eventbridge_bus x in s generation=custom", "sa-east-1"),
        ("app_runner x in s", "sa-east-1"),
        ("dax x in c", "ca-west-1"),
        ("memorydb x in c", "ca-west-1"),
        ("eventbridge_pipe x in c", "ca-west-1"),
        ("vpc_lattice x region=ap-east-2", "ap-east-2"),
        ("rds_proxy x region=ap-east-2", "ap-east-2"),
        ("aurora_dsql x region=af-south-1", "af-south-1"),
        ("aurora_dsql x in v regions=af-south-1", "af-south-1"),
        ("lambda x region=af-south-1 compute_type=managed_instances", "af-south-1"),
        ("eventbridge_bus x in v generation=custom", ""),
        ("eventbridge_bus x in s", ""),
        ("lambda x region=af-south-1", ""),
        ("rds_proxy x in s", ""),
        ("aurora_dsql x in s", ""),
        ("app_runner x", ""),
        ("app_runner x region=atlantis", ""),
        ("dynamodb x in c replicas=af-south-1", ""),
    ],
)
def test_where_a_service_is_not_offered(sketch: str, where: str) -> None:
    messages = [one.message for one in offer.findings(sketch)]
    assert len(messages) == bool(where)
    assert all(message.startswith("x: ") and where in message for message in messages)


@pytest.mark.parametrize(
    ("sketch", "why"),
    [
        ("aurora_dsql x in v regions=us-east-2,us-west-2", "joins 2 Regions, not 3"),
        ("aurora_dsql x in v regions=eu-west-1 witness=us-west-2", "not of one set"),
        ("aurora_dsql x in v regions=us-east-2 witness=eu-west-1", "not of one set"),
        ("aurora_dsql x in s regions=us-east-1", "not of one set"),
        ("aurora_dsql x in v regions=us-east-2 witness=us-west-2", ""),
        ("aurora_dsql x in v regions=us-east-2", ""),
        ("aurora_dsql x region=eu-west-1 regions=eu-central-1 witness=eu-west-2", ""),
    ],
)
def test_which_regions_can_be_joined(sketch: str, why: str) -> None:
    messages = [one.message for one in offer.findings(sketch)]
    assert len(messages) == bool(why)
    assert all(why in message for message in messages)


@pytest.mark.parametrize(
    "sketch",
    [
        "eventbridge_bus x in s generation=custom",
        "app_runner x in s",
        "memorydb x in c",
        "vpc_lattice x region=ap-east-2",
        "aurora_dsql x region=af-south-1",
        "aurora_dsql x in v regions=af-south-1",
        "aurora_dsql x in v regions=us-east-2,us-west-2",
        "aurora_dsql x in v regions=eu-west-1 witness=us-west-2",
        "aurora_dsql x in s regions=us-east-1 witness=us-east-2",
        "lambda x region=af-south-1 compute_type=managed_instances",
        "lambda f; dax x in c; dynamodb d; f reads x; x reads d",
        "lambda f; rds_proxy x region=ap-east-2; rds d; f rw x; x rw d",
        "eventbridge_pipe x in c",
    ],
)
def test_what_is_proposed_for_a_service_helps(sketch: str) -> None:
    fixes = offer.only(sketch).fixes
    assert fixes
    for fix in fixes:
        assert offer.said(fix.edit(offer.design(sketch))) == [], fix.id
    assert offer.safe(sketch) == []


def test_it_moves_to_the_nearest_region_that_has_it() -> None:
    after = offer.fixed("service shop; vpc net in c; dax x in net,shop", "move")
    (new, other) = after.components["x"].inside
    assert other == "shop"
    assert after.groups[new].properties["code"] == "us-west-2"
    assert offer.fixed("eventbridge_bus x in s generation=custom", "move").components["x"].inside == ("v",)
    assert offer.fixed("dax x region=ca-west-1", "move").components["x"].properties["region"] == "us-west-2"


def test_copies_that_cannot_be_are_dropped() -> None:
    after = offer.fixed("aurora_dsql x in v regions=af-south-1,us-east-2", "drop-copies")
    assert after.components["x"].properties["regions"] == ("us-east-2",)


def test_a_pair_within_the_set() -> None:
    after = offer.fixed("aurora_dsql x in v regions=eu-west-1,us-west-2", "one-pair")
    assert after.components["x"].properties["regions"] == ("us-west-2",)
    assert after.components["x"].properties["witness"] == "us-east-2"
    alone = offer.fixed("aurora_dsql x in s regions=us-east-1 witness=us-east-2", "one-region")
    assert alone.components["x"].properties == {"regions": ()}


def test_the_usual_bus_is_for_a_person_to_choose() -> None:
    sketch = "eventbridge_bus x in s generation=custom"
    assert offer.fixes(sketch) == ["move", "usual-kind"]
    assert offer.fixed(sketch, "usual-kind").components["x"].properties["generation"] == "classic"
    assert offer.safe(sketch) == []


# -- residency --------------------------------------------------------------------------------------------------

stay = Asking(
    ("GLB-008",),
    """
    region d code=eu-central-1
    region v code=us-east-1
    need residency as law regions=eu-central-1,eu-west-1
    """,
)


@pytest.mark.parametrize(
    ("sketch", "where"),
    [
        ("dynamodb x in d replicas=us-east-1", "us-east-1"),
        ("dynamodb x in d replicas=eu-west-1 witness=us-east-1", "us-east-1"),
        ("aurora x in d secondary_regions=eu-west-3,us-east-1", "eu-west-3 and us-east-1"),
        ("rds x in d backup_region=us-east-1", "us-east-1"),
        ("rds x in v", "us-east-1"),
        ("s3 x region=us-east-2", "us-east-2"),
        ("sqs x in v", "us-east-1"),
        ("kinesis_stream x in v", "us-east-1"),
        ("elasticache x in v", "us-east-1"),
        ("backup_vault x in v", "us-east-1"),
        ("dynamodb x in d replicas=eu-west-1", ""),
        ("rds x in d backup_region=eu-west-1", ""),
        ("rds x", ""),
        ("rds x region=atlantis", ""),
        ("lambda x in v", ""),
        ("cloudfront x", ""),
    ],
)
def test_data_stays_where_it_may(sketch: str, where: str) -> None:
    messages = [one.message for one in stay.findings(sketch)]
    assert len(messages) == bool(where)
    assert all(f"data in {where}, where it must not be (law)." in message for message in messages)


@pytest.mark.parametrize(
    ("needs", "breaks"),
    [
        ("need residency as a regions=eu-west-1 data=customer_pii", ("a",)),
        ("need residency as a regions=eu-west-1 data=payment", ()),
        ("need residency as a data=customer_pii", ()),
        ("need residency as a regions=none", ()),
        ("need residency as a regions=us-east-1", ()),
        ("need residency as a regions=eu-west-1; need residency as b regions=us-east-1", ("a",)),
        ("need residency as a regions=eu-west-1; need residency as b regions=eu-west-2 data=customer_pii", ("a", "b")),
    ],
)
def test_which_data_a_requirement_is_about(needs: str, breaks: tuple[str, ...]) -> None:
    ask = Asking(("GLB-008",), "region v code=us-east-1")
    found = ask.findings(f"s3 x in v data_class=customer_pii; {needs}")
    assert [one.breaks for one in found] == ([breaks] if breaks else [])


def test_data_of_no_stated_class_is_not_that_of_a_class() -> None:
    ask = Asking(("GLB-008",), "region v code=us-east-1; need residency regions=eu-west-1 data=customer_pii")
    assert ask.said("s3 x in v; sqs y in v") == []


@pytest.mark.parametrize(
    ("sketch", "fix", "property", "value"),
    [
        ("dynamodb x in d replicas=us-east-1,eu-west-1", "drop-copies", "replicas", ("eu-west-1",)),
        ("rds x in d backup_region=us-east-1", "backup-elsewhere", "backup_region", "eu-west-1"),
        ("rds x region=us-east-1", "move", "region", "eu-west-1"),
    ],
)
def test_data_is_brought_home(sketch: str, fix: str, property: str, value: object) -> None:
    after = stay.fixed(sketch, fix)
    assert after.components["x"].properties[property] == value
    assert stay.said(after) == []


@pytest.mark.parametrize(
    "sketch",
    [
        "dynamodb x in v replicas=us-east-2,eu-west-1 backup_region=us-west-2",
        "dynamodb x in v consistency=MRSC replicas=us-east-2 witness=us-west-2",
        "aurora_dsql x in d regions=eu-west-1 witness=eu-west-3",
        "sqs x in v",
    ],
)
def test_whatever_it_takes_is_one_fix(sketch: str) -> None:
    (fix,) = stay.only(sketch).fixes
    after = fix.edit(stay.design(sketch))
    assert stay.said(after) == []
    assert not [one for one in check(after).findings if one.rule.family == "FIL"]


@pytest.mark.parametrize("sketch", ["dynamodb x in d replicas=us-east-1", "rds x region=us-east-1"])
def test_data_is_not_moved_or_given_up_unasked(sketch: str) -> None:
    assert stay.safe(sketch) == []


def test_nothing_is_proposed_where_nothing_is_allowed() -> None:
    ask = Asking(("GLB-008",), "need residency regions=eu-west-1; need residency regions=eu-west-2")
    assert ask.fixes("s3 x region=us-east-1") == []
