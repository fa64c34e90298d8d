"""Findings in an order, under headings, and those of them that fit words and filters. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from ..catalog import nearest
from ..model import Design
from ..rules import Judged
from .seeking import WORD, Mistake, unknown
from .severity import LETTERS, letter

Test = Callable[[Judged], bool]


class Order(Enum):
    """By what findings are sorted; what is waived always comes last."""

    SEVERITY = "severity"
    PART = "part"
    RULE = "rule"
    NEED = "requirement"

    @property
    def next(self) -> Order:
        every = tuple(Order)
        return every[(every.index(self) + 1) % len(every)]


@dataclass(frozen=True)
class Sifted:
    """The findings that fit, and what was wrong with the question."""

    findings: tuple[Judged, ...]
    mistake: str = ""


def sift(text: str, findings: Sequence[Judged], design: Design) -> Sifted:
    """The findings that fit all words and filters: `E`, `rule:CON`, `need:latency`, else words that are told."""
    try:
        tests = [_test(wish, findings, design) for wish in WORD.findall(text)]
    except Mistake as mistake:
        return Sifted((), str(mistake))
    return Sifted(tuple(one for one in findings if all(test(one) for test in tests)))


def _test(wish: str, findings: Sequence[Judged], design: Design) -> Test:
    """The test that a word stands for. Raises Mistake."""
    if wish in (*LETTERS.values(), "x"):
        return lambda one: letter(one) == wish
    name, colon, value = wish.partition(":")
    value = value.casefold()
    if colon and name == "rule":
        rules = sorted({one.rule.id for one in findings})
        if not any(rule.casefold().startswith(value) for rule in rules):
            raise Mistake(unknown("finding of", value.upper(), rules))
        return lambda one: one.rule.id.casefold().startswith(value)
    if colon and name == "need":
        needs = design.requirements.values()
        fitting = {need.id for need in needs if need.id.startswith(value) or need.type.startswith(value)}
        if not fitting:
            raise Mistake(unknown("requirement", value, {name for need in needs for name in (need.id, need.type)}))
        return lambda one: bool(fitting.intersection(one.breaks or ()))
    if colon and value and (meant := nearest(name, ("rule", "need"))):
        raise Mistake(f"there is no filter {name}:, did you mean {meant}:?")
    word = wish.strip('"').casefold()
    return lambda one: any(word in said.casefold() for said in _said(one, design))


def _said(one: Judged, design: Design) -> Iterable[str]:
    yield from (one.rule.id, one.message, one.rule.title, *one.on, *(one.breaks or ()))
    yield from (str(part) for id in one.on if (part := design.get(id)) is not None)


def sorted_by(order: Order, findings: Iterable[Judged], design: Design) -> list[Judged]:
    """Findings in an order; among equals as they were."""
    needs = {id: place for place, id in enumerate(design.requirements)}

    def key(one: Judged) -> tuple[bool, object]:
        match order:
            case Order.PART:
                return one.waived, [str(design.get(id) or id).casefold() for id in one.on]
            case Order.RULE:
                return one.waived, one.rule.id
            case Order.NEED:
                return one.waived, min((needs.get(id, len(needs)) for id in one.breaks or ()), default=len(needs) + 1)
            case Order.SEVERITY:
                return one.waived, -one.severity

    return sorted(findings, key=key)


def under_headings(order: Order, findings: Iterable[Judged], design: Design) -> dict[str, list[Judged]]:
    """Sorted findings by what they have in common: a part or a requirement where they are sorted so, else the rule."""
    found: dict[str, list[Judged]] = {}
    for one in findings:
        match order:
            case Order.PART:
                heading = ", ".join(str(design.get(id) or id) for id in one.on)
            case Order.NEED:
                need = design.requirements.get(next(iter(one.breaks or ()), ""))
                heading = f"{need.id}  {need.text}".rstrip() if need else "breaks no requirement"
            case _:
                heading = f"{one.rule.id}  {one.rule.title}"
        found.setdefault(heading, []).append(one)
    return found
