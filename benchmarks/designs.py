"""Designs of any size that look like many small systems side by side."""

from __future__ import annotations

from typing import Any

from sketchpad.model import Component, Connection, Design, Group, Requirement, Slot

CELL = (
    ("user", 0, 0, {}),
    ("apigw_rest", 1, 0, {"auth": "jwt", "waf": True}),
    ("lambda", 2, 0, {"avg_duration_ms": 120, "peak_rps": 40}),
    ("dynamodb", 3, 0, {"pitr": True}),
    ("sqs", 2, 1, {"dlq": True, "visibility_timeout_s": 180}),
    ("ecs_fargate", 3, 1, {}),
    ("rds", 4, 1, {"class": "db.m6g.large", "multi_az": True}),
    ("s3", 1, 1, {}),
    ("lambda", 4, 0, {"avg_duration_ms": 80}),
    ("sns", 0, 1, {}),
)
"""Kind, column, row and properties of ten components."""
LINKS: tuple[tuple[int, str, int, dict[str, Any]], ...] = (
    (0, "calls", 1, {}),
    (1, "routes_to", 2, {}),
    (2, "rw", 3, {}),
    (2, "publishes", 4, {}),
    (4, "delivers", 5, {}),
    (5, "rw", 6, {}),
    (2, "reads", 7, {}),
    (3, "streams_to", 8, {"max_retries": 3, "on_failure": True}),
    (8, "publishes", 9, {}),
)
"""Connections between those, by their numbers, and properties."""
WIDTH, HEIGHT = 6, 3
"""Slots that ten components take, with a slot between neighbours."""


def design(components: int) -> Design:
    """`components` components in cells of ten, three connections for two of them, a Region for every hundred."""
    parts: list[Component | Connection | Group | Requirement] = [
        Requirement(id="load", type="load", properties={"peak_rps": 400}),
        Requirement(id="quick", type="latency", properties={"read_ms": 400}),
    ]
    across = max(1, int((components / 10) ** 0.5 / 10)) * 10
    for number in range(components):
        cell, place = divmod(number, len(CELL))
        kind, column, row, properties = CELL[place]
        left, top = (cell % across) * WIDTH, (cell // across) * HEIGHT
        region = f"region-{cell // 10}"
        if place == 0 and cell % 10 == 0:
            parts.append(Group(id=region, kind="region", properties={"code": "eu-west-1"}))
        parts.append(
            Component(
                id=f"c{number}", kind=kind, at=Slot(left + column, top + row), inside=(region,), properties=properties
            )
        )
    for number in range(0, components, len(CELL)):
        for source, verb, target, properties in LINKS:
            if number + max(source, target) < components:
                a, b = f"c{number + source}", f"c{number + target}"
                parts.append(Connection(id=f"{a}-{verb}-{b}", source=a, verb=verb, target=b, properties=properties))
    return Design(name=f"{components} components").having(*parts)
