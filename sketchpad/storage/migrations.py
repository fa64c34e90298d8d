"""Older design files, brought to the present format in memory, one version at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..model import FORMAT

Raw = dict[str, Any]

STEPS: Mapping[int, Callable[[Raw], Raw]] = {}
"""By version: what makes a file of that version one of the next."""


def migrated(raw: Raw, version: int, steps: Mapping[int, Callable[[Raw], Raw]] = STEPS, to: int = FORMAT) -> Raw:
    """A design file's content in the format `to`. A file of that format, or a newer one, is returned as it is."""
    while version < to:
        raw = {**steps[version](raw), "format": version + 1}
        version += 1
    return raw
