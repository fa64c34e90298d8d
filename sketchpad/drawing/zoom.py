"""The four zooms and their sizes in cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Zoom(StrEnum):
    """How much of each component a drawing shows."""

    OVERVIEW = "overview"
    COMPACT = "compact"
    NORMAL = "normal"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a zoom makes of boxes, gaps and labels, in cells."""

    height: int
    """Of a box."""
    narrowest: int
    widest: int
    step: int
    """Columns grow from narrowest to widest in steps."""
    empty: int
    """Width of a column without components."""
    gap: int
    """Least width of the gap between two columns."""
    margin: int
    """Cells between a column and the first line in the gap."""
    pitch: int
    """Distance of parallel lines in the gap between columns."""
    row_gap: int
    """Least height of the gap between two rows."""
    row_margin: int
    """Cells between a row and the first line in the gap where no arrow head stands."""
    label: int
    """Room kept for the label of a connection; 0 for none."""
    spacings: tuple[int, ...]
    """Distances of ports on a horizontal side, best first."""
    properties: int
    """Stated properties shown in a box."""

    @property
    def above(self) -> int:
        """Rows from the centre line up to the top border of a box that has not grown."""
        return (self.height - 3) // 2 + 1

    @property
    def below(self) -> int:
        return (self.height - 2) // 2 + 1


SIZES = {
    Zoom.OVERVIEW: Sizes(3, 5, 5, 1, 2, 3, 1, 2, 0, 0, 0, (1,), 0),
    Zoom.COMPACT: Sizes(3, 10, 18, 4, 7, 6, 2, 2, 1, 0, 8, (4, 3, 2, 1), 0),
    Zoom.NORMAL: Sizes(4, 12, 20, 4, 8, 6, 2, 2, 1, 0, 13, (4, 3, 2, 1), 1),
    Zoom.DETAIL: Sizes(6, 18, 26, 4, 11, 7, 2, 2, 1, 1, 16, (4, 3, 2, 1), 3),
}
