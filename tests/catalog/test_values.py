"""What a property takes, and what it says of a value that does not fit."""

from typing import Any

import pytest

from sketchpad.catalog import GROUPS, KINDS, REQUIREMENTS, VERBS, Property, nearest

TIMEOUT = KINDS["lambda"].properties["timeout_s"]
ENGINE = KINDS["rds"].properties["engine"]
CITY = KINDS["user"].properties["city"]
CODE = GROUPS["region"].properties["code"]


@pytest.mark.parametrize(
    ("about", "value"),
    [
        (TIMEOUT, 3),
        (TIMEOUT, 30.0),
        (TIMEOUT, None),
        (TIMEOUT, "unset"),
        (ENGINE, "oracle-ee"),
        (CITY, "New_York"),
        (CITY, "New York"),
        (CITY, "são paulo"),
        (CITY, "eu-west-1"),
        (CODE, "eu-central-1"),
        (GROUPS["account"].properties["number"], 123456789012),
        (GROUPS["account"].properties["number"], "prod"),
        (KINDS["rds"].properties["class"], "db.r6i.24xlarge"),
        (KINDS["rds"].properties["class"], "db.x2iedn.metal"),
        (KINDS["route53"].properties["hc_interval_s"], 10),
        (KINDS["dynamodb"].properties["replicas"], "eu-west-1"),
        (KINDS["dynamodb"].properties["replicas"], ("eu-west-1", "us-east-1")),
        (KINDS["dynamodb"].properties["replicas"], ["eu-west-1"]),
        (KINDS["dynamodb"].properties["replicas"], "none"),
        (KINDS["lambda"].properties["allowed"], ("lambda", "eks")),
        (VERBS["calls"].properties["needs_response"], False),
        (VERBS["egress"].properties["to"], "a-bucket"),
        (REQUIREMENTS["replay"].properties["on"], "bus"),
        (REQUIREMENTS["users"].properties["at"], ("Tokyo", "Sao_Paulo")),
    ],
)
def test_what_fits(about: Property, value: Any) -> None:
    assert about.problem(value) is None


@pytest.mark.parametrize(
    ("about", "value", "why"),
    [
        (TIMEOUT, "3s", "timeout_s takes a whole number from 1 to 5,400 s, not 3s"),
        (TIMEOUT, 2.5, "timeout_s takes a whole number from 1 to 5,400 s, not 2.5"),
        (TIMEOUT, 9000, "timeout_s takes a whole number from 1 to 5,400 s, not 9000"),
        (TIMEOUT, True, "timeout_s takes a whole number from 1 to 5,400 s, not true"),
        (TIMEOUT, float("nan"), "timeout_s takes a whole number from 1 to 5,400 s, not nan"),
        (TIMEOUT, {}, "timeout_s takes a whole number from 1 to 5,400 s, not an object"),
        (TIMEOUT, (1, 2), "timeout_s takes a whole number from 1 to 5,400 s, not 1, 2"),
        (CITY, "Amsterdm", "city takes a city or a Region, not Amsterdm; did you mean Amsterdam?"),
        (CODE, "eu-cental-1", "code takes a Region, not eu-cental-1; did you mean eu-central-1?"),
        (KINDS["rds"].properties["multi_az"], "yes", "multi_az takes true or false, not yes"),
        (
            KINDS["rds"].properties["class"],
            "r6g.large",
            "class takes an instance class such as db.r6g.large, not r6g.large",
        ),
        (KINDS["route53"].properties["hc_interval_s"], 20, "hc_interval_s takes one of 10, 30 s, not 20"),
        (
            KINDS["dynamodb"].properties["consistency"],
            "mrsc",
            "consistency takes one of MREC, MRSC, not mrsc; did you mean MRSC?",
        ),
        (
            KINDS["dynamodb"].properties["replicas"],
            ("eu-west-1", "eu-west-9"),
            "replicas takes Regions, not eu-west-9; did you mean eu-west-3?",
        ),
        (KINDS["dynamodb"].properties["replicas"], True, "replicas takes Regions, not true"),
        (
            KINDS["neptune"].properties["secondary_regions"],
            ("eu-west-1",) * 6,
            "secondary_regions takes Regions, at most 5, not 6",
        ),
        (KINDS["lambda"].properties["duty_cycle"], 1.5, "duty_cycle takes a number from 0 to 1, not 1.5"),
        (KINDS["lambda"].properties["peak_rps"], -1, "peak_rps takes a number of at least 0 /s, not -1"),
        (
            KINDS["lambda"].properties["peak_rps"],
            10**400,
            "peak_rps takes a number of at least 0 /s, not 1" + "0" * 62 + "…",
        ),
        (VERBS["egress"].properties["to"], "A bucket", "to takes the id of a part, not A bucket"),
    ],
)
def test_what_does_not_fit(about: Property, value: Any, why: str) -> None:
    assert about.problem(value) == why


def test_the_entries_of_a_list_however_it_is_written() -> None:
    about = KINDS["dynamodb"].properties["replicas"]
    assert about.items("eu-west-1") == about.items(["eu-west-1"]) == ("eu-west-1",)
    assert about.items(None) == about.items("none") == about.items(()) == ()


def test_the_nearest_name() -> None:
    assert nearest("ecs-fargte", KINDS) == "ecs_fargate"
    assert nearest("LAMBDA", KINDS) == "lambda"
    assert nearest("xyzzy", KINDS) is None
    assert nearest("lambda" * 10_000, KINDS) is None
