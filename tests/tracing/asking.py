"""What tests of verdicts ask: what becomes of a requirement in a sketch."""

from __future__ import annotations

from datetime import date

from sketchpad.model import parse
from sketchpad.rules import Report, check
from sketchpad.tracing import Verdict, verdicts

TODAY = date(2026, 11, 23)
AROUND = "region v code=us-east-1; region o code=us-east-2; region d code=eu-central-1; user u;"


def judged(sketch: str, id: str) -> Verdict:
    """The verdict on a requirement, by every rule."""
    design = parse(f"{AROUND} {sketch}")
    return next(verdict for verdict in verdicts(design, check(design, TODAY)) if verdict.id == id)


def worked_out(sketch: str, id: str) -> Verdict:
    """The verdict by the arithmetic alone, as if no rule had spoken."""
    design = parse(f"{AROUND} {sketch}")
    return next(verdict for verdict in verdicts(design, Report()) if verdict.id == id)


def answer(sketch: str, id: str) -> str:
    return worked_out(sketch, id).answer.word
