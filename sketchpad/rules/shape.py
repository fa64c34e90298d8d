"""What many subjects have in common, and which decides whether a rule can have anything to say of them.

A large design has many components but few shapes. A rule that names what must be stated or asked (`when=`) is called
for the shapes that have it and for no others; what it would say of those is nothing, which a test holds it to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..catalog import kind_of, verb_of
from ..model import Component, Connection, Design, Flow, Group, Link, Part, Requirement

Asked = frozenset[str]
"""The types of requirements that there are in a design."""


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
    """Whether it keeps what nobody knows, as far as rules about the file want to know."""
    inside: bool = False
    """Whether it lies in a group, for the same."""


Mold = tuple[object, ...]
"""A shape as a plain tuple, which is quicker to make and as good to look up."""

When = Callable[[Shape], bool]


def states(*names: str) -> When:
    """Whether any of some properties is stated."""
    some = frozenset(names)
    return lambda shape: not some.isdisjoint(shape.stated)


def asks(*types: str) -> When:
    """Whether any of some types is required."""
    some = frozenset(types)
    return lambda shape: not some.isdisjoint(shape.asked)


def both(one: When, other: When) -> When:
    return lambda shape: one(shape) and other(shape)


def either(one: When, other: When) -> When:
    return lambda shape: one(shape) or other(shape)


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


def asked_of(design: Design) -> Asked:
    return frozenset(requirement.type for requirement in design.requirements.values())


def of_component(component: Component, asked: Asked) -> Mold:
    return Component, component.kind, tuple(component.properties), asked


def of_link(link: Link, asked: Asked) -> Mold:
    ends = link.source.component.kind, link.target.component.kind
    return Connection, link.verb, tuple(link.connection.properties), asked, *ends


def of_design(asked: Asked) -> Mold:
    return Design, "", (), asked


def of_part(part: Part, asked: Asked) -> Mold:
    """Of a part as such, for rules about the file."""
    kept = bool(part.kept)
    if isinstance(part, Component):
        return Component, part.kind, tuple(part.properties), asked, "", "", kept, bool(part.inside)
    if isinstance(part, Connection):
        return Connection, part.verb, tuple(part.properties), asked, "", "", kept
    if isinstance(part, Group):
        return Group, part.kind, tuple(part.properties), asked, "", "", kept, bool(part.inside)
    if isinstance(part, Requirement):
        return Requirement, part.type, tuple(part.properties), asked, "", "", kept
    assert isinstance(part, Flow)
    return Flow, "", tuple(part.properties), asked, "", "", kept or any(step.kept for step in part.steps)
