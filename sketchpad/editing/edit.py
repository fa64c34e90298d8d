"""What an edit is: one named step from a design to the next."""

from __future__ import annotations

from typing import Protocol, TypeVar

from ..catalog import NAMES
from ..model import RESERVED, Component, Connection, Design, Group, Id, Part, fresh_id, noun


class EditError(ValueError):
    """Why an edit cannot be made here, in words for the person who asked for it."""


class Edit(Protocol):
    """Calling an edit performs it; `str(edit)` names it in the list of what can be undone."""

    def __call__(self, design: Design) -> Design:
        """The next design. Raises EditError and changes nothing where the edit makes no sense."""
        ...


P = TypeVar("P", bound=Part)


def the(design: Design, id: Id, sort: type[P]) -> P:
    """The part of an id and a sort. Raises EditError."""
    part = design.get(id)
    if not isinstance(part, sort):
        raise EditError(f"there is no {noun(sort)} {id}")
    return part


def component(design: Design, id: Id) -> Component:
    return the(design, id, Component)


def connection(design: Design, id: Id) -> Connection:
    return the(design, id, Connection)


def group(design: Design, id: Id) -> Group:
    return the(design, id, Group)


NO_IDS = NAMES | RESERVED
"""Words that the file or the notation would take for something else."""


def new_id(design: Design, wish: Id) -> Id:
    """An id for a new part: `wish`, or that with a number where it is taken or means something."""
    return fresh_id(design, wish, NO_IDS)


def listed(names: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`, `a, b and 3 more`."""
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
