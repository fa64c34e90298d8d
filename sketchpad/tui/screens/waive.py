"""Why is a finding accepted?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from ...model import Id, Waiver
from ...rules.report import last_day
from .form import Entry, Form
from .question import Key


class Waive(Form[Waiver]):
    """A reason, and if wanted the last day on which it counts and whose it is."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "waive", "submit"),
        Key("Tab", "next line", "step(1)"),
        Key("Esc", "back", "leave"),
    )

    def __init__(self, rule: str, on: Sequence[Id], message: str, today: date | None = None) -> None:
        super().__init__()
        self._rule, self._on, self._message, self._today = rule, tuple(on), message, today

    def entries(self) -> Sequence[Entry]:
        needed = "a waiver needs a reason"
        return (
            Entry(
                "reason",
                "Reason",
                help="Why this is right here. It stands in the file, and in every report.",
                problem=lambda text: None if text else needed,
            ),
            Entry(
                "until",
                "Until (optional)",
                help="The last day on which it counts, YYYY-MM-DD; the finding comes back on the day after.",
                problem=self._day,
            ),
            Entry("owner", "Owner (optional)", help="Whom to ask about it."),
        )

    def about(self) -> str:
        return self._message

    def on_mount(self) -> None:
        self.frame.head((f"Waive {self._rule}", "$foreground bold"), (f" on {', '.join(self._on)}", ""))

    def _day(self, text: str) -> str | None:
        try:
            day = last_day(Waiver(rule=self._rule, until=text))
        except ValueError:
            return f"{text} is no date; write YYYY-MM-DD"
        return f"{text} has passed" if day and self._today and day < self._today else None

    def answer(self, texts: Mapping[str, str]) -> Waiver:
        return Waiver(rule=self._rule, on=tuple(sorted(self._on)), **texts)
