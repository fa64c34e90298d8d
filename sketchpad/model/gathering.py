"""What one function says of each of many components, kept from design to design.

A rule over the whole design that adds up what thousands of parts contribute would ask them all again after every edit.
A table keeps the contributions instead, with the keys that each one rests on; after an edit only those are worked out
again whose keys it touched, and whoever asked for the table is asked again only if one of them came out different.

Where even one pass over all answers is too long, sums are kept as well: the answers lie in shards by their id, each
shard is summed up by itself, and after an edit only the shards of the answers that changed are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from zlib import crc32

from .design import Id
from .lenses import Node

if TYPE_CHECKING:
    from .graph import Graph, Key

Of = Callable[[Node], Any]
"""A function of a module: what it says of a component, or None. Its values can be compared."""

Fold = Callable[[Mapping[Id, Any]], Any]
"""A function of a module: some answers in one. What it says can be compared."""

SHARDS = 64
"""Parts in which answers are summed up; about as many as a shard has of some thousands."""


def key_of(trait: str, of: Of, fold: Fold | None = None) -> tuple[str, str]:
    """What a table is known by, or sums of it."""
    return "gathered", f"{trait} {_name(of)}{f' {_name(fold)}' if fold is not None else ''}"


def _name(of: Of | Fold) -> str:
    assert "<" not in of.__qualname__, "a function of a module is the same one whenever it is asked"
    return f"{of.__module__}.{of.__qualname__}"


def shard_of(id: Id) -> int:
    return crc32(id.encode("utf-8", "surrogatepass")) % SHARDS


def in_shards(values: Mapping[Id, Any]) -> list[dict[Id, Any]]:
    """Answers by the shard of their id; the same ones always lie together."""
    shards: list[dict[Id, Any]] = [{} for _ in range(SHARDS)]
    for id, value in values.items():
        shards[shard_of(id)][id] = value
    return shards


class Sums:
    """The answers of each shard in one."""

    def __init__(self, key: tuple[str, str], fold: Fold) -> None:
        self.key = key
        self.fold = fold
        self.stale = set(range(SHARDS))
        """The shards in which an answer came out different."""
        self.different = False
        """Whether a sum came out different since somebody last looked."""
        self._sums: list[Any] = [None] * SHARDS

    def bring_up(self, shards: list[dict[Id, Any]]) -> None:
        """Sum up again what is stale."""
        stale, self.stale = self.stale, set()
        for number in stale:
            sum_ = self.fold(shards[number]) if shards[number] else None
            self.different |= bool(sum_ != self._sums[number])
            self._sums[number] = sum_

    @property
    def known(self) -> tuple[Any, ...]:
        return tuple(sum_ for sum_ in self._sums if sum_ is not None)


class Table:
    """What a function says of each component of a trait; of every component where the trait is empty."""

    def __init__(self, trait: str, of: Of) -> None:
        self.trait = trait
        self.of = of
        self.key = key_of(trait, of)
        self.values: dict[Id, Any] = {}
        self.different = False
        """Whether an answer came out different since somebody last looked."""
        self.sums: dict[tuple[str, str], Sums] = {}
        self.shards: list[dict[Id, Any]] = []
        """The values once more, as long as there are sums."""
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
        _keep(self.values, id, after)
        if before == after:
            return
        self.different = True
        if self.sums:
            number = shard_of(id)
            _keep(self.shards[number], id, after)
            for sums in self.sums.values():
                sums.stale.add(number)

    def came_out_different(self) -> set[tuple[str, str]]:
        """The keys of the table and of its sums, as far as they came out different; then somebody has looked."""
        some: list[Table | Sums] = [self, *self.sums.values()]
        for sums in self.sums.values():
            sums.bring_up(self.shards)
        found = {one.key for one in some if one.different}
        for one in some:
            one.different = False
        return found

    def summed(self, fold: Fold) -> Sums:
        """The sums of a function, brought up to date; made if there are none."""
        key = key_of(self.trait, self.of, fold)
        if not self.sums:
            self.shards = in_shards(self.values)
        new = key not in self.sums
        found = self.sums.setdefault(key, Sums(key, fold))
        found.bring_up(self.shards)
        found.different &= not new
        return found


def _keep(values: dict[Id, Any], id: Id, value: Any) -> None:
    if value is None:
        values.pop(id, None)
    else:
        values[id] = value


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
                    again = True
                    new = table.came_out_different()
                    keys |= new
                    for other in self._tables.values():
                        other.touched(new)
