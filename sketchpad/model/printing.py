"""A design written in the sketch notation, part by part in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .design import EMPTY, Component, Design, Group, Id, Part, Slot, Step
from .notation import MARKS, connection_id
from .text import fates, plain
from .words import NUMBER, TRUTH

BARE = re.compile(r"[^\s;\"#,|\\]+")
"""What needs no quotes."""
NAME = re.compile(r"[^\s;\"#=]+")
"""A property that can be written before an equals sign."""
OWN: Mapping[str, frozenset[str]] = {
    "groups": frozenset({"name", "note"}),
    "components": frozenset({"name", "note"}),
    "connections": frozenset({"id", "label"}),
    "requirements": frozenset({"text"}),
    "flows": frozenset({"steps"}),
}
"""By list of the design, the words before an equals sign that are fields and so no properties."""


def unparse(design: Design) -> str:
    """The design as lines of notation, in the order of the file; what only JSON can hold is left out."""
    return "".join(f"{line}\n" for line in lines(design))


def lines(design: Design) -> Iterator[str]:
    if design.name or design.about:
        yield _line("design", quoted(design.name), _setting("about", design.about))
    for _, group in sorted(design.groups.items()):
        yield _declared(group, None)
    for _, component in sorted(design.components.items()):
        yield _declared(component, component.at)
    yield from _connections(design)
    yield from _needs(design)
    for _, flow in sorted(design.flows.items()):
        steps = ",".join(map(written_step, flow.steps))
        yield _line("flow", flow.id, f"steps={steps}" if steps else "", *_properties(flow))
    for waiver in design.waivers:
        on = ("on", ",".join(waiver.on)) if waiver.on else ()
        fields = (_setting(name, getattr(waiver, name)) for name in ("until", "reason", "owner"))
        yield _line("waive", waiver.rule, *on, *fields)


def written_step(step: Step) -> str:
    """A step of a flow with its marks, such as `pay*`."""
    return step.component + marks(step)


def marks(step: Step) -> str:
    """What is marked of a step: `*` has a compensation, `^` pivot, `~` retriable."""
    return "".join(mark for mark, field in MARKS.items() if getattr(step, field))


def statement(design: Design, id: Id) -> str:
    """The one line that states a part. Raises KeyError."""
    part = design[id]
    if isinstance(part, Group | Component):
        return _declared(part, part.at if isinstance(part, Component) else None)
    return next(lines(EMPTY.having(part)))


def unsaid(part: Part) -> frozenset[str]:
    """The properties of a part that only JSON can hold: odd names, null, lists in lists, objects."""
    return frozenset(
        name
        for name, value in getattr(part, "properties", {}).items()
        if name in OWN[part.shelf] or not NAME.fullmatch(name) or not _sayable(value)
    )


def _sayable(value: Any) -> bool:
    members = value if isinstance(value, tuple | list) else (value,)
    return all(isinstance(member, str | int | float) for member in members)


def shown(value: Any) -> str:
    """A value as people read it, without the quotes that notation needs."""
    if isinstance(value, tuple | list):
        return ",".join(map(shown, value))
    if value is None:
        return "unset"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _line(*words: str) -> str:
    return " ".join(word for word in words if word)


def _declared(part: Group | Component, at: Slot | None) -> str:
    place = f"at {at.column},{at.row}" if at is not None else ""
    inside = "in " + ",".join(part.inside) if part.inside else ""
    fields = (_setting("name", part.name), _setting("note", part.note))
    return _line(part.kind, part.id, place, inside, *fields, *_properties(part))


def _connections(design: Design) -> Iterator[str]:
    """Connections by id; an id is shown only where leaving it out would give another one."""
    for _, c in sorted(design.connections.items()):
        stated = "" if c.id == connection_id(c.source, c.verb, c.target) else f"id={c.id}"
        yield _line(c.source, c.verb, c.target, stated, _setting("label", c.label), *_properties(c))


def _needs(design: Design) -> Iterator[str]:
    for _, r in sorted(design.requirements.items()):
        named = ("as", r.id) if r.id != r.type else ()
        yield _line("need", r.type, *named, _setting("text", r.text), *_properties(r))


def _setting(name: str, text: str) -> str:
    if not text:
        return ""
    return f"{name}={text}" if bare(text) else f"{name}={quoted(text)}"


def _properties(part: Part) -> Iterator[str]:
    properties = getattr(part, "properties", {})
    for name in sorted(properties.keys() - unsaid(part)):
        yield f"{name}={_written(properties[name])}"


def _written(value: Any) -> str:
    if isinstance(value, tuple | list):
        members = ",".join(_written_single(member) for member in value)
        return members if len(value) > 1 else members + ","
    return _written_single(value)


def _written_single(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        word = bare(value) and value not in TRUTH and not NUMBER.fullmatch(value)
        return value if word else quoted(value)
    return repr(value)


def quoted(text: str) -> str:
    """A text in the quotes that notation needs around spaces; what no terminal may show is an escape."""
    if plain(text) != text or "##[" in text:
        escaped = "".join(_escaped(char, shown) for char, shown in fates(text))
        return f'"{escaped.replace(RUNNER, RUNNER_ESCAPED)}"'
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _escaped(char: str, shown: str) -> str:
    if char in ESCAPES:
        return ESCAPES[char]
    return char if char == shown else f"\\u{{{ord(char):x}}}"


RUNNER, RUNNER_ESCAPED = "##[", "#\\u{23}["
"""How a command of GitHub's runner begins wherever it stands in its log."""
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def bare(text: str) -> bool:
    """Whether a text needs no quotes."""
    return BARE.fullmatch(text) is not None and plain(text) == text
