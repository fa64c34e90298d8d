"""The one way a design is written down: keys and parts in a fixed order, laid out as `json.dumps` does with indent 2.

What is empty is left out, a stated property stays, and what was kept is written back where it stood: under its own
key in the order of the keys, or after them. Half a surrogate pair, which UTF-8 cannot hold, is written as its escape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring
from typing import Any

from ..model import Design, Part
from ..model.design import Frozen
from .shapes import KEYS, SHELF_NAMES, by_id, settled
from .syntax import DEEPEST

Known = Mapping[int, tuple[Part, str]]
"""How parts are written, by their identity, which is theirs as long as they are in here."""

text: Callable[[str], str] = encode_basestring
LAYOUT = re.compile("\n *")
"""What comes between values and never within a text, which has its line ends as escapes."""
HALF = re.compile("[\ud800-\udfff]")
PADS = tuple("\n" + " " * width for width in range(2 * DEEPEST + 1))
"""A new line and the spaces that begin it, by their number."""


def dumps(design: Design) -> str:
    """The bytes of a design's file, as text. Raises ValueError for what JSON cannot hold, such as an infinity."""
    return assembled(design, {})


def assembled(design: Design, known: Known) -> str:
    """The same, where it is known already how some parts are written. Raises ValueError."""
    kept = design.kept
    rows = []
    for key in KEYS["design"]:
        content = getattr(design, key)
        if key == "format":
            rows.append(f'"format": {content}')
        elif members := _members(design, key, known):
            rows.append(f'"{key}": {_list(members, 2)}')
        elif isinstance(content, str) and content:
            rows.append(f'"{key}": {text(content)}')
        elif key in kept:
            rows.append(f'"{key}": {_value(kept[key], 2)}')
    rows += (f"{text(key)}: {_value(value, 2)}" for key, value in kept.items() if key not in KEYS["design"])
    whole = "{\n  " + ",\n  ".join(rows) + "\n}\n"
    try:
        whole.encode("utf-8")
    except UnicodeEncodeError:
        return HALF.sub(lambda half: f"\\u{ord(half.group()):04x}", whole)
    return whole


def line(sort: str, value: Frozen) -> str:
    """A part, a step or a waiver as the file has it, on one line."""
    return LAYOUT.sub("", _object(sort, value, 0))


def value_line(value: Any) -> str:
    """Any JSON value on one line. Raises ValueError."""
    return LAYOUT.sub("", _value(value, 0))


def _members(design: Design, key: str, known: Known) -> list[str]:
    """What is in a list of the design, member by member."""
    if key == "waivers":
        return [_object(key, waiver, 4) for waiver in settled(design.waivers)]
    if key not in SHELF_NAMES:
        return []
    parts = shelved(design, key)
    if not known:
        return [_object(key, part, 4) for part in parts]
    found = map(known.get, map(id, parts))
    return [_object(key, part, 4) if one is None else one[1] for part, one in zip(parts, found, strict=True)]


def member(part: Part) -> str:
    """A part as it stands in the list of its design."""
    return _object(part.shelf, part, 4)


def shelved(design: Design, name: str) -> list[Part]:
    """The parts of a list in the order in which they are written, spare ones among them."""
    return by_id((*getattr(design, name).values(), *(part for part in design.spare if part.shelf == name)))


def _object(sort: str, value: Frozen, indent: int) -> str:
    """A part, a step or a waiver whose brace stands `indent` spaces in."""
    inner = indent + 2
    keys, fields, kept = KEYS[sort], vars(value), value.kept
    rows = []
    for name, key in keys.items():
        content = fields[key.field]
        if content:
            if content.__class__ is str:
                rows.append(f'"{name}": {text(content)}')
            elif name == "properties":
                rows.append(f'"properties": {_value(dict(sorted(content.items())), inner)}')
            elif name == "steps":
                rows.append(f'"steps": {_list([_object(name, step, inner + 2) for step in content], inner)}')
            else:
                rows.append(f'"{name}": {_value(content, inner)}')
        elif name in kept:
            rows.append(f'"{name}": {_value(kept[name], inner)}')
    if kept:
        rows += (f"{text(name)}: {_value(member, inner)}" for name, member in kept.items() if name not in keys)
    if not rows:
        return "{}"
    pad = PADS[inner]
    return "{" + pad + ("," + pad).join(rows) + PADS[indent] + "}"


def _value(value: Any, indent: int) -> str:
    """Any JSON value whose line stands `indent` spaces in."""
    if isinstance(value, str):
        return text(value)
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
    if indent > 2 * DEEPEST - 2:
        raise ValueError(f"more than {DEEPEST} levels of lists and objects")
    if isinstance(value, tuple | list):
        return _list([_value(member, indent + 2) for member in value], indent)
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        pad = PADS[indent + 2]
        members = [f"{text(key)}: {_value(member, indent + 2)}" for key, member in value.items()]
        return "{" + pad + ("," + pad).join(members) + PADS[indent] + "}"
    raise ValueError(f"{type(value).__name__} is no JSON value")


def _list(members: list[str], indent: int) -> str:
    pad = PADS[indent + 2]
    return "[" + pad + ("," + pad).join(members) + PADS[indent] + "]" if members else "[]"
