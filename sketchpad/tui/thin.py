"""The thinnest panels and screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ..catalog import KINDS
from ..model import Design, Id, Requirement, Waiver
from ..rules import Fix, Report
from ..rules.fixing import Preview
from .text import content


class PickKind(ModalScreen[str | None]):
    BINDINGS = [("escape", "dismiss", "")]

    def __init__(self, used: Mapping[str, int], groups: bool = False) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        yield Input()
        yield OptionList()

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        o = self.query_one(OptionList)
        o.set_options(
            [
                Option(k.name, id=k.kind)
                for k in KINDS.values()
                if event.value in (k.kind, k.code.lower()) or event.value in k.name.lower()
            ]
        )
        o.highlighted = 0

    @on(Input.Submitted)
    def _take(self) -> None:
        option = self.query_one(OptionList).highlighted_option
        self.dismiss(option.id if option else None)


class PickGroup(ModalScreen[tuple[str, str] | None]):
    BINDINGS = [("escape", "dismiss", "")]

    def __init__(self, kinds: Sequence[str]) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        yield Input()

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        kind, _, value = event.value.partition(" ")
        self.dismiss((kind, value))


class Rename(ModalScreen[str | None]):
    BINDINGS = [("escape", "dismiss", "")]

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        yield Input(self.text)

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)


class SaveAs(ModalScreen[Path | None]):
    BINDINGS = [("escape", "dismiss", "")]

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.start = start

    def compose(self) -> ComposeResult:
        yield Input(str(self.start))

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        self.dismiss(Path(event.value))


class OpenFile(SaveAs):
    pass


class Confirm(ModalScreen[str | None]):
    BINDINGS = [("escape", "dismiss", "")]

    def __init__(self, question: str, choices: Sequence[str]) -> None:
        super().__init__()
        self.question, self.choices = question, choices

    def compose(self) -> ComposeResult:
        yield Static(content(self.question))
        yield OptionList(*self.choices)

    @on(OptionList.OptionSelected)
    def _taken(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.choices[event.option_index])


class Waive(ModalScreen[Waiver | None]):
    BINDINGS = [("escape", "dismiss", "")]

    def __init__(self, rule: str, parts: Sequence[Id], message: str) -> None:
        super().__init__()
        self.rule, self.parts = rule, tuple(parts)

    def compose(self) -> ComposeResult:
        yield Input(placeholder="reason")

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        self.dismiss(Waiver(rule=self.rule, on=self.parts, reason=event.value))


class Gallery(ModalScreen[Any]):
    BINDINGS = [("escape", "dismiss", "")]

    def __init__(self, patterns: Sequence[Any]) -> None:
        super().__init__()
        self.patterns = patterns

    def compose(self) -> ComposeResult:
        yield OptionList(*[p.name for p in self.patterns])

    @on(OptionList.OptionSelected)
    def _taken(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.patterns[event.option_index])


class Help(ModalScreen[None]):
    BINDINGS = [("escape", "dismiss", "")]

    def __init__(self, verbs: Iterable[Any], pane: str) -> None:
        super().__init__()
        self.text = "\n".join(f"{' '.join(v.shown_keys):12} {v.name}" for v in verbs)

    def compose(self) -> ComposeResult:
        yield Static(content(self.text))


class NeedForm(ModalScreen[Requirement | None]):
    def __init__(self) -> None:
        super().__init__()

    BINDINGS = [("escape", "dismiss", "")]


@dataclass(frozen=True)
class Answer:
    key: tuple[str, tuple[Id, ...]]
    fix: Fix | None = None
    waive: bool = False


class FindingPage(ModalScreen[Answer | None]):
    BINDINGS = [("escape", "dismiss", ""), ("enter", "apply", "")]

    def __init__(self, report: Report, key: Any, design: Design, preview: Callable[[Fix], Preview]) -> None:
        super().__init__()
        self.finding = next(one for one in report.findings if one.key == key)
        self.preview = preview

    def compose(self) -> ComposeResult:
        yield Static(content(f"{self.finding.rule.id} {self.finding.rule.title}"))
        yield Static(content(self.finding.message))
        for fix in self.finding.fixes[:1]:
            shown = self.preview(fix)
            yield Static(content(f"> {fix}"))
            yield Static(
                content("\n".join([*("- " + line for line in shown.before), *("+ " + line for line in shown.after)]))
            )
            yield Static(content("goes " + " ".join(one.rule.id for one in shown.gone)))

    def action_apply(self) -> None:
        self.dismiss(Answer(self.finding.key, self.finding.fixes[0] if self.finding.fixes else None))
