"""What a design is: components on a grid, what connects them, the groups around them, and what is asked of them.

Every value here is frozen. An edit makes the next design, which shares each part it did not touch, so that
`changes` can tell by identity what differs.

Invariants: an id stands for one part; a part whose id was taken when it was read lies in `Design.spare` and is
written back beside the part that kept the id. What a file said that no field can hold lies in `kept`, by its key in
the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import is_not
from typing import Any, ClassVar, NamedTuple, Self

from pydantic import BaseModel, ConfigDict

Id = str

FORMAT = 1
"""The version of the design file that this program writes."""

FARTHEST = 100_000
"""Columns and rows run from minus this to plus this, in slots."""

ID_LENGTH = 64
"""Characters of an id."""

ID = re.compile(rf"[a-z][a-z0-9_-]{{0,{ID_LENGTH - 1}}}")
RESERVED = frozenset({"need", "flow", "waive", "design", "in", "at", "as", "on"})

GROUP_KINDS = ("account", "region", "az", "vpc", "subnet", "service")
"""The kinds of groups, outermost first."""

GROUP_VALUES = {"region": "code", "az": "zone", "subnet": "access", "vpc": "cidr", "account": "number"}
"""The property that says which one a group is."""


class Slot(NamedTuple):
    """A place on the grid, in whole slots."""

    column: int
    row: int

    def moved(self, by: tuple[int, int]) -> Slot:
        return Slot(self.column + by[0], self.row + by[1])


def ring(origin: Slot) -> Iterator[Slot]:
    """A slot and then those around it, nearest first: right, below, left, above."""
    yield origin
    distance = 1
    while True:
        for step in range(distance):
            yield Slot(origin.column + distance - step, origin.row + step)
        for step in range(distance):
            yield Slot(origin.column - step, origin.row + distance - step)
        for step in range(distance):
            yield Slot(origin.column - distance + step, origin.row - step)
        for step in range(distance):
            yield Slot(origin.column + step, origin.row - distance + step)
        distance += 1


class Frozen(BaseModel):
    """A value: never changed, only replaced."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, arbitrary_types_allowed=True)

    keys: ClassVar[Mapping[str, str]] = {}
    """Field by key of the file, in the order of the file, where the two differ."""

    kept: Mapping[str, Any] = {}
    """What the file says beyond the fields, and values that no field can hold, by key."""

    def __eq__(self, other: object) -> bool:
        """Whether both are written the same: Python holds 1, 1.0 and true to be equal, and a file does not."""
        if self is other:
            return True
        alike = super().__eq__(other) is True  # of another class they are not
        return alike and all(_same(value, getattr(other, name)) for name, value in vars(self).items())

    def but(self, **fields: Any) -> Self:
        """This, with a few fields different; a field that is set replaces what was kept under its key."""
        if self.kept and "kept" not in fields:
            stale = {self.keys.get(name, name) for name in fields} & self.kept.keys()
            if stale:
                fields["kept"] = {k: v for k, v in self.kept.items() if k not in stale}
        return self.model_copy(update=fields)


def _same(one: Any, other: Any) -> bool:
    """Whether of two values that are equal to Python the numbers are of one sort, too."""
    if isinstance(one, Mapping):
        return all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list | tuple):
        return all(map(_same, one, other))
    return not isinstance(one, int | float) or type(one) is type(other)


class Part(Frozen):
    """Anything in a design that has an identity."""

    shelf: ClassVar[str]
    """The list of the design that holds such parts."""

    id: Id

    def __str__(self) -> str:
        return self.id


def noun(sort: type[Part]) -> str:
    """What one of a sort of parts is called: `component`."""
    return sort.shelf.removesuffix("s")


class Requirement(Part):
    """What is asked of the design, in figures."""

    shelf = "requirements"

    type: str
    text: str = ""
    properties: Mapping[str, Any] = {}


class Group(Part):
    """A boundary around parts: an account, a Region, a zone, a network, a service."""

    shelf = "groups"
    keys = {"inside": "in"}

    kind: str
    name: str = ""
    inside: tuple[Id, ...] = ()
    """The groups this one lies in; it is drawn inside the first."""
    note: str = ""
    properties: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return self.name or self.id


class Component(Part):
    """One service, client or system, in one slot of the grid."""

    shelf = "components"
    keys = {"inside": "in"}

    kind: str
    name: str = ""
    at: Slot | None = None
    """Where it stands; None leaves the place to the drawing."""
    inside: tuple[Id, ...] = ()
    """The groups this one lies in; it is drawn inside the first."""
    note: str = ""
    properties: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return self.name or self.id


class Connection(Part):
    """One component does something with another."""

    shelf = "connections"
    keys = {"source": "from", "target": "to"}

    source: Id
    verb: str
    target: Id
    label: str = ""
    properties: Mapping[str, Any] = {}


class Step(Frozen):
    """A component's turn in a flow."""

    component: Id
    compensated: bool = False
    pivot: bool = False
    """The point of no return."""
    retriable: bool = False


class Flow(Part):
    """A business transaction, step by step."""

    shelf = "flows"

    steps: tuple[Step, ...] = ()
    properties: Mapping[str, Any] = {}


class Waiver(Frozen):
    """A finding that somebody accepted, and why."""

    rule: str
    on: tuple[Id, ...] = ()
    reason: str = ""
    owner: str = ""
    until: str = ""
    """The last day on which it holds, YYYY-MM-DD in UTC; empty for ever. Kept as written, even when malformed."""


SHELVES: tuple[type[Part], ...] = (Requirement, Group, Component, Connection, Flow)
"""The parts of a design in the order of the file."""


class Design(Frozen):
    """An architecture."""

    format: int = FORMAT
    name: str = ""
    about: str = ""
    requirements: Mapping[Id, Requirement] = {}
    groups: Mapping[Id, Group] = {}
    components: Mapping[Id, Component] = {}
    connections: Mapping[Id, Connection] = {}
    flows: Mapping[Id, Flow] = {}
    waivers: tuple[Waiver, ...] = ()
    spare: tuple[Part, ...] = ()
    """Parts whose id another part had first."""

    def __str__(self) -> str:
        return self.name or "untitled"

    def shelves(self) -> tuple[Mapping[Id, Part], ...]:
        return self.requirements, self.groups, self.components, self.connections, self.flows

    def parts(self) -> Iterator[Part]:
        """Every part that has an id of its own, list by list."""
        for shelf in self.shelves():
            yield from shelf.values()

    def __contains__(self, id: object) -> bool:
        return any(id in shelf for shelf in self.shelves())

    def __getitem__(self, id: Id) -> Part:
        part = self.get(id)
        if part is None:
            raise KeyError(id)
        return part

    def get(self, id: Id) -> Part | None:
        for shelf in (self.components, self.connections, self.groups, self.requirements, self.flows):
            if (part := shelf.get(id)) is not None:
                return part
        return None

    def having(self, *parts: Part) -> Self:
        """This design with `parts` added, or put in the place of the ones of the same id."""
        fresh: dict[str, Any] = {part.shelf: dict(getattr(self, part.shelf)) for part in parts}
        for part in parts:
            fresh[part.shelf][part.id] = part
        return self.but(**fresh)

    def without(self, ids: Iterable[Id]) -> Self:
        """This design less `ids`, less the connections, memberships, steps and waivers that cannot be without them.

        A spare part takes the id that it was waiting for, as it will when the file is read again.
        """
        gone = set(ids)
        gone |= {c.id for c in self.connections.values() if c.source in gone or c.target in gone}
        fresh: dict[str, Any] = {}
        for shelf in SHELVES:
            old: Mapping[Id, Part] = getattr(self, shelf.shelf)
            new = {id: _less(part, gone) for id, part in old.items() if id not in gone}
            if len(new) != len(old) or any(map(is_not, old.values(), new.values())):
                fresh[shelf.shelf] = new
        waivers = tuple(w for w in self.waivers if not gone.intersection(w.on))
        if len(waivers) != len(self.waivers):
            fresh["waivers"] = waivers
        next_ = self.but(**fresh) if fresh else self
        for part in self.spare:
            if part.id in gone and part.id not in next_:
                spare = tuple(other for other in next_.spare if other is not part)
                next_ = next_.having(part).but(spare=spare)
        return next_


EMPTY = Design.model_construct()
"""Nothing yet. Made without validation, which the first validated part pays for and a start need not."""


def _less(part: Part, gone: set[Id]) -> Part:
    """`part` without its memberships and steps that are `gone`; the same object where it has none."""
    if isinstance(part, Group | Component) and not gone.isdisjoint(part.inside):
        return part.but(inside=tuple(id for id in part.inside if id not in gone))
    if isinstance(part, Flow) and any(step.component in gone for step in part.steps):
        return part.but(steps=tuple(step for step in part.steps if step.component not in gone))
    return part


CHUNK = 128
"""Parts that are compared at once: a whole design is passed over quickly, and few are looked at one by one."""


def changes(before: Design, after: Design) -> set[Id]:
    """The ids whose part is new, gone or different."""
    found: set[Id] = set()
    for old, new in zip(before.shelves(), after.shelves(), strict=True):
        if old is not new:
            found.update(id for id in _suspects(old, new) if _differ(old.get(id), new.get(id)))
    return found


def _differ(one: Part | None, other: Part | None) -> bool:
    return one is not other and one != other


def _suspects(old: Mapping[Id, Part], new: Mapping[Id, Part]) -> set[Id]:
    """The ids near the places in which two mappings hold different parts; no other id differs."""
    some, others = [*old.values()], [*new.values()]
    if len(some) == len(others):
        spans = [slice(start, start + CHUNK) for start in range(0, len(some), CHUNK)]
        unlike = [part for span in spans if some[span] != others[span] for part in (*some[span], *others[span])]
        return {part.id for part in unlike}
    front = _alike(some, others)
    rest, other_rest = some[front:], others[front:]
    back = _alike(rest[::-1], other_rest[::-1])
    return {part.id for parts in (rest, other_rest) for part in parts[: len(parts) - back]}


def _alike(some: Sequence[Part], others: Sequence[Part]) -> int:
    """Parts at the beginning that are alike, or a few less."""
    most = min(len(some), len(others))
    for start in range(0, most, CHUNK):
        if some[start : start + CHUNK] != others[start : start + CHUNK]:
            return start
    return most


def numbered(wish: Id, number: int) -> Id:
    """`wish` itself for 1, then `wish-2`, `wish-3` … within the length of an id."""
    if number == 1:
        return wish
    tail = f"-{number}"
    return wish[: ID_LENGTH - len(tail)] + tail


class FreshIds:
    """Gives ids that no part has: the one wished for, or the next with a number; none of them twice."""

    def __init__(self, taken: Callable[[Id], bool]) -> None:
        self._taken = taken
        self._numbers: dict[Id, int] = {}
        """The last number that was given for a wish: what lies before it need not be tried again."""
        self._given: set[Id] = set()

    def __call__(self, wish: Id) -> Id:
        number = self._numbers.get(wish, 0) + 1
        while self._taken(id := numbered(wish, number)) or id in self._given:
            number += 1
        self._numbers[wish] = number
        self._given.add(id)
        return id


def fresh_id(design: Design, wish: Id, taken: Iterable[Id] = ()) -> Id:
    """`wish`, or `wish-2`, `wish-3` … where that is taken in the design or among `taken`."""
    used = set(taken)
    return FreshIds(lambda id: id in design or id in used)(wish)


def id_from(text: str, otherwise: str = "part") -> Id:
    """A valid id that resembles `text`."""
    word = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:ID_LENGTH].strip("-")
    word = re.sub(r"^[^a-z]+", "", word)
    return word or otherwise
