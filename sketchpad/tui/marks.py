"""What stands in the lower border of a box: requirements, flows and waivers that it has a part in. No widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..drawing.folding import Folded
from ..model import Design, Id, changes
from ..rules import Report

if TYPE_CHECKING:
    from ..tracing import Verdict

Marks = Mapping[Id, tuple[str, ...]]
"""By part the marks on its box, the weightiest first."""


def marks(folded: Folded, report: Report, badges: Mapping[Id, str], verdicts: Iterable[Verdict]) -> Marks:
    """`R!` where a requirement is missed, `x1` beside a badge of findings that stand, `F` in a flow, `R√` where a
    requirement is met.

    A folded group bears those of all that lies in it.
    """
    missed: set[Id] = set()
    met: set[Id] = set()
    for verdict in verdicts:
        if verdict.answer.word == "met":
            met |= folded.shown(verdict.by)
        elif verdict.answer.word == "violated" and not verdict.accepted:
            missed |= folded.shown(verdict.by)
    flows = Counter(
        id for flow in folded.whole.flows.values() for id in folded.shown(step.component for step in flow.steps)
    )
    waived = Counter(id for one in report.findings if one.waived for id in folded.shown(one.on))
    return {
        id: tuple(
            filter(
                None,
                (
                    "R!" if id in missed else "",
                    f"x{min(waived[id], 99)}" if id in waived and badges.get(id, "x")[0] != "x" else "",
                    ("F" if flows[id] == 1 else f"F{flows[id]}") if id in flows else "",
                    "R√" if id in met and id not in missed else "",
                ),
            )
        )
        for id in sorted({*missed, *met, *flows, *waived})
    }


def alike(before: Design, after: Design) -> bool:
    """Whether two designs differ at most in where their components stand, which no mark depends on."""
    if before is after:
        return True
    if before.but(components=after.components) != after:
        return False
    pairs = ((before.components.get(id), after.components.get(id)) for id in changes(before, after))
    return all(one and other and one.but(at=None) == other.but(at=None) for one, other in pairs)
