"""The fields of a part: what each is called, what it holds, and what a text that is typed there means as an edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ..catalog import (
    GROUPS,
    KINDS,
    REQUIREMENTS,
    VERBS,
    Property,
    hint,
    kind_of,
    properties_of,
    verb_of,
    verbs_between,
)
from ..catalog.facts import facts
from ..catalog.kind import NONE, UNSET
from ..model import Component, Connection, Design, Flow, Group, Id, Part, Requirement, Step, noun
from ..model.notation import step
from ..model.printing import written_step
from .components import Annotate, ChangeKind, Rename, SetProperty, Unset
from .connections import ChangeVerb, Relabel
from .edit import Edit
from .requirements import Describe, Reword, SetFlow
from .several import Several

MIXED = "<mixed>"
"""Shown where the parts that are chosen differ."""

YES, NO = frozenset({"true", "yes", "on", "y", "x"}), frozenset({"false", "no", "off", "n"})
"""What people type for true and for false."""


@dataclass(frozen=True)
class Field:
    """A line of the form: what it is called, what it holds, and how it is changed."""

    part: Id
    name: str
    about: Property
    value: Any
    """As stated, else the default, else None for unknown."""
    stated: bool
    write: Callable[[str], Edit] | None = None
    """How a text is written where this is a field of the part (name, note, verb …) rather than a property."""
    known: bool = True
    """Whether the catalogue knows the property; what it does not know is kept and not changed."""
    words: tuple[str, ...] = ()
    """What fits, where that is known and is no choice that one would step through."""
    others: tuple[Field, ...] = ()
    """The same field of the other parts that are chosen; one edit changes them all."""

    @property
    def own(self) -> bool:
        return self.write is not None

    @property
    def mixed(self) -> bool:
        """Whether the parts that are chosen differ in it."""
        return any(one.value != self.value for one in self.others)

    @property
    def text(self) -> str:
        """The value as a person would type it; empty where it is unknown, or not the same for all."""
        return "" if self.value is None or self.mixed else written(self.value)

    @property
    def shown(self) -> str:
        """The value in words."""
        if self.mixed:
            return MIXED
        if self.about.type == "bool" and (self.value is None or isinstance(self.value, bool)):
            return ("[x] yes" if self.value else "[ ] no") if self.value is not None else "[ ] unknown"
        if self.value is None or self.value == "":
            return "-" if self.own else "unknown"
        if self.value == ():
            return NONE
        if isinstance(self.value, int | float) and self.about.type in ("int", "number"):
            return f"{self.value:,} {self.about.unit}".rstrip()
        return written(self.value)

    @property
    def trouble(self) -> str | None:
        """What is wrong with the value that there is."""
        if self.own or not self.known or not self.stated or self.mixed:
            return None
        return self.about.problem(self.value)

    @property
    def choices(self) -> tuple[str, ...]:
        """What one would step through."""
        return ("false", "true") if self.about.type == "bool" else self.about.choices

    @property
    def hint(self) -> str:
        """What it means and what fits."""
        fits = "" if self.own or self.about.type == "text" else self.about.expected
        default = written(self.about.default) if self.about.default is not None and not self.own else ""
        facts = (self.about.help, fits and f"{fits[0].upper()}{fits[1:]}.", default and f"Default: {default}.")
        return " ".join(fact for fact in facts if fact)

    def suggestions(self, design: Design) -> tuple[str, ...]:
        """Words that fit, the likeliest first."""
        if self.choices:
            return self.choices
        if self.words:
            return self.words
        match self.about.type:
            case "region" | "regions":
                return tuple(facts.regions)
            case "place" | "places":
                return tuple(facts.places)
            case "class":
                return tuple(classes())
            case "id" | "ids":
                return tuple(sorted(part.id for part in design.parts() if part.id != self.part))
        return ()

    def next(self, by: int = 1) -> Edit | None:
        """The edit that goes on to the next choice; None where there is nothing to step through."""
        if not self.choices or self.about.is_list or not self.known:
            return None
        now = self.text
        at = self.choices.index(now) if now in self.choices else -1 if by > 0 else 0
        return self.edit(self.choices[(at + by) % len(self.choices)])

    def problem(self, text: str) -> str | None:
        """Why a text does not fit; None when it does."""
        text = text.strip()
        if not self.known:
            return "the catalogue does not know this property; it is kept as it is"
        if not self.own:
            return self.about.problem(value_of(text, self.about)) if text else None
        if self.name in ("kind", "verb") and not text:
            return f"a {self.name} is needed"
        if self.name == "kind":
            return self._missing("kind", (text,))
        if self.name == "steps":
            return self._missing("component", (step.component for step in _steps(text)))
        return None

    def _missing(self, what: str, names: Iterable[str]) -> str | None:
        """Which of some names is none of the words that fit."""
        name = next((name for name in names if name not in self.words), None)
        if name is None:
            return None
        return f"there is no {what} {name}{hint(name, self.words)}"

    def edit(self, text: str) -> Edit:
        """The edit that writes a text here; an empty one leaves a property to its default."""
        return _all(self._edit(text.strip()), [one._edit(text.strip()) for one in self.others])

    def _edit(self, text: str) -> Edit:
        if self.write is not None:
            return self.write(text)
        return SetProperty(self.part, self.name, value_of(text, self.about)) if text else Unset(self.part, self.name)

    def reset(self) -> Edit | None:
        """The edit that leaves it to its default."""
        stated = [Unset(one.part, one.name) for one in (self, *self.others) if one.stated and not one.own]
        return _all(stated[0], stated[1:]) if stated else None


def _all(first: Edit, others: Sequence[Edit]) -> Edit:
    """Edits as one step, named after the first."""
    if not others:
        return first
    return Several(f"{first} and {len(others)} more", (first, *others))


def classes() -> Iterator[str]:
    """The database instance classes of which figures are known."""
    before, after = "by_class.", ".value"
    for path in facts.topic("connections"):
        if path.startswith(before):
            yield path.removeprefix(before).removesuffix(after)


def written(value: Any) -> str:
    """A value as a person types it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return ", ".join(written(v) for v in value)
    return str(value)


def value_of(text: str, about: Property) -> Any:
    """What a typed text means for a property; a text that means nothing stays a text, which `about` finds unfit."""
    text = text.strip()
    if text == UNSET:
        return text
    if about.is_list:
        words = tuple(_word(word, about) for word in text.split(",") if word.strip())
        return NONE if words == (NONE,) else words
    match about.type:
        case "bool":
            return True if text.casefold() in YES else False if text.casefold() in NO else text
        case "int" | "number":
            return _number(text, about.unit)
        case _:
            return _word(text, about)


def _word(text: str, about: Property) -> str:
    text = text.strip()
    if about.type in ("place", "places") and (place := facts.place(text)) is not None:
        return place.name
    if about.choices:
        return next((choice for choice in about.choices if choice.casefold() == text.casefold()), text)
    return text.casefold() if about.type in ("region", "regions", "class") else text


def _number(text: str, unit: str) -> int | float | str:
    """A number, however it is written: `1,500`, `2.5`, `30 s`."""
    digits = text.removesuffix(unit).strip().replace(",", "").replace("_", "")
    for sort in (int, float):
        try:
            return sort(digits)
        except ValueError:
            continue
    return text


STEPS = Property("steps", "ids", help="In their order. * has a compensation, ^ is the pivot, ~ can be tried again.")
"""The field of a flow's steps."""


def _set(flow: Flow, text: str) -> Edit:
    return SetFlow(flow.but(steps=tuple(_steps(text))))


def _steps(text: str) -> Iterator[Step]:
    return (step(word.strip()) for word in text.split(",") if word.strip())


def _own(part: Id, name: str, value: str, write: Callable[[str], Edit], **more: Any) -> Field:
    choices: tuple[str, ...] = more.pop("choices", ())
    about = Property(name, "enum" if choices else "text", choices=choices, help=more.pop("help", ""))
    return Field(part, name, about, value, bool(value), write, **more)


def fields(design: Design, part: Part) -> Iterator[Field]:
    """Every field of a part in the order of the form."""
    id = part.id
    if isinstance(part, Component | Group):
        yield _own(id, "name", part.name or id, partial(Rename, id), help="What it is called; its id stays.")
    if isinstance(part, Component):
        yield _own(id, "kind", part.kind, partial(ChangeKind, id), words=tuple(KINDS), help=kind_of(part.kind).help)
    if isinstance(part, Connection):
        help = verb_of(part.verb).help
        yield _own(id, "verb", part.verb, partial(ChangeVerb, id), choices=_verbs(design, part), help=help)
        yield _own(id, "label", part.label, partial(Relabel, id), help="What stands beside the line.")
    if isinstance(part, Requirement):
        yield _own(id, "text", part.text, partial(Reword, id), help="In the words of whoever asked for it.")
    if isinstance(part, Flow):
        there = tuple(sorted(design.components))
        yield Field(id, "steps", STEPS, tuple(map(written_step, part.steps)), True, partial(_set, part), words=there)
    if isinstance(part, Component | Group | Connection | Requirement | Flow):
        known = properties_of(part)
        for name, about in known.items():
            stated = part.properties.get(name)
            yield Field(id, name, about, about.default if stated is None else stated, stated is not None)
        for name, value in sorted(part.properties.items()):
            if name not in known:
                yield Field(id, name, Property(name, "text"), value, True, known=False)
    if isinstance(part, Component | Group):
        yield _own(id, "note", part.note, partial(Annotate, id), help="What others should know about it.")


def design_fields(design: Design) -> Iterator[Field]:
    """The fields of the design itself."""
    yield _own("", "name", design.name, lambda text: Describe(text, design.about), help="What the design is called.")
    yield _own("", "about", design.about, lambda text: Describe(design.name, text), help="What it is for.")


def shared(design: Design, parts: Sequence[Part]) -> Iterator[Field]:
    """The fields that all of some parts have."""
    first, *rest = [{one.name: one for one in fields(design, part)} for part in parts]
    for name, one in first.items():
        same = [other[name] for other in rest if name in other and (one.own or other[name].about == one.about)]
        if len(same) == len(rest) and one.known and (not one.own or name == "kind"):
            yield replace(one, stated=one.stated or any(other.stated for other in same), others=tuple(same))


def _verbs(design: Design, connection: Connection) -> tuple[str, ...]:
    """The verbs foreseen between the ends, and the one there is."""
    source, target = design.components.get(connection.source), design.components.get(connection.target)
    foreseen = verbs_between(source.kind, target.kind) if source and target else ()
    return foreseen if connection.verb in foreseen else (connection.verb, *foreseen)


def title(part: Part) -> str:
    """What a part is, in the catalogue's words."""
    if isinstance(part, Component | Group):
        return kind_of(part.kind).name if part.kind in KINDS or part.kind in GROUPS else f"{part.kind} (unknown kind)"
    if isinstance(part, Connection):
        return verb_of(part.verb).name if part.verb in VERBS else f"{part.verb} (unknown verb)"
    if isinstance(part, Requirement):
        return REQUIREMENTS[part.type].name if part.type in REQUIREMENTS else f"{part.type} (unknown type)"
    return noun(type(part))
