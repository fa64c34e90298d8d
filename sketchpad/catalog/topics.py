"""The topics of the study text, and the rules that speak of each."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "topics.json"


class Topic(NamedTuple):
    """Something that the study text teaches."""

    topic: str
    rules: tuple[str, ...]
    """Ids, the most telling first."""


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic, in the order of the text."""
    return tuple(Topic(said["topic"], tuple(said["rules"])) for said in json.loads(FILE.read_bytes()))
