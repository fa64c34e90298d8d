"""Rules about the file: what it says that cannot be, and what in it nobody knows. All of it is kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from ..catalog import (
    GROUPS,
    KINDS,
    REQUIREMENTS,
    VERBS,
    Property,
    nearest,
    properties_for,
    properties_of,
    verbs_between,
)
from ..editing import ChangeKind, ChangeVerb, Regroup, SetProperty, Several, Unset
from ..model import Component, Connection, Design, Flow, Graph, Group, Id, Link, Part, Requirement, noun
from ..model.design import Frozen
from ..model.printing import shown
from .rule import DESIGN, ERROR, INFO, LINK, PART, WAIVER, WARNING, Finding, Fix, Piece, rule
from .shape import Shape
from .waivers import Held, taken_back

COMPARED = 1_000
"""Ids that a misspelt one is compared with, at the most; beyond that it takes too long."""


def _catalogued(shape: Shape) -> Mapping[str, Property]:
    """What the catalogue foresees for a shape."""
    return properties_for(shape.sort, shape.kind)


def _may_dangle(shape: Shape) -> bool:
    """Whether it can speak of a part that is not there."""
    if shape.sort is Flow or shape.loose:
        return True
    known = _catalogued(shape)
    return any(name in known and known[name].type in ("id", "ids") for name in shape.stated)


def _is_group(shape: Shape) -> bool:
    return shape.sort is Group


def _says(shape: Shape) -> bool:
    """Whether there is a value to look at."""
    return bool(shape.stated) or shape.kept or shape.sort is Design


def _has_unknown(shape: Shape) -> bool:
    """Whether something in it is unknown to the catalogue."""
    words = NAMED.get(shape.sort)
    return (
        shape.kept
        or shape.sort is Design
        or (words is not None and shape.kind not in words)
        or not _catalogued(shape).keys() >= set(shape.stated)
    )


NAMED: Mapping[type[Part | Design], Collection[str]] = {
    Component: KINDS,
    Group: GROUPS,
    Connection: VERBS,
    Requirement: REQUIREMENTS,
}
"""The names that each sort of part may go by."""


def _unforeseen(shape: Shape) -> bool:
    return not foreseen(shape.source, shape.kind, shape.target)


@rule("FIL-001", ERROR, each=DESIGN)
def duplicate_id(graph: Graph) -> Iterator[Finding]:
    """Two parts have the same id.

    Connections, groups, flows and waivers speak of a part by its id, so an id that stands for two parts makes every
    such sentence ambiguous. The first part keeps the id; the other one stays in the file and takes no part in anything.

    Fine when: never; give the second part an id of its own.

    Bad:
        {"format": 1, "components": [{"id": "orders", "kind": "sqs"}, {"id": "orders", "kind": "lambda"}]}
    Good:
        sqs orders
        lambda handler
    """
    for part in graph.file().spare:
        yield Finding(part.id, f"{part.id} is the id of two parts; the second one, a {noun(type(part))}, is left out.")


@rule("FIL-002", ERROR, each=PART, when=_may_dangle)
def dangling_reference(piece: Piece) -> Iterator[Finding]:
    """A part speaks of one that is not there.

    A connection needs both its ends, a membership its group, a step its component. What dangles is kept in the file and
    judged by no other rule.

    Fine when: never; declare the missing part, or take the reference out.

    Bad:
        {"format": 1, "components": [{"id": "fn", "kind": "lambda"}],
         "connections": [{"id": "fn-rw-db", "from": "fn", "verb": "rw", "to": "db"}]}
    Good:
        lambda fn
        dynamodb db pitr=true
        fn rw db
    """
    graph, part = piece.graph, piece.part
    for name, sort in _references(part):
        there = graph.part(name)
        if there is not None and (sort is None or isinstance(there, sort)):
            continue
        what = f"is no {noun(sort)}" if there is not None and sort is not None else "is not there"
        ids = graph.ids(sort)
        meant = nearest(name, ids) if len(ids) <= COMPARED else None
        hint = f" Did you mean {meant}?" if meant else ""
        yield Finding(part, f"{part.id} refers to {name}, which {what}.{hint}")


def _kept(subject: Piece | Graph, *, known: bool) -> Iterator[tuple[str, tuple[Id, ...], str]]:
    """The keys that a part, or the design and its waivers, keep: who keeps it, the parts concerned, the key.

    They are those of fields that could not hold the value, or those that nobody knows.
    """
    for who, on, keeper in _keepers(subject):
        fields = {keeper.keys.get(name, name) for name in type(keeper).model_fields}
        yield from ((who, on, key) for key in keeper.kept if (key in fields) is known)


def _keepers(subject: Piece | Graph) -> list[tuple[str, tuple[Id, ...], Frozen]]:
    """Whatever keeps something, with who it is and the parts concerned."""
    if isinstance(subject, Graph):
        design = subject.file()
        every = [("the design", (), design), *((f"the waiver of {w.rule}", w.on, w) for w in design.waivers)]
        return [(who, on, one) for who, on, one in every if one.kept]
    part = subject.part
    if not part.kept and not isinstance(part, Flow):
        return []
    own: tuple[Frozen, ...] = (part, *part.steps) if isinstance(part, Flow) else (part,)
    return [(part.id, (part.id,), one) for one in own if one.kept]


def _references(part: Part) -> Iterator[tuple[Id, type[Part] | None]]:
    """The ids that a part speaks of, and the sort of part that each must be."""
    if isinstance(part, Connection):
        yield part.source, Component
        yield part.target, Component
    elif isinstance(part, Component | Group):
        yield from ((id, Group) for id in part.inside)
    elif isinstance(part, Flow):
        yield from ((step.component, Component) for step in part.steps)
    known = properties_of(part)
    for name, value in getattr(part, "properties", {}).items():
        about = known.get(name)
        if about is not None and about.type in ("id", "ids"):
            yield from ((id, None) for id in about.items(value) if isinstance(id, str))


def _known(part: Part) -> bool:
    """Whether the catalogue knows what the part is, and so what can be said of it."""
    if isinstance(part, Component):
        return part.kind in KINDS
    if isinstance(part, Group):
        return part.kind in GROUPS
    if isinstance(part, Connection):
        return part.verb in VERBS
    return not isinstance(part, Requirement) or part.type in REQUIREMENTS


@rule("FIL-003", ERROR, each=DESIGN)
def two_in_one_slot(graph: Graph) -> Iterator[Finding]:
    """Two components stand in one slot.

    A slot holds one component. The drawing shows the others beside it until somebody moves them.

    Fine when: never; move one of them.

    Bad:
        sqs jobs at 2,1
        sns news at 2,1
    Good:
        sqs jobs at 2,1
        sns news at 3,1
    """
    for slot in graph.crowded():
        ids = graph.in_slot(slot)
        yield Finding(ids, f"{', '.join(ids)} all stand at {slot[0]},{slot[1]}; move all but one.")


@rule("FIL-004", ERROR, each=PART, when=_is_group)
def cyclic_groups(piece: Piece) -> Iterator[Finding]:
    """Groups lie in each other in a circle.

    A group can only be drawn, and only means something, if it is inside another one and not at the same time around it.

    Fine when: never; take one of them out of the other.

    Bad:
        vpc a in b
        vpc b in a
    Good:
        region a
        vpc b in a
    """
    group = piece.part
    if isinstance(group, Group):
        circle = _circle(piece.graph, group)
        if circle and circle[0] == group.id:
            yield Finding(
                circle,
                f"{' is in '.join((*circle, circle[0]))}: groups cannot lie in each other in a circle.",
                _taken_out(group, (*circle, circle[0])[1]),
            )


def _taken_out(group: Group, around: Id) -> list[Fix]:
    """Out of the circle, where that is the group it is drawn in."""
    if group.inside[:1] != (around,):
        return []
    return [Fix("take-out", Regroup(frozenset({group.id}), None), f"Take {group.id} out of {around}")]


def _circle(graph: Graph, group: Group) -> tuple[Id, ...]:
    """The groups on a circle through `group`, from its least id on; empty where there is none."""
    trail: list[tuple[Id, ...]] = [(group.id,)]
    seen: set[Id] = set()
    while trail:
        path = trail.pop()
        here = graph.part(path[-1])
        for above in here.inside if isinstance(here, Group) else ():
            if above == group.id:
                least = path.index(min(path))
                return path[least:] + path[:least]
            if above not in seen:
                seen.add(above)
                trail.append((*path, above))
    return ()


@rule("FIL-006", ERROR, each=(PART, DESIGN), when=_says)
def value_of_wrong_type(piece: Piece | Graph) -> Iterator[Finding]:
    """A value is of the wrong type, or out of its range.

    Rules take a value that cannot be as unknown, so a mistyped figure silently switches judgement off. The value is
    kept as it was written.

    Fine when: never; write a value of the type and range that the message names.

    Bad:
        lambda fn timeout_s=9000
    Good:
        lambda fn timeout_s=90
    """
    part = None if isinstance(piece, Graph) else piece.part
    if part is None or part.kept or type(part) is Flow:
        for who, on, key in _kept(piece, known=True):
            yield Finding(on, f"{who}: {key} has a value of the wrong type; it is kept and takes no part.")
    if part is None:
        return
    about = properties_of(part)
    for name, value in getattr(part, "properties", {}).items():
        if name in about and (problem := about[name].problem(value)):
            end = "" if problem.endswith("?") else "."
            yield Finding(part, f"{part.id}: {problem}{end}", [Fix(f"unset-{name}", Unset(part.id, name))])


@rule("FIL-007", WARNING, each=(PART, DESIGN, WAIVER), when=_has_unknown)
def unknown_name(piece: Piece | Graph | Held) -> Iterator[Finding]:
    """A kind, verb, property, rule or type of requirement that nobody knows.

    What is unknown is kept, drawn as a plain box or line and judged by no rule; most often it is a slip of the pen.

    What a merge of two sides could not settle stands beside what stands, under a name such as theirs:timeout_s, until
    somebody chooses.

    Fine when: the file was written by a later version, or carries a team's own keys.

    Bad:
        lamda fn
    Good:
        lambda fn
    """
    if isinstance(piece, Held):
        if not piece.known:
            message = f"The waiver speaks of {piece.waiver.rule}; there is no such rule."
            yield Finding(piece.waiver.on, message, taken_back(piece.waiver), waiver=piece.waiver)
        return
    for who, on, key in _kept(piece, known=False):
        yield Finding(on, f"{who}: nobody knows the key {key}; it is kept.")
    if isinstance(piece, Graph):
        return
    part = piece.part
    for what, name, names in _words(part):
        if not name:
            if what.split()[0] not in part.kept:  # else the value is of a wrong type, and said to be
                yield Finding(part, f"{part.id}: it states no {what}.")
        elif name not in names and what == PROPERTY and MERGED.match(name):
            yield _beside(part, name, names)
        elif name not in names:
            meant = nearest(name, names)
            hint = f" Did you mean {meant}?" if meant else ""
            of = f" of {_what(part)}" if what == PROPERTY else ""
            yield Finding(part, f"{part.id}: there is no {what} {name}{of}.{hint}", _renamed(part, what, meant))


PROPERTY = "property"
GONE = "gone"
MERGED = re.compile("(?:ours|theirs):")
"""How the name of a property begins that holds what does not stand after a merge."""


def _beside(part: Part, name: str, names: Iterable[str]) -> Finding:
    """What a merge kept of the side that does not stand: somebody has to choose."""
    value, (side, _, key) = getattr(part, "properties", {})[name], name.partition(":")
    slug = re.sub("[^a-z0-9]+", "-", name)
    drop = Fix(f"drop-{slug}", Unset(part.id, name), f"Leave out {name} of {part.id}")
    if key == GONE:
        return Finding(part, f"{part.id}: in a merge {side} took it away. Remove it, or drop {name}.", [drop])
    message = (
        f"{part.id}: both sides of a merge changed {key}, and {name}={shown(value)} does not stand. Take or drop it."
    )
    if key not in names:
        return Finding(part, message, [drop])
    took = Several(f"Take {key}={shown(value)} for {part.id}", (SetProperty(part.id, key, value), Unset(part.id, name)))
    return Finding(part, message, [Fix(f"take-{slug}", took), drop])


def _words(part: Part) -> Iterator[tuple[str, str, Iterable[str]]]:
    """The words of a part, with what each is and the ones there are."""
    if isinstance(part, Component):
        yield "kind", part.kind, KINDS
    elif isinstance(part, Group):
        yield "kind of group", part.kind, GROUPS
    elif isinstance(part, Connection):
        yield "verb", part.verb, VERBS
    elif isinstance(part, Requirement):
        yield "type of requirement", part.type, REQUIREMENTS
    names = properties_of(part)
    stated = getattr(part, "properties", {})
    if not stated.keys() <= names.keys() and _known(part):
        for name in stated:
            yield PROPERTY, name, names


def _what(part: Part) -> str:
    """What has the properties of a part, in words."""
    if isinstance(part, Component | Group):
        return part.kind
    if isinstance(part, Connection):
        return f"a connection that {part.verb}"
    return f"the requirement {part.type}" if isinstance(part, Requirement) else f"a {noun(type(part))}"


def _renamed(part: Part, what: str, meant: str | None) -> list[Fix]:
    if meant and isinstance(part, Component) and what == "kind":
        return [Fix("correct-kind", ChangeKind(part.id, meant))]
    if meant and isinstance(part, Connection) and what == "verb":
        return [Fix("correct-verb", ChangeVerb(part.id, meant))]
    return []


def foreseen(source: str, verb: str, target: str) -> bool:
    """Whether a verb can lead from one kind to another, as far as the catalogue knows all three."""
    if verb not in VERBS or source not in KINDS or target not in KINDS:
        return True
    return verb in KINDS[source].outgoing and verb in KINDS[target].incoming


@rule("FIL-010", INFO, each=LINK, when=_unforeseen)
def verb_not_foreseen(link: Link) -> Iterator[Finding]:
    """The verb is not foreseen between these two kinds.

    Each kind has verbs that it can take part in. Another one is drawn all the same, and rules that go by the verb may
    misread it.

    Fine when: the connection stands for something that the catalogue has no verb for.

    Bad:
        lambda fn
        s3 files
        fn streams_to files
    Good:
        lambda fn
        s3 files
        fn writes files
    """
    source, target = link.source.kind, link.target.kind
    if foreseen(source.kind, link.verb, target.kind):
        return
    verbs = verbs_between(source.kind, target.kind)
    instead = f"; foreseen: {', '.join(verbs)}" if verbs else ""
    fixes = [Fix(f"make-{verb}", ChangeVerb(link.id, verb)) for verb in verbs[:3]]
    yield Finding(
        link,
        f"{link.source} {link.verb} {link.target}: not foreseen from {source.name} to {target.name}{instead}.",
        fixes,
    )
