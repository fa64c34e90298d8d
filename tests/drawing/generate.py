"""Random designs, the same for the same seed; and hypothesis strategies of small ones."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from sketchpad.model import GROUP_KINDS, Component, Connection, Design, Group, Id, Slot

KINDS = (
    "lambda", "sqs", "sns", "dynamodb", "s3", "ecs_fargate", "rds", "alb", "apigw_http", "eventbridge_bus", "user",
    "kinesis_stream", "step_functions", "kms", "external_system",
)  # fmt: skip
VERBS = ("reads", "writes", "publishes", "delivers", "calls", "rw", "routes_to", "invokes", "replicates_to", "mutters")
NAMES = (
    "注文サービス",
    "commande été",
    "e\u0301toile",
    "",
    "a name that is much longer than any box",
    "naïve 🚀 ship",
    "Ω",
)
LABELS = ("OrderPlaced", "注文", "a label that no line has room for", "λ")


def design(components: Sequence[Component], connections: Sequence[Connection], groups: Sequence[Group] = ()) -> Design:
    return Design(
        name="drawn",
        components={c.id: c for c in components},
        connections={c.id: c for c in connections},
        groups={g.id: g for g in groups},
    )


def part(id: Id, at: tuple[int, int] | None, *inside: Id, kind: str = "lambda", name: str = "") -> Component:
    return Component(id=id, kind=kind, name=name, at=None if at is None else Slot(*at), inside=inside)


def link(id: Id, source: Id, target: Id, verb: str = "calls", label: str = "") -> Connection:
    return Connection(id=id, source=source, verb=verb, target=target, label=label)


def grouped(seed: int) -> Design:
    """A small legal design: nested groups that are honest rectangles, connections of all sorts."""
    dice = random.Random(seed)
    components: list[Component] = []
    groups: list[Group] = []
    filling = dice.uniform(0.3, 1.0)
    strange = dice.random() < 0.3
    columns, rows = dice.randint(1, 7), dice.randint(1, 6)
    shift = dice.choice(((0, 0), (0, 0), (-4, -7), (1000, -1000)))

    def name() -> str:
        return dice.choice(NAMES) if strange and dice.random() < 0.4 else f"part {len(components)}"

    def fill(left: int, top: int, right: int, bottom: int, inside: tuple[Id, ...]) -> None:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if dice.random() < filling:
                    at = column + shift[0], row + shift[1]
                    components.append(part(f"n{len(components)}", at, *inside, kind=dice.choice(KINDS), name=name()))

    def split(left: int, top: int, right: int, bottom: int, inside: tuple[Id, ...], depth: int) -> None:
        wide, high = right - left, bottom - top
        if depth > 3 or wide + high == 0 or dice.random() > 0.6:
            fill(left, top, right, bottom, inside)
        elif wide >= high:
            cut = dice.randint(left, right - 1)
            enclose(left, top, cut, bottom, inside, depth)
            enclose(cut + 1, top, right, bottom, inside, depth)
        else:
            cut = dice.randint(top, bottom - 1)
            enclose(left, top, right, cut, inside, depth)
            enclose(left, cut + 1, right, bottom, inside, depth)

    def enclose(left: int, top: int, right: int, bottom: int, inside: tuple[Id, ...], depth: int) -> None:
        if dice.random() < 0.5:
            id = f"g{len(groups)}"
            groups.append(Group(id=id, kind=dice.choice(GROUP_KINDS), name=f"group {id}", inside=inside))
            inside = (id,)
        split(left, top, right, bottom, inside, depth + 1)

    split(0, 0, columns - 1, rows - 1, (), 0)
    if not components:
        components.append(part("n0", (0, 0)))
    if groups and dice.random() < 0.3:
        # Some lie in a second group as well, which is shown as a tag.
        groups.append(Group(id="second", kind="service", name="Second"))
        components = [
            c.but(inside=(*c.inside, "second")) if c.inside and dice.random() < 0.3 else c for c in components
        ]
    ids = [c.id for c in components]
    connections: list[Connection] = []
    for _ in range(int(len(ids) * dice.uniform(0.3, 2.5)) + 1):
        source, target = dice.choice(ids), dice.choice(ids)
        if source == target and dice.random() < 0.7:
            continue
        label = dice.choice(LABELS) if dice.random() < 0.2 else ""
        verb = dice.choice(VERBS)
        connections.append(link(f"c{len(connections)}", source, target, verb, label))
        if dice.random() < 0.1:
            connections.append(link(f"c{len(connections)}", target, source, verb, label))
    return design(components, connections, groups)


def lawless(seed: int) -> Design:
    """Anything a file may say: overlapping and circular groups, taken slots, missing positions, dangling ends."""
    dice = random.Random(seed)
    ids = [f"n{i}" for i in range(dice.randint(1, 16))]
    names = [f"g{i}" for i in range(dice.randint(0, 6))]
    far = dice.choice((3, 6, 100_000))

    def some(share: float = 0.7) -> tuple[Id, ...]:
        found = tuple(dice.sample([*names, "nobody"], min(len(names) + 1, dice.randint(1, 2))))
        return found if dice.random() < share else ()

    def at() -> tuple[int, int] | None:
        if dice.random() < 0.3:
            return None
        return dice.randint(-far, far), dice.randint(-far, far)

    components = [part(id, at(), *some(), kind=dice.choice(KINDS), name=dice.choice(NAMES)) for id in ids]
    groups = [Group(id=id, kind=dice.choice((*GROUP_KINDS, "cell")), inside=some(0.5)) for id in names]
    connections = [
        link(f"c{i}", dice.choice([*ids, "gone"]), dice.choice([*ids, "gone"]), dice.choice(VERBS))
        for i in range(dice.randint(0, 20))
    ]
    return design(components, connections, groups)


def blocks(size: int, seed: int = 1, wide: int = 4, high: int = 3) -> Design:
    """A big legal design: blocks of components with wiring inside and a tenth of it between neighbouring blocks."""
    dice = random.Random(seed)
    components: list[Component] = []
    groups: list[Group] = []
    held: list[list[Id]] = []
    across = max(1, round((size / (wide * high)) ** 0.5))
    while len(components) < size:
        n = len(groups)
        groups.append(Group(id=f"b{n}", kind=dice.choice(("vpc", "account", "service")), name=f"block {n}"))
        held.append([])
        for k in range(wide * high):
            if len(components) < size and dice.random() < 0.9:
                id = f"n{len(components):04}"
                at = n % across * wide + k % wide, n // across * high + k // wide
                components.append(part(id, at, f"b{n}", kind=dice.choice(KINDS), name=f"part {len(components)}"))
                held[-1].append(id)
    connections = []
    full = [ids for ids in held if ids]
    for i in range(size * 3 // 2):
        near = dice.randrange(len(full))
        other = near if dice.random() < 0.9 else (near + dice.choice((1, -1, across))) % len(full)
        ends = dice.choice(full[near]), dice.choice(full[other])
        connections.append(link(f"c{i:05}", *ends, dice.choice(VERBS)))
    return design(components, connections, groups)


def without_positions(given: Design) -> Design:
    return given.but(components={id: c.but(at=None) for id, c in given.components.items()})


def edited(given: Design, dice: random.Random) -> Design:
    """The design after one random edit; groups may become dishonest."""
    ids = list(given.components)
    what = dice.choice(("move", "move", "connect", "disconnect", "remove", "add", "rename", "label"))
    one = given.components[dice.choice(ids)]
    taken = {c.at for c in given.components.values()}
    free = [Slot(x, y) for x in range(-1, 8) for y in range(-1, 7) if Slot(x, y) not in taken]
    if what == "move":
        return given.having(one.but(at=dice.choice(free)))
    if what == "connect":
        return given.having(link(f"x{dice.randrange(10**9)}", one.id, dice.choice(ids), dice.choice(VERBS)))
    if what == "disconnect" and given.connections:
        return given.without([dice.choice(list(given.connections))])
    if what == "remove" and len(ids) > 1:
        return given.without([one.id])
    if what == "add":
        at = dice.choice((None, dice.choice(free)))
        return given.having(part(f"x{dice.randrange(10**9)}", at, *one.inside, kind=dice.choice(KINDS)))
    if what == "label" and given.connections:
        return given.having(given.connections[dice.choice(list(given.connections))].but(label=dice.choice(LABELS)))
    return given.having(one.but(name=dice.choice(NAMES)))


def regrouped(given: Design, dice: random.Random) -> Design:
    """The design after a component came to lie in another group or in none, most often in another slot as well."""
    one = given.components[dice.choice(list(given.components))]
    inside = dice.choice([(), *((id,) for id in given.groups)])
    taken = {c.at for c in given.components.values()}
    near = [Slot(x, y) for x in range(7) for y in range(6) if Slot(x, y) not in taken]
    at = dice.choice(near) if near and dice.random() < 0.8 else one.at
    return given.having(one.but(inside=inside, at=at))


@st.composite
def designs(draw: st.DrawFn, legal: bool = True) -> Design:
    """Small designs; hypothesis shrinks them by their seed and then by what they hold."""
    seed = draw(st.integers(0, 10**6))
    given = grouped(seed) if legal else lawless(seed)
    gone = draw(st.sets(st.sampled_from(sorted({*given.components, *given.connections})), max_size=8))
    return given.without(gone) if len(gone & given.components.keys()) < len(given.components) else given


@st.composite
def wired(draw: st.DrawFn) -> Design:
    """A few components in a small square and connections among them, built piece by piece so that they shrink well."""
    places = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=8, unique=True))
    components = [part(f"n{i}", at) for i, at in enumerate(places)]
    ends = st.integers(0, len(places) - 1)
    wires = draw(st.lists(st.tuples(ends, ends, st.sampled_from(VERBS[:3])), max_size=12))
    return design(components, [link(f"c{i}", f"n{a}", f"n{b}", verb) for i, (a, b, verb) in enumerate(wires)])
