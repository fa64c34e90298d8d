"""Where the cursor jumped from, to go back there and forth again. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..model import Id, Slot

LONGEST = 100
"""Places that are kept on either side."""


class Spot(NamedTuple):
    """Where the cursor was; what stood there leads back even when it has moved."""

    at: Slot
    on: Id = ""
    """The component there; empty for an empty slot."""


@dataclass(frozen=True)
class Trail:
    """The spots behind, and those ahead after going back; the nearest ones are the last behind and the first ahead."""

    behind: tuple[Spot, ...] = ()
    ahead: tuple[Spot, ...] = ()

    def jumped(self, spot: Spot) -> Trail:
        """The trail after a jump from a spot: what was ahead is given up."""
        if self.behind[-1:] == (spot,):
            return Trail(self.behind)
        return Trail((*self.behind, spot)[-LONGEST:])

    def back(self, here: Spot) -> tuple[Spot, Trail] | None:
        """The last spot that is not the present one, and the trail there; None where there is none."""
        behind = self.behind
        while behind and behind[-1] == here:
            behind = behind[:-1]
        if not behind:
            return None
        return behind[-1], Trail(behind[:-1], (here, *self.ahead)[:LONGEST])

    def forth(self, here: Spot) -> tuple[Spot, Trail] | None:
        """The same the other way."""
        if not self.ahead:
            return None
        return self.ahead[0], Trail((*self.behind, here)[-LONGEST:], self.ahead[1:])


START = Trail()
