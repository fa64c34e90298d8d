"""Which file?"""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from ..panels.rows import Row
from .form import Entry, Form
from .question import Key, Picker

SUFFIX = ".sketch.json"

MOST = 500
"""How many entries of a folder are listed."""


def _entries(folder: Path) -> list[tuple[str, bool]]:
    """What a folder holds that may be opened, and whether it is a folder; designs first."""
    try:
        with os.scandir(folder) as found:
            entries = [(entry.name, entry.is_dir()) for entry in found if not entry.name.startswith(".")]
    except OSError:
        return []
    fit = [(name, is_folder) for name, is_folder in entries if is_folder or name.endswith(".json")]
    return sorted(fit, key=lambda entry: (entry[1], not entry[0].endswith(SUFFIX), entry[0].casefold()))[:MOST]


def _path(text: str, base: Path) -> Path:
    """The path that a text means, from a folder."""
    return base / Path(text).expanduser()


class OpenFile(Picker[Path]):
    """Folders open with Enter; a path may be typed as well."""

    DEFAULT_CSS = """
    OpenFile > Frame { width: 76; }
    OpenFile Rows { height: 14; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("Enter", "open", "take"),
        Key("Up/Down", "move"),
        Key("..", "folder above", "above"),
        Key("Esc", "back", "leave"),
    )
    placeholder = "type to narrow, or a path"

    def __init__(self, start: Path) -> None:
        super().__init__()
        self._folder = start.absolute()

    def rows(self, text: str) -> Iterator[Row]:
        self.frame.head(("Open", "$foreground bold"), ("  " + _short(self._folder), ""))
        folder, wish = self._meant(text)
        if not text and folder.parent != folder:
            yield Row(("folder", folder.parent), (("  ..", "accent"),), (("folder above", "dim"),))
        for name, is_folder in _entries(folder):
            if wish.casefold() in name.casefold():
                look = "accent" if is_folder else "plain"
                shown = f"{name}/" if is_folder else name
                yield Row(("folder" if is_folder else "file", folder / name), ((f"  {shown}", look),))

    def first(self, rows: Sequence[Row]) -> Hashable | None:
        """Below the way up, where there is anything."""
        return super().first(rows[1:]) or super().first(rows) if not self.line.value else super().first(rows)

    def _meant(self, text: str) -> tuple[Path, str]:
        """The folder that is looked into, and what its entries have to hold."""
        if "/" not in text and not text.startswith("~"):
            return self._folder, text
        head, _, tail = text.rpartition("/")
        return _path(head or "/", self._folder), tail

    def answer(self, key: Hashable) -> Path | None:
        if not isinstance(key, tuple):
            return None
        sort, path = key
        if sort == "file":
            return Path(path)
        self._folder = path
        self.line.value = ""
        self.narrow("")
        return None

    def action_take(self) -> None:
        typed = self.line.value.strip()
        if typed in ("..", "../"):
            self.action_above()
        elif typed and (path := _path(typed, self._folder)).is_file():
            self.dismiss(path)
        else:
            super().action_take()

    def action_above(self) -> None:
        self._folder = self._folder.parent
        self.line.value = ""
        self.narrow("")


class SaveAs(Form[Path]):
    """A path; `.sketch.json` is added where no suffix is given."""

    DEFAULT_CSS = """
    SaveAs > Frame { width: 76; }
    SaveAs .entry Static { width: 8; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (Key("Enter", "save", "submit"), Key("Esc", "back", "leave"))

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._start = path

    def entries(self) -> Sequence[Entry]:
        where = f"In {_short(self._start.absolute().parent)}. A name without a suffix gets {SUFFIX}."
        return (Entry("path", "File", self._start.name, where, self._problem),)

    def on_mount(self) -> None:
        self.frame.head(("Save as", "$foreground bold"))
        line = self.line("path")
        # Typing replaces the name and leaves its suffix where it is easily kept.
        line.cursor_position = len(line.value.removesuffix(SUFFIX))

    def _path(self, text: str) -> Path:
        path = _path(text, self._start.absolute().parent)
        return path if path.suffix else path.with_name(path.name + SUFFIX)

    def _problem(self, text: str) -> str | None:
        if not text or text.endswith("/"):
            return "a name is needed"
        path = self._path(text)
        if path.is_dir():
            return f"{path.name} is a folder"
        return None if path.parent.is_dir() else f"there is no folder {_short(path.parent)}"

    def answer(self, texts: Mapping[str, str]) -> Path:
        return self._path(texts["path"])


def _short(path: Path) -> str:
    """A path, with `~` for the home folder."""
    home = str(Path.home())
    text = str(path)
    return "~" + text[len(home) :] if len(home) > 1 and (text == home or text.startswith(home + "/")) else text
