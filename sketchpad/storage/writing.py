"""The one way a design is written down: keys and parts in a fixed order, laid out as `json.dumps` does with indent 2.

What is empty is left out, a stated property stays, and what was kept is written back where it stood: under its own
key in the order of the keys, or after them. Half a surrogate pair, which UTF-8 cannot hold, is written as its escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring
from typing import Any

from ..model import SHELVES, Design, Part
from ..model.design import Frozen
from .shapes import KEYS, waiver_order

text: Any = encode_basestring
HALF = re.compile("[\ud800-\udfff]")
EMPTY: tuple[Any, ...] = ("", (), [], {}, None, False)
"""Values of a field that are left out."""


def dumps(design: Design) -> str:
    """The bytes of a design's file, as text. Raises ValueError for what JSON cannot hold, such as an infinity."""
    kept = design.kept
    rows = [f'"format": {design.format}']
    rows += [f"{text(key)}: {value}" for key in ("name", "about") if (value := _field(design, key, key, 2))]
    for kind in SHELVES:
        parts = list(getattr(design, kind.shelf).values())
        parts += (part for part in design.spare if part.shelf == kind.shelf)
        if parts:
            parts.sort(key=lambda part: part.id)
            rows.append(f"{text(kind.shelf)}: [\n    " + ",\n    ".join(map(_part, parts)) + "\n  ]")
        elif kind.shelf in kept:
            rows.append(f"{text(kind.shelf)}: {_value(kept[kind.shelf], 2)}")
    if design.waivers:
        waivers = [waiver.but(on=tuple(sorted(waiver.on))) for waiver in design.waivers]
        written = (_object("waivers", waiver, 4) for waiver in sorted(waivers, key=waiver_order))
        rows.append('"waivers": [\n    ' + ",\n    ".join(written) + "\n  ]")
    elif "waivers" in kept:
        rows.append(f'"waivers": {_value(kept["waivers"], 2)}')
    rows += (f"{text(key)}: {_value(value, 2)}" for key, value in kept.items() if key not in KEYS["design"])
    whole = "{\n  " + ",\n  ".join(rows) + "\n}\n"
    try:
        whole.encode("utf-8")
    except UnicodeEncodeError:
        return HALF.sub(lambda half: f"\\u{ord(half.group()):04x}", whole)
    return whole


def _part(part: Part) -> str:
    return _object(part.shelf, part, 4)


def _object(sort: str, value: Frozen, indent: int) -> str:
    """A part, a step or a waiver whose brace stands `indent` spaces in."""
    rows = list(_rows(sort, value, indent + 2))
    pad = "\n" + " " * (indent + 2)
    return "{" + pad + f",{pad}".join(rows) + "\n" + " " * indent + "}" if rows else "{}"


def _rows(sort: str, value: Frozen, indent: int) -> Iterator[str]:
    keys = KEYS[sort]
    for name, key in keys.items():
        if written := _field(value, name, key.field, indent):
            yield f'"{name}": {written}'
    for name, member in value.kept.items():
        if name not in keys:
            yield f"{text(name)}: {_value(member, indent)}"


def _field(value: Frozen, name: str, field: str, indent: int) -> str:
    """A field as written, or what was kept under its key; the empty text where it is left out."""
    content = getattr(value, field)
    if content in EMPTY:
        return _value(value.kept[name], indent) if name in value.kept else ""
    if isinstance(content, str):
        written: str = text(content)
        return written
    if field == "properties":
        return _value(dict(sorted(content.items())), indent)
    if field == "steps":
        pad = "\n" + " " * (indent + 2)
        return "[" + pad + f",{pad}".join(_object("steps", step, indent + 2) for step in content) + f"\n{' ' * indent}]"
    return _value(content, indent)


def _value(value: Any, indent: int) -> str:
    """Any JSON value whose line stands `indent` spaces in."""
    if isinstance(value, str):
        written: str = text(value)
        return written
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        if value - value != 0:
            raise ValueError(f"{value} is no JSON number")
        return float.__repr__(value)
    pad = "\n" + " " * (indent + 2)
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        members = (f"{text(key)}: {_value(member, indent + 2)}" for key, member in value.items())
        return "{" + pad + f",{pad}".join(members) + "\n" + " " * indent + "}"
    if isinstance(value, tuple | list):
        if not value:
            return "[]"
        return "[" + pad + f",{pad}".join(_value(member, indent + 2) for member in value) + "\n" + " " * indent + "]"
    raise ValueError(f"{type(value).__name__} is no JSON value")


