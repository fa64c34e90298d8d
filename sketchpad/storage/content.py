"""What a save writes, made and checked before the disk is touched: it reads back as the design it was made from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from ..model import Design, NotationError, Part, parse, unparse
from ..model.design import FORMAT, Frozen
from .files import LARGEST, newer, read
from .refusals import Invalid
from .shapes import SHELF_NAMES, frozen, settled
from .unreadable import Unreadable
from .writing import dumps, shelved


def encoded(path: str | os.PathLike[str], design: Design) -> str:
    """What `save` writes for a design: its canonical form, or notation for a `.sketch` file. Raises SaveError."""
    if design.format > FORMAT:
        raise Invalid(newer(design.format))
    return _as_notation(design) if os.fspath(path).endswith(".sketch") else _as_json(design)


def as_bytes(text: str) -> bytes:
    """A text as a file holds it. Raises SaveError."""
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        raise Invalid("half a character, which a file cannot hold") from None
    if len(data) > LARGEST:
        raise Invalid(f"the design would take {len(data) >> 20} MiB; the most is {LARGEST >> 20} MiB")
    return data


def _as_json(design: Design) -> str:
    try:
        text = dumps(design)
        again = read("", text).design
    except (ValueError, Unreadable) as error:
        raise Invalid(f"the design cannot be written as a file: {error}") from error
    if _settled(again) != _settled(design):
        raise Invalid("the design would not read back as it is")
    return text


def _as_notation(design: Design) -> str:
    for thing in _everything(design):
        if thing.kept:
            key = next(iter(thing.kept))
            message = f"sketch notation cannot hold {key} of {thing}; save it under a name that ends in .sketch.json"
            raise Invalid(message)
    if design.spare:
        raise Invalid(f"sketch notation cannot hold two parts of the id {design.spare[0].id}")
    text = unparse(design)
    try:
        again = parse(text)
    except NotationError as error:
        raise Invalid(f"sketch notation cannot hold this design: {error.message}") from error
    if _settled(again) == _settled(design):
        return text
    odd = next((part for part in design.parts() if again.get(part.id) != part), design)
    raise Invalid(f"sketch notation cannot hold all of {odd}; save it under a name that ends in .sketch.json")


def _everything(design: Design) -> Iterator[Frozen]:
    yield design
    yield from design.parts()
    for flow in design.flows.values():
        yield from flow.steps
    yield from design.waivers


def _settled(design: Design) -> Design:
    """A design as it reads back: lists frozen, waivers in order, and of parts with one id the first in the lead."""
    owners: dict[str, Part] = {}
    spare: list[Part] = []
    for part in (part for name in SHELF_NAMES for part in shelved(design, name)):
        properties = getattr(part, "properties", {})
        if any(isinstance(value, list | dict) for value in properties.values()):
            part = part.but(properties=frozen(properties))
        if owners.setdefault(part.id, part) is not part:
            spare.append(part)
    fields: dict[str, Any] = {name: {} for name in SHELF_NAMES}
    for part in owners.values():
        fields[part.shelf][part.id] = part
    return design.model_copy(
        update={**fields, "spare": tuple(spare), "waivers": settled(design.waivers), "kept": frozen(design.kept)}
    )
