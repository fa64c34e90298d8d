"""What a person types finds the kind that is meant."""

from __future__ import annotations

import pytest

from sketchpad.catalog import KINDS
from sketchpad.catalog.picking import matching


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("rds", "rds"),
        ("lam", "lambda"),
        ("lambda", "lambda"),
        ("dyn", "dynamodb"),
        ("bucket", "s3"),
        ("s3", "s3"),
        ("queue", "sqs"),
        ("proxy", "rds_proxy"),
        ("prx", "rds_proxy"),
        ("farg", "ecs_fargate"),
        ("step", "step_functions"),
        ("cdn", "cloudfront"),
        ("DSQL", "aurora_dsql"),
    ],
)
def test_the_first_match_is_what_is_meant(typed: str, first: str) -> None:
    assert matching(typed, KINDS.values())[0].kind == first


def test_nothing_typed_offers_everything_the_most_used_first() -> None:
    kinds = matching("", KINDS.values(), {"sqs": 3, "rds": 1})
    assert [kind.kind for kind in kinds[:2]] == ["sqs", "rds"]
    assert len(kinds) == len(KINDS)


def test_nonsense_finds_nothing() -> None:
    assert matching("zzqy", KINDS.values()) == []
