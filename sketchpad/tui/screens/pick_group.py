"""Which boundary, and which one of its kind?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from ...catalog import Property, kind_of
from ...catalog.facts import facts
from ...model.design import GROUP_VALUES
from ..panels.rows import Row
from .question import Picker

GroupAnswer = tuple[str, str]
"""A kind of group, and its value or its name."""


def value_property(kind: str) -> str | None:
    """The property that says which group of a kind it is."""
    return GROUP_VALUES.get(kind)


class PickGroup(Picker[GroupAnswer]):
    """First the kind, then its value or name; `vpc 10.0.0.0/16` and `region eu` say both at once."""

    DEFAULT_CSS = """
    PickGroup > Frame { width: 78; }
    PickGroup Rows { height: 8; }
    """
    placeholder = "vpc, region eu-west-1, subnet private"

    def __init__(self, kinds: Sequence[str]) -> None:
        super().__init__()
        self._kinds = tuple(kinds)

    def rows(self, text: str) -> Iterator[Row]:
        self.frame.head(("Group", "$foreground bold"), right="kind, then a value or a name")
        first, _, rest = text.strip().partition(" ")
        wish = first.casefold()
        meant = [kind for kind in self._kinds if _means(kind, wish)]
        meant.sort(key=lambda kind: kind != wish)
        if meant and (rest or text.endswith(" ")):
            yield from self._values(meant[0], rest.strip())
        else:
            for kind in meant:
                about = kind_of(kind)
                yield Row((kind, ""), ((f"{about.code:<6}{about.name:<19}", "plain"), (about.help, "dim")))

    def _values(self, kind: str, text: str) -> Iterator[Row]:
        """The values that fit what is typed; what is typed itself as value or name."""
        about, name = kind_of(kind), value_property(kind)
        known = about.properties.get(name) if name else None
        found = [(code, says) for code, says in _known(known) if _finds(text, code, says)]
        for code, says in found:
            yield Row((kind, code), ((f"{about.code:<6}{code:<19}", "plain"), (says, "dim")))
        if text and all(code != text for code, _ in found):
            fits = known is not None and known.problem(text) is None
            says = known.help if fits and known else "as its name"
            yield Row((kind, text), ((f"{about.code:<6}{text:<19}", "plain"), (f"  {says}", "dim")))
        elif not text and not found:
            says = f"without a value; type {known.expected}, or a name" if known else "without a name; type one"
            yield Row((kind, ""), ((f"{about.code:<6}", "plain"), (says, "dim")))

    def answer(self, key: Hashable) -> GroupAnswer | None:
        if not isinstance(key, tuple):
            return None
        kind, value = key
        wants = value_property(kind) in kind_of(kind).properties and " " not in self.line.value and not value
        if wants and any(_known(kind_of(kind).properties[GROUP_VALUES[kind]])):
            # A Region without a code says little: ask which one; a second Enter takes it.
            self.line.write(f"{kind} ")
            return None
        return kind, value


def _means(kind: str, wish: str) -> bool:
    about = kind_of(kind)
    words = (kind, about.code.casefold(), *about.name.casefold().split(), *about.aliases)
    return any(word.casefold().startswith(wish) for word in words)


def _known(property: Property | None) -> list[tuple[str, str]]:
    """The values that are known to fit, with what they are."""
    if property is None:
        return []
    if property.type == "region":
        return [(code, place.town) for code, place in facts.regions.items()]
    return [(choice, "") for choice in property.choices]


def _finds(text: str, code: str, says: str) -> bool:
    wish = text.casefold()
    return code.startswith(wish) or any(word.startswith(wish) for word in (*says.casefold().split(), *code.split("-")))
