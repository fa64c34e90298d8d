"""What is asked of the design?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import ClassVar

from ...catalog import REQUIREMENTS, RequirementType
from ...model import Design, Requirement, parse
from ..panels.fields import Field, fields, title, value_of
from ..panels.rows import Row
from .form import Entry, Form
from .question import Key, Picker


class PickNeed(Picker[str]):
    """A type of requirement."""

    DEFAULT_CSS = """
    PickNeed > Frame { width: 78; }
    PickNeed Rows { height: 13; }
    """
    placeholder = "latency, cost, residency"

    def rows(self, text: str) -> Iterator[Row]:
        wish = text.casefold().strip()
        self.frame.head(("Add a requirement", "$foreground bold"), right=f"{len(REQUIREMENTS)} types")
        ranked = [(rank, type) for type in REQUIREMENTS.values() if (rank := _rank(wish, type))]
        for _, type in sorted(ranked, key=lambda one: one[0]):
            yield Row(type.type, ((f"{type.name:<20}  ", "plain"), (type.help, "dim")))

    def answer(self, key: Hashable) -> str:
        return str(key)


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

    def __init__(self, type: str | None = None, old: Requirement | None = None) -> None:
        super().__init__()
        self._old = old
        self._draft = old or (_template(type) if type else None)

    @property
    def _fields(self) -> tuple[Field, ...]:
        if self._draft is None:
            return ()
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
        return REQUIREMENTS[self._draft.type].help if self._draft and self._draft.type in REQUIREMENTS else ""

    @property
    def begin(self) -> str | None:
        """The words come last: the figures are what is checked."""
        return next((one.name for one in self._fields if not one.own), super().begin)

    def on_mount(self) -> None:
        if self._draft is None:
            self.app.push_screen(PickNeed(), self._picked)
        else:
            self._entitle(self._draft)

    def _entitle(self, draft: Requirement) -> None:
        self.frame.head(("Requirement  ", ""), (title(draft), "$foreground bold"), right=draft.id)

    async def _picked(self, type: str | None) -> None:
        if type is None:
            self.dismiss(None)
            return
        self._draft = _template(type)
        await self.recompose()
        self._entitle(self._draft)
        self.start()
        self.call_after_refresh(self.settle)

    def answer(self, texts: Mapping[str, str]) -> Requirement | None:
        draft = self._draft
        if draft is None:
            return None
        kept = {name: value for name, value in draft.properties.items() if name not in texts}
        stated = {
            one.name: value_of(text, one.about) for one in self._fields if not one.own and (text := texts[one.name])
        }
        return draft.but(text=texts.get("text", ""), properties={**kept, **stated})


def _template(type: str) -> Requirement:
    """The example of a type."""
    made = parse(REQUIREMENTS[type].template).requirements
    return next(iter(made.values())).but(id=type)
