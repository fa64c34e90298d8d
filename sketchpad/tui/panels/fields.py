"""What the inspector shows of a part, and what a change of it means as an edit; no widget in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...catalog import GROUPS, KINDS, REQUIREMENTS, VERBS, Property, kind_of, verb_of, verbs_between
from ...editing import Annotate, ChangeKind, ChangeVerb, Edit, Relabel, Rename, Reword, SetProperty, Unset
from ...model import Component, Connection, Design, Flow, Group, Id, Part, Requirement
from ...model.notation import NotationError, parse


@dataclass(frozen=True)
class Field:
    """A line of the form: what it is called, what it holds, and how it is changed."""

    part: Id
    name: str
    about: Property
    value: Any
    """As stated, else the default, else None for unknown."""
    stated: bool
    own: bool = False
    """Whether it is a field of the part (name, note, verb …) rather than a property."""
    known: bool = True

    @property
    def shown(self) -> str:
        """The value in words."""
        if self.about.type == "bool":
            return ("[x] yes" if self.value else "[ ] no") if self.value is not None else "[ ] unknown"
        if self.value is None or self.value == "":
            return "-" if self.own else "unknown"
        text = written(self.value)
        return f"{text} {self.about.unit}" if self.about.unit and self.about.type in ("int", "number") else text

    @property
    def choices(self) -> tuple[str, ...]:
        return ("true", "false") if self.about.type == "bool" else self.about.choices

    def next(self, by: int = 1) -> Edit | None:
        """The edit that goes on to the next choice; None where there is nothing to go through."""
        if not self.choices or self.about.is_list or not self.known:
            return None
        now = written(self.value) if self.value is not None else ""
        at = self.choices.index(now) if now in self.choices else -1 if by > 0 else 0
        return self.edit(self.choices[(at + by) % len(self.choices)])

    def problem(self, text: str) -> str | None:
        """Why a text does not fit; None when it does."""
        if self.own:
            return None if text or self.name not in ("kind", "verb") else "needs a value"
        try:
            return self.about.problem(value_of(text, self.about))
        except NotationError as error:
            return error.message

    def edit(self, text: str) -> Edit:
        """The edit that writes a text here; an empty one leaves a property to its default."""
        if self.own:
            return OWN[self.name](self.part, text)
        if not text:
            return Unset(self.part, self.name)
        return SetProperty(self.part, self.name, value_of(text, self.about))

    def reset(self) -> Edit | None:
        """The edit that leaves it to its default."""
        return Unset(self.part, self.name) if self.stated and not self.own else None


OWN: Mapping[str, Callable[[Id, str], Edit]] = {
    "name": Rename,
    "note": Annotate,
    "label": Relabel,
    "verb": ChangeVerb,
    "kind": ChangeKind,
    "text": Reword,
}
"""The edit behind each field of a part itself."""


def written(value: Any) -> str:
    """A value as a person types it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return ",".join(written(v) for v in value)
    return str(value)


def value_of(text: str, about: Property) -> Any:
    """What a typed text means for a property. Raises NotationError."""
    text = text.strip()
    if about.type in ("text", "place", "region", "class", "enum", "id") and '"' not in text:
        return text
    quoted = text if '"' in text or " " not in text else ",".join(f'"{t.strip()}"' for t in text.split(","))
    value = parse(f"x y v={quoted}").components["y"].properties.get("v")
    return (value,) if about.is_list and not isinstance(value, tuple) and value != "none" else value


def _own(part: Part, name: str, value: str, choices: tuple[str, ...] = ()) -> Field:
    about = Property(name, "enum" if choices else "text", choices=choices)
    return Field(part.id, name, about, value, bool(value), own=True)


def fields(design: Design, part: Part) -> Iterator[Field]:
    """Every field of a part in the order of the form."""
    if isinstance(part, Component | Group):
        yield _own(part, "name", part.name or part.id)
    if isinstance(part, Connection):
        yield _own(part, "verb", part.verb, _verbs(design, part))
        yield _own(part, "label", part.label)
    if isinstance(part, Requirement):
        yield _own(part, "text", part.text)
    if isinstance(part, Component | Group | Connection | Requirement | Flow):
        known = properties_of(part)
        for name, about in known.items():
            stated = part.properties.get(name)
            yield Field(part.id, name, about, about.default if stated is None else stated, stated is not None)
        for name, value in part.properties.items():
            if name not in known:
                yield Field(part.id, name, Property(name, "text"), value, True, known=False)
    if isinstance(part, Component | Group):
        yield _own(part, "note", part.note)


def _verbs(design: Design, connection: Connection) -> tuple[str, ...]:
    """The verbs foreseen between the ends, and the one there is."""
    source, target = design.components.get(connection.source), design.components.get(connection.target)
    foreseen = verbs_between(source.kind, target.kind) if source and target else ()
    return foreseen if connection.verb in foreseen else (connection.verb, *foreseen)


def properties_of(part: Part) -> Mapping[str, Property]:
    """What the catalogue foresees for a part."""
    if isinstance(part, Component | Group):
        return kind_of(part.kind).properties
    if isinstance(part, Connection):
        return verb_of(part.verb).properties
    if isinstance(part, Requirement) and part.type in REQUIREMENTS:
        return REQUIREMENTS[part.type].properties
    return {}


def title(part: Part) -> str:
    """What a part is, in the catalogue's words."""
    if isinstance(part, Component | Group):
        return kind_of(part.kind).name if part.kind in KINDS or part.kind in GROUPS else f"{part.kind} (unknown kind)"
    if isinstance(part, Connection):
        return verb_of(part.verb).name if part.verb in VERBS else f"{part.verb} (unknown verb)"
    if isinstance(part, Requirement):
        return REQUIREMENTS[part.type].name if part.type in REQUIREMENTS else f"{part.type} (unknown type)"
    return part.shelf.removesuffix("s")
