"""Which finding makes another one superfluous."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..model import Id


class Silence(NamedTuple):
    """Where the winner speaks, the loser need not."""

    winner: str
    loser: str
    everywhere: bool = False
    """In the whole design; else only where the two share a part."""


SILENCES = (
    Silence("INT-005", "DAT-001"),
    Silence("DAT-003", "DAT-005"),
    Silence("DAT-003", "DAT-008"),
    Silence("MSG-001", "INT-003"),
    Silence("RES-001", "RES-003", everywhere=True),
    Silence("RES-002", "RES-003", everywhere=True),
    Silence("SAG-001", "SAG-003"),
    Silence("CMP-004", "INT-004"),
    Silence("REQ-003", "GLB-001", everywhere=True),
    Silence("REQ-003", "DAT-006", everywhere=True),
    Silence("GLB-001", "GLB-006", everywhere=True),
    Silence("MSG-002", "MSG-007"),
    Silence("CON-001", "SCL-002"),
    Silence("GLB-005", "GLB-006"),
    Silence("CMP-003", "CMP-007"),
    Silence("GLB-003", "GLB-004"),
    Silence("DAT-007", "GLB-006"),
    Silence("CON-002", "CON-003"),
    Silence("GLB-007", "DAT-006"),
    Silence("DAT-004", "DAT-006"),
    Silence("DAT-007", "DAT-006"),
    Silence("INT-005", "MSG-001"),
)
"""In the order of their application. A finding that was silenced silences nothing."""


def silenced(findings: Iterable[tuple[str, tuple[Id, ...]]]) -> set[tuple[str, tuple[Id, ...]]]:
    """The findings, as (rule, ids), that more specific ones make superfluous."""
    by_rule: dict[str, list[tuple[Id, ...]]] = {}
    for rule, on in findings:
        by_rule.setdefault(rule, []).append(on)
    gone: set[tuple[str, tuple[Id, ...]]] = set()
    for silence in SILENCES:
        winners = [on for on in by_rule.get(silence.winner, ()) if (silence.winner, on) not in gone]
        if not winners:
            continue
        parts = {id for on in winners for id in on}
        for on in by_rule.get(silence.loser, ()):
            if silence.everywhere or not parts.isdisjoint(on):
                gone.add((silence.loser, on))
    return gone
