"""What AWS offers: kinds of components, verbs, requirement types, and the figures that rules need."""

from .facts import Figure, UnknownFigure, derived, facts
from .kind import Kind, Property, RequirementType, Value, Verb, nearest
from .words import (
    CATEGORIES,
    FLOW,
    GROUPS,
    KINDS,
    NAMES,
    REQUIREMENTS,
    VERBS,
    WORDS,
    graph,
    kind_of,
    properties_for,
    properties_of,
    traits,
    verb_of,
    verbs_between,
)

__all__ = [
    "CATEGORIES",
    "FLOW",
    "GROUPS",
    "KINDS",
    "NAMES",
    "REQUIREMENTS",
    "VERBS",
    "WORDS",
    "Figure",
    "Kind",
    "Property",
    "RequirementType",
    "UnknownFigure",
    "Value",
    "Verb",
    "derived",
    "facts",
    "graph",
    "kind_of",
    "nearest",
    "properties_for",
    "properties_of",
    "traits",
    "verb_of",
    "verbs_between",
]
