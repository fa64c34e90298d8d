"""Keys that mean something together: a sequence such as `d d`, and a count before a verb. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .bound import Bound
from .keys import COUNTED, shown

MOST = 999
"""How often a verb is done at the most."""


class Together(NamedTuple):
    """What keys mean so far: a verb and how often, or something to say while there is more to come."""

    verb: str = ""
    times: int = 1
    says: str = ""


@dataclass
class Sequence:
    """The keys that were pressed so far."""

    bound: Bound
    begun: str = ""
    count: str = ""

    def press(self, key: str) -> Together | None:
        """What a key means together with those before it; None where it stands for itself."""
        begun, self.begun = self.begun, ""
        keys = f"{begun} {key}".strip()
        if not begun and self._counts(key):
            self.count = str(min(MOST, int(self.count + key)))
            return Together(says=f"{self.count}-")
        if keys in self.bound.starts:
            self.begun = keys
            return Together(says=self.bound.after(keys))
        count, self.count = self.count, ""
        verb = self.bound.by_key.get(keys)
        if key == "escape" and (begun or count):
            return Together()
        if verb is None or not (begun or count):
            return Together(says=f"{shown(keys)} does nothing") if begun else None
        if count and verb.id not in COUNTED:
            return Together(says=f"{verb.name} takes no count")
        return Together(verb.id, int(count or 1))

    def _counts(self, key: str) -> bool:
        """Whether a key is a digit of a count, which it is where digits do nothing else."""
        return self.bound.counts and len(key) == 1 and key.isdecimal() and (bool(self.count) or key != "0")
