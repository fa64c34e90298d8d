"""Text from files and people, made fit to show: never markup, never anything a terminal acts on."""

from __future__ import annotations

from textual.content import Content

from ..model.text import plain


def content(text: str) -> Content:
    """`text` as it may be given to a widget."""
    return Content(plain(text))


def markup(text: str) -> str:
    """`text` for the places in which the framework reads markup whatever it is given: it finds none."""
    return plain(text).replace("[", "\\[")
