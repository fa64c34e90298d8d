"""A design being worked on: the editor, its live findings and the file, without any widget."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .. import storage
from ..catalog import NAMES
from ..editing import Edit, EditError, Editor, Step
from ..model import EMPTY, Design, Graph, Id
from ..rules import Fix, Judged, Linter, Report, Rule, today_utc
from ..rules.choice import Choice
from ..storage.content import Texts
from ..storage.places import writable

if TYPE_CHECKING:
    from ..rules.fixing import Preview
    from ..rules.safety import Safety
    from ..storage.journal import Journal
    from ..tracing import Verdict


@dataclass(frozen=True)
class Outcome:
    """What a step changed in the design and in its findings."""

    step: Step
    appeared: tuple[Judged, ...]
    vanished: tuple[Judged, ...]

    @property
    def words(self) -> str:
        """`+1 error CON-001, -2 warnings INT-004, DAT-001`; empty where no finding came or went."""
        from ..rules.fixing import told

        return told(self.appeared, self.vanished)


@dataclass(frozen=True)
class Saving:
    """A save that can be made in any thread."""

    target: Path
    design: Design
    expected: str | None
    """The digest that the file should have; None where that is all the same."""
    in_place: bool
    texts: Texts

    def __call__(self) -> storage.Saved:
        """Write. Raises storage.SaveError."""
        text = storage.encoded(self.target, self.design, self.texts)
        return storage.save(self.target, text, self.expected, in_place=self.in_place)


@dataclass
class Session:
    """Everything that is true while a design is open."""

    path: Path | None = None
    """Where it is saved; None until somebody says."""
    design: Design = EMPTY
    """As it was read; `editor.design` is the design as it is."""
    digest: str | None = None
    """Of the file as it was read or written; None where there was none."""
    read_only: bool = False
    comments: bool = False
    """Whether the file has comments, which saving loses."""
    today: date | None = None
    """The day on which waivers are judged; None for the present one."""
    rules: tuple[Rule, ...] | None = None
    """What judges it; None for the program's own rules, which are read when it is first judged."""
    choice: Choice = field(default_factory=Choice)
    """Which of the rules are heard, and how grave their findings are."""
    state: Path | None = None
    """The folder in which what is done is kept until it is saved; None keeps nothing."""
    partly: Path | None = None
    """The file of which the design is what could be read; it is never written there."""
    held: str = ""
    """Who has the file open, where that keeps it from being changed here."""

    def __post_init__(self) -> None:
        self.texts = Texts()
        self._drafted = False
        """Whether what is kept is ahead of the design."""
        self.woken: Callable[[Journal], None] = lambda journal: None
        """Called after each edit that was written down."""
        self._unkept = "" if self.state is None or writable(self.state) else "no folder for it can be written"
        self.editor = Editor(self.design, watch=self._stepped)
        self.editor.open(self.design, saved=self.digest is not None or not any(self.design.parts()))
        self._report: Report | None = None
        self._traced: tuple[Report, Graph, Mapping[Id, Verdict]] | None = None

    @classmethod
    def open(cls, path: Path | None, today: date | None = None, state: Path | None = None) -> Session:
        """The design in a file, judged as the settings near it say; an empty one where there is no file yet.

        Raises storage.Unreadable, and storage.SettingsError where those settings make no sense.
        """
        settings = storage.settings_near(path.parent if path else Path())
        rules, choice = _settled(settings) if settings else (None, Choice())
        if path is None or not path.exists():
            return cls(path, today=today, rules=rules, choice=choice, state=state)
        document = storage.read(path, forbidden=NAMES)
        return cls(
            path,
            document.design,
            document.digest,
            document.read_only,
            document.comments,
            today,
            rules,
            choice,
            state,
        )

    @cached_property
    def journal(self) -> Journal:
        """What was done since the design was read or saved; begun when something is done first."""
        from ..storage.journal import Journal

        journal = Journal(self.state, write=self.texts.json)
        journal.begin(self.design, self.path, self.digest)
        journal.wake = lambda: self.woken(journal)
        return journal

    @property
    def name(self) -> str:
        return self.path.name if self.path else "untitled"

    @cached_property
    def linter(self) -> Linter:
        """The live linter."""
        return Linter(self.rules, self.choice.severities)

    @property
    def judged(self) -> bool:
        """Whether the rules have looked at the design yet."""
        return self._report is not None

    @property
    def report(self) -> Report:
        """What the rules say of the design as it is."""
        if self._report is None:
            self._report = self._judge(self.editor.design)
        return self._report

    @property
    def unsaved(self) -> bool:
        return self.editor.unsaved and not (self.digest is None and self.editor.design == EMPTY)

    # -- change -----------------------------------------------------------------------------------------------------

    def do(self, edit: Edit, choose: frozenset[str] | None = None) -> Outcome | None:
        """Make an edit. None where it changes nothing. Raises EditError."""
        before = self.report
        return self._seen(self.editor.do(edit, choose), before)

    def draft(self, edit: Edit | None) -> None:
        """Keep what an edit that is still being typed would make of the design; None where it is typed no more."""
        if edit is not None and not self.read_only:
            with suppress(EditError):
                self.journal.record(f"{edit}, being typed", edit(self.editor.design))
                self._drafted = True
        elif self._drafted:
            self.journal.record("leave what was typed", self.editor.design)
            self._drafted = False

    def undo(self) -> Outcome | None:
        before = self.report
        return self._seen(self.editor.undo(), before)

    def redo(self) -> Outcome | None:
        before = self.report
        return self._seen(self.editor.redo(), before)

    def _stepped(self, words: str, before: Design, after: Design) -> None:
        self._drafted = False
        self.journal.record(words, after)

    def _seen(self, step: Step | None, before: Report) -> Outcome | None:
        """What a step changed, of what the rules said `before`."""
        if step is None:
            return None
        from ..rules.fixing import compared

        self._report = self._judge(self.editor.design)
        gone, come = compared(before, self._report)
        return Outcome(step, come, gone)

    def _judge(self, design: Design) -> Report:
        self.linter.see(design)
        return self.choice.only(self.linter.report(self.today))

    @property
    def verdicts(self) -> Mapping[Id, Verdict]:
        """What is known of each requirement; worked out when somebody asks, once for each design."""
        report, graph = self.report, self.linter.graph
        if self._traced is None or self._traced[0] is not report or self._traced[1] is not graph:
            from ..tracing import verdicts

            found = verdicts(graph, self.linter.report(self.today))
            self._traced = report, graph, {verdict.id: verdict for verdict in found}
        return self._traced[2]

    @property
    def cost(self) -> str:
        """What list prices add up to in a month: `$412/mo`, with a `+` where something has no price."""
        from ..analysis.cost import estimate

        whole = estimate(self.linter.graph)
        return f"${whole.usd:,.0f}{'+' if whole.unpriced else ''}/mo" if whole.by_part else ""

    # -- fixes ------------------------------------------------------------------------------------------------------

    def preview(self, fix: Fix) -> Preview:
        """What a fix would do; the live linter looks at the design after it and back again."""
        from ..rules.fixing import preview

        try:
            return preview(self.editor.design, fix, self.report, judge=self._judge)
        finally:
            self.linter.see(self.editor.design)

    def safety(self) -> Safety:
        """Tells of each fix of the design as it is whether it may be made without looking at it first."""
        from ..rules.safety import Safety

        today = self.today or today_utc()
        return Safety(self.editor.design, self.linter.report(today), today, self.linter)

    @property
    def why_not(self) -> str:
        """Why the design can be shown and not changed; mostly nothing."""
        return "a newer sketchpad made this file: it can be shown, not changed" if self.read_only else self.held

    @property
    def warning(self) -> str:
        """What the user should know all the time; mostly nothing."""
        if self.read_only:
            return f"read-only: a newer sketchpad made it (format {self.design.format})"
        off = self.journal.off if "journal" in vars(self) else self._unkept
        return f"recovery off: {off}" if off else self.held

    # -- the file ---------------------------------------------------------------------------------------------------

    def saving(self, path: Path | None = None, *, overwrite: bool = False, in_place: bool = False) -> Saving:
        """What there is to write now, and where; running it needs nothing of the session. Raises storage.SaveError."""
        target = path or self.path
        if target is None:
            raise storage.SaveError("the design has no file yet")
        if self.read_only and path is None:
            raise storage.SaveError("a newer sketchpad made this file; save under another name")
        if self.partly is not None and os.path.realpath(target) == os.path.realpath(self.partly):
            raise storage.SaveError(f"this is a part of {target.name}, which stays as it is; save under another name")
        known = self.digest if target == self.path and self.digest is not None else storage.ABSENT
        return Saving(target, self.editor.design, None if overwrite else known, in_place, self.texts)

    def saved(self, saving: Saving, outcome: storage.Saved) -> None:
        """It was written; what was done since is not."""
        journal = self.journal  # of the design as it was read, should this be the first that is heard of it
        self.path, self.digest, self.editor.saved = saving.target, outcome.digest, saving.design
        self.read_only = self.comments = False
        journal.saved(saving.target, saving.design, outcome.digest, confirmed=not outcome.unconfirmed)

    def save(self, path: Path | None = None, *, overwrite: bool = False) -> storage.Saved:
        """Write the design. Raises storage.SaveError, and ChangedOnDisk where somebody else wrote the file."""
        saving = self.saving(path, overwrite=overwrite)
        outcome = saving()
        self.saved(saving, outcome)
        return outcome

    def leave(self) -> None:
        """What was done and not saved is not wanted; it stays in the trash for a while."""
        if "journal" in vars(self):
            if self.unsaved:
                self.journal.discard()
            else:
                self.journal.remove()


def _settled(settings: storage.Settings) -> tuple[tuple[Rule, ...], Choice]:
    """The rules and the choice among them that settings state. Raises storage.SettingsError."""
    from ..rules.choice import ChoiceError, chosen
    from ..rules.custom import all_rules
    from ..rules.tables import RuleError

    try:
        rules = all_rules(settings)
        return rules, chosen(rules, settings.table)
    except RuleError as error:
        raise storage.SettingsError(str(error)) from None
    except ChoiceError as error:
        raise storage.SettingsError(f"{settings.path}: {error}") from None
