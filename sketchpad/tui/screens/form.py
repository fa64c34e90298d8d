"""A few lines to fill in, each with a label; Enter anywhere is the answer."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from ...model.text import plain
from ..panels.line import Choices, Line
from ..panels.rows import Prose
from ..panels.wrapping import wrapped
from .question import Key, Question, T


class Entry(NamedTuple):
    """A line of a form."""

    name: str
    label: str
    value: str = ""
    help: str = ""
    problem: Callable[[str], str | None] = lambda text: None
    """Why a text does not fit; None when it does."""
    words: tuple[str, ...] = ()
    """What fits, to be completed."""
    is_list: bool = False


class Form(Question[T]):
    """Tab, Up and Down go from line to line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,shift+tab", "step(-1)", show=False, priority=True),
        Binding("down,tab", "step(1)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Form .entry { height: 1; margin: 0 0 0 0; }
    Form .entry Static { width: 18; color: $text-muted; }
    Form .entry Line { width: 1fr; }
    Form #about { margin: 0 0 1 0; }
    Form #hint { height: 3; margin: 1 0 0 0; }
    Form.-tiny #about { display: none; }
    Form.-tiny #hint { height: 2; margin: 0; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "done", "submit"),
        Key("Tab", "next line", "step(1)"),
        Key("Esc", "back", "leave"),
    )

    @abstractmethod
    def entries(self) -> Sequence[Entry]:
        """The lines."""

    @abstractmethod
    def answer(self, texts: Mapping[str, str]) -> T | None:
        """What is answered, once every text fits."""

    def about(self) -> str:
        """What stands above the lines."""
        return ""

    def body(self) -> ComposeResult:
        self._entries = tuple(self.entries())
        if self.about():
            yield Prose(id="about")
        for entry in self._entries:
            with Horizontal(classes="entry"):
                yield Static(plain(entry.label), markup=False)
                suggester = Choices(partial(tuple, entry.words), entry.is_list)
                yield Line(entry.value, suggester=suggester if entry.words else None, id=f"line-{entry.name}")
        yield Prose(id="hint")

    def on_mount(self) -> None:
        self.start()

    def start(self) -> None:
        """Put the cursor where one begins to type."""
        if (name := self.begin) is not None:
            self.line(name).focus()
        self._tell()

    @property
    def begin(self) -> str | None:
        """The line that one begins with."""
        return self._entries[0].name if self._entries else None

    def on_resize(self) -> None:
        self.call_after_refresh(self.settle)

    def settle(self) -> None:
        """Break the texts to the width there is."""
        self._tell()
        if (about := self.about()) and (prose := next(iter(self.query("#about").results(Prose)), None)):
            prose.tell(*((line, "plain") for line in wrapped(about, max(10, self.frame.content_size.width))))

    def line(self, name: str) -> Line:
        return self.query_one(f"#line-{name}", Line)

    @property
    def current(self) -> Entry | None:
        """The entry that has the focus."""
        return next((entry for entry in self._entries if self.line(entry.name).has_focus), None)

    def _tell(self, trouble: str | None = None) -> None:
        """Say what fits here, or what does not."""
        entry = self.current
        room = max(20, self.frame.content_size.width)
        trouble = trouble or (entry and entry.problem(self.line(entry.name).value.strip())) or None
        # An empty line is only a problem once somebody is done with it.
        if trouble and entry and not self.line(entry.name).value and trouble == entry.problem(""):
            trouble = trouble if self._insisted else None
        text, look = (trouble, "error") if trouble else (entry.help if entry else "", "dim")
        self.query_one("#hint", Prose).tell(*((line, look) for line in wrapped(text, room)))

    _insisted = False
    """Whether somebody tried to answer with something missing."""

    @on(events.DescendantFocus)
    @on(Input.Changed)
    def _look(self) -> None:
        self._tell()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_submit()

    def action_step(self, by: int) -> None:
        if by > 0:
            self.focus_next(Line)
        else:
            self.focus_previous(Line)

    def action_submit(self) -> None:
        texts = {entry.name: self.line(entry.name).value.strip() for entry in self._entries}
        for entry in self._entries:
            if entry.problem(texts[entry.name]):
                self._insisted = True
                self.line(entry.name).focus()
                self._tell(entry.problem(texts[entry.name]))
                return
        if (answer := self.answer(texts)) is not None:
            self.dismiss(answer)
