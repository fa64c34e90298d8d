"""The one place where a design changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..model import Design, Id
from .edit import Edit

STEPS = 10_000
"""How many steps can be undone."""


@dataclass(frozen=True)
class Step:
    """What an edit did."""

    edit: Edit
    before: Design
    after: Design
    chosen_before: frozenset[Id]
    chosen_after: frozenset[Id]

    def __str__(self) -> str:
        return str(self.edit)


@dataclass
class Editor:
    """Holds the design as it is, what is chosen in it, and every step that led to it."""

    design: Design
    chosen: frozenset[Id] = frozenset()
    """The selection; it travels with the steps."""
    watch: Callable[[str, Design, Design], None] = lambda words, before, after: None
    """Called after each step with what it was, in words, and the design before and after."""
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    saved: Design | None = None
    """The design as it was last written or read; None where it never was."""

    _told: tuple[Design, Design | None, bool] | None = field(default=None, repr=False, compare=False)
    """A design, one that was saved, and whether they differ: the header asks often, and comparing takes long."""

    @property
    def unsaved(self) -> bool:
        """Whether the design differs from the file."""
        if self.design is self.saved:
            return False
        if self._told is None or self._told[0] is not self.design or self._told[1] is not self.saved:
            self._told = self.design, self.saved, self.design != self.saved
        return self._told[2]

    def do(self, edit: Edit, choose: frozenset[Id] | None = None) -> Step | None:
        """Make an edit; what it adds is chosen unless `choose` says otherwise. None where it changes nothing.

        Raises EditError, and leaves all as it was, where the edit makes no sense.
        """
        before, after = self.design, edit(self.design)
        if after is before or after == before:
            return None
        chosen = choose if choose is not None else self._chosen(before, after)
        step = Step(edit, before, after, self.chosen, chosen)
        self.done.append(step)
        del self.done[:-STEPS]
        self.undone.clear()
        self._show(after, chosen)
        self.watch(str(edit), before, after)
        return step

    def undo(self) -> Step | None:
        """Go back one step; the step that was undone."""
        if not self.done:
            return None
        step = self.done.pop()
        self.undone.append(step)
        self._show(step.before, step.chosen_before)
        self.watch(f"undo {step}", step.after, step.before)
        return step

    def redo(self) -> Step | None:
        """Make the step again that was undone last."""
        if not self.undone:
            return None
        step = self.undone.pop()
        self.done.append(step)
        self._show(step.after, step.chosen_after)
        self.watch(f"redo {step}", step.before, step.after)
        return step

    def open(self, design: Design, *, saved: bool) -> None:
        """Take up another design; nothing before it can be undone."""
        self.done.clear()
        self.undone.clear()
        self.saved = design if saved else None
        self._show(design, frozenset())

    def _chosen(self, before: Design, after: Design) -> frozenset[Id]:
        added = frozenset(id for id in _added(before, after) if id not in before)
        groups = added & after.groups.keys()
        outermost = frozenset(id for id in groups if groups.isdisjoint(after.groups[id].inside))
        return outermost or groups or added or frozenset(id for id in self.chosen if id in after)

    def _show(self, design: Design, chosen: frozenset[Id]) -> None:
        self.design, self.chosen = design, chosen


def _added(before: Design, after: Design) -> Iterator[Id]:
    """The groups and components that were not among these before."""
    for old, new in ((before.groups, after.groups), (before.components, after.components)):
        if old is not new and [*old] != [*new]:
            yield from new.keys() - old.keys()
