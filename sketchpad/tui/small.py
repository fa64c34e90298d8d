"""What a terminal shows that has no room for a canvas: what it needs, what still works, and the design as a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..catalog import kind_of
from ..model import Design, Id
from ..rules import Judged
from .bound import Bound
from .plan import LEAST
from .severity import letter
from .status import Lines, Words

SHOWN = ("file.save", "edit.undo", "edit.redo", "app.quit")
WORKING = (*SHOWN, "app.close")
"""The verbs that need no canvas."""


class Small(Lines):
    """Stands where the panes would."""

    DEFAULT_CSS = "Small { height: 1fr; display: none; padding: 0 1; }"


def said(
    size: tuple[int, int], design: Design, about: Mapping[Id, Sequence[Judged]], bound: Bound, room: int
) -> Iterator[Words]:
    """The lines for a terminal of a size, at most so many as there is room for."""
    needed, here = ("x".join(map(str, sides)) for sides in (LEAST, size))
    yield ((f"{needed} needed, this is {here}", "strong"),)
    keys = ((bound.by_id[id].shown_key, bound.by_id[id].name) for id in SHOWN)
    yield tuple(word for key, name in keys if key for word in ((key, "key"), (f" {name}  ", "plain")))
    parts = sorted(design.components.values(), key=lambda part: part.id)
    shown = parts if len(parts) <= room - 2 else parts[: max(0, room - 3)]
    for part in shown:
        marks = [one for one in about.get(part.id, ()) if not one.waived]
        worst = max(marks, key=lambda one: one.severity, default=None)
        mark = letter(worst) if worst is not None else " "
        role = {"E": "error", "W": "warning", "i": "info"}.get(mark, "plain")
        yield ((f"{mark} ", role), (f"{kind_of(part.kind).code:<4}", "key"), (str(part), "plain"))
    if len(shown) < len(parts):
        yield ((f"  and {len(parts) - len(shown)} more", "dim"),)
