"""The colours of the editor. The severities keep apart in all four kinds of colour vision, on their own background."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from textual.color import ColorParseError
from textual.theme import Theme

SEVERITIES = ("severity-error", "severity-warning", "severity-info")

DARK = Theme(
    name="sketchpad-dark",
    primary="#5EA0FF",
    secondary="#8FB4D9",
    accent="#7FD4C1",
    foreground="#D7DCE2",
    background="#121417",
    surface="#171A1F",
    panel="#1E2229",
    success="#6FCF97",
    warning="#F0E442",
    error="#FF5C7A",
    dark=True,
    variables={
        "severity-error": "#FF5C7A",
        "severity-warning": "#F0E442",
        "severity-info": "#5EA0FF",
        "primary-muted": "#1D2B40",
    },
)
LIGHT = Theme(
    name="sketchpad-light",
    primary="#1D4ED8",
    secondary="#44617F",
    accent="#0F6F61",
    foreground="#1B1F24",
    background="#FFFFFF",
    surface="#F5F6F8",
    panel="#E9ECF0",
    success="#1E7F4F",
    warning="#7A6000",
    error="#A8005F",
    dark=False,
    variables={
        "severity-error": "#A8005F",
        "severity-warning": "#7A6000",
        "severity-info": "#1D4ED8",
        "primary-muted": "#DCE5FB",
        "text-muted": "#50565E",
    },
)
HIGH_CONTRAST = Theme(
    name="sketchpad-high-contrast",
    primary="#6CB0FF",
    secondary="#FFFFFF",
    accent="#8CF0DC",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#141414",
    success="#7CF2AC",
    warning="#F7EC59",
    error="#FF7A93",
    dark=True,
    variables={
        "severity-error": "#FF7A93",
        "severity-warning": "#F7EC59",
        "severity-info": "#6CB0FF",
        "primary-muted": "#0A1E3C",
        "text-muted": "#D8D8D8",
    },
)
THEMES = (DARK, LIGHT, HIGH_CONTRAST)
"""Those that belong to the editor; Textual's own can be chosen beside them."""

SIXTEEN = dict(zip(SEVERITIES, ("ansi_bright_red", "ansi_yellow", "ansi_blue"), strict=True))
"""The severities where the terminal has its own sixteen colours; the letters tell them apart where it has none."""

LIGHT_GROUNDS = ("7", "15")
"""Numbers of the colours that a terminal with a light background gives as its ground."""


def severities(theme: Theme) -> dict[str, str]:
    """The colours of the severities in a theme that has none of its own."""
    if theme.ansi:
        return SIXTEEN
    variables = (DARK if theme.dark else LIGHT).variables
    return {name: variables[name] for name in SEVERITIES}


class ThemeError(Exception):
    """A file that makes no theme, and why."""


def theme_in(path: Path) -> Theme:
    """The theme that a file of settings makes, called as the file is. Raises ThemeError."""
    import tomllib

    try:
        theme = Theme(**{"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
        # A colour that is none is told here and not when it is first painted with.
        theme.to_color_system().generate()
    except (OSError, ValueError, TypeError, AttributeError, ColorParseError) as error:
        raise ThemeError(f"{path}: {error}") from None
    return theme


def fitting(environment: Mapping[str, str], few_colours: bool = False) -> str:
    """The name of the theme for a terminal, by the ground that it says to have; dark where it says none."""
    light = environment.get("COLORFGBG", "").rpartition(";")[2] in LIGHT_GROUNDS
    if few_colours:
        return "ansi-light" if light else "ansi-dark"
    return (LIGHT if light else DARK).name
