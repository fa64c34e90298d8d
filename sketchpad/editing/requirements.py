"""Edits of what is asked of a design, and of what was accepted against it."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Design, Flow, Id, Requirement, Waiver
from .edit import EditError, new_id, the


@dataclass(frozen=True)
class Need:
    """State a requirement, or state it differently."""

    requirement: Requirement

    def __call__(self, design: Design) -> Design:
        other = design.get(self.requirement.id)
        if other is not None and not isinstance(other, Requirement):
            raise EditError(f"{self.requirement.id} is taken")
        return design.having(self.requirement)

    def __str__(self) -> str:
        return f"Require {self.requirement.id}"


def need(design: Design, type: str, **properties: object) -> Need:
    """A requirement of a type, with an id of its own."""
    return Need(Requirement(id=new_id(design, type), type=type, properties=properties))


@dataclass(frozen=True)
class Reword:
    """Say a requirement in other words."""

    id: Id
    text: str

    def __call__(self, design: Design) -> Design:
        return design.having(the(design, self.id, Requirement).but(text=self.text))

    def __str__(self) -> str:
        return f"Reword {self.id}"


@dataclass(frozen=True)
class SetFlow:
    """State a business transaction, or its steps differently."""

    flow: Flow

    def __call__(self, design: Design) -> Design:
        other = design.get(self.flow.id)
        if other is not None and not isinstance(other, Flow):
            raise EditError(f"{self.flow.id} is taken")
        return design.having(self.flow)

    def __str__(self) -> str:
        return f"Set the steps of {self.flow.id}"


@dataclass(frozen=True)
class Waive:
    """Accept a finding, for a reason; another waiver of the same finding gives way."""

    waiver: Waiver

    def __call__(self, design: Design) -> Design:
        if not self.waiver.reason.strip():
            raise EditError("a waiver needs a reason")
        waiver = self.waiver.but(on=tuple(sorted(self.waiver.on)))
        others = (w for w in design.waivers if (w.rule, tuple(sorted(w.on))) != (waiver.rule, waiver.on))
        return design.but(waivers=tuple(sorted((*others, waiver), key=lambda w: (w.rule, w.on, w.until, w.reason))))

    def __str__(self) -> str:
        return f"Waive {self.waiver.rule} on {', '.join(self.waiver.on)}"


@dataclass(frozen=True)
class Unwaive:
    """Take a waiver back."""

    rule: str
    on: tuple[Id, ...]

    def __call__(self, design: Design) -> Design:
        kept = tuple(w for w in design.waivers if (w.rule, tuple(sorted(w.on))) != (self.rule, tuple(sorted(self.on))))
        if len(kept) == len(design.waivers):
            raise EditError(f"{self.rule} on {', '.join(self.on)} is not waived")
        return design.but(waivers=kept)

    def __str__(self) -> str:
        return f"Take back the waiver of {self.rule} on {', '.join(self.on)}"


@dataclass(frozen=True)
class Describe:
    """Name the design and say what it is about."""

    name: str
    about: str

    def __call__(self, design: Design) -> Design:
        return design.but(name=self.name, about=self.about)

    def __str__(self) -> str:
        return "Describe the design"
