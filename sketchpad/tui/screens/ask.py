"""Questions with one line to answer them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from .form import Entry, Form


class Ask(Form[str]):
    """One line of text."""

    DEFAULT_CSS = """
    Ask > Frame { width: 64; }
    Ask #hint { height: 2; }
    Ask .entry Static { width: auto; padding: 0 1 0 0; }
    """

    def __init__(
        self,
        title: str,
        text: str = "",
        help: str = "",
        problem: Callable[[str], str | None] = lambda text: None,
        label: str = ">",
    ) -> None:
        super().__init__()
        self._title, self._text, self._help, self._problem, self._label = title, text, help, problem, label

    def entries(self) -> Sequence[Entry]:
        return (Entry("text", self._label, self._text, self._help, self._problem),)

    def on_mount(self) -> None:
        self.frame.head((self._title, "$foreground bold"))

    def answer(self, texts: Mapping[str, str]) -> str:
        return texts["text"]


class Rename(Ask):
    """What is it called?"""

    def __init__(self, text: str) -> None:
        super().__init__("Rename", text, "Its id, and so every waiver, stays.", _named)


def _named(text: str) -> str | None:
    return None if text.strip() else "a name is needed"
