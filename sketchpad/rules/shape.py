"""What many subjects have in common, and which decides whether a rule can have anything to say of them.

A large design has many components but few shapes. A rule that names what must be stated or asked (`when=`) is called
for the shapes that have it and for no others; what it would say of those is nothing, which a test holds it to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..catalog import kind_of, verb_of
from ..model import Component, Connection, Design, Flow, Graph, Group, Part, Requirement

Asked = frozenset[str]
"""What is required in a design: `latency`, and `latency.read_ms` where a requirement of the type states one."""


class Shape(NamedTuple):
    """A subject without its values."""

    sort: type[Part | Design]
    kind: str
    """The kind of a component or a group, the verb of a connection, the type of a requirement."""
    stated: tuple[str, ...]
    """The names of its properties."""
    asked: Asked
    source: str = ""
    """The kinds of the ends, of a connection that is judged as one."""
    target: str = ""
    kept: bool = False
    """Whether it keeps what nobody knows."""
    loose: bool = False
    """Whether an end of it, or a group that it is to lie in, is not there."""


Mold = tuple[object, ...]
"""A shape as a plain tuple, which is quicker to make and as good to look up."""

When = Callable[[Shape], bool]


def states(*names: str) -> When:
    """Whether any of some properties is stated."""
    some = frozenset(names)
    return lambda shape: not some.isdisjoint(shape.stated)


def gives(*names: str) -> When:
    """Whether each of some properties is stated or has a default."""
    return lambda shape: all(name in shape.stated or defaults_of(shape).get(name) is not None for name in names)


def may_be(name: str, value: bool | str) -> When:
    """Whether a property is stated, or has a value by default."""
    return lambda shape: name in shape.stated or defaults_of(shape).get(name) == value


def asks(*what: str) -> When:
    """Whether any of some types, or of some properties of types, is required."""
    some = frozenset(what)
    return lambda shape: not some.isdisjoint(shape.asked)


def asks_anything(shape: Shape) -> bool:
    return bool(shape.asked)


def both(*some: When) -> When:
    return lambda shape: all(when(shape) for when in some)


def either(*some: When) -> When:
    return lambda shape: any(when(shape) for when in some)


def between(source: str, target: str) -> When:
    """Whether it is a connection from a kind of one trait to a kind of another."""
    return lambda shape: source in traits_of(shape.source) and target in traits_of(shape.target)


def verbs(*names: str) -> When:
    """Whether it is a connection of one of some verbs."""
    some = frozenset(names)
    return lambda shape: shape.kind in some


def is_component(shape: Shape) -> bool:
    return shape.sort is Component


def waits(shape: Shape) -> bool:
    """Whether it is a connection that waits for the answer."""
    return shape.sort is Connection and verb_of(shape.kind).waits


def traits_of(kind: str) -> frozenset[str]:
    return kind_of(kind).traits


def defaults_of(shape: Shape) -> Mapping[str, Any]:
    return verb_of(shape.kind).defaults if shape.sort is Connection else kind_of(shape.kind).defaults


def asked_of(design: Design) -> Asked:
    needs = design.requirements.values()
    return frozenset(
        {*(need.type for need in needs), *(f"{need.type}.{name}" for need in needs for name in need.properties)}
    )


def of_component(component: Component, graph: Graph, asked: Asked) -> Mold:
    loose = bool(component.inside) and not graph.are_groups(component.inside)
    return Component, component.kind, tuple(component.properties), asked, "", "", bool(component.kept), loose


def of_connection(connection: Connection, graph: Graph, asked: Asked) -> Mold:
    stated, kept = tuple(connection.properties), bool(connection.kept)
    kinds = graph.kinds_of(connection)
    if kinds is None:
        return Connection, connection.verb, stated, asked, "", "", kept, True
    return Connection, connection.verb, stated, asked, *kinds, kept, False


def of_design(asked: Asked) -> Mold:
    return Design, "", (), asked, "", "", False, False


def of_part(part: Part, graph: Graph, asked: Asked) -> Mold:
    if isinstance(part, Component):
        return of_component(part, graph, asked)
    if isinstance(part, Connection):
        return of_connection(part, graph, asked)
    if isinstance(part, Group):
        loose = bool(part.inside) and not graph.are_groups(part.inside)
        return Group, part.kind, tuple(part.properties), asked, "", "", bool(part.kept), loose
    if isinstance(part, Requirement):
        return Requirement, part.type, tuple(part.properties), asked, "", "", bool(part.kept), False
    assert isinstance(part, Flow)
    kept = bool(part.kept) or any(step.kept for step in part.steps)
    return Flow, "", tuple(part.properties), asked, "", "", kept, False
