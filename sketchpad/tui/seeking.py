"""Looking for parts of a design: words, and filters such as `kind:rds`, all of which have to fit. No widgets.

Each word of a text is a test of a component, a group or a connection, or it is a mistake, of which the nearest right
word is told. A connection is known by what stands on it, not by the names at its ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog import GROUPS, KINDS, kind_of, nearest, verb_of
from ..editing.groups import around, members
from ..model import Component, Connection, Design, Group, Id
from ..model.printing import shown
from ..rules import Judged, Rule
from .severity import LETTERS, letter

if TYPE_CHECKING:
    from ..tracing import Verdict

HELP = "words   kind:rds   E W i x   need:latency   group:main   verb:reads   multi_az=false   rule:CON-001"
"""What can be looked for, each by an example."""

WORD = re.compile(r'[^\s"]*"[^"]*"?|\S+')
STATED = re.compile(r"([a-z][a-z0-9_]*)(<=|>=|=|<|>)(.*)")

Place = Component | Group | Connection
"""What has a place in the picture."""

Test = Callable[[Place], bool]
"""Whether a part is one of those that are looked for."""


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
    """The parts that fit all words and filters of a text; none for an empty text."""
    wishes = WORD.findall(text)
    try:
        tests = [_test(wish, ground) for wish in wishes]
    except Mistake as mistake:
        return Sought(mistake=str(mistake))
    if not tests:
        return Sought()
    return Sought(frozenset(part.id for part in places(ground.design) if all(test(part) for test in tests)))


def places(design: Design) -> Iterator[Place]:
    yield from design.components.values()
    yield from design.groups.values()
    yield from design.connections.values()


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
    return _says(wish.strip('"').casefold(), ground)


def _anything(part: Place) -> bool:
    """A filter of which only the name is typed yet."""
    return isinstance(part, Component)


def _says(word: str, ground: Ground) -> Test:
    """By what stands on a part, or a rule that speaks of it, wherever that has a word in it.

    On a component or a group stand its id, name, kind and note, on a connection its verb and label; and what is stated.
    """
    kinds = {part.kind for part in places(ground.design) if not isinstance(part, Connection)}
    called = {kind: (kind, kind_of(kind).name, kind_of(kind).code) for kind in kinds}
    verbs = {part.verb: (part.verb, verb_of(part.verb).name) for part in ground.design.connections.values()}
    of_kind, of_verb = ({id for id, names in some.items() if _any(word, names)} for some in (called, verbs))
    spoken = {id for id, some in ground.about.items() if any(word in one.rule.id.casefold() for one in some)}

    def says(part: Place) -> bool:
        if isinstance(part, Connection):
            own = part.verb in of_verb or word in part.label.casefold()
        else:
            own = part.kind in of_kind or _any(word, (part.id, part.name, part.note))
        stated = (f"{name}={shown(value)}" for name, value in part.properties.items())
        return own or part.id in spoken or _any(word, stated)

    return says


def _any(word: str, texts: Iterable[str]) -> bool:
    return any(word in text.casefold() for text in texts)


def _kind(value: str, ground: Ground) -> Test:
    """By kind: its name in the file, its code, or how its name begins."""
    kinds = {part.kind for part in places(ground.design) if not isinstance(part, Connection)}
    called = {kind: (kind, kind_of(kind).code.casefold(), kind_of(kind).name.casefold()) for kind in {*KINDS, *kinds}}
    fitting = {kind for kind, names in called.items() if value in names}
    fitting = fitting or {kind for kind, names in called.items() if any(name.startswith(value) for name in names)}
    if not fitting:
        raise Mistake(unknown("kind", value, called))
    return lambda part: not isinstance(part, Connection) and part.kind in fitting


def _verb(value: str, ground: Ground) -> Test:
    """By what a connection does: a verb by its name, or how that begins."""
    verbs = {part.verb: (part.verb, verb_of(part.verb).name.casefold()) for part in ground.design.connections.values()}
    fitting = {verb for verb, names in verbs.items() if value in names}
    fitting = fitting or {verb for verb, names in verbs.items() if any(name.startswith(value) for name in names)}
    if not fitting:
        raise Mistake(unknown("connection that", value, verbs))
    return lambda part: isinstance(part, Connection) and part.verb in fitting


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
    inside.update(one.id for one in groups if not fitting.isdisjoint(around(ground.design, one)))
    return lambda part: part.id in inside


def _rule(value: str, ground: Ground) -> Test:
    """By a rule, or the family that an id begins with."""
    rules = [rule.id for rule in ground.rules]
    if not any(rule.casefold().startswith(value) for rule in rules):
        raise Mistake(unknown("rule", value.upper(), rules))
    spoken = {id for id, some in ground.about.items() if any(one.rule.id.casefold().startswith(value) for one in some)}
    return lambda part: part.id in spoken


FILTERS: Mapping[str, Callable[[str, Ground], Test]] = {
    "kind": _kind,
    "verb": _verb,
    "need": _need,
    "group": _group,
    "rule": _rule,
}


def _stated(name: str, sign: str, value: str, ground: Ground) -> Test:
    """By what is stated of a property: a text by its beginning, a number by comparing."""
    known = {name for part in places(ground.design) for name in part.properties}
    known.update(property for kind in (*KINDS.values(), *GROUPS.values()) for property in kind.properties)
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
