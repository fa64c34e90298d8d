"""The verbs with the keys that this user has for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .keymap import Keys, keyed
from .keys import shown
from .verbs import VERBS, Verb

NEVER = "unbound-"
"""Begins what stands for no key at all where Textual asks for one."""


@dataclass(frozen=True)
class Bound:
    """The table of verbs, its keys as the user has them."""

    verbs: tuple[Verb, ...] = VERBS

    @classmethod
    def by(cls, keys: Keys | None) -> Bound:
        return cls(keyed(VERBS, keys)) if keys is not None else PLAIN

    @cached_property
    def by_id(self) -> dict[str, Verb]:
        return {verb.id: verb for verb in self.verbs}

    @cached_property
    def by_key(self) -> dict[str, Verb]:
        return {key: verb for verb in self.verbs for key in verb.keys}

    @cached_property
    def starts(self) -> frozenset[str]:
        """What begins a sequence of keys."""
        sequences = (key.split() for key in self.by_key if " " in key)
        return frozenset(" ".join(parts[:count]) for parts in sequences for count in range(1, len(parts)))

    @cached_property
    def counts(self) -> bool:
        """Whether digits count how often a verb is done: they do where they do nothing else."""
        return not any(digit in self.by_key for digit in "0123456789")

    def after(self, start: str) -> str:
        """`d-  d Delete`: the keys that may follow."""
        begun = f"{start} "
        going = [(key.removeprefix(begun), verb) for key, verb in self.by_key.items() if key.startswith(begun)]
        follow = [f"{shown(rest)} {verb.name}" for rest, verb in going]
        return f"{shown(start)}-   {'   '.join(follow)}   Esc leaves it"

    def called(self, id: str) -> str:
        """What a text says for a verb: its key, or where it has none, its name."""
        return self.by_id[id].called

    def key(self, id: str) -> str:
        """The first key of a verb as it is written for people; empty where it has none."""
        return self.by_id[id].shown_key

    @property
    def keymap(self) -> dict[str, str]:
        """The keys that are not those of the table, for Textual; sequences are the canvas's own."""
        return {
            verb.id: ",".join(key for key in verb.keys if " " not in key) or f"{NEVER}{verb.id}"
            for verb, plain in zip(self.verbs, VERBS, strict=True)
            if verb.keys != plain.keys
        }


PLAIN = Bound()
