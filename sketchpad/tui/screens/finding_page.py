"""A finding: what it says and why, what it breaks, and what each fix would do before anybody makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from ...catalog import kind_of
from ...catalog.facts import facts
from ...editing.fields import title
from ...editing.groups import around as groups_around
from ...model import Component, Design, Group, Id
from ...rules import Fix, Judged, Report
from ...rules.fixing import Preview
from ..panels.rows import Prose, Row, Rows
from ..panels.sheet import figures
from ..panels.wrapping import wrapped
from ..severity import letter, role
from .question import HelpLine, Key, Question

LABEL = 9
"""Cells of the column of labels."""
PREVIEW = 9
"""Lines of the preview."""
ALIKE = 50
"""Findings of one rule up to which it is looked whether all have a safe fix."""

FindingKey = tuple[str, tuple[Id, ...]]


@dataclass(frozen=True)
class FindingAnswer:
    """What is to become of a finding: a fix is made, it is waived, or else the user goes where it is."""

    key: FindingKey
    fix: Fix | None = None
    waive: bool = False
    alike: tuple[Fix, ...] = ()
    """Of all findings of the same rule the fixes that are safe, to be made in one step."""


class FindingPage(Question[FindingAnswer]):
    """Up, Down and digits pick a fix, Enter makes it, F8 and F7 go on to other findings."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, 10)),
        Binding("enter", "take", show=False),
        Binding("x", "waive", show=False),
        Binding("g", "go", show=False),
        Binding("A", "take_alike", show=False),
        Binding("f8,right_square_bracket,right", "turn(1)", show=False),
        Binding("f7,left_square_bracket,left", "turn(-1)", show=False),
        Binding("pageup", "scroll(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(1)", show=False, priority=True),
        Binding("q", "leave", show=False),
    ]
    DEFAULT_CSS = f"""
    FindingPage > Frame {{ width: 112; }}
    FindingPage #reading {{ height: 1fr; margin: 0 0 1 0; }}
    FindingPage #fixes {{ height: auto; max-height: 8; }}
    FindingPage #preview {{ height: {PREVIEW}; }}
    FindingPage.-low #preview {{ height: 7; }}
    FindingPage.-tiny #preview {{ height: 4; }}
    FindingPage.-tiny #reading {{ margin: 0; }}
    FindingPage.-tiny #fixes {{ max-height: 4; }}
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "apply", "take"),
        Key("1-9", "pick"),
        Key("x", "waive", "waive"),
        Key("g", "go to it", "go"),
        Key("F8/F7", "next/previous", "turn(1)"),
        Key("Esc", "back", "leave"),
    )
    NO_FIX: ClassVar[tuple[Key, ...]] = (Key("Enter", "go to it", "take"), KEYS[2], *KEYS[4:])
    """The keys where there is nothing to apply."""
    EVERY: ClassVar[Key] = Key("A", "all alike", "take_alike")

    def __init__(
        self,
        report: Report,
        key: FindingKey,
        design: Design,
        preview: Callable[[Fix], Preview],
        safe: Callable[[Judged, Fix], bool] | None = None,
        among: Sequence[Judged] = (),
    ) -> None:
        """`among` are the findings to turn the pages of; all of the report where the one in question is not there."""
        super().__init__()
        self._report, self._design, self._preview, self._safe = report, design, preview, safe
        every = sorted(report.findings, key=lambda one: one.waived)
        self._all = tuple(among if any(one.key == key for one in among) else every)
        self._at = next((at for at, one in enumerate(self._all) if one.key == key), 0)
        self._previews: dict[tuple[FindingKey, str], Preview] = {}
        self._safely: dict[str, tuple[Fix, ...]] = {}
        """By rule a safe fix of each of its findings that has one."""

    @property
    def finding(self) -> Judged:
        return self._all[self._at]

    @property
    def fixes(self) -> Rows:
        return self.query_one("#fixes", Rows)

    @property
    def fix(self) -> Fix | None:
        """The fix under the cursor."""
        key = self.fixes.key
        return self.finding.fixes[key] if isinstance(key, int) and key < len(self.finding.fixes) else None

    def body(self) -> ComposeResult:
        yield Prose(id="reading")
        yield Rows(id="fixes")
        yield Prose(id="preview")

    def on_mount(self) -> None:
        self.fixes.focus()
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show, keep=True)

    # -- what it shows ----------------------------------------------------------------------------------------------

    def _show(self, keep: bool = False) -> None:
        one, room = self.finding, max(30, self._room())
        mark = f" {letter(one)} "
        look = "$foreground 66%" if one.waived else f"$severity-{one.severity.word} reverse"
        self.frame.head(
            (mark, look), (f" {one.rule.id}  ", "$foreground bold"), (one.rule.title, "$foreground bold"),
            right=f"{self._at + 1} of {len(self._all)}",
        )  # fmt: skip
        reading = tuple(self._reading(one, room))
        self.query_one("#reading", Prose).show(reading)
        rows = tuple(self._fixes(one))
        alike = self._alike(one)
        keys = self.KEYS if one.fixes and not one.waived else self.NO_FIX
        every = (self.EVERY,) if len(alike) > 1 else ()
        self.query_one(HelpLine).show((*keys[:1], *every, *keys[1:]))
        self.fixes.show(rows, key=self.fixes.key if keep else 0)
        preview = self.query_one("#preview")
        preview.display = bool(one.fixes) and not one.waived
        whole = 3 + len(reading) + len(rows) + (preview.size.height or PREVIEW if preview.display else 0) + 1
        self.frame.styles.height = min(self.size.height, whole)
        if not keep:
            self.query_one("#reading", Prose).scroll_home(animate=False)
        self._tell()

    def _room(self) -> int:
        return min(self.size.width, 112) - 5

    def _reading(self, one: Judged, room: int) -> Iterator[Row]:
        yield from self._labelled("On", self._places(one), "stated", room)
        yield from self._labelled("Says", one.message, "plain", room)
        if one.waiver is not None:
            yield from self._labelled("Waived" if one.waived else "Expired", _waiver(one), "waived", room)
        for at, id in enumerate(one.breaks or ()):
            if (need := self._design.requirements.get(id)) is not None:
                words = f"{title(need)}  {figures(need)}" + (f'  "{need.text}"' if need.text else "")
                yield from self._labelled("" if at else "Breaks", words, "error", room)
        yield Row(None, ())
        yield from self._labelled("Why", one.rule.why or one.rule.title, "plain", room)
        yield from self._labelled("Fine when", one.rule.fine, "plain", room)
        for at, key in enumerate(one.rule.see):
            if (source := facts.sources.get(key)) is not None:
                words = f"{source.title} ({source.kind}, {source.date})"
                yield from self._labelled("" if at else "Sources", words, "plain", room)
                yield from self._labelled("", source.url, "dim", room)

    def _labelled(self, label: str, text: str, look: str, room: int) -> Iterator[Row]:
        """A text beside its label."""
        if text:
            for at, line in enumerate(wrapped(text, room - LABEL - 2)):
                yield Row(None, ((f"{'' if at else label:<{LABEL}}  ", "head"), (line, look)))

    def _places(self, one: Judged) -> str:
        """What it is about, and where that lies."""
        return "; ".join(self._place(id) for id in one.on) or "the design"

    def _place(self, id: Id) -> str:
        part = self._design.get(id)
        if not isinstance(part, Component | Group):
            return id
        around = [str(self._design.groups[group]) for group in groups_around(self._design, part)]
        return f"{kind_of(part.kind).code} {part}" + (f" in {' / '.join(reversed(around))}" if around else "")

    def _fixes(self, one: Judged) -> Iterator[Row]:
        if one.waived:
            yield Row("waived", (("It is waived; x takes the waiver back.", "dim"),))
            return
        if not one.fixes:
            yield Row("none", (("No fix is known.", "dim"),))
            return
        yield Row(None, (("Fixes", "head"),))
        for at, fix in enumerate(one.fixes):
            safe = "" if self._safe is None else "safe" if self._safe(one, fix) else "review"
            number = f" {at + 1}  " if at < 9 else "    "
            yield Row(at, ((number, "accent"), (str(fix), "plain")), ((safe, "dim"),))
        if (count := len(self._alike(one))) > 1:
            yield Row(None, ((" A  ", "accent"), (f"{count} of {one.rule.id} have a safe fix; all in one step", "dim")))

    def _alike(self, one: Judged) -> tuple[Fix, ...]:
        """The safe fixes of all findings of the same rule, one of each finding; none where nobody tells."""
        rule = one.rule.id
        if rule not in self._safely:
            some = [other for other in self._report.standing if other.rule.id == rule and other.fixes]
            safe = self._safe if len(some) <= ALIKE else None
            found = (next((fix for fix in other.fixes if safe and safe(other, fix)), None) for other in some)
            self._safely[rule] = tuple(fix for fix in found if fix is not None)
        return self._safely[rule]

    @on(Rows.Moved)
    def _tell(self) -> None:
        """Show what the fix under the cursor would do."""
        fix = self.fix
        rows = tuple(self._effects(fix, max(30, self._room()))) if fix is not None else ()
        self.query_one("#preview", Prose).show(rows)

    def _effects(self, fix: Fix, room: int) -> Iterator[Row]:
        key = (self.finding.key, fix.id)
        if key not in self._previews:
            self._previews[key] = self._preview(fix)
        seen = self._previews[key]
        yield Row(None, ())
        if seen.problem:
            yield Row(None, (("It cannot be made: ", "error"), (seen.problem, "plain")))
            return
        number = self.finding.fixes.index(fix) + 1
        yield Row(None, ((f"What fix {number} does", "head"),), ((self._tally(seen), "stated"),))
        for mark, lines, look in (("-", seen.before, "gone"), ("+", seen.after, "new")):
            for text in lines:
                for at, line in enumerate(wrapped(text, room - 4)):
                    yield Row(None, ((f"  {' ' if at else mark} ", look), (line, look)))
        others = [one for one in seen.gone if one.key != self.finding.key]
        yield from self._list("Also ends", others)
        yield from self._list("But adds", seen.new)
        for label, ids, look in (("Keeps", seen.kept, "new"), ("Breaks", seen.broken, "error")):
            if words := ", ".join(self._need(id) for id in ids):
                yield Row(None, ((f"  {label:<{LABEL}} ", "head"), (words, look)))

    def _need(self, id: Id) -> str:
        need = self._design.requirements.get(id)
        return id if need is None else f"{title(need)} {figures(need)}"

    def _tally(self, seen: Preview) -> str:
        """`errors 1 → 0`, of what changes."""
        arrow = "->" if self.ascii else "→"
        words = []
        for word, plural in (("error", "errors"), ("warning", "warnings"), ("info", "info")):
            old, new = self._report.summary.get(word, 0), seen.summary.get(word, 0)
            if old != new:
                words.append(f"{plural} {old} {arrow} {new}")
        return "   ".join(words) or "as many findings as before"

    def _list(self, label: str, some: tuple[Judged, ...] | list[Judged]) -> Iterator[Row]:
        for at, one in enumerate(some):
            head = "" if at else label
            words = ((f" {one.rule.id} ", "stated"), (one.message, "plain"))
            yield Row(None, ((f"  {head:<{LABEL}} ", "head"), (letter(one), role(one)), *words))

    # -- what the user does -----------------------------------------------------------------------------------------

    @on(Rows.Taken)
    def _taken(self, event: Rows.Taken) -> None:
        event.stop()
        self.action_take()

    def action_pick(self, number: int) -> None:
        self.fixes.go(number - 1)

    def action_take(self) -> None:
        """Make the fix; where there is none, go to the finding."""
        fix = self.fix
        if fix is None or not self._previews[self.finding.key, fix.id].problem:
            self.dismiss(FindingAnswer(self.finding.key, fix))

    def action_take_alike(self) -> None:
        """Make a safe fix of every finding of the rule."""
        if len(alike := self._alike(self.finding)) > 1:
            self.dismiss(FindingAnswer(self.finding.key, alike=alike))

    def action_waive(self) -> None:
        self.dismiss(FindingAnswer(self.finding.key, waive=True))

    def action_go(self) -> None:
        self.dismiss(FindingAnswer(self.finding.key))

    def action_turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._all)
        self._show()

    def action_scroll(self, by: int) -> None:
        reading = self.query_one("#reading", Prose)
        reading.scroll_relative(y=by * max(1, reading.size.height - 1), animate=False)


def _waiver(one: Judged) -> str:
    waiver = one.waiver
    if waiver is None:
        return ""
    by = f" ({waiver.owner})" if waiver.owner else ""
    return f"{waiver.reason}{by}" + (f", until {waiver.until}" if waiver.until else "")
