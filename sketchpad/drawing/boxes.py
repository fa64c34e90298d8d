"""What a component's box says: its name and what is stated within, and in its border the code in the top left, a badge
in the top right, tags in the bottom left and marks in the bottom right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ..catalog import GROUPS, kind_of
from ..model import Component
from ..model.printing import shown
from ..model.text import plain
from .cells import ascii_only, clip, encoded, fit, width
from .view import BADGES, MARKS, Style
from .zoom import Sizes

MARGIN = 3
"""Cells of a tag at the least, beside marks."""

BADGE = 3
"""Cells of a badge at the most."""


@dataclass(frozen=True, slots=True)
class Card:
    """The texts of one box, from which every zoom takes what it has room for."""

    code: str
    name: str
    facts: tuple[tuple[str, str], ...]
    """Names and values of stated properties, in the catalogue's order."""
    tags: tuple[str, ...]
    id: str = ""

    def named(self, ascii: bool) -> str:
        """The name; in ASCII the id, where nothing of the name could be read."""
        unread = ascii and self.name and not ascii_only(self.name).strip("? ")
        return self.id if unread and self.name.strip("? ") else self.name

    def wants(self, sizes: Sizes) -> int:
        """Width in cells that shows the name and the tags uncut, and the facts where there are several."""
        facts = self.facts[: sizes.properties] if sizes.properties > 1 else ()
        texts = [self.name, *(f"{name}: {value}" for name, value in facts)]
        return max(max(map(width, texts)) + 4, width(self.tag) + 6 if self.tags else 0)

    @property
    def tag(self) -> str:
        """The groups that it is not drawn in."""
        return "".join(f"«{name}»" for name in self.tags)


def card(component: Component, tags: tuple[str, ...] = ()) -> Card:
    """What the box of a component says."""
    kind = kind_of(component.kind)
    stated = {name: value for name, value in component.properties.items() if value is not None}
    names = [name for name in kind.properties if name in stated] if stated else []
    names += sorted(stated.keys() - kind.properties.keys())
    facts = tuple((plain(name), plain(shown(stated[name]))) for name in names[:3])
    fold = "+" if component.kind in GROUPS else ""
    return Card(fold + plain(kind.code), plain(component.name or component.id), facts, tags, component.id)


def _fact(name: str, value: str, room: int) -> str:
    """A property in so many cells; rather its name is cut than a short value."""
    short = room - width(value) - 2
    return f"{clip(name, short)}: {value}" if short >= 3 else clip(f"{name}: {value}", room)


def column_width(cards: Iterable[Card], sizes: Sizes) -> int:
    """Width of a column of boxes: it follows the longest text in steps."""
    wanted = max((card.wants(sizes) for card in cards), default=0)
    if not wanted:
        return sizes.empty
    steps = max(0, -(-(wanted - sizes.narrowest) // sizes.step))
    return min(sizes.widest, sizes.narrowest + steps * sizes.step)


@dataclass(frozen=True, slots=True)
class Frame:
    """A box as rows of cells."""

    rows: tuple[str, ...]
    cells: tuple[bytes, ...]
    """The rows in four bytes a cell; empty for one that has wide characters or marks."""
    styles: tuple[bytes, ...]
    top: frozenset[int]
    """Columns of the top border that hold text."""
    bottom: frozenset[int]


@lru_cache(maxsize=8192)
def frame(
    card: Card, badge: str, wide: int, high: int, sizes: Sizes, ascii: bool, marks: tuple[str, ...] = ()
) -> Frame:
    """The box of a card; the same texts in the same size are drawn once."""
    corners = "++++-|" if ascii else "┌┐└┘─│"
    inner = wide - 2
    badge = clip(plain(badge), min(BADGE, inner))
    code = clip(card.code, max(0, inner - width(badge))) if sizes.label else ""
    tag = card.tag if sizes.label else ""
    facts = [_fact(name, value, wide - 4) for name, value in card.facts[: sizes.properties]]
    lines = [card.named(ascii), *facts] if sizes.label else [f"{card.code[:3]:^3}"]
    shown = _fitting(marks, inner) if sizes.label else ()
    foot = sum(len(mark) + 1 for mark in shown)
    tag = clip(tag, inner - foot - bool(foot)) if inner > foot + MARGIN else ""
    texts = [code, badge, tag, *lines]
    if ascii:
        texts = [ascii_only(text) for text in texts]
    code, badge, tag, *lines = texts
    fill = corners[4] * (inner - width(code) - width(badge))
    rows = [corners[0] + code + fill + badge + corners[1]]
    styles = [
        bytes((Style.BOX,))
        + bytes((Style.CODE,)) * width(code)
        + bytes((Style.BOX,)) * len(fill)
        + bytes((BADGES.get(badge[:1], Style.BADGE),)) * width(badge)
        + bytes((Style.BOX,))
    ]
    lines = lines[: high - 2]
    above = (high - 2 - len(lines)) // 2 if high > sizes.height or not sizes.label else 0
    room = wide - 4 if sizes.label else inner
    space = " " if sizes.label else ""
    for i in range(high - 2):
        line = lines[i - above] if 0 <= i - above < len(lines) else ""
        rows.append(corners[5] + space + fit(line, room) + space + corners[5])
        role = Style.CODE if not sizes.label else Style.NAME if i == above else Style.PROPERTY
        styles.append(bytes((Style.BOX,)) + bytes((role,)) * inner + bytes((Style.BOX,)))
    fill = corners[4] * (inner - width(tag) - foot)
    said = "".join(f"{mark}{corners[4]}" for mark in shown)
    rows.append(corners[2] + tag + fill + (ascii_only(said) if ascii else said) + corners[3])
    styles.append(
        bytes((Style.BOX,))
        + bytes((Style.TAG,)) * width(tag)
        + bytes((Style.BOX,)) * len(fill)
        + b"".join(bytes((_look(mark),)) * len(mark) + bytes((Style.BOX,)) for mark in shown)
        + bytes((Style.BOX,))
    )
    top = frozenset((*range(1, 1 + width(code)), *range(wide - 1 - width(badge), wide - 1)))
    bottom = frozenset((*range(1, 1 + width(tag)), *range(wide - 1 - foot, wide - 1)))
    return Frame(tuple(rows), tuple(map(encoded, rows)), tuple(styles), top, bottom)


def _fitting(marks: tuple[str, ...], room: int) -> tuple[str, ...]:
    """The first marks for which there is room, with a cell behind each."""
    while marks and sum(len(mark) + 1 for mark in marks) > room:
        marks = marks[:-1]
    return marks


def _look(mark: str) -> Style:
    return next((style for start, style in MARKS.items() if mark.startswith(start)), Style.BADGE)
