"""What one function says of each of many components, kept from design to design.

A rule over the whole design that adds up what thousands of parts contribute would ask them all again after every edit.
A table keeps the contributions instead, with the keys that each one rests on; after an edit only those are worked out
again whose keys it touched, and whoever asked for the table is asked again only if one of them came out different.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .design import Id
from .lenses import Node

if TYPE_CHECKING:
    from .graph import Graph, Key

Of = Callable[[Node], Any]
"""A function of a module: what it says of a component, or None. Its values can be compared."""


def key_of(trait: str, of: Of) -> tuple[str, str]:
    """What a table is known by."""
    return "gathered", f"{trait} {of.__module__}.{of.__qualname__}"


class Table:
    """What a function says of each component of a trait; of every component where the trait is empty."""

    def __init__(self, trait: str, of: Of) -> None:
        assert "<" not in of.__qualname__, "a function of a module is the same one whenever it is asked"
        self.trait = trait
        self.of = of
        self.key = key_of(trait, of)
        self.values: dict[Id, Any] = {}
        self.different = False
        """Whether an answer came out different since somebody last looked."""
        self._noted: dict[Id, frozenset[Key]] = {}
        self._asking: dict[Key, set[Id]] = {}
        self._due: set[Id] = set()

    def belongs(self, node: Node) -> bool:
        return not self.trait or node.has(self.trait)

    def touched(self, keys: Iterable[Key], ids: Iterable[Id] = ()) -> None:
        """Hear which keys an edit touched, and which components came, went or changed."""
        self._due.update(ids)
        for key in keys:
            self._due.update(self._asking.get(key, ()))

    def bring_up(self, graph: Graph) -> None:
        """Work out again what is due."""
        due, self._due = self._due, set()
        for id in due:
            self._work(graph, id)

    def _work(self, graph: Graph, id: Id) -> None:
        for key in self._noted.pop(id, ()):
            self._asking[key].discard(id)
        before = self.values.get(id)
        after: Any = None
        notes: set[Key] = set()
        component = graph.design.components.get(id)
        if component is not None and self.belongs(node := Node(graph, component)):
            with graph.noting() as notes:
                after = self.of(node)
        notes.discard(id)  # when the component itself changes it is due anyway
        if notes:
            self._noted[id] = frozenset(notes)
            for key in notes:
                self._asking.setdefault(key, set()).add(id)
        if after is None:
            self.values.pop(id, None)
        else:
            self.values[id] = after
        self.different |= bool(before != after)


class Gathering:
    """The tables of a live graph."""

    def __init__(self) -> None:
        self._tables: dict[tuple[str, str], Table] = {}

    def known(self, trait: str, of: Of) -> Mapping[Id, Any] | None:
        """What a table says that is there already and up to date; None where there is none."""
        found = self._tables.get(key_of(trait, of))
        return None if found is None else found.values

    def table(self, graph: Graph, trait: str, of: Of, ids: Iterable[Id]) -> Table:
        """The table of a function, brought up to date; made of the components of its trait if there is none."""
        key = key_of(trait, of)
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = Table(trait, of)
            found.touched((), ids)
            found.bring_up(graph)
            found.different = False
        else:
            found.bring_up(graph)  # another table may ask before this one had its turn
        return found

    def after(self, graph: Graph, keys: set[Key], ids: Iterable[Id]) -> None:
        """Bring every table up to date with a later graph, and add the keys of those that came out different."""
        for table in self._tables.values():
            table.touched(keys, ids)
        again = True
        while again:
            again = False
            for table in tuple(self._tables.values()):
                table.bring_up(graph)
                if table.different:
                    table.different, again = False, True
                    keys.add(table.key)
                    for other in self._tables.values():
                        other.touched((table.key,))
