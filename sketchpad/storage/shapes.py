"""The content of a design file as a design: every key goes to its field, and what no field can hold is kept.

An object of the file is read by a table: its keys in the order of the file, each with the field it fills and the
reader that turns a JSON value into the field's. A reader that cannot returns UNFIT, and the value is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from operator import attrgetter
from typing import Any

from ..model import (
    FARTHEST,
    FORMAT,
    GROUP_KINDS,
    RESERVED,
    SHELVES,
    Connection,
    Design,
    FreshIds,
    Part,
    Slot,
    Step,
    Waiver,
    id_from,
)
from ..model.design import ID, ID_LENGTH, Frozen
from ..model.notation import connection_id
from .syntax import DEEPEST, Path

Raw = dict[str, Any]
SHELF_NAMES = tuple(kind.shelf for kind in SHELVES)
ARTICLES = {"list": "a list", "dict": "an object", "str": "a text", "bool": "true or false", "NoneType": "null"}
NESTED = frozenset({list, dict})


FOREIGN = {
    "AWSTemplateFormatVersion": "a CloudFormation template",
    "Resources": "a CloudFormation template",
    "terraform_version": "a plan or state of Terraform",
    "openapi": "an OpenAPI document",
    "swagger": "an OpenAPI document",
    "nbformat": "a Jupyter notebook",
    "$schema": "a JSON Schema, or what keeps to one",
}
"""What an object is that has no format, by a key that it has."""


class Misshapen(Exception):
    """Something in a file that keeps it from being a design, at a path."""

    def __init__(self, path: Path, message: str, code: str = "FILE-SHAPE") -> None:
        super().__init__(message)
        self.path, self.message, self.code = path, message, code


class TooDeep(Exception):
    """Lists and objects nested beyond the limit."""


def frozen(value: Any, level: int = 0) -> Any:
    """A JSON value with tuples for lists. Raises TooDeep where a list or object lies more than DEEPEST levels deep."""
    if not isinstance(value, list | tuple | dict):
        return value
    if level > DEEPEST:
        raise TooDeep
    if isinstance(value, dict):
        return {key: frozen(member, level + 1) for key, member in value.items()}
    return tuple(frozen(member, level + 1) for member in value)


def version(raw: Any) -> int:
    """The format that a file's content states. Raises Misshapen."""
    if not isinstance(raw, dict):
        raise Misshapen((), f"a design is an object, which begins with {{; found {_found(raw)}")
    if "format" not in raw:
        if what := next((what for key, what in FOREIGN.items() if key in raw), ""):
            raise Misshapen((), f'this looks like {what}; a design states "format": {FORMAT}', "FILE-FORMAT")
        ours = len(raw) == 1 or not raw.keys().isdisjoint(KEYS["design"])
        close = get_close_matches("format", list(raw)[:50], 1, 0.6) if ours else ()
        hint = f"; did you mean format instead of {close[0]}?" if close else "" if ours else "; this is other JSON"
        raise Misshapen((close[0],) if close else (), f'expected "format": {FORMAT}{hint}', "FILE-FORMAT")
    stated = raw["format"]
    if type(stated) is not int:
        message = f"format takes a whole number, such as {FORMAT}; found {_found(stated)}"
        raise Misshapen(("format",), message, "FILE-FORMAT")
    if stated < 1:
        raise Misshapen(("format",), f"there is no format {stated}; the first is 1", "FILE-FORMAT")
    return stated


def built(raw: Raw, forbidden: Collection[str] = ()) -> tuple[Design, Mapping[str, list[Part]]]:
    """The design that a file's content describes, and its parts list by list in the order of the file.

    Raises Misshapen and TooDeep.
    """
    words = dict.fromkeys(forbidden, "a word of the catalogue")
    words |= dict.fromkeys(GROUP_KINDS, "a kind of group") | dict.fromkeys(RESERVED, "a word of the notation")
    made: dict[str, list[Part]] = {}
    for kind in SHELVES:
        items = _objects(raw.get(kind.shelf), (), kind.shelf)
        if items is not UNFIT:
            made[kind.shelf] = [_part(kind, item, (kind.shelf, i), words) for i, item in enumerate(items)]
    if "connections" in made:
        made["connections"] = _named(made["connections"], made.values())
    owners: dict[str, Part] = {}
    spare = [part for name in made for part in by_id(made[name]) if owners.setdefault(part.id, part) is not part]
    fields = _filled("design", raw, (), 2)
    for name, parts in made.items():
        fields[name] = {part.id: part for part in parts if owners[part.id] is part}
    return Design.model_construct(spare=tuple(spare), **fields), made


def by_id(parts: Iterable[Part]) -> list[Part]:
    """Parts of one list as the file has them; those of one id stay in their order."""
    return sorted(parts, key=attrgetter("id"))


# -- ids ------------------------------------------------------------------------------------------------------------


def _part(kind: type[Part], raw: Any, path: Path, words: Mapping[str, str]) -> Part:
    if not isinstance(raw, dict):
        raise Misshapen(path, f"{kind.shelf} holds objects, each with an id; found {_found(raw)}")
    fields = _filled(kind.shelf, raw, path, 4)
    id = raw.get("id")
    if isinstance(id, str) and id not in words and ID.fullmatch(id):
        return kind.model_construct(**fields)
    if "id" in raw:
        raise Misshapen((*path, "id"), _no_id(id, words), "FILE-ID")
    if kind is not Connection:
        hint = "; keys are written in small letters" if any(key.lower() == "id" for key in raw) else ""
        raise Misshapen(path, f"expected an id in this member of {kind.shelf}{hint}", "FILE-ID")
    wish = f"{fields['source']}-{fields['verb']}-{fields['target']}"[:ID_LENGTH]
    if not ID.fullmatch(wish):
        missing = [key for key in ("from", "verb", "to") if not raw.get(key)]
        why = f"it has no {missing[0]}" if missing else f"{wish} is none"
        raise Misshapen(path, f"expected an id, or from, verb and to that make one; {why}", "FILE-ID")
    return kind.model_construct(id="", **fields)


def _no_id(id: Any, words: Mapping[str, str]) -> str:
    if not isinstance(id, str):
        return f"an id is a text; found {_found(id)}"
    if id in words:
        return f"{id} is {words[id]} and cannot be an id; did you mean {id}-1?"
    if len(id) > ID_LENGTH and ID.fullmatch(id[:ID_LENGTH]):
        return f"an id has at most {ID_LENGTH} characters; this one has {len(id)}"
    wish = id_from(id)
    hint = f"; did you mean {wish}?" if wish not in words else ""
    return f'"{id}" is no id; ids are small letters, digits, - and _, and begin with a letter{hint}'


def _named(parts: list[Part], everything: Iterable[list[Part]]) -> list[Part]:
    """`parts` with an id for each connection that states none."""
    if all(part.id for part in parts):
        return parts
    taken = {part.id for others in everything for part in others}
    fresh = FreshIds(taken.__contains__)
    return [part if part.id else _with_id(part, fresh) for part in parts]


def _with_id(part: Part, fresh: FreshIds) -> Part:
    assert isinstance(part, Connection), "every other part states its id"
    return part.but(id=fresh(connection_id(part.source, part.verb, part.target)))


# -- readers --------------------------------------------------------------------------------------------------------

UNFIT: Any = object()
"""What a reader returns for a value that the field cannot hold."""

Reader = Callable[[Any, Path, str], Any]


def _found(value: Any) -> str:
    """What a value is, for a message."""
    return ARTICLES.get(type(value).__name__, "a number")


def _text(value: Any, path: Path, key: str) -> Any:
    return value if isinstance(value, str) else UNFIT


def _truth(value: Any, path: Path, key: str) -> Any:
    return value if isinstance(value, bool) else UNFIT


def _format(value: Any, path: Path, key: str) -> Any:
    return value


def _list(value: Any, path: Path, key: str) -> Any:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        raise Misshapen((*path, key), f"{key} takes a list, which begins with [; found an object")
    return UNFIT


def _ids(value: Any, path: Path, key: str) -> Any:
    ids = _list(value, path, key)
    return tuple(ids) if ids is not UNFIT and all(isinstance(id, str) for id in ids) else UNFIT


def _sorted_ids(value: Any, path: Path, key: str) -> Any:
    ids = _ids(value, path, key)
    return ids if ids is UNFIT else tuple(sorted(ids))


def _slot(value: Any, path: Path, key: str) -> Any:
    pair = _list(value, path, key)
    if pair is not UNFIT and len(pair) == 2:
        column, row = pair
        if type(column) is int and type(row) is int and abs(column) <= FARTHEST and abs(row) <= FARTHEST:
            return Slot(column, row)
    return UNFIT


def _properties(value: Any, path: Path, key: str) -> Any:
    if isinstance(value, dict):
        if NESTED.isdisjoint(map(type, value.values())):
            return value
        return {name: frozen(member, 5) for name, member in value.items()}
    if isinstance(value, list):
        raise Misshapen((*path, key), f"{key} takes an object, which begins with {{; found a list")
    return UNFIT


def _objects(value: Any, path: Path, key: str) -> Any:
    """A list whose members should be objects."""
    items = _list(value, path, key)
    if items is not UNFIT:
        for index, item in enumerate(items):
            if isinstance(item, list):
                raise Misshapen((*path, key, index), f"{key} holds objects, which begin with {{; found a list")
    return items


def _shelf(value: Any, path: Path, key: str) -> Any:
    """A list of parts, which `built` reads on its own."""
    return {} if isinstance(value, list) else UNFIT


def _all_of(kind: type[Frozen], sort: str, level: int) -> Reader:
    """A reader of objects that are no parts; where a member is not even an object, the list does not fit."""

    def read(value: Any, path: Path, key: str) -> Any:
        items = _objects(value, path, key)
        if items is UNFIT or not all(isinstance(item, dict) for item in items):
            return UNFIT
        filled = (_filled(sort, item, (*path, key, index), level) for index, item in enumerate(items))
        return tuple(kind.model_construct(**fields) for fields in filled)

    return read


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an object in the file."""

    field: str
    read: Reader = _text
    default: Any = ""


PROPERTIES = Key("properties", _properties, {})
INSIDE = Key("inside", _ids, ())

KEYS: Mapping[str, Mapping[str, Key]] = {
    "design": {
        "format": Key("format", _format, FORMAT),
        "name": Key("name"),
        "about": Key("about"),
        **{name: Key(name, _shelf, {}) for name in SHELF_NAMES},
        "waivers": Key("waivers", _all_of(Waiver, "waivers", 4), ()),
    },
    "requirements": {"id": Key("id"), "type": Key("type"), "text": Key("text"), "properties": PROPERTIES},
    "groups": {
        "id": Key("id"),
        "kind": Key("kind"),
        "name": Key("name"),
        "in": INSIDE,
        "note": Key("note"),
        "properties": PROPERTIES,
    },
    "components": {
        "id": Key("id"),
        "kind": Key("kind"),
        "name": Key("name"),
        "at": Key("at", _slot, None),
        "in": INSIDE,
        "note": Key("note"),
        "properties": PROPERTIES,
    },
    "connections": {
        "id": Key("id"),
        "from": Key("source"),
        "verb": Key("verb"),
        "to": Key("target"),
        "label": Key("label"),
        "properties": PROPERTIES,
    },
    "flows": {"id": Key("id"), "steps": Key("steps", _all_of(Step, "steps", 6), ()), "properties": PROPERTIES},
    "steps": {
        "component": Key("component"),
        **{mark: Key(mark, _truth, False) for mark in ("compensated", "pivot", "retriable")},
    },
    "waivers": {
        "rule": Key("rule"),
        "on": Key("on", _sorted_ids, ()),
        "reason": Key("reason"),
        "owner": Key("owner"),
        "until": Key("until"),
    },
}
"""The keys of each sort of object, in the order of the file."""

DEFAULTS = {sort: {key.field: key.default for key in keys.values() if key.field != "id"} for sort, keys in KEYS.items()}


def _filled(sort: str, raw: Raw, path: Path, level: int) -> Raw:
    """The fields of an object whose values lie `level` deep, and what it says besides, as `kept`."""
    keys, fields, kept = KEYS[sort], dict(DEFAULTS[sort]), {}
    for name, value in raw.items():
        key = keys.get(name)
        read = UNFIT if key is None else key.read(value, path, name)
        if read is UNFIT or key is None:
            kept[name] = frozen(value, level)
        else:
            fields[key.field] = read
    if kept:
        fields["kept"] = kept
    return fields


def waiver_order(waiver: Waiver) -> tuple[str, tuple[str, ...], str, str, str, str]:
    """Where a waiver stands in the file: by rule, parts, date and reason, whatever the order of its keys."""
    kept = sorted(waiver.kept.items(), key=lambda item: item[0])
    return waiver.rule, waiver.on, waiver.until, waiver.reason, waiver.owner, repr(kept)


def settled(waivers: Iterable[Waiver]) -> tuple[Waiver, ...]:
    """Waivers as the file has them: each with its parts in order, and all in order."""
    each = (waiver.model_copy(update={"on": tuple(sorted(waiver.on))}) for waiver in waivers)
    return tuple(sorted(each, key=waiver_order))
