"""The catalogue itself, read from the JSON beside this module.

The files are part of the program: what the tests assert about them is not checked again here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..model.design import Component, Connection, Design, Flow, Group, Part, Requirement
from ..model.graph import Graph
from .kind import Kind, Property, RequirementType, Verb

HERE = Path(__file__).parent

CATEGORIES = (
    "client",
    "external",
    "entry",
    "compute",
    "store",
    "cache",
    "messaging",
    "orchestration",
    "network",
    "security",
)
"""The categories of components in the catalogue's order; each has a file in kinds/."""


def _read(name: str) -> Any:
    return json.loads((HERE / name).read_bytes())


def _property(name: str, said: Mapping[str, Any]) -> Property:
    default = said.get("default")
    return Property(
        name,
        said["type"],
        tuple(default) if isinstance(default, list) else default,
        said.get("unit", ""),
        tuple(said.get("choices", ())),
        said.get("minimum"),
        said.get("maximum"),
        said.get("help", ""),
    )


Properties = Mapping[str, Property]


def _properties(said: Mapping[str, Mapping[str, Any]]) -> dict[str, Property]:
    return {name: _property(name, about) for name, about in said.items()}


def _gathered(said: Mapping[str, Any], sets: Mapping[str, Properties]) -> tuple[Properties, Mapping[str, Any]]:
    """A part's own properties, then those of the sets it names, and the defaults of all."""
    found = _properties(said.get("properties", {}))
    for name in said.get("sets", ()):
        for key, shared in sets[name].items():
            found.setdefault(key, shared)
    return found, {name: about.default for name, about in found.items()}


def _kind(category: str, said: Mapping[str, Any], sets: Mapping[str, Properties]) -> Kind:
    properties, defaults = _gathered(said, sets)
    verbs = said.get("verbs", {})
    return Kind(
        said["kind"],
        said["name"],
        said["code"],
        category,
        tuple(said["placement"]),
        frozenset(said["traits"]),
        properties,
        defaults,
        said["help"],
        tuple(said["aliases"]),
        tuple(verbs.get("out", ())),
        tuple(verbs.get("in", ())),
        tuple(said["cloudformation"]),
        tuple(said["terraform"]),
        said.get("hot"),
    )


def _kinds(categories: Iterable[str], sets: Mapping[str, Properties]) -> Mapping[str, Kind]:
    found = (_kind(name, said, sets) for name in categories for said in _read(f"kinds/{name}.json"))
    return MappingProxyType({kind.kind: kind for kind in found})


def _verbs(sets: Mapping[str, Properties]) -> Mapping[str, Verb]:
    return MappingProxyType(
        {
            said["verb"]: Verb(said["verb"], said["name"], *_gathered(said, sets), said["help"], said["waits"])
            for said in _read("verbs.json")
        }
    )


def _requirements(sets: Mapping[str, Properties]) -> Mapping[str, RequirementType]:
    return MappingProxyType(
        {
            said["type"]: RequirementType(
                said["type"], said["name"], *_gathered(said, sets), said["help"], said["template"]
            )
            for said in _read("requirements.json")
        }
    )


_SETS: Mapping[str, Properties] = {name: _properties(said) for name, said in _read("sets.json").items()}

KINDS: Mapping[str, Kind] = _kinds(CATEGORIES, _SETS)
"""The kinds of components, in the catalogue's order."""

GROUPS: Mapping[str, Kind] = _kinds(("group",), _SETS)
"""The kinds of groups, outermost first."""

VERBS: Mapping[str, Verb] = _verbs(_SETS)

REQUIREMENTS: Mapping[str, RequirementType] = _requirements(_SETS)

FLOW: Properties = MappingProxyType(_properties(_read("flow.json")))
"""What can be said of a business transaction."""


NAMES: frozenset[str] = frozenset({*KINDS, *GROUPS, *VERBS})
"""The words of the catalogue, which no part may have as its id."""


@cache
def traits() -> Mapping[str, str]:
    """What each trait of a kind means."""
    return MappingProxyType(_read("traits.json"))


@lru_cache(maxsize=512)
def _unknown(name: str) -> Kind:
    letters = "".join(c for c in name.upper() if c.isascii() and c.isalnum())[:3]
    return Kind(name, name, letters.ljust(2, "?"), "unknown", (), frozenset(), {}, {})


def kind_of(name: str) -> Kind:
    """The kind of a name, of components or groups; a generic one for a name that the catalogue does not have."""
    return KINDS.get(name) or GROUPS.get(name) or _unknown(name)


@lru_cache(maxsize=512)
def _foreign(name: str) -> Verb:
    return Verb(name, name.replace("_", " "), {}, {})


def verb_of(name: str) -> Verb:
    """The verb of a name; a generic one that does not wait for a name that the catalogue does not have."""
    return VERBS.get(name) or _foreign(name)


def verbs_between(source: str, target: str) -> tuple[str, ...]:
    """The verbs foreseen from one kind to another, the likeliest first; none where either is unknown."""
    leaving = frozenset(kind_of(source).outgoing)
    return tuple(verb for verb in kind_of(target).incoming if verb in leaving)


def properties_of(part: Part) -> Mapping[str, Property]:
    """What the catalogue foresees for a part."""
    if isinstance(part, (Component, Group)):
        return kind_of(part.kind).properties
    if isinstance(part, Connection):
        return verb_of(part.verb).properties
    return properties_for(type(part), part.type if isinstance(part, Requirement) else "")


def properties_for(sort: type, name: str) -> Mapping[str, Property]:
    """The same for a sort of part and its kind, verb or type."""
    if sort in (Component, Group):
        return kind_of(name).properties
    if sort is Connection:
        return verb_of(name).properties
    if sort is Requirement:
        return REQUIREMENTS[name].properties if name in REQUIREMENTS else {}
    return FLOW if sort is Flow else {}


class Words:
    """This catalogue, as a graph asks it."""

    __slots__ = ()

    kind = staticmethod(kind_of)
    verb = staticmethod(verb_of)

    def waits(self, verb: str) -> bool:
        return verb_of(verb).waits


WORDS = Words()


def graph(design: Design) -> Graph:
    """The design as a graph whose kinds and verbs are this catalogue's."""
    return Graph(design, WORDS)
