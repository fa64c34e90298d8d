"""What is asked of the design?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from ...catalog import REQUIREMENTS, RequirementType, hint
from ...editing.fields import Field, fields, title, value_of
from ...model import Design, Requirement, parse
from ..panels.rows import Cell, Row
from ..panels.sheet import ASKED, figures
from .form import Entry, Form
from .question import Key, Picker


class PickNeed(Picker[Requirement | str]):
    """A type of requirement, or a whole one where its figures are typed behind the type: `latency 100 99`."""

    DEFAULT_CSS = """
    PickNeed > Frame { width: 78; }
    PickNeed Rows { height: 13; }
    """
    placeholder = "latency, cost, residency; or whole: latency 100 99"

    def __init__(self) -> None:
        super().__init__()
        self._stated: Requirement | str | None = None
        """What the line states, or what is wrong with it; None where it only names a type."""

    def rows(self, text: str) -> Iterator[Row]:
        wish, _, figured = text.strip().partition(" ")
        self.frame.head(("Add a requirement", "$foreground bold"), right=f"{len(REQUIREMENTS)} types")
        ranked = [(rank, type) for type in REQUIREMENTS.values() if (rank := _rank(wish.casefold(), type))]
        found = [type for _, type in sorted(ranked, key=lambda one: one[0])]
        self._stated = stated(found[0], figured) if found and figured.strip() else None
        if self._stated is None:
            yield from (Row(type.type, ((f"{type.name:<20}  ", "plain"), (type.help, "dim"))) for type in found)
            return
        says: Cell = (self._stated, "error") if isinstance(self._stated, str) else (figures(self._stated), "stated")
        yield Row(found[0].type, ((f"{found[0].name:<20}  ", "plain"), says))

    def answer(self, key: Hashable) -> Requirement | str | None:
        if self._stated is None:
            return str(key)
        return None if isinstance(self._stated, str) else self._stated


def stated(type: RequirementType, text: str) -> Requirement | str:
    """The requirement that figures behind a type state, or what is wrong with them.

    A figure without a name is that of the next property, in the order of the type's example and then of the catalogue.
    """
    asked = (name for name in type.properties if name not in ASKED)
    names = dict.fromkeys((*_template(type.type).properties, *asked))
    properties: dict[str, Any] = {}
    for word in text.split():
        name, equals, said = word.rpartition("=")
        if not equals:
            name = next((name for name in names if name not in properties), "")
        about = type.properties.get(name)
        if about is None:
            return f"there is no {name}{hint(name, type.properties)}" if name else f"{word} is one too many"
        properties[name] = value_of(said, about)
        if problem := about.problem(properties[name]):
            return problem
    return Requirement(id=type.type, type=type.type, properties=properties)


def _rank(wish: str, type: RequirementType) -> int:
    """How well a text means a type: 1 is best, 0 not at all."""
    name = type.name.casefold()
    if type.type.startswith(wish) or name.startswith(wish):
        return 1
    if wish in type.type or wish in name:
        return 2
    return 3 if wish in type.help.casefold() else 0


class NeedForm(Form[Requirement]):
    """The figures of a requirement; a new one begins with an example."""

    DEFAULT_CSS = """
    NeedForm > Frame { width: 76; }
    NeedForm #hint { height: 4; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "done", "submit"),
        Key("Tab", "next line", "step(1)"),
        Key("Right", "complete"),
        Key("Esc", "back", "leave"),
    )

    def __init__(self, type: str) -> None:
        super().__init__()
        self._draft = _template(type)

    @property
    def _fields(self) -> tuple[Field, ...]:
        return tuple(one for one in fields(Design(), self._draft) if one.known)

    def entries(self) -> Sequence[Entry]:
        return tuple(
            Entry(
                one.name,
                one.name,
                one.text if one.stated else "",
                one.hint,
                one.problem,
                one.suggestions(Design()),
                one.about.is_list,
            )
            for one in self._fields
        )

    def about(self) -> str:
        return REQUIREMENTS[self._draft.type].help if self._draft.type in REQUIREMENTS else ""

    @property
    def begin(self) -> str | None:
        """The words come last: the figures are what is checked."""
        return next((one.name for one in self._fields if not one.own), super().begin)

    def on_mount(self) -> None:
        super().on_mount()
        self.frame.head(("Requirement  ", ""), (title(self._draft), "$foreground bold"), right=self._draft.id)

    def answer(self, texts: Mapping[str, str]) -> Requirement:
        said = ((one, texts[one.name]) for one in self._fields if not one.own)
        properties = {one.name: value_of(text, one.about) for one, text in said if text}
        return self._draft.but(text=texts.get("text", ""), properties=properties)


def _template(type: str) -> Requirement:
    """The example of a type."""
    made = parse(REQUIREMENTS[type].template).requirements
    return next(iter(made.values())).but(id=type)
