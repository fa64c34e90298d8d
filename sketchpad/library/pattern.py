"""A design that comes along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..model import Design
from ..storage import read

SUFFIX = ".sketch.json"


class UnknownPattern(LookupError):
    """No pattern has this name."""

    def __init__(self, name: str, nearest: str | None) -> None:
        super().__init__(name, nearest)
        self.name, self.nearest = name, nearest

    def __str__(self) -> str:
        hint = f"did you mean {self.nearest}?" if self.nearest else "`sketchpad patterns` lists them"
        return f"there is no pattern {self.name}; {hint}"


@dataclass(frozen=True)
class Pattern:
    """A design to start from, or one to learn from; its file is read when it is first asked for."""

    name: str
    """What a person types: the file's name less its suffix."""
    path: Path
    anti: bool = False
    """Whether it shows what to avoid."""

    def __str__(self) -> str:
        return self.name

    @cached_property
    def design(self) -> Design:
        """Raises Unreadable."""
        return read(self.path).design

    @property
    def title(self) -> str:
        return str(self.design)

    @property
    def about(self) -> str:
        """What it is for, what it satisfies and what it costs; of an anti-pattern, what is wrong with it."""
        return self.design.about

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its components, each once."""
        return tuple(sorted({component.kind for component in self.design.components.values()}))
