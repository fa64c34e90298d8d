"""Looking for components: words, and filters such as `kind:rds`, all of which have to fit. No widgets.

Each word of a text is a test of a component, or it is a mistake, of which the nearest right word is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ..catalog import KINDS, kind_of, nearest
from ..editing.groups import members
from ..model import Component, Design, Id
from ..model.printing import shown
from ..rules import Judged, Rule
from .severity import LETTERS, letter

if TYPE_CHECKING:
    from ..tracing import Verdict

HELP = "words   kind:rds   E W i x   need:latency   group:main   multi_az=false   memory_mb>512   rule:CON-001"
"""What can be looked for, each by an example."""

WORD = re.compile(r'[^\s"]*"[^"]*"?|\S+')
STATED = re.compile(r"([a-z][a-z0-9_]*)(<=|>=|=|<|>)(.*)")

Test = Callable[[Component], bool]
"""Whether a component is one of those that are looked for."""


class Mistake(Exception):
    """A filter that can fit nothing, in words."""


@dataclass(frozen=True)
class Ground:
    """What is searched."""

    design: Design
    about: Mapping[Id, Sequence[Judged]]
    """The findings about each part."""
    rules: Sequence[Rule]
    verdicts: Callable[[], Mapping[Id, Verdict]]
    """What is known of each requirement; asked for where a filter needs it."""


@dataclass(frozen=True)
class Sought:
    """What was found, and what was wrong with the question."""

    ids: frozenset[Id] = frozenset()
    mistake: str = ""


def seek(text: str, ground: Ground) -> Sought:
    """The components that fit all words and filters of a text; none for an empty text."""
    wishes = WORD.findall(text)
    try:
        tests = [_test(wish, ground) for wish in wishes]
    except Mistake as mistake:
        return Sought(mistake=str(mistake))
    if not tests:
        return Sought()
    fitting = (part.id for part in ground.design.components.values() if all(test(part) for test in tests))
    return Sought(frozenset(fitting))


def _test(wish: str, ground: Ground) -> Test:
    """The test that a word stands for. Raises Mistake."""
    if wish in (*LETTERS.values(), "x"):
        marked = {id for id, some in ground.about.items() if any(letter(one) == wish for one in some)}
        return lambda part: part.id in marked
    name, colon, value = wish.partition(":")
    if colon and name in FILTERS:
        value = value.strip('"')
        return FILTERS[name](value.casefold(), ground) if value else _anything
    if colon and name.isalpha() and (meant := nearest(name, FILTERS)) and value:
        raise Mistake(f"there is no filter {name}:, did you mean {meant}:?")
    if (said := STATED.fullmatch(wish)) is not None:
        return _stated(said[1], said[2], said[3], ground)
    return partial(_says, wish.strip('"').casefold(), ground)


def _anything(part: Component) -> bool:
    return True


def _says(word: str, ground: Ground, part: Component) -> bool:
    """Whether an id, name, kind, note, property or rule has a word in it."""
    kind = kind_of(part.kind)
    stated = (f"{name}={shown(value)}" for name, value in part.properties.items())
    rules = (one.rule.id for one in ground.about.get(part.id, ()))
    return any(
        word in text.casefold() for text in (part.id, part.name, part.kind, kind.name, kind.code, part.note, *stated)
    ) or any(word in id.casefold() for id in rules)


def _kind(value: str, ground: Ground) -> Test:
    """By kind: its name in the file, its code, or how its name begins."""
    kinds = {part.kind for part in ground.design.components.values()}
    called = {kind: (kind, kind_of(kind).code.casefold(), kind_of(kind).name.casefold()) for kind in {*KINDS, *kinds}}
    fitting = {kind for kind, names in called.items() if value in names}
    fitting = fitting or {kind for kind, names in called.items() if any(name.startswith(value) for name in names)}
    if not fitting:
        raise Mistake(unknown("kind", value, called))
    return lambda part: part.kind in fitting


def _need(value: str, ground: Ground) -> Test:
    """By a requirement or a type of requirements: the parts that decide it."""
    needs = ground.design.requirements.values()
    fitting = {need.id for need in needs if value in (need.id, need.type)}
    fitting = fitting or {need.id for need in needs if need.id.startswith(value) or need.type.startswith(value)}
    if not fitting:
        raise Mistake(unknown("requirement", value, {name for need in needs for name in (need.id, need.type)}))
    verdicts = ground.verdicts()
    deciding = {id for need in fitting if need in verdicts for id in verdicts[need].by}
    return lambda part: part.id in deciding


def _group(value: str, ground: Ground) -> Test:
    """By a group, at any depth."""
    groups = ground.design.groups.values()
    fitting = {one.id for one in groups if value in (one.id, one.name.casefold())}
    fitting = fitting or {one.id for one in groups if one.id.startswith(value) or one.name.casefold().startswith(value)}
    if not fitting:
        raise Mistake(unknown("group", value, {name for one in groups for name in (one.id, one.name.casefold())}))
    inside = {id for group in fitting for id in members(ground.design, group)}
    return lambda part: part.id in inside


def _rule(value: str, ground: Ground) -> Test:
    """By a rule, or the family that an id begins with."""
    rules = [rule.id for rule in ground.rules]
    if not any(rule.casefold().startswith(value) for rule in rules):
        raise Mistake(unknown("rule", value.upper(), rules))
    spoken = {id for id, some in ground.about.items() if any(one.rule.id.casefold().startswith(value) for one in some)}
    return lambda part: part.id in spoken


FILTERS: Mapping[str, Callable[[str, Ground], Test]] = {"kind": _kind, "need": _need, "group": _group, "rule": _rule}


def _stated(name: str, sign: str, value: str, ground: Ground) -> Test:
    """By what is stated of a property: a text by its beginning, a number by comparing."""
    known = {name for part in ground.design.components.values() for name in part.properties}
    known.update(property for kind in KINDS.values() for property in kind.properties)
    if name not in known:
        raise Mistake(unknown("property", name, known))
    value = value.strip('"').casefold()
    if sign == "=":
        return lambda part: part.properties.get(name) is not None and _equals(part.properties[name], value)
    try:
        limit = float(value or "0")
    except ValueError:
        raise Mistake(f"{name}{sign} compares with a number, not with {value}") from None
    return lambda part: _compares(part.properties.get(name), sign, limit)


def _equals(stated: object, value: str) -> bool:
    if isinstance(stated, int | float) and not isinstance(stated, bool):
        try:
            return stated == float(value)
        except ValueError:
            return not value
    said = stated if isinstance(stated, tuple | list) else (stated,)
    return any(shown(one).casefold().startswith(value) for one in said)


def _compares(stated: object, sign: str, limit: float) -> bool:
    if isinstance(stated, bool) or not isinstance(stated, int | float):
        return False
    low, high = stated < limit, stated > limit
    return {"<": low, ">": high, "<=": not high, ">=": not low}[sign]


def unknown(what: str, value: str, names: Iterable[str]) -> str:
    """That there is no such thing, and the nearest that there is."""
    close = nearest(value, names)
    return f"there is no {what} {value}" + (f"; nearest: {close}" if close else "")
