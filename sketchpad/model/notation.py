"""The sketch notation: a design as lines that a person types, reads aloud and compares.

    KIND ID [at C,R] [in GROUP,…] [name="…"] [note="…"] [property=value …]    a component or a group
    ID VERB ID [id=…] [label="…"] [property=value …]                          a connection
    need TYPE [as ID] [text="…"] [property=value …]                           a requirement
    flow ID steps=a*,b^,c~ [property=value …]                                 a business transaction
    waive RULE on ID,… [until=DATE] reason="…" [owner=…]                      an accepted finding
    design "NAME" [about="…"]                                                 what it is called

`parse` reads it, `unparse` of the printing module writes it; for a design without unknown keys, the one undoes the
other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

from .design import (
    EMPTY,
    FARTHEST,
    GROUP_KINDS,
    ID,
    ID_LENGTH,
    RESERVED,
    Component,
    Connection,
    Design,
    Flow,
    FreshIds,
    Group,
    Id,
    Part,
    Requirement,
    Slot,
    Step,
    Waiver,
    id_from,
)
from .words import TOKEN, NotationError, Word, typed, unquoted, value

MARKS = {"*": "compensated", "^": "pivot", "~": "retriable"}
MANY = 10_000
"""Names among which the nearest one is looked for."""
FIELDS = frozenset({"name", "note", "label", "text", "id", "about", "reason", "owner", "until", "steps"})


class Source(NamedTuple):
    """Where a statement begins."""

    line: int
    column: int


@dataclass
class Reading:
    """What a text says, statement by statement, before names are looked up."""

    design: Design = field(default_factory=Design)
    onto: Design = EMPTY
    """What is there already: its parts can be spoken of, and their ids are taken."""
    waivers: list[Waiver] = field(default_factory=list)
    where: dict[Id, Source] = field(default_factory=dict)
    """The statement of each part."""
    named: list[tuple[Id, int, int]] = field(default_factory=list)
    """Every use of a name, with line and column."""
    loose: list[tuple[Connection | Requirement, Word, int]] = field(default_factory=list)
    """Parts that state no id, with the one they wish for; they wait until every stated id is known."""


def parse(text: str) -> Design:
    """The design that a text describes. Raises NotationError."""
    return read(text)[0]


def read(text: str, onto: Design = EMPTY) -> tuple[Design, dict[Id, Source]]:
    """The design that a text describes, and where each part is stated. Raises NotationError.

    With `onto`, the text adds to that design: it may speak of its parts, and gives none of its ids again.
    """
    reading = Reading(onto=onto)
    for line, words in _statements(text):
        if words[0].value is None and words[0].text in OPENING:
            OPENING[words[0].text](reading, line, words)
        elif len(words) > 2 and words[2].value is None and words[2].text not in ("in", "at"):
            _connection(reading, line, words)
        else:
            _declaration(reading, line, words)
    _name_loose(reading)
    design = reading.design.but(waivers=tuple(reading.waivers)) if reading.waivers else reading.design
    for name, line, column in reading.named:
        if name not in design and name not in onto:
            raise NotationError(f"{name} is not declared{_nearest(name, design, onto)}", line, column)
    return design, reading.where


def _nearest(name: str, design: Design, onto: Design) -> str:
    called_after_it = {c.id for c in design.connections.values() if name in (c.source, c.target)}
    there = [part.id for part in (*design.parts(), *onto.parts()) if part.id not in called_after_it][:MANY]
    close = get_close_matches(name, there, 1, 0.5)
    return f"; did you mean {close[0]}?" if close else ""


def _statements(text: str) -> Iterator[tuple[int, list[Word]]]:
    line, start = 1, 0
    words: list[Word] = []
    for match in TOKEN.finditer(text):
        column = match.start() - start + 1
        kind = match.lastgroup
        if kind == "word":
            words.append(typed(match.group(), line, column))
        elif kind == "odd":
            what = (
                "a quoted text without its closing quote" if match.group() == '"' else f"unexpected {match.group()!r}"
            )
            raise NotationError(what, line, column)
        elif kind == "end":
            if words:
                yield line, words
                words = []
            if match.group() == "\n":
                line, start = line + 1, match.end()
    if words:
        yield line, words


def _id(word: Word, line: int, what: str) -> Id:
    if word.value is not None or not ID.fullmatch(word.text):
        shown = word.text if word.value is None else f"{word.text}={word.value}"
        raise NotationError(
            f"{shown} is no id for {what}; ids are small letters, digits, - and _, and begin with a letter",
            line,
            word.column,
        )
    return word.text


def _declare(reading: Reading, part: Part, line: int, word: Word) -> None:
    if part.id in RESERVED or part.id in GROUP_KINDS:
        raise NotationError(f"{part.id} is a word of the notation and cannot be an id", line, word.column)
    if part.id in reading.onto:
        raise NotationError(f"{part.id} is taken", line, word.column)
    if part.id in reading.design:
        first = reading.where[part.id].line
        raise NotationError(f"{part.id} is declared already, in line {first}", line, word.column)
    reading.design = _with(reading.design, part)
    reading.where[part.id] = Source(line, word.column)


def _with(design: Design, part: Part) -> Design:
    """`design` with a part more. The shelf is this reading's own, so it grows in place."""
    shelf = getattr(design, part.shelf)
    if not shelf:
        return design.having(part)
    shelf[part.id] = part
    return design


def _settings(words: Iterable[Word], line: int) -> tuple[dict[str, str], dict[str, Any]]:
    """Fields (name, note, label …) and properties of the rest of a statement."""
    fields: dict[str, str] = {}
    properties: dict[str, Any] = {}
    for word in words:
        if word.value is None:
            raise NotationError(f"expected property=value, found {word.text}", line, word.column)
        if word.text in fields or word.text in properties:
            raise NotationError(f"{word.text} is set twice", line, word.column)
        if word.text in FIELDS:
            fields[word.text] = unquoted(word.value, line, word.value_column)
        else:
            properties[word.text] = value(word.value, line, word.value_column)
    return fields, properties


def _rest(fields: dict[str, str], *own: str) -> dict[str, Any]:
    """Words that are fields elsewhere and properties here."""
    return {key: value for key, value in fields.items() if key not in own}


def _declaration(reading: Reading, line: int, words: list[Word]) -> None:
    kind = words[0]
    if kind.value is not None or not ID.fullmatch(kind.text):
        raise NotationError(f"expected a kind and an id, found {kind.text}", line, kind.column)
    if len(words) < 2:
        raise NotationError(f"{kind.text} needs an id", line, kind.column + len(kind.text))
    id = _id(words[1], line, f"a {kind.text}")
    at: Slot | None = None
    inside: tuple[Id, ...] = ()
    rest = words[2:]
    while rest and rest[0].value is None and rest[0].text in ("at", "in"):
        word = rest[0]
        if len(rest) < 2 or rest[1].value is not None:
            raise NotationError(f"{word.text} needs a value", line, word.column + 2)
        if word.text == "at":
            if kind.text in GROUP_KINDS:
                raise NotationError("a group has no position; it lies around its members", line, word.column)
            at = _slot(rest[1], line)
        else:
            inside = _names(reading, rest[1], line)
        rest = rest[2:]
    fields, properties = _settings(rest, line)
    name, note = fields.get("name", ""), fields.get("note", "")
    properties |= _rest(fields, "name", "note")
    if kind.text in GROUP_KINDS:
        part: Part = Group(id=id, kind=kind.text, name=name, inside=inside, note=note, properties=properties)
    else:
        part = Component(id=id, kind=kind.text, name=name, at=at, inside=inside, note=note, properties=properties)
    _declare(reading, part, line, words[1])


def _slot(word: Word, line: int) -> Slot:
    match = re.fullmatch(r"(-?[0-9]{1,6}),(-?[0-9]{1,6})", word.text)
    if not match or max(abs(int(match[1])), abs(int(match[2]))) > FARTHEST:
        wanted = f"at takes column,row in whole slots from -{FARTHEST} to {FARTHEST}"
        raise NotationError(f"{wanted}, found {word.text}", line, word.column)
    return Slot(int(match[1]), int(match[2]))


def _names(reading: Reading, word: Word, line: int, column: int | None = None) -> tuple[Id, ...]:
    names, column = [], column or word.column
    for name in word.text.split(","):
        _id(Word(name, None, column), line, "a group or part")
        reading.named.append((name, line, column))
        names.append(name)
        column += len(name) + 1
    return tuple(names)


def _connection(reading: Reading, line: int, words: list[Word]) -> None:
    source, verb, target = words[:3]
    for word in (source, target):
        _id(word, line, "the end of a connection")
        reading.named.append((word.text, line, word.column))
    if verb.value is not None:
        raise NotationError(f"expected a verb, found {verb.text}=", line, verb.column)
    fields, properties = _settings(words[3:], line)
    properties |= _rest(fields, "id", "label")
    connection = Connection(
        id=fields.get("id") or connection_id(source.text, verb.text, target.text),
        source=source.text,
        verb=verb.text,
        target=target.text,
        label=fields.get("label", ""),
        properties=properties,
    )
    if "id" in fields:
        _declare(reading, connection, line, _stated_id(words, line))
    else:
        reading.loose.append((connection, source, line))


def _stated_id(words: list[Word], line: int) -> Word:
    word = next(word for word in words if word.text == "id")
    _id(Word(str(word.value), None, word.value_column), line, "a connection")
    return word


def _name_loose(reading: Reading) -> None:
    fresh = FreshIds(lambda id: id in reading.design or id in reading.onto)
    for part, word, line in reading.loose:
        _declare(reading, part.but(id=fresh(part.id)), line, word)


def connection_id(source: Id, verb: str, target: Id) -> Id:
    """The id of a connection that states none: `from-verb-to`, or what of it may be an id."""
    wish = f"{source}-{verb}-{target}"[:ID_LENGTH]
    return wish if ID.fullmatch(wish) else id_from(wish, "connection")


def _need(reading: Reading, line: int, words: list[Word]) -> None:
    if len(words) < 2 or words[1].value is not None:
        raise NotationError("need takes a type of requirement, such as latency", line, words[0].column)
    type = words[1].text
    rest = words[2:]
    stated: Word | None = None
    if rest and rest[0].value is None and rest[0].text == "as":
        if len(rest) < 2:
            raise NotationError("as needs an id", line, rest[0].column + 2)
        stated, rest = rest[1], rest[2:]
        _id(stated, line, "a requirement")
    fields, properties = _settings(rest, line)
    properties |= _rest(fields, "text")
    id = stated.text if stated else type
    requirement = Requirement(id=id, type=type, text=fields.get("text", ""), properties=properties)
    if stated:
        _declare(reading, requirement, line, stated)
    else:
        reading.loose.append((requirement, words[1], line))


def _flow(reading: Reading, line: int, words: list[Word]) -> None:
    if len(words) < 2:
        raise NotationError("flow needs an id", line, words[0].column + 4)
    id = _id(words[1], line, "a flow")
    fields: list[Word] = [word for word in words[2:] if word.text != "steps"]
    steps = [word for word in words[2:] if word.text == "steps"]
    if len(steps) > 1:
        raise NotationError("steps is set twice", line, steps[1].column)
    stated, properties = _settings(fields, line)
    properties |= stated
    made = tuple(_steps(reading, steps[0], line)) if steps and steps[0].value else ()
    _declare(reading, Flow(id=id, steps=made, properties=properties), line, words[1])


def _steps(reading: Reading, word: Word, line: int) -> Iterator[Step]:
    column = word.value_column
    for text in str(word.value).split(","):
        made = step(text)
        _id(Word(made.component, None, column), line, "a step")
        reading.named.append((made.component, line, column))
        yield made
        column += len(text) + 1


def step(text: str) -> Step:
    """A step of a flow as it is written: a component and its marks, such as `pay*`."""
    name = text.rstrip("".join(MARKS))
    return Step(component=name, **{MARKS[mark]: True for mark in text[len(name) :]})


def _waive(reading: Reading, line: int, words: list[Word]) -> None:
    if len(words) < 2 or words[1].value is not None:
        raise NotationError("waive takes a rule, such as CON-001", line, words[0].column)
    rest = words[2:]
    on: tuple[Id, ...] = ()
    if rest and rest[0].value is None and rest[0].text == "on":
        if len(rest) < 2 or rest[1].value is not None:
            raise NotationError("on needs the ids of the finding", line, rest[0].column + 2)
        on, rest = _names(reading, rest[1], line), rest[2:]
    fields, properties = _settings(rest, line)
    unknown = next(iter([*properties, *_rest(fields, "reason", "owner", "until")]), None)
    if unknown:
        raise NotationError(f"a waiver has no {unknown}; it has reason, owner and until", line, words[0].column)
    if not fields.get("reason"):
        raise NotationError('a waiver needs reason="…"', line, words[0].column)
    own = {key: fields.get(key, "") for key in ("reason", "owner", "until")}
    reading.waivers.append(Waiver(rule=words[1].text, on=tuple(sorted(on)), **own))


def _title(reading: Reading, line: int, words: list[Word]) -> None:
    if len(words) < 2 or words[1].value is not None:
        raise NotationError('design takes a name, such as design "orders"', line, words[0].column)
    name = unquoted(words[1].text, line, words[1].column)
    fields, properties = _settings(words[2:], line)
    unknown = next(iter([*properties, *_rest(fields, "about")]), None)
    if unknown:
        raise NotationError(f"a design has no {unknown}; it has a name and about", line, words[0].column)
    reading.design = reading.design.but(name=name, about=fields.get("about", ""))


OPENING = {"need": _need, "flow": _flow, "waive": _waive, "design": _title}
"""What reads the statements that begin with a word of the notation."""
