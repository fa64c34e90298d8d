"""The JSON Schema (2020-12) of a design file, made from the model and this catalogue.

It is as strict as the findings of the file family: what it refuses and the program still loads, such as an unknown kind
or a key of somebody's own, is a finding when the design is judged, and is kept when it is saved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ..model import FARTHEST, FORMAT, GROUP_KINDS, RESERVED
from ..model.design import ID
from .facts import facts
from .kind import CLASS, UNSET, Kind, Property
from .words import FLOW, GROUPS, KINDS, NAMES, REQUIREMENTS, VERBS

Schema = dict[str, Any]
DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def schema(rules: Iterable[str] = ()) -> Schema:
    """The schema, with the ids of the rules that a waiver can name."""
    shared = _shared()
    reference, own_id = {"$ref": "#/$defs/reference"}, {"$ref": "#/$defs/id"}
    references = {"type": "array", "items": reference}
    text = {"type": "string"}
    known_rules = sorted(rules)
    step = {"component": reference, **{mark: {"type": "boolean"} for mark in ("compensated", "pivot", "retriable")}}
    parts = {
        "requirements": _part({"id": own_id, "text": text}, "type", REQUIREMENTS, shared),
        "groups": _part({"id": own_id, "name": text, "in": references, "note": text}, "kind", GROUPS, shared),
        "components": _part(
            {"id": own_id, "name": text, "at": {"$ref": "#/$defs/slot"}, "in": references, "note": text},
            "kind",
            KINDS,
            shared,
        ),
        "connections": _part(
            {"id": own_id, "from": reference, "to": reference, "label": text},
            "verb",
            VERBS,
            shared,
            required=("from", "verb", "to"),
        ),
        "flows": _object(
            {
                "id": own_id,
                "steps": {"type": "array", "items": _object(step, ("component",))},
                "properties": _properties(FLOW, shared),
            },
            ("id",),
        ),
        "waivers": _object(
            {
                "rule": {"enum": known_rules} if known_rules else text,
                "on": references,
                "reason": {"type": "string", "minLength": 1, "description": "Why the finding is accepted"},
                "owner": text,
                "until": {
                    "type": "string",
                    "pattern": DATE,
                    "description": "The last day on which the waiver holds, in UTC",
                },
            },
            ("rule", "reason"),
        ),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Design",
        "description": "A design file of sketchpad. What else a file says is kept and reported, never dropped.",
        **_object(
            {
                "$schema": {"type": "string"},
                "format": {"const": FORMAT},
                "name": text,
                "about": text,
                **{name: {"type": "array", "items": one} for name, one in parts.items()},
            },
            ("format",),
        ),
        "$defs": {
            "id": {"type": "string", "pattern": f"^{ID.pattern}$", "not": {"enum": _words()}},
            "reference": {"type": "string", "pattern": f"^{ID.pattern}$"},
            "slot": {
                "type": "array",
                "description": "Column and row, in whole slots",
                "prefixItems": [{"type": "integer", "minimum": -FARTHEST, "maximum": FARTHEST}] * 2,
                "items": False,
                "minItems": 2,
            },
            **{f"property-{name}": _value(about) for name, about in sorted(shared.items())},
        },
    }


def _words() -> list[str]:
    """What no part may have as its id."""
    return sorted({*NAMES, *GROUP_KINDS, *RESERVED})


def _object(properties: Mapping[str, Any], required: Iterable[str]) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": dict(properties),
        "additionalProperties": False,
    }


def _part(
    keys: Mapping[str, Any],
    word: str,
    words: Mapping[str, Any],
    shared: Mapping[str, Property],
    required: tuple[str, ...] = (),
) -> Schema:
    """A part whose `word` (its kind, verb or type) decides which properties it may have."""
    choices = [{"const": name, "title": about.name, "description": about.help} for name, about in words.items()]
    cases = [
        {
            "if": {"required": [word], "properties": {word: {"const": name}}},
            "then": {"properties": {"properties": _properties(about.properties, shared)}},
        }
        for name, about in words.items()
    ]
    properties = {**keys, word: {"type": "string", "oneOf": choices}, "properties": {"type": "object"}}
    return {**_object(properties, required or ("id", word)), "allOf": cases}


def _properties(properties: Mapping[str, Property], shared: Mapping[str, Property]) -> Schema:
    found = {
        name: {"$ref": f"#/$defs/property-{name}"} if shared.get(name) == about else _value(about)
        for name, about in properties.items()
    }
    return {"type": "object", "properties": found, "additionalProperties": False}


def _shared() -> dict[str, Property]:
    """Of each property that many words have, the form that the most of them give it."""
    owners: Iterable[Kind | Any] = (*KINDS.values(), *GROUPS.values(), *VERBS.values(), *REQUIREMENTS.values())
    counts = Counter((name, about) for owner in owners for name, about in owner.properties.items())
    shared: dict[str, Property] = {}
    for (name, about), number in sorted(counts.items(), key=lambda item: (-item[1], repr(item[0]))):
        if number > 1:
            shared.setdefault(name, about)
    return shared


def _value(about: Property) -> Schema:
    """What fits a property; `unset` fits every one."""
    item = _item(about)
    if about.is_list:
        entries: Schema = {"type": "array", "items": item}
        if about.minimum is not None:
            entries["minItems"] = int(about.minimum)
        if about.maximum is not None:
            entries["maxItems"] = int(about.maximum)
        found: Schema = {"anyOf": [entries, item, {"enum": ["none", UNSET]}]}
    elif "enum" in item:
        found = {"enum": list(dict.fromkeys([*item["enum"], UNSET]))}
    else:
        found = {"anyOf": [item, {"const": UNSET}]}
    described = f"{about.help} Unit: {about.unit}." if about.unit else about.help
    if described:
        found["description"] = described
    if about.default is not None:
        found["default"] = list(about.default) if isinstance(about.default, tuple) else about.default
    return found


def _item(about: Property) -> Schema:
    """What fits a single value of a property."""
    if about.type == "bool":
        return {"type": "boolean"}
    if about.type in ("int", "number"):
        found: Schema = {"type": "integer" if about.type == "int" else "number"}
        if about.minimum is not None:
            found["minimum"] = about.minimum
        if about.maximum is not None:
            found["maximum"] = about.maximum
        return found
    if about.choices:
        digits = [int(choice) for choice in about.choices if choice.isdecimal()]
        return {"enum": [*about.choices, *digits]}
    if about.type in ("region", "regions"):
        return {"enum": sorted(facts.regions)}
    if about.type == "class":
        return {"type": "string", "pattern": f"^{CLASS.pattern}$"}
    if about.type in ("id", "ids"):
        return {"$ref": "#/$defs/reference"}
    return {"type": "string"} if about.type in ("place", "places") else {"type": ["string", "number"]}
