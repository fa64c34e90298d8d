"""Designs that a command writes."""

from __future__ import annotations

from ..model import Design
from ..model.text import plain
from ..storage import save
from ..storage.locks import holder
from .output import complain, note


def store(path: str, content: Design | str, expected: str | None = None) -> None:
    """Write a design, and say who has it open. Raises SaveError."""
    saved = save(path, content, expected)
    if saved.unconfirmed:
        complain(f"{path}: SAVE-006 written, but the disk did not confirm it: {saved.unconfirmed}")
    if (other := holder(path)) is not None:
        note(plain(f"{path}: open in {other}, which takes this in or asks what to do"))
